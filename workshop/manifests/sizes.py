# SPDX-License-Identifier: MIT
"""Spreadsheets that are small as a file and endless when opened are told from the others."""

import io
import re
import zipfile
import zlib

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, XMLParser

from workshop.domain.refused import Refused

# A list of 100,000 rows of twenty cells takes about half of each.
MOST_UNPACKED = 300 * 2**20
MOST_CELLS = 8_000_000
MOST_TEXT = 300 * 2**20

# Wherever it stands: which file is a sheet is for the spreadsheet to say.
_CELL = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d{1,7})["']""")
_SHARED = re.compile(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si\s*>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>\s*(\d{1,9})\s*<")

_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def require_harmless(data: bytes) -> None:
    """Refuse a spreadsheet that is damaged or asks for more memory than any list needs.

    A cell far down or far right makes a grid of millions, a text can be shared by millions of
    cells, a cell or row repeated millions of times, and a packed file grow a thousandfold.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if len(set(names)) < len(names):
                raise _damaged()
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise _too_much()
            if "content.xml" in names:
                _check_ods(archive.read("content.xml"))
            else:
                _check_xlsx(archive, names)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
    ):
        raise _damaged() from None


def _damaged() -> Refused:
    return Refused(
        "This spreadsheet is damaged or cut off. Ask for it again, "
        "or open it in a spreadsheet program and save it anew as XLSX."
    )


def _too_much() -> Refused:
    return Refused(
        "This spreadsheet is far larger than any list of a delivery. "
        "Copy the rows of the list alone into a new sheet, save that, and import it."
    )


def _check_xlsx(archive: zipfile.ZipFile, names: list[str]) -> None:
    if "xl/workbook.xml" not in names:
        raise Refused(
            "This file is no spreadsheet that can be read. Save the list as XLSX, ODS or CSV."
        )
    lengths: list[int] = []
    shared, referred = 0, 0
    parts = {name: archive.read(name) for name in names}
    for part in parts.values():
        if part.startswith(_UTF_16):
            raise _damaged()
        bottom, right = _extent(part)
        if bottom * right > MOST_CELLS:
            raise _too_much()
        found = [text.end() - text.start() for text in _SHARED.finditer(part)]
        shared += bool(found)
        lengths += found
    longest = max(lengths, default=0)
    for part in parts.values():
        for value in _VALUE.finditer(part):
            number = int(value[1])
            if shared > 1:
                referred += longest
            elif number < len(lengths):
                referred += lengths[number]
    if referred > MOST_TEXT:
        raise _too_much()


def _extent(part: bytes) -> tuple[int, int]:
    """The lowest row and the rightmost column a sheet speaks of."""
    bottom, columns = 0, set[bytes]()
    # One at a time: a single call over a large sheet would let no other thread run.
    for cell in _CELL.finditer(part):
        columns.add(cell[1])
        bottom = max(bottom, int(cell[2]))
    for row in _ROW.finditer(part):
        bottom = max(bottom, int(row[1]))
    return bottom, max(map(_number_of, columns), default=1)


def _number_of(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_ods(content: bytes) -> None:
    try:
        parser = XMLParser(target=_Extent())
        parser.feed(content)
        parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise _damaged() from None


class _Extent:
    """Counts what the sheets of an ODS file grow to, and refuses as soon as it is too much."""

    def __init__(self) -> None:
        self._row = self._column = 0  # where we are
        self._bottom = self._right = 0  # the last cell with something in it
        self._rows = self._columns = 1  # how often the row and the cell are repeated
        self._text = 0
        self._long = 0
        self._inside = False
        self._filled = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "table":
            self._row = self._bottom = self._right = 0
        elif name == "table-row":
            self._column, self._rows = 0, _repeated(attributes, "number-rows-repeated")
        elif name in ("table-cell", "covered-table-cell"):
            self._columns = _repeated(attributes, "number-columns-repeated")
            self._inside, self._long = True, 0
            self._filled = any(key.endswith("}value-type") for key in attributes)
            self._long += sum(map(len, attributes.values()))
        elif name == "s":
            self._long += _repeated(attributes, "c")

    def data(self, text: str) -> None:
        self._long += len(text)
        self._filled = self._filled or (self._inside and bool(text.strip()))

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        if name in ("table-cell", "covered-table-cell"):
            self._column += self._columns
            if self._filled:
                self._bottom = max(self._bottom, self._row + self._rows)
                self._right = max(self._right, self._column)
                self._text += self._long * self._rows * self._columns
            self._inside = self._filled = False
        elif name == "table-row":
            self._row += self._rows
        if self._bottom * self._right > MOST_CELLS or max(self._text, self._long) > MOST_TEXT:
            raise _too_much()

    def close(self) -> None:
        """The parser asks for a result at its end; there is none."""


def _repeated(attributes: dict[str, str], name: str) -> int:
    for key, value in attributes.items():
        if key.endswith(f"}}{name}"):
            return max(1, int(value))
    return 1
