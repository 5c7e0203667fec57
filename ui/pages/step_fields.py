# SPDX-License-Identifier: MIT
"""The fields of a step, each by what it takes: text, a choice, a photo, a file, a scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ui.pages.photos import ADD_KEY, words_of
from ui.pages.words import number
from ui.widgets.controls import Button
from workshop.benches.steps import Field
from workshop.language import say

if TYPE_CHECKING:
    from workshop.queries.photos import PhotoRow


NO_VALUE = {"tag", "person", "place", "station", "command", "foreign_command", "unreadable"}
"""Kinds of scans that say something of the bench itself, and not of a field."""


class PhotoField(QComboBox):
    """A photo of the piece; one that is added while nothing is chosen is chosen by itself."""

    def __init__(self) -> None:
        super().__init__()
        self._had: list[PhotoRow] | None = None
        self._wanted = ""
        self.addItem(say("No photo; {key} adds one", key=ADD_KEY), "")

    def choose(self, sha256: str) -> None:
        """Choose this photo, now or as soon as it is offered."""
        self._wanted = sha256
        self.setCurrentIndex(max(0, self.findData(sha256)))

    def show_photos(self, photos: Sequence[PhotoRow]) -> None:
        """Offer these photos, what is chosen kept."""
        had, self._had = self._had, list(photos)
        if had == self._had:
            return
        chosen = str(self.currentData() or self._wanted)
        self._wanted = ""
        if not chosen and had is not None:
            known = {photo.sha256 for photo in had}
            chosen = next((p.sha256 for p in photos if p.sha256 not in known), "")
        self.clear()
        self.addItem(say("No photo; {key} adds one", key=ADD_KEY), "")
        for place, photo in enumerate(photos, 1):
            self.addItem(say("{n}: {what}", n=place, what=words_of(photo)), photo.sha256)
        self.setCurrentIndex(max(0, self.findData(chosen)))


class FileField(Button):
    """A file that is chosen and kept; its name once it is."""

    def __init__(self) -> None:
        super().__init__(say("Choose a file …"), icon="folder")
        self.kept: dict[str, Any] = {}

    def set_file(self, kept: Mapping[str, Any]) -> None:
        """Hold this kept file."""
        self.kept, label = dict(kept), self.accessibleName()
        self.setText(str(kept["name"]))
        self.setAccessibleName(label)  # what it is for, and not which file it is
        self.setAccessibleDescription(self.words())


def label_of(field: Field) -> str:
    """The label of a field with the limits it should lie in; a star where it must be filled in."""
    low, high = number(field.low), number(field.high)
    label = say("{label} *", label=say(field.label)) if field.required else say(field.label)
    if low and high:
        return say("{label} ({low} to {high})", label=label, low=low, high=high)
    if low:
        return say("{label} ({low} or more)", label=label, low=low)
    if high:
        return say("{label} (at most {high})", label=label, high=high)
    return label


def editor_of(field: Field) -> QWidget:
    """What a field is filled in with."""
    if field.type == "photo":
        return PhotoField()
    if field.type == "file":
        return FileField()
    if field.type in ("choice", "yes_no"):
        box = QComboBox()
        box.addItem("", "")
        words = {"yes": say("Yes"), "no": say("No")} if field.type == "yes_no" else {}
        for choice in words or field.choices:
            box.addItem(words.get(choice, say(choice)), choice)
        return box
    line = QLineEdit()
    if field.type == "date":
        line.setPlaceholderText("2026-11-24")
        line.setInputMethodHints(Qt.InputMethodHint.ImhDate)
    elif field.type == "number":
        line.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
    elif field.type == "scan":
        line.setPlaceholderText(say("Scan, or type"))
    return line


def fill_in(editor: QWidget, value: Any) -> None:
    """Put back what an editor held, as `filled_in` gave it."""
    if isinstance(editor, FileField):
        if value:
            editor.set_file(value)
    elif isinstance(editor, PhotoField):
        editor.choose(value)
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(0, editor.findData(value)))
    elif isinstance(editor, QLineEdit):
        editor.setText(value)


def filled_in(editor: QWidget) -> Any:
    """What an editor holds; nothing for an empty one."""
    if isinstance(editor, FileField):
        return editor.kept
    if isinstance(editor, QComboBox):
        return str(editor.currentData() or "")
    return editor.text() if isinstance(editor, QLineEdit) else ""
