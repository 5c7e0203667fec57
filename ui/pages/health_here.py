# SPDX-License-Identifier: MIT
"""The health of what only this window knows: scanner, printer, screen, errors, settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from ui.context import Context
from ui.crash import errors_log
from ui.pages.paper import printers
from ui.pages.printing import printers_kept
from workshop.language import mark

if TYPE_CHECKING:
    from workshop.keeping.line import Line

# How each report in the log of errors begins, and how it ends.
_BEGINS = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\S*$", re.M)
_KIND = re.compile(r"^([A-Za-z_][\w.]*)(?=:|$)", re.M)


def health_here(context: Context) -> list[Line]:
    """Every line of it."""
    return [_errors(), _scanner(context), _printer(context), _settings(context), _screen()]


def _errors() -> Line:
    from workshop.keeping.line import Line, State

    title, log = mark("Log of errors"), errors_log()
    try:
        text = log.read_text("utf-8", "replace")
    except OSError:
        text = ""
    begun = list(_BEGINS.finditer(text))
    if not begun:
        return Line("errors", State.OK, title, mark("No error was ever noted."))
    last = begun[-1]
    kinds = _KIND.findall(text[last.end() :])
    facts = {
        "n": len(begun), "when": last[1].replace("T", " "), "kind": kinds[-1] if kinds else "?",
        "file": log,
    }  # fmt: skip
    return Line(
        "errors", State.LOOK, title, mark("Errors noted: {n}. The last: {kind}, {when}"), facts,
        mark("Send the log to whoever looks after the program: {file}"), ("file",),
    )  # fmt: skip


def _scanner(context: Context) -> Line:
    from ui.serial_scanner import State as Serial
    from workshop.keeping.line import Line, State

    title, port = mark("Scanner"), context.settings.serial_port
    serial = context.scanners.serial if context.scanners is not None else None
    if port and (serial is None or serial.state is not Serial.CONNECTED):
        return Line(
            "scanner", State.WRONG, title, mark("The scanner on {port} does not answer."),
            {"port": port}, mark("Plug it in again, or look in Settings, Scanner."), ("port",),
        )  # fmt: skip
    if port:
        return Line("scanner", State.OK, title, mark("Connected on {port}, and by keys"),
                    {"port": port}, private=("port",))  # fmt: skip
    return Line("scanner", State.OK, title, mark("By keys"))


def _printer(context: Context) -> Line:
    from workshop.keeping.line import Line, State

    title, settings = mark("Printer"), context.settings
    name = settings.printer
    if not name:
        return Line("printer", State.OK, title, mark("None: labels go into a PDF file."))
    known = [one.name for one in printers_kept(settings)] + printers()
    facts = {"name": name}
    if name in known:
        return Line("printer", State.OK, title, "{name}", facts, private=("name",))
    return Line(
        "printer", State.WRONG, title, mark("The printer {name} is not there."), facts,
        mark("Choose another in Settings, Labels."), ("name",),
    )  # fmt: skip


def _settings(context: Context) -> Line:
    from workshop.keeping.line import Line, State

    title, settings = mark("Settings of this computer"), context.settings
    facts = {"file": settings.file, "why": settings.trouble, "names": ", ".join(settings.left_out)}
    if settings.trouble:
        return Line(
            "settings", State.WRONG, title, mark("They cannot be kept: {why}"), facts,
            mark("See whether this file can be written: {file}"), ("why", "file"),
        )  # fmt: skip
    if settings.left_out:
        return Line(
            "settings", State.LOOK, title, mark("These make no sense and are left out: {names}"),
            facts, mark("Mend or remove them in {file}."), ("names", "file"),
        )  # fmt: skip
    return Line("settings", State.OK, title, "{file}", facts, private=("file",))


def _screen() -> Line:
    from workshop.keeping.line import Line, State

    screen = QGuiApplication.primaryScreen()
    facts = {
        "wide": screen.size().width(), "high": screen.size().height(),
        "scale": f"{screen.devicePixelRatio():g}", "qt": qVersion(),
    }  # fmt: skip
    told = mark("{wide} × {high} px, scale {scale}, Qt {qt}")
    return Line("screen", State.OK, mark("Screen"), told, facts)
