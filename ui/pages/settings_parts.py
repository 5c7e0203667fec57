# SPDX-License-Identifier: MIT
"""What the sections of the settings share: a section, a form of fields, a badge to scan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.pages.page import Page
from ui.pages.words import two_lines
from ui.settings import DECLARED, Settings
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow
from workshop.benches.answers import Answer, Ask, Do
from workshop.language import say

# px: a badge on the screen, large enough for a scanner at arm's length.
SIDE = 132


class Section(QWidget):
    """One part of a page. `refresh` asks again for what it shows."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.desk, self.context = page, page.desk, page.context
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)

    def refresh(self) -> None:
        """Ask again: the section came into view, or something it shows was touched."""

    def follow(self, answer: Answer) -> None:
        """Do what a bench says, or say what it asks for or why it stops."""
        if isinstance(answer, Do):
            self.desk.do(answer.act, answer.facts, self.done, self.refused, owner=self)
            return
        words = two_lines(str(answer))
        self.context.answer("question" if isinstance(answer, Ask) else "refused", *words)

    def keep_settings(self, trouble: Label) -> None:
        """Keep the settings of this computer; `trouble` says why they cannot be kept."""
        keep_settings(self.context.settings, trouble)

    def done(self, _receipt: dict[str, Any], text: str) -> None:
        """An act was done."""
        self.context.answer("done", text)

    def refused(self, sentence: str, _kind: str) -> None:
        """An act was refused."""
        self.context.answer("refused", *two_lines(sentence))


def keep_settings(settings: Settings, trouble: Label) -> None:
    """Keep the settings of this computer; `trouble` says why they cannot be kept."""
    settings.save()
    said = say("The settings cannot be kept: {reason}", reason=settings.trouble)
    trouble.setText(said if settings.trouble else "")
    trouble.setVisible(bool(settings.trouble))


class Option(NamedTuple):
    """One of a list: the value that is kept, and the words for it."""

    value: str
    words: str


class Field(NamedTuple):
    """A field of a form: the fact it gives, its words as a template, and its options if any.

    One that is not `needed` may be left empty.
    """

    fact: str
    words: str
    options: Sequence[Option] = ()
    hint: str = ""
    needed: bool = True


def options_box(options: Sequence[Option], now: str = "") -> QComboBox:
    """A list to choose one option from."""
    box = QComboBox()
    fill(box, options, now)
    return box


def fill(box: QComboBox, options: Sequence[Option], now: str | None = None) -> None:
    """Offer these options; the value in force stays, or becomes `now`."""
    wanted = box.currentData() if now is None else now
    box.blockSignals(True)
    box.clear()
    for option in options:
        box.addItem(option.words, option.value)
    place = next((i for i, option in enumerate(options) if option.value == wanted), 0)
    box.setCurrentIndex(place)
    box.blockSignals(False)


def number_box(least: int, most: int, now: int) -> QSpinBox:
    """A number between two others, to be typed or stepped."""
    box = QSpinBox()
    box.setRange(least, most)
    box.setValue(now)
    box.lineEdit().setTextMargins(9, 0, 0, 0)
    return box


def setting_row(name: str, field: QWidget, unit: str = "") -> FormRow:
    """The field of a setting of this computer, called and explained as it was declared."""
    row = FormRow(say(DECLARED[name].words), field, unit)
    row.explain(say(DECLARED[name].help))
    return row


def setting_note(name: str) -> Label:
    """What a setting of this computer does, as a quiet line."""
    return Label(say(DECLARED[name].help), theme.NOTE, ink="quiet", wraps=True)


def bounded_box(name: str, now: int) -> QSpinBox:
    """A number that a setting of this computer can be."""
    bounds = DECLARED[name].bounds
    assert bounds is not None
    return number_box(*bounds, now)


class Form(QWidget):
    """Fields that make the facts of one act: under each other, or so many in a row."""

    def __init__(self, fields: Sequence[Field], in_a_row: int = 1) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.GRID)
        self.rows: dict[str, FormRow] = {}
        self._needed = {field.fact for field in fields if field.needed}
        for field in fields:
            widget: QWidget = options_box(field.options) if field.options else QLineEdit()
            if isinstance(widget, QLineEdit) and field.hint:
                widget.setPlaceholderText(field.hint)
            self.rows[field.fact] = FormRow(say(field.words), widget)
            grid.addWidget(self.rows[field.fact], *divmod(len(self.rows) - 1, in_a_row))

    def text_of(self, fact: str) -> QLineEdit:
        """The field that is typed into for this fact."""
        field = self.rows[fact].field
        assert isinstance(field, QLineEdit)
        return field

    def box_of(self, fact: str) -> QComboBox:
        """The list that is chosen from for this fact."""
        field = self.rows[fact].field
        assert isinstance(field, QComboBox)
        return field

    def facts(self) -> dict[str, str]:
        """What is in the fields."""
        found = {}
        for fact, row in self.rows.items():
            field = row.field
            if isinstance(field, QComboBox):
                found[fact] = str(field.currentData() or "")
            elif isinstance(field, QLineEdit):
                found[fact] = field.text().strip()
        return found

    def complain(self) -> bool:
        """Mark the fields that are empty and must not be; True where there is one."""
        empty = False
        for fact, row in self.rows.items():
            field = row.field if fact in self._needed else None
            lacks = isinstance(field, QLineEdit) and not field.text().strip()
            row.setFault(say("Please fill this in.") if lacks else "")
            empty = empty or lacks
        return empty

    def clear(self) -> None:
        """Empty what is typed into; lists stay."""
        for row in self.rows.values():
            if isinstance(row.field, QLineEdit):
                row.field.clear()
            row.setFault("")


class FolderChoice(QWidget):
    """Which folder is watched, or none; `chosen` has what was picked, "" for none.

    `title` is that of the dialog in which a folder is looked for. The other words say what it is
    for where it is not to be watched.
    """

    chosen = Signal(str)

    def __init__(
        self, title: str, icon: str, *, choose: str = "", none: str = "", nothing: str = ""
    ) -> None:
        super().__init__()
        self._title, self._now = title, ""
        self._nothing = nothing or say("No folder is watched")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.folder = Label("", strong=True, cuts=True)
        column.addWidget(self.folder)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Button(choose or say("Watch a folder …"), icon=icon, press=self.choose))
        self.none = Button(none or say("Watch none"), press=lambda: self.chosen.emit(""))
        row.addWidget(self.none)
        row.addStretch(1)
        column.addLayout(row)

    def show_folder(self, folder: str) -> None:
        """Show this folder as the one that is watched."""
        self._now = folder
        self.folder.setText(folder or self._nothing)
        self.none.setEnabled(bool(folder))

    def choose(self) -> None:
        """Look for another folder, beginning at the one that is watched."""
        dialog = QFileDialog(self, self._title, self._now)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.chosen)
        dialog.open()


class BadgePicture(QWidget):
    """The QR code of a badge, to be scanned from the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[int, ...] = ()
        self.setFixedSize(SIDE, SIDE)

    def show_badge(self, badge: str, name: str) -> None:
        """Show the code of this badge; none for an empty text."""
        if badge:
            from workshop.paper.qr import matrix

            self._rows = matrix(badge).rows
        else:
            self._rows = ()
        self.setAccessibleName(say("Badge of {name}", name=name) if badge else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Large enough for a scanner at arm's length."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint black on white in any theme, with the quiet zone a scanner needs."""
        if not self._rows:
            return
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), Qt.GlobalColor.white)
            size = len(self._rows)
            module = self.width() // (size + 8)
            left = (self.width() - module * size) // 2
            for y, bits in enumerate(self._rows):
                for x in range(size):
                    if bits >> (size - 1 - x) & 1:
                        where = QRectF(left + x * module, left + y * module, module, module)
                        painter.fillRect(where, Qt.GlobalColor.black)
