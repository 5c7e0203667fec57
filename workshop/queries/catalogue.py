# SPDX-License-Identifier: MIT
"""What the catalogue of this workshop holds."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from workshop.domain.catalogue_entries import Plan
from workshop.domain.condition import Grading
from workshop.domain.layout_entries import Layout
from workshop.domain.routing_entries import Step
from workshop.domain.rules import one_of
from workshop.domain.terms import RunKind
from workshop.language import say
from workshop.storage.catalogue import shipped
from workshop.storage.golden import plan_for
from workshop.storage.schema import TEST_TALLY
from workshop.storage.shop import shop_catalogue, version_of


class IntakeChoices(NamedTuple):
    """What may be set for the cards that are taken in; grades from the best to the worst.

    `zones` are where on a card a defect may be.
    """

    models: list[str]
    makers: list[str]
    grades: list[str]
    packaging: list[str]
    completeness: list[str]
    reasons: list[tuple[str, str]]
    zones: list[str]


def intake_choices(connection: Connection) -> IntakeChoices:
    """Models, makers and words for a condition, and why a card is refused (code and words)."""
    catalogue = shop_catalogue(connection)
    words = catalogue.grading
    return IntakeChoices(
        [model.name for model in catalogue.models.values()],
        sorted(maker.name for maker in catalogue.makers.values()),
        list(words.grades),
        list(words.packaging),
        list(words.completeness),
        [(reason.code, say(reason.name)) for reason in catalogue.refusals.values()],
        list(words.zones),
    )


def grading(connection: Connection) -> Grading:
    """How the condition of cards and pieces is graded here, and what must be graded at harvest."""
    return shop_catalogue(connection).grading


class ModelRow(NamedTuple):
    """A card model of the catalogue; `pci` are its PCI device ids."""

    name: str
    series: str
    family: str
    die: str
    memory_type: str
    memory_chips: int
    memory_gb: int
    board: str
    pci: list[str]


def models(connection: Connection) -> list[ModelRow]:
    """Every card model, in the order of the catalogue."""
    return [
        ModelRow(
            model.name,
            model.series,
            model.family,
            model.die,
            model.memory_type,
            model.memory_chips,
            model.memory_gb,
            model.board or (model.board_codes[0] if model.board_codes else ""),
            list(model.pci),
        )
        for model in shop_catalogue(connection).models.values()
    ]


class Disposition(NamedTuple):
    """What can become of a piece; `leads_to` is the state it is in then, if another.

    `needs_reason` says that it is only decided with a reason.
    """

    code: str
    name: str
    kinds: list[str]
    leads_to: str
    needs_reason: bool


def dispositions(connection: Connection) -> list[Disposition]:
    """Every disposition."""
    return [
        Disposition(d.code, say(d.name), list(d.kinds), d.leads_to, d.needs_reason)
        for d in shop_catalogue(connection).dispositions.values()
    ]


class Defect(NamedTuple):
    """A fault by its code."""

    code: str
    name: str
    group: str


def defects(connection: Connection) -> list[Defect]:
    """Every defect code."""
    return [
        Defect(d.code, say(d.name), say(d.group))
        for d in shop_catalogue(connection).defects.values()
    ]


class RoutingRow(NamedTuple):
    """The ordered steps a card goes through, by their codes, and what it is for.

    `version` is that of the shop's own copy, 0 as it is shipped.
    """

    code: str
    name: str
    steps: list[str]
    purpose: str
    usual: bool
    suits: list[str]
    version: int


def routings(connection: Connection) -> list[RoutingRow]:
    """Every routing."""
    return [
        RoutingRow(
            r.code,
            say(r.name),
            list(r.steps),
            r.purpose,
            r.usual,
            list(r.suits),
            version_of(connection, "routing", r.code),
        )
        for r in shop_catalogue(connection).routings.values()
    ]


def steps(connection: Connection) -> list[Step]:
    """Every step, with its fields."""
    return list(shop_catalogue(connection).steps.values())


class PlanRow(NamedTuple):
    """A test plan by its code."""

    code: str
    name: str
    stage: str
    suits: list[str]
    measurements: int


def plans(connection: Connection) -> list[PlanRow]:
    """Every test plan."""
    return [
        PlanRow(p.code, say(p.name), p.stage, list(p.suits), len(p.measurements))
        for p in shop_catalogue(connection).plans.values()
    ]


def plan(connection: Connection, *, code: str, model: str = "", run: str = "") -> Plan:
    """A test plan with its measurements and limits, as it judges a card of a model.

    The limits of the model are put in, and those of a golden card of it, unless the `run` itself
    is golden. Refuses an unknown code or run.
    """
    catalogue = shop_catalogue(connection)
    known = catalogue.find_model(model)
    if run and one_of(run, RunKind, "The run") == RunKind.GOLDEN:
        return catalogue.plan(code).for_model(known)
    return plan_for(connection, code, known.name if known else model)[0]


class PlanVersion(NamedTuple):
    """A test plan in full; `version` is that of the shop's own copy, 0 as it is shipped.

    `results` are those that count (see `yields`), of any version of it.
    """

    plan: Plan
    version: int
    results: int


_RESULTS = select(TEST_TALLY.c.plan, func.sum(TEST_TALLY.c.counted)).group_by(TEST_TALLY.c.plan)


def plan_versions(connection: Connection) -> list[PlanVersion]:
    """Every test plan as it is in force, before the limits of any model or golden card."""
    results: dict[str, int] = {plan: int(n) for plan, n in connection.execute(_RESULTS)}
    return [
        PlanVersion(each, version_of(connection, "plan", each.code), results.get(each.code, 0))
        for each in shop_catalogue(connection).plans.values()
    ]


class LayoutVersion(NamedTuple):
    """A label layout as it is in force; `version` is that of the shop's own copy, 0 as shipped.

    `has_shipped` says that one of its code came with the program, `is_shipped` that it is as that.
    """

    layout: Layout
    version: int
    has_shipped: bool
    is_shipped: bool


def layout_versions(connection: Connection) -> list[LayoutVersion]:
    """Every label layout, in the order of the catalogue."""
    came = shipped().layouts
    return [
        LayoutVersion(
            each,
            version_of(connection, "layout", each.code),
            each.code in came,
            came.get(each.code) == each,
        )
        for each in shop_catalogue(connection).layouts.values()
    ]
