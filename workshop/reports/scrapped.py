# SPDX-License-Identifier: MIT
"""The certificate of what was taken out of service, as a PDF to be signed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Unpack

from sqlalchemy import Connection

from workshop.domain.letterhead import Letterhead
from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.language import joined, mark, say, say_day, say_many
from workshop.paper import look
from workshop.queries.batches import batch as batch_of
from workshop.queries.scrapped import SCRAP, GoneRow, scrapped
from workshop.reports.letterhead import signatures
from workshop.reports.listing import (
    How,
    Listing,
    begins,
    ends,
    listing,
    opening,
    span,
    tag,
)
from workshop.reports.parts import Figure, figures, heading, remark
from workshop.reports.sheet import Block
from workshop.reports.table import Column, Row, wrapped_table
from workshop.reports.words import kind, many, moment, number

_MOST_KINDS = 4
_SIGNERS = (mark("For the workshop"), mark("For the recycler"), mark("Witness"))


def scrapped_pdf(
    connection: Connection,
    out: Path | BinaryIO,
    *,
    batch: str = "",
    since: str = "",
    until: str = "",
    disposition: str = SCRAP,
    **how: Unpack[How],
) -> int:
    """Write what was thrown away of a batch, or between two days (YYYY-MM-DD, both whole, UTC).

    The number of pages, 0 where it was cancelled. Refuses where nothing was thrown away, what the
    query refuses, an unknown paper, and a file that cannot be written.
    """
    rows = scrapped(
        connection,
        batch=batch or None,
        since=begins(since),
        until=ends(until),
        disposition=disposition,
    )
    known = batch_of(connection, number=batch).number if batch else ""
    with listing(connection, **how) as made:
        of = say("Batch {number}", number=known) if known else ""
        what = joined(of, span(since, until)) or say("until {until}", until=say_day(made.issue.on))
        if not rows:
            raise Refused("Nothing was taken out of service: {what}.", what=shown(what))
        name = say("Certificate of what was taken out of service")
        blocks = [*_front(made, rows, name, what), *_list(made, rows)]
        roles = Letterhead(signers=tuple(say(role) for role in _SIGNERS))
        blocks += signatures(roles, made.issue.on)
        return made.write(out, name, blocks, stamp=say("DRAFT"))


def _front(made: Listing, rows: Sequence[GoneRow], name: str, what: str) -> Iterator[Block]:
    below = say("Thrown away by decision of the workshop, as recorded in its journal.")
    yield from opening(made, name, what, below)
    kinds = Counter(row.kind for row in rows)
    shown_kinds = [Figure(many(one), number(n), "") for one, n in kinds.most_common(_MOST_KINDS)]
    yield figures(
        [Figure(say("Pieces"), number(len(rows)), say("out of service")), *shown_kinds],
        made.paper.room / (_MOST_KINDS + 1),
    )
    words = say_many(
        "{workshop} states that the one piece listed here was taken out of service at the time "
        "given.",
        "{workshop} states that the {n} pieces listed here were taken out of service at the times "
        "given.",
        len(rows),
        workshop=made.issue.workshop,
    )
    yield remark(words, made.paper.room, look.TEXT)


def _list(made: Listing, rows: Sequence[GoneRow]) -> Iterator[Block]:
    columns = [
        Column(say("Tag"), 72, bold=True),
        Column(say("Serial"), 88),
        Column(say("What"), 118),
        Column(say("When (UTC)"), 80),
        Column(say("By"), 50),
        Column(say("Reason"), 94),
    ]
    yield heading(say("Piece by piece"), number(len(rows)))
    yield wrapped_table(columns, [_row(row) for row in rows], made.paper.room)


def _row(row: GoneRow) -> Row:
    what = joined(kind(row.kind), " ".join(part for part in (row.maker, row.model) if part))
    reason = row.reason
    if row.board:
        went = say("fitted on {board}", board=tag(row.board))
        reason = joined(went, row.reason)
    return [tag(row.tag), row.serial or "–", what, moment(row.at), row.by, reason or "–"]
