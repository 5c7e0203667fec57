# SPDX-License-Identifier: MIT
"""Tables on paper: a head on every page, hairlines between rows, thousands of rows in a second."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import NamedTuple

from reportlab.lib.colors import Color

from workshop.paper import look
from workshop.paper.fonts import BOLD, REGULAR
from workshop.paper.text import one_line, tidy, width, wrapped
from workshop.reports.pen import Align, Pen, ink
from workshop.reports.sheet import Spot

SIZE = 8.0
ROW = 15.0
HEAD = 18.0
_LEADING = 10.5
_HEAD_SIZE = 7.5
# A text that is too long is set smaller, then narrower, and only then shortened: what tells two
# serials or models apart is often at their ends.
_LEAST = 5.5
_NARROWEST = 0.7
# From the top of a row to the base line of its (first) line.
_BASE = 10.2
_GAP = 8.0
# Between numbers and the words to the right of them.
_AFTER_RIGHT = 8.0
FEW = 16
"""Tables of so few rows are not parted."""
# Cells that are remembered with their operators: states, models and days come again and again.
_REMEMBERED = 4096


class Column(NamedTuple):
    """A column: its title, its share of the width, on which side its cells stand, and how."""

    title: str
    share: float
    align: Align = Align.LEFT
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Shade:
    """A cell in another colour."""

    text: str
    colour: Color


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to an anchor of the report."""

    text: str
    anchor: str


Cell = str | Shade | Link | tuple[str, ...]
"""One line, shortened where it does not fit; or lines that were wrapped before (`wrap`)."""

Row = Sequence[Cell]


class _Set:
    """A column where it stands: its edge and room, and the operators of the cells it has drawn."""

    def __init__(self, column: Column, left: float, room: float, size: float) -> None:
        self.column = column
        self.size = size
        self.room = room
        self.font = BOLD if column.bold else REGULAR
        self.across = (left, left + room)
        self.edge = left + (0.0, room, room / 2)[column.align]
        self.known: dict[Cell, tuple[str, str]] = {}

    def operators(self, pen: Pen, cell: str | Shade | Link, back: str) -> tuple[str, str]:
        """What to write before and after the height of the base line."""
        text = cell if isinstance(cell, str) else cell.text
        colour = cell.colour if isinstance(cell, Shade) else None
        size, narrow = fitting(text, self.font, self.size, self.room)
        line = one_line(text, self.font, size, self.room / narrow)
        if not line:
            return "", ""
        x = self.edge
        if self.column.align:
            wide = width(line, self.font, size) * narrow
            x -= wide if self.column.align is Align.RIGHT else wide / 2
        shown = pen.show(line, self.font, size)
        if colour:
            shown = f"{ink(colour)} {shown} {ink(look.TEXT)}"
        if narrow < 1:
            shown = f"{narrow * 100:.0f} Tz {shown} 100 Tz"
        if self.column.bold or size != self.size:
            shown = f"{pen.font(self.font, size)} {shown} {back}"
        return f"1 0 0 1 {x:.2f} ", f" Tm {shown}"


class Fit(NamedTuple):
    """The size of a text, and how narrow it is drawn (1 is as the typeface has it)."""

    size: float
    narrow: float


def fitting(text: str, font: str, size: float, room: float) -> Fit:
    """How a text fits: as large as may be up to `size`, in half points; narrower if it must."""
    wide = width(tidy(text), font, 1.0)
    if wide * size <= room:
        return Fit(size, 1.0)
    least = max(_LEAST, math.floor(room / wide * 2) / 2)
    return Fit(least, min(1.0, max(_NARROWEST, math.floor(room / wide / least * 100) / 100)))


class Table:
    """A block of rows, taken one after the other from what is given as they are drawn.

    `count` is how many rows there are, told before the first is there; RuntimeError where there
    turn out to be more or fewer. `heights` are those of the rows in points, otherwise all are one
    line high. With `keeps` its first rows are not parted from what follows, so that a short table
    has its remark below.
    """

    lead = 0.0

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Iterable[Row],
        count: int,
        heights: Sequence[float] | None = None,
        together: int = 3,
        headless: bool = False,
        size: float = SIZE,
        keeps: bool = False,
    ) -> None:
        self.keeps = keeps
        self._columns = columns
        self._rows: Iterator[Row] = iter(rows)
        self._heights = heights
        self._left = self.rows = count
        self._drawn = 0
        self._set: list[_Set] = []
        self.together = together
        self._size = size
        self.height = 4.0 if headless else HEAD

    def take(self) -> Iterator[Row]:
        """The rows themselves, for who draws them another way; each is given once."""
        return self._rows

    def edges(self, left: float, room: float) -> list[tuple[float, Align, str]]:
        """Where the cells of each column stand, on which side of that, and in which font."""
        found = _set(self._columns, Spot(left, 0, room), self._size)
        return [(each.edge, each.column.align, each.font) for each in found]

    def row_height(self, row: int) -> float:
        """Height of a row in points."""
        return self._heights[row] if self._heights else ROW

    def draw(self, pen: Pen, spot: Spot, rows: int) -> None:
        """Draw the head and the next rows."""
        if not self._set:
            self._set = _set(self._columns, spot, self._size)
        if self.height == HEAD:
            self._draw_head(pen, spot)
        back = pen.font(REGULAR, self._size)
        text = [f"BT {back} {ink(look.TEXT)}"]
        right = spot.left + spot.width
        rules = []
        y = spot.top - self.height
        drawn = 0
        for row in islice(self._rows, rows):
            for column, cell in zip(self._set, row, strict=True):
                if cell:
                    self._cell(pen, column, cell, y - _BASE, back, text)
            y -= self.row_height(self._drawn + drawn)
            drawn += 1
            rules.append(f"{spot.left:.2f} {y:.2f} m {right:.2f} {y:.2f} l")
        self._drawn += drawn
        self._left -= rows
        if drawn != rows or (not self._left and next(self._rows, None) is not None):
            raise RuntimeError(f"a table of {self.rows} rows has another number of them")
        text.append("ET")
        pen.draw(f"{ink(look.LINE, True)} 0.4 w {' '.join(rules)} S")
        pen.draw("\n".join(text))

    def _draw_head(self, pen: Pen, spot: Spot) -> None:
        base = spot.top - 10.5
        for each in self._set:
            title, align = each.column.title, each.column.align
            size = fitting(title, BOLD, _HEAD_SIZE, each.room).size
            pen.write(each.edge, base, title, size, BOLD, look.QUIET, align, each.room)
        y = spot.top - HEAD
        pen.rule(spot.left, y, spot.left + spot.width, colour=look.QUIET, weight=0.7)

    def _cell(
        self, pen: Pen, column: _Set, cell: Cell, base: float, back: str, text: list[str]
    ) -> None:
        if isinstance(cell, tuple):
            for line in cell:
                before, after = column.operators(pen, line, back)
                text.append(f"{before}{base:.2f}{after}")
                base -= _LEADING
            return
        if isinstance(cell, Link):
            left, right = column.across
            pen.link(cell.anchor, left, base + _BASE - ROW, right, base + _BASE)
        found = column.known.get(cell)
        if found is None:
            if len(column.known) >= _REMEMBERED:
                column.known.clear()
            found = column.known[cell] = column.operators(pen, cell, back)
        if found[0]:
            text.append(f"{found[0]}{base:.2f}{found[1]}")


def _set(columns: Sequence[Column], spot: Spot, size: float = SIZE) -> list[_Set]:
    """Share the width out."""
    gaps = [
        _GAP + (_AFTER_RIGHT if one.align is Align.RIGHT and two.align is Align.LEFT else 0.0)
        for one, two in pairwise(columns)
    ]
    room = spot.width - sum(gaps)
    shares = sum(column.share for column in columns)
    left, found = spot.left, []
    for column, gap in zip(columns, [*gaps, 0.0], strict=True):
        wide = room * column.share / shares
        found.append(_Set(column, left, wide, size))
        left += wide + gap
    return found


# The most lines a row may have, so that a page always takes it; a longer text goes on in the next.
_MOST_LINES = 40


def wrap(text: str, room: float, font: str = REGULAR, size: float = SIZE) -> list[str]:
    """All of a text as drawable lines of this width; its own line ends stay."""
    lines: list[str] = []
    for part in text.splitlines() or [""]:
        while part:
            piece, part = _cut(part)
            lines += wrapped(piece, font, size, room, len(piece) + 1).lines
    return lines


def _cut(text: str, most: int = 900) -> tuple[str, str]:
    """A text in two where it is longer than is wrapped at once, between words if it has any."""
    if len(text) <= most:
        return text, ""
    end = text.rfind(" ", most // 2, most)
    end = most if end < 0 else end
    return text[:end], text[end:]


def wrapped_table(columns: Sequence[Column], rows: Sequence[Row], room: float) -> Table:
    """A table whose cells take as many lines as they need; `room` is the width of the page."""
    parts = list(_parted(columns, rows, room))
    return Table(columns, parts, len(parts), [_height(part) for part in parts], together=1)


def flowing_table(
    columns: Sequence[Column], rows: Callable[[], Iterable[Row]], count: int, room: float
) -> Table:
    """The same for rows that are too many to be held: asked for to be measured, and to be drawn.

    RuntimeError where there turn out to be more or fewer than `count`.
    """
    found = 0

    def counted() -> Iterator[Row]:
        nonlocal found
        for row in rows():
            found += 1
            yield row

    heights = [_height(part) for part in _parted(columns, counted(), room)]
    if found != count:
        raise RuntimeError(f"a table of {count} rows has {found} of them")
    return Table(columns, _parted(columns, rows(), room), len(heights), heights, together=1)


def _parted(columns: Sequence[Column], rows: Iterable[Row], room: float) -> Iterator[Row]:
    """Rows with the lines of their cells; one too high for a page as several."""
    places = _set(columns, Spot(0, 0, room))
    for row in rows:
        yield from _wrapped_rows(places, row)


def _height(row: Row) -> float:
    lines = max((len(cell) for cell in row if isinstance(cell, tuple)), default=1)
    return ROW + _LEADING * (max(lines, 1) - 1)


def _fits(text: str, column: _Set) -> bool:
    """Whether a text is one line as it is."""
    line = tidy(text)
    return line == text and width(line, column.font, column.size) <= column.room


def _wrapped_rows(columns: Sequence[_Set], row: Row) -> Iterator[Row]:
    cells: list[Cell] = []
    longest = 1
    for column, cell in zip(columns, row, strict=True):
        if isinstance(cell, str) and not _fits(cell, column):
            lines = tuple(wrap(cell, column.room, column.font))
            longest = max(longest, len(lines))
            cells.append(lines)
        else:
            cells.append(cell)
    for start in range(0, longest, _MOST_LINES):
        yield [
            cell[start : start + _MOST_LINES] if isinstance(cell, tuple) else "" if start else cell
            for cell in cells
        ]
