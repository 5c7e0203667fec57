# SPDX-License-Identifier: MIT
"""How cards go through the steps: by how each ended last, and who waits for which."""

from collections import Counter
from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused


def rows(shop: Shop, batch: str = "B1") -> dict[str, tuple[int, ...]]:
    return {row.step: row[2:] for row in shop.ask("flow", batch=batch)}


def next_steps(shop: Shop, cards: list[str]) -> Counter[str]:
    """The next step of each card, one by one."""
    states = [shop.ask("routing", tag=card).steps for card in cards]
    ways = [[s.code for s in steps if s.state in ("next", "failed")] for steps in states]
    return Counter(codes[0] for codes in ways)


def test_each_step_counts_its_cards_by_how_it_ended_last_and_those_before_it(shop: Shop) -> None:
    cards = [shop.card(f"F-{n}") for n in range(5)]
    for card in cards[:4]:
        shop.do("record_step", piece=card, step="EVI")
    assert rows(shop)["EVI"][:3] == (4, 0, 0) and "RECV" not in rows(shop)
    shop.do("record_step", piece=cards[0], step="TDN", outcome="skipped", override="bare")
    for card in cards[1:3]:
        shop.do("record_step", piece=card, step="TDN", outcome="failed", override="late")
    shop.do("record_step", piece=cards[2], step="TDN")
    found = rows(shop)
    assert found["TDN"][:3] == (1, 1, 1), "the last record of a step counts"
    assert {step: n[3] for step, n in found.items() if n[3]} == next_steps(shop, cards)
    steps = [step.code for step in shop.ask("routing", tag=cards[0]).steps]
    assert [step for step in steps if step in found] == list(found)


def test_a_card_that_left_waits_for_nothing(shop: Shop) -> None:
    card = shop.card("F-1")
    shop.do("record_step", piece=card, step="EVI")
    shop.do("dispose", piece=card, disposition="SELL-AS-IS")
    assert rows(shop) == {"EVI": (1, 0, 0, 0)}


def test_what_was_done_on_an_earlier_visit_does_not_count(shop: Shop) -> None:
    card = shop.card("F-1")
    shop.do("record_step", piece=card, step="EVI")
    shop.do("dispose", piece=card, disposition="SELL-AS-IS")
    shop.do("open_batch", number="B2", supplier="S")
    shop.do("receive", batch="B2", serial="F-1", model="GeForce RTX 4090", maker="ASUS")
    assert rows(shop, "B1") == {}
    assert rows(shop, "B2")["EVI"] == (0, 0, 0, 1)


def test_an_empty_batch_has_no_flow_and_an_unknown_one_is_refused(shop: Any) -> None:
    assert rows(shop) == {}
    with pytest.raises(Refused, match="There is no batch"):
        shop.ask("flow", batch="NONE")
