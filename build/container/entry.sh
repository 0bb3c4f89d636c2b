#!/bin/sh
# Starts the published executable. Inside a container HTTP listens on every interface, and what to keep is below /data.
#   SESSIONRELAY_URLS  where HTTP listens
#   Data__Path         what to keep
# exec, so that the program gets the container's signals itself and ends in order.
set -eu
for argument in "$@"; do
  # A demo keeps nothing.
  if [ "$argument" = --demo ]; then unset Data__Path; fi
done
exec dotnet "$(dirname "$0")/SessionRelay.Portal.dll" --urls "${SESSIONRELAY_URLS:-http://0.0.0.0:5080}" "$@"
