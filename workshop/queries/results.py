# SPDX-License-Identifier: MIT
"""Test results: those of a piece with their values, and lists of them by whatever yields go by."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from workshop.domain import text
from workshop.domain.refused import Refused
from workshop.domain.rules import one_of
from workshop.domain.terms import Calibration, Verdict
from workshop.domain.text import moment
from workshop.language import say
from workshop.queries.rows import batch_id, batch_table, called, piece, piece_id
from workshop.storage.database import utc_now
from workshop.storage.schema import JOURNAL, JOURNALLED, TEST_MARK, TEST_TALLY
from workshop.storage.shop import shop_catalogue
from workshop.storage.slices import some

test_result = JOURNALLED["test_result"]
measurement = JOURNALLED["measurement"]
instrument = JOURNALLED["instrument"]
evidence = JOURNALLED["evidence"]
person_table = JOURNALLED["person"]


# What the person of an entry is called, who may have been undone since.
_BY = func.coalesce(person_table.c.name, JOURNAL.c.person).label("by")


class MeasurementRow(NamedTuple):
    """One value of a test, with the limits of its time.

    `golden` is the tag of the card that stood in for the limits; `instrument` is the code of what
    measured it, which was calibrated until the day `calibrated_until`.
    """

    name: str
    label: str
    value: str
    unit: str
    low: float | None
    high: float | None
    verdict: str
    golden: str = ""
    instrument: str = ""
    calibrated_until: str = ""


class TestRow(NamedTuple):
    """One attempt at a test: `run` is empty, aborted or golden, `ambient` the room in °C.

    `version` is that of the shop's own copy of the plan, 0 as it is shipped. `log` is the SHA-256
    of the kept file it is from, empty where it was typed; `in_file` numbers the runs of its tool on
    this piece in that file. `by` is what `person` (a code) is called, `override` why a lead let a
    lapsed calibration pass.
    """

    entry: int
    at: str
    person: str
    plan: str
    name: str
    attempt: int
    verdict: str
    tool: str
    note: str
    measurements: list[MeasurementRow]
    run: str = ""
    version: int = 0
    step: str = ""
    ambient: float | None = None
    log: str = ""
    in_file: int = 0
    by: str = ""
    override: str = ""


_VALUES = (
    select(
        measurement.c.result_id,
        measurement.c.name,
        measurement.c.label,
        measurement.c.value,
        measurement.c.unit,
        measurement.c.low,
        measurement.c.high,
        measurement.c.verdict,
        measurement.c.golden,
        func.coalesce(instrument.c.code, ""),
        func.coalesce(measurement.c.calibrated_until, ""),
    )
    .outerjoin(instrument, instrument.c.id == measurement.c.instrument_id)
    .order_by(measurement.c.id)
)


def values_of(connection: Connection, results: Iterable[int]) -> dict[int, list[MeasurementRow]]:
    """The values of some results, by their ids."""
    found: dict[int, list[MeasurementRow]] = {result: [] for result in results}
    for part in some(found):
        for row in connection.execute(_VALUES.where(measurement.c.result_id.in_(part))):
            measured = MeasurementRow(*row[1:])
            found[row.result_id].append(
                measured._replace(label=say(measured.label), value=say(measured.value))
            )
    return found


def tests_of(connection: Connection, number: int) -> list[TestRow]:
    """All attempts of a piece, in the order in which they were kept."""
    return tests_of_each(connection, [number]).get(number, [])


def tests_of_each(connection: Connection, numbers: Sequence[int]) -> dict[int, list[TestRow]]:
    """All attempts of some pieces by their ids, in the order in which they were kept."""
    rows = connection.execute(
        select(test_result, JOURNAL.c.at, JOURNAL.c.person, evidence.c.sha256, _BY)
        .join(JOURNAL, JOURNAL.c.number == test_result.c.entry)
        .outerjoin(person_table, person_table.c.code == JOURNAL.c.person)
        .outerjoin(evidence, evidence.c.id == test_result.c.evidence_id)
        .where(test_result.c.piece_id.in_(numbers))
        .order_by(test_result.c.id)
    ).all()
    if not rows:
        return {}
    values = values_of(connection, [row.id for row in rows])
    plans = shop_catalogue(connection).plans
    found: dict[int, list[TestRow]] = {}
    for row in rows:
        mine = found.setdefault(row.piece_id, [])
        mine.append(
            TestRow(
                row.entry,
                row.at,
                row.person,
                row.plan,
                called(plans, row.plan),
                row.attempt,
                row.verdict,
                row.tool,
                row.note,
                values[row.id],
                row.run,
                row.version,
                row.step,
                row.ambient,
                row.sha256 or "",
                row.in_file,
                row.by,
                row.override,
            )
        )
    return found


class ResultRow(NamedTuple):
    """A test result in a list; its `measurements` where one piece was asked for.

    `by` is what `person` (a code) is called.
    """

    id: int
    tag: str
    model: str
    plan: str
    attempt: int
    verdict: str
    tool: str
    at: str
    person: str
    note: str
    station: str
    step: str
    run: str
    version: int
    ambient: float | None
    by: str
    measurements: list[MeasurementRow]


_RESULTS = (
    select(
        test_result.c.id,
        piece.c.tag,
        piece.c.model,
        test_result.c.plan,
        test_result.c.attempt,
        test_result.c.verdict,
        test_result.c.tool,
        JOURNAL.c.at,
        JOURNAL.c.person,
        test_result.c.note,
        JOURNAL.c.station,
        test_result.c.step,
        test_result.c.run,
        test_result.c.version,
        test_result.c.ambient,
        _BY,
    )
    .select_from(test_result)
    .join(piece, piece.c.id == test_result.c.piece_id)
    .join(JOURNAL, JOURNAL.c.number == test_result.c.entry)
    .outerjoin(person_table, person_table.c.code == JOURNAL.c.person)
)

_ATTEMPTS = {
    "first": TEST_MARK.c.nth == 1,
    "second": TEST_MARK.c.nth == 2,
    "last": TEST_MARK.c.last == 1,
}


def tests(
    connection: Connection,
    *,
    piece: str | None = None,
    batch: str | None = None,
    plan: str | None = None,
    verdict: str | None = None,
    attempt: str | None = None,
    measurement: str | None = None,
    day: str | None = None,
    since: str | None = None,
    supplier: str | None = None,
    model: str | None = None,
    step: str | None = None,
    station: str | None = None,
    person: str | None = None,
    newest: bool = False,
    after: int | None = None,
    limit: int = 250,
) -> list[ResultRow]:
    """Test results in the order in which they were kept, of a piece, of a batch, or of all.

    With `newest` the last that was kept comes first.

    Of one piece all are shown, with their values; so are those of the pieces of a batch. With any
    other filter but `verdict` only results that count are, and just those that are counted in the
    yields by it: `attempt` is first, second or last, `measurement` the name of one that failed,
    `day` a day (UTC) and `since` the first one; an empty `step` or `station` is none.
    `after` is the id of the last row of the page before. Refuses an unknown piece or batch.
    """
    by_age = test_result.c.id.desc() if newest else test_result.c.id
    statement = _RESULTS.order_by(by_age).limit(limit)
    same = {"day": day, "model": model, "step": step, "station": station, "person": person}
    where = [TEST_TALLY.c[name] == value for name, value in same.items() if value is not None]
    where += _tallies(plan, since, supplier)
    marks: list[ColumnElement[bool]] = []
    if attempt is not None:
        marks.append(_attempt(attempt))
    if measurement is not None:
        marks.append(_failing(measurement))
    if where or marks:
        if batch is not None:
            where.append(TEST_TALLY.c.batch_id == batch_id(connection, batch))
        statement = statement.join(TEST_MARK, TEST_MARK.c.result_id == test_result.c.id)
        if where:
            marks.append(TEST_MARK.c.tally_id.in_(select(TEST_TALLY.c.id).where(*where)))
        statement = statement.where(*marks)
    elif batch is not None:
        statement = statement.where(_PIECE.batch_id == batch_id(connection, batch))
    if piece is not None:
        statement = statement.where(test_result.c.piece_id == piece_id(connection, piece))
    if verdict is not None:
        word = one_of(verdict, Verdict, "The verdict")
        statement = statement.where(test_result.c.verdict == word)
    if after is not None:
        beyond = test_result.c.id < after if newest else test_result.c.id > after
        statement = statement.where(beyond)
    rows = connection.execute(statement).all()
    values = values_of(connection, [row.id for row in rows] if piece is not None else ())
    return [ResultRow._make((*row, values.get(row.id, []))) for row in rows]


_PIECE = piece.c


def _tallies(
    plan: str | None, since: str | None, supplier: str | None
) -> list[ColumnElement[bool]]:
    """What the rows of `test_tally` must be, where that is not the same as a column says."""
    found: list[ColumnElement[bool]] = []
    if plan is not None:
        found.append(func.upper(TEST_TALLY.c.plan) == plan.strip().upper())
    if since is not None:
        found.append(TEST_TALLY.c.day >= text.day(since, "The day"))
    if supplier is not None:
        of = select(batch_table.c.id).where(batch_table.c.supplier == supplier)
        found.append(TEST_TALLY.c.batch_id.in_(of))
    return found


def _attempt(word: str) -> ColumnElement[bool]:
    found = _ATTEMPTS.get(str(word).strip().lower())
    if found is None:
        raise Refused(
            "The attempt “{word}” is unknown. Use one of: {all}.",
            word=text.shown(word),
            all=", ".join(_ATTEMPTS),
        )
    return found


def _failing(name: str) -> ColumnElement[bool]:
    """That a measurement of this name failed in the result."""
    return TEST_MARK.c.result_id.in_(
        select(measurement.c.result_id).where(
            measurement.c.name == name, measurement.c.verdict == Verdict.FAIL.value
        )
    )


DUE_DAYS = 30
"""So many days before its calibration ends an instrument is due for a new one."""


class InstrumentRow(NamedTuple):
    """A measuring instrument; `calibrated_until` is a day, empty where it needs no calibration.

    `calibration` is none, holds, due (it ends within 30 days) or overdue.
    """

    code: str
    name: str
    kind: str
    serial: str
    calibrated_until: str
    state: str
    note: str
    calibration: str


def instruments(connection: Connection, *, now: str | None = None) -> list[InstrumentRow]:
    """Every measuring instrument, by its code, those that are retired included.

    `now` is when their calibration is looked at, this moment if none is given.
    """
    today = date.fromisoformat((utc_now() if now is None else moment(now))[:10])
    columns = [instrument.c[name] for name in InstrumentRow._fields[:-1]]
    rows: Any = connection.execute(select(*columns).order_by(instrument.c.code))
    found = [(row, _calibration(row.calibrated_until, today)) for row in rows]
    return [InstrumentRow._make(each or "" for each in (*row, state)) for row, state in found]


def _calibration(until: str | None, today: date) -> str:
    if until is None:
        return Calibration.NONE.value
    left = (date.fromisoformat(until) - today).days
    if left < 0:
        return Calibration.OVERDUE.value
    return (Calibration.DUE if left <= DUE_DAYS else Calibration.HOLDS).value
