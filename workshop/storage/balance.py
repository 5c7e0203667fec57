# SPDX-License-Identifier: MIT
"""Whether a batch adds up: its cards against the list, their sites against the board maps.

For the act that closes a batch, and for the questions about it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, case, exists, func, literal, or_, select

from workshop.domain.catalogue import Catalogue
from workshop.domain.terms import ManifestState, PieceKind, PieceState, SiteOutcome, SiteState
from workshop.storage.claims import BATCH, STATE, claim, has_list, is_listed, visit
from workshop.storage.schema import JOURNALLED
from workshop.storage.shop import shop_catalogue

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    Asked = Connection | Session

piece, batch = JOURNALLED["piece"], JOURNALLED["batch"]
site, site_record = JOURNALLED["site"], JOURNALLED["site_record"]
identifier = JOURNALLED["identifier"]
_OWN = site.alias("own")

# Outcomes after which a site is empty, and the states in which it is.
EMPTYING = (SiteOutcome.GOOD, SiteOutcome.DAMAGED, SiteOutcome.MISSING)
_EMPTY = (SiteState.GOOD, SiteState.DAMAGED, SiteState.MISSING, SiteState.EMPTY)
# States of a site whose own piece stayed on the board.
_STAYED = (SiteState.LEFT, SiteState.SUSPECT)


class Cards(NamedTuple):
    """The cards that came in with a batch: `came_in` = `in_work` + `left` + `taken_apart`.

    `in_work` are all that are still here as cards, `left` went as cards. `built` are cards that
    were built here of boards of the batch; they did not come in.
    """

    came_in: int
    in_work: int
    left: int
    taken_apart: int
    built: int


class Line(NamedTuple):
    """One kind of piece: how many the cards should carry, and what became of them.

    `open` is what nobody has said anything about yet; `left` stayed on its board, also in doubt,
    or on a card that is whole.
    """

    kind: str
    on_cards: int
    good: int
    damaged: int
    missing: int
    left: int
    open: int


class Gap(NamedTuple):
    """Something that does not add up, in the order of `key`.

    `what` is missing (a `serial` of the list that did not come), unexpected (a card that is not on
    it), announced (`n` cards of which only the number is known did not come), or site: nobody said
    what became of this one.
    """

    key: str
    what: str
    tag: str
    serial: str
    model: str
    site: str
    kind: str
    n: int


_STILL_HERE = and_(
    visit.c.ended.is_(None),
    piece.c.batch_id == visit.c.batch_id,
    piece.c.state != PieceState.GONE.value,
)
_STRIPPED = and_(
    piece.c.taken_apart > visit.c.entry,
    or_(visit.c.ended.is_(None), visit.c.ended >= piece.c.taken_apart),
)
_CAME_IN = (
    select(
        case((_STRIPPED, "taken_apart"), (_STILL_HERE, "in_work"), else_="left").label("where"),
        func.count(),
    )
    .select_from(visit)
    .join(piece, piece.c.id == visit.c.piece_id)
    .where(visit.c.batch_id == BATCH, piece.c.kind == PieceKind.CARD.value)
    # A board of an earlier card came in as no card.
    .where(or_(piece.c.taken_apart.is_(None), piece.c.taken_apart > visit.c.entry))
    .group_by("where")
)
_CAME = exists().where(visit.c.piece_id == piece.c.id)
_BUILT = (
    select(func.count())
    .select_from(piece)
    .where(piece.c.batch_id == BATCH, piece.c.kind == PieceKind.CARD.value, ~_CAME)
)


def cards_of(connection: "Asked", number: int) -> Cards:
    """Where the cards are that came in with a batch."""
    found: dict[str, int] = {}
    for where, n in connection.execute(_CAME_IN, {BATCH.key: number}):
        found[where] = n
    built = connection.execute(_BUILT, {BATCH.key: number}).scalar_one()
    parts = [found.get(where, 0) for where in ("in_work", "left", "taken_apart")]
    return Cards._make((sum(parts), *parts, built))


def _harvested() -> Select[Any]:
    """The cards whose sites are counted: harvested from, or taken apart.

    A card none of whose sites is empty is whole: what nobody touched is still on it.
    """
    empty = func.coalesce(func.max(case((site.c.state.in_(_EMPTY), 1), else_=0)), 0)
    return (
        select(
            piece.c.id,
            piece.c.tag,
            piece.c.model,
            case((and_(empty == 0, piece.c.taken_apart.is_(None)), 1), else_=0).label("whole"),
        )
        .select_from(piece)
        .outerjoin(site, site.c.board_id == piece.c.id)
        .where(piece.c.batch_id == BATCH, piece.c.kind == PieceKind.CARD.value, _CAME)
        .group_by(piece.c.id, piece.c.tag, piece.c.model, piece.c.taken_apart)
        .having(or_(func.count(site.c.id) > 0, piece.c.taken_apart.is_not(None)))
    )


_CARDS = _harvested().subquery()
_BY_MODEL = select(_CARDS.c.model, _CARDS.c.whole, func.count()).group_by(
    _CARDS.c.model, _CARDS.c.whole
)
# What became of the card's own piece: the first outcome that emptied its site.
_FIRST = (
    select(
        _CARDS.c.id,
        _CARDS.c.model,
        _CARDS.c.whole,
        site_record.c.site,
        func.min(site_record.c.id).label("first"),
    )
    .join(site_record, site_record.c.board_id == _CARDS.c.id)
    .where(site_record.c.outcome.in_([outcome.value for outcome in EMPTYING]))
    .group_by(_CARDS.c.id, _CARDS.c.model, _CARDS.c.whole, site_record.c.site)
    .subquery()
)
_OUTCOMES = (
    select(_FIRST.c.model, _FIRST.c.whole, _FIRST.c.site, site_record.c.outcome, func.count())
    .join(site_record, site_record.c.id == _FIRST.c.first)
    .group_by(_FIRST.c.model, _FIRST.c.whole, _FIRST.c.site, site_record.c.outcome)
)
_STAYING = (
    select(_CARDS.c.model, _CARDS.c.whole, site.c.name, literal("left"), func.count())
    .join(site, site.c.board_id == _CARDS.c.id)
    .where(site.c.state.in_(_STAYED), func.coalesce(site.c.piece_id, 0) == 0)
    .group_by(_CARDS.c.model, _CARDS.c.whole, site.c.name)
)


def lines_of(connection: "Asked", number: int) -> list[Line]:
    """The sites of the cards that are harvested, by what became of them."""
    catalogue = shop_catalogue(connection)
    facts = {BATCH.key: number}
    on_cards: dict[str, int] = {}
    whole: dict[str, int] = {}
    kind_of: dict[tuple[str, str], str] = {}
    for model, is_whole, n in connection.execute(_BY_MODEL, facts):
        plan = catalogue.board_of(model)
        for spot in plan.sites:
            kind_of[(model, spot.name)] = spot.kind
            if plan.known:
                on_cards[spot.kind] = on_cards.get(spot.kind, 0) + n
                whole[spot.kind] = whole.get(spot.kind, 0) + n * is_whole
    counted: dict[str, dict[str, int]] = {}
    for statement in (_OUTCOMES, _STAYING):
        for model, is_whole, name, state, n in connection.execute(statement, facts):
            kind = kind_of.get((model, name), PieceKind.OTHER.value)
            of_kind = counted.setdefault(kind, {})
            of_kind[state] = of_kind.get(state, 0) + n
            if not catalogue.board_of(model).known:  # an unknown board has what was found on it
                on_cards[kind] = on_cards.get(kind, 0) + n
            elif is_whole:
                whole[kind] -= n
    for kind, n in whole.items():  # nobody touched these: they are on their cards
        of_kind = counted.setdefault(kind, {})
        of_kind["left"] = of_kind.get("left", 0) + n
    return [
        _line(kind, on_cards.get(kind, 0), counted.get(kind, {}))
        for kind in sorted(on_cards.keys() | counted.keys())
    ]


def _line(kind: str, on_cards: int, states: dict[str, int]) -> Line:
    said = [states.get(state, 0) for state in ("good", "damaged", "missing", "left")]
    return Line._make((kind, on_cards, *said, on_cards - sum(said)))


_ANNOUNCED = select(
    batch.c.expected, select(func.count()).where(claim.c.batch_id == BATCH).scalar_subquery(),
    select(func.count()).where(visit.c.batch_id == BATCH).scalar_subquery(),
).where(batch.c.id == BATCH)  # fmt: skip
_MISSING = (
    select(claim.c.id, claim.c.serial, claim.c.model)
    .where(claim.c.batch_id == BATCH, literal(ManifestState.MISSING.value) == STATE)
    .where(claim.c.id > bindparam("after"))
    .order_by(claim.c.id)
    .limit(bindparam("most"))
)
_SERIAL = (
    select(identifier.c.raw)
    .where(identifier.c.piece_id == piece.c.id, identifier.c.kind == "serial")
    .order_by(identifier.c.id.desc())
    .limit(1)
    .correlate(piece)
    .scalar_subquery()
)
_UNEXPECTED = (
    select(visit.c.id, piece.c.tag, _SERIAL, piece.c.model)
    .join(piece, piece.c.id == visit.c.piece_id)
    .where(visit.c.batch_id == BATCH, has_list(BATCH), ~is_listed(visit))
    .where(visit.c.id > bindparam("after"))
    .order_by(visit.c.id)
    .limit(bindparam("most"))
)
_TOLD = (
    select(func.count(site_record.c.site.distinct()))
    .where(site_record.c.board_id == piece.c.id)
    .where(site_record.c.outcome.in_([outcome.value for outcome in EMPTYING]))
    .correlate(piece)
    .scalar_subquery()
) + (
    select(func.count())
    .where(_OWN.c.board_id == piece.c.id, _OWN.c.state.in_(_STAYED))
    .where(func.coalesce(_OWN.c.piece_id, 0) == 0)
    .correlate(piece)
    .scalar_subquery()
)
_OPEN_CARDS = (
    _harvested()
    .add_columns(_SERIAL.label("serial"), _TOLD.label("told"))
    .where(piece.c.id >= bindparam("after"))
    .order_by(piece.c.id)
    .limit(bindparam("cards"))
)
_HOW_MANY = select(
    select(func.count())
    .where(claim.c.batch_id == BATCH, literal(ManifestState.MISSING.value) == STATE)
    .scalar_subquery(),
    select(func.count())
    .where(visit.c.batch_id == BATCH, has_list(BATCH), ~is_listed(visit))
    .scalar_subquery(),
)
# So many cards are looked at for open sites at a time.
_AT_ONCE = 1000


def gap_count(connection: "Asked", number: int) -> int:
    """How many cards and sites of a batch do not add up."""
    missing, unexpected = connection.execute(_HOW_MANY, {BATCH.key: number}).one()
    short = 0 if missing else sum(gap.n for gap in _announced(connection, number))
    open_sites = sum(max(0, line.open) for line in lines_of(connection, number))
    return int(missing + unexpected + short + open_sites)


def gaps_of(connection: "Asked", number: int, after: str = "", limit: int = 250) -> list[Gap]:
    """What does not add up, in the order of its keys; `after` is the key of the last one before."""
    found: list[Gap] = []
    for gap in _gaps(connection, number, after, limit):
        if len(found) >= limit:
            break
        found.append(gap)
    return found


def _gaps(connection: "Asked", number: int, after: str, limit: int) -> Iterator[Gap]:
    sort, _, rest = after.partition(":")
    row, _, place = rest.partition(":")
    last = int(row) if row.isdigit() else 0
    facts = {BATCH.key: number, "most": limit}
    if sort in ("", "0", "1"):
        from_here = last if sort == "1" else 0
        missing = connection.execute(_MISSING, facts | {"after": from_here}).all()
        if not after and not missing:
            yield from _announced(connection, number)
        for key, serial, model in missing:
            yield Gap(f"1:{key}", "missing", "", serial, model, "", "", 1)
    if sort in ("", "0", "1", "2"):
        from_here = last if sort == "2" else 0
        for key, tag, serial, model in connection.execute(
            _UNEXPECTED, facts | {"after": from_here}
        ):
            yield Gap(f"2:{key}", "unexpected", tag, serial or "", model, "", "", 1)
    from_card = last if sort == "3" else 0
    yield from _open_sites(connection, number, from_card, int(place) if place.isdigit() else -1)


def _announced(connection: "Asked", number: int) -> Iterator[Gap]:
    """Cards of which only the number was announced, and that did not come."""
    expected, listed, received = connection.execute(_ANNOUNCED, {BATCH.key: number}).one()
    short = (listed if expected is None else expected) - received
    if short > 0:
        yield Gap("0:0", "announced", "", "", "", "", "", short)


def _open_sites(connection: "Asked", number: int, card: int, after: int) -> Iterator[Gap]:
    """The sites nobody said anything about, card by card in the order of the board map."""
    catalogue, first = shop_catalogue(connection), card
    while True:
        facts = {BATCH.key: number, "after": card, "cards": _AT_ONCE}
        rows = connection.execute(_OPEN_CARDS, facts).all()
        some = [
            row for row in rows
            if not row.whole and row.told < len(catalogue.board_of(row.model).sites)
        ]  # fmt: skip
        told = _told(connection, [row.id for row in some])
        for row in some:
            yield from _open_of(catalogue, row, told[row.id], after if row.id == first else -1)
        if len(rows) < _AT_ONCE:
            return
        card = rows[-1].id + 1


def _open_of(catalogue: Catalogue, card: Any, told: set[str], after: int) -> Iterator[Gap]:
    plan = catalogue.board_of(card.model)
    for place, spot in enumerate(plan.sites if plan.known else ()):
        if place > after and spot.name not in told:
            key = f"3:{card.id}:{place}"
            yield Gap(key, "site", card.tag, card.serial or "", card.model, spot.name, spot.kind, 1)


def _told(connection: "Asked", cards: list[int]) -> dict[int, set[str]]:
    """The sites of cards of which somebody said what became of their own piece."""
    told: dict[int, set[str]] = {card: set() for card in cards}
    if not cards:
        return told
    for statement in (
        select(site_record.c.board_id, site_record.c.site)
        .where(site_record.c.board_id.in_(cards))
        .where(site_record.c.outcome.in_([outcome.value for outcome in EMPTYING])),
        select(site.c.board_id, site.c.name)
        .where(site.c.board_id.in_(cards), site.c.state.in_(_STAYED))
        .where(func.coalesce(site.c.piece_id, 0) == 0),
    ):
        for card, name in connection.execute(statement):
            told[card].add(name)
    return told
