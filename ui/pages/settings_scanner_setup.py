# SPDX-License-Identifier: MIT
"""Settings: a test code is scanned, and the words say what the scanner does and what would fit."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui import theme
from ui.keyboards import TEST_CODE, Finding, Heard, judge
from ui.pages.page import Page
from ui.pages.paper import open_file, scanner_page_to_pdf, stamp
from ui.scanner import Rules
from ui.theme import Tone
from ui.widgets.code_picture import CodePicture
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel, Picture
from workshop.language import say

# While it is measured any scanner is heard: slow, without an end key, with anything around a code.
MEASURING = Rules(gap=300, least=2, pause_ends=True)

_ICONS = {"good": "check", "careful": "warning", "refused": "refused"}
_MODULE, _HIGH = 2, 96  # px
_SQUARE = 4


class SetUp(Panel):
    """The test code in two forms, and below what its scan showed. `done` asks to be closed.

    `fitted` says that the settings were changed to those that fit.
    """

    done = Signal()
    fitted = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(say("Set the scanner up"))
        self._page, self._settings = page, page.context.settings
        self._fitting: dict[str, Any] = {}
        self._lines: list[Picture | Label] = []
        hint = say("Scan one of these codes, from here or from the test page on paper.")
        self.body.addWidget(Label(hint, ink="quiet", wraps=True))
        self._codes()
        self.body.addSpacing(theme.GRID)
        self._found = QVBoxLayout()
        self._found.setSpacing(6)
        self.body.addLayout(self._found)
        self.body.addStretch(1)
        row = QHBoxLayout()
        self.fit = Button(
            say("Use the settings that fit"), tone=Tone.ACCENT, filled=True, press=self._fit
        )
        self.print = Button(say("Test page as PDF"), icon="pdf", press=self._print)
        row.addWidget(self.fit)
        row.addStretch(1)
        row.addWidget(self.print)
        self.back = Button(say("Back"), icon="chevron-left", press=self.done.emit)
        row.addWidget(self.back)
        self.body.addLayout(row)
        self.begin()

    def _codes(self) -> None:
        from workshop.paper import bars, qr

        square = qr.matrix(TEST_CODE)
        rows = [f"{bits:0{square.size}b}" for bits in square.rows]
        row = QHBoxLayout()
        row.setSpacing(24)
        name = say("Test code as bars")
        row.addWidget(CodePicture([bars.bars(TEST_CODE)], _MODULE, bars.QUIET, _HIGH, name))
        row.addWidget(CodePicture(rows, _SQUARE, qr.QUIET, 0, say("Test code as a square")))
        row.addStretch(1)
        row.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)

    def begin(self) -> None:
        """Nothing was scanned yet."""
        self._fitting = {}
        self._show([Finding("quiet", say("Nothing was scanned yet."))])

    def take(self, heard: Heard) -> None:
        """Say what a scan of the test code shows."""
        names = ("gap", "ends", "prefix", "suffix", "separator")
        in_force = {f"scanner_{name}": getattr(self._settings, f"scanner_{name}") for name in names}
        findings, self._fitting = judge(heard, in_force)
        self._show(findings)

    def _show(self, findings: list[Finding]) -> None:
        while (line := self._found.takeAt(0)) is not None:
            inner = line.layout()
            while inner is not None and (item := inner.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
        for finding in findings:
            row = QHBoxLayout()
            row.setSpacing(10)
            row.addWidget(
                Picture(_ICONS.get(finding.tone, "scan"), finding.tone),
                0,
                Qt.AlignmentFlag.AlignTop,
            )
            row.addWidget(Label(finding.words, wraps=True), 1)
            self._found.addLayout(row)
        self.said = [finding.words for finding in findings]
        self.fit.setVisible(bool(self._fitting))

    def _fit(self) -> None:
        """Put what fits in place of what was set."""
        for name, value in self._fitting.items():
            setattr(self._settings, name, value)
        self._settings.save()
        self.fitted.emit()

    def _print(self) -> None:
        scanner_page_to_pdf(self._page, TEST_CODE, stamp(say("Set a scanner up")), open_file)
