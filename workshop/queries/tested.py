# SPDX-License-Identifier: MIT
"""Pieces by what their tests said: passed, failed, failed so often, inconclusive, not tested."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, exists, func, select

from workshop.domain.catalogue import by_code
from workshop.domain.refused import Refused
from workshop.domain.rules import one_of
from workshop.domain.terms import LastResult, Verdict
from workshop.queries.rows import piece
from workshop.storage.schema import JOURNALLED, TEST_MARK, TEST_TALLY
from workshop.storage.shop import shop_catalogue

MOST_TIMES = 99

_result = JOURNALLED["test_result"]
_later = _result.alias("later_result")
_visit = JOURNALLED["visit"].c

_SAYS = {
    LastResult.PASSED: (Verdict.PASS.value, Verdict.MARGINAL.value),
    LastResult.FAILED: (Verdict.FAIL.value,),
    LastResult.INCONCLUSIVE: (Verdict.INCONCLUSIVE.value,),
}


class Results(NamedTuple):
    """What is asked of the tests of a piece; see `by_results`."""

    test: str | None = None
    result: str | None = None
    times: int | None = None

    @property
    def is_asked(self) -> bool:
        """Whether anything is asked."""
        return self != (None, None, None)


def by_results(
    connection: Connection, asked: Results, *, batch: int | None = None, after: int = 0
) -> list[ColumnElement[bool]]:
    """What a row of `piece` must be, so that its tests said what is asked.

    `result` is what the newest result at the plan `test` says, of those that were neither aborted
    nor golden; without a plan, at any: failed or inconclusive at one, passed at all of them.
    `times` is how many results at least failed, whether or not a later one passed. Of a `batch` (an
    id) only the results count that were taken while the piece was here with it. Pieces up to the id
    `after` may be left out. Refuses an unknown plan, result, or number of times, and a plan alone.
    """
    found: list[ColumnElement[bool]] = []
    code = _code(connection, asked.test) if asked.test is not None else None
    word = (
        LastResult(one_of(asked.result, LastResult, "The result"))
        if asked.result is not None
        else None
    )
    times = asked.times
    if word is None and times is None:
        raise Refused("Say which result you look for: {all}.", all=", ".join(LastResult))
    if times is not None and (type(times) is not int or not 1 <= times <= MOST_TIMES):
        raise Refused("How often a test failed is a number from 1 to {most}.", most=MOST_TIMES)
    if word is LastResult.FAILED or times is not None:
        # Those that failed are few, and stand in an index of their own.
        found.append(_failed(code, times or 1, batch, after))
    if word is LastResult.UNTESTED:
        found.append(~exists().where(*_of(_result, code, batch)))
    elif word is not None:
        found.append(_newest(code, batch, _SAYS[word]))
        if word is LastResult.PASSED and code is None:
            others = (*_SAYS[LastResult.FAILED], *_SAYS[LastResult.INCONCLUSIVE])
            found.append(~_newest(code, batch, others))
    return found


def _code(connection: Connection, test: str) -> str:
    """The code of a plan, or the name of a tool whose results were kept without a plan."""
    known = by_code(shop_catalogue(connection).plans, test)
    if known is not None:
        return known.code
    kept = select(TEST_TALLY.c.plan).where(func.upper(TEST_TALLY.c.plan) == test.strip().upper())
    found = connection.execute(kept.limit(1)).scalar()
    return str(found) if found is not None else shop_catalogue(connection).plan(test).code


def _of(of: Any, code: str | None, batch: int | None) -> list[ColumnElement[bool]]:
    """That a result is one of the piece, at this plan, and of its stay with this batch."""
    found = [of.c.piece_id == piece.c.id, of.c.run == ""]
    if code is not None:
        found.append(of.c.plan == code)
    if batch is not None:
        begun = (
            select(func.max(_visit.entry))
            .where(_visit.piece_id == piece.c.id, _visit.batch_id == batch)
            .correlate(piece)
            .scalar_subquery()
        )
        found.append(of.c.entry >= func.coalesce(begun, 0))
    return found


def _newest(code: str | None, batch: int | None, verdicts: tuple[str, ...]) -> Any:
    """That the newest result of a plan says one of these."""
    later = exists().where(
        _later.c.piece_id == _result.c.piece_id,
        _later.c.plan == _result.c.plan,
        _later.c.run == "",
        _later.c.id > _result.c.id,
    )
    return exists().where(*_of(_result, code, batch), _result.c.verdict.in_(verdicts), ~later)


def _failed(code: str | None, times: int, batch: int | None, after: int) -> ColumnElement[bool]:
    """That so many results failed at least."""
    failed = select(TEST_MARK.c.piece_id).where(TEST_MARK.c.passed == 0)
    where = []
    if code is not None:
        where.append(TEST_TALLY.c.plan == code)
    if batch is not None:
        where.append(TEST_TALLY.c.batch_id == batch)
    if where:
        failed = failed.where(TEST_MARK.c.tally_id.in_(select(TEST_TALLY.c.id).where(*where)))
    failed = failed.where(TEST_MARK.c.piece_id > after).group_by(TEST_MARK.c.piece_id)
    return piece.c.id.in_(failed.having(func.count() >= times))
