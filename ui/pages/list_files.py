# SPDX-License-Identifier: MIT
"""A table as a spreadsheet: its columns and rows as they are on screen, those not yet shown too."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.context import Context
from ui.desk import Desk, Step
from ui.pages.batch_pdf import BatchPdf
from ui.pages.words import moment
from ui.widgets.table import Column, Table
from workshop.language import joined, say

if TYPE_CHECKING:
    from workshop.reports.spreadsheet import Value

# What names of files may not hold on one of the systems.
_NO_NAME = str.maketrans(dict.fromkeys('\\/:*?"<>|·', " "))


class ListFiles(BatchPdf):
    """Writes one list at a time; `begun` and `left` say when there is something to see of it."""

    begun = Signal()
    left = Signal()

    def __init__(self, desk: Desk, context: Context, parent: QWidget) -> None:
        super().__init__(desk, context, parent)
        self._reading: Table | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a list is being read or written."""
        return self._reading is not None or super().is_busy

    def save(self, table: Table, suffix: str) -> None:
        """Read all of a list, then write it as `.xlsx` or `.csv`; one at a time."""
        if self.is_busy:
            return
        name = joined(table.accessibleName(), table.of)
        self.row.start(say("Reading {list} …", list=name))
        self.begun.emit()
        self._reading = table

        def read(rows: list[Any]) -> None:
            self._reading = None
            self._write_list(name, suffix, list(table.rows.columns), rows)

        table.read_all(read)

    def _write_list(
        self, name: str, suffix: str, columns: Sequence[Column], rows: Sequence[Any]
    ) -> None:
        def write(_connection: Any, out: Path, step: Step) -> int:
            from workshop.reports.spreadsheet import Head, list_file

            heads = [Head(heading(column)) for column in columns]
            cells = ([cell(column, row) for column in columns] for row in rows)
            return list_file(
                out, name, heads, cells, progress=lambda done, _of: step(done, len(rows))
            )

        today = date.today().isoformat()
        words = " ".join(name.translate(_NO_NAME).split())[:80]
        self._begin(f"{words} {today}{suffix}", write)

    def cancel(self) -> None:
        """Call it off, while it is read or while it is written."""
        table, self._reading = self._reading, None
        if table is not None:
            if isValid(table):
                table.read_all(None)
            self.row.hide()
            self._context.answer("careful", say("The list was not saved."))
        super().cancel()
        self.left.emit()

    def _refused(self, sentence: str, kind: str) -> None:
        super()._refused(sentence, kind)
        self.left.emit()


def heading(column: Column) -> str:
    """The title of a column; where it has times, it says whose they are."""
    title = say(column.title)
    return say("{title} (local time)", title=title) if column.show is moment else title


def cell(column: Column, row: Any) -> Value:
    """What a column shows of a row: a number, a time or a day where it is just that, else text."""
    text = column.text(row)
    if column.look is not None or not text:
        return text
    value = column.value(row)
    with suppress(ValueError):
        if column.show is moment:
            then = datetime.fromisoformat(str(value)).astimezone()
            return then.replace(second=0, microsecond=0, tzinfo=None)
        if isinstance(column.get, str) and column.get.endswith(("_on", "_until")):
            return date.fromisoformat(str(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, text)
    return text


def _number(value: float, text: str) -> Value:
    """The number where the text says it and nothing else; a rate where it says that in per cent."""
    from workshop.reports.spreadsheet import Rate

    bare = "".join(text.split())
    for digits in (bare.replace(",", ""), bare.replace(",", ".")):
        with suppress(ValueError):
            if digits.endswith("%"):
                if abs(float(digits[:-1]) / 100 - value) < 0.001:
                    return Rate(value)
            elif float(digits) == value:
                return value
    return text
