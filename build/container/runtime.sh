#!/bin/sh
# This machine's name among .NET's runtimes.
set -eu
case "$(uname -m)" in
  aarch64 | arm64) echo linux-arm64 ;;
  *) echo linux-x64 ;;
esac
