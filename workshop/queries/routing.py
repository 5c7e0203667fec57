# SPDX-License-Identifier: MIT
"""The steps of a piece in their order, and the routings of the shop."""

import json
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from workshop.domain.routing import BY_RECEIPT, Standing
from workshop.domain.routing_entries import Routing as RoutingEntry
from workshop.domain.routing_entries import Step, StepField
from workshop.domain.terms import StepOutcome
from workshop.language import say
from workshop.queries.rows import piece, piece_id
from workshop.queries.step_times import Run, runs_of
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import catalogue_of, newest_edition, shop_catalogue, version_of
from workshop.storage.ways import Way, records_of, way_of

step_record = JOURNALLED["step_record"]
visit = JOURNALLED["visit"]


class RoutingStep(NamedTuple):
    """A step of a routing; `state` is done, failed, skipped, running, next or todo.

    `needed` says whether the way cannot do without it as things stand, `instead` which steps would
    do as well. Of `most` times (0 where it comes once) it was done `times`. `minutes` is what it
    took so far; `since` and `by` say since when it runs and the name of who began it.
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
    runs = runs_of(connection, number)
    extra = [name for name in {**last, **runs} if name not in way.routing.steps]
    rows = [
        _step(way, standing, name, last.get(name), runs.get(name, Run()))
        for name in [*way.routing.steps, *(name for name in extra if name not in BY_RECEIPT)]
    ]
    newest = is_newest(connection, way)
    return Routing(way.routing.code, say(way.routing.name), rows, way.edition, newest, way.binds)


def is_newest(connection: Connection, way: Way) -> bool:
    """Whether the shop has changed neither this routing nor one of its steps since."""
    now, then = shop_catalogue(connection), way.catalogue
    code = way.routing.code
    return now is then or (
        now.routings.get(code) == way.routing
        and all(now.steps.get(step) == then.steps.get(step) for step in way.routing.steps)
    )


def _step(way: Way, standing: Standing, name: str, last: _Last | None, run: Run) -> RoutingStep:
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
        name=say(step.name),
        text=say(step.text),
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
