# SPDX-License-Identifier: MIT
"""The one typeface of the window, which holds Latin and Chinese, loaded into Qt."""

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QFont, QFontDatabase

from workshop.paper.fonts import BOLD, REGULAR, cache_folder, shipped_files

_VARIABLE = ("fonts", "ofl", "notosanssc", "NotoSansSC[wght].ttf")
_WEIGHT, _TABULAR = QFont.Tag("wght"), QFont.Tag("tnum")
_REGULAR, _STRONG = 400.0, 680.0


class Typeface(NamedTuple):
    """A family that was loaded; `variable` where one file holds all weights."""

    family: str
    variable: bool

    def font(self, strong: bool) -> QFont:
        """This typeface in regular or strong, with figures of one width."""
        font = QFont(self.family)
        # Set in either case: a painter takes what is left unset from the font of its widget.
        font.setWeight(QFont.Weight.Normal)
        if self.variable:
            # Qt picks the file by weight but draws its default instance, Thin, unless told.
            font.setVariableAxis(_WEIGHT, _STRONG if strong else _REGULAR)
        elif strong:
            font.setWeight(QFont.Weight.Bold)
        font.setFeature(_TABULAR, 1)
        return font


def load(folder: Path | None = None) -> Typeface:
    """Load the typeface into Qt, some 20 ms; without any, whatever the desktop writes in.

    The files made at install time are taken if they are there; nobody waits for their making at
    the start of the window: until then the package they are made of serves, which lacks but a
    few letters.
    """
    for regular in (shipped_files().regular, *_made(folder or cache_folder())):
        families = _add(regular)
        if families and _add(regular.with_name("bold.ttf")):
            return Typeface(families[0], False)
    with as_file(files("justmytype_intl_cjk").joinpath(*_VARIABLE)) as path:
        families = _add(path)
    return Typeface(families[0], True) if families else Typeface(QFont().family(), False)


@cache
def _of_paper() -> str:
    """The family of the files that are made for paper, which are there once a chart was drawn."""
    return load().family


def in_our_letters(svg: str) -> bytes:
    """A chart that was drawn for paper, in letters that Qt finds."""
    family = _of_paper()
    strong = f"font-family: '{family}'; font-weight: bold;"
    regular = f"font-family: '{family}';"
    named = svg.replace(f"font-family: {BOLD};", strong)
    return named.replace(f"font-family: {REGULAR};", regular).encode()


def _made(folder: Path) -> list[Path]:
    """The regular files that were made, newest first."""
    found = folder.glob("fonts-*/regular.ttf")
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def _add(path: Path) -> list[str]:
    number = QFontDatabase.addApplicationFont(str(path)) if path.is_file() else -1
    return QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
