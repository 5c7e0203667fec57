# SPDX-License-Identifier: MIT
"""The picture of curves over time: round scales, names and limits that are in sight."""

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.widgets.series_chart import Curve, SeriesChart, span, ticks


@pytest.mark.parametrize(
    ("low", "high", "most", "found"),
    [
        (0, 100, 5, [0, 20, 40, 60, 80, 100]),
        (0, 1.1, 4, [0, 0.5, 1.0]),
        (-10, 90, 2, [0, 50]),
        (0, 0.02, 9, [0, 0.0025, 0.005, 0.0075, 0.01, 0.0125, 0.015, 0.0175, 0.02]),
    ],
)
def test_scales_are_round(low: float, high: float, most: float, found: list[float]) -> None:
    assert ticks(low, high, most) == pytest.approx(found)


@pytest.mark.parametrize("high", [1e-9, 1.0, 7e5, 3e18, 1e300])
def test_scales_have_few_numbers_at_any_height(high: float) -> None:
    found = ticks(0, high, 6)
    assert 1 <= len(found) <= 8
    assert all(a < b for a, b in pairwise(found))


def test_times_are_told_in_what_one_says() -> None:
    assert [span(at) for at in (0, 119, 120, 1800, 7200, 129_600)] == [
        "0 s", "119 s", "2 min", "30 min", "2 h", "36 h",
    ]  # fmt: skip


def test_a_limit_is_seen_above_what_was_measured(app: QApplication) -> None:
    points = [(float(at), 40.0 + at) for at in range(20)]
    chart = SeriesChart("°C", [Curve("Core", points, None, 84.0)], 19)
    chart.resize(600, 200)
    image = chart.grab().toImage()
    ink = theme.color("refused").hue()
    rows = set()
    for y in range(image.height()):
        colours = [image.pixelColor(x, y) for x in range(400, 580)]
        if sum(c.saturation() > 60 and (c.hue() - ink + 12) % 360 < 24 for c in colours) > 60:
            rows.add(y)
    assert rows and max(rows) < image.height() / 2
    assert chart.accessibleDescription() == (
        "Core: 40 °C to 59 °C, highest after 19 s, limit 84 °C"
    )


def test_a_curve_that_stays_at_nothing_paints(app: QApplication) -> None:
    chart = SeriesChart("", [Curve("Load", [(0.0, 0.0), (0.0, 0.0)])], 0)
    chart.resize(300, 150)
    assert not chart.grab().isNull()
