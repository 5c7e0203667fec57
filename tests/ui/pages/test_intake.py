# SPDX-License-Identifier: MIT
"""Intake: each scan answered, counted and shown; what stays set; undo back to a mark."""

from datetime import date
from typing import Any

import pytest
from dock_view import counters, in_hand, looks
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.pages import intake_parts as parts
from ui.pages.intake_parts import next_number
from workshop.storage.engines import sqlite_module


@pytest.fixture
def page(hands: Any) -> Any:
    return hands.go("intake")


def expect(shop: Any, *serials: str) -> None:
    cards = [{"serial": serial, "model": "GeForce RTX 4090"} for serial in serials]
    shop.do("expect", batch="B1", cards=cards)


def received(hands: Any) -> int:
    count: int = hands.shop.ask("batch", number="B1").received
    return count


# Scans


def test_a_card_is_received_shown_and_counted(hands: Any, page: Any) -> None:
    hands.scan("M9YVCM1")
    piece = hands.shop.ask("pieces", batch="B1")[0]
    tag = f"{piece.tag[:3]}-{piece.tag[3:9]}-{piece.tag[9:]}"
    assert hands.strip == (
        "done",
        f"M9YVCM1 received as {tag}",
        "Its label is in the print queue.",
    )
    row = page.dock.table.rows.row(0)
    assert (row.text, row.tag, row.look.word) == ("M9YVCM1", tag, "Received")
    assert counters(page) == ["1", "0", "0", "0"]
    assert hands.shop.ask("labels_waiting")[0].tag == piece.tag


def test_the_suppliers_list_is_held_against_each_card(hands: Any, page: Any) -> None:
    expect(hands.shop, "M9YVCM1", "M9YVCM2")
    hands.wait(lambda: counters(page)[0] == "0 of 2")
    hands.scan("M9YVCM1")
    assert hands.strip[0] == "done" and "in the supplier's list" in hands.strip[2]
    assert hands.shop.ask("pieces", batch="B1")[0].model == "GeForce RTX 4090"
    hands.scan("M9OTHER")
    assert hands.strip[0] == "careful" and "not in the supplier's list" in hands.strip[2]
    assert looks(page) == ["Not in the list", "Received"]
    assert counters(page) == ["2 of 2", "1", "1", "0"]
    assert page.dock.supplier.text() == "2 cards in the supplier's list"


def test_a_card_that_is_here_is_no_fault_and_nothing_changes(hands: Any, page: Any) -> None:
    hands.scan("M9YVCM1")
    hands.scan("m9yvcm-1")
    assert hands.strip[0] == "careful" and "is already here" in hands.strip[1]
    tag = hands.shop.ask("pieces", batch="B1")[0].tag
    hands.scan(tag)
    assert hands.window.page.name == "bench"  # our own label opens its card from anywhere
    assert looks(page) == ["Already here", "Already here", "Received"]
    assert received(hands) == 1


@pytest.mark.parametrize(
    ("scan", "words"),
    [
        ("C01-00773K-8", "check character"),
        ("M9\x1dYV\x1eCM", ""),
        ("显卡一号机", ""),
        ("x" * 4096, ""),
        ("<b>bold</b>", ""),
    ],
)
def test_what_cannot_be_received_is_refused_in_words_and_the_next_goes_on(
    hands: Any, page: Any, scan: str, words: str
) -> None:
    hands.scan(scan)
    assert hands.strip[0] == "refused" and words in " ".join(hands.strip[1:])
    assert looks(page) == ["Not taken"] and page.dock.table.rows.row(0).note
    assert received(hands) == 0
    hands.scan("M9YVCM1")
    assert hands.strip[0] == "done" and received(hands) == 1


def test_a_card_that_left_comes_back(hands: Any, page: Any) -> None:
    tag = hands.shop.card("M9YVCM1")
    hands.shop.do("dispose", piece=tag, disposition="SELL")
    hands.shop.do("open_batch", number="B2", supplier="X")
    hands.context.set("batch", "B2")
    hands.scan("M9YVCM1")
    assert hands.strip[0] == "done" and "came back" in hands.strip[1]
    assert looks(page) == ["Came back"]


def test_only_the_last_twenty_are_in_view(hands: Any, page: Any) -> None:
    for number in range(23):
        hands.window.scans.take(f"M9YVCM{number}")
    hands.wait(lambda: received(hands) == 23)
    hands.settle()
    rows = page.dock.table.rows.rows()
    assert [row.text for row in rows] == [f"M9YVCM{number}" for number in range(22, 2, -1)]


def test_a_start_shows_what_this_batch_received_last(hands: Any) -> None:
    hands.shop.card("M9YVCM1")
    hands.shop.card("M9YVCM2")
    page = hands.go("intake")
    hands.context.set("batch", "")
    hands.context.set("batch", "B1")
    hands.settle()
    assert [row.text for row in page.dock.table.rows.rows()] == ["M9YVCM2", "M9YVCM1"]


def test_a_row_opens_the_card_at_the_bench(hands: Any, page: Any) -> None:
    hands.scan("M9YVCM1")
    page.dock.table.setFocus()
    page.dock.table.setCurrentIndex(page.dock.table.rows.index(0, 0))
    hands.key(Qt.Key.Key_Return)
    assert hands.window.page.name == "bench"


def test_a_closed_batch_refuses_and_says_so(hands: Any, page: Any) -> None:
    hands.shop.do("close_batch", batch="B1")
    hands.scan("M9YVCM1")
    assert hands.strip[:2] == ("refused", "Batch B1 is closed.")
    hands.wait(lambda: page.dock.supplier.text() == "This batch is closed.")


def test_a_scan_that_cannot_be_saved_is_kept_and_saved_later(hands: Any, page: Any) -> None:
    hands.scan("M9YVCM0")
    with hands.desk._room.opened()._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=20")
    other = sqlite_module().connect(str(hands.shop.database.target), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    hands.scan("M9YVCM1")
    assert looks(page) == ["Not saved yet", "Received"] and "Ctrl+R" in hands.strip[2]
    hands.scan("P/N: 900-1G136-2530-000")
    other.execute("ROLLBACK")
    other.close()
    hands.scan("M9YVCM2")
    assert looks(page) == ["Received", "Received", "Received"]
    _, first, second = hands.shop.ask("pieces", batch="B1")
    assert (first.serial, first.part_number) == ("M9YVCM1", "900-1G136-2530-000")
    assert (second.serial, second.part_number) == ("M9YVCM2", "")


# What stays set


def test_model_maker_and_place_stay_set(hands: Any, page: Any) -> None:
    sticky = page.dock.sticky
    hands.wait(lambda: sticky.model.count() > 60)
    sticky.model.setCurrentText("GeForce RTX 4080")
    sticky.maker.setCurrentText("asus")
    hands.scan("TRAY-12")
    assert hands.window.strip.chip("place").words() == "TRAY-12"
    hands.scan("M9YVCM1")
    hands.scan("M9YVCM2")
    for piece in hands.shop.ask("pieces", batch="B1"):
        assert (piece.model, piece.maker, piece.place) == ("GeForce RTX 4080", "ASUS", "TRAY-12")


def test_a_part_number_goes_with_the_next_card_only(hands: Any, page: Any) -> None:
    hands.scan("900-1G136-2530-000")
    assert hands.strip[0] == "done" and in_hand(page) == {"Part number": "900-1G136-2530-000"}
    hands.scan("M9YVCM1")
    hands.scan("M9YVCM2")
    first, second = hands.shop.ask("pieces", batch="B1")
    assert (first.part_number, second.part_number) == ("900-1G136-2530-000", "")
    assert in_hand(page).keys() == {"Serial", "Tag"}


def test_a_serial_is_typed_where_the_label_is_gone(hands: Any, page: Any) -> None:
    hands.type(page.dock.serial, "M9YVCM1")
    hands.key(Qt.Key.Key_Return)
    assert received(hands) == 1 and page.dock.serial.text() == ""
    hands.key(Qt.Key.Key_Return)
    assert received(hands) == 1
    hands.context.set("batch", "")
    hands.type(page.dock.serial, "M9YVCM2")
    page.dock.type_serial()
    assert hands.strip[0] == "refused" and page.dock.serial.text() == "M9YVCM2"


# Batches


def test_a_new_batch_is_opened_by_keyboard(hands: Any, page: Any) -> None:
    hands.key(Qt.Key.Key_F6)
    choice = page.choice
    assert choice.isVisible() and choice.number.text() == "B2"
    hands.type(choice.supplier, "Rheintal")
    hands.key(Qt.Key.Key_Return)
    QTest.keyClicks(choice.expected, "12")
    hands.key(Qt.Key.Key_Return)
    assert hands.context.batch == "B2" and not choice.isVisible()
    assert counters(page)[0] == "0 of 12"
    assert hands.strip[1] == "Batch B2 opened"
    hands.scan("M9YVCM1")
    assert hands.shop.ask("batch", number="B2").received == 1


def test_a_form_says_what_is_wrong_with_it(hands: Any, page: Any) -> None:
    hands.key(Qt.Key.Key_F6)
    choice = page.choice
    hands.type(choice.expected, "a dozen")
    hands.key(Qt.Key.Key_Return)
    assert choice.supplier_row.fault.text() == "Who sent it?"
    assert choice.expected_row.fault.text() == "“a dozen” is no number."
    hands.type(choice.number, "B1")
    hands.type(choice.supplier, "X")
    hands.type(choice.expected, "")
    choice.expected.clear()
    hands.key(Qt.Key.Key_Return)
    assert hands.strip[:2] == ("refused", "Batch B1 exists already.")
    assert choice.number.text() == "B1", "what was typed is lost"


def test_an_open_batch_is_tapped(hands: Any, page: Any) -> None:
    hands.shop.do("open_batch", number="B2", supplier="X", expected=5)
    hands.key(Qt.Key.Key_F6)
    hands.tap_row(page.choice.table, 0)
    assert hands.context.batch == "B2"
    assert hands.window.strip.chip("batch").words() == "Batch B2"


def test_back_to_scanning(hands: Any, page: Any) -> None:
    hands.key(Qt.Key.Key_F6)
    hands.tap(page.choice.back)
    assert page.dock.table.isVisible() and hands.context.batch == "B1"


def test_a_batch_that_was_undone_is_let_go_of(hands: Any, page: Any) -> None:
    hands.key(Qt.Key.Key_F6)
    hands.type(page.choice.supplier, "X")
    hands.tap(page.choice.button)
    assert hands.context.batch == "B2"
    hands.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    assert hands.context.batch == "" and page.choice.isVisible()
    hands.scan("M9YVCM1")
    assert hands.strip[:2] == ("refused", "No batch is open.")


@pytest.mark.parametrize(
    ("newest", "next_one"),
    [("B26-0012", "B26-0013"), ("B9", "B10"), ("P-099", "P-100"), ("MAY", "B26-0001"),
     ("", "B26-0001")],
)  # fmt: skip
def test_the_number_of_a_new_batch_follows_the_newest(newest: str, next_one: str) -> None:
    assert next_number(newest, date(2026, 11, 24)) == next_one


# Undo


def test_undo_of_the_last_scan_is_seen_in_its_row(hands: Any, page: Any) -> None:
    hands.scan("M9YVCM1")
    hands.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    assert looks(page) == ["Undone"] and received(hands) == 0
    assert page.dock.mark.words.text() == "No card since the mark"


def test_all_since_a_mark_is_undone_newest_first(hands: Any, page: Any) -> None:
    hands.scan("M9YVCM1")
    hands.key(Qt.Key.Key_F7)
    for serial in ("M9YVCM2", "M9YVCM3", "M9YVCM4"):
        hands.scan(serial)
    assert page.dock.mark.words.text() == "3 cards since the mark"
    assert page.dock.mark.undo_all.words() == "Undo all 3"
    hands.key(Qt.Key.Key_F8)
    assert page.dock.mark.undo_all.words() == "Again: undo 3" and received(hands) == 4
    hands.key(Qt.Key.Key_F8)
    assert hands.strip[:2] == ("done", "3 cards undone")
    assert [piece.serial for piece in hands.shop.ask("pieces", batch="B1")] == ["M9YVCM1"]
    assert looks(page) == ["Undone"] * 3 + ["Received"]
    (undo,) = hands.shop.ask("recent", limit=1)
    assert undo.act == "undo_many", "not one act"
    assert not page.dock.mark.undo_all.isEnabled()


def test_a_single_press_in_passing_undoes_nothing(
    hands: Any, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.dock.mark.sure.setInterval(30)
    hands.scan("M9YVCM1")
    hands.scan("M9YVCM2")
    hands.tap(page.dock.mark.undo_all)
    hands.wait(lambda: page.dock.mark.undo_all.words() == "Undo all 2")
    assert received(hands) == 2


def test_what_was_built_on_stays_and_is_named(hands: Any, page: Any) -> None:
    hands.scan("M9YVCM1")
    hands.scan("M9YVCM2")
    tag = hands.shop.ask("pieces", batch="B1")[0].tag
    hands.shop.do("record_step", piece=tag, step="EVI", outcome="done")
    hands.key(Qt.Key.Key_F8)
    hands.key(Qt.Key.Key_F8)
    assert hands.strip[:2] == ("careful", "1 card undone")
    assert hands.strip[2].startswith("1 stayed: Entry") and received(hands) == 1


def test_the_page_has_a_look_for_everything_that_can_become_of_a_scan() -> None:
    assert parts.look_of({"listed": False, "result": "received"}) is parts.UNLISTED
    assert parts.look_of({"listed": None, "result": "returned"}) is parts.RETURNED
    assert parts.look_of({"listed": True, "result": "received"}) is parts.RECEIVED
