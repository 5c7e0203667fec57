#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Prints what pyproject.toml says the build needs, one requirement a line.
set -euo pipefail
cd "$(dirname "$0")/.."
"${PYTHON:-python3}" -c 'import tomllib
with open("pyproject.toml", "rb") as file:
    print(*tomllib.load(file)["build-system"]["requires"], sep="\n")'
