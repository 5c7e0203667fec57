# SPDX-License-Identifier: MIT
"""The reports of a batch: what goes into a new one, and those that were issued."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.pages.report_choices import ReportChoices
from ui.pages.words import moment
from ui.settings import Settings
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.domain.terms import ReportKind
from workshop.language import mark, say, say_day

if TYPE_CHECKING:
    from workshop.queries.issued import ReportRow, Since

MORE = 100


KINDS = {
    ReportKind.BATCH: mark("Batch"),
    ReportKind.DIFFERENCES: mark("Difference report"),
    ReportKind.SCRAPPED: mark("Certificate"),
}

ISSUED = (
    Column(mark("Report"), "number", width=84, strong=True),
    Column(mark("What"), lambda row: say(KINDS[row.kind]), share=2),
    Column(mark("Issued on"), "issued_on", show=say_day, width=116),
    Column(mark("By"), "person", share=1),
    Column(mark("Entry"), "drawn_entry", width=96, align="right"),
)

CHANGES = (
    Column(mark("When"), lambda row: moment(row.at), width=168, ink="quiet"),
    Column(mark("What"), "text", share=3),
    Column(mark("By"), "person", share=1, ink="quiet"),
)


class ReportsPane(QWidget):
    """Asks for a draft or for an issued report with its choices, and hands out issued ones again.

    `copyAsked` names an issued report, `checkAsked` wants a file looked at; `more` asks for more
    issued reports than are shown.
    """

    draftAsked = Signal(object)
    issueAsked = Signal(object)
    copyAsked = Signal(int)
    checkAsked = Signal()

    def __init__(
        self, settings: Settings, more: Callable[[ReportRow], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._new(settings), 5)
        row.addWidget(self._issued(more), 3)

    def _new(self, settings: Settings) -> Panel:
        panel = Panel(margin=16)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Label(say("New report"), theme.BODY, strong=True))
        head.addStretch(1)
        self.choices = choices = ReportChoices(settings)
        self.issue = Button(say("Issue"), icon="lock", tone=Tone.ACCENT, filled=True)
        self.draft = Button(say("Draft"), icon="pdf")
        for button, asked in ((self.issue, self.issueAsked), (self.draft, self.draftAsked)):
            button.clicked.connect(lambda _=False, s=asked: s.emit(choices.chosen()))
        head.addWidget(self.draft)
        head.addWidget(self.issue)
        panel.body.addLayout(head)
        hint = say("An issued report is numbered and kept; a draft says that it is one.")
        panel.body.addWidget(Label(hint, theme.NOTE, ink="quiet", cuts=True))
        panel.body.addWidget(choices, 1)
        return panel

    def _issued(self, more: Callable[[ReportRow], object]) -> Panel:
        panel = Panel(margin=16)
        head = QHBoxLayout()
        head.addWidget(Label(say("Issued reports"), theme.BODY, strong=True))
        head.addStretch(1)
        self.check = Button(say("Check a file …"), icon="check", press=self.checkAsked.emit)
        head.addWidget(self.check)
        panel.body.addLayout(head)
        hint = say("Tap a report to have its file again, or drop a file here to check it.")
        panel.body.addWidget(Label(hint, theme.NOTE, ink="quiet", cuts=True))
        self.table = Table(
            ISSUED,
            name=mark("Issued reports"),
            empty=mark("No report of this batch was issued yet."),
            key=lambda row: row.number,
            on_more=more,
        )
        self.table.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.table.clicked.connect(
            lambda index: self.copyAsked.emit(self.table.rows.row(index.row()).number)
        )
        self.table.opened.connect(lambda row: self.copyAsked.emit(row.number))
        panel.body.addWidget(self.table, 1)
        self.since_words = Label("", theme.NOTE, strong=True, cuts=True)
        self.since = Table(
            CHANGES, name=mark("What changed since"), empty=mark("Nothing changed since.")
        )
        panel.body.addWidget(self.since_words)
        panel.body.addWidget(self.since, 1)
        self.show_since("", None)
        return panel

    def show_reports(self, rows: Sequence[ReportRow], *, more: bool) -> None:
        """Show the issued reports, the newest first."""
        self.table.setRows(rows, more=more)

    def show_since(self, words: str, since: Since | None) -> None:
        """Show what changed since a report that was checked; nothing for None."""
        self.since_words.setText(words)
        self.since_words.setVisible(since is not None)
        self.since.setVisible(since is not None)
        self.since.setRows(since.newest if since is not None else [])

    def take_keys(self) -> None:
        """Give the keyboard to what makes a report."""
        self.issue.setFocus(Qt.FocusReason.OtherFocusReason)
