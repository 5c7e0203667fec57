# SPDX-License-Identifier: MIT
"""A row that asks for a reason, for what is only done with one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets.controls import Button
from ui.widgets.panels import FormRow
from workshop.language import say


class ReasonRow(QWidget):
    """Asks why, out of sight until then; `given` says the reason, `left` that it asks no more."""

    given = Signal(str)
    left = Signal()

    def __init__(self, icon: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        self.reason = QLineEdit()
        self.reason.returnPressed.connect(self._give)
        self.row = FormRow("", self.reason)
        self.give = Button("", tone=Tone.CAREFUL, filled=True, icon=icon, press=self._give)
        self.cancel = Button(say("Cancel"), press=self.leave)
        row.addWidget(self.row, 1)
        for button in (self.give, self.cancel):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        self.hide()

    def begin(self, question: str, words: str, reason: str = "") -> None:
        """Ask this question, beginning with this reason; the button to give it says `words`."""
        self.row.label.setText(question)
        self.reason.setAccessibleName(question)
        self.give.setText(words)
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
        self.given.emit(reason)
        self.leave()
