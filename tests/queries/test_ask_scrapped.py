# SPDX-License-Identifier: MIT
"""What was thrown away, when, by whom and why; and what is in stock and lies nowhere."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused


def off(shop: Shop, card: str, site: str, place: str | None = "TRAY-12") -> str:
    tag: str = shop.do("harvest", card=card, site=site, outcome="good", place=place)["tag"]
    return tag


def test_each_piece_is_told_with_who_when_and_why(shop: Shop) -> None:
    shop.do("add_person", code="LI", name="李伟", role="technician")
    one, two = shop.card("S-1"), shop.card("S-2")
    chips = [off(shop, one, site) for site in ("M1", "M2")]
    shop.do("scrap", by="LI", pieces=chips, reason="Pads lifted")
    shop.do("dispose", piece=two, disposition="SCRAP", reason="Burnt")
    shop.do("dispose", piece=shop.card("S-3"), disposition="SELL")
    rows = shop.ask("scrapped", batch="b1")
    assert [(row.tag, row.kind, row.serial, row.by, row.reason, row.board) for row in rows] == [
        (chips[0], "memory", "", "李伟", "Pads lifted", ""),
        (chips[1], "memory", "", "李伟", "Pads lifted", ""),
        (two, "card", "S-2", "Ana", "Burnt", ""),
    ]
    entries = {entry.number: entry for entry in shop.ask("journal")}
    assert rows[2].at == max(e.at for e in entries.values() if e.act == "dispose" and
                             e.facts["disposition"] == "SCRAP")  # fmt: skip
    assert shop.ask("scrapped") == rows


def test_what_is_fitted_on_a_board_goes_with_it(shop: Shop) -> None:
    one, two = shop.card("S-1"), shop.card("S-2")
    die = off(shop, one, "M1")
    off(shop, two, "M1")
    shop.do("fit", piece=die, board=two, site="M1")
    assert shop.ask("scrapped") == []
    shop.do("scrap", piece=two, reason="Burnt")
    assert [(row.tag, row.board, row.reason) for row in shop.ask("scrapped")] == [
        (two, "", "Burnt"), (die, two, "Burnt"),
    ]  # fmt: skip
    shop.do("undo", entry=shop.ask("newest"))
    assert shop.ask("scrapped") == []


def test_the_newest_decision_counts_and_only_between_the_times(shop: Shop) -> None:
    card = shop.card("S-1")
    shop.do("dispose", piece=card, disposition="REPAIR")
    shop.do("scrap", piece=card, reason="First")
    shop.do("undo", entry=shop.ask("newest"))
    shop.do("scrap", piece=card, reason="Second")
    [row] = shop.ask("scrapped")
    assert row.reason == "Second"
    day = row.at[:10]
    assert shop.ask("scrapped", since=f"{day}T00:00:00Z") == [row]
    assert shop.ask("scrapped", until=row.at) == []
    assert shop.ask("scrapped", since="2100-01-01T00:00:00Z") == []
    assert shop.ask("scrapped", disposition="SELL") == []


def test_what_was_sold_in_whatever_way(shop: Shop) -> None:
    one, two, three = (shop.card(f"S-{n}") for n in range(3))
    die = off(shop, one, "M1")
    off(shop, two, "M1")
    shop.do("fit", piece=die, board=two, site="M1")
    shop.do("dispose", piece=two, disposition="SELL")
    shop.do("dispose", piece=one, disposition="SELL-PARTS", reason="Order 17")
    shop.do("scrap", piece=three, reason="Burnt")
    rows = shop.ask("sold", batch="B1")
    assert [(row.tag, row.board, row.disposition) for row in rows] == [
        (two, "", "SELL"), (die, two, "SELL"), (one, "", "SELL-PARTS"),
    ]  # fmt: skip
    assert rows[-1].reason == "Order 17" and rows[-1].serial == "S-0"
    assert shop.ask("sold", until=rows[0].at) == []


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"batch": "NONE"}, "There is no batch “NONE”."),
        ({"since": "tomorrow"}, "“tomorrow” is no time."),
        ({"since": "2026-11-25", "until": "2026-11-24"}, "It ends before it begins"),
    ],
)
def test_what_means_nothing_is_refused(file_shop: Shop, facts: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        file_shop.ask("scrapped", **facts)


def test_what_is_in_stock_and_lies_nowhere(shop: Shop) -> None:
    card = shop.card("S-1")
    off(shop, card, "M1")
    assert shop.ask("unplaced") == []
    off(shop, card, "M2", None)
    off(shop, card, "M3", None)
    [row] = shop.ask("unplaced")
    assert (row.place, row.kind, row.state, row.n) == ("", "memory", "stock", 2)
