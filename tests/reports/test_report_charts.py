# SPDX-License-Identifier: MIT
"""Charts: values are on them, and good, damaged and missing stay apart without colour."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from reportlab.graphics.shapes import Rect, String

from workshop.queries.figures import YieldLine
from workshop.reports import charts
from workshop.reports.charts import DAMAGED, GOOD, MISSING, Paint, Series, Span, day_bars, spans


def texts(drawing: Any) -> list[str]:
    return [shape.text for shape in drawing.contents if isinstance(shape, String)]


def grey(paint: Paint) -> float:
    """How light a fill is without its colour (ITU-R BT.601)."""
    red, green, blue = paint.fill.rgb()
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_a_bar_of_a_kind_has_its_numbers_and_its_yield() -> None:
    lines = [YieldLine("die", 28, 27, 1, 2, 0.9643), YieldLine("memory", 0, 0, 0, 3, None)]
    drawing = charts.kind_bars(lines, 500)
    found = texts(drawing)
    for expected in ("Dies", "27 Good", "1 Damaged", "2 Missing", "96.4%", "Memory chips",
                     "3 Missing", "–"):  # fmt: skip
        assert expected in found
    assert drawing.height == charts.kinds_height(lines)


def test_parts_of_a_bar_are_as_wide_as_they_are_many() -> None:
    drawing = charts.kind_bars([YieldLine("die", 4, 3, 1, 0, 0.75)], 500)
    wide = sorted(s.width for s in drawing.contents if isinstance(s, Rect) and s.height > 10)
    assert wide[1] / wide[0] == pytest.approx(3, rel=0.02)


def test_good_damaged_and_missing_stay_apart_in_grey() -> None:
    assert grey(DAMAGED) - grey(GOOD) > 0.4
    assert grey(MISSING) > grey(DAMAGED)
    assert MISSING.dashed and not DAMAGED.dashed
    assert DAMAGED.edge and MISSING.edge


def test_states_of_cards_stay_apart_in_grey() -> None:
    paints = list(charts._CARDS.values())
    for one, two in pairwise(paints):
        told = abs(grey(one) - grey(two)) > 0.15 or one.dashed != two.dashed
        assert told or bool(one.edge) != bool(two.edge), (one, two)


def day(n: int) -> str:
    return (date(2026, 1, 30) + timedelta(n)).isoformat()


def test_days_without_work_stay_in_sight() -> None:
    assert spans([(day(0), (2, 1)), (day(3), (4, 0)), (day(9), (0, 0))]) == [
        Span("01-30", (2, 1)),
        Span("01-31", (0, 0)),
        Span("02-01", (0, 0)),
        Span("02-02", (4, 0)),
    ]
    assert spans([]) == spans([(day(0), (0, 0))]) == []


@pytest.mark.parametrize(
    ("length", "first", "most"),
    [
        (24, "01-30", 24),
        (25, "01-26", 24),
        (160, "01-26", 24),
        (400, "2026-01", 24),
        (2000, "2026", 7),
    ],
)
def test_many_days_become_weeks_months_years_and_none_is_lost(
    length: int, first: str, most: int
) -> None:
    bars = spans([(day(n), (n, 1)) for n in range(length)])
    assert len(bars) <= most
    assert bars[0].label == first
    assert sum(bar.parts[0] for bar in bars) == sum(range(length))
    assert sum(bar.parts[1] for bar in bars) == length


def test_bars_over_time_have_all_their_numbers() -> None:
    series = [Series("Good", GOOD), Series("Damaged", DAMAGED)]
    drawing = day_bars(series, [Span("11-18", (1200, 7)), Span("11-19", (0, 0))], 240)
    found = texts(drawing)
    assert {"1,207", "1,200", "7", "11-18", "11-19", "Good", "Damaged"} <= set(found)
    bars = [s for s in drawing.contents if isinstance(s, Rect) and s.width > 10]
    assert max(bar.height for bar in bars) <= drawing.height


def test_labels_of_many_bars_do_not_touch() -> None:
    bars = [Span(f"11-{n:02d}", (99_999, 1)) for n in range(1, 25)]
    drawing = day_bars([Series("Good", GOOD), Series("Damaged", DAMAGED)], bars, 240)
    labels = [t for t in texts(drawing) if t.startswith("11-")]
    assert labels == [f"11-{n:02d}" for n in range(1, 25, 3)]
    for shape in drawing.contents:
        if isinstance(shape, String):
            left, _bottom, right, _top = shape.getBounds()
            assert -0.1 <= left <= right <= 240.1
