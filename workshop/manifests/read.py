# SPDX-License-Identifier: MIT
"""A supplier's file, whatever it is, as tables of text."""

from collections.abc import Callable
from typing import NamedTuple

from workshop.domain.refused import Refused
from workshop.manifests.sheets import read_sheets
from workshop.manifests.table import MOST_BYTES, Table
from workshop.manifests.texts import decode, read_delimiter, table_of

_PACKED = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES_AND_PAPER = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


class Source(NamedTuple):
    """What a file holds, and how it was read; both words are empty for a spreadsheet."""

    name: str
    tables: tuple[Table, ...]
    encoding: str = ""
    delimiter: str = ""


def read_list(
    data: bytes,
    name: str = "",
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    step: Callable[[int, int], object] = lambda done, of: None,
) -> Source:
    """Read a list; what the file is, its content says, not its name.

    Raises WhichEncoding where only people can tell the encoding. Refuses what is empty, damaged,
    too large (50 MB), or no list.
    """
    if len(data) > MOST_BYTES:
        raise Refused(
            "This file is larger than {limit} MB, so it is no list of a delivery. "
            "Choose another file.",
            limit=MOST_BYTES >> 20,
        )
    if data.startswith(_PACKED):
        return _with_rows(Source(name, read_sheets(data, step)))
    if data.startswith(_OLD_OFFICE):
        raise Refused(
            "This is a spreadsheet of the old Excel format, or one locked with a password. "
            "Open it and save it as XLSX without a password."
        )
    if data.startswith(_PICTURES_AND_PAPER):
        raise Refused("This is a picture or a PDF. Ask the supplier for the list as XLSX or CSV.")
    text, known = decode(data, encoding)
    return read_text(text, name, delimiter=delimiter)._replace(encoding=known)


def read_text(text: str, name: str = "", *, delimiter: str | None = None) -> Source:
    """Read a list that was pasted, or a file that is decoded already."""
    if len(text) > MOST_BYTES:
        raise Refused("This is too much text for a list of a delivery. Import it as a file.")
    if text.lstrip()[:64].casefold().startswith(("<!doctype html", "<html")):
        raise Refused(
            "This is a web page, not a list. Open it in a spreadsheet program, "
            "save it as XLSX, and import that."
        )
    told = read_delimiter(delimiter) if delimiter else None
    table, known = table_of(text.replace("\0", "\ufffd"), told)
    return _with_rows(Source(name, (table,), "", known))


def _with_rows(source: Source) -> Source:
    if not any(table.rows for table in source.tables):
        raise Refused("There is nothing in this list.")
    return source


def sheet_of(source: Source, name: str) -> Table:
    """The sheet of a name, in any case, or of a number from 1; refuses one there is not."""
    wanted = name.strip().casefold()
    for number, table in enumerate(source.tables, 1):
        if table.name.casefold() == wanted or str(number) == wanted:
            return table
    raise Refused(
        "There is no sheet “{name}”. There are: {all}.",
        name=name,
        all=", ".join(table.name or "1" for table in source.tables),
    )
