# SPDX-License-Identifier: MIT
"""A list taken in by the command, as a script does it: answer, exit status, and what is saved."""

from pathlib import Path
from typing import Any

import pytest
from command_line import Answer, Run, bare, run
from lists_made import CARDS, HEADINGS, ods, text_of, xlsx

from workshop.manifests import take_in as taking

__all__ = ["bare", "run"]

FRENCH = [["Marque", "Modèle", "N° de série"], ["ASUS", "RTX 4090", "SN000001"]]
CHINESE = [["品牌", "型号", "序列号"], ["华硕", "RTX 4090", "SN000001"]]


def put(folder: Path, data: bytes | str, name: str = "list.csv") -> Path:
    file = folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return file


def listed(run: Run) -> list[str]:
    missing: list[str] = run("ask", "balance", "batch=B1", "--json").json["missing"]
    return missing


def imported(run: Run, file: Path, *options: object) -> Answer:
    return run("import", "manifest", file, "--batch", "B1", "--json", *options)


def test_a_list_is_added_in_one_act_and_undone_in_one(run: Run, tmp_path: Path) -> None:
    answer = imported(run, put(tmp_path, text_of([HEADINGS, *CARDS])))
    assert answer.status == 0 and answer.err == ""
    told = answer.json
    assert told["ok"] and told["counts"] == {
        "rows": 3, "new": 3, "listed": 0, "errors": 0, "warnings": 0, "added": 3
    }  # fmt: skip
    assert told["columns"] == {
        "maker": "A", "model": "B", "serial": "C", "part_number": "D", "box": "E"
    }  # fmt: skip
    assert (told["encoding"], told["delimiter"], told["header_row"]) == ("utf-8", "comma", 1)
    assert listed(run) == [card[2] for card in CARDS]
    assert run("do", "undo", f"entry={told['entry']}").status == 0
    assert listed(run) == []
    assert run("check", "--deep").status == 0


@pytest.mark.parametrize(
    ("data", "options"),
    [
        (text_of(FRENCH, ",").encode(), ()),
        (text_of(FRENCH, ";").encode("utf-8-sig"), ()),
        (text_of(FRENCH, "\t").encode("cp1252"), ("--encoding", "windows-1252")),
        (text_of(CHINESE, ";").encode("gbk"), ("--encoding", "gbk")),
        (text_of(CHINESE, "|").encode("utf-16"), ("--delimiter", "pipe")),
        (xlsx([["Liste 2026"], [], *CHINESE]), ()),
        (ods([["Liste 2026"], [""], *FRENCH]), ("--sheet", "liste")),
    ],
    ids=["utf-8", "mark", "windows-1252", "gbk", "utf-16", "xlsx", "ods"],
)
def test_every_kind_of_file_comes_in(
    run: Run, tmp_path: Path, data: bytes, options: tuple[str, ...]
) -> None:
    answer = imported(run, put(tmp_path, data, "list.dat"), *options)
    assert answer.json["counts"]["added"] == 1, answer.out
    assert listed(run) == ["SN000001"]


def test_the_second_time_adds_nothing_and_says_so(run: Run, tmp_path: Path) -> None:
    file = put(tmp_path, xlsx([HEADINGS, *CARDS]))
    assert imported(run, file).json["counts"]["added"] == 3
    before = run("ask", "newest", "--json").out
    again = imported(run, file)
    assert again.status == 0 and again.json["ok"]
    assert (again.json["counts"]["listed"], again.json["counts"]["added"]) == (3, 0)
    assert again.json["entry"] is None
    told = run("import", "manifest", file, "--batch", "B1")
    assert "Nothing added: 3 lines are in the list of batch B1 already." in told.out
    assert run("ask", "newest", "--json").out == before


def test_wrong_rows_are_left_out_and_named(run: Run, tmp_path: Path) -> None:
    rows = [["Delivery 7"], HEADINGS, *CARDS, ["", "Banana", "1.23E+12", "", ""], ["PNY"]]
    answer = imported(run, put(tmp_path, text_of(rows)))
    assert answer.status == 0
    told = answer.json
    assert [(e["row"], e["column"], e["heading"], e["value"]) for e in told["errors"]] == [
        (6, "C", "Serial", "1.23E+12"),
        (7, "C", "Serial", ""),
    ]
    assert "made a number of this" in told["errors"][0]["reason"]
    assert [(w["row"], w["column"]) for w in told["warnings"]] == [(6, "B")]
    assert told["counts"]["added"] == 3 == len(listed(run))
    said = run("import", "manifest", tmp_path / "list.csv", "--batch", "B1").out
    assert "Row 7, column C: The serial is missing." in said


def test_a_dry_run_saves_nothing(run: Run, tmp_path: Path) -> None:
    before = run("ask", "newest", "--json").out
    answer = imported(run, put(tmp_path, text_of([HEADINGS, *CARDS])), "--dry-run")
    assert (answer.json["counts"]["new"], answer.json["counts"]["added"]) == (3, 0)
    assert run("ask", "newest", "--json").out == before
    said = run("import", "manifest", tmp_path / "list.csv", "--batch", "B1", "--dry-run")
    assert said.out == "3 lines would be added to batch B1.\n"


def test_a_list_without_one_right_row_fails(run: Run, tmp_path: Path) -> None:
    answer = imported(run, put(tmp_path, "Serial,Model\n?,4090\n,4090\n"))
    assert (answer.status, answer.json["ok"], answer.json["counts"]["errors"]) == (1, False, 2)
    assert listed(run) == []


def test_the_map_corrects_and_is_remembered_for_the_supplier(run: Run, tmp_path: Path) -> None:
    text = "Serial,Tag,Model\nXX0000001,SN0000001,4090\nXX0000002,SN0000002,4080\n"
    file = put(tmp_path, text)
    answer = imported(run, file, "--map", "serial=Tag, box=Serial")
    assert answer.json["columns"] == {"model": "C", "serial": "B", "box": "A"}
    assert listed(run) == ["SN0000001", "SN0000002"]
    run("do", "open_batch", "number=B2", "supplier=RHEINTAL")
    run("do", "open_batch", "number=B3", "supplier=Nord")
    columns = {
        batch: run("import", "manifest", file, "--batch", batch, "--dry-run", "--json").json[
            "columns"
        ]
        for batch in ("B2", "B3")
    }
    assert columns["B2"] == {"model": "C", "serial": "B", "box": "A"}
    assert columns["B3"]["serial"] == "A"
    # The list is undone; what was learned about the supplier stays, until that is undone too.
    run("do", "undo", f"entry={answer.json['entry']}")
    assert imported(run, file, "--dry-run").json["columns"]["serial"] == "B"


def test_two_suppliers_whose_names_look_alike_stop_no_import(run: Run, tmp_path: Path) -> None:
    for number, supplier in (("B2", "Nord GmbH"), ("B3", "nord-gmbh"), ("B4", "***")):
        run("do", "open_batch", f"number={number}", f"supplier={supplier}")
        text = f"Card,Serial\u200b {number}\n4090,SN-{number}-01\n4080,SN-{number}-02\n"
        answer = run("import", "manifest", put(tmp_path, text), "--batch", number, "--json")
        assert answer.json["counts"]["added"] == 2, answer.out


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["--batch", "B9"], 1, "Open it first: workshop do open_batch number=B9"),
        (["--batch", "B1", "--map", "weight=A"], 2, "names no column"),
        (["--batch", "B1", "--map", "serial"], 2, "names no column"),
        (["--batch", "B1", "--map", "serial=Q"], 1, "no column “Q”"),
        (["--batch", "B1", "--map", "serial="], 1, "No column looks like serials"),
        (["--batch", "B1", "--sheet", "Cats"], 1, "no sheet “Cats”"),
        (["--batch", "B1", "--delimiter", "dot"], 1, "no delimiter “dot”"),
        (["--batch", "B1", "--encoding", "klingon"], 1, "no encoding “klingon”"),
        ([], 2, "--batch"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_status(
    run: Run, tmp_path: Path, options: list[str], status: int, words: str
) -> None:
    file = put(tmp_path, text_of([HEADINGS, *CARDS]))
    answer = run("import", "manifest", file, *options)
    assert answer.status == status and words in answer.err, answer.err
    assert listed(run) == []


def test_files_that_are_none_are_refused(run: Run, tmp_path: Path) -> None:
    for file in (tmp_path / "none.csv", tmp_path):
        assert imported(run, file).status == 1
    assert "There is no file" in run("import", "manifest", tmp_path, "--batch", "B1").err


def test_a_file_that_breaks_off_while_it_is_read_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path, text_of([HEADINGS, *CARDS]))

    real = Path.open

    def breaks(self: Path, *how: Any, **more: Any) -> Any:
        if self == file:
            raise OSError(5, "Input/output error")
        return real(self, *how, **more)

    monkeypatch.setattr(Path, "open", breaks)
    answer = run("import", "manifest", file, "--batch", "B1")
    assert (answer.status, answer.err) == (
        1, "workshop: list.csv cannot be read: Input/output error.\n"
    )  # fmt: skip


def test_an_unclear_encoding_shows_how_each_reads(run: Run, tmp_path: Path) -> None:
    file = put(tmp_path, text_of(CHINESE).encode("gbk"))
    answer = imported(run, file)
    assert (answer.status, answer.json["ok"]) == (1, False)
    assert "--encoding gbk: “品牌,型号,序列号" in answer.json["refused"]
    assert "--encoding windows-1252: “" in answer.json["refused"]


def test_an_import_that_saves_on_a_dry_run_is_caught(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted fault: --dry-run is not handed on."""
    real = taking.take_in

    def saves(*given: Any, **more: Any) -> Any:
        return real(*given, **more | {"dry_run": False})

    monkeypatch.setattr(taking, "take_in", saves)
    with pytest.raises(AssertionError):
        test_a_dry_run_saves_nothing(run, tmp_path)
