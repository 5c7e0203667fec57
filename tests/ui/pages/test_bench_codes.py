# SPDX-License-Identifier: MIT
"""The bench with the scanner alone: every site and step by the codes of the command sheet."""

from typing import Any

import pytest
from command_scans import Sheet, sheet

from workshop.domain.command import BENCH_COMMANDS, FORM_COMMANDS

__all__ = ["sheet"]


@pytest.fixture
def card(hands: Any, sheet: Sheet) -> str:
    tag = hands.shop.card("SN0001")
    hands.scan("SN0001")
    hands.settle()
    return str(tag)


def states(hands: Any, card: str) -> dict[str, str]:
    return {site.name: site.state for site in hands.shop.ask("board_map", tag=card).sites}


def test_a_card_is_harvested_by_scans_alone(hands: Any, sheet: Sheet, card: str) -> None:
    hands.shop.do("add_place", code="TRAY-77", name="Tray 77")
    hands.scan("CWL-TRAY-77")
    assert sheet.scan("GPU") == ("question", "GPU", "What became of it?")
    assert sheet.scan("good")[0] == "done"
    assert sheet.scan("M4")[1] == "M4"
    sheet.scan("damaged")
    sheet.scan("M7", "missing")
    sheet.scan("M8", "left")
    sheet.scan("M9", "suspect")
    found = states(hands, card)
    assert [found[name] for name in ("GPU", "M4", "M7", "M8", "M9")] == [
        "good", "damaged", "missing", "left", "suspect",
    ]  # fmt: skip
    die = next(p for p in hands.shop.ask("pieces", kind="die") if p.tag)
    assert die.place == "TRAY-77"
    sheet.scan("undo")
    assert states(hands, card)["M9"] == "on_board"


def test_the_rest_of_the_memory_goes_into_the_tray_scanned_next(
    hands: Any, sheet: Sheet, card: str
) -> None:
    hands.shop.do("add_place", code="TRAY-77", name="Tray 77")
    sheet.scan("M1", "all_good")
    hands.scan("CWL-TRAY-77")
    hands.settle()
    found = states(hands, card)
    assert {state for name, state in found.items() if name != "GPU"} == {"good"}


def on_its_way(hands: Any, card: str) -> Any:
    """The card goes through a harvest; the step that comes next."""
    hands.shop.do("choose_routing", piece=card, routing="HARVEST")
    hands.settle()
    return next(step for step in hands.shop.ask("routing", tag=card).steps if step.state == "next")


def state(hands: Any, card: str, code: str) -> str:
    steps = hands.shop.ask("routing", tag=card).steps
    return next(step.state for step in steps if step.code == code)


def test_steps_are_recorded_by_scans_alone(hands: Any, sheet: Sheet, card: str) -> None:
    coming = on_its_way(hands, card)
    asked = ("question", coming.name, "Scan done, failed or skipped.")
    assert sheet.scan("record_step") == asked
    assert sheet.scan("left")[:2] == ("careful", "A step is in hand")
    sheet.scan("step_clock")
    assert state(hands, card, coming.code) == "running"
    assert "cannot be skipped" in sheet.scan("missing")[1]
    assert sheet.scan("damaged")[0] == "done"
    assert state(hands, card, coming.code) == "failed"


def test_what_is_in_hand_is_left_by_scan(hands: Any, sheet: Sheet, card: str) -> None:
    view = hands.window.page.view
    sheet.scan("M2")
    assert view.turned_to(view.site)
    assert sheet.scan("back")[:2] == ("idle", "Ready")
    assert view.turned_to(view.idle)
    sheet.scan("next_site")
    assert view.turned_to(view.site)


def test_one_step_for_every_card_that_is_scanned(hands: Any, sheet: Sheet, card: str) -> None:
    other = hands.shop.card("SN0002")
    on_its_way(hands, other)
    coming = on_its_way(hands, card)
    assert sheet.scan("same_again")[:2] == ("done", "The same for every card")
    sheet.scan("damaged")
    hands.scan("SN0002")
    hands.settle()
    assert [state(hands, tag, coming.code) for tag in (card, other)] == ["failed", "failed"]
    assert sheet.scan("same_again")[:2] == ("done", "For this card only")


ON_A_CARD = [*BENCH_COMMANDS, *(action for action in FORM_COMMANDS if action != "ovens"), "M4"]


@pytest.mark.parametrize("action", ON_A_CARD)
def test_without_a_card_every_code_says_what_to_do_first(sheet: Sheet, action: str) -> None:
    assert sheet.scan(action) == ("careful", "Nothing is on the bench", "Scan a card first.")


def test_a_site_this_board_has_not(hands: Any, sheet: Sheet, card: str) -> None:
    assert sheet.scan("M24")[:2] == ("refused", "This board has no site M24")


def test_nothing_is_done_where_the_board_is_out_of_sight(
    hands: Any, sheet: Sheet, card: str
) -> None:
    hands.window.page.look("condition")
    hands.settle()
    assert sheet.scan("M4", "good")[:2] == ("careful", "The board is out of sight")
    assert set(states(hands, card).values()) == {"on_board"}
    sheet.scan("back", "M4", "good")
    assert states(hands, card)["M4"] == "good"


def test_on_another_page_it_says_where_it_belongs(hands: Any, sheet: Sheet) -> None:
    hands.go("find")
    for action in ("good", "M4"):
        assert sheet.scan(action)[:2] == ("careful", "This command is for the Bench page")
