# SPDX-License-Identifier: MIT
"""The right of the bench while a step is recorded: its fields, its note, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.pages.bench_parts import Head, Scrolled, only_shown
from ui.pages.step_fields import FileField, PhotoField, editor_of, fill_in, filled_in, label_of
from ui.pages.step_lots import StepLots
from ui.pages.step_picture import StepPicture
from ui.pages.tray import STEPS, Tray
from ui.pages.words import minutes_since, since
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow
from workshop.benches.answers import Answer
from workshop.benches.steps import MINUTES, Field, StepBench
from workshop.domain.terms import StepOutcome
from workshop.language import say, say_minutes

if TYPE_CHECKING:
    from workshop.queries.photos import PhotoRow
    from workshop.queries.routing import RoutingStep

CLOCK_KEY = "Ctrl+F12"


class StepToDo(Protocol):
    """A step that can be recorded: one of a routing, or any of the catalogue."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def picture(self) -> str: ...
    @property
    def fields(self) -> Sequence[Field]: ...


class StepForm(QWidget):
    """One step being recorded; `ended` says how, `fileAsked` which field wants a file."""

    ended = Signal(str)
    left = Signal()
    clockTapped = Signal()
    fileAsked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bench: StepBench | None = None
        self._rows: dict[str, FormRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        head = Head("", self.left.emit)
        self._name, self.cancel = head.title, head.back
        column.addLayout(head)
        self.clock = only_shown(
            Button("", icon="clock", key=CLOCK_KEY, press=self.clockTapped.emit)
        )
        column.addWidget(self.clock)
        self.begun = Label("", theme.NOTE, ink="quiet", cuts=True)
        column.addWidget(self.begun)
        self._scroll = Scrolled()
        column.addWidget(self._scroll, 1)
        self._text = Label("", theme.NOTE, ink="quiet", wraps=True)
        self.picture = StepPicture()
        self._scroll.column.addWidget(self._text)
        self._scroll.column.addWidget(self.picture)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(theme.GRID)
        self._scroll.column.addLayout(self._fields)
        self.lots = StepLots()
        self._scroll.column.addWidget(self.lots)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(76)
        self._scroll.column.addWidget(FormRow(say("Note"), self.note))
        self.minutes = QLineEdit()
        self.minutes.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self._minutes = FormRow(say("Time it took"), self.minutes, say("min"))
        self._scroll.column.addWidget(self._minutes)
        self.same = Button(say("Same for every card I scan"), icon="scan")
        self.same.setCheckable(True)
        self._scroll.column.addWidget(self.same)
        self.tray = Tray(STEPS)
        self._scroll.column.addWidget(self.tray)
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

    def show_step(self, piece: str, step: StepToDo, lots: Mapping[str, str]) -> None:
        """Show the empty fields of a step, the keyboard in the first, and lots used before."""
        self.bench = StepBench(piece, step.code, step.fields)
        self.same.setChecked(False)
        self.tray.clear()
        self.show_count(0)
        self._minutes.setFault("")
        self.show_run(None)
        self._name.setText(say(step.name))
        self._text.setText(say(step.text))
        self._text.setVisible(bool(step.text))
        self.picture.show_picture(step.picture, say(step.name))
        while (item := self._fields.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._rows = {}
        for field in step.fields:
            row = FormRow(label_of(field), editor_of(field), field.unit)
            self._rows[field.name] = row
            self._fields.addWidget(row)
            if isinstance(row.field, FileField):
                row.field.clicked.connect(lambda _=False, n=field.name: self.fileAsked.emit(n))
            if field.note:
                self._fields.addWidget(Label(say(field.note), theme.SMALL, ink="quiet", wraps=True))
        self.note.clear()
        self.minutes.clear()
        self.lots.begin(lots)
        first = next((row.field for row in self._rows.values()), self.note)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.verticalScrollBar().setValue(0)

    def title(self) -> str:
        """What the step is called."""
        return self._name.text()

    def show_count(self, count: int) -> None:
        """Show for how many cards the step was recorded so far; the last ones come into sight."""
        if count:
            QTimer.singleShot(0, self, lambda: self._scroll.ensureWidgetVisible(self.tray, 0, 0))
        words = say("Same for every card I scan")
        self.same.setText(say("{n} recorded, scan the next", n=count) if count else words)

    def show_run(self, run: RoutingStep | None, in_series: bool = False) -> None:
        """Show since when the step is open; ask for its time where its end was forgotten."""
        self.clock.setVisible(not in_series)
        self.begun.setVisible(run is not None)
        if run is None:
            self.clock.setText(say("Start the clock"))
            self.minutes.setPlaceholderText("")
            return
        passed = minutes_since(run.since)
        self.clock.setText(say("Stop: {time}", time=say_minutes(int(passed))))
        self.begun.setText(say("Begun {at} by {who}", at=since(run.since), who=run.by))
        if passed > run.longest * 60:
            if self.minutes.text():
                return  # what was typed has been answered already
            self._minutes.setFault(
                say("Begun {time} ago. How long did it really take?", time=say_minutes(int(passed)))
            )
        else:
            self.minutes.setPlaceholderText(say("counted: {n}", n=int(passed)))

    def show_photos(self, photos: Sequence[PhotoRow]) -> None:
        """Offer these photos in the fields that want one."""
        for row in self._rows.values():
            if isinstance(row.field, PhotoField):
                row.field.show_photos(photos)

    def scan_field(self, *, sure: object) -> str:
        """The field a scan goes into: the one in hand, else the next empty one that wants a scan.

        With `sure` only the one in hand, for the scan means something else already.
        """
        fields = self.bench.fields if self.bench else ()
        scanned = [field.name for field in fields if field.type == "scan"]
        here = [name for name in scanned if self._rows[name].field.hasFocus()]
        empty = [name for name in scanned if not filled_in(self._rows[name].field)]
        return next(iter(here if sure else here + empty), "")

    def take_scan(self, name: str, text: str) -> str:
        """Fill in a field that was scanned; returns its label."""
        editor = self._rows[name].field
        if isinstance(editor, QLineEdit):
            editor.setText(text)
        return self._rows[name].label.text()

    def take_file(self, name: str, kept: Mapping[str, Any]) -> None:
        """Fill in a field with a file that is kept."""
        editor = self._rows[name].field if name in self._rows else None
        if isinstance(editor, FileField):
            editor.set_file(kept)

    def typed(self) -> dict[str, Any]:
        """All that is filled in, for `write`."""
        return {
            "fields": {name: filled_in(row.field) for name, row in self._rows.items()},
            "note": self.note.toPlainText(),
            "minutes": self.minutes.text(),
            "lots": self.lots.used(),
        }

    def write(self, typed: Mapping[str, Any]) -> None:
        """Fill in again what `typed` gave."""
        for name, value in typed["fields"].items():
            if name in self._rows:
                fill_in(self._rows[name].field, value)
        self.note.setPlainText(typed["note"])
        self.minutes.setText(typed["minutes"])
        self.lots.begin(typed["lots"])

    def field(self, name: str) -> QWidget:
        """The editor of a field."""
        return self._rows[name].field

    def answer(self, outcome: str) -> Answer | None:
        """What the bench says to this outcome; faults are shown at their fields."""
        if self.bench is None:
            return None
        typed = {name: filled_in(row.field) for name, row in self._rows.items()}
        answer = self.bench.outcome(
            outcome, typed, self.note.toPlainText(), self.minutes.text(), self.lots.used()
        )
        faults = {**self.bench.beyond, **self.bench.wrong}
        for name, row in self._rows.items():
            fault = str(faults[name]) if name in faults else ""
            if fault != row.fault.text():
                row.setFault(fault)
        self._minutes.setFault(str(faults.get(MINUTES, "")))
        first = next((row for name, row in self._rows.items() if name in faults), None)
        if first is not None:
            self._scroll.ensureWidgetVisible(first)
            first.field.setFocus(Qt.FocusReason.OtherFocusReason)
        return answer
