# SPDX-License-Identifier: MIT
"""Whether a batch and the shop add up, what does not, and that a batch closes only then."""

from typing import Any

import pytest
from bench_shop import Shop
from unchanged import refusal

from workshop.domain.tag import written

MODEL = "GeForce RTX 4090"


def cards(shop: Shop, batch: str = "B1") -> Any:
    return shop.ask("balance", batch=batch).cards


def names(shop: Shop, card: str) -> list[str]:
    return [site.name for site in shop.ask("board_map", tag=card).sites]


def harvest_all(shop: Shop, card: str, outcome: str = "good") -> dict[str, str]:
    outcomes = dict.fromkeys(names(shop, card), outcome)
    done = shop.do("harvest_many", card=card, outcomes=outcomes)
    return {one["site"]: one["tag"] for one in done["sites"]}


def gaps(shop: Shop, batch: str = "B1") -> list[tuple[str, str, str]]:
    return [(g.what, g.serial or g.tag, g.site) for g in shop.ask("balance_gaps", batch=batch)]


def test_the_cards_of_a_batch_are_somewhere(shop: Shop) -> None:
    work, sold, apart, apart_sold = (shop.card(f"A-{n}") for n in range(4))
    shop.do("dispose", piece=sold, disposition="SELL")
    for card in (apart, apart_sold):
        shop.do("take_apart", card=card)
    shop.do("dispose", piece=apart_sold, disposition="SELL-PARTS")
    assert cards(shop) == (4, 1, 1, 2, 0)
    # What comes back counts where it came back; what came back in between counts once in each.
    shop.do("open_batch", number="B2", supplier="S")
    shop.do("receive", batch="B2", serial="A-1")
    shop.do("receive", batch="B2", serial="A-3", kind="board")
    assert cards(shop) == (4, 1, 1, 2, 0)
    assert cards(shop, "B2") == (1, 1, 0, 0, 0)
    shop.do("take_apart", card=sold)
    assert cards(shop, "B2") == (1, 0, 0, 1, 0)
    whole = shop.ask("shop_balance")
    assert whole.cards == (5, 1, 1, 3, 0)
    assert [(each.batch, each.cards.came_in) for each in whole.batches] == [("B2", 1), ("B1", 4)]
    assert shop.do("record_step", piece=work, step="EVI")


def test_a_built_card_is_none_that_came_in(shop: Shop) -> None:
    board = shop.do("receive", batch="B1", serial="PCB-1", kind="board", model=MODEL)["tag"]
    donor = shop.card("A-1")
    for site, tag in harvest_all(shop, donor).items():
        shop.do("fit", piece=tag, board=board, site=site)
    built = shop.do("build_card", board=board)["tag"]
    assert cards(shop) == (1, 1, 0, 0, 1)
    shop.do("harvest", card=built, site="M1", outcome="damaged", override="r")
    lines = {line.kind: line[1:] for line in shop.ask("balance", batch="B1").lines}
    assert lines == {"die": (1, 1, 0, 0, 0, 0), "memory": (12, 12, 0, 0, 0, 0)}


def test_each_gap_is_named_by_serial_and_site(shop: Shop) -> None:
    shop.do("expect", batch="B1", cards=[{"serial": f"A-{n}"} for n in range(1, 4)])
    card, extra = shop.card("A-1"), shop.card("X-1")
    shop.do("harvest_many", card=card, outcomes=dict.fromkeys(names(shop, card)[:11], "good"))
    assert gaps(shop) == [
        ("missing", "A-2", ""), ("missing", "A-3", ""), ("unexpected", "X-1", ""),
        ("site", "A-1", "M11"), ("site", "A-1", "M12"),
    ]  # fmt: skip
    balance = shop.ask("balance", batch="B1")
    assert (balance.gap_count, balance.adds_up) == (5, False)
    assert balance.gaps == shop.ask("balance_gaps", batch="B1")
    assert balance.gaps[2].tag == extra and balance.gaps[3].tag == card
    assert {gap.kind for gap in balance.gaps[3:]} == {"memory"}


def test_announced_without_a_list(shop: Shop) -> None:
    shop.do("open_batch", number="B2", supplier="S", expected=4)
    shop.card("A-1", batch="B2")
    assert [(g.what, g.n) for g in shop.ask("balance_gaps", batch="B2")] == [("announced", 3)]
    assert "3 announced cards did not come" in refusal(shop, "close_batch", batch="B2")


def test_a_whole_card_keeps_what_nobody_touched(shop: Shop) -> None:
    """One chip is changed: the other sites of a card that is whole are no gaps."""
    card, donor = shop.card("A-1"), shop.card("A-2")
    chip = harvest_all(shop, donor)["M1"]
    shop.do("harvest", card=card, site="M1", outcome="damaged")
    assert len(gaps(shop)) == 12  # while a site is empty it may be a harvest
    shop.do("fit", piece=chip, board=card, site="M1")
    balance = shop.ask("balance", batch="B1")
    assert balance.adds_up and balance.gaps == []
    assert {line.kind: line[1:] for line in balance.lines} == {
        "die": (2, 1, 0, 0, 1, 0), "memory": (24, 12, 1, 0, 11, 0),
    }  # fmt: skip
    # Taken apart, what is still on its board must be told.
    shop.do("take_apart", card=card)
    assert len(gaps(shop)) == 12
    left = {site: "left" for site in names(shop, card) if site != "M1"}
    shop.do("harvest_many", card=card, outcomes=left)
    assert shop.ask("balance", batch="B1").adds_up


def test_a_batch_closes_when_it_adds_up(shop: Shop) -> None:
    card = shop.card("A-1")
    shop.do("harvest", card=card, site="GPU", outcome="good")
    assert refusal(shop, "close_batch", batch="B1") == (
        "Batch B1 does not add up: 12 open. Record them, or a lead or manager closes it with a "
        "reason: A-1 M1, M2, M3, M4, M5; and 7 more."
    )
    memory = dict.fromkeys(names(shop, card)[1:], "good")
    shop.do("harvest_many", card=card, outcomes=memory)
    assert shop.do("close_batch", batch="B1")["gaps"] == 0
    assert shop.ask("batch", number="B1").closed_with == ""
    assert shop.ask("shop_balance").batches == []


def test_a_lead_closes_it_with_a_reason_that_is_kept(shop: Shop) -> None:
    shop.do("add_person", code="TIM", name="Tim")
    shop.do("add_person", code="LEA", name="Lea", role="lead")
    shop.do("expect", batch="B1", cards=[{"serial": "A-1"}])
    assert refusal(shop, "close_batch", by="TIM", batch="B1", override="never came") == (
        "Tim cannot let this pass: that takes a lead or a manager."
    )
    receipt = shop.do("close_batch", by="LEA", batch="B1", override="never came")
    assert (receipt["gaps"], receipt["reason"]) == (1, "never came")
    assert shop.ask("batch", number="B1").closed_with == "never came"
    assert shop.ask("recent", limit=1)[0].text == "Batch B1 closed, 1 open: never came"
    shop.do("undo", entry=receipt["entry"])
    assert shop.ask("batch", number="B1").state == "open"


def test_a_reason_that_is_not_needed_is_not_kept(shop: Shop) -> None:
    shop.do("close_batch", batch="B1", override="just so")
    assert shop.ask("batch", number="B1").closed_with == ""


@pytest.mark.parametrize(
    "after",
    ["", "0:0", "1:0", "2:0", "3:0", "3:0:4", "9:9", "x", ":::", "3:²:²", "1:٣", "3:0:" + "9" * 30],
)
def test_any_key_gives_a_page(shop: Shop, after: str) -> None:
    shop.do("harvest", card=shop.card("A-1"), site="GPU", outcome="good")
    assert len(shop.ask("balance_gaps", batch="B1", after=after, limit=5)) == 5


def test_the_card_that_moved_on_is_told_by_its_new_batch(shop: Shop) -> None:
    card = shop.card("A-1")
    shop.do("harvest", card=card, site="GPU", outcome="good")
    shop.do("dispose", piece=card, disposition="SELL-AS-IS")
    shop.do("open_batch", number="B2", supplier="S")
    shop.do("receive", batch="B2", serial="A-1")
    assert gaps(shop) == [] and len(gaps(shop, "B2")) == 12
    assert written(card) not in refusal(shop, "close_batch", batch="B2")  # its serial is
