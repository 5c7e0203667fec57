# SPDX-License-Identifier: MIT
"""What the commands do: scanning, acts line by line, papers, logs, checks and backups."""

import json
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pypdf
import pytest
from bench_shop import Shop

from workshop.storage.check import check
from workshop.storage.database import Database
from workshop.storage.errors import Unavailable

pytest_plugins = ["command_line"]

Run = Callable[..., Any]


def opened(tmp_path: Path) -> Shop:
    return Shop(Database.open(tmp_path / "shop.db"))


# Scanning


SCANS = [
    (b"0324518063914", "received", "0324518063914 received as C01-000001-Z"),
    (b"0324518063914", "duplicate", "0324518063914 is already here: C01-000001-Z, in batch B1."),
    (b"]C1S/N: AB-12", "received", "AB-12 received as C01-000002-S"),
    (b"C01-000001-Z", "refused", "C01-000001-Z is our own label, of a piece in batch B1. Scan"),
    (b"C01-00003Z-0", "refused", "The check character of “C01-00003Z-0” is wrong."),
    (b"900-1G136-2530-000", "refused", "This is no serial (part_number). Scan the serial label."),
    (b"]E04710180023458", "refused", "4710180023458 is the product code (UPC) of the box, not the"),
    (b"CWP-LI", "refused", "This is no serial (person). Scan the serial label."),
    (b"<script>alert(1)</script>", "refused", "“<script>alert(1)</script>” cannot be a serial:"),
    (b"7" * 4096, "refused", "This scan has 4096 characters; a serial has at most 64."),
    ("显卡".encode(), "refused", "“显卡” cannot be a serial:"),
    (b"12\x1b[2J34", "refused", "“12�[2J34” cannot be a serial:"),
    (b"12\x0034", "refused", "“12�34” cannot be a serial:"),
    ("12\u202e34\u200b".encode(), "refused", "“12�34�” cannot be a serial:"),
    (b"12\xff\xfe34", "refused", "“12��34” cannot be a serial:"),
    (b"12\xed\xa0\x8034", "refused", "“12���34” cannot be a serial:"),  # half a character
    (b"AFTER-1\r", "received", "AFTER-1 received as C01-000003-V"),
]  # fmt: skip


def test_every_scan_is_answered_and_the_next_goes_on(run: Run, tmp_path: Path) -> None:
    typed = b"\n".join(scan for scan, _, _ in SCANS)
    answer = run("scan", "b1", "--by", "LI", stdin=b"\n  \n" + typed + b"\n\n")
    assert answer.status == 0
    assert len(answer.lines) == len(SCANS)
    for line, (_, result, message) in zip(answer.lines, SCANS, strict=True):
        assert line["result"] == result
        assert line["message"].startswith(message)
        assert set(line) >= {"scan", "result", "tag", "entry", "message"}
        assert (line["tag"] is None) == (result == "refused")
        assert isinstance(line["entry"], int) == (result == "received")
        assert line["scan"].isprintable() and len(line["scan"]) <= 201
    shop = opened(tmp_path)
    assert shop.ask("batch", number="B1").received == 3
    assert {entry.person for entry in shop.ask("journal", after=5)} == {"LI"}
    assert check(shop.database, deep=True).findings == []
    shop.database.close()


def test_the_list_is_compared_with_each_scan(run: Run) -> None:
    run("do", "expect", "batch=B1", 'cards=[{"serial":"A-1"}]')
    listed, unlisted = run("scan", "B1", stdin=b"a1\nB-2\n").lines
    assert (listed["listed"], unlisted["listed"]) == (True, False)


def test_a_tag_nobody_has_is_no_card(run: Run) -> None:
    (answer,) = run("scan", "B1", stdin=b"C01-000001-Z").lines
    assert answer["message"] == (
        "No piece has the tag C01-000001-Z. Perhaps its receipt was undone."
    )


def test_a_blank_tag_is_told_from_one_nobody_knows(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "roll.pdf"
    tag = run("labels", "blank", "--count", 1, "-o", out, "--json").json["first"]
    assert run("ask", "blank_tags", f"tag={tag}", "--json").json[0]["tag"] == tag
    (answer,) = run("scan", "B1", stdin=tag.encode()).lines
    assert (answer["result"], answer["tag"]) == ("refused", None)
    assert answer["message"].startswith("C01-000001-Z is a blank tag: no card has it yet. Scan the")
    run("do", "receive", "batch=B1", "serial=A-1", f"tag={tag}")
    (answer,) = run("scan", "B1", stdin=tag.encode()).lines
    assert answer["message"].startswith("C01-000001-Z is our own label, of a piece in batch B1.")
    assert run("ask", "blank_tags", f"tag={tag}", "--json").json == []


def test_a_blocked_serial_is_received_into_quarantine_and_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "stolen.csv"
    file.write_text("Serial,Reason\nA-000001,stolen\n")
    assert run("import", "blocked", file, "--source", "Police 17").status == 0
    blocked, clean = run("scan", "B1", stdin=b"a000001\nA-000002\n").lines
    assert (blocked["result"], blocked["tag"]) == ("received", "C01000001Z")
    assert blocked["held_for"] == "blocked serial: stolen, Police 17"
    assert blocked["message"] == (
        "a000001 received as C01-000001-Z, and put into quarantine: blocked serial: stolen, "
        "Police 17"
    )
    assert (clean["held_for"], clean["message"]) == ("", "A-000002 received as C01-000002-S")
    shop = opened(tmp_path)
    assert [row.state for row in shop.ask("pieces")] == ["quarantine", "received"]
    shop.database.close()


def test_scanning_into_a_closed_batch_or_as_nobody(run: Run) -> None:
    nobody = run("scan", "B1", "--by", "EVE", stdin=b"A-1")
    assert nobody.status == 1
    assert "Nobody here has the code “EVE”." in nobody.err
    run("do", "close_batch", "batch=B1")
    (answer,) = run("scan", "B1", stdin=b"A-1").lines
    assert (answer["result"], answer["message"]) == ("refused", "Batch B1 is closed.")


def test_an_answer_arrives_before_the_next_scan_is_sent(
    run: Run, process: Run, tmp_path: Path
) -> None:
    """Through real pipes: nothing waits in a buffer."""
    with process("--db", tmp_path / "shop.db", "scan", "B1") as scanning:
        answers: Queue[str] = Queue()
        reader = Thread(target=lambda: [answers.put(line) for line in scanning.stdout])
        reader.start()
        try:
            for n in range(5):
                scanning.stdin.write(f"PIPE-{n}\n")
                scanning.stdin.flush()
                answer = json.loads(answers.get(timeout=20))
                assert (answer["scan"], answer["result"]) == (f"PIPE-{n}", "received")
                # After the commit: another process sees it already.
                seen = run("ask", "identify", f"scan=PIPE-{n}", "--json").json
                assert seen["tag"] == answer["tag"]
        finally:
            scanning.stdin.close()
            reader.join(timeout=20)
        assert scanning.wait(timeout=30) == 0
        assert scanning.stderr.read() == ""


def test_a_reader_that_goes_away_ends_it_quietly(run: Run, process: Run, tmp_path: Path) -> None:
    with process("--db", tmp_path / "shop.db", "scan", "B1") as scanning:
        scanning.stdin.write("PIPE-1\n")
        scanning.stdin.flush()
        scanning.stdout.readline()
        scanning.stdout.close()
        scanning.stdin.write("PIPE-2\nPIPE-3\n")
        scanning.stdin.close()
        assert scanning.wait(timeout=30) == 1
        assert scanning.stderr.read() == ""
    assert run("check", "--deep").status == 0


def test_json_is_utf_8_whatever_the_locale(run: Run, process: Run, tmp_path: Path) -> None:
    asking = ("--db", tmp_path / "shop.db", "ask", "people", "--json")
    with process(*asking, PYTHONIOENCODING="latin-1") as asked:
        out, err = asked.communicate(timeout=30)
    assert err == ""
    assert json.loads(out)[1]["name"] == "李伟"


# Acts line by line


def line(act: str, key: str | None = None, by: str | None = None, **facts: Any) -> str:
    signed = {name: value for name, value in (("key", key), ("by", by)) if value}
    return json.dumps({"act": act, "facts": facts, **signed})


def test_acts_one_a_line(run: Run, tmp_path: Path) -> None:
    given = [
        line("receive", batch="B1", serial="A-1", key="11f6", by="LI"),
        line("receive", batch="B1", serial="A-1", key="11f6", by="LI"),
        line("receive", batch="B1", serial="A-1"),
        "",
        "this is no JSON",
        "[1, 2]",
        '{"act": "receive", "facts": [1]}',
        '{"act": "receive", "facts": null}',
        '{"act": "receive", "by": 5}',
        '{"act": "receive", "key": {"a": 1}}',
        '{"act": "eat"}',
        "{}",
        "[" * 100_000,
        '{"act": "receive", "facts": {"batch": "B1", "serial": 5}}',
        line("receive", batch="B1", serial="\ud800"),
        line("receive", batch="B1", serial="A-1", key="\ud800"),
        line("receive", batch="B1", serial="A-1", by="EVE"),
        line("record_test", piece="C01000001Z", plan="VOLTAGE", values={"v_12v": float("nan")}),
        line("receive", batch="B1", serial="A-2"),
    ]
    file = tmp_path / "acts.txt"
    file.write_bytes(("\n".join(given)).encode() + b"\n\xff\xfe\n")
    answer = run("do", "--lines", file)
    assert answer.status == 0
    first, again, second, *wrong, last, bytes_only = answer.lines
    assert first["ok"] and again == first
    assert second == {
        "ok": False, "refused": "A-1 is already here: C01-000001-Z, in batch B1."
    }  # fmt: skip
    assert last["ok"] and last["receipt"]["tag"] == "C01000002S"
    assert not bytes_only["ok"]
    no_act = "This line is no JSON object with an act and facts."
    assert [one["refused"].split(". There are")[0] for one in wrong] == [
        *[no_act] * 6,
        "There is no act “eat”",
        "There is no act “None”",
        no_act,
        "serial must be str.",
        "serial holds characters that cannot be kept. Type it anew.",
        "This holds characters or numbers that cannot be kept. Type it anew.",
        "Nobody here has the code “EVE”.",
        "v_12v: “nan” is no number. Type digits, such as 12.5.",
    ]
    entries = run("ask", "journal", "after=5", "--json").json
    assert [(entry["person"], entry["facts"]["serial"]) for entry in entries] == [
        ("LI", "A-1"), ("ANA", "A-2"),
    ]  # fmt: skip


def test_acts_from_the_input_and_a_key_on_the_command_line(run: Run) -> None:
    given = line("receive", batch="B1", serial="A-1").encode()
    (answer,) = run("do", "--lines", "-", "--by", "LI", stdin=given).lines
    assert answer["receipt"]["tag"] == "C01000001Z"
    twice = [run("do", "receive", "batch=B1", "serial=A-2", "--key", "k-1").json for _ in "ab"]
    assert twice[0] == twice[1]
    assert run("ask", "batch", "B1", "--json").json["received"] == 2


# Papers, logs, checks, backups


def test_labels_of_a_batch(run: Run, tmp_path: Path) -> None:
    run("scan", "B1", stdin=b"A-1\nA-2\nA-3\n")
    out = tmp_path / "labels.pdf"
    told = run("labels", "--batch", "b1", "-o", out, "--layout", "62x29")
    assert told.out == f"3 labels: {out}\n"
    assert len(pypdf.PdfReader(out).pages) == 3
    answer = run("labels", "--batch", "B1", "-o", out, "--start", "23", "--json")
    assert answer.json == {"ok": True, "file": str(out), "labels": 3, "shortened": []}
    assert len(pypdf.PdfReader(out).pages) == 2
    for wrong in (["--layout", "a9"], ["--start", "0"], ["--start", "99"]):
        refused = run("labels", "--batch", "B1", "-o", tmp_path / "no.pdf", *wrong)
        assert (refused.status, refused.err.count("\n")) == (1, 1)
    short = run("scan", "B1", stdin=b"W" * 60) and run(
        "labels", "--batch", "B1", "-o", out, "--layout", "25X10"
    )
    assert "\n1 label has a text that was shortened to fit: C01-000004-" in short.out
    nowhere = run("labels", "--batch", "B1", "-o", tmp_path / "no folder" / "x.pdf")
    assert nowhere.status == 1
    assert "No such file or directory." in nowhere.err


def test_reports(run: Run, tmp_path: Path) -> None:
    tag = run("do", "receive", "batch=B1", "serial=A-1", "note=李伟", "model=4090").json["tag"]
    for kind, of, paper in (("batch", "b1", "letter"), ("passport", tag, "a4")):
        out = tmp_path / f"{kind}.pdf"
        told = run("report", kind, of, "-o", out, "--paper", paper)
        assert told.status == 0, told.err
        assert told.out.endswith(f" pages: {out}\n")
        answer = run("report", kind, of, "--out", out, "--json").json
        assert answer == {"ok": True, "file": str(out), "pages": len(pypdf.PdfReader(out).pages)}


def test_a_check_says_clean_or_what_is_wrong(run: Run, tmp_path: Path) -> None:
    run("do", "receive", "batch=B1", "serial=A-1")
    assert run("check").out.startswith("Clean: 6 entries,")
    clean = run("check", "--deep", "--json").json
    assert (clean["ok"], clean["entries"], clean["findings"]) == (True, 6, [])
    shop = opened(tmp_path)
    with shop.database._writer.begin() as connection:
        connection.exec_driver_sql("UPDATE piece SET model = 'GeForce RTX 5090'")
    shop.database.dispose()
    found = run("check", "--deep")
    assert found.status == 1
    assert "piece" in found.out
    assert found.err == "workshop: Faults found: 1.\n"
    answer = run("check", "--deep", "--json")
    assert (answer.status, answer.json["ok"]) == (1, False)
    assert "piece" in answer.json["findings"][0]["what"]


def test_a_backup_and_the_way_back(bare: Run, run: Run, tmp_path: Path) -> None:
    run("do", "receive", "batch=B1", "serial=A-1")
    made = run("backup", tmp_path / "backups", "--json").json
    assert made["ok"] and Path(made["file"]).is_file()
    assert "Backup verified: " in run("backup", tmp_path / "backups").out
    other = tmp_path / "other.db"
    restored = bare("--db", other, "restore", made["file"])
    assert restored.out == f"Restored: {other}\n"
    assert bare("--db", other, "ask", "batch", "B1", "--json").json["received"] == 1
    answer = bare("--db", tmp_path / "third.db", "restore", made["file"], "--json").json
    assert answer["ok"] and answer["database"] == str(tmp_path / "third.db")
    assert bare("--db", other, "restore", made["file"]).status == 1  # where one is already


def test_old_backups_make_room(run: Run, tmp_path: Path) -> None:
    first = Path(run("backup", tmp_path / "backups", "--json").json["file"])
    second = run("backup", tmp_path / "backups", "--keep", 1, "--json").json
    assert second["removed"] == [first.name] and not first.exists()
    assert run("backup", tmp_path / "backups", "--keep", 0).status == 2


def test_the_command_is_a_process_like_any(run: Run, process: Run, tmp_path: Path) -> None:
    """What the shell sees: status, one line on standard error, JSON on standard output."""
    database = tmp_path / "shop.db"
    with process("--db", database, "do", "receive", "batch=B1", "serial=A-1") as done:
        out, err = done.communicate(timeout=30)
    assert (done.returncode, err) == (0, "")
    assert json.loads(out)["tag"] == "C01000001Z"
    with process("--db", database, "do", "receive", "batch=B1", "serial=A-1") as refused:
        out, err = refused.communicate(timeout=30)
    assert (refused.returncode, out) == (1, "")
    assert err == "workshop: A-1 is already here: C01-000001-Z, in batch B1.\n"


def test_a_near_twin_is_taken_when_it_is_scanned_once_more(run: Run) -> None:
    asked, other, again, taken = run("scan", "B1", stdin=b"M9O1\nM901\nX-7\nM901\nM901\n").lines[1:]
    assert (asked["result"], other["result"]) == ("refused", "received")
    assert asked["message"].endswith("Scan it once more to receive it anyway.")
    assert (again["result"], taken["result"]) == ("refused", "received")


def test_a_question_stands_while_the_database_cannot_be_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, busy = Database.write, iter([False, True, False])

    def sometimes(database: Database, act: Any, **facts: Any) -> Any:
        if next(busy):
            raise Unavailable("The database is busy. Try again.")
        return write(database, act, **facts)

    run("do", "receive", "batch=B1", "serial=M9O1")
    monkeypatch.setattr(Database, "write", sometimes)
    asked, failed, taken = run("scan", "B1", stdin=b"M901\nM901\nM901\n").lines
    assert asked["message"].endswith("Scan it once more to receive it anyway.")
    assert "busy" in failed["message"]
    assert taken["result"] == "received"
