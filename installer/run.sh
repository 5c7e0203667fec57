#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Opens the window on a throw-away demo workshop; without a display does the same work headless.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
    exec .venv/bin/card-workshop --temp
fi

echo "No display here, so the demo batch is worked through without a window."
# The mark says that the folder was made here: the next run may replace it, and git leaves it alone.
if [[ -e demo/.gitignore ]]; then
    echo "It takes the place of the demo of the last run."
    rm -rf demo
fi
mkdir -p demo
echo '*' >demo/.gitignore
exec .venv/bin/workshop demo --out "$PWD/demo"
