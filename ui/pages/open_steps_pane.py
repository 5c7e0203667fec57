# SPDX-License-Identifier: MIT
"""The steps that are under way in the whole shop, each with the way to its card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from ui import theme
from ui.pages.words import minutes_since, since
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.language import mark, say, say_minutes

if TYPE_CHECKING:
    from workshop.queries.step_times import OpenStep


def _lasts(row: Any) -> Look:
    """How long it is open; longer than the step may take is set off."""
    minutes = minutes_since(row.since)
    if minutes > row.longest * 60:
        return Look(Tone.CAREFUL, "warning", say_minutes(int(minutes)))
    return Look(Tone.QUESTION, "play", say_minutes(int(minutes)))


STEPS = (
    Column(mark("Under way for"), "since", width=150, look=_lasts),
    Column(mark("Step"), "name", share=3, strong=True),
    Column(mark("Piece"), lambda row: spelled(row.tag), width=140),
    Column(mark("Model"), "model", share=3, ink="quiet"),
    Column(mark("Begun"), lambda row: since(row.since), width=148, ink="quiet"),
    Column(mark("By"), "person", share=2),
    Column(mark("Station"), "station", share=2, ink="quiet"),
)


class OpenStepsPane(Panel):
    """What was begun and not ended, the longest first; `pieceOpened` names the piece of a line.

    `listAsked` asks for all work in progress on paper, of which `head` shows how far it is.
    """

    pieceOpened = Signal(str)
    listAsked = Signal()

    def __init__(self, more: Callable[[Any], object]) -> None:
        super().__init__(margin=16)
        self.head = head = QHBoxLayout()
        head.addWidget(Label(say("Steps under way"), theme.BODY, strong=True))
        head.addSpacing(theme.GRID)
        hint = say("Tap one to open its piece at the bench, and end it there.")
        head.addWidget(Label(hint, theme.NOTE, ink="quiet", cuts=True), 1)
        self.list = Button(say("Work in progress"), icon="pdf", press=self.listAsked.emit)
        head.addWidget(self.list)
        self.body.addLayout(head)
        self.steps = Table(
            STEPS,
            name=mark("Steps under way"),
            empty=mark("No step is under way: each that was begun has ended."),
            key=lambda row: row.run,
            on_more=more,
        )
        self.steps.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.steps.clicked.connect(lambda index: self._open(self.steps.rows.row(index.row())))
        self.steps.opened.connect(self._open)
        self.body.addWidget(self.steps, 1)

    def _open(self, row: OpenStep) -> None:
        self.pieceOpened.emit(row.tag)

    def show_steps(self, rows: Sequence[OpenStep], limit: int) -> None:
        """Show these, as many as were asked for, or all there are."""
        self.steps.setRows(rows, more=len(rows) == limit)
