# SPDX-License-Identifier: MIT
"""The cards in work: at which step each stands, since when, and which are stuck.

A card stands at the step that is open with it, else at the next one of its routing. It is stuck
where nothing was recorded of it for some days, or where its step is open for longer than some
times what it usually takes.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, select

from workshop.domain.refused import Refused
from workshop.domain.routing import Recorded, Standing
from workshop.domain.routing_entries import Routing, Step
from workshop.domain.tag import require_tag, written
from workshop.domain.terms import PieceKind, PieceState
from workshop.domain.text import moment
from workshop.queries.dry import the_time
from workshop.queries.journal import first_since, times_of
from workshop.queries.rows import batch_numbers, called, piece
from workshop.queries.step_times import usual_minutes
from workshop.storage.schema import JOURNALLED, MENTION, TALLY
from workshop.storage.shop import shop_catalogue
from workshop.storage.ways import way_of

step_record, step_run = JOURNALLED["step_record"], JOURNALLED["step_run"]
visit = JOURNALLED["visit"]

STUCK_DAYS = 7
"""A card in work of which nothing was recorded for more days than this is stuck."""
STUCK_TIMES = 3.0
"""So is one whose step is open for more than so many times what it usually takes."""
IN_WORK = (PieceState.RECEIVED, PieceState.WORKING, PieceState.HOLD, PieceState.QUARANTINE)
"""The states of a card that is here and not done with, in the order of work."""

MOST_DAYS, MOST_TIMES = 3650, 1000
IDLE, SLOW = "idle", "slow"

# Between the parts of a history that is told as one text: nobody can enter these signs.
_END, _PART = "\x1e", "\x1f"


class StepLoad(NamedTuple):
    """How many cards stand at a step, and with how many of them it is open.

    Where `step` is empty, `state` says what they are: received (not begun), working (their routing
    is done), hold or quarantine. `stuck` counts those that are.
    """

    step: str
    name: str
    state: str
    cards: int
    running: int
    stuck: int


class WorkRow(NamedTuple):
    """A card in work and where it stands; `step` is empty where its routing is done.

    `since` is when the step that is open was begun, empty where none is; `last_at` when anything
    was recorded of the card last, both UTC. `why` it is stuck: idle, slow, or empty.
    """

    tag: str
    model: str
    batch: str
    step: str
    name: str
    since: str
    last_at: str
    why: str


class Limits:
    """From when on a card in work is stuck, at a time."""

    def __init__(
        self, connection: Connection, now: str | None, stuck_days: int, stuck_times: float
    ) -> None:
        self._connection, self._times = connection, _some_times(stuck_times)
        self._now = datetime.fromisoformat(the_time(now))
        self._idle = self._entry(timedelta(days=_some_days(stuck_days)))
        self._usual: dict[str, float] | None = None
        self._slow: dict[str, int] = {}

    def _entry(self, ago: timedelta) -> int:
        """The first entry that is no older than this."""
        return first_since(self._connection, moment((self._now - ago).isoformat()))

    def why(self, last: int, step: str, begun: int | None) -> str:
        """Why a card is stuck of which entry `last` is the last, and `begun` opened its step."""
        if last < self._idle:
            return IDLE
        return SLOW if begun is not None and begun < self._slow_from(step) else ""

    def _slow_from(self, step: str) -> int:
        """The first entry at which a step may have been begun that is not open for too long."""
        if step not in self._slow:
            if self._usual is None:
                self._usual = usual_minutes(self._connection)
            minutes = self._times * self._usual.get(step, 0.0)
            if not minutes:  # nobody knows what is usual: the catalogue says when it was forgotten
                known = shop_catalogue(self._connection).steps.get(step) or Step(step, step)
                minutes = 60 * known.longest
            self._slow[step] = self._entry(timedelta(minutes=minutes))
        return self._slow[step]


def _some_days(days: int) -> int:
    if not 0 < days <= MOST_DAYS:
        raise Refused("A card is stuck after 1 to {most} days, not {n}.", most=MOST_DAYS, n=days)
    return days


def _some_times(times: float) -> float:
    if not 1 <= times <= MOST_TIMES:
        raise Refused(
            "A step is stuck after 1 to {most} times its usual time, not {n}.",
            most=MOST_TIMES,
            n=times,
        )
    return times


def _history() -> Any:
    """The records of a card on this visit in their order, as one text."""
    came = (
        select(func.coalesce(func.max(visit.c.entry), 0))
        .where(visit.c.piece_id == piece.c.id)
        .correlate(piece)
        .scalar_subquery()
    )
    told = step_record.c
    override = func.substr(told.override, 1, 1)  # whether there is one
    each = (
        select((told.step + _PART + told.outcome + _PART + override).label("told"))
        .where(told.piece_id == piece.c.id, told.entry >= came)
        .order_by(told.id)
        .correlate(piece)
        .subquery()
    )
    return select(func.aggregate_strings(each.c.told, _END)).scalar_subquery()


_LAST = (
    select(func.max(MENTION.c.number))
    .where(MENTION.c.subject == "piece", MENTION.c.row == piece.c.id)
    .correlate(piece)
    .scalar_subquery()
)
_WORKING = (
    select(
        piece.c.id,
        piece.c.tag,
        piece.c.kind,
        piece.c.model,
        piece.c.routing,
        piece.c.edition,
        piece.c.batch_id,
        _history().label("history"),
        _LAST.label("last"),
        step_run.c.step.label("open"),
        step_run.c.entry.label("begun"),
    )
    # Not IS NULL: SQLite might look through all runs that are open for each card.
    .outerjoin(
        step_run, and_(step_run.c.piece_id == piece.c.id, func.coalesce(step_run.c.ended, 0) == 0)
    )
    .where(piece.c.state == PieceState.WORKING.value, piece.c.kind == PieceKind.CARD.value)
)


class Ways:
    """Where cards stand on their routings; many have the same history."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ways: dict[tuple[str, int, str], Routing] = {}
        self._next: dict[tuple[str, int, str, str | None], str] = {}

    def step_of(self, row: Any) -> str:
        """The step that is open with a row of `_WORKING`, or the next one, or nothing."""
        if row.open is not None:
            return str(row.open)
        of = row.routing, row.edition, row.model
        known = self._next.get((*of, row.history))
        if known is None:
            if of not in self._ways:
                self._ways[of] = way_of(
                    self._connection, routing=row.routing, edition=row.edition, kind=row.kind,
                    model=row.model,
                ).routing  # fmt: skip
            records = (row.history or "").split(_END) if row.history else ()
            standing = Standing(self._ways[of], (Recorded(*one.split(_PART)) for one in records))
            known = self._next[*of, row.history] = standing.next_step
        return known


class _Card(NamedTuple):
    """A card in work: its row, and where it stands and why it is stuck."""

    row: Any
    step: str
    why: str


def _cards(connection: Connection, limits: Limits) -> Iterator[_Card]:
    """The cards that were begun with."""
    ways = Ways(connection)
    for row in connection.execute(_WORKING):
        step = ways.step_of(row)
        yield _Card(row, step, limits.why(row.last or 0, step, row.begun))


def step_loads(connection: Connection, limits: Limits) -> list[StepLoad]:
    """How many cards stand where: those that are not begun, at the steps, done, and held."""
    cards, running, stuck = Counter[str](), Counter[str](), Counter[str]()
    for card in _cards(connection, limits):
        cards[card.step] += 1
        running[card.step] += card.row.open is not None
        stuck[card.step] += bool(card.why)
    known = shop_catalogue(connection).steps
    order = {code: place for place, code in enumerate(known)}
    steps = sorted((step for step in cards if step), key=lambda step: order.get(step, len(order)))
    tally = {state: n for state, n in connection.execute(_TALLY)}

    def load(state: PieceState) -> StepLoad:
        return StepLoad("", "", state.value, int(tally.get(state.value, 0)), 0, 0)

    through = StepLoad("", "", PieceState.WORKING.value, cards[""], 0, stuck[""])
    found = [
        load(PieceState.RECEIVED),
        *(
            StepLoad(
                step,
                called(known, step),
                PieceState.WORKING.value,
                cards[step],
                running[step],
                stuck[step],
            )
            for step in steps
        ),
        through,
        load(PieceState.HOLD),
        load(PieceState.QUARANTINE),
    ]
    return [each for each in found if each.cards]


_TALLY = (
    select(TALLY.c.state, func.sum(TALLY.c.n))
    .where(TALLY.c.kind == PieceKind.CARD.value, TALLY.c.state.in_(IN_WORK))
    .group_by(TALLY.c.state)
)


def work_in_progress(
    connection: Connection,
    *,
    step: str | None = None,
    stuck: bool = False,
    now: str | None = None,
    stuck_days: int = STUCK_DAYS,
    stuck_times: float = STUCK_TIMES,
    after: str | None = None,
    limit: int = 250,
) -> list[WorkRow]:
    """The cards that were begun with, that of which nothing was recorded for longest first.

    With `step` those that stand there, an empty one for those whose routing is done; with `stuck`
    only those that are. `now` is a time in UTC; `after` is the tag of the last row of the page
    before, and is refused where that card is no more in the list.
    """
    limits = Limits(connection, now, stuck_days, stuck_times)
    wanted = None if step is None else step.strip().upper()
    cards = [
        card
        for card in _cards(connection, limits)
        if (wanted is None or card.step == wanted) and (card.why or not stuck)
    ]
    cards.sort(key=lambda card: (card.row.last or 0, card.row.id))
    start = 0
    if after is not None:
        plain = require_tag(after)
        tags = [card.row.tag for card in cards]
        if plain not in tags:
            raise Refused(
                "{tag} is not in this list any more. Show the list anew.", tag=written(plain)
            )
        start = tags.index(plain) + 1
    return _told(connection, cards[start : start + limit])


def _told(connection: Connection, cards: list[_Card]) -> list[WorkRow]:
    """Cards as they are shown: with the names and times of what they refer to."""
    known = shop_catalogue(connection).steps
    at = times_of(
        connection,
        {n for card in cards for n in (card.row.last, card.row.begun) if n is not None},
    )
    numbers = batch_numbers(connection)
    return [
        WorkRow(
            row.tag,
            row.model,
            numbers[row.batch_id],
            step,
            called(known, step),
            at.get(row.begun, ""),
            at.get(row.last, ""),
            why,
        )
        for row, step, why in cards
    ]
