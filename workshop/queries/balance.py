# SPDX-License-Identifier: MIT
"""Whether a batch, and all the open ones of the shop, add up, and what does not."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, literal, select

from workshop.domain.terms import BatchState, ManifestState
from workshop.queries.batches import numbers_of, tallies
from workshop.queries.rows import batch_id, batch_table, piece
from workshop.storage.balance import (
    Cards,
    Gap,
    Line,
    Sums,
    card_gaps,
    cards_amiss,
    gaps_of,
    sums_of,
    sums_of_open,
)
from workshop.storage.claims import BATCH, STATE, claim, is_listed, visit
from workshop.storage.slices import some

# So many cards, and of so many batches, are looked at in one go.
_AT_ONCE, _AT_MOST = 2000, 500
_OPEN = (
    numbers_of()
    .where(batch_table.c.state == BatchState.OPEN.value)
    .order_by(batch_table.c.id.desc())
)

# So many gaps are told with the balance itself; `balance_gaps` has them all.
FIRST_GAPS = 100


class Balance(NamedTuple):
    """Whether a batch adds up: the cards against the list, the sites against the board maps.

    Once it is closed, its cards and sites stay as they were then.
    `missing` are serials of the list, `unexpected` are tags. `gaps` are the first of all that does
    not add up, `gap_count` says how many there are: cards and sites.
    """

    batch: str
    expected: int
    received: int
    missing: list[str]
    unexpected: list[str]
    lines: list[Line]
    adds_up: bool
    cards: Cards
    gaps: list[Gap]
    gap_count: int


def balance(connection: Connection, *, batch: str) -> Balance:
    """The balance of a batch; refuses an unknown one."""
    number = batch_id(connection, batch)
    row = connection.execute(numbers_of().where(batch_table.c.id == number)).one()
    received = tallies(connection, [number])[number].get(("visit", ""), 0)
    missing = list(
        connection.execute(
            select(claim.c.serial)
            .where(claim.c.batch_id == BATCH, literal(ManifestState.MISSING.value) == STATE)
            .order_by(claim.c.id),
            {BATCH.key: number},
        ).scalars()
    )
    listed = connection.execute(select(claim.c.id).where(claim.c.batch_id == number).limit(1))
    unexpected: list[str] = []
    if listed.first():
        unexpected = list(
            connection.execute(
                select(piece.c.tag)
                .join(visit, visit.c.piece_id == piece.c.id)
                .where(visit.c.batch_id == number, ~is_listed(visit))
                .order_by(visit.c.id)
            ).scalars()
        )
    cards, lines, sites = sums_of(connection, number, FIRST_GAPS)
    short = 0 if missing else max(0, row.expected - received)
    count = len(missing) + len(unexpected) + short + sum(line.open for line in lines)
    return Balance(
        batch=row.number,
        expected=row.expected,
        received=received,
        missing=missing,
        unexpected=unexpected,
        lines=lines,
        adds_up=not count,
        cards=cards,
        gaps=[*(card_gaps(connection, number, limit=FIRST_GAPS) if count else ()), *sites][
            :FIRST_GAPS
        ],
        gap_count=count,
    )


def balance_gaps(
    connection: Connection, *, batch: str, after: str | None = None, limit: int = 250
) -> list[Gap]:
    """All that does not add up of a batch: cards first, then sites card by card.

    `after` is the key of the last gap of the page before.
    """
    return gaps_of(connection, batch_id(connection, batch), after or "", limit)


class BatchBalance(NamedTuple):
    """An open batch in the balance of the shop; `gaps` counts cards and sites that are open."""

    batch: str
    supplier: str
    cards: Cards
    gaps: int


class ShopBalance(NamedTuple):
    """The open batches of the shop together; those that are closed added up, or a lead said why.

    `cards` and `lines` are the sums of the batches.
    """

    cards: Cards
    lines: list[Line]
    gaps: int
    adds_up: bool
    batches: list[BatchBalance]


def shop_balance(connection: Connection) -> ShopBalance:
    """The balance of the shop: every open batch, the newest first, and all of them together."""
    rows = connection.execute(_OPEN).all()
    received = {
        number: tally.get(("visit", ""), 0)
        for part in some(row.id for row in rows)
        for number, tally in tallies(connection, part).items()
    }
    sums: dict[int, Sums] = {}
    for group in _groups(received):
        sums |= sums_of_open(connection, group) if len(group) > 1 else {
            group[0]: sums_of(connection, group[0])
        }  # fmt: skip
    by_kind: dict[str, list[Line]] = {}
    for each in sums.values():
        for line in each.lines:
            by_kind.setdefault(line.kind, []).append(line)
    cards = [each.cards for each in sums.values()]
    amiss: dict[int, tuple[int, int]] = {}
    for part in some(received):
        amiss |= cards_amiss(connection, part)
    gaps = {row.id: _gaps(row, received[row.id], amiss[row.id], sums[row.id]) for row in rows}
    return ShopBalance(
        cards=Cards(*(sum(column) for column in zip(*cards, strict=True)))
        if cards
        else (Cards(0, 0, 0, 0, 0)),
        lines=[
            Line(kind, *(sum(column) for column in zip(*(each[1:] for each in same), strict=True)))
            for kind, same in sorted(by_kind.items())
        ],
        gaps=sum(gaps.values()),
        adds_up=not any(gaps.values()),
        batches=[
            BatchBalance(row.number, row.supplier, sums[row.id].cards, gaps[row.id]) for row in rows
        ],
    )


def _groups(received: dict[int, int]) -> Iterator[list[int]]:
    """Batches whose cards are read at once; one with more cards stands alone."""
    group: list[int] = []
    held = 0
    for number, cards in received.items():
        if group and (held + cards > _AT_ONCE or len(group) == _AT_MOST):
            yield group
            group, held = [], 0
        group.append(number)
        held += cards
    if group:
        yield group


def _gaps(row: Any, received: int, amiss: tuple[int, int], sums: Sums) -> int:
    """How many cards and sites of an open batch do not add up."""
    missing, unexpected = amiss
    short = 0 if missing else max(0, row.expected - received)
    return int(missing + unexpected + short + sum(line.open for line in sums.lines))
