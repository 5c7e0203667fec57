# SPDX-License-Identifier: MIT
"""The dock: labels of one card, refusing, sessions, live lists, blank tags, command codes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from dock_view import counters, in_hand, looks
from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook

from ui.pages import intake_lists
from ui.pages.intake_session import lasted
from workshop.domain.command import command_text


@pytest.fixture
def page(hands: Any) -> Any:
    return hands.go("intake")


def expect(shop: Any, *serials: str) -> None:
    shop.do("expect", batch="B1", cards=[{"serial": serial} for serial in serials])


def received(hands: Any) -> int:
    count: int = hands.shop.ask("batch", number="B1").received
    return count


# Labels of one card


def command(hands: Any, action: str) -> str:
    """The code on the command sheet."""
    codes = hands.shop.ask("command_codes").codes
    return next(code.text for code in codes if code.action == action)


def test_labels_are_shown_with_their_card_as_they_are_read(hands: Any, page: Any) -> None:
    assert page.dock.hand.labels.accessibleName().startswith("Serial: not read; Part number:")
    hands.scan("M9YVCM1")
    hands.scan("]E04719072845636")
    piece = hands.shop.ask("pieces", batch="B1")[0]
    shown = in_hand(page)
    assert (shown["Serial"], shown["Article code"]) == ("M9YVCM1", "4719072845636")
    assert page.dock.hand.title.text() == "Card in hand"
    hands.scan("]E04719072845636")
    assert page.dock.hand.title.text() == "Next card"
    assert in_hand(page) == {"Article code": "4719072845636"}
    hands.key(Qt.Key.Key_F5)
    assert in_hand(page) == {} and "forgotten" in hands.strip[1]
    names = hands.shop.ask("passport", tag=piece.tag).identifiers
    assert {name.kind for name in names} == {"serial", "upc"}


def test_an_undone_card_is_no_longer_in_hand(hands: Any, page: Any) -> None:
    hands.scan("M9YVCM1")
    hands.scan(command(hands, "undo"))
    assert hands.strip[:2] == ("done", "Undone: M9YVCM1 received as C01-000001-Z")
    assert in_hand(page) == {} and received(hands) == 0
    hands.scan("900-1G136-2530-000")
    assert hands.strip[0] == "done" and "kept for the next card" in hands.strip[1]


def test_the_undo_code_takes_back_what_was_done_last_however_fast(hands: Any, page: Any) -> None:
    undo = command(hands, "undo")
    for code in ("M9YVCM1", "M9YVCM2", undo, "M9YVCM3", undo, undo):
        hands.window.scans.take(code)
    hands.settle()
    assert received(hands) == 0
    hands.context.set("person", "")
    before = hands.shop.ask("newest")
    hands.scan(undo)
    assert hands.shop.ask("newest") == before


# Refusing, setting apart, what stays set


def test_a_card_is_refused_by_hand(hands: Any, page: Any) -> None:
    hands.wait(lambda: page.dock.sticky.reasons)
    hands.tap(page.dock.hand.refuse)
    hands.tap_row(page.dock.reasons.list, 0)
    assert hands.strip[0] == "question" and page.dock.hand.refusing.isVisible()
    hands.tap(page.dock.hand.refuse)
    assert hands.strip[1] == "Nothing will be refused." and not page.dock.hand.refusing.isVisible()
    hands.tap(page.dock.hand.refuse)
    hands.tap_row(page.dock.reasons.list, 0)
    hands.scan("M9YVCM1")
    assert hands.strip == (
        "careful",
        "M9YVCM1 refused: Cracked",
        "Put it aside: it was not taken in.",
    )
    assert looks(page) == ["Refused"] and received(hands) == 0
    hands.scan("M9YVCM2")
    assert received(hands) == 1


def test_nobody_has_to_give_a_reason(hands: Any, page: Any) -> None:
    hands.wait(lambda: page.dock.sticky.reasons)
    hands.tap(page.dock.hand.refuse)
    page.dock.reasons.left.emit()
    hands.scan("M9YVCM1")
    assert received(hands) == 1


def test_a_grade_is_set_by_tap_and_by_code_and_unset_by_tap(hands: Any, page: Any) -> None:
    sticky = page.dock.sticky
    hands.tap(sticky.grades["B"])
    hands.scan("M9YVCM1")
    hands.scan(command(hands, "grade_d"))
    hands.scan("M9YVCM2")
    hands.tap(sticky.grades["D"])
    hands.scan("M9YVCM3")
    grades = [piece.grade for piece in hands.shop.ask("pieces", batch="B1")]
    assert grades == ["B", "D", ""]


def test_bare_boards_are_received_as_boards(hands: Any, page: Any) -> None:
    box = page.dock.sticky.kind
    box.setCurrentIndex(box.findData("board"))
    hands.scan("M9YVCM1")
    assert [piece.kind for piece in hands.shop.ask("pieces", batch="B1")] == ["board"]


def test_no_model_is_a_line_of_the_list_and_not_an_empty_one(hands: Any, page: Any) -> None:
    model = page.dock.sticky.model
    hands.wait(lambda: model.count() > 60)
    assert all(model.itemText(place) for place in range(model.count()))
    model.setCurrentText("GeForce RTX 4090")
    model.setCurrentIndex(0)
    model.activated.emit(0)
    assert model.currentText() == "" and model.lineEdit().placeholderText() == "As the list says"
    hands.scan("M9YVCM1")
    assert hands.shop.ask("pieces", batch="B1")[0].model == ""


def test_makers_are_completed(hands: Any, page: Any) -> None:
    maker = page.dock.sticky.maker
    hands.wait(lambda: maker.count() > 5)
    completer = maker.completer()
    completer.setCompletionPrefix("giga")
    assert completer.currentCompletion().casefold() == "gigabyte"


# Sessions


def test_a_session_begins_with_the_first_card_and_is_ended_by_a_button(
    hands: Any, page: Any
) -> None:
    session = page.dock.session
    assert session.words.text() == "No session is open"
    hands.scan("M9YVCM1")
    hands.wait(lambda: session.counts.text() == "1 card · 0 min")
    assert session.words.text() == "Session of Ana"
    hands.tap(session.toggle)
    assert hands.strip[1] == "Receiving of batch B1 ended: 1 in, 0 refused"
    hands.wait(lambda: session.toggle.words() == "Start session")
    hands.tap(session.toggle)
    hands.wait(lambda: session.toggle.words() == "End session")
    assert len(hands.shop.ask("receivings", batch="B1")) == 2


def test_a_card_of_another_batch_ends_the_session_of_the_one_before(hands: Any, page: Any) -> None:
    hands.shop.do("open_batch", number="B2", supplier="X")
    hands.scan("M9YVCM1")
    hands.context.set("batch", "B2")
    hands.scan("M9YVCM2")
    (first,), (second,) = (hands.shop.ask("receivings", batch=b) for b in ("B1", "B2"))
    assert first.ended and not second.ended
    assert (first.received, second.received) == (1, 1)


def test_each_person_has_a_session_of_their_own(hands: Any, page: Any) -> None:
    hands.shop.do("add_person", code="LI", name="李伟")
    hands.scan("M9YVCM1")
    hands.scan("CWP-LI")
    hands.scan("M9YVCM2")
    hands.scan("CWP-ANA")
    hands.scan("M9YVCM3")
    sessions = hands.shop.ask("receivings", batch="B1")
    assert [(one.person, one.received) for one in sessions] == [("ANA", 2), ("LI", 1)]


def test_a_badge_signs_off_and_works_no_further(hands: Any, page: Any) -> None:
    hands.shop.do("add_person", code="LI", name="Li")
    hands.scan("M9YVCM1")
    hands.tap(page.dock.session.toggle)
    hands.wait(lambda: page.dock.session.sign.isVisible())
    hands.tap(page.dock.session.sign)
    assert hands.strip[:2] == ("question", "Who signs off 1 card that ANA received?")
    hands.scan("CWP-LI")
    (session,) = hands.shop.ask("receivings", batch="B1")
    assert session.signed_by == "LI" and hands.context.person == "ANA" == hands.desk.by
    hands.wait(lambda: not page.dock.session.sign.isVisible())


def test_a_badge_after_another_scan_signs_nothing(hands: Any, page: Any) -> None:
    hands.shop.do("add_person", code="LI", name="Li")
    hands.scan("M9YVCM1")
    hands.tap(page.dock.session.toggle)
    hands.wait(lambda: page.dock.session.sign.isVisible())
    hands.tap(page.dock.session.sign)
    hands.scan("M9YVCM2")
    hands.scan("CWP-LI")
    assert hands.context.person == "LI"
    assert {one.signed_by for one in hands.shop.ask("receivings", batch="B1")} == {""}


def test_a_session_is_undone_by_two_presses_and_that_undo_in_turn(hands: Any, page: Any) -> None:
    hands.scan("M9YVCM1")
    hands.scan("P/N: 912-V510-003")
    hands.scan("M9YVCM2")
    session = page.dock.session
    hands.wait(lambda: session.counts.text().startswith("2 cards"))
    hands.tap(session.undo)
    assert session.undo.words() == "Again: undo 2 cards"
    assert len(hands.shop.ask("pieces")) == 2  # one press does nothing yet
    hands.tap(session.undo)
    assert hands.strip[0] == "done" and "undone" in hands.strip[1]
    assert hands.shop.ask("pieces") == [] and hands.shop.ask("receivings", batch="B1") == []
    hands.wait(lambda: not session.undo.isVisible())
    hands.shop.do("undo", entry=hands.shop.ask("newest"))
    assert [row.serial for row in hands.shop.ask("pieces")] == ["M9YVCM1", "M9YVCM2"]


def test_a_batch_that_asks_for_a_second_person_is_opened_here(hands: Any, page: Any) -> None:
    hands.key(Qt.Key.Key_F6)
    choice = hands.window.page.choice
    choice.number.setText("B26-9")
    choice.supplier.setText("Rheintal")
    hands.tap(choice.second)
    hands.tap(choice.button)
    hands.wait(lambda: hands.context.batch == "B26-9")
    assert hands.shop.ask("differences", batch="B26-9").second_person


def test_how_long_a_session_lasts_is_said_in_minutes_and_hours() -> None:
    start = "2026-11-24T10:00:00.000000Z"
    assert lasted(start, datetime(2026, 11, 24, 10, 59, 59, tzinfo=UTC)) == "59 min"
    assert lasted(start, datetime(2026, 11, 24, 12, 5, tzinfo=UTC)) == "2 h 05 min"
    assert lasted(start, datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) == "0 min"


# The lists


def test_each_list_shows_its_cards_and_follows_the_scans(hands: Any, page: Any) -> None:
    expect(hands.shop, "M9YVCM1", "M9YVCM2", "M9YVCM3")
    hands.scan("M9YVCM1")
    hands.scan("M9OTHER")
    hands.scan(command(hands, "refuse_cracked"))
    hands.scan("M9YVCM2")
    hands.wait(lambda: counters(page) == ["2 of 3", "1", "1", "1"])
    lists = page.dock.lists
    wanted = {
        "received": ["M9YVCM1", "M9OTHER"],
        "missing": ["M9YVCM3"],
        "unexpected": ["M9OTHER"],
        "refused": ["M9YVCM2"],
        "duplicate": [],
        "quarantined": [],
    }
    for state, serials in wanted.items():
        hands.tap(lists.tabs[state])
        hands.wait(lambda state=state, serials=serials: listed(page, state) == serials)
    hands.tap(lists.tabs["missing"])
    hands.scan("M9YVCM3")
    hands.wait(lambda: listed(page, "missing") == [])
    hands.tap(lists.tabs["scans"])
    assert page.dock.table.isVisible()


def test_a_long_list_comes_in_pages(hands: Any, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_lists, "PAGE", 30)
    expect(hands.shop, *(f"M9YVCM{number:03d}" for number in range(75)))
    hands.wait(lambda: counters(page)[2] == "75")
    hands.tap(page.dock.lists.tabs["missing"])
    table = page.dock.lists.tables["missing"]
    hands.wait(lambda: table.rows.rowCount() >= 30)
    for _ in range(4):
        table.scrollToBottom()
        hands.settle()
    assert listed(page, "missing") == [f"M9YVCM{number:03d}" for number in range(75)]


def listed(page: Any, state: str) -> list[str]:
    return [row.serial for row in page.dock.lists.tables[state].rows.rows()]


# Blank tags


def test_blank_tags_are_switched_on_and_off(hands: Any, page: Any) -> None:
    (tag,) = hands.shop.do("print_blank_tags", count=1)["tags"]
    hands.tap(page.dock.hand.preprinted)
    hands.scan(tag)
    assert hands.strip[0] == "done" and in_hand(page).keys() == {"Tag"}
    hands.scan("M9YVCM1")
    assert hands.shop.ask("pieces", batch="B1")[0].tag == tag
    assert hands.strip[2] == "Stick the tag on it. Scan the next card."
    hands.scan("M9YVCM2")
    assert hands.strip[0] == "question"
    hands.tap(page.dock.hand.preprinted)
    hands.scan("M9YVCM3")
    assert received(hands) == 2 and hands.strip[0] == "done"


# Other pages


def test_what_another_page_said_is_past_when_the_page_changes(hands: Any, page: Any) -> None:
    hands.scan("M9YVCM1")
    hands.go("batches")
    assert hands.strip[:2] == ("idle", "Batches")
    hands.go("intake")
    assert hands.strip == (
        "idle",
        "Intake",
        "Scan the labels of a card in any order, or its serial alone.",
    )


def test_commands_are_answered_on_other_pages_too(hands: Any, page: Any) -> None:
    hands.scan("M9YVCM1")
    hands.go("batches")
    hands.scan(command(hands, "next_card"))
    assert hands.strip[:2] == ("careful", "This command is for the Intake page")
    hands.scan(command(hands, "switch_person"))
    assert hands.strip[:2] == ("question", "Who is working?")
    hands.scan(command(hands, "undo"))
    assert received(hands) == 0
    hands.scan(command(hands, "open_bench"))
    assert hands.window.page.name == "bench"


def test_a_strangers_code_does_nothing_anywhere(hands: Any, page: Any) -> None:
    hands.scan("M9YVCM1")
    before = hands.shop.ask("newest")
    for name in ("intake", "bench", "find", "batches", "settings"):
        hands.go(name)
        hands.scan(command_text("another", "undo"))
        assert hands.strip[0] == "refused" and "no command of this workshop" in hands.strip[1]
    assert hands.shop.ask("newest") == before


# The difference report


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_the_difference_report_is_written_while_scans_come_in(
    hands: Any, page: Any, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "paper"
    hands.context.settings.paper_folder = str(folder)
    expect(hands.shop, "000123", "000124")
    hands.scan("000123")
    hands.key(Qt.Key.Key_F5)
    dock = page.dock
    hands.tap(dock.differences)
    assert dock.report.isVisible() and dock.report.words() == "Difference report of B1 as"
    hands.scan("EXTRA-0001")
    hands.key(Qt.Key.Key_F5)
    assert dock.report.isVisible(), "a scan takes nothing away"
    assert received(hands) == 2
    hands.tap(dock.report.as_pdf if kind == "pdf" else dock.report.as_sheet)
    hands.wait(lambda: not dock.report.pdf.is_busy)
    [file] = folder.iterdir()
    assert file.name.startswith("Differences B1 ") and file.suffix == f".{kind}"
    assert hands.strip == ("done", f"{file.name} is ready", str(folder))
    if kind == "pdf":
        text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(file).pages)
        assert "000124" in text and "EXTRA-0001" in text
    else:
        rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_name("Missing").to_python()
        assert [row[0] for row in rows[1:]] == ["000124"]
    assert dock.report.pdf.row.show_file.isVisible()
    hands.shop.do("open_batch", number="B2", supplier="Another")
    hands.context.set("batch", "B2")
    hands.settle()
    assert not dock.report.isVisible() and not dock.report.pdf.row.isVisible()


def test_the_difference_report_is_asked_for_by_key(hands: Any, page: Any) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    page.dock.serial.setFocus()
    hands.key(Qt.Key.Key_E, both)
    assert page.dock.report.isVisible() and page.dock.report.as_pdf.hasFocus()
    hands.tap(page.dock.report.cancel)
    assert not page.dock.report.isVisible() and page.dock.serial.hasFocus()
