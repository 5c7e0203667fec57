# SPDX-License-Identifier: MIT
"""A step being edited: its text and its picture, and what it asks for, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.context import Context
from ui.desk import Desk
from ui.pages.bench_parts import Scrolled
from ui.pages.photo_import import photo_dialog
from ui.pages.rows_editor import RowPane, RowsEditor
from ui.pages.settings_parts import Option, options_box
from ui.pages.step_picture import StepPicture
from ui.pages.words import two_lines
from ui.widgets.controls import Button, Check
from ui.widgets.panels import FormRow
from ui.widgets.table import Column
from workshop.benches.board_photos import keep_board_photo
from workshop.benches.step_drafts import CHOICE, NUMBER, TEXT, TYPES, FieldDraft, StepDraft
from workshop.language import listed, mark, say

_SIDE, _TEXT = 272, 150  # px

# What is asked about a field, as attributes of its draft; its type and need are not typed.
_TEXTS = {
    "label": mark("What is asked for"),
    "unit": mark("Unit"),
    "low": mark("At least"),
    "high": mark("At most"),
    "choices": mark("Choices, with commas between them"),
    "note": mark("Hint below the field"),
}
# Which of them only some types have.
_ONLY = {"unit": (TEXT, NUMBER), "low": (NUMBER,), "high": (NUMBER,), "choices": (CHOICE,)}


class FieldPane(RowPane):
    """The field in hand; `typed` says that something of it was changed."""

    def __init__(self) -> None:
        super().__init__()
        self.field: FieldDraft | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.type = options_box([Option(type_, say(words)) for type_, words in TYPES.items()])
        self.type.activated.connect(self._typed)
        self.rows = {name: FormRow(say(words), QLineEdit()) for name, words in _TEXTS.items()}
        self.required = Check(say("Must be filled in"))
        self.required.setFont(theme.font())
        self.required.setMinimumHeight(theme.TOUCH)
        self.required.clicked.connect(self._typed)
        column.addWidget(self.rows["label"])
        column.addWidget(FormRow(say("Takes"), self.type))
        limits = QHBoxLayout()
        limits.setSpacing(theme.GRID)
        for name in ("low", "high"):
            limits.addWidget(self.rows[name], 1, Qt.AlignmentFlag.AlignTop)
        for part in (self.rows["unit"], limits, self.rows["choices"], self.required):
            if isinstance(part, QHBoxLayout):
                column.addLayout(part)
            else:
                column.addWidget(part)
        column.addWidget(self.rows["note"])
        for name in self.rows:
            self.text_of(name).textEdited.connect(self._typed)

    def show_row(self, field: FieldDraft | None) -> None:
        """Take this field in hand."""
        self.field = field
        self.setVisible(field is not None)
        if field is None:
            return
        for name in self.rows:
            self.text_of(name).setText(getattr(field, name))
            self.rows[name].setFault("")
        self.type.setCurrentIndex(self.type.findData(field.type))
        self.required.setChecked(field.required)
        self._show_rows()

    def _show_rows(self) -> None:
        for name, types in _ONLY.items():
            self.rows[name].setVisible(self.type.currentData() in types)

    def _typed(self) -> None:
        if self.field is not None:
            for name in self.rows:
                setattr(self.field, name, self.text_of(name).text())
            self.field.type = str(self.type.currentData())
            self.field.required = self.required.isChecked()
            self._show_rows()
            self.typed.emit()


class StepEditor(RowsEditor):
    """A step in hand, and what it asks for."""

    draft: StepDraft | None

    def __init__(self, desk: Desk, context: Context) -> None:
        super().__init__(context, say("Back to the routing"), say("The step is not saved"))
        self._desk = desk
        self.middle.addWidget(self._about())
        columns = [
            Column(mark("Asked for"), self._label, share=3, strong=True),
            Column(mark("Takes"), self._takes, width=128, ink="quiet"),
            Column(mark("Needed"), self._needed, width=76, ink="quiet"),
        ]
        fields = self.list_of(
            columns,
            name=mark("What the step asks for"),
            empty=mark("The step asks for nothing. Add a field below."),
            add=say("Add a field"),
        )
        self.middle.addLayout(fields, 1)
        hand = Scrolled()
        hand.setFixedWidth(_SIDE)
        self.pane = FieldPane()
        self.pane.typed.connect(self.show_rows)
        hand.column.addWidget(self.pane)
        hand.column.addStretch(1)
        self.middle.addWidget(hand)

    def _about(self) -> QWidget:
        side = Scrolled()
        side.setFixedWidth(_SIDE)
        self.name, self.longest, self.text = QLineEdit(), QLineEdit(), QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(_TEXT)
        self.rows = {
            "name": FormRow(say("Name of the step"), self.name),
            "text": FormRow(say("What is to be done"), self.text),
            "longest": FormRow(say("Forgotten to be ended after"), self.longest, say("h")),
        }
        self.rows["text"].setMinimumHeight(_TEXT + 24)
        for field in (self.name, self.longest):
            field.textEdited.connect(self._typed)
        self.text.textChanged.connect(self._typed)
        self.picture = StepPicture()
        self.picture.connect_to(self._desk, self._context)
        self.choose = Button("", icon="camera", press=self._choose)
        self.bare = Button(say("Take the picture away"), icon="trash", press=self._take_away)
        parts = (self.rows["name"], self.rows["text"], self.picture, self.choose, self.bare,
                 self.rows["longest"])  # fmt: skip
        for part in parts:
            side.column.addWidget(part)
        side.column.addStretch(1)
        return side

    # What is shown

    def show_step(self, draft: StepDraft, told: str) -> None:
        """Edit this step; `told` says which routings have it."""
        self.draft = None  # what is filled in now is typed by nobody
        self.setTitle(say("New step") if draft.is_new else say(draft.name))
        self.save.setText(say("Save the step") if draft.is_new else say("Save as a new version"))
        self.name.setText(draft.name)
        self.text.setPlainText(draft.text)
        self.longest.setText(draft.longest)
        for row in self.rows.values():
            row.setFault("")
        self.begin(draft, told)
        self._show_picture()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_picture(self) -> None:
        draft = self.draft
        if draft is not None:
            self.picture.show_picture(draft.picture, draft.name)
            words = say("Another picture …") if draft.picture else say("Picture that shows how …")
            self.choose.setText(words)
            self.bare.setVisible(bool(draft.picture))

    def _field(self, place: int) -> FieldDraft:
        assert self.draft is not None
        return self.draft.fields[place]

    def _label(self, place: int) -> str:
        return say(self._field(place).label) or say("(not said yet)")

    def _takes(self, place: int) -> str:
        field = self._field(place)
        what = say(TYPES[field.type])
        has_unit = field.unit and field.type in _ONLY["unit"]
        return say("{what}, {unit}", what=what, unit=field.unit) if has_unit else what

    def _needed(self, place: int) -> str:
        return say("Yes") if self._field(place).required else ""

    # What is done

    def _typed(self) -> None:
        if self.draft is not None:
            self.draft.name, self.draft.text = self.name.text(), self.text.toPlainText()
            self.draft.longest = self.longest.text()

    def _choose(self) -> None:
        dialog = photo_dialog(self.window(), self.choose.words())
        dialog.fileSelected.connect(lambda name: self.take_file(Path(name)))
        dialog.open()

    def take_file(self, file: Path) -> None:
        """Keep a file as the picture of the step in hand."""
        draft = self.draft
        self._context.answer("idle", say("Keeping {file} …", file=file.name))

        def came(found: tuple[dict[str, Any], int, int]) -> None:
            if draft is not None and draft is self.draft:
                draft.put_picture(found[0])
                self._show_picture()
                words = say("{file} kept", file=found[0]["name"])
                self._context.answer("done", words, say("It counts once the step is saved."))

        self._desk.run(
            lambda database, _step: keep_board_photo(database, file), came, self._refused,
            owner=self, acts=True,
        )  # fmt: skip

    def _take_away(self) -> None:
        if self.draft is not None:
            self.draft.take_picture_away()
            self._show_picture()

    def _refused(self, sentence: str, _kind: str) -> None:
        self._context.answer("refused", *two_lines(sentence))

    def show_faults(self, draft: StepDraft) -> None:
        """Say at its place what cannot be kept; the first field with a fault comes in hand."""
        for name, row in self.rows.items():
            row.setFault(str(draft.wrong[name]) if name in draft.wrong else "")
        super().show_faults(draft)


def used_in(code: str, routings: Sequence[Any]) -> str:
    """Which routings have a step, in words; without a code it is a new one."""
    if not code:
        return say("Once it is saved, it is put into the routing below the step in hand.")
    names = listed(row.name for row in routings if code in row.steps)
    if not names:
        return say("No routing has this step.")
    return say("Part of {routings}. Cards under way keep the version they are on.", routings=names)
