# SPDX-License-Identifier: MIT
"""Steps at the bench page: recorded with their values, skipped, and for twenty cards in a row."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from ui.pages.bench import BenchPage
from ui.widgets.controls import Press


@pytest.fixture
def page(hands: Any) -> BenchPage:
    found = hands.go("bench")
    assert isinstance(found, BenchPage)
    return found


@pytest.fixture
def card(hands: Any, page: BenchPage) -> str:
    tag = hands.shop.card("SN0001")
    hands.scan("SN0001")
    return str(tag)


def test_a_step_is_recorded_with_its_values(hands: Any, page: BenchPage, card: str) -> None:
    hands.key(Qt.Key.Key_F12)
    assert page.view.form.isVisible() and page.view.form._name.text() == "Visual inspection"
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[0] == "done"
    hands.shop.until(card, "BAKE")
    page.steps.begin_code("BAKE")
    temperature = page.view.form.field("temperature")
    assert isinstance(temperature, QLineEdit)
    hands.type(temperature, "125,5")
    hands.type(page.view.form.field("hours"), "9")
    page.view.form.note.setPlainText("Oven 2")
    hands.tap(page.view.form.done)
    steps = {step.step: step for step in hands.shop.ask("passport", tag=card).steps}
    assert steps["EVI"].outcome == "done"
    assert steps["BAKE"].values == {"temperature": 125.5, "hours": 9.0}
    assert steps["BAKE"].note == "Oven 2"
    assert page.view.idle.isVisible()
    assert page.view.idle._next.text() == "Mask"


def test_a_value_that_is_no_number_is_said_at_its_field(
    hands: Any, page: BenchPage, card: str
) -> None:
    hands.shop.until(card, "BAKE")
    before = hands.shop.ask("passport", tag=card).steps
    page.steps.begin_code("BAKE")
    field = page.view.form.field("temperature")
    hands.type(page.view.form.field("hours"), "9")
    hands.type(field, "hot")
    hands.key(Qt.Key.Key_F5)
    row = page.view.form._rows["temperature"]
    assert row.fault.isVisible() and "“hot” is no number" in row.fault.text()
    assert hands.strip[0] == "refused"
    hands.type(field, "1250")
    hands.key(Qt.Key.Key_F5)
    assert row.fault.text() == "Oven temperature: 1250 °C is above 160 °C."
    assert hands.strip[:2] == ("refused", row.fault.text())
    assert hands.shop.ask("passport", tag=card).steps == before
    hands.type(field, "125")
    hands.key(Qt.Key.Key_F6)
    step = hands.shop.ask("passport", tag=card).steps[-1]
    assert (step.outcome, step.values) == ("failed", {"temperature": 125.0, "hours": 9.0})


def test_a_step_is_skipped_or_left(hands: Any, page: BenchPage, card: str) -> None:
    hands.key(Qt.Key.Key_F12)
    hands.key(Qt.Key.Key_Escape)
    assert page.view.idle.isVisible()
    hands.key(Qt.Key.Key_F12)
    hands.key(Qt.Key.Key_F8)
    assert page.view.form.isVisible()
    hands.tap(page.view.form.skipped)
    assert hands.strip[0] == "refused"
    assert hands.strip[1].startswith("Visual inspection cannot be skipped: a card that goes")
    page.steps.begin_code("MASK")
    hands.tap(page.view.form.skipped)
    [step] = hands.shop.ask("passport", tag=card).steps
    assert (step.step, step.outcome) == ("MASK", "skipped")


def test_the_next_step_is_in_sight(hands: Any, page: BenchPage) -> None:
    tag = hands.shop.card("SN0001")
    steps = hands.shop.ask("routing", tag=tag).steps
    for step in steps[2:13]:
        hands.shop.step(tag, step)
    hands.scan(tag)
    row = page.view.card.steps.findChildren(Press)[13]
    middle = row.mapTo(page.view.card._scroll.viewport(), row.rect().center())
    assert row.words() == steps[13].name
    assert page.view.card._scroll.viewport().rect().contains(middle)


def test_twenty_cards_get_one_step_by_scanning_them(hands: Any, page: BenchPage, card: str) -> None:
    others = [hands.shop.card(f"SN1{n:03}") for n in range(20)]
    for tag in (card, *others):
        hands.shop.until(tag, "BAKE")
    page.steps.begin_code("BAKE")
    hands.type(page.view.form.field("temperature"), "90")
    hands.type(page.view.form.field("hours"), "9")
    hands.tap(page.view.form.same)
    hands.key(Qt.Key.Key_F5)
    assert page.view.form.isVisible()
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[0] == "refused"
    for number in range(20):
        hands.scan(f"SN1{number:03}")
    assert page.view.form.same.words() == "21 recorded, scan the next"
    hands.scan("SN1003")
    assert hands.strip[0] == "refused" and "had this step a moment ago" in hands.strip[1]
    for tag in (card, *others):
        step = hands.shop.ask("passport", tag=tag).steps[-1]
        assert (step.step, step.outcome) == ("BAKE", "done")
        assert step.values == {"temperature": 90.0, "hours": 9.0}
    assert page.on.tag == card
    hands.key(Qt.Key.Key_Escape)
    hands.scan("SN1003")
    assert page.on.tag == others[3]


def test_choices_and_dates_of_a_step(hands: Any, page: BenchPage, card: str) -> None:
    hands.shop.until(card, "STOR")
    page.steps.begin_code("STOR")
    grade = page.view.form.field("grade")
    assert isinstance(grade, QComboBox)
    grade.setCurrentIndex(grade.findData("B"))
    hands.type(page.view.form.field("sealed_on"), "soon")
    hands.key(Qt.Key.Key_F5)
    assert "is no date" in page.view.form._rows["sealed_on"].fault.text()
    hands.type(page.view.form.field("sealed_on"), "2026-11-24")
    hands.key(Qt.Key.Key_F5)
    step = hands.shop.ask("passport", tag=card).steps[-1]
    assert step.values == {"grade": "B", "sealed_on": "2026-11-24"}


def test_any_other_step_is_offered(hands: Any, page: BenchPage, card: str) -> None:
    hands.tap(page.view.idle.other)
    assert page.view.choice.isVisible()
    hands.type(page.view.choice.box, "x-ray")
    hands.key(Qt.Key.Key_Return)
    assert page.view.form.isVisible() and page.view.form._name.text() == "X-ray"
