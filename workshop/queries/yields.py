# SPDX-License-Identifier: MIT
"""Yields, the faults found most often, pieces that failed, and how well a process holds its limits.

What counts is told in `workshop.storage.yields`. A number here opens what is behind it: the list
`tests` takes the same filters, `defects_found` lists the defects.
"""

from math import sqrt
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Select, func, select

from workshop.domain import text
from workshop.domain.refused import Refused
from workshop.domain.tag import require_tag
from workshop.language import say
from workshop.queries.figures import Yields, batch_yields
from workshop.queries.rows import batch_id, batch_table, called, piece, piece_id
from workshop.storage.schema import FAULT_TALLY, JOURNAL, JOURNALLED, TEST_MARK, TEST_TALLY
from workshop.storage.shop import shop_catalogue
from workshop.storage.yields import DEFECT, MEASUREMENT

measurement = JOURNALLED["measurement"]
test_result = JOURNALLED["test_result"]
defect, visit = JOURNALLED["defect"], JOURNALLED["visit"]
person, station = JOURNALLED["person"], JOURNALLED["station"]

ENOUGH = 25
"""A Cpk of fewer values says little, and is not given."""

_TALLY = TEST_TALLY.c
_SUMS = ("counted", "first", "first_passed", "second", "second_passed", "last", "last_passed")

_BY: dict[str, Column[str]] = {
    "day": _TALLY.day,
    "batch": batch_table.c.number,
    "supplier": batch_table.c.supplier,
    "model": _TALLY.model,
    "plan": _TALLY.plan,
    "step": _TALLY.step,
    "station": _TALLY.station,
    "person": _TALLY.person,
}


class YieldRow(NamedTuple):
    """The yields of a group: of `first`, `second` and `last` attempts, how many passed; 0 to 1.

    `name` is what people call the group, `results` are all attempts that count in it.
    """

    group: str
    name: str
    results: int
    first: int
    first_passed: int
    first_yield: float | None
    second: int
    second_passed: int
    second_yield: float | None
    last: int
    last_passed: int
    last_yield: float | None


def yields(
    connection: Connection, *, batch: str | None = None, by: str = "", since: str | None = None
) -> Yields | list[YieldRow]:
    """Yields by day, batch, supplier, model, plan, step, station or person, or those of a batch.

    A test is one piece at one plan while it was here with one batch. A result of it counts where
    its run was neither aborted nor golden and its verdict is pass, marginal or fail; a marginal one
    passes, an inconclusive one says nothing, and what was undone is none. Of the results of a test
    that count, the first is its first pass, the next its second, and the newest its last: one
    result may be first and last. Each is counted where it was taken: on its day (UTC), in the batch
    the piece was here with, for the model the piece has now, the plan, the step that was open, the
    station and the person. A yield is the passed of the attempts of its kind.
    `since` is the first day that counts. Without `by`, the yields of one `batch` by its cards.
    Refuses an unknown `by` or batch, and neither of both.
    """
    if not by:
        if batch is None:
            raise Refused("Say by what: {all}. Or name a batch.", all=", ".join(_BY))
        return batch_yields(connection, batch=batch)
    by = by.strip().lower()
    if by not in _BY:
        raise Refused(
            "There are no yields by “{by}”. Use one of: {all}.",
            by=text.shown(by),
            all=", ".join(_BY),
        )
    return yield_rows(connection, by, batch=batch, since=since)


def yield_rows(
    connection: Connection, by: str, *, batch: str | None = None, since: str | None = None
) -> list[YieldRow]:
    """The yields of the groups of `by`, one of those `yields` knows."""
    group = _BY[by]
    statement = select(group, *(func.sum(_TALLY[name]) for name in _SUMS)).group_by(group)
    if group.table is batch_table:
        statement = statement.join(batch_table, batch_table.c.id == _TALLY.batch_id)
    statement = statement.where(*_within(connection, TEST_TALLY, batch, since)).order_by(group)
    names = _names(connection, by)
    return [
        _yields(str(row[0]), names.get(str(row[0]), str(row[0])), *map(int, row[1:]))
        for row in connection.execute(statement)
    ]


def _within(
    connection: Connection, table: Any, batch: str | None, since: str | None
) -> list[ColumnElement[bool]]:
    found = []
    if batch is not None:
        found.append(table.c.batch_id == batch_id(connection, batch))
    if since is not None:
        found.append(table.c.day >= text.day(since, "The day"))
    return found


def _names(connection: Connection, by: str) -> dict[str, str]:
    """What people call the groups, where that is not what they are kept by."""
    if by in ("person", "station"):
        of = person if by == "person" else station
        return {row.code: row.name for row in connection.execute(select(of.c.code, of.c.name))}
    if by in ("plan", "step"):
        known: Any = getattr(shop_catalogue(connection), f"{by}s")
        return {code: say(entry.name) for code, entry in known.items()}
    return {}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _yields(group: str, name: str, results: int, *n: int) -> YieldRow:
    first, first_passed, second, second_passed, last, last_passed = n
    return YieldRow(
        group,
        name,
        results,
        first,
        first_passed,
        _share(first_passed, first),
        second,
        second_passed,
        _share(second_passed, second),
        last,
        last_passed,
        _share(last_passed, last),
    )


class ParetoRow(NamedTuple):
    """How often a defect was found or a measurement of a plan failed; `kind` says which.

    `share` of all of its kind, and `cumulative` of this one and those before it, are 0 to 1.
    """

    kind: str
    code: str
    name: str
    plan: str
    n: int
    share: float
    cumulative: float


def pareto(
    connection: Connection, *, batch: str | None = None, since: str | None = None
) -> list[ParetoRow]:
    """Defects, then failing measurements, the most frequent first.

    A defect counts on the day (UTC) it was noted, in the batch of that visit; a measurement once
    for each result that counts (see `yields`) in which it failed, be it a first attempt or not.
    `since` is the first day that counts.
    """
    n = func.sum(FAULT_TALLY.c.n)
    columns = (FAULT_TALLY.c.kind, FAULT_TALLY.c.code, FAULT_TALLY.c.plan)
    rows = connection.execute(
        select(*columns, n)
        .where(*_within(connection, FAULT_TALLY, batch, since))
        .group_by(*columns)
        .order_by(FAULT_TALLY.c.kind, n.desc(), *columns[1:])
    ).all()
    catalogue = shop_catalogue(connection)
    labels = {
        (plan.code, line.name): say(line.label)
        for plan in catalogue.plans.values()
        for line in plan.measurements
    }
    found: list[ParetoRow] = []
    for kind in (DEFECT, MEASUREMENT):
        mine = [row for row in rows if row.kind == kind]
        total, so_far = sum(int(row[3]) for row in mine), 0
        for _, code, plan, found_so in mine:
            count = int(found_so)  # PostgreSQL sums to Decimal
            so_far += count
            of_plan = labels.get((plan, code))
            name = called(catalogue.defects, code) if kind == DEFECT else of_plan
            found.append(ParetoRow(kind, code, name or code, plan, count,
                                   round(count / total, 4), round(so_far / total, 4)))  # fmt: skip
    return found


class FailureRow(NamedTuple):
    """A piece that failed: `times` of its results that count, the last of them at `at` (UTC)."""

    tag: str
    kind: str
    model: str
    batch: str
    times: int
    plan: str
    at: str


def failures(
    connection: Connection,
    *,
    test: str | None = None,
    times: int = 1,
    batch: str | None = None,
    since: str | None = None,
    after: str | None = None,
    limit: int = 250,
) -> list[FailureRow]:
    """The pieces that failed a plan, or any where no `test` is named, so many times at least.

    Results that count are counted (see `yields`), also of earlier batches where none is named, and
    whether or not a later one passed; `plan` and `at` of a row are those of the newest failure.
    Pieces come in the order of their receipt; `after` is the tag of the last one before.
    """
    first = piece_id(connection, require_tag(after)) if after is not None else 0
    failed = (
        select(
            TEST_MARK.c.piece_id,
            func.count().label("times"),
            func.max(TEST_MARK.c.result_id).label("newest"),
        )
        .where(TEST_MARK.c.passed == 0, TEST_MARK.c.piece_id > first)
        .group_by(TEST_MARK.c.piece_id)
        .having(func.count() >= times)
        .order_by(TEST_MARK.c.piece_id)
        .limit(limit)
    )
    where = _within(connection, TEST_TALLY, batch, since)
    if test is not None:
        where.append(func.upper(_TALLY.plan) == test.strip().upper())
    if where:
        failed = failed.where(TEST_MARK.c.tally_id.in_(select(_TALLY.id).where(*where)))
    of = failed.subquery()
    rows = connection.execute(
        select(piece.c.tag, piece.c.kind, piece.c.model, batch_table.c.number, of.c.times,
               test_result.c.plan, JOURNAL.c.at)
        .select_from(of)
        .join(piece, piece.c.id == of.c.piece_id)
        .join(batch_table, batch_table.c.id == piece.c.batch_id)
        .join(test_result, test_result.c.id == of.c.newest)
        .join(JOURNAL, JOURNAL.c.number == test_result.c.entry)
        .order_by(of.c.piece_id)
    )  # fmt: skip
    return [FailureRow(*row) for row in rows]


class CpkRow(NamedTuple):
    """How well the values of a measurement keep within one pair of limits.

    `sigma` is their standard deviation (n - 1), in `unit` like `mean`, `low` and `high`; `cp` and
    `cpk` are None where there are fewer than 25 values or all are the same, `cp` also where one of
    the limits is missing.
    """

    measurement: str
    label: str
    unit: str
    low: float | None
    high: float | None
    n: int
    mean: float
    sigma: float | None
    cp: float | None
    cpk: float | None


def cpk(
    connection: Connection,
    *,
    plan: str,
    measurement: str = "",
    model: str | None = None,
    batch: str | None = None,
    since: str | None = None,
) -> list[CpkRow]:
    """Cp and Cpk of the measurements of a plan that have limits, or of one of them.

    The values are those of first attempts that count (see `yields`), so that a piece tested again
    weighs no more. Cp is (high - low) / 6 sigma, Cpk the smaller of (high - mean) and (mean - low)
    / 3 sigma, or the one there is where only one limit is. Values judged by other limits are a row
    of their own. Refuses an unknown plan.
    """
    known = shop_catalogue(connection).plan(plan)
    where = [*_within(connection, TEST_TALLY, batch, since), _TALLY.plan == known.code]
    if model is not None:
        where.append(_TALLY.model == model)
    rows = connection.execute(_spread(where, measurement)).all()
    labels = {line.name: say(line.label) for line in known.measurements}
    order = list(labels)
    found = [_cpk(labels.get(row.name, row.name), row) for row in rows]
    place = {name: n for n, name in enumerate(order)}
    return sorted(found, key=lambda row: (place.get(row.measurement, len(order)), -row.n))


def _spread(where: list[ColumnElement[bool]], name: str) -> Select[Any]:
    """Number, mean and squared distance from it of values, by measurement and limits."""
    value = measurement.c
    same = (value.name, value.unit, value.low, value.high)
    each = (
        select(*same, value.number, func.avg(value.number).over(partition_by=same).label("mean"))
        .select_from(TEST_MARK)
        .join(measurement, value.result_id == TEST_MARK.c.result_id)
        .where(TEST_MARK.c.nth == 1, value.number.is_not(None))
        .where(value.low.is_not(None) | value.high.is_not(None))
        .where(TEST_MARK.c.tally_id.in_(select(_TALLY.id).where(*where)))
    )
    if name:
        each = each.where(value.name == name)
    of = each.subquery("each_value")
    off = of.c.number - of.c.mean
    return select(
        *(of.c[column.name] for column in same),
        func.count().label("n"),
        func.avg(of.c.number).label("mean"),
        func.sum(off * off).label("squares"),
    ).group_by(*(of.c[column.name] for column in same))


def _cpk(label: str, row: Any) -> CpkRow:
    sigma = sqrt(row.squares / (row.n - 1)) if row.n > 1 else None
    cp = least = None
    if sigma and row.n >= ENOUGH:
        sides = []
        if row.high is not None:
            sides.append(row.high - row.mean)
        if row.low is not None:
            sides.append(row.mean - row.low)
        least = round(min(sides) / (3 * sigma), 4)
        if len(sides) == 2:
            cp = round((row.high - row.low) / (6 * sigma), 4)
    return CpkRow(row.name, label, row.unit, row.low, row.high, row.n, row.mean, sigma, cp, least)


class DefectFound(NamedTuple):
    """A defect as it was noted of a piece, at `at` (UTC) by a person, called `by`."""

    id: int
    tag: str
    model: str
    batch: str
    code: str
    zone: str
    severity: str
    note: str
    at: str
    person: str
    by: str


def defects_found(
    connection: Connection,
    *,
    code: str,
    batch: str | None = None,
    since: str | None = None,
    newest: bool = False,
    after: int | None = None,
    limit: int = 250,
) -> list[DefectFound]:
    """Where a defect was found, in the order in which it was noted; refuses an unknown batch.

    With `newest` the last that was noted comes first. `since` is the first day (UTC); `after` is
    the id of the last row of the page before.
    """
    statement = (
        select(defect.c.id, piece.c.tag, piece.c.model, batch_table.c.number, defect.c.code,
               defect.c.zone, defect.c.severity, defect.c.note, JOURNAL.c.at, JOURNAL.c.person,
               func.coalesce(person.c.name, JOURNAL.c.person))
        .join(visit, visit.c.id == defect.c.visit_id)
        .join(piece, piece.c.id == defect.c.piece_id)
        .join(batch_table, batch_table.c.id == visit.c.batch_id)
        .join(JOURNAL, JOURNAL.c.number == defect.c.entry)
        .outerjoin(person, person.c.code == JOURNAL.c.person)
        .where(defect.c.code == code.strip().upper())
        .order_by(defect.c.id.desc() if newest else defect.c.id)
        .limit(limit)
    )  # fmt: skip
    if after is not None:
        statement = statement.where(defect.c.id < after if newest else defect.c.id > after)
    if batch is not None:
        statement = statement.where(visit.c.batch_id == batch_id(connection, batch))
    if since is not None:
        statement = statement.where(JOURNAL.c.at >= text.day(since, "The day"))
    return [DefectFound._make(row) for row in connection.execute(statement)]
