# SPDX-License-Identifier: MIT
"""What a file is read into: rows of text, numbered as the file numbers them."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from workshop.domain.refused import Refused

# Twice the largest delivery the workshop is built for.
MOST_ROWS = 100_000
MOST_COLUMNS = 256
MOST_BYTES = 50 * 2**20


class Oddity(Enum):
    """What a spreadsheet made of a cell in which somebody may have typed a serial."""

    NUMBER = "number"
    DATE = "date"


NOTHING_ODD: Mapping[int, Oddity] = MappingProxyType({})


class Row(NamedTuple):
    """One row: its number in the file (from 1), its cells, and what is odd by column (from 0)."""

    number: int
    cells: tuple[str, ...]
    odd: Mapping[int, Oddity] = NOTHING_ODD

    def cell(self, column: int) -> str:
        """The text in a column, counted from 0; nothing where the row ends before it."""
        return self.cells[column] if column < len(self.cells) else ""


class Table(NamedTuple):
    """The rows of one sheet that are not empty; `name` is that of the sheet, if it has one."""

    name: str
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max((len(row.cells) for row in self.rows), default=0)


def letter(column: int) -> str:
    """The letters a spreadsheet gives a column, counted from 0: A, B … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def trimmed(cells: list[str]) -> tuple[str, ...]:
    """Cells without blanks around them and without the empty ones at the end."""
    stripped = [cell.strip() for cell in cells]
    while stripped and not stripped[-1]:
        stripped.pop()
    return tuple(stripped)


def require_fit(rows: int, columns: int) -> None:
    """Refuse more rows or columns than any list of a delivery has."""
    if columns > MOST_COLUMNS:
        raise Refused(
            "A row of this file has {n} columns, at most {most} fit. "
            "Choose another delimiter, or save the list alone in a new file.",
            n=columns,
            most=MOST_COLUMNS,
        )
    if rows > MOST_ROWS:
        raise Refused(
            "This file has more than {most} rows. Split it into several files.", most=MOST_ROWS
        )
