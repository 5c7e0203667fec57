# SPDX-License-Identifier: MIT
"""Writes lists as spreadsheets, XLSX or CSV: typed cells, heads in sight, nothing that computes."""

import csv
import io
import math
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from workshop.domain.refused import Refused
from workshop.domain.text import columns_of, has_hidden, shown
from workshop.reports.sheet import Progress, report_file

SUFFIXES = (".xlsx", ".csv")

# Characters a cell holds at most are 32,767; a hidden one shown may be longer than it was.
_LONGEST = 32_000
# Rows a sheet holds at most, its head among them.
_MOST_ROWS = 1_048_576
# A spreadsheet program keeps fifteen digits of a number; a longer one stays a text.
_MOST_DIGITS = 10**15
# No spreadsheet program knows days before this one.
_FIRST_DAY = date(1900, 3, 1)
# Widths of columns in characters.
_NARROWEST, _WIDEST = 8.0, 60.0
# So many rows are written between two signs of life.
_EVERY = 500
# What a spreadsheet program takes for the beginning of a formula in a CSV file.
_COMPUTES = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Rate(float):
    """A share of 0 to 1 that is shown as per cent."""


Value = str | int | float | bool | date | datetime | None


class Head(NamedTuple):
    """The head of a column, and its width in characters; without one its cells tell it."""

    title: str
    width: float = 0.0


def list_file(
    out: Path | BinaryIO,
    name: str,
    heads: Sequence[Head],
    rows: Iterable[Sequence[Value]],
    *,
    suffix: str = "",
    progress: Progress | None = None,
) -> int:
    """Write a list as what `suffix` (or the name of the file) says; how many rows it has.

    Rows are taken as they are written; `progress` gets (rows done, 0) and may raise to call it
    off. The file is whole or not there. Refuses another suffix, more rows than a sheet holds, and
    a file that cannot be written.
    """
    kind = suffix or (out.suffix.lower() if isinstance(out, Path) else "")
    if kind not in SUFFIXES:
        raise Refused(
            "A list is a spreadsheet or plain text: let the name of “{file}” end in .xlsx or .csv.",
            file=shown(out.name if isinstance(out, Path) else kind),
        )
    counted = _counted(rows, progress)
    with report_file(out) as stream:
        if kind == ".csv":
            return _write_csv(stream, heads, counted)
        with book(stream, {"title": name}) as made:
            sheet = made.sheet(name, heads)
            for row in counted:
                sheet.add(row)
            return sheet.rows


def _counted(
    rows: Iterable[Sequence[Value]], progress: Progress | None
) -> Iterator[Sequence[Value]]:
    for done, row in enumerate(rows, 1):
        yield row
        if progress and not done % _EVERY:
            progress(done, 0)


# Plain text


def _write_csv(stream: BinaryIO, heads: Sequence[Head], rows: Iterable[Sequence[Value]]) -> int:
    """As Excel writes it, in UTF-8 and with the mark it tells that by."""
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
    writer, count = csv.writer(text), 0
    try:
        writer.writerow([_inert(head.title) for head in heads])
        for row in rows:
            writer.writerow([_in_text(value) for value in row])
            count += 1
    finally:
        text.detach()
    return count


def _in_text(value: Value) -> str:
    if isinstance(value, str):
        return _inert(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, Rate):
        return f"{value * 100:.1f}%"
    if isinstance(value, bool):
        return str(value).upper()
    return "" if value is None else str(value)


def _inert(text: str) -> str:
    """A text that no spreadsheet program computes."""
    text = plain(text)
    return f"'{text}" if text.startswith(_COMPUTES) else text


def plain(text: str) -> str:
    """A text any spreadsheet program shows as it is: what nobody sees is made visible."""
    text = text[:_LONGEST]
    if not text.isascii() or not text.isprintable():
        text = "".join("�" if has_hidden(c) else c for c in text)
    return text


# Books


@contextmanager
def book(stream: BinaryIO, properties: dict[str, Any]) -> Iterator["Book"]:
    """A workbook that keeps its rows in files of its own until it is closed, and they go."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_numbers": False,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        made = Workbook(stream, options)
        made.set_properties({"author": "Card Workshop", **properties})
        opened = Book(made)
        try:
            yield opened
        finally:
            opened.close()


class Book:
    """The sheets of a workbook, one written after the other, and the looks of their cells."""

    def __init__(self, made: Workbook) -> None:
        self._made = made
        self._sheets: list[Sheet] = []
        self.head = made.add_format(
            {"bold": True, "bg_color": "#F3F5F8", "font_color": "#17202B", "bottom": 1}
        )
        self.day = made.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = made.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.rate = made.add_format({"num_format": "0.0%"})

    def sheet(self, name: str, heads: Sequence[Head]) -> "Sheet":
        """The next sheet; what no name of a sheet may hold is left out of it."""
        allowed = "".join(c for c in plain(name) if c not in "[]:*?/\\'\n\t")
        sheet = Sheet(self._made.add_worksheet(allowed[:31].strip() or None), self, heads)
        self._sheets.append(sheet)
        return sheet

    def close(self) -> None:
        """Put the book together; also where it failed, or its files would stay open."""
        for sheet in self._sheets:
            sheet.finish()
        try:
            self._made.close()
        except FileCreateError as error:
            reason = error.args[0] if error.args else None
            raise reason if isinstance(reason, OSError) else OSError(str(error)) from error


class Sheet:
    """A sheet written row by row under a head that stays in sight and can be filtered by."""

    def __init__(self, sheet: Any, look: Book, heads: Sequence[Head]) -> None:
        self._sheet, self._look, self._heads = sheet, look, heads
        self._widths = [_NARROWEST] * len(heads)
        self.rows = -1  # the head is none
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        self.add([head.title for head in heads], look.head)

    def add(self, values: Iterable[Value], style: Any = None) -> None:
        """Write the next row: texts as texts, numbers as numbers, times as times."""
        row = self.rows + 1
        if row >= _MOST_ROWS:
            raise Refused(
                "A spreadsheet has no room for more than {n} rows. Save the list as CSV, or "
                "less of it.",
                n=_MOST_ROWS - 1,
            )
        for column, value in enumerate(values):
            wide = self._cell(row, column, value, style)
            if wide > self._widths[column]:
                self._widths[column] = wide
        self.rows = row

    def _cell(self, row: int, column: int, value: Value, style: Any) -> float:
        """Write a cell; how wide it is in characters."""
        if value is None or value == "":
            return 0.0
        if isinstance(value, bool):
            self._sheet.write_boolean(row, column, value, style)
            return 7.0
        if isinstance(value, Rate):
            self._sheet.write_number(row, column, value, style or self._look.rate)
            return 8.0
        if isinstance(value, int | float) and abs(value) < _MOST_DIGITS and math.isfinite(value):
            self._sheet.write_number(row, column, value, style)
            return len(str(value)) + 1.0
        if isinstance(value, datetime) and value.date() >= _FIRST_DAY:
            whole = value.replace(microsecond=0)
            self._sheet.write_datetime(row, column, whole, style or self._look.moment)
            return 17.0
        if isinstance(value, date) and not isinstance(value, datetime) and value >= _FIRST_DAY:
            self._sheet.write_datetime(row, column, value, style or self._look.day)
            return 11.0
        text = plain(str(value))
        if text:
            self._sheet.write_string(row, column, text, style)
        return _width(text)

    def finish(self) -> None:
        """Give every column its width, and let its rows be filtered."""
        last = len(self._heads) - 1
        for column, (head, wide) in enumerate(zip(self._heads, self._widths, strict=True)):
            room = head.width or min(wide, _WIDEST)
            self._sheet.set_column(column, column, room)
        self._sheet.autofilter(0, 0, max(self.rows, 1), last)


def _width(text: str) -> float:
    """About how wide a text is in characters; a Chinese one is as wide as two."""
    return columns_of(text[:100]) + 2.0
