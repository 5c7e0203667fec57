# SPDX-License-Identifier: MIT
"""Curves of temperature over time, as they are drawn: of a heater, and of the joint."""

from collections.abc import Sequence

from workshop.domain.hot_work_entries import Zone

Points = list[tuple[float, float]]
"""Moments of a curve, in s and °C."""

MOST_POINTS = 1200
"""So many points of a curve are drawn: more than a screen is wide."""

ROOM = 25.0
"""°C: where a programme begins."""


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
