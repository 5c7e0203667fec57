# SPDX-License-Identifier: MIT
"""The page of the tests in every state worth looking at, each brought up as people do."""

from pathlib import Path
from typing import Any

from logs_made import a_log
from PySide6.QtWidgets import QWidget
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


EMPTY = [View("tests, empty", _tests_empty)]
VIEWS = [
    View("tests, plan", _tests_plan),
    View("tests, attempt", _tests_attempt),
    View("tests, logs to import", _logs_previewed),
    View("tests, logs imported", _logs_imported),
]
