# SPDX-License-Identifier: MIT
"""One element of a label layout as it is edited: what it is, its place and size, its text."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout

from ui import theme
from ui.pages.plan_line import as_narrow_as_there_is_room
from ui.pages.rows_editor import RowPane
from ui.pages.settings_parts import Option, fill, options_box
from ui.widgets.controls import Button, Check
from ui.widgets.panels import FormRow
from workshop.benches.layout_drafts import (
    ALIGNS,
    FIELD_WORDS,
    FITS,
    KINDS,
    LOGO,
    ONLY,
    ElementDraft,
    parts_of,
)
from workshop.language import mark, say

# What is typed of an element, as attributes of its draft, with its unit.
_TEXTS = {
    "text": (mark("Text, with fields in braces"), ""),
    "x": (mark("From the left"), "mm"),
    "y": (mark("From the top"), "mm"),
    "wide": (mark("Width"), "mm"),
    "high": (mark("Height"), "mm"),
    "size": (mark("Size"), "pt"),
    "least": (mark("Not under"), "pt"),
    "lines": (mark("Most lines, 0 for any"), ""),
    "quiet": (mark("White modules around"), ""),
    "thick": (mark("Thickness"), "mm"),
}
_BOXES: dict[str, tuple[str, Mapping[str, str]]] = {
    "draws": (mark("What it is"), KINDS),
    "fit": (mark("What is too long gets"), FITS),
    "align": (mark("Stands"), ALIGNS),
    "only": (mark("On the labels of"), ONLY),
}
_CHECKS = {"under": mark("Below the text before it"), "bold": mark("Bold")}
_PAIRS = (("x", "y"), ("wide", "high"), ("size", "least"), ("fit", "align"), ("quiet", "lines"))
_ORDER = ("draws", "text", "field", "under", "x", "wide", "size", "bold", "fit", "quiet", "thick",
          "only")  # fmt: skip


class ElementPane(RowPane):
    """The element in hand; `picked` names a picture that is to be its logo."""

    first = "draws"
    picked = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.element: ElementDraft | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.rows = {
            name: FormRow(say(words), QLineEdit(), unit) for name, (words, unit) in _TEXTS.items()
        }
        self.boxes: dict[str, QComboBox] = {}
        for name, (words, options) in _BOXES.items():
            box = options_box([Option(value, say(each)) for value, each in options.items()])
            as_narrow_as_there_is_room(box)
            box.activated.connect(self._typed)
            self.boxes[name] = box
            self.rows[name] = FormRow(say(words), box)
        fields = [Option(name, say(words)) for name, words in FIELD_WORDS.items()]
        self.fields = options_box([Option("", say("Choose …")), *fields])
        as_narrow_as_there_is_room(self.fields)
        self.fields.activated.connect(self._add_field)
        self.rows["field"] = FormRow(say("Put in a field"), self.fields)
        self.checks = {name: self._check(say(words)) for name, words in _CHECKS.items()}
        self._lay_out(column)
        self.choose = Button(say("Picture of the logo …"), icon="camera", press=self._choose)
        column.addWidget(self.choose)
        for name in _TEXTS:
            self.text_of(name).textEdited.connect(self._typed)

    def _check(self, words: str) -> Check:
        check = Check(words)
        check.setFont(theme.font())
        check.setMinimumHeight(theme.TOUCH)
        check.clicked.connect(self._typed)
        return check

    def _lay_out(self, column: QVBoxLayout) -> None:
        for name in _ORDER:
            pair = next((pair for pair in _PAIRS if name in pair), None)
            if name in self.checks:
                column.addWidget(self.checks[name])
            elif pair is None:
                column.addWidget(self.rows[name])
            else:
                beside = QHBoxLayout()
                beside.setSpacing(theme.GRID)
                for each in pair:
                    beside.addWidget(self.rows[each], 1, Qt.AlignmentFlag.AlignTop)
                column.addLayout(beside)

    def show_row(self, element: ElementDraft | None) -> None:
        """Take this element in hand."""
        self.element = element
        self.setVisible(element is not None)
        if element is None:
            return
        for name in _TEXTS:
            self.text_of(name).setText(getattr(element, name))
            self.text_of(name).setCursorPosition(0)
        for row in self.rows.values():
            row.setFault("")
        for name, box in self.boxes.items():
            words = {value: say(each) for value, each in _BOXES[name][1].items()}
            now = str(getattr(element, name))
            words.setdefault(now, now)  # several kinds, as a file may say
            fill(box, [Option(value, each) for value, each in words.items()], now)
        for name, check in self.checks.items():
            check.setChecked(getattr(element, name))
        self._show_rows()

    def _show_rows(self) -> None:
        element = self.element
        assert element is not None
        parts = {*parts_of(element), "draws", "only"}
        for name, row in self.rows.items():
            row.setVisible(name in parts)
        self.rows["field"].setVisible("text" in parts)
        for name, check in self.checks.items():
            check.setVisible(name in parts)
        self.choose.setVisible(element.draws == LOGO)

    def _typed(self) -> None:
        element = self.element
        if element is None:
            return
        values: dict[str, Any] = {name: self.text_of(name).text() for name in _TEXTS}
        values |= {name: str(box.currentData() or "") for name, box in self.boxes.items()}
        values |= {name: check.isChecked() for name, check in self.checks.items()}
        element.put(**values)
        self._show_rows()
        self.typed.emit()

    def _add_field(self, _place: int) -> None:
        name = str(self.fields.currentData() or "")
        if name:
            self.text_of("text").insert(f"{{{name}}}")
            self.fields.setCurrentIndex(0)
            self._typed()

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), self.choose.words())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([say("Pictures (*.png *.jpg *.jpeg)"), say("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.picked.emit(Path(name)))
        dialog.open()
