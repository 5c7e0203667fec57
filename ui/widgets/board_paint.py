# SPDX-License-Identifier: MIT
"""How a board and its sites are painted: states by colour, by shape and, with room, by word."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui import icons, theme
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.board_layout import Box, Placed, View
from ui.widgets.states import SITES, Look
from workshop.benches.tags import spelled
from workshop.domain.terms import SiteState
from workshop.language import say

# Words in the kind of a shape that mean gilded contacts.
_GILDED = ("edge", "pcie", "contact")


class Shape(Box, Protocol):
    """Something on the board that is only there to find one's way."""

    @property
    def kind(self) -> str: ...


class Site(Placed, Protocol):
    """A place on a board that holds a piece, and what is at it."""

    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def expects(self) -> str | None: ...
    @property
    def marking(self) -> str: ...
    @property
    def piece(self) -> str: ...


def paint_board(
    painter: QPainter, view: View, width: float, height: float, shapes: Sequence[Shape]
) -> None:
    """Paint the board of width x height mm with what is on it besides the sites."""
    draw.box(painter, view.rect(0, 0, width, height), "board", "board_line", 10, 1.5)
    for shape in shapes:
        where = view.rect(shape.x, shape.y, shape.w, shape.h)
        gilded = any(word in shape.kind.lower() for word in _GILDED)
        radius = min(3.0, where.width() / 3, where.height() / 3)
        draw.box(painter, where, "contact" if gilded else "board_part", None, radius)


def paint_site(painter: QPainter, where: QRectF, site: Site, *, hovered: bool, bare: bool) -> None:
    """Paint one site: its name, its state as a mark, and the nearer one looks, the more of it.

    `bare` leaves what lies below in sight: the chip on a photo.
    """
    state = SiteState(site.state)
    look = SITES[state]
    t = theme.tokens()
    fill, ink = t.on(look.tone), t.ink(look.tone)
    if state is SiteState.EMPTY:  # bare pads: nothing stands out from the board
        fill, ink = t.board_part, t.board_text
    elif look.tone is Tone.PLAIN:
        fill = t.surface
    missing = state is SiteState.MISSING
    plate = where
    if bare and where.width() >= 64 and where.height() >= 56:
        draw.box(painter, where, None, fill, 6, 6)
        draw.box(painter, where.adjusted(2, 2, -2, -2), None, ink, 4, 2, missing)
        plate = _plate(where)
        draw.box(painter, plate, fill, ink, 6, 2.5 if hovered else 1)
    else:
        draw.box(painter, where, fill, ink, 6, 2.5 if hovered else 1.5, missing)
    middle = plate.center().y()
    if _is_near(where):
        _paint_near(painter, plate, site, look, ink)
    elif plate.width() >= 92 and plate.height() >= 64:
        _paint_large(painter, plate, site.name, look.word, look.icon, ink)
    elif plate.height() >= 38:
        letters = theme.font(_size(site.name, plate.width()), strong=True)
        top = QRectF(plate.left() + 2, middle - 20, plate.width() - 4, 20)
        draw.words(painter, top, site.name, letters, ink, draw.MIDDLE)
        icons.paint(painter, look.icon, QRectF(plate.center().x() - 8, middle + 1, 16, 16), ink)
    else:
        _paint_small(painter, plate, site.name, look.icon, ink)


def _is_near(where: QRectF) -> bool:
    """Whether there is room for more than name and state."""
    return where.width() >= 150 and where.height() >= 120


def _plate(where: QRectF) -> QRectF:
    """The part of a site on a photo that is written on; the rest shows the chip."""
    wide, high = where.width() * 0.62, where.height() * 0.55
    if _is_near(where):
        wide, high = max(wide, 160.0), 122.0
    wide, high = min(where.width() - 12, max(44.0, wide)), min(where.height() - 12, max(42.0, high))
    plate = QRectF(0, 0, wide, high)
    plate.moveCenter(where.center())
    return plate


def _paint_near(painter: QPainter, where: QRectF, site: Site, look: Look, ink: str) -> None:
    """Name, state, and what else is known of the site, line by line."""
    channel = say("Channel {channel}", channel=site.channel) if site.channel else ""
    more = [line for line in (channel, site.marking, spelled(site.piece)) if line]
    more = more[: max(0, int((where.height() - 60) // 20))]
    head = where.adjusted(0, 0, 0, -20.0 * len(more))
    _paint_large(painter, head, site.name, look.word, look.icon, ink)
    for number, line in enumerate(more):
        room = QRectF(where.left() + 6, head.bottom() - 2 + 20 * number, where.width() - 12, 18)
        draw.words(painter, room, line, theme.font(theme.NOTE), ink, draw.MIDDLE)


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
    for size in (theme.BODY, theme.NOTE):
        letters = theme.font(size, strong=True)
        wide = draw.width_of(word, letters) + 8 + size
        if wide <= where.width() - 8:
            break
    else:  # a word cut off says less than none: the mark says it too
        icons.paint(painter, icon, QRectF(middle.x() - 9, middle.y() + 3, 18, 18), ink)
        return
    left = middle.x() - wide / 2
    icons.paint(painter, icon, QRectF(left, middle.y() + 14 - size / 2, size, size), ink)
    room = QRectF(left + 6 + size, middle.y() + 2, wide - size, 24)
    draw.words(painter, room, word, letters, ink)
