# SPDX-License-Identifier: MIT
"""Lists as text: encodings and delimiters by evidence, rows numbered as in the file."""

import pytest
from lists_made import CARDS, HEADINGS, text_of

from workshop.domain.refused import Refused
from workshop.manifests import texts
from workshop.manifests.read import Source, read_list, read_text
from workshop.manifests.table import MOST_BYTES, Oddity, letter
from workshop.manifests.texts import WhichEncoding

FRENCH = [["Marque", "Modèle", "N° de série"], ["Zotac", "GeForce RTX 4090 édition", "SN000001"]]
CHINESE = [["品牌", "型号", "序列号"], ["华硕", "GeForce RTX 4090", "SN000001"]]


def cells(source: Source) -> list[list[str]]:
    return [list(row.cells) for row in source.tables[0].rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    rows = [HEADINGS, *CARDS, ["PNY, Inc.; EU", 'a "big" one | x', "SN0000009", "", "P\t3"]]
    source = read_list(text_of(rows, delimiter).encode())
    assert cells(source) == [[c.strip() for c in row] for row in rows]
    assert (source.delimiter, source.encoding) == (delimiter, "utf-8")


def test_commas_inside_cells_and_titles_above_do_not_mislead() -> None:
    rows = ["Delivery, 3 March;", ";", "Serial;Price;Model"]
    rows += [f"SN{n:07d};1{n},50;RTX 4090, 24 GB, OC" for n in range(30)]
    source = read_text("\n".join(rows))
    assert source.delimiter == ";"
    assert source.tables[0].rows[-1].cells == ("SN0000029", "129,50", "RTX 4090, 24 GB, OC")


def test_one_column_needs_no_delimiter() -> None:
    assert cells(read_text("SN0000001\nSN0000002\n")) == [["SN0000001"], ["SN0000002"]]


def test_what_excel_says_of_the_delimiter_counts_and_the_rows_keep_their_numbers() -> None:
    table = read_text("sep=|\r\nSerial|Note\r\n\r\nSN0000001|a,b;c\r\n").tables[0]
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("Serial", "Note")),
        (4, ("SN0000001", "a,b;c")),
    ]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_row_has_the_number_of_the_line_it_begins_in(ends: str) -> None:
    text = ends.join(["Serial,Note", 'SN0000001,"two', 'lines"', "", "SN0000002,x", ",,"])
    assert [row.number for row in read_text(text).tables[0].rows] == [1, 2, 5]


@pytest.mark.parametrize(
    ("rows", "written", "found"),
    [
        (FRENCH, "utf-8", "utf-8"),
        (FRENCH, "utf-8-sig", "utf-8"),
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8"),
        (CHINESE, "utf-16", "utf-16"),
        (CARDS, "ascii", "utf-8"),
    ],
)
def test_an_encoding_that_shows_itself_is_taken(
    rows: list[list[str]], written: str, found: str
) -> None:
    source = read_list(text_of(rows).encode(written))
    assert (cells(source), source.encoding) == (rows, found)


@pytest.mark.parametrize(
    ("rows", "written", "named"),
    [(FRENCH, "cp1252", "windows-1252"), (CHINESE, "gbk", "gbk"), (CHINESE, "gb18030", "gbk")],
)
def test_any_other_encoding_is_picked_by_people_among_previews(
    rows: list[list[str]], written: str, named: str
) -> None:
    data = text_of(rows).encode(written)
    with pytest.raises(WhichEncoding) as asked:
        read_list(data)
    previews = {preview.encoding: preview.lines for preview in asked.value.previews}
    assert previews[named][0] == ",".join(rows[0])
    assert cells(read_list(data, encoding=named)) == rows
    assert cells(read_list(data, encoding=named.upper())) == rows


def test_previews_show_the_lines_that_tell() -> None:
    rows = [["Serial", "Maker"], *[[f"SN{n:07d}", "PNY"] for n in range(50)], ["SN1", "华硕"]]
    with pytest.raises(WhichEncoding) as asked:
        read_list(text_of(rows).encode("gbk"))
    assert {p.encoding: p.lines for p in asked.value.previews}["gbk"] == ("SN1,华硕",)
    assert "windows-1252, gbk" in str(asked.value)


def test_a_reader_that_guesses_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted fault: what is no UTF-8 is taken for Windows-1252 without a question."""
    real = texts.encoding_of
    monkeypatch.setattr(texts, "encoding_of", lambda data: real(data) or "windows-1252")
    with pytest.raises(pytest.fail.Exception):
        test_any_other_encoding_is_picked_by_people_among_previews(CHINESE, "gbk", "gbk")


@pytest.mark.parametrize("text", ["1.23E+12", "1,23457e+12", "4E+15"])
def test_a_serial_that_excel_rounded_is_marked(text: str) -> None:
    row = read_text(f"Serial;Model\n{text};X").tables[0].rows[1]
    assert (row.cells[0], row.odd) == (text, {0: Oddity.NUMBER})


@pytest.mark.parametrize("text", ["00123456", "123456789012345678", "1E12", "E+5", "12-E+5"])
def test_a_serial_of_digits_is_left_alone(text: str) -> None:
    row = read_text(f"Serial;Model\n{text};X").tables[0].rows[1]
    assert (row.cells[0], row.odd) == (text, {})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "nothing in this list"),
        (b"\n\n,,,\n", "nothing in this list"),
        (b"Serial\0,Model\nA\0,B\n", "neither text nor a spreadsheet"),
        (b"\x81\xff\x00\x01", "neither text nor a spreadsheet"),
        (b"%PDF-1.7 ...", "a picture or a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture or a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old Excel format"),
        (b"<!DOCTYPE html><table><tr><td>Serial</table>", "a web page"),
        (b",".join([b"x"] * 100_000), "100000 columns"),
        (b"Serial,Model\nSN1,\"never closed\nSN2,x\n", "Row 2: a quotation mark"),
        (b"Serial\n" + b"x" * 200_000, "Row 2"),
        (b"S\n" * 100_001, "more than 100000 rows"),
    ],
    ids=range(12),
)  # fmt: skip
def test_what_is_no_list_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(Refused) as refused:
        read_list(data, "list.csv")
    assert words in str(refused.value) and "{" not in str(refused.value)


def test_a_file_of_endless_size_is_refused_unread() -> None:
    with pytest.raises(Refused, match="larger than 50 MB"):
        read_list(bytes(MOST_BYTES + 1))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"encoding": "klingon"}, "There is no encoding “klingon”"),
        ({"encoding": "utf-8"}, "cannot be read as utf-8"),
        ({"encoding": "windows-1252", "delimiter": "x"}, "There is no delimiter “x”"),
    ],
)
def test_a_way_to_read_that_there_is_not_is_refused(how: dict[str, str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_list(text_of(FRENCH).encode("cp1252"), **how)


def test_a_delimiter_that_is_told_counts() -> None:
    source = read_list(b"Serial;a,b\nSN1;c,d\n", delimiter="comma")
    assert cells(source) == [["Serial;a", "b"], ["SN1;c", "d"]]


def test_what_an_attacker_writes_into_cells_is_text() -> None:
    odd = ["=cmd|'/C calc'!A0", "<b>x</b>", "\u202eabc", "x" * 4096, "{row}", "'; DROP TABLE piece"]
    row = read_text(text_of([odd, odd])).tables[0].rows[0]
    assert list(row.cells) == odd


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
