# SPDX-License-Identifier: MIT
"""Codes of the command sheet on every page: from one thing to the next, which is then pressed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMetaMethod, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from shiboken6 import isValid

from ui.context import Context
from ui.pages.field_codes import FieldCodes, hint, is_field, told
from ui.pages.page import Page
from ui.widgets.table import Table
from workshop.benches.commands import fills_in, walks
from workshop.language import joined, say

_KEYS = {
    "go_on": Qt.Key.Key_Tab,
    "go_back": Qt.Key.Key_Backtab,
    "go_up": Qt.Key.Key_Up,
    "go_down": Qt.Key.Key_Down,
    "go_left": Qt.Key.Key_Left,
    "go_right": Qt.Key.Key_Right,
    "go_far": Qt.Key.Key_PageDown,
}

# Of a row, so many cells are said: the strip is one line.
_MOST_CELLS = 3


class Walking:
    """Goes where keys would go, says in the strip what is in hand then, and presses only that.

    What was not named in the last answer is named first, whatever has the keyboard: nobody presses
    what they were not told of. An ordinary scan moves and presses nothing.
    """

    def __init__(self, context: Context, page: Callable[[], Page | None]) -> None:
        self._context, self._page = context, page
        self._fields = FieldCodes(context, self._panes, self._keep)
        self._in_hand: QWidget | None = None  # what the strip named last
        self._said = ""
        self._answered = False
        context.answered.connect(self._heard)

    def take(self, action: str) -> bool:
        """Do what this code says; False where it is none for every page."""
        if action == "back":
            self._back()
        elif action == "press":
            self._press()
        elif walks(action):
            self._key(_KEYS[action])
            self._tell()
        elif fills_in(action):
            self._fields.take(action)
        else:
            return False
        return True

    def write(self, text: str) -> bool:
        """Put what was scanned, and nobody knows, into the field a code took in hand."""
        return self._fields.write(text)

    # Where it is

    def _panes(self) -> list[QWidget]:
        """What is filled in: the page, or what has the keyboard before it."""
        here, page = _here(), self._page()
        if page is None or (here is not None and here.window() is not page.window()):
            return [here.window()] if here is not None else []
        if here is not None and is_field(here) and not page.isAncestorOf(here):
            above = here.parentWidget()
            return [above] if above is not None else []
        return [page]

    def _thing(self) -> QWidget | None:
        """What the keyboard is at; None where it rests."""
        here, page = _here(), self._page()
        if here is None or page is None:
            return None
        tabs = bool(here.focusPolicy() & Qt.FocusPolicy.TabFocus)
        return (
            here if tabs or page.isAncestorOf(here) or here.window() is not page.window() else None
        )

    def _key(self, key: Qt.Key) -> None:
        """Press and let go a key where the keyboard is."""
        page = self._page()
        here = _here() or page
        shift, none = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
        held = shift if key == Qt.Key.Key_Backtab else none
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            if here is not None and isValid(here):
                QApplication.sendEvent(here, QKeyEvent(kind, key, held))

    # What is said of it

    def _heard(self, *_lines: str) -> None:
        """The strip says something else by now."""
        self._answered = True
        self._in_hand = None

    def _tell(self) -> None:
        thing = self._thing()
        if thing is None:
            words = say("Scan the next thing until what you want is named here.")
            self._context.answer("careful", say("Nothing is in hand"), words)
            return
        self._fields.set_off(thing if is_field(thing) else None)
        self._said = _said(thing)
        self._context.answer("question", self._said, _next(thing))
        self._in_hand = thing

    # What it does

    def _press(self) -> None:
        thing = self._thing()
        if thing is None or thing is not self._in_hand or _said(thing) != self._said:
            self._tell()
            return
        self._answered = False
        if isinstance(thing, QAbstractButton):
            thing.click()
        elif isinstance(thing, QComboBox):
            thing.showPopup()
        else:
            self._key(Qt.Key.Key_Return)
        if not self._answered:
            self._tell()

    def _keep(self) -> bool:
        """What Enter does in the field in hand; False outside of a field."""
        field = _here()
        if not isinstance(field, QLineEdit):
            return False
        self._key(Qt.Key.Key_Return)
        if not self._answered:
            self._tell()
        return True

    def _back(self) -> None:
        self._answered = False
        page, here = self._page(), _here()
        if page is None or (here is not None and here.window() is not page.window()):
            self._key(Qt.Key.Key_Escape)
        else:
            leave = next((a.do for a in page.actions_here() if a.keys == "Esc" and a.do), None)
            if leave is not None:
                leave()
        if not self._answered and page is not None:
            self._context.answer("idle", say(page.title), say(page.hint))


def _here() -> QWidget | None:
    """What has the keyboard: a list that popped up, else what the window gave it to."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        return popup.focusWidget() or popup
    return QApplication.focusWidget()


def _said(thing: QWidget) -> str:
    """What is in hand, in words: a field with what stands in it, a row, or its name."""
    if is_field(thing):
        return told(thing)
    if isinstance(thing, QAbstractItemView):
        here = thing.currentIndex()
        texts = [
            str(here.siblingAtColumn(column).data() or "")
            for column in range(here.model().columnCount())
        ] if here.isValid() else []  # fmt: skip
        row = joined(*[text for text in texts if text][:_MOST_CELLS])
        return row or say("{table}: nothing", table=thing.accessibleName())
    name = thing.accessibleName()
    if isinstance(thing, QAbstractButton) and thing.isCheckable():
        name = name or thing.text()
        on = say("Yes") if thing.isChecked() else say("No")
        return say("{field}: {value}", field=name, value=on)
    return name or say("Page")


def _next(thing: QWidget) -> str:
    """What can be scanned with this in hand."""
    opens = not isinstance(thing, Table) or thing.isSignalConnected(
        QMetaMethod.fromSignal(thing.opened)
    )
    if not opens:
        return say("Scan up or down for another row, or the next thing.")
    if isinstance(thing, QAbstractItemView):
        return say("Scan up or down for another row, press to open it, or the next thing.")
    if isinstance(thing, QPlainTextEdit) or is_field(thing):
        return hint(thing)
    if isinstance(thing, QAbstractButton):
        return say("Scan press to press it, or the next thing.")
    return say("Scan up, down, left or right, press, or the next thing.")
