# SPDX-License-Identifier: MIT
"""Lists as text: which encoding, which delimiter, and the rows between them."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.language import mark
from workshop.manifests.header_words import fact_of
from workshop.manifests.table import NOTHING_ODD, Oddity, Row, Table, require_fit, trimmed

UTF_8 = "utf-8"

# What people call an encoding, and the decoder that reads it and all it grew out of.
ENCODINGS: Mapping[str, str] = MappingProxyType(
    {UTF_8: "utf-8-sig", "utf-16": "utf-16", "windows-1252": "cp1252", "gbk": "gb18030"}
)
# Nothing in a file tells these two apart: people see at once which of them makes words.
OFFERED = ("windows-1252", "gbk")

DELIMITERS: Mapping[str, str] = MappingProxyType(
    {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
)

_SAMPLE = 200
_LINES, _LINE = 6, 120
_SEP = re.compile(r"sep=(.)\r?\n?\Z", re.IGNORECASE)
# How a spreadsheet writes a long number into a text file.
_ROUNDED = re.compile(r"[+-]?\d(?:[.,]\d+)?E[+-]\d{1,3}\Z", re.IGNORECASE)


class Preview(NamedTuple):
    """How the first lines of a file read in one encoding."""

    encoding: str
    lines: tuple[str, ...]


class WhichEncoding(Refused):
    """Several encodings are possible and only people can tell; `previews` shows them."""

    def __init__(self, previews: tuple[Preview, ...]) -> None:
        super().__init__(
            mark(
                "Nothing in this file says in which encoding it is. Choose the one whose words "
                "read right: {all}."
            ),
            all=", ".join(preview.encoding for preview in previews),
        )
        self.previews = previews


def encoding_of(data: bytes) -> str | None:
    """The encoding a file shows by its mark or by being whole UTF-8; None where it does not."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        data.decode(UTF_8)
    except UnicodeDecodeError:
        return None
    return UTF_8


def previews(data: bytes) -> tuple[Preview, ...]:
    """The first lines that have other than plain letters, in each encoding that can read all."""
    found = []
    for encoding in OFFERED:
        try:
            text = data.decode(ENCODINGS[encoding])
        except UnicodeDecodeError:
            continue
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        telling = [line for line in lines if not line.isascii()]
        best = islice((line for line in telling or lines), _LINES)
        found.append(Preview(encoding, tuple(shown(line, _LINE) for line in best)))
    return tuple(found)


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of a file and the encoding it was read in.

    Without `encoding`, a mark or whole UTF-8 decides; otherwise raises WhichEncoding. Refuses an
    encoding that cannot read the file, and what is no text.
    """
    known = encoding.strip().lower() if encoding else encoding_of(data)
    if known is None:
        offered = previews(data)
        if b"\0" in data or not offered:
            raise _no_text()
        raise WhichEncoding(offered)
    if known not in ENCODINGS:
        raise Refused(
            "There is no encoding “{name}”. There are: {all}.",
            name=shown(known),
            all=", ".join(ENCODINGS),
        )
    try:
        text = data.decode(ENCODINGS[known])
    except UnicodeDecodeError:
        raise Refused(
            "This file cannot be read as {encoding}. Choose another encoding.", encoding=known
        ) from None
    if "\0" in text:
        raise _no_text()
    return text.removeprefix("\ufeff"), known


def _no_text() -> Refused:
    return Refused(
        "This file is neither text nor a spreadsheet that can be read. "
        "Save the list as XLSX, ODS or CSV and import that."
    )


def delimiter_of(text: str) -> str:
    """What separates the cells, by evidence: that which parts most rows into equally many.

    One that sets off headings we know goes before one that does not, such as a decimal comma.
    """
    best, most = ",", (0, 0.0)
    for delimiter in DELIMITERS.values():
        lines = io.StringIO(text[: 2**20], newline="")
        try:
            rows = list(islice(filter(None, csv.reader(lines, delimiter=delimiter)), _SAMPLE))
        except csv.Error:
            continue
        if not rows:
            continue
        width, count = Counter(map(len, rows)).most_common(1)[0]
        share = count / len(rows)
        named = max(map(_named, rows))
        evidence = (named if named > 1 else 0, share * share * (width - 1))
        if evidence > most:
            best, most = delimiter, evidence
    return best


def _named(cells: list[str]) -> int:
    """How many facts of a card the cells of a row name."""
    return len({known[0] for cell in cells if (known := fact_of(cell))})


def read_delimiter(word: str) -> str:
    """The delimiter a word or a character names; refuses any other."""
    known = DELIMITERS.get(word.strip().lower(), word)
    if known not in DELIMITERS.values():
        raise Refused(
            "There is no delimiter “{name}”. There are: {all}.",
            name=shown(word),
            all=", ".join(DELIMITERS),
        )
    return known


def table_of(text: str, delimiter: str | None = None) -> tuple[Table, str]:
    """The rows of a text and the delimiter between its cells; found by evidence where none is told.

    A row has the number of the line it begins in. Refuses a quotation mark that is never closed,
    naming the row, and more rows or columns than `require_fit` allows.
    """
    lines = io.StringIO(text, newline="")
    told = _SEP.match(text.split("\n", 1)[0] + "\n")
    skipped = 0
    if told:
        lines.readline()
        skipped = 1
        delimiter = delimiter or (told[1] if told[1] in DELIMITERS.values() else None)
    delimiter = delimiter or delimiter_of(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[Row] = []
    number = skipped + 1
    try:
        for cells in reader:
            kept = trimmed(cells)
            if kept:
                require_fit(len(rows) + 1, len(kept))
                rows.append(Row(number, kept, _odd(kept)))
            number = skipped + reader.line_num + 1
    except csv.Error:
        raise Refused(
            "Row {row}: a quotation mark is opened and never closed, or stands inside a cell. "
            "Correct it in the file, or choose another delimiter.",
            row=number,
        ) from None
    return Table("", tuple(rows)), delimiter


def _odd(cells: tuple[str, ...]) -> Mapping[int, Oddity]:
    found = {
        column: Oddity.NUMBER
        for column, cell in enumerate(cells)
        if ("+" in cell or "-" in cell) and _ROUNDED.match(cell)
    }
    return found or NOTHING_ODD
