# SPDX-License-Identifier: MIT
"""A curve against its profile: what is told of it and what is painted."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui import theme
from ui.widgets.curve_chart import CurveChart, Programme, Wanted

TOP = Programme("top", [(0.0, 25.0), (100.0, 150.0), (300.0, 250.0)])
WANTED = Wanted(217, 155, 185, 225, 245)


def chart() -> CurveChart:
    found = CurveChart("Curve")
    found.resize(900, 500)
    return found


def has(image: QImage, token: str) -> bool:
    wanted = theme.color(token).rgb()
    return any(
        image.pixel(x, y) == wanted
        for x in range(0, image.width())
        for y in range(0, image.height(), 3)
    )


def test_bands_lines_and_curve_are_painted(app: QApplication) -> None:
    found = chart()
    found.show_curves([TOP], WANTED, [])
    bare = found.grab().toImage()
    assert has(bare, "good_on") and has(bare, "careful_on") and not has(bare, "accent")
    found.show_curves([TOP], WANTED, [(0.0, 24.0), (240.0, 238.0), (300.0, 120.0)])
    assert has(found.grab().toImage(), "accent")
    told = found.accessibleDescription()
    assert told == "top to 250 °C in 300 s; Joint: 238 °C after 240 s"


def test_an_empty_chart_says_what_to_do(app: QApplication) -> None:
    found = chart()
    assert found.accessibleDescription() == "Choose a profile to see its curve."
    found.grab()
    found.show_curves([], Wanted(), [(0.0, 0.0), (0.0, 0.0)])  # a curve without a length
    found.grab()
