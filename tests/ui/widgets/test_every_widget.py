# SPDX-License-Identifier: MIT
"""What holds for every widget of the kit: a name, room for a finger, a look by day and night."""

import pytest
from gallery import Gallery
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QWidget,
)

from ui import theme


def nameless(window: QWidget) -> list[str]:
    """Widgets the keyboard can reach that a screen reader has no name for."""
    found = []
    for widget in window.findChildren(QWidget):
        inside = isinstance(widget.parent(), QAbstractSpinBox) or widget.window() is not window
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not inside:
            reader = QAccessible.queryAccessibleInterface(widget)
            if not reader or not reader.text(QAccessible.Text.Name):
                found.append(type(widget).__name__)
    return found


@pytest.fixture
def window(app: QApplication) -> Gallery:
    """All widgets with lifelike data, in a window of 1366x768."""
    window = Gallery()
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    return window


def test_everything_the_keyboard_reaches_has_a_name(window: Gallery) -> None:
    assert nameless(window) == []
    stranger = QPushButton("", window)
    stranger.show()
    assert nameless(window) == ["QPushButton"]


def test_everything_fits_into_a_small_screen(window: Gallery) -> None:
    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 768
    assert window.size() == QSize(1366, 768)


def is_painted_by_its_board(widget: QWidget) -> bool:
    """Whether this is a site as a screen reader knows it."""
    return widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_what_is_pressed_is_as_large_as_a_finger(window: Gallery) -> None:
    small = []
    for page in range(window.pages.count()):
        window.pages.setCurrentIndex(page)
        QTest.qWait(5)
        kinds = (*window.findChildren(QAbstractButton), *window.findChildren(QLineEdit))
        for widget in kinds:
            seen = widget.isVisible() and not isinstance(widget.parent(), QAbstractSpinBox)
            if is_painted_by_its_board(widget):
                continue  # a hand taps the board
            if seen and min(widget.width(), widget.height()) < theme.TOUCH:
                small.append((type(widget).__name__, widget.size().toTuple()))
    assert small == []


def test_tab_goes_through_the_window_and_back_to_the_start(window: Gallery) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    seen: list[QWidget] = []
    for _ in range(200):
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
        now = app.focusWidget()
        assert now is not None
        if seen and now is seen[0]:
            break
        assert now not in seen
        seen.append(now)
    assert len(seen) >= 25


def test_the_focus_can_be_seen(window: Gallery) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for _ in range(30):
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
        widget = app.focusWidget()
        assert widget is not None
        shown = widget.parentWidget() if is_painted_by_its_board(widget) else widget
        with_focus = shown.grab().toImage()
        widget.clearFocus()
        without = shown.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert with_focus != without, type(widget).__name__


def test_labels_are_plain_text(window: Gallery) -> None:
    formats = {label.textFormat() for label in window.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_page_is_painted_by_day_and_by_night(
    app: QApplication, window: Gallery, mode: theme.Mode
) -> None:
    tokens = theme.apply(app, mode)
    for page in range(3):
        window.pages.setCurrentIndex(page)
        picture = window.grab().toImage()
        seen = {picture.pixelColor(x, 400).name().upper() for x in range(0, 1366, 3)}
        seen |= {picture.pixelColor(700, y).name().upper() for y in range(0, 768, 3)}
        assert {tokens.ground, tokens.surface, tokens.rail} <= seen
    theme.apply(app, "light")


def test_scroll_bars_are_out_of_the_keyboards_way(window: Gallery) -> None:
    bars = window.findChildren(QScrollBar)
    assert bars and all(bar.focusPolicy() == Qt.FocusPolicy.NoFocus for bar in bars)
