# SPDX-License-Identifier: MIT
"""The steps a card goes through, from the top: done, in hand, still to come."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.widgets import draw
from ui.widgets.controls import Press
from workshop.language import joined, mark, say

# State of a step: the icon in its circle, the colour of the circle, and the word read out.
_MARKS = {
    "done": ("check", "good", mark("Done")),
    "failed": ("cross", "refused", mark("Failed")),
    "skipped": ("minus", "quiet", mark("Skipped")),
    "running": ("clock", "accent", mark("Under way")),
    "next": ("play", "accent", mark("Next")),
    "todo": ("", "line", mark("To do")),
}


class Step(NamedTuple):
    """One step; `state` is done, failed, skipped, running, next or todo, `note` its time."""

    code: str
    name: str
    state: str
    note: str = ""


class StepList(QWidget):
    """Steps as rows to press; the step in hand has a frame. Up and Down move along the rows."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_StepRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)

    def setSteps(self, steps: Sequence[Step], current: str = "") -> None:
        """Show these steps; the one with the code `current` is in hand."""
        while len(self._rows) > len(steps):
            row = self._rows.pop()
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(steps):
            self._add_row()
        for row, step in zip(self._rows, steps, strict=True):
            row.show_step(step, bool(current) and step.code == current)

    def _add_row(self) -> None:
        row = _StepRow(self)
        row.clicked.connect(lambda: self.picked.emit(row.step.code))
        row.moved.connect(lambda by: self._move(row, by))
        self._column.insertWidget(len(self._rows), row)
        self._rows.append(row)

    def _move(self, row: "_StepRow", by: int) -> None:
        place = self._rows.index(row) + by
        if 0 <= place < len(self._rows):
            self._rows[place].setFocus(Qt.FocusReason.TabFocusReason)


class _StepRow(Press):
    moved = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        self.step, self._current = Step("", "", "todo"), False
        super().__init__("", parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, step: Step, current: bool) -> None:
        self.step, self._current = step, current
        self.setText(step.name)
        self.setAccessibleDescription(joined(say(_MARKS[step.state][2]), step.note))
        self.setToolTip(draw.plain_tip(step.name))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, 46)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(step)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            where = QRectF(self.rect())
            if self._current:
                draw.box(painter, where, "accent_on", "accent", theme.RADIUS, 1.5)
            elif self.underMouse():
                draw.box(painter, where, "field", None)
            icon, tone, _word = _MARKS[self.step.state]
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = QPointF(21, where.center().y())
            painter.setPen(QPen(theme.color("edge" if not icon else tone), 1.5))
            painter.setBrush(theme.color(tone if icon else "surface"))
            painter.drawEllipse(middle, 10, 10)
            if icon:
                icons.paint(painter, icon, QRectF(14, middle.y() - 7, 14, 14), "inverse")
            note_font = theme.font(theme.NOTE, self._current)
            note = draw.width_of(self.step.note, note_font)
            room = where.adjusted(42, 0, -note - 20, 0)
            ink = "quiet" if self.step.state in ("todo", "skipped") else "text"
            letters = theme.font(theme.BODY, self._current)
            if draw.width_of(self.words(), letters) > room.width():
                letters = theme.font(theme.NOTE, self._current)
            lines = draw.wrapped(self.words(), letters, room.width(), 2)
            draw.block(painter, room, lines, letters, ink)
            tail = where.adjusted(0, 0, -12, 0)
            note_ink = "accent" if self._current else "quiet"
            draw.words(painter, tail, self.step.note, note_font, note_ink, draw.RIGHT)
            draw.focus_ring(painter, self)
