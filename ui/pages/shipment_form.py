# SPDX-License-Identifier: MIT
"""The form beside the shipments: it opens one, or puts right what is said of the one in hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from ui import theme
from ui.pages.settings_parts import Field, Form, Option, fill
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from workshop.domain.terms import PieceState
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.issued import ReportRow
    from workshop.queries.shipments import ShipmentRow


class ShipmentForm(Panel):
    """Who a shipment goes to, and how its pieces leave.

    `given` has the act and its facts; `changeAsked` wants the shipment in hand in the form;
    `againAsked` names an issued packing list.
    """

    given = Signal(str, object)
    changeAsked = Signal()
    againAsked = Signal(int)

    def __init__(self) -> None:
        super().__init__(margin=16)
        self._changed = ""  # the shipment that is put right
        self._issued = 0  # the newest packing list that was issued of the one in hand
        self.setFixedWidth(320)
        self.form = Form(
            [
                Field("buyer", mark("Buyer")),
                Field("country", mark("Country"), needed=False),
                Field("reference", mark("Reference of the buyer"), needed=False),
                Field("disposition", mark("Its pieces leave as"), [Option("", "–")]),
            ]
        )
        self.body.addWidget(self.form)
        self.body.addSpacing(theme.GRID)
        self.open = Button(say("Open a shipment"), icon="plus", filled=True, tone=Tone.ACCENT,
                           press=self._give)  # fmt: skip
        self.form.text_of("reference").returnPressed.connect(self._give)
        self.change = Button(
            say("Change the one in hand"), icon="edit", press=self.changeAsked.emit
        )
        self.leave_it = Button(say("Cancel"), press=self.leave)
        hint = say(
            "Scan every piece that goes into it, or a tray twice to pack all of it. What is packed "
            "is used for nothing else."
        )
        self.again = Button("", icon="pdf", press=lambda: self.againAsked.emit(self._issued))
        for button in (self.open, self.change, self.leave_it):
            self.body.addWidget(button)
        self.body.addWidget(Label(hint, theme.NOTE, ink="quiet", wraps=True))
        self.body.addStretch(1)
        self.body.addWidget(self.again)
        self.show_issued([])
        self.show_shipment(None)

    def offer(self, rows: Sequence[Any]) -> None:
        """Offer the dispositions by which something leaves without a reason."""
        options = [
            Option(each.code, say(each.name))
            for each in rows
            if each.leads_to == PieceState.GONE and not each.needs_reason
        ]
        now = self.form.box_of("disposition").currentData() or "SELL"
        fill(self.form.box_of("disposition"), options, now)

    def show_shipment(self, row: ShipmentRow | None) -> None:
        """Put this shipment right, or open another one."""
        self._changed = row.number if row else ""
        title = say("Change shipment {shipment}", shipment=row.number) if row else ""
        self.setTitle(title or say("Open a shipment"))
        self.open.setText(say("Save") if row else say("Open a shipment"))
        self.change.setVisible(row is None)
        self.leave_it.setVisible(row is not None)
        self.form.clear()
        if row is not None:
            for fact in ("buyer", "country", "reference"):
                self.form.text_of(fact).setText(getattr(row, fact))
            box = self.form.box_of("disposition")
            box.setCurrentIndex(max(0, box.findData(row.disposition)))
            self.form.text_of("buyer").setFocus()

    def show_issued(self, rows: Sequence[ReportRow]) -> None:
        """Offer the newest issued packing list of the shipment in hand, where there is one."""
        self._issued = rows[0].number if rows else 0
        self.again.setVisible(bool(rows))
        if rows:
            self.again.setText(say("Report {number} again", number=self._issued))

    def leave(self) -> bool:
        """Leave the change that was begun; False where none was."""
        begun = bool(self._changed)
        self.show_shipment(None)
        return begun

    def _give(self) -> None:
        if self.form.complain():
            return
        facts: dict[str, Any] = self.form.facts()
        if self._changed:
            self.given.emit("change_shipment", facts | {"shipment": self._changed})
        else:
            self.given.emit("open_shipment", facts)
