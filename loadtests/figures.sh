#!/usr/bin/env bash
# Measures the figures of loadtests/README.md on this machine: a node on core 0, load on core 1, nothing else running. Some 15 minutes; needs Janus for the comparison.
#
#   loadtests/figures.sh            all
#   loadtests/figures.sh NAME...    some: forward idle node storm compare limit generator portal coldstart
#
# Each run's full output stays in artifacts/figures.
set -euo pipefail
cd "$(dirname "$0")/.."
out="$PWD/artifacts/figures"
mkdir -p "$out"
export DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
dotnet build -c Release -v quiet src/SessionRelay.Portal
dotnet build -c Release -v quiet loadtests
node="$PWD/src/SessionRelay.Portal/bin/Release/net10.0/SessionRelay.Portal"
load="$PWD/loadtests/bin/Release/net10.0/loadtests"
url=http://127.0.0.1:5680
export SESSIONRELAY_API_KEY=figures-only
pid=""

start() { # [DATA] a node, as an operator would run it; fresh without a folder
  data="${1:-$(mktemp -d)}"
  (cd "$data" && exec taskset -c 0 "$node" --urls "$url" --Data:Path "$data" --Relay:UdpPort=42680 --Relay:PublicAddress=127.0.0.1 \
    --Relay:ApiKeys:0:Name=figures --Relay:ApiKeys:0:Sha256="$(printf %s "$SESSIONRELAY_API_KEY" | sha256sum | cut -d' ' -f1)" \
    --Relay:ApiKeys:0:Scopes=sessions,tickets > "$out/node.log" 2>&1) &
  pid=$!
  until curl -sf -o /dev/null "$url/readyz"; do
    kill -0 "$pid" 2> /dev/null || { tail -n 5 "$out/node.log"; exit 1; }
    sleep 0.2
  done
}

stop() {
  [ -z "$pid" ] || { kill -INT "$pid" && wait "$pid" || true; }
  pid=""
  [ -z "${data:-}" ] || rm -rf "$data"
}
trap stop EXIT

against() { # NAME ARGUMENTS...: a run against the node
  local name="$1"
  shift
  echo "== loadtests $*"
  taskset -c 1 "$load" "$@" --target "$url" --report "$out/$name" > "$out/$name.txt" 2>&1 || echo "exit code $?"
  grep -E "^  (join |first media|media |node |running|generator)|BROKEN|held|bottleneck|SessionRelay  |Janus  |limit" "$out/$name.txt" || tail -n 5 "$out/$name.txt"
}

forward() { # the relay alone
  for shape in "--viewers 50 --video-only" "--viewers 50 --video-only --bitrate 2.5M" "--viewers 50" "--viewers 200" "--sessions 5 --publishers 6 --viewers 0" "--sessions 20 --publishers 2 --viewers 0"; do
    echo "== loadtests forward $shape"
    # shellcheck disable=SC2086
    "$load" forward $shape | tee -a "$out/forward.txt"
  done
  echo "== loadtests forward --viewers 200 --bitrate 12M (one to many, near the limit of a core)"
  "$load" forward --viewers 200 --bitrate 12M --warm-up 15 | tee -a "$out/forward.txt"
}

idle() {
  start
  sleep 30 # what starts has started
  local before after
  before=$(awk '{print $14 + $15}' "/proc/$pid/stat")
  sleep 30
  after=$(awk '{print $14 + $15}' "/proc/$pid/stat")
  awk -v ticks=$((after - before)) 'BEGIN { printf "== idle: %.2f %% of a core over 30 s\n", ticks / 30 }'
  grep VmRSS "/proc/$pid/status"
  stop
}

node() {
  start
  against node-warm sessions --count 20 --people 2 --warm-up 2s --duration 20s # the compiler's share is the first minute's alone
  against viewers-200 viewers --viewers 200 --warm-up 15s --duration 15s
  against sessions-5x6 sessions --count 5 --people 6 --warm-up 15s --duration 15s
  against sessions-20x2 sessions --count 20 --people 2 --warm-up 15s --duration 15s
  against sessions-100x2 sessions --count 100 --people 2 --warm-up 15s --duration 15s
  stop
}

storm() {
  start
  against warm joins --count 20 --within 5s --running 2 --warm-up 2s --duration 2s # the compiler's share is the first storm's alone
  against storm joins --count 100 --people 2 --within 10s --running 20 --warm-up 10s --fail-if "running.latency.p99.9>20ms,running.loss>0%"
  stop
}

compare() {
  start
  against compare-viewers compare --viewers 200 --janus-core 0 --rounds 3 --duration 8s
  against compare-5x6 compare --count 5 --people 6 --janus-core 0 --rounds 3 --duration 8s
  against compare-20x2 compare --count 20 --people 2 --janus-core 0 --rounds 3 --duration 8s
  stop
}

limit() { # the load at which a core is full
  start
  against limit-viewers viewers --viewers 200 --find-limit --limit-step 100 --fail-if "latency.p99>200ms,loss>0.1%"
  stop
  start
  against limit-sessions sessions --count 75 --find-limit --limit-step 25 --fail-if "latency.p99>200ms,loss>0.1%"
  stop
}

generator() {
  start
  against generator-video sessions --count 250 --people 2 --ramp 40s --warm-up 5s --duration 10s
  stop
  start
  against generator-audio sessions --count 1500 --people 2 --audio-only --ramp 120s --warm-up 5s --duration 10s
  stop
}

portal() { # people search and book in a practice of 200 therapists and a year of bookings
  local practice
  practice="$(mktemp -d)"
  echo "== fill --therapists 200 --clients 4000 --months 12"
  "$node" fill --therapists 200 --clients 4000 --months 12 --Data:Path="$practice" > "$out/portal-fill.txt"
  tail -n 2 "$out/portal-fill.txt"
  start "$practice"
  echo "== loadtests portal --count 40"
  taskset -c 1 "$load" portal --target "$url" --links "$practice/load-links" --count 40 --warm-up 20s --duration 60s --report "$out/portal" \
    --fail-if "errors>0,search.p95>50ms,booking.p95>60ms" > "$out/portal.txt" 2>&1 || echo "exit code $?"
  grep -vE "^portal time=" "$out/portal.txt"
  stop
}

coldstart() { # from the process's start to the first page, of the program as it is published; five times each, in seconds
  local published="$out/published" round began
  build/container/restore.sh > "$out/publish.txt"
  build/container/publish.sh "$published" >> "$out/publish.txt"
  data="$(mktemp -d)"
  echo "== cold start to the first page: the first makes the database"
  for round in 1 2 3 4 5; do
    began="$EPOCHREALTIME"
    (cd "$data" && exec "$published/SessionRelay.Portal" --urls "$url" --Data:Path="$data" --Relay:UdpPort=42680 --Relay:PublicAddress=127.0.0.1 > "$out/coldstart.log" 2>&1) &
    pid=$!
    until curl -sf -o /dev/null "$url/"; do
      kill -0 "$pid" 2> /dev/null || { tail -n 5 "$out/coldstart.log"; exit 1; }
      sleep 0.01
    done
    awk -v from="$began" -v to="$EPOCHREALTIME" -v round="$round" 'BEGIN { printf "start %d: %.2f s\n", round, to - from }' | tee -a "$out/coldstart.txt"
    kill -INT "$pid" && wait "$pid" || true
    pid=""
  done
  stop
}

for part in "${@:-forward idle node storm compare limit generator portal coldstart}"; do
  for name in $part; do "$name"; done
done
