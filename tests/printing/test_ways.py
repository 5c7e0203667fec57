# SPDX-License-Identifier: MIT
"""A print job is taken whole, or it is known how far it came."""

import stat
from pathlib import Path
from typing import Any

import pytest
from fake_printer import READY, FakePrinter

from workshop.domain.refused import Refused
from workshop.labels import zpl
from workshop.printing.ways import NotTaken, Patience, ask, host_and_port, require_address, send

SHORT = Patience(connect=0.3, take=0.3, answer=0.3)
LONG = Patience(connect=20, take=20, answer=20)
JOB = b"^XA^XZ" * 20_000


@pytest.mark.parametrize("mode", ["fine", "slow"])
def test_a_job_comes_whole(mode: str) -> None:
    with FakePrinter(mode) as printer:
        send(printer.address, JOB, LONG)
        assert printer.jobs == [JOB]


def test_one_that_refuses_has_nothing_of_it() -> None:
    with FakePrinter() as printer:
        printer.switch_off()
        with pytest.raises(NotTaken, match="takes no connection") as said:
            send(printer.address, JOB, SHORT)
        assert not said.value.begun
        printer.switch_on()
        send(printer.address, JOB, LONG)
        assert printer.jobs == [JOB]


@pytest.mark.parametrize("mode", ["hang", "half"])
@pytest.mark.parametrize("size", [100, 4_000_000])
def test_of_one_that_stops_half_way_nobody_knows(mode: str, size: int) -> None:
    with FakePrinter(mode) as printer:
        with pytest.raises(NotTaken) as said:
            send(printer.address, b"x" * size, SHORT if mode == "hang" else LONG)
        assert said.value.begun
        assert printer.jobs == []


def test_a_host_nobody_knows_is_told() -> None:
    with pytest.raises(NotTaken, match=r"printer\.invalid") as said:
        send("tcp://printer.invalid", JOB, SHORT)
    assert not said.value.begun


def test_a_question_is_answered_or_not() -> None:
    with FakePrinter(answer=READY) as printer:
        assert ask(printer.address, zpl.ASK_HOST, zpl.is_whole_answer, LONG) == READY
    with FakePrinter() as printer:
        assert ask(printer.address, zpl.ASK_HOST, zpl.is_whole_answer, SHORT) == b""
    with FakePrinter(answer=READY[:20]) as printer:
        assert ask(printer.address, zpl.ASK_HOST, zpl.is_whole_answer, LONG) == b""


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("tcp://192.0.2.7", ("192.0.2.7", 9100)),
        ("tcp://zebra.local:6101/", ("zebra.local", 6101)),
        ("tcp://[2001:db8::7]:9100", ("2001:db8::7", 9100)),
    ],
)
def test_addresses(address: str, found: tuple[str, int]) -> None:
    require_address(address)
    assert host_and_port(address) == found


@pytest.mark.parametrize(
    "address",
    ["", "queue:", "queue: ", "tcp://", "tcp://a b", "tcp://host:0", "tcp://host:99999", "a\0b",
     "tcp://host/path"],
)  # fmt: skip
def test_no_addresses(address: str) -> None:
    with pytest.raises(Refused, match="address"):
        require_address(address)


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stands where the print system's command is; keeps what it is given, and with which words."""

    def make(ending: str) -> Path:
        script = tmp_path / "bin" / "lp"
        script.parent.mkdir(exist_ok=True)
        script.write_text(
            f'#!/bin/sh\necho "$@" > {tmp_path}/words\ncat > {tmp_path}/job\n{ending}\n'
        )
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        return tmp_path

    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    return make


def test_a_raw_queue_gets_the_job_as_it_is(lp: Any) -> None:
    folder = lp("exit 0")
    send("queue:Zebra 1", JOB, LONG)
    assert (folder / "job").read_bytes() == JOB
    assert (folder / "words").read_text() == "-d Zebra 1 -o raw -t labels -- -\n"


def test_a_queue_that_is_not_there_is_told(lp: Any) -> None:
    lp('echo "lp: The printer or class does not exist." >&2; exit 1')
    with pytest.raises(NotTaken, match=r"Zebra takes nothing: lp: The printer .* exist\.") as said:
        send("queue:Zebra", JOB, LONG)
    assert not said.value.begun


def test_a_queue_that_does_not_answer_may_have_it(lp: Any) -> None:
    lp("exec sleep 60")
    with pytest.raises(NotTaken, match="did not answer") as said:
        send("queue:Zebra", JOB, SHORT)
    assert said.value.begun


def test_a_computer_without_queues_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotTaken, match="no print queues"):
        send("queue:Zebra", JOB, SHORT)


def test_a_file_gets_one_job_after_the_other(tmp_path: Path) -> None:
    out = tmp_path / "labels.zpl"
    send(str(out), b"one")
    send(str(out), b"two")
    assert out.read_bytes() == b"onetwo"
    with pytest.raises(NotTaken, match="cannot be written") as said:
        send(str(tmp_path / "nowhere" / "labels.zpl"), b"one")
    assert not said.value.begun


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disk that is full")
def test_a_full_disk_is_told() -> None:
    with pytest.raises(NotTaken, match="cannot be written"):
        send("/dev/full", b"one")
