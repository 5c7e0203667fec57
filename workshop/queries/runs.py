# SPDX-License-Identifier: MIT
"""Rework profiles in any of their versions, and the runs of them."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from workshop.domain.catalogue import Catalogue, by_code
from workshop.domain.hot_work import find_alloy, find_profile
from workshop.domain.hot_work_entries import Profile
from workshop.domain.refused import Refused
from workshop.language import say
from workshop.queries.rows import piece_id
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import catalogue_at, shop_catalogue, version_of

heat_cycle = JOURNALLED["heat_cycle"]
profile_run = JOURNALLED["profile_run"]
evidence = JOURNALLED["evidence"]


class ProfileRow(NamedTuple):
    """A rework profile and its version: that of the shop's own copy, 0 as it is shipped.

    `melts` is where its alloy is all liquid, in °C.
    """

    code: str
    name: str
    version: int
    profile: Profile
    melts: float


def _row(catalogue: Catalogue, profile: Profile, version: int) -> ProfileRow:
    melts = find_alloy(catalogue, profile.alloy).melts
    return ProfileRow(profile.code, say(profile.name), version, profile, melts)


def profiles(connection: Connection) -> list[ProfileRow]:
    """Every rework profile, with its zones and limits."""
    catalogue = shop_catalogue(connection)
    return [
        _row(catalogue, profile, version_of(connection, "profile", profile.code))
        for profile in catalogue.profiles.values()
    ]


def profile(connection: Connection, *, code: str, version: int | None = None) -> ProfileRow:
    """One rework profile, as it is now or as it was in a version; refuses an unknown one."""
    known = find_profile(shop_catalogue(connection), code)
    newest = version_of(connection, "profile", code)
    wanted = newest if version is None else version
    catalogue = catalogue_at(connection, "profile", code, wanted)
    found = by_code(catalogue.profiles, code) if catalogue else None
    if catalogue is None or found is None:
        raise Refused(
            "Profile {code} has no version {version}. Its newest is version {newest}.",
            code=known.code,
            version=wanted,
            newest=newest,
        )
    return _row(catalogue, found, wanted)


class RunRow(NamedTuple):
    """One run of a profile; `curve` is the SHA-256 of its file, `pieces` how many saw the heat.

    Rise and fall in °C/s, soak in s, peak in °C, time above liquidus in s; None where it was not
    measured.
    """

    id: int
    entry: int
    at: str
    person: str
    station: str
    profile: str
    version: int
    nozzle: str
    ramp: float | None
    fall: float | None
    soak_s: float | None
    peak: float | None
    liquidus_s: float | None
    verdict: str
    curve: str
    note: str
    pieces: int


_RUNS: Any = (
    select(
        profile_run.c.id,
        profile_run.c.entry,
        JOURNAL.c.at,
        JOURNAL.c.person,
        JOURNAL.c.station,
        profile_run.c.profile,
        profile_run.c.version,
        profile_run.c.nozzle,
        profile_run.c.ramp,
        profile_run.c.fall,
        profile_run.c.soak_s,
        profile_run.c.peak,
        profile_run.c.liquidus_s,
        profile_run.c.verdict,
        func.coalesce(evidence.c.sha256, ""),
        profile_run.c.note,
        select(func.count())
        .where(heat_cycle.c.run_id == profile_run.c.id)
        .correlate(profile_run)
        .scalar_subquery(),
    )
    .join(JOURNAL, JOURNAL.c.number == profile_run.c.entry)
    .outerjoin(evidence, evidence.c.id == profile_run.c.evidence_id)
)


def runs(
    connection: Connection, *, piece: str | None = None, after: int | None = None, limit: int = 100
) -> list[RunRow]:
    """Runs of profiles, the newest first, of all or of those a piece was heated in.

    `after` is the id of the last one of the page before. Refuses an unknown tag.
    """
    statement = _RUNS.limit(limit)
    if piece:
        mine = heat_cycle.alias("mine")
        statement = (
            statement.join(mine, mine.c.run_id == profile_run.c.id)
            .where(mine.c.piece_id == piece_id(connection, piece))
            .order_by(mine.c.run_id.desc())
        )
    else:
        statement = statement.order_by(profile_run.c.id.desc())
    if after is not None:
        statement = statement.where(profile_run.c.id < after)
    return [RunRow._make(row) for row in connection.execute(statement)]
