# SPDX-License-Identifier: MIT
"""What the shop changed of itself: from what to what, by whom and when, the newest first."""

from typing import Any

import pytest
from bench_shop import Shop
from unchanged import refusal


def head(shop: Shop, **body: Any) -> None:
    shop.do("set_catalogue", kind="letterhead", code="SHOP", body=body)


def test_every_change_says_from_what_to_what(shop: Shop) -> None:
    shop.do("rename_workshop", name=" Rheintal Cards ")
    head(shop, address="Hafenstraße 12\nLörrach", signers=["Manager"])
    head(shop, address="Hafenstraße 14\nLörrach", signers=["Manager", "Customer"], terms="30 days")
    shop.do("add_person", by="ANA", code="LI", name="Li")
    shop.card("S-1")
    found = shop.ask("shop_history", limit=4)
    assert [(row.text, row.before, row.after) for row in found] == [
        ("Li added", "", "LI · Li · technician"),
        (
            "Letterhead saved, version 2",
            "Hafenstraße 12 Lörrach · Manager",
            "Hafenstraße 14 Lörrach · Manager, Customer · 30 days",
        ),
        ("Letterhead saved, version 1", "", "Hafenstraße 12 Lörrach · Manager"),
        ("The workshop is called Rheintal Cards now", "Test workshop", "Rheintal Cards"),
    ]
    assert {row.person for row in found} == {"Ana"} and all(row.at for row in found)
    assert shop.ask("workshop").name == "Rheintal Cards"


def test_what_was_undone_goes_back(shop: Shop) -> None:
    head(shop, address="Here")
    head(shop, address="There")
    shop.do("undo", entry=shop.ask("newest"), reason="a mistake")
    row = shop.ask("shop_history", limit=1)[0]
    assert (row.before, row.after) == ("There", "Here")
    assert shop.ask("letterhead").address == "Here"


def test_the_secret_of_the_command_codes_is_not_told(shop: Shop) -> None:
    shop.do("renew_commands")
    row = shop.ask("shop_history", limit=1)[0]
    assert row.text.startswith("Command codes made anew")
    assert (row.before, row.after) == ("", "")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (" ", "The name is missing."),
        ("Test workshop", "The workshop is called Test workshop already."),
        ("x" * 201, "The name is too long:"),
    ],
)
def test_a_name_that_cannot_be_is_refused(shop: Shop, name: str, sentence: str) -> None:
    assert refusal(shop, "rename_workshop", name=name).startswith(sentence)
