# SPDX-License-Identifier: MIT
"""Deliveries, and how far they are."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, func, select

from workshop.domain.terms import ManifestState, PieceKind, PieceState
from workshop.queries.rows import batch_id, batch_table, piece
from workshop.storage.claims import claim, line_states
from workshop.storage.schema import JOURNAL, TALLY

_DONE = {PieceState.GONE, PieceState.STOCK, PieceState.PACKED}


class BatchRow(NamedTuple):
    """A batch in a list. `expected` is 0 where nobody said how many there are.

    `working` counts cards something was done to, `done` cards that left or are in stock,
    `pieces` all that was harvested.
    """

    number: str
    supplier: str
    received_on: str
    state: str
    note: str
    expected: int
    received: int
    working: int
    done: int
    pieces: int
    opened_at: str


def numbers_of() -> Select[Any]:
    """The batches with what is announced of them."""
    listed = (
        select(func.count())
        .select_from(claim)
        .where(claim.c.batch_id == batch_table.c.id)
        .scalar_subquery()
    )
    return select(
        batch_table.c.id,
        batch_table.c.number,
        batch_table.c.supplier,
        batch_table.c.received_on,
        batch_table.c.state,
        batch_table.c.note,
        batch_table.c.closed_with,
        func.coalesce(batch_table.c.expected, listed).label("expected"),
        JOURNAL.c.at,
    ).join(JOURNAL, JOURNAL.c.number == batch_table.c.entry)


def tallies(connection: Connection, ids: list[int]) -> dict[int, dict[tuple[str, str], int]]:
    """How many pieces of a kind and state came with each of these batches, by their ids."""
    found: dict[int, dict[tuple[str, str], int]] = {number: {} for number in ids}
    rows = connection.execute(select(TALLY).where(TALLY.c.batch_id.in_(ids), TALLY.c.n != 0))
    for number, kind, state, n in rows:
        found[number][(kind, state)] = n
    return found


def _as_row(row: Any, tally: dict[tuple[str, str], int]) -> BatchRow:
    cards = {state: n for (kind, state), n in tally.items() if kind == PieceKind.CARD}
    done = sum(n for state, n in cards.items() if state in _DONE)
    return BatchRow(
        number=row.number,
        supplier=row.supplier,
        received_on=row.received_on or "",
        state=row.state,
        note=row.note,
        expected=row.expected,
        received=tally.get(("visit", ""), 0),
        working=sum(cards.values()) - done - cards.get(PieceState.RECEIVED, 0),
        done=done,
        pieces=sum(n for (kind, _), n in tally.items() if kind not in ("visit", "card")),
        opened_at=row.at,
    )


def batches(
    connection: Connection, *, after: str | None = None, limit: int = 250
) -> list[BatchRow]:
    """Batches, the newest first; `after` is the number of the last one of the page before."""
    statement = numbers_of().order_by(batch_table.c.id.desc()).limit(limit)
    if after:
        statement = statement.where(batch_table.c.id < batch_id(connection, after))
    rows = connection.execute(statement).all()
    counted = tallies(connection, [row.id for row in rows])
    return [_as_row(row, counted[row.id]) for row in rows]


class Batch(NamedTuple):
    """One batch in numbers.

    `taken_apart` are cards of which only the bare board is here; `closed_with` is why a lead closed
    the batch though it did not add up.
    """

    number: str
    supplier: str
    received_on: str
    state: str
    note: str
    expected: int
    received: int
    working: int
    done: int
    pieces: int
    opened_at: str
    listed: int
    missing: int
    unexpected: int
    cards_by_state: dict[str, int]
    pieces_by_kind: dict[str, int]
    taken_apart: int
    closed_with: str


_BARE = (
    select(func.count())
    .select_from(piece)
    .where(piece.c.batch_id == bindparam("batch"), piece.c.taken_apart.is_not(None))
    .where(piece.c.state != PieceState.GONE.value)
)


def batch(connection: Connection, *, number: str) -> Batch:
    """One batch in numbers; refuses an unknown one."""
    found = batch_id(connection, number)
    row = connection.execute(numbers_of().where(batch_table.c.id == found)).one()
    tally = tallies(connection, [found])[found]
    base = _as_row(row, tally)
    listed, missing, unexpected = _against_list(connection, found, base.received)
    by_kind: dict[str, int] = {}
    for (kind, _), n in tally.items():
        if kind not in ("visit", "card"):
            by_kind[kind] = by_kind.get(kind, 0) + n
    return Batch(
        *base,
        listed=listed,
        missing=missing,
        unexpected=unexpected,
        cards_by_state={s: n for (kind, s), n in sorted(tally.items()) if kind == "card"},
        pieces_by_kind=dict(sorted(by_kind.items())),
        taken_apart=connection.execute(_BARE, {"batch": found}).scalar_one(),
        closed_with=row.closed_with,
    )


def _against_list(connection: Connection, number: int, received: int) -> tuple[int, int, int]:
    """How many the list has, how many of them are missing, how many came that it lacks."""
    states = line_states(connection, number)
    listed = sum(states.values())
    unexpected = received - states[ManifestState.RECEIVED] if listed else 0
    return listed, states[ManifestState.MISSING], unexpected


class Intake(NamedTuple):
    """What intake watches: `listed` of the received cards stand in the supplier's list."""

    batch: str
    state: str
    expected: int
    received: int
    listed: int
    missing: int
    unexpected: int
    has_list: bool


def intake(connection: Connection, *, batch: str) -> Intake:
    """The counters of the intake page."""
    number = batch_id(connection, batch)
    row = connection.execute(numbers_of().where(batch_table.c.id == number)).one()
    received = tallies(connection, [number])[number].get(("visit", ""), 0)
    listed, missing, unexpected = _against_list(connection, number, received)
    return Intake(
        row.number,
        row.state,
        row.expected,
        received,
        received - unexpected if listed else 0,
        missing,
        unexpected,
        bool(listed),
    )
