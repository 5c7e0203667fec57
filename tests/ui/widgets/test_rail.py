# SPDX-License-Identifier: MIT
"""The rail goes to pages by pointer and by keyboard, and marks the one in sight."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.widgets.controls import Press
from ui.widgets.rail import Rail, RailPage

PAGES = [
    RailPage("intake", "intake", "Intake", "Ctrl+1"),
    RailPage("bench", "bench", "Bench", "Ctrl+2"),
    RailPage("find", "find", "Find", "Ctrl+3"),
]
LOW = [RailPage("settings", "settings", "Settings", "Ctrl+,")]


@pytest.fixture
def rail(app: QApplication) -> Rail:
    """A rail in a window, and what it says."""
    rail = Rail(PAGES, LOW)
    rail.resize(92, 768)
    rail.show()
    rail.activateWindow()
    QTest.qWaitForWindowActive(rail)
    return rail


def buttons(rail: Rail) -> list[Press]:
    """The pages from the top."""
    return sorted(rail.findChildren(Press), key=lambda button: button.y())


def test_settings_is_at_the_bottom(rail: Rail) -> None:
    assert [button.words() for button in buttons(rail)] == ["Intake", "Bench", "Find", "Settings"]
    assert buttons(rail)[-1].geometry().bottom() > 740
    assert buttons(rail)[2].geometry().bottom() < 260


def test_a_tap_and_a_shortcut_pick_a_page(rail: Rail) -> None:
    picked: list[str] = []
    rail.picked.connect(picked.append)
    QTest.mouseClick(buttons(rail)[1], Qt.MouseButton.LeftButton)
    window = rail.windowHandle()
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert picked == ["bench", "intake", "settings"]


def test_arrows_walk_along_the_rail_and_enter_picks(rail: Rail) -> None:
    picked: list[str] = []
    rail.picked.connect(picked.append)
    first = buttons(rail)[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Up)
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert buttons(rail)[1].hasFocus()
    QTest.keyClick(buttons(rail)[1], Qt.Key.Key_Return)
    assert picked == ["bench"]


def test_the_page_in_sight_is_marked(rail: Rail) -> None:
    picked: list[str] = []
    rail.picked.connect(picked.append)
    before = rail.grab().toImage()
    rail.setCurrent("bench")
    assert rail.current() == "bench" and picked == []
    assert rail.grab().toImage() != before
    description = QAccessible.Text.Description
    said = [QAccessible.queryAccessibleInterface(b).text(description) for b in buttons(rail)]
    assert [words == "Page in sight" for words in said] == [False, True, False, False]


def test_a_number_waits_beside_a_page(rail: Rail) -> None:
    before = rail.grab().toImage()
    rail.setCount("intake", 4)
    four = rail.grab().toImage()
    assert four != before
    rail.setCount("intake", 0)
    assert rail.grab().toImage() == before


def test_words_are_said_anew(rail: Rail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.widgets.rail.say", lambda template: {"Find": "查找"}.get(template, "x"))
    rail.say_words()
    assert [button.words() for button in buttons(rail)] == ["x", "x", "查找", "x"]


def test_the_rail_is_opaque(rail: Rail) -> None:
    assert rail.childAt(QPoint(46, 500)) is None
    assert rail.grab().toImage().pixelColor(46, 500).name() == "#17202b"
