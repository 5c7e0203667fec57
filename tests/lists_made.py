# SPDX-License-Identifier: MIT
"""Suppliers' lists made for tests: text in any encoding, XLSX, and ODS put together by hand."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

HEADINGS = ["Brand", "Model", "Serial", "Part No.", "Pallet"]
CARDS = [
    ["ASUS", "GeForce RTX 4090", "00123456", "900-1G136-2530-000", "P1"],
    ["MSI", "GeForce RTX 4080", "SN0000002", "900-1G136-2550-000", "P1"],
    ["ASUS", "GeForce RTX 4090", "SN0000003", "900-1G136-2530-000", "P2"],
]


def text_of(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    """Rows as text, quoted where they must be."""
    return "".join(delimiter.join(_quoted(cell, delimiter) for cell in row) + "\r\n"
                   for row in rows)  # fmt: skip


def _quoted(cell: str, delimiter: str) -> str:
    needs = any(sign in cell for sign in (delimiter, '"', "\n"))
    return '"' + cell.replace('"', '""') + '"' if needs else cell


def xlsx(fill: Callable[[Any, Any], object] | Sequence[Sequence[Any]], name: str = "List") -> bytes:
    """A workbook with one sheet: these rows, text as text; or filled by a function."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(name)
    if callable(fill):
        fill(book, sheet)
    else:
        for place, row in enumerate(fill):
            sheet.write_row(place, 0, row)
    book.close()
    return made.getvalue()


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A packed file of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a packed file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
)


def ods_of(body: str) -> bytes:
    """An ODS file with this inside its one sheet."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}>'
        '<office:body><office:spreadsheet><table:table table:name="Liste">'
        f"{body}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type={quoteattr(kind)}/>'
        "</manifest:manifest>"
    )
    return packed({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_cell(value: str | float) -> str:
    """One cell: text, or a number."""
    if isinstance(value, str):
        if not value:
            return "<table:table-cell/>"
        return ('<table:table-cell office:value-type="string">'
                f"<text:p>{escape(value)}</text:p></table:table-cell>")  # fmt: skip
    return (f'<table:table-cell office:value-type="float" office:value="{value!r}">'
            f"<text:p>{value:g}</text:p></table:table-cell>")  # fmt: skip


def ods(rows: Iterable[Sequence[str | float]]) -> bytes:
    """An ODS file with these rows, and the thousands of empty ones that programs write after."""
    lines = "".join(
        f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows
    )
    rest = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return ods_of(lines + rest)
