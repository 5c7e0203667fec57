# SPDX-License-Identifier: MIT
"""Lots of flux, spheres, pads and paste: what lies ready, what expired, what used which."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout

from ui import theme
from ui.pages.field_codes import SCANNED
from ui.pages.page import Page
from ui.pages.settings_parts import Field, Form, Option
from ui.pages.step_fields import NO_VALUE
from ui.pages.stock_parts import Pane
from ui.pages.words import LOT_KINDS, lot_word, moment, number
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import EXPIRED, Look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.domain.terms import LotState
from workshop.language import joined, mark, say, say_day

if TYPE_CHECKING:
    from workshop.queries.find import Identified
    from workshop.queries.lots import LotRow, LotUseRow

MORE = 200

_USED_UP = Look(Tone.PLAIN, "minus", mark("Used up"))
_READY = Look(Tone.GOOD, "check", mark("Ready"))


def _state(row: Any) -> Look:
    if row.state == LotState.USED_UP:
        return _USED_UP
    return EXPIRED if row.is_expired else _READY


LOTS = (
    Column(mark("State"), "state", width=120, look=_state),
    Column(mark("Lot"), "code", share=2, strong=True, cut="middle"),
    Column(mark("Kind"), lambda row: lot_word(row.kind), share=1),
    Column(mark("Name"), "name", share=2),
    Column(mark("Maker"), "maker", share=1, ink="quiet"),
    Column(mark("Expires on"), "expires_on", show=say_day, width=116, ink="quiet"),
    Column(mark("Steps"), "uses", width=72, align="right"),
)

USES = (
    Column(mark("When"), "at", show=moment, width=148, ink="quiet"),
    Column(mark("Piece"), lambda row: spelled(row.tag), share=2, strong=True),
    Column(mark("Step"), lambda row: row.name or say("Reball"), share=1),
    Column(mark("Used"), lambda row: " ".join((number(row.amount), row.unit)).strip(), width=110,
           align="right"),
    Column(mark("By"), "person", share=1, ink="quiet"),
)  # fmt: skip


class LotsPane(Pane):
    """All lots, what used the one that is chosen, and the form that adds one."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        row = QHBoxLayout()
        row.setSpacing(12)
        left = Panel(margin=16)
        head = QHBoxLayout()
        head.addWidget(Label(say("Lots, the newest first"), theme.TITLE, strong=True))
        head.addStretch(1)
        self.close_lot = Button(say("It is used up"), icon="minus", press=self._close)
        self.close_lot.setEnabled(False)
        head.addWidget(self.close_lot)
        left.body.addLayout(head)
        self.table = Table(
            LOTS,
            name=mark("Lots"),
            empty=mark("No lot yet. Add the flux, spheres, pads and paste in use."),
            key=lambda lot: lot.code,
            on_more=self._more,
        )
        self.table.picked.connect(self._picked)
        left.body.addWidget(self.table, 3)
        left.body.addWidget(Label(say("Steps that used this lot"), theme.NOTE, ink="quiet"))
        self.uses = Table(
            USES, name=mark("Steps that used this lot"), empty=mark("No step used it yet.")
        )
        left.body.addWidget(self.uses, 2)
        row.addWidget(left, 1)
        row.addWidget(self._form())
        self.column.addLayout(row, 1)

    def _form(self) -> Panel:
        panel = Panel(say("Add a lot"), margin=16)
        panel.setFixedWidth(320)
        kinds = [Option(kind, say(words)) for kind, words in LOT_KINDS.items()]
        self.form = Form(
            [
                Field("code", mark("Number on its label")),
                Field("kind", mark("Kind"), kinds),
                Field("name", mark("Name")),
                Field("maker", mark("Maker, if known")),
                Field("expires_on", mark("Expires on, if it does"), hint="2027-06-30"),
            ]
        )
        panel.body.addWidget(self.form)
        panel.body.addSpacing(theme.GRID)
        self.add = Button(say("Add"), icon="plus", filled=True, tone=Tone.ACCENT, press=self._add)
        self.form.text_of("expires_on").returnPressed.connect(self._add)
        panel.body.addWidget(self.add)
        panel.body.addStretch(1)
        return panel

    def refresh(self) -> None:
        """Ask for the lots, and for what used the one that is chosen."""
        limit = max(MORE, self.table.rows.rowCount())
        self.desk.ask("lots", {"limit": limit}, partial(self._came, limit), self, "lots")

    def _came(self, limit: int, rows: Sequence[LotRow]) -> None:
        self.table.setRows(rows, more=len(rows) == limit)
        row = self.table.currentRow()
        self.close_lot.setEnabled(row is not None and row.state == LotState.OPEN)

    def _more(self, last: LotRow) -> None:
        facts = {"after": last.number, "limit": MORE}
        self.desk.ask(
            "lots",
            facts,
            lambda rows: self.table.addRows(rows, more=len(rows) == MORE),
            self,
            "more lots",
        )

    def _picked(self, row: LotRow) -> None:
        self.close_lot.setEnabled(row.state == LotState.OPEN)
        self.desk.ask("lot_uses", {"lot": row.code}, self._uses_came, self, "uses")

    def _uses_came(self, rows: Sequence[LotUseRow]) -> None:
        self.uses.setRows(rows)

    def take(self, scan: Identified) -> bool:
        """The label of a lot: it is in hand, ready to be used up; one nobody knows is a new lot."""
        field = QApplication.focusWidget()
        if scan.tag or scan.kind in NO_VALUE:
            return False
        if (
            field is not None
            and self.form.isAncestorOf(field)
            and field.property(SCANNED) == "true"
        ):
            return False  # a code took it in hand: what is scanned goes there
        code = (scan.fields.get("lot", "") or scan.scan).strip().upper()
        if self.table.go(code):
            row = self.table.currentRow()
            self.close_lot.setFocus(Qt.FocusReason.TabFocusReason)
            words = joined(row.code, row.name, _state(row).word)
            self.context.answer("question", words, say("Used up? Press the button, or scan press."))
        else:
            self.form.text_of("code").setText(code)
            self.form.box_of("kind").setFocus(Qt.FocusReason.TabFocusReason)
            words = say("{lot} is no lot yet", lot=code)
            self.context.answer("question", words, say("Say what it is, then add it."))
        return True

    def _close(self) -> None:
        row = self.table.currentRow()
        if row is not None:
            self.desk.do("close_lot", {"lot": row.code}, self.done, self.refused, owner=self)

    def _add(self) -> None:
        facts: dict[str, Any] = {k: v for k, v in self.form.facts().items() if v}
        for fact in ("code", "name"):
            missing = fact not in facts
            self.form.rows[fact].setFault(say("Please fill this in.") if missing else "")
        if {"code", "name"} <= facts.keys():
            self.desk.do("add_lot", facts, self._added, self.refused, owner=self)

    def _added(self, _receipt: dict[str, Any], text: str) -> None:
        self.form.clear()
        self.form.text_of("code").setFocus()
        self.context.answer("done", text)
