# SPDX-License-Identifier: MIT
"""Which test results count, as first, second or last attempt, and how many of each there are.

A result counts where its run was neither aborted nor golden and its verdict is pass, marginal or
fail. The results of one piece at one plan while it was here with one batch are its attempts there,
in the order in which they were kept; what was undone is none. The counts are kept in the
transaction of every entry, so that yields over a million results are read from a few rows.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from workshop.domain.terms import Verdict
from workshop.language import say, say_many
from workshop.storage.finding import Finding
from workshop.storage.schema import FAULT_TALLY, JOURNAL, JOURNALLED, TEST_MARK, TEST_TALLY
from workshop.storage.slices import some

COUNTED = (Verdict.PASS.value, Verdict.MARGINAL.value, Verdict.FAIL.value)
"""The verdicts of results that count; an inconclusive one says nothing."""

DEFECT, MEASUREMENT = "defect", "measurement"
"""What a row of `fault_tally` counts."""

_piece, _visit = JOURNALLED["piece"].c, JOURNALLED["visit"].c
_result, _measurement = JOURNALLED["test_result"].c, JOURNALLED["measurement"].c
_defect = JOURNALLED["defect"].c


class Changed(Protocol):
    """A row that an entry changed: whole where it came or went, else the columns that differ."""

    @property
    def table(self) -> str: ...
    @property
    def row(self) -> int: ...
    @property
    def before(self) -> dict[str, Any] | None: ...
    @property
    def after(self) -> dict[str, Any] | None: ...


class Key(NamedTuple):
    """What the results of one row of `test_tally` have in common; the day is that of UTC."""

    day: str
    batch_id: int
    model: str
    plan: str
    step: str
    station: str
    person: str


class Mark(NamedTuple):
    """A result that counts: which attempt it is, whether the last, and what failed."""

    result: int
    piece: int
    key: Key
    nth: int
    last: int
    passed: int
    failed: str


_SUMS = ("counted", "first", "first_passed", "second", "second_passed", "last", "last_passed")

_STAY = (
    select(_visit.batch_id)
    .where(_visit.piece_id == _result.piece_id, _visit.entry <= _result.entry)
    .order_by(_visit.entry.desc())
    .limit(1)
    .scalar_subquery()
)
_RESULTS = (
    select(
        _result.id,
        _result.piece_id,
        func.substr(JOURNAL.c.at, 1, 10).label("day"),
        func.coalesce(_STAY, _piece.batch_id).label("batch_id"),
        _piece.model,
        _result.plan,
        _result.step,
        JOURNAL.c.station,
        JOURNAL.c.person,
        _result.verdict,
    )
    .join(JOURNALLED["piece"], _piece.id == _result.piece_id)
    .join(JOURNAL, JOURNAL.c.number == _result.entry)
    .where(_result.run == "", _result.verdict.in_(COUNTED))
    .order_by(_result.piece_id, _result.id)
)
_OF_PIECES = _RESULTS.where(_result.piece_id.in_(bindparam("pieces", expanding=True)))
_FAILED = (
    select(_measurement.result_id, _measurement.name)
    .where(_measurement.result_id.in_(bindparam("results", expanding=True)))
    .where(_measurement.verdict == Verdict.FAIL.value)
)
_MARKS = select(
    TEST_MARK.c.result_id,
    TEST_MARK.c.piece_id,
    TEST_MARK.c.nth,
    TEST_MARK.c.last,
    TEST_MARK.c.passed,
    TEST_MARK.c.failed,
    *(TEST_TALLY.c[name] for name in Key._fields),
).join(TEST_TALLY, TEST_TALLY.c.id == TEST_MARK.c.tally_id)
_MARKS_OF = _MARKS.where(TEST_MARK.c.piece_id.in_(bindparam("pieces", expanding=True)))
_NO_MARKS = delete(TEST_MARK).where(TEST_MARK.c.result_id.in_(bindparam("results", expanding=True)))
_THE_TALLY = select(TEST_TALLY.c.id).where(
    *(TEST_TALLY.c[name] == bindparam(name) for name in Key._fields)
)
_ADD = (
    update(TEST_TALLY)
    .where(TEST_TALLY.c.id == bindparam("of"))
    .values({TEST_TALLY.c[name]: TEST_TALLY.c[name] + bindparam(f"d_{name}") for name in _SUMS})
)
_EMPTY = delete(TEST_TALLY).where(TEST_TALLY.c.id == bindparam("of"), TEST_TALLY.c.counted == 0)
_FAULT_KEY = ("batch_id", "day", "kind", "plan", "code")
_THE_FAULT = [FAULT_TALLY.c[name] == bindparam(f"k_{name}") for name in _FAULT_KEY]
_ADD_FAULT = update(FAULT_TALLY).where(*_THE_FAULT).values(n=FAULT_TALLY.c.n + bindparam("d_n"))
_NO_FAULT = delete(FAULT_TALLY).where(*_THE_FAULT, FAULT_TALLY.c.n == 0)

Fault = tuple[int, str, str, str, str]
"""Batch, day, kind, plan and code of a row of `fault_tally`."""


def keep_counts(connection: Connection, number: int, at: str, changes: Sequence[Changed]) -> None:
    """Bring the counts up to what an entry changed, in its transaction.

    `number` and `at` are those of the entry, whose row of the journal is there already.
    """
    faults: Counter[Fault] = Counter()
    for change in changes:
        if change.table == "defect" and (change.before is None or change.after is None):
            row, by = change.after or change.before or {}, 1 if change.before is None else -1
            day = at[:10] if row["entry"] == number else _day(connection, row["entry"])
            batch = _batch(connection, row["visit_id"], changes)
            faults[(batch, day, DEFECT, "", row["code"])] += by
    for pieces in some(sorted(_pieces(changes, number))):
        _count(connection, pieces, faults)
    _add_faults(connection, faults)


def _pieces(changes: Iterable[Changed], number: int) -> set[int]:
    """The pieces whose results may count otherwise after some changes."""
    found = set()
    for change in changes:
        row = change.after or change.before or {}
        if change.table == "test_result":
            found.add(row["piece_id"])
        elif change.table == "piece" and change.before and change.after:
            if not {"model", "batch_id"}.isdisjoint(change.after):
                found.add(change.row)
        elif change.table == "visit" and row.get("entry", number) < number:
            found.add(row["piece_id"])  # an earlier stay that went, or came back
    return found


def _day(connection: Connection, entry: int) -> str:
    at = select(JOURNAL.c.at).where(JOURNAL.c.number == entry)
    return str(connection.execute(at).scalar_one())[:10]


def _batch(connection: Connection, visit: int, changes: Iterable[Changed]) -> int:
    found = connection.execute(select(_visit.batch_id).where(_visit.id == visit)).scalar()
    if found is None:  # it went with the defect
        found = next(
            change.before["batch_id"]
            for change in changes
            if change.table == "visit" and change.row == visit and change.before
        )
    return int(found)


def _count(connection: Connection, pieces: list[int], faults: Counter[Fault]) -> None:
    """Count the results of some pieces anew."""
    before = {row[0]: _kept(row) for row in connection.execute(_MARKS_OF, {"pieces": pieces})}
    rows = connection.execute(_OF_PIECES, {"pieces": pieces}).all()
    after = {mark.result: mark for mark in _marked(connection, rows)}
    gone = [mark for result, mark in before.items() if after.get(result) != mark]
    come = [mark for result, mark in after.items() if before.get(result) != mark]
    sums: dict[Key, Counter[str]] = defaultdict(Counter)
    for marks, by in ((gone, -1), (come, 1)):
        for mark in marks:
            _add(sums[mark.key], mark, by)
            for fault in _faults(mark):
                faults[fault] += by
    if gone:
        connection.execute(_NO_MARKS, {"results": [mark.result for mark in gone]})
    tallies = {key: _tally(connection, key, counts) for key, counts in sums.items()}
    if come:
        connection.execute(
            insert(TEST_MARK),
            [
                {
                    "result_id": mark.result,
                    "piece_id": mark.piece,
                    "tally_id": tallies[mark.key],
                    "nth": mark.nth,
                    "last": mark.last,
                    "passed": mark.passed,
                    "failed": mark.failed,
                }
                for mark in come
            ],
        )


def _kept(row: Any) -> Mark:
    result, piece, nth, last, passed, failed, *key = row
    return Mark(result, piece, Key(*key), nth, last, passed, failed)


def _marked(connection: Connection, rows: Sequence[Any]) -> Iterator[Mark]:
    """The marks of all results of some pieces, in the order of the pieces and results."""
    failed: dict[int, set[str]] = defaultdict(set)
    for results in some(row.id for row in rows if row.verdict == Verdict.FAIL):
        for result, name in connection.execute(_FAILED, {"results": results}):
            failed[result].add(name)
    nth: Counter[tuple[int, int, str]] = Counter()
    last = {(row.piece_id, row.batch_id, row.plan): row.id for row in rows}
    for row in rows:
        of = (row.piece_id, row.batch_id, row.plan)
        nth[of] += 1
        yield Mark(
            row.id,
            row.piece_id,
            Key(*row[2:9]),
            nth[of],
            int(last[of] == row.id),
            int(row.verdict != Verdict.FAIL),
            " ".join(sorted(failed.get(row.id, ()))),
        )


def _add(sums: Counter[str], mark: Mark, by: int) -> None:
    """Count a mark in the sums of its row, or take it out."""
    sums["counted"] += by
    for name, counts in (("first", mark.nth == 1), ("second", mark.nth == 2), ("last", mark.last)):
        if counts:
            sums[name] += by
            sums[f"{name}_passed"] += by * mark.passed


def _faults(mark: Mark) -> Iterator[Fault]:
    key = mark.key
    return ((key.batch_id, key.day, MEASUREMENT, key.plan, name) for name in mark.failed.split())


def _tally(connection: Connection, key: Key, sums: Counter[str]) -> int:
    """Add to the row of a key, made where there is none, gone where nothing is left; its id."""
    number = connection.execute(_THE_TALLY, key._asdict()).scalar()
    if number is None:
        newest = connection.execute(select(func.max(TEST_TALLY.c.id))).scalar() or 0
        number = newest + 1
        counts = {name: sums[name] for name in _SUMS}
        connection.execute(insert(TEST_TALLY), {"id": number, **key._asdict(), **counts})
    else:
        connection.execute(_ADD, {"of": number} | {f"d_{name}": sums[name] for name in _SUMS})
        connection.execute(_EMPTY, {"of": number})
    return int(number)


def _add_faults(connection: Connection, faults: Counter[Fault]) -> None:
    for fault, n in faults.items():
        if not n:
            continue
        key = {f"k_{name}": value for name, value in zip(_FAULT_KEY, fault, strict=True)}
        if connection.execute(_ADD_FAULT, {**key, "d_n": n}).rowcount:
            connection.execute(_NO_FAULT, key)
        else:
            row = dict(zip(_FAULT_KEY, fault, strict=True))
            connection.execute(insert(FAULT_TALLY), {**row, "n": n})


def wrong_counts(connection: Connection) -> Iterator[Finding]:
    """Where the counts are not what the results and defects say: all is counted anew."""
    sums: dict[Key, Counter[str]] = defaultdict(Counter)
    faults: Counter[Fault] = Counter()
    total = 0
    for marks in _all_marks(connection):
        kept = _marks_by_id(connection, [mark.result for mark in marks])
        for mark in marks:
            _add(sums[mark.key], mark, 1)
            faults.update(_faults(mark))
            if kept.get(mark.result) != mark:
                yield Finding(
                    say("What test result {result} counts as is wrong.", result=mark.result)
                )
        total += len(marks)
    extra = connection.execute(select(func.count()).select_from(TEST_MARK)).scalar_one() - total
    if extra > 0:
        told = say_many("{n} test result is counted that does not count.",
                        "{n} test results are counted that do not count.", extra)  # fmt: skip
        yield Finding(told)
    yield from _wrong_sums(connection, sums)
    yield from _wrong_faults(connection, faults)


def _all_marks(connection: Connection) -> Iterator[list[Mark]]:
    """The marks as they should be, so many whole pieces at a time."""
    pieces: list[int] = connection.scalars(select(_result.piece_id).distinct()).all()  # type: ignore[assignment]
    for part in some(sorted(pieces)):
        rows = connection.execute(_OF_PIECES, {"pieces": part}).all()
        yield list(_marked(connection, rows))


def _marks_by_id(connection: Connection, results: Collection[int]) -> dict[int, Mark]:
    found = {}
    for part in some(results):
        rows = connection.execute(_MARKS.where(TEST_MARK.c.result_id.in_(part)))
        found.update({row[0]: _kept(row) for row in rows})
    return found


def _wrong_sums(connection: Connection, sums: dict[Key, Counter[str]]) -> Iterator[Finding]:
    seen = set()
    columns = [TEST_TALLY.c[name] for name in (*Key._fields, *_SUMS)]
    for row in connection.execute(select(*columns)):
        key, counts = Key(*row[: len(Key._fields)]), row[len(Key._fields) :]
        seen.add(key)
        if tuple(sums[key][name] for name in _SUMS) != tuple(counts) or not counts[0]:
            yield Finding(say("The count of the tests of {day}, {plan} is wrong.",
                              day=key.day, plan=key.plan))  # fmt: skip
    for key in sums.keys() - seen:
        yield Finding(
            say("The tests of {day}, {plan} are not counted.", day=key.day, plan=key.plan)
        )


def _wrong_faults(connection: Connection, faults: Counter[Fault]) -> Iterator[Finding]:
    day = func.substr(JOURNAL.c.at, 1, 10)
    found = connection.execute(
        select(_visit.batch_id, day, _defect.code, func.count())
        .select_from(JOURNALLED["defect"])
        .join(JOURNALLED["visit"], _visit.id == _defect.visit_id)
        .join(JOURNAL, JOURNAL.c.number == _defect.entry)
        .group_by(_visit.batch_id, day, _defect.code)
    )
    for batch, when, code, n in found:
        faults[(batch, when, DEFECT, "", code)] = n
    columns = [FAULT_TALLY.c[name] for name in (*_FAULT_KEY, "n")]
    kept = {tuple(row[:5]): row[5] for row in connection.execute(select(*columns))}
    for key in sorted(faults.keys() | kept.keys()):
        if kept.get(key) != faults.get(key):
            yield Finding(say("The count of {what} {kind} in batch row {row} is wrong.",
                              what=key[2], kind=key[4], row=key[0]))  # fmt: skip
