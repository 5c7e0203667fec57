# SPDX-License-Identifier: MIT
"""Settings: the workshop is renamed, and what the shop changed of itself is listed."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


@pytest.fixture
def pane(hands: Any) -> Any:
    hands.go("settings")
    hands.window.page.show_tag("shop")
    hands.settle()
    return hands.window.page.sections["shop"]


def test_the_workshop_is_renamed_by_keys_and_the_history_tells_it(hands: Any, pane: Any) -> None:
    assert pane.name.text() == "Test workshop"
    hands.type(pane.name, "Rheintal Cards")
    QTest.keyClick(pane.name, Qt.Key.Key_Return)
    hands.settle()
    assert hands.strip[:2] == ("done", "The workshop is called Rheintal Cards now")
    row = pane.table.rows.row(0)
    assert (row.before, row.after, row.person) == ("Test workshop", "Rheintal Cards", "Ana")
    hands.tap_row(pane.table, 0)
    assert pane.whole.text() == "Before: Test workshop\nNow: Rheintal Cards"
    hands.type(pane.name, "Rheintal Cards")
    hands.tap(pane.save)
    assert hands.strip[0] == "refused" and "already" in hands.strip[1]
    hands.type(pane.name, "   ")
    hands.tap(pane.save)
    assert pane.row.fault.text() == "Please fill this in."


def test_what_is_typed_stays_when_others_change_something(hands: Any, pane: Any) -> None:
    hands.type(pane.name, "Half a na")
    hands.shop.do("rename_workshop", name="Elsewhere")
    hands.settle()
    hands.wait(lambda: pane.table.rows.row(0).after == "Elsewhere")
    assert pane.name.text() == "Half a na"
