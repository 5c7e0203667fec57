# SPDX-License-Identifier: MIT
"""At the bench: memory taken off as one, cards taken apart and built, decisions with a reason."""

from typing import Any

import pytest
from at_bench import page
from PySide6.QtCore import Qt

from ui.pages.bench import BenchPage
from workshop.benches.tags import spelled

__all__ = ["page"]

SHIFT = Qt.KeyboardModifier.ShiftModifier
MODEL = "GeForce RTX 4090"


@pytest.fixture
def card(hands: Any, page: BenchPage) -> str:
    tag: str = hands.shop.card("SN0001")
    hands.scan(tag)
    hands.wait(lambda: page.on.map is not None)
    return tag


def memory(hands: Any) -> list[Any]:
    return list(hands.shop.ask("pieces", kind="memory"))


def test_all_the_memory_with_one_scan_of_a_tray(hands: Any, page: BenchPage, card: str) -> None:
    page.sites.take("M1")
    hands.settle()
    assert page.view.site.all_good.text() == "All 12 memory chips good …"
    hands.tap(page.view.site.grades["A"])
    hands.tap(page.view.site.all_good)
    assert hands.strip[0] == "question"
    assert hands.strip[1] == "12 memory chips good, M1 to M12."
    assert memory(hands) == []
    hands.scan("CWL-TRAY-12")
    assert hands.strip[:2] == ("done", f"12 sites of {spelled(card)}: 12 good")
    assert [(chip.place, chip.grade) for chip in memory(hands)] == [("TRAY-12", "A")] * 12
    page.sites.take("M1")
    hands.settle()
    assert not page.view.site.all_good.isVisible()
    hands.key(Qt.Key.Key_F5, SHIFT)
    assert hands.strip[1] == "No untouched memory chip is left on this board."


def test_the_tray_that_is_set_takes_them_when_asked_twice(
    hands: Any, page: BenchPage, card: str
) -> None:
    hands.shop.do("harvest", card=card, site="M2", outcome="missing")
    hands.scan("CWL-TRAY-11")
    hands.wait(lambda: page.on.harvest.sites[2].state == "missing")
    hands.key(Qt.Key.Key_F5, SHIFT)
    assert hands.strip[2] == "Scan their tray, or press it again for TRAY-11."
    hands.key(Qt.Key.Key_F5, SHIFT)
    assert {chip.place for chip in memory(hands)} == {"TRAY-11"} and len(memory(hands)) == 11


def test_a_marking_says_what_it_means_below_the_field(
    hands: Any, page: BenchPage, card: str
) -> None:
    page.sites.take("GPU")
    hands.settle()
    hands.type(page.view.site.marking, "2324A1 U2F028.MOW AD102-301-A1")
    assert page.view.site.says.text() == "AD102 · 301 · A1 · U2F028.MOW · week 24 of 2023"
    hands.type(page.view.site.marking, "GA102-300-A1")
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[1].endswith("GA102 instead of AD102")
    page.sites.take("GPU")
    hands.settle()
    assert page.view.site._expects.text() == "GA102 instead of AD102"


def test_a_card_is_taken_apart_by_taps_and_scans(hands: Any, page: BenchPage, card: str) -> None:
    hands.tap(page.view.idle.apart)
    pane = page.view.apart
    assert pane.isVisible() and pane._told.text().startswith("Nothing yet")
    hands.tap(pane.parts["box"])
    hands.scan("CWL-TRAY-12")
    hands.tap(pane.parts["cooler"])
    hands.tap(pane.parts["fans"])
    hands.tap(pane.parts["fans"])
    assert pane._told.text() == "Box → no place\nCooler → TRAY-12"
    hands.tap(pane.apart)
    assert hands.strip[:2] == ("done", f"{spelled(card)} taken apart: cooler, box")
    (cooler,) = hands.shop.ask("pieces", kind="cooler")
    assert cooler.place == "TRAY-12"
    assert page.view.card._state.text() == "Taken apart"
    assert not page.view.idle.apart.isVisible() and page.view.idle.build.isVisible()
    hands.key(Qt.Key.Key_F10, SHIFT)
    assert hands.strip[1] == "There is no card to take apart."


def test_a_board_says_what_it_lacks_and_becomes_a_card(
    hands: Any, page: BenchPage, card: str
) -> None:
    hands.shop.do("harvest", card=card, site="M3", outcome="damaged")
    hands.shop.do("take_apart", card=card)
    hands.wait(lambda: page.view.idle.build.isVisible())
    hands.wait(lambda: page.view.idle._empty.text() == "Still empty: M3")
    hands.tap(page.view.idle.build)
    assert hands.strip[:2] == (
        "refused", f"{spelled(card)} is not complete: nothing is on M3.",
    )  # fmt: skip
    donor = hands.shop.card("SN0002")
    chip = hands.shop.do("harvest", card=donor, site="M3", outcome="good")["tag"]
    hands.shop.do("fit", piece=chip, board=card, site="M3")
    hands.wait(lambda: not page.view.idle._empty.isVisible())
    hands.key(Qt.Key.Key_F9, SHIFT)
    assert hands.strip[:2] == ("done", f"{spelled(card)} is a card again: {MODEL}")


def test_scrap_asks_why(hands: Any, page: BenchPage, card: str) -> None:
    hands.key(Qt.Key.Key_F10)
    hands.settle()
    page.view.choice.chosen.emit("SCRAP")
    hands.settle()
    assert page.view.why.isVisible()
    hands.tap(page.view.why.give)
    assert hands.shop.ask("passport", tag=card).piece.disposition == ""
    hands.type(page.view.why.reason, "cracked at the slot")
    hands.key(Qt.Key.Key_Return)
    assert hands.strip[1].endswith("Scrapped (cracked at the slot)")
    assert hands.shop.ask("passport", tag=card).piece.state == "gone"


def test_fates_are_only_offered_where_they_fit(hands: Any, page: BenchPage, card: str) -> None:
    assert page.view.idle.apart.isVisible() and not page.view.idle.build.isVisible()
    die = hands.shop.do("harvest", card=card, site="GPU", outcome="good")["tag"]
    hands.scan(die)
    hands.wait(lambda: page.on.tag == die and page.on.passport is not None)
    assert not page.view.idle.apart.isVisible() and not page.view.idle.build.isVisible()
    hands.key(Qt.Key.Key_F9, SHIFT)
    assert hands.strip[1] == "There is no board to build of."


def test_a_grade_is_asked_for_from_those_of_the_shop(
    hands: Any, page: BenchPage, card: str
) -> None:
    hands.shop.do(
        "set_catalogue", kind="grading", code="CARD",
        body={"grades": ["1", "2"], "minor": "1", "major": "2", "critical": "2",
              "harvest_needs_grade": ["memory"]},
    )  # fmt: skip
    page.refresh()
    hands.wait(lambda: list(page.view.site.grades) == ["1", "2"])
    page.sites.take("M1")
    hands.settle()
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[:2] == ("refused", "M1: what comes off good is graded here.")
    hands.tap(page.view.site.grades["2"])
    hands.key(Qt.Key.Key_F5)
    assert [chip.grade for chip in memory(hands)] == ["2"]
