# SPDX-License-Identifier: MIT
"""What is said of a whole label layout as it is edited: its name, its sizes, its sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from ui import theme
from ui.pages.bench_parts import Scrolled
from ui.pages.rows_editor import show_faults
from ui.pages.settings_parts import Option, fill, options_box
from ui.widgets.panels import FormRow
from workshop.benches.layout_drafts import DPI, LayoutDraft
from workshop.language import mark, say

_SIZES = {
    "label_wide": (mark("Width of a label"), "mm"),
    "label_high": (mark("Height of a label"), "mm"),
    "page_wide": (mark("Width of the page"), "mm"),
    "page_high": (mark("Height of the page"), "mm"),
    "columns": (mark("Columns"), ""),
    "rows_down": (mark("Rows"), ""),
    "left": (mark("First from left"), "mm"),
    "top": (mark("First from top"), "mm"),
    "gap_across": (mark("Gap across"), "mm"),
    "gap_down": (mark("Gap down"), "mm"),
}


class LayoutAbout(Scrolled):
    """The fields of a layout in hand; `typed` after each change."""

    typed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.draft: LayoutDraft | None = None
        self.name = QLineEdit()
        self.dpi = options_box([Option(str(n), say("{n} dpi", n=n)) for n in DPI])
        self.rows = {"name": FormRow(say("Name of the layout"), self.name)}
        self.column.addWidget(self.rows["name"])
        names = list(_SIZES)
        for pair in zip(names[::2], names[1::2], strict=True):
            beside = QHBoxLayout()
            beside.setSpacing(theme.GRID)
            for each in pair:
                words, unit = _SIZES[each]
                self.rows[each] = FormRow(say(words), QLineEdit(), unit)
                beside.addWidget(self.rows[each], 1, Qt.AlignmentFlag.AlignTop)
            self.column.addLayout(beside)
        self.rows["dpi"] = FormRow(say("Coarsest printer it is for"), self.dpi)
        self.column.addWidget(self.rows["dpi"])
        for name in ("name", *_SIZES):
            self._text_of(name).textEdited.connect(self._typed)
        self.dpi.activated.connect(self._typed)
        self.column.addStretch(1)

    def _text_of(self, name: str) -> QLineEdit:
        field = self.rows[name].field
        assert isinstance(field, QLineEdit)
        return field

    def show_layout(self, draft: LayoutDraft) -> None:
        """Take this layout in hand."""
        self.draft = None
        self.name.setText(draft.name)
        self.name.setCursorPosition(0)
        for name in _SIZES:
            self._text_of(name).setText(draft.sizes[name])
        fill(self.dpi, [Option(str(n), say("{n} dpi", n=n)) for n in DPI], str(draft.dpi))
        for row in self.rows.values():
            row.setFault("")
        self.draft = draft

    def show_faults(self, wrong: Mapping[Any, object]) -> None:
        """Say at each field what is wrong with it; the keyboard goes to the first, if any is."""
        show_faults(self.rows, wrong)

    def _typed(self) -> None:
        if self.draft is not None:
            self.draft.name = self.name.text()
            self.draft.sizes = {name: self._text_of(name).text() for name in self.draft.sizes}
            self.draft.dpi = int(self.dpi.currentData())
            self.typed.emit()
