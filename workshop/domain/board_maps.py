# SPDX-License-Identifier: MIT
"""Board maps: where die and memory sit on a board, in millimetres, and a plain map for any card."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import combinations

from workshop.domain.refused import Refused
from workshop.domain.terms import PieceKind
from workshop.domain.text import require
from workshop.language import mark

# The most memory chips one card carries: 32 on an RTX PRO 6000 Blackwell; a little room above.
MOST_CHIPS = 48

PCB = "PCB"
"""The site of a card that was built here at which its board is; no other site is called so."""

# A GDDR6 package is 12 × 14 mm (domain notes); drawn lying, so that its name can be read.
CHIP_WIDTH, CHIP_HEIGHT = 14.0, 12.0
_BETWEEN = 1.5  # between two chips of a row
_RING = 4.0  # between the die package and the chips around it
_TOP, _EDGE = 11.0, 5.0  # room for power plugs above and for the slot contacts below
_ABOVE_EDGE = 6.0
_LEFT = 31.0  # room for display plugs and regulators beside the chips
_FRONT_MOST = 16  # more chips than this lie on both faces


class Face(StrEnum):
    """The two faces of a board; positions are as seen when looking at that face."""

    FRONT = "front"
    BACK = "back"


class ShapeKind(StrEnum):
    """What is drawn on a board beside its sites."""

    PCIE = "pcie"
    POWER = "power"
    DISPLAY = "display"
    VRM = "vrm"
    CAPACITORS = "capacitors"
    NVLINK = "nvlink"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class Site:
    """A place on a board that holds a piece, by its reference designator."""

    name: str
    x: float
    y: float
    w: float = CHIP_WIDTH
    h: float = CHIP_HEIGHT
    kind: PieceKind = PieceKind.MEMORY
    face: Face = Face.FRONT
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """Something drawn for the eye: a connector, a regulator, an unpopulated footprint."""

    kind: ShapeKind
    x: float
    y: float
    w: float
    h: float
    face: Face = Face.FRONT


@dataclass(frozen=True, slots=True)
class FacePhoto:
    """The shop's own photo of one face: a kept file, and where in it the board lies.

    `corners` are x and y in px of the upright photo of `width` x `height`: of the top left, top
    right, bottom right and bottom left corner of the board, as seen. Refuses corners outside the
    photo, or in another order.
    """

    face: Face
    sha256: str
    width: int
    height: int
    corners: tuple[int, ...]

    def __post_init__(self) -> None:
        if not re.fullmatch("[0-9a-f]{64}", self.sha256):
            raise Refused(
                "The photo of the {face} needs the SHA-256 of a kept file.", face=self.face
            )
        across, down = self.corners[::2], self.corners[1::2]
        if (
            len(self.corners) != 8
            or not self.width
            or not self.height
            or max(across) > self.width
            or max(down) > self.height
        ):
            raise Refused(
                "The photo of the {face}: mark the four corners of the board inside the photo.",
                face=self.face,
            )
        points = list(zip(across, down, strict=True))
        if not all(_turns_right(points[i - 2], points[i - 1], points[i]) for i in range(4)):
            raise Refused(
                "The photo of the {face}: mark the corners of the board in turn, from the top left "
                "to the right.",
                face=self.face,
            )


# Twice the area in px² of the smallest triangle of three corners of a board that can be worked on.
_LEAST = 2000


def _turns_right(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]) >= _LEAST


@dataclass(frozen=True, slots=True)
class Board:
    """A board family: outline, sites and shapes in millimetres, origin top left of each face.

    The back is the board turned over left to right. `known` is false where nobody knows how many
    chips the card really has. Refuses sites or shapes that overlap or lie outside the outline, and
    two photos of one face.
    """

    code: str
    name: str
    width: float
    height: float
    sites: tuple[Site, ...]
    shapes: tuple[Shape, ...] = ()
    confirmed: bool = False
    note: str = ""
    known: bool = True
    photos: tuple[FacePhoto, ...] = ()

    def __post_init__(self) -> None:
        require(self.code, "The code of the board", 64)
        require(self.name, "The name of the board")
        if len({photo.face for photo in self.photos}) < len(self.photos):
            raise Refused("Board {board} has two photos of one face.", board=self.code)
        _check_sites(self)
        _check_room(self)

    @property
    def memory(self) -> tuple[Site, ...]:
        """The memory sites, in the order of the map."""
        return tuple(site for site in self.sites if site.kind == PieceKind.MEMORY)


def _check_sites(board: Board) -> None:
    names = [site.name.upper() for site in board.sites]
    for site in board.sites:
        require(site.name, "The name of the site", 16)
        if site.name.upper() == PCB:
            raise Refused(
                "Board {board}: a site cannot be called {site}: that is the board itself. Give it "
                "another name.",
                board=board.code,
                site=site.name,
            )
        if names.count(site.name.upper()) > 1:
            raise Refused(
                "Board {board}: site {site} is there twice.", board=board.code, site=site.name
            )
        if site.kind not in (PieceKind.DIE, PieceKind.MEMORY):
            raise Refused(
                "Board {board}: site {site} must hold a die or memory.",
                board=board.code,
                site=site.name,
            )
    if not any(site.kind == PieceKind.DIE for site in board.sites):
        raise Refused("Board {board} has no site for the die.", board=board.code)
    if len(board.memory) > MOST_CHIPS:
        raise Refused(
            "Board {board} has {n} memory sites; {most} is the most.",
            board=board.code,
            n=len(board.memory),
            most=MOST_CHIPS,
        )


def _check_room(board: Board) -> None:
    for face in Face:
        here = [(site.name, site) for site in board.sites if site.face == face] + [
            (str(shape.kind), shape) for shape in board.shapes if shape.face == face
        ]
        for name, each in here:
            if (
                each.w <= 0
                or each.h <= 0
                or each.x < 0
                or each.y < 0
                or each.x + each.w > board.width
                or each.y + each.h > board.height
            ):
                raise Refused(
                    "Board {board}: {site} does not lie on the board.",
                    board=board.code,
                    site=name,
                )
        for (one, a), (other, b) in combinations(here, 2):
            if a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h:
                raise Refused(
                    "Board {board}: {site} and {other} overlap.",
                    board=board.code,
                    site=one,
                    other=other,
                )


def sides(chips: int) -> tuple[int, int, int, int]:
    """How many of the chips of one face lie left, above, right and below of the die.

    Up to nine leave the side of the slot contacts free, as on real cards.
    """
    if chips <= 9:
        above = chips // 3
        above += (chips - above) % 2
        beside = (chips - above) // 2
        return beside, above, beside, 0
    beside = -(-chips // 4)
    rest = chips - 2 * beside
    return beside, -(-rest // 2), beside, rest // 2


def _spread(count: int, size: float, middle: float) -> list[float]:
    """Where `count` chips of a size start, so that their row is centred on `middle`."""
    length = count * size + (count - 1) * _BETWEEN
    return [middle - length / 2 + i * (size + _BETWEEN) for i in range(count)]


def ring(
    around: tuple[int, int, int, int], package: float, middle: tuple[float, float]
) -> list[tuple[float, float]]:
    """Top left corners (mm) of chips left, above, right and below of a square die package."""
    left, above, right, below = around
    x, y = middle
    reach = package / 2 + _RING
    return [
        *((x - reach - CHIP_WIDTH, at) for at in _spread(left, CHIP_HEIGHT, y)),
        *((at, y - reach - CHIP_HEIGHT) for at in _spread(above, CHIP_WIDTH, x)),
        *((x + reach, at) for at in _spread(right, CHIP_HEIGHT, y)),
        *((at, y + reach) for at in _spread(below, CHIP_WIDTH, x)),
    ]


def turned_over(shapes: Sequence[Shape], width: float) -> list[Shape]:
    """Front shapes as they lie when the board is turned over left to right."""
    return [
        Shape(s.kind, width - s.x - s.w, s.y, s.w, s.h, Face.BACK)
        for s in shapes
        if s.face == Face.FRONT
    ]


@cache
def generic_board(
    chips: int,
    *,
    code: str = "GENERIC",
    name: str = mark("No map of this model"),
    package: float = 45.0,
    slot: bool = True,
    known: bool = False,
) -> Board:
    """A plain map with the die and `chips` memory sites around it, M1, M2 … clockwise from left.

    More than 16 chips lie on both faces, half each. `package` is the edge of the die package in mm
    (drawn larger where long rows need it), `slot` whether the board has PCIe contacts. Refuses
    fewer than 0 or more than 48 chips.
    """
    if not 0 <= chips <= MOST_CHIPS:
        raise Refused("A board map has 0 to {most} memory sites.", most=MOST_CHIPS)
    front = chips if chips <= _FRONT_MOST else -(-chips // 2)
    around = sides(front)
    longest = max(around[1], around[3]) * (CHIP_WIDTH + _BETWEEN)
    package = max(package, longest - 2 * _RING)  # else the corners of the ring would touch
    tall = max(package, max(around[0], around[2]) * (CHIP_HEIGHT + _BETWEEN))
    wide = max(package, longest)
    above = _TOP + (CHIP_HEIGHT + _RING if around[1] else 0)
    below = (CHIP_HEIGHT + _RING if around[3] else 0) + _ABOVE_EDGE + _EDGE
    width = max(150.0, 2 * (_LEFT + CHIP_WIDTH + _RING) + wide)
    height = above + tall + below
    middle = (width / 2, above + tall / 2)
    corner = (middle[0] - package / 2, middle[1] - package / 2)
    places = ring(around, package, middle)
    sites = [Site("GPU", *corner, package, package, PieceKind.DIE)]
    sites += [Site(f"M{i}", x, y) for i, (x, y) in enumerate(places, 1)]
    sites += [
        Site(f"M{i}", width - x - CHIP_WIDTH, y, face=Face.BACK)
        for i, (x, y) in enumerate(places[: chips - front], front + 1)
    ]
    shapes = _plain_shapes(width, height) if slot else []
    if chips > front:
        shapes += turned_over(shapes, width)
        shapes.append(Shape(ShapeKind.CAPACITORS, *corner, package, package, Face.BACK))
    return Board(code, name, width, height, tuple(sites), tuple(shapes), known=known)


def _plain_shapes(width: float, height: float) -> list[Shape]:
    """Slot contacts below, one power plug above, four display plugs at the bracket."""
    pitch = (height - _TOP - _EDGE) / 4
    return [
        Shape(ShapeKind.PCIE, 30, height - _EDGE, 12, _EDGE),
        Shape(ShapeKind.PCIE, 44, height - _EDGE, 71, _EDGE),
        Shape(ShapeKind.POWER, width - 32, 0, 20, 8),
        *(Shape(ShapeKind.DISPLAY, 0, _TOP + i * pitch, 10, pitch - 3) for i in range(4)),
    ]
