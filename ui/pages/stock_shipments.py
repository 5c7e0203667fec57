# SPDX-License-Identifier: MIT
"""Shipments: who they go to, what is scanned into them, and their packing lists."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from ui import theme
from ui.pages.page import Page
from ui.pages.shipment_form import ShipmentForm
from ui.pages.stock_parts import Pane
from ui.pages.words import kind_word, moment
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.benches.shipping import Packing
from workshop.benches.tags import spelled
from workshop.domain.terms import PieceState, ReportKind, ScanKind, ShipmentState
from workshop.language import joined, mark, say

if TYPE_CHECKING:
    from workshop.queries.find import Identified
    from workshop.queries.shipments import PackedRow, ShipmentRow
    from workshop.queries.stock import LyingRow

MORE = 200
# So many pieces of a place are packed at once: as many as go into a shipment.
MOST = 2000

_OPEN = Look(Tone.QUESTION, "tray", mark("Open"))
_LEFT = Look(Tone.GOOD, "check", mark("Gone"))


def _state(row: Any) -> Look:
    return _OPEN if row.state == ShipmentState.OPEN else _LEFT


SHIPMENTS = (
    Column(mark("State"), "state", width=104, look=_state),
    Column(mark("Shipment"), "number", width=92, strong=True),
    Column(mark("Buyer"), "buyer", share=3),
    Column(mark("Country"), "country", share=2, ink="quiet"),
    Column(mark("Reference"), "reference", share=2, ink="quiet", cut="middle"),
    Column(mark("Pieces"), "pieces", width=72, align="right"),
    Column(mark("Left at"), "shipped_at", show=moment, width=148, ink="quiet"),
)

PIECES = (
    Column(mark("Tag"), lambda row: spelled(row.tag), width=148, strong=True),
    Column(mark("Serial"), "serial", share=2, cut="middle"),
    Column(mark("Kind"), lambda row: kind_word(row.kind), share=2),
    Column(mark("Model"), "model", share=2),
    Column(mark("Grade"), "grade", width=72),
    Column(mark("Batch"), "batch", width=108, ink="quiet"),
    Column(mark("Packed by"), "person", width=108, ink="quiet"),
)


class ShipmentsPane(Pane):
    """All shipments, what is in the one in hand, and the form that opens one.

    `listAsked` wants the packing list of a shipment as pdf, as xlsx, or issued; `againAsked` names
    an issued one.
    """

    listAsked = Signal(str, str)
    againAsked = Signal(int)

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.bench = Packing()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._lists(), 1)
        self.side = ShipmentForm()
        self.side.given.connect(self._given)
        self.side.changeAsked.connect(self._change)
        self.side.againAsked.connect(self.againAsked)
        row.addWidget(self.side)
        self.column.addLayout(row, 1)
        self._show(None)

    def _lists(self) -> Panel:
        panel = Panel(margin=16)
        head = QHBoxLayout()
        head.setSpacing(theme.GRID)
        head.addWidget(Label(say("Shipments, the newest first"), theme.TITLE, strong=True))
        head.addStretch(1)
        self.ship = Button(say("It leaves"), icon="arrow-right", tone=Tone.GOOD, filled=True,
                           press=self._ship)  # fmt: skip
        head.addWidget(self.ship)
        panel.body.addLayout(head)
        self.table = Table(
            SHIPMENTS,
            name=mark("Shipments"),
            empty=mark("No shipment yet. Open one, then scan what goes into it."),
            key=lambda row: row.number,
            on_more=self._more,
        )
        self.table.picked.connect(self._picked)
        panel.body.addWidget(self.table, 2)
        panel.body.addLayout(self._inside())
        self.pieces = Table(
            PIECES,
            name=mark("What is in the shipment"),
            empty=mark("Nothing is packed yet. Scan what goes into the shipment."),
            key=lambda row: row.tag,
            on_more=self._more_pieces,
        )
        self.pieces.picked.connect(lambda _row: self._may())
        panel.body.addWidget(self.pieces, 3)
        return panel

    def _inside(self) -> QHBoxLayout:
        """What may be done with the shipment in hand."""
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.about = Label("", theme.NOTE, ink="quiet", cuts=True)
        row.addWidget(self.about, 1)
        self.out = Button(say("Take out"), icon="minus", press=self._take_out)
        self.pdf = Button(say("Packing list"), icon="pdf", press=partial(self._list, "pdf"))
        self.sheet = Button(say("Spreadsheet"), icon="table", press=partial(self._list, "xlsx"))
        self.issue = Button(say("Issue"), icon="lock", press=partial(self._list, "issue"))
        for button in (self.out, self.pdf, self.sheet, self.issue):
            row.addWidget(button)
        return row

    @property
    def _row(self) -> ShipmentRow | None:
        """The shipment in hand, as it is on record."""
        row: ShipmentRow | None = self.table.currentRow()
        return row

    def refresh(self) -> None:
        """Ask for the shipments, what is in the one in hand, and how pieces may leave."""
        limit = max(MORE, self.table.rows.rowCount())
        self.desk.ask("shipments", {"limit": limit}, partial(self._came, limit), self, "shipments")
        self.desk.ask("dispositions", {}, self.side.offer, self, "dispositions")

    def _came(self, limit: int, rows: Sequence[ShipmentRow]) -> None:
        self.table.setRows(rows, more=len(rows) == limit)
        if self.bench.shipment:
            self.table.go(self.bench.shipment)
        self._show(self._row)

    def _more(self, last: ShipmentRow) -> None:
        facts = {"after": last.id, "limit": MORE}
        self.desk.ask(
            "shipments",
            facts,
            lambda rows: self.table.addRows(rows, more=len(rows) == MORE),
            self,
            "more shipments",
        )

    def _picked(self, row: ShipmentRow) -> None:
        self._show(row)

    def _show(self, row: ShipmentRow | None) -> None:
        """A shipment is in hand: what is in it is asked for."""
        takes = row is not None and row.state == ShipmentState.OPEN
        self.bench.take_in_hand(row.number if row else "", takes=takes)
        self._may()
        if row is None:
            self.about.setText("")
            self.pieces.setRows([])
            self.side.show_issued([])
            return
        self._ask_issued()
        words = say("{shipment} to {buyer}", shipment=row.number, buyer=row.buyer)
        self.about.setText(joined(words, row.decided))
        self.pieces.of = row.number
        limit = max(MORE, self.pieces.rows.rowCount())
        facts = {"number": row.number, "limit": limit}
        self.desk.ask("shipment_pieces", facts, partial(self._inside_came, limit), self, "inside")

    def _inside_came(self, limit: int, rows: Sequence[PackedRow]) -> None:
        self.pieces.setRows(rows, more=len(rows) == limit)
        self.bench.has(row.tag for row in rows)
        self._may()

    def _more_pieces(self, last: PackedRow) -> None:
        facts = {"number": self.bench.shipment, "after": last.id, "limit": MORE}
        self.desk.ask(
            "shipment_pieces",
            facts,
            lambda rows: self.pieces.addRows(rows, more=len(rows) == MORE),
            self,
            "more inside",
        )

    def _may(self) -> None:
        """Only what can be done now can be pressed."""
        row = self._row
        full = row is not None and self.pieces.rows.rowCount() > 0
        self.side.change.setEnabled(self.bench.takes)
        self.ship.setEnabled(full and self.bench.takes)
        self.out.setEnabled(full and self.bench.takes and self.pieces.currentRow() is not None)
        for button in (self.pdf, self.sheet, self.issue):
            button.setEnabled(full)

    def take(self, scan: Identified) -> bool:
        """A piece goes into the shipment in hand, of a place all that lies there in stock.

        The number of a shipment takes that in hand.
        """
        if scan.tag:
            self.follow(self.bench.take_piece(scan.tag))
            return True
        if scan.kind == ScanKind.PLACE:
            facts = {"place": scan.value, "limit": MOST}
            came = partial(self._lies_there, scan.value)
            self.desk.ask("contents", facts, came, self, "contents")
            return True
        if self.table.go(scan.scan.strip().upper()):
            self._show(self._row)
            self.context.answer("question", self.about.text(), say("Scan what goes into it."))
            return True
        return False

    def _lies_there(self, place: str, rows: Sequence[LyingRow]) -> None:
        tags = [row.tag for row in rows if row.state == PieceState.STOCK]
        self.follow(self.bench.take_place(place, tags))

    def _change(self) -> None:
        if self.bench.takes:
            self.side.show_shipment(self._row)

    def leave(self) -> bool:
        """Leave the change that was begun; False where none was."""
        return self.side.leave()

    def _given(self, act: str, facts: dict[str, Any]) -> None:
        done = self._saved if act == "change_shipment" else self._opened
        self.desk.do(act, facts, done, self.refused, owner=self)

    def _saved(self, receipt: dict[str, Any], text: str) -> None:
        self.side.leave()
        self.done(receipt, text)

    def _opened(self, receipt: dict[str, Any], text: str) -> None:
        self.side.form.clear()
        self.bench.take_in_hand(receipt["shipment"], takes=True)
        self.table.setFocus()
        self.context.answer("done", text, say("Scan what goes into it."))

    def _take_out(self) -> None:
        row = self.pieces.currentRow()
        if row is not None:
            facts = {"shipment": self.bench.shipment, "pieces": [row.tag]}
            self.desk.do("unpack", facts, self.done, self.refused, owner=self)

    def _ship(self) -> None:
        facts = {"shipment": self.bench.shipment}
        self.desk.do("ship", facts, self.done, self.refused, owner=self)

    def _list(self, how: str) -> None:
        self.listAsked.emit(self.bench.shipment, how)

    def _ask_issued(self) -> None:
        facts = {"kind": ReportKind.PACKING.value, "about": self.bench.shipment, "limit": 1}
        self.desk.ask("reports", facts, self.side.show_issued, self, "issued")
