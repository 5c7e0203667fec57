# SPDX-License-Identifier: MIT
"""The scanner on a serial port or USB-CDC: found again after it was unplugged, lines into scans."""

from __future__ import annotations

from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from workshop.language import mark, say

if TYPE_CHECKING:
    from PySide6.QtSerialPort import QSerialPort

# Bytes a code may have; what is longer is noise, or a line without an end.
LONGEST = 4096

# ms between two looks for a scanner that is gone, and of silence that no scanner keeps in a code.
LOOK_AGAIN_MS, SILENCE_MS = 2_000, 500

_STX, _ENDS = b"\x02", b"\r\n\x03"


class Choice(NamedTuple):
    """Which scanner, and how it talks. `device` is what it says of itself over USB, if it does.

    A device is found by that on whatever port it comes back; else the port is opened by name.
    """

    port: str
    device: str = ""
    speed: int = 9600
    line: str = "8N1"


class Port(NamedTuple):
    """A port of this computer: its name, what is plugged in there, and for whom it is shown."""

    name: str
    device: str
    words: str


class State(StrEnum):
    """Whether the scanner is there."""

    OFF = "off"
    CONNECTED = "connected"
    LOST = "lost"
    ABSENT = "absent"  # this computer cannot talk to serial ports


_STATES = {
    State.OFF: mark("No scanner on a serial port was chosen."),
    State.CONNECTED: mark("Scanner {port}: connected"),
    State.LOST: mark("Scanner {port}: lost, looking for it"),
    State.ABSENT: mark("This computer cannot talk to serial ports."),
}


def state_words(state: State, port: str) -> str:
    """Whether the scanner on this port is there, in words."""
    return say(_STATES[state], port=port.rpartition("/")[2])


class Lines:
    """Bytes in any portions into codes, each ended by CR, LF or ETX; GS, RS and EOT stay inside.

    STX begins a code anew.
    """

    def __init__(self) -> None:
        self._begun = b""
        self._is_lost = False

    def take(self, data: bytes) -> tuple[list[str], bool]:
        """The codes that ended with this data, and whether one was given up as too long."""
        codes, too_long = [], False
        for byte in data:
            one = bytes((byte,))
            if one in _ENDS:
                if not self._is_lost and self._begun:
                    codes.append(_text(self._begun))
                self.clear()
            elif one == _STX:
                self.clear()  # a code begins here, whatever came before
            elif not self._is_lost:
                self._begun += one
                if len(self._begun) > LONGEST:
                    self._begun, self._is_lost, too_long = b"", True, True
        return codes, too_long

    @property
    def is_begun(self) -> bool:
        """Whether a code waits for its end."""
        return bool(self._begun) or self._is_lost

    def clear(self) -> None:
        """Forget a code that was begun: its rest will not come."""
        self._begun, self._is_lost = b"", False


def _text(code: bytes) -> str:
    """The text of a code: UTF-8 where it is, else Latin-1, which takes every byte."""
    try:
        return code.decode("utf-8")
    except UnicodeDecodeError:
        return code.decode("latin-1")


def ports() -> list[Port]:
    """The serial ports of this computer; none where it cannot talk to any."""
    try:
        from PySide6.QtSerialPort import QSerialPortInfo
    except ImportError:
        return []
    found = []
    for info in QSerialPortInfo.availablePorts():
        device = ""
        if info.hasVendorIdentifier() and info.hasProductIdentifier():
            ids = f"{info.vendorIdentifier():04x}:{info.productIdentifier():04x}"
            device = f"{ids}:{info.serialNumber()}"
        words = " ".join(part for part in (info.portName(), info.description()) if part)
        found.append(Port(info.systemLocation(), device, words))
    return found


class SerialScanner(QObject):
    """Reads codes from one port, and looks for it every two seconds while it is gone.

    `changed(state, name)` tells whether it is there, `refused(template)` why something it sent
    is no scan: a sentence for `say`.
    """

    scanned = Signal(str)
    changed = Signal(str, str)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state, self.name = State.OFF, ""
        self._choice = Choice("")
        self._port: QSerialPort | None = None
        self._lines = Lines()
        self._again = QTimer(self, interval=LOOK_AGAIN_MS)
        self._again.timeout.connect(self._open)
        self._silence = QTimer(self, interval=SILENCE_MS, singleShot=True)
        self._silence.timeout.connect(self._fell_silent)

    def listen(self, choice: Choice) -> None:
        """Listen to this scanner from now on; to none for an empty port."""
        if choice == self._choice and self.state is not State.ABSENT:
            return
        self.stop()
        self._choice = choice
        if choice.port or choice.device:
            self._open()
            if self.state is not State.ABSENT:
                self._again.start()

    def stop(self) -> None:
        """Close the port and look for nothing any more."""
        self._again.stop()
        self._close()
        self._choice = Choice("")
        self._tell(State.OFF, "")

    def _tell(self, state: State, name: str) -> None:
        if (state, name) != (self.state, self.name):
            self.state, self.name = state, name
            self.changed.emit(state.value, name)

    def _found(self) -> str:
        """The port the device is on now; by its name where it does not say who it is."""
        if not self._choice.device:
            return self._choice.port
        there = [port.name for port in ports() if port.device == self._choice.device]
        # Two of a kind without serial numbers: the one on the port that was chosen.
        return self._choice.port if self._choice.port in there else next(iter(there), "")

    def _open(self) -> None:
        """Open the port, where it is there and not open."""
        if self._port is not None:
            return
        try:
            from PySide6.QtSerialPort import QSerialPort
        except ImportError:
            self._tell(State.ABSENT, "")
            return
        name = self._found()
        port = QSerialPort(self)
        port.setPortName(name)
        _set(port, self._choice)
        if not name or not port.open(QSerialPort.OpenModeFlag.ReadWrite):
            port.deleteLater()
            self._tell(State.LOST, self._choice.port)
            return
        self._port = port
        port.readyRead.connect(self._read)
        port.errorOccurred.connect(self._failed)
        self._tell(State.CONNECTED, name)

    def _close(self) -> None:
        self._silence.stop()
        self._lines.clear()
        if self._port is not None:
            port, self._port = self._port, None
            with suppress(RuntimeError):
                port.errorOccurred.disconnect(self._failed)
            port.close()
            port.deleteLater()

    def _failed(self, error: QSerialPort.SerialPortError) -> None:
        """Unplugged: the port still says that it is open, and will never bring anything."""
        from PySide6.QtSerialPort import QSerialPort

        passing = (QSerialPort.SerialPortError.NoError, QSerialPort.SerialPortError.TimeoutError)
        if error not in passing and self._port is not None:
            self._read()
            self._close()
            self._tell(State.LOST, self._choice.port)

    def _read(self) -> None:
        if self._port is None:
            return
        codes, too_long = self._lines.take(bytes(self._port.readAll().data()))
        for code in codes:
            self.scanned.emit(code)
        if too_long:
            self.refused.emit(mark("The scanner sent more than a code can hold. Scan it again."))
        if self._lines.is_begun:
            self._silence.start()
        else:
            self._silence.stop()

    def _fell_silent(self) -> None:
        """The end of a code did not come: the next one must not be joined to it."""
        was_lost = self._lines.is_begun
        self._lines.clear()
        if was_lost:
            self.refused.emit(
                mark("The scanner sent a code without an end. Give it the suffix CR, then scan.")
            )


def _set(port: QSerialPort, choice: Choice) -> None:
    """All five parameters, since what a port had before stays otherwise."""
    from PySide6.QtSerialPort import QSerialPort

    data, parity, stop = tuple(choice.line)
    port.setBaudRate(choice.speed)
    port.setDataBits(QSerialPort.DataBits.Data7 if data == "7" else QSerialPort.DataBits.Data8)
    parities = {
        "N": QSerialPort.Parity.NoParity,
        "E": QSerialPort.Parity.EvenParity,
        "O": QSerialPort.Parity.OddParity,
    }
    port.setParity(parities[parity])
    port.setStopBits(QSerialPort.StopBits.TwoStop if stop == "2" else QSerialPort.StopBits.OneStop)
    port.setFlowControl(QSerialPort.FlowControl.NoFlowControl)
