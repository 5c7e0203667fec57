# SPDX-License-Identifier: MIT
"""The whole window on a real workshop, and somebody who scans, types, clicks and reads in it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import patience
import pytest
from eyes import Eyes, scroll_to
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ui.context import Context
from ui.desk import Desk
from ui.scanner import Scanner
from ui.settings import Settings
from ui.theme import Mode
from ui.window import Window
from workshop.paper.fonts import cache_folder

_CONTROL, _NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
_ESCAPES = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab, "\x1b": Qt.Key.Key_Escape}


def key_of(character: str) -> tuple[Qt.Key, Qt.KeyboardModifier, str]:
    """The key, modifiers and text a scanner types for a character."""
    if character in _ESCAPES:
        return _ESCAPES[character], _NONE, character
    if character < " ":
        return Qt.Key(ord(character) + 0x40), _CONTROL, character
    shift = Qt.KeyboardModifier.ShiftModifier if character.isupper() else _NONE
    key = ord(character.upper()) if character.isascii() else 0
    return Qt.Key(key), shift, character


def own_home(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Documents go to a home of the test's own; the fonts that were made already are used."""
    monkeypatch.setenv("CARD_WORKSHOP_CACHE", str(cache_folder()))
    monkeypatch.setenv("HOME", str(folder / "home"))


class WholeWindow(Eyes):
    """A window with a scanner in front of it. Keys and clicks go where the system sends them."""

    def __init__(
        self,
        target: str | Path,
        folder: Path,
        *,
        person: str = "ANA",
        size: tuple[int, int] = (1366, 768),
        theme: Mode = "light",
    ) -> None:
        settings = Settings(file=folder / "settings" / "settings.toml")
        settings.person, settings.paper_folder = person, str(folder / "paper")
        settings.theme = theme
        self.scanner = Scanner(settings.scanner)
        self.context = Context(settings, self.scanner)
        self.desk = Desk()
        super().__init__(Window(self.desk, self.context))
        self.answers: list[tuple[str, str, str]] = []
        self.scans: list[str] = []
        self.context.answered.connect(lambda *answer: self.answers.append(answer))
        self.scanner.scanned.connect(self.scans.append)
        self.scanner.scanned.connect(self.window.scans.take)
        self.scanner.start()
        self.window.resize(*size)
        self.window.show()
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window)
        self.desk.open(target)
        self.wait(lambda: self.window.page is not None)
        self.settle()

    def close(self) -> None:
        """Close the window and let go of the workshop."""
        self.scanner.stop()
        for dialog in self.dialogs():
            dialog.close()
        self.window.close()
        self.desk.close()

    # Waiting

    def wait(self, true: Callable[[], object]) -> None:
        """Wait until something is true; fails where it does not become so."""
        patience.wait(true, self.window.strip.words)

    def settle(self) -> None:
        """Wait until every scan is answered, nothing is asked and nothing is being done."""
        patience.settle(
            lambda: not self.desk._jobs and not self.window.scans._queue, self.window.strip.words
        )

    # Hands

    def in_front(self) -> QWindow:
        """The window keys go to now."""
        found = QGuiApplication.focusWindow() or self.window.windowHandle()
        assert found is not None
        return found

    def strike(self, character: str) -> None:
        """Press and release the key of a character as the system delivers it."""
        key, modifiers, text = key_of(character)
        QTest.sendKeyEvent(QTest.KeyAction.Click, self.in_front(), key, text, modifiers)

    def scan(self, text: str, settle: bool = True) -> None:
        """Type a code as a scanner does, with Enter behind it.

        Keys made here come as late as this process is held up, which is no pause of a scanner's.
        """
        rules = self.scanner.rules()
        self.scanner.setRules(replace(rules, gap=60_000))
        for character in f"{text}\r":
            self.strike(character)
        self.scanner.setRules(rules)
        if settle:
            self.settle()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = _NONE) -> None:
        """Press a key, or keys together, wherever the keyboard is."""
        text = {Qt.Key.Key_Return: "\r", Qt.Key.Key_Space: " "}.get(key, "")
        QTest.sendKeyEvent(QTest.KeyAction.Click, self.in_front(), key, text, modifiers)
        self.pause()
        self.settle()

    def pause(self) -> None:
        """Wait as long as it takes that keys are no scan."""
        self.wait(lambda: not self.scanner._held)

    def type(self, field: QWidget, text: str) -> None:
        """Click a field and type into it in place of what stands there."""
        self.click(field)
        self.key(Qt.Key.Key_A, _CONTROL)
        for character in text:
            self.strike(character)
        self.pause()
        self.settle()

    def click(self, widget: QWidget, where: QPoint | None = None) -> None:
        """Click at a point of a widget, its middle if none is given."""
        assert widget.isVisible(), f"{widget} {widget.accessibleName()} is not in sight"
        assert widget.isEnabled(), f"{widget} {widget.accessibleName()} cannot be pressed"
        scroll_to(widget)
        top = widget.window()
        point = widget.mapTo(top, where or widget.rect().center())
        handle = top.windowHandle()
        assert handle is not None and top.rect().contains(point)
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton, _NONE, point)
        self.settle()

    def press(self, words: str) -> None:
        """Click the one button that says this, or begins so with “…” at the end."""
        self.click(self.button(words))

    def tap(self, site: str) -> None:
        """Click a site of the board, or its row where nobody knows the board."""
        self.click(*(self.site(site) if self.boards() else self.row("Sites of this board", site)))

    def click_row(self, table: str, words: str = "") -> None:
        """Click the first row of a table, or the first that has this in one of its cells."""
        self.click(*self.row(table, words))

    def go(self, page: str) -> Any:
        """Click a page on the rail; returns the page."""
        self.click(self.rail(page))
        assert self.window.page is not None and self.window.page.name == page
        return self.window.page
