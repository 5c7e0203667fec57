# SPDX-License-Identifier: MIT
"""A tray of cards that all get one step: what was recorded so far, and its undo, one or all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.desk import Desk
from ui.pages.bench_parts import History, Line, only_shown
from ui.widgets.controls import Button
from workshop.benches.tags import spelled
from workshop.language import mark, say, say_many

ALL_KEY = "Ctrl+Shift+Z"


class Recorded(NamedTuple):
    """A step of the tray: its entry, its piece, and when."""

    entry: int
    tag: str
    at: str


class StepTray(QWidget):
    """The steps of one tray, the newest first; `changed` after some of them were undone."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records: list[Recorded] = []
        self._desk: Desk | None = None
        self._context: Context | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.list = History(mark("Recorded on this tray"), most=200)
        self.undo_last = Button(say("Undo the last"), icon="undo", press=self.take_back)
        self.undo_all = only_shown(Button("", icon="undo", key=ALL_KEY, press=self.take_all_back))
        for part in (self.undo_all, self.undo_last, self.list):
            column.addWidget(part)
        self.clear()

    def connect_to(self, desk: Desk, context: Context) -> None:
        """Whom to ask for the undo, and where to say what became of it."""
        self._desk, self._context = desk, context
        desk.changed.connect(self._look_again)

    @property
    def tags(self) -> list[str]:
        """The pieces that had the step."""
        return [record.tag for record in self.records]

    def clear(self) -> None:
        """Begin with an empty tray."""
        self.records = []
        self._show()

    def add(self, record: Recorded) -> None:
        """One more piece had the step."""
        self.records.append(record)
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self.records))
        self.list.setLines([Line(each.at, spelled(each.tag)) for each in self.records])
        n = len(self.records)
        self.undo_all.setText(say_many("Undo {n} step", "Undo all {n} steps", n))

    def take_back(self) -> None:
        """Undo the step of the piece that was scanned last."""
        self._undo(self.records[-1:])

    def take_all_back(self) -> None:
        """Undo every step of the tray, as one."""
        self._undo(self.records)

    def _undo(self, records: Sequence[Recorded]) -> None:
        if not records or self._desk is None or self._context is None:
            return
        context, n = self._context, len(records)

        def done(_receipt: dict[str, Any], _text: str) -> None:
            words = say_many("{n} step undone", "{n} steps undone", n)
            context.answer("done", words, say("Scan the next card, or Esc ends it."))

        def no(sentence: str, _kind: str) -> None:
            context.answer("refused", sentence)

        entries = [record.entry for record in records]
        self._desk.do("undo_many", {"entries": entries}, done, no, owner=self)

    def _look_again(self, tables: frozenset[str]) -> None:
        """Something changed: perhaps steps of the tray were undone, here or by another key."""
        if self.records and self._desk is not None and "step_record" in tables:
            first = self.records[0].entry - 1
            self._desk.ask("journal", {"after": first, "limit": 500}, self._came, self, "tray")

    def _came(self, entries: Sequence[Any]) -> None:
        gone = {entry.number for entry in entries if entry.undone_by is not None}
        if gone.isdisjoint(record.entry for record in self.records):
            return
        self.records = [record for record in self.records if record.entry not in gone]
        self._show()
        self.changed.emit()
