# SPDX-License-Identifier: MIT
"""Somebody at the window with nothing but a keyboard: keys, and what a person sees of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from every_view import is_qt_own
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QTableView,
    QWidget,
)
from whole_window import WholeWindow, own_home

from ui.tab_order import as_read

_NONE, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier

_NO_ROLES = (QAccessible.Role.NoRole, QAccessible.Role.Client)

# No screen has as many things that take the keyboard.
_MOST = 150


class Keyboard(WholeWindow):
    """Whatever is done is done by keys, which go where the keyboard is; the mouse is unplugged."""

    def click(self, widget: QWidget, where: Any = None) -> None:
        """There is no mouse."""
        raise AssertionError("there is no mouse")

    def scan(self, text: str, settle: bool = True) -> None:
        """There is no scanner."""
        raise AssertionError("there is no scanner")

    def keys(self, *words: str) -> None:
        """Press these keys one after the other, each such as “Ctrl+T”."""
        for each in words:
            self.key(*self.pressed(each))
            focus()

    @staticmethod
    def pressed(words: str) -> tuple[Qt.Key, Qt.KeyboardModifier]:
        """The key and modifiers of these words."""
        pressed = QKeySequence(words)[0]
        return pressed.key(), pressed.keyboardModifiers()

    def tab(self) -> QWidget:
        """Press Tab; returns what has the keyboard now."""
        return tab(self)

    def reach(self, words: str, kind: type[QWidget] = QWidget) -> Any:
        """Tab until what has the keyboard is named so, or begins so with “…”."""
        start = words.removesuffix("…")

        def is_it(one: QWidget) -> bool:
            name = name_of(one)
            named = name == words or (start != words and name.startswith(start))
            return named and isinstance(one, kind)

        return self._tab_to(is_it, words)

    def _tab_to(self, is_it: Callable[[QWidget], bool], words: str) -> QWidget:
        """Tab, the shorter way."""
        here = focus()
        order = [one for one in as_read(self.front(), here) if takes_tab(one) or one is here]
        far = next((n for n, one in enumerate(order) if is_it(one)), 0) - order.index(here)
        back = far % len(order) > len(order) // 2
        while not is_it(focus()):
            assert tab(self, back) is not here, (words, [said(one) for one in order])
        return focus()

    def press(self, words: str) -> None:
        """Tab to the button that says this, and press it."""
        self.reach(words, QAbstractButton)
        self.keys("Space")

    def write(self, words: str, text: str) -> None:
        """Tab to the field of this name and type in place of what stands there."""
        self.reach(words)
        self.keys("Ctrl+A")
        self.letters(text)

    def letters(self, text: str) -> None:
        """Type where the keyboard is."""
        for character in text:
            self.strike(character)
        self.pause()
        self.settle()

    def choose(self, words: str, option: str) -> None:
        """Tab to the list of this name and go to what says so in it, by arrow keys."""
        box = self.reach(words, QComboBox)
        self.keys("Home")
        while option not in box.currentText():
            before = box.currentIndex()
            self.keys("Down")
            assert box.currentIndex() != before, (option, box.currentText())

    def row(self, words: str, cell: str) -> Any:
        """Tab to the table of this name and go to the first row that has this in a cell."""
        table = self.reach(words, QTableView)
        self.keys("Ctrl+Home")
        model = table.model()
        for _ in range(model.rowCount()):
            place = table.currentIndex().row()
            cells = [model.index(place, one).data() for one in range(model.columnCount())]
            if any(cell in str(one or "") for one in cells):
                return table
            self.keys("Down")
        raise AssertionError(f"no row says {cell}")

    def site(self, name: str) -> None:
        """Tab to the board and go to this site by arrow keys, as one sees where it lies."""
        board = self.board()
        self._tab_to(lambda one: board in (one, one.parent()), name)
        self.keys("Home")
        for _ in range(2 * len(board.sites())):
            if board.current() == name:
                return
            way = board.site_rect(name).center() - board.site_rect(board.current()).center()
            across, down = ("Left", "Right")[way.x() > 0], ("Up", "Down")[way.y() > 0]
            before = board.current()
            order = (across, down) if abs(way.x()) > abs(way.y()) else (down, across)
            for key in order:
                if board.current() == before:
                    self.keys(key)
        raise AssertionError(f"no arrow leads to {name}")

    def on_bench(self, code: str) -> None:
        """Put this piece on the bench."""
        self.keys("Ctrl+2")
        self.code(code)
        assert self.window.page is not None and self.window.page.name == "bench"

    @property
    def strip(self) -> tuple[str, str, str]:
        """What the strip answers: its state, the big line and the small one."""
        return self.window.strip.answer().value, *self.window.strip.words()

    def code(self, *codes: str) -> None:
        """Type the codes of labels in place of scanning them, and go back to where one was."""
        self.keys("Ctrl+N")
        for code in codes:
            self.letters(code)
            self.keys("Return")
        if name_of(focus()).startswith("Code on the label"):
            self.keys("Ctrl+N")

    def file(self, path: Path) -> None:
        """Answer the question for a file that has just come up."""
        self.wait(lambda: len(self.dialogs()) == 1)
        dialog = self.dialogs()[0]
        self.wait(lambda: self.in_front() is dialog.windowHandle())
        self.letters(str(path))
        self.key(Qt.Key.Key_Return)
        self.back_in_window()

    def back_in_window(self) -> None:
        """A dialog has closed: desktops give the keyboard back to the window under it."""
        self.wait(lambda: not self.dialogs())
        self.window.activateWindow()
        self.wait(lambda: self.in_front() is self.window.windowHandle())
        self.settle()
        focus()


def takes_tab(widget: QWidget) -> bool:
    """Whether Tab stops here."""
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes) and widget.isEnabled() and widget.focusProxy() is None


def tab(at: WholeWindow, back: bool = False) -> QWidget:
    """Press Tab, or Shift+Tab; returns what has the keyboard now."""
    before = focus()
    key, shift = (Qt.Key.Key_Backtab, _SHIFT) if back else (Qt.Key.Key_Tab, _NONE)
    QTest.sendKeyEvent(QTest.KeyAction.Click, at.in_front(), key, "", shift)
    at.wait(lambda: focus() is not before)
    return focus()


def go_round(at: WholeWindow) -> list[QWidget]:
    """Tab from here through everything until it is here again; returns it all.

    Everything in sight that takes the keyboard comes once, named, in sight and as people read it:
    once it goes back, from the end of the window to its beginning. Shift+Tab leads back.
    """
    begin, seen, backwards = tab(at), [], []
    here = begin
    while not seen or here is not begin:
        assert len(seen) < _MOST, [said(one) for one in seen]
        assert name_of(here), f"{here} says nothing to a screen reader"
        assert role_of(here) not in _NO_ROLES, f"{said(here)} is nothing to a screen reader"
        assert in_sight(here), f"{said(here)} has the keyboard and is not in sight"
        seen.append(here)
        here = tab(at)
        one, two = place_of(seen[-1]), place_of(here)
        if two.left() < one.center().x() and two.top() < one.center().y():
            backwards.append(f"{said(seen[-1])} → {said(here)}")
    assert len(backwards) == 1, backwards
    able = [one for one in reachable(begin.window()) if one.isEnabled()]
    inside = {one.parent() for one in seen}  # a site has it in place of its board
    assert [said(one) for one in able if one not in seen and one not in inside] == []
    assert tab(at, back=True) is seen[-1]
    return seen


def focus() -> QWidget:
    """What has the keyboard; never nothing, and never something that is not there."""
    found = QApplication.focusWidget()
    assert found is not None, "the keyboard is nowhere"
    assert found.isVisible(), f"{said(found)} has the keyboard and is not there"
    return found


def name_of(widget: QWidget) -> str:
    """What a screen reader calls a widget; of a list of choices not what is chosen in it."""
    face = QAccessible.queryAccessibleInterface(widget)
    if widget.accessibleName() or face is None or isinstance(widget, QComboBox):
        return widget.accessibleName().strip()
    return face.text(QAccessible.Text.Name).strip()


def said(widget: QWidget) -> str:
    """A widget for the message of a test that failed."""
    return f"{type(widget).__name__} “{name_of(widget)}”"


def reachable(top: QWidget) -> list[QWidget]:
    """What in sight can have the keyboard, those inside another widget for it excepted."""
    found = []
    for widget in [top, *top.findChildren(QWidget)]:
        if not widget.isVisible():  # most of them; the other questions take longer
            continue
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or is_qt_own(widget):
            continue
        if widget.focusProxy() is not None:
            continue
        if isinstance(widget.parent(), QAbstractScrollArea) and widget.objectName().startswith(
            "qt_"
        ):
            continue
        found.append(widget)
    return found


def nameless(top: QWidget) -> list[str]:
    """What can have the keyboard and says nothing to a screen reader."""
    return _nameless(reachable(top))


def _nameless(found: list[QWidget]) -> list[str]:
    return [
        f"{type(one).__name__} {one.objectName()!r} in {type(one.parent()).__name__}"
        for one in found
        if not name_of(one)
    ]


def roleless(top: QWidget) -> list[str]:
    """What can have the keyboard of which a screen reader cannot say what it is."""
    return _roleless(reachable(top))


def _roleless(found: list[QWidget]) -> list[str]:
    return [said(one) for one in found if role_of(one) in _NO_ROLES]


def unheard(top: QWidget) -> tuple[int, list[str]]:
    """How much can have the keyboard, and what of it has no name or is nothing to a reader."""
    found = reachable(top)
    return len(found), _nameless(found) + _roleless(found)


def role_of(widget: QWidget) -> QAccessible.Role:
    """What a screen reader takes a widget for."""
    face = QAccessible.queryAccessibleInterface(widget)
    return QAccessible.Role.NoRole if face is None else face.role()


def place_of(widget: QWidget) -> QRect:
    """Where all of a widget is in its window, in sight or not."""
    return QRect(widget.mapTo(widget.window(), widget.rect().topLeft()), widget.size())


def in_sight(widget: QWidget) -> bool:
    """Whether what lies around a widget lets most of it be seen."""
    where = seen = place_of(widget)
    above = widget.parentWidget()
    while above is not None:
        seen = seen.intersected(place_of(above))
        above = None if above.isWindow() else above.parentWidget()
    return 4 * seen.height() >= 3 * where.height() and 4 * seen.width() >= 3 * where.width()


Open = Callable[[], Keyboard]


@pytest.fixture
def open_window(
    app: QApplication, file_shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Open]:
    """Opens the window, once what is to be found in the workshop is there."""
    own_home(monkeypatch, tmp_path)
    opened: list[Keyboard] = []

    def open_it() -> Keyboard:
        opened.append(Keyboard(file_shop.database.target, tmp_path))
        return opened[-1]

    yield open_it
    for window in opened:
        window.close()
