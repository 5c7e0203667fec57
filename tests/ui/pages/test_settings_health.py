# SPDX-License-Identifier: MIT
"""Settings: health, what is wrong first; a check now, and a copy for support without a name."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest

from ui.crash import errors_log


@pytest.fixture
def pane(hands: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setattr("ui.crash.data_folder", lambda: tmp_path / "data")
    hands.go("settings")
    page = hands.window.page
    page.show_tag("health")
    hands.settle()
    return page.sections["health"]


def rows(pane: Any) -> dict[str, tuple[str, str]]:
    return {row.name: (row.state.value, row.words) for row in pane.table.rows.rows()}


def test_health_says_what_to_do_first(hands: Any, pane: Any) -> None:
    found = rows(pane)
    assert found["backup"] == ("look", "This workshop was never backed up.")
    assert next(iter(found)) == "backup" and list(found.values())[-1][0] == "ok"
    assert pane.words.text() == "This workshop was never backed up."
    assert pane.advice.text() == "Choose a folder on another disk in Settings, Database."
    assert found["screen"][1].endswith("px, scale 1, Qt " + found["screen"][1].split()[-1])
    assert found["errors"] == ("ok", "No error was ever noted.")
    assert pane.table.rows.columns[0].text(pane.table.rows.row(0)) == "Look here"


def test_a_check_now_is_noted_and_shown(hands: Any, pane: Any) -> None:
    assert rows(pane)["check"] == ("look", "It was never checked.")
    pane.check.setFocus(Qt.FocusReason.OtherFocusReason)
    QTest.keyClick(pane.check, Qt.Key.Key_Return)
    hands.wait(lambda: hands.strip[0] == "done")
    hands.settle()
    assert hands.strip[1] == "Clean: every entry, row and file" and pane.check.isEnabled()
    assert rows(pane)["check"][1].endswith("every entry, row and hash.")


def test_what_a_check_finds_is_shown_first(hands: Any, pane: Any) -> None:
    with hands.shop.database._writer.begin() as connection:
        connection.exec_driver_sql("UPDATE batch SET supplier='Somebody else'")
    hands.tap(pane.check)
    hands.wait(lambda: hands.strip[0] == "refused")
    hands.settle()
    assert next(iter(rows(pane))) == "check" and rows(pane)["check"][0] == "wrong"


def test_scanner_printer_settings_and_errors_are_looked_at(hands: Any, pane: Any) -> None:
    settings = hands.context.settings
    settings.serial_port, settings.printer = "/dev/ttyUSB7", "Zebra of Gwendolyn"
    settings.left_out = {"colour": "mauve"}
    log = errors_log()
    log.parent.mkdir(parents=True)
    log.write_text(
        "2026-11-29T10:00:00+01:00\nCard Workshop\n\nTraceback (most recent call last):\n"
        '  File "/srv/gwendolyn/ui/app.py", line 1\nValueError: serial ZX81 of Gwendolyn\n\n'
    )
    pane.refresh()
    hands.settle()
    found = rows(pane)
    assert found["scanner"] == ("wrong", "The scanner on /dev/ttyUSB7 does not answer.")
    assert found["printer"] == ("wrong", "The printer Zebra of Gwendolyn is not there.")
    assert found["settings"][0] == "look" and "colour" in found["settings"][1]
    assert found["errors"] == ("look", "Errors noted: 1. The last: ValueError, 2026-11-29 10:00:00")
    hands.tap(pane.copy)
    text = QGuiApplication.clipboard().text()
    assert "ValueError" in text and "Printer: The printer … is not there." in text
    for secret in ("wendolyn", "ZX81", "ttyUSB7", "mauve", "colour", str(settings.file.parent)):
        assert secret not in text, secret


def test_the_folder_of_the_log_is_shown(hands: Any, pane: Any) -> None:
    class Desktop(QObject):
        opened = ""

        @Slot(QUrl)
        def show_url(self, url: QUrl) -> None:
            self.opened = url.toLocalFile()

    found = Desktop()
    QDesktopServices.setUrlHandler("file", found, "show_url")
    try:
        hands.tap(pane.log)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert found.opened == str(errors_log().parent)
