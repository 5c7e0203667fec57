#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Prints the coverage of core and window; fails when either is below its aim.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

below=0
.venv/bin/coverage combine --quiet || exit 1
echo "Coverage of workshop/ (aim 95 %)"
.venv/bin/coverage report --include='workshop/*' --fail-under=95 || below=1
echo "Coverage of ui/ (aim 85 %)"
.venv/bin/coverage report --include='ui/*' --fail-under=85 || below=1
exit $below
