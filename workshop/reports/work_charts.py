# SPDX-License-Identifier: MIT
"""How work goes: yield by day, the most frequent faults, the flow and the hours of the steps.

Each is drawn once for paper and window: from plain rows, width and height in points, a palette.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine
from reportlab.lib.colors import Color

from workshop.language import say, say_minutes
from workshop.paper.fonts import BOLD, REGULAR
from workshop.paper.text import one_line, width
from workshop.reports.chart_look import (
    PRINT,
    SMALL,
    TEXT,
    Paint,
    Palette,
    paint_part,
    value,
    write,
)
from workshop.reports.charts import Span, spans
from workshop.reports.words import OUTCOMES, number, percent

T = TypeVar("T")

_LINE = 15.0
_THICK = 10.0
_HEAD = 16.0
# Lines are never set closer than this, whatever the height.
_LEAST_LINE = 11.0
TREND_HEIGHT = 124.0


def lines_height(lines: int) -> float:
    """Height in which a chart of faults, flow or hours has so many lines."""
    return _HEAD + _LINE * lines


class _Lines(NamedTuple):
    """Lines of bars from the top: names at the left, then bars, then what is written of them."""

    drawing: Drawing
    palette: Palette
    left: float
    right: float
    step: float

    @property
    def thick(self) -> float:
        """How high a bar is."""
        return min(_THICK, self.step - 3)

    @property
    def room(self) -> float:
        """How long a bar may be."""
        return self.right - self.left

    def base(self, line: int) -> float:
        """Where the bar of a line, counted from 0, has its lower edge."""
        return self.drawing.height - _HEAD - self.step * (line + 0.5) - self.thick / 2

    def text(self, line: int) -> float:
        """Where what is written of a line has its base line."""
        return self.base(line) + self.thick / 2 - 2.7

    def name(self, line: int, text: str, quiet: bool = False) -> None:
        """Write the name of a line."""
        colour = self.palette.quiet if quiet else self.palette.text
        shown = one_line(text, REGULAR, TEXT, self.left - 8)
        write(self.drawing, 0, self.text(line), shown, colour)

    def figure(self, line: int, right: float, text: str, bold: bool = False) -> None:
        """Write a number that ends at `right`."""
        colour = self.palette.text if bold else self.palette.quiet
        y = self.text(line)
        write(self.drawing, right, y, text, colour, bold=bold, anchor="end")

    def title(self, right: float, text: str) -> None:
        """Write what the numbers that end at `right` are."""
        y = self.drawing.height - 8
        write(self.drawing, right, y, text, self.palette.quiet, SMALL, anchor="end")


def _lines(
    width_pt: float, height: float, palette: Palette, count: int, beside: float
) -> tuple[_Lines, int]:
    """Room for lines, `beside` points of it for what stands at their right; how many it takes."""
    fit = max(int((height - _HEAD) / _LEAST_LINE), 1)
    shown = min(count, fit)
    step = min((height - _HEAD) / max(shown, 1), _LINE)
    left = min(width_pt * 0.3, 130.0)
    drawing = Drawing(width_pt, height)
    return _Lines(drawing, palette, left, width_pt - beside, step), shown


class Cause(NamedTuple):
    """A fault, and how often it was found."""

    name: str
    n: int


def pareto_bars(
    causes: Sequence[Cause], wide: float, high: float, palette: Palette = PRINT
) -> Drawing:
    """Faults, the most frequent first, each with its share of all and theirs with those before it.

    Those the height has no line for are one line, the last.
    """
    ranked = sorted(causes, key=lambda cause: (-cause.n, cause.name))
    lines, fit = _lines(wide, high, palette, len(ranked), 84)
    if fit < len(ranked):
        rest = ranked[fit - 1 :]
        name = say("{n} other faults", n=number(len(rest)))
        ranked = [*ranked[: fit - 1], Cause(name, sum(cause.n for cause in rest))]
    total, most, so_far = max(sum(c.n for c in ranked), 1), max((c.n for c in ranked), default=1), 0
    lines.title(wide - 44, say("Share"))
    lines.title(wide, say("Together"))
    for place, cause in enumerate(ranked):
        so_far += cause.n
        lines.name(place, cause.name)
        _bar(lines, place, [(cause.n, palette.fault)], lines.room / max(most, 1), number(cause.n))
        lines.figure(place, wide - 44, percent(cause.n / total))
        lines.figure(place, wide, percent(so_far / total), bold=True)
    return lines.drawing


def _bar(
    lines: _Lines, place: int, parts: Sequence[tuple[int, Paint]], scale: float, text: str = ""
) -> None:
    """A bar from its parts, and what is written in it, or behind it where it is too short."""
    x, y = lines.left, lines.base(place)
    for n, paint in parts:
        if n:
            # Two dark parts side by side are kept apart by a hair.
            paint_part(lines.drawing, x, y, max(n * scale - 0.6, 0.8), lines.thick, paint)
            x += max(n * scale, 1.4)
    if text:
        _told(lines, place, x, text, parts[0][1].text)


def _told(lines: _Lines, place: int, end: float, text: str, inside: Color) -> None:
    """Write what a bar comes to: behind it where there is room, otherwise in its end."""
    y = lines.text(place)
    if end + width(text, BOLD, TEXT) + 4 <= lines.right:
        write(lines.drawing, end + 3, y, text, lines.palette.text, bold=True)
    else:
        write(lines.drawing, end - 4, y, text, inside, bold=True, anchor="end")


class Flow(NamedTuple):
    """How many cards have a step behind them, by how it ended, and how many stand before it."""

    name: str
    done: int
    failed: int
    skipped: int
    waiting: int


def flow_bars(steps: Sequence[Flow], wide: float, high: float, palette: Palette = PRINT) -> Drawing:
    """How many cards are through each step, and how many stand before it, in the order of work."""
    told = [
        (OUTCOMES["done"].word, palette.good),
        (OUTCOMES["failed"].word, palette.damaged),
        (OUTCOMES["skipped"].word, palette.plain),
        (say("Waiting"), palette.waiting),
    ]
    column = 46.0
    lines, fit = _lines(wide, high, palette, len(steps), column * len(told) + 4)
    shown = _first(lines, steps, fit)
    edges = [wide - column * (len(told) - 1 - place) for place in range(len(told))]
    for (word, paint), edge in zip(told, edges, strict=True):
        y, text = high - 8, one_line(word, REGULAR, SMALL, column - 12)
        lines.title(edge, text)
        paint_part(lines.drawing, edge - width(text, REGULAR, SMALL) - 9, y - 0.5, 6, 6, paint)
    scale = lines.room / max([1, *(sum(step[1:]) for step in steps)])
    for place, step in enumerate(shown):
        lines.name(place, step.name)
        _bar(lines, place, list(zip(step[1:], (paint for _, paint in told), strict=True)), scale)
        for n, edge in zip(step[1:], edges, strict=True):
            lines.figure(place, edge, number(n) if n else "–", bold=bool(n))
    return lines.drawing


def _first(lines: _Lines, rows: Sequence[T], fit: int) -> Sequence[T]:
    """The rows there is a line for; the last line says how many more there are."""
    if fit >= len(rows):
        return rows
    lines.name(fit - 1, say("… and {n} more", n=number(len(rows) - fit + 1)), quiet=True)
    return rows[: fit - 1]


class Effort(NamedTuple):
    """How long a step took in all and with the usual piece, in minutes."""

    name: str
    minutes: float
    usual: float


# A bar so many times as long as the next one is cut, so that the others can be seen.
_CUT = 3.0


def hours_bars(
    steps: Sequence[Effort], wide: float, high: float, palette: Palette = PRINT
) -> Drawing:
    """How long each step took in all, and with the usual piece.

    Bars that would leave nothing to see of the others are cut, and show it.
    """
    lines, fit = _lines(wide, high, palette, len(steps), 62)
    shown = _first(lines, steps, fit)
    lines.title(wide, say("Usual time"))
    longest = _longest([step.minutes for step in steps])
    for place, step in enumerate(shown):
        lines.name(place, step.name)
        length = max(lines.room * min(step.minutes / longest, 1.0), 0.8)
        paint_part(lines.drawing, lines.left, lines.base(place), length, lines.thick, palette.plain)
        if step.minutes > longest:
            _cut(lines, place, lines.left + length * 0.62)
        _told(lines, place, lines.left + length, say_minutes(step.minutes), palette.plain.text)
        lines.figure(place, wide, say_minutes(step.usual))
    return lines.drawing


def _longest(minutes: Sequence[float]) -> float:
    """The minutes of the longest bar that is drawn whole."""
    ranked = sorted(minutes, reverse=True)
    for longer, shorter in pairwise(ranked):
        if shorter and longer > _CUT * shorter:
            return shorter * 1.4
    return max(ranked[0], 0.1) if ranked else 1.0


def _cut(lines: _Lines, place: int, x: float) -> None:
    """Two slanted strokes across a bar: it is longer than is drawn."""
    y = lines.base(place)
    for off in (0.0, 4.0):
        stroke = Line(x + off, y - 1.5, x + off + 4, y + lines.thick + 1.5)
        stroke.strokeColor = lines.palette.ground
        stroke.strokeWidth = 1.8
        lines.drawing.add(stroke)


class DayYield(NamedTuple):
    """A day of tests: all results, and of first attempts and of last ones how many passed."""

    day: str
    results: int
    first: int
    first_passed: int
    last: int
    last_passed: int


_UNDER = 3 * 10.0 + 14


def yield_trend(
    days: Sequence[DayYield], wide: float, high: float, palette: Palette = PRINT
) -> Drawing:
    """First-pass and final yield by day (weeks, months where they are many), with their numbers.

    The scale begins at half where no yield is below it, otherwise at nothing.
    """
    drawing = Drawing(wide, high)
    bars = spans([(day.day, day[1:]) for day in days])
    names = (say("First pass, %"), say("Final, %"), say("Results"))
    left = 30 + max(width(name, REGULAR, SMALL) for name in names)
    if not bars:
        return drawing
    step = (wide - left) / len(bars)
    rates = [(_rate(bar, 1), _rate(bar, 3)) for bar in bars]
    lowest = min((r for pair in rates for r in pair if r is not None), default=0.0)
    scale = _Scale(0.5 if lowest >= 0.5 else 0.0, _UNDER, high - 8)
    _grid(drawing, scale, left, wide, palette)
    every = math.ceil((max(width(bar.label, REGULAR, SMALL) for bar in bars) + 3) / step)
    for place, (bar, pair) in enumerate(zip(bars, rates, strict=True)):
        x = left + step * (place + 0.5)
        if place % every == 0:
            write(drawing, x, _UNDER - 10, bar.label, palette.quiet, SMALL, anchor="middle")
        texts = [*(percent(r).rstrip("%\xa0\u202f ") for r in pair), number(bar.parts[0])]
        for row, text in enumerate(texts):
            if bar.parts[0]:
                value(drawing, x, _UNDER - 20 - 10 * row, text, step, palette.text, bold=row < 2)
    for row, name in enumerate(names):
        write(drawing, 22, _UNDER - 20 - 10 * row, name, palette.text, SMALL)
    for which in (0, 1):
        y = _UNDER - 17.5 - 10 * which
        _curve(drawing, [(2.9, y), (16.0, y)], which, palette)
        at = [(left + step * (n + 0.5), r[which]) for n, r in enumerate(rates)]
        points = [(x, scale.at(r)) for x, r in at if r is not None]
        _curve(drawing, points, which, palette)
    return drawing


def _rate(bar: Span, field: int) -> float | None:
    of, passed = bar.parts[field : field + 2]
    return passed / of if of else None


class _Scale(NamedTuple):
    """Rates from `low` to 1 between two heights."""

    low: float
    bottom: float
    top: float

    def at(self, rate: float) -> float:
        """The height of a rate."""
        return self.bottom + (rate - self.low) / (1 - self.low) * (self.top - self.bottom)


def _grid(drawing: Drawing, scale: _Scale, left: float, right: float, palette: Palette) -> None:
    for rate in (scale.low, (1 + scale.low) / 2, 1.0):
        y = scale.at(rate)
        colour = palette.quiet if rate == scale.low else palette.line
        drawing.add(Line(left, y, right, y, strokeColor=colour, strokeWidth=0.6))
        write(drawing, left - 6, y - 2.4, percent(rate), palette.quiet, SMALL, anchor="end")


def _curve(
    drawing: Drawing, points: Sequence[tuple[float, float]], which: int, palette: Palette
) -> None:
    """The first pass dashed with hollow dots, the final yield firm with filled ones."""
    colour = palette.good.fill if which else palette.accent
    if len(points) > 1:
        line = PolyLine([each for point in points for each in point])
        line.strokeColor, line.strokeWidth = colour, 1.3
        if not which:
            line.strokeDashArray = [3, 2]
        drawing.add(line)
    for x, y in points:
        dot = Circle(x, y, 2.3)
        dot.fillColor, dot.strokeColor = (colour if which else palette.ground), colour
        dot.strokeWidth = 1.1
        drawing.add(dot)
