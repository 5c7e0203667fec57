# SPDX-License-Identifier: MIT
"""Who is chosen from the list and has a PIN is asked for it; a badge is enough."""

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from by_keys import Keyboard, Open, focus, name_of, nameless, open_window
from PySide6.QtWidgets import QLineEdit

from workshop.keeping.pins import change_pin, check_pin

__all__ = ["open_window"]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PIN is soon compared."""
    monkeypatch.setattr("workshop.domain.pin._COST", 2**4)


@pytest.fixture
def two(file_shop: Any) -> Any:
    """Ana, and Tim who has a PIN."""
    file_shop.do("add_person", code="TIM", name="Tim")
    change_pin(file_shop.database, "TIM", "4711", by="ANA", station=None)
    return file_shop


def choose(at: Keyboard, name: str) -> None:
    """Choose somebody from the list."""
    at.key(*at.pressed("F2"))
    at.wait(at.dialogs)
    at.settle()
    at.row("What to choose from", name)
    at.key(*at.pressed("Return"))


def pin_asked(at: Keyboard) -> Any:
    """The dialog that asks for a PIN, with the keyboard in it."""
    at.wait(lambda: isinstance(at.window.chips.chooser, at_dialog()))
    dialog = at.window.chips.chooser
    assert dialog is not None
    dialog.activateWindow()
    at.wait(lambda: at.in_front() is dialog.windowHandle())
    return dialog


def at_dialog() -> type:
    from ui.sign_on import PinDialog

    return PinDialog


def test_a_pin_is_asked_for_and_a_wrong_one_is_said(open_window: Open, two: Any) -> None:
    at = open_window()
    choose(at, "Tim")
    dialog = pin_asked(at)
    assert nameless(dialog) == [] and name_of(focus()) == "PIN"
    assert dialog.fields[0].echoMode() is QLineEdit.EchoMode.Password
    at.letters("0000")
    at.key(*at.pressed("Return"))
    at.wait(dialog.ok.isEnabled)
    assert dialog.rows[0].fault.text().startswith("That is not the PIN.")
    assert at.context.person == "ANA" and not dialog.fields[0].text()
    at.letters("4711")
    at.key(*at.pressed("Return"))
    at.back_in_window()
    assert (at.context.person, at.desk.by) == ("TIM", "TIM")
    assert at.strip[:2] == ("done", "Tim is working now")


def test_who_has_none_is_let_in_and_a_badge_needs_none(open_window: Open, two: Any) -> None:
    at = open_window()
    choose(at, "Tim")
    pin_asked(at)
    at.window.scans.take("CWP-TIM")
    at.back_in_window()
    assert at.context.person == "TIM"
    choose(at, "Ana")
    at.back_in_window()
    assert at.context.person == "ANA"


def test_who_has_a_pin_signs_on_anew_in_the_morning(open_window: Open, file_shop: Any) -> None:
    change_pin(file_shop.database, "ANA", "4711", by="ANA", station=None)
    at = open_window()
    assert at.context.person == "" and at.strip[1] == "Who is working?"


def test_a_pin_is_set_in_the_settings(open_window: Open, file_shop: Any) -> None:
    at = open_window()
    at.keys("Ctrl+,")
    at.row("People", "ANA")
    at.press("Set a PIN …")
    page: Any = at.window.page
    dialog = page.sections["people"].asking
    dialog.activateWindow()
    at.wait(lambda: at.in_front() is dialog.windowHandle())
    for first, second in (("4711", "4712"), ("12", "12"), ("4711", "4711")):
        at.wait(dialog.ok.isEnabled)
        at.letters(first)
        at.key(*at.pressed("Return"))
        at.letters(second)
        at.key(*at.pressed("Return"))
        if second != "4711":
            at.wait(dialog.ok.isEnabled)
            assert dialog.rows[0].fault.text()
    at.back_in_window()
    assert at.strip[:2] == ("done", "Ana has a PIN now")
    check_pin(file_shop.database, "ANA", "4711")
    table = page.sections["people"].table
    at.wait(lambda: table.rows.index(0, 3).data() == "Yes")
