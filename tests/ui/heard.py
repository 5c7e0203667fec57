# SPDX-License-Identifier: MIT
"""Somebody who sees nothing: the keyboard, and what a screen reader reads of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from by_keys import Keyboard
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QWidget
from whole_window import own_home

from ui.widgets import strip

_TEXT = QAccessible.Text
_ROLES = {
    QAccessible.Role.Button: "button", QAccessible.Role.CheckBox: "box to tick",
    QAccessible.Role.EditableText: "field", QAccessible.Role.ComboBox: "choice",
    QAccessible.Role.SpinBox: "number", QAccessible.Role.Table: "table",
    QAccessible.Role.Tree: "tree", QAccessible.Role.List: "list",
    QAccessible.Role.Canvas: "drawing", QAccessible.Role.Chart: "chart",
    QAccessible.Role.Graphic: "picture", QAccessible.Role.RadioButton: "answer",
    QAccessible.Role.Pane: "pane",
}  # fmt: skip


class Reader(Keyboard):
    """Nothing of the window is known but what was heard: focus, rows, and what is announced."""

    heard: list[str]

    def listen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Hear from now on what a screen reader reads."""
        self.heard = []
        self._rows: dict[int, Callable[..., None]] = {}
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focused)
        monkeypatch.setattr(strip, "QAccessible", _Ears(self.heard))

    def _focused(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            return
        self.heard.append(read_out(new))
        if isinstance(new, QAbstractItemView):
            self._row(new.currentIndex(), QModelIndex())
        if isinstance(new, QAbstractItemView) and id(new) not in self._rows:
            self._rows[id(new)] = self._row
            new.selectionModel().currentChanged.connect(self._row)

    def _row(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            self.heard.append(f"row: {row_words(now)}")


class _Ears:
    """Takes what is announced, in place of the bridge to a screen reader."""

    AnnouncementPoliteness = QAccessible.AnnouncementPoliteness

    def __init__(self, heard: list[str]) -> None:
        self._heard = heard

    def isActive(self) -> bool:
        """Somebody listens."""
        return True

    def updateAccessibility(self, event: QAccessibleAnnouncementEvent) -> None:
        """Something is said, whatever has the focus."""
        urgent = event.politeness() is self.AnnouncementPoliteness.Assertive
        self._heard.append(f"{'at once' if urgent else 'said'}: {event.message()}")


def row_words(index: QModelIndex) -> str:
    """The cells of a row, as a reader goes through them."""
    model = index.model()
    cells = [
        model.index(index.row(), column, index.parent()).data()
        for column in range(model.columnCount(index.parent()))
    ]
    return ", ".join(str(cell) for cell in cells if cell)


def read_out(widget: QWidget) -> str:
    """What is read when this gets the keyboard: what it is, name, value, states, description."""
    face = QAccessible.queryAccessibleInterface(widget)
    assert face is not None
    role = _ROLES.get(face.role(), face.role().name)
    value = widget.currentText() if isinstance(widget, QComboBox) else face.text(_TEXT.Value)
    state, states = face.state(), []
    for name, words in (("checked", "ticked"), ("disabled", "cannot be used"),
                        ("readOnly", "to read")):  # fmt: skip
        if getattr(state, name):
            states.append(words)
    parts = [face.text(_TEXT.Name), value, *states, face.text(_TEXT.Description)]
    return f"{role}: " + "; ".join(part for part in parts if part)


def missing(heard: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Which of the wanted lines were not heard in this order; each is the beginning of a line."""
    rest = iter(heard)
    return [one for one in wanted if not any(line.startswith(one) for line in rest)]


OpenReader = Callable[[], Reader]


@pytest.fixture
def listen(
    app: QApplication, file_shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenReader]:
    """Opens the window for somebody who sees nothing, once what is there is there."""
    own_home(monkeypatch, tmp_path)
    opened: list[Reader] = []

    def open_it() -> Reader:
        reader = Reader(file_shop.database.target, tmp_path)
        opened.append(reader)
        reader.listen(monkeypatch)
        return reader

    yield open_it
    for reader in opened:
        app.focusChanged.disconnect(reader._focused)
        reader.close()
