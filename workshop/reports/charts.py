# SPDX-License-Identifier: MIT
"""The charts of a report, as vectors: one look for one thing, told apart in grey as well."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from reportlab.graphics.shapes import Drawing, Line
from reportlab.lib.colors import HexColor

from workshop.language import say, say_date
from workshop.paper import look
from workshop.paper.fonts import BOLD, REGULAR
from workshop.paper.text import one_line, width
from workshop.queries.batches import Batch
from workshop.queries.figures import DayLine, YieldLine
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
from workshop.reports.words import SITES, STATES, Term, many, number, percent

# More bars than this say nothing: days become weeks, weeks become months.
MOST_BARS = 24


GOOD, DAMAGED, MISSING = PRINT.good, PRINT.damaged, PRINT.missing
_CARDS: dict[str, Paint] = {
    "received": Paint(HexColor("#C9D1DC"), text=look.TEXT),
    "working": Paint(HexColor("#6EA2FF"), text=look.TEXT),
    "hold": Paint(look.CAREFUL_GROUND, look.CAREFUL, text=look.CAREFUL),
    "quarantine": Paint(look.CAREFUL_GROUND, look.CAREFUL, dashed=True, text=look.CAREFUL),
    "damaged": DAMAGED,
    "stock": GOOD,
    "packed": Paint(HexColor("#8FC7A8"), text=look.TEXT),
    "fitted": Paint(look.QUESTION_GROUND, look.ACCENT, text=look.ACCENT),
    "gone": Paint(look.QUIET),
}


class Part(NamedTuple):
    """A part of a bar: how many, what they are, and how it is painted."""

    n: int
    term: Term
    paint: Paint


def _across(
    drawing: Drawing, parts: Sequence[Part], x: float, y: float, wide: float, high: float
) -> None:
    """A bar from left to right, a value on each part it fits on."""
    total = sum(part.n for part in parts)
    for part in parts:
        if not part.n:
            continue
        share = wide * part.n / total
        # Two dark parts side by side are kept apart by a hair of white.
        paint_part(drawing, x, y, max(share - 0.8, 0.6), high, part.paint)
        text = number(part.n)
        if width(text, BOLD, TEXT) + 6 <= share:
            write(
                drawing, x + share / 2, y + high / 2 - 2.9, text, part.paint.text,
                bold=True, anchor="middle",
            )  # fmt: skip
        x += share


def _named(
    drawing: Drawing,
    parts: Sequence[Part],
    x: float,
    y: float,
    wide: float,
    palette: Palette = PRINT,
) -> None:
    """What the parts of a bar are: a swatch, the number, the word, as many as fit the width."""
    for part in parts:
        words = f"{number(part.n)} {part.term.word}"
        needed = 13 + width(words, REGULAR, TEXT)
        if needed > wide:
            break
        paint_part(drawing, x, y - 0.5, 7, 7, part.paint)
        write(drawing, x + 10, y, words, palette.text)
        x += needed + 9
        wide -= needed + 9


def card_parts(batch: Batch) -> list[Part]:
    """Where the cards of a batch are, in the order of work."""
    return [
        Part(batch.cards_by_state[state], STATES[state], paint)
        for state, paint in _CARDS.items()
        if batch.cards_by_state.get(state)
    ]


CARDS_HEIGHT = 40.0


def cards_bar(parts: Sequence[Part], wide: float) -> Drawing:
    """Where the cards are, as one bar over the whole width with its words below."""
    drawing = Drawing(wide, CARDS_HEIGHT)
    _across(drawing, parts, 0, 20, wide, 18)
    _named(drawing, parts, 0, 4, wide)
    return drawing


def harvest_parts(line: YieldLine | DayLine, palette: Palette = PRINT) -> list[Part]:
    """What came off, by how it was."""
    return [
        Part(line.good, SITES["good"], palette.good),
        Part(line.damaged, SITES["damaged"], palette.damaged),
        Part(line.missing, SITES["missing"], palette.missing),
    ]


_KIND = 40.0


def kinds_height(lines: Sequence[YieldLine]) -> float:
    """Height of the chart of kinds."""
    return _KIND * len(lines)


def kind_bars(lines: Sequence[YieldLine], wide: float, palette: Palette = PRINT) -> Drawing:
    """Harvest by kind: a bar of equal length for each, its yield beside it, its numbers below."""
    drawing = Drawing(wide, kinds_height(lines))
    left, right = 96.0, 62.0
    room = wide - left - right
    for place, line in enumerate(lines):
        top = drawing.height - place * _KIND
        parts = harvest_parts(line, palette)
        name = one_line(many(line.kind), BOLD, 9, left - 8)
        write(drawing, 0, top - 13, name, palette.text, size=9, bold=True)
        _across(drawing, parts, left, top - 19, room, 17)
        _named(drawing, [p for p in parts if p.n], left, top - 31, room, palette)
        rate = percent(line.rate)
        write(drawing, wide, top - 16, rate, palette.text, size=14, bold=True, anchor="end")
        write(drawing, wide, top - 28, say("good"), palette.quiet, SMALL, anchor="end")
    return drawing


class Span(NamedTuple):
    """One bar of a chart over time: its label and its parts from the ground up."""

    label: str
    parts: tuple[int, ...]


def spans(days: Iterable[tuple[str, tuple[int, ...]]]) -> list[Span]:
    """Days without gaps; weeks by their Monday, months or years, where the days are too many."""
    counts = {date.fromisoformat(day): values for day, values in days if any(values)}
    if not counts:
        return []
    fields = len(next(iter(counts.values())))
    first, last = min(counts), max(counts)
    length = (last - first).days + 1
    if length <= MOST_BARS:
        keys = [first + timedelta(n) for n in range(length)]
        return [_span(say_date(k.isoformat()), [counts.get(k, ())], fields) for k in keys]
    groups: dict[str, list[tuple[int, ...]]] = {}
    for n in range(length):
        day = first + timedelta(n)
        groups.setdefault(_period(day, length), []).append(counts.get(day, ()))
    return [_span(label, values, fields) for label, values in groups.items()]


def _period(day: date, length: int) -> str:
    """The bar a day belongs to, where so many days are shown."""
    if length <= 7 * (MOST_BARS - 1):
        return say_date((day - timedelta(day.weekday())).isoformat())
    return f"{day:%Y-%m}" if length <= 30 * (MOST_BARS - 1) else f"{day:%Y}"


def _span(label: str, values: Sequence[Sequence[int]], fields: int) -> Span:
    return Span(label, tuple(sum(v[n] for v in values if v) for n in range(fields)))


class Series(NamedTuple):
    """What one part of every bar is, and how it is painted."""

    name: str
    paint: Paint


_ROW = 10.0
_BARS = 74.0


def days_height(parts: int) -> float:
    """Height of a chart over time whose bars have so many parts."""
    return _BARS + 14 + _ROW * (parts + 1)


def day_bars(
    series: Sequence[Series], bars: Sequence[Span], wide: float, palette: Palette = PRINT
) -> Drawing:
    """Bars over time, the total on each, and below each its numbers, part by part."""
    drawing = Drawing(wide, days_height(len(series)))
    left = 12 + max(width(each.name, REGULAR, SMALL) for each in series) + 8
    step = min((wide - left) / len(bars), 52.0)
    ground = _ROW * (len(series) + 1) + 2
    most = max(sum(bar.parts) for bar in bars)
    drawing.add(
        Line(
            left,
            ground,
            left + step * len(bars),
            ground,
            strokeColor=palette.quiet,
            strokeWidth=0.7,
        )
    )
    for row, each in enumerate(series):
        y = ground - _ROW * (row + 2) + 2
        paint_part(drawing, 0, y - 0.5, 7, 7, each.paint)
        write(drawing, 11, y, each.name, palette.text, SMALL)
    every = math.ceil((max(width(bar.label, REGULAR, SMALL) for bar in bars) + 3) / step)
    for place, bar in enumerate(bars):
        middle = left + step * (place + 0.5)
        _bar(drawing, bar, series, middle, ground, step, _BARS / most, palette)
        if place % every == 0:
            write(drawing, middle, ground - 8.5, bar.label, palette.quiet, SMALL, anchor="middle")
        for row, n in enumerate(bar.parts):
            if n:
                y = ground - _ROW * (row + 2) + 2
                value(drawing, middle, y, number(n), step, palette.text)
    return drawing


def _bar(
    drawing: Drawing,
    bar: Span,
    series: Sequence[Series],
    middle: float,
    ground: float,
    step: float,
    scale: float,
    palette: Palette,
) -> None:
    y, thick = ground, min(step * 0.66, 30)
    for n, each in zip(bar.parts, series, strict=True):
        if n:
            high = max(n * scale, 1.4)
            paint_part(drawing, middle - thick / 2, y, thick, high, each.paint)
            y += high
    if y > ground:
        value(drawing, middle, y + 2.5, number(sum(bar.parts)), step, palette.text, bold=True)
