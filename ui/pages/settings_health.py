# SPDX-License-Identifier: MIT
"""Settings: the health of the workshop and of this computer, what is wrong first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout

from ui import theme
from ui.crash import errors_log
from ui.pages.page import Page
from ui.pages.paper import open_file
from ui.pages.settings_parts import Section
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.keeping.line import Line

_LOOKS = {
    "wrong": Look(Tone.REFUSED, "cross", mark("Wrong")),
    "look": Look(Tone.CAREFUL, "warning", mark("Look here")),
    "ok": Look(Tone.GOOD, "check", mark("Well")),
}


class HealthSection(Section):
    """Lines of health, more of the one that is chosen below, and a text for whoever helps."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        panel = Panel(say("Health"))
        self.table = Table(
            [
                Column(mark("State"), lambda one: self._look(one).word, width=132,
                       look=self._look),
                Column(mark("What"), lambda one: say(one.title), strong=True, share=2),
                Column(mark("How it is"), "words", share=5, cut="middle"),
            ],
            name=mark("Health"),
            key=lambda one: one.name,
        )  # fmt: skip
        self.table.picked.connect(self._show)
        panel.body.addWidget(self.table, 1)
        self.column.addWidget(panel, 1)
        self.column.addWidget(self._more())
        self.context.backed_up.connect(self._again)

    def _more(self) -> Panel:
        panel = Panel(margin=12)
        self.words = Label("", wraps=True, strong=True)
        self.advice = Label("", wraps=True)
        panel.body.addWidget(self.words)
        panel.body.addWidget(self.advice)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.check = Button(
            say("Check now"), tone=Tone.ACCENT, filled=True, icon="check", press=self.check_now
        )
        self.copy = Button(say("Copy for support"), icon="export", press=self.copy_for_support)
        self.log = Button(say("Show the log"), icon="folder", press=self._show_log)
        for button in (self.check, self.copy, self.log):
            row.addWidget(button)
        row.addStretch(1)
        panel.body.addLayout(row)
        note = say("The copy for support has no names, no serials and no places of this computer.")
        panel.body.addWidget(Label(note, theme.NOTE, ink="quiet", wraps=True))
        return panel

    def _look(self, line: Line) -> Look:
        return _LOOKS[line.state.value]

    def refresh(self) -> None:
        """Look at everything again."""
        from ui.pages.health_here import health_here

        here = health_here(self.context)

        def work(database: Any, _step: Any) -> list[Line]:
            from workshop.keeping.health import health
            from workshop.keeping.line import worst_first

            return worst_first([*health(database), *here])

        self.desk.run(work, self.show_lines, owner=self, acts=True)

    def _again(self) -> None:
        if self.isVisible():
            self.refresh()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these, and more of the one that was chosen, else of the first."""
        chosen = self.table.currentRow()
        self.table.setRows(lines)
        known = [line for line in lines if chosen is not None and line.name == chosen.name]
        self.table.go((known or list(lines))[0].name)
        self._show((known or list(lines))[0])

    def _show(self, line: Line) -> None:
        self.words.setText(line.words)
        self.advice.setText(line.advice)
        self.advice.setVisible(bool(line.advice))

    def check_now(self) -> None:
        """Check everything there is to check; the button waits until it is done."""

        def work(database: Any, step: Any) -> int:
            from workshop.keeping.health import check_deep

            return check_deep(database, step)

        self.check.setEnabled(False)
        self.context.answer("idle", say("Checking every entry, row and file …"))
        self.desk.run(work, self._checked, self._not_checked, owner=self, acts=True)

    def _checked(self, faults: int) -> None:
        self.check.setEnabled(True)
        if faults:
            self.context.answer("refused", say("Faults found: {n}.", n=faults))
        else:
            self.context.answer("done", say("Clean: every entry, row and file"))
        self.refresh()

    def _not_checked(self, sentence: str, _kind: str) -> None:
        self.check.setEnabled(True)
        self.context.answer("refused", sentence)

    def copy_for_support(self) -> None:
        """Put what helps others to help into the clipboard, and nothing of the shop."""
        from workshop.keeping.line import support_text

        QGuiApplication.clipboard().setText(support_text(self.table.rows.rows()))
        self.context.answer("done", say("Copied"), say("It has no names, serials and places."))

    def _show_log(self) -> None:
        folder = errors_log().parent
        folder.mkdir(parents=True, exist_ok=True)
        open_file(folder)
