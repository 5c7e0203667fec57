# SPDX-License-Identifier: MIT
"""Setting a card apart with a reason, and letting it go again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets.controls import Button
from ui.widgets.panels import FormRow
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


class ReasonRow(QWidget):
    """Asks for the reason of a quarantine; `given` says it, `left` that nothing is asked now."""

    given = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        self.reason = QLineEdit()
        self.reason.returnPressed.connect(self._give)
        self.row = FormRow(say("Why does it go into quarantine?"), self.reason)
        self.give = Button(
            say("Put into quarantine"), tone=Tone.CAREFUL, filled=True, icon="lock",
            press=self._give,
        )  # fmt: skip
        self.cancel = Button(say("Cancel"), press=self.leave)
        row.addWidget(self.row, 1)
        for button in (self.give, self.cancel):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        self.hide()

    def begin(self, reason: str) -> None:
        """Ask, beginning with this reason."""
        self.row.setFault("")
        self.reason.setText(reason)
        self.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reason.setCursorPosition(0)

    def leave(self) -> None:
        """Ask no more."""
        self.hide()
        self.left.emit()

    def _give(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.row.setFault(say("Say why, in a few words."))
            return
        self.leave()
        self.given.emit(reason)
