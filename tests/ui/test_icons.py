# SPDX-License-Identifier: MIT
"""Every icon draws something, in the colour asked for, sharp on every screen."""

import re
from importlib.resources import files

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication

from ui import icons, theme
from ui.widgets.states import PIECES, SITES, STEPS, VERDICTS

FIXED = {"arrow-down", "arrow-up"}  # the style sheet's own, in one grey for day and night


@pytest.mark.parametrize("name", icons.names())
def test_an_icon_is_drawn_in_the_colour_asked_for(app: QApplication, name: str) -> None:
    picture = icons.pixmap(name, "#FF0000", 24, 2.0).toImage()
    assert (picture.width(), picture.height()) == (48, 48)
    seen = {picture.pixelColor(x, y).getRgb() for x in range(48) for y in range(48)}
    solid = {rgba for rgba in seen if isinstance(rgba, tuple) and rgba[3] == 255}
    assert solid
    if name not in FIXED:
        assert solid == {(255, 0, 0, 255)}


def test_icons_hold_nothing_but_shapes() -> None:
    for name in icons.names():
        text = (files("resources") / "icons" / f"{name}.svg").read_text()
        assert set(re.findall(r"<(\w+)", text)) <= {"svg", "path", "rect", "circle"}
        assert len(text) < 1500


def test_every_state_has_an_icon_and_no_two_of_a_kind_share_it(app: QApplication) -> None:
    for looks in (SITES, PIECES, VERDICTS, STEPS):
        marks = [look.icon for look in looks.values()]
        assert set(marks) <= set(icons.names())
        assert len(set(marks)) == len(marks)


def test_a_disabled_action_has_a_paler_icon(app: QApplication) -> None:
    icon = icons.icon("print")
    usual = icon.pixmap(20, QIcon.Mode.Normal).toImage()
    assert icon.pixmap(20, QIcon.Mode.Disabled).toImage() != usual


def test_painting_is_centred_and_kept(app: QApplication) -> None:
    picture = QImage(60, 30, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(0)
    painter = QPainter(picture)
    icons.paint(painter, "dot", QRectF(0, 0, 60, 30), "accent")
    painter.end()
    assert picture.pixelColor(30, 15).name().upper() == theme.LIGHT.accent
    assert picture.pixelColor(5, 15).alpha() == 0
    assert icons.pixmap("dot") is icons.pixmap("dot")
