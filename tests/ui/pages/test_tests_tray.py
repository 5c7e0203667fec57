# SPDX-License-Identifier: MIT
"""At the tests page: the same result for a tray of cards, one scan and one record each."""

from typing import Any

import pytest
from at_tests import card, page, plan, put
from command_scans import Sheet, sheet
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from workshop.benches.tags import spelled

__all__ = ["card", "page", "sheet"]

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
RAILS = {"v_12v": "12", "v_1v8": "1.8", "v_nvvdd": "0.9", "v_fbvdd": "1.35", "v_pex": "1"}


@pytest.fixture
def others(hands: Any, page: Any, card: str) -> list[str]:
    """Five more cards of the delivery, with serials of digits."""
    return [hands.shop.card(f"32451806391{n}") for n in range(5)]


def begin(hands: Any, page: Any, **values: str) -> None:
    """Fill the plan in and keep it for the first card of the tray."""
    plan(hands, page, "VOLTAGE")
    put(hands, page, **(values or RAILS))
    hands.tap(page.side.same)
    hands.key(Qt.Key.Key_F10)


def kept(hands: Any, *tags: str) -> list[list[str]]:
    """The verdicts of these pieces."""
    return [[test.verdict for test in hands.shop.ask("passport", tag=tag).tests] for tag in tags]


def test_twenty_cards_get_one_record_each_and_one_undo_takes_all_back(
    hands: Any, page: Any, card: str
) -> None:
    cards = [hands.shop.card(f"32451806391{n:02}") for n in range(20)]
    begin(hands, page)
    before = hands.shop.ask("newest")
    for number, tag in enumerate(cards):
        hands.scan(tag if number % 2 else f"32451806391{number:02}")
        assert hands.strip == (
            "done", "Rails at power-on, attempt 1: pass",
            f"{spelled(tag)}. Scan the next card for the same. Esc ends it.",
        )  # fmt: skip
    assert page.side.same.words() == "21 recorded, scan the next"
    assert hands.shop.ask("newest") == before + 20, "one entry each"
    assert kept(hands, card, *cards) == [["pass"]] * 21
    assert page.side.tray.list.lines()[0] == f"{spelled(cards[-1])} · Pass"
    assert page.side.tray.isVisible() and not page.side.attempts.isVisible()
    hands.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert hands.strip[:2] == ("done", "21 results undone")
    hands.wait(lambda: not page.side.tray.records)
    assert kept(hands, card, *cards) == [[]] * 21
    assert hands.shop.ask("newest") == before + 21, "one entry undoes them all"
    assert page.side.attempts.isVisible()


def test_a_card_that_cannot_take_it_is_refused_by_itself(
    hands: Any, page: Any, card: str, others: list[str]
) -> None:
    gone, held, twin, *fine = others
    hands.shop.do("dispose", piece=gone, disposition="SELL")
    hands.shop.do("quarantine", piece=held, reason="is it real?")
    begin(hands, page)
    for tag, word in ((gone, "has left"), (held, "quarantine")):
        hands.scan(tag)
        assert hands.strip[0] == "refused" and word in " ".join(hands.strip[1:])
        assert spelled(tag) in " ".join(hands.strip[1:])
    hands.scan("SN-NOBODY")
    assert hands.strip[0] == "refused"
    hands.scan(twin)
    hands.scan(twin)
    assert hands.strip[:2] == ("refused", f"{spelled(twin)} had this result a moment ago.")
    for tag in fine:
        hands.scan(tag)
        assert hands.strip[0] == "done"
    assert kept(hands, card, *others) == [["pass"], [], [], ["pass"], ["pass"], ["pass"]]


def test_each_card_is_judged_by_its_own_model(hands: Any, page: Any, card: str) -> None:
    small = hands.shop.card("SN0003", model="GeForce RTX 4060")
    plan(hands, page, "INCOMING")
    put(hands, page, gpu_name="NVIDIA GeForce RTX 4090", memory_total="24564")
    hands.tap(page.side.same)
    hands.key(Qt.Key.Key_F10)
    hands.scan(small)
    assert hands.strip[:2] == ("careful", "Incoming check, attempt 1: fail")
    assert page.side.tray.list.lines() == [f"{spelled(small)} · Fail", f"{spelled(card)} · Pass"]


def test_one_of_them_is_undone_and_scanned_again(
    hands: Any, page: Any, card: str, others: list[str]
) -> None:
    begin(hands, page)
    hands.scan(others[0])
    hands.tap(page.side.tray.undo_last)
    hands.wait(lambda: len(page.side.tray.records) == 1)
    hands.scan(others[0])
    assert hands.strip[0] == "done" and kept(hands, others[0]) == [["pass"]]
    assert page.side.tray.undo_all.words() == "Undo all 2 results"


@pytest.mark.parametrize("way", ["Esc", "button", "plan", "back"])
def test_a_tray_is_ended(
    hands: Any, page: Any, card: str, others: list[str], sheet: Sheet, way: str
) -> None:
    hands.go("tests")
    begin(hands, page)
    hands.scan(others[0])
    if way == "Esc":
        hands.key(Qt.Key.Key_Escape)
    elif way == "button":
        hands.tap(page.side.same)
    elif way == "plan":
        plan(hands, page, "FINAL")
    else:
        sheet.scan("back")
    assert page.side.same.words() == "Same for every card I scan"
    assert not page.side.same.isChecked() and not page.side.tray.isVisible()
    assert page.form.typed() == {} and page.tag == card
    hands.scan(others[1])
    assert page.tag == others[1] and kept(hands, others[1]) == [[]]


def test_no_number_is_typed_into_a_tray(
    hands: Any, page: Any, card: str, others: list[str]
) -> None:
    """A serial of a few digits is the next card, not a value of the last."""
    short = hands.shop.card("4711")
    begin(hands, page)
    focus = QApplication.focusWidget()
    assert focus is None or not page.form.isAncestorOf(focus)
    hands.scan("4711")
    assert kept(hands, short) == [["pass"]] and page.form.typed() == RAILS


def test_the_word_of_a_lead_holds_for_the_whole_tray(
    hands: Any, page: Any, card: str, others: list[str]
) -> None:
    hands.shop.do("add_instrument", code="DMM-2", name="Brymen", kind="multimeter",
                  calibrated_until="2020-01-01")  # fmt: skip
    hands.wait(lambda: page.how.known("DMM-2"))
    hands.scan("DMM-2")
    begin(hands, page)
    assert hands.strip[0] == "refused"
    hands.window.let_pass.reason.given.emit("the other one is away")
    hands.settle()
    for tag in others[:2]:
        hands.scan(tag)
        assert hands.strip[0] == "done"
    for tag in (card, *others[:2]):
        assert hands.shop.ask("passport", tag=tag).tests[0].override == "the other one is away"
    hands.key(Qt.Key.Key_Escape)
    put(hands, page, **RAILS)
    hands.key(Qt.Key.Key_F10)
    assert hands.strip[0] == "refused", "not for what comes after it"


def test_a_tray_by_scans_alone(
    hands: Any, sheet: Sheet, page: Any, card: str, others: list[str]
) -> None:
    hands.go("tests")
    plan(hands, page, "VOLTAGE")
    hands.scan("12.1 V")
    assert sheet.scan("same_again")[1] == "The same for every card"
    sheet.scan("keep")
    hands.scan(others[0])
    assert kept(hands, card, others[0]) == [["inconclusive"]] * 2
    assert sheet.scan("same_again")[1] == "For this card only"
    hands.scan(others[1])
    assert page.tag == others[1]


def test_a_tray_of_broken_off_runs_keeps_their_reason(
    hands: Any, page: Any, card: str, others: list[str]
) -> None:
    plan(hands, page, "STRESS")
    page.how.run.setCurrentIndex(1)
    hands.settle()
    page.side.note.setPlainText("power cut")
    hands.tap(page.side.same)
    hands.key(Qt.Key.Key_F10)
    hands.scan(others[0])
    for tag in (card, others[0]):
        [test] = hands.shop.ask("passport", tag=tag).tests
        assert (test.run, test.note) == ("aborted", "power cut")
