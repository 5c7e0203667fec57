# SPDX-License-Identifier: MIT
"""Yields: how many tests passed at which attempt, by whatever one compares, and what failed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from ui import theme
from ui.desk import Desk
from ui.pages.cpk_view import CpkPane
from ui.pages.pareto_view import DEFECT, ParetoPane
from ui.pages.tabs import Tabs
from ui.pages.yields_behind import Behind, DefectsBehind, ResultsBehind
from ui.pages.yields_parts import ALL, ATTEMPTS, BY, are_few, columns, counts, group_name, in_all
from ui.widgets.controls import Label
from ui.widgets.panels import Panel
from ui.widgets.table import Table
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.yields import ParetoRow, YieldRow

SINCE = (
    ("1", mark("Today")),
    ("7", mark("Last 7 days")),
    ("30", mark("Last 30 days")),
    ("", mark("All")),
)
"""Since when results count: the days up to today, none for all."""

# By these a batch has only one group.
_OF_SHOP = ("batch", "supplier")
FAULTS = "faults"
"""The look at what failed, beside those at yields."""

_WORD = dict(BY)
_COLUMN = {place: attempt for place, (attempt, _) in enumerate(ATTEMPTS, 1)}


class YieldsPane(QWidget):
    """The yields of the shop, or of one batch; and the faults; each number opens what it counts.

    `pieceOpened` names the card of a result or defect; `refused` says why nothing is shown.
    """

    pieceOpened = Signal(str)
    refused = Signal(str)

    def __init__(self, desk: Desk, *, of_batch: bool = False) -> None:
        super().__init__()
        self._desk = desk
        self._of_batch, self._number = of_batch, ""
        self.by, self._days, self._day = ("plan", "", "") if of_batch else ("day", "30", "")
        self._shown_by, self._shown = self.by, dict[str, Any]()
        self._opened: YieldRow | None = None
        self._open_list: Behind | CpkPane | None = None
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._all())
        self.behind, self.defects = ResultsBehind(desk), DefectsBehind(desk)
        self.cpk = CpkPane(desk)
        self.behind.cpkAsked.connect(self._open_cpk)
        self.behind.pieceOpened.connect(self.pieceOpened)
        self.defects.pieceOpened.connect(self.pieceOpened)
        for each in (self.behind, self.defects, self.cpk):
            each.refused.connect(self.refused)
            each.left.connect(self.back)
            each.shown.connect(self._show_behind)
            self._stack.addWidget(each)
        self._set_off()

    def _all(self) -> QWidget:
        panel = Panel(margin=16)
        by = [each for each in BY if not (self._of_batch and each[0] in _OF_SHOP)]
        self._by = Tabs([*by, (FAULTS, mark("Faults"))])
        self._by.insertSpacing(len(by), theme.GRID)
        self._by.insertWidget(0, Label(say("Grouped by"), theme.NOTE, ink="quiet"))
        self._by.tapped.connect(self.turn)
        self.groups = self._by.chips
        self._since = Tabs(SINCE)
        self._since.insertWidget(0, Label(say("When"), theme.NOTE, ink="quiet"))
        self._since.tapped.connect(self._set_days)
        self.days = self._since.chips
        self.day = QLineEdit()
        self.day.setAccessibleName(say("Since a day"))
        self.day.setPlaceholderText(say("Since: 2026-11-24"))
        self.day.setFixedWidth(176)
        self.day.returnPressed.connect(self._set_day)
        self._since.addWidget(self.day)
        rows = QVBoxLayout()
        rows.setSpacing(0)
        for each in (self._by, self._since):
            each.addStretch(1)
            rows.addLayout(each)
        panel.body.addLayout(rows)
        self.table = Table(
            columns(self._name),
            name=mark("Yields"),
            empty=mark("Nothing was tested in this time, or no result of it counts."),
            key=lambda row: row.group,
        )
        self.table.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.table.clicked.connect(self._tapped)
        self.table.opened.connect(lambda row: self._open(row, ""))
        self.pareto = ParetoPane()
        self.pareto.opened.connect(self._open_fault)
        self._looks = QStackedLayout()
        panel.body.addLayout(self._looks, 1)  # first: what has no parent comes up as a window
        self._looks.addWidget(self.table)
        self._looks.addWidget(self.pareto)
        self._told = Label("", theme.NOTE, ink="quiet", wraps=True)
        panel.body.addWidget(self._told)
        return panel

    def _name(self, row: YieldRow) -> str:
        return group_name(self._shown_by, row)

    # What is asked

    def show_batch(self, number: str) -> None:
        """Show the yields of the batch of this number from now on."""
        if number != self._number:
            self._number = number
            self._close()
            self.table.setRows([])
            self.pareto.show_rows([])

    def turn(self, by: str) -> None:
        """Compare by this."""
        self.by = by
        self._set_off()
        self.ask()

    def _set_days(self, days: str) -> None:
        self._days, self._day = days, ""
        self.day.clear()
        self._set_off()
        self.ask()

    def _set_day(self) -> None:
        self._day = self.day.text().strip()
        self._set_off()
        self.ask()

    def _set_off(self) -> None:
        self._by.set_off(self.by)
        self._since.set_off("none" if self._day else self._days)

    def _facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = {"batch": self._number} if self._of_batch else {}
        if self._day:
            facts["since"] = self._day
        elif self._days:
            first = datetime.now(UTC).date() - timedelta(days=int(self._days) - 1)
            facts["since"] = first.isoformat()
        return facts

    def ask(self) -> None:
        """Ask for what is in sight."""
        if self._of_batch and not self._number:
            return
        self._desk.ask("plans", {}, self._name_plans, self, "plans")
        facts = self._facts()
        if self.by == FAULTS:
            came = partial(self._faults_came, facts)
            self._desk.ask("pareto", facts, came, self, "yields", self._no)
        else:
            of, came = {**facts, "by": self.by}, partial(self._came, self.by, facts)
            self._desk.ask("yields", of, came, self, "yields", self._no)
        if self._open_list is not None:
            self._open_list.ask()

    def _no(self, sentence: str, _kind: str) -> None:
        self.refused.emit(sentence)
        if self._day:  # what was typed is no day: it stays to be mended, but is not asked again
            self._day = ""
            self._set_off()
            self.ask()

    def _name_plans(self, plans: Sequence[Any]) -> None:
        names = {plan.code: say(plan.name) for plan in plans}
        self.behind.name_plans(names)
        self.pareto.name_plans(names)

    def _came(self, by: str, facts: dict[str, Any], found: list[YieldRow]) -> None:
        self._shown_by, self._shown = by, facts
        rows = found[::-1] if by == "day" else found
        if found:
            rows = [in_all(found), *rows]
        model = self.table.rows
        model.columns[0] = replace(model.columns[0], title=_WORD[by])
        self.table.setRows(rows)
        self._looks.setCurrentWidget(self.table)
        self._tell(rows)
        if self._opened is not None:
            same = (row for row in rows if row.group == self._opened.group)
            self._opened = next(same, self._opened)
            self._show_numbers(self._opened)

    def _faults_came(self, facts: dict[str, Any], found: list[ParetoRow]) -> None:
        self._shown = facts
        self.pareto.show_rows(found)
        self._looks.setCurrentWidget(self.pareto)
        told = say(
            "Tap a line to see what it counts. The bar is the share of all, the line what all "
            "down to there come to."
        )
        self._told.setText(told if found else "")

    def _tell(self, rows: Sequence[YieldRow]) -> None:
        """Say below the numbers how they are counted."""
        told = [
            say("Tap a number to see what it counts."),
            say("One test is one piece at one test plan; marginal counts as passed."),
        ]
        if self._of_batch:
            told.append(say("At the top, a card passes when it passed at every plan."))
        if self._shown_by == "day":
            told.append(say("A day begins at midnight UTC."))
        if any(map(are_few, rows)):
            told.append(say("Few: of fewer than 10, where one more changes much."))
        self._told.setText(" ".join(told) if rows else "")

    # What is behind a number

    def _tapped(self, index: QModelIndex) -> None:
        row = self.table.rows.row(index.row())
        attempt = _COLUMN.get(index.column(), "")
        self._open(row, attempt if attempt and counts(row, attempt)[1] else "")

    def _open(self, row: YieldRow, attempt: str) -> None:
        self._opened, self._open_list = row, self.behind
        facts = dict(self._shown)
        if row.group != ALL:
            facts[self._shown_by] = row.group
        self._show_numbers(row)
        self.behind.open(facts, attempt)

    def _show_numbers(self, row: YieldRow) -> None:
        of_plan = self._shown_by == "plan" and row.group != ALL
        self.behind.show_numbers(self._name(row), row, of_plan=of_plan)

    def _open_cpk(self) -> None:
        if self._opened is not None:
            self._open_list = self.cpk
            self.cpk.open(self._name(self._opened), {**self._shown, "plan": self._opened.group})

    def _open_fault(self, row: ParetoRow) -> None:
        if row.kind == DEFECT:
            self._open_list = self.defects
            self.defects.title.setText(self.pareto.name(row))
            self.defects.open({**self._shown, "code": row.code})
        else:
            self._open_list = self.behind
            self.behind.show_numbers(self.pareto.name(row), None)
            self.behind.open({**self._shown, "plan": row.plan, "measurement": row.code})

    def _show_behind(self) -> None:
        found = self._open_list
        if found is not None and self._stack.currentWidget() is not found:
            self._stack.setCurrentWidget(found)
            found.take_keys()

    def back(self) -> bool:
        """From what is behind a number to all of them; False where those were in sight."""
        if self._open_list is self.cpk:  # it came from the results
            self._open_list = self.behind
            self.behind.ask()
            return True
        was = self._open_list is not None
        self._close()
        if was:
            self.take_keys()
        return was

    def _close(self) -> None:
        self._opened = self._open_list = None
        self._stack.setCurrentIndex(0)

    def take_keys(self) -> None:
        """Give the keyboard to the table in sight."""
        if self._open_list is not None:
            self._open_list.take_keys()
        elif self._looks.currentWidget() is self.pareto:
            self.pareto.take_keys()
        else:
            if self.table.currentRow() is None:
                self.table.go(ALL)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
