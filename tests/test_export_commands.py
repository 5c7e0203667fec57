# SPDX-License-Identifier: MIT
"""`workshop export`: every list as a spreadsheet, with all its rows and typed columns."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from bench_shop import Shop
from command_line import Run, bare, run
from python_calamine import CalamineWorkbook

from workshop import demo
from workshop.export_commands import CAMERA, MOMENTS, every_row, is_moment
from workshop.queries import QUERIES
from workshop.reports import parts

__all__ = ["bare", "run"]

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def lists() -> dict[str, Any]:
    """Every query that answers a list, by its name, with what its rows are."""
    answers = {name: get_type_hints(query)["return"] for name, query in QUERIES.items()}
    return {name: get_args(one)[0] for name, one in answers.items() if get_origin(one) is list}


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A demo workshop, which nobody changes."""
    made = demo.make(tmp_path_factory.mktemp("lived") / "shop.db", cards=8)
    yield Shop(made)
    made.close()


def sheet(out: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0).to_python()


def test_a_list_is_exported_with_types(run: Run, tmp_path: Path) -> None:
    run("do", "open_batch", "number=B2", "supplier=Rheintal", "received_on=2026-11-24")
    run("do", "receive", "batch=B1", "serial=0012345", "note==1+1")
    out = tmp_path / "b.xlsx"
    answer = run("export", "batches", "-o", out, "--json")
    assert (answer.status, answer.json) == (0, {"ok": True, "file": str(out), "rows": 2})
    newer, row = [dict(zip(sheet(out)[0], cells, strict=True)) for cells in sheet(out)[1:]]
    assert (row["number"], row["received"]) == ("B1", 1.0)
    assert isinstance(row["opened_at (UTC)"], datetime) and newer["received_on"] == date(
        2026, 11, 24
    )
    assert run("export", "pieces", "-o", out, "batch=B1").out == f"1 row: {out}\n"
    [row] = [dict(zip(sheet(out)[0], cells, strict=True)) for cells in sheet(out)[1:]]
    assert (row["serial"], row["note"], row["taken_apart"]) == ("0012345", "=1+1", False)
    plain = tmp_path / "b.CSV"
    assert run("export", "pieces", "batch=B1", "-o", plain).status == 0
    with plain.open(encoding="utf-8-sig", newline="") as file:
        [row] = list(csv.DictReader(file))
    assert (row["serial"], row["note"]) == ("0012345", "'=1+1")


def test_an_empty_list_and_one_of_words(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "e.xlsx"
    assert run("export", "lots", "-o", out, "--json").json["rows"] == 0
    assert sheet(out)[0][:3] == ["number", "code", "kind"]
    assert run("export", "open_batches", "-o", out).status == 0
    assert sheet(out) == [["open_batches"], ["B1"]]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing", "-o", "x.csv"], "There is no query “nothing”"),
        (["passport", "tag=C01000001Z", "-o", "x.csv"], "answers with one thing, not with a list"),
        (["pieces", "-o", "x.pdf"], "Let the name of “x.pdf” end in .xlsx or .csv."),
        (["pieces"], "Name the file: -o FILE.xlsx"),
        (["pieces", "colour=red", "-o", "x.csv"], "pieces has no fact “colour”"),
        (["pieces", "--batch", "B1", "-o", "x.csv"], "Facts of a list are written as name=value"),
        (["photos", "--batch", "B1"], "one folder for the photos"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(run: Run, arguments: list[str], says: str) -> None:
    answer = run("export", *arguments)
    assert answer.status == 2 and says in answer.err


def test_what_is_refused_leaves_no_file(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "x.xlsx"
    answer = run("export", "pieces", "batch=NONE", "-o", out)
    assert answer.status == 1 and "There is no batch “NONE”." in answer.err
    assert list(tmp_path.glob("*x.xlsx*")) == []


def test_all_pages_of_a_list_are_there(lived: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_PAGE", 3)
    with lived.database.read() as connection:
        for name, facts in {
            "pieces": {}, "journal": {}, "batches": {}, "manifest_state": {"state": "received"},
            "balance_gaps": {}, "clocks": {}, "tests": {}, "contents": {"place": "DOCK"},
        }.items():  # fmt: skip
            number = lived.ask("batches")[0].number
            if name in ("manifest_state", "balance_gaps"):
                facts = {**facts, "batch": number}
            found = list(every_row(connection, QUERIES[name], facts))
            assert [row[:3] for row in found] == [
                row[:3] for row in QUERIES[name](connection, **facts, limit=10_000)
            ], name
        pieces = list(every_row(connection, QUERIES["pieces"], {"limit": 4}))
        assert pieces == QUERIES["pieces"](connection, limit=4)
        later = list(every_row(connection, QUERIES["pieces"], {"after": pieces[1].tag, "limit": 2}))
        assert later == pieces[2:]


def untyped(name: str, rows: list[Any]) -> list[str]:
    """The columns of a list that hold times which would be exported as words."""
    columns = getattr(rows[0], "_fields", ()) if rows else ()
    return [
        f"{name}.{column}"
        for column in columns
        if not is_moment(column)
        and any(isinstance(v := getattr(r, column), str) and MOMENT.fullmatch(v) for r in rows)
    ]


def test_every_time_of_a_list_is_known_to_be_one(lived: Shop) -> None:
    found = []
    for name in ("batches", "bakes", "journal", "tests", "runs", "pieces", "photos", "open_steps",
                 "counts", "failures", "suspects", "recent",
                 "work_in_progress", "came_in", "went_out", "came_off"):  # fmt: skip
        facts = {"card": lived.ask("pieces")[0].tag} if name == "suspects" else {}
        if name in ("came_in", "went_out", "came_off"):
            facts = {"since": "1970-01-01T00:00:00Z"}
        found += untyped(name, lived.ask(name, **facts))
    assert found == []
    assert untyped("batches", [row._replace(note="2026-11-24T10:00:00.000000Z")
                               for row in lived.ask("batches")]) == ["batches.note"]  # fmt: skip


def test_every_name_of_a_time_is_one_of_some_list() -> None:
    names = {field for row in lists().values() for field in getattr(row, "_fields", ())}
    assert names >= MOMENTS | {CAMERA}


def test_nested_values_are_told_as_text(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "j.xlsx"
    run("export", "journal", "-o", out)
    rows = [dict(zip(sheet(out)[0], cells, strict=True)) for cells in sheet(out)[1:]]
    assert json.loads(rows[1]["facts"])["number"] == "B1"
    assert rows[0]["number"] == 1.0
