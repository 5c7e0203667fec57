# SPDX-License-Identifier: MIT
"""A step being edited: its text and its picture, and what it asks for, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
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
from ui.pages.settings_parts import Option, options_box
from ui.pages.step_picture import StepPicture
from ui.pages.words import two_lines
from ui.theme import Tone
from ui.widgets.controls import Button, Check, Label
from ui.widgets.panels import FormRow, Panel
from ui.widgets.table import Column, Table
from workshop.benches.board_photos import keep_board_photo
from workshop.benches.photos import SUFFIXES
from workshop.benches.step_drafts import CHOICE, NUMBER, TEXT, TYPES, FieldDraft, StepDraft
from workshop.language import mark, say

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


class FieldPane(QWidget):
    """The field in hand; `typed` says that something of it was changed."""

    typed = Signal()

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

    def text_of(self, name: str) -> QLineEdit:
        """Where this of the field is typed."""
        field = self.rows[name].field
        assert isinstance(field, QLineEdit)
        return field

    def show_field(self, field: FieldDraft | None) -> None:
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

    def show_faults(self, faults: dict[str, str]) -> None:
        """Say at each part what is wrong with it; the keyboard goes to the first."""
        for name, row in self.rows.items():
            row.setFault(faults.get(name, ""))
        first = next((name for name in self.rows if name in faults), "")
        if first:
            self.text_of(first).setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self) -> None:
        if self.field is not None:
            for name in self.rows:
                setattr(self.field, name, self.text_of(name).text())
            self.field.type = str(self.type.currentData())
            self.field.required = self.required.isChecked()
            self._show_rows()
            self.typed.emit()


class StepEditor(Panel):
    """A step in hand. `saved` with its draft; `left` says that the routing is wanted again."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, context: Context) -> None:
        super().__init__(margin=16)
        self._desk, self._context = desk, context
        self.draft: StepDraft | None = None
        self._warned = False
        self._told = Label("", theme.NOTE, ink="quiet", wraps=True)
        self.body.addWidget(self._told)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self._about())
        middle.addLayout(self._list(), 1)
        hand = Scrolled()
        hand.setFixedWidth(_SIDE)
        self.pane = FieldPane()
        self.pane.typed.connect(self._show_rows)
        hand.column.addWidget(self.pane)
        hand.column.addStretch(1)
        middle.addWidget(hand)
        self.body.addLayout(middle, 1)
        row = QHBoxLayout()
        self.back = Button(say("Back to the routing"), icon="chevron-left", press=self.leave)
        self.save = Button(
            say("Save as a new version"), tone=Tone.ACCENT, icon="save", filled=True,
            press=self._save, key="Ctrl+S",
        )  # fmt: skip
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.save)
        self.body.addLayout(row)

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

    def _list(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.GRID)
        self.table = Table(
            [
                Column(mark("Asked for"), self._label, share=3, strong=True),
                Column(mark("Takes"), self._takes, width=128, ink="quiet"),
                Column(mark("Needed"), self._needed, width=76, ink="quiet"),
            ],
            name=mark("What the step asks for"),
            empty=mark("The step asks for nothing. Add a field below."),
            key=lambda place: place,
        )
        self.table.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.table.picked.connect(lambda _place: self._show_field())
        column.addWidget(self.table, 1)
        self.add = Button(say("Add a field"), icon="plus", press=self._add)
        self.remove = Button(say("Take it out"), icon="trash", press=self._remove)
        self.up = Button(say("Up"), icon="arrow-up", key="Alt+Up", press=lambda: self._move(-1))
        self.down = Button(
            say("Down"), icon="arrow-down", key="Alt+Down", press=lambda: self._move(1)
        )
        for pair in ((self.add, self.remove), (self.up, self.down)):
            row = QHBoxLayout()
            row.setSpacing(theme.GRID)
            for button in pair:
                row.addWidget(button, 1)
            column.addLayout(row)
        return column

    # What is shown

    @property
    def is_changed(self) -> bool:
        """Whether something was changed that is not saved."""
        return self.draft is not None and self.draft.is_changed

    def forget(self) -> None:
        """What was changed is saved, or not wanted."""
        self.draft = None

    def show_step(self, draft: StepDraft, told: str) -> None:
        """Edit this step; `told` says which routings have it."""
        self.draft, self._warned = None, False
        self.setTitle(say("New step") if draft.is_new else draft.name)
        self.save.setText(say("Save the step") if draft.is_new else say("Save as a new version"))
        self._told.setText(told)
        self.name.setText(draft.name)
        self.text.setPlainText(draft.text)
        self.longest.setText(draft.longest)
        for row in self.rows.values():
            row.setFault("")
        self.draft = draft
        self._show_picture()
        self._show_rows()
        self.table.go(0)
        self._show_field()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_picture(self) -> None:
        draft = self.draft
        if draft is not None:
            self.picture.show_picture(draft.picture, draft.name)
            words = say("Another picture …") if draft.picture else say("Picture that shows how …")
            self.choose.setText(words)
            self.bare.setVisible(bool(draft.picture))

    def _show_rows(self) -> None:
        fields = self.draft.fields if self.draft else []
        self.table.setRows(list(range(len(fields))))

    def _show_field(self) -> None:
        place = self.table.currentRow()
        fields = self.draft.fields if self.draft else []
        field = fields[place] if place is not None and place < len(fields) else None
        self.pane.show_field(field)
        for tool in (self.up, self.down, self.remove):
            tool.setEnabled(field is not None)

    def _field(self, place: int) -> FieldDraft:
        assert self.draft is not None
        return self.draft.fields[place]

    def _label(self, place: int) -> str:
        return self._field(place).label or say("(not said yet)")

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

    def _go(self, place: int) -> None:
        self._show_rows()
        self.table.go(place)
        self._show_field()

    def _add(self) -> None:
        if self.draft is not None:
            now = self.table.currentRow()
            self._go(self.draft.add(-1 if now is None else now))
            self.pane.text_of("label").setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, by: int) -> None:
        place = self.table.currentRow()
        if self.draft is not None and place is not None:
            self._go(self.draft.move(place, by))

    def _remove(self) -> None:
        place = self.table.currentRow()
        if self.draft is not None and place is not None:
            self.draft.remove(place)
            self._go(min(place, len(self.draft.fields) - 1))

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), self.choose.words())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        names = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in SUFFIXES)
        dialog.setNameFilters([say("Photos ({names})", names=names), say("All files (*)")])
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

    def _save(self) -> None:
        if self.draft is not None:
            self.saved.emit(self.draft)

    def show_faults(self, draft: StepDraft) -> None:
        """Say at its place what cannot be kept; the first field with a fault comes in hand."""
        for name, row in self.rows.items():
            row.setFault(str(draft.wrong[name]) if name in draft.wrong else "")
        places = sorted({where[0] for where in draft.wrong if isinstance(where, tuple)})
        if places:
            self._go(places[0])
        place = self.table.currentRow()
        self.pane.show_faults(
            {where[1]: str(fault) for where, fault in draft.wrong.items()
             if isinstance(where, tuple) and where[0] == place}
        )  # fmt: skip

    def leave(self) -> None:
        """Go back to the routing; what is not saved is asked about once."""
        if self.is_changed and not self._warned:
            self._warned = True
            self._context.answer(
                "careful", say("The step is not saved"),
                say("Press it once more to give the changes up."),
            )  # fmt: skip
            return
        self.forget()
        self.left.emit()


def used_in(code: str, routings: Sequence[Any]) -> str:
    """Which routings have a step, in words; without a code it is a new one."""
    if not code:
        return say("Once it is saved, it is put into the routing below the step in hand.")
    names = ", ".join(row.name for row in routings if code in row.steps)
    if not names:
        return say("No routing has this step.")
    return say("Part of {routings}. Cards under way keep the version they are on.", routings=names)
