# SPDX-License-Identifier: MIT
"""Beside the scans of the intake page: what stays set for the next cards, and the mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.desk import Desk
from ui.pages.bench_parts import only_shown
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow
from workshop.benches.intake import IntakeBench
from workshop.language import say, say_many

# The catalogue of models is read some time after the first scan can be answered.
MODELS_AFTER_MS = 400

# How long a press on “undo all” waits for the second press that means it, in milliseconds.
SURE_MS = 4_000


class Sticky(QWidget):
    """Model, maker and place of the next cards, as the bench has them."""

    def __init__(self, desk: Desk, bench: IntakeBench) -> None:
        super().__init__()
        self._desk, self._bench = desk, bench
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addWidget(Label(say("Stays set for the next cards"), theme.NOTE, strong=True))
        self.model = QComboBox()
        self.model.setEditable(True)
        self.model.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.model.currentTextChanged.connect(self._model_changed)
        column.addWidget(FormRow(say("Model"), self.model))
        self.maker = QLineEdit()
        self.maker.textChanged.connect(self._maker_changed)
        column.addWidget(FormRow(say("Maker"), self.maker))
        self.words = Label("", theme.NOTE, ink="quiet", wraps=True)
        column.addWidget(self.words)

    def fill_later(self) -> None:
        """Read the list of models, but not in the way of the first scan."""
        if not self.model.count():
            QTimer.singleShot(MODELS_AFTER_MS, self, self._ask_models)

    def _ask_models(self) -> None:
        self._desk.ask("models", {}, self._show_models, self, "models")

    def _show_models(self, rows: Sequence[Any]) -> None:
        names = [row.name for row in rows]
        before = self.model.currentText()
        self.model.blockSignals(True)
        self.model.clear()
        self.model.addItems(["", *names])
        self.model.setCurrentText(before)
        self.model.blockSignals(False)
        line = self.model.lineEdit()
        if line is not None:
            line.setPlaceholderText(say("As the list says, or not known"))
            line.setAccessibleName(say("Model"))
        completer = QCompleter(names, self.model)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.model.setCompleter(completer)

    def _model_changed(self, text: str) -> None:
        self._bench.model = text.strip()

    def _maker_changed(self, text: str) -> None:
        self._bench.maker = text.strip()

    def show_bench(self) -> None:
        """Say the place, and the part number that waits for a card."""
        place, part = self._bench.place, self._bench.part_number
        lines = [
            say("Place: {place}", place=place) if place else say("Place: none. Scan a tray or bin.")
        ]
        if part:
            lines.append(say("Part number of the next card: {part}", part=part))
        self.words.setText("\n".join(lines))


class Mark(QWidget):
    """How many cards came since the mark, and the undo of all of them."""

    def __init__(self, desk: Desk, context: Context) -> None:
        super().__init__()
        self._desk, self._context = desk, context
        self.since: list[int] = []  # entries that stand
        self.sure = QTimer(self, singleShot=True, interval=SURE_MS)
        self.sure.timeout.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.words = Label("", theme.NOTE, ink="quiet", wraps=True)
        self.button = Button(say("Set a mark here"), icon="dot", key="F7", press=self.begin)
        self.undo_all = Button("", icon="undo", key="F8", press=self.undo)
        for part in (self.words, only_shown(self.button), only_shown(self.undo_all)):
            column.addWidget(part)
        self._show()

    def begin(self) -> None:
        """Count from here."""
        self.since.clear()
        self._show()

    def count(self, entry: int) -> None:
        """A card was received with this entry."""
        self.since.append(entry)
        self._show()

    def forget(self, undone: set[int]) -> None:
        """These entries were undone by other means."""
        if undone & set(self.since):
            self.since = [entry for entry in self.since if entry not in undone]
            self._show()

    def _show(self) -> None:
        self.sure.stop()
        n = len(self.since)
        counted = say_many("{n} card since the mark", "{n} cards since the mark", n)
        self.words.setText(counted if n else say("No card since the mark"))
        every = say("Undo all {n} since the mark", n=n)
        self.undo_all.setText(every if n > 1 else say("Undo all since the mark"))
        self.undo_all.setEnabled(n > 0)

    def undo(self) -> None:
        """Undo every card since the mark, the newest first; more than one wants a second press."""
        n = len(self.since)
        if not n:
            return
        if n > 1 and not self.sure.isActive():
            self.sure.start()
            self.undo_all.setText(say("Press again: undo {n} cards", n=n))
            return
        entries, self.since = list(reversed(self.since)), []
        self._show()
        undone: list[str] = []
        stayed: list[str] = []

        def note(where: list[str], said: str) -> None:
            where.append(said)
            if len(undone) + len(stayed) == len(entries):
                self._tell(len(undone), stayed)

        for entry in entries:
            self._desk.do(
                "undo",
                {"entry": entry},
                lambda _receipt, text: note(undone, text),
                lambda sentence, _kind: note(stayed, sentence),
                owner=self,
            )

    def _tell(self, undone: int, stayed: list[str]) -> None:
        words = say_many("{n} card undone", "{n} cards undone", undone)
        if stayed:
            hint = say("{n} stayed: {reason}", n=len(stayed), reason=stayed[0])
            self._context.answer("careful", words, hint)
        else:
            self._context.answer("done", words, say("The batch is as it was at the mark."))
