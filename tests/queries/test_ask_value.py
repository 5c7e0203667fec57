# SPDX-License-Identifier: MIT
"""What a batch is worth: its stock and what was sold, each piece at the closest price."""

from typing import Any

import pytest

from workshop.domain.refused import Refused

CHIP = "GDDR6X 2 GB"


def price(shop: Any, code: str, **body: Any) -> None:
    """Set a price of the shop."""
    shop.do("set_catalogue", kind="price", code=code, body={"currency": "EUR", **body})


@pytest.fixture
def stripped(shop: Any) -> list[str]:
    """The tags of a die and four chips off one card: two chips of grade A, and one damaged."""
    card = shop.do("receive", batch="B1", serial="SN 1", maker="ASUS", model="4090")["tag"]
    sites = [("GPU", "A"), ("M1", "A"), ("M2", "A"), ("M3", "B")]
    found = [
        shop.do("harvest", card=card, site=site, outcome="good", grade=grade, place="TRAY-11")
        for site, grade in sites
    ]
    found.append(shop.do("harvest", card=card, site="M4", outcome="damaged"))
    return [receipt["tag"] for receipt in found]


@pytest.mark.usefixtures("stripped")
def test_the_closest_price_counts_and_what_has_none_says_so(shop: Any) -> None:
    def lines() -> list[tuple[Any, ...]]:
        return [tuple(line[:7]) for line in shop.ask("batch_value", batch="b1")]

    assert lines() == [
        ("die", "AD102", "A", None, "", 1, None),
        ("memory", CHIP, "A", None, "", 2, None),
        ("memory", CHIP, "B", None, "", 1, None),
    ]
    price(shop, "CHIP", kind="memory", amount=2.35)
    price(shop, "GOOD CHIP", kind="memory", amount=5, grade="a")
    price(shop, "MICRON", kind="memory", amount=4, part=CHIP.lower(), currency="USD")
    assert [line[3:7] for line in lines()] == [
        (None, "", 1, None), (4, "USD", 2, 8), (4, "USD", 1, 4),
    ]  # fmt: skip
    price(shop, "MICRON A", kind="memory", amount=6.1, part=CHIP, grade="A")
    price(shop, "MICRON", kind="memory", amount=4, part="GDDR6 1 GB")
    assert [line[3:7] for line in lines()] == [
        (None, "", 1, None), (6.1, "EUR", 2, 12.2), (2.35, "EUR", 1, 2.35),
    ]  # fmt: skip


def test_what_was_sold_counts_and_what_was_scrapped_does_not(
    shop: Any, stripped: list[str]
) -> None:
    price(shop, "CHIP", kind="memory", amount=3)
    shop.do("dispose", piece=stripped[1], disposition="SELL")
    shop.do("dispose", piece=stripped[3], disposition="SCRAP", reason="Cracked")
    lines = shop.ask("batch_value", batch="B1")
    assert [tuple(line[5:]) for line in lines] == [(1, None, 0, None), (1, 3, 1, 3)]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"amount": -1}, "a price is 0 to 1000000, not -1"),
        ({"amount": 5, "currency": "euro"}, "“euro” is no currency"),
        ({"amount": "five"}, "amount must be a number"),
        ({"amount": 5, "kind": "chip"}, "chip"),
    ],
)
def test_a_price_that_is_none_is_refused(shop: Any, body: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused) as told:
        price(shop, "X", **{"kind": "memory", **body})
    assert says in str(told.value)


def test_an_unknown_batch_is_refused(shop: Any) -> None:
    with pytest.raises(Refused, match="There is no batch"):
        shop.ask("batch_value", batch="NONE")
