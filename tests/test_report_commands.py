# SPDX-License-Identifier: MIT
"""The difference report through the command line: both kinds of file, its counts, its exits."""

from pathlib import Path

import pypdf
import pytest
from command_line import Run, bare, run
from python_calamine import CalamineWorkbook

__all__ = ["bare", "run"]


@pytest.fixture
def received(run: Run, tmp_path: Path) -> Run:
    """Batch B1: one card came as listed, one is missing, one unexpected, one refused."""
    (tmp_path / "list.csv").write_text("serial\n000123\n000124\n", "utf-8")
    assert run("import", "manifest", tmp_path / "list.csv", "--batch", "B1").status == 0
    for act in (
        ["receive", "batch=B1", "serial=000123"],
        ["receive", "batch=B1", "serial=EXTRA-1"],
        ["refuse", "batch=B1", "serial=WET-1", "reason=WATER"],
    ):
        assert run("do", *act).status == 0
    return run


def test_a_pdf_is_written_and_counted(received: Run, tmp_path: Path) -> None:
    out = tmp_path / "显卡 d.PDF"
    answer = received("report", "differences", "b1", "-o", out, "--json", "--by", "LI")
    assert (answer.status, answer.err) == (0, "")
    pages = pypdf.PdfReader(out).pages
    assert answer.json == {
        "ok": True,
        "file": str(out),
        "batch": "B1",
        "as_listed": False,
        "rows": {"missing": 1, "unexpected": 1, "refused": 1, "duplicate": 0, "quarantined": 0},
        "pages": len(pages),
    }
    text = "\n".join(page.extract_text() for page in pages)
    assert all(serial in text for serial in ("000124", "EXTRA-1", "WET-1"))
    assert "by 李伟" in text and "000123" not in text
    told = received("report", "differences", "B1", "-o", out, "--paper", "letter")
    assert (told.status, told.out) == (0, f"1 pages: {out}\n")


def test_a_spreadsheet_is_written_and_counted(received: Run, tmp_path: Path) -> None:
    out = tmp_path / "d.xlsx"
    answer = received("report", "differences", "B1", "-o", out, "--json")
    assert answer.status == 0
    assert answer.json["rows"] == {
        "missing": 1, "unexpected": 1, "refused": 1, "duplicate": 0, "quarantined": 0,
        "received": 2,
    }  # fmt: skip
    assert answer.json["pages"] is None
    book = CalamineWorkbook.from_path(str(out))
    assert [row[0] for row in book.get_sheet_by_name("Missing").to_python()] == ["Serial", "000124"]
    told = received("report", "differences", "B1", "-o", out)
    assert (told.status, told.out) == (0, f"5 rows: {out}\n")


def test_a_delivery_as_listed_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("serial\n000123\n", "utf-8")
    run("import", "manifest", tmp_path / "list.csv", "--batch", "B1")
    for as_listed in (False, True):
        answer = run("report", "differences", "B1", "-o", tmp_path / "d.pdf", "--json")
        assert answer.json["as_listed"] is as_listed
        run("do", "receive", "batch=B1", "serial=000123")


@pytest.mark.parametrize("name", ["d", "d.csv", "d.xls", "d.pdf.txt", ".pdf"])
def test_another_kind_of_file_is_wrong_usage(run: Run, tmp_path: Path, name: str) -> None:
    answer = run("report", "differences", "B1", "-o", tmp_path / name)
    assert answer.status == 2 and answer.out == ""
    assert answer.err == (
        "workshop: The difference report is a PDF or a spreadsheet: "
        f"let the name of “{name}” end in .pdf or .xlsx.\n"
    )
    assert not (tmp_path / name).exists()
    said = run("report", "differences", "B1", "-o", tmp_path / name, "--json")
    assert said.status == 2 and said.json["ok"] is False


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_what_cannot_be_done_is_refused(run: Run, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"d.{kind}"
    for facts, sentence in (
        (["B9", "-o", out], "There is no batch “B9”."),
        (["B1", "-o", out, "--by", "nobody"], "Nobody here has the code “NOBODY”."),
        (["B1", "-o", tmp_path / "gone" / f"d.{kind}"], "The report cannot be written to "),
    ):
        answer = run("report", "differences", *facts)
        assert answer.status == 1 and answer.err.startswith(f"workshop: {sentence}")
    assert not out.exists()
