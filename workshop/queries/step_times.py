# SPDX-License-Identifier: MIT
"""How long steps took, and which of them are open."""

from datetime import datetime
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from workshop.domain.routing_entries import Step
from workshop.queries.rows import batch_id, called, piece
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import shop_catalogue

step_run = JOURNALLED["step_run"]
person_table, station_table = JOURNALLED["person"], JOURNALLED["station"]
_ended = JOURNAL.alias("ended")


class Run(NamedTuple):
    """What the runs of a step add up to, and the one that is open."""

    minutes: float | None = None
    since: str = ""
    by: str = ""


_RUNS = (
    select(
        step_run.c.id,
        step_run.c.piece_id,
        step_run.c.step,
        func.coalesce(person_table.c.name, step_run.c.person).label("person"),
        step_run.c.minutes,
        JOURNAL.c.at.label("begun"),
        _ended.c.at.label("ended"),
    )
    .join(JOURNAL, JOURNAL.c.number == step_run.c.entry)
    .outerjoin(_ended, _ended.c.number == step_run.c.ended)
    .outerjoin(person_table, person_table.c.code == step_run.c.person)
    .order_by(step_run.c.id)
)


def _took(row: Any) -> float:
    """The minutes of a run that has ended: what somebody said, else what the clock says."""
    if row.minutes is not None:
        return float(row.minutes)
    begun, ended = datetime.fromisoformat(row.begun), datetime.fromisoformat(row.ended)
    return (ended - begun).total_seconds() / 60


def runs_of(connection: Connection, number: int) -> dict[str, Run]:
    """The runs of a piece, by step."""
    found: dict[str, Run] = {}
    for row in connection.execute(_RUNS.where(step_run.c.piece_id == number)):
        known = found.get(row.step, Run())
        if row.ended is None:
            found[row.step] = known._replace(since=row.begun, by=row.person)
        else:
            found[row.step] = known._replace(minutes=round((known.minutes or 0.0) + _took(row), 1))
    return found


class OpenStep(NamedTuple):
    """A step that was begun with a piece and has not ended, by whom and where, by name.

    `longest` is in hours.
    """

    run: int
    tag: str
    model: str
    step: str
    name: str
    person: str
    station: str
    since: str
    longest: float


def open_steps(
    connection: Connection,
    *,
    person: str | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[OpenStep]:
    """The steps that are open, of everybody or of one person, the longest open first.

    `after` is the `run` of the last row of the page before.
    """
    statement = (
        select(
            step_run.c.id,
            piece.c.tag,
            piece.c.model,
            step_run.c.step,
            func.coalesce(person_table.c.name, step_run.c.person),
            func.coalesce(station_table.c.name, step_run.c.station),
            JOURNAL.c.at,
        )
        .select_from(step_run)
        .join(JOURNAL, JOURNAL.c.number == step_run.c.entry)
        .join(piece, piece.c.id == step_run.c.piece_id)
        .outerjoin(person_table, person_table.c.code == step_run.c.person)
        .outerjoin(station_table, station_table.c.code == step_run.c.station)
        .where(step_run.c.ended.is_(None))
        .order_by(step_run.c.id)
        .limit(limit)
    )
    if person:
        statement = statement.where(step_run.c.person == person.strip().upper())
    if after is not None:
        statement = statement.where(step_run.c.id > after)
    known = shop_catalogue(connection).steps
    rows = []
    for run, tag, model, code, by, station, since in connection.execute(statement):
        step = known.get(code) or Step(code=code, name=code)
        name, longest = called(known, code), step.longest
        rows.append(OpenStep(run, tag, model, code, name, by, station, since, longest))
    return rows


class PersonTime(NamedTuple):
    """How long a step took a person, in minutes with each of `pieces` and in all."""

    person: str
    pieces: int
    median: float
    total: float


class StepTime(NamedTuple):
    """How long a step took, in minutes with each of `pieces`, with one of them at most, and in all.

    `people` are those who began it, by name, who had the most pieces first.
    """

    step: str
    name: str
    pieces: int
    median: float
    longest: float
    total: float
    people: list[PersonTime]


NEWEST_RUNS = 10_000
"""The times of the shop are those of so many runs of a step: the newest that have ended."""


def step_times(connection: Connection, *, batch: str | None = None) -> list[StepTime]:
    """How long each step took with the pieces of a batch, in the order of the catalogue.

    Without a batch, how long it took lately in the whole shop: `NEWEST_RUNS`. A step that was
    broken off and begun again counts as one, and those still open not at all.
    """
    if batch is None:
        statement = _newest_runs(NEWEST_RUNS)
    else:
        number = batch_id(connection, batch)
        statement = _RUNS.join(piece, piece.c.id == step_run.c.piece_id).where(
            piece.c.batch_id == number, step_run.c.ended.is_not(None)
        )
    took: dict[str, dict[int, dict[str, float]]] = {}
    for row in connection.execute(statement):
        if row.minutes == 0:  # nobody knows
            continue
        people = took.setdefault(row.step, {}).setdefault(row.piece_id, {})
        people[row.person] = people.get(row.person, 0.0) + _took(row)
    known = shop_catalogue(connection).steps
    order = {code: place for place, code in enumerate(known)}
    return [
        _time(step, called(known, step), list(took[step].values()))
        for step in sorted(took, key=lambda step: (order.get(step, len(order)), step))
    ]


def _newest_runs(most: int) -> Select[Any]:
    """The runs of the shop that ended last, so many of them."""
    newest = (
        select(step_run.c.id)
        .where(step_run.c.ended.is_not(None))
        .order_by(step_run.c.ended.desc(), step_run.c.id.desc())
        .limit(most)
        .subquery()
    )
    return _RUNS.join(newest, newest.c.id == step_run.c.id)


ENOUGH_RUNS, LATELY = 5, 2_000
"""What a step usually takes is known where so many of the shop's latest runs were of it."""


def usual_minutes(connection: Connection) -> dict[str, float]:
    """How many minutes each step took at the median lately; only of steps where that is known."""
    took: dict[str, list[float]] = {}
    for row in connection.execute(_newest_runs(LATELY)):
        if row.minutes != 0:  # 0: nobody knows
            took.setdefault(row.step, []).append(_took(row))
    return {step: median(each) for step, each in took.items() if len(each) >= ENOUGH_RUNS}


def _time(step: str, name: str, pieces: list[dict[str, float]]) -> StepTime:
    """The time of a step, from the minutes each person had with each piece."""
    each = [sum(people.values()) for people in pieces]
    by_person: dict[str, list[float]] = {}
    for people in pieces:
        for who, minutes in people.items():
            by_person.setdefault(who, []).append(minutes)
    return StepTime(
        step,
        name,
        len(each),
        round(median(each), 1),
        round(max(each), 1),
        round(sum(each), 1),
        [
            PersonTime(who, len(mine), round(median(mine), 1), round(sum(mine), 1))
            for who, mine in sorted(by_person.items(), key=lambda one: (-len(one[1]), one[0]))
        ],
    )
