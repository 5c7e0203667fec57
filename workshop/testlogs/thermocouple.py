# SPDX-License-Identifier: MIT
"""The curve of a thermocouple at the joint: read from a table, and what it did."""

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from workshop.domain.hot_work import Measured
from workshop.domain.hot_work_entries import HOTTEST
from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.testlogs.text import as_text, is_web_page

LONGEST = 200_000
"""So many points of a curve: two days at one a second."""

COLDEST = -60.0

WINDOW = 5.0
"""s: a slope is taken over at least so long, so that the noise of a thermocouple is none."""

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?\Z")
_CLOCK = re.compile(r"(?:.*[T ])?(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)\Z")
_TIME = re.compile(r"time|zeit|temps|second|sek|elapsed|时间|^t$|^s$", re.IGNORECASE)
_HEAT = re.compile(
    r"temp[eé]rat|temp\b|°\s*c|℃|^tc|probe|joint|ch(?:annel)?\s*\d|温度", re.IGNORECASE
)
_FAHRENHEIT = re.compile(r"°\s*f\b|℉|fahrenheit", re.IGNORECASE)
# What a unit in the heading of the times makes of them, in seconds.
_UNITS = ((re.compile(r"\bms\b|milli", re.I), 0.001), (re.compile(r"\bmin", re.I), 60.0))


class Point(NamedTuple):
    """A moment of a curve, in s and °C."""

    at: float
    heat: float


Curve = tuple[Point, ...]


def read_curve(data: bytes) -> Curve:
    """Read a curve: a table with a column of times and one of temperatures in °C.

    Commas, semicolons or tabs between the columns, decimal comma where a comma does not separate
    them; times in s, ms or min by their heading, or as a clock. Lines above the table are skipped;
    of several thermocouples the first counts. Refuses what is no such table, times that go back,
    and temperatures no station reaches.
    """
    text = as_text(data)
    if is_web_page(text):
        raise Refused("This file is a web page, not a curve. Save the table itself.")
    columns: tuple[int, int] = (0, 1)
    unit, points = 1.0, list[Point]()
    for line, row in enumerate(_rows(text), 1):
        moment = _point(row, columns)
        if moment is None:
            if points and any(row):
                raise Refused(
                    "Line {line} of the curve is no time and temperature: {text}.",
                    line=line,
                    text=shown(" ".join(row)),
                )
            columns, unit = _headed(row, columns, unit)
            continue
        points.append(Point(moment.at * unit, moment.heat))
        if len(points) > LONGEST:
            raise Refused("The curve has more than {n} points.", n=LONGEST)
    return _checked(points)


def _rows(text: str) -> Iterator[list[str]]:
    """The lines of the table, split by what separates most of them."""
    sample = text[:20_000]
    delimiter = next((each for each in "\t;" if sample.count(each) >= 2), ",")
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise Refused("The curve cannot be read as a table: {reason}.", reason=error) from error


def _point(row: Sequence[str], columns: tuple[int, int]) -> Point | None:
    """The time and temperature of a line; None where it has none."""
    if max(columns) >= len(row):
        return None
    at, heat = (row[each] for each in columns)
    clock = _CLOCK.match(at)
    if not _NUMBER.match(heat) or not (clock or _NUMBER.match(at)):
        return None
    if clock:
        hours, minutes, seconds = clock.groups(default="0")
        moment = int(hours) * 3600 + int(minutes) * 60 + _as_float(seconds)
    else:
        moment = _as_float(at)
    return Point(moment, _as_float(heat))


def _as_float(text: str) -> float:
    return float(text.replace(",", "."))


def _headed(
    row: Sequence[str], columns: tuple[int, int], unit: float
) -> tuple[tuple[int, int], float]:
    """Which columns have what, where this is the line of the headings."""
    at = next((n for n, name in enumerate(row) if _TIME.search(name)), None)
    if at is None:
        return columns, unit
    others = [n for n in range(len(row)) if n != at]
    heat = next((n for n in others if _HEAT.search(row[n])), None)
    if any(_FAHRENHEIT.search(row[n]) for n in others):
        raise Refused("The temperatures of the curve must be in °C, not in °F.")
    if heat is None:
        return columns, unit
    return (at, heat), next((by for name, by in _UNITS if name.search(row[at])), 1.0)


def _checked(points: list[Point]) -> Curve:
    if len(points) < 3:
        raise Refused(
            "This file is no curve: a table with a column of times and one of temperatures."
        )
    for before, after in pairwise(points):
        if after.at <= before.at:
            raise Refused(
                "The times of the curve go back or stand still at {at} s.", at=f"{after.at:g}"
            )
    for point in points:
        if not COLDEST <= point.heat <= HOTTEST or not math.isfinite(point.at):
            raise Refused(
                "The curve says {heat} °C at {at} s, which no station reaches.",
                heat=f"{point.heat:g}",
                at=f"{point.at:g}",
            )
    return tuple(points)


def measure(
    curve: Curve, *, melts: float, soak_from: float | None = None, soak_to: float | None = None
) -> Measured:
    """What a curve did: fastest rise and fall, soak, peak, and time above `melts` °C.

    The soak is the time from `soak_from` to `soak_to` °C on the way up; None where these are not
    given or were not reached.
    """
    peak = max(point.heat for point in curve)
    soak = None
    if soak_from is not None and soak_to is not None:
        begun = _reached(curve, soak_from)
        ended = _reached(curve, soak_to)
        soak = ended - begun if begun is not None and ended is not None else None
    slopes = list(_slopes(curve))
    return Measured(
        ramp=_rounded(max(0.0, max(slopes))),
        fall=_rounded(max(0.0, -min(slopes))),
        soak_s=None if soak is None else _rounded(soak),
        peak=_rounded(peak),
        liquidus_s=_rounded(sum(_above(*pair, melts) for pair in pairwise(curve))),
    )


def _rounded(value: float) -> float:
    return round(value, 2)


def _crossing(before: Point, after: Point, heat: float) -> float:
    """When the line between two points passes a temperature."""
    return before.at + (heat - before.heat) / (after.heat - before.heat) * (after.at - before.at)


def _reached(curve: Curve, heat: float) -> float | None:
    """When a temperature was reached first."""
    if curve[0].heat >= heat:
        return curve[0].at
    for before, after in pairwise(curve):
        if before.heat < heat <= after.heat:
            return _crossing(before, after, heat)
    return None


def _above(before: Point, after: Point, heat: float) -> float:
    """For how long of the time between two points it was hotter than this."""
    low, high = sorted((before.heat, after.heat))
    if low >= heat:
        return after.at - before.at if high > heat else 0.0
    if high <= heat:
        return 0.0
    return (high - heat) / (high - low) * (after.at - before.at)


def _slopes(curve: Curve) -> Iterator[float]:
    """°C/s from each point to the first one that is `WINDOW` later, or to the last of all."""
    end = 1
    for start, point in enumerate(curve[:-1]):
        end = max(end, start + 1)
        while end < len(curve) - 1 and curve[end].at - point.at < WINDOW:
            end += 1
        if curve[end].at - point.at >= WINDOW or start == 0:
            yield (curve[end].heat - point.heat) / (curve[end].at - point.at)
