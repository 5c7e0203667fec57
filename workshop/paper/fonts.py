# SPDX-License-Identifier: MIT
"""The one typeface of window, labels and PDF: where its files lie, and what it can draw.

`python -m workshop.paper.fonts` makes the files at install time, so that nobody waits for them
later; where they are absent they are made when first needed (about 10 s, on two cores).
"""

import argparse
import os
import sys
import time
import unicodedata
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from platformdirs import user_cache_path

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

# The box that stands for a character the typeface cannot draw, and the names PDFs know it by.
BOX = "▯"
REGULAR, BOLD = "CardWorkshop", "CardWorkshop-Bold"
CACHE_VARIABLE = "CARD_WORKSHOP_CACHE"

# Part of the name of the cache folder: raise it whenever typeface.py makes something else.
RECIPE = 1
# A making that was killed leaves its folder behind; after a day nobody can still be at it.
_ABANDONED_AFTER = 86_400.0
# What Chinese, French and English reports cannot do without; the rest of Unicode may be a box.
_MUST_DRAW = (
    "ABCXYZabcxyz0123456789 éèêëàâçîïôùûüœæÉÈÀÇŒ«»“”‘’–—…·•×÷±≤≥≈°µΩ%‰€£¥©®™→←↑↓✓✕"
    "ŠšŽžČčŁłŃńĘęĄąŐőŰűĞğİıŞşÄÖÜßÅåØøñÑ"
    "显卡翻新车间测试批次良好损坏缺失华硕技嘉微星，。：；（）《》、！？"
    "華碩電腦顯示卡" + BOX
)


class FontFiles(NamedTuple):
    """The static TrueType files of the typeface."""

    regular: Path
    bold: Path


def cache_folder() -> Path:
    """Where made files are kept: the user's cache, or what CARD_WORKSHOP_CACHE names."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else user_cache_path("card-workshop", appauthor=False)


def shipped_files() -> FontFiles:
    """Where a packed program brings the typeface along; elsewhere nothing is there."""
    folder = Path(str(files("resources"))) / "fonts"
    return FontFiles(folder / "regular.ttf", folder / "bold.ttf")


def versions() -> str:
    """The versions of the two font packages and of the recipe, as part of a file name."""
    from importlib.metadata import version  # 12 ms that the window need not wait for

    packages = ("justmytype-intl-cjk", "font-source-sans-pro")
    return "-".join([*map(version, packages), f"r{RECIPE}"])


def font_files() -> FontFiles:
    """The files of the typeface: those that were shipped, else made ones, now where absent."""
    shipped = shipped_files()
    if shipped.bold.is_file():
        return shipped
    folder = cache_folder() / f"fonts-{versions()}"
    found = FontFiles(folder / "regular.ttf", folder / "bold.ttf")
    if not (found.regular.is_file() and found.bold.is_file()):
        _make_into(folder)
    return found


def _make_into(folder: Path) -> None:
    """Make both files beside the folder, then give it its name in one step.

    Two processes may do so at once: the second finds the name taken and drops its own.
    """
    import shutil
    import tempfile

    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder.parent)
    making = Path(tempfile.mkdtemp(prefix=".fonts-", dir=folder.parent))
    try:
        _make_both(making)
        for made in making.iterdir():
            with made.open("rb+") as file:
                os.fsync(file.fileno())
        making.chmod(0o755)  # a folder shared by everybody at this computer can be named
        with suppress(OSError):
            making.rename(folder)
        if not (folder / "bold.ttf").is_file():
            raise OSError(f"The typeface could not be kept in {folder}.")
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _make_both(folder: Path) -> None:
    import subprocess

    from workshop.paper.typeface import make

    if getattr(sys, "frozen", False):  # a frozen program cannot start a second Python
        make(400, folder / "regular.ttf", versions())
        make(700, folder / "bold.ttf", versions())
        return
    command = [sys.executable, "-m", "workshop.paper.fonts", "--regular-into"]
    root = Path(__file__).parents[2]
    with subprocess.Popen([*command, str(folder / "regular.ttf")], cwd=root) as other:
        make(700, folder / "bold.ttf", versions())
    if other.returncode:
        raise OSError("The typeface could not be made: see the messages above.")


def _sweep(folder: Path) -> None:
    import shutil

    for left in folder.glob(".fonts-*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_AFTER:
                shutil.rmtree(left, ignore_errors=True)


@cache
def register() -> None:
    """Make the typeface known to the PDF library as CardWorkshop and CardWorkshop-Bold, once."""
    from reportlab import rl_config
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    found = font_files()
    pdfmetrics.registerFont(TTFont(REGULAR, str(found.regular)))
    pdfmetrics.registerFont(TTFont(BOLD, str(found.bold)))
    for bold in (0, 1):
        for italic in (0, 1):  # there is no italic: upright instead of an error
            addMapping(REGULAR, bold, italic, BOLD if bold else REGULAR)
    rl_config.useA85 = 0  # a fifth smaller and quicker; every reader of the last 25 years takes it


def font(name: str) -> "TTFont":
    """The registered font of this name, REGULAR or BOLD."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    register()
    found = pdfmetrics.getFont(name)
    if not isinstance(found, TTFont):
        raise ValueError(f"{name} is not a font of this typeface")
    return found


@cache
def _drawn() -> frozenset[int]:
    """Every character the typeface draws."""
    glyphs = font(REGULAR).face.charToGlyph
    return frozenset(code for code, glyph in glyphs.items() if glyph)  # glyph 0 is "no glyph"


class _Swaps(dict[int, str]):
    """What each character becomes on paper; looked up once for each."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = unicodedata.category(character)
        if kind in ("Zs", "Zl", "Zp") or character in "\t\n\v\f\r\x85":
            swap = character if code in _drawn() and kind == "Zs" else " "
        elif kind in ("Cc", "Cf") or _is_selector(code):
            swap = ""  # these draw nothing by nature
        else:
            swap = character if code in _drawn() else BOX
        self[code] = swap
        return swap


def _is_selector(code: int) -> bool:
    """Variation selectors choose the look of the character before, and draw nothing."""
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


_swaps = _Swaps()


def drawable(text: str) -> str:
    """The text as it can be drawn on one line: nothing is ever left blank.

    A character the typeface lacks becomes a box (`missing` names them); control and invisible
    characters go; a line end or tab becomes a blank.
    """
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text).translate(_swaps)


def missing(text: str) -> str:
    """The characters of the text that `drawable` shows as a box, each once, in order."""
    if text.isascii():
        return ""
    whole = dict.fromkeys(unicodedata.normalize("NFC", text))
    return "".join(c for c in whole if c != BOX and _swaps[ord(c)] == BOX)


def build() -> FontFiles:
    """Make the files where they are absent; what the installation calls."""
    return font_files()


def check() -> str:
    """The characters every report needs and the typeface lacks, in either weight; "" is well."""
    lacking = ""
    for name in (REGULAR, BOLD):
        has = font(name).face.charToGlyph
        lacking += "".join(c for c in _MUST_DRAW if ord(c) not in has and c not in lacking)
    return lacking


def main(arguments: list[str] | None = None) -> int:
    """Make the typeface, or with --check say whether it draws what it must; exit status."""
    parser = argparse.ArgumentParser(prog="python -m workshop.paper.fonts", description=__doc__)
    parser.add_argument("--check", action="store_true", help="does it draw what it must?")
    parser.add_argument("--regular-into", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.regular_into:
        from workshop.paper.typeface import make

        make(400, chosen.regular_into, versions())
        return 0
    found = build()
    print(f"{found.regular}\n{found.bold}")
    if chosen.check:
        lacking = check()
        print(f"{len(_drawn())} characters; lacking: {lacking or 'none'}")
        return 1 if lacking else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
