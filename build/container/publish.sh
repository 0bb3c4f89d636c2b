#!/bin/sh
# Publishes the executable, compiled ahead of time (a cold start takes half as long as one that compiles first), with the scripts that start it and ask how it is: publish.sh FOLDER
set -eu
out=$(realpath -m "${1:?a folder to publish to}")
cd "$(dirname "$0")/../.."
dotnet publish src/SessionRelay.Portal/SessionRelay.Portal.csproj --configuration Release --no-restore --output "$out" -m:1 --nologo -v quiet \
  --runtime "$(build/container/runtime.sh)" --self-contained false -p:PublishReadyToRun=true
cp build/container/entry.sh build/container/healthcheck.sh "$out/"
chmod -R a+rX "$out"
chmod a+x "$out/entry.sh" "$out/healthcheck.sh"
