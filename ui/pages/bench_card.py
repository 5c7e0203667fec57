# SPDX-License-Identifier: MIT
"""The left of the bench: which card this is, and the steps it goes through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.pages.bench_parts import Scrolled
from ui.pages.words import clock, kind_word, minutes_since
from ui.theme import Tone
from ui.widgets.controls import Badge, Chip, Label, Press
from ui.widgets.panels import Hairline, Panel
from ui.widgets.states import piece_look
from ui.widgets.steps import Step, StepList
from workshop.benches.tags import spelled
from workshop.language import say, say_minutes

if TYPE_CHECKING:
    from workshop.queries.routing import Routing, RoutingStep
    from workshop.queries.rows import PieceRow

WIDTH = 312


def next_step(routing: Routing | None) -> RoutingStep | None:
    """The step to do now: the first that is neither done nor skipped; None where all are."""
    steps = routing.steps if routing else []
    return next((step for step in steps if step.state in ("running", "next", "failed")), None)


def _when(step: RoutingStep) -> str:
    """When a step was done, or how long it is under way by now."""
    return say_minutes(int(minutes_since(step.since))) if step.since else clock(step.at)


class CardColumn(Panel):
    """What is known of a card, board or piece, and its steps with their state and time."""

    modelAsked = Signal()
    routingAsked = Signal()
    doubtTapped = Signal()
    stepPicked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(margin=16, parent=parent)
        self.setFixedWidth(WIDTH)
        self.body.setSpacing(4)
        self._name = Label("", theme.TITLE, strong=True, wraps=True)
        self._maker = Label("", theme.NOTE, ink="quiet", cuts=True, most=3)
        self._tag = Label("", theme.BODY, strong=True, ink="accent")
        self.model = Chip(icon="edit", tone=Tone.CAREFUL, filled=True, widest=260)
        self.model.clicked.connect(lambda: self.modelAsked.emit())
        self.doubt = Chip(icon="warning", tone=Tone.CAREFUL, filled=True, widest=WIDTH - 34)
        self.doubt.clicked.connect(lambda: self.doubtTapped.emit())
        self.doubt.hide()
        for part in (self._name, self._maker, self._tag, self.doubt, self.model):
            self.body.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.routing = Chip(icon="edit", widest=150)
        self.routing.clicked.connect(lambda: self.routingAsked.emit())
        self._state = Badge()
        row.addWidget(self.routing)
        row.addWidget(self._state)
        row.addStretch(1)
        self.body.addLayout(row)
        self._decided = Badge()
        self.body.addWidget(self._decided)
        self.body.addSpacing(4)
        self.body.addWidget(Hairline())
        self._scroll = Scrolled()
        self._scroll.column.setContentsMargins(0, 4, 0, 4)
        self.steps = StepList()
        self.steps.picked.connect(self.stepPicked)
        self._scroll.column.addWidget(self.steps)
        self.body.addWidget(self._scroll, 1)
        self._shown = ("", "")
        self._place = -1
        # The steps have their places only after they were laid out for the first time.
        self._scroll.verticalScrollBar().rangeChanged.connect(self._bring_into_sight)

    def show_piece(self, piece: PieceRow, decided: str = "") -> None:
        """Show whose steps these are; `decided` is what its disposition is called."""
        self._name.setText(piece.model or kind_word(piece.kind))
        known = [piece.maker]
        if piece.serial:
            known.append(say("SN {serial}", serial=piece.serial))
        line = " · ".join(part for part in known if part)
        self._maker.setText(line)
        self._maker.setVisible(bool(line))
        self._tag.setText(spelled(piece.tag))
        self.model.setText(say("No model: choose"))
        self.model.setVisible(not piece.model)
        self._state.setLook(piece_look(piece.state, piece.taken_apart))
        self._decided.setState(decided, Tone.PLAIN, "arrow-right")
        self._decided.setVisible(bool(decided))

    def show_doubt(self, what: str) -> None:
        """Say why the card is not to be trusted; nothing for an empty text."""
        self.doubt.setText(what)
        self.doubt.setVisible(bool(what))

    def show_steps(self, tag: str, routing: Routing | None, in_hand: str = "") -> None:
        """Show the steps of a routing; `in_hand` or the next one has the frame."""
        steps = routing.steps if routing else []
        self.routing.setText(routing.name if routing else "")
        coming = next_step(routing)
        current = in_hand or (coming.code if coming else "")
        self.steps.setSteps(
            [Step(s.code, s.name, s.state, _when(s)) for s in steps], current=current
        )
        if (tag, current) != self._shown:
            self._shown = (tag, current)
            codes = [step.code for step in steps]
            self._place = codes.index(current) if current in codes else 0
            self._bring_into_sight()

    def _bring_into_sight(self) -> None:
        """Scroll to the framed step; where it has no room yet, when the range changes next."""
        rows = self.steps.findChildren(Press)
        bar = self._scroll.verticalScrollBar()
        if not 0 <= self._place < len(rows):
            return
        high = rows[0].sizeHint().height()
        middle = self._place * high + high // 2
        if middle > bar.maximum() + self._scroll.viewport().height():
            return
        self._scroll.ensureVisible(0, middle, 0, 110)
        above = self._scroll.column.contentsMargins().top()
        whole = (bar.value() - above) // high  # no row stands there by half
        bar.setValue(above + whole * high if whole > 0 else 0)
        self._place = -1
