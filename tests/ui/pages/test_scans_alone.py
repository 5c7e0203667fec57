# SPDX-License-Identifier: MIT
"""Every page by scans alone: from thing to thing by the command sheet, each named and pressed."""

from typing import Any

import pytest
from at_batches import strip_one
from command_scans import Sheet, sheet
from PySide6.QtWidgets import QApplication

from workshop.benches.tags import spelled

FIRST_PAGE = "bench"

__all__ = ["sheet"]

MOST = 60


class Walker:
    """Somebody with a scanner over the command sheet, who reads the strip and sees nothing else."""

    def __init__(self, hands: Any, sheet: Sheet) -> None:
        self.hands, self.sheet = hands, sheet
        self.codes = sheet.scan

    @property
    def said(self) -> str:
        big: str = self.hands.strip[1]
        return big

    def to(self, name: str, by: str = "go_on") -> None:
        """Go on until the strip names this."""
        for _ in range(MOST):
            if self.codes(by)[1].startswith(name):
                return
        raise AssertionError(f"{name} was never named")

    def press(self, name: str) -> tuple[str, str, str]:
        """Go to this and press it; what the strip says then."""
        self.to(name)
        return self.codes("press")

    def type(self, text: str) -> None:
        """Put this into the field in hand in place of what stands there."""
        signs = {" ": "space", "/": "slash", ".": "point", "-": "minus"}
        for sign in text:
            kind = "digit" if sign.isdigit() else "letter"
            self.codes(signs.get(sign) or f"{kind}_{sign.lower()}")

    def settings(self, section: str) -> None:
        """Open this section of the settings."""
        self.codes("open_settings")
        self.codes("go_on")
        if not self.said.startswith(section):
            self.to(section, "go_down")


@pytest.fixture
def walk(hands: Any, sheet: Sheet) -> Walker:
    return Walker(hands, sheet)


# How it goes


def test_what_is_in_hand_is_named_before_it_is_pressed(hands: Any, walk: Walker) -> None:
    walk.codes("open_stock")
    walk.to("Lots")
    hands.scan("CWL-TRAY-12")  # the strip says something else by now
    assert walk.codes("press")[:2] == ("question", "Lots"), "named anew, not pressed"
    assert hands.window.page.tab == "places"
    walk.codes("press")
    assert hands.window.page.tab == "lots"
    walk.codes("open_bench")
    assert walk.codes("press")[:2] == ("careful", "Nothing is in hand")


def test_what_became_of_it_meanwhile_is_named_anew(hands: Any, walk: Walker) -> None:
    walk.codes("open_batches")
    walk.to("B1")
    before = walk.said
    hands.shop.card("SN0001")
    table = QApplication.focusWidget()
    hands.wait(lambda: table.currentRow().received == 1)
    strip = walk.codes("press")
    assert strip[1] != before and strip[1].startswith("B1"), "its row says something else now"
    walk.codes("press")
    assert hands.window.page.view.isVisible()


@pytest.mark.parametrize("page", ["stock", "batches", "find", "settings", "bench"])
def test_no_foreign_code_goes_on_or_presses(hands: Any, walk: Walker, page: str) -> None:
    walk.codes(f"open_{page}")
    walk.codes("go_on")
    focus, newest = QApplication.focusWidget(), hands.shop.ask("newest")
    for text in ("!PRESS-7K3F9Q", "!GO-ON-7K3F9Q", "PRESS", "\t", "\r", " "):
        hands.scan(text)
    assert QApplication.focusWidget() is focus
    assert hands.shop.ask("newest") == newest and hands.window.page.name == page


def test_a_label_is_typed_only_into_a_field_a_code_took_in_hand(hands: Any, walk: Walker) -> None:
    walk.settings("Places")
    section = hands.window.page.sections["places"]
    code = section.form.text_of("code")
    code.setFocus()
    hands.scan("SHELF-9")
    assert (hands.strip[0], code.text()) == ("refused", "")
    walk.to("Code", "go_on")
    hands.scan("SHELF-9")
    assert code.text() == "SHELF-9"
    assert walk.said.endswith("SHELF-9")


# The stock


def test_lots(hands: Any, walk: Walker) -> None:
    walk.codes("open_stock")
    walk.press("Lots")
    hands.scan("LOT-77")
    assert hands.strip[:2] == ("question", "LOT-77 is no lot yet")
    walk.codes("next_choice", "next_field")
    walk.type("SAC 305X")
    assert walk.codes("backspace")[1] == "Name: SAC 305"
    walk.codes("next_field")
    hands.scan("KESTER")
    assert walk.said == "Maker, if known: KESTER"
    walk.press("Add")
    [lot] = hands.shop.ask("lots")
    assert (lot.code, lot.kind, lot.name, lot.maker) == ("LOT-77", "spheres", "SAC 305", "KESTER")
    hands.scan("LOT-77")
    assert walk.said == "LOT-77 · SAC 305 · Ready"
    assert walk.codes("press")[1] == "It is used up"
    walk.codes("press")
    assert hands.shop.ask("lots")[0].state == "used_up"


def test_places_are_moved_and_what_they_take_is_said(hands: Any, walk: Walker) -> None:
    hands.shop.do("add_place", code="RACK", name="Rack", kind="rack")
    walk.codes("open_stock")
    hands.scan("CWL-TRAY-12")
    walk.press("Move this place")
    hands.scan("CWL-RACK")
    tree = {node.code: node for node in hands.shop.ask("place_tree")}
    assert tree["TRAY-12"].parent == "RACK"
    hands.scan("CWL-TRAY-12")
    walk.press("What it takes")
    walk.press("Memory chip")
    walk.press("Take it out")
    tree = {node.code: node for node in hands.shop.ask("place_tree")}
    assert (tree["TRAY-12"].parent, tree["TRAY-12"].takes_kinds) == ("", ["memory"])
    walk.codes("undo")
    tree = {node.code: node for node in hands.shop.ask("place_tree")}
    assert tree["TRAY-12"].parent == "RACK"


def test_a_place_is_counted(hands: Any, walk: Walker) -> None:
    card = hands.shop.do("receive", batch="B1", serial="SN1", place="TRAY-12")["tag"]
    walk.codes("open_stock")
    hands.scan("CWL-TRAY-12")
    walk.press("Count")
    hands.scan(card)
    walk.press("Finish")
    assert hands.strip[1].startswith("TRAY-12 counted: 1 found")


def test_an_open_clock_goes_into_the_oven(hands: Any, walk: Walker) -> None:
    hands.shop.do("add_place", code="OVEN", name="Oven", kind="oven")
    strip_one(hands.shop)
    walk.codes("open_stock")
    walk.press("Floor life")
    walk.to("Time left")
    walk.press("Bake this piece")
    hands.scan("CWL-OVEN")
    walk.to("Hours")
    walk.type("24")
    walk.codes("keep")
    [bake] = hands.shop.ask("bakes")
    assert (bake.oven, bake.hours, bake.n) == ("OVEN", 24, 1)


# The bench


def test_the_board_map_by_arrows(hands: Any, walk: Walker) -> None:
    card = hands.shop.card("SN0001")
    hands.scan("SN0001")
    walk.to("Draw the map")
    assert walk.codes("go_on")[1] == "Board map"
    walk.codes("go_down")
    walk.codes("go_right")
    name = hands.window.page.view.board.current()
    assert name and name in walk.said
    walk.codes("press")
    walk.codes("good")
    sites = {site.name: site.state for site in hands.shop.ask("board_map", tag=card).sites}
    assert sites[name] == "good"


def test_a_set_is_found_reserved_picked_and_fitted(hands: Any, walk: Walker) -> None:
    board, donor = hands.shop.card("B-1"), hands.shop.card("D-1")
    hands.shop.do("harvest", card=board, site="M1", outcome="missing")
    facts = {"outcome": "good", "marking": "D8BZC", "place": "TRAY-12"}
    chip = hands.shop.do("harvest", card=donor, site="M1", **facts)["tag"]
    hands.scan("B-1")
    walk.press("Sets from stock")
    walk.press("Reserve these 1")
    assert hands.strip[:2] == ("done", f"1 piece reserved for {spelled(board)}")
    hands.scan(chip)
    hands.scan(chip)
    sites = {site.name: site.piece for site in hands.shop.ask("board_map", tag=board).sites}
    assert sites["M1"] == chip


# Find and the batches


def test_a_passport_and_its_family(hands: Any, walk: Walker) -> None:
    card, *_ = strip_one(hands.shop)
    [die] = [row.tag for row in hands.shop.ask("pieces", kind="die")]
    walk.codes("open_find")
    walk.type("SN0001")
    walk.codes("keep")
    view = hands.window.page.view
    assert view.isVisible() and view.tag.text() == spelled(card)
    walk.to(f"{spelled(card)} · ")
    while spelled(die) not in walk.codes("go_down")[1]:
        pass
    walk.codes("press")
    assert view.tag.text() == spelled(die)
    walk.press("To the bench")
    assert hands.window.page.on.tag == die


def test_a_gap_of_the_balance_leads_to_the_site_and_the_batch_is_closed(
    hands: Any, walk: Walker
) -> None:
    card = hands.shop.card("SN0001")
    sites = [site.name for site in hands.shop.ask("board_map", tag=card).sites]
    left = {name: "left" for name in sites if name != "M6"}
    hands.shop.do("harvest_many", card=card, outcomes={**left, "M5": "missing"})
    walk.codes("open_batches")
    walk.press("B1")
    walk.press("Balance")
    walk.to("Site open")
    assert "M6" in walk.said
    walk.codes("press")
    walk.codes("missing")
    assert {s.name: s.state for s in hands.shop.ask("board_map", tag=card).sites}["M6"] == "missing"
    walk.codes("open_batches")
    walk.press("Close batch")
    assert hands.shop.ask("batch", number="B1").state == "closed"


# The editors


def test_a_routing_gets_a_new_step_and_another_order(hands: Any, walk: Walker) -> None:
    walk.settings("Routings")
    walk.press("New step")
    assert walk.said.startswith("Name of the step")
    walk.type("WASH")
    walk.press("Save the step")
    [step] = [row.code for row in hands.shop.ask("steps") if row.name == "WASH"]
    editor = hands.window.page.sections["routings"].editor
    assert editor.table.currentRow() == step, "it is put in below the one in hand"
    walk.press("Down")
    walk.codes("press")
    walk.press("Save as a new version")
    [now] = [row for row in hands.shop.ask("routing_versions") if row.code == "repair"]
    assert (now.version, now.steps[:4]) == (1, ["RECV", "SCAN", "EVI", step])


def test_a_board_map_gets_another_site(hands: Any, walk: Walker) -> None:
    walk.settings("Board maps")
    walk.press("Draw on this map")
    editor = hands.window.page.sections["maps"].editor
    walk.to("Drawing of the board")
    walk.codes("go_far", "go_far", "go_right", "go_right")
    assert ": M1, 37.0 mm from the left" in walk.said
    walk.to("Memory channel")
    walk.codes("clear_field")
    walk.type("Z9")
    walk.press("Save the map")
    assert hands.strip[0] == "done"
    body = hands.shop.ask("board_plan", code=editor.drawing.now.tag).body
    site = next(each for each in body["sites"] if each["name"] == "M1")
    assert (site["x"], site["channel"]) == (37, "Z9")


def test_a_profile_gets_another_limit(hands: Any, walk: Walker) -> None:
    walk.settings("Rework profiles")
    walk.to("Peak at most")
    walk.type("243")
    walk.press("Save as a new version")
    section = hands.window.page.sections["profiles"]
    assert section.table.currentRow().profile.code == "BGA-OFF-LF"
    assert hands.shop.ask("profile", code="BGA-OFF-LF").profile.peak_high == 243
