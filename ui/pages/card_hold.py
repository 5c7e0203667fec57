# SPDX-License-Identifier: MIT
"""Setting a card apart, and letting it go again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets.controls import Button
from workshop.domain.terms import PieceState
from workshop.language import say

_HELD = (PieceState.QUARANTINE, PieceState.HOLD)
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
        self.release.setVisible(state in _HELD)
