# SPDX-License-Identifier: MIT
"""Lots that a step at the bench used: scanned or chosen, kept for the next card, refused."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.pages.bench import BenchPage

FIRST_PAGE = "bench"

FLUX, SPHERES, OLD = "NC559-0231", "SP045-77", "AMTECH-1"


@pytest.fixture
def page(hands: Any) -> BenchPage:
    for code, kind, name, day in (
        (FLUX, "flux", "NC-559 tacky flux", None),
        (SPHERES, "spheres", "0.45 mm SAC305", None),
        (OLD, "flux", "Amtech", "2020-01-31"),
    ):
        hands.shop.do("add_lot", code=code, kind=kind, name=name, expires_on=day)
    found = hands.go("bench")
    assert isinstance(found, BenchPage)
    return found


@pytest.fixture
def card(hands: Any, page: BenchPage) -> str:
    """A card on the bench, its next step begun."""
    tag = hands.shop.card("SN0001")
    hands.scan("SN0001")
    hands.key(Qt.Key.Key_F12)
    assert page.view.form._name.text() == "Visual inspection"
    return str(tag)


def uses(hands: Any, lot: str) -> list[Any]:
    rows = hands.shop.ask("lot_uses", lot=lot)
    return [(row.tag, row.name, row.amount, row.unit) for row in rows]


def test_a_scanned_lot_goes_with_the_step(hands: Any, page: BenchPage, card: str) -> None:
    lots = page.view.form.lots
    assert lots.isVisible() and lots.used() == {}
    before = QApplication.focusWidget()
    hands.scan(FLUX.lower())
    assert hands.strip[:2] == ("done", f"Lot {FLUX} is used in this step")
    assert QApplication.focusWidget() is before  # who types goes on typing
    hands.scan(f"[)>\x1e06\x1d1PNC-559\x1d1T{SPHERES}\x1e\x04")
    assert lots.used() == {FLUX: "", SPHERES: ""}
    hands.type(lots.lines[FLUX].amount, "0,5 g")
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[0] == "done"
    assert uses(hands, FLUX) == [(card, "Visual inspection", 0.5, "g")]
    assert uses(hands, SPHERES) == [(card, "Visual inspection", None, "")]


def test_lots_are_chosen_by_keys_alone_and_taken_out_again(
    hands: Any, page: BenchPage, card: str
) -> None:
    lots = page.view.form.lots
    assert lots.choose.words() == "Choose from 3 lots …" and not lots.chips[FLUX].isVisible()
    while not lots.choose.hasFocus():
        hands.key(Qt.Key.Key_Tab)
    hands.key(Qt.Key.Key_Backtab)
    assert page.view.form.field("photo").hasFocus()
    hands.key(Qt.Key.Key_Tab)
    hands.key(Qt.Key.Key_Space)
    hands.key(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is lots.chips[OLD]  # the newest first
    hands.key(Qt.Key.Key_Tab)
    hands.key(Qt.Key.Key_Space)
    assert lots.used() == {SPHERES: ""} and lots.lines[SPHERES].amount.hasFocus()
    assert lots.choose.words() == "Choose from 2 lots …" and SPHERES not in lots.chips
    hands.key(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is lots.lines[SPHERES].remove
    hands.key(Qt.Key.Key_Return)
    assert lots.used() == {} and SPHERES in lots.chips and lots.choose.hasFocus()


def test_the_next_card_uses_the_same_lots_in_the_same_step(
    hands: Any, page: BenchPage, card: str
) -> None:
    form = page.view.form
    hands.scan(FLUX)
    hands.type(form.lots.lines[FLUX].amount, "0.2 g")
    hands.key(Qt.Key.Key_F5)
    second, third = hands.shop.card("SN0002"), hands.shop.card("SN0003")
    hands.scan(second)
    hands.key(Qt.Key.Key_F12)
    assert form.lots.used() == {FLUX: "0.2 g"}
    hands.tap(form.same)
    hands.key(Qt.Key.Key_F5)
    hands.scan(third)
    hands.key(Qt.Key.Key_Escape)
    assert [row[0] for row in uses(hands, FLUX)] == [third, second, card]
    page.steps.begin_code("TDN")
    assert form.lots.used() == {}  # another step uses other things
    hands.shop.do("close_lot", lot=FLUX)
    page.steps.begin_code("EVI")
    hands.settle()
    assert form.lots.used() == {}
    hands.scan(FLUX)
    assert hands.strip == ("refused", f"Lot {FLUX} is used up", "Scan the lot you use.")


def test_a_lot_that_is_used_up_meanwhile_goes_out_of_the_form(
    hands: Any, page: BenchPage, card: str
) -> None:
    lots = page.view.form.lots
    hands.scan(FLUX)
    hands.desk.do("close_lot", {"lot": FLUX})
    hands.settle()
    assert lots.used() == {} and FLUX not in lots.chips


def test_an_expired_lot_is_shown_so_and_let_pass_by_a_lead(
    hands: Any, page: BenchPage, card: str
) -> None:
    lots = page.view.form.lots
    hands.scan(OLD)
    assert hands.strip[:2] == ("careful", f"Lot {OLD} expired on 2020-01-31")
    assert lots.lines[OLD].expired.isVisible()
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[:2] == ("refused", f"Lot {OLD} expired on 2020-01-31.")
    assert uses(hands, OLD) == [] and page.view.form.isVisible()
    hands.type(hands.window.let_pass.reason.reason, "tested on scrap")
    hands.key(Qt.Key.Key_Return)
    assert uses(hands, OLD) == [(card, "Visual inspection", None, "")]


def test_a_field_that_has_the_keyboard_takes_the_scan(
    hands: Any, page: BenchPage, card: str
) -> None:
    hands.shop.until(card, "TDN")
    page.steps.begin_code("TDN")
    hands.settle()
    form = page.view.form
    form.field("cooler_serial").setFocus()
    hands.scan(FLUX)
    assert form.field("cooler_serial").text() == FLUX and form.lots.used() == {}


def test_a_skipped_step_used_nothing(hands: Any, page: BenchPage, card: str) -> None:
    page.steps.begin_code("MASK")
    hands.settle()
    hands.scan(FLUX)
    hands.key(Qt.Key.Key_F7)
    assert hands.strip[0] == "done" and uses(hands, FLUX) == []


def test_a_shop_without_lots_is_not_asked_for_them(hands: Any) -> None:
    page = hands.go("bench")
    hands.shop.card("SN0001")
    hands.scan("SN0001")
    hands.key(Qt.Key.Key_F12)
    assert page.view.form.isVisible() and not page.view.form.lots.isVisible()
