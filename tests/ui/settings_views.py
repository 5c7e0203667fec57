# SPDX-License-Identifier: MIT
"""The sections of the settings in every state worth looking at, each brought up as people do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget
from whole_window import WholeWindow


def section(words: str) -> Callable[[WholeWindow], QWidget]:
    def show(at: WholeWindow) -> QWidget:
        at.go("settings")
        at.click_row("Sections", words)
        if words in ("People", "Stations", "Places") and at.table(words).rows.rowCount():
            at.click_row(words)
        if words == "Scanner":
            at.scan("[)>\x1e06\x1dS4711AB\x1e\x04")
            at.scan("M9YVCM123456789")
        return at.window

    return show


INSTRUMENTS = (
    ("DMM-1", "Fluke 87V", "Multimeter", 200),
    ("DMM-2", "Brymen BM869s", "Multimeter", 12),
    ("CAM-1", "FLIR E8", "Thermal camera", -20),
    ("PSU-3", "Rigol DP832", "Power supply", None),
)
"""Code, name, kind, and for how many days its calibration still holds."""


def instruments(at: WholeWindow) -> QWidget:
    """One of every kind is added, as far as it is not there yet."""
    section("Instruments")(at)
    pane: Any = at.window.page
    pane = pane.sections["instruments"]
    known = {row.code for row in pane.table.rows.rows()}
    for code, name, kind, days in INSTRUMENTS:
        if code in known:
            continue
        until = "" if days is None else (datetime.now(UTC) + timedelta(days=days)).date()
        for fact, typed in (("name", name), ("code", code), ("calibrated_until", str(until))):
            at.type(pane.form.text_of(fact), typed)
        box = pane.form.box_of("kind")
        box.setCurrentIndex(box.findText(kind))
        at.click(pane.add_button)
    at.click_row("Instruments", "DMM-2")
    return at.window


def blank_tags_made(at: WholeWindow) -> QWidget:
    section("Labels")(at)
    at.press("Print blank tags")
    at.settle()
    return at.window


def _list_of(at: WholeWindow, data: bytes) -> Any:
    """A list of blocked serials is handed over, and looked through."""
    section("Blocked serials")(at)
    folder = Path(at.context.settings.paper_folder)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "stolen.csv"
    file.write_bytes(data)
    page: Any = at.window.page
    page.sections["blocked"].handing.take_file(file)
    at.settle()
    return page.sections["blocked"].handing


def blocked_encodings(at: WholeWindow) -> QWidget:
    _list_of(at, "序列号,原因\nSN000001,被盗\n".encode("gbk"))
    return at.window


def _stolen(*more: str) -> bytes:
    rows = ["Serial,Maker,Reason"]
    rows += [f"SN{n:07d},{('ASUS', 'MSI', '')[n % 3]},stolen in Lyon" for n in range(30)]
    return "\n".join([*rows, *more]).encode()


def blocked_errors(at: WholeWindow) -> QWidget:
    _list_of(at, _stolen("1.23E+12,MSI,", ",PNY,被盗", f"SN1,{'x' * 70},", "<b>SN</b>,,"))
    at.click_row("Rows with errors")
    return at.window


def blocked_preview(at: WholeWindow) -> QWidget:
    _list_of(at, _stolen("SN0000001,MSI,again"))
    return at.window


def blocked(at: WholeWindow) -> QWidget:
    handing = _list_of(at, _stolen())
    if handing.save.isEnabled():
        at.type(at.field("Whose list it is"), "Police 17")
        at.click(handing.save)
    else:
        at.click(handing.leave)
    at.settle()
    at.click_row("Blocked serials", "SN0000007")
    return at.window
