# SPDX-License-Identifier: MIT
"""What a person types arrives as typed, whatever windows come and go and clocks do."""

import time

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget
from scanner_bench import (
    CONTROL,
    NONE,
    Bench,
    come_up,
    in_modal_dialog,
    key_of,
    pause,
    scan,
    send,
    strike,
)

# A person


def test_typing_arrives_as_typed(bench: Bench) -> None:
    bench.edit.setFocus()
    for number, character in enumerate("Rework 7\r"):
        strike(bench.handle(), character)
        QTest.qWait(82 + number % 3 * 12)
    assert bench.edit.text() == "Rework 7"
    assert bench.happened == ["enter in field"]
    assert bench.scans == []


def test_rolled_keys_arrive_in_order(bench: Bench) -> None:
    bench.edit.setFocus()
    window = bench.handle()
    for kind, character in (("press", "t"), ("press", "h"), ("release", "t"), ("press", "e")):
        key, modifiers, text = key_of(character)
        action = QTest.KeyAction.Press if kind == "press" else QTest.KeyAction.Release
        QTest.sendKeyEvent(action, window, key, text, modifiers)
        QTest.qWait(15)
    pause(bench)
    assert bench.edit.text() == "the"
    assert bench.scans == []


def test_a_short_burst_with_enter_is_typing(bench: Bench) -> None:
    bench.edit.setFocus()
    scan(bench, "ab\r")
    assert bench.edit.text() == "ab"
    assert bench.happened == ["enter in field"]
    assert bench.scans == []


@pytest.mark.parametrize("character", ["\r", "\t"])
def test_enter_and_tab_are_not_kept_waiting(bench: Bench, character: str) -> None:
    bench.edit.setFocus()
    strike(bench.handle(), character)
    if character == "\t":
        assert bench.button.hasFocus()
    else:
        assert bench.happened == ["enter in field"]


def test_function_keys_and_shortcuts_are_not_kept_waiting(bench: Bench) -> None:
    bench.button.setFocus()
    QTest.keyClick(bench.handle(), Qt.Key.Key_F5)
    assert bench.happened == ["F5"]
    control = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Control, CONTROL)
    control.setTimestamp(1000)
    QCoreApplication.sendEvent(bench.handle(), control)
    send(bench.handle(), "\x1a", 1070, 1)  # a hand takes its time between Ctrl and Z
    assert bench.happened == ["F5", "Ctrl+Z"]


def test_the_quickest_hand_gets_its_shortcut_too(bench: Bench) -> None:
    bench.button.setFocus()
    QTest.keyClick(bench.handle(), Qt.Key.Key_Z, CONTROL)
    pause(bench)
    assert bench.happened == ["Ctrl+Z"]


def test_a_key_leant_on_repeats(bench: Bench) -> None:
    bench.edit.setFocus()
    window = bench.handle()
    stamp = send(window, "a", 1000, 400)
    pause(bench)
    for _ in range(20):
        stamp = send(window, "a", stamp, 30, repeat=True)
    assert bench.edit.text() == "a" * 21
    assert bench.scans == []


def test_enter_as_a_shortcut_belongs_to_people(bench: Bench) -> None:
    shortcut = QShortcut(QKeySequence("Return"), bench.window)
    shortcut.activated.connect(lambda: bench.happened.append("Return"))
    scan(bench, "C01-7731\r")
    assert bench.happened == []
    pause(bench)
    strike(bench.handle(), "\r")
    assert bench.happened == ["Return"]


def test_enter_leant_on_after_a_scan_does_nothing_more(bench: Bench) -> None:
    bench.button.setFocus()
    stamp = send(bench.handle(), "C01-7731\r", 1000, 5)
    send(bench.handle(), "\r\r\r", stamp + 5, 5)
    send(bench.handle(), "\r", stamp + 500, 5, repeat=True)
    assert bench.scans == ["C01-7731"]
    assert bench.happened == []


def test_a_later_enter_is_a_persons(bench: Bench) -> None:
    bench.edit.setFocus()
    stamp = send(bench.handle(), "C01-7731\r", 1000, 5)
    send(bench.handle(), "\r", stamp + 200, 5)
    assert bench.happened == ["enter in field"]


def test_input_methods_and_dead_keys_are_left_alone(bench: Bench) -> None:
    bench.edit.setFocus()
    chinese = QInputMethodEvent()
    chinese.setCommitString("焊盘")
    QCoreApplication.sendEvent(bench.edit, chinese)
    seen: list[int] = []
    bench.edit.keyPressEvent = lambda event: seen.append(event.key())  # type: ignore[method-assign]
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Dead_Acute, NONE, "")
    QCoreApplication.sendEvent(bench.handle(), event)
    assert bench.edit.text() == "焊盘"
    assert seen == [Qt.Key.Key_Dead_Acute]


def test_what_was_typed_before_a_click_arrives_before_it(bench: Bench) -> None:
    bench.edit.setFocus()
    strike(bench.handle(), "x")
    assert bench.edit.text() == ""
    window = bench.window.windowHandle()
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=bench.button.geometry().center())
    assert bench.edit.text() == "x"
    assert bench.happened == ["button"]


def test_a_press_by_the_space_bar_is_a_whole_press(bench: Bench) -> None:
    bench.button.setFocus()
    strike(bench.handle(), " ")
    pause(bench)
    assert bench.happened == ["button"]
    assert not bench.button.isDown()


# Clocks


def test_keys_that_waited_behind_a_busy_loop_are_one_scan(bench: Bench) -> None:
    bench.button.setFocus()
    window = bench.handle()
    stamp = send(window, "C0", 50_000, 10)
    time.sleep(0.12)
    QCoreApplication.processEvents()  # the timer is far too late: keys may be waiting still
    stamp = send(window, "1-77", stamp, 10)
    time.sleep(0.12)
    send(window, "31\r", stamp, 10)
    assert bench.scans == ["C01-7731"]
    assert bench.happened == []


def test_slow_keys_are_no_scan_because_the_loop_was_busy(bench: Bench) -> None:
    bench.edit.setFocus()
    send(bench.handle(), "reball\r", 50_000, 100)
    assert bench.scans == []
    assert bench.edit.text() == "reball"
    assert bench.happened == ["enter in field"]


def test_stamps_that_start_anew(bench: Bench) -> None:
    bench.edit.setFocus()
    stamp = send(bench.handle(), "C01", 0xFFFFFFFF - 12, 10)
    send(bench.handle(), "-7731\r", stamp - 0xFFFFFFFF, 10)
    assert bench.scans == ["C01-7731"]


def test_keys_without_stamps_go_by_the_clock(bench: Bench) -> None:
    bench.edit.setFocus()
    send(bench.handle(), "C01-7731\r", 0, 0)
    assert bench.scans == ["C01-7731"]


# Life and death


def test_a_dialog_opened_by_a_typed_key_hears_scans(bench: Bench) -> None:
    """Delivering a key that was held back may open a dialog, and last as long as it is open."""
    dialog = QDialog(bench.window)
    QVBoxLayout(dialog).addWidget(QLineEdit())

    def open_dialog() -> None:
        QTimer.singleShot(60, lambda: scan(bench, "C01-7731\r"))
        QTimer.singleShot(400, dialog.reject)
        dialog.exec()

    bench.button.clicked.connect(open_dialog)
    bench.button.setFocus()
    strike(bench.handle(), " ")
    QTest.qWait(500)
    assert bench.scans == ["C01-7731"]
    assert bench.happened == ["button"]


def test_keys_for_a_window_that_went_away_go_nowhere(bench: Bench) -> None:
    other = QWidget()
    QVBoxLayout(other).addWidget(QPushButton("Other"))
    other.show()
    other.activateWindow()
    come_up(other)
    window = other.windowHandle()
    assert window is not None
    send(window, " ", 1000, 1)
    del window
    shiboken6.delete(other)
    pause(bench)
    assert bench.happened == []


def test_keys_for_a_window_that_was_hidden_go_nowhere(bench: Bench) -> None:
    bench.button.setFocus()
    send(bench.handle(), " ", 1000, 1)
    bench.window.hide()
    pause(bench)
    bench.window.show()
    assert bench.happened == [] and not bench.button.isDown()


def test_typing_does_not_reach_behind_a_dialog_that_came_up(bench: Bench) -> None:
    bench.button.setFocus()
    strike(bench.handle(), " ")
    untouched = in_modal_dialog(bench)
    pause(bench)
    assert bench.happened == []
    assert untouched()


def test_stopping_delivers_what_was_held_back(bench: Bench) -> None:
    bench.edit.setFocus()
    strike(bench.handle(), "x")
    bench.scanner.stop()
    assert bench.edit.text() == "x"
    strike(bench.handle(), "y")
    assert bench.edit.text() == "xy"
    bench.scanner.start()
    scan(bench, "C01-7731\r")
    assert bench.scans == ["C01-7731"]


def test_a_listener_may_open_a_dialog_and_hear_more(bench: Bench) -> None:
    dialog = QDialog(bench.window)

    def heard(text: str) -> None:
        if len(bench.scans) == 1:
            QTimer.singleShot(50, lambda: scan(bench, "TRAY-12\r"))
            QTimer.singleShot(300, dialog.accept)
            dialog.exec()

    bench.scanner.scanned.connect(heard)
    scan(bench, "C01-7731\r")
    assert bench.scans == ["C01-7731", "TRAY-12"]
