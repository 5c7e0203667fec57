# SPDX-License-Identifier: MIT
"""The bench page with a card on it: fixtures for the files that test it."""

from typing import Any

import pytest

from ui.pages.bench import BenchPage


@pytest.fixture
def page(hands: Any) -> BenchPage:
    """The bench, in sight."""
    found = hands.go("bench")
    assert isinstance(found, BenchPage)
    return found


@pytest.fixture
def card(hands: Any, page: BenchPage) -> str:
    """A card that was scanned onto it."""
    tag = hands.shop.card("SN0001")
    hands.scan("SN0001")
    return str(tag)
