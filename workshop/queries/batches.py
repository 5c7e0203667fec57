# SPDX-License-Identifier: MIT
"""Deliveries: how far they are, and whether their pieces add up."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, func, literal, select

from workshop.domain.terms import ManifestState, PieceKind, PieceState, SiteOutcome, SiteState
from workshop.queries.claims import BATCH, STATE, claim, is_listed, line_states, visit
from workshop.queries.rows import batch_id, batch_table, piece
from workshop.storage.schema import JOURNAL, JOURNALLED, TALLY
from workshop.storage.shop import shop_catalogue

site_table = JOURNALLED["site"]
site_record = JOURNALLED["site_record"]

# Outcomes after which a site is empty.
EMPTYING = (SiteOutcome.GOOD, SiteOutcome.DAMAGED, SiteOutcome.MISSING)

# States of a site whose own piece stayed on the board.
_STAYED = (SiteState.LEFT, SiteState.SUSPECT)

_DONE = {PieceState.GONE, PieceState.STOCK}


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


def _batches() -> Select[Any]:
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


def _tallies(connection: Connection, ids: list[int]) -> dict[int, dict[tuple[str, str], int]]:
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
    statement = _batches().order_by(batch_table.c.id.desc()).limit(limit)
    if after:
        statement = statement.where(batch_table.c.id < batch_id(connection, after))
    rows = connection.execute(statement).all()
    tallies = _tallies(connection, [row.id for row in rows])
    return [_as_row(row, tallies[row.id]) for row in rows]


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
    row = connection.execute(_batches().where(batch_table.c.id == found)).one()
    tally = _tallies(connection, [found])[found]
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


class BalanceLine(NamedTuple):
    """One kind of piece: how many the cards should carry, and what became of them.

    `open` is what nobody has said anything about yet; `left` stayed on its board, also in doubt.
    """

    kind: str
    on_cards: int
    good: int
    damaged: int
    missing: int
    left: int
    open: int


class Balance(NamedTuple):
    """Whether a batch adds up: the cards against the list, the sites against the board maps."""

    batch: str
    expected: int
    received: int
    missing: list[str]
    unexpected: list[str]
    lines: list[BalanceLine]
    adds_up: bool


def balance(connection: Connection, *, batch: str) -> Balance:
    """The balance of a batch; `missing` are serials of the list, `unexpected` are tags."""
    number = batch_id(connection, batch)
    row = connection.execute(_batches().where(batch_table.c.id == number)).one()
    received = _tallies(connection, [number])[number].get(("visit", ""), 0)
    missing = connection.execute(
        select(claim.c.serial)
        .where(claim.c.batch_id == BATCH, literal(ManifestState.MISSING.value) == STATE)
        .order_by(claim.c.id),
        {BATCH.key: number},
    ).scalars()
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
    lines = _site_lines(connection, number)
    gaps = list(missing)
    short = bool(row.expected) and received < row.expected
    return Balance(
        batch=row.number,
        expected=row.expected,
        received=received,
        missing=gaps,
        unexpected=unexpected,
        lines=lines,
        adds_up=not gaps and not unexpected and not short and not any(x.open for x in lines),
    )


def _site_lines(connection: Connection, number: int) -> list[BalanceLine]:
    """Sites of the cards that are harvested, by what became of them.

    Only cards that something was harvested from count: a card that is repaired or sold whole
    keeps its pieces.
    """
    catalogue = shop_catalogue(connection)
    cards = (
        select(site_table.c.board_id)
        .join(piece, piece.c.id == site_table.c.board_id)
        .where(piece.c.batch_id == number, piece.c.kind == PieceKind.CARD.value)
        .distinct()
        .subquery()
    )
    by_model = connection.execute(
        select(piece.c.model, func.count())
        .join(cards, cards.c.board_id == piece.c.id)
        .group_by(piece.c.model)
    ).all()
    on_cards: dict[str, int] = {}
    kind_of: dict[tuple[str, str], str] = {}
    for model, n in by_model:
        plan = catalogue.board_of(model)
        for site in plan.sites:
            kind_of[(model, site.name)] = site.kind
            if plan.known:
                on_cards[site.kind] = on_cards.get(site.kind, 0) + n
    counted: dict[str, dict[str, int]] = {}
    states = [*_first_outcomes(connection, number), *_left(connection, number)]
    for model, name, state, n in states:
        kind = kind_of.get((model, name), PieceKind.OTHER.value)
        of_kind = counted.setdefault(kind, {})
        of_kind[state] = of_kind.get(state, 0) + n
        if not catalogue.board_of(model).known:  # an unknown board has what was found on it
            on_cards[kind] = on_cards.get(kind, 0) + n
    return [
        _line(kind, on_cards.get(kind, 0), counted.get(kind, {}))
        for kind in sorted(on_cards.keys() | counted.keys())
    ]


def _first_outcomes(connection: Connection, number: int) -> list[Any]:
    """What became of the card's own pieces: the first outcome that emptied each site."""
    first = (
        select(func.min(site_record.c.id))
        .where(site_record.c.outcome.in_([o.value for o in EMPTYING]))
        .join(piece, piece.c.id == site_record.c.board_id)
        .where(piece.c.batch_id == number, piece.c.kind == PieceKind.CARD.value)
        .group_by(site_record.c.board_id, site_record.c.site)
    )
    return list(
        connection.execute(
            select(piece.c.model, site_record.c.site, site_record.c.outcome, func.count())
            .join(piece, piece.c.id == site_record.c.board_id)
            .where(site_record.c.id.in_(first))
            .group_by(piece.c.model, site_record.c.site, site_record.c.outcome)
        )
    )


def _left(connection: Connection, number: int) -> list[Any]:
    return list(
        connection.execute(
            select(piece.c.model, site_table.c.name, site_table.c.state, func.count())
            .join(piece, piece.c.id == site_table.c.board_id)
            .where(
                piece.c.batch_id == number,
                piece.c.kind == PieceKind.CARD.value,
                site_table.c.state.in_(_STAYED),
                func.coalesce(site_table.c.piece_id, 0) == 0,
            )
            .group_by(piece.c.model, site_table.c.name, site_table.c.state)
        )
    )


def _line(kind: str, on_cards: int, states: dict[str, int]) -> BalanceLine:
    good = states.get(SiteOutcome.GOOD, 0)
    damaged = states.get(SiteOutcome.DAMAGED, 0)
    missing = states.get(SiteOutcome.MISSING, 0)
    left = sum(states.get(state, 0) for state in _STAYED)
    return BalanceLine(
        kind, on_cards, good, damaged, missing, left, on_cards - good - damaged - missing - left
    )


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
    row = connection.execute(_batches().where(batch_table.c.id == number)).one()
    received = _tallies(connection, [number])[number].get(("visit", ""), 0)
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
