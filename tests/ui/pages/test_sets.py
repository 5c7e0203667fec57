# SPDX-License-Identifier: MIT
"""Sets from stock at the bench: offered, reserved, picked by scanning, fitted site after site."""

from typing import Any

from at_bench import page
from PySide6.QtCore import Qt

from ui.pages.bench import BenchPage
from workshop.benches.tags import spelled

FIRST_PAGE = "bench"

__all__ = ["page"]

CONTROL = Qt.KeyboardModifier.ControlModifier


def empty(hands: Any, serial: str, n: int) -> str:
    card: str = hands.shop.card(serial)
    names = [f"M{i}" for i in range(1, n + 1)]
    hands.shop.do("harvest_many", card=card, outcomes=dict.fromkeys(names, "missing"))
    return card


def chips(hands: Any, serial: str, n: int, place: str = "TRAY-12") -> list[str]:
    donor = hands.shop.card(serial)
    said = {"outcome": "good", "marking": "D8BZC", "place": place}
    outcomes = {f"M{i}": said for i in range(1, n + 1)}
    done = hands.shop.do("harvest_many", card=donor, outcomes=outcomes)
    return [each["tag"] for each in done["sites"]]


def texts(table: Any) -> list[str]:
    return [table.rows.index(n, 0).data() for n in range(table.rows.rowCount())]


def test_a_set_is_found_reserved_picked_and_fitted_by_keys_and_scans(
    hands: Any, page: BenchPage
) -> None:
    board, tags = empty(hands, "B-1", 2), chips(hands, "D-1", 3)
    hands.scan("B-1")
    hands.key(Qt.Key.Key_Escape)
    assert page.view.idle.sets.isVisible()
    hands.key(Qt.Key.Key_T, CONTROL)
    pane = page.view.sets
    assert page.view.turned_to(pane)
    assert pane.needs.text() == "Wanted: 2 × GDDR6X 2 GB, 21 Gbit/s or faster"
    assert not pane.missing.isVisible()
    assert texts(pane.sets) == [
        "2 · Micron D8BZC · heat cycles 1 · Alike, but their dates are not known · 2 in TRAY-12"
    ]
    assert pane.reserve.words() == "Reserve these 2"
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[:2] == ("done", f"2 pieces reserved for {spelled(board)}")
    assert pane.title.text() == "Pick the set: 2"
    first, second, other = tags
    hands.scan(other)
    assert hands.strip[0] == "refused"
    assert hands.strip[1] == f"{spelled(other)} is not of this set."
    assert spelled(first) in hands.strip[2]
    hands.scan(first)
    assert hands.strip[:2] == ("done", "1 of 2 picked.")
    hands.scan(second)
    assert hands.strip == ("done", "All 2 picked.", "Scan the chip for M1.")
    assert pane.title.text() == "Fit the set: 2"
    hands.scan(second)
    assert hands.strip[:2] == ("done", f"{spelled(second)} fitted at M1 of {spelled(board)}")
    assert hands.strip[2] == "Next: M2. Scan the chip for it."
    hands.scan(first)
    assert hands.strip[2] == "The set is on the board."
    sites = {site.name: site.piece for site in hands.shop.ask("board_map", tag=board).sites}
    assert (sites["M1"], sites["M2"]) == (second, first)
    assert not page.view.turned_to(pane)
    assert not page.view.idle.sets.isVisible()


def test_what_is_missing_is_said_and_what_is_reserved_is_released(
    hands: Any, page: BenchPage
) -> None:
    board, tags = empty(hands, "B-1", 4), chips(hands, "D-1", 3)
    hands.scan("B-1")
    hands.key(Qt.Key.Key_Escape)
    hands.tap(page.view.idle.sets)
    pane = page.view.sets
    assert (pane.missing.isVisible(), pane.missing.text()) == (True, "One chip is missing.")
    assert texts(pane.sets)[0].startswith("3 of 4 · Micron D8BZC")
    hands.tap(pane.reserve)
    assert pane.missing.text() == "One more site is empty."
    assert [text.split(" · ")[0] for text in texts(pane.pieces)] == [spelled(tag) for tag in tags]
    chips(hands, "D-2", 1, place="TRAY-11")
    hands.tap(pane.more)
    assert texts(pane.sets)[0].startswith("1 · Micron D8BZC")
    hands.tap(pane.reserve)
    assert pane.title.text() == "Pick the set: 4", hands.strip
    hands.tap(pane.release)
    assert hands.strip[:2] == ("done", f"4 pieces no longer reserved for {spelled(board)}")
    assert pane.title.text() == "Sets from stock"
    hands.tap(pane.close_it)
    assert page.view.turned_to(page.view.idle)


def test_what_must_be_baked_first_is_told_of_and_not_offered(hands: Any, page: BenchPage) -> None:
    """Chips of a level whose floor life is over at once lie in the open, one is in the oven."""
    shop = hands.shop
    shop.do("add_place", code="OVEN", name="Oven", kind="oven")
    shop.do("set_catalogue", kind="floor", code="6", body={"hours": 0.0001})
    board, (dry, *wet) = empty(hands, "B-1", 2), chips(hands, "D-1", 4)
    for tag in wet:
        shop.do("set_msl", piece=tag, msl="6")
    shop.do("bake", pieces=wet[:1], temperature=125, hours=9, oven="OVEN")
    hands.scan("B-1")
    hands.key(Qt.Key.Key_T, CONTROL)
    pane = page.view.sets
    assert texts(pane.sets)[0].startswith("1 of 2 · Micron D8BZC")
    assert pane.wet.text().splitlines() == [
        "2 more chips would do: bake them first.",
        "One more chip is in the oven.",
    ]
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[:2] == ("done", f"1 piece reserved for {spelled(board)}")
    assert not pane.wet.isVisible()
    assert texts(pane.pieces) == [f"{spelled(dry)} · TRAY-12 · to be picked"]
    shop.do("set_msl", piece=dry, msl="6")
    hands.key(Qt.Key.Key_T, CONTROL)
    assert texts(pane.pieces) == [f"{spelled(dry)} · TRAY-12 · to be picked · bake it first"]


def test_an_empty_stock_and_a_whole_board_say_so(hands: Any, page: BenchPage) -> None:
    empty(hands, "B-1", 2)
    hands.scan("B-1")
    hands.key(Qt.Key.Key_T, CONTROL)
    pane = page.view.sets
    assert pane.missing.text() == "2 chips are missing."
    assert not pane.reserve.isEnabled()
    hands.shop.card("W-1")
    hands.scan("W-1")
    hands.key(Qt.Key.Key_Escape)
    assert not page.view.idle.sets.isVisible()
    hands.key(Qt.Key.Key_T, CONTROL)
    assert hands.strip == ("careful", "No empty memory site on this board", "Harvest a site first.")
    assert page.view.turned_to(page.view.idle)


def test_another_window_took_a_chip_of_the_set(hands: Any, page: BenchPage) -> None:
    empty(hands, "B-1", 2)
    other = empty(hands, "B-2", 2)
    tags = chips(hands, "D-1", 2)
    hands.scan("B-1")
    hands.key(Qt.Key.Key_T, CONTROL)
    hands.shop.do("reserve_set", board=other, pieces=tags[:1])
    page.view.sets.reserve.click()
    hands.settle()
    state, big = hands.strip[:2]
    if state == "refused":  # it was not seen yet; the list that follows is the new one
        assert big == f"{spelled(tags[0])} is reserved for {spelled(other)} already."
    else:
        assert (state, big) == ("done", f"1 piece reserved for {spelled(page.on.tag)}")
