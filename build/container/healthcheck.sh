#!/bin/bash
# Exit code 0 when /healthz answers 200 within 3 s. Bash alone, as the image has no curl.
# Asks the management address if there is one, else the first plain address of SESSIONRELAY_URLS. With HTTPS alone it can only see that
# somebody listens: set Node__ManagementUrl=http://127.0.0.1:9090 for a full answer.
set -u
urls="${Node__ManagementUrl:+$Node__ManagementUrl;}${SESSIONRELAY_URLS:-http://0.0.0.0:5080}"
url=$(tr ';' '\n' <<<"$urls" | grep -m1 '^http://' || tr ';' '\n' <<<"$urls" | head -n 1)
address=${url#*://}
address=${address%%/*}
case $address in
  *:[0-9]*) host=${address%:*} port=${address##*:} ;;
  *) host=$address; if [[ $url == https* ]]; then port=443; else port=80; fi ;;
esac
case $host in
  '' | '*' | + | 0.0.0.0) host=127.0.0.1 ;;
  '[::]') host=::1 ;;
  '['*']') host=${host:1:-1} ;;
esac

# shellcheck disable=SC2016 # expanded by the inner bash
timeout 3 bash -c '
  exec 3<>"/dev/tcp/$0/$1" || exit 1
  [[ $2 == https* ]] && exit 0
  printf "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" >&3
  read -r _ status _ <&3
  [[ $status == 200 ]]
' "$host" "$port" "$url" 2>/dev/null
