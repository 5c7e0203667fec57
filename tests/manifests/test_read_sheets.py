# SPDX-License-Identifier: MIT
"""Spreadsheets: what was typed is what is read, and no file brings the program down."""

import datetime
import io
import zipfile
from typing import Any

import pytest
import xlsxwriter
from lists_made import CARDS, HEADINGS, ods, ods_cell, ods_of, packed, parts_of, xlsx

from workshop.domain.refused import Refused
from workshop.manifests import sheets
from workshop.manifests.read import Source, read_list, sheet_of
from workshop.manifests.table import Oddity


def rows(source: Source) -> list[tuple[int, list[str]]]:
    return [(row.number, list(row.cells)) for row in source.tables[0].rows]


def odd(source: Source) -> list[dict[int, Oddity]]:
    return [dict(row.odd) for row in source.tables[0].rows]


@pytest.mark.parametrize("write", [xlsx, ods])
def test_text_stays_as_it_was_typed(write: Any) -> None:
    source = read_list(write([HEADINGS, *CARDS]), "wrong name.csv")
    assert rows(source) == list(enumerate([HEADINGS, *CARDS], 1))
    assert odd(source) == [{}] * 4
    assert source.tables[0].rows[1].cells[2] == "00123456"


def test_a_reader_that_loses_leading_zeros_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: text of digits is made a number."""
    real = sheets._text

    def loses(value: Any, *more: Any) -> str:
        return real(float(value) if str(value).isdigit() else value, *more)

    monkeypatch.setattr(sheets, "_text", loses)
    with pytest.raises(AssertionError):
        test_text_stays_as_it_was_typed(xlsx)


@pytest.mark.parametrize(
    ("number", "text", "sure"),
    [
        (4090, "4090", True),
        (0, "0", True),
        (12345678901, "12345678901", True),
        (1234567890123, "1234567890123", True),  # whole: somebody widened the column
        (1.23e12, "1.23E+12", False),
        (1.23457e12, "1.23457E+12", False),
        (100000000000, "1E+11", False),
        (123456789012345678, "1.23457E+17", False),
        (1e300, "1E+300", False),
        (2.5, "2.5", False),
    ],
)
@pytest.mark.parametrize("write", [xlsx, ods])
def test_numbers_are_shown_as_typed_or_marked(
    write: Any, number: float, text: str, sure: bool
) -> None:
    source = read_list(write([["Serial", "Model"], [float(number), "x"]]))
    assert rows(source)[1] == (2, [text, "x"])
    assert odd(source)[1] == ({} if sure else {0: Oddity.NUMBER})


def test_titles_merged_cells_and_gaps() -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.merge_range("B2:F2", "Delivery 2026-11", book.add_format({"bold": True}))
        sheet.write_row("B4", HEADINGS)
        for place, card in enumerate(CARDS):
            sheet.write_row(4 + place * 2, 1, card)
        sheet.merge_range("F5:F9", "P7")  # one pallet for all of them
        sheet.write_blank("Z90", None, book.add_format({"bg_color": "red"}))

    source = read_list(xlsx(fill))
    assert rows(source) == [
        (2, ["", "Delivery 2026-11"]),
        (4, ["", *HEADINGS]),
        (5, ["", *CARDS[0][:4], "P7"]),
        (6, ["", "", "", "", "", "P7"]),
        (7, ["", *CARDS[1][:4], "P7"]),
        (8, ["", "", "", "", "", "P7"]),
        (9, ["", *CARDS[2][:4], "P7"]),
    ]


def test_dates_truths_formulas_and_markup() -> None:
    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "mmm-yy"})
        sheet.write_datetime(0, 0, datetime.datetime(2012, 3, 1), day)
        sheet.write_boolean(0, 1, True)
        sheet.write_formula(0, 2, '=CMD("calc")', None, "SN000007")
        sheet.write_string(0, 3, "=cmd|'/C calc'!A0")
        sheet.write_string(0, 4, "<b>&amp;</b>")

    source = read_list(xlsx(fill))
    assert rows(source) == [
        (1, ["2012-03-01", "TRUE", "SN000007", "=cmd|'/C calc'!A0", "<b>&amp;</b>"])
    ]
    assert odd(source) == [{0: Oddity.DATE}]


def test_every_sheet_is_there_the_hidden_ones_last() -> None:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    for name in ("Notes", "Cards", "Empty"):
        sheet = book.add_worksheet(name)
        if name != "Empty":
            sheet.write_string(0, 0, name)
    book.get_worksheet_by_name("Cards").activate()
    book.get_worksheet_by_name("Notes").hide()
    book.close()
    source = read_list(made.getvalue())
    assert [table.name for table in source.tables] == ["Cards", "Notes"]
    assert sheet_of(source, "notes").name == "Notes" == sheet_of(source, "2").name
    with pytest.raises(Refused, match="There is no sheet “Cats”"):
        sheet_of(source, "Cats")


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read_list(data)
    return str(refused.value)


# Hostile files

SHEET = "xl/worksheets/sheet1.xml"


def replaced(part: str, old: bytes, new: bytes) -> bytes:
    parts = parts_of(xlsx([HEADINGS, *CARDS]))
    assert old in parts[part]
    return packed({**parts, part: parts[part].replace(old, new)})


@pytest.mark.parametrize("cut", [30, 200, 2000])
@pytest.mark.parametrize("write", [xlsx, ods])
def test_a_cut_file_is_refused(write: Any, cut: int) -> None:
    whole = write([HEADINGS, *CARDS])
    assert "damaged" in refusal(whole[: len(whole) - cut] if cut < len(whole) else whole[:40])


def test_a_damaged_part_is_refused() -> None:
    data = bytearray(xlsx([HEADINGS, *CARDS]))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        at = archive.getinfo(SHEET).header_offset + 60
    data[at : at + 40] = bytes(40)
    assert "damaged" in refusal(bytes(data))


@pytest.mark.parametrize("parts", [{"word/document.xml": "<w/>"}, {"a.txt": "SN0000001"}])
def test_another_packed_file_is_no_spreadsheet(parts: dict[str, str | bytes]) -> None:
    assert "no spreadsheet" in refusal(packed(parts))


def test_a_packed_file_that_grows_a_thousandfold_is_refused() -> None:
    parts = parts_of(xlsx([HEADINGS, *CARDS]))
    assert "far larger" in refusal(packed({**parts, "xl/media/x.bin": bytes(301 * 2**20)}))


def test_one_cell_at_the_far_end_is_refused() -> None:
    assert "far larger" in refusal(replaced(SHEET, b'r="C4"', b'r="XFD1048576"'))
    assert "far larger" in refusal(replaced(SHEET, b'<row r="4"', b'<row r="9999999"'))


def test_one_text_shared_by_countless_cells_is_refused() -> None:
    parts = parts_of(xlsx([HEADINGS, *CARDS]))
    cells = "".join(f'<c r="A{n}" t="s"><v>0</v></c>' for n in range(1, 20_000))
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        f'<row r="1">{cells}</row></sheetData></worksheet>'
    )
    texts = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<si><t>{'x' * 32_000}</t></si></sst>"
    )
    assert "far larger" in refusal(packed({**parts, SHEET: sheet, "xl/sharedStrings.xml": texts}))


def test_a_cell_of_an_ods_file_repeated_without_end_is_refused() -> None:
    cell = ods_cell("x").replace(
        "<table:table-cell ", '<table:table-cell table:number-columns-repeated="16384" '
    )
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    assert "far larger" in refusal(ods_of(row))
    spaces = '<text:s text:c="2000000000"/>'
    blank = f'<table:table-cell office:value-type="string"><text:p>{spaces}</text:p>'
    row = f"<table:table-row>{blank}</table:table-cell></table:table-row>"
    assert "far larger" in refusal(ods_of(row))


def test_entities_of_an_ods_file_are_refused() -> None:
    parts = parts_of(ods([HEADINGS, *CARDS]))
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = parts["content.xml"].replace(b"?>", b"?>" + bomb, 1)
    assert "damaged" in refusal(packed({**parts, "content.xml": content}))


def test_an_ods_file_in_an_encoding_nobody_knows_is_refused() -> None:
    parts = parts_of(ods([HEADINGS, *CARDS]))
    content = parts["content.xml"].replace(b"UTF-8", b"UTF-nan", 1)
    assert "damaged" in refusal(packed({**parts, "content.xml": content}))


def test_cells_of_four_kilobytes_are_read() -> None:
    assert rows(read_list(xlsx([["Serial"], ["x" * 4096]])))[1] == (2, ["x" * 4096])


def test_without_the_guard_a_far_cell_goes_to_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: nobody looks at the size first."""
    reached: list[bytes] = []
    monkeypatch.setattr(sheets, "require_harmless", lambda data: None)
    monkeypatch.setattr(sheets, "CalamineWorkbook", _Reached(reached))
    with pytest.raises(ZeroDivisionError):
        read_list(replaced(SHEET, b'r="C4"', b'r="XFD1048576"'))
    assert reached


class _Reached:
    def __init__(self, reached: list[bytes]) -> None:
        self._reached = reached

    def from_filelike(self, file: io.BytesIO) -> Any:
        self._reached.append(file.getvalue())
        raise ZeroDivisionError
