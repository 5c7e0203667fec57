# SPDX-License-Identifier: MIT
"""Hot work at the bench: limits, the ledger of heat, reballs and runs of a profile."""

from typing import Any

import pytest

from ui.pages.bench import BenchPage


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


def test_the_limit_of_the_shop_is_the_one_that_is_shown(
    hands: Any, page: BenchPage, card: str
) -> None:
    body = {"cycles": 5}
    hands.shop.do("set_catalogue", kind="heat_limit", code="memory", body=body)
    hands.wait(lambda: page.on.limits.get("memory") == 5)
    surface = page.view.board.surface
    hands.tap(surface, surface.site_rect("M1").center())
    assert page.view.site.heat.words() == "1 of 5"
    hands.tap(page.view.site.outcomes["good"])
    assert "heat cycles 1 of 5" in hands.strip[2]
    [chip] = hands.shop.ask("pieces", kind="memory")
    hands.scan(chip.tag)
    assert page.view.loose.heat.words() == "1 of 5"
