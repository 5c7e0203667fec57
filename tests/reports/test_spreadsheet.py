# SPDX-License-Identifier: MIT
"""A list as a spreadsheet: types are kept, texts stay texts, and nothing in it computes."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hostile_strings import corpus
from python_calamine import CalamineWorkbook

from workshop.domain.refused import Refused
from workshop.reports import spreadsheet
from workshop.reports.spreadsheet import Head, Rate, list_file, plain

HEADS = [Head("What"), Head("=SUM(A1)"), Head("说明")]
ROW = ["07", 7, 7.5, True, None, date(2026, 11, 24), datetime(2026, 11, 24, 9, 5, 7), Rate(0.873)]


def read(out: Any) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()


def read_csv(out: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(out.read_bytes().decode("utf-8-sig"), newline="")))


def test_every_cell_has_its_type(tmp_path: Path) -> None:
    heads = [Head(f"h{n}") for n in range(len(ROW))]
    assert list_file(tmp_path / "t.xlsx", "Types", heads, [ROW, ["x"] * len(ROW)]) == 2
    assert read(tmp_path / "t.xlsx")[1] == [
        "07", 7.0, 7.5, True, "", date(2026, 11, 24), datetime(2026, 11, 24, 9, 5, 7), 0.873,
    ]  # fmt: skip
    list_file(tmp_path / "t.csv", "Types", heads, [ROW])
    assert read_csv(tmp_path / "t.csv")[1] == [
        "07", "7", "7.5", "TRUE", "", "2026-11-24", "2026-11-24 09:05:07", "87.3%",
    ]  # fmt: skip


def test_what_no_number_or_day_of_a_sheet_is_stays_whole(tmp_path: Path) -> None:
    row = [10**20, float("inf"), date(1850, 1, 2)]
    list_file(tmp_path / "t.xlsx", "t", HEADS, [row])
    assert read(tmp_path / "t.xlsx")[1] == ["100000000000000000000", "inf", "1850-01-02"]


def test_a_thousand_hostile_strings_are_shown_and_never_computed(tmp_path: Path) -> None:
    strings = [*corpus(), "x" * 10_000, "-1+1", "+1", "@SUM(A1)", "\t=1+1", "＝1+1", "\r=1"]
    rows = [[text] * 3 for text in strings]
    assert list_file(tmp_path / "h.xlsx", "Name: [of] a 'sheet' " * 3, HEADS, rows) == len(rows)
    assert read(tmp_path / "h.xlsx")[1:] == [[plain(text)] * 3 for text in strings]
    with zipfile.ZipFile(tmp_path / "h.xlsx") as file:
        inside = file.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in file.namelist() if "external" in name or "rels/sheet" in name]
    assert "<f>" not in inside and "hyperlink" not in inside
    assert 'ySplit="1"' in inside and 'state="frozen"' in inside
    assert f'<autoFilter ref="A1:C{len(rows) + 1}"' in inside

    list_file(tmp_path / "h.csv", "h", HEADS, rows)
    found = read_csv(tmp_path / "h.csv")
    assert found[0] == ["What", "'=SUM(A1)", "说明"]
    for text, row in zip(strings, found[1:], strict=True):
        assert len(set(row)) == 1 and row[0].removeprefix("'") == plain(text).removeprefix("'")
        assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


def test_an_unguarded_formula_would_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault."""
    monkeypatch.setattr(spreadsheet, "_inert", lambda text: text)
    with pytest.raises(AssertionError):
        test_a_thousand_hostile_strings_are_shown_and_never_computed(tmp_path)


def test_columns_are_as_wide_as_what_stands_in_them(tmp_path: Path) -> None:
    heads = [Head("A"), Head("B"), Head("C"), Head("D", 5)]
    list_file(tmp_path / "w.xlsx", "w", heads, [["x", "显卡" * 8, "y" * 900, "z" * 30]])
    with zipfile.ZipFile(tmp_path / "w.xlsx") as file:
        inside = file.read("xl/worksheets/sheet1.xml").decode()
    wide = [float(part.split('"')[0]) for part in inside.split(' width="')[1:]]
    assert [round(one) for one in wide] == [9, 35, 61, 6]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_list_that_is_called_off_leaves_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"before")

    def stop(done: int, _of: int) -> None:
        assert done == 500
        raise KeyboardInterrupt

    def rows() -> Iterator[list[Any]]:
        for n in range(501):
            yield [n, n, n]
        raise AssertionError("it was called off before")

    with pytest.raises(KeyboardInterrupt):
        list_file(tmp_path / name, "a", HEADS, rows(), progress=stop)
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == b"before"


def test_what_has_no_room_is_refused_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "_MOST_ROWS", 3)
    assert list_file(tmp_path / "a.xlsx", "a", HEADS, [[1, 2, 3]] * 2) == 2
    with pytest.raises(Refused, match="has no room for more than 2 rows. Save the list as CSV"):
        list_file(tmp_path / "b.xlsx", "b", HEADS, [[1, 2, 3]] * 3)
    assert not (tmp_path / "b.xlsx").exists()
    assert list_file(tmp_path / "b.csv", "b", HEADS, [[1, 2, 3]] * 3) == 3
    with pytest.raises(Refused, match="let the name of “b.pdf” end in"):
        list_file(tmp_path / "b.pdf", "b", HEADS, [])
    with pytest.raises(Refused, match="cannot be written to .*No such file"):
        list_file(tmp_path / "nowhere" / "b.csv", "b", HEADS, [])


def test_an_empty_list_has_its_head(tmp_path: Path) -> None:
    for suffix in (".xlsx", ".csv"):
        stream = io.BytesIO()
        assert list_file(stream, "", HEADS, [], suffix=suffix) == 0
        (tmp_path / f"e{suffix}").write_bytes(stream.getvalue())
    assert read(tmp_path / "e.xlsx") == [["What", "=SUM(A1)", "说明"]]
    assert read_csv(tmp_path / "e.csv") == [["What", "'=SUM(A1)", "说明"]]
