# SPDX-License-Identifier: MIT
"""The sections of the settings in every state worth looking at, each brought up as people do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
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
        box.setCurrentIndex(at.option(box, kind))
        at.click(pane.add_button)
    at.click_row("Instruments", "DMM-2")
    return at.window


def _logo(at: WholeWindow) -> Path:
    picture = Image.new("RGB", (420, 120), "#17202B")
    ImageDraw.Draw(picture).rounded_rectangle((18, 18, 104, 102), 16, "#6EA2FF")
    ImageDraw.Draw(picture).text((132, 26), "DEMO", "white", font_size=64)
    file = at.context.settings.paper.parent / "logo.png"
    picture.save(file)
    return file


def letterhead(at: WholeWindow) -> QWidget:
    """The shop has an address, terms and a logo, and a price or two."""
    section("Letterhead, prices")(at)
    page: Any = at.window.page
    pane = page.sections["papers"]
    if not pane.prices.table.rows.rowCount():
        pane.letterhead.address.setPlainText("Demo workshop\nHafenstraße 12\n79539 Lörrach")
        at.type(pane.letterhead.signers, "Workshop manager, Customer")
        at.type(pane.letterhead.terms, "Tested goods come with 30 days of warranty.")
        pane.letterhead.take_file(_logo(at))
        at.wait(lambda: pane.letterhead.picture.image is not None)
        at.click(pane.letterhead.save)
        for code, part, amount in (("Chip", "", "2.40"), ("Chip, 2 GB", "GDDR6X 2 GB", "6.50")):
            at.click(pane.prices.new)
            for fact, typed in (("code", code), ("part", part), ("amount", amount),
                                ("currency", "EUR")):  # fmt: skip
                at.type(pane.prices.form.text_of(fact), typed)
            box = pane.prices.form.box_of("kind")
            box.setCurrentIndex(box.findData("memory"))
            at.click(pane.prices.save)
        at.wait(lambda: pane.prices.table.rows.rowCount() == 2)
    at.click_row("Prices", "Chip, 2 GB")
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


def restoring(at: WholeWindow) -> QWidget:
    """A backup was made, checked, and is compared with what is there now."""
    section("Database")(at)
    page: Any = at.window.page
    pane = page.sections["database"]
    pane.restoring.leave()
    if not pane.table.rows.rowCount():
        at.press("Back up now")
        at.settle()
    at.press("Restore this one …")
    at.wait(lambda: pane.restoring.copy is not None)
    return at.window


def replacing(at: WholeWindow) -> QWidget:
    """And may take its place, once that was backed up."""
    restoring(at)
    at.press("Go on")
    return at.window
