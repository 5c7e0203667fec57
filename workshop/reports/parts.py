# SPDX-License-Identifier: MIT
"""What reports have in common: titles, facts, figures, remarks, and the words of head and foot."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color
from sqlalchemy import Connection

from workshop.language import say, say_day
from workshop.paper import look, qr
from workshop.paper.fonts import BOLD, REGULAR
from workshop.paper.look import mm
from workshop.paper.text import tidy, width, wrapped
from workshop.queries.report import BatchDates, Seal, seal
from workshop.queries.shop import people, workshop
from workshop.reports.pen import Align, Pen
from workshop.reports.sheet import Fixed, Spot
from workshop.reports.table import wrap
from workshop.reports.words import Term, number

T = TypeVar("T")

CODE = mm(27)
# Rows a query answers at once.
_PAGE = 500


class Issue(NamedTuple):
    """Who issues a report on which day, at which entry of the journal; names of people by code."""

    workshop: str
    people: dict[str, str]
    seal: Seal
    on: str
    by: str

    def who(self, code: str) -> str:
        """The name of a person by their code."""
        return self.people.get(code, code)


def issue(connection: Connection, by: str | None, on: str | None) -> Issue:
    """Issued by this person (otherwise the owner), on this day (otherwise the newest entry's)."""
    shop = workshop(connection)
    names = {person.code: person.name for person in people(connection)}
    now = seal(connection)
    who = (by or "").strip().upper() or shop.owner
    return Issue(shop.name, names, now, on or now.at[:10], names.get(who, who))


def stream(page: Callable[[T | None, int], list[T]], pages: int = 1) -> Iterator[T]:
    """The rows of a query that answers in pages, asked for as they are needed.

    `page` gets the last row of the page before, or None, and how many rows it may answer: so many
    `pages` at once, where to ask costs more than the rows do.
    """
    last: T | None = None
    while rows := page(last, _PAGE * pages):
        yield from rows
        if len(rows) < _PAGE * pages:
            return
        last = rows[-1]


def heading(text: str, count: str = "", small: bool = False, anchor: str = "") -> Fixed:
    """The title of a part, with how many there are beside it; stays with what follows.

    Links to it go by the `anchor`.
    """
    size, above, below = (10.0, 12.0, 8.0) if small else (14.0, 28.0, 9.0)

    def paint(pen: Pen, spot: Spot) -> None:
        y = spot.top - size * 0.74
        wide = pen.write(spot.left, y, text, size, BOLD, room=spot.width)
        if count:
            pen.write(spot.left + wide + 7, y, count, size, colour=look.QUIET)

    outline = "" if small else text
    return Fixed(size * 0.74 + below, paint, True, outline, lead=above, anchor=anchor)


class Lines:
    """A text as a block: it goes on over as many pages as its lines need."""

    height = 3.0
    together = 1
    _LEADING = 11.0

    def __init__(
        self, lines: Sequence[str], colour: Color, lead: float = 4.0, keeps: bool = False
    ) -> None:
        self.lead, self.keeps = lead, keeps
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


def remark(text: str, room: float, colour: Color = look.QUIET, keeps: bool = False) -> Lines:
    """A sentence or a note, quiet unless said otherwise, on as many lines as it needs.

    With `keeps` it is not parted from what follows.
    """
    return Lines(wrap(text, room), colour, keeps=keeps)


def title_mark(
    pen: Pen,
    spot: Spot,
    kind: str,
    workshop: str,
    code: str,
    caption: str,
    taken: float = 0.0,
) -> float:
    """The line on top of a first page, and a QR code at its right; the room left beside it."""
    side = CODE
    left, bottom = spot.left + spot.width - side, spot.top - side
    room = spot.width - side - 20
    pen.write(spot.left, spot.top - 9, workshop, 10, BOLD, room=room - taken)
    pen.write(spot.left, spot.top - 22, kind, 9, colour=look.QUIET, room=room - taken)
    pen.code(qr.matrix(code), left, bottom, side)
    pen.write(
        left + side / 2, bottom - 9, caption, 6.5, colour=look.QUIET, align=Align.CENTRE, room=side
    )
    return room


def seal_text(seal: Seal, report: int = 0) -> str:
    """What the QR code of a report says: form, database, entry and its hash, and its number."""
    code = f"CW1 {seal.database_id} {seal.number} {seal.hash}"
    return f"{code} {report}" if report else code


def title(
    kind: str,
    workshop: str,
    seal: Seal,
    batch: tuple[str, str],
    is_open: bool,
    taken: float = 0.0,
    report: int = 0,
) -> Fixed:
    """The title of what is said of a batch, by its number and its supplier.

    So many points beside the code are `taken` by the letterhead; `report` is the number of an
    issued report.
    """
    name, supplier = batch

    def paint(pen: Pen, spot: Spot) -> None:
        caption = say("Journal entry {entry}", entry=number(seal.number))
        code = seal_text(seal, report)
        room = title_mark(pen, spot, kind, workshop, code, caption, taken)
        word = say("Open") if is_open else say("Closed")
        beside = width(word, BOLD, 9) + 28 + taken
        y = spot.top - 54
        wide = pen.write(spot.left, y, name, 26, BOLD, room=room - beside)
        ground, colour = (
            (look.QUESTION_GROUND, look.QUESTION) if is_open else (look.GROUND, look.QUIET)
        )
        pill(pen, spot.left + wide + 12, y + 3, word, ground, colour)
        size = 12.0 if width(tidy(supplier), REGULAR, 12) <= room else 9.0
        for place, line in enumerate(wrapped(supplier, REGULAR, size, room, 2).lines):
            pen.write(spot.left, y - 19 + (1 - place) * (12 - size) * 0.8 - place * 9, line, size)

    return Fixed(CODE + 14, paint)


def pill(pen: Pen, x: float, y: float, text: str, ground: Color, colour: Color) -> float:
    """A word on a coloured ground, its base line at y; how wide it is."""
    wide = width(text, BOLD, 9) + 16
    pen.box(x, y - 5, wide, 17, fill=ground, radius=8.5)
    pen.write(x + 8, y, text, 9, BOLD, colour)
    return wide


def fact_row(cells: Sequence[tuple[str, str]]) -> Fixed:
    """Names with their values below, side by side."""

    def paint(pen: Pen, spot: Spot) -> None:
        step = spot.width / len(cells)
        for place, (name, value) in enumerate(cells):
            x, room = spot.left + place * step, step - 10
            pen.write(x, spot.top - 8, name, 7.5, colour=look.QUIET, room=room)
            pen.write(x, spot.top - 20, value or "–", 9.5, room=room)

    return Fixed(30, paint)


def days(
    received_on: str,
    dates: BatchDates,
    who: Callable[[str], str],
    issued: tuple[str, str],
    *,
    draft: bool = False,
) -> Fixed:
    """When a batch came, was opened and closed, and when this was issued, each with by whom."""
    return fact_row(
        [
            (say("Received on"), say_day(received_on)),
            (say("Opened"), _day(dates.opened_at, who(dates.opened_by))),
            (say("Closed"), _day(dates.closed_at, who(dates.closed_by))),
            (say("Drawn") if draft else say("Issued"), _day(*issued)),
        ]
    )


def _day(at: str, who: str) -> str:
    return " · ".join(part for part in (say_day(at[:10]), who) if part)


def strip(term: Term, ground: Color, detail: str) -> Fixed:
    """What it comes to in one line, on a coloured ground, with what there is to say of it below."""
    high = 40.0 if detail else 28.0

    def paint(pen: Pen, spot: Spot) -> None:
        y = spot.top - 4 - high
        pen.box(spot.left, y, spot.width, high, fill=ground, radius=6)
        pen.box(spot.left, y, 3.5, high, fill=term.colour, radius=1.7)
        base = spot.top - 4 - 17
        pen.write(spot.left + 14, base, term.sign, 12, BOLD, term.colour)
        room = spot.width - 46
        pen.write(spot.left + 32, base, term.template, 12, BOLD, term.colour, room=room)
        if detail:
            pen.write(spot.left + 32, base - 14, detail, 8.5, room=room)

    return Fixed(high + 10, paint)


class Figure(NamedTuple):
    """A large number with its name above and what it is of below.

    In a sum, `sign` stands before it: = or +.
    """

    name: str
    value: str
    below: str
    colour: Color = look.TEXT
    sign: str = ""


def figures(figures: Sequence[Figure], step: float = 0.0) -> Fixed:
    """Large numbers side by side, so many points apart, otherwise over the whole width."""

    def paint(pen: Pen, spot: Spot) -> None:
        wide = step or spot.width / len(figures)
        for place, figure in enumerate(figures):
            x, room = spot.left + place * wide, wide - 16
            if figure.sign:
                pen.write(x - 17, spot.top - 37, figure.sign, 14, colour=look.QUIET)
            elif place:
                pen.rule(x - 12, spot.top - 8, x - 12, spot.top - 56, look.LINE, 0.6)
            size = _fitting(figure.name, 8.5, room)
            pen.write(x, spot.top - 15, figure.name, size, colour=look.QUIET, room=room)
            pen.write(x, spot.top - 39, figure.value, 22, BOLD, figure.colour, room=room)
            _below(pen, figure.below, x, spot.top - 53, room)

    return Fixed(66, paint)


def _fitting(text: str, size: float, room: float) -> float:
    """The size, or a smaller one at which a text goes into its room."""
    return next((one for one in (size, size - 1) if width(tidy(text), REGULAR, one) <= room),
                size - 2)  # fmt: skip


def _below(pen: Pen, text: str, x: float, y: float, room: float) -> None:
    """What a number is of: on one line, or on two smaller ones where a language needs more room."""
    if width(tidy(text), REGULAR, 8) <= room:
        pen.write(x, y, text, 8, colour=look.QUIET)
        return
    for place, line in enumerate(wrapped(text, REGULAR, 7, room, 2).lines):
        pen.write(x, y - 8.2 * place, line, 7, colour=look.QUIET)


def tallies(found: Sequence[tuple[str, str]]) -> Fixed:
    """Numbers side by side, smaller than figures, each with its name below."""

    def paint(pen: Pen, spot: Spot) -> None:
        wide = spot.width / max(len(found), 4)
        for place, (name, value) in enumerate(found):
            x, room = spot.left + place * wide, wide - 10
            pen.write(x, spot.top - 11, value, 12, BOLD, room=room)
            size = _fitting(name, 8.0, room)
            pen.write(x, spot.top - 22, name, size, colour=look.QUIET, room=room)

    return Fixed(30, paint)


def chart(drawing: Drawing, below: float = 0.0) -> Fixed:
    """A chart as a block, with so many points of white below it."""
    high = drawing.height
    return Fixed(high + below, lambda pen, spot: pen.drawing(drawing, spot.left, spot.top - high))


BETWEEN = 24.0
"""How far apart two charts side by side are."""


def two_charts(*titled: tuple[str, Drawing]) -> Iterator[Fixed]:
    """Two charts side by side, each below its title."""
    titles = [heading(title, small=True) for title, _ in titled]
    drawings = [drawing for _, drawing in titled]

    def over(pen: Pen, spot: Spot) -> None:
        half = (spot.width - BETWEEN) / 2
        for place, title in enumerate(titles):
            left = spot.left + place * (half + BETWEEN)
            title.paint(pen, spot._replace(left=left, width=half))

    def below(pen: Pen, spot: Spot) -> None:
        half = (spot.width - BETWEEN) / 2
        for place, drawing in enumerate(drawings):
            left = spot.left + place * (half + BETWEEN)
            pen.drawing(drawing, left, spot.top - drawing.height)

    yield Fixed(titles[0].height, over, True, lead=titles[0].lead)
    yield Fixed(max(drawing.height for drawing in drawings), below)


def drawn(on: str, by: str) -> str:
    """When a draft was drawn, and by whom: no report of ours."""
    return say(
        "Draft, not issued · drawn {day} by {person} · all times are UTC",
        day=say_day(on),
        person=by,
    )


def numbered(report: int, on: str, by: str) -> str:
    """Which report this is, when it was issued, and by whom."""
    return say(
        "Report {number} · issued {day} by {person} · all times are UTC",
        number=report, day=say_day(on), person=by,
    )  # fmt: skip


def proof(seal: Seal) -> str:
    """The entry of the journal a report was made at, and its hash."""
    return say("Journal entry {entry} · {hash}", entry=number(seal.number), hash=seal.hash)
