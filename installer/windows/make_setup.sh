#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compiles the set-up for Windows from the bundle in dist/, which only Windows can make. Elsewhere
# a stand-in of the same shape takes its place: it proves the script, and installs nothing real.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
payload=dist/card-workshop out=dist/card-workshop-$version-setup.exe
icon=.cache/made/card-workshop.ico
if [[ ! -e $payload/card-workshop.exe ]]; then
    payload=$(mktemp -d)
    trap 'rm -rf "$payload"' EXIT
    out=$payload/card-workshop-setup-of-nothing.exe
    mkdir -p "$payload/_internal/resources"
    cp LICENSE "$payload"
    touch "$payload"/{card-workshop,workshop}.exe "$payload/_internal/resources/card.svg"
    [[ -e $icon ]] || icon=$(dirname "$(command -v makensis)")/../share/nsis/Contrib/Graphics/Icons/modern-install.ico
    echo "A stand-in takes the place of the program: this set-up proves the script alone."
fi
absolute() { if command -v cygpath >/dev/null; then cygpath -wa "$1"; else realpath -m "$1"; fi; }
makensis -V2 -WX -INPUTCHARSET UTF8 "-DVERSION=$version" "-DPAYLOAD=$(absolute "$payload")" \
    "-DICON=$(absolute "$icon")" "-DOUT=$(absolute "$out")" installer/windows/setup.nsi
echo "$out: $(du -k "$out" | cut -f1) KB"
