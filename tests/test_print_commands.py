# SPDX-License-Identifier: MIT
"""`workshop print`: what waits comes out of a printer on the network, or goes to files."""

import sys
from pathlib import Path

import pytest
from command_line import Run

sys.path.insert(0, str(Path(__file__).parent / "printing"))

from fake_printer import READY, FakePrinter

pytest_plugins = ["command_line"]


@pytest.fixture
def tags(run: Run) -> list[str]:
    answers = [run("do", "receive", "batch=B1", f"serial=SN{n}", "--json") for n in range(2)]
    return [str(answer.json["tag"]) for answer in answers]


def test_what_waits_is_printed_by_a_zebra(run: Run, tags: list[str]) -> None:
    with FakePrinter(answer=READY) as fake:
        to = ("--printer-kind", "zpl", "--to", fake.address, "--darkness", "9", "--copies", "2")
        answer = run("print", "--waiting", *to)
        assert (answer.status, answer.out, answer.err) == (0, "2 labels printed.\n", "")
        assert [job[:6] for job in fake.jobs] == [b"~SD09\n"] * 2
        assert run("print", "--waiting", *to, "--json").json["printed"] == 0
        assert len(fake.jobs) == 2
    assert run("ask", "labels_waiting", "--json").json == []


def test_only_those_of_a_batch_go_to_a_brother(run: Run, tags: list[str], tmp_path: Path) -> None:
    run("do", "open_batch", "number=B2", "supplier=S")
    run("do", "receive", "batch=B2", "serial=OTHER")
    out = tmp_path / "labels.bin"
    answer = run("print", "--batch", "b1", "--printer-kind", "brother", "--to", out,
                 "--offset", "0.5,-0.5", "--json")  # fmt: skip
    assert (answer.status, answer.json["printed"], answer.json["waiting"]) == (0, 2, 0)
    assert out.read_bytes().count(b"\x1a") >= 2
    (left,) = run("ask", "labels_waiting", "--json").json
    assert left["batch"] == "B2"


def test_a_printer_that_is_off_is_told_and_they_wait(run: Run, tags: list[str]) -> None:
    with FakePrinter() as fake:
        fake.switch_off()
        answer = run("print", "--waiting", "--printer-kind", "zpl", "--to", fake.address)
    assert answer.status == 1 and answer.out == "0 labels printed.\n2 labels still wait.\n"
    assert answer.err.startswith("workshop: The printer at tcp://127.0.0.1")


def test_sheets_are_written_from_the_first_free_place(
    run: Run, tags: list[str], tmp_path: Path
) -> None:
    answer = run("print", "--waiting", "--printer-kind", "pdf", "--to", tmp_path / "out",
                 "--layout", "a4-3x8", "--start", "23", "--json")  # fmt: skip
    assert (answer.json["ok"], answer.json["next_place"]) == (True, 1)
    assert Path(answer.json["file"]).parent == tmp_path / "out"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--printer-kind", "zpl"), 1, "needs an address"),
        (("--printer-kind", "pdf", "--layout", "nonsense"), 1, "no label layout"),
        (("--printer-kind", "pdf", "--offset", "a"), 2, "--offset is two lengths"),
        (("--printer-kind", "laser"), 2, "invalid choice"),
        (("--printer-kind", "png", "--dpi", "72"), 1, "72 dots per inch"),
    ],
)
def test_what_no_printer_can_do(run: Run, words: tuple[str, ...], status: int, said: str) -> None:
    answer = run("print", "--waiting", *words)
    assert answer.status == status and said in answer.err
