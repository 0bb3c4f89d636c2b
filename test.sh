#!/usr/bin/env bash
# Passes all tests on a machine that has the .NET SDK 10 and Node.js 20: checks the format, builds, tests the client and every test project,
# and ends with one line, "N passed, N failed". Exit code 0 only when nothing failed.
#
#   ./test.sh                 all tests but the long ones
#   ./test.sh --long          these too (some minutes more)
#   ./test.sh --filter TEXT   what `dotnet test --filter` takes; then neither format nor client tests
set -euo pipefail
cd "$(dirname "$0")"

long=false
filter=""
while [ $# -gt 0 ]; do
  case "$1" in
    --long) long=true ;;
    --filter) filter="${2:?--filter needs a value}"; shift ;;
    --filter=*) filter="${1#*=}" ;;
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "test.sh: unknown option $1 (there are --long and --filter)" >&2; exit 2 ;;
  esac
  shift
done

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_UI_LANGUAGE=en
export MSBUILDDISABLENODEREUSE=1 # no build process stays behind
configuration=Release
artifacts="$PWD/artifacts"
results="$artifacts/test-results"
logs="$artifacts/logs"
failures=() # steps that are no test: they have no count, but the run failed

step() { # NAME COMMAND...: runs it, shows how long it took, and its words only when it fails
  local name="$1" log start=$SECONDS
  shift
  log="$logs/${name//[^A-Za-z0-9.]/-}.log"
  printf '%-44s' "$name"
  if "$@" > "$log" 2>&1; then
    printf 'ok      %4d s\n' $((SECONDS - start))
  else
    printf 'FAILED  %4d s\n' $((SECONDS - start))
    tail -n 80 "$log"
    return 1
  fi
}

rm -rf "$results" "$logs"
mkdir -p "$results" "$logs"

build/test/tools.sh

step "Restore" dotnet restore SessionRelay.sln || exit 1
step "Browser driver" npm ci --prefix tests/SessionRelay.Browser.Tests/driver --no-audit --no-fund || exit 1
step "Build, warnings are errors" dotnet build SessionRelay.sln --no-restore -c "$configuration" -v quiet || exit 1
if [ -z "$filter" ]; then
  step "Format" dotnet format SessionRelay.sln --verify-no-changes --no-restore || failures+=("format")
  step "Client types" npm run check --prefix src/SessionRelay.Signaling/client || failures+=("client types")
  step "Client tests" npm test --prefix src/SessionRelay.Signaling/client -- --test-reporter=tap --test-reporter-destination="$results/client.tap" \
    || [ -s "$results/client.tap" ] || failures+=("client tests gave no results")
fi

tests="$filter"
if [ "$long" = false ]; then
  tests="Category!=Long"
  if [ -n "$filter" ]; then tests="($filter)&($tests)"; fi
fi

# One project after another: media tests need the machine for themselves. The limit is for a run that hangs: the browser tests take 20 to 37 minutes, as the machine has it.
for project in tests/*/*.csproj; do
  name="$(basename "$project" .csproj)"
  step "$name" timeout --kill-after=30 55m dotnet test "$project" --no-build -c "$configuration" \
    ${tests:+--filter "$tests"} --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
    --logger "console;verbosity=normal" || touch "$results/$name.failed"
  [ -s "$results/$name.trx" ] || failures+=("$name gave no results")
done

# What has to do with time once more where the clock is nobody else's (UTC+12:45, with summer time): a test that leans on the machine's zone fails here, not twice a year.
if [ -z "$filter" ]; then
  name="SessionRelay.Portal.Tests"
  step "$name, Pacific/Chatham" env TZ=Pacific/Chatham timeout --kill-after=30 40m dotnet test "tests/$name/$name.csproj" --no-build -c "$configuration" \
    --filter "${tests:+($tests)&}(FullyQualifiedName~Tests.Domain|FullyQualifiedName~Tests.Journeys|FullyQualifiedName~Tests.Demo|FullyQualifiedName~OfferAndBooking|FullyQualifiedName~Pages.Bookings)" \
    --results-directory "$results" --logger "trx;LogFileName=$name.Chatham.trx" --logger "console;verbosity=normal" || touch "$results/$name.Chatham.failed"
  [ -s "$results/$name.Chatham.trx" ] || failures+=("$name under Pacific/Chatham gave no results")
fi

node build/test/sum.mjs "$results" "${failures[@]}"
