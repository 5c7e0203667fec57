# SPDX-License-Identifier: MIT
"""How a board and its sites are painted: states by colour, by shape and, with room, by word."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui import icons, theme
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.board_layout import View
from ui.widgets.states import SITES
from workshop.domain.terms import SiteState

# Words in the kind of a shape that mean gilded contacts.
_GILDED = ("edge", "pcie", "contact")


class Outline(Protocol):
    """A shape on the board, in mm."""

    @property
    def kind(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def w(self) -> float: ...
    @property
    def h(self) -> float: ...


def paint_board(
    painter: QPainter, view: View, width: float, height: float, shapes: Sequence[Outline]
) -> None:
    """Paint the board of width x height mm with what is on it besides the sites."""
    draw.box(painter, view.rect(0, 0, width, height), "board", "board_line", 10, 1.5)
    for shape in shapes:
        where = view.rect(shape.x, shape.y, shape.w, shape.h)
        gilded = any(word in shape.kind.lower() for word in _GILDED)
        radius = min(3.0, where.width() / 3, where.height() / 3)
        draw.box(painter, where, "contact" if gilded else "board_part", None, radius)


def paint_site(painter: QPainter, where: QRectF, name: str, state: str, hovered: bool) -> None:
    """Paint one site: its name, and its state as a mark, with the word where there is room."""
    site = SiteState(state)
    look = SITES[site]
    t = theme.tokens()
    fill, ink = t.on(look.tone), t.ink(look.tone)
    if site is SiteState.EMPTY:  # bare pads: nothing stands out from the board
        fill, ink = t.board_part, t.board_text
    elif look.tone is Tone.PLAIN:
        fill = t.surface
    draw.box(painter, where, fill, ink, 6, 2.5 if hovered else 1.5, site is SiteState.MISSING)
    middle = where.center().y()
    if where.width() >= 92 and where.height() >= 64:
        _paint_large(painter, where, name, look.word, look.icon, ink)
    elif where.height() >= 38:
        letters = theme.font(_size(name, where.width()), strong=True)
        top = QRectF(where.left() + 2, middle - 20, where.width() - 4, 20)
        draw.words(painter, top, name, letters, ink, draw.MIDDLE)
        icons.paint(painter, look.icon, QRectF(where.center().x() - 8, middle + 1, 16, 16), ink)
    else:
        _paint_small(painter, where, name, look.icon, ink)


def _paint_small(painter: QPainter, where: QRectF, name: str, icon: str, ink: str) -> None:
    """Name and mark in little room: side by side, or one above the other."""
    letters = theme.font(theme.SMALL, strong=True)
    middle = where.center()
    if where.width() >= 40:
        mark = QRectF(where.right() - 16, middle.y() - 6, 12, 12)
        room = where.adjusted(3, 0, -17, 0)
    else:
        mark = QRectF(middle.x() - 5, middle.y() + 2, 10, 10)
        room = QRectF(where.left() + 1, middle.y() - 14, where.width() - 2, 16)
    icons.paint(painter, icon, mark, ink)
    draw.words(painter, room, name, letters, ink, draw.MIDDLE)


def _size(name: str, width: float) -> int:
    """The largest of our sizes in which the name fits."""
    for size in (theme.BODY, theme.NOTE):
        if draw.width_of(name, theme.font(size, strong=True)) <= width - 6:
            return size
    return theme.SMALL


def _paint_large(
    painter: QPainter, where: QRectF, name: str, word: str, icon: str, ink: str
) -> None:
    middle = where.center()
    top = QRectF(where.left() + 6, middle.y() - 28, where.width() - 12, 26)
    draw.words(painter, top, name, theme.font(theme.TITLE, strong=True), ink, draw.MIDDLE)
    letters = theme.font(theme.BODY, strong=True)
    wide = draw.width_of(word, letters) + 24
    if wide > where.width() - 8:  # a word cut off says less than none: the mark says it too
        icons.paint(painter, icon, QRectF(middle.x() - 9, middle.y() + 3, 18, 18), ink)
        return
    left = middle.x() - wide / 2
    icons.paint(painter, icon, QRectF(left, middle.y() + 5, 18, 18), ink)
    room = QRectF(left + 24, middle.y() + 2, wide - 22, 24)
    draw.words(painter, room, word, letters, ink)
