# SPDX-License-Identifier: MIT
"""What was refused and may be let pass: who may is asked for a reason, others are told who may."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.let_pass import LetPass

FIRST_PAGE = "bench"


@pytest.fixture
def die(hands: Any) -> str:
    """A die at its heat limit on the bench's empty board, ready to be fitted once more."""
    shop = hands.shop
    for code, role in (("TIM", "technician"), ("LEA", "lead")):
        shop.do("add_person", code=code, name=code.title(), role=role)
    donor, target = shop.card("SN0001"), shop.card("SN0002")
    found: str = shop.do("harvest", card=donor, site="GPU", outcome="good")["tag"]
    for _ in range(2):
        shop.do("reball", piece=found, stencil="AD102", sphere_mm=0.45, alloy="SAC305")
    shop.do("harvest", card=target, site="GPU", outcome="missing")
    page = hands.go("bench")
    hands.scan("SN0002")
    board = page.view.board
    hands.tap(board.surface, board.surface.site_rect("GPU").center())
    return found


@pytest.fixture
def bar(hands: Any) -> LetPass:
    found: LetPass = hands.window.let_pass
    return found


def overrides(hands: Any, die: str) -> list[tuple[str, str]]:
    return [(row.person, row.override) for row in hands.shop.ask("heat", tag=die).rows][3:]


def test_who_may_lets_it_pass_with_a_reason_by_keys_alone(
    hands: Any, die: str, bar: LetPass
) -> None:
    assert bar.isHidden()
    hands.scan(die)
    state, big, small = hands.strip
    assert state == "refused" and "its limit is 3" in big
    assert small == "A lead, a manager or the owner can let it pass with a reason."
    assert bar.reason.isVisible() and bar.who.isHidden()
    assert QApplication.focusWidget() is bar.reason.reason
    hands.key(Qt.Key.Key_Return)
    assert bar.reason.row.fault.text() == "Say why, in a few words."
    hands.type(bar.reason.reason, "the only one left")
    hands.key(Qt.Key.Key_Return)
    assert overrides(hands, die) == [("ANA", "the only one left")]
    assert bar.isHidden() and hands.strip[0] == "careful"
    assert "more than it may have" in hands.strip[2]
    assert QApplication.focusWidget() is hands.window.rest


def test_by_mouse(hands: Any, die: str, bar: LetPass) -> None:
    hands.scan(die)
    hands.type(bar.reason.reason, "the customer agreed")
    hands.tap(bar.reason.give)
    assert overrides(hands, die) == [("ANA", "the customer agreed")] and bar.isHidden()


def test_others_are_told_who_may_and_a_badge_is_enough(hands: Any, die: str, bar: LetPass) -> None:
    hands.scan("CWP-TIM")
    hands.scan(die)
    assert bar.reason.isHidden() and bar.close_it.isVisible()
    assert "Lea" in bar.who.text() and "Tim" not in bar.who.text()
    hands.scan("CWP-LEA")
    assert bar.reason.isVisible() and bar.who.isHidden()
    hands.type(bar.reason.reason, "I looked at it")
    hands.tap(bar.reason.give)
    assert overrides(hands, die) == [("LEA", "I looked at it")]


@pytest.mark.parametrize("how", ["escape", "cancel", "another scan"])
def test_it_is_put_away(hands: Any, die: str, bar: LetPass, how: str) -> None:
    hands.scan(die)
    assert bar.isVisible()
    if how == "escape":
        hands.key(Qt.Key.Key_Escape)
    elif how == "cancel":
        hands.tap(bar.reason.cancel)
    else:
        hands.scan("SN0001")
    assert bar.isHidden() and overrides(hands, die) == []
    bar.reason.reason.setText("too late")
    bar.reason.reason.returnPressed.emit()
    hands.settle()
    assert overrides(hands, die) == []


def test_what_nobody_may_let_pass_offers_nothing(hands: Any, die: str, bar: LetPass) -> None:
    hands.scan(die)
    assert bar.isVisible()
    hands.key(Qt.Key.Key_F5)  # the site is empty
    assert hands.strip[0] == "refused" and bar.isHidden()
