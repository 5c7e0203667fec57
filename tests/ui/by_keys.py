# SPDX-License-Identifier: MIT
"""Somebody at the window with nothing but a keyboard: keys, and what a person sees of it."""

from __future__ import annotations

from typing import Any

from every_view import is_qt_own
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from whole_window import WholeWindow

_NONE, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier

# No screen has as many things that take the keyboard.
_MOST = 150


class Keyboard(WholeWindow):
    """Whatever is done is done by keys, which go where the keyboard is; the mouse is unplugged."""

    def click(self, widget: QWidget, where: Any = None) -> None:
        """There is no mouse."""
        raise AssertionError("there is no mouse")

    def keys(self, words: str) -> None:
        """Press these keys together, such as “Ctrl+T”."""
        pressed = QKeySequence(words)[0]
        self.key(pressed.key(), pressed.keyboardModifiers())


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
        assert in_sight(here), f"{said(here)} has the keyboard and is not in sight"
        seen.append(here)
        here = tab(at)
        one, two = place_of(seen[-1]), place_of(here)
        if two.left() < one.center().x() and two.top() < one.center().y():
            backwards.append(f"{said(seen[-1])} → {said(here)}")
    assert len(backwards) == 1, backwards
    able = [one for one in reachable(begin.window()) if one.isEnabled()]
    assert [said(one) for one in able if one not in seen] == []
    assert tab(at, back=True) is seen[-1]
    return seen


def focus() -> QWidget:
    """What has the keyboard; never nothing, and never something that is not there."""
    found = QApplication.focusWidget()
    assert found is not None, "the keyboard is nowhere"
    assert found.isVisible(), f"{said(found)} has the keyboard and is not there"
    return found


def name_of(widget: QWidget) -> str:
    """What a screen reader calls a widget."""
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name).strip() if face is not None else ""


def said(widget: QWidget) -> str:
    """A widget for the message of a test that failed."""
    return f"{type(widget).__name__} “{name_of(widget)}”"


def reachable(top: QWidget) -> list[QWidget]:
    """What in sight can have the keyboard, those inside another widget for it excepted."""
    found = []
    for widget in [top, *top.findChildren(QWidget)]:
        keys = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not keys or not widget.isVisible() or is_qt_own(widget):
            continue
        if widget.focusProxy() is not None:
            continue
        if isinstance(widget.parent(), QAbstractScrollArea) and widget.objectName().startswith(
            "qt_"
        ):
            continue
        found.append(widget)
    return found


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
