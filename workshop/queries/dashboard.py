# SPDX-License-Identifier: MIT
"""The figures for the wall: what comes and goes, where the work stands, and what needs a hand."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, bindparam, func, select

from workshop.domain.dry import HOUR, floor_life, seconds_between
from workshop.domain.terms import PieceKind, SiteOutcome
from workshop.domain.text import moment
from workshop.queries.dry import the_time
from workshop.queries.journal import first_since, times_of
from workshop.queries.progress import (
    IN_WORK,
    STUCK_DAYS,
    STUCK_TIMES,
    Limits,
    StepLoad,
    step_loads,
)
from workshop.queries.rows import batch_numbers, piece
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION, TEST_TALLY
from workshop.storage.shop import shop_catalogue

visit, site_record = JOURNALLED["visit"], JOURNALLED["site_record"]
station = JOURNALLED["station"]

SOON_H = 24.0
"""With so many hours of its floor life left or fewer, a piece is about to run out."""
OLDEST = 8
"""So many of the oldest cards are told, and so many of the busiest stations."""
_PAGE = 20


class Lately(NamedTuple):
    """How many there were since the day began, and since the week began."""

    day: int
    week: int


class OldCard(NamedTuple):
    """A card in work and when (UTC) it came in."""

    tag: str
    model: str
    batch: str
    state: str
    since: str


class StationLoad(NamedTuple):
    """How many entries were made at a station since the day began."""

    station: str
    name: str
    entries: int


class ClockCount(NamedTuple):
    """How many pieces lie in the open: longer than they may, soon so, and all.

    `left_s` is what is left of the one that is over next, in s; None where none runs that is not.
    """

    over: int
    soon: int
    running: int
    left_s: int | None


class Dashboard(NamedTuple):
    """What the workshop does today (since `day`) and this week (since `week`), as of `now`, UTC.

    `cards_in` and `cards_out` are stays that began and ended; `good` and `damaged` are dies and
    chips that came off; of `tested` results that count, `first` were first attempts and `passed`
    of these passed, on days that begin at midnight UTC. `stuck` cards are counted in `steps`.
    """

    day: str
    week: str
    now: str
    cards_in: Lately
    cards_out: Lately
    good: Lately
    damaged: Lately
    tested: Lately
    first: Lately
    passed: Lately
    steps: list[StepLoad]
    stuck: int
    clocks: ClockCount
    oldest: list[OldCard]
    stations: list[StationLoad]


def dashboard(
    connection: Connection,
    *,
    day: str | None = None,
    week: str | None = None,
    now: str | None = None,
    stuck_days: int = STUCK_DAYS,
    stuck_times: float = STUCK_TIMES,
) -> Dashboard:
    """The figures for the wall; `day`, `week` and `now` are times in UTC.

    `day` and `week` say when those began where the workshop is: at midnight UTC, on Monday, where
    nobody says. A card is stuck where nothing was recorded of it for `stuck_days`, or where its
    step is open for more than `stuck_times` what it usually takes.
    """
    now = the_time(now)
    today = datetime.fromisoformat(now).replace(hour=0, minute=0, second=0, microsecond=0)
    day = moment(day or today.isoformat())
    week = moment(week or (today - timedelta(days=today.weekday())).isoformat())
    since = first_since(connection, day), first_since(connection, week)
    limits = Limits(connection, now, stuck_days, stuck_times)
    steps = step_loads(connection, limits)
    good, damaged = (
        _lately(connection, site_record.c.entry, since, site_record.c.outcome == outcome.value)
        for outcome in (SiteOutcome.GOOD, SiteOutcome.DAMAGED)
    )
    tested, first, passed = map(Lately, *(_tested(connection, each) for each in (day, week)))
    return Dashboard(
        day=day,
        week=week,
        now=now,
        cards_in=_lately(connection, visit.c.entry, since),
        cards_out=_lately(connection, visit.c.ended, since),
        good=good,
        damaged=damaged,
        tested=tested,
        first=first,
        passed=passed,
        steps=steps,
        stuck=sum(load.stuck for load in steps),
        clocks=clock_count(connection, now),
        oldest=oldest_cards(connection),
        stations=station_loads(connection, since[0]),
    )


def _lately(
    connection: Connection,
    entry: Column[int],
    since: tuple[int, int],
    *where: ColumnElement[bool],
) -> Lately:
    """How many rows of a table have an entry since the day and since the week began."""
    counts = (
        connection.execute(select(func.count()).where(entry >= first, *where)).scalar_one()
        for first in since
    )
    return Lately(*counts)


def _tested(connection: Connection, since: str) -> tuple[int, int, int]:
    """The results that count since a day, the first attempts among them, and those that passed."""
    of = TEST_TALLY.c
    sums = (func.coalesce(func.sum(each), 0) for each in (of.counted, of.first, of.first_passed))
    counted, first, passed = connection.execute(select(*sums).where(of.day >= since[:10])).one()
    return int(counted), int(first), int(passed)


def clock_count(connection: Connection, now: str) -> ClockCount:
    """How the floor lives stand that run; many pieces began to lie in the open together."""
    of = piece.c
    rows = connection.execute(
        select(of.kind, of.msl, of.floor_used_s, JOURNAL.c.at, func.count())
        .join(JOURNAL, JOURNAL.c.number == of.floor_since)
        .where(of.floor_since.is_not(None))
        .group_by(of.kind, of.msl, of.floor_used_s, of.floor_since, JOURNAL.c.at)
    )
    catalogue = shop_catalogue(connection)
    over = soon = running = 0
    left: list[int] = []
    for kind, msl, used, at, n in rows:
        life = floor_life(catalogue, kind, msl)
        if life is None:
            continue
        left_s = int((life.hours or 0) * HOUR) - used - seconds_between(at, now)
        running += n
        if left_s <= 0:
            over += n
        else:
            left.append(left_s)
            soon += n if left_s <= SOON_H * HOUR else 0
    return ClockCount(over, soon, running, min(left, default=None))


_STAY = (
    select(func.max(visit.c.entry))
    .where(visit.c.piece_id == piece.c.id)
    .correlate(piece)
    .scalar_subquery()
)
_MADE = (
    select(func.min(MENTION.c.number))
    .where(MENTION.c.subject == "piece", MENTION.c.row == piece.c.id)
    .correlate(piece)
    .scalar_subquery()
)
_FIRST_IN = (
    select(
        piece.c.id,
        piece.c.tag,
        piece.c.model,
        piece.c.batch_id,
        piece.c.state,
        func.coalesce(_STAY, _MADE).label("stay"),  # a card that was built here has no stay
        _MADE.label("made"),
    )
    .where(piece.c.state == bindparam("state"), piece.c.kind == PieceKind.CARD.value)
    .where(piece.c.id > bindparam("after"))
    .order_by(piece.c.id)
    .limit(_PAGE)
)


def oldest_cards(connection: Connection) -> list[OldCard]:
    """The cards in work that are here for longest, on the stay they are on now."""
    rows = [row for state in IN_WORK for row in _oldest_in(connection, state)]
    rows = sorted(rows, key=lambda row: (row.stay, row.id))[:OLDEST]
    at = times_of(connection, {row.stay for row in rows})
    numbers = batch_numbers(connection)
    return [
        OldCard(row.tag, row.model, numbers[row.batch_id], row.state, at.get(row.stay, ""))
        for row in rows
    ]


def _oldest_in(connection: Connection, state: str) -> list[Any]:
    """The cards in a state that are here for longest.

    They come in the order in which they were made. What was made later is here since later: so
    enough are known once there are so many that are here since before the last of them was made.
    """
    found: list[Any] = []
    after = 0
    while True:
        rows = connection.execute(_FIRST_IN, {"state": state, "after": after}).all()
        found = sorted([*found, *rows], key=lambda row: (row.stay, row.id))[:OLDEST]
        if len(rows) < _PAGE or (len(found) == OLDEST and found[-1].stay <= rows[-1].made):
            return found
        after = rows[-1].id


def station_loads(connection: Connection, since: int) -> list[StationLoad]:
    """The stations at which most was done from an entry on."""
    entries = (
        select(func.count())
        .where(JOURNAL.c.station == station.c.code, JOURNAL.c.number >= since)
        .correlate(station)
        .scalar_subquery()
    )
    rows = connection.execute(select(station.c.code, station.c.name, entries)).all()
    busy = sorted((row for row in rows if row[2]), key=lambda row: (-row[2], row[0]))
    return [StationLoad(*row) for row in busy[:OLDEST]]
