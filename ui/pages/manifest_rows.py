# SPDX-License-Identifier: MIT
"""A list that was read: how, how many rows of each sort, and the rows to correct and to filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.pages.manifest_parts import ENCODING_WORDS
from ui.pages.manifest_table import ListTable
from ui.pages.settings_parts import Option, fill
from ui.theme import Tone
from ui.widgets.controls import Chip, Label
from ui.widgets.panels import FormRow, Panel
from workshop.language import mark, say

if TYPE_CHECKING:
    from ui.pages.manifest_work import Looked

DELIMITER_WORDS = {
    ",": mark("Comma"),
    ";": mark("Semicolon"),
    "\t": mark("Tab"),
    "|": mark("Vertical bar"),
}
# How far down people may say that the headings are.
_HEADINGS_WITHIN = 40


class Reading(QWidget):
    """How a file is read: sheet, encoding, delimiter, and in which row the headings are."""

    changed = Signal(str, object)  # what, and its new value

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.boxes: dict[str, QComboBox] = {}
        self._rows: dict[str, FormRow] = {}
        for what, words in (
            ("sheet", mark("Sheet")),
            ("encoding", mark("Encoding")),
            ("delimiter", mark("Between the cells")),
            ("header", mark("Headings in row")),
        ):
            self._add(what, words, row)

    def _add(self, what: str, words: str, row: QHBoxLayout) -> None:
        box = QComboBox()
        box.setMaximumWidth(230)
        box.activated.connect(lambda _index: self.changed.emit(what, box.currentData()))
        self.boxes[what] = box
        self._rows[what] = FormRow(say(words), box)
        row.addWidget(self._rows[what])

    def show_looked(self, looked: Looked) -> None:
        """Show how this list was read, and what else could be."""
        source, layout = looked.source, looked.layout
        sheets = [Option(table.name, table.name) for table in source.tables]
        self._offer("sheet", sheets, layout.table.name, len(sheets) > 1)
        known = [Option(name, say(words)) for name, words in ENCODING_WORDS.items()]
        self._offer("encoding", known, source.encoding, bool(source.encoding))
        signs = [Option(sign, say(words)) for sign, words in DELIMITER_WORDS.items()]
        self._offer("delimiter", signs, source.delimiter, bool(source.delimiter))
        rows = [Option("", say("No headings"))] + [
            Option(str(place), str(row.number))
            for place, row in enumerate(layout.table.rows[:_HEADINGS_WITHIN])
        ]
        self._offer("header", rows, "" if layout.header is None else str(layout.header), True)

    def _offer(self, what: str, options: Sequence[Option], now: str, is_shown: bool) -> None:
        fill(self.boxes[what], options, now)
        self._rows[what].setVisible(is_shown)


# What rows are filtered by: the name of a count, its words, and its tone.
SORTS = (
    ("rows", mark("All {n}"), Tone.ACCENT),
    ("new", mark("New {n}"), Tone.GOOD),
    ("listed", mark("Listed already {n}"), Tone.ACCENT),
    ("wrong", mark("Errors {n}"), Tone.REFUSED),
    ("warnings", mark("Warnings {n}"), Tone.CAREFUL),
)


class Sorts(QWidget):
    """How many rows there are of each sort; a tap shows only those."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.chips: dict[str, Chip] = {}
        self.now = "rows"
        for sort, _words, tone in SORTS:
            chip = Chip("", tone=tone)
            chip.clicked.connect(lambda _on=False, sort=sort: self.pick(sort))
            self.chips[sort] = chip
            row.addWidget(chip)
        self.hint = Label("", theme.NOTE, wraps=True)
        row.addWidget(self.hint, 1)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show these counts; where there is none of a sort it cannot be tapped."""
        for sort, words, _tone in SORTS:
            self.chips[sort].setText(say(words, n=counts[sort]))
            self.chips[sort].setEnabled(counts[sort] > 0)
        if not counts[self.now]:
            self.pick("rows")

    def pick(self, sort: str) -> None:
        """Show the rows of this sort."""
        self.now = sort
        for name, chip in self.chips.items():
            chip.setFilled(name == sort)
        self.hint.setText("")
        self.picked.emit(sort)

    def is_of(self, line: object) -> bool:
        """Whether a row is of the sort in sight."""
        if self.now == "rows":
            return True
        if self.now == "warnings":
            return bool(getattr(line, "warns", False))
        return bool(getattr(line, "state", "") == self.now)


class ListRows(Panel):
    """The list in sight.

    `reread(what, value)` says how it is to be read instead, `corrected(header, columns)` where
    its headings and facts are.
    """

    reread = Signal(str, object)
    corrected = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._looked: Looked | None = None
        top = QHBoxLayout()
        top.setSpacing(16)
        names = QVBoxLayout()
        names.setSpacing(0)
        self.name = Label("", theme.TITLE, strong=True, cuts=True)
        self.whose = Label("", theme.NOTE, ink="quiet", cuts=True)
        names.addWidget(self.name)
        names.addWidget(self.whose)
        top.addLayout(names, 1)
        self.reading = Reading()
        self.reading.changed.connect(self._read_otherwise)
        top.addWidget(self.reading)
        self.body.addLayout(top)
        self.sorts = Sorts()
        self.sorts.picked.connect(lambda _sort: self._filter())
        self.body.addWidget(self.sorts)
        self.table: ListTable | None = None
        self._place = QVBoxLayout()
        self.body.addLayout(self._place, 1)

    def show_looked(self, looked: Looked) -> None:
        """Show this list; where it is the one in sight, its rows stay where they are."""
        self._looked = looked
        self.name.setText(looked.wanted.name)
        whose = say("for batch {batch} of {supplier}",
                    batch=looked.checked.batch, supplier=looked.checked.supplier)  # fmt: skip
        self.whose.setText(whose)
        self.reading.show_looked(looked)
        if self.table is None or not self.table.is_of(looked):
            self._put(ListTable(looked))
        self.sorts.show_counts(looked.counts)
        self._filter()

    def take_keys(self) -> None:
        """Bring the keyboard to the rows: on a list to choose from, a key would change it."""
        if self.table is not None:
            self.table.table.setFocus()

    def _put(self, table: ListTable) -> None:
        """Let this table stand where the one before stood."""
        if self.table is not None:
            self._place.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self.table = table
        table.chosen.connect(partial(self.corrected.emit, table.header))
        table.picked.connect(self.sorts.hint.setText)
        self._place.addWidget(table)
        self.sorts.pick("rows")

    def _read_otherwise(self, what: str, value: str) -> None:
        if what != "header":
            self.reread.emit(what, value)
        elif self._looked is not None:
            self.corrected.emit(int(value) if value else None, self._looked.layout.columns)

    def _filter(self) -> None:
        if self._looked is not None and self.table is not None:
            lines = self._looked.checked.lines
            self.table.setRows([line for line in lines if self.sorts.is_of(line)])
