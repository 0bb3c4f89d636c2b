#!/usr/bin/env bash
# What the tests need besides the .NET SDK and Node.js: installed by apt when that is allowed here, otherwise named.
set -euo pipefail

# A program that shows that the package is there, and the package.
needs=(
  "chromium chromium"
  "firefox-esr firefox-esr"
  "certutil libnss3-tools"
  "ip iproute2"
  "nft nftables"
  "haproxy haproxy"
  "aiosmtpd python3-aiosmtpd"
  "sipp sip-tester"
  "baresip baresip-core"
  "kamailio kamailio"
  "rtpengine rtpengine-daemon" # works without its kernel module
  "turnserver coturn"
  "pg_createcluster postgresql" # its server is not on the PATH: the tests find it below /usr/lib/postgresql
)

version_below() { # HAVE WANTED, by the first number
  [ "${1%%.*}" -lt "$2" ] 2> /dev/null
}

stop() {
  echo "test.sh: $1" >&2
  exit 1
}

command -v dotnet > /dev/null || stop "the .NET SDK 10 is missing: https://dotnet.microsoft.com/download"
if version_below "$(dotnet --version 2> /dev/null || echo 0)" 10; then stop "the .NET SDK 10 is needed, and this one is older: https://dotnet.microsoft.com/download"; fi
command -v node > /dev/null && command -v npm > /dev/null || stop "Node.js 20 and its npm are missing: https://nodejs.org"
node_version="$(node --version)"
if version_below "${node_version#v}" 20; then stop "Node.js 20 or later is needed, and this is $node_version: https://nodejs.org"; fi

PATH="$PATH:/usr/sbin:/sbin" # where Debian keeps ip and nft, also for people who are not root
missing=()
for need in "${needs[@]}"; do
  read -r program package <<< "$need"
  command -v "$program" > /dev/null || missing+=("$package")
done
# .NET's own cryptography and the relay's media encryption are OpenSSL's.
ldconfig -p 2> /dev/null | grep -q 'libssl\.so\.3' || missing+=("libssl3")
compgen -G '/usr/lib/*/kamailio/modules/tls.so' > /dev/null || missing+=("kamailio-tls-modules")
[ "${#missing[@]}" -eq 0 ] && exit 0

if ! command -v apt-get > /dev/null; then stop "missing, and there is no apt-get to install them: ${missing[*]} (Debian's names). Install them, then run this again."; fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2> /dev/null; then stop "missing: ${missing[*]}. Install them, then run this again: sudo apt-get install ${missing[*]}"; fi
  as_root=(sudo -n)
fi

apt() {
  for attempt in 1 2 3; do
    if "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 -qq "$@" < /dev/null > "$log" 2>&1; then return 0; fi
    echo "apt-get $1: attempt $attempt failed" >&2
  done
  tail -n 20 "$log" >&2
  stop "apt-get could not install ${missing[*]}. Install them, then run this again."
}

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
echo "Installing ${missing[*]}"
apt update
apt install --yes --no-install-recommends "${missing[@]}"
