# SPDX-License-Identifier: MIT
"""Settings: a scanner is measured with the test code, and a port and a camera are chosen."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parents[1]))
from patience import let_work, wait
from scanner_bench import key_of, send

from ui import camera_scanner, serial_scanner
from ui.keyboards import TEST_CODE, typed
from ui.scanners import Scanners
from ui.serial_scanner import Port, State
from ui.settings import Settings

GREY = QImage.Format.Format_Grayscale8


@pytest.fixture
def scanner(hands: Any, tmp_path: Path) -> Iterator[Any]:
    """The section of the scanner, with the three ways as the program has them."""
    context, window = hands.context, hands.window
    context.settings.paper_folder = str(tmp_path / "paper")
    scanners = Scanners(context.settings, window)
    scanners.scanned.connect(window.scans.take)
    scanners.doubtful.connect(window.scans.doubt)
    scanners.told.connect(context.answer)
    context.filming.connect(scanners.film)
    context.restyled.connect(scanners.refresh)
    context.scanner, context.scanners = scanners.wedge, scanners
    scanners.start()
    page = hands.go("settings")
    page.show_tag("scanner")
    hands.settle()
    yield page.sections["scanner"]
    scanners.stop()


def type_code(hands: Any, text: str, every: int = 5) -> None:
    """Type as a scanner does, the keys so many ms apart."""
    window = hands.window.windowHandle()
    assert window is not None
    send(window, text, 1_000, every)


def set_up(hands: Any, scanner: Any) -> Any:
    hands.tap(scanner.measure)
    assert scanner.set_up.isVisible() and not scanner.right.isVisible()
    return scanner.set_up


def codes_on(picture: Any) -> list[str]:
    """What a scanner reads from a widget or a page."""
    plain = zxingcpp.TextMode.Plain
    return [code.text for code in zxingcpp.read_barcodes(picture, text_mode=plain)]


# The test code


def test_both_test_codes_are_read_from_the_screen(hands: Any, scanner: Any) -> None:
    shown = set_up(hands, scanner)
    assert codes_on(shown.grab().toImage().convertToFormat(GREY)) == [TEST_CODE, TEST_CODE]


def test_the_test_page_is_read_from_paper(
    hands: Any, scanner: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("ui.pages.settings_scanner_setup.open_file", opened.append)
    hands.tap(set_up(hands, scanner).print)
    hands.wait(lambda: opened)
    document = pypdfium2.PdfDocument(opened[0])
    picture = document[0].render(scale=4).to_pil().convert("L")
    assert codes_on(picture) == [TEST_CODE, TEST_CODE]
    document.close()


def test_a_scanner_that_fits_is_said_to(hands: Any, scanner: Any) -> None:
    shown = set_up(hands, scanner)
    type_code(hands, TEST_CODE + "\r")
    assert shown.said == [
        "Letters and signs arrive as they are.",
        "Longest pause 5 ms: fine.",
        "It presses Enter after the code: fine.",
        "GS and RS arrive.",
    ]
    assert not shown.fit.isVisible()
    hands.settle()
    assert hands.shop.ask("pieces", batch="B1") == []


def test_a_slow_scanner_without_enter_is_fitted_with_one_button(hands: Any, scanner: Any) -> None:
    context = hands.context
    type_code(hands, "M9YVCM1\r", 90)
    let_work(0.1)
    assert scanner.table.rows.rowCount() == 0, "as it was set, the scanner is not heard"
    shown = set_up(hands, scanner)
    type_code(hands, f"~{TEST_CODE}#".replace("\x1d", "^").replace("\x1e", ""), 90)
    wait(lambda: len(shown.said) > 3)
    assert "sends no Enter" in " ".join(shown.said)
    hands.settle()
    hands.tap(shown.fit)
    assert hands.strip[:2] == ("done", "The scanner is set up")
    kept = Settings.load(context.settings.file)
    assert (kept.scanner_gap, kept.scanner_ends, kept.scanner_separator) == (150, "pause", "^")
    assert (kept.scanner_prefix, kept.scanner_suffix) == ("~", "#")
    assert context.scanner.rules() == kept.scanner
    assert (scanner.gap.value(), scanner.prefix.text(), scanner.suffix.text()) == (150, "~", "#")
    assert scanner.ends.currentData() == "pause" and scanner.right.isVisible()
    type_code(hands, "~M9YVCM1#", 90)
    wait(lambda: scanner.table.rows.rowCount() == 1)
    assert scanner.table.rows.row(0)[0] == "M9YVCM1"


def test_a_french_keyboard_is_named(hands: Any, scanner: Any) -> None:
    """The keys of an American scanner at a computer set to French."""
    shown = set_up(hands, scanner)
    arrives = "".join(typed(one, "american", "french") or one for one in TEST_CODE)
    window = hands.window.windowHandle()
    for character in arrives + "\r":
        key, modifiers, text = key_of(character) if character.isascii() else _plain(character)
        QTest.sendKeyEvent(QTest.KeyAction.Click, window, key, text, modifiers)
    assert "takes the scanner for a French keyboard" in shown.said[0]


def _plain(character: str) -> tuple[Qt.Key, Qt.KeyboardModifier, str]:
    return Qt.Key(ord(character.upper())), Qt.KeyboardModifier.NoModifier, character


def test_going_elsewhere_ends_the_measuring(hands: Any, scanner: Any) -> None:
    rules = hands.context.settings.scanner
    set_up(hands, scanner)
    assert hands.context.scanner.rules() != rules
    hands.window.go("bench")
    hands.settle()
    assert hands.context.scanner.rules() == rules
    hands.window.go("settings")
    hands.settle()
    assert scanner.table.isVisible() and scanner.right.isVisible()


# How it types


def test_suffix_repeats_and_a_pause_for_the_end_are_kept(hands: Any, scanner: Any) -> None:
    scanner.repeat.setValue(300)
    scanner.ends.setCurrentIndex(3)
    hands.type(scanner.suffix, "#")
    scanner.suffix.editingFinished.emit()
    kept = Settings.load(hands.context.settings.file)
    assert (kept.scanner_repeat, kept.scanner_suffix) == (300, "#")
    assert kept.scanner.pause_ends and kept.scanner.suffix == "#"
    assert hands.context.scanners.repeats.seconds == 0.3


# Serial port


def test_a_port_is_chosen_by_what_is_plugged_in_there(
    hands: Any, scanner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [Port("/dev/ttyACM0", "0c2e:0b61:17", "ttyACM0 Barcode Scanner")]
    monkeypatch.setattr(serial_scanner, "ports", lambda: found)
    monkeypatch.setattr(serial_scanner.SerialScanner, "listen", lambda *_: None)
    hands.tap(scanner.choice.button(1))
    serial = scanner.serial
    assert serial.isVisible() and serial.state.text() == "No scanner on a serial port was chosen."
    assert [serial.port.itemText(n) for n in range(serial.port.count())] == [
        "No scanner on a port",
        "ttyACM0 Barcode Scanner",
    ]
    serial.port.setCurrentIndex(1)
    serial.speed.setCurrentIndex(serial.speed.findData("115200"))
    serial.line.setCurrentIndex(serial.line.findData("8E1"))
    kept = Settings.load(hands.context.settings.file).serial
    assert kept == ("/dev/ttyACM0", "0c2e:0b61:17", 115200, "8E1")
    found.clear()
    hands.tap(serial.again)
    assert serial.port.currentText() == "/dev/ttyACM0 (not there)"
    assert hands.context.settings.serial_device == "0c2e:0b61:17"


def test_it_says_whether_the_scanner_is_there(
    hands: Any, scanner: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands.tap(scanner.choice.button(1))
    hands.context.settings.serial_port = str(tmp_path / "ttyX")
    hands.context.restyled.emit()
    assert scanner.serial.state.text() == "Scanner ttyX: lost, looking for it"
    assert hands.strip[:2] == ("careful", "Scanner ttyX: lost, looking for it")
    serial = hands.context.scanners.serial
    serial._tell(State.CONNECTED, "COM3")
    assert scanner.serial.state.text() == "Scanner COM3: connected"
    serial.scanned.emit("M9YVCM1")
    hands.settle()
    assert scanner.table.rows.row(0) == ("M9YVCM1", "serial port")
    assert hands.strip[:2] == ("done", "Read: M9YVCM1")
    serial.refused.emit("The scanner sent more than a code can hold. Scan it again.")
    assert hands.strip[0] == "refused"


# Camera


def test_the_camera_is_switched_on_and_off_by_button_and_key(hands: Any, scanner: Any) -> None:
    hands.tap(scanner.choice.button(2))
    camera = scanner.camera
    assert camera.state.text() == "The camera is off."
    hands.tap(camera.switch)
    view = hands.context.scanners.view
    assert view is not None and view.isVisible()
    assert "No camera is plugged in" in camera.state.text()
    assert view.mapTo(hands.window, view.rect().topRight()).x() >= hands.window.width() - 20
    hands.context.scanners.camera.scanned.emit("]Q1C0100773K7")
    hands.settle()
    assert scanner.table.rows.row(0) == ("]Q1C0100773K7", "camera")
    hands.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    hands.wait(lambda: hands.context.scanners.view is None)
    assert camera.state.text() == "The camera is off."


def test_without_the_libraries_the_camera_says_so(
    hands: Any, scanner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_scanner, "can_film", lambda: False)
    hands.tap(scanner.choice.button(2))
    assert "libpulse0" in scanner.camera.state.text()
    assert not scanner.camera.switch.isEnabled()
    hands.context.filming.emit()
    assert hands.strip == (
        "refused",
        "Cameras cannot be used on this computer",
        "Install libpulse0, then start anew.",
    )
    assert hands.context.scanners.view is None
