# SPDX-License-Identifier: MIT
"""Charts of the work: their numbers are on them, in grey they still tell, nothing leaves them."""

from typing import Any

import pytest
from charts_made import CAUSES, CHARTS, DAYS, FLOW, HOURS, drawn
from reportlab.graphics.shapes import Circle, Line, PolyLine, Rect, String

from workshop.paper import fonts
from workshop.reports.chart_look import CONTRAST, DARK, PRINT, Paint, Palette
from workshop.reports.work_charts import (
    TREND_HEIGHT,
    Cause,
    DayYield,
    Effort,
    Flow,
    flow_bars,
    hours_bars,
    lines_height,
    pareto_bars,
    yield_trend,
)


@pytest.fixture(autouse=True)
def typeface() -> None:
    fonts.register()


def texts(drawing: Any) -> list[str]:
    return [shape.text for shape in drawing.contents if isinstance(shape, String)]


def bars(drawing: Any) -> list[Any]:
    return [s for s in drawing.contents if isinstance(s, Rect) and s.height > 6.5]


def grey(colour: Any) -> float:
    """How light a colour is without its hue (ITU-R BT.601)."""
    red, green, blue = colour.rgb()
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_faults_stand_by_how_often_with_the_share_of_those_before() -> None:
    drawing = pareto_bars(CAUSES[::-1], 500, lines_height(4))
    found = texts(drawing)
    assert found.index("Cracked die") < found.index("Missing capacitor") < len(found)
    for expected in ("14", "9", "4", "1", "50%", "32.1%", "82.1%", "96.4%", "100%"):
        assert expected in found
    wide = [bar.width for bar in bars(drawing)]
    assert wide == sorted(wide, reverse=True) and wide[0] / wide[2] == pytest.approx(3.5, rel=0.02)


def test_faults_without_a_line_are_counted_together() -> None:
    causes = [Cause(f"Fault {n}", 30 - n) for n in range(20)]
    found = texts(pareto_bars(causes, 240, lines_height(5)))
    said = [text for text in found if text.endswith("other faults")]
    assert len(said) == 1
    rest = int(said[0].split()[0])
    assert str(sum(cause.n for cause in causes[20 - rest :])) in found
    assert found[-1] == "100%"


def test_the_flow_says_how_many_are_through_and_how_many_wait() -> None:
    drawing = flow_bars(FLOW, 500, lines_height(3))
    found = texts(drawing)
    assert {"Done", "Failed", "Skipped", "Waiting", "31", "2", "4", "20", "11"} <= set(found)
    assert max(bar.x + bar.width for bar in bars(drawing)) < 500 - 4 * 46


@pytest.mark.parametrize("chart", [flow_bars, hours_bars])
def test_steps_without_a_line_are_told_of(chart: Any) -> None:
    steps: list[Any] = [Flow(f"Step {n}", 9, 1, 0, n) for n in range(30)]
    if chart is hours_bars:
        steps = [Effort(f"Step {n}", 60 + n, 5) for n in range(30)]
    found = texts(chart(steps, 300, lines_height(8)))
    more = next(text for text in found if text.startswith("… and "))
    shown = sum(text.startswith("Step ") for text in found)
    assert more == f"… and {30 - shown} more"


def test_a_bar_that_would_leave_nothing_to_see_is_cut_and_shows_it() -> None:
    drawing = hours_bars(HOURS, 500, lines_height(3))
    found = texts(drawing)
    assert {"2 h 36 min", "726 h", "1 h 50 min", "33 h", "4 min"} <= set(found)
    first, bake, mask = bars(drawing)
    assert bake.width > first.width > mask.width > 100
    assert sum(isinstance(shape, Line) for shape in drawing.contents) == 2
    even = hours_bars([Effort("One", 60, 1), Effort("Two", 120, 1)], 500, lines_height(2))
    assert not any(isinstance(shape, Line) for shape in even.contents)
    one, two = bars(even)
    assert two.width / one.width == pytest.approx(2, rel=0.02)


def test_the_yield_of_a_day_has_its_numbers_and_a_day_without_tests_no_dot() -> None:
    drawing = yield_trend(DAYS, 500, TREND_HEIGHT)
    found = texts(drawing)
    assert {"80", "87.5", "85.7", "100", "6", "9", "13", "11-26", "50%", "75%"} <= set(found)
    dots = [shape for shape in drawing.contents if isinstance(shape, Circle)]
    assert len(dots) == 2 * 3 + 4, "a dot for each day of tests, and those of the names"
    heights = [dot.cy for dot in dots if dot.cx > 80]
    assert heights[2] == max(heights), "all of the last day passed"


def test_a_yield_below_half_is_drawn_on_the_whole_scale() -> None:
    found = texts(yield_trend([DayYield("2026-11-24", 12, 10, 1, 10, 4)], 500, TREND_HEIGHT))
    assert "0%" in found and {"10", "40"} <= set(found)


def test_first_pass_and_final_yield_stay_apart_in_grey() -> None:
    lines = [s for s in drawn("yield").contents if isinstance(s, PolyLine)]
    assert [bool(line.strokeDashArray) for line in lines] == [True, True, False, False]


@pytest.mark.parametrize("palette", [PRINT, DARK, CONTRAST])
def test_paints_of_the_flow_stay_apart_in_grey(palette: Palette) -> None:
    def tells(one: Paint, two: Paint) -> bool:
        other = abs(grey(one.fill) - grey(two.fill)) > 0.15
        return other or bool(one.edge) != bool(two.edge) or one.dashed != two.dashed

    paints = [palette.good, palette.damaged, palette.plain, palette.waiting]
    assert all(tells(one, two) for n, one in enumerate(paints) for two in paints[n + 1 :])
    for paint in (*paints, palette.fault):
        assert abs(grey(paint.text) - grey(paint.fill)) > 0.3, "what is written on it is read"


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_leaves_a_chart(name: str) -> None:
    drawing = drawn(name)
    for shape in drawing.contents:
        left, bottom, right, top = shape.getBounds()
        assert left >= -0.1 and right <= drawing.width + 0.1, shape.__dict__
        assert bottom >= -2.6 and top <= drawing.height + 0.1, shape.__dict__


@pytest.mark.parametrize(
    "chart",
    [
        lambda: pareto_bars([], 300, 100),
        lambda: flow_bars([], 300, 100),
        lambda: hours_bars([], 300, 100),
        lambda: yield_trend([], 300, 100),
        lambda: hours_bars([Effort("Nothing", 0.0, 0.0)], 300, 30),
        lambda: flow_bars([Flow("Nothing", 0, 0, 0, 0)], 300, 30),
    ],
)
def test_a_chart_of_nothing_is_drawn(chart: Any) -> None:
    assert chart().width == 300
