# SPDX-License-Identifier: MIT
"""Where the sites of a board are on the screen: fit, zoom, and the nearest site one way."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSize

from ui import theme

# px around the board, and between two sites that were made larger to be hit.
_MARGIN, _GAP = 14.0, 4.0
_DEEPEST = 12.0  # times the scale that shows the whole board
_USUAL = (600.0, 480.0)  # px the map has in a window of 1366x768


class Box(Protocol):
    """A rectangle on one face of a board, in mm from its top left corner."""

    @property
    def face(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def w(self) -> float: ...
    @property
    def h(self) -> float: ...


class Placed(Box, Protocol):
    """A rectangle with a name."""

    @property
    def name(self) -> str: ...


class View:
    """A part of the board in px; `touched` once somebody zoomed or moved it."""

    def __init__(self) -> None:
        self.touched = False
        self.scale = 1.0
        self._left = self._top = 0.0
        self._size = QSize(0, 0)
        self._width = self._height = 1.0
        self._sites: Sequence[Placed] = ()
        self._spots: dict[str, QRectF] | None = None

    def fit(self, width: float, height: float, sites: Sequence[Placed], size: QSize) -> None:
        """Show all of a board of width x height mm in `size` px, if its sites can then be hit.

        Otherwise come nearer, as far as needed for 44 px a site and as long as all sites are in
        sight.
        """
        self._width, self._height, self._size, self._sites = width, height, size, sites
        self.scale = whole = self._whole()
        middle = QPointF(width / 2, height / 2)
        if sites:
            around = _bounds(sites)
            # More room makes all of it larger, not only what lies around the sites.
            grown = min(size.width() / _USUAL[0], size.height() / _USUAL[1])
            finger = (theme.TOUCH + 1) * max(1.0, grown)
            need = finger / min(min(site.w, site.h) for site in sites)
            closest = self._scale_for(around.width(), around.height())
            self.scale = max(whole, min(need, closest))
            if self.scale > whole * 1.01:
                middle = around.center()
        self._left = size.width() / 2 - middle.x() * self.scale
        self._top = size.height() / 2 - middle.y() * self.scale
        self.touched, self._spots = False, None
        self._keep_in_sight()

    def _whole(self) -> float:
        return self._scale_for(self._width, self._height)

    def _scale_for(self, width: float, height: float) -> float:
        across = (self._size.width() - 2 * _MARGIN) / max(width, 1.0)
        down = (self._size.height() - 2 * _MARGIN) / max(height, 1.0)
        return max(0.05, min(across, down))

    @property
    def is_near(self) -> bool:
        """Whether less than the whole board is in sight."""
        return self.scale > self._whole() * 1.01

    def update_sites(self, sites: Sequence[Placed]) -> None:
        """The same board again, with other states."""
        self._sites, self._spots = sites, None

    def resize(self, size: QSize) -> None:
        """Keep what is in the middle in the middle."""
        self._left += (size.width() - self._size.width()) / 2
        self._top += (size.height() - self._size.height()) / 2
        self._size, self._spots = size, None
        self._keep_in_sight()

    def zoom(self, factor: float, around: QPointF) -> None:
        """Scale by `factor`, between the whole board and twelve times that."""
        whole = self._whole()
        scale = min(whole * _DEEPEST, max(whole, self.scale * factor))
        by = scale / self.scale
        self._left = around.x() - (around.x() - self._left) * by
        self._top = around.y() - (around.y() - self._top) * by
        self.scale, self.touched, self._spots = scale, True, None
        self._keep_in_sight()

    def move(self, dx: float, dy: float) -> None:
        """Move the board by px; its edge never leaves the middle of the widget."""
        self._left += dx
        self._top += dy
        self.touched, self._spots = True, None
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """A board smaller than the widget stays in the middle; a larger one covers the middle."""
        self._left = _kept(self._left, self._width * self.scale, self._size.width())
        self._top = _kept(self._top, self._height * self.scale, self._size.height())

    def reveal(self, name: str) -> None:
        """Move just as much as is needed to have the site in sight."""
        spot = self.spots()[name].adjusted(-10, -10, 10, 10)
        dx = max(0.0, -spot.left()) - max(0.0, spot.right() - self._size.width())
        dy = max(0.0, -spot.top()) - max(0.0, spot.bottom() - self._size.height())
        if dx or dy:
            self._left += dx
            self._top += dy
            self._spots = None

    def rect(self, x: float, y: float, w: float, h: float) -> QRectF:
        """A rectangle of the board (mm) in px."""
        s = self.scale
        return QRectF(self._left + x * s, self._top + y * s, w * s, h * s)

    def point(self, where: QPointF) -> QPointF:
        """A point in px as one of the board, in mm."""
        return QPointF((where.x() - self._left) / self.scale, (where.y() - self._top) / self.scale)

    def spots(self) -> dict[str, QRectF]:
        """Where each site is painted and hit, in px: 44 px at least, where there is room."""
        if self._spots is None:
            self._spots = _roomy({s.name: self.rect(s.x, s.y, s.w, s.h) for s in self._sites})
        return self._spots

    def hit(self, where: QPointF) -> str:
        """The site at this point, a finger's slip allowed; empty if none."""
        best, name = 8.0, ""
        for each, spot in self.spots().items():
            dx = max(spot.left() - where.x(), 0.0, where.x() - spot.right())
            dy = max(spot.top() - where.y(), 0.0, where.y() - spot.bottom())
            far = max(dx, dy)
            if far == 0:
                return each
            if far < best:
                best, name = far, each
        return name


def _kept(low: float, length: float, room: float) -> float:
    """The start of a board of this length in this room, all of it if it fits."""
    if length <= room:
        return (room - length) / 2
    return min(room / 2, max(low, room / 2 - length))


def _bounds(sites: Sequence[Placed]) -> QRectF:
    around = QRectF(sites[0].x, sites[0].y, sites[0].w, sites[0].h)
    for site in sites[1:]:
        around = around.united(QRectF(site.x, site.y, site.w, site.h))
    return around


def _roomy(spots: dict[str, QRectF]) -> dict[str, QRectF]:
    """Make what is too small to hit larger, but never into its neighbour."""
    names = list(spots)
    small = {n for n in names if min(spots[n].width(), spots[n].height()) < theme.TOUCH}
    if not small:
        return spots
    half = {n: _half(spots[n]) for n in names}
    for place, one in enumerate(names):
        for two in names[place + 1 :]:
            if one in small or two in small:
                _part(spots, half, one, two)
    grown = {}
    for name in names:
        (wide, high), middle = half[name], spots[name].center()
        grown[name] = QRectF(middle.x() - wide, middle.y() - high, 2 * wide, 2 * high)
    return grown


def _half(spot: QRectF) -> list[float]:
    return [max(spot.width(), theme.TOUCH) / 2, max(spot.height(), theme.TOUCH) / 2]


def _part(spots: dict[str, QRectF], half: dict[str, list[float]], one: str, two: str) -> None:
    """Shrink two sites that were made larger until they no longer touch; never below their own."""
    way = spots[two].center() - spots[one].center()
    apart = (abs(way.x()), abs(way.y()))
    over = [half[one][axis] + half[two][axis] + _GAP - apart[axis] for axis in (0, 1)]
    if min(over) <= 0:
        return
    axis = 0 if over[0] <= over[1] else 1
    for name in (one, two):
        own = (spots[name].width() if axis == 0 else spots[name].height()) / 2
        half[name][axis] = max(own, min(half[name][axis], (apart[axis] - _GAP) / 2))


def nearest(spots: Mapping[str, QRectF], name: str, way: tuple[int, int]) -> str:
    """The site next to `name` in this direction (dx, dy as -1, 0, 1); empty if there is none.

    Straight ahead counts before near: a site beside the line is as far as twice the way to it.
    """
    here = spots[name].center()
    best, found = float("inf"), ""
    for each, spot in spots.items():
        offset = spot.center() - here
        ahead = offset.x() * way[0] + offset.y() * way[1]
        beside = abs(offset.x() * way[1]) + abs(offset.y() * way[0])
        if each == name or ahead < 4 or beside > ahead * 3:
            continue
        cost = ahead + 2 * beside
        if cost < best:
            best, found = cost, each
    return found
