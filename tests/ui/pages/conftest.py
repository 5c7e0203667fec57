# SPDX-License-Identifier: MIT
"""A whole window on a real workshop, without a screen, and somebody to work at it."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import patience
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.context import Context
from ui.desk import Desk
from ui.page_list import FIRST, PAGES
from ui.settings import Settings
from ui.window import Window

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


class Hands:
    """Somebody at the window: scans, taps, types, and reads the answer."""

    def __init__(self, window: Window, shop: Any) -> None:
        self.window, self.shop = window, shop
        self.context, self.desk = window.context, window.desk

    def wait(self, true: Callable[[], object]) -> None:
        """Wait until something is true; fails where it does not become so."""
        patience.wait(true, lambda: self.strip)

    def settle(self) -> None:
        """Wait until nothing is asked or done any more, and the window has looked round.

        So what a test does outside of it is seen then, and not half a second later in the middle
        of something else; where a test has stopped the looking round, it is not.
        """
        if self.desk._poll.isActive():
            self.desk._look_around()
        patience.settle(lambda: not self.desk._jobs, lambda: self.strip)

    def hold_work(self) -> threading.Event:
        """Long work waits, once it has said how far it is, until this event is set."""
        return patience.hold_work(self.desk)

    @property
    def strip(self) -> tuple[str, str, str]:
        """What the strip answers: its state, the big line and the small one."""
        return self.window.strip.answer().value, *self.window.strip.words()

    def go(self, page: str) -> Any:
        """Go to a page."""
        self.window.go(page)
        self.settle()
        return self.window.page

    def scan(self, text: str) -> None:
        """Scan a code and see what comes of it."""
        self.window.scans.take(text)
        self.settle()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the keyboard is."""
        focus = QApplication.focusWidget() or self.window
        QTest.keyClick(focus, key, modifiers)
        self.settle()

    def type(self, field: QWidget, text: str) -> None:
        """Type into a field, replacing what stands there."""
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(field, QLineEdit):
            field.selectAll()
        QTest.keyClicks(field, text)

    def tap(self, widget: QWidget, where: QPointF | None = None) -> None:
        """Tap a widget, in its middle or at a point of it."""
        assert widget.isVisible(), f"{widget} is not in sight"
        point = where or QPointF(widget.rect().center())
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            buttons = LEFT if kind is QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
            event = QMouseEvent(
                kind, point, QPointF(widget.mapToGlobal(point.toPoint())), LEFT, buttons, NONE
            )
            QApplication.sendEvent(widget, event)
        self.settle()

    def tap_row(self, table: Any, place: int) -> None:
        """Bring a row of a table into sight and tap it."""
        table.scrollTo(table.rows.index(place, 0))
        middle = table.visualRect(table.rows.index(place, 0)).center()
        self.tap(table.viewport(), QPointF(middle))


def about(module: ModuleType) -> str:
    """The page that a file of tests is about: by its name, or as it says itself."""
    named = (page for page in PAGES if Path(str(module.__file__)).name.startswith(f"test_{page}"))
    return str(getattr(module, "FIRST_PAGE", next(named, FIRST)))


@pytest.fixture
def hands(
    app: QApplication,
    file_shop: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Iterator[Hands]:
    """A window of 1366 × 768 on a workshop with batch B1 and two trays.

    It begins with the page the test is about: to make another one first takes a third of a test.
    """
    monkeypatch.setattr("ui.window.FIRST", about(request.module))
    settings = Settings.load(tmp_path / "settings")
    settings.person, settings.batch, settings.theme = "ANA", "B1", "light"
    desk = Desk()
    window = Window(desk, Context(settings))
    window.resize(1366, 768)
    window.show()
    QTest.qWaitForWindowExposed(window)
    window.activateWindow()
    desk.open(file_shop.database.target)
    found = Hands(window, file_shop)
    found.wait(lambda: window.page is not None)
    found.settle()
    yield found
    window.close()
    desk.close()
