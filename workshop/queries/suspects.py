# SPDX-License-Identifier: MIT
"""Which sites of a board the newest memory test casts suspicion on: no proof of anything."""

from typing import NamedTuple

from sqlalchemy import Connection, and_, func, select

from workshop.domain.channels import channels_on
from workshop.domain.terms import RunKind, SiteOutcome, Verdict
from workshop.queries.bench import carrier
from workshop.queries.results import measurement, test_result
from workshop.queries.rows import called
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import shop_catalogue

site_record = JOURNALLED["site_record"].c
person = JOURNALLED["person"]

CHANNEL = "failing_channel"
"""The measurement that names them."""

_TOOL, _OTHER = "tool", "other"
_chosen = measurement.alias("chosen")
_STAYED = (SiteOutcome.LEFT.value, SiteOutcome.SUSPECT.value)
_PASSED = (Verdict.PASS.value, Verdict.MARGINAL.value)


class Suspect(NamedTuple):
    """A channel that a memory test found errors on, and a site of it; no site where there is none.

    `at` is when the result was kept, `name` who kept it, `tool` empty where nobody said which.
    `changed` says that what was at the site came off, or something was fitted there, since then.
    """

    channel: str
    site: str
    changed: bool
    entry: int
    at: str
    name: str
    plan: str
    tool: str


def suspects(connection: Connection, *, card: str) -> list[Suspect]:
    """The sites on the channels that the newest memory test of a card or board named as failing.

    None where the newest one passed. One that names no channel, was aborted, or is of a golden card
    takes no suspicion away. Refuses pieces without sites.
    """
    on = carrier(connection, card)
    catalogue = shop_catalogue(connection)
    plans = [
        plan.code
        for plan in catalogue.plans.values()
        if any(each.name == CHANNEL for each in plan.measurements)
    ]
    of_piece = (test_result.c.piece_id == on.id, test_result.c.run == RunKind.COUNTS.value)
    passed = (
        select(func.max(test_result.c.id))
        .where(*of_piece, test_result.c.plan.in_(plans), test_result.c.verdict.in_(_PASSED))
        .scalar_subquery()
    )
    result = connection.execute(
        select(
            test_result.c.entry,
            test_result.c.plan,
            func.coalesce(func.nullif(test_result.c.tool, ""), _chosen.c.value, "").label("tool"),
            JOURNAL.c.at,
            func.coalesce(person.c.name, JOURNAL.c.person).label("name"),
            measurement.c.value.label("told"),
        )
        .join(measurement, measurement.c.result_id == test_result.c.id)
        .outerjoin(
            _chosen,
            and_(
                _chosen.c.result_id == test_result.c.id,
                _chosen.c.name == _TOOL,
                _chosen.c.value != _OTHER,
            ),
        )
        .join(JOURNAL, JOURNAL.c.number == test_result.c.entry)
        .outerjoin(person, person.c.code == JOURNAL.c.person)
        .where(
            *of_piece,
            test_result.c.verdict.not_in(_PASSED),
            measurement.c.name == CHANNEL,
            measurement.c.value != "",
            test_result.c.id > func.coalesce(passed, 0),
        )
        .order_by(test_result.c.id.desc())
        .limit(1)
    ).one_or_none()
    if result is None:
        return []
    changed = set(
        connection.scalars(
            select(site_record.site).where(
                site_record.board_id == on.id,
                site_record.entry > result.entry,
                site_record.outcome.not_in(_STAYED),
            )
        )
    )
    return [
        Suspect(
            channel=channel,
            site=site,
            changed=site in changed,
            entry=result.entry,
            at=result.at,
            name=result.name,
            plan=called(catalogue.plans, result.plan),
            tool=result.tool,
        )
        for channel, sites in channels_on(catalogue.board_of(on.model).sites, result.told).items()
        for site in sites or [""]
    ]
