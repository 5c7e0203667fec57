# SPDX-License-Identifier: MIT
"""Makes the bundle in dist/: typeface, languages, pictures, PyInstaller, and the licences."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from parts import ROOT, is_gpl_only, project

MADE = ROOT / ".cache" / "made"
FOLDER = ROOT / "dist" / "card-workshop"
PICTURE = ROOT / "resources" / "icons" / "program" / "card-workshop.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
"""px of the pictures of the program; Windows takes those up to 256, macOS all."""


def make_fonts() -> None:
    """The typeface as it is shipped: the two files of this version, made where they are absent."""
    from workshop.paper.fonts import font_files

    folder = MADE / "fonts"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in font_files():
        shutil.copy(path, folder)


def make_languages() -> None:
    """The catalogues as the program reads them."""
    sys.path.insert(0, str(ROOT / "installer"))
    from languages import compile_all

    compile_all()


def make_pictures() -> None:
    """The picture of the program in every size, and as the one file Windows and macOS want."""
    from PIL import Image
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication([])
    drawing = QSvgRenderer(str(PICTURE))
    for size in SIZES:
        picture = QImage(size, size, QImage.Format.Format_ARGB32)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            drawing.render(painter)
        picture.save(str(MADE / f"{size}.png"))
    del application
    pictures = [Image.open(MADE / f"{size}.png") for size in SIZES]
    windows = [(size, size) for size in SIZES if size <= 256]
    pictures[-2].save(MADE / "card-workshop.ico", sizes=windows, append_images=pictures[:-2])
    pictures[-1].save(MADE / "card-workshop.icns", append_images=pictures[:-1])


def pack() -> None:
    """Run PyInstaller; what it says is shown only where it fails."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    command += [
        "--distpath",
        str(FOLDER.parent),
        "--workpath",
        str(ROOT / ".cache" / "pyinstaller"),
    ]
    environment = {**os.environ, "CARD_WORKSHOP_MADE": str(MADE)}
    spec = ROOT / "installer" / "bundle" / "bundle.spec"
    subprocess.run([*command, str(spec)], check=True, env=environment)


def refuse_gpl() -> None:
    """End where a part of Qt has come along that may not be shipped."""
    there = [str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*")]
    if found := [name for name in there if is_gpl_only(name)]:
        raise SystemExit(f"Under the GPL alone, and may not be shipped: {', '.join(found)}")


def strip() -> None:
    """Leave out what only a debugger reads; not of Qt's, which are small already."""
    for path in (FOLDER / "_internal").rglob("*.so*"):
        inside = path.relative_to(FOLDER / "_internal").parts[0]
        if path.is_symlink() or inside == "PySide6" or inside.endswith(".libs"):
            continue
        subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)


def add_licences() -> None:
    """Our own licence, and what Debian says of each library of its own that is in the bundle."""
    shutil.copy(ROOT / "LICENSE", FOLDER)
    if shutil.which("dpkg-query") is None:
        return
    target = FOLDER / "_internal" / "resources" / "licences" / "debian"
    target.mkdir(parents=True, exist_ok=True)
    for path in (FOLDER / "_internal").glob("lib*.so*"):
        told = subprocess.run(
            ["dpkg-query", "--search", f"*/{path.name}"], capture_output=True, text=True
        )
        for package in {line.partition(":")[0] for line in told.stdout.splitlines()}:
            said = Path("/usr/share/doc") / package / "copyright"
            if said.is_file():
                shutil.copy(said, target / f"{package}.txt")


def main() -> None:
    """Make everything anew."""
    MADE.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    make_fonts()
    make_languages()
    make_pictures()
    pack()
    refuse_gpl()
    add_licences()
    if sys.platform == "linux":
        strip()
    if sys.platform != "win32":
        (FOLDER / "workshop").symlink_to("card-workshop")
    if sys.platform == "darwin":
        inside = FOLDER.parent / "Card Workshop.app" / "Contents" / "MacOS"
        (inside / "workshop").symlink_to("card-workshop")
    files = [path for path in FOLDER.rglob("*") if path.is_file() and not path.is_symlink()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    print(f"{FOLDER}: version {project()['version']}, {megabytes:.0f} MB")


if __name__ == "__main__":
    main()
