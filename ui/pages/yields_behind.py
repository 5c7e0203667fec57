# SPDX-License-Identifier: MIT
"""What is behind a number of the yields: the results that it counts, each with its card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.desk import Desk
from ui.pages.words import moment
from ui.pages.yields_parts import ATTEMPTS, counts
from ui.widgets.controls import Chip, Label
from ui.widgets.panels import Panel
from ui.widgets.states import VERDICTS, Look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.domain.terms import Verdict
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.results import ResultRow
    from workshop.queries.yields import YieldRow

MORE = 250

# Any filter but the batch makes the list one of results that count; every day is since then.
EVER = "1970-01-01"

_OF = {
    "first": mark("First pass {passed} of {n}"),
    "second": mark("Second pass {passed} of {n}"),
    "last": mark("Last pass {passed} of {n}"),
}


def _look(row: Any) -> Look:
    return VERDICTS[Verdict(row.verdict)]


class BehindPane(Panel):
    """The results behind a number, in the order of their days; `pieceOpened` names a card.

    `shown` comes with the first of them, `refused` with a sentence where they cannot be asked for.
    """

    pieceOpened = Signal(str)
    left = Signal()
    shown = Signal()
    refused = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(margin=16, parent=parent)
        self._desk = desk
        self._facts: dict[str, Any] = {}
        self._names: Mapping[str, str] = {}
        self.attempt, self.only_failed = "", False
        head = QHBoxLayout()
        head.setSpacing(theme.GRID)
        back = Chip(say("All yields"), icon="chevron-left")
        back.clicked.connect(lambda: self.left.emit())
        head.addWidget(back)
        self.title = Label("", theme.BODY, strong=True, cuts=True)
        head.addWidget(self.title, 1)
        self.chips: dict[str, Chip] = {}
        for attempt in ("", *(code for code, _ in ATTEMPTS)):
            chip = Chip()
            chip.clicked.connect(lambda _=False, a=attempt: self._turn(a, self.only_failed))
            self.chips[attempt] = chip
            head.addWidget(chip)
        head.addSpacing(2 * theme.GRID)
        self.failed = Chip(say("Only what failed"))
        self.failed.clicked.connect(lambda: self._turn(self.attempt, not self.only_failed))
        head.addWidget(self.failed)
        self.body.addLayout(head)
        hint = say("Tap a line to open its card at the bench. Escape leads back to the yields.")
        self.body.addWidget(Label(hint, theme.NOTE, ink="quiet", cuts=True))
        self.results = Table(
            (
                Column(mark("Tag"), lambda row: spelled(row.tag), width=152, strong=True),
                Column(mark("Model"), "model", share=4),
                Column(mark("Test plan"), lambda row: self._plan(row), share=4),
                Column(mark("Attempt"), "attempt", width=84, align="right"),
                Column(mark("Verdict"), "verdict", width=140, look=_look),
                Column(mark("When"), lambda row: moment(row.at), width=152, ink="quiet"),
                Column(mark("By"), "person", width=100, ink="quiet"),
            ),
            name=mark("Results behind the number"),
            empty=mark("No result here failed."),
            key=lambda row: row.id,
            on_more=self._more,
        )
        self.results.clicked.connect(
            lambda index: self.pieceOpened.emit(self.results.rows.row(index.row()).tag)
        )
        self.results.opened.connect(lambda row: self.pieceOpened.emit(row.tag))
        self.body.addWidget(self.results, 1)

    def _plan(self, row: ResultRow) -> str:
        return self._names.get(row.plan, row.plan)

    def name_plans(self, names: Mapping[str, str]) -> None:
        """What test plans are called, by their codes."""
        self._names = names

    def show_numbers(self, title: str, row: YieldRow) -> None:
        """Say of whom the results are, and how many there are of each kind."""
        self.title.setText(title)
        self.chips[""].setText(say("All {n}", n=row.results))
        for attempt, words in _OF.items():
            passed, n, _rate = counts(row, attempt)
            self.chips[attempt].setText(say(words, passed=passed, n=n))
            self.chips[attempt].setEnabled(bool(n))

    def open(self, facts: dict[str, Any], attempt: str) -> None:
        """Ask for the results with these facts in common, of one attempt or (empty) of all."""
        self._facts = {"since": EVER, **facts}
        self.results.rows.setRows([])
        self._turn(attempt, False)

    def _turn(self, attempt: str, only_failed: bool) -> None:
        self.attempt, self.only_failed = attempt, only_failed
        for code, chip in self.chips.items():
            chip.setFilled(code == attempt)
            chip.setAccessibleDescription(say("In sight") if code == attempt else "")
        self.failed.setFilled(only_failed)
        self.failed.setAccessibleDescription(say("Set") if only_failed else say("Not set"))
        self.ask()

    def _wanted(self) -> dict[str, Any]:
        wanted = dict(self._facts)
        if self.attempt:
            wanted["attempt"] = self.attempt
        if self.only_failed:
            wanted["verdict"] = Verdict.FAIL.value
        return wanted

    def ask(self) -> None:
        """Ask again, for as many as are shown."""
        limit = max(MORE, len(self.results.rows.rows()))
        self._desk.ask("tests", {**self._wanted(), "limit": limit}, partial(self._came, limit),
                       self, "results", self._no)  # fmt: skip

    def _no(self, sentence: str, _kind: str) -> None:
        self.refused.emit(sentence)

    def _came(self, limit: int, rows: Sequence[ResultRow]) -> None:
        self.results.setRows(rows, more=len(rows) == limit)
        self.shown.emit()

    def _more(self, last: ResultRow) -> None:
        def came(rows: Sequence[ResultRow]) -> None:
            self.results.addRows(rows, more=len(rows) == MORE)

        facts = {**self._wanted(), "after": last.id, "limit": MORE}
        self._desk.ask("tests", facts, came, self, "results")

    def take_keys(self) -> None:
        """Give the keyboard to the results, at the first of them."""
        if self.results.currentRow() is None and self.results.rows.rows():
            self.results.go(self.results.rows.row(0).id)
        self.results.setFocus(Qt.FocusReason.OtherFocusReason)
