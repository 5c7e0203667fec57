# SPDX-License-Identifier: MIT
"""Meters say by words and by shape what they show."""

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets.meters import HeatMeter, LimitGauge, Part, StackedBar


def columns(widget: QWidget, color: str, row: int) -> list[int]:
    """Where along a row of pixels a colour is seen."""
    picture: QImage = widget.grab().toImage()
    wanted = theme.color(color).name()
    return [x for x in range(picture.width()) if picture.pixelColor(x, row).name() == wanted]


@pytest.mark.parametrize(
    ("used", "limit", "tone", "words"),
    [
        (0, 3, Tone.GOOD, "0 of 3"),
        (2, 3, Tone.CAREFUL, "2 of 3"),
        (1, 3, Tone.GOOD, "1 of 3"),
        (3, 3, Tone.REFUSED, "3 of 3"),
        (4, 3, Tone.REFUSED, "4 of 3"),
        (5, 0, Tone.GOOD, "5"),
        (9, 12, Tone.GOOD, "9 of 12"),
        (11, 12, Tone.CAREFUL, "11 of 12"),
    ],
)
def test_heat_cycles(app: QApplication, used: int, limit: int, tone: Tone, words: str) -> None:
    meter = HeatMeter()
    meter.setCycles(used, limit)
    assert (meter.tone(), meter.words()) == (tone, words)
    assert words in meter.accessibleName()
    meter.resize(240, 22)
    filled = columns(meter, theme.LIGHT.ink(tone), 11)
    assert bool(filled) == (used > 0 and limit > 0)


@pytest.mark.parametrize(
    ("after", "tone"), [(1, Tone.GOOD), (2, Tone.GOOD), (3, Tone.CAREFUL), (4, Tone.REFUSED)]
)
def test_the_cycle_to_come_may_reach_the_limit(app: QApplication, after: int, tone: Tone) -> None:
    meter = HeatMeter()
    meter.setCycles(after, 3, to_come=True)
    assert meter.tone() is tone


def test_as_many_boxes_are_filled_as_cycles_used(app: QApplication) -> None:
    meter = HeatMeter()
    meter.resize(240, 22)
    seen = []
    for used in (1, 2, 3):
        meter.setCycles(used, 4)
        ink = theme.LIGHT.ink(meter.tone())
        seen.append(len(columns(meter, ink, 11)))
    assert seen[0] > 10
    assert seen[1] == 2 * seen[0] and seen[2] == 3 * seen[0]


def test_a_stack_is_shared_in_proportion(app: QApplication) -> None:
    bar = StackedBar()
    bar.resize(400, 20)
    parts = [Part("Good", 30, Tone.GOOD), Part("None", 0, Tone.CAREFUL)]
    bar.setParts([*parts, Part("Damaged", 10, Tone.REFUSED)])
    good, damaged = columns(bar, "good", 3), columns(bar, "refused", 3)
    assert len(good) == pytest.approx(3 * len(damaged), rel=0.08)
    assert max(good) < min(damaged)
    assert not columns(bar, "careful", 3)
    assert bar.accessibleName() == "Good 30, Damaged 10"


def test_one_among_thousands_is_still_seen(app: QApplication) -> None:
    bar = StackedBar()
    bar.resize(400, 20)
    bar.setParts([Part("Good", 4000, Tone.GOOD), Part("Damaged", 1, Tone.REFUSED)])
    assert columns(bar, "refused", 10)


def test_an_empty_stack_is_an_empty_bar(app: QApplication) -> None:
    bar = StackedBar()
    bar.setParts([Part("Good", 0, Tone.GOOD)])
    bar.resize(100, 20)
    assert not columns(bar, "good", 10)
    assert bar.accessibleName() == ""


@pytest.mark.parametrize(
    ("value", "low", "high", "where"),
    [
        (21.5, 20.0, 23.0, (0.4, 0.6)),
        (20.0, 20.0, 23.0, (0.1, 0.25)),
        (1e9, 20.0, 23.0, (0.9, 1.0)),
        (-1e9, 20.0, 23.0, (0.0, 0.1)),
        (90.0, None, 95.0, (0.6, 0.95)),
        (5.0, 2.0, None, (0.9, 1.0)),
        (7.0, None, None, (0.4, 0.6)),
        (3.0, 3.0, 3.0, (0.4, 0.6)),
        (0.0, None, 0.0, (0.0, 0.6)),
    ],
)
def test_a_value_stands_where_it_belongs(
    app: QApplication,
    value: float,
    low: float | None,
    high: float | None,
    where: tuple[float, float],
) -> None:
    gauge = LimitGauge()
    gauge.resize(300, 24)
    gauge.setValue(value, low, high, Tone.REFUSED)
    marked = columns(gauge, "refused", 12)
    middle = (marked[0] + marked[-1]) / 2 / 300
    assert where[0] <= middle <= where[1]


def test_a_gauge_without_a_value_has_no_mark(app: QApplication) -> None:
    gauge = LimitGauge()
    gauge.resize(300, 24)
    gauge.setValue(None, 20.0, 23.0, Tone.REFUSED)
    assert not columns(gauge, "refused", 12)
    assert gauge.accessibleName() == "Value –, limits 20 to 23"
