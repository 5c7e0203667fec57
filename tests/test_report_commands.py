# SPDX-License-Identifier: MIT
"""Reports through the command line: both kinds of file, counts, exits; issued, and verified."""

from pathlib import Path

import pypdf
import pytest
from command_line import Run, bare, run
from pictures_made import photo
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
        "workshop: This report is a PDF or a spreadsheet: "
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


def test_a_report_is_a_draft_until_it_is_issued(received: Run, tmp_path: Path) -> None:
    out, again = tmp_path / "d.pdf", tmp_path / "again.pdf"
    assert received("report", "batch", "B1", "-o", out).status == 0
    told = received("verify", out)
    assert (told.status, told.out) == (1, "")
    assert told.err == "workshop: d.pdf is a draft of ours: it was never issued.\n"
    made = received("report", "batch", "b1", "-o", out, "--issue", "--by", "LI", "--json")
    pages = len(pypdf.PdfReader(out).pages)
    facts = {"report": 1, "about": "B1", "entry": made.json["entry"], "pages": pages}
    assert made.json == {"ok": True, "file": str(out), **facts}
    told = received("report", "issued", "1", "-o", again)
    assert told.out.startswith("Report 1 of B1, issued 20") and told.status == 0
    assert again.read_bytes() == out.read_bytes()
    told = received("verify", again)
    assert told.status == 0
    assert told.out.splitlines()[0].startswith("Report 1 of B1 is ours and whole. 李伟 issued it")
    assert received("do", "receive", "batch=B1", "serial=SN-9").status == 0
    answer = received("verify", again, "--json").json
    assert (answer["state"], answer["report"]["number"]) == ("whole", 1)
    assert answer["since"]["entries"] == 1
    assert "SN-9 received as" in received("verify", again).out
    out.write_bytes(out.read_bytes()[:-1])
    answer = received("verify", out, "--json")
    assert (answer.status, answer.json["state"]) == (1, "changed")
    assert "it says it is report 1 of B1" in answer.json["refused"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["report", "stock", "C01", "-o", "x.pdf", "--issue"], 2, "These reports are issued"),
        (["report", "issued", "one", "-o", "x.pdf"], 2, "“one” is no number of a report."),
        (["report", "issued", "7", "-o", "x.pdf"], 1, "There is no issued report 7."),
        (["report", "batch", "B9", "-o", "x.pdf", "--issue"], 1, "There is no batch “B9”."),
        (["report", "batch", "B1", "-o", "no/x.pdf", "--issue"], 1, "cannot be written to"),
        (["report", "batch", "B1", "-o", "x.pdf", "--issue", "--by", "NO"], 1, "“NO”"),
        (["verify", "nothing.pdf"], 1, "nothing.pdf cannot be read"),
        (["verify"], 2, "FILE.pdf"),
    ],
)  # fmt: skip
def test_what_cannot_be_issued_or_verified_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int,
    said: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    answer = run(*arguments)
    assert answer.status == status and said in answer.err
    assert not (tmp_path / "x.pdf").exists()
    assert run("ask", "reports", "--json").json == []


def test_cards_get_pages_with_photos_where_they_are_asked_for(
    received: Run, tmp_path: Path
) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "view.jpg").write_bytes(photo())
    tag = received("ask", "pieces", "batch=B1", "--json").json[0]["tag"]
    kept = received("import", "photo", tmp_path / "p" / "view.jpg", "--piece", tag)
    assert kept.status == 0, kept.err
    out = tmp_path / "b.pdf"
    images = {}
    for flags in ((), ("--card-pages",), ("--card-pages", "--no-photos"), ("--issue",)):
        assert received("report", "batch", "B1", "-o", out, *flags).status == 0
        pages = pypdf.PdfReader(out).pages
        text = "".join(page.extract_text() for page in pages)
        images[flags] = (text.count("Back to the table"), sum(len(p.images) for p in pages))
    assert list(images.values()) == [(0, 0), (2, 1), (2, 0), (0, 0)]
