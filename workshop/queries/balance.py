# SPDX-License-Identifier: MIT
"""Whether a batch, and all the open ones of the shop, add up, and what does not."""

from typing import NamedTuple

from sqlalchemy import Connection, literal, select

from workshop.domain.terms import BatchState, ManifestState
from workshop.queries.batches import numbers_of, tallies
from workshop.queries.rows import batch_id, batch_table, piece
from workshop.storage.balance import Cards, Gap, Line, card_gaps, gaps_of, sums_of
from workshop.storage.claims import BATCH, STATE, claim, is_listed, visit

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
    found = [
        (row, balance(connection, batch=row.number))
        for row in connection.execute(
            select(batch_table.c.number, batch_table.c.supplier)
            .where(batch_table.c.state == BatchState.OPEN.value)
            .order_by(batch_table.c.id.desc())
        )
    ]
    by_kind: dict[str, list[Line]] = {}
    for _, each in found:
        for line in each.lines:
            by_kind.setdefault(line.kind, []).append(line)
    cards = [each.cards for _, each in found]
    return ShopBalance(
        cards=Cards(*(sum(column) for column in zip(*cards, strict=True)))
        if cards
        else (Cards(0, 0, 0, 0, 0)),
        lines=[
            Line(kind, *(sum(column) for column in zip(*(each[1:] for each in same), strict=True)))
            for kind, same in sorted(by_kind.items())
        ],
        gaps=sum(each.gap_count for _, each in found),
        adds_up=all(each.adds_up for _, each in found),
        batches=[
            BatchBalance(row.number, row.supplier, each.cards, each.gap_count)
            for row, each in found
        ],
    )
