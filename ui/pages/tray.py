# SPDX-License-Identifier: MIT
"""A tray of cards that all get the same: what was recorded so far, and its undo, one or all."""

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
from workshop.language import joined, mark, mark_many, say, say_many

ALL_KEY = "Ctrl+Shift+Z"


class Recorded(NamedTuple):
    """What one piece of the tray got: its entry, the piece, when, and what it came to."""

    entry: int
    tag: str
    at: str
    outcome: str = ""


class Matter(NamedTuple):
    """What is recorded on a tray: its table, and as templates what its undo is called.

    `undo` and `undone` are for one and for more.
    """

    table: str
    undo: tuple[str, str]
    undone: tuple[str, str]


STEPS = Matter(
    "step_record",
    mark_many("Undo {n} step", "Undo all {n} steps"),
    mark_many("{n} step undone", "{n} steps undone"),
)
RESULTS = Matter(
    "test_result",
    mark_many("Undo {n} result", "Undo all {n} results"),
    mark_many("{n} result undone", "{n} results undone"),
)


class Tray(QWidget):
    """What was recorded on one tray, the newest first; `changed` after some of it was undone."""

    changed = Signal()

    def __init__(self, matter: Matter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records: list[Recorded] = []
        self._matter = matter
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
        """The pieces it was recorded for."""
        return [record.tag for record in self.records]

    def clear(self) -> None:
        """Begin with an empty tray."""
        self.records = []
        self._show()

    def add(self, record: Recorded) -> None:
        """It was recorded for one more piece."""
        self.records.append(record)
        self._show()

    def _show(self) -> None:
        self.setVisible(bool(self.records))
        told = [(each.at, joined(spelled(each.tag), each.outcome)) for each in self.records]
        self.list.setLines([Line(*each) for each in told])
        self.undo_all.setText(say_many(*self._matter.undo, len(self.records)))

    def take_back(self) -> None:
        """Undo what was recorded for the piece that was scanned last."""
        self._undo(self.records[-1:])

    def take_all_back(self) -> None:
        """Undo all of the tray, as one."""
        self._undo(self.records)

    def _undo(self, records: Sequence[Recorded]) -> None:
        if not records or self._desk is None or self._context is None:
            return
        context, n = self._context, len(records)

        def done(_receipt: dict[str, Any], _text: str) -> None:
            words = say_many(*self._matter.undone, n)
            context.answer("done", words, say("Scan the next card, or Esc ends it."))

        def no(sentence: str, _kind: str) -> None:
            context.answer("refused", sentence)

        entries = [record.entry for record in records]
        self._desk.do("undo_many", {"entries": entries}, done, no, owner=self)

    def _look_again(self, tables: frozenset[str]) -> None:
        """Something changed: perhaps some of the tray was undone, here or by another key."""
        if self.records and self._desk is not None and self._matter.table in tables:
            first = self.records[0].entry - 1
            self._desk.ask("journal", {"after": first, "limit": 500}, self._came, self, "tray")

    def _came(self, entries: Sequence[Any]) -> None:
        gone = {entry.number for entry in entries if entry.undone_by is not None}
        if gone.isdisjoint(record.entry for record in self.records):
            return
        self.records = [record for record in self.records if record.entry not in gone]
        self._show()
        self.changed.emit()
