# SPDX-License-Identifier: MIT
"""What is in quarantine at the bench: it says why, is looked at or released, and nothing else."""

from typing import Any

import pytest
from at_bench import page
from PySide6.QtCore import Qt

from ui.pages.bench import BenchPage
from workshop.benches.tags import spelled

__all__ = ["page"]

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
WHY = "the die was re-lasered"


@pytest.fixture
def card(hands: Any, page: BenchPage) -> str:
    """A card in quarantine on the bench."""
    tag: str = hands.shop.card("SN0001")
    hands.shop.do("quarantine", piece=tag, reason=WHY)
    hands.scan(tag)
    hands.wait(lambda: page.on.map is not None)
    return tag


def work_offered(page: BenchPage) -> list[str]:
    """The words of what can be pressed on the right while no site is in hand."""
    idle = page.view.idle
    parts = (idle.step, idle.other, idle.reball, idle.run, idle.sets, idle.apart, idle.build)
    return [part.words() for part in parts if part.isVisible()]


def test_it_says_why_and_offers_no_work_until_it_is_released(
    hands: Any, page: BenchPage, card: str
) -> None:
    held = page.view.idle.held
    assert (held.state.text(), held.why.text()) == ("Quarantine", WHY)
    assert held.hint.text() == "Nothing is done with it until somebody releases it."
    assert work_offered(page) == []
    hands.tap(held.release)
    assert hands.strip[:2] == ("done", f"{spelled(card)} released")
    assert not held.isVisible() and "Record this step" in work_offered(page)


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_F12, NONE), (Qt.Key.Key_B, CONTROL), (Qt.Key.Key_U, CONTROL),
        (Qt.Key.Key_F10, SHIFT), (Qt.Key.Key_F5, SHIFT),
    ],
)  # fmt: skip
def test_no_key_begins_work_on_it(
    hands: Any, page: BenchPage, card: str, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    if key == Qt.Key.Key_B:
        hands.shop.do("release", piece=card)
        chip = hands.shop.do("harvest", card=card, site="M1", outcome="good")["tag"]
        hands.shop.do("quarantine", piece=chip, reason=WHY)
        hands.scan(chip)
        assert hands.strip[:2] == ("careful", f"{spelled(chip)} is in quarantine: {WHY}.")
    hands.key(key, modifiers)
    assert hands.strip[0] == "refused" and f"is in quarantine: {WHY}" in hands.strip[1]
    assert hands.strip[2] == "Release it first."
    assert page.view.idle.isVisible()


def test_a_step_that_is_tapped_is_refused_with_the_reason(
    hands: Any, page: BenchPage, card: str
) -> None:
    page.view.card.stepPicked.emit("EVI")
    hands.settle()
    assert hands.strip[:2] == ("refused", f"{spelled(card)} is in quarantine: {WHY}.")
    assert page.view.idle.isVisible() and hands.shop.ask("open_steps") == []


def test_its_sites_are_looked_at_only(hands: Any, page: BenchPage, card: str) -> None:
    page.sites.take("M1")
    hands.settle()
    site = page.view.site
    assert site.stop.text() == f"{spelled(card)} is in quarantine: {WHY}. Release it first."
    assert not site.outcomes["good"].isVisible() and not site.all_good.isVisible()
    assert site._state.text() == "On board"
    page.more.open("M1")
    hands.settle()
    assert page.more.panel.isVisible() and not page.more.panel.suspect.isEnabled()
    assert page.more.panel.defect.isEnabled()  # what is seen may be noted
    hands.key(Qt.Key.Key_Escape)
    hands.key(Qt.Key.Key_F5)
    assert hands.strip[0] == "refused" and hands.shop.ask("pieces", kind="memory") == []
    hands.shop.do("release", piece=card)
    hands.scan(card)
    page.refresh()
    hands.settle()
    assert not site.stop.isVisible() and site.outcomes["good"].isVisible()


def test_it_may_be_moved_looked_at_and_set_apart_for_another_reason(
    hands: Any, page: BenchPage, card: str
) -> None:
    hands.tap(page.view.idle.held.look)
    assert page.close_up.tag == card
    hands.key(Qt.Key.Key_Escape)
    hands.tap(page.view.idle.decide)
    offered = {choice.code for choice in page.view.choice.list.rows.rows()}
    assert offered == {"QUARANTINE", "QUARANTINE-COUNTERFEIT"}
    hands.key(Qt.Key.Key_Escape)
    hands.tap(page.view.idle.place)
    codes = [choice.code for choice in page.view.choice.list.rows.rows()]
    hands.tap_row(page.view.choice.list, codes.index("TRAY-12"))
    assert hands.shop.ask("passport", tag=card).piece.place == "TRAY-12"


def test_what_is_on_hold_can_be_released_and_worked_on(hands: Any, page: BenchPage) -> None:
    tag = hands.shop.card("SN0002")
    hands.shop.do("dispose", piece=tag, disposition="HOLD", reason="waits for a part")
    hands.scan(tag)
    held = page.view.idle.held
    assert (held.state.text(), held.why.text()) == ("On hold", "waits for a part")
    assert held.release.isVisible() and not held.hint.isVisible()
    assert "Record this step" in work_offered(page)
