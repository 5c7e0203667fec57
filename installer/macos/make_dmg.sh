#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes the disk image for macOS of the application in dist/, which only macOS can make.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)
target=dist/card-workshop-$version-macos-$(uname -m).dmg
image=$(mktemp -d)
trap 'rm -rf "$image"' EXIT
cp -R "dist/Card Workshop.app" LICENSE "$image"
ln -s /Applications "$image/Applications"
# Signed by nobody in particular: without any signature macOS on Apple's own chips starts nothing.
codesign --force --deep --sign - "$image/Card Workshop.app"
hdiutil create -quiet -ov -fs HFS+ -format UDZO -volname "Card Workshop $version" \
    -srcfolder "$image" "$target"
echo "$target: $(du -m "$target" | cut -f1) MB"
