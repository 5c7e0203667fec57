# SPDX-License-Identifier: MIT
"""A scan is heard everywhere and touches nothing."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit
from scanner_bench import (
    CONTROL,
    NONE,
    PLACES,
    Bench,
    in_modal_dialog,
    in_table,
    over_button,
    over_open_combo,
    over_open_menu,
    pause,
    scan,
    send,
    strike,
)

from ui.scanner import Rules

CODE = "C01 00773K-7"  # the blank would press a button that has the focus

EVERYWHERE = [(place, "\r\n") for place in PLACES]
EVERYWHERE += [(over_button, "\r"), (over_button, "\t"), (in_modal_dialog, "\r")]


@pytest.mark.parametrize(("place", "end"), EVERYWHERE)
def test_a_scan_is_heard_and_touches_nothing(
    bench: Bench, place: Callable[[Bench], Callable[[], bool]], end: str
) -> None:
    untouched = place(bench)
    QTest.qWait(1)
    scan(bench, CODE + end)
    scan(bench, "TRAY-12" + end)
    pause(bench)
    assert bench.scans == [CODE, "TRAY-12"]
    assert bench.happened == []
    assert untouched()


@pytest.mark.parametrize("place", PLACES[:-1])
def test_without_the_scanner_the_same_keys_do_harm(
    bench: Bench, place: Callable[[Bench], Callable[[], bool]]
) -> None:
    bench.scanner.stop()
    untouched = place(bench)
    scan(bench, CODE + "\r")
    assert bench.scans == []
    assert bench.happened or not untouched()


@pytest.mark.parametrize("gap", [0, 5, 20, 35])
def test_slow_and_fast_scanners(bench: Bench, gap: int) -> None:
    bench.edit.setFocus()
    scan(bench, "C01-00773K-7\r", gap)
    assert bench.scans == ["C01-00773K-7"]
    assert bench.edit.text() == ""
    assert gap * 0.8 <= bench.scanner.widest_gap < 50


def test_control_characters_stay_in_the_scan(bench: Bench) -> None:
    bench.edit.setFocus()
    code = "[)>\x1e06\x1d1P900-1G136\x1dS1324821012345\x1e\x04"
    scan(bench, code + "\r")
    assert bench.scans == [code]
    assert bench.happened == [] and bench.edit.text() == ""


@pytest.mark.parametrize(
    "code",
    ["AB\x11\x13\x1aCD", "\x11AB\x13CD", "\x1aABCD", "\x1bABCD", "AB\x1b\x1bCD", "\x1dABCD"],
)
def test_a_hostile_code_fires_no_shortcut(bench: Bench, code: str) -> None:
    in_modal = in_modal_dialog(bench)
    scan(bench, code + "\r")
    assert in_modal() and bench.happened == []
    assert bench.scans == [code]
    for dialog in bench.window.findChildren(QDialog):
        dialog.hide()
    bench.happened.clear()
    bench.window.activateWindow()
    bench.edit.setFocus()
    scan(bench, code)  # and without an end key
    pause(bench)
    assert bench.happened == []


@pytest.mark.parametrize("modifiers", [CONTROL, NONE])
def test_a_separator_may_come_first_and_alone(bench: Bench, modifiers: Qt.KeyboardModifier) -> None:
    """Some systems bring it without the key Ctrl, or as a character without any key."""
    key = Qt.Key.Key_BracketRight if modifiers == CONTROL else Qt.Key.Key_unknown
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, "\x1d")
    event.setTimestamp(1000)
    QCoreApplication.sendEvent(bench.handle(), event)
    send(bench.handle(), "ABCD\r", 1004, 4)
    assert bench.scans == ["\x1dABCD"]
    assert bench.happened == []


def test_no_key_of_a_scan_is_released_anywhere(bench: Bench) -> None:
    bench.edit.setFocus()
    released: list[int] = []
    bench.edit.keyReleaseEvent = lambda event: released.append(event.key())  # type: ignore[method-assign]
    window = bench.handle()
    send(window, "C01-756\r", 1000, 2)
    send(window, "C01-756\r", 1040, 2, QEvent.Type.KeyRelease)
    assert released == []
    send(window, "x", 1200, 2, QEvent.Type.KeyRelease)  # pressed before the window was there
    assert released == [Qt.Key.Key_X]


def test_a_popup_that_just_opened_hides_no_key(bench: Bench) -> None:
    """It gets the keys at once, and is told to have the focus only later."""
    below = bench.window.windowHandle()
    assert below is not None
    untouched = over_open_menu(bench)
    for character in "7c01 731\r":
        strike(below, character)
    assert bench.scans == ["7c01 731"]
    assert bench.happened == [] and untouched()


def test_function_keys_inside_a_scan_are_swallowed(bench: Bench) -> None:
    scan(bench, "C01-")
    QTest.keyClick(bench.handle(), Qt.Key.Key_F5)
    scan(bench, "7731\r")
    pause(bench)
    assert bench.scans == ["C01-7731"]
    assert bench.happened == []


def test_equal_keys_in_one_millisecond_are_two_keys(bench: Bench) -> None:
    """Systems take them for a key that repeats."""
    window = bench.handle()
    stamp = send(window, "C01-0", 1000, 2)
    stamp = send(window, "00", stamp - 2, 0, repeat=True)
    send(window, "7\r", stamp + 2, 2)
    assert bench.scans == ["C01-0007"]


def test_letters_written_with_altgr_belong_to_a_scan(bench: Bench) -> None:
    altgr = CONTROL | Qt.KeyboardModifier.AltModifier
    scan(bench, "[ABC")
    QTest.sendKeyEvent(QTest.KeyAction.Click, bench.handle(), Qt.Key.Key_At, "@", altgr)
    scan(bench, "1\r")
    assert bench.scans == ["[ABC@1"]


# Settings


def test_a_burst_without_an_end_is_text_for_a_field(bench: Bench) -> None:
    bench.edit.setFocus()
    scan(bench, "C01 7731")
    pause(bench)
    assert bench.scans == []
    assert bench.edit.text() == "C01 7731"


def test_a_password_filled_in_by_a_program_arrives(bench: Bench) -> None:
    bench.edit.setEchoMode(QLineEdit.EchoMode.Password)
    bench.edit.setFocus()
    scan(bench, "hunter22")
    pause(bench)
    assert bench.edit.text() == "hunter22"


@pytest.mark.parametrize("place", [over_button, in_table, over_open_combo, in_modal_dialog])
def test_a_burst_without_an_end_does_nothing_elsewhere(
    bench: Bench, place: Callable[[Bench], Callable[[], bool]]
) -> None:
    untouched = place(bench)
    QTest.qWait(1)
    scan(bench, "C01 7731")
    pause(bench)
    assert bench.happened == [] and untouched()


def test_a_field_that_is_read_only_takes_no_text(bench: Bench) -> None:
    bench.edit.setReadOnly(True)
    bench.edit.setFocus()
    scan(bench, "C01 7731")
    pause(bench)
    assert bench.edit.text() == ""


def test_a_pause_may_end_a_scan(bench: Bench) -> None:
    bench.scanner.setRules(Rules(pause_ends=True))
    bench.edit.setFocus()
    scan(bench, "C01-7731")
    pause(bench)
    assert bench.scans == ["C01-7731"]
    assert bench.edit.text() == ""


def test_only_the_chosen_key_ends_a_scan(bench: Bench) -> None:
    bench.scanner.setRules(Rules(ends=frozenset(["tab"])))
    scan(bench, "C01\r7731\t")
    assert bench.scans == ["C01\r7731"]
    assert bench.happened == []


def test_the_gap_and_the_least_length_are_settable(bench: Bench) -> None:
    bench.scanner.setRules(Rules(gap=120, least=2))
    scan(bench, "A1\r", gap=70)
    assert bench.scans == ["A1"]


def test_a_substitute_for_the_group_separator(bench: Bench) -> None:
    bench.scanner.setRules(Rules(separator="~"))
    scan(bench, "01234~21AB\r")
    assert bench.scans == ["01234\x1d21AB"]


def test_with_a_prefix_typing_is_never_held_back(bench: Bench) -> None:
    bench.scanner.setRules(Rules(prefix="\x02"))
    bench.edit.setFocus()
    strike(bench.handle(), "a")
    assert bench.edit.text() == "a"
    scan(bench, "bcdef\r")
    assert bench.edit.text() == "abcdef"
    assert bench.happened == ["enter in field"]
    scan(bench, "\x02C01-7731\r")
    assert bench.scans == ["C01-7731"]
    assert bench.edit.text() == "abcdef"


def test_a_prefix_that_goes_on_otherwise_is_typing(bench: Bench) -> None:
    bench.scanner.setRules(Rules(prefix="~]"))
    bench.edit.setFocus()
    scan(bench, "~a")
    assert bench.edit.text() == "~a"
    scan(bench, "~]C01-7731\r")
    assert bench.scans == ["C01-7731"]


def test_a_suffix_is_taken_off_where_it_is_there(bench: Bench) -> None:
    bench.scanner.setRules(Rules(suffix="#!"))
    scan(bench, "C01-7731#!\r")
    scan(bench, "C01-7732\r")
    assert bench.scans == ["C01-7731", "C01-7732"]


@pytest.mark.parametrize(("end", "name"), [("\r", "enter"), ("\t", "tab"), ("", "")])
def test_it_is_told_which_key_ended_a_scan(bench: Bench, end: str, name: str) -> None:
    bench.scanner.setRules(Rules(pause_ends=True))
    bench.scanner.ended_by = "nothing yet"
    scan(bench, "C01-7731" + end)
    pause(bench)
    assert (bench.scans, bench.scanner.ended_by) == (["C01-7731"], name)


# A scan whose beginning was torn off


def doubts(bench: Bench) -> list[str]:
    """The scans that may be cut, from now on."""
    found: list[str] = []
    bench.scanner.doubtful.connect(found.append)
    return found


@pytest.mark.parametrize("torn", ["C", "C01", "C01-00"])
def test_a_scan_after_a_torn_off_beginning_is_not_taken(bench: Bench, torn: str) -> None:
    found = doubts(bench)
    bench.edit.setFocus()
    stamp = send(bench.handle(), torn, 1000, 5)
    send(bench.handle(), "773K-7\r", stamp + 150, 5)
    assert (bench.scans, found) == ([], ["773K-7"])
    assert bench.edit.text() == torn
    assert bench.happened == []
    stamp = send(bench.handle(), "C01-00773K-7\r", stamp + 250, 5)
    assert bench.scans == ["C01-00773K-7"]


def test_a_torn_beginning_is_noticed_without_stamps_too(bench: Bench) -> None:
    found = doubts(bench)
    bench.edit.setFocus()
    strike(bench.handle(), "C")
    pause(bench)
    scan(bench, "01-7731\r")
    assert (bench.scans, found) == ([], ["01-7731"])


def test_what_a_hand_typed_earlier_takes_nothing_from_a_scan(bench: Bench) -> None:
    found = doubts(bench)
    bench.edit.setFocus()
    stamp = send(bench.handle(), "x", 1000, 5)
    send(bench.handle(), "C01-7731\r", stamp + 400, 5)
    assert (bench.scans, found) == (["C01-7731"], [])


def test_enter_or_a_blank_before_a_scan_is_a_hands(bench: Bench) -> None:
    found = doubts(bench)
    bench.edit.setFocus()
    stamp = send(bench.handle(), "x", 1000, 5)
    stamp = send(bench.handle(), "\r", stamp + 90, 5)
    stamp = send(bench.handle(), "C01-7731\r", stamp + 90, 5)
    stamp = send(bench.handle(), " ", stamp + 400, 5)
    send(bench.handle(), "C01-7732\r", stamp + 90, 5)
    assert (bench.scans, found) == (["C01-7731", "C01-7732"], [])


def test_with_a_prefix_a_scan_is_known_to_be_whole(bench: Bench) -> None:
    found = doubts(bench)
    bench.scanner.setRules(Rules(prefix="~]"))
    stamp = send(bench.handle(), "~", 1000, 5)
    send(bench.handle(), "~]C01-7731\r", stamp + 100, 5)
    assert (bench.scans, found) == (["C01-7731"], [])
