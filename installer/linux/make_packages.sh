#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes the Debian package, or the archive for any other Linux, of the bundle in dist/.
# usage: make_packages.sh deb|tarball
#   VERSION  another version than that of pyproject.toml; LEVEL  of xz, 0 to 9
set -euo pipefail
cd "$(dirname "$0")/../.."

bundle=dist/card-workshop
linux=installer/linux
version=${VERSION:-$(sed -n 's/^version = "\(.*\)"$/\1/p' pyproject.toml)}
level=${LEVEL:-6}
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

# What a desktop shows the program by, below a folder such as /usr/share.
lay_desktop_files() {
    local size
    install -Dm644 $linux/card-workshop.desktop "$1/applications/card-workshop.desktop"
    install -Dm644 $linux/card-workshop.xml "$1/mime/packages/card-workshop.xml"
    install -Dm644 $linux/card-workshop.metainfo.xml "$1/metainfo/card-workshop.metainfo.xml"
    install -Dm644 resources/icons/program/card-workshop.svg \
        "$1/icons/hicolor/scalable/apps/card-workshop.svg"
    for size in 16 24 32 48 64 128 256 512; do
        install -Dm644 ".cache/made/$size.png" \
            "$1/icons/hicolor/${size}x$size/apps/card-workshop.png"
    done
}

# The newest glibc that anything in the bundle asks for.
glibc() {
    find "$bundle" -type f \( -name '*.so*' -o -name card-workshop \) -exec objdump -T {} + \
        2>/dev/null | grep -o 'GLIBC_2\.[0-9]*' | sort -uV | tail -n 1 | cut -d_ -f2
}

make_deb() {
    local home=$root/usr/lib/card-workshop/$version docs=$root/usr/share/doc/card-workshop script
    local target=dist/card-workshop_${version}_$(dpkg --print-architecture).deb
    install -d "$home" "$docs" "$root/usr/bin" "$root/DEBIAN"
    cp -a "$bundle/." "$home"
    sed -i "s/^Version: .*/Version: $version/" "$home"/_internal/card_workshop-*.dist-info/METADATA
    ln -s "../lib/card-workshop/$version/card-workshop" "../lib/card-workshop/$version/workshop" \
        "$root/usr/bin"
    lay_desktop_files "$root/usr/share"
    install -m644 LICENSE "$docs/copyright"
    gzip -9nc CHANGELOG.md >"$docs/changelog.gz"
    for script in preinst postinst postrm; do
        sed "s/@VERSION@/$version/" "$linux/$script" >"$root/DEBIAN/$script"
        chmod 755 "$root/DEBIAN/$script"
    done
    find "$root/usr" -type d -exec chmod 755 {} +
    chmod -R u=rwX,go=rX "$root/usr"
    cat >"$root/DEBIAN/control" <<CONTROL
Package: card-workshop
Version: $version
Architecture: $(dpkg --print-architecture)
Maintainer: Card Workshop <card-workshop@localhost>
Installed-Size: $(du -sk "$root/usr" | cut -f1)
Depends: libc6 (>= $(glibc)), libstdc++6, $(installer/system_packages.sh depends)
Recommends: $(installer/system_packages.sh recommends)
Section: misc
Priority: optional
Description: follows every graphics card through a refurbishment workshop
 Cards are scanned in by batch and go through their steps; what comes off a
 board gets a tag and a label of its own; tests are recorded against their
 limits, and the batch is closed with a report in PDF.
 .
 card-workshop is the window, workshop the same without a screen.
CONTROL
    (cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
    dpkg-deb --root-owner-group -Zxz "-z$level" --build "$root" "$target" >/dev/null
    echo "$target: $(du -m "$target" | cut -f1) MB, $(du -sm "$root/usr" | cut -f1) MB unpacked"
}

make_tarball() {
    local name=card-workshop-$version
    local target=dist/$name-linux-$(uname -m).tar.xz
    cp -a "$bundle" "$root/$name"
    lay_desktop_files "$root/$name/share"
    tar --create --owner=0 --group=0 --sort=name --directory "$root" "$name" |
        xz "-$level" --threads=0 >"$target"
    echo "$target: $(du -m "$target" | cut -f1) MB"
}

case ${1:-} in
    deb | tarball) "make_$1" ;;
    *) sed -n 4,5p "$0" >&2 && exit 2 ;;
esac
