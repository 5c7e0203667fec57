# SPDX-License-Identifier: MIT
"""Whatever comes as a list is read or refused in one sentence; nothing else ever happens."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lists_made import CARDS, HEADINGS, ods, packed, parts_of, text_of, xlsx

from workshop.domain.refused import Refused
from workshop.manifests.columns import lay_out
from workshop.manifests.read import read_list, read_text
from workshop.manifests.table import MOST_COLUMNS, MOST_ROWS
from workshop.storage.catalogue import shipped

XLSX, ODS = xlsx([HEADINGS, *CARDS]), ods([HEADINGS, *CARDS])
ENCODINGS = st.sampled_from([None, "utf-8", "windows-1252", "gbk", "utf-16"])


def is_read_or_refused(data: bytes, encoding: str | None = None) -> None:
    try:
        source = read_list(data, "list", encoding=encoding)
    except Refused as refused:
        assert 10 < len(str(refused)) < 1000 and "{" not in refused.english
        return
    for table in source.tables:
        assert 0 < len(table.rows) <= MOST_ROWS and table.width <= MOST_COLUMNS
        numbers = [row.number for row in table.rows]
        assert numbers == sorted(set(numbers)) and numbers[0] >= 1
        assert all(any(row.cells) for row in table.rows)
    lay_out(source, shipped(), "Rheintal")


@given(st.binary(max_size=300), ENCODINGS)
@example(b"PK\x03\x04", None)
@example(b"\xff\xfe\x00", None)
@example(b"sep=\n", None)
@example(b'"', None)
def test_any_bytes(data: bytes, encoding: str | None) -> None:
    is_read_or_refused(data, encoding)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    try:
        source = read_text(text)
    except Refused:
        return
    lay_out(source, shipped(), "")


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=9),
                         min_size=2, max_size=5), min_size=1, max_size=6),
       st.sampled_from([",", ";", "\t", "|"]))  # fmt: skip
def test_cells_come_back_as_they_were_written(rows: list[list[str]], delimiter: str) -> None:
    """Whatever stands in the cells, quoted as it must be; blanks around them do not count."""
    rows = [["Serial", "Model"], *rows]
    found = read_text(text_of(rows, delimiter), delimiter=delimiter).tables[0].rows
    wanted = [[cell.strip() for cell in row] for row in rows]
    for row in wanted:
        while row and not row[-1]:
            row.pop()
    assert [list(row.cells) for row in found] == [row for row in wanted if row]


changes = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8)


@given(st.sampled_from([XLSX, ODS]), changes)
@settings(max_examples=150)
def test_a_spreadsheet_with_wrong_bytes(whole: bytes, wrong: list[tuple[int, int]]) -> None:
    data = bytearray(whole)
    for place, byte in wrong:
        data[place % len(data)] = byte
    is_read_or_refused(bytes(data))


@given(st.sampled_from([XLSX, ODS]), st.integers(0, 50), changes)
@settings(max_examples=150)
def test_a_spreadsheet_with_a_wrong_part(
    whole: bytes, which: int, wrong: list[tuple[int, int]]
) -> None:
    parts = parts_of(whole)
    name = sorted(parts)[which % len(parts)]
    part = bytearray(parts[name])
    for place, byte in wrong:
        part[place % len(part)] = byte
    is_read_or_refused(packed({**parts, name: bytes(part)}))


@given(st.sampled_from([XLSX, ODS]), st.integers(0, 50))
def test_a_spreadsheet_without_a_part(whole: bytes, which: int) -> None:
    parts = parts_of(whole)
    del parts[sorted(parts)[which % len(parts)]]
    is_read_or_refused(packed(dict(parts)))
