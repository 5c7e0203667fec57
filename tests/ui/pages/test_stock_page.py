# SPDX-License-Identifier: MIT
"""At the stock page: pieces and trays are moved, counted and baked by scanning."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from workshop.benches.tags import spelled


@pytest.fixture
def page(hands: Any) -> Any:
    for code, kind in (("BAG", "bag"), ("OVEN", "oven"), ("RACK", "rack")):
        hands.shop.do("add_place", code=code, name=code.title(), kind=kind)
    found = hands.go("stock")
    assert found.name == "stock"
    return found


def off(hands: Any, site: str = "M1", place: str | None = "TRAY-12") -> str:
    known = [row.tag for row in hands.shop.ask("pieces") if row.serial == "SN1"]
    card = known[0] if known else hands.shop.card("SN1")
    facts = {"card": card, "site": site, "outcome": "good", "place": place, "grade": "A"}
    tag = hands.shop.do("harvest", **facts)["tag"]
    hands.settle()
    return str(tag)


def place_of(hands: Any, tag: str) -> str:
    return str(hands.shop.ask("passport", tag=tag).piece.place)


def test_a_piece_goes_into_the_place_that_was_scanned(hands: Any, page: Any) -> None:
    chip, die = off(hands), off(hands, "GPU")
    hands.scan("CWL-TRAY-11")
    assert hands.strip[:2] == ("question", "Scan what goes into TRAY-11.")
    for tag in (chip, die):
        hands.scan(tag)
        assert hands.strip[0] == "done" and place_of(hands, tag) == "TRAY-11"
    hands.wait(lambda: [row.n for row in page.places.stock.rows.rows()] == [1, 1])
    hands.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert place_of(hands, die) == "TRAY-12"


def test_the_wrong_bin_is_stopped_in_red(hands: Any, page: Any) -> None:
    chip = off(hands)
    hands.scan("CWL-RACK")
    hands.tap(page.places.takes)
    hands.tap(page.places.choices.kinds["die"])
    hands.wait(lambda: "Takes Die" in page.places.about.text())
    hands.scan(chip)
    assert hands.strip == (
        "refused", f"{spelled(chip)} is a memory chip, but RACK takes die.",
        "Choose another place.",
    )  # fmt: skip
    hands.tap(page.places.choices.kinds["die"])
    hands.tap(page.places.choices.grades["A"])
    hands.scan(chip)
    assert place_of(hands, chip) == "RACK"


def test_a_tray_moves_into_a_bag_and_the_clocks_stand(hands: Any, page: Any) -> None:
    chip = off(hands)
    hands.key(Qt.Key.Key_F6)
    hands.scan("CWL-TRAY-12")
    hands.scan("CWL-BAG")
    assert hands.strip[:2] == ("done", "TRAY-12 moved into BAG with 1 piece")
    assert hands.shop.ask("clocks") == []
    hands.tap(page.tabs["clocks"])
    hands.scan(chip)
    assert hands.strip[1] == f"{spelled(chip)} stands still"
    hands.tap(page.tabs["places"])
    hands.tap_row(page.places.tree, [r.code for r in page.places.tree.rows.rows()].index("TRAY-12"))
    assert page.places.dry.isVisible()
    hands.tap(page.places.out)
    assert [row.tag for row in hands.shop.ask("clocks")] == [chip]


def test_a_place_is_counted_and_put_right(hands: Any, page: Any) -> None:
    here, gone, elsewhere = off(hands), off(hands, "M2"), off(hands, "M3", "TRAY-11")
    hands.scan("CWL-TRAY-12")
    hands.key(Qt.Key.Key_F7)
    hands.wait(lambda: page.places.counting.bench is not None)
    hands.scan(here)
    assert hands.strip == ("done", spelled(here), "1 still to be found")
    hands.scan(here)
    assert hands.strip[0] == "careful"
    hands.scan(elsewhere)
    assert hands.strip[:2] == ("careful", f"{spelled(elsewhere)} is misplaced")
    hands.scan("WHO-KNOWS")
    assert hands.strip[0] == "refused"
    told = page.places.counting.figures.words()
    assert told == "Found 1; Missing 1; Misplaced 1; Unknown 1"
    hands.tap(page.places.counting.right)
    assert hands.strip[0] == "careful"
    (count,) = hands.shop.ask("counts")
    assert count[4:8] == (1, 1, 1, 1)
    assert place_of(hands, elsewhere) == "TRAY-12" and place_of(hands, gone) == "TRAY-12"


def test_a_count_that_is_left_is_not_kept(hands: Any, page: Any) -> None:
    chip = off(hands)
    hands.key(Qt.Key.Key_F7)
    assert hands.strip[:2] == ("question", "Scan the place to count first.")
    hands.scan("CWL-TRAY-12")
    hands.key(Qt.Key.Key_F7)
    hands.key(Qt.Key.Key_Escape)
    assert hands.shop.ask("counts") == []
    hands.scan("CWL-BAG")
    hands.scan(chip)
    assert place_of(hands, chip) == "BAG"


def test_an_oven_is_loaded_and_unloaded(hands: Any, page: Any) -> None:
    chip = off(hands)
    hands.tap(page.tabs["ovens"])
    hands.scan("CWL-OVEN")
    hands.scan(chip)
    assert page.ovens.fields["hours"].text() == "9"
    hands.type(page.ovens.fields["hours"], "8")
    hands.tap(page.ovens.start)
    assert hands.strip[0] == "careful" and "needs longer by the table" in hands.strip[2]
    (bake,) = hands.shop.ask("bakes")
    assert (bake.oven, bake.hours, bake.n) == ("OVEN", 8, 1)
    hands.tap_row(page.ovens.table, 0)
    hands.tap(page.ovens.unload)
    assert hands.strip[0] == "careful" and hands.shop.ask("bakes")[0].short == 1
    hands.scan(chip)
    hands.key(Qt.Key.Key_Escape)
    assert page.ovens.loading.pieces == []


def test_a_clock_leads_to_the_oven(hands: Any, page: Any) -> None:
    chip = off(hands)
    hands.shop.do("set_msl", piece=chip, msl="5a")
    hands.key(Qt.Key.Key_F8)
    assert page.tab == "clocks"
    hands.wait(lambda: page.clocks.table.rows.rowCount() == 1)
    hands.tap_row(page.clocks.table, 0)
    assert "is dry after 16 h at 125 °C" in page.clocks.about.text()
    hands.tap(page.clocks.bake)
    assert page.tab == "ovens" and page.ovens.loading.pieces == [chip]


def test_a_reball_is_named_among_what_used_a_lot(hands: Any, page: Any) -> None:
    chip = off(hands)
    hands.shop.do("add_lot", code="FL-1", kind="flux", name="NC-559")
    facts = {"stencil": "GDDR6X", "sphere_mm": 0.45, "alloy": "SAC305", "flux_lot": "FL-1"}
    hands.shop.do("reball", piece=chip, **facts)
    hands.tap(page.tabs["lots"])
    hands.tap_row(page.lots.table, 0)
    [use] = page.lots.uses.rows.rows()
    shown = [column.text(use) for column in page.lots.uses.rows.columns]
    assert shown[1:4] == [spelled(chip), "Reball", ""]


def test_lots_are_added_and_used_up(hands: Any, page: Any) -> None:
    hands.tap(page.tabs["lots"])
    hands.tap(page.lots.add)
    assert page.lots.form.rows["code"].fault.text() == "Please fill this in."
    for fact, text in (("code", "nc-1"), ("name", "NC-559"), ("expires_on", "2020-01-01")):
        hands.type(page.lots.form.text_of(fact), text)
    hands.tap(page.lots.add)
    hands.wait(lambda: page.lots.table.rows.rowCount() == 1)
    assert page.lots.table.rows.columns[0].text(page.lots.table.rows.row(0)) == "Expired"
    hands.tap_row(page.lots.table, 0)
    hands.tap(page.lots.close_lot)
    assert hands.shop.ask("lots")[0].state == "used_up"
