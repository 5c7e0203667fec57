# SPDX-License-Identifier: MIT
"""The defects of a card: a list of them, and the way to add one by code, zone and severity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.pages.bench_parts import Head
from ui.pages.card_words import SEVERITIES
from ui.pages.choice import Choice, ChoicePane
from ui.pages.intake_side import Typed
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow
from ui.widgets.table import Column, Table
from workshop.domain.terms import Severity
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.condition import DefectRow

_COLUMNS = [
    Column(mark("Severity"), "severity", look=lambda row: SEVERITIES[Severity(row.severity)],
           width=132),
    Column(mark("Defect"), lambda row: say(row.name), share=5, strong=True),
    Column(mark("Where"), lambda row: say(row.zone), share=3),
    Column(mark("Note"), "note", share=3, ink="quiet"),
]  # fmt: skip


class DefectForm(QWidget):
    """Where on the card a defect is, a note, and how bad it is: that tap notes it."""

    noted = Signal(dict)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._code = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        head = Head("", self.left.emit)
        self._name, self.back = head.title, head.back
        column.addLayout(head)
        self.zone, self.note = Typed(say("Not said")), QLineEdit()
        column.addWidget(FormRow(say("Where on the card"), self.zone))
        column.addWidget(FormRow(say("Note on the defect"), self.note))
        column.addWidget(Label(say("How bad is it? A tap notes it."), theme.NOTE, ink="quiet"))
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        for severity, look in SEVERITIES.items():
            button = Button(look.word, tone=look.tone, icon=look.icon, big=True)
            button.clicked.connect(lambda _=False, s=severity.value: self._note(s))
            row.addWidget(button, 1)
        column.addLayout(row)
        column.addStretch(1)

    def begin(self, code: str, name: str) -> None:
        """Ask about a defect of this code."""
        self._code = code
        self._name.setText(say(name))
        self.zone.setCurrentIndex(-1)
        self.zone.setEditText("")
        self.note.setText("")
        self.zone.setFocus(Qt.FocusReason.OtherFocusReason)

    def _note(self, severity: str) -> None:
        self.noted.emit(
            {
                "code": self._code,
                "severity": severity,
                "zone": self.zone.value(),
                "note": self.note.text().strip(),
            }
        )


class DefectsPane(QStackedWidget):
    """The defects that were noted; in their place, while one is added, what is asked about it.

    `wanted` asks for an act, `codesAsked` for the codes to choose from.
    """

    wanted = Signal(str, dict)
    codesAsked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[str, str] = {}
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        head = QHBoxLayout()
        head.addWidget(Label(say("Defects"), theme.NOTE, ink="quiet"), 1)
        self.add = Button(
            say("Add a defect …"), icon="plus", tone=Tone.ACCENT, press=self.codesAsked.emit
        )
        head.addWidget(self.add)
        column.addLayout(head)
        self.table = Table(
            _COLUMNS,
            name=mark("Defects"),
            empty=mark("No defect was noted on this visit."),
            key=lambda row: row.entry,
        )
        column.addWidget(self.table, 1)
        self.codes, self.form = ChoicePane(), DefectForm()
        for part in (self._list, self.codes, self.form):
            self.addWidget(part)
        self.codes.chosen.connect(self._chosen)
        self.codes.left.connect(self.rest)
        self.form.left.connect(self.rest)
        self.form.noted.connect(self._noted)

    def offer(self, rows: Sequence[Any]) -> None:
        """Show the codes to choose from."""
        self._names = {row.code: row.name for row in rows}
        self.setCurrentWidget(self.codes)
        self.codes.offer(
            say("Which defect?"),
            [Choice(row.code, say(row.name), say(row.group)) for row in rows],
            hint=say("Typing “bent” or “VRAM” is enough. Enter takes the first."),
        )

    def offer_zones(self, zones: Sequence[str]) -> None:
        """Learn the words for where a defect is."""
        self.form.zone.offer(zones)

    def _chosen(self, code: str) -> None:
        self.setCurrentWidget(self.form)
        self.form.begin(code, self._names[code])

    def _noted(self, facts: dict[str, Any]) -> None:
        self.form.setEnabled(False)  # a second tap is not a second defect
        self.wanted.emit("note_defect", facts)

    def answered(self, noted: bool) -> None:
        """It was noted; where it was not, what was typed is kept."""
        self.form.setEnabled(True)
        if noted:
            self.rest()

    @property
    def is_adding(self) -> bool:
        """Whether a defect is being added."""
        return self.currentWidget() is not self._list

    def rest(self) -> None:
        """Show the list again."""
        self.form.setEnabled(True)
        self.setCurrentWidget(self._list)

    def show_defects(self, defects: Sequence[DefectRow]) -> None:
        """Show what was noted, the newest on top."""
        self.table.setRows(list(reversed(defects)))
