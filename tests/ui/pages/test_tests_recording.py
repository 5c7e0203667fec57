# SPDX-License-Identifier: MIT
"""At the tests page: instruments, the room, runs that do not count, and values that are scanned."""

from datetime import date, timedelta
from typing import Any

import pytest
from at_tests import card, page, plan, put, values
from command_scans import Sheet, sheet
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from workshop.benches.tags import spelled

__all__ = ["card", "page", "sheet"]

RAILS = {"v_12v": "12", "v_1v8": "1.8", "v_nvvdd": "0.9", "v_fbvdd": "1.35", "v_pex": "1"}


def until(days: int) -> str:
    """The day so many days from now."""
    return (date.today() + timedelta(days=days)).isoformat()


@pytest.fixture
def meters(hands: Any, page: Any) -> None:
    """Two multimeters, one of them lapsed, a camera, and one that is retired."""
    for code, name, kind, days in (
        ("DMM-1", "Fluke 87V", "multimeter", 200), ("DMM-2", "Brymen", "multimeter", -3),
        ("DMM-9", "Old", "multimeter", 90), ("CAM-1", "FLIR", "thermal camera", 20),
    ):  # fmt: skip
        hands.shop.do("add_instrument", code=code, name=name, kind=kind,
                      calibrated_until=until(days))  # fmt: skip
    hands.shop.do("change_instrument", instrument="DMM-9", state="retired")
    hands.wait(lambda: page.how.known("DMM-9") and page.how.known("DMM-9").state == "retired")


def newest(hands: Any, tag: str) -> Any:
    """The attempt that was kept last."""
    return hands.shop.ask("passport", tag=tag).tests[-1]


def told(page: Any) -> list[str]:
    """What stands under the instruments."""
    return [label.text() for label in page.how.told]


# Instruments and the room


def test_an_instrument_is_chosen_by_its_code_and_kept_with_the_values(
    hands: Any, page: Any, card: str, meters: None
) -> None:
    plan(hands, page, "VOLTAGE")
    assert list(page.how.instruments) == ["multimeter"], "no camera measures rails"
    box = page.how.instruments["multimeter"]
    assert [box.itemText(n) for n in range(box.count())] == ["Not said", "DMM-1", "DMM-2"]
    hands.scan("dmm-1")
    assert hands.strip == (
        "done", "Measured with DMM-1", f"DMM-1, Fluke 87V: calibrated until {until(200)}."
    )  # fmt: skip
    assert told(page) == [f"DMM-1, Fluke 87V: calibrated until {until(200)}."]
    hands.type(page.how.room, "22,5")
    put(hands, page, **RAILS)
    hands.key(Qt.Key.Key_F10)
    test = newest(hands, card)
    assert (test.verdict, test.ambient) == ("pass", 22.5)
    assert {(one.instrument, one.calibrated_until) for one in test.measurements} == {
        ("DMM-1", until(200))
    }
    hands.wait(lambda: page.side.attempts.rows.rowCount() == 1)
    hands.tap_row(page.side.attempts, 0)
    said = page.seen._told.text()
    assert f"Measured with DMM-1, calibrated until {until(200)}" in said and "Room 22.5 °C" in said


def test_what_is_used_stays_set_at_its_station(
    hands: Any, page: Any, card: str, meters: None
) -> None:
    hands.shop.do("add_station", code="BENCH-1", name="Bench 1")
    plan(hands, page, "VOLTAGE")
    hands.scan("DMM-1")
    hands.type(page.how.room, "22")
    other = hands.shop.card("SN0002")
    hands.scan(other)
    assert page.how.how().instruments["multimeter"] == "DMM-1" and page.how.room.text() == "22"
    plan(hands, page, "STRESS")
    assert page.how.how().instruments == {"thermal camera": ""}
    plan(hands, page, "RESISTANCE")
    assert page.how.how().instruments["multimeter"] == "DMM-1", "another plan, the same meter"
    hands.scan("CWS-BENCH-1")
    assert page.how.how().instruments["multimeter"] == "" and page.how.room.text() == ""
    hands.context.set("station", "")
    assert page.how.how().instruments["multimeter"] == "DMM-1" and page.how.room.text() == "22"


@pytest.mark.parametrize(
    ("code", "strip"),
    [
        ("DMM-2", ("careful", "Measured with DMM-2", "its calibration ended on")),
        ("DMM-9", ("refused", "Instrument DMM-9 is retired", "Use another one.")),
        ("CAM-1", ("careful", "Measured with CAM-1", "No value of this plan is measured with it.")),
        ("DMM-7", ("refused", "“DMM-7” is not known here", "")),
    ],
)
def test_what_is_wrong_with_an_instrument_is_said_at_once(
    hands: Any, page: Any, card: str, meters: None, code: str, strip: tuple[str, str, str]
) -> None:
    plan(hands, page, "VOLTAGE")
    hands.scan(code)
    assert hands.strip[:2] == strip[:2] and strip[2] in hands.strip[2]


def test_an_instrument_that_is_due_says_so_where_it_is_chosen(
    hands: Any, page: Any, card: str, meters: None
) -> None:
    plan(hands, page, "STRESS")
    box = page.how.instruments["thermal camera"]
    box.setFocus()
    hands.key(Qt.Key.Key_Down)
    assert told(page) == [f"CAM-1, FLIR: due, its calibration ends on {until(20)}."]
    assert page.how.told[0].property("ink") == "careful"


def test_a_lapsed_calibration_is_let_pass_by_a_lead_with_a_reason(
    hands: Any, page: Any, card: str, meters: None
) -> None:
    plan(hands, page, "VOLTAGE")
    hands.scan("DMM-2")
    put(hands, page, **RAILS)
    hands.key(Qt.Key.Key_F10)
    assert hands.strip[0] == "refused" and "calibration of instrument DMM-2" in hands.strip[1]
    assert hands.shop.ask("passport", tag=card).tests == []
    hands.window.let_pass.reason.given.emit("the other one is away")
    hands.settle()
    assert newest(hands, card).override == "the other one is away"
    hands.tap_row(page.side.attempts, 0)
    assert "Let pass: the other one is away" in page.seen._told.text()


def test_a_room_that_is_none_is_said_and_nothing_is_lost(hands: Any, page: Any, card: str) -> None:
    plan(hands, page, "VOLTAGE")
    put(hands, page, **RAILS)
    for typed, sentence in (("warm", "“warm” is no number"), ("451", "No room has 451 °C")):
        hands.type(page.how.room, typed)
        hands.key(Qt.Key.Key_F10)
        assert hands.strip[0] == "refused" and sentence in hands.strip[1]
        assert page.form.typed() == RAILS
    assert hands.shop.ask("passport", tag=card).tests == []


# Runs that do not count


def test_a_run_that_was_broken_off_wants_its_reason(hands: Any, page: Any, card: str) -> None:
    plan(hands, page, "VOLTAGE")
    page.how.run.setCurrentIndex(1)
    hands.settle()
    assert page.side.verdict.words() == "Broken off"
    hands.key(Qt.Key.Key_F10)
    assert hands.strip[:2] == ("question", "Why was it broken off?")
    assert QApplication.focusWidget() is page.side.note
    for letter in "power cut":
        hands.key(getattr(Qt.Key, f"Key_{letter.upper()}", Qt.Key.Key_Space))
    hands.key(Qt.Key.Key_F10)
    test = newest(hands, card)
    assert (test.run, test.verdict, test.note) == ("aborted", "inconclusive", "power cut")
    assert page.how.kind_of_run() == "", "the next run counts again"
    hands.wait(lambda: page.side.attempts.rows.rowCount() == 1)
    hands.tap_row(page.side.attempts, 0)
    assert "Broken off: it does not count · power cut" in page.seen._told.text()
    [row] = [row for row in page.card.plans.rows.rows() if row.code == "VOLTAGE"]
    assert page.card.plan_icon(row) == "", "it is no verdict of the plan"


def test_a_golden_card_stands_in_for_limits_and_does_not_count(
    hands: Any, page: Any, card: str
) -> None:
    plan(hands, page, "SCORE")
    page.how.run.setCurrentIndex(2)
    hands.settle()
    put(hands, page, score="20000", stability="99")
    assert "It does not count." in page.side.lacking.text()
    hands.key(Qt.Key.Key_F10)
    assert hands.strip[:2] == ("done", "Scores of a golden card: pass")
    assert newest(hands, card).run == "golden"
    other = hands.shop.card("SN0002")
    hands.scan(other)
    assert page.form.rows["score"].limits.text() == "19000 to 21000"
    page.how.run.setCurrentIndex(2)
    hands.settle()
    assert page.form.rows["score"].limits.text() == "", "a golden card is judged by none"
    page.how.run.setCurrentIndex(0)
    hands.settle()
    put(hands, page, score="18000", stability="99")
    hands.key(Qt.Key.Key_F10)
    assert newest(hands, other).verdict == "fail"
    hands.wait(lambda: page.side.attempts.rows.rowCount() == 1)
    hands.tap_row(page.side.attempts, 0)
    assert f"Compared with golden card {spelled(card)}" in page.seen._told.text()


def test_what_is_typed_is_there_when_the_kind_of_run_is_changed(
    hands: Any, page: Any, card: str
) -> None:
    plan(hands, page, "VOLTAGE")
    put(hands, page, v_12v="12.1")
    page.side.note.setPlainText("cold")
    page.how.run.setFocus()
    for _ in range(2):
        hands.key(Qt.Key.Key_Down)
    assert page.how.kind_of_run() == "golden" and page.how.run.hasFocus()
    assert page.form.typed() == {"v_12v": "12.1"} and page.side.note.toPlainText() == "cold"


# Values that are scanned


def test_a_device_fills_one_field_after_the_other(hands: Any, page: Any, card: str) -> None:
    plan(hands, page, "VOLTAGE")
    assert QApplication.focusWidget() is page.form.rows["v_12v"].field
    hands.scan("12,04 V")
    assert hands.strip == ("done", "12 V: 12.04 V", "Pass. Next: 5 V.")
    assert page.form.rows["v_12v"].badge.text() == "Pass"
    hands.scan("5.3")
    assert hands.strip[:2] == ("careful", "5 V: 5.3 V") and hands.strip[2].startswith("Fail. ")
    hands.scan("3300 mV")
    assert values(page)["v_3v3"] == "3.3"
    assert QApplication.focusWidget() is page.form.rows["v_1v8"].field
    hands.scan("1.8 A")
    assert hands.strip[0] == "refused" and "1.8 V is not measured in A" in hands.strip[1]
    assert "v_1v8" not in values(page)
    assert QApplication.focusWidget() is page.form.rows["v_1v8"].field
    hands.shop.card("324518063914")
    hands.scan("1.8")
    assert page.tag == card, "a number is a value while a field is marked"
    hands.key(Qt.Key.Key_F10)
    kept = {one.name: one.value for one in newest(hands, card).measurements}
    assert kept == {"v_12v": "12.04", "v_5v": "5.3", "v_3v3": "3.3", "v_1v8": "1.8"}


def test_a_short_number_is_typed_with_its_unit(hands: Any, page: Any, card: str) -> None:
    """What is too short for a scan reaches the field key by key, Enter included."""
    plan(hands, page, "RESISTANCE")
    first = next(iter(page.form.rows.values()))
    put(hands, page, **{first.line.name: "1 ohm"})
    hands.key(Qt.Key.Key_Return)
    assert not first.fault.isVisible() and first.badge.text() == "Pass"
    assert page.form.attempt.judged[first.line.name].number == 1


def test_a_number_is_never_a_serial_while_a_field_is_marked(
    hands: Any, page: Any, card: str
) -> None:
    other = hands.shop.card("4711")
    plan(hands, page, "VOLTAGE")
    hands.scan("4711")
    assert page.tag == card and values(page) == {"v_12v": "4711"}
    page.form.rows["v_5v"].field.clearFocus()
    assert page.form.marked() is None
    hands.scan("4711")
    assert hands.strip[0] == "question", "now it is a serial, and what is typed is asked about"
    hands.scan("4711")
    assert page.tag == other


def test_a_tag_and_a_long_serial_open_their_card_also_from_a_field(
    hands: Any, page: Any, card: str
) -> None:
    one, two = hands.shop.card("SN0002"), hands.shop.card("0324518063914")
    plan(hands, page, "VOLTAGE")
    for code, tag in ((one, one), ("0324518063914", two), (spelled(card), card)):
        page.form.focus_first()
        hands.scan(code)
        assert page.tag == tag and values(page) == {}


def test_after_the_last_number_nothing_is_marked(hands: Any, page: Any, card: str) -> None:
    plan(hands, page, "VOLTAGE")
    last = list(page.form.rows.values())[-1]
    last.field.setFocus()
    hands.scan("2.25")
    assert hands.strip[2].endswith("That was the last number. F10 keeps the attempt.")
    hands.scan("9.99")
    assert hands.strip[0] == "refused" and last.typed() == "2.25"


def test_a_choice_is_scanned_by_its_word(hands: Any, page: Any, card: str) -> None:
    plan(hands, page, "FINAL")
    page.form.rows["fans"].field.setFocus()
    hands.scan("GOOD")
    assert values(page)["fans"] == "good" and hands.strip[0] == "done"


def test_a_test_is_worked_by_the_command_sheet_alone(
    hands: Any, sheet: Sheet, page: Any, card: str, meters: None
) -> None:
    hands.go("tests")
    plan(hands, page, "VOLTAGE")
    assert sheet.scan("digit_1", "digit_2", "point", "digit_1")[1:] == (
        "12 V: 12.1 V", "Pass. Scan digits or letters, the next field, or keep."
    )  # fmt: skip
    assert sheet.scan("next_field")[1] == "5 V: empty"
    for _ in range(20):
        if sheet.scan("next_field")[1].startswith("Multimeter"):
            break
    assert sheet.scan("next_choice")[1] == "Multimeter: DMM-1"
    assert sheet.scan("keep")[0] == "careful"
    assert newest(hands, card).measurements[0].instrument == "DMM-1"
    assert sheet.scan("keep")[:2] == ("question", "Type at least one value, then keep the attempt.")
    assert sheet.scan("good")[0] == "careful", "a command of the bench does nothing here"
    hands.tap_row(page.side.attempts, 0)
    assert sheet.scan("digit_7")[1] == "Nothing here is filled in by scans"
    sheet.scan("back")
    assert page.record.isVisible() and hands.strip[0] == "idle"


def test_the_same_card_once_more_is_answered(hands: Any, page: Any, card: str) -> None:
    plan(hands, page, "VOLTAGE")
    put(hands, page, v_12v="12.1")
    hands.context.answer("idle", "Tests")
    hands.scan(card)
    assert hands.strip[:2] == ("done", f"Testing {spelled(card)}")
    assert values(page) == {"v_12v": "12.1"}


# What is typed and not kept


def test_what_is_typed_comes_back_with_its_note_and_its_run(
    hands: Any, page: Any, card: str
) -> None:
    other = hands.shop.card("SN0002")
    plan(hands, page, "VOLTAGE")
    put(hands, page, v_12v="12.1")
    page.side.note.setPlainText("warm already")
    page.how.run.setCurrentIndex(2)
    hands.settle()
    hands.scan(other)
    hands.scan(other)
    assert hands.strip == (
        "careful", f"Testing {spelled(other)}", f"What was typed for {spelled(card)} is kept."
    )  # fmt: skip
    assert page.side.note.toPlainText() == "" and page.how.kind_of_run() == ""
    hands.scan(card)
    assert hands.strip[2] == "What was typed before is here again."
    assert values(page) == {"v_12v": "12.1"} and page.side.note.toPlainText() == "warm already"
    assert page.how.kind_of_run() == "golden"
    hands.key(Qt.Key.Key_F10)
    hands.scan(other)
    hands.scan(card)
    assert values(page) == {}, "what was kept does not come again"
