#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Proves the Debian package on a bare Debian: installs the one before, works with it, upgrades
# while its window is open, works on, opens an older database, and removes it again.
# usage: prove_packages.sh OLDER.deb NEWER.deb     needs root and debootstrap
#        prove_packages.sh inside                  what runs in there, as a user with sudo
set -euo pipefail
packages=()
(($# != 2)) || packages=("$(realpath "$1")" "$(realpath "$2")")
cd "$(dirname "$0")"

stage() { echo "--- $*"; }
apt() { sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" </dev/null >>"$HOME/apt.log" 2>&1 || { tail -n 20 "$HOME/apt.log" >&2; exit 1; }; }
require() { "$@" || { echo "NOT SO: $*" >&2; exit 1; }; }
none() { ! compgen -G "$1" >/dev/null; }
version() { dpkg-query -W -f '${Version}' card-workshop; }

inside() {
    export SMOKE_HOME=$HOME/shop LC_ALL=C.UTF-8
    local data=$SMOKE_HOME/data/card-workshop open older=$SMOKE_HOME/older.db before
    mkdir -p "$SMOKE_HOME"
    apt update
    stage "install the package before, and nothing else"
    apt install --no-install-recommends ./older.deb
    echo "$(version), $(dpkg-query -W | wc -l) packages, $(sudo du -sm /usr/lib/card-workshop | cut -f1) MB"
    require [ "$(workshop --version)" = "Card Workshop $(version)" ]
    apt install --no-install-recommends xvfb xdotool openbox poppler-utils desktop-file-utils shared-mime-info
    ./smoke.sh
    before=$(sha256sum <"$SMOKE_HOME/papers/Batch B1, report 1.pdf")

    stage "upgrade while a window is open"
    Xvfb :77 -screen 0 1366x768x24 >/dev/null 2>&1 &
    local screen=$! manager
    DISPLAY=:77 openbox >/dev/null 2>&1 & # without it no window gets the keys
    manager=$!
    HOME=$SMOKE_HOME XDG_DATA_HOME=$SMOKE_HOME/data XDG_CONFIG_HOME=$SMOKE_HOME/config \
        CARD_WORKSHOP_TRACE=1 DISPLAY=:77 card-workshop 2>"$HOME/open.txt" &
    open=$!
    until grep -qs ready "$HOME/open.txt"; do sleep 0.2; done
    sleep 2
    apt install --no-install-recommends ./newer.deb
    echo "$(version); beside it: $(ls -A /usr/lib/card-workshop | tr '\n' ' ')"
    local key
    for key in ctrl+2 ctrl+3 ctrl+4 ctrl+5 ctrl+6 ctrl+7 ctrl+comma F1 Escape ctrl+1; do
        DISPLAY=:77 xdotool key "$key"
        sleep 1
    done
    DISPLAY=:77 xdotool key ctrl+q
    wait "$open" || { echo "the open window ended with status $?" >&2; exit 1; }
    grep -vE '^(painted|ready) ' "$HOME/open.txt" && { echo "the open window complained" >&2; exit 1; }
    kill "$manager" "$screen" 2>/dev/null || true # one of them may have gone with the window

    stage "work on after the upgrade"
    ./smoke.sh -k
    require [ "$(sha256sum <"$SMOKE_HOME/papers/before/Batch B1, report 1.pdf")" = "$before" ]
    export XDG_DATA_HOME=$SMOKE_HOME/data XDG_CONFIG_HOME=$SMOKE_HOME/config
    workshop verify "$SMOKE_HOME/papers/before/Batch B1, report 1.pdf"
    require [ "$(workshop --json ask batches | grep -o '"received": *6')" ]

    stage "a database of an older schema: a copy before, and all of it after"
    gzip -dc older.db.gz >"$older"
    # The files it keeps are not with it; of the database itself nothing is amiss.
    require [ "$(workshop --db "$older" check --deep 2>/dev/null | grep -vc '^The kept file')" = 0 ]
    require [ -s "$(compgen -G "$older.before-*")" ]

    stage "a backup is known to the desktop, and restored"
    require grep -q 'application/x-card-workshop-backup' /usr/share/mime/globs2
    require grep -q 'application/x-card-workshop-backup=card-workshop' /usr/share/applications/mimeinfo.cache
    workshop backup "$SMOKE_HOME/backups"
    workshop --db "$SMOKE_HOME/again.db" restore "$SMOKE_HOME"/backups/*.zip

    stage "install the same again, then remove it, then purge it"
    apt install --reinstall --no-install-recommends ./newer.deb
    require [ "$(workshop --version)" = "Card Workshop $(version)" ]
    apt remove card-workshop
    require none "/usr/lib/card-workshop" && require none "/usr/bin/*workshop*"
    apt purge card-workshop
    require [ -s "$data/workshop.db" ] && require [ -s "$SMOKE_HOME/config/card-workshop/settings.toml" ]
    echo "What stays: $(cd "$SMOKE_HOME" && ls data/card-workshop config/card-workshop | tr '\n' ' ')"
    require none "/usr/share/*/*card-workshop*"
    echo "PROVED"
}

if [[ ${1:-} == inside ]]; then
    inside
    exit
fi
(($# == 2)) || { sed -n 5,6p "$0" >&2 && exit 2; }
bring=$(mktemp -d)
trap 'rm -rf "$bring"' EXIT
cp "${packages[0]}" "$bring/older.deb"
cp "${packages[1]}" "$bring/newer.deb"
cp smoke.sh prove_packages.sh "$bring"
cp ../tests/storage/older/0005.db.gz "$bring/older.db.gz"
chmod 755 "$bring"
./bare_debian.sh -d "${BARE_ROOT:-/tmp/bare-packages}" -u -b "$bring" -x './prove_packages.sh inside'
