# SPDX-License-Identifier: MIT
"""The right of the bench while a step is recorded: its fields, its note, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.pages.bench_parts import Scrolled, only_shown
from ui.pages.words import number
from ui.theme import Tone
from ui.widgets.controls import Button, Chip, Label
from ui.widgets.panels import FormRow
from workshop.benches.answers import Answer
from workshop.benches.steps import Field, StepBench
from workshop.domain.terms import StepOutcome
from workshop.language import say


class StepToDo(Protocol):
    """A step that can be recorded: one of a routing, or any of the catalogue."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def fields(self) -> Sequence[Field]: ...


class StepForm(QWidget):
    """One step being recorded; `ended` says how, as an outcome."""

    ended = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench: StepBench | None = None
        self._rows: dict[str, FormRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        head = QHBoxLayout()
        self._name = Label("", theme.TITLE, strong=True, wraps=True)
        self.cancel = Chip(say("Back"), icon="chevron-left")
        self.cancel.clicked.connect(lambda: self.left.emit())
        head.addWidget(self._name, 1)
        head.addWidget(self.cancel)
        column.addLayout(head)
        self._scroll = Scrolled()
        column.addWidget(self._scroll, 1)
        self._text = Label("", theme.NOTE, ink="quiet", wraps=True)
        self._scroll.column.addWidget(self._text)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(theme.GRID)
        self._scroll.column.addLayout(self._fields)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(76)
        self._scroll.column.addWidget(FormRow(say("Note"), self.note))
        self.same = Button(say("Same for every card I scan"), icon="scan")
        self.same.setCheckable(True)
        self._scroll.column.addWidget(self.same)
        self._scroll.column.addStretch(1)
        self._add_buttons(column)

    def _add_buttons(self, column: QVBoxLayout) -> None:
        self.done = only_shown(
            Button(say("Done"), tone=Tone.GOOD, icon="check", filled=True, big=True, key="F5")
        )
        self.failed = only_shown(Button(say("Failed"), tone=Tone.REFUSED, icon="cross", key="F6"))
        self.skipped = only_shown(Button(say("Skip"), icon="minus", key="F7"))
        for button, outcome in (
            (self.done, StepOutcome.DONE),
            (self.failed, StepOutcome.FAILED),
            (self.skipped, StepOutcome.SKIPPED),
        ):
            button.clicked.connect(lambda _=False, o=outcome.value: self.ended.emit(o))
        column.addWidget(self.done)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(self.failed)
        row.addWidget(self.skipped)
        column.addLayout(row)

    def show_step(self, piece: str, step: StepToDo) -> None:
        """Show the empty fields of a step, the keyboard in the first."""
        self.bench = StepBench(piece, step.code, step.fields)
        self.same.setChecked(False)
        self.show_count(0)
        self._name.setText(step.name)
        self._text.setText(step.text)
        self._text.setVisible(bool(step.text))
        while (item := self._fields.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._rows = {}
        for field in step.fields:
            row = FormRow(_label(field), _editor(field), field.unit)
            self._rows[field.name] = row
            self._fields.addWidget(row)
            if field.note:
                self._fields.addWidget(Label(field.note, theme.SMALL, ink="quiet", wraps=True))
        self.note.clear()
        first = next((row.field for row in self._rows.values()), self.note)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.verticalScrollBar().setValue(0)

    def show_count(self, count: int) -> None:
        """Show for how many cards the step was recorded so far."""
        words = say("Same for every card I scan")
        self.same.setText(say("{n} recorded, scan the next", n=count) if count else words)

    def field(self, name: str) -> QWidget:
        """The editor of a field."""
        return self._rows[name].field

    def answer(self, outcome: str) -> Answer | None:
        """What the bench says to this outcome; faults are shown at their fields."""
        if self.bench is None:
            return None
        typed = {name: _typed(row.field) for name, row in self._rows.items()}
        answer = self.bench.outcome(outcome, typed, self.note.toPlainText())
        faults = {**self.bench.beyond, **self.bench.wrong}
        for name, row in self._rows.items():
            fault = str(faults[name]) if name in faults else ""
            if fault != row.fault.text():
                row.setFault(fault)
        if faults:
            first = self._rows[next(name for name in self._rows if name in faults)]
            self._scroll.ensureWidgetVisible(first)
            first.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return answer


def _label(field: Field) -> str:
    """The label of a field with the limits it should lie in."""
    low, high = number(field.low), number(field.high)
    if low and high:
        return say("{label} ({low} to {high})", label=field.label, low=low, high=high)
    if low:
        return say("{label} ({low} or more)", label=field.label, low=low)
    if high:
        return say("{label} (at most {high})", label=field.label, high=high)
    return field.label


def _editor(field: Field) -> QWidget:
    if field.type in ("choice", "yes_no"):
        box = QComboBox()
        box.addItem("", "")
        words = {"yes": say("Yes"), "no": say("No")} if field.type == "yes_no" else {}
        for choice in words or field.choices:
            box.addItem(words.get(choice, choice), choice)
        return box
    line = QLineEdit()
    if field.type == "date":
        line.setPlaceholderText("2026-11-24")
    elif field.type == "number":
        line.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
    return line


def _typed(editor: QWidget) -> str:
    if isinstance(editor, QComboBox):
        return str(editor.currentData() or "")
    return editor.text() if isinstance(editor, QLineEdit) else ""
