# SPDX-License-Identifier: MIT
"""A pseudo-terminal plays the scanner on a serial port: pulled and plugged in, it is heard."""

import os
import sys
import termios
import tty
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parent))
from patience import let_work, wait

from ui import serial_scanner
from ui.serial_scanner import LONGEST, Choice, Lines, Port, SerialScanner, State, state_words
from ui.settings import SERIAL_LINES

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)


class Gun:
    """A scanner on a cable: the port has the same name each time it is plugged in."""

    def __init__(self, port: Path) -> None:
        self.port = port
        self._ours: int | None = None
        self.theirs = -1

    def plug(self) -> None:
        """Plug it in."""
        self._ours, self.theirs = os.openpty()
        tty.setraw(self.theirs)
        self.port.unlink(missing_ok=True)
        self.port.symlink_to(os.ttyname(self.theirs))

    def unplug(self) -> None:
        """Pull the cable."""
        if self._ours is not None:
            self.port.unlink()
            os.close(self.theirs)
            os.close(self._ours)
            self._ours = None

    def send(self, data: bytes) -> None:
        """Scan."""
        assert self._ours is not None
        os.write(self._ours, data)


@pytest.fixture
def gun(tmp_path: Path) -> Iterator[Gun]:
    found = Gun(tmp_path / "scanner")
    found.plug()
    yield found
    with suppress(OSError):
        found.unplug()


class Ear:
    """The program's side: what it read, and what it said of the scanner."""

    def __init__(self) -> None:
        self.scanner = SerialScanner()
        self.scanner._again.setInterval(10)
        self.scans: list[str] = []
        self.states: list[str] = []
        self.refused: list[str] = []
        self.scanner.scanned.connect(self.scans.append)
        self.scanner.changed.connect(lambda state, _name: self.states.append(state))
        self.scanner.refused.connect(self.refused.append)


@pytest.fixture
def ear(app: QApplication) -> Iterator[Ear]:
    found = Ear()
    yield found
    found.scanner.stop()


def test_what_is_scanned_arrives_with_its_separators(ear: Ear, gun: Gun) -> None:
    ear.scanner.listen(Choice(str(gun.port)))
    assert (ear.scanner.state, ear.states) == (State.CONNECTED, ["connected"])
    gun.send(b"C01-00773K-7\r\n\x02M9YVCM1\x03[)>\x1e06\x1dS4711AB\x1e\x04\r")
    wait(lambda: len(ear.scans) == 3)
    assert ear.scans == ["C01-00773K-7", "M9YVCM1", "[)>\x1e06\x1dS4711AB\x1e\x04"]


def test_a_code_may_come_in_pieces(ear: Ear, gun: Gun) -> None:
    ear.scanner.listen(Choice(str(gun.port)))
    for piece in (b"C01-", b"00773K", b"-7\r"):
        gun.send(piece)
        let_work(0.02)
    wait(lambda: ear.scans)
    assert ear.scans == ["C01-00773K-7"]


def test_unplugged_and_plugged_in_again_no_later_scan_is_lost(ear: Ear, gun: Gun) -> None:
    ear.scanner.listen(Choice(str(gun.port)))
    sent: list[str] = []
    for round_ in range(4):
        wait(lambda: ear.scanner.state is State.CONNECTED)
        for number in range(5):
            sent.append(f"M9YV{round_}{number}")
            gun.send(f"{sent[-1]}\r\n".encode())
        wait(lambda: len(ear.scans) == len(sent))
        gun.send(b"half a co")
        gun.unplug()
        wait(lambda: ear.scanner.state is State.LOST)
        let_work(0.03)
        gun.plug()
    assert ear.scans == sent
    assert ear.states[:3] == ["connected", "lost", "connected"]
    assert "lost, looking for it" in state_words(State.LOST, str(gun.port))


def test_a_port_that_is_not_looked_for_again_stays_lost(
    ear: Ear, gun: Gun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: Qt itself says that the port is open, and brings nothing any more."""
    ear.scanner.listen(Choice(str(gun.port)))
    monkeypatch.setattr(ear.scanner, "_close", lambda: None)
    port = ear.scanner._port
    assert port is not None
    gun.unplug()
    wait(lambda: ear.scanner.state is State.LOST)
    assert port.isOpen()
    gun.plug()
    gun.send(b"M9YVCM1\r")
    let_work(0.1)
    assert ear.scans == []
    monkeypatch.undo()
    ear.scanner._close()
    wait(lambda: ear.states[-1] == "connected")
    gun.send(b"M9YVCM2\r")
    wait(lambda: ear.scans == ["M9YVCM2"])


def test_a_scanner_that_is_plugged_in_late_is_found(ear: Ear, gun: Gun) -> None:
    gun.unplug()
    ear.scanner.listen(Choice(str(gun.port)))
    assert ear.states == ["lost"]
    let_work(0.03)
    assert ear.states == ["lost"], "said once"
    gun.plug()
    wait(lambda: ear.scanner.state is State.CONNECTED)
    gun.send(b"M9YVCM1\r")
    wait(lambda: ear.scans == ["M9YVCM1"])


def test_it_is_found_on_another_port_by_what_it_says_over_usb(
    ear: Ear, gun: Gun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[Port] = [Port(str(gun.port), "0c2e:0b61:17", "gun")]
    monkeypatch.setattr(serial_scanner, "ports", lambda: there)
    ear.scanner.listen(Choice(str(gun.port), "0c2e:0b61:17"))
    assert ear.scanner.state is State.CONNECTED
    there.clear()
    gun.unplug()
    wait(lambda: ear.scanner.state is State.LOST)
    other = Gun(tmp_path / "other port")
    other.plug()
    there[:] = [
        Port(str(gun.port), "ffff:0001:", "mouse"),
        Port(str(other.port), "0c2e:0b61:17", "gun"),
    ]
    wait(lambda: ear.scanner.state is State.CONNECTED)
    assert ear.scanner.name == str(other.port)
    other.send(b"M9YVCM1\r")
    wait(lambda: ear.scans == ["M9YVCM1"])
    other.unplug()


@pytest.mark.parametrize(
    ("line", "wanted"),
    [("8N1", (8, "No", 1)), ("7E1", (7, "Even", 1)), ("8O1", (8, "Odd", 1)), ("7N2", (7, "No", 2))],
)
def test_all_parameters_of_the_line_are_set(
    ear: Ear, gun: Gun, line: str, wanted: tuple[int, str, int]
) -> None:
    """A pseudo-terminal takes on the speed; the rest only Qt can tell."""
    assert line in SERIAL_LINES
    ear.scanner.listen(Choice(str(gun.port), speed=19200, line=line))
    assert termios.tcgetattr(gun.theirs)[4] == termios.B19200
    port = ear.scanner._port
    assert port is not None
    parity = port.parity().name.removesuffix("Parity")
    assert (port.dataBits().value, parity, port.stopBits().value) == wanted
    assert port.flowControl().name == "NoFlowControl"
    ear.scanner.listen(Choice(str(gun.port)))
    assert termios.tcgetattr(gun.theirs)[4] == termios.B9600


def test_too_long_a_code_is_refused_and_the_next_is_read(ear: Ear, gun: Gun) -> None:
    ear.scanner.listen(Choice(str(gun.port)))
    for _ in range(10):
        gun.send(b"x" * 500)
        let_work(0.005)
    gun.send(b"xx\rM9YVCM1\r")
    wait(lambda: ear.scans)
    assert ear.scans == ["M9YVCM1"]
    assert ear.refused == ["The scanner sent more than a code can hold. Scan it again."]


def test_a_code_without_an_end_is_not_joined_to_the_next(ear: Ear, gun: Gun) -> None:
    ear.scanner._silence.setInterval(20)
    ear.scanner.listen(Choice(str(gun.port)))
    gun.send(b"M9YVCM1")
    wait(lambda: ear.refused)
    assert "without an end" in ear.refused[0]
    gun.send(b"M9YVCM2\r")
    wait(lambda: ear.scans)
    assert ear.scans == ["M9YVCM2"]


def test_no_port_is_no_scanner(ear: Ear) -> None:
    ear.scanner.listen(Choice(""))
    assert (ear.scanner.state, ear.states) == (State.OFF, [])


def test_without_qtserialport_it_says_so(ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtSerialPort", None)
    ear.scanner.listen(Choice("COM3"))
    assert ear.states == ["absent"] and serial_scanner.ports() == []
    assert not ear.scanner._again.isActive()


# Bytes into codes


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x02\x03"),
                        min_size=1, max_size=30)), st.integers(1, 9))  # fmt: skip
def test_codes_survive_however_they_are_cut_up(codes: list[str], size: int) -> None:
    data = b"".join(code.encode() + b"\r\n" for code in codes)
    lines, found = Lines(), list[str]()
    for start in range(0, len(data), size):
        found += lines.take(data[start : start + size])[0]
    assert found == codes
    assert not lines.is_begun


@given(st.binary(max_size=300))
def test_no_bytes_are_too_odd(data: bytes) -> None:
    codes, too_long = Lines().take(data + b"\r")
    assert not too_long
    assert all(code and "\r" not in code for code in codes)


def test_what_is_no_utf_8_is_latin_1() -> None:
    assert Lines().take(b"Gr\xf6\xdfe\rGr\xc3\xb6\xc3\x9fe\r")[0] == ["Größe", "Größe"]


def test_the_longest_code_just_fits() -> None:
    assert Lines().take(b"x" * LONGEST + b"\r") == (["x" * LONGEST], False)
    assert Lines().take(b"x" * (LONGEST + 1) + b"\ry\r") == (["y"], True)
