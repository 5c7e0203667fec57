# SPDX-License-Identifier: MIT
"""The rows of a list with what becomes of each, and above each column what it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Label
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.language import joined, mark, say
from workshop.manifests.header_words import FACTS
from workshop.manifests.table import letter

if TYPE_CHECKING:
    from ui.pages.manifest_work import Looked

NEW = Look(Tone.GOOD, "plus", mark("New"))
WARNED = Look(Tone.CAREFUL, "warning", mark("New, look"))
LISTED = Look(Tone.PLAIN, "check", mark("Listed already"))
WRONG = Look(Tone.REFUSED, "refused", mark("Error"))

FACT_WORDS = {
    "serial": mark("Serial"),
    "maker": mark("Maker"),
    "model": mark("Model"),
    "part_number": mark("Part number"),
    "upc": mark("UPC"),
    "quantity": mark("Quantity"),
    "box": mark("Carton"),
    "note": mark("Note"),
}

# px
_ROW, _LOOK, _WHY = 68, 156, 264
_NARROWEST, _WIDEST = 144, 320
_FIRST = 3  # the columns before those of the file
_SAMPLE = 60


def look_of(line: Any) -> Look | None:
    """How a row is shown; None as long as nobody knows where the serials are."""
    if line.state == "unread":
        return None
    if line.state == "new":
        return WARNED if line.warns else NEW
    return LISTED if line.state == "listed" else WRONG


def why(line: Any) -> str:
    """What is wrong in a row, each with its column."""
    return joined(
        *(
            say("{column}: {reason}", column=letter(fault.column), reason=fault.sentence)
            for fault in line.faults
        )
    )


class ListTable(QWidget):
    """The rows, and above each column of the file a list to choose what it has.

    `chosen(columns)` says which fact is now in which column.
    """

    chosen = Signal(dict)
    picked = Signal(str)  # why the row somebody came to is not simply added

    def __init__(self, looked: Looked, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.table = _Wide(_columns(looked), name=mark("Rows of the list"))
        self.heads = _Heads(self.table, looked)
        self.heads.chosen.connect(self.chosen)
        self.table.picked.connect(lambda line: self.picked.emit(why(line)))
        column.addWidget(self.heads)
        column.addWidget(self.table, 1)
        self.header, self._of = looked.layout.header, looked.layout.table
        self.setRows(looked.checked.lines)

    def is_of(self, looked: Looked) -> bool:
        """Whether this is the same list with its headings in the same row."""
        return looked.layout.table is self._of and looked.layout.header == self.header

    def setRows(self, lines: Sequence[Any]) -> None:
        """Show these rows."""
        self.table.setRows(lines)
        self.heads.place()


def _columns(looked: Looked) -> list[Column]:
    columns = [
        Column(mark("Row"), "number", width=_ROW, align="right", ink="quiet"),
        Column(mark("What becomes of it"), "number", width=_LOOK, look=look_of),
        Column(mark("Why"), why, width=_WHY),
    ]
    sample = looked.checked.lines[:_SAMPLE]
    letters = theme.font(theme.BODY)
    for place in range(looked.layout.table.width):
        heading = looked.checked.titles[place] if place < len(looked.checked.titles) else ""
        title = draw.one_line(f"{letter(place)}  {heading}")[:80]
        cells = {_cell(line, place)[:60] for line in sample} | {title}
        widest = max((draw.width_of(cell, letters) for cell in cells), default=0)
        wide = min(_WIDEST, max(_NARROWEST, round(widest) + 28))
        columns.append(_of_file(title, place, wide))
    return columns


def _cell(line: Any, place: int) -> str:
    return line.cells[place] if place < len(line.cells) else ""


def _of_file(title: str, place: int, wide: int) -> Column:
    def get(line: Any) -> str:
        return _cell(line, place)

    def paint(painter: QPainter, where: QRectF, line: Any) -> None:
        fault = next((f for f in line.faults if f.column == place), None)
        ink = "text" if line.state == "new" else "quiet"
        if fault is not None:
            ink = "careful" if fault.is_warning else "refused"
            ground = theme.tokens().on(Tone.CAREFUL if fault.is_warning else Tone.REFUSED)
            draw.box(painter, where.adjusted(-8, 3, 8, -2), ground, None, 4)
        cell = draw.one_line(_cell(line, place)[:400])
        draw.words(painter, where, cell, theme.font(strong=fault is not None), ink, draw.LEFT)

    return Column(title, get, width=wide, paint=paint)


class _Wide(Table):
    """A table that scrolls sideways where its columns need more than there is."""

    def __init__(self, columns: Sequence[Column], *, name: str) -> None:
        super().__init__(columns, name=name, empty=mark("No row is like this."))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setCornerWidget(QWidget())

    def share_width(self) -> None:
        """Every column has its width; what is left over is for the reasons."""
        columns = self.rows.columns
        left = self.viewport().width() - sum(column.width for column in columns)
        for place, column in enumerate(columns):
            self.setColumnWidth(place, column.width + (max(0, left) if place == _FIRST - 1 else 0))


class _Head(QComboBox):
    """What a column has; the wheel scrolls past it without changing it."""

    reached = Signal()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reached.emit()


class _Heads(QWidget):
    """The lists above the columns, which follow them when the table is scrolled."""

    chosen = Signal(dict)

    def __init__(self, table: Table, looked: Looked) -> None:
        super().__init__()
        self._table = table
        self.setFixedHeight(theme.TOUCH)
        self.words = Label(
            say("Which column has what? Correct it here:"), theme.NOTE, ink="quiet", parent=self
        )
        facts = {place: fact for fact, place in looked.layout.columns.items()}
        self.boxes: list[_Head] = []
        for place in range(looked.layout.table.width):
            self.boxes.append(self._box(place, facts.get(place, ""), looked))
        table.horizontalScrollBar().valueChanged.connect(self.place)
        table.horizontalHeader().sectionResized.connect(self.place)
        table.horizontalHeader().geometriesChanged.connect(self.place)

    def _box(self, place: int, fact: str, looked: Looked) -> _Head:
        box = _Head(self)
        box.addItem(say("Not used"), "")
        for name in FACTS:
            box.addItem(say(FACT_WORDS[name]), name)
        box.setCurrentIndex(FACTS.index(fact) + 1 if fact else 0)
        heading = looked.checked.titles[place] if place < len(looked.checked.titles) else ""
        box.setAccessibleName(
            say("Column {column} {heading} has", column=letter(place), heading=heading)
        )
        box.activated.connect(lambda _index: self._choose(place))
        box.reached.connect(lambda: self._show_column(place))
        return box

    def columns(self) -> Mapping[str, int]:
        """Which fact is chosen for which column."""
        return {
            str(box.currentData()): place
            for place, box in enumerate(self.boxes)
            if box.currentData()
        }

    def _choose(self, place: int) -> None:
        """A fact stands in one column: the one chosen before lets go of it."""
        fact = self.boxes[place].currentData()
        for other, box in enumerate(self.boxes):
            if other != place and fact and box.currentData() == fact:
                box.setCurrentIndex(0)
        self.chosen.emit(dict(self.columns()))

    def _show_column(self, place: int) -> None:
        table = self._table
        left = table.columnViewportPosition(place + _FIRST)
        right = left + table.columnWidth(place + _FIRST)
        bar = table.horizontalScrollBar()
        if left < 0 or right > table.viewport().width():
            bar.setValue(bar.value() + left - max(0, table.viewport().width() - right + left) // 2)

    def place(self) -> None:
        """Put every list above its column."""
        table = self._table
        room = table.viewport().width()
        self.words.setGeometry(table.columnViewportPosition(0) + 12, 0, 420, self.height())
        for number, box in enumerate(self.boxes):
            left = table.columnViewportPosition(number + _FIRST)
            wide = table.columnWidth(number + _FIRST)
            box.setGeometry(left + 4, 0, wide - 8, self.height())
            box.setVisible(left + wide > 0 and left < room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the table."""
        super().resizeEvent(event)
        self.place()
