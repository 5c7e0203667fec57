# SPDX-License-Identifier: MIT
"""Settings: labels that a printer was given, and that somebody must look after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.pages.page import Page
from ui.pages.paper import MOST_LABELS
from ui.pages.words import two_lines
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.reason import ReasonRow
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.domain.terms import LabelState
from workshop.language import mark, say, say_many

if TYPE_CHECKING:
    from workshop.queries.print_queue import StuckRow

_LOOKS = {
    LabelState.PRINTING: Look(Tone.QUESTION, "question", mark("Being printed?")),
    LabelState.UNSURE: Look(Tone.QUESTION, "question", mark("Came out?")),
    LabelState.FAILED: Look(Tone.REFUSED, "cross", mark("Not printed")),
}


class StuckLabels(Panel):
    """Asks of one label or of several whether they came out; none is printed again before that."""

    def __init__(self, page: Page) -> None:
        super().__init__(say("Labels to look after"))
        self._desk, self._context = page.desk, page.context
        self._rows: Sequence[StuckRow] = ()
        self._busy = ""
        self.table = Table(
            [
                Column(mark("Tag"), lambda row: spelled(row.tag), strong=True, width=140),
                Column(mark("State"), "state", width=150, look=lambda row: _LOOKS[row.state]),
                Column(mark("What went wrong"), _trouble, share=4),
            ],
            name=mark("Labels to look after"),
            key=lambda row: row.id,
        )
        self.table.setMinimumHeight(108)
        self.table.chooseSeveral()
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_picked())
        self.body.addWidget(self.table, 1)
        self.told = Label("", theme.NOTE, ink="quiet", cuts=True)
        self.body.addWidget(self.told)
        self.choices = QWidget()
        row = QHBoxLayout(self.choices)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        self.out = Button(say("It came out"), icon="check", press=self._came_out)
        self.again = Button(
            say("Print it again"), tone=Tone.ACCENT, icon="print", press=self._print_again
        )
        self.never = Button(say("Do not print it …"), icon="cross", press=self._ask_why)
        for button in (self.out, self.again, self.never):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addWidget(self.choices)
        self.why = ReasonRow("cross")
        self.why.given.connect(self._leave_out)
        self.why.left.connect(lambda: self._show_asking(False))
        self.body.addWidget(self.why)
        self.hide()

    def refresh(self, busy: str = "") -> None:
        """Ask which there are; what the printer `busy` is being sent right now is left out."""
        self._busy = busy
        self._desk.ask("labels_stuck", {"limit": MOST_LABELS}, self._show, self, "stuck")

    def _show(self, rows: Sequence[StuckRow]) -> None:
        self._rows = [
            row for row in rows
            if not (row.state == LabelState.PRINTING and self._busy and row.printer == self._busy)
        ]  # fmt: skip
        self.table.setRows(self._rows)
        self.setVisible(bool(self._rows))
        if self._rows and self.table.currentRow() is None:
            self.table.go(self._rows[0].id)
        self._show_picked()

    def _show_picked(self) -> None:
        """What may be said of those that are chosen."""
        rows = self.table.chosenRows()
        failed = any(row.state == LabelState.FAILED for row in rows)
        self.out.setVisible(not failed)
        if not rows:
            return
        if len(rows) > 1:
            words = say_many("{n} label is chosen; the answer is for it.",
                             "{n} labels are chosen; the answer is for all of them.",
                             len(rows))  # fmt: skip
        elif failed:
            words = _trouble(rows[0])
        else:
            words = say("Look whether it came out, then say so. {trouble}",
                        trouble=_trouble(rows[0]))  # fmt: skip
        self.told.setText(words)
        self.again.setText(say("Try again") if failed else say("Print it again"))

    def _came_out(self) -> None:
        self._say("labels_printed")

    def _print_again(self) -> None:
        self._say("labels_not_printed", outcome=LabelState.WAITING.value)

    def _ask_why(self) -> None:
        rows = self.table.chosenRows()
        if rows:
            question = say("Why is the label of {tag} not printed?", tag=spelled(rows[0].tag))
            if len(rows) > 1:
                question = say_many("Why is {n} label not printed?",
                                    "Why are {n} labels not printed?", len(rows))  # fmt: skip
            self._show_asking(True)
            self.why.begin(question, say("Do not print it"))

    def _show_asking(self, asking: bool) -> None:
        """The reason takes the place of what else may be said."""
        self.choices.setVisible(not asking)
        self.told.setVisible(not asking)

    def _leave_out(self, reason: str) -> None:
        self._say("void_labels", reason=reason)

    def _say(self, act: str, **facts: Any) -> None:
        labels = [row.id for row in self.table.chosenRows()]
        if not labels:
            return

        def done(_receipt: Any, text: str) -> None:
            self._context.answer("done", text)

        def no(sentence: str, _kind: str) -> None:
            self._context.answer("refused", *two_lines(sentence))

        self._desk.do(act, {"labels": labels, **facts}, done, no, owner=self)


def _trouble(row: Any) -> str:
    """What went wrong, or where it was when the program ended."""
    if row.trouble:
        return str(row.trouble)
    if row.station:
        return say("It was given to {printer} at {station}, and no word came since.",
                   printer=row.printer, station=row.station)  # fmt: skip
    return say("It was given to {printer}, and no word came since.", printer=row.printer)
