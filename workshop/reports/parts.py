# SPDX-License-Identifier: MIT
"""What reports have in common: titles, facts, remarks, and the words of head and foot."""

from collections.abc import Sequence
from itertools import islice

from reportlab.lib.colors import Color

from workshop.language import say
from workshop.paper import look, qr
from workshop.paper.fonts import BOLD
from workshop.paper.look import mm
from workshop.paper.text import width
from workshop.queries.report import Seal
from workshop.reports.pen import Align, Pen
from workshop.reports.sheet import Fixed, Spot
from workshop.reports.table import wrap
from workshop.reports.words import number

CODE = mm(27)


def heading(text: str, count: str = "", small: bool = False) -> Fixed:
    """The title of a part, with how many there are beside it; stays with what follows."""
    size, above, below = (10.0, 12.0, 8.0) if small else (14.0, 28.0, 9.0)

    def paint(pen: Pen, spot: Spot) -> None:
        y = spot.top - size * 0.74
        wide = pen.write(spot.left, y, text, size, BOLD, room=spot.width)
        if count:
            pen.write(spot.left + wide + 7, y, count, size, colour=look.QUIET)

    return Fixed(size * 0.74 + below, paint, True, "" if small else text, lead=above)


class Lines:
    """A text as a block: it goes on over as many pages as its lines need."""

    keeps = False
    height = 3.0
    together = 1
    _LEADING = 11.0

    def __init__(self, lines: Sequence[str], colour: Color, lead: float = 4.0) -> None:
        self.lead = lead
        self.rows = len(lines)
        self._rest = iter(lines)
        self._colour = colour

    def row_height(self, row: int) -> float:
        """All lines are as high."""
        return self._LEADING

    def draw(self, pen: Pen, spot: Spot, rows: int) -> None:
        """Write the next lines."""
        y = spot.top - 9
        for line in islice(self._rest, rows):
            pen.write(spot.left, y, line, 8, colour=self._colour)
            y -= self._LEADING


def remark(text: str, room: float, colour: Color = look.QUIET) -> Lines:
    """A sentence or a note, quiet unless said otherwise, on as many lines as it needs."""
    return Lines(wrap(text, room), colour)


def title_mark(pen: Pen, spot: Spot, kind: str, workshop: str, code: str, caption: str) -> float:
    """The line on top of a first page, and a QR code at its right; the room left beside it."""
    side = CODE
    left, bottom = spot.left + spot.width - side, spot.top - side
    room = spot.width - side - 20
    pen.write(spot.left, spot.top - 9, workshop, 10, BOLD, room=room)
    pen.write(spot.left, spot.top - 22, kind, 9, colour=look.QUIET, room=room)
    pen.code(qr.matrix(code), left, bottom, side)
    pen.write(
        left + side / 2, bottom - 9, caption, 6.5, colour=look.QUIET, align=Align.CENTRE, room=side
    )
    return room


def pill(pen: Pen, x: float, y: float, text: str, ground: Color, colour: Color) -> None:
    """A word on a coloured ground, its base line at y."""
    wide = width(text, BOLD, 9) + 16
    pen.box(x, y - 5, wide, 17, fill=ground, radius=8.5)
    pen.write(x + 8, y, text, 9, BOLD, colour)


def fact_row(cells: Sequence[tuple[str, str]]) -> Fixed:
    """Names with their values below, side by side."""

    def paint(pen: Pen, spot: Spot) -> None:
        step = spot.width / len(cells)
        for place, (name, value) in enumerate(cells):
            x, room = spot.left + place * step, step - 10
            pen.write(x, spot.top - 8, name, 7.5, colour=look.QUIET, room=room)
            pen.write(x, spot.top - 20, value or "–", 9.5, room=room)

    return Fixed(30, paint)


def issued(on: str, by: str) -> str:
    """When a report was issued, and by whom."""
    return say("Issued {day} by {person} · all times are UTC", day=on, person=by)


def proof(seal: Seal) -> str:
    """The entry of the journal a report was made at, and its hash."""
    return say("Journal entry {entry} · {hash}", entry=number(seal.number), hash=seal.hash)
