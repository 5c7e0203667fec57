# SPDX-License-Identifier: MIT
"""The receiving report of a delivery as a PDF: who received what, and what was turned away."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Unpack

from sqlalchemy import Connection

from workshop.domain.terms import ManifestState
from workshop.language import say
from workshop.paper import look
from workshop.reports.difference_lists import CAME, LISTS, Facts, gather
from workshop.reports.differences import one_list, received_figures, sessions
from workshop.reports.listing import How, Listing, listing
from workshop.reports.parts import days, figures, heading, remark, title
from workshop.reports.pen import Align
from workshop.reports.sheet import Block
from workshop.reports.table import Column, wrapped_table
from workshop.reports.words import number

# Models that are named one by one; the rest are counted together.
_MOST_MODELS = 40
_COLUMNS = 5


def receiving_pdf(
    connection: Connection,
    batch: str,
    out: Path | BinaryIO,
    **how: Unpack[How],
) -> int:
    """Write the receiving report of a batch; the number of pages, 0 where it was cancelled.

    Refuses an unknown batch or paper, and a file that cannot be written.
    """
    with listing(connection, **how) as made:
        facts = gather(connection, batch, how.get("by"), how.get("issued_on"))
        name = say("Receiving of batch {number}", number=facts.batch.number)
        blocks = [*_front(facts, made), *_lists(facts, made)]
        return made.write(out, name, blocks)


def _front(facts: Facts, made: Listing) -> Iterator[Block]:
    batch, one, room = facts.batch, made.issue, made.paper.room
    head, taken = made.letterhead()
    yield from head
    yield title(
        say("Receiving report"),
        one.workshop,
        one.seal,
        (batch.number, batch.supplier),
        batch.state == "open",
        taken,
    )
    yield days(batch.received_on, facts.dates, one.who, (one.on, one.by), draft=True)
    if batch.note:
        yield remark(batch.note, room, look.TEXT)
    yield figures(received_figures(facts.numbers, batch.expected), room / _COLUMNS)
    yield from sessions(facts, made.paper)


def _lists(facts: Facts, made: Listing) -> Iterator[Block]:
    """What was turned away and set apart, what came by model, and every card that came."""
    for one in LISTS:
        wanted = one.state in (ManifestState.REFUSED, ManifestState.QUARANTINED)
        if wanted and one.count(facts.numbers):
            yield from one_list(made.connection, one, facts, made.paper)
    if facts.numbers.received:
        yield from _models(facts, made)
        yield from one_list(made.connection, CAME, facts, made.paper)


def _models(facts: Facts, made: Listing) -> Iterator[Block]:
    found = Counter(
        (row.maker, row.model) for row in CAME.rows(made.connection, facts.batch.number)
    )
    columns = [
        Column(say("Maker"), 120),
        Column(say("Model"), 240, bold=True),
        Column(say("Received"), 60, Align.RIGHT),
    ]
    cells = [[maker or "–", model or "–", number(n)]
             for (maker, model), n in found.most_common(_MOST_MODELS)]  # fmt: skip
    rest = sum(n for _, n in found.most_common()[_MOST_MODELS:])
    if rest:
        cells.append(["", say("Others"), number(rest)])
    yield heading(say("By model"), number(len(found)))
    yield wrapped_table(columns, cells, made.paper.room)
