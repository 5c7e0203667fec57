# SPDX-License-Identifier: MIT
"""What the intake page is made of: the rows of scans, the form of a new batch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from ui import theme
from ui.actions import key_words
from ui.pages.card_words import WHO_KEY
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.completing import complete
from ui.widgets.controls import Button, Check
from ui.widgets.panels import EmptyState, FormRow, Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.language import mark, say

SAVING = Look(Tone.PLAIN, "clock", mark("Saving"))
RECEIVED = Look(Tone.GOOD, "check", mark("Received"))
RETURNED = Look(Tone.GOOD, "refresh", mark("Came back"))
UNLISTED = Look(Tone.CAREFUL, "warning", mark("Not in the list"))
HERE = Look(Tone.CAREFUL, "dot", mark("Already here"))
NOT_TAKEN = Look(Tone.REFUSED, "refused", mark("Not taken"))
REFUSED = Look(Tone.CAREFUL, "cross", mark("Refused"))
TWIN = Look(Tone.CAREFUL, "question", mark("Looks like another"))
SET_APART = Look(Tone.CAREFUL, "lock", mark("Set apart"))
IN_DOUBT = Look(Tone.CAREFUL, "question", mark("In doubt"))
KEPT = Look(Tone.CAREFUL, "clock", mark("Not saved yet"))
UNDONE = Look(Tone.PLAIN, "undo", mark("Undone"))


@dataclass
class ScanRow:
    """One scan and what became of it; `entry` is its number in the journal, 0 without one."""

    at: datetime
    text: str
    look: Look = SAVING
    tag: str = ""
    note: str = ""
    entry: int = 0


def look_of(receipt: dict[str, Any]) -> Look:
    """How a card that was received looks: set apart, listed or not, new or come back."""
    if receipt.get("state") == "quarantine":
        return SET_APART
    if receipt.get("doubts"):
        return IN_DOUBT
    if receipt.get("listed") is False:
        return UNLISTED
    return RETURNED if receipt.get("result") == "returned" else RECEIVED


def hint_of(receipt: dict[str, Any], tagged: bool) -> str:
    """What the hand does next with a card that was received; `tagged` cards need no label."""
    if receipt.get("state") == "quarantine":
        why = receipt.get("held_for") or say("no reason given")
        return say("Set it apart: it is in quarantine ({why}). {key} shows it.", why=why,
                   key=key_words(WHO_KEY))  # fmt: skip
    before = []
    if receipt.get("left"):
        before.append(say("It left before: {how}.", how=say(receipt["left"])))
    if receipt.get("doubts"):
        before.append(say("It was in doubt then. {key} shows why.", key=key_words(WHO_KEY)))
    if receipt.get("listed") is False:
        before.append(say("It is not in the supplier's list. Put it aside, or go on."))
    if before:
        return " ".join(before)
    if tagged:
        return say("Stick the tag on it. Scan the next card.")
    if receipt["listed"]:
        return say("It is in the supplier's list. Its label is in the print queue.")
    return say("Its label is in the print queue.")


SCANS = [
    Column(mark("Time"), lambda row: row.at.strftime("%H:%M:%S"), width=88, ink="quiet"),
    Column(mark("Serial"), "text", strong=True, share=6, cut="middle"),
    Column(mark("Result"), "look", look=lambda row: row.look, width=176),
    Column(
        mark("Tag, or what was wrong"),
        lambda row: row.note or row.tag,
        share=9,
        paint=lambda painter, where, row: _paint_end(painter, where, row),
    ),
]


def _paint_end(painter: QPainter, where: QRectF, row: ScanRow) -> None:
    """A note has the room of the tag too: it names the piece where there is one."""
    if row.note:
        draw.words(painter, where, row.note, theme.font(theme.NOTE), "quiet")
    else:
        draw.words(painter, where, row.tag, theme.font(strong=True), "accent")


def next_number(newest: str, today: date) -> str:
    """A number for the next batch: one more than the newest, else the first of this year."""
    found = re.fullmatch(r"(.*?)(\d+)", newest)
    if found is None:
        return f"B{today:%y}-0001"
    return f"{found[1]}{int(found[2]) + 1:0{len(found[2])}d}"


class BatchChoice(QWidget):
    """Which batch to receive into: one that is open, or a new one."""

    picked = Signal(str)
    wanted = Signal(dict)  # facts of a new batch
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._open_ones(), 3)
        row.addWidget(self._new_one(), 2)

    def _open_ones(self) -> QWidget:
        panel = Panel(say("Receive into which batch?"))
        self.table = Table(
            [
                Column(mark("Batch"), "number", strong=True, share=2),
                Column(mark("Supplier"), "supplier", share=3),
                Column(mark("Received"), _received, align="right", share=2),
            ],
            name=mark("Open batches"),
            key=lambda batch: batch.number,
        )
        self.table.verticalHeader().setDefaultSectionSize(48)
        self.table.opened.connect(lambda batch: self.picked.emit(batch.number))
        self.table.clicked.connect(
            lambda index: self.picked.emit(self.table.rows.row(index.row()).number)
        )
        self.none = EmptyState(
            "batches", say("No batch is open"), say("Open the first one: its number and supplier.")
        )
        self.none.hide()
        panel.body.addWidget(self.table, 1)
        panel.body.addWidget(self.none, 1)
        return panel

    def _new_one(self) -> QWidget:
        panel = Panel(say("Open a new batch"))
        self.number, self.supplier, self.expected = QLineEdit(), QLineEdit(), QLineEdit()
        self.number_row = FormRow(say("Number"), self.number)
        self.supplier_row = FormRow(say("Supplier"), self.supplier)
        self.expected_row = FormRow(say("Cards expected, if it is known"), self.expected)
        self.second = Check(say("A second person signs each session off"))
        for form_row in (self.number_row, self.supplier_row, self.expected_row):
            panel.body.addWidget(form_row)
        panel.body.addWidget(self.second)
        self.number.returnPressed.connect(self.supplier.setFocus)
        self.supplier.returnPressed.connect(self.expected.setFocus)
        self.expected.returnPressed.connect(self._want)
        panel.body.addSpacing(theme.GRID)
        self.button = Button(
            say("Open the batch"), tone=Tone.ACCENT, filled=True, big=True, press=self._want
        )
        panel.body.addWidget(self.button)
        self.back = Button(say("Back to scanning"), press=self.left.emit)
        panel.body.addWidget(self.back)
        panel.body.addStretch(1)
        return panel

    def offer(self, batches: Sequence[Any], now: str) -> None:
        """Show the open batches, and a number for a new one unless somebody typed one already."""
        still_open = [batch for batch in batches if batch.state == "open"]
        self.table.setRows(still_open)
        self.table.setVisible(bool(still_open))
        self.none.setVisible(not still_open)
        if not self.number.isModified():
            newest = batches[0].number if batches else ""
            self.number.setText(next_number(newest, datetime.now().astimezone().date()))
        complete(self.supplier, sorted({batch.supplier for batch in batches}), anywhere=False)
        self.back.setVisible(bool(now))
        if now:
            self.table.go(now)

    def _want(self) -> None:
        """Say what is wrong with the form, or ask for the batch."""
        number, supplier = self.number.text().strip(), self.supplier.text().strip()
        expected = self.expected.text().strip()
        fits = not expected or (expected.isascii() and expected.isdigit() and len(expected) <= 7)
        self.number_row.setFault("" if number else say("A batch needs a number."))
        self.supplier_row.setFault("" if supplier else say("Who sent it?"))
        self.expected_row.setFault("" if fits else say("“{text}” is no number.", text=expected))
        if number and supplier and fits:
            self.wanted.emit(
                {
                    "number": number,
                    "supplier": supplier,
                    "expected": int(expected) if expected else None,
                    "second_person": self.second.isChecked(),
                }
            )

    def clear(self) -> None:
        """Forget what was typed: the batch is open."""
        for field in (self.number, self.supplier, self.expected):
            field.clear()
            field.setModified(False)
        self.second.setChecked(False)


def _received(batch: Any) -> str:
    if not batch.expected:
        return str(batch.received)
    return say("{n} of {of}", n=batch.received, of=batch.expected)
