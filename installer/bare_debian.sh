#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Proves the set-up on a bare Debian: makes a root file system with Python, make and git, clones
# this repository into it and runs make targets there. Needs root and debootstrap.
# usage: bare_debian.sh [-d FOLDER] [-r RELEASE] [-u] [-b FOLDER] [-x COMMAND] [TARGET ...]
#   -u  as an ordinary user with sudo instead of root
#   -b  bring this folder instead of a clone, and have neither Python nor make nor git
#   -x  a shell command to run there after the targets (default targets: test, then run)
set -euo pipefail

# Mounts and processes of its own: both are gone when this script ends, however it ends.
if [[ ${APART:-} != yes ]]; then
    APART=yes exec unshare --mount --pid --fork --kill-child --mount-proc "$0" "$@"
fi

root=/tmp/bare
release=bookworm
user=root
home=/root
last=
brought=
include=python3,make,git
while getopts b:d:r:ux: option; do
    case $option in
        b) brought=$(realpath "$OPTARG") include=${include#python3,make,git} ;;
        d) root=$OPTARG ;;
        r) release=$OPTARG ;;
        u) user=ana home=/home/ana include+=,sudo ;;
        x) last=$OPTARG ;;
        *) sed -n 5,8p "$0" >&2 && exit 2 ;;
    esac
done
shift $((OPTIND - 1))
include=${include#,}
targets=("$@")
((${#targets[@]})) || [[ -n $brought ]] || targets=(test run)
here=$(cd "$(dirname "$0")/.." && pwd)
project=$home/card-workshop

stage() {
    local began=$SECONDS
    echo "=== $1"
    shift
    "$@"
    echo "=== done in $((SECONDS - began)) s"
}

# How this machine reaches its packages is read from it here and written down nowhere else.
mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -n 1
}

make_root() {
    if [[ -e $root && ! -e $root/.card-workshop-bare ]]; then
        echo "$root is there already and was not made by this script." >&2
        exit 1
    fi
    rm -rf --one-file-system "$root"
    mkdir -p "$root"
    touch "$root/.card-workshop-bare"
    debootstrap --variant=minbase ${include:+--include="$include"} "$release" "$root" "$(mirror)" \
        >"$root.log" 2>&1 || { tail -n 20 "$root.log" >&2; exit 1; }
}

lend_registries() {
    local name value copy
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    if [[ $release == "$(. /etc/os-release && echo "$VERSION_CODENAME")" ]]; then
        rm -f "$root/etc/apt/sources.list"
        cp -r /etc/apt/sources.list* "$root/etc/apt/"
    fi
    apt-config dump | grep -E '^Acquire::(https?::|Check-)' >"$root/etc/apt/apt.conf.d/99lent" || true
    environment=(HOME="$home" USER="$user" TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
    for name in SSL_CERT_FILE PIP_CERT PIP_DEFAULT_TIMEOUT PIP_INDEX_URL PIP_PROXY \
        http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
        value=${!name:-}
        [[ -n $value ]] || continue
        if [[ -f $value ]]; then
            # Under a name of its own: Debian's certificate package writes its own bundle anew.
            copy=/opt/lent-${value##*/}
            cp -L "$value" "$root$copy"
            value=$copy
        fi
        environment+=("$name=$value")
    done
}

inside() { chroot --userspec="$user" --groups= "$root" env -i "${environment[@]}" bash -c "cd $project 2>/dev/null; $1" </dev/null; }

left_running() {
    local process
    for process in /proc/[0-9]*; do
        [[ $(readlink "$process/root" 2>/dev/null) == "$root" ]] || continue
        tr '\0' ' ' <"$process/cmdline"
        echo
    done
}

stage "bare $release in $root" make_root
lend_registries
if [[ $user != root ]]; then
    chroot "$root" useradd --create-home --shell /bin/bash "$user"
    echo "$user ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/$user"
fi
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
mkdir -p "$root/dev/shm"
mount -t tmpfs tmpfs "$root/dev/shm"
if [[ -n $brought ]]; then
    cp -r "$brought" "$root$project"
else
    git clone --quiet --no-hardlinks "$here" "$root$project"
fi
chroot "$root" chown -R "$user:" "$project"
echo "Bare but for ${include:-nothing}: $(inside 'dpkg-query -W | wc -l') packages, $(inside 'python3 --version 2>/dev/null || echo no Python')"

result=0
for target in "${targets[@]}"; do
    stage "make $target" inside "make $target" || { echo "=== make $target FAILED"; result=1; break; }
done
if [[ -n $last && $result == 0 ]]; then
    stage "$last" inside "$last" || result=1
fi
echo "PostgreSQL clusters Debian was left with: $(inside 'ls /etc/postgresql 2>/dev/null | wc -l')"
echo "Processes left running: $(left_running | wc -l)"
left_running
[[ -n $brought ]] || echo "Work tree: $(inside 'git status --short | wc -l') files changed"
exit $result
