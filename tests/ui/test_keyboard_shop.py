# SPDX-License-Identifier: MIT
"""Stock, Find, batches and settings worked by the keyboard alone, the editors included."""

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from by_keys import Keyboard, Open, focus, go_round, name_of, open_window

from workshop.benches.tags import spelled

__all__ = ["open_window"]


@pytest.fixture
def chip(file_shop: Any) -> str:
    """A chip off a card, in a tray; there are a rack, a dry bag and an oven."""
    for code, kind in (("RACK", "rack"), ("BAG", "bag"), ("OVEN", "oven")):
        file_shop.do("add_place", code=code, name=code.title(), kind=kind)
    facts = {"card": file_shop.card("SN0001"), "site": "M1", "outcome": "good"}
    tag: str = file_shop.do("harvest", **facts, place="TRAY-12")["tag"]
    return tag


def places(shop: Any) -> dict[str, Any]:
    return {place.code: place for place in shop.ask("places")}


def test_trays_are_moved_counted_and_told_what_they_take(
    open_window: Open, file_shop: Any, chip: str
) -> None:
    at = open_window()
    at.keys("Ctrl+4")
    at.row("Places and…", "TRAY-12")
    go_round(at)
    at.press("Move this place")
    at.code("BAG")
    assert places(file_shop)["TRAY-12"].parent == "BAG" and file_shop.ask("clocks") == []
    at.row("Places and…", "TRAY-12")
    at.press("Take it out")
    at.keys("F8")
    at.row("Pieces whose floor life runs", spelled(chip))
    go_round(at)
    at.keys("F8", "F8", "F8", "F8")
    at.row("Places and…", "RACK")
    at.press("What it takes")
    at.press("Die")
    assert "Takes Die" in " ".join(at.texts())
    at.code("RACK", chip)
    assert at.strip[0] == "refused" and "RACK takes die" in at.strip[1]
    at.row("Places and…", "TRAY-12")
    at.keys("F7")
    at.code(chip)
    go_round(at)
    at.press("Finish")
    assert [count[4:8] for count in file_shop.ask("counts")] == [(1, 0, 0, 0)]


def test_an_oven_is_loaded_and_unloaded_and_lots_are_kept(
    open_window: Open, file_shop: Any, chip: str
) -> None:
    at = open_window()
    at.keys("Ctrl+4", "F8", "F8")
    at.code("OVEN", chip)
    at.write("Hours…", "12")
    go_round(at)
    at.press("Start the bake")
    at.row("Bakes", "OVEN")
    at.press("Unload")
    [bake] = file_shop.ask("bakes")
    assert (bake.oven, bake.hours, bake.n, bake.unloaded_by) == ("OVEN", 12.0, 1, "ANA")
    at.keys("F8")
    at.write("Number on its label", "NC559-0231")
    at.choose("Kind", "Flux")
    at.write("Name", "NC-559 tacky flux")
    at.write("Expires on…", "2027-06-30")
    at.press("Add")
    at.row("Lots", "NC559-0231")
    go_round(at)
    at.press("It is used up")
    [lot] = file_shop.ask("lots")
    assert (lot.code, lot.kind, lot.expires_on, lot.state) == (
        "NC559-0231", "flux", "2027-06-30", "used_up",
    )  # fmt: skip


def test_a_passport_and_a_family_are_read(open_window: Open, file_shop: Any, chip: str) -> None:
    card = file_shop.ask("passport", tag=chip).piece.donor
    at = open_window()
    at.keys("Ctrl+F")
    assert name_of(focus()) == "What to find"
    at.letters("SN0001")
    at.keys("Return")
    assert spelled(card) in at.texts()
    go_round(at)
    tree = at.reach("Where it came from…")
    for _ in range(30):
        if tree.currentItem() is not None and spelled(chip) in tree.currentItem().text(0):
            break
        at.keys("Down")
    at.keys("Return")
    at.wait(lambda: at.window.page.view.tag.text() == spelled(chip))
    at.keys("F9")
    assert name_of(focus()) == "What is known"
    at.row("What is known", "Desoldered")
    go_round(at)
    at.keys("F7")
    assert at.strip[0] == "done" and at.strip[1].startswith("Saved")
    at.keys("F5")
    assert at.window.page.name == "bench" and at.window.page.on.tag == chip


def test_gaps_of_a_balance_are_read_and_a_batch_is_closed(
    open_window: Open, file_shop: Any, chip: str
) -> None:
    file_shop.do("expect", batch="B1", cards=[{"serial": "SN0001"}, {"serial": "SN0009"}])
    at = open_window()
    at.keys("Ctrl+5")
    at.row("All batches…", "B1")
    at.keys("Return")
    go_round(at)
    at.press("See the balance")
    at.row("What does not add up", "SN0009")
    go_round(at)
    for _ in range(5):
        at.keys("F8")
        go_round(at)
    at.press("Close batch")
    assert at.strip[0] == "refused" and name_of(focus()) == "Why may it pass, Ana?"
    at.letters("the rest was never sent")
    at.keys("Return")
    assert file_shop.ask("batch", number="B1").state == "closed"


def section(at: Keyboard, words: str) -> None:
    """Go to a section of the settings."""
    at.keys("Ctrl+,")
    at.row("Sections of the settings", words)


def test_a_step_and_its_routing_are_edited(open_window: Open, file_shop: Any) -> None:
    at = open_window()
    section(at, "Routings")
    at.row("Routings", "Harvest")
    go_round(at)
    at.row("Steps of the routing", "Teardown")
    at.keys("Ctrl+E")
    at.write("What is to be done", "Take out")
    at.keys("Return")
    at.letters("every screw.")
    at.press("Add a field")
    at.letters("Gap of the slot")
    at.choose("Takes", "Numeric")
    at.write("Unit", "mm")
    at.write("At least", "0,5")
    at.reach("Must be filled in")
    at.keys("Space")
    go_round(at)
    at.row("What the step asks for", "Gap of the slot")
    at.keys("Alt+Up", "Ctrl+S")
    step = next(step for step in file_shop.ask("steps") if step.code == "TDN")
    assert step.text == "Take out\nevery screw."
    [field] = [field for field in step.fields if field.label == "Gap of the slot"]
    assert (field.type, field.unit, field.low, field.required) == ("number", "mm", 0.5, True)
    assert step.fields[-1] != field, "it was moved up"
    before = harvest(file_shop)
    at.row("Steps of the routing", "Teardown")
    at.press("Down")
    at.choose("Another step", "Grade and pack")
    at.press("Add it below")
    at.press("Save as a new version")
    after = harvest(file_shop)
    assert after.version == before.version + 1
    assert after.steps.index("TDN") == before.steps.index("TDN") + 1
    assert after.steps[after.steps.index("TDN") + 1] == "GRD"


def harvest(shop: Any) -> Any:
    return next(row for row in shop.ask("routing_versions") if row.code == "harvest")


def test_a_site_is_drawn_on_a_board_and_its_channel_is_named(
    open_window: Open, file_shop: Any
) -> None:
    at = open_window()
    section(at, "Board maps")
    at.row("Board maps", "4090")
    at.press("New map")
    at.write("Code of the board", "OURS-1")
    at.write("Name of the board", "Our own board")
    at.press("Back side")
    at.reach("Drawing of the board…")
    at.keys("Insert", "Shift+Right", "Ctrl+Down")
    at.write("Name of the site", "M99")
    assert name_of(at.tab()) == "Memory channel", "nothing jumps when a site is renamed"
    at.letters("Z9")
    at.write("From the left, mm", "2")
    at.write("From the top, mm", "20")
    go_round(at)
    at.reach("Drawing of the board: M99…")
    at.keys("PgDown", "Ctrl+Z", "Ctrl+Y")
    at.press("Save the map")
    assert at.strip[0] == "done", at.strip
    body = file_shop.ask("board_plan", code="OURS-1").body
    [site] = [site for site in body["sites"] if site["name"] == "M99"]
    assert (site["face"], site["channel"], site["y"], site["h"]) == ("back", "Z9", 20.0, 12.5)


def test_a_profile_is_made_of_another(open_window: Open, file_shop: Any) -> None:
    at = open_window()
    section(at, "Rework profiles")
    at.row("Rework profiles", "Reflow of spheres, lead-free")
    go_round(at)
    at.press("New one like this")
    assert name_of(focus()) == "Code"
    at.letters("OURS")
    at.write("Name", "Our own spheres")
    at.write("Segment 1: Hold, s", "33")
    at.press("Add a segment")
    at.letters("240")
    at.write("Segment 4: By, °C/s", "1,5")
    at.write("Segment 4: Hold, s", "10")
    at.write("Note", "Tried on three dies")
    go_round(at)
    at.press("Save the profile")
    [made] = [row for row in file_shop.ask("profiles") if row.code == "OURS"]
    first, *_, last = made.profile.zones[0].segments
    assert (made.name, first.seconds) == ("Our own spheres", 33)
    assert (last.temperature, last.ramp, last.seconds) == (240, 1.5, 10)


def test_places_and_limits_are_set(open_window: Open, file_shop: Any) -> None:
    at = open_window()
    section(at, "Places")
    go_round(at)
    at.write("Name", "Shelf")
    at.write("Code…", "SHELF-1")
    at.choose("Kind", "Rack")
    at.choose("It is in", "TRAY-11")
    at.press("Add")
    place = places(file_shop)["SHELF-1"]
    assert (place.name, place.kind, place.parent) == ("Shelf", "rack", "TRAY-11")
    section(at, "Harvest, heat")
    go_round(at)
    at.row("Heat limits", "Memory")
    at.write("Heat cycles it may have…", "5")
    at.tab()
    assert name_of(at.tab()) == "Save"
    at.keys("Space")
    limits = {row.kind: row.cycles for row in file_shop.ask("heat_limits")}
    assert limits["memory"] == 5
