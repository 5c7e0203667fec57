# SPDX-License-Identifier: MIT
"""What is behind a number: the results or defects that it counts, each with its card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from ui import theme
from ui.desk import Desk
from ui.pages.card_words import SEVERITIES
from ui.pages.words import moment
from ui.pages.yields_parts import ATTEMPTS, counts
from ui.widgets.controls import Chip, Label
from ui.widgets.panels import Panel
from ui.widgets.states import VERDICTS, Look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.domain.terms import Severity, Verdict
from workshop.language import mark, say

if TYPE_CHECKING:
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


class Behind(Panel):
    """A list of what a number counts, a card each, asked for by one query.

    `key` is what tells its lines apart, and from where the next page begins. `back` names where it
    leads back to, `hint` says how. `pieceOpened` names the card of a line, `left` asks for the way
    back. `shown` comes with the first lines, `refused` with a sentence where they cannot be asked
    for.
    """

    pieceOpened = Signal(str)
    left = Signal()
    shown = Signal()
    refused = Signal(str)

    def __init__(
        self,
        desk: Desk,
        query: str,
        columns: Sequence[Column],
        name: str,
        empty: str,
        *,
        key: str = "id",
        back: str = mark("All yields"),
        hint: str = mark(
            "Tap a line to open its card at the bench. Escape leads back to the yields."
        ),
    ) -> None:
        super().__init__(margin=16)
        self._desk, self._query, self._key = desk, query, attrgetter(key)
        self._facts: dict[str, Any] = {}
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.GRID)
        way = Chip(say(back), icon="chevron-left")
        way.clicked.connect(lambda: self.left.emit())
        self._head.addWidget(way)
        self.title = Label("", theme.BODY, strong=True, cuts=True)
        self.title.setMinimumWidth(72)
        self._head.addWidget(self.title, 1)
        self.body.addLayout(self._head)
        self.body.addWidget(Label(say(hint), theme.NOTE, ink="quiet", cuts=True))
        self.table = Table(columns, name=name, empty=empty, key=self._key, on_more=self._more)
        self.table.clicked.connect(lambda index: self._open_row(self.table.rows.row(index.row())))
        self.table.opened.connect(self._open_row)
        self.body.addWidget(self.table, 1)

    def open(self, facts: dict[str, Any]) -> None:
        """Ask for what these facts name."""
        self._facts = facts
        self.table.rows.setRows([])
        self.ask()

    def _open_row(self, row: Any) -> None:
        self.pieceOpened.emit(row.tag)

    def _wanted(self) -> dict[str, Any]:
        return self._facts

    def ask(self) -> None:
        """Ask again, for as many as are shown."""
        limit = max(MORE, len(self.table.rows.rows()))
        facts = {**self._wanted(), "limit": limit}
        self._desk.ask(self._query, facts, partial(self._came, limit), self, "rows", self._no)

    def _no(self, sentence: str, _kind: str) -> None:
        self.refused.emit(sentence)

    def _came(self, limit: int, rows: Sequence[Any]) -> None:
        self.table.setRows(rows, more=len(rows) == limit)
        self.shown.emit()

    def _more(self, last: Any) -> None:
        def came(rows: Sequence[Any]) -> None:
            self.table.addRows(rows, more=len(rows) == MORE)

        facts = {**self._wanted(), "after": self._key(last), "limit": MORE}
        self._desk.ask(self._query, facts, came, self, "rows")

    def take_keys(self) -> None:
        """Give the keyboard to the list, at the first of its lines."""
        if self.table.currentRow() is None and self.table.rows.rows():
            self.table.go(self._key(self.table.rows.row(0)))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


class ResultsBehind(Behind):
    """The results behind a yield, or those in which a measurement failed.

    `cpkAsked` asks for the Cpk of the plan whose results these are.
    """

    cpkAsked = Signal()

    def __init__(self, desk: Desk) -> None:
        columns = (
            Column(mark("Tag"), lambda row: spelled(row.tag), width=152, strong=True),
            Column(mark("Model"), "model", share=4),
            Column(mark("Test plan"), lambda row: self._names.get(row.plan, row.plan), share=4),
            Column(mark("Attempt"), "attempt", width=84, align="right"),
            Column(mark("Verdict"), "verdict", width=140, look=_look),
            Column(mark("When"), "at", show=moment, width=152, ink="quiet"),
            Column(mark("By"), "by", width=100, ink="quiet"),
        )
        name, empty = mark("Results behind the number"), mark("No result here failed.")
        super().__init__(desk, "tests", columns, name, empty)
        self._names: Mapping[str, str] = {}
        self.attempt, self.only_failed = "", False
        self.chips: dict[str, Chip] = {}
        for attempt in ("", *(code for code, _ in ATTEMPTS)):
            chip = Chip()
            chip.clicked.connect(lambda _=False, a=attempt: self._turn(a, self.only_failed))
            self.chips[attempt] = chip
            self._head.addWidget(chip)
        self._head.addSpacing(2 * theme.GRID)
        self.failed = Chip(say("Only what failed"))
        self.failed.clicked.connect(lambda: self._turn(self.attempt, not self.only_failed))
        self._head.addWidget(self.failed)
        self.cpk = Chip(say("Cpk"))
        self.cpk.clicked.connect(lambda: self.cpkAsked.emit())
        self._head.addWidget(self.cpk)

    def name_plans(self, names: Mapping[str, str]) -> None:
        """What test plans are called, by their codes."""
        self._names = names

    def show_numbers(self, title: str, row: YieldRow | None, *, of_plan: bool = False) -> None:
        """Say of whom the results are, and of a yield how many there are of each kind."""
        self.title.setText(title)
        self.cpk.setVisible(of_plan)
        for chip in (*self.chips.values(), self.failed):
            chip.setVisible(row is not None)
        if row is None:
            return
        self.chips[""].setText(say("All {n}", n=row.results))
        for attempt, words in _OF.items():
            passed, n, _rate = counts(row, attempt)
            self.chips[attempt].setText(say(words, passed=passed, n=n))
            self.chips[attempt].setEnabled(bool(n))

    def open(self, facts: dict[str, Any], attempt: str = "") -> None:
        """Ask for the results with these facts in common, of one attempt or (empty) of all."""
        self._set(attempt, False)
        super().open({"since": EVER, "newest": True, **facts})

    def _turn(self, attempt: str, only_failed: bool) -> None:
        self._set(attempt, only_failed)
        self.ask()

    def _set(self, attempt: str, only_failed: bool) -> None:
        self.attempt, self.only_failed = attempt, only_failed
        for code, chip in self.chips.items():
            chip.setFilled(code == attempt)
            chip.setAccessibleDescription(say("In sight") if code == attempt else "")
        self.failed.setFilled(only_failed)
        self.failed.setAccessibleDescription(say("Set") if only_failed else say("Not set"))

    def _wanted(self) -> dict[str, Any]:
        wanted = dict(super()._wanted())
        if self.attempt:
            wanted["attempt"] = self.attempt
        if self.only_failed:
            wanted["verdict"] = Verdict.FAIL.value
        return wanted


class DefectsBehind(Behind):
    """Where a defect was found."""

    def __init__(self, desk: Desk) -> None:
        columns = (
            Column(mark("Tag"), lambda row: spelled(row.tag), width=152, strong=True),
            Column(mark("Model"), "model", share=4),
            Column(mark("Batch"), "batch", share=2),
            Column(mark("Severity"), "severity", width=140,
                   look=lambda row: SEVERITIES[Severity(row.severity)]),
            Column(mark("Where"), "zone", share=2),
            Column(mark("Note"), "note", share=4),
            Column(mark("When"), "at", show=moment, width=152, ink="quiet"),
            Column(mark("By"), "by", width=100, ink="quiet"),
        )  # fmt: skip
        name, empty = mark("Where the defect was found"), mark("It was found nowhere.")
        super().__init__(desk, "defects_found", columns, name, empty)

    def open(self, facts: dict[str, Any]) -> None:
        """Ask for where the defect of these facts was found, the newest first."""
        super().open({**facts, "newest": True})
