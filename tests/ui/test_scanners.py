# SPDX-License-Identifier: MIT
"""Keys, a serial port and a camera end in the same scans, each code once."""

import os
import subprocess
import sys
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

sys.path.insert(0, str(Path(__file__).parent))
from code_pictures import QR, frame, picture
from patience import let_work, wait
from scanner_bench import come_up, send

from ui.scanners import Scanners
from ui.settings import Settings
from ui.sounds import in_silence

ROOT = Path(__file__).parents[2]


class Bench:
    """A window with the three ways, and what came of them."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(file=folder / "settings.toml")
        self.window = QWidget()
        QHBoxLayout(self.window)
        self.window.show()
        self.window.activateWindow()
        come_up(self.window)
        self.ways = Scanners(self.settings, self.window)
        self.now = 100.0
        self.ways.repeats._clock = lambda: self.now
        self.heard: list[tuple[str, str]] = []
        self.scans: list[str] = []
        self.told: list[tuple[str, str, str]] = []
        self.ways.heard.connect(lambda text, way: self.heard.append((text, way)))
        self.ways.scanned.connect(self.scans.append)
        self.ways.told.connect(lambda *said: self.told.append(said))
        self.ways.start()

    def type(self, code: str) -> None:
        """A scan by keys."""
        window = self.window.windowHandle()
        assert window is not None
        send(window, f"{code}\r", 1_000, 4)


@pytest.fixture
def bench(app: QApplication, tmp_path: Path) -> Iterator[Bench]:
    found = Bench(tmp_path)
    yield found
    found.ways.stop()
    found.window.close()


def test_a_gun_that_sends_a_code_twice_counts_once(bench: Bench) -> None:
    bench.type("M9YVCM1")
    bench.now += 0.4
    bench.type("M9YVCM1")
    assert bench.scans == ["M9YVCM1"]
    assert bench.heard == [("M9YVCM1", "wedge")] * 2
    bench.now += 1.2
    bench.type("M9YVCM1")
    assert bench.scans == ["M9YVCM1"] * 2, "scanned again on purpose"


def test_switched_off_every_scan_counts(bench: Bench) -> None:
    bench.settings.scanner_repeat = 0
    bench.ways.refresh()
    bench.type("M9YVCM1")
    bench.type("M9YVCM1")
    assert bench.scans == ["M9YVCM1"] * 2


def test_a_serial_scanner_is_heard_told_of_and_let_go(bench: Bench, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    port = tmp_path / "ttyGUN"
    port.symlink_to(os.ttyname(theirs))
    bench.settings.serial_port = str(port)
    bench.ways.refresh()
    assert bench.told == [("idle", "Scanner ttyGUN: connected", "")]
    os.write(ours, b"M9YVCM1\rM9YVCM1\rM9YVCM2\r")
    wait(lambda: len(bench.heard) == 3)
    assert bench.scans == ["M9YVCM1", "M9YVCM2"]
    assert {way for _, way in bench.heard} == {"serial"}
    os.close(theirs)
    os.close(ours)
    wait(lambda: bench.told[-1][0] == "careful")
    assert bench.told[-1][1] == "Scanner ttyGUN: lost, looking for it"
    bench.settings.serial_port = ""
    bench.ways.refresh()
    assert bench.ways.serial is not None and bench.ways.serial.state == "off"
    assert not bench.ways.serial._again.isActive()


def test_the_camera_comes_to_the_side_reads_and_goes(bench: Bench) -> None:
    with in_silence():
        bench.ways.film()
    camera, view = bench.ways.camera, bench.ways.view
    assert camera is not None and camera.sink is not None and view is not None
    assert view.isVisible() and bench.window.isAncestorOf(view)
    camera.sink.setVideoFrame(frame(picture([("C0100773K7", QR)])))
    wait(lambda: bench.scans)
    assert bench.heard == [("]Q1C0100773K7", "camera")]
    taken = []
    bench.ways.photographed.connect(taken.append)
    view.photo.setEnabled(True)  # this computer has no camera; its pictures come all the same
    view.photo.click()
    assert [image.size() for image in taken] == [camera.picture().size()]
    assert not taken[0].isNull()
    view.off.click()
    let_work(0.01)
    assert bench.ways.view is None and not camera.is_on


def test_a_camera_that_cannot_be_is_said(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    bench.ways.film()
    assert bench.told[0][0] == "refused" and "libpulse0" in bench.told[0][2]
    assert bench.ways.view is None


def test_neither_port_nor_camera_is_loaded_before_somebody_wants_them() -> None:
    code = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
from ui.scanners import Scanners
from ui.settings import Settings
import ui.pages.settings_scanner
window = QWidget()
ways = Scanners(Settings(), window)
ways.start()
late = {"PySide6.QtSerialPort", "PySide6.QtMultimedia", "zxingcpp", "ui.camera_scanner"}
print(sorted(late & set(sys.modules)))
ways.stop()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
