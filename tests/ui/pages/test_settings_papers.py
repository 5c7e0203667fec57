# SPDX-License-Identifier: MIT
"""In the settings: the letterhead of the shop's papers, and the prices a batch is valued at."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from ui.pages.settings_hot import put
from ui.pages.settings_papers import PapersSection


@pytest.fixture
def papers(hands: Any) -> PapersSection:
    page = hands.go("settings")
    page.show_tag("papers")
    hands.settle()
    found = page.sections["papers"]
    assert isinstance(found, PapersSection)
    return found


def test_the_letterhead_is_kept_with_its_logo(
    hands: Any, papers: PapersSection, tmp_path: Path
) -> None:
    pane, file = papers.letterhead, tmp_path / "logo.png"
    Image.new("RGB", (300, 100), "navy").save(file)
    hands.type(pane.signers, "Manager, , Customer ")
    pane.terms.setPlainText("Thirty days.")
    pane.take_file(file)
    hands.settle()
    hands.wait(lambda: pane.picture.image is not None)
    assert not hands.shop.ask("letterhead").logo, "it counts once the letterhead is saved"
    hands.tap(pane.save)
    assert hands.strip[:2] == ("done", "Letterhead saved")
    kept = hands.shop.ask("letterhead")
    assert (kept.signers, kept.terms, kept.address) == (("Manager", "Customer"), "Thirty days.", "")
    assert len(kept.logo) == 64
    hands.tap(pane.bare)
    hands.tap(pane.save)
    assert hands.shop.ask("letterhead").logo == ""


def test_an_address_that_is_too_long_is_told_and_stays(hands: Any, papers: PapersSection) -> None:
    pane = papers.letterhead
    pane.address.setPlainText("\n".join("ABCDEFG"))
    hands.tap(pane.save)
    assert hands.strip[:2] == ("refused", "An address has at most 6 lines.")
    assert pane.address.toPlainText().endswith("F\nG")
    assert hands.shop.ask("letterhead").address == ""


def test_what_another_window_saves_does_not_undo_what_is_typed(
    hands: Any, papers: PapersSection
) -> None:
    body = {"address": "Hafenstraße 12", "terms": "Ours."}
    hands.shop.do("set_catalogue", kind="letterhead", code="SHOP", body=body)
    hands.wait(lambda: papers.letterhead.address.toPlainText() == "Hafenstraße 12")
    hands.type(papers.letterhead.signers, "Boss")
    hands.shop.do("set_catalogue", kind="letterhead", code="SHOP", body={**body, "terms": "New."})
    hands.settle()
    assert papers.letterhead.signers.text() == "Boss"


def test_a_price_is_added_and_changed(hands: Any, papers: PapersSection) -> None:
    prices = papers.prices
    hands.tap(prices.new)
    for fact, text in (("code", "Chips"), ("amount", "2,45"), ("currency", "euro")):
        hands.type(prices.form.text_of(fact), text)
    put(prices.form.box_of("kind"), "memory")
    hands.tap(prices.save)
    assert hands.strip[0] == "refused" and "no currency" in hands.strip[1]
    hands.type(prices.form.text_of("currency"), "EUR")
    hands.tap(prices.save)
    assert hands.strip[0] == "done"
    (price,) = hands.shop.ask("prices")
    assert (price.code, price.kind, price.amount, price.currency) == (
        "Chips",
        "memory",
        2.45,
        "EUR",
    )
    hands.wait(lambda: prices.table.rows.rowCount() == 1)
    hands.tap_row(prices.table, 0)
    assert prices.form.facts()["amount"] == "2.45"
    hands.type(prices.form.text_of("amount"), "3")
    hands.tap(prices.save)
    assert hands.shop.ask("prices")[0].amount == 3


def test_a_price_is_deleted_and_comes_back_by_undo(hands: Any, papers: PapersSection) -> None:
    hands.shop.price()
    pane = papers.prices
    hands.wait(lambda: pane.table.rows.rowCount() == 1)
    hands.tap_row(pane.table, 0)
    hands.tap(pane.drop)
    assert hands.strip[:2] == ("done", "Catalogue: Dies of the shop deleted")
    hands.wait(lambda: pane.table.rows.rowCount() == 0)
    assert hands.shop.ask("prices") == []
    hands.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hands.wait(lambda: pane.table.rows.rowCount() == 1)
    [price] = hands.shop.ask("prices")
    assert (price.code, price.amount) == ("Dies", 95.0)
