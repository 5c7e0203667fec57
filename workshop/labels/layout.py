# SPDX-License-Identifier: MIT
"""Where everything on a label goes: layouts in millimetres, marks in points."""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, Protocol

from workshop.domain.refused import Refused
from workshop.domain.scan_fields import BADGES
from workshop.domain.tag import looks_like_tag, written
from workshop.domain.terms import PieceKind
from workshop.domain.text import shown
from workshop.language import mark, say
from workshop.paper import qr
from workshop.paper.fonts import BOLD, REGULAR
from workshop.paper.look import mm
from workshop.paper.text import one_line, tidy, width, wrapped

KIND_WORDS = {
    PieceKind.CARD: mark("Card"),
    PieceKind.DIE: mark("Die"),
    PieceKind.MEMORY: mark("Memory chip"),
    PieceKind.BOARD: mark("Board"),
    PieceKind.COOLER: mark("Cooler"),
    PieceKind.OTHER: mark("Part"),
}

# Three dots of a 203 dpi label printer; under it hand scanners of the usual sort give up.
LEAST_MODULE = 0.375
# Paper moves in a printer: so much of it stays white beyond the quiet zone.
_SLACK = 0.5

# Of Noto Sans: height of capitals, depth under the line, from line to line, as parts of the size.
_CAPITAL, _DEPTH, _LEADING = 0.733, 0.24, 1.24
# Room between the title and what follows, as a part of the title's size.
_AFTER_TITLE = 0.12
_STEP = 0.5
_STILL_LARGE = 0.8
# Width of C01-00773K-7 in bold, as a multiple of the size.
_TAG_EMS = 7.4


class Labelled(Protocol):
    """What a label is printed for: a text for the code, the kind (a word or its code), a line."""

    @property
    def tag(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def line(self) -> str: ...


@dataclass(frozen=True)
class Layout:
    """Labels on a page, in millimetres from the top left; sizes of text in points.

    ValueError where the labels do not fit the page, or the code and its quiet zone the label.
    """

    code: str
    name: str
    page: tuple[float, float]
    label: tuple[float, float]
    grid: tuple[int, int]
    left: float
    top: float
    gap: tuple[float, float]
    margin: float
    module: float
    tag: float
    text: float
    least: float

    def __post_init__(self) -> None:
        if faults := self.faults():
            raise ValueError(f"layout {self.code}: {'; '.join(faults)}")

    @property
    def per_page(self) -> int:
        """How many labels a page holds."""
        return self.grid[0] * self.grid[1]

    @property
    def code_side(self) -> float:
        """Side of the square of the QR code, its quiet zone included."""
        return self.module * (qr.TAG_MODULES + 2 * qr.QUIET)

    @property
    def code_left(self) -> float:
        """From the edge of the label to that square; the dark part keeps clear of the margin."""
        return max(_SLACK, self.margin - self.module * qr.QUIET)

    @property
    def text_left(self) -> float:
        """From the edge of the label to the text; the quiet zone is what keeps them apart."""
        return self.code_left + self.code_side

    @property
    def text_width(self) -> float:
        """Width of the column of text."""
        return self.label[0] - self.text_left - self.margin

    def faults(self) -> list[str]:
        """What is wrong with the layout, in words for who wrote it; empty where it is sound."""
        found = []
        (wide, high), (columns, rows) = self.label, self.grid
        if self.left < 0 or self.top < 0 or min(self.gap) < 0:
            found.append("labels begin outside the page or overlap")
        right = self.left + columns * wide + (columns - 1) * self.gap[0]
        bottom = self.top + rows * high + (rows - 1) * self.gap[1]
        if right > self.page[0] + 1e-6 or bottom > self.page[1] + 1e-6:
            found.append("labels reach over the edge of the page")
        if self.code_side + 2 * _SLACK > high or self.code_left + self.code_side > wide:
            found.append("the QR code and its quiet zone reach over the edge of the label")
        if self.module < LEAST_MODULE:
            found.append(f"modules under {LEAST_MODULE} mm cannot be scanned")
        if mm(self.text_width) < _TAG_EMS * self.least:
            found.append("no room is left for the tag")
        if not 4 <= self.least <= self.text <= self.tag:
            found.append("sizes must go up: 4 <= least <= text <= tag")
        return found

    def corner(self, place: int) -> tuple[float, float]:
        """Bottom left corner of a place on the page (0 is top left), in points."""
        row, column = divmod(place, self.grid[0])
        x = self.left + column * (self.label[0] + self.gap[0])
        y = self.page[1] - self.top - (row + 1) * self.label[1] - row * self.gap[1]
        return mm(x), mm(y)


class Words(NamedTuple):
    """One line of text, from its left end on its base line, in points; `room` is its width."""

    x: float
    y: float
    font: str
    size: float
    text: str
    room: float


class Marks(NamedTuple):
    """All that is printed on a label, in points from its bottom left corner.

    `text` is what the code holds, `module` the side of a module, `x` and `y` the bottom left corner
    of the dark part.
    """

    text: str
    code: qr.Matrix
    module: float
    x: float
    y: float
    words: tuple[Words, ...]


@cache
def layouts() -> dict[str, Layout]:
    """Every layout there is, by its code."""
    text = files("resources").joinpath("labels.toml").read_text(encoding="utf-8")
    return {row["code"]: _layout(row) for row in tomllib.loads(text)["layout"]}


def _layout(row: dict[str, Any]) -> Layout:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Layout(**values)


def find_layout(code: str) -> Layout:
    """The layout of this code; refuses one that is not there, and names those that are."""
    try:
        return layouts()[code]
    except KeyError:
        raise Refused(
            "There is no label layout “{code}”. Choose one of: {codes}.",
            code=shown(code),
            codes=", ".join(layouts()),
        ) from None


def place(label: Labelled, layout: Layout) -> Marks:
    """Lay a label out: code on the left, beside it the tag, the kind, and the line.

    Refuses a text that is too long for a code of this size.
    """
    code = _code(label.tag, layout)
    # A longer text (a badge) makes a finer code in the same square, its quiet zone included.
    module = mm(layout.code_side / (code.size + 2 * qr.QUIET))
    bottom = mm((layout.label[1] - layout.code_side) / 2) + qr.QUIET * module
    left = mm(layout.code_left) + qr.QUIET * module
    return Marks(label.tag, code, module, left, bottom, _words(label, layout))


def _code(text: str, layout: Layout) -> qr.Matrix:
    try:
        code = qr.matrix(text)
    except ValueError:
        code = None
    if code is None or layout.code_side / (code.size + 2 * qr.QUIET) < LEAST_MODULE:
        raise Refused(
            "“{text}” does not fit the QR code of a {layout} label.",
            text=shown(text),
            layout=layout.name,
        )
    return code


def title(text: str) -> str:
    """What people read of the text of a code: a tag with its dashes, a badge without its prefix."""
    if "-" not in text and looks_like_tag(text, text[1:3]):
        return written(text)
    return text[4:] if text[:4] in BADGES else text


def _words(label: Labelled, layout: Layout) -> tuple[Words, ...]:
    """The text, as a block in the middle of the label's height."""
    room = mm(layout.text_width)
    kind = say(KIND_WORDS[PieceKind(label.kind)]) if label.kind in _KINDS else label.kind
    kind = one_line(kind, BOLD, layout.text, room)
    titles, tag_size = _title(title(label.tag), layout, room)
    step = layout.text * _LEADING if kind else 0.0
    used = tag_size * (_CAPITAL + (len(titles) - 1) * _LEADING + _AFTER_TITLE) + step
    lines, size = _lines(label.line, layout, room, mm(layout.label[1] - 2 * layout.margin) - used)
    used += len(lines) * size * _LEADING

    x = mm(layout.text_left)
    y = (mm(layout.label[1]) + used) / 2 + tag_size * (_LEADING - _CAPITAL)
    found = []
    for part in titles:
        y -= tag_size * _LEADING
        found.append(Words(x, y, BOLD, tag_size, part, room))
    y -= tag_size * _AFTER_TITLE
    if kind:
        y -= step
        found.append(Words(x, y, BOLD, layout.text, kind, room))
    for line in lines:
        y -= size * _LEADING
        found.append(Words(x, y, REGULAR, size, line, room))
    return tuple(found)


_KINDS = frozenset(PieceKind)


def _title(text: str, layout: Layout, room: float) -> tuple[tuple[str, ...], float]:
    """The title as large as it fits on one line; a long one on two lines in the size of words."""
    text = tidy(text)
    size = _fitting(text, layout.tag, room)
    if size >= layout.text:
        return (text,), size
    return wrapped(text, BOLD, layout.text, room, 2).lines, layout.text


def _fitting(text: str, most: float, room: float, font: str = BOLD) -> float:
    """The largest size, up to `most` in steps of half a point, at which a text fits a line."""
    wide = width(text, font, 1.0)
    return most if wide * most <= room else math.floor(room / wide / _STEP) * _STEP


def _lines(text: str, layout: Layout, room: float, high: float) -> tuple[tuple[str, ...], float]:
    """The line of text as large as all of it fits, wrapped; shortened only at the least size.

    Where a slightly smaller size saves a line, that is better than one word on a line alone.
    """
    text = tidy(text)
    size = _fitting(text, layout.text, room, REGULAR)
    if size >= max(layout.text * _STILL_LARGE, layout.least):
        return (text,) if text else (), size
    size = layout.text
    while True:
        most = math.floor((high - size * _DEPTH) / (size * _LEADING))
        found = wrapped(text, REGULAR, size, room, most)
        if found.whole or size <= layout.least:
            return found.lines, size
        size = max(size - _STEP, layout.least)
