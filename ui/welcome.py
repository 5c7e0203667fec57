# SPDX-License-Identifier: MIT
"""What stands in the window before a workshop is open: the first run, progress, what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QStackedLayout, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.desk import Desk
from ui.widgets.controls import Button, Label
from ui.widgets.panels import EmptyState
from workshop.language import say

if TYPE_CHECKING:
    from ui.answers import Answers
    from ui.first_run import FirstRun

DEMO_CARDS = 40


class Welcome(QWidget):
    """Asks what a new workshop needs, or says how far the opening is.

    On most days nothing but the opening is seen: the rest is made when it is.
    """

    again = Signal()

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.context = desk, context
        self.setObjectName("page")
        self.layers = QStackedLayout(self)
        self.bar = QProgressBar()
        self.layers.addWidget(self._opening())
        self.form: FirstRun | None = None
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

    def _made_trouble(self) -> EmptyState:
        retry = Button(say("Try again"), filled=True, tone=theme.Tone.ACCENT, press=self.again.emit)
        return EmptyState("refused", "", "", retry)

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

    @property
    def is_asking(self) -> bool:
        """Whether the first run is in sight."""
        return self.form is not None and self.layers.currentWidget() is self.form

    def show_form(self, answers: Answers) -> FirstRun:
        """Ask what a new workshop needs, from where these answers are."""
        from ui.first_run import FirstRun

        if self.form is None:
            self.form = FirstRun(self.desk, self.context, answers)
            self.layers.addWidget(self.form)
        self.layers.setCurrentWidget(self.form)
        self.form.take_keyboard()
        return self.form

    def show_trouble(self, sentence: str, what: str) -> None:
        """Say why the workshop `what` cannot be opened; the form keeps what was typed."""
        if self.trouble is None:
            self.trouble = self._made_trouble()
            self.layers.addWidget(self.trouble)
        self.trouble.setWords(sentence, what)
        self.layers.setCurrentWidget(self.trouble)
