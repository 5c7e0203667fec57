# SPDX-License-Identifier: MIT
"""One measurement of a test plan as it is edited: what it takes, its limits, what it is held to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout

from ui import theme
from ui.pages.rows_editor import RowPane
from ui.pages.settings_parts import Option, fill, options_box
from ui.pages.words import INSTRUMENTS
from ui.widgets.completing import complete
from ui.widgets.controls import Check, Label
from ui.widgets.panels import FormRow
from workshop.benches.plan_drafts import (
    CHOICE,
    LIMITS_OF,
    NUMBER,
    OUTSIDE,
    TYPES,
    YES_NO,
    LineDraft,
)
from workshop.language import mark, say

# What is typed of a measurement, as attributes of its draft.
_TEXTS = {
    "label": mark("What is measured"),
    "name": mark("As the log of a tool calls it"),
    "unit": mark("Unit"),
    "low": mark("At least"),
    "high": mark("At most"),
    "margin": mark("Marginal within"),
    "golden": mark("Golden card, ± %"),
    "choices": mark("Choices, with commas between them"),
    "passing": mark("Of these pass"),
    "note": mark("Hint below the field"),
}
# What is chosen of it.
_BOXES: dict[str, tuple[str, Mapping[str, str]]] = {
    "type": (mark("Takes"), TYPES),
    "limit_of": (mark("Limits come from"), LIMITS_OF),
    "outside": (mark("Beyond its limits"), OUTSIDE),
    "pass_yes_no": (
        mark("Passes with"), {"yes": mark("Yes"), "no": mark("No"), "": mark("Either")},
    ),
    "instrument": (mark("Measured with"), {"": mark("None"), **INSTRUMENTS}),
}  # fmt: skip
# Which of all only some types have.
_ONLY = {
    "unit": (NUMBER,), "limit_of": (NUMBER,), "low": (NUMBER,), "high": (NUMBER,),
    "margin": (NUMBER,), "golden": (NUMBER,), "outside": (NUMBER,), "choices": (CHOICE,),
    "passing": (CHOICE,), "pass_yes_no": (YES_NO,),
}  # fmt: skip
_PAIRS = (("type", "unit"), ("low", "high"), ("margin", "golden"))
_ORDER = ("label", "type", "low", "margin", "limit_of", "outside", "choices", "passing",
          "pass_yes_no")  # fmt: skip


class LinePane(RowPane):
    """The measurement in hand; `typed` says that something of it was changed."""

    def __init__(self) -> None:
        super().__init__()
        self.line: LineDraft | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.rows = {name: FormRow(say(words), QLineEdit()) for name, words in _TEXTS.items()}
        self.boxes: dict[str, QComboBox] = {}
        for name, (words, options) in _BOXES.items():
            box = options_box([Option(value, say(each)) for value, each in options.items()])
            as_narrow_as_there_is_room(box)
            box.activated.connect(self._typed)
            self.boxes[name] = box
            self.rows[name] = FormRow(say(words), box)
        self.rows["name"].setToolTip(say("Empty: its values come by hand only."))
        for name in _ORDER:
            pair = next((pair for pair in _PAIRS if name in pair), None)
            if pair is None:
                column.addWidget(self.rows[name])
                continue
            beside = QHBoxLayout()
            beside.setSpacing(theme.GRID)
            for each in pair:
                beside.addWidget(self.rows[each], 1, Qt.AlignmentFlag.AlignTop)
            column.addLayout(beside)
        self.default = Label(
            say("These limits came with the program. Check them on a card that is known to be "
                "good, then change them or tick the box."),
            theme.NOTE, ink="careful", wraps=True,
        )  # fmt: skip
        column.addWidget(self.default)
        self.confirmed = self._check(say("Limits checked here"), column)
        self.required = self._check(say("Must be measured"), column)
        for name in ("instrument", "note", "name"):
            column.addWidget(self.rows[name])
        for name in _TEXTS:
            self.text_of(name).textEdited.connect(self._typed)

    def _check(self, words: str, column: QVBoxLayout) -> Check:
        check = Check(words)
        check.setFont(theme.font())
        check.setMinimumHeight(theme.TOUCH)
        check.clicked.connect(self._ticked)
        column.addWidget(check)
        return check

    def offer_names(self, names: Iterable[str]) -> None:
        """Complete what a tool calls a value with one of these."""
        field = self.text_of("name")
        complete(field, sorted(set(names)))
        field.completer().activated.connect(lambda _text: self._typed())

    def show_row(self, line: LineDraft | None) -> None:
        """Take this measurement in hand."""
        self.line = line
        self.setVisible(line is not None)
        if line is None:
            return
        for name in _TEXTS:
            self.text_of(name).setText(getattr(line, name))
        for row in self.rows.values():
            row.setFault("")
        for name, box in self.boxes.items():
            fill(box, self._options(name, line), self._now(name, line))
        self.text_of("name").setEnabled(line.is_new)
        self.required.setChecked(line.required)
        self._show_rows()

    def _options(self, name: str, line: LineDraft) -> list[Option]:
        options = {value: say(words) for value, words in _BOXES[name][1].items()}
        now = self._now(name, line)
        options.setdefault(now, now)  # what a catalogue file says that is none of ours
        return [Option(value, words) for value, words in options.items()]

    def _now(self, name: str, line: LineDraft) -> str:
        if name != "pass_yes_no":
            return str(getattr(line, name))
        return line.passing if line.passing in ("yes", "no") else ""

    def _show_rows(self) -> None:
        line = self.line
        assert line is not None
        for name, types in _ONLY.items():
            self.rows[name].setVisible(line.type in types)
        self.confirmed.setVisible(line.is_judged)
        self.confirmed.setChecked(line.confirmed)
        self.default.setVisible(line.is_default)

    def _typed(self) -> None:
        line = self.line
        if line is None:
            return
        values: dict[str, Any] = {name: self.text_of(name).text() for name in _TEXTS}
        values |= {name: str(box.currentData() or "") for name, box in self.boxes.items()}
        of_yes_no = values.pop("pass_yes_no")
        if values["type"] == YES_NO:
            values["passing"] = of_yes_no
        line.put(**values)
        self._show_rows()
        self.typed.emit()

    def _ticked(self) -> None:
        if self.line is not None:
            self.line.required = self.required.isChecked()
            if self.confirmed.isVisible():
                self.line.confirmed = self.confirmed.isChecked()
            self._show_rows()
            self.typed.emit()


def as_narrow_as_there_is_room(box: QComboBox) -> None:
    """Let a list be narrower than its longest words."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(4)
