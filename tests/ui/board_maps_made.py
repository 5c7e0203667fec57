# SPDX-License-Identifier: MIT
"""Board maps to look at and to work on, and hands for them."""

from typing import NamedTuple

import patience
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from ui.pages.photo_import import as_jpeg
from ui.widgets.board_map import BoardMap
from ui.widgets.board_photo import Layers, layers_of
from workshop.domain.terms import SiteState


class Site(NamedTuple):
    """A site."""

    name: str
    x: float
    y: float
    w: float = 12.0
    h: float = 14.0
    state: str = "on_board"
    face: str = "front"
    kind: str = "memory"
    channel: str | None = "A0"
    expects: str | None = "GDDR6X 2 GB"
    marking: str = ""
    piece: str = ""


class Shape(NamedTuple):
    """A connector."""

    kind: str
    x: float
    y: float
    w: float
    h: float
    face: str = "front"


class Board(NamedTuple):
    """A board."""

    tag: str
    name: str
    width: float
    height: float
    sites: list[Site]
    connectors: list[Shape]
    known: bool = True


AROUND = [(98, 48), (98, 64), (98, 80), (113, 30), (131, 30), (149, 30)]
AROUND += [(166, 48), (166, 64), (166, 80), (113, 98), (131, 98), (149, 98)]


def card(tag: str = "C1", back: int = 0, **states: str) -> Board:
    """A large card: the die and twelve chips around it, and some on the back."""
    sites = [Site("GPU", 118, 49, 42, 42, states.get("GPU", "on_board"), kind="die")]
    for number, (x, y) in enumerate(AROUND, start=1):
        name = f"M{number}"
        sites.append(Site(name, x, y, state=states.get(name, "on_board")))
    for number, (x, y) in enumerate(AROUND[:back], start=13):
        sites.append(Site(f"M{number}", x, y, face="back"))
    return Board(tag, "PG139 • AD102", 300, 137, sites, [Shape("pcie_edge", 55, 133, 89, 6)])


def crowd(number: int) -> Board:
    """Sixty sites, in rows."""
    states = [*SiteState]
    sites = [
        Site(f"U{i}", 20 + 17 * (i % 12), 15 + 20 * (i // 12), 10, 10, states[i % len(states)])
        for i in range(number)
    ]
    return Board("C9", "Crowd", 240, 120, sites, [])


def spots(board_map: BoardMap) -> dict[str, QRectF]:
    """Where the sites of the face in sight are."""
    surface = board_map.surface
    board = board_map._board
    assert board is not None
    return {s.name: surface.site_rect(s.name) for s in board.sites if s.face == surface.face()}


def tap(board_map: BoardMap, where: QPointF) -> None:
    """A tap on the surface."""
    QTest.mouseClick(board_map.surface, Qt.MouseButton.LeftButton, pos=where.toPoint())


def drag(board_map: BoardMap, start: QPoint, end: QPoint) -> None:
    """A finger that presses, moves and leaves."""
    surface, left = board_map.surface, Qt.MouseButton.LeftButton
    QTest.mousePress(surface, left, pos=start)
    for part in (0.3, 0.6, 1.0):
        QTest.mouseMove(surface, start + (end - start) * part)
    QTest.mouseRelease(surface, left, pos=end)


def rest(board_map: BoardMap) -> None:
    """Wait until nothing moves any more."""
    patience.wait(lambda: not board_map.surface._rest.isActive())


def layers(width: int = 1200, colour: str = "#B03060") -> Layers:
    """A photo of one colour."""
    image = QImage(width, width // 2, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return layers_of(as_jpeg(image))
