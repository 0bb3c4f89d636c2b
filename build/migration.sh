#!/usr/bin/env bash
# Adds a migration to both sets: build/migration.sh WhatChanges
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet tool restore > /dev/null
dotnet build -c Release src/SessionRelay.Portal > /dev/null
for database in Sqlite Postgres; do
  dotnet ef migrations add "$1" --no-build --configuration Release --project src/SessionRelay.Portal \
    --context "${database}PortalContext" --output-dir "Data/Migrations/$database"
done
