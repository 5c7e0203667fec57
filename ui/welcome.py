# SPDX-License-Identifier: MIT
"""What stands in the window before a workshop is open: a small form, progress, or what is wrong."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.widgets.controls import Button, Label
from ui.widgets.panels import EmptyState, FormRow, Panel
from workshop.language import say

DEMO_CARDS = 40


class Welcome(QWidget):
    """Asks who founds the workshop, or says how far the opening is.

    On most days nothing but the opening is seen: the rest is made when it is.
    """

    founded = Signal(str, str)  # name of the workshop, code of its first person
    demo_wanted = Signal()
    again = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.layers = QStackedLayout(self)
        self.bar = QProgressBar()
        self.layers.addWidget(self._opening())
        self.form: QWidget | None = None
        self.trouble: EmptyState | None = None

    def _opening(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.addStretch(2)
        self.doing = Label(say("Opening the workshop…"), theme.TITLE, ink="quiet")
        column.addWidget(self.doing, 0, Qt.AlignmentFlag.AlignHCenter)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(360)
        self.bar.setAccessibleName(say("Progress"))
        self.bar.hide()
        column.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        return whole

    def _made_form(self) -> QWidget:
        panel = Panel(say("Welcome to Card Workshop"), margin=32)
        panel.setMaximumWidth(560)
        body = panel.body
        body.addWidget(
            Label(
                say("There is no workshop on this computer yet. Two words, and it is open."),
                ink="quiet",
                wraps=True,
            )
        )
        self.name, self.code = QLineEdit(), QLineEdit()
        self.code.setMaxLength(16)
        self.code.setPlaceholderText("ANA")
        self.name_row = FormRow(say("What is the workshop called?"), self.name)
        self.code_row = FormRow(say("Your own code, such as ANA: it signs what you do"), self.code)
        for row in (self.name_row, self.code_row):
            body.addWidget(row)
            row.field.setMinimumHeight(theme.TOUCH)
        self.name.returnPressed.connect(self.code.setFocus)
        self.code.returnPressed.connect(self._found)
        body.addSpacing(theme.GRID)
        body.addWidget(
            Button(
                say("Open the workshop"),
                tone=theme.Tone.ACCENT,
                filled=True,
                big=True,
                press=self._found,
            )
        )
        body.addWidget(
            Button(say("Look around in a demo workshop first"), press=self.demo_wanted.emit)
        )
        whole = QWidget()
        beside = QHBoxLayout(whole)
        beside.addStretch(1)
        beside.addWidget(panel, 4, Qt.AlignmentFlag.AlignVCenter)
        beside.addStretch(1)
        return whole

    def _made_trouble(self) -> EmptyState:
        retry = Button(say("Try again"), filled=True, tone=theme.Tone.ACCENT, press=self.again.emit)
        return EmptyState("refused", "", "", retry)

    def _found(self) -> None:
        name, code = self.name.text().strip(), self.code.text().strip()
        self.name_row.setFault("" if name else say("The workshop needs a name."))
        self.code_row.setFault("" if code else say("You need a code of your own."))
        if name and code:
            self.founded.emit(name, code)

    def show_opening(self) -> None:
        """Say that the workshop is being opened."""
        self.doing.setText(say("Opening the workshop…"))
        self.bar.hide()
        self.layers.setCurrentIndex(0)

    def show_making(self, done: int, of: int) -> None:
        """Say how far the demo workshop is."""
        self.doing.setText(say("Working through a demo batch: card {n} of {of}", n=done, of=of))
        self.bar.show()
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        self.layers.setCurrentIndex(0)

    def show_form(self) -> None:
        """Ask for the name of the workshop and of its first person."""
        if self.form is None:
            self.form = self._made_form()
            self.layers.addWidget(self.form)
        self.layers.setCurrentWidget(self.form)
        self.name.setFocus()

    def show_trouble(self, sentence: str, what: str) -> None:
        """Say why the workshop `what` cannot be opened; the form keeps what was typed."""
        if self.trouble is None:
            self.trouble = self._made_trouble()
            self.layers.addWidget(self.trouble)
        self.trouble.setWords(sentence, what)
        self.layers.setCurrentWidget(self.trouble)
