# SPDX-License-Identifier: MIT
"""At the bench page: cards open by scan, sites are harvested, steps recorded, chips fitted."""

from typing import Any

import pytest
from at_bench import card, page
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QShortcut
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from ui.pages.bench import BenchPage
from ui.pages.bench_card import WIDTH
from ui.pages.bench_view import RIGHT
from workshop.benches.tags import spelled

__all__ = ["card", "page"]

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_card_that_lies_on_the_bench_is_answered_too(hands: Any, card: str) -> None:
    hands.scan("CWL-NOWHERE")
    assert hands.strip[0] == "refused"
    hands.scan("SN0001")
    hands.settle()
    assert hands.strip[:2] == ("done", "GeForce RTX 4090 on the bench")


def tap_site(hands: Any, page: BenchPage, name: str) -> None:
    hands.tap(page.view.board.surface, page.view.board.surface.site_rect(name).center())


def state_of(hands: Any, card: str, site: str) -> str:
    sites = hands.shop.ask("board_map", tag=card).sites
    return next(s.state for s in sites if s.name == site)


def test_an_empty_bench_says_what_to_do_first(page: BenchPage, hands: Any) -> None:
    words = [child.text() for child in page.findChildren(QWidget) if hasattr(child, "text")
             and callable(child.text) and child.isVisible()]  # fmt: skip
    assert "Scan a card to begin" in words
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[:2] == ("question", "Scan a card first.")


@pytest.mark.parametrize("code", ["serial", "tag", "plain tag"])
def test_any_card_opens_by_scan_from_anywhere(hands: Any, page: BenchPage, code: str) -> None:
    tag = hands.shop.card("SN0001")
    hands.go("batches")
    hands.scan({"serial": "SN0001", "tag": spelled(tag), "plain tag": tag}[code])
    assert hands.window.page is page
    assert hands.strip[:2] == ("done", "GeForce RTX 4090 on the bench")
    assert hands.context.card == tag
    assert page.view.card._tag.text() == spelled(tag)
    assert page.view.board.isVisible()


def test_tap_site_tap_outcome_harvests_and_goes_on(hands: Any, page: BenchPage, card: str) -> None:
    hands.scan("CWL-TRAY-12")
    tap_site(hands, page, "M4")
    assert page.view.site.place.words() == "TRAY-12"
    hands.type(page.view.site.marking, "D8BZC")
    hands.tap(page.view.site.grades["A"])
    hands.tap(page.view.site.outcomes["good"])
    state, big, small = hands.strip
    [piece] = hands.shop.ask("pieces", kind="memory")
    assert (state, big) == ("done", f"M4 good → {spelled(piece.tag)}")
    assert small == "Label queued · heat cycles 1 of 3 · next: M5"
    assert (piece.marking, piece.grade, piece.place, piece.donor_site) == (
        "D8BZC", "A", "TRAY-12", "M4",
    )  # fmt: skip
    assert [row.tag for row in hands.shop.ask("labels_waiting")][-1] == piece.tag
    assert page.view.board.current() == "M5"
    assert page.view.site.marking.text() == "" and page.view.site.grade() == ""


def test_the_four_function_keys_record_one_site_after_the_other(
    hands: Any, page: BenchPage, card: str
) -> None:
    tap_site(hands, page, "M1")
    for key, outcome in (
        (Qt.Key.Key_F5, "good"),
        (Qt.Key.Key_F6, "damaged"),
        (Qt.Key.Key_F7, "missing"),
        (Qt.Key.Key_F8, "left"),
    ):
        site = page.view.board.current()
        hands.key(key)
        assert state_of(hands, card, site) == outcome
    assert hands.strip[:2] == ("done", "M4 left on board")
    assert page.view.board.current() == "M5"


def test_a_doubt_is_noted_and_the_chip_stays(hands: Any, page: BenchPage, card: str) -> None:
    tap_site(hands, page, "M3")
    hands.type(page.view.site.note, "cracked corner")
    hands.tap(page.view.site.outcomes["suspect"])
    assert hands.strip[:2] == ("done", "M3 suspect: cracked corner")
    assert page.view.board.current() == "M4" and page.view.site.note.text() == ""
    tap_site(hands, page, "M3")
    assert page.view.site._taken.isVisible()  # it can still come off
    assert page.view.site.history.lines() == ["Suspect"]
    hands.key(Qt.Key.Key_F8, SHIFT)
    assert state_of(hands, card, "M3") == "suspect"
    tap_site(hands, page, "M3")
    hands.key(Qt.Key.Key_F5)
    assert state_of(hands, card, "M3") == "good"


def test_a_key_that_is_held_down_counts_once(page: BenchPage, hands: Any) -> None:
    live = [s for s in page.findChildren(QShortcut) if s.isEnabled()]
    assert {"F5", "F6", "F7", "F8", "F9", "F10", "F12"} <= {s.key().toString() for s in live}
    assert not any(shortcut.autoRepeat() for shortcut in live)
    assert len({s.key().toString() for s in live}) == len(live), "two answer to one key"


def test_keys_without_a_site_ask_for_it_and_do_nothing(
    hands: Any, page: BenchPage, card: str
) -> None:
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[:2] == ("question", "Tap the site on the board first.")
    assert hands.shop.ask("passport", tag=card).sites == []


def test_the_keyboard_alone_takes_sites(hands: Any, page: BenchPage, card: str) -> None:
    hands.key(Qt.Key.Key_Down, CONTROL)
    assert page.view.board.current() == "GPU"
    page.view.board.surface.setFocus()
    hands.key(Qt.Key.Key_Left)
    assert page.view.board.current() == "M2"
    assert page.view.site._name.text() == "M2"
    hands.key(Qt.Key.Key_Escape)
    assert page.view.board.current() == ""
    assert page.view.idle.isVisible()


def test_an_unknown_code_becomes_the_marking(hands: Any, page: BenchPage, card: str) -> None:
    tap_site(hands, page, "M4")
    hands.scan("MT61K512M32KPA-21:U")
    assert page.view.site.marking.text() == "MT61K512M32KPA-21:U"
    assert hands.strip[0] == "question"
    hands.key(Qt.Key.Key_F5)
    [piece] = hands.shop.ask("pieces", kind="memory")
    assert piece.marking == "MT61K512M32KPA-21:U"


def test_an_unknown_code_without_a_site_is_refused_by_the_window(
    hands: Any, page: BenchPage, card: str
) -> None:
    hands.scan("SN7777")
    assert hands.strip[0] == "refused"


def test_an_empty_site_is_not_harvested_twice(hands: Any, page: BenchPage, card: str) -> None:
    hands.shop.do("harvest", card=card, site="M3", outcome="good")
    hands.wait(lambda: page.on.harvest.sites[3].state == "good")
    tap_site(hands, page, "M3")
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[0] == "refused" and hands.strip[1].startswith("M3 is empty already.")
    assert not page.view.site.outcomes["good"].isVisible()
    assert page.view.site.piece.isVisible()


def test_what_another_window_did_shows_within_a_second(
    hands: Any, page: BenchPage, card: str
) -> None:
    hands.shop.do("harvest", card=card, site="GPU", outcome="missing")
    hands.wait(lambda: page.on.harvest.sites[0].state == "missing")


def test_a_chip_scanned_at_an_empty_site_is_fitted(hands: Any, page: BenchPage, card: str) -> None:
    chip = hands.shop.do("harvest", card=card, site="M1", outcome="good")["tag"]
    board = hands.shop.do("receive", batch="B1", serial="PCB1", model="GeForce RTX 4090",
                          kind="board")["tag"]  # fmt: skip
    hands.scan(board)
    tap_site(hands, page, "M7")
    assert page.view.site.fit.isVisible()
    hands.scan(chip)
    assert hands.strip == (
        "done",
        f"{spelled(chip)} fitted at M7 of {spelled(board)}",
        "Next: M8. Scan the piece for it.",
    )
    assert state_of(hands, board, "M7") == "fitted"
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[0] == "refused"


def test_a_piece_is_fitted_by_its_typed_tag(hands: Any, page: BenchPage, card: str) -> None:
    chip = hands.shop.do("harvest", card=card, site="M1", outcome="good")["tag"]
    hands.wait(lambda: page.on.harvest.sites[1].state == "good")
    tap_site(hands, page, "M1")
    hands.key(Qt.Key.Key_F9)
    assert hands.strip[:2] == ("question", "Scan or type the tag of the piece for M1.")
    hands.type(page.view.site.tag, spelled(chip))
    hands.key(Qt.Key.Key_F9)
    assert state_of(hands, card, "M1") == "fitted"
    assert hands.shop.ask("passport", tag=chip).piece.heat_cycles == 2


def test_a_chip_at_its_heat_limit_is_stopped(hands: Any, page: BenchPage, card: str) -> None:
    chip = hands.shop.do("harvest", card=card, site="M1", outcome="good")["tag"]
    for _ in range(2):
        hands.shop.do("record_step", piece=chip, step="RBL")
    hands.scan(card)
    tap_site(hands, page, "M1")
    hands.type(page.view.site.tag, chip)
    hands.tap(page.view.site.fit)
    assert hands.strip[0] == "refused"
    assert "has had 3 heat cycles, and its limit is 3" in " ".join(hands.strip[1:])
    assert hands.shop.ask("heat", tag=chip).cycles == 3


def test_a_card_without_a_model_is_given_one(hands: Any, page: BenchPage) -> None:
    tag = hands.shop.card("SN0009", model=None)
    hands.scan("SN0009")
    assert page.view.card.model.isVisible()
    hands.tap(page.view.card.model)
    hands.type(page.view.choice.box, "4090 d")
    hands.key(Qt.Key.Key_Return)
    assert hands.shop.ask("passport", tag=tag).piece.model == "GeForce RTX 4090 D"
    assert not page.view.card.model.isVisible()
    assert page.view.card._name.text() == "GeForce RTX 4090 D"


def test_the_routing_is_changed_by_tap(hands: Any, page: BenchPage, card: str) -> None:
    assert page.view.card.routing.words() == "Harvest"
    hands.tap(page.view.card.routing)
    hands.tap_row(page.view.choice.list, 0)
    assert hands.shop.ask("passport", tag=card).piece.routing == "repair"
    assert page.view.card.routing.words() == "Repair"


def test_a_disposition_is_chosen_and_undone(hands: Any, page: BenchPage, card: str) -> None:
    hands.key(Qt.Key.Key_F10)
    hands.type(page.view.choice.box, "on hold")
    hands.key(Qt.Key.Key_Return)
    hands.type(page.view.why.reason, "no papers")
    hands.key(Qt.Key.Key_Return)
    assert hands.shop.ask("passport", tag=card).piece.state == "hold"
    assert page.view.card._decided.text() == "On hold"
    hands.key(Qt.Key.Key_Z, CONTROL)
    assert hands.shop.ask("passport", tag=card).piece.state == "received"
    assert not page.view.card._decided.isVisible()


def test_the_sticky_place_is_chosen_without_a_scanner(
    hands: Any, page: BenchPage, card: str
) -> None:
    tap_site(hands, page, "M4")
    hands.tap(page.view.site.place)
    hands.tap_row(page.view.choice.list, 2)
    assert hands.context.place == "TRAY-12"
    assert page.view.site.isVisible() and page.view.site.place.words() == "TRAY-12"


def test_the_card_itself_is_put_somewhere(hands: Any, page: BenchPage, card: str) -> None:
    hands.tap(page.view.idle.place)
    hands.tap_row(page.view.choice.list, 0)
    assert hands.shop.ask("passport", tag=card).piece.place == "TRAY-11"
    assert page.view.idle.place.words() == "TRAY-11"


def test_a_loose_chip_shows_where_it_came_from(hands: Any, page: BenchPage, card: str) -> None:
    chip = hands.shop.do("harvest", card=card, site="M3", outcome="good", marking="D8BZC")["tag"]
    hands.scan(chip)
    loose = page.view.loose
    assert loose.isVisible() and not page.view.card.isVisible()
    assert loose.donor.words() == f"Came off {spelled(card)}, M3"
    assert loose.heat.words() == "1 of 3"
    assert loose.history.lines() == [f"M3 good → {spelled(chip)}"]
    hands.scan("CWL-TRAY-12")
    assert hands.shop.ask("passport", tag=chip).piece.place == "TRAY-12"
    hands.key(Qt.Key.Key_F12)
    hands.type(page.view.choice.box, "reball")
    hands.key(Qt.Key.Key_Return)
    hands.key(Qt.Key.Key_F5)
    assert loose.heat.words() == "2 of 3"
    hands.tap(loose.donor)
    assert page.on.tag == card and page.view.board.isVisible()


def test_the_passport_of_what_lies_here_is_a_key_away_and_the_bench_another(
    hands: Any, page: BenchPage, card: str
) -> None:
    hands.key(Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    found = hands.window.page
    assert found.name == "find" and found.view.tag.text() == spelled(card)
    hands.key(Qt.Key.Key_F5)
    assert hands.window.page is page and page.on.tag == card
    hands.tap(page.view.idle.passport)
    assert hands.window.page is found


def test_the_piece_of_a_site_is_opened_from_it(hands: Any, page: BenchPage, card: str) -> None:
    chip = hands.shop.do("harvest", card=card, site="M3", outcome="good")["tag"]
    hands.scan(card)
    tap_site(hands, page, "M3")
    assert page.view.site.history.lines() == [f"Good → {spelled(chip)}"]
    hands.tap(page.view.site.piece)
    assert page.on.tag == chip


def test_a_tag_that_was_undone_leaves_an_empty_bench(
    hands: Any, page: BenchPage, card: str
) -> None:
    entry = hands.shop.ask("newest")
    hands.shop.do("undo", entry=entry)
    hands.wait(lambda: page.on.tag == "")
    assert hands.strip[0] == "refused"
    assert hands.context.card == ""


def test_an_undo_is_marked_in_the_history(hands: Any, page: BenchPage, card: str) -> None:
    tap_site(hands, page, "M4")
    hands.key(Qt.Key.Key_F8)
    hands.key(Qt.Key.Key_Z, CONTROL)
    assert state_of(hands, card, "M4") == "on_board"
    hands.key(Qt.Key.Key_Escape)
    assert "M4 left on board (undone)" in page.view.idle.history.lines()


def test_text_of_people_is_shown_as_it_is(hands: Any, page: BenchPage) -> None:
    tag = hands.shop.card("SN0001", model="<b>4090</b> & “co”")
    hands.scan(tag)
    assert page.view.card._name.text() == "<b>4090</b> & “co”"
    assert page.view.card._name.textFormat() is Qt.TextFormat.PlainText


def test_every_site_done_is_said(hands: Any, page: BenchPage, card: str) -> None:
    for number in range(1, 13):
        hands.shop.do("harvest", card=card, site=f"M{number}", outcome="missing")
    hands.scan(card)
    tap_site(hands, page, "GPU")
    hands.key(Qt.Key.Key_F7)
    assert hands.strip == ("done", "GPU missing", "Every site is done.")
    hands.key(Qt.Key.Key_Down, CONTROL)
    assert hands.strip[:2] == ("careful", "No untouched site is left on this board.")


def test_both_faces_of_a_board_are_worked(hands: Any, page: BenchPage) -> None:
    tag = hands.shop.card("SN0001", model="GeForce RTX 3090")
    hands.scan(tag)
    sites = page.on.harvest.sites
    last_front = [s.name for s in page.on.map.sites if s.face == "front"][-1]
    tap_site(hands, page, last_front)
    hands.key(Qt.Key.Key_F5)
    assert page.view.board.surface.face() == "back"
    assert page.view.board.current() == sites[[s.name for s in sites].index(last_front) + 1].name


def test_columns_keep_their_width_and_the_map_grows(hands: Any, page: BenchPage, card: str) -> None:
    small = page.view.board.width()
    assert page.view.card.width() == WIDTH and small > 500
    hands.window.resize(1920, 1080)
    hands.settle()
    assert page.view.card.width() == WIDTH
    assert page.view.board.width() == small + 1920 - 1366
    assert page.view.site.parentWidget().parentWidget().width() == RIGHT


def focusable(root: QWidget) -> list[QWidget]:
    return [w for w in root.findChildren(QWidget)
            if w.focusPolicy() != Qt.FocusPolicy.NoFocus and w.isVisible()]  # fmt: skip


def test_everything_has_a_name_and_room_for_a_glove(hands: Any, page: BenchPage, card: str) -> None:
    hands.shop.do("harvest", card=card, site="M3", outcome="good")
    hands.scan(card)
    looks = [
        lambda: page.back(),
        lambda: tap_site(hands, page, "M3"),
        lambda: tap_site(hands, page, "M4"),
        lambda: page.steps.begin_code("DSLD"),
        lambda: page.offers.model(),
    ]
    for look in looks:
        look()
        hands.settle()
        for widget in focusable(page):
            name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            assert name.strip(), f"{widget} has no accessible name"
            if widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents):
                continue  # a site as a screen reader knows it: a hand taps the board
            if isinstance(widget, QAbstractButton | QLineEdit | QComboBox):
                assert widget.height() >= 44, f"{widget} “{name}” is {widget.height()} px high"


def test_every_key_of_the_page_is_one_no_scanner_types(page: BenchPage, hands: Any) -> None:
    here = [action.keys for action in page.actions_here()]
    everywhere = [action.keys for action in hands.window.actions_here()]
    assert not set(here) & set(everywhere)
    assert all(len(keys) > 1 for keys in here)
