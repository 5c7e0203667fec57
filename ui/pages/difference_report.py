# SPDX-License-Identifier: MIT
"""The difference report of a delivery: asks as what it is wanted, then has it written."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from ui import theme
from ui.pages.batch_pdf import BatchPdf
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from workshop.language import say


class DifferenceReport(QWidget):
    """One line that offers the kinds of file while it is in sight; scans go on meanwhile.

    `batch` says of which batch it is wanted; empty for none.
    """

    def __init__(self, pdf: BatchPdf, batch: Callable[[], str]) -> None:
        super().__init__()
        self.pdf, self._which, self._batch = pdf, batch, ""
        self._before: QWidget | None = None  # what had the keyboard
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self._words = Label("", theme.NOTE, cuts=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.as_pdf = Button(say("PDF"), icon="pdf", tone=Tone.ACCENT, filled=True)
        self.as_sheet = Button(say("Spreadsheet"), icon="table")
        self.cancel = Button(say("Cancel"), press=self._leave)
        self.as_pdf.clicked.connect(lambda: self._write("pdf"))
        self.as_sheet.clicked.connect(lambda: self._write("xlsx"))
        row.addWidget(self._words, 1)
        for button in (self.as_pdf, self.as_sheet, self.cancel):
            row.addWidget(button)
        self.hide()

    def words(self) -> str:
        """What it asks."""
        return self._words.text()

    def ask(self) -> None:
        """Ask as what the report of the batch is wanted; one that is being written is not."""
        self._batch = self._which()
        if not self._batch or self.pdf.is_busy:
            return
        self.pdf.row.hide()
        self._words.setText(say("Difference report of {batch} as", batch=self._batch))
        if not self.isVisible():
            self._before = self.window().focusWidget()
        self.show()
        self.as_pdf.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Another batch is in hand: what was asked and made of this one is no longer told of."""
        self._leave()
        if not self.pdf.is_busy:
            self.pdf.row.hide()

    def _leave(self) -> None:
        """The keyboard goes back to where it was."""
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def _write(self, kind: str) -> None:
        self._leave()
        self.pdf.differences(self._batch, kind)
