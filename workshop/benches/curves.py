# SPDX-License-Identifier: MIT
"""Curves of a rework profile: what its heaters do, and what a thermocouple at the joint showed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workshop.domain.hot_work import Measured
    from workshop.domain.hot_work_entries import Zone
    from workshop.storage.database import Database

Points = list[tuple[float, float]]
"""Moments of a curve, in s and °C."""

MOST_POINTS = 1200
"""So many points of a curve are drawn: more than a screen is wide."""

ROOM = 25.0
"""°C: where a programme begins."""


def keep_curve(database: Database, data: bytes, name: str) -> dict[str, Any]:
    """Keep the file of a curve; the facts of it for the run."""
    from workshop.storage import evidence

    return evidence.keep(database, data, name)


def kept_curve(database: Database, sha256: str) -> bytes:
    """The file of a curve that was kept; refuses one that is gone or was changed."""
    from workshop.storage import evidence

    return evidence.read(database, sha256)


def programme(zone: Zone) -> Points:
    """What a heater is told: from room temperature along its segments, as set points."""
    at, heat = 0.0, ROOM
    points = [(at, heat)]
    for segment in zone.segments:
        if segment.ramp:
            at += abs(segment.temperature - heat) / segment.ramp
        heat = segment.temperature
        points.append((at, heat))
        at += segment.seconds
        points.append((at, heat))
    return points


def drawn(curve: Sequence[tuple[float, float]]) -> Points:
    """A curve from 0 s on, with the coldest and hottest moments of each stretch of a long one."""
    begun = curve[0][0]
    points = [(at - begun, heat) for at, heat in curve]
    stretch = -(-len(points) * 2 // MOST_POINTS)
    if stretch <= 2:
        return points
    found: Points = []
    for first in range(0, len(points), stretch):
        part = points[first : first + stretch]
        found += sorted({min(part, key=_heat), max(part, key=_heat)})
    return [points[0], *found, points[-1]]


def _heat(point: tuple[float, float]) -> float:
    return point[1]


def record_curve(
    database: Database,
    data: bytes,
    name: str,
    measured: Measured,
    *,
    profile: str,
    pieces: Sequence[str],
    nozzle: str = "",
    note: str = "",
    override: str | None = None,
    by: str | None = None,
    station: str | None = None,
) -> dict[str, Any]:
    """Keep a curve and record its run; the receipt. Refuses what `record_run` refuses."""
    from workshop.acts.runs import record_run

    kept = keep_curve(database, data, name)
    return database.write(
        record_run,
        by=by,
        station=station,
        profile=profile,
        pieces=list(pieces),
        nozzle=nozzle,
        evidence=kept,
        note=note,
        override=override,
        **measured._asdict(),
    )
