# SPDX-License-Identifier: MIT
"""Lists of blocked serials taken in by the command: found, refused, or saved as a whole."""

from pathlib import Path
from typing import Any

import pytest
from command_line import Answer, Run, bare, run
from lists_made import ods, text_of, xlsx

__all__ = ["bare", "run"]

HEADINGS = ["Serial", "Maker", "Reason"]
STOLEN = [
    ["00123456", "asus", "stolen in Lyon"],
    ["M9-0000002", "", "RMA fraud"],
    ["SN 0000003", "MSI", ""],
]


def put(folder: Path, data: bytes | str, name: str = "list.csv") -> Path:
    file = folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return file


def blocked(run: Run) -> list[tuple[str, str, str, str]]:
    rows = run("ask", "blocked", "--json").json
    return [(row["serial"], row["maker"], row["reason"], row["source"]) for row in rows]


def imported(run: Run, file: Path, *options: object) -> Answer:
    return run("import", "blocked", file, "--source", "Police 17", "--json", *options)


def newest(run: Run) -> Any:
    return run("ask", "newest", "--json").json


def test_a_list_is_blocked_in_one_act_and_undone_in_one(run: Run, tmp_path: Path) -> None:
    answer = imported(run, put(tmp_path, text_of([HEADINGS, *STOLEN])))
    assert answer.status == 0 and answer.err == ""
    told = answer.json
    assert told["ok"] and told["errors"] == [] and told["entry"] == newest(run)
    assert told["counts"] == {
        "rows": 3, "new": 3, "listed": 0, "repeated": 0, "errors": 0, "added": 3
    }  # fmt: skip
    assert told["columns"] == {"serial": "A", "maker": "B", "reason": "C"}
    assert blocked(run) == [
        ("00123456", "ASUS", "stolen in Lyon", "Police 17"),
        ("M9-0000002", "", "RMA fraud", "Police 17"),
        ("SN 0000003", "MSI", "", "Police 17"),
    ]
    assert run("do", "undo", f"entry={told['entry']}").status == 0
    assert blocked(run) == [] and run("check", "--deep").status == 0


@pytest.mark.parametrize(
    ("data", "options"),
    [
        (text_of([["N° de série", "Marque", "Motif"], ["SN000001", "ASUS", "volé à Lyon"]], ";")
         .encode("utf-8-sig"), ()),
        (text_of([["Motif", "N° de série"], ["volé à Lyon", "SN000001"]]).encode("cp1252"),
         ("--encoding", "windows-1252")),
        (text_of([["序列号", "品牌", "原因"], ["SN000001", "华硕", "被盗"]], "\t").encode("gbk"),
         ("--encoding", "gbk")),
        (xlsx([["Stolen cards 2026"], [], ["Serial No.", "Remarks"], ["SN000001", "stolen"]]), ()),
        (ods([["Serial", "Why"], ["SN000001", "stolen"]]), ("--sheet", "liste")),
        (b"SN000001\n", ()),
        (b"Serial\r\nSN000001\r\n", ()),
    ],
    ids=["utf-8", "windows-1252", "gbk", "xlsx", "ods", "bare", "one column"],
)  # fmt: skip
def test_every_kind_of_file_comes_in(
    run: Run, tmp_path: Path, data: bytes, options: tuple[str, ...]
) -> None:
    answer = imported(run, put(tmp_path, data, "list.dat"), *options)
    assert answer.status == 0, answer.out
    ((serial, maker, reason, _),) = blocked(run)
    assert serial == "SN000001"
    assert maker == ("ASUS" if "maker" in answer.json["columns"] else "")
    assert bool(reason) == ("reason" in answer.json["columns"])


def test_a_list_of_short_serials_needs_no_heading(run: Run, tmp_path: Path) -> None:
    assert imported(run, put(tmp_path, "A1\nB2\nA1\n")).json["counts"] == {
        "rows": 3, "new": 2, "listed": 0, "repeated": 1, "errors": 0, "added": 2
    }  # fmt: skip


def test_the_second_time_adds_nothing_and_says_so(run: Run, tmp_path: Path) -> None:
    file = put(tmp_path, xlsx([HEADINGS, *STOLEN]))
    assert imported(run, file).json["counts"]["added"] == 3
    before = newest(run)
    again = imported(run, file)
    assert again.status == 0 and again.json["ok"] and again.json["entry"] is None
    assert (again.json["counts"]["listed"], again.json["counts"]["added"]) == (3, 0)
    told = run("import", "blocked", file, "--source", "Somebody else")
    assert told.out == "Nothing added: every serial of this list is blocked already.\n"
    assert newest(run) == before and len(blocked(run)) == 3


def test_what_is_new_in_a_longer_list_is_added(run: Run, tmp_path: Path) -> None:
    imported(run, put(tmp_path, text_of([HEADINGS, *STOLEN])))
    more = [["sn0000003", "MSI", "again"], ["SN 0000003", "ASUS", "another maker"]]
    file = put(tmp_path, text_of([HEADINGS, *STOLEN, *more]))
    told = run("import", "blocked", file, "--source", "Police 18")
    assert told.out == "1 serial blocked.\nBlocked already: 3.\n"
    assert blocked(run)[3] == ("SN 0000003", "ASUS", "another maker", "Police 18")


def test_one_wrong_row_keeps_all_of_it_out(run: Run, tmp_path: Path) -> None:
    rows = [["Stolen, 2026"], HEADINGS, *STOLEN, ["1.23E+12", "MSI", ""], ["", "PNY", "r"],
            ["SN0000009", "x" * 65, "y" * 201]]  # fmt: skip
    before = newest(run)
    answer = imported(run, put(tmp_path, text_of(rows)))
    assert answer.status == 1 and not answer.json["ok"]
    assert [(e["row"], e["column"], e["heading"]) for e in answer.json["errors"]] == [
        (6, "A", "Serial"), (7, "A", "Serial"), (8, "B", "Maker"), (8, "C", "Reason"),
    ]  # fmt: skip
    assert "made a number of this" in answer.json["errors"][0]["reason"]
    assert answer.json["counts"]["errors"] == 3
    assert newest(run) == before and blocked(run) == []
    said = run("import", "blocked", tmp_path / "list.csv", "--source", "Police 17")
    assert said.status == 1
    assert said.out.startswith("Nothing saved: 3 rows of 6 have errors.\nRow 6, column A: ")
    assert "Row 7, column A: The serial is missing." in said.out


def test_a_dry_run_saves_nothing(run: Run, tmp_path: Path) -> None:
    before = newest(run)
    file = put(tmp_path, text_of([HEADINGS, *STOLEN]))
    answer = imported(run, file, "--dry-run")
    assert (answer.json["counts"]["new"], answer.json["counts"]["added"]) == (3, 0)
    told = run("import", "blocked", file, "--source", "Police 17", "--dry-run")
    assert told.out == "3 serials would be blocked.\n"
    assert newest(run) == before and blocked(run) == []


def test_cards_that_are_here_are_named_and_those_that_come_are_set_apart(
    run: Run, tmp_path: Path
) -> None:
    tag = run("do", "receive", "batch=B1", "serial=M9 0000002", "--json").json["tag"]
    answer = imported(run, put(tmp_path, text_of([HEADINGS, *STOLEN])))
    assert answer.json["here"] == [tag]
    card = run("do", "receive", "batch=B1", "serial=00123456", "--json").json["tag"]
    piece = run("ask", "identity", f"tag={card}", "--json").json
    assert piece["state"] == "quarantine"
    assert piece["held_for"] == "blocked serial: stolen in Lyon, Police 17"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("Colour,Shape\nred,round\nblue,square\n", "No column looks like serials."),
        ("", "There is nothing in this list."),
        (b"%PDF-1.7", "This is a picture or a PDF."),
        ("Série\n\xe9t\xe9\n".encode("cp1252"), "Nothing in this file says in which encoding"),
    ],
)
def test_what_is_no_such_list_is_refused(
    run: Run, tmp_path: Path, data: bytes | str, sentence: str
) -> None:
    answer = imported(run, put(tmp_path, data))
    assert answer.status == 1 and answer.json["refused"].startswith(sentence)
    assert blocked(run) == []


def test_somebody_must_have_said_so(run: Run, tmp_path: Path) -> None:
    file = put(tmp_path, text_of([HEADINGS, *STOLEN]))
    assert run("import", "blocked", file).status == 2
    nobody = run("import", "blocked", file, "--source", " ", "--dry-run")
    assert (nobody.status, nobody.err) == (1, "workshop: The source of the list is missing.\n")
    missing = run("import", "blocked", tmp_path / "none.csv", "--source", "x")
    assert missing.status == 1 and "There is no file" in missing.err
