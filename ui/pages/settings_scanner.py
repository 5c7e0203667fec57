# SPDX-License-Identifier: MIT
"""Settings: how this computer's scanner types, and a place to try it out."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from ui import theme
from ui.pages.page import Page
from ui.pages.settings_parts import Option, Section, number_box, options_box
from ui.settings import BOUNDS
from ui.widgets.controls import Label
from ui.widgets.panels import FormRow, Panel
from ui.widgets.table import Column, Table
from workshop.language import mark, say

SHOWN = 12

# Control characters, which a scan may hold and nobody can see, by their names; the others by
# their number.
_NAMES = {0x04: "EOT", 0x09: "TAB", 0x0A: "LF", 0x0D: "CR", 0x1C: "FS", 0x1D: "GS", 0x1E: "RS"}
_PICTURES = {code: f"‹{_NAMES.get(code, f'{code:02X}')}›" for code in (*range(0x20), 0x7F)}


class ScannerSection(Section):
    """While this section is open, scans are shown here and do nothing else."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._tried: list[tuple[str, str]] = []
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._try_out(), 1)
        row.addWidget(self._rules())
        self.column.addLayout(row)
        if self.context.scanner is not None:
            self.context.scanner.scanned.connect(self._scanned)

    def _try_out(self) -> Panel:
        panel = Panel(say("Try the scanner out"))
        panel.body.addWidget(
            Label(
                say("Scan any code. Here it is only shown, and changes nothing."),
                ink="quiet",
                wraps=True,
            )
        )
        self.verdict = Label("", wraps=True, strong=True)
        panel.body.addWidget(self.verdict)
        self.table = Table(
            [
                Column(mark("What was read"), lambda tried: tried[0], strong=True, share=4),
                Column(mark("Longest pause"), lambda tried: tried[1], align="right", width=140),
            ],
            name=mark("What was read"),
            empty=mark("Nothing was scanned yet."),
        )
        panel.body.addWidget(self.table, 1)
        return panel

    def _rules(self) -> Panel:
        panel, settings = Panel(say("How it types")), self.context.settings
        panel.setFixedWidth(320)
        self.gap = number_box(*BOUNDS["scanner_gap"], settings.scanner_gap)
        self.least = number_box(*BOUNDS["scanner_least"], settings.scanner_least)
        for box in (self.gap, self.least):
            box.valueChanged.connect(self._keep)
        panel.body.addWidget(FormRow(say("Longest pause inside a scan"), self.gap, say("ms")))
        panel.body.addWidget(FormRow(say("Fewest characters"), self.least))
        self.ends = options_box(
            [
                Option("both", say("Enter or Tab")),
                Option("enter", say("Enter")),
                Option("tab", say("Tab")),
            ],
            settings.scanner_ends,
        )
        self.ends.currentIndexChanged.connect(self._keep)
        panel.body.addWidget(FormRow(say("Key after the scan"), self.ends))
        self.prefix, self.separator = QLineEdit(), QLineEdit()
        for field, name in ((self.prefix, "scanner_prefix"), (self.separator, "scanner_separator")):
            field.setText(getattr(settings, name))
            field.setMaxLength(8)
            field.editingFinished.connect(self._keep)
        panel.body.addWidget(FormRow(say("Characters before each scan, if any"), self.prefix))
        panel.body.addWidget(FormRow(say("What it types for GS, if it cannot"), self.separator))
        panel.body.addStretch(1)
        return panel

    def _keep(self) -> None:
        settings = self.context.settings
        settings.scanner_gap, settings.scanner_least = self.gap.value(), self.least.value()
        settings.scanner_ends = str(self.ends.currentData())
        settings.scanner_prefix = self.prefix.text()
        settings.scanner_separator = self.separator.text()
        settings.save()
        self.context.restyled.emit()

    @property
    def is_trying(self) -> bool:
        """Whether scans are only shown."""
        return self.isVisible()

    def _scanned(self, text: str) -> None:
        if not self.is_trying or self.context.scanner is None:
            return
        gap, limit = self.context.scanner.widest_gap, self.context.settings.scanner_gap
        self._tried.insert(0, (text.translate(_PICTURES), say("{n} ms", n=round(gap))))
        del self._tried[SHOWN:]
        self.table.setRows(self._tried)
        if gap > limit * 0.8:
            self.verdict.setText(say("It is nearly too slow: allow a longer pause."))
            self.verdict.setInk("careful")
        else:
            self.verdict.setText(say("It is read well."))
            self.verdict.setInk("good")

    def refresh(self) -> None:
        """Say where the scanner cannot be tried."""
        if self.context.scanner is None:
            self.verdict.setText(say("There is no scanner in this window."))
            self.verdict.setFont(theme.font())
