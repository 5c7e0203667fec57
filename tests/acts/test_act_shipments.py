# SPDX-License-Identifier: MIT
"""Shipments: what is packed is used for nothing else, and what is shipped has left."""

from collections.abc import Callable
from typing import Any

import pytest
from bench_shop import Shop

from workshop.acts import ACTS, shipments
from workshop.domain import rules
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.storage.check import check


@pytest.fixture
def box(shop: Shop) -> str:
    """A shipment to Norway."""
    number: str = shop.do("open_shipment", buyer="Ada & Co", country="Norway", reference="PO-7")[
        "shipment"
    ]
    return number


def state(shop: Shop, tag: str) -> str:
    found: str = shop.ask("passport", tag=tag).piece.state
    return found


def test_a_shipment_from_the_first_piece_to_the_lorry(shop: Shop, box: str) -> None:
    card, other = shop.card("S-1"), shop.card("S-2")
    die = shop.do("harvest", card=other, site="GPU", outcome="good", place="TRAY-11")["tag"]
    told = shop.do("pack", shipment=box.lower(), pieces=[card, die, card])
    assert (told["shipment"], told["n"], told["pieces"]) == ("S0001", 2, [card, die])
    assert [state(shop, tag) for tag in (card, die)] == ["packed", "packed"]
    (row,) = shop.ask("shipments", is_open=True)
    assert row == shop.ask("shipment", number="s0001")
    assert row[1:9] == ("S0001", "Ada & Co", "Norway", "PO-7", "open", 2, "SELL", "Sold")
    lines = shop.ask("shipment_pieces", number=box)
    assert [(line.tag, line.serial, line.place) for line in lines] == [
        (card, "S-1", ""), (die, "", "TRAY-11"),
    ]  # fmt: skip
    assert shop.ask("shipment_pieces", number=box, after=lines[0].id) == lines[1:]
    assert shop.ask("passport_more", tag=card).sent[0][:2] == ("S0001", "Ada & Co")

    shop.do("unpack", shipment=box, pieces=[die])
    assert (state(shop, die), state(shop, card)) == ("stock", "packed")

    receipt = shop.do("ship", shipment=box)
    assert (receipt["n"], receipt["buyer"]) == (1, "Ada & Co")
    assert state(shop, card) == "gone"
    assert shop.ask("passport", tag=card).piece.disposition == "SELL"
    assert shop.ask("shipments", is_open=True) == []
    assert [(row.number, row.state) for row in shop.ask("shipments")] == [(box, "shipped")]
    assert [(row.tag, row.disposition) for row in shop.ask("sold", batch="B1")] == [(card, "SELL")]
    assert shop.ask("passport_more", tag=card).sent[0].shipped_at
    history = [row.text for row in shop.ask("passport", tag=card).history]
    assert "Shipment S0001 to Ada & Co left with 1 piece" in history
    with pytest.raises(Refused, match=r"Shipment S0001 has left already\."):
        shop.do("pack", shipment=box, pieces=[die])

    shop.do("undo", entry=receipt["entry"])
    assert state(shop, card) == "packed"
    assert shop.ask("shipment", number=box).state == "open"
    assert check(shop.database, deep=True).findings == []


# What somebody may try with a card that is packed, and a die that is; each must be refused.
TRIED: dict[str, Callable[[str, str, str], dict[str, Any]]] = {
    "record_step": lambda card, _, __: {"piece": card, "step": "EVI", "outcome": "done"},
    "start_step": lambda card, _, __: {"piece": card, "step": "EVI"},
    "choose_routing": lambda card, _, __: {"piece": card, "routing": "repair"},
    "harvest": lambda card, _, __: {"card": card, "site": "M1", "outcome": "good"},
    "take_apart": lambda card, _, __: {"card": card},
    "record_test": lambda card, _, __: {"piece": card, "plan": "RESISTANCE"},
    "quarantine": lambda card, _, __: {"piece": card, "reason": "is it real?"},
    "dispose": lambda card, _, __: {"piece": card, "disposition": "QUARANTINE", "reason": "r"},
    "scrap": lambda card, _, __: {"piece": card, "reason": "r"},
    "fit": lambda _, die, empty: {"piece": die, "board": empty, "site": "GPU"},
    "reserve_set": lambda _, die, empty: {"board": empty, "pieces": [die]},
    "reball": lambda _, die, __: {
        "piece": die, "stencil": "S", "sphere_mm": 0.45, "alloy": "SAC305",
    },
    "bake": lambda _, die, __: {"pieces": [die], "temperature": 125, "hours": 9},
    "record_run": lambda _, die, __: {"profile": "REBALL-LF", "pieces": [die]},
    "pack": lambda card, _, __: {"shipment": "S0001", "pieces": [card]},
}  # fmt: skip


def packed(shop: Shop, box: str) -> tuple[str, str, str]:
    """A card and a die that are packed, and a card without its die."""
    card, empty = shop.card("S-1"), shop.card("S-2")
    die = shop.do("harvest", card=empty, site="GPU", outcome="good")["tag"]
    shop.do("pack", shipment=box, pieces=[card, die])
    return card, die, empty


def test_what_is_packed_is_used_for_nothing_else(shop: Shop, box: str) -> None:
    pieces = packed(shop, box)
    before = shop.ask("newest")
    for act, facts in TRIED.items():
        with pytest.raises(Refused) as refused:
            shop.do(act, **facts(*pieces))
        assert "packed" in str(refused.value), (act, str(refused.value))
    assert shop.ask("newest") == before
    shop.do("move", piece=pieces[0], place="TRAY-12")  # the box may stand anywhere
    shop.do("unpack", shipment=box, pieces=list(pieces[:2]))
    shop.do("fit", piece=pieces[1], board=pieces[2], site="GPU")


def test_a_rule_nobody_asks_is_missed(file_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: nobody asks whether it is packed."""
    box = file_shop.do("open_shipment", buyer="Ada")["shipment"]
    pieces = packed(file_shop, box)
    monkeypatch.setattr(rules, "is_not_packed", lambda *_: None)
    let = 0
    for act, facts in TRIED.items():
        try:
            file_shop.do("undo", entry=file_shop.do(act, **facts(*pieces))["entry"])
            let += 1
        except Refused:
            continue
    assert let >= 8


@pytest.mark.parametrize(
    ("do", "says"),
    [
        (lambda shop, card: shop.do("quarantine", piece=card, reason="fake"), "in quarantine"),
        (lambda shop, card: shop.do("dispose", piece=card, disposition="HOLD", reason="fee"),
         "is on hold: fee. Release it first."),
        (lambda shop, card: shop.do("scrap", piece=card, reason="burnt"), "has left the workshop"),
        (lambda shop, card: shop.do("bake", pieces=[card], temperature=125, hours=8), "bake"),
    ],
)  # fmt: skip
def test_what_is_set_apart_or_gone_is_not_packed(
    shop: Shop, box: str, do: Callable[[Shop, str], Any], says: str
) -> None:
    good, card = shop.card("S-1"), shop.card("S-2")
    do(shop, card)
    with pytest.raises(Refused) as refused:
        shop.do("pack", shipment=box, pieces=[good, card])
    assert written(card) in str(refused.value) and says in str(refused.value)
    assert shop.ask("shipment", number=box).pieces == 0  # nothing half done
    assert state(shop, good) == "received"


def test_what_is_fitted_or_reserved_is_not_packed(shop: Shop, box: str) -> None:
    donor, board = shop.card("S-1"), shop.card("S-2")
    die, chip = (shop.do("harvest", card=donor, site=site, outcome="good")["tag"]
                 for site in ("GPU", "M1"))  # fmt: skip
    for site in ("GPU", "M1"):
        shop.do("harvest", card=board, site=site, outcome="damaged")
    shop.do("fit", piece=die, board=board, site="GPU")
    shop.do("reserve_set", board=board, pieces=[chip])
    for tag, says in ((die, "is fitted on a board"), (chip, "is reserved for"),
                      (board, "Pieces are reserved for")):  # fmt: skip
        with pytest.raises(Refused, match=says):
            shop.do("pack", shipment=box, pieces=[tag])


def test_a_step_that_is_open_ends_where_its_card_is_packed(shop: Shop, box: str) -> None:
    card = shop.card("S-1")
    shop.do("start_step", piece=card, step="EVI")
    shop.do("pack", shipment=box, pieces=[card])
    assert shop.ask("open_steps") == []


def test_what_a_shipment_is_not_for_is_not_packed(shop: Shop) -> None:
    box = shop.do("open_shipment", buyer="The maker", disposition="WARRANTY-RMA")["shipment"]
    card = shop.card("S-1")
    die = shop.do("harvest", card=card, site="GPU", outcome="good")["tag"]
    with pytest.raises(Refused, match="cannot leave as “Sent to the maker under warranty”"):
        shop.do("pack", shipment=box, pieces=[die])
    shop.do("change_shipment", shipment=box, disposition="SELL", buyer="Ada")
    shop.do("pack", shipment=box, pieces=[die])
    with pytest.raises(Refused, match="cannot leave as"):
        shop.do("change_shipment", shipment=box, disposition="WARRANTY-RMA")
    with pytest.raises(Refused, match="nothing leaves the workshop"):
        shop.do("open_shipment", buyer="Ada", disposition="HOLD")
    with pytest.raises(Refused, match="The buyer"):
        shop.do("open_shipment", buyer=" ")


def test_numbers_are_never_given_twice(shop: Shop) -> None:
    first = shop.do("open_shipment", buyer="Ada")
    shop.do("undo", entry=first["entry"])
    assert shop.do("open_shipment", buyer="Ada")["shipment"] == "S0002"
    assert shop.do("open_shipment", buyer="Ada", number="s0004")["shipment"] == "S0004"
    assert shop.do("open_shipment", buyer="Bo")["shipment"] == "S0005"
    with pytest.raises(Refused, match="S0004 exists already"):
        shop.do("open_shipment", buyer="Ada", number="S0004")
    with pytest.raises(Refused, match="There is no shipment “S9”"):
        shop.do("ship", shipment="S9")
    with pytest.raises(Refused, match="Nothing is packed"):
        shop.do("ship", shipment="S0002")


def test_what_came_back_is_shipped_again(shop: Shop, box: str) -> None:
    card = shop.card("S-1")
    shop.do("pack", shipment=box, pieces=[card])
    shop.do("ship", shipment=box)
    shop.do("open_batch", number="B2", supplier="Ada & Co")
    shop.do("receive", batch="B2", serial="S-1")
    again = shop.do("open_shipment", buyer="Bo")["shipment"]
    shop.do("pack", shipment=again, pieces=[card])
    with pytest.raises(Refused, match=f"is not in shipment {box}|has left"):
        shop.do("unpack", shipment=box, pieces=[card])
    shop.do("ship", shipment=again)
    assert [row.shipment for row in shop.ask("passport_more", tag=card).sent] == [box, again]


def test_a_shipment_with_pieces_is_not_undone(shop: Shop) -> None:
    opened = shop.do("open_shipment", buyer="Ada")
    shop.do("pack", shipment=opened["shipment"], pieces=[shop.card("S-1")])
    with pytest.raises(Refused):
        shop.do("undo", entry=opened["entry"])


def test_a_lorry_takes_only_so_much(shop: Shop, box: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipments, "MOST_PIECES", 2)
    cards = [shop.card(f"S-{n}") for n in range(3)]
    shop.do("pack", shipment=box, pieces=cards[:2])
    with pytest.raises(Refused, match="Up to 2 pieces"):
        shop.do("pack", shipment=box, pieces=cards[2:])
    assert ACTS["pack"] is shipments.pack
