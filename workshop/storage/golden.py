# SPDX-License-Identifier: MIT
"""The plan that judges a card: with the limits of its model, and those of a golden card."""

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, select

from workshop.domain.catalogue_entries import Plan
from workshop.domain.terms import RunKind, Verdict
from workshop.storage.schema import JOURNALLED
from workshop.storage.shop import shop_catalogue

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_result, _piece = JOURNALLED["test_result"].c, JOURNALLED["piece"].c
_measurement = JOURNALLED["measurement"].c


class Golden(NamedTuple):
    """What a golden card measured, by measurement, and its tag; nothing where there is none."""

    tag: str
    values: dict[str, float]


def golden_of(connection: "Connection | Session", plan: str, model: str, tool: str) -> Golden:
    """The newest golden result of a plan and tool, of a card of this model, that did not fail."""
    found = connection.execute(
        select(_result.id, _piece.tag)
        .join(JOURNALLED["piece"], _piece.id == _result.piece_id)
        .where(
            _result.plan == plan,
            _result.run == RunKind.GOLDEN.value,
            _result.tool == tool,  # what one tool calls a score is none for another
            _result.verdict != Verdict.FAIL.value,
            _piece.model == model,
        )
        .order_by(_result.id.desc())
        .limit(1)
    ).first()
    if found is None or not model:
        return Golden("", {})
    values = connection.execute(
        select(_measurement.name, _measurement.number).where(
            _measurement.result_id == found.id, _measurement.number.is_not(None)
        )
    )
    return Golden(found.tag, {name: float(number) for name, number in values})


def plan_for(
    connection: "Connection | Session", code: str, model: str, tool: str = ""
) -> tuple[Plan, Golden]:
    """The plan of a code as it judges a card of a model, and the golden card that stood in.

    `tool` is that of a log, empty for values that are typed. Refuses an unknown code.
    """
    catalogue = shop_catalogue(connection)
    plan = catalogue.plan(code).for_model(catalogue.find_model(model))
    if not any(line.golden_percent for line in plan.measurements):
        return plan, Golden("", {})
    golden = golden_of(connection, plan.code, model, tool)
    return plan.for_golden(golden.values), golden
