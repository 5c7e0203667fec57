# SPDX-License-Identifier: MIT
"""Setting a card apart, and letting it go again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets.controls import Badge, Button, Label
from ui.widgets.states import PIECES
from workshop.domain.terms import PieceState
from workshop.language import say

HELD = (PieceState.QUARANTINE, PieceState.HOLD)
# From these a card can be set apart.
_FREE = (PieceState.RECEIVED, PieceState.WORKING, PieceState.STOCK, PieceState.HOLD)


class HoldButtons(QWidget):
    """What can be done with a card in this state: put into quarantine, or released."""

    asked = Signal()
    released = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        self.put = Button(
            say("Put into quarantine …"), tone=Tone.CAREFUL, icon="lock", press=self.asked.emit
        )
        self.release = Button(say("Release"), icon="check", press=self.released.emit)
        row.addWidget(self.put)
        row.addWidget(self.release)
        self.show_state("", doubtful=False, asking=False)

    def show_state(self, state: str, *, doubtful: bool, asking: bool) -> None:
        """Offer what fits this state; a card in doubt is best put aside."""
        self.put.setVisible(state in _FREE and not asking)
        self.put.setFilled(doubtful)
        self.release.setVisible(state in HELD)


class HeldNote(QWidget):
    """Why nothing may be done with what lies here but to look at it, and how it is let go."""

    released = Signal()
    lookAsked = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.state = Badge()
        self.why = Label("", theme.BODY, strong=True, wraps=True)
        self.hint = Label("", theme.NOTE, ink="quiet", wraps=True)
        self.release = Button(
            say("Release"), tone=Tone.ACCENT, icon="check", filled=True, big=True,
            press=self.released.emit,
        )  # fmt: skip
        self.look = Button(say("Look at it closely"), icon="zoom-in", press=self.lookAsked.emit)
        for part in (self.state, self.why, self.hint, self.release, self.look):
            column.addWidget(part)
        self.hide()

    def show_state(self, state: str, why: str, *, stops: bool, is_card: bool) -> None:
        """Show it for what is in quarantine or on hold; `stops` says that it stops all work."""
        held = state in HELD
        self.setVisible(held or stops)
        self.state.setLook(PIECES[PieceState(state)])
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.hint.setText(say("Nothing is done with it until somebody releases it."))
        self.hint.setVisible(held and stops)
        self.release.setVisible(held)
        self.release.setFilled(stops)
        self.look.setVisible(held and is_card)
