# SPDX-License-Identifier: MIT
"""Settings: the name of the workshop, and what the shop changed of itself, by whom and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from ui import theme
from ui.pages.page import Page
from ui.pages.settings_parts import Section
from ui.pages.words import moment
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow, Panel
from ui.widgets.table import Column, Table
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.shop_history import ShopChange

_PAGE = 100


class ShopSection(Section):
    """The name, and below it the history of the shop's own facts; more of the row chosen."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._name: str | None = None
        self.column.addWidget(self._named())
        panel = Panel(say("What was changed"))
        self.table = Table(
            [
                Column(mark("When"), lambda one: moment(one.at), width=160, ink="quiet"),
                Column(mark("What"), "text", share=5, strong=True),
                Column(mark("Before"), "before", share=3, ink="quiet"),
                Column(mark("Now"), "after", share=4),
                Column(mark("By"), "person", share=2, ink="quiet"),
            ],
            name=mark("What the shop changed"),
            key=lambda one: one.number,
            on_more=self._more,
        )
        self.table.picked.connect(self._show_one)
        panel.body.addWidget(self.table, 1)
        self.whole = Label("", theme.NOTE, wraps=True)
        panel.body.addWidget(self.whole)
        self.column.addWidget(panel, 1)

    def _named(self) -> Panel:
        panel = Panel(say("The shop"), margin=12)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.name = QLineEdit()
        self.name.returnPressed.connect(self.rename)
        self.row = FormRow(say("What is the workshop called?"), self.name)
        row.addWidget(self.row, 1)
        low = Qt.AlignmentFlag.AlignBottom
        self.save = Button(say("Save the name"), icon="save", press=self.rename)
        row.addWidget(self.save, 0, low)
        panel.body.addLayout(row)
        return panel

    def refresh(self) -> None:
        """Ask for the name and for the first page of the history."""
        self.desk.ask("workshop", {}, self._show_name, self, "workshop")
        self.desk.ask("shop_history", {"limit": _PAGE}, self._show, self, "history")

    def _show_name(self, workshop: Any) -> None:
        if self._name is None or self.name.text().strip() == self._name:
            self.name.setText(workshop.name)  # what somebody is typing stays
        self._name = workshop.name

    def _show(self, rows: Sequence[ShopChange]) -> None:
        self.table.setRows(rows, len(rows) == _PAGE)

    def _more(self, last: ShopChange) -> None:
        facts = {"limit": _PAGE, "after": last.number}
        self.desk.ask("shop_history", facts, self._add, self, "more")

    def _add(self, rows: Sequence[ShopChange]) -> None:
        self.table.addRows(rows, len(rows) == _PAGE)

    def _show_one(self, change: ShopChange) -> None:
        """A long text is cut in its row and whole below it."""
        before = say("Before: {what}", what=change.before) if change.before else ""
        now = say("Now: {what}", what=change.after) if change.after else ""
        self.whole.setText("\n".join(part for part in (before, now) if part))

    def rename(self) -> None:
        """Give the workshop the name that was typed."""
        name = self.name.text().strip()
        self.row.setFault("" if name else say("Please fill this in."))
        if name:
            self.desk.do("rename_workshop", {"name": name}, self.done, self.refused, owner=self)

    def done(self, receipt: dict[str, Any], text: str) -> None:
        """The workshop has another name."""
        self._name = str(receipt["workshop"])
        super().done(receipt, text)
