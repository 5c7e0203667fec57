# SPDX-License-Identifier: MIT
"""Lists of cards filtered by what their tests said: those of a batch, and in Find."""

from typing import Any

import pytest
from at_batches import page
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.pages import batches, find_results
from ui.pages.batches import BatchesPage
from ui.pages.find_hits import Heading

FIRST_PAGE = "find"

__all__ = ["page"]

SHIFT = Qt.KeyboardModifier.ShiftModifier
GOOD = {"v_12v": 12, "v_1v8": 1.8, "v_nvvdd": 0.9, "v_fbvdd": 1.35, "v_pex": 1}
SAID = ((), ("fail", "fail"), ("fail", "pass"), ("pass",), ("inconclusive",))


@pytest.fixture
def tested(hands: Any) -> list[str]:
    """Ten cards of B1: two not tested, two failed twice, two mended, two good, two unclear."""
    tags = [hands.shop.card(f"SN{n:04d}") for n in range(10)]
    values = {"fail": GOOD | {"v_12v": 3}, "pass": GOOD, "inconclusive": {"v_12v": 12}}
    for n, tag in enumerate(tags):
        for said in SAID[n % 5]:
            hands.shop.do("record_test", piece=tag, plan="VOLTAGE", values=values[said])
    return tags


def of(tested: list[str], *kinds: int) -> list[str]:
    """The cards with these results, by their place in SAID."""
    return [tag for n, tag in enumerate(tested) if n % 5 in kinds]


def choose(hands: Any, box: Any, words: str) -> None:
    """Choose what begins with these words from a list."""
    box.setCurrentIndex(box.findText(words, Qt.MatchFlag.MatchStartsWith))
    box.activated.emit(box.currentIndex())
    hands.settle()


def shown(table: Any) -> list[str]:
    return [row.tag for row in table.rows.rows() if not isinstance(row, Heading)]


def opened(hands: Any, page: BatchesPage) -> Any:
    page.open_batch("B1", "card")
    hands.wait(lambda: page.view.isVisible())
    hands.settle()
    return page.view.of_cards


@pytest.mark.parametrize(
    ("words", "kinds"),
    [("Pas", (2, 3)), ("Failed t", (1,)), ("Failed", (1,)), ("Inc", (4,)), ("Not", (0,))],
)
def test_the_cards_of_a_batch_with_one_result(
    hands: Any, page: BatchesPage, tested: list[str], words: str, kinds: tuple[int, ...]
) -> None:
    cards = opened(hands, page)
    assert shown(cards.table) == tested and not cards.results.off.isVisible()
    hands.key(Qt.Key.Key_F10)
    assert QApplication.focusWidget() is cards.results.result
    choose(hands, cards.results.result, words)
    assert shown(cards.table) == of(tested, *kinds)
    assert cards.results.count.text() == "2 cards" if len(kinds) == 1 else "4 cards"
    choose(hands, cards.results.plan, "Rails")
    assert cards.results.facts()["test"] == "VOLTAGE"
    assert shown(cards.table) == of(tested, *kinds)
    choose(hands, cards.results.plan, "Mem")
    expected = tested if words == "Not" else []
    assert shown(cards.table) == expected
    hands.key(Qt.Key.Key_F10, SHIFT)
    assert shown(cards.table) == tested and not cards.results.is_set
    assert not cards.results.plan.isVisible() and not cards.results.off.isVisible()


def test_the_filter_by_keys_alone(hands: Any, page: BatchesPage, tested: list[str]) -> None:
    cards = opened(hands, page)
    hands.key(Qt.Key.Key_F10)
    hands.key(Qt.Key.Key_Down)
    assert cards.results.result.currentText() == "Passed"
    assert shown(cards.table) == of(tested, 2, 3)
    hands.key(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is cards.results.plan
    hands.key(Qt.Key.Key_End)
    assert shown(cards.table) == []
    for _ in range(3):
        hands.key(Qt.Key.Key_Tab)
        if cards.table.hasFocus():
            break
    assert cards.table.hasFocus()
    hands.key(Qt.Key.Key_F10, SHIFT)
    assert shown(cards.table) == tested


def test_a_filter_is_taken_off_by_a_click_and_by_another_batch(
    hands: Any, page: BatchesPage, tested: list[str]
) -> None:
    hands.shop.do("open_batch", number="B2", supplier="S")
    other = hands.shop.card("OTHER", batch="B2")
    cards = opened(hands, page)
    choose(hands, cards.results.result, "Inc")
    hands.tap(cards.results.off)
    assert shown(cards.table) == tested
    choose(hands, cards.results.result, "Inc")
    page.open_batch("B2", "card")
    hands.settle()
    assert shown(cards.table) == [other] and not cards.results.is_set


def test_what_is_recorded_meanwhile_comes_and_goes(
    hands: Any, page: BatchesPage, tested: list[str]
) -> None:
    cards = opened(hands, page)
    choose(hands, cards.results.result, "Not")
    untested = of(tested, 0)
    assert shown(cards.table) == untested
    hands.shop.do("record_test", piece=untested[0], plan="VOLTAGE", values=GOOD)
    hands.wait(lambda: shown(cards.table) == untested[1:])
    assert cards.results.count.text() == "1 card"


def test_a_long_list_comes_page_by_page(
    hands: Any, page: BatchesPage, tested: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MORE", 3)
    cards = opened(hands, page)
    choose(hands, cards.results.result, "Pas")
    assert cards.results.count.text() in ("3 cards or more", "4 cards")
    for _ in range(3):
        cards.table.scrollToBottom()
        hands.settle()
    assert shown(cards.table) == of(tested, 2, 3)
    assert cards.results.count.text() == "4 cards"


def test_find_shows_the_cards_with_a_result_and_looks_among_them(
    hands: Any, tested: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_results, "MORE", 3)
    page = hands.go("find")
    hands.settle()
    hands.key(Qt.Key.Key_F10)
    choose(hands, page.results.result, "Pas")
    choose(hands, page.results.plan, "Rails")
    for _ in range(3):
        page.hits.scrollToBottom()
        hands.settle()
    assert shown(page.hits) == of(tested, 2, 3)
    assert page.results.count.text() == "4 cards"
    hands.type(page.box, "SN0007")
    hands.wait(lambda: shown(page.hits) == [tested[7]])
    hands.type(page.box, "SN0001")
    hands.wait(lambda: shown(page.hits) == [])
    assert page.found.count.text() == "No card with this result has this in its name."
    hands.key(Qt.Key.Key_F10, SHIFT)
    hands.wait(lambda: shown(page.hits) == [tested[1]])
    assert page.found.count.text() == "1 found"
    choose(hands, page.results.result, "Failed t")
    hands.scan("SN-NEW")
    assert page.box.text() == "SN-NEW" and not page.results.is_set


def test_find_opens_a_card_of_the_list(hands: Any, tested: list[str]) -> None:
    page = hands.go("find")
    choose(hands, page.results.result, "Inc")
    page.box.setFocus()
    hands.key(Qt.Key.Key_Return)
    hands.wait(lambda: page.view.isVisible())
    assert page._tag == of(tested, 4)[0]


def test_find_says_that_no_card_has_a_result(hands: Any) -> None:
    page = hands.go("find")
    choose(hands, page.results.result, "Inc")
    assert page.found.count.text() == "No card has this result."
