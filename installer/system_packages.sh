#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs the Debian packages Card Workshop needs; does nothing, quickly, when none is missing.
# usage: system_packages.sh run|test|pack
#        system_packages.sh depends|recommends   what the Debian package of the program asks for
set -euo pipefail

# After a bar: the name a later Debian gives the same package.
window=(
    'libglib2.0-0|libglib2.0-0t64' libgl1 libegl1 libfontconfig1 libdbus-1-3 libbrotli1
    libgssapi-krb5-2 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4
    libxcb-keysyms1 libxcb-shape0
)
comfort=(
    libpulse0 libxrandr2               # sound, and the camera
    'libcups2|libcups2t64'             # the list of printers
    libwayland-cursor0                 # the pointer on a Wayland desktop
)
window_tests=(xvfb xdotool openbox)    # a screen, real key events, a window manager that gives focus
set_up_tests=(nsis)                    # what compiles the set-up for Windows
core_tests=(postgresql)                # its programs: the tests start a throw-away cluster of their own
packing=(binutils xz-utils "${set_up_tests[@]}") # what looks into libraries, and packs

wanted=()
case "${1:-}" in
    run)
        wanted+=("${window[@]}" "${comfort[@]}")
        # Debian's own Python comes without what makes an environment.
        "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null || wanted+=(python3-venv)
        ;;
    test)
        wanted+=("${window_tests[@]}" "${set_up_tests[@]}")
        compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || wanted+=("${core_tests[@]}")
        ;;
    pack)
        wanted+=("${packing[@]}")
        # Debian's own Python has its library in a package of its own.
        [[ $(command -v "${PYTHON:-python3}") != /usr/bin/* ]] ||
            wanted+=("$("${PYTHON:-python3}" -c 'import sys; print("libpython%d.%d" % sys.version_info[:2])')")
        ;;
    depends | recommends)
        [[ $1 == depends ]] && listed=("${window[@]}") || listed=("${comfort[@]}")
        printf '%s\n' "${listed[@]}" | sed 's/|/ | /' | paste -sd, | sed 's/,/, /g'
        exit 0
        ;;
    *)
        echo "usage: $0 run|test|pack|depends|recommends" >&2
        exit 2
        ;;
esac

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "No apt-get here. If something is missing, install what matches: ${wanted[*]}"
    exit 0
fi

missing=()
look_for_missing() {
    local installed entry name
    missing=()
    installed=" $(dpkg-query -W -f '${Package}:${db:Status-Status} ' ${wanted[*]//|/ } 2>/dev/null || true)"
    for entry in "${wanted[@]}"; do
        for name in ${entry//|/ }; do
            [[ $installed == *" $name:installed "* ]] && continue 2
        done
        missing+=("$entry")
    done
}

# Says what is missing and how to get it; fails where the window cannot start without it.
give_up() {
    local entry
    echo "These Debian packages are missing: ${missing[*]%%|*}" >&2
    echo "Install them with: apt-get install --no-install-recommends ${missing[*]%%|*}" >&2
    if [[ $1 == test ]]; then
        echo "The tests that need them will be skipped." >&2
        exit 0
    fi
    for entry in "${missing[@]}"; do
        [[ " ${comfort[*]} " == *" $entry "* ]] || exit 1
    done
    echo "Card Workshop starts without them." >&2
    exit 0
}

look_for_missing
((${#missing[@]})) || exit 0

echo "Installing Debian packages: ${missing[*]%%|*}"
as_root=()
if ((EUID != 0)); then
    command -v sudo >/dev/null || give_up "$1"
    as_root=(sudo)
    sudo -v || give_up "$1"
fi
log=$(mktemp)
# Quiet while all goes well; its last lines where it does not.
apt() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 \
        -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@" </dev/null >"$log" 2>&1 && return
    tail -n 15 "$log" >&2
    return 1
}

# Debian's PostgreSQL makes and starts a cluster when it is installed, unless it is told not to.
# It is told so for this installation only.
drop_in=/etc/postgresql-common/createcluster.d/zz-card-workshop.conf
tells_postgresql=no
tidy() {
    rm -f "$log"
    [[ $tells_postgresql == yes ]] || return 0
    "${as_root[@]}" rm -f "$drop_in"
    "${as_root[@]}" rmdir --ignore-fail-on-non-empty "${drop_in%/*}" 2>/dev/null || true
}
trap tidy EXIT
if [[ " ${missing[*]} " == *" postgresql "* ]]; then
    tells_postgresql=yes
    "${as_root[@]}" mkdir -p "${drop_in%/*}"
    echo 'create_main_cluster = false' | "${as_root[@]}" tee "$drop_in" >/dev/null
fi

apt update || echo "The package lists could not be refreshed; going on with those there are." >&2
names=()
for entry in "${missing[@]}"; do
    chosen=${entry%%|*}
    for name in ${entry//|/ }; do
        if [[ -n $(apt-cache madison "$name" 2>/dev/null) ]]; then
            chosen=$name
            break
        fi
    done
    names+=("$chosen")
done
apt install --no-install-recommends "${names[@]}" || true
look_for_missing
((${#missing[@]} == 0)) || give_up "$1"
