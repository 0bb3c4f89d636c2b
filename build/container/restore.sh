#!/bin/sh
# Restores the packages of the executable, exactly those of the lock files.
set -eu
cd "$(dirname "$0")/../.."
exec dotnet restore src/SessionRelay.Portal/SessionRelay.Portal.csproj --locked-mode -m:1
