# SPDX-License-Identifier: MIT
"""Cpk: how well the values of the measurements of a test plan keep within their limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout

from ui import theme
from ui.desk import Desk
from ui.pages.words import number
from ui.theme import Tone
from ui.widgets.controls import Chip, Label
from ui.widgets.panels import Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.language import mark, say, say_number

if TYPE_CHECKING:
    from workshop.queries.yields import CpkRow

ENOUGH = 25
"""Of fewer values no Cpk is given."""

# By common use a process holds its limits from 1.33 on; below 1 values fall outside of them.
_WELL, _JUST = 1.33, 1.0


def limits(row: CpkRow) -> str:
    """The limits with their unit."""
    facts = {"low": number(row.low), "high": number(row.high), "unit": row.unit}
    if row.high is None:
        return say("from {low} {unit}", **facts)
    if row.low is None:
        return say("up to {high} {unit}", **facts)
    return say("{low} to {high} {unit}", **facts)


def verdict(row: CpkRow) -> Look:
    """The Cpk, or why there is none."""
    if row.cpk is None and row.n < ENOUGH:
        words = say("Needs {enough} values, has {n}", enough=ENOUGH, n=row.n)
        return Look(Tone.PLAIN, "question", words)
    if row.cpk is None:
        return Look(Tone.PLAIN, "minus", say("All values are the same"))
    shown = say_number(f"{row.cpk:.2f}")
    if row.cpk >= _WELL:
        return Look(Tone.GOOD, "check", shown)
    return Look(
        *((Tone.CAREFUL, "warning") if row.cpk >= _JUST else (Tone.REFUSED, "cross")), shown
    )


def _short(value: float | None) -> str:
    return "–" if value is None else say_number(f"{value:.4g}")


class CpkPane(Panel):
    """The measurements of a plan that have limits; `left` asks for the way back."""

    left = Signal()
    shown = Signal()
    refused = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16)
        self._desk = desk
        self._facts: dict[str, Any] = {}
        head = QHBoxLayout()
        head.setSpacing(theme.GRID)
        back = Chip(say("Its results"), icon="chevron-left")
        back.clicked.connect(lambda: self.left.emit())
        head.addWidget(back)
        self.title = Label("", theme.BODY, strong=True, cuts=True)
        head.addWidget(self.title, 1)
        self.body.addLayout(head)
        hint = say(
            "Of first attempts. From 1.33 on the values keep well within their limits; below 1 "
            "some fall outside."
        )
        self.body.addWidget(Label(hint, theme.NOTE, ink="quiet", cuts=True))
        self.table = Table(
            (
                Column(mark("Measurement"), lambda row: say(row.label), share=5, strong=True),
                Column(mark("Limits"), limits, share=3),
                Column(mark("Values"), "n", width=92, align="right"),
                Column(mark("Mean"), lambda row: _short(row.mean), width=108, align="right"),
                Column(mark("Standard deviation"), lambda row: _short(row.sigma), width=172,
                       align="right"),
                Column(mark("Cp"), lambda row: _short(row.cp), width=92, align="right"),
                Column(mark("Cpk"), "cpk", width=252, look=verdict),
            ),
            name=mark("Cpk of the measurements"),
            empty=mark("No measurement of this plan has limits and values in this time."),
            key=lambda row: (row.measurement, row.unit, row.low, row.high),
        )  # fmt: skip
        self.body.addWidget(self.table, 1)

    def open(self, title: str, facts: dict[str, Any]) -> None:
        """Ask for the plan that these facts name."""
        self.title.setText(say("Cpk of {plan}", plan=title))
        self._facts = facts
        self.ask()

    def ask(self) -> None:
        """Ask again."""
        self._desk.ask("cpk", self._facts, self._came, self, "cpk", self._no)

    def _no(self, sentence: str, _kind: str) -> None:
        self.refused.emit(sentence)

    def _came(self, rows: Sequence[CpkRow]) -> None:
        self.table.setRows(rows)
        self.shown.emit()

    def take_keys(self) -> None:
        """Give the keyboard to the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
