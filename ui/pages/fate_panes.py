# SPDX-License-Identifier: MIT
"""The right of the bench: what came off a card, and why something is decided."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.pages.field_codes import CHOICES
from ui.pages.words import PARTS, part_word
from ui.theme import Tone
from ui.widgets.controls import Button, Chip, Label
from ui.widgets.panels import FormRow
from workshop.benches.tags import spelled
from workshop.language import mark, say

REASONS = (
    mark("Damaged"),
    mark("Does not work"),
    mark("Suspected fake"),
    mark("Not worth the repair"),
    mark("Waits for parts"),
    mark("Waits for the customer"),
)
"""What is said most often; a tap writes it, and more can be typed after it."""


class WhyPane(QWidget):
    """Asks for the reason of a decision; `given` says it."""

    given = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self._title = Label("", theme.TITLE, strong=True, wraps=True)
        self.reason = QLineEdit()
        self.reason.returnPressed.connect(self.decide)
        self._row = FormRow(say("Reason"), self.reason)
        reasons = [say(reason) for reason in REASONS]
        self.reason.setProperty(CHOICES, reasons)
        self.reasons = [Chip(reason) for reason in reasons]
        for chip, reason in zip(self.reasons, reasons, strict=True):
            chip.clicked.connect(lambda _=False, text=reason: self.reason.setText(text))
        self.give = Button(say("Decide"), icon="check", tone=Tone.ACCENT, filled=True, big=True,
                           press=self.decide)  # fmt: skip
        self.cancel = Button(say("Cancel"), press=self.left.emit)
        for part in (self._title, self._row, *self.reasons, self.give, self.cancel):
            column.addWidget(part)
        column.addStretch(1)

    def begin(self, title: str) -> None:
        """Ask why, under this title."""
        self._title.setText(title)
        self._row.setFault("")
        self.reason.setText("")
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def decide(self) -> None:
        """Give the reason; where there is none it is asked for."""
        if reason := self.reason.text().strip():
            self.given.emit(reason)
        else:
            self._row.setFault(say("Say why, in a few words."))


class ApartPane(QWidget):
    """What came off a card: parts are tapped, each goes to the place that is set then."""

    asked = Signal()
    left = Signal()

    def __init__(self, place: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._went: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self._title = Label("", theme.TITLE, strong=True, wraps=True)
        hint = say("Scan a place, then tap what goes there. Each part gets a tag and a label.")
        grid = QGridLayout()
        grid.setSpacing(theme.GRID)
        self.parts: dict[str, Button] = {}
        for number, part in enumerate(PARTS):
            button = Button(part_word(part))
            button.setCheckable(True)
            button.setProperty(CHOICES, ["yes", "no"])
            button.clicked.connect(lambda _=False, p=part: self._tapped(p))
            self.parts[part] = button
            grid.addWidget(button, number // 2, number % 2)
        self._told = Label("", theme.NOTE, wraps=True)
        self.apart = Button(say("Take apart"), icon="check", tone=Tone.ACCENT, filled=True,
                            big=True, press=self.asked.emit)  # fmt: skip
        self.cancel = Button(say("Cancel"), press=self.left.emit)
        for piece in (self._title, Label(hint, theme.NOTE, ink="quiet", wraps=True)):
            column.addWidget(piece)
        column.addLayout(grid)
        for below in (self._told, self.apart, self.cancel):
            column.addWidget(below)
        column.addStretch(1)

    def begin(self, tag: str) -> None:
        """Ask what came off this card."""
        self._title.setText(say("What came off {tag}?", tag=spelled(tag)))
        self._went.clear()
        for button in self.parts.values():
            button.setChecked(False)
        self._tell()

    def went(self) -> dict[str, str]:
        """The parts that were tapped, and where each goes."""
        return dict(self._went)

    def _tapped(self, part: str) -> None:
        if self.parts[part].isChecked():
            self._went[part] = self._place()
        else:
            self._went.pop(part, None)
        self._tell()

    def _tell(self) -> None:
        lines = [
            say("{part} → {place}", part=part_word(part), place=place or say("no place"))
            for part, place in self._went.items()
        ]
        self._told.setText("\n".join(lines) or say("Nothing yet: only the bare board is kept."))
