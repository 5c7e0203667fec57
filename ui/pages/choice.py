# SPDX-License-Identifier: MIT
"""Choosing one of many where a dialog would stand in the way: a list that is typed into."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.widgets import draw
from ui.widgets.controls import Button, Label
from ui.widgets.table import Column, Table
from workshop.language import mark, say

# More than this many are typed into; fewer are seen at a glance.
_AT_A_GLANCE = 9
_HIGH = 48


class Choice(NamedTuple):
    """One of many: its code, its name, and a quiet line under it."""

    code: str
    name: str
    detail: str = ""


def _paint(painter: QPainter, where: QRectF, choice: Any) -> None:
    name, detail = QRectF(where), QRectF(where)
    if choice.detail:
        name.setBottom(where.top() + where.height() * 0.56)
        detail.setTop(where.top() + where.height() * 0.5)
        draw.words(painter, detail, choice.detail, theme.font(theme.SMALL), "quiet")
    draw.words(painter, name, choice.name, theme.font(), "text")


class ChoicePane(QWidget):
    """A list to choose from by tap, by arrow keys and Enter, or by typing a part of the name."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: list[Choice] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self._title = Label("", theme.TITLE, strong=True, wraps=True)
        self._hint = Label("", theme.NOTE, ink="quiet", wraps=True)
        self.box = QLineEdit()
        self.box.setClearButtonEnabled(True)
        self.box.textChanged.connect(self._narrow)
        self.box.returnPressed.connect(self._first)
        self.list = Table(
            [Column(mark("Name"), "name", paint=_paint)],
            name=mark("What to choose from"),
            empty=mark("Nothing here has this in its name."),
            key=lambda choice: choice.code,
        )
        self.list.horizontalHeader().hide()
        self.list.verticalHeader().setDefaultSectionSize(_HIGH)
        self.list.clicked.connect(lambda index: self._choose(self.list.rows.row(index.row())))
        self.list.opened.connect(self._choose)
        self._leave = Button(say("Cancel"), press=self.left.emit)
        for part in (self._title, self._hint, self.box):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        column.addWidget(self._leave)

    def offer(
        self, title: str, choices: Sequence[Choice], *, hint: str = "", now: str = ""
    ) -> None:
        """Show these choices, `now` being the one in force."""
        self._choices = list(choices)
        self._title.setText(title)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._leave.setText(say("Cancel"))
        self.box.setPlaceholderText(say("Type a part of the name"))
        self.box.setAccessibleName(title)
        self.box.clear()
        self.box.setVisible(len(choices) > _AT_A_GLANCE)
        self._narrow("")
        if now:
            self.list.go(now)
        (self.box if len(choices) > _AT_A_GLANCE else self.list).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def _narrow(self, typed: str) -> None:
        """Show what has every word typed; first where the name has them as they were typed."""
        words = typed.casefold().split()
        found = [
            choice
            for choice in self._choices
            if all(word in " ".join(choice).casefold() for word in words)
        ]
        phrase = " ".join(words)
        self.list.setRows(sorted(found, key=lambda one: phrase not in one.name.casefold()))

    def _first(self) -> None:
        rows = self.list.rows.rows()
        if rows:
            self._choose(rows[0])

    def go_on(self) -> Choice | None:
        """Go to the next choice, the first after the last; None where there is none."""
        rows = self.list.rows.rows()
        if not rows:
            return None
        now = self.list.currentRow()
        place = rows.index(now) + 1 if now in rows else 0
        choice: Choice = rows[place % len(rows)]
        self.list.go(choice.code)
        return choice

    def take_this(self) -> None:
        """Choose what is in hand; nothing happens where nothing is."""
        choice = self.list.currentRow()
        if choice is not None:
            self._choose(choice)

    def _choose(self, choice: Choice) -> None:
        self.chosen.emit(choice.code)
