# SPDX-License-Identifier: MIT
"""What the rules would have stopped and somebody let pass with a reason: of a piece, of a batch."""

import json
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, select

from workshop.domain.telling import tell
from workshop.queries.journal import IS_UNDOING, WHAT_WAS_DONE, undoing
from workshop.queries.rows import batch_id, piece
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION
from workshop.storage.slices import some

heat_cycle, said = JOURNALLED["heat_cycle"], JOURNALLED["condition"]
step_record, step_run = JOURNALLED["step_record"], JOURNALLED["step_run"]
test_result, visit = JOURNALLED["test_result"], JOURNALLED["visit"]

# Where the reason is kept with what was let pass. What a lead let begin is told of the step it led
# to, where there is one; so few are, that an index of those without one would mislead.
_KEPT: tuple[tuple[Any, tuple[Any, ...]], ...] = (
    (step_record, ()),
    (step_run, (func.coalesce(step_run.c.record_id, 0) == 0,)),
    (heat_cycle, ()),
    (test_result, ()),
)
# Acts that are let pass with a reason that stands in their facts alone.
_TOLD = and_(
    JOURNAL.c.act.in_(("fit", "reball", "dispose")),
    JOURNAL.c.facts.contains('"override":"'),
)


class LetPass(NamedTuple):
    """What the rules would have stopped, and the reason it was let pass with; `text` tells what."""

    entry: int
    at: str
    person: str
    station: str
    text: str
    reason: str


def let_pass_of(connection: Connection, number: int) -> list[LetPass]:
    """What was let pass on the piece of an id: where the reason was kept, and as it was fitted."""
    reasons: dict[int, str] = {}
    for kept, also in _KEPT:
        found = select(kept.c.entry, kept.c.override).where(
            kept.c.piece_id == number, kept.c.override != "", *also
        )
        reasons.update((entry, reason) for entry, reason in connection.execute(found))
    mine = and_(MENTION.c.subject == "piece", MENTION.c.row == number)
    return _entries(connection, mine, reasons)


def let_pass(connection: Connection, *, batch: str) -> list[LetPass]:
    """What was let pass on the pieces of a batch, in the order of the journal.

    A grade better than its defects allow counts with the reason it stands for. An entry about
    several pieces is told once; what was undone is left out. Refuses an unknown batch.
    """
    number = batch_id(connection, batch)
    reasons: dict[int, str] = {}
    for kept, also in _KEPT:
        found = (
            select(kept.c.entry, kept.c.override)
            .select_from(piece)
            .join(kept, kept.c.piece_id == piece.c.id)
            .where(piece.c.batch_id == number, kept.c.override != "", *also)
        )
        reasons.update((entry, reason) for entry, reason in connection.execute(found))
    reasons.update(_grades(connection, number))
    mine = and_(
        MENTION.c.subject == "piece",
        MENTION.c.row.in_(select(piece.c.id).where(piece.c.batch_id == number)),
    )
    return _entries(connection, mine, reasons)


def _grades(connection: Connection, number: int) -> dict[int, str]:
    """The entries by which grades were given that stand against the defects, with the reasons."""
    with_reason = (
        select(said.c.visit_id)
        .join(visit, visit.c.id == said.c.visit_id)
        .where(visit.c.batch_id == number, said.c.reason != "")
    )
    given: dict[int, Any] = {}
    for row in connection.execute(
        select(said.c.visit_id, said.c.entry, said.c.grade, said.c.reason)
        .where(said.c.visit_id.in_(with_reason))
        .order_by(said.c.id)
    ):
        before = given.get(row.visit_id)
        if before is None or (before.grade, before.reason) != (row.grade, row.reason):
            given[row.visit_id] = row  # later ones may only keep what was given
    return {row.entry: row.reason for row in given.values() if row.reason}


def _entries(
    connection: Connection, mine: ColumnElement[bool], reasons: dict[int, str]
) -> list[LetPass]:
    """The entries with these reasons, and those of `mine` that carry their own."""
    of: list[Any] = []
    told = select(JOURNAL.c.number).join(MENTION, MENTION.c.number == JOURNAL.c.number)
    numbers = {*reasons, *connection.scalars(told.where(mine, _TOLD))}
    for part in some(sorted(numbers)):
        of += connection.execute(
            select(*WHAT_WAS_DONE, JOURNAL.c.facts.label("all_facts"))
            .outerjoin(undoing, IS_UNDOING)
            .where(undoing.c.number.is_(None), JOURNAL.c.number.in_(part))
            .order_by(JOURNAL.c.number)
        )
    found = []
    for row in of:
        reason = reasons.get(row.number)
        if reason is None:
            reason = str(json.loads(row.all_facts).get("override") or "").strip()
        if reason:
            text = tell(row.act, json.loads(row.facts), json.loads(row.receipt))
            found.append(LetPass(row.number, row.at, row.person, row.station, text, reason))
    return found
