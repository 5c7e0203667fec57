# SPDX-License-Identifier: MIT
"""`workshop import log` and `workshop watch`: told file by file, taken once, moved aside."""

import os
import zipfile
from pathlib import Path

import pytest
from command_line import Run
from logs_made import UUID, a_log
from permissions import bound_by_permissions

from workshop.domain.tag import written

pytest_plugins = ["command_line"]

GOOD = a_log((1, "N/A", "38 C"))


@pytest.fixture
def card(run: Run) -> str:
    answer = run("do", "receive", "batch=B1", "serial=SN1", "model=GeForce RTX 4090", "--json")
    return str(answer.json["tag"])


@pytest.fixture
def known(run: Run, card: str, tmp_path: Path) -> str:
    """A card whose UUID is known."""
    (tmp_path / "first.xml").write_bytes(a_log((1, "N/A", "37 C")))
    assert run("import", "log", tmp_path / "first.xml", "--piece", card).status == 0
    return card


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "logs"
    made.mkdir()
    return made


def results(run: Run, tag: str) -> int:
    return len(run("ask", "passport", f"tag={tag}", "--json").json["tests"])


def lie(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())


# Import


def test_each_file_is_told_in_a_line_of_json(run: Run, card: str, folder: Path) -> None:
    (folder / "a.xml").write_bytes(GOOD)
    (folder / "b.txt").write_text("holiday")
    answer = run("import", "log", folder / "a.xml", folder / "b.txt", "--piece", card, "--json")
    assert answer.status == 1
    good, bad = answer.lines
    assert (good["ok"], good["file"], good["piece"]) == (True, "a.xml", card)
    assert (good["tool"], good["verdict"], good["why_not"]) == ("nvidia-smi", "pass", "")
    assert good["devices"][0]["uuid"] == UUID.format(1) and len(good["evidence"]) == 64
    assert {tuple(sorted(one)) for one in good["measurements"]} == {
        ("name", "unit", "value", "verdict")
    }
    assert (bad["ok"], bad["piece"]) == (False, "")
    assert (
        bad["why_not"]
        == bad["refused"]
        == ("This file is not the log of any test tool that can be imported here.")
    )
    again = run("import", "log", folder / "a.xml", "--json")
    assert again.status == 0 and again.json["already"] is True


def test_people_are_told_in_words(run: Run, card: str, folder: Path) -> None:
    (folder / "a.xml").write_bytes(GOOD)
    (folder / "b.txt").write_text("holiday")
    dry = run("import", "log", folder / "a.xml", "--piece", card, "--dry-run")
    assert dry.out == f"a.xml: {written(card)}: would be INCOMING, pass\n"
    answer = run("import", "log", folder, "--piece", card)
    assert (answer.status, answer.err) == (1, "workshop: Refused: 1 of 2 files.\n")
    assert answer.out.splitlines() == [
        f"[1/2] a.xml: {written(card)}: INCOMING pass",
        "[2/2] b.txt: refused: This file is not the log of any test tool that can be imported "
        "here.",
    ]
    again = run("import", "log", folder / "a.xml")
    assert again.out.startswith(f"a.xml: {written(card)}: imported already, with entry ")


def test_folders_and_archives_are_files_too(run: Run, known: str, folder: Path) -> None:
    with zipfile.ZipFile(folder / "logs.zip", "w") as archive:
        for heat in (40, 41, 42):
            archive.writestr(f"pc/{heat}.xml", a_log((1, "N/A", f"{heat} C")))
    answer = run("import", "log", folder / "logs.zip", "--json")
    assert answer.status == 0
    assert [one["file"] for one in answer.lines] == [f"logs.zip/pc/{n}.xml" for n in (40, 41, 42)]
    assert results(run, known) == 4
    empty = run("import", "log", folder.parent / "none")
    assert (empty.status, empty.out, empty.err) == (
        1, "", "workshop: none cannot be read: No such file or directory.\n",
    )  # fmt: skip
    (folder / "sub").mkdir()
    nothing = run("import", "log", folder / "sub")
    assert (nothing.status, nothing.err) == (
        1, "workshop: There is no file to import in sub.\n",
    )  # fmt: skip


def test_a_dry_run_changes_no_byte(run: Run, card: str, folder: Path) -> None:
    (folder / "a.xml").write_bytes(GOOD)

    def bytes_of() -> dict[str, bytes]:
        files = folder.parent.glob("shop.db*")
        return {p.name: p.read_bytes() for p in files if p.is_file()}

    before = bytes_of()
    answer = run("import", "log", folder, "--piece", card, "--dry-run", "--json")
    assert answer.json["verdict"] == "pass" and answer.json["results"][0]["plan"] == "INCOMING"
    assert bytes_of() == before
    assert not (folder.parent / "shop.db.evidence").exists()


def test_the_slot_and_the_reason_are_given_here(run: Run, card: str, folder: Path) -> None:
    (folder / "a.xml").write_bytes(a_log((1, "N/A", "38 C"), (2, "N/A", "39 C")))
    wrong = run("import", "log", folder, "--piece", card, "--slot", "left")
    assert "“left” is no PCI bus" in wrong.err
    answer = run("import", "log", folder, "--piece", card, "--slot", "0000:02:00.0", "--json")
    assert [one["piece"] for one in answer.json["results"]] == ["", card]
    assert answer.json["results"][0]["why_not"] == "This card is not in the test slot of this PC."
    other = run("do", "receive", "batch=B1", "serial=SN2", "model=GeForce RTX 4090", "--json").json
    (folder / "b.xml").write_bytes(a_log((2, "N/A", "40 C")))
    log = ("import", "log", folder / "b.xml", "--piece", other["tag"], "--json")
    alarm = run(*log)
    assert alarm.status == 1 and "no transplant of its GPU" in alarm.json["refused"]
    assert run(*log, "--override", "bought so").json["piece"] == other["tag"]


@pytest.mark.parametrize(
    "data",
    [b"", b"Hello", b"\x89PNG\r\n\x1a\n\0", GOOD[:400], b"<html></html>", b"\xff" * 99],
)
def test_a_file_that_is_no_log(run: Run, card: str, folder: Path, data: bytes) -> None:
    (folder / "smi.xml").write_bytes(data)
    before = (folder.parent / "shop.db").read_bytes()
    answer = run("import", "log", folder / "smi.xml", "--piece", card)
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1)
    assert (folder.parent / "shop.db").read_bytes() == before


# A watched folder


def test_a_watched_folder_is_emptied_into_two(run: Run, known: str, folder: Path) -> None:
    for number, name in enumerate(("good.xml", "copy.xml")):
        (folder / name).write_bytes(GOOD)
        os.utime(folder / name, (number, number))
    (folder / "bad\n{x}.txt").write_text("holiday")
    (folder / "half.part").write_bytes(GOOD)
    (folder / "out.xml").symlink_to(folder.parent / "first.xml")
    os.mkfifo(folder / "pipe")
    answer = run("watch", folder, "--once", "--settle", "0.05", "--json")
    assert answer.status == 1
    assert {one["file"]: (one["ok"], one["already"]) for one in answer.lines} == {
        "good.xml": (True, False), "copy.xml": (True, True), "bad�{x}.txt": (False, False),
        "out.xml": (False, False), "pipe": (False, False),
    }  # fmt: skip
    assert lie(folder) == [
        "half.part", "refused/bad\n{x}.txt", "refused/bad\n{x}.txt.txt", "refused/out.xml",
        "refused/out.xml.txt", "refused/pipe", "refused/pipe.txt",
        "taken/copy.xml", "taken/good.xml",
    ]  # fmt: skip
    assert (folder / "refused" / "bad\n{x}.txt.txt").read_text() == (
        "This file is not the log of any test tool that can be imported here.\n"
    )
    assert results(run, known) == 2
    assert run("watch", folder, "--once", "--settle", "0.01").out == ""


def test_each_test_pc_may_have_a_folder_of_its_own(run: Run, known: str, folder: Path) -> None:
    deep = folder / "PC 2" / "2026-11-30" / "SN1"
    for below in (folder / "PC 1", deep, deep / "deeper", folder / ".git", folder / "taken"):
        below.mkdir(parents=True)
    for number, below in enumerate((folder, folder / "PC 1", deep)):
        (below / "smi.xml").write_bytes(a_log((1, "N/A", f"{50 + number} C")))
    stranger = folder / "PC 1" / "other.xml"
    stranger.write_bytes(a_log((2, "N/A", "38 C")))
    kept = [deep / "deeper" / "a.xml", folder / ".git" / "a.xml", folder / "taken" / "old.xml"]
    for file in kept:
        file.write_bytes(a_log((1, "N/A", "70 C")))
    # The tool lies beside its log, on the stick the PC starts from.
    tools = {
        "gpu_burn": b"\x7fELF\0",
        "README.html": b"<html>",
        "compare.ptx": b"//",
        "a.zip": b"PK",
    }
    for name, data in tools.items():
        (folder / "PC 1" / name).write_bytes(data)
    (folder / "PC 1" / "link").symlink_to(folder / "PC 2" / "2026-11-30")
    answer = run("watch", folder, "--once", "--settle", "0.05", "--json")
    assert {one["file"]: one["ok"] for one in answer.lines} == {
        "smi.xml": True, "PC 1/smi.xml": True, "PC 2/2026-11-30/SN1/smi.xml": True,
        "PC 1/other.xml": False,
    }  # fmt: skip
    assert lie(folder) == sorted([
        "PC 1/taken/smi.xml", "PC 1/refused/other.xml", "PC 1/refused/other.xml.txt",
        "PC 2/2026-11-30/SN1/taken/smi.xml", "taken/smi.xml",
        *(f"PC 1/{name}" for name in tools), *(f.relative_to(folder).as_posix() for f in kept),
    ])  # fmt: skip
    assert results(run, known) == 4
    again = run("watch", folder, "--once", "--settle", "0.05", "--json")
    assert (again.status, again.out) == (0, "")


def test_a_name_of_any_bytes_is_taken(run: Run, known: str, folder: Path) -> None:
    for number, name in enumerate((b"\xff\xfe.xml", b"a\x1b[31m\n.xml", b"<b>'\"; --.xml")):
        log = a_log((1, "N/A", f"{50 + number} C"))
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_bytes(log)  # noqa: PTH118
    dry = run("import", "log", folder, "--dry-run")
    assert dry.status == 0 and "\x1b" not in dry.out
    answer = run("watch", folder, "--once", "--settle", "0.05", "--json")
    assert (answer.status, len(answer.lines)) == (0, 3)
    assert results(run, known) == 4 and len(lie(folder / "taken")) == 3
    assert run("check", "--deep").status == 0


def test_an_archive_in_a_watched_folder_tells_each_of_its_files(
    run: Run, known: str, folder: Path
) -> None:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("1.xml", GOOD)
        archive.writestr("2.xml", "holiday")
    (folder / "b.zip").write_bytes(b"PK")
    answer = run("watch", folder, "--once", "--settle", "0.05", "--json")
    assert sorted((one["file"], one["ok"]) for one in answer.lines) == [
        ("a.zip/1.xml", True), ("a.zip/2.xml", False), ("b.zip", False),
    ]  # fmt: skip
    assert (folder / "refused" / "a.zip.txt").read_text().startswith("a.zip/2.xml: This file is")
    assert "is a damaged archive" in (folder / "refused" / "b.zip.txt").read_text()


def test_what_cannot_be_read_stays_and_is_tried_again(run: Run, known: str, folder: Path) -> None:
    log = folder / "a.xml"
    log.write_bytes(GOOD)
    log.chmod(0)
    (folder / "PC 1").mkdir(mode=0)
    with bound_by_permissions():
        answer = run("watch", folder, "--once", "--settle", "0.05")
    assert answer.status == 1
    assert answer.out == "a.xml cannot be read: Permission denied. It is tried again.\n"
    log.chmod(0o600)
    (folder / "PC 1").chmod(0o700)
    assert run("watch", folder, "--once", "--settle", "0.05").status == 0
    assert lie(folder) == ["taken/a.xml"]


def test_a_folder_that_is_not_there_is_refused(run: Run, card: str, folder: Path) -> None:
    answer = run("watch", folder / "none", "--once")
    assert answer.status == 1
    assert answer.err.startswith(f"workshop: The folder of logs {folder / 'none'} cannot be read")
