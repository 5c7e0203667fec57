# SPDX-License-Identifier: MIT
"""The steps of a piece in their order, which of them are open, and how long they took."""

import json
from collections.abc import Iterable
from datetime import datetime
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from workshop.domain.routing import BY_RECEIPT, Standing
from workshop.domain.routing_entries import Routing as RoutingEntry
from workshop.domain.routing_entries import Step, StepField
from workshop.domain.terms import StepOutcome
from workshop.queries.rows import batch_id, piece, piece_id
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import catalogue_of, newest_edition, shop_catalogue, version_of
from workshop.storage.ways import Way, records_of, way_of

step_record = JOURNALLED["step_record"]
step_run = JOURNALLED["step_run"]
visit = JOURNALLED["visit"]
_ended = JOURNAL.alias("ended")


class RoutingStep(NamedTuple):
    """A step of a routing; `state` is done, failed, skipped, running, next or todo.

    `needed` says whether the way cannot do without it as things stand, `instead` which steps would
    do as well. Of `most` times (0 where it comes once) it was done `times`. `minutes` is what it
    took so far; `since` and `by` say since when it runs and who began it.
    """

    code: str
    name: str
    text: str
    picture: str
    fields: list[StepField]
    state: str
    at: str
    entry: int | None
    values: dict[str, Any]
    needed: bool
    instead: list[str]
    times: int
    most: int
    minutes: float | None
    since: str
    by: str
    longest: float


class Routing(NamedTuple):
    """The steps of a piece in their order.

    `edition` is which of the shop's changes it has; with `newest` false the shop has changed the
    routing or one of its steps since the piece was put on its way. `binds` says whether the order
    is asked for.
    """

    code: str
    name: str
    steps: list[RoutingStep]
    edition: int
    newest: bool
    binds: bool


class _Last(NamedTuple):
    """The last record of a step, or the receipt that stands for it."""

    outcome: str
    entry: int | None
    facts: str
    at: str


class _Run(NamedTuple):
    """What the runs of a step add up to, and the one that is open."""

    minutes: float | None = None
    since: str = ""
    by: str = ""


def routing(connection: Connection, *, tag: str, code: str | None = None) -> Routing:
    """The routing of a piece: the one named, its own, or the usual one for its model.

    Of a step its last record on this visit counts; to go back in a loop opens what comes after it.
    Steps that were recorded and are no part of the routing follow at the end.
    """
    number = piece_id(connection, tag)
    row = connection.execute(
        select(piece.c.routing, piece.c.edition, piece.c.kind, piece.c.model).where(
            piece.c.id == number
        )
    ).one()
    way = way_of(connection, **row._mapping)
    if code:
        now = shop_catalogue(connection)
        way = Way(now.routing(code), now, newest_edition(connection), False)
    standing = Standing(way.routing, records_of(connection, number))
    last = _last_records(connection, number)
    runs = _runs(connection, number)
    extra = [name for name in {**last, **runs} if name not in way.routing.steps]
    rows = [
        _step(way, standing, name, last.get(name), runs.get(name, _Run()))
        for name in [*way.routing.steps, *(name for name in extra if name not in BY_RECEIPT)]
    ]
    newest = is_newest(connection, way)
    return Routing(way.routing.code, way.routing.name, rows, way.edition, newest, way.binds)


def is_newest(connection: Connection, way: Way) -> bool:
    """Whether the shop has changed neither this routing nor one of its steps since."""
    now, then = shop_catalogue(connection), way.catalogue
    code = way.routing.code
    return now is then or (
        now.routings.get(code) == way.routing
        and all(now.steps.get(step) == then.steps.get(step) for step in way.routing.steps)
    )


def _step(way: Way, standing: Standing, name: str, last: _Last | None, run: _Run) -> RoutingStep:
    """One step as a piece stands; what the catalogue lost since is shown by its code."""
    step = way.catalogue.steps.get(name) or Step(code=name, name=name)
    on_way = name in way.routing.steps
    state = standing.states.get(name, "todo") if on_way else (last.outcome if last else "todo")
    if state == "todo":
        last = None  # what was recorded before the piece went back in a loop
    if on_way and standing.next_step == name and state != StepOutcome.FAILED:
        state = "next"
    loop = way.routing.loop_of(name) if on_way else None
    group = way.routing.group_of(name) if on_way else ()
    return RoutingStep(
        code=step.code,
        name=step.name,
        text=step.text,
        picture=step.picture,
        fields=list(step.fields),
        state="running" if run.since else state,
        at=last.at if last else "",
        entry=last.entry if last else None,
        values=json.loads(last.facts) if last else {},
        needed=on_way and standing.needs(name),
        instead=[other for other in group if other != name],
        times=standing.times.get(name, 0),
        most=loop.most if loop else 0,
        minutes=run.minutes,
        since=run.since,
        by=run.by,
        longest=step.longest,
    )


def _last_records(connection: Connection, number: int) -> dict[str, _Last]:
    """The last record of each step of this visit, in the order they were first recorded."""
    received = connection.execute(
        select(visit.c.entry, JOURNAL.c.at)
        .join(JOURNAL, JOURNAL.c.number == visit.c.entry)
        .where(visit.c.piece_id == number)
        .order_by(visit.c.id.desc())
        .limit(1)
    ).first()
    since = received.entry if received else 0
    found = {
        row.step: _Last(row.outcome, row.entry, row.facts, row.at)
        for row in connection.execute(
            select(
                step_record.c.step,
                step_record.c.outcome,
                step_record.c.entry,
                step_record.c.facts,
                JOURNAL.c.at,
            )
            .join(JOURNAL, JOURNAL.c.number == step_record.c.entry)
            .where(step_record.c.piece_id == number, step_record.c.entry >= since)
            .order_by(step_record.c.id)
        )
    }
    if received:
        for step in BY_RECEIPT:
            record = _Last(StepOutcome.DONE.value, received.entry, "{}", received.at)
            found.setdefault(step, record)
    return found


_RUNS = (
    select(
        step_run.c.id,
        step_run.c.piece_id,
        step_run.c.step,
        step_run.c.person,
        step_run.c.minutes,
        JOURNAL.c.at.label("begun"),
        _ended.c.at.label("ended"),
    )
    .join(JOURNAL, JOURNAL.c.number == step_run.c.entry)
    .outerjoin(_ended, _ended.c.number == step_run.c.ended)
    .order_by(step_run.c.id)
)


def _took(row: Any) -> float:
    """The minutes of a run that has ended: what somebody said, else what the clock says."""
    if row.minutes is not None:
        return float(row.minutes)
    begun, ended = datetime.fromisoformat(row.begun), datetime.fromisoformat(row.ended)
    return (ended - begun).total_seconds() / 60


def _runs(connection: Connection, number: int) -> dict[str, _Run]:
    found: dict[str, _Run] = {}
    for row in connection.execute(_RUNS.where(step_run.c.piece_id == number)):
        known = found.get(row.step, _Run())
        if row.ended is None:
            found[row.step] = known._replace(since=row.begun, by=row.person)
        else:
            found[row.step] = known._replace(minutes=round((known.minutes or 0.0) + _took(row), 1))
    return found


class OpenStep(NamedTuple):
    """A step that was begun with a piece and has not ended; `longest` is in hours."""

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
            step_run.c.person,
            step_run.c.station,
            JOURNAL.c.at,
        )
        .join(JOURNAL, JOURNAL.c.number == step_run.c.entry)
        .join(piece, piece.c.id == step_run.c.piece_id)
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
        rows.append(OpenStep(run, tag, model, code, step.name, by, station, since, step.longest))
    return rows


class StepTime(NamedTuple):
    """How long a step took with the `pieces` of a batch, in minutes each and in all."""

    step: str
    name: str
    pieces: int
    median: float
    total: float


def step_times(connection: Connection, *, batch: str) -> list[StepTime]:
    """How long each step took with the pieces of a batch, in the order of the catalogue.

    A step that was broken off and begun again counts as one, and those still open not at all.
    """
    number = batch_id(connection, batch)
    statement = _RUNS.join(piece, piece.c.id == step_run.c.piece_id).where(
        piece.c.batch_id == number, step_run.c.ended.is_not(None)
    )
    took: dict[str, dict[int, float]] = {}
    for row in connection.execute(statement):
        pieces = took.setdefault(row.step, {})
        pieces[row.piece_id] = pieces.get(row.piece_id, 0.0) + _took(row)
    known = shop_catalogue(connection).steps
    order = {code: place for place, code in enumerate(known)}
    return [
        _time(step, known[step].name if step in known else step, took[step].values())
        for step in sorted(took, key=lambda step: (order.get(step, len(order)), step))
    ]


def _time(step: str, name: str, minutes: Iterable[float]) -> StepTime:
    each = list(minutes)
    return StepTime(step, name, len(each), round(median(each), 1), round(sum(each), 1))


class RoutingVersion(NamedTuple):
    """A routing as it is in force, and how many cards go that way.

    `version` is that of the shop's own copy, 0 as it is shipped; `older` of the `cards` keep an
    earlier version of it or of one of its steps. `loops` are first, last and how often in all.
    """

    code: str
    name: str
    purpose: str
    note: str
    usual: bool
    suits: list[str]
    steps: list[str]
    optional: list[str]
    alternatives: list[list[str]]
    loops: list[tuple[str, str, int]]
    version: int
    cards: int
    older: int


def routing_versions(connection: Connection) -> list[RoutingVersion]:
    """Every routing in full, with the pieces in the workshop that go each way."""
    rows = []
    for each in shop_catalogue(connection).routings.values():
        counts = connection.execute(
            select(piece.c.edition, func.count())
            .where(piece.c.routing == each.code, piece.c.routing != "", piece.c.state != "gone")
            .group_by(piece.c.edition)
        ).all()
        older = sum(n for edition, n in counts if not _is_newest_of(connection, each, edition))
        rows.append(
            RoutingVersion(
                each.code,
                each.name,
                each.purpose,
                each.note,
                each.usual,
                list(each.suits),
                list(each.steps),
                list(each.optional),
                [list(group) for group in each.alternatives],
                [(loop.first, loop.last, loop.most) for loop in each.loops],
                version_of(connection, "routing", each.code),
                sum(n for _, n in counts),
                older,
            )
        )
    return rows


def _is_newest_of(connection: Connection, now: RoutingEntry, edition: int) -> bool:
    then = catalogue_of(connection, edition)
    was = then.routings.get(now.code)
    return was is not None and is_newest(connection, Way(was, then, edition, True))
