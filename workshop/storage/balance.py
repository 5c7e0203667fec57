# SPDX-License-Identifier: MIT
"""Whether a batch adds up: its cards against the list, their sites against the board maps.

For the act that closes a batch, and for the questions about it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, exists, func, literal, select

from workshop.domain.terms import ManifestState, PieceKind, PieceState, SiteOutcome
from workshop.storage.claims import BATCH, STATE, claim, has_list, is_listed, is_received, visit
from workshop.storage.closing import Closing, closing_of, counted_then
from workshop.storage.schema import JOURNALLED
from workshop.storage.shop import catalogue_before, shop_catalogue

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    Asked = Connection | Session

piece, batch = JOURNALLED["piece"], JOURNALLED["batch"]
site_record, identifier = JOURNALLED["site_record"], JOURNALLED["identifier"]

# Outcomes after which a site is empty, and those after which its piece stayed on the board.
EMPTYING = {SiteOutcome.GOOD.value, SiteOutcome.DAMAGED.value, SiteOutcome.MISSING.value}
_STAYED = {SiteOutcome.LEFT.value, SiteOutcome.SUSPECT.value}

# So many cards are looked at at a time.
_AT_ONCE = 1000
# Greater than any entry and any row.
_NEVER = 2**62


class Cards(NamedTuple):
    """The cards that came in with a batch: `came_in` = `in_work` + `left` + `taken_apart`.

    `in_work` are all that are still here as cards, `left` went as cards. `built` are cards that
    were built here of boards of the batch; they did not come in. Of a closed batch: as it was then.
    """

    came_in: int
    in_work: int
    left: int
    taken_apart: int
    built: int


class Line(NamedTuple):
    """One kind of piece: how many came on the cards, and what first became of them in this batch.

    `open` is what nobody has said anything about yet, by the board maps; `left` stayed on its
    board, also in doubt, on a card that is whole, or with one that has left the workshop.
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


class Sums(NamedTuple):
    """The cards of a batch, the sites of those that are harvested by kind, the first open ones."""

    cards: Cards
    lines: list[Line]
    gaps: list[Gap]


class Card(NamedTuple):
    """A card that came in with a batch, as its balance counts it.

    `where` it is: in_work, left or taken_apart. `told` says what first became of what was on its
    sites when it came: good, damaged, missing or left; `absent` are sites that were empty then, and
    `rest` is what counts for all others: open or left, empty where no site is counted.
    """

    id: int
    tag: str
    model: str
    where: str
    told: dict[str, str]
    absent: set[str]
    rest: str


_later = visit.alias("later")
_NEXT = (
    select(func.min(_later.c.entry))
    .where(_later.c.piece_id == visit.c.piece_id, _later.c.entry > visit.c.entry)
    .correlate(visit)
    .scalar_subquery()
)
_CAME_IN = (
    select(
        piece.c.id,
        piece.c.tag,
        piece.c.model,
        piece.c.state,
        piece.c.taken_apart,
        visit.c.entry,
        visit.c.ended,
        _NEXT.label("next"),
    )
    .select_from(visit)
    .join(piece, piece.c.id == visit.c.piece_id)
    .where(visit.c.batch_id == BATCH, piece.c.kind == PieceKind.CARD.value)
    .where(visit.c.piece_id >= bindparam("first"))
    .order_by(visit.c.piece_id)
    .limit(bindparam("most"))
)
_RECORDS = (
    select(site_record.c.board_id, site_record.c.site, site_record.c.entry, site_record.c.outcome)
    .select_from(visit)
    .join(site_record, site_record.c.board_id == visit.c.piece_id)
    .where(visit.c.batch_id == BATCH)
    .where(visit.c.piece_id.between(bindparam("first"), bindparam("last")))
    .order_by(visit.c.piece_id, site_record.c.site, site_record.c.id)
)
_BUILT = (
    select(func.count())
    .select_from(piece)
    .where(piece.c.batch_id == BATCH, piece.c.kind == PieceKind.CARD.value)
    .where(piece.c.id <= bindparam("last"), ~exists().where(visit.c.piece_id == piece.c.id))
)
# The same of several batches that are open, all their cards at once.
_BATCHES: BindParameter[list[int]] = bindparam("batches", expanding=True)
_CAME_INTO = (
    select(*_CAME_IN.selected_columns, visit.c.batch_id)
    .select_from(visit)
    .join(piece, piece.c.id == visit.c.piece_id)
    .where(visit.c.batch_id.in_(_BATCHES), piece.c.kind == PieceKind.CARD.value)
)
_RECORDS_OF = (
    select(*_RECORDS.selected_columns, visit.c.batch_id)
    .select_from(visit)
    .join(site_record, site_record.c.board_id == visit.c.piece_id)
    .where(visit.c.batch_id.in_(_BATCHES))
    .order_by(site_record.c.board_id, site_record.c.site, site_record.c.id)
)
_BUILT_OF = (
    select(piece.c.batch_id, func.count())
    .where(piece.c.batch_id.in_(_BATCHES), piece.c.kind == PieceKind.CARD.value)
    .where(~exists().where(visit.c.piece_id == piece.c.id))
    .group_by(piece.c.batch_id)
)


def _cards(connection: "Asked", number: int, first: int = 0) -> Iterator[Card]:
    """The cards that came in with a batch, by their ids from `first` on.

    Everything about a balance is told by these, so that no two answers can differ.
    """
    closing = closing_of(connection, number)
    while True:
        facts = {BATCH.key: number, "first": first, "most": _AT_ONCE}
        rows = connection.execute(_CAME_IN, facts).all()
        if not rows:
            return
        then: dict[int, dict[str, Any]] = {}
        if closing is not None:
            then = counted_then(connection, [row.id for row in rows], closing)
        records: dict[int, list[Any]] = defaultdict(list)
        found = connection.execute(_RECORDS, facts | {"last": rows[-1].id})
        for board, site, entry, outcome in found.all():
            records[board].append((site, entry, outcome))
        for row in rows:
            known = {**row._mapping, **then.get(row.id, {})}
            card = _card(known, records[row.id], closing.entry if closing else _NEVER)
            if card is not None:
                yield card
        if len(rows) < _AT_ONCE:
            return
        first = rows[-1].id + 1


def _card(row: dict[str, Any], records: Iterable[Any], closed: int) -> Card | None:
    """What a batch counts of a card, by all that was recorded of its sites until it was closed.

    None where it came in as a bare board, of a card that had been taken apart before.
    """
    came, taken_apart = row["entry"], row["taken_apart"]
    if taken_apart is not None and taken_apart <= came:
        return None
    until = min(entry for entry in (row["ended"], row["next"], closed) if entry is not None)
    untold = row["ended"] is None and row["next"] is None and row["state"] == PieceState.GONE
    here = until == closed and not untold
    apart = taken_apart is not None and taken_apart <= until
    told: dict[str, str] = {}
    last: dict[str, str] = {}
    absent: set[str] = set()
    for site, entry, outcome in records:
        if entry > until:
            continue
        last[site] = outcome
        if entry < came:
            (absent.add if outcome in EMPTYING else absent.discard)(site)
        elif site in absent:
            continue  # it came without: what comes off now was fitted here
        elif outcome in EMPTYING and told.get(site, "left") == "left":
            told[site] = outcome
        elif outcome in _STAYED:
            told.setdefault(site, "left")
    stripped = apart or any(outcome in EMPTYING for outcome in last.values())
    # What nobody touched is still on a card that is whole, and left with one that is gone.
    rest = "open" if here and stripped else "left"
    return Card(
        row["id"],
        row["tag"],
        row["model"],
        "taken_apart" if apart else "in_work" if here else "left",
        told,
        absent,
        rest if last or apart else "",
    )


class _Plans:
    """What the boards carry: as they are drawn now, or were when a batch was closed."""

    def __init__(self, connection: "Asked", closing: Closing | None) -> None:
        self._catalogue = (
            catalogue_before(connection, closing.last_row)
            if closing
            else shop_catalogue(connection)
        )
        # Of a site that is on the map no more, its kind is that of the like on any other.
        self._kinds: dict[str, str] = {
            site.name: site.kind
            for board in self._catalogue.boards.values()
            for site in board.sites
        }
        self._of: dict[str, dict[str, str]] = {}

    def sites(self, model: str) -> dict[str, str]:
        """The kinds of the sites a card of a model has, by name; none where nobody knows them."""
        known = self._of.get(model)
        if known is None:
            plan = self._catalogue.board_of(model)
            known = {site.name: site.kind for site in plan.sites if plan.known}
            self._of[model] = known
        return known

    def kind(self, model: str, site: str) -> str:
        """The kind of a site of a card of a model."""
        return self.sites(model).get(site) or self._kinds.get(site, PieceKind.OTHER.value)


def sums_of(connection: "Asked", number: int, gaps: int = 0) -> Sums:
    """Where the cards are that came in with a batch, and what became of their sites.

    With as many of the first open sites as `gaps` asks for.
    """
    closing = closing_of(connection, number)
    tally = _Tally(_Plans(connection, closing))
    first: list[Gap] = []
    for card in _cards(connection, number):
        if tally.count(card) and len(first) < gaps:
            first += _open_of(connection, tally.plans, card)
    last = closing.last_row if closing else _NEVER
    built = connection.execute(_BUILT, {BATCH.key: number, "last": last}).scalar_one()
    return tally.sums(built, first[:gaps])


def sums_of_open(connection: "Asked", numbers: Sequence[int]) -> dict[int, Sums]:
    """The sums of several batches that are open, without gaps; all their cards are read at once."""
    plans, facts = _Plans(connection, None), {"batches": numbers}
    records: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in connection.execute(_RECORDS_OF, facts):
        records[row.batch_id, row.board_id].append((row.site, row.entry, row.outcome))
    tallies = {number: _Tally(plans) for number in numbers}
    for row in connection.execute(_CAME_INTO, facts):
        card = _card(dict(row._mapping), records[row.batch_id, row.id], _NEVER)
        if card is not None:
            tallies[row.batch_id].count(card)
    built = {number: n for number, n in connection.execute(_BUILT_OF, facts)}
    return {number: tally.sums(built.get(number, 0)) for number, tally in tallies.items()}


class _Tally:
    """Counts cards, and by the board maps what became of their sites."""

    def __init__(self, plans: _Plans) -> None:
        self.plans = plans
        self._where: Counter[str] = Counter()
        self._found: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)

    def count(self, card: Card) -> bool:
        """Count this card; True where sites of it are open."""
        self._where[card.where] += 1
        if not card.rest:
            return False
        of_model = self._found[card.model]
        of_model.update(card.told.items())
        untold = self.plans.sites(card.model).keys() - card.told.keys() - card.absent
        of_model.update((site, card.rest) for site in untold)
        return card.rest == "open" and bool(untold)

    def sums(self, built: int, gaps: Sequence[Gap] = ()) -> Sums:
        """What was counted."""
        sites: dict[str, Counter[str]] = defaultdict(Counter)
        for model, states in self._found.items():
            for (site, state), n in states.items():
                sites[self.plans.kind(model, site)][state] += n
        parts = [self._where[name] for name in ("in_work", "left", "taken_apart")]
        return Sums(
            Cards._make((sum(parts), *parts, built)),
            [
                Line(kind, sites[kind].total(), *(sites[kind][state] for state in Line._fields[2:]))
                for kind in sorted(sites)
            ],
            list(gaps),
        )


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
_SERIAL_OF = select(_SERIAL).select_from(piece).where(piece.c.id == bindparam("card"))
_UNEXPECTED = (
    select(visit.c.id, piece.c.tag, _SERIAL, piece.c.model)
    .join(piece, piece.c.id == visit.c.piece_id)
    .where(visit.c.batch_id == BATCH, has_list(BATCH), ~is_listed(visit))
    .where(visit.c.id > bindparam("after"))
    .order_by(visit.c.id)
    .limit(bindparam("most"))
)
_HOW_MANY_MISSING = select(func.count()).where(
    claim.c.batch_id == BATCH, literal(ManifestState.MISSING.value) == STATE
)
_HOW_MANY = select(
    _HOW_MANY_MISSING.scalar_subquery(),
    select(func.count())
    .where(visit.c.batch_id == BATCH, has_list(BATCH), ~is_listed(visit))
    .scalar_subquery(),
)


# The same of several batches; which lines are missing is only asked where one did not come.
_NOT_LISTED = (
    select(visit.c.batch_id, func.count())
    .where(visit.c.batch_id.in_(_BATCHES), has_list(visit.c.batch_id), ~is_listed(visit))
    .group_by(visit.c.batch_id)
)
_NOT_COME = (
    select(claim.c.batch_id).where(claim.c.batch_id.in_(_BATCHES), ~is_received(claim)).distinct()
)


def cards_amiss(connection: "Asked", numbers: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By batch, how many cards of its list are missing, and how many came that are not on it."""
    facts = {"batches": numbers}
    unexpected = {number: n for number, n in connection.execute(_NOT_LISTED, facts)}
    missing = {
        number: connection.execute(_HOW_MANY_MISSING, {BATCH.key: number}).scalar_one()
        for number in connection.execute(_NOT_COME, facts).scalars().all()
    }
    return {number: (missing.get(number, 0), unexpected.get(number, 0)) for number in numbers}


def gap_count(connection: "Asked", number: int) -> int:
    """How many cards and sites of a batch do not add up."""
    missing, unexpected = connection.execute(_HOW_MANY, {BATCH.key: number}).one()
    short = 0 if missing else sum(gap.n for gap in _announced(connection, number))
    open_sites = sum(line.open for line in sums_of(connection, number).lines)
    return int(missing + unexpected + short + open_sites)


def gaps_of(connection: "Asked", number: int, after: str = "", limit: int = 250) -> list[Gap]:
    """What does not add up, in the order of its keys; `after` is the key of the last one before."""
    sort, _, rest = after.partition(":")
    row, _, place = rest.partition(":")
    card = _whole(row, 0) if sort == "3" else 0
    open_sites = _open_sites(connection, number, card, _whole(place, -1))
    return list(islice(chain(card_gaps(connection, number, after, limit), open_sites), limit))


def card_gaps(connection: "Asked", number: int, after: str = "", limit: int = 250) -> Iterator[Gap]:
    """The cards that do not add up, from a key on: announced, missing, unexpected."""
    sort, _, row = after.partition(":")
    last = _whole(row, 0)
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


def _announced(connection: "Asked", number: int) -> Iterator[Gap]:
    """Cards of which only the number was announced, and that did not come."""
    expected, listed, received = connection.execute(_ANNOUNCED, {BATCH.key: number}).one()
    short = (listed if expected is None else expected) - received
    if short > 0:
        yield Gap("0:0", "announced", "", "", "", "", "", short)


def _open_sites(connection: "Asked", number: int, first: int, after: int) -> Iterator[Gap]:
    """The sites nobody said anything about, card by card: after a place of the first one."""
    plans = _Plans(connection, closing_of(connection, number))
    for card in _cards(connection, number, first):
        if card.rest == "open":
            yield from _open_of(connection, plans, card, after if card.id == first else -1)


def _open_of(connection: "Asked", plans: _Plans, card: Card, after: int = -1) -> Iterator[Gap]:
    """The open sites of a card in the order of its board map, after a place on it."""
    serial: str | None = None
    for place, (name, kind) in enumerate(plans.sites(card.model).items()):
        if place > after and name not in card.told and name not in card.absent:
            if serial is None:
                serial = connection.execute(_SERIAL_OF, {"card": card.id}).scalar() or ""
            key = f"3:{card.id}:{place}"
            yield Gap(key, "site", card.tag, serial, card.model, name, kind, 1)


def _whole(text: str, otherwise: int) -> int:
    """A number of a key; what is none, or greater than any, is taken as `otherwise`."""
    plain = text.isascii() and text.isdigit() and len(text) < len(str(_NEVER))
    return int(text) if plain else otherwise
