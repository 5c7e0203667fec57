# SPDX-License-Identifier: MIT
"""Lists in spreadsheets: XLSX and ODS, every sheet, numbers and dates kept apart from text."""

import datetime
import io
from collections.abc import Callable
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from workshop.domain.refused import Refused
from workshop.manifests.sizes import require_harmless
from workshop.manifests.table import NOTHING_ODD, Oddity, Row, Table, require_fit, trimmed

# From here on a float has lost digits (2 to the power of 53 has sixteen).
_EXACT = 1e15
# A spreadsheet shows numbers of so many digits as 1.23457E+12, and writes no more than six of
# them into a text file: what comes back from there ends in zeros.
_SHOWN_SHORT, _KEPT = 12, 6
# Cells of merged areas are filled in, within reason.
_MOST_FILLED = 1_000_000

Told = Callable[[int, int], object]


def read_sheets(data: bytes, step: Told = lambda done, of: None) -> tuple[Table, ...]:
    """The sheets of a spreadsheet that have rows, the hidden ones last.

    Formulas and macros are never run: what counts is the value that was saved with them. Refuses
    what is damaged, locked with a password, or grows beyond all measure when it is opened.
    """
    require_harmless(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        plain = [about for about in book.sheets_metadata if about.typ is SheetTypeEnum.WorkSheet]
        plain.sort(key=lambda about: about.visible is not SheetVisibleEnum.Visible)
        tables = []
        for done, about in enumerate(plain):
            step(done, len(plain))
            tables.append(_table(book.get_sheet_by_name(about.name), step))
    except Exception as error:
        if isinstance(error, Refused) or not type(error).__module__.startswith("python_calamine"):
            raise
        raise _damaged() from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what the reader calls a fault of its own
            raise
        raise _damaged() from None
    return tuple(table for table in tables if table.rows)


def _damaged() -> Refused:
    return Refused(
        "This spreadsheet is damaged or locked with a password. "
        "Open it in a spreadsheet program, save it anew as XLSX, and import that."
    )


def _table(sheet: CalamineSheet, step: Told) -> Table:
    # Row by row, so that other threads run too; these rows lack the empty columns at the left.
    lacking = [""] * (sheet.start[1] if sheet.start else 0)
    values = [lacking + row for row in sheet.iter_rows()]
    _fill_merged(values, sheet.merged_cell_ranges or [])
    rows: list[Row] = []
    for number, line in enumerate(values, 1):
        if number % 1000 == 0:
            step(number, len(values))
        odd: dict[int, Oddity] = {}
        cells = trimmed([_text(value, column, odd) for column, value in enumerate(line)])
        if cells:
            require_fit(len(rows) + 1, len(cells))
            rows.append(Row(number, cells, odd or NOTHING_ODD))
    return Table(sheet.name, tuple(rows))


def _fill_merged(values: list[list[Any]], areas: list[Any]) -> None:
    """A cell merged over several rows holds for each of them; titles over columns stay single."""
    filled = 0
    for (top, left), (bottom, _right) in areas:
        if top >= len(values) or left >= len(values[top]):
            continue
        for row in range(top + 1, min(bottom + 1, len(values))):
            filled += 1
            if filled > _MOST_FILLED:
                return
            values[row][left] = values[top][left]


def _text(value: Any, column: int, odd: dict[int, Oddity]) -> str:
    """A cell as text; notes in `odd` where it may not be what was typed."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        text, sure = _number(float(value))
        if not sure:
            odd[column] = Oddity.NUMBER
        return text
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    odd[column] = Oddity.DATE
    return str(value)


def _number(value: float) -> tuple[str, bool]:
    """A number as it was typed, and whether it can have been typed so."""
    if value != value or abs(value) >= _EXACT:
        return f"{value:.{_KEPT}G}", False
    if value != int(value):
        return repr(value), False
    digits = str(int(value))
    if len(digits) >= _SHOWN_SHORT and len(digits.rstrip("0")) <= _KEPT:
        return f"{value:.{_KEPT}G}", False
    return digits, True
