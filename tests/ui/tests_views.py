# SPDX-License-Identifier: MIT
"""The page of the tests in every state worth looking at, each brought up as people do."""

from collections.abc import Callable
from math import exp, sin
from pathlib import Path
from typing import Any

import plan_views
from logs_made import a_log
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from settings_views import instruments
from view_steps import View, cards
from whole_window import WholeWindow


def _tests_empty(at: WholeWindow) -> QWidget:
    at.go("tests")
    return at.window


def _tests_plan(at: WholeWindow) -> QWidget:
    at.go("tests")
    at.scan(cards(at)[1].tag)
    at.click_row("Test plans", "Cold resistance")
    for label, value in (("NVVDD", "1.2"), ("FBVDD", "6"), ("PEX_VDD", "2"), ("1.8 V", "open")):
        at.type(at.field(label), value)
    return at.window


def _tests_attempt(at: WholeWindow) -> QWidget:
    at.go("tests")
    for card in cards(at):
        at.scan(card.tag)
        at.scan(card.tag)
        if at.table("Attempts").rows.rowCount():
            break
    at.click_row("Attempts")
    return at.window


def _on_plan(at: WholeWindow, card: Any, words: str) -> Any:
    """A card at a plan of this name, with nothing typed."""
    page = at.go("tests")
    at.key(Qt.Key.Key_Escape)
    at.scan(card.tag)
    at.scan(card.tag)
    at.click_row("Test plans", words)
    return page


def _measured(at: WholeWindow) -> QWidget:
    """Values come from a meter that is due, one of them in another unit, one beyond its limit."""
    instruments(at)
    _on_plan(at, cards(at)[1], "Cold resistance")
    at.scan("DMM-2")
    at.type(at.field("Room"), "22.5")
    at.click(at.field("NVVDD"))
    for value in ("1.25 ohm", "6.10 ohm", "2.0 kOhm"):
        at.scan(value)
    return at.window


def _broken_off(at: WholeWindow) -> QWidget:
    """A stress run, watched by a camera whose calibration ended."""
    instruments(at)
    page = _on_plan(at, cards(at)[1], "Stress test")
    at.scan("CAM-1")
    page.how.run.setCurrentIndex(1)
    at.settle()
    return at.window


def _tray(at: WholeWindow) -> QWidget:
    """The same result for one card after the other, of which one is sold already."""
    instruments(at)
    here = [card for card in cards(at) if card.state != "gone"]
    gone = [card for card in cards(at) if card.state == "gone"]
    page = _on_plan(at, here[0], "Rails at power-on")
    rails = {"v_12v": "12.1", "v_1v8": "1.8", "v_nvvdd": "0.9", "v_fbvdd": "1.35", "v_pex": "1.0"}
    for name, value in rails.items():
        at.type(page.form.rows[name].field, value)
    if not page.side.same.isChecked():
        at.click(page.side.same)
    at.key(Qt.Key.Key_F10)
    for card in [*here[1:], *gone[:1]]:
        at.scan(card.tag)
    return at.window


def _kept_golden(at: WholeWindow) -> QWidget:
    instruments(at)
    page = _on_plan(at, cards(at)[0], "Rails at power-on")
    at.scan("DMM-1")
    for run, note in ((2, "reference of this batch"), (1, "power cut")):
        page.how.run.setCurrentIndex(run)
        at.settle()
        at.type(page.form.rows["v_12v"].field, "12.1")
        page.side.note.setPlainText(note)
        at.key(Qt.Key.Key_F10)
    at.click_row("Attempts", "Rails at power-on")
    return at.window


def _logs(at: WholeWindow) -> Any:
    """A folder of logs is dropped: of known cards, of a stranger, a copy, and no log at all."""
    at.go("tests")
    page: Any = at.window.page
    folder = Path(at.context.settings.paper_folder) / "logs of bench 2"
    folder.mkdir(parents=True, exist_ok=True)
    rows = [card for card in cards(at) if card.serial][:8]
    for number, card in enumerate(rows):
        heat = f"{38 + 9 * number} C"
        (folder / f"2026-11-30 card {number + 1}.xml").write_bytes(
            a_log((number + 1, card.serial, heat))
        )
    (folder / "stranger.xml").write_bytes(a_log((99, "N/A", "40 C")))
    (folder / "notes of the night shift.txt").write_text("memory of the third card looks bad")
    page.logs.take([folder])
    at.settle()
    at.wait(lambda: not page.batch.is_busy)
    return page


def _logs_previewed(at: WholeWindow) -> QWidget:
    _logs(at)
    return at.window


def _logs_imported(at: WholeWindow) -> QWidget:
    page = _logs(at)
    if page.batch.go.isEnabled():
        at.click(page.batch.go)
        at.wait(lambda: not page.batch.is_busy)
    at.click_row("Logs to be imported")
    return at.window


def _a_stress_log(folder: Path) -> Path:
    """A sensor log of half an hour under load, with everything GPU-Z logs."""
    columns: dict[str, Callable[[float, int], float]] = {
        "GPU Clock [MHz]": lambda warm, load: 210 + load * (2535 - 180 * warm),
        "Memory Clock [MHz]": lambda warm, load: 101 + load * 1212,
        "GPU Temperature [°C]": lambda warm, load: 34 + 42 * warm,
        "Hot Spot [°C]": lambda warm, load: 41 + 54 * warm,
        "Memory Temperature [°C]": lambda warm, load: 40 + 50 * warm,
        "Fan 1 Speed (%) [%]": lambda warm, load: 30 + 38 * warm,
        "Fan 1 Speed (RPM) [RPM]": lambda warm, load: 900 + 1500 * warm,
        "Memory Used [MB]": lambda warm, load: 512 + load * 19600,
        "GPU Load [%]": lambda warm, load: 1 + load * 98,
        "Board Power Draw [W]": lambda warm, load: 24 + load * (410 + 16 * warm),
        "GPU Voltage [V]": lambda warm, load: 0.88 + load * 0.17,
    }
    lines = [" , ".join(["Date", *columns, ""])]
    for second in range(0, 1800, 2):
        warm = 1 - exp(-second / 240) + 0.012 * sin(second / 17)
        row = [f"{column(warm, int(second > 60)):.3f}" for column in columns.values()]
        lines.append(" , ".join([f"2025-11-02 14:{second // 60:02}:{second % 60:02}", *row, ""]))
    file = folder / "GPU-Z Sensor Log.txt"
    file.write_text("\n".join(lines), encoding="cp1252")
    return file


def _curves(at: WholeWindow) -> QWidget:
    at.go("tests")
    page: Any = at.window.page
    at.scan(cards(at)[0].tag)
    at.scan(cards(at)[0].tag)
    if not any(test.tool == "GPU-Z" for test in page.passport.tests):
        page.logs.take([_a_stress_log(at.context.settings.paper.parent)])
    at.wait(lambda: any(test.tool == "GPU-Z" for test in page.passport.tests))
    page._show_attempt(next(test for test in page.passport.tests if test.tool == "GPU-Z"))
    at.settle()
    at.click(page.seen.curves)
    at.wait(lambda: page.curves.charts)
    at.settle()
    return at.window


EMPTY = [View("tests, empty", _tests_empty)]
VIEWS = [
    View("tests, plan", _tests_plan),
    View("tests, attempt", _tests_attempt),
    View("tests, measured by a meter", _measured),
    View("tests, broken off", _broken_off),
    View("tests, a tray of cards", _tray),
    View("tests, attempt that does not count", _kept_golden),
    View("tests, curves of a log", _curves),
    View("tests, logs to import", _logs_previewed),
    View("tests, logs imported", _logs_imported),
    *plan_views.VIEWS,
]
