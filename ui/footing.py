# SPDX-License-Identifier: MIT
"""The line at the bottom: what this station did last, and the undo of the newest of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.context import Context
from ui.desk import Desk
from ui.pages.words import clock
from ui.widgets.panels import LastLine
from workshop.language import say

SHOWN = 8


class Footing(QObject):
    """Fills the last line, and undoes exactly what its button says."""

    def __init__(self, line: LastLine, desk: Desk, context: Context) -> None:
        super().__init__(line)
        self._line, self._desk, self._context = line, desk, context
        self._entry = 0
        self._words = ""
        line.undoAsked.connect(self.undo)
        desk.changed.connect(self.refresh)
        context.changed.connect(self._who)
        context.undoing.connect(self.undo_last)
        self._free = _FreeUndo(self)
        self.refresh()

    def _who(self, what: str) -> None:
        if what in ("person", "station"):
            self.refresh()

    def refresh(self) -> None:
        """Ask what was done last here, and what an undo would take back."""
        if not self._desk.is_open:
            return
        mine = self._mine()
        if mine:
            self._desk.ask("undoable", mine, self._show_undo, self._line, "undoable")
        else:
            self._show_undo(None)
        recent = {"limit": SHOWN, "station": self._context.station or None}
        self._desk.ask("recent", recent, self._show_last, self._line, "recent")

    def undo_last(self) -> None:
        """Undo what was done last here, after all that was given to do before: by a scanned code.

        The button may not have heard of it yet.
        """
        who = self._mine()
        if who:
            self._desk.ask("undoable", who, self._undo_newest, self._line, "last", in_turn=True)

    def _undo_newest(self, entry: Any) -> None:
        self._show_undo(entry)
        if entry is None:
            self._context.answer("careful", say("Nothing to undo"))
        self.undo()

    def _mine(self) -> dict[str, str]:
        """Whose entries an undo here takes back: this station's, else this person's."""
        person, station = self._context.person, self._context.station
        if not person:
            return {}  # who is nobody yet did nothing yet
        return {"station": station} if station else {"person": person}

    def _show_last(self, rows: Sequence[Any]) -> None:
        self._line.setEntries([(clock(row.at), row.text) for row in rows])

    def _show_undo(self, entry: Any) -> None:
        self._entry = entry.number if entry is not None else 0
        self._words = entry.text if entry is not None else ""
        self._line.setUndo(self._words)

    def undo(self) -> None:
        """Undo what the button says; it says the next when that is done."""
        if not self._entry:
            return
        words, entry, self._entry = self._words, self._entry, 0
        self._line.undo.setEnabled(False)

        def undone(_receipt: Any, _text: str) -> None:
            self._context.answer("done", say("Undone: {what}", what=words))

        def not_undone(sentence: str, _kind: str) -> None:
            self._context.answer("refused", sentence)
            self.refresh()

        self._desk.do("undo", {"entry": entry}, undone, not_undone, owner=self._line)


class _FreeUndo(QObject):
    """Leaves Ctrl+Z to the workshop while the field in hand has nothing of its own to undo."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if isinstance(old, QLineEdit):
            old.removeEventFilter(self)
        if isinstance(new, QLineEdit):
            new.installEventFilter(self)

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        """Let the shortcut have the key."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and isinstance(field, QLineEdit)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not field.isUndoAvailable()
        ):
            event.ignore()
            return True
        return False
