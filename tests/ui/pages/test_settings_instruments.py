# SPDX-License-Identifier: MIT
"""Settings: instruments are added, calibrated anew, retired, and their labels printed."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


def in_days(days: int) -> str:
    """A day from today on, as it is typed."""
    return (date.today() + timedelta(days=days)).isoformat()


@pytest.fixture
def section(hands: Any, tmp_path: Path) -> Any:
    hands.context.settings.paper_folder = str(tmp_path / "paper")
    page = hands.go("settings")
    page.show_tag("instruments")
    hands.settle()
    return page.sections["instruments"]


def cells(section: Any, code: str) -> list[str]:
    """What is read in the line of an instrument, after its code and name."""
    assert section.table.go(code)
    place = section.table.currentIndex().row()
    return [section.table.rows.index(place, column).data() for column in (2, 3, 4)]


def test_an_instrument_is_added_by_keys_alone(hands: Any, section: Any) -> None:
    form = section.form
    hands.type(form.text_of("name"), "Fluke 87V")
    hands.key(Qt.Key.Key_Return)
    QTest.keyClicks(form.text_of("code"), "dmm-1")
    hands.key(Qt.Key.Key_Tab)
    assert form.box_of("kind").hasFocus() and form.box_of("kind").currentText() == "Multimeter"
    hands.key(Qt.Key.Key_Tab)
    hands.key(Qt.Key.Key_Tab)
    QTest.keyClicks(form.text_of("calibrated_until"), in_days(200))
    hands.key(Qt.Key.Key_Tab)
    hands.key(Qt.Key.Key_Return)
    assert hands.strip[:2] == ("done", "Instrument DMM-1 added")
    [row] = hands.shop.ask("instruments")
    assert row[:5] == ("DMM-1", "Fluke 87V", "multimeter", "", in_days(200))
    assert cells(section, "DMM-1") == ["Multimeter", in_days(200), "Holds"]


def test_a_day_that_is_none_is_said_where_it_was_typed(hands: Any, section: Any) -> None:
    form = section.form
    for fact, typed in (("name", "Fluke"), ("code", "DMM-1"), ("calibrated_until", "soon")):
        hands.type(form.text_of(fact), typed)
    hands.tap(section.add_button)
    fault = form.rows["calibrated_until"].fault.text()
    assert fault == ("The day the calibration ends “soon” is no date. Write it as 2026-11-24.")
    assert form.rows["code"].fault.text() == "" and hands.shop.ask("instruments") == []
    form.text_of("calibrated_until").clear()
    hands.tap(section.add_button)
    assert cells(section, "DMM-1") == ["Multimeter", "", "Needs none"]


@pytest.mark.parametrize(
    ("days", "word"), [(-1, "Overdue"), (0, "Due soon"), (30, "Due soon"), (32, "Holds")]
)
def test_it_is_said_how_long_a_calibration_holds(
    hands: Any, section: Any, days: int, word: str
) -> None:
    hands.shop.do("add_instrument", code="DMM-1", name="Fluke", kind="multimeter",
                  calibrated_until=in_days(days))  # fmt: skip
    hands.wait(lambda: section.table.rows.rowCount())
    assert cells(section, "DMM-1")[2] == word


def test_a_new_calibration_is_noted_and_an_old_instrument_retired(hands: Any, section: Any) -> None:
    assert not section.one.isVisible()
    hands.shop.do("add_instrument", code="DMM-1", name="Fluke", kind="multimeter",
                  calibrated_until="2020-01-01")  # fmt: skip
    hands.wait(lambda: section.table.rows.rowCount())
    hands.tap_row(section.table, 0)
    assert section.one.until.text() == "2020-01-01"
    hands.type(section.one.until, in_days(365))
    hands.key(Qt.Key.Key_Return)
    assert hands.strip[:2] == ("done", f"Instrument DMM-1 calibrated until {in_days(365)}")
    assert cells(section, "DMM-1")[1:] == [in_days(365), "Holds"]
    hands.tap(section.one.save)
    assert hands.strip[0] == "refused" and "is like that already" in hands.strip[1]
    hands.tap(section.one.retire)
    assert hands.strip[1] == "Instrument DMM-1 retired"
    assert cells(section, "DMM-1")[2] == "Retired"
    assert section.one.retire.words() == "Use it again"
    hands.tap(section.one.retire)
    assert hands.shop.ask("instruments")[0].state == "in use"


def test_its_label_holds_its_code(hands: Any, section: Any) -> None:
    hands.shop.do("add_instrument", code="DMM-1", name="Fluke", kind="multimeter")
    hands.wait(lambda: section.table.rows.rowCount())
    hands.tap_row(section.table, 0)
    assert section.badge_words.text() == "Fluke\nDMM-1"
    assert section.badge.accessibleName() == "Badge of Fluke"
    assert section.badge_of(section.table.currentRow()) == "DMM-1"
