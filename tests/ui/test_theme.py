# SPDX-License-Identifier: MIT
"""Colours can be read by day and by night, and a change of theme reaches every widget."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QRawFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.style_sheet import style_sheet
from ui.widgets.completing import complete
from ui.widgets.controls import Badge, Button
from ui.widgets.draw import width_of
from ui.widgets.panels import Panel
from workshop.paper import look

ROOT = Path(__file__).parents[2]
THEMES = (theme.LIGHT, theme.DARK, theme.CONTRAST)

# The least contrast of text and of shapes; of high contrast more is asked (WCAG 2.2, 1.4.6).
TEXT = {"light": 4.5, "dark": 4.5, "contrast": 7.0}
SHAPE = {"light": 3.0, "dark": 3.0, "contrast": 7.0}


@pytest.fixture(autouse=True)
def light_again(app: QApplication) -> Iterator[None]:
    """Whatever a test chose, the next one starts by day."""
    yield
    theme.apply(app, "light")


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("pair", theme.PAIRS, ids="-on-".join)
def test_text_can_be_read(tokens: theme.Tokens, pair: tuple[str, str]) -> None:
    ink, ground = (getattr(tokens, name) for name in pair)
    assert theme.contrast(ink, ground) >= TEXT[tokens.name]


def test_the_measure_of_contrast_has_teeth() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert theme.contrast(theme.LIGHT.edge, theme.LIGHT.surface) < 4.5  # lines, never text


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
@pytest.mark.parametrize("tone", theme.Tone)
def test_every_tone_has_ink_on_its_own_ground(tokens: theme.Tokens, tone: theme.Tone) -> None:
    assert theme.contrast(tokens.ink(tone), tokens.on(tone)) >= TEXT[tokens.name]


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
def test_lines_of_controls_can_be_seen(tokens: theme.Tokens) -> None:
    for line in ("edge", "accent", "good", "refused"):
        assert theme.contrast(getattr(tokens, line), tokens.surface) >= SHAPE[tokens.name]


@pytest.mark.parametrize("tokens", THEMES, ids=lambda tokens: tokens.name)
def test_every_token_is_a_colour(tokens: theme.Tokens) -> None:
    for name, code in asdict(tokens).items():
        assert name == "name" or re.fullmatch("#[0-9A-F]{6}", code)


def test_paper_has_the_colours_of_the_day() -> None:
    for name in ("ground", "line", "text", "quiet", "accent", "board", "good", "refused"):
        assert "#" + getattr(look, name.upper()).hexval()[2:].upper() == getattr(theme.LIGHT, name)
    assert "#" + look.GOOD_GROUND.hexval()[2:].upper() == theme.LIGHT.good_on


def test_sizes_and_weights_are_not_the_style_sheets_business() -> None:
    sheet = style_sheet(asdict(theme.LIGHT), 2)
    assert "font" not in sheet
    assert "{{" not in sheet and "#FFFFFF" in sheet


@pytest.mark.parametrize(("mode", "tokens"), [(each.name, each) for each in THEMES])
def test_a_theme_reaches_palette_and_panels(
    app: QApplication, mode: theme.Mode, tokens: theme.Tokens
) -> None:
    window = QWidget()
    theme.dress(window)
    window.setObjectName("page")
    column = QVBoxLayout(window)
    column.addWidget(Panel("Title"))
    window.resize(200, 120)
    window.show()
    assert theme.apply(app, mode) is tokens
    assert theme.tokens() is tokens
    assert app.palette().color(QPalette.ColorRole.Text).name().upper() == tokens.text
    picture = window.grab().toImage()
    assert picture.pixelColor(2, 2).name().upper() == tokens.ground
    assert picture.pixelColor(100, 90).name().upper() == tokens.surface


def test_the_desktop_is_followed_only_when_asked(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.apply(app, "system")
    assert theme.tokens() is theme.LIGHT  # this platform knows neither day nor night
    monkeypatch.setattr(theme, "_is_dark", lambda mode: mode != "light")
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens() is theme.DARK
    theme.apply(app, "light")
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens() is theme.LIGHT


def test_high_contrast_comes_when_the_desktop_asks_for_it(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.apply(app, "system")
    changed = app.styleHints().accessibility().contrastPreferenceChanged
    monkeypatch.setattr(theme, "_asks_for_contrast", lambda: True)
    changed.emit(Qt.ContrastPreference.HighContrast)
    assert theme.tokens() is theme.CONTRAST
    theme.apply(app, "dark")
    assert theme.tokens() is theme.DARK, "who chose has chosen"
    theme.apply(app, "system")
    monkeypatch.undo()
    changed.emit(Qt.ContrastPreference.NoPreference)
    assert theme.tokens() is theme.LIGHT


def test_in_high_contrast_the_keyboard_is_seen_by_three_px_and_every_tint_has_an_edge(
    app: QApplication,
) -> None:
    button, badge = Button("Well"), Badge("Good", theme.Tone.GOOD)
    button.show()
    QTest.qWaitForWindowActive(button)
    button.setFocus()
    rings = {}
    for mode in ("light", "contrast"):
        tokens = theme.apply(app, mode)
        picture = button.grab().toImage()
        column = [picture.pixelColor(30, y).name().upper() for y in range(8)]
        rings[mode] = column.count(tokens.accent)
        drawn = badge.grab().toImage()
        edge = drawn.pixelColor(drawn.width() // 2, 0).name().upper()
        assert (edge == tokens.text) == (mode == "contrast")
    assert rings == {"light": 2, "contrast": 3}
    button.close()


def test_figures_have_one_width_and_strong_is_wider() -> None:
    for strong in (False, True):
        letters = theme.font(theme.BODY, strong)
        assert len({round(width_of(digit * 10, letters), 1) for digit in "0123456789"}) == 1
    assert width_of("Harvest", theme.font(strong=True)) > width_of("Harvest", theme.font())


@pytest.mark.parametrize("strong", [False, True])
def test_latin_and_chinese_are_in_one_typeface(strong: bool) -> None:
    drawn = QRawFont.fromFont(theme.font(theme.BODY, strong))
    assert all(drawn.supportsCharacter(ord(c)) for c in "Aéß0Ω°µ→✓•◆–焊盘良品损坏缺失工位")


def test_a_field_in_a_panel_is_as_high_as_a_finger(app: QApplication) -> None:
    field = QLineEdit()
    theme.dress(field)
    field.show()
    assert field.sizeHint().height() >= theme.TOUCH


def test_the_list_that_completes_a_field_follows_the_theme(app: QApplication) -> None:
    field = QLineEdit()
    complete(field, ["Gigabyte", "Gainward"])
    theme.dress(field)
    field.show()
    QTest.keyClicks(field, "ga")
    popup = field.completer().popup()
    assert popup.isVisible()
    for mode in theme.MODES[:2]:
        tokens = theme.apply(app, mode)
        picture = popup.grab().toImage()
        assert picture.pixelColor(popup.width() - 4, 12).name().upper() == tokens.surface
    popup.hide()


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    modules = "theme, icons, scanner, sounds"
    parts = "board_map, charts, controls, meters, panels, rail, states, steps, strip, table"
    code = f"""
import sys
from ui import {modules}
from ui.widgets import {parts}
heavy = {{"sqlalchemy", "reportlab", "fontTools", "PySide6.QtSvg", "PySide6.QtMultimedia"}}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
