# SPDX-License-Identifier: MIT
"""Charts have the right proportions, values on the bars, and can be read out."""

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets.charts import Bar, BarChart, Stack, StackChart
from ui.widgets.meters import Part

RATES = [Bar("Dies", 0.5, text="50%"), Bar("Chips", 1.0, text="100%"), Bar("Boards", 0.0)]


def count(widget: QWidget, color: str, columns: range | None = None) -> int:
    """How many pixels have a colour of the theme."""
    picture: QImage = widget.grab().toImage()
    wanted = QColor(theme.color(color)).rgb()
    across = columns or range(picture.width())
    return sum(picture.pixel(x, y) == wanted for x in across for y in range(picture.height()))


def test_bars_are_as_high_as_their_values(app: QApplication) -> None:
    chart = BarChart("Yield")
    chart.resize(300, 220)
    chart.setBars(RATES)
    half, whole = count(chart, "accent", range(100)), count(chart, "accent", range(100, 200))
    assert whole == pytest.approx(2 * half, rel=0.05)
    assert count(chart, "accent", range(200, 300)) == 0


def test_lying_bars_keep_a_scale_that_is_given(app: QApplication) -> None:
    chart = BarChart("Yield", lying=True, top=1.0)
    chart.resize(420, 120)
    chart.setBars([RATES[1]])
    whole = count(chart, "accent")
    chart.setBars([RATES[1]._replace(value=0.5)])
    assert count(chart, "accent") == pytest.approx(whole / 2, rel=0.05)
    chart.setBars([RATES[1]._replace(value=7.0)])
    assert count(chart, "accent") == whole


def test_values_are_read_out(app: QApplication) -> None:
    chart = BarChart("Yield")
    chart.setBars(RATES)
    assert chart.accessibleName() == "Yield"
    assert chart.accessibleDescription() == "Dies 50%, Chips 100%, Boards 0"
    stacks = StackChart("Harvest")
    parts = (Part("Good", 9, Tone.GOOD), Part("Damaged", 2, Tone.REFUSED))
    stacks.setStacks([Stack("Mon", parts), Stack("Tue", parts)])
    assert stacks.accessibleDescription() == "Mon: Good 9, Damaged 2; Tue: Good 9, Damaged 2"


def test_parts_of_a_stack_are_in_proportion(app: QApplication) -> None:
    chart = StackChart("Harvest")
    chart.resize(200, 300)
    chart.setStacks([Stack("Mon", (Part("Good", 30, Tone.GOOD), Part("Bad", 15, Tone.REFUSED)))])
    names = count(chart, "good", range(20)), count(chart, "refused", range(60, 90))
    assert names[0] > 50 and names[1] > 50  # the squares before the names
    bars = range(100, 130)
    assert count(chart, "good", bars) == pytest.approx(2 * count(chart, "refused", bars), rel=0.1)


@pytest.mark.parametrize("make", [BarChart, StackChart])
def test_without_data_a_chart_says_so(
    app: QApplication, make: type[BarChart] | type[StackChart]
) -> None:
    chart = make("Tested")
    chart.resize(300, 200)
    blank = QWidget()
    blank.resize(300, 200)
    assert chart.grab().toImage() != blank.grab().toImage()
    if isinstance(chart, BarChart):
        chart.setBars([])
        chart.setBars([Bar("Mon", 0)])
    else:
        chart.setStacks([Stack("Mon", (Part("Good", 0, Tone.GOOD),))])
    chart.grab()


@pytest.mark.parametrize("days", [1, 31, 366])
def test_many_bars_do_not_write_over_each_other(app: QApplication, days: int) -> None:
    chart = BarChart("Tested")
    chart.resize(400, 200)
    chart.setBars([Bar(f"2026-{i:03d}", i % 7 + 1) for i in range(days)])
    picture = chart.grab().toImage()
    low = range(183, 200)
    ink = [any(picture.pixelColor(x, y).lightness() < 150 for y in low) for x in range(400)]
    gaps = "".join("x" if marked else " " for marked in ink).split("      ")
    assert len([label for label in gaps if label.strip()]) >= min(days, 4)
