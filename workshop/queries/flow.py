# SPDX-License-Identifier: MIT
"""How the cards of a batch go through the steps: how many have each behind them, or before them."""

from collections import Counter, defaultdict
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from workshop.domain.routing import BY_RECEIPT, Recorded, Standing
from workshop.domain.terms import PieceKind, PieceState, StepOutcome
from workshop.queries.rows import batch_id, called, piece
from workshop.storage.schema import JOURNALLED
from workshop.storage.shop import shop_catalogue
from workshop.storage.ways import Way, way_of

step_record, visit = JOURNALLED["step_record"], JOURNALLED["visit"]

# Cards in these states are still worked on.
_HERE = {
    PieceState.RECEIVED.value,
    PieceState.WORKING.value,
    PieceState.HOLD.value,
    PieceState.QUARANTINE.value,
}
WAITING = "waiting"


class FlowRow(NamedTuple):
    """How many cards have a step behind them, by how it ended last, and how many wait for it."""

    step: str
    name: str
    done: int
    failed: int
    skipped: int
    waiting: int


def flow(connection: Connection, *, batch: str) -> list[FlowRow]:
    """The steps of the cards that are here with a batch, in the order of their ways.

    The last record of a step on this visit counts; to go back in a loop opens what comes after it.
    A card that is still worked on waits for its next step. Steps of the receipt are left out.
    Refuses an unknown batch.
    """
    number = batch_id(connection, batch)
    records = _records(connection, number)
    ways: dict[tuple[str, int, str], Way] = {}
    known: dict[tuple[int, tuple[Recorded, ...]], Standing] = {}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    used: Counter[tuple[str, ...]] = Counter()
    for card, state, *kind in connection.execute(
        select(piece.c.id, piece.c.state, piece.c.routing, piece.c.edition, piece.c.model).where(
            piece.c.batch_id == number, piece.c.kind == PieceKind.CARD.value
        )
    ):
        routing, edition, model = kind
        way = ways.get((routing, edition, model))
        if way is None:
            way = ways[routing, edition, model] = way_of(
                connection, routing=routing, edition=edition, kind=PieceKind.CARD, model=model
            )
        used[way.routing.steps] += 1
        mine = tuple(records.get(card, ()))
        standing = known.get((id(way), mine))  # many cards went through the same
        if standing is None:
            standing = known[id(way), mine] = Standing(way.routing, mine)
        for step, outcome in standing.states.items():
            counts[step][outcome] += 1
        if state in _HERE and standing.next_step:
            counts[standing.next_step][WAITING] += 1
    return _rows(connection, counts, _in_order(used))


def _records(connection: Connection, number: int) -> dict[int, list[Recorded]]:
    """What was recorded with each card since it last came in with the batch, the oldest first."""
    came = (
        select(visit.c.piece_id, func.max(visit.c.entry).label("entry"))
        .where(visit.c.batch_id == number)
        .group_by(visit.c.piece_id)
        .subquery()
    )
    found: dict[int, list[Recorded]] = defaultdict(list)
    for card, step, outcome, override in connection.execute(
        select(
            step_record.c.piece_id, step_record.c.step, step_record.c.outcome,
            step_record.c.override,
        )
        .join(came, came.c.piece_id == step_record.c.piece_id)
        .where(step_record.c.entry >= came.c.entry)
        .order_by(step_record.c.id)
    ):  # fmt: skip
        found[card].append(Recorded(step, outcome, override))
    return found


def _in_order(used: Counter[tuple[str, ...]]) -> list[str]:
    """The steps of several ways in one order: that of the way most cards go, the others put in."""
    order: list[str] = []
    for steps, _ in used.most_common():
        place = 0
        for step in steps:
            if step in order:
                place = order.index(step) + 1
            else:
                order.insert(place, step)
                place += 1
    return order


def _rows(
    connection: Connection, counts: dict[str, Counter[str]], order: list[str]
) -> list[FlowRow]:
    known = shop_catalogue(connection).steps
    return [
        FlowRow(
            step,
            called(known, step),
            counts[step][StepOutcome.DONE],
            counts[step][StepOutcome.FAILED],
            counts[step][StepOutcome.SKIPPED],
            counts[step][WAITING],
        )
        for step in order
        if step in counts and step not in BY_RECEIPT
    ]
