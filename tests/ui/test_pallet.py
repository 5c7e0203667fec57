# SPDX-License-Identifier: MIT
"""A pallet of cards is scanned through the real window, three codes a card, in any order."""

import itertools
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lengths import full
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parent))
from pallet import codes_of
from whole_window import WholeWindow, own_home

from workshop.domain.text import normal

CARDS = full(400, everyday=25)


def test_a_pallet_of_cards_loses_nothing(
    app: QApplication,
    tmp_path: Path,
    make_shop: Callable[[str | Path], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own_home(monkeypatch, tmp_path)
    shop = make_shop(tmp_path / "workshop.db")
    shop.do("open_batch", number="B1", supplier="Rheintal")
    listed = [{"serial": codes_of(card)[0]} for card in range(CARDS)]
    shop.do("expect", batch="B1", cards=listed)
    at = WholeWindow(shop.database.target, tmp_path)
    at.go("intake")
    orders = list(itertools.permutations(range(3)))
    chance = random.Random(7)
    sent: list[str] = []
    for card in range(CARDS):
        for place in chance.choice(orders):
            sent.append(codes_of(card)[place])
            at.scan(sent[-1], settle=False)
        if card % 25 == 24:  # faster than any hand, but not all of a pallet in one breath
            at.settle()
    try:
        assert at.scans == sent
        assert {state for state, _, _ in at.answers if state in ("refused", "careful")} == set()
        found = shop.ask("differences", batch="B1")
        assert (found.received, found.came, found.missing, found.unexpected) == (CARDS, CARDS, 0, 0)
        names = {normal(serial): labels for serial, labels in _labels(shop).items()}
        for card in range(CARDS):
            serial, part, code = codes_of(card)
            kept = names[normal(serial)]
            assert kept == {"part_number": part.removeprefix("P/N: "), "upc": code[3:]}, serial
        (session,) = shop.ask("receivings", batch="B1")
        assert session.received == CARDS
        tabs = at.window.page.dock.lists.tabs
        assert tabs["received"].number() == f"{CARDS} of {CARDS}"
        assert tabs["missing"].number() == "0"
    finally:
        at.close()


def _labels(shop: Any) -> dict[str, dict[str, str]]:
    """The labels besides the serial that are kept of each card, by its serial."""
    found = {}
    for piece in shop.ask("pieces", batch="B1", limit=2 * CARDS):
        known = {name.kind: name.value for name in shop.ask("passport", tag=piece.tag).identifiers}
        found[known.pop("serial")] = known
    return found
