# SPDX-License-Identifier: MIT
"""The packing list of what was sold, as a PDF that goes with the goods."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection

from workshop.domain.letterhead import Letterhead
from workshop.domain.refused import Refused
from workshop.domain.text import clean, shown
from workshop.language import joined, mark, say
from workshop.queries.batches import batch as batch_of
from workshop.queries.scrapped import GoneRow, sold
from workshop.reports.letterhead import signatures
from workshop.reports.listing import (
    Listing,
    Writing,
    begins,
    ends,
    listing,
    opening,
    span,
    tag,
    write,
)
from workshop.reports.parts import fact_row, heading
from workshop.reports.pen import Align
from workshop.reports.sheet import Block, Cancelled, Progress
from workshop.reports.table import Column, Row, wrapped_table
from workshop.reports.words import kind, many, number

_SIGNERS = (mark("Packed by"), mark("Checked by"), mark("Received by"))


def packing_pdf(
    connection: Connection,
    out: Path | BinaryIO,
    *,
    batch: str = "",
    since: str = "",
    until: str = "",
    buyer: str = "",
    country: str = "",
    paper: str = "a4",
    by: str | None = None,
    issued_on: str | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> int:
    """Write what was sold of a batch, or between two days (YYYY-MM-DD, both whole, UTC), to pack.

    `buyer` and `country` are printed as they are said; without them there is room to write them.
    What is fitted on a board goes with it and has no line of its own. The number of pages, 0 where
    it was cancelled. Refuses where nothing was sold, what the query refuses, an unknown paper, and
    a file that cannot be written.
    """
    made = listing(connection, by, issued_on, paper)
    to = clean(buyer, say("The buyer")), clean(country, say("The country"))
    found = sold(connection, batch=batch or None, since=begins(since), until=ends(until))
    rows = [row for row in found if not row.board]
    of = say("Batch {number}", number=batch_of(connection, number=batch).number) if batch else ""
    what = joined(of, span(since, until)) or say("until {until}", until=made.issue.on)
    if not rows:
        raise Refused("Nothing was sold: {what}.", what=shown(what))
    blocks = [*_front(made, rows, what, *to), *_list(made, rows)]
    roles = Letterhead(signers=tuple(say(role) for role in _SIGNERS))
    blocks += signatures(roles, made.issue.on)
    return write(made, say("Packing list"), blocks, Writing(out, progress, cancelled))


def _front(
    made: Listing, rows: Sequence[GoneRow], what: str, buyer: str, country: str
) -> Iterator[Block]:
    below = say("Sold: {what}. What is fitted on a board goes with the board.", what=what)
    yield opening(made.issue, say("Packing list"), buyer or say("Packing list"), below)
    blank = "_" * 24
    kinds = Counter(row.kind for row in rows)
    counted = ", ".join(f"{number(n)} {many(one)}" for one, n in kinds.most_common())
    yield fact_row(
        [
            (say("Buyer"), buyer or blank),
            (say("Country"), country or blank),
            (say("Pieces"), counted),
        ]
    )


def _list(made: Listing, rows: Sequence[GoneRow]) -> Iterator[Block]:
    columns = [
        Column(say("No."), 26, Align.RIGHT),
        Column(say("Tag"), 74, bold=True),
        Column(say("Serial"), 104),
        Column(say("What"), 168),
        Column(say("Batch"), 70),
        Column(say("Packed"), 40, Align.CENTRE),
    ]
    yield heading(say("Piece by piece"), number(len(rows)))
    cells = [_row(place, row) for place, row in enumerate(rows, 1)]
    yield wrapped_table(columns, cells, made.paper.room)


def _row(place: int, row: GoneRow) -> Row:
    what = joined(kind(row.kind), " ".join(part for part in (row.maker, row.model) if part))
    return [number(place), tag(row.tag), row.serial or "–", what, row.batch, "□"]
