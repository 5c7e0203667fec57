# SPDX-License-Identifier: MIT
"""When a batch was closed, and what was so then: its balance stays as it was.

What is done afterwards to a card that came with it counts no more; what was counted is not undone.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, bindparam, or_, select

from workshop.domain.refused import Refused
from workshop.domain.terms import BatchState, PieceKind
from workshop.storage.journal import Change, Plain, read_changes
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION
from workshop.storage.shop import shop_catalogue

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    Asked = Connection | Session

_batch, _visit, _piece = JOURNALLED["batch"].c, JOURNALLED["visit"].c, JOURNALLED["piece"].c

_CLOSED = select(_batch.number).where(
    _batch.id == bindparam("batch"), _batch.state == BatchState.CLOSED.value
)
_CHANGES_OF = (
    select(JOURNAL.c.number, JOURNAL.c.last_row, JOURNAL.c.changes)
    .join(MENTION, MENTION.c.number == JOURNAL.c.number)
    .where(MENTION.c.subject == "batch", MENTION.c.row == bindparam("batch"))
    .order_by(MENTION.c.number.desc())
)

# What of a card its batch counts by, and may become something else later.
_COUNTED = ("model", "taken_apart")
_LATER = (
    select(JOURNAL.c.changes)
    .join(MENTION, MENTION.c.number == JOURNAL.c.number)
    .where(MENTION.c.subject == "piece")
    .where(MENTION.c.row.in_(bindparam("pieces", expanding=True)))
    .where(MENTION.c.number > bindparam("entry"))
    .where(or_(*(JOURNAL.c.changes.contains(f'"{column}"') for column in _COUNTED)))
    .order_by(MENTION.c.number)
)
_CAME_WITH = (
    select(_visit.batch_id)
    .where(_visit.piece_id == bindparam("piece"), _visit.entry <= bindparam("entry"))
    .order_by(_visit.entry.desc())
    .limit(1)
)


# The kinds of entries that say which sites a card has.
_MAPS = ("board", "model")
_MODELS = select(_piece.model).distinct().order_by(_piece.model)
_WITH_MODELS = (
    select(_visit.batch_id)
    .distinct()
    .join(JOURNALLED["piece"], _piece.id == _visit.piece_id)
    .join(JOURNALLED["batch"], _batch.id == _visit.batch_id)
    .where(_batch.state == BatchState.CLOSED.value)
    .where(_piece.model.in_(bindparam("models", expanding=True)))
)


class Closing(NamedTuple):
    """The entry that closed a batch, and the last row there was then."""

    batch: str
    entry: int
    last_row: int


def closing_of(connection: "Asked", batch: int) -> Closing | None:
    """When a batch was closed, by its id; None while it is open."""
    number = connection.execute(_CLOSED, {"batch": batch}).scalar()
    if number is None:
        return None
    for entry, last_row, changes in connection.execute(_CHANGES_OF, {"batch": batch}):
        for change in read_changes(changes):
            after = change.after or {}
            if (change.table, change.row) == ("batch", batch) and (
                after.get("state") == BatchState.CLOSED
            ):
                return Closing(number, entry, last_row)
    return None


def counted_then(
    connection: "Asked", pieces: Sequence[int], closing: Closing
) -> dict[int, dict[str, Any]]:
    """What of these pieces was another at a closing than it is now: model, entry of taking apart.

    By their ids; up to a thousand of them at once.
    """
    found: dict[int, dict[str, Any]] = {piece: {} for piece in pieces}
    for (text,) in connection.execute(_LATER, {"pieces": pieces, "entry": closing.entry}):
        for change in read_changes(text):
            if change.table == "piece" and change.before and change.row in found:
                known = found[change.row]
                for column in _COUNTED:
                    if column in change.before:
                        known.setdefault(column, change.before[column])
    return found


def is_not_counted(session: "Session", number: int, changes: Iterable[Change]) -> None:
    """Refuse to take back an entry that is counted in the balance of a batch that is closed."""
    for batch in sorted(_counted_in(session, number, changes)):
        closing = closing_of(session, batch)
        if closing is not None and number < closing.entry:
            raise Refused(
                "Entry {number} is counted in batch {batch}, which is closed. Undo its closing "
                "first: entry {closing}.",
                number=number,
                batch=closing.batch,
                closing=closing.entry,
            )


def _counted_in(session: "Session", number: int, changes: Iterable[Change]) -> set[int]:
    """The ids of the batches whose balance counts what these changes are about."""
    found: set[int | None] = set()
    for change in changes:
        row: Plain = (change.before or {}) | (change.after or {})
        came_or_went = change.before is None or change.after is None
        if change.table == "site_record":
            found.add(_came_with(session, row.get("board_id"), row.get("entry")))
        elif change.table in ("visit", "manifest_line", "refusal"):
            found.add(row.get("batch_id") or _batch_of(session, change))
        elif change.table == "piece" and came_or_went and row.get("kind") == PieceKind.CARD:
            found.add(row.get("batch_id"))
        elif change.table == "catalogue_copy" and row.get("kind") in _MAPS:
            found |= _mapped_by(session, row)
        elif change.table == "piece" and "taken_apart" in row:
            found.add(_came_with(session, change.row, number))
    return {batch for batch in found if batch is not None}


def _mapped_by(session: "Session", copy: Plain) -> set[int]:
    """The closed batches with cards whose sites are counted by a board map, or by a model."""
    catalogue, code = shop_catalogue(session), str(copy.get("code")).casefold()
    models = [
        model
        for model in session.scalars(_MODELS)
        if code in (model.casefold(), catalogue.board_of(model).code.casefold())
    ]
    return set(session.scalars(_WITH_MODELS, {"models": models}))


def _came_with(session: "Session", piece: int | None, entry: int | None) -> int | None:
    """The batch a piece had come with at an entry."""
    return session.execute(_CAME_WITH, {"piece": piece, "entry": entry}).scalar()


def _batch_of(session: "Session", change: Change) -> int | None:
    table = JOURNALLED[change.table].c
    return session.execute(select(table.batch_id).where(table.id == change.row)).scalar()
