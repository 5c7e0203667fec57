# SPDX-License-Identifier: MIT
"""The runs of a profile a piece was heated in: each curve over its profile, and its judgement."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect
from reportlab.lib.colors import Color, white
from sqlalchemy import Connection

from workshop.domain.curves import Points, programme
from workshop.domain.hot_work import Judged, Measured, judge_each
from workshop.domain.judge import spell
from workshop.domain.refused import Refused
from workshop.language import mark, say, say_number
from workshop.paper import look
from workshop.paper.fonts import BOLD
from workshop.paper.text import one_line, width
from workshop.queries.heat import HeatRow, Run
from workshop.queries.runs import ProfileRow, profile
from workshop.reports.chart_look import SMALL, write
from workshop.reports.parts import heading, remark
from workshop.reports.pen import Align, Pen
from workshop.reports.sheet import Block, Fixed, Spot
from workshop.reports.table import Column, Row, Shade, wrapped_table
from workshop.reports.words import VERDICTS, limits, moment, number, term

Curves = Callable[[str], Points]
"""Reads the curve that is kept under a SHA-256; Refused where it is gone or is none."""

_HIGH = 170.0
_LEFT, _RIGHT, _BOTTOM, _TOP = 30.0, 8.0, 16.0, 6.0  # points around the curves
_DASHES = ([5, 2.5], [1.2, 2], [6.5, 2, 1.2, 2])

NAMES = {
    "ramp": (mark("Ramp"), "°C/s"),
    "soak_s": (mark("Soak"), "s"),
    "peak": (mark("Peak"), "°C"),
    "liquidus_s": (mark("Above liquidus"), "s"),
    "fall": (mark("Fall"), "°C/s"),
}


class Ran(NamedTuple):
    """A run with its profile as it was then; `curve` is empty where none was kept or it is lost.

    `lost` says why it cannot be drawn.
    """

    row: HeatRow
    run: Run
    profile: ProfileRow
    curve: Points
    lost: str


def gather_runs(
    connection: Connection, rows: Sequence[HeatRow], curves: Curves | None
) -> list[Ran]:
    """The runs of a heat ledger that a curve was kept of; none where nobody can read `curves`."""
    found = []
    for row in rows:
        run = row.run
        if run is None or not run.curve or curves is None:
            continue
        as_it_was = profile(connection, code=run.profile, version=run.version)
        curve, lost = Points(), ""
        try:
            curve = curves(run.curve)
        except Refused as refused:
            lost = str(refused)
        found.append(Ran(row, run, as_it_was, curve, lost))
    return found


def profile_runs(runs: Sequence[Ran], room: float, who: Callable[[str], str]) -> Iterator[Block]:
    """Each run: its curve, and everything it is judged on."""
    if not runs:
        return
    yield heading(say("Curves of its runs"), number(len(runs)))
    for ran in runs:
        yield _title(ran, who)
        if ran.curve:
            drawing = curve_chart(ran.profile, ran.curve, room)
            yield Fixed(_HIGH + 6, _draw(drawing), keeps=True)
        else:
            yield remark(ran.lost, room, look.CAREFUL, keeps=True)
        yield _judged(ran, room)


def _draw(drawing: Drawing) -> Callable[[Pen, Spot], None]:
    def paint(pen: Pen, spot: Spot) -> None:
        pen.drawing(drawing, spot.left, spot.top - _HIGH)

    return paint


def _title(ran: Ran, who: Callable[[str], str]) -> Fixed:
    """The profile with the verdict of the run, and who ran it when and where."""

    def paint(pen: Pen, spot: Spot) -> None:
        verdict = term(VERDICTS, ran.run.verdict)
        y = spot.top - 9
        wide = pen.write(spot.left, y, ran.profile.profile.name, 10, BOLD, room=spot.width * 0.45)
        x = spot.left + wide + 10
        x += pen.write(x, y, verdict.said, 10, BOLD, verdict.colour) + 16
        nozzle = say("nozzle {nozzle}", nozzle=ran.run.nozzle) if ran.run.nozzle else ""
        parts = (moment(ran.row.at), who(ran.row.person), ran.row.station, nozzle)
        right = spot.left + spot.width
        pen.write(
            right, y, " · ".join(part for part in parts if part), 8, colour=look.QUIET,
            align=Align.RIGHT, room=max(right - x, 40),
        )  # fmt: skip

    return Fixed(18, paint, keeps=True, lead=10)


def _judged(ran: Ran, room: float) -> Block:
    run = ran.run
    measured = Measured(run.ramp, run.fall, run.soak_s, run.peak, run.liquidus_s)
    columns = [
        Column(say("Judged on"), 40, bold=True),
        Column(say("Measured"), 30, Align.RIGHT),
        Column(say("Unit"), 14),
        Column(say("Limits"), 34, Align.RIGHT),
        Column(say("Verdict"), 30),
    ]
    rows = [_row(each) for each in judge_each(ran.profile.profile, measured)]
    return wrapped_table(columns, rows, room)


def _row(each: Judged) -> Row:
    name, unit = NAMES[each.name]
    verdict = term(VERDICTS, each.verdict)
    value = "–" if each.value is None else say_number(spell(each.value))
    return [say(name), value, unit, limits(each.low, each.high),
            Shade(verdict.said, verdict.colour)]  # fmt: skip


class _Scale:
    """Where moments and temperatures lie on the drawing."""

    def __init__(self, wide: float, longest: float, hottest: float) -> None:
        self.left, self.right = _LEFT, wide - _RIGHT
        self.bottom, self.top = _BOTTOM, _HIGH - _TOP
        self.longest, self.hottest = max(longest, 1.0), max(hottest, 1.0) * 1.08

    def x(self, at: float) -> float:
        return self.left + (self.right - self.left) * at / self.longest

    def y(self, heat: float) -> float:
        high = self.bottom + (self.top - self.bottom) * heat / self.hottest
        return min(max(high, self.bottom), self.top)


def curve_chart(row: ProfileRow, curve: Points, wide: float) -> Drawing:
    """The joint as a firm line over the dashed programmes of the heaters, limits as bands."""
    wanted = row.profile
    lines = [(say(zone.name), programme(zone)) for zone in wanted.zones]
    every = [point for _, points in lines for point in points] + curve
    heats = [heat for _, heat in every]
    heats += [heat for heat in (row.melts, wanted.peak_high, wanted.soak_to) if heat is not None]
    scale = _Scale(wide, max(at for at, _ in every), max(heats))
    drawing = Drawing(wide, _HIGH)
    bands = (
        (wanted.soak_from, wanted.soak_to, look.CAREFUL_GROUND),
        (wanted.peak_low, wanted.peak_high, look.GOOD_GROUND),
    )
    for low, high, ground in bands:
        _band(drawing, scale, low, high, ground)
    _axes(drawing, scale)
    _line(drawing, scale, [(0, row.melts), (scale.longest, row.melts)], look.REFUSED, 0.9, [4, 2])
    for place, (_name, points) in enumerate(lines):
        _line(drawing, scale, points, look.QUIET, 1.0, _DASHES[place % len(_DASHES)])
    _line(drawing, scale, curve, look.ACCENT, 1.8)
    at, heat = max(curve, key=lambda point: point[1])
    drawing.add(
        Circle(
            scale.x(at), scale.y(heat), 3, fillColor=look.ACCENT, strokeColor=white, strokeWidth=0.8
        )
    )
    _names(drawing, scale, row, lines, curve)
    return drawing


def _band(
    drawing: Drawing, scale: _Scale, low: float | None, high: float | None, ground: Color
) -> None:
    if low is None and high is None:
        return
    bottom = scale.bottom if low is None else scale.y(low)
    top = scale.top if high is None else scale.y(high)
    _box(drawing, scale.left, bottom, scale.right - scale.left, top - bottom, ground)


def _box(
    drawing: Drawing, x: float, y: float, wide: float, high: float, fill: Color, opaque: float = 1
) -> None:
    box = Rect(x, y, wide, high)
    box.fillColor, box.fillOpacity, box.strokeColor = fill, opaque, None
    drawing.add(box)


def _axes(drawing: Drawing, scale: _Scale) -> None:
    for heat in ticks(scale.hottest, 6):
        y = scale.y(heat)
        colour = look.LINE if heat else look.QUIET
        drawing.add(Line(scale.left, y, scale.right, y, strokeColor=colour, strokeWidth=0.5))
        write(drawing, scale.left - 4, y - 2.5, f"{heat:g} °C", look.QUIET, SMALL, anchor="end")
    for at in ticks(scale.longest, 10):
        x = scale.x(at)
        drawing.add(
            Line(x, scale.bottom, x, scale.bottom - 3, strokeColor=look.QUIET, strokeWidth=0.5)
        )
        words = say("{n} s", n=f"{at:g}")
        write(drawing, x, scale.bottom - 11, words, look.QUIET, SMALL, anchor="middle")


def _line(
    drawing: Drawing,
    scale: _Scale,
    points: Sequence[tuple[float, float]],
    colour: Color,
    weight: float,
    dashes: list[float] | None = None,
) -> None:
    flat = [value for at, heat in points for value in (scale.x(at), scale.y(heat))]
    line = PolyLine(flat, strokeColor=colour, strokeWidth=weight, strokeLineJoin=1)
    if dashes:
        line.strokeDashArray = dashes
    drawing.add(line)


def _names(
    drawing: Drawing,
    scale: _Scale,
    row: ProfileRow,
    lines: Sequence[tuple[str, Points]],
    curve: Points,
) -> None:
    """Names at what they name, each where no other one stands."""
    wanted, taken = row.profile, list[tuple[float, float, float]]()
    degrees = {"melts": spell(row.melts)}
    named: list[tuple[str, float, float, Color]] = []
    if wanted.soak_from is not None and wanted.soak_to is not None:
        words = say("Soak {low} to {high} °C", low=spell(wanted.soak_from),
                    high=spell(wanted.soak_to))  # fmt: skip
        named.append((words, 0, (wanted.soak_from + wanted.soak_to) / 2, look.CAREFUL))
    if wanted.peak_low is not None and wanted.peak_high is not None:
        words = say("Peak {low} to {high} °C", low=spell(wanted.peak_low),
                    high=spell(wanted.peak_high))  # fmt: skip
        named.append((words, 0, (wanted.peak_low + wanted.peak_high) / 2, look.GOOD))
    named.append((say("Liquidus {melts} °C", **degrees), 0, row.melts, look.REFUSED))
    for name, points in [*lines, (say("Joint"), curve)]:
        at, heat = max(points, key=lambda point: point[1])
        named.append((name, at, heat, look.ACCENT if points is curve else look.QUIET))
    for words, at, heat, colour in named:
        text = one_line(words, BOLD, SMALL, 150)
        long = width(text, BOLD, SMALL)
        x = min(scale.x(at) + (6 if at else 4), scale.right - long - 2)
        y = scale.y(heat) + (4 if at else -2.5)
        while any(abs(y - other) < 8.5 and x < right and left < x + long
                  for left, other, right in taken) and y > scale.bottom + 9:  # fmt: skip
            y -= 8.5
        taken.append((x, y, x + long))
        _box(drawing, x - 1.5, y - 1.8, long + 3, 8, white, 0.8)
        write(drawing, x, y, text, colour, SMALL, bold=True)


def ticks(end: float, most: int) -> list[float]:
    """Round numbers from 0 to the end, no more than about so many."""
    step = 1.0
    factors = (2.0, 2.5, 2.0)
    turn = 0
    while end / step > most:
        step *= factors[turn % 3]
        turn += 1
    return [step * n for n in range(int(end // step) + 1)]
