# SPDX-License-Identifier: MIT
"""Tables as they are on screen, and as they are read back from the spreadsheets made of them."""

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from python_calamine import CalamineWorkbook

from ui.pages.list_files import cell, heading
from ui.widgets.table import Table
from workshop.reports.spreadsheet import Head, list_file


def on_screen(table: Table) -> list[list[str]]:
    """What a table shows: its headings, then its rows."""
    model = table.rows
    across = Qt.Orientation.Horizontal
    places = range(model.columnCount())
    return [
        [str(model.headerData(place, across)) for place in places],
        *([str(model.index(row, place).data()) for place in places]
          for row in range(model.rowCount())),
    ]  # fmt: skip


def as_shown(value: Any, text: str) -> str:
    """A cell of a spreadsheet as the screen would write it; `text` is what that says."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        bare = "".join(text.split())
        told = float(bare.rstrip("%").replace(",", "")) / (100 if "%" in bare else 1)
        return text if abs(told - value) < 0.001 else str(value)
    return str(value)


def differs(sheet: list[list[Any]], shown: list[list[str]]) -> list[str]:
    """Where a spreadsheet says something else than the screen."""
    heads = [str(one).removesuffix(" (local time)") for one in sheet[0]]
    heads += [""] * (len(shown[0]) - len(heads))
    found = [] if heads == shown[0] else [f"{heads} for {shown[0]}"]
    if len(sheet) != len(shown):
        found.append(f"{len(sheet)} rows for {len(shown)}")
    for cells, texts in zip(sheet[1:], shown[1:], strict=False):
        cells += [""] * (len(texts) - len(cells))  # empty columns at the end are not told
        found += [f"{value!r} for {text!r}" for value, text in zip(cells, texts, strict=True)
                  if as_shown(value, text) != text]  # fmt: skip
    return found


def read(out: Path | io.BytesIO) -> list[list[Any]]:
    book = CalamineWorkbook.from_object(str(out) if isinstance(out, Path) else out)
    return book.get_sheet_by_index(0).to_python()


def written(table: Table) -> list[list[Any]]:
    """A table written to a spreadsheet and read back."""
    stream, columns = io.BytesIO(), table.rows.columns
    rows = ([cell(column, row) for column in columns] for row in table.rows.rows())
    list_file(stream, "x", [Head(heading(one)) for one in columns], rows, suffix=".xlsx")
    stream.seek(0)
    return read(stream)


def saved_otherwise(top: QWidget, seen: set[str]) -> list[str]:
    """What the lists in sight, but those seen before, say otherwise in a spreadsheet."""
    found = []
    for table in top.findChildren(Table):
        name = table.accessibleName()
        if table.isVisible() and name not in seen and table.rows.rowCount():
            seen.add(name)
            found += [f"{name}: {one}" for one in differs(written(table), on_screen(table))]
    return found
