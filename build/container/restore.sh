#!/bin/sh
# Restores the packages of the executable, exactly those of the lock files, and what compiles it ahead of time for this machine.
set -eu
cd "$(dirname "$0")/../.."
exec dotnet restore src/SessionRelay.Portal/SessionRelay.Portal.csproj --locked-mode -m:1 -p:RuntimeIdentifier="$(build/container/runtime.sh)" -p:PublishReadyToRun=true
