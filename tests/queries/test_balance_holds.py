# SPDX-License-Identifier: MIT
"""A balance never contradicts itself, and stays as it was when its batch was closed."""

import random
from collections import Counter
from typing import Any

import pytest
from bench_shop import Shop
from lengths import full
from unchanged import refusal

from workshop.domain.bodies import body_of
from workshop.domain.refused import Refused
from workshop.storage.catalogue import shipped

MODEL = "GeForce RTX 4090"
SITES = ["GPU", *(f"M{n}" for n in range(1, 13))]


def lines(shop: Shop, batch: str = "B1") -> dict[str, tuple[int, ...]]:
    """By kind: on the cards, good, damaged, missing, left, open."""
    return {line.kind: line[1:] for line in holds(shop, batch).lines}


def holds(shop: Shop, batch: str) -> Any:
    """The balance of a batch, with all in it that must agree."""
    told = shop.ask("balance", batch=batch)
    gaps = shop.ask("balance_gaps", batch=batch, limit=5000)
    assert told.adds_up == (not gaps) == (told.gap_count == 0)
    assert told.gap_count == sum(gap.n for gap in gaps)
    assert told.gaps == gaps[: len(told.gaps)]
    sites = [gap.kind for gap in gaps if gap.what == "site"]
    for line in told.lines:
        assert line.on_cards == sum(line[2:]) and min(line[1:]) >= 0
        assert line.open == sites.count(line.kind)
    assert told.cards.came_in == sum(told.cards[1:4])
    return told


def counted(shop: Shop, batch: str) -> Any:
    told = holds(shop, batch)
    return told.cards, told.lines, [gap for gap in told.gaps if gap.what == "site"]


def harvest(shop: Shop, card: str, sites: list[str], outcome: str = "good") -> Any:
    return shop.do("harvest_many", card=card, outcomes=dict.fromkeys(sites, outcome))


def test_a_corrected_model_leaves_no_more_than_was_there(shop: Shop) -> None:
    card = shop.card("A-1")
    harvest(shop, card, SITES[:-1])
    shop.do("correct", piece=card, model="GeForce RTX 4080")
    assert lines(shop) == {"die": (1, 1, 0, 0, 0, 0), "memory": (11, 11, 0, 0, 0, 0)}
    shop.do("correct", piece=card, model=MODEL)
    assert lines(shop)["memory"] == (12, 11, 0, 0, 0, 1)
    assert "1 open" in refusal(shop, "close_batch", batch="B1")


def test_what_nobody_took_off_leaves_with_its_card(shop: Shop) -> None:
    card = shop.card("A-1")
    harvest(shop, card, ["GPU", "M1"])
    assert lines(shop)["memory"] == (12, 1, 0, 0, 0, 11)
    shop.do("dispose", piece=card, disposition="SELL-AS-IS")
    assert lines(shop) == {"die": (1, 1, 0, 0, 0, 0), "memory": (12, 1, 0, 0, 11, 0)}
    assert shop.do("close_batch", batch="B1")["gaps"] == 0


@pytest.mark.parametrize("at_once", [True, False])
def test_a_board_that_is_scrapped_takes_along_what_is_on_it(shop: Shop, at_once: bool) -> None:
    card = shop.card("A-1")
    harvest(shop, card, ["GPU"])
    facts = {"disposition": "SCRAP", "reason": "burnt"}
    shop.do("take_apart", card=card, **(facts if at_once else {}))
    if not at_once:
        assert lines(shop)["memory"] == (12, 0, 0, 0, 0, 12)
        shop.do("scrap", piece=card, reason="burnt")
    assert lines(shop) == {"die": (1, 1, 0, 0, 0, 0), "memory": (12, 0, 0, 0, 12, 0)}
    assert shop.do("close_batch", batch="B1")["gaps"] == 0


def test_a_card_that_comes_back_counts_for_each_batch_by_itself(shop: Shop) -> None:
    card = shop.card("A-1")
    chips = {each["site"]: each["tag"] for each in harvest(shop, card, SITES[:6])["sites"]}
    shop.do("fit", piece=chips["M2"], board=card, site="M2")
    shop.do("dispose", piece=card, disposition="SELL-AS-IS")
    was = counted(shop, "B1")
    assert lines(shop) == {"die": (1, 1, 0, 0, 0, 0), "memory": (12, 5, 0, 0, 7, 0)}
    shop.do("close_batch", batch="B1")
    shop.do("open_batch", number="B3", supplier="S")
    shop.do("receive", batch="B3", serial="A-1")
    # It came without its die and four chips; the one that was put back came with it.
    assert lines(shop, "B3") == {"memory": (8, 0, 0, 0, 0, 8)}
    harvest(shop, card, ["M2"], "damaged")
    harvest(shop, card, ["M6"])
    shop.do("fit", piece=chips["M1"], board=card, site="M1")
    harvest(shop, card, ["M1"], "damaged")
    assert lines(shop, "B3") == {"memory": (8, 1, 1, 0, 0, 6)}
    shop.do("take_apart", card=card)
    assert counted(shop, "B1") == was


def test_what_a_closed_batch_counted_is_not_undone(shop: Shop) -> None:
    first, second = shop.card("A-1"), shop.card("A-2")
    done = harvest(shop, first, SITES)["entry"]
    sold = shop.do("dispose", piece=second, disposition="SELL")["entry"]
    closing = shop.do("close_batch", batch="B1")["entry"]
    for entry in (done, sold, done - 1, done - 2):
        assert refusal(shop, "undo", entry=entry) == (
            f"Entry {entry} is counted in batch B1, which is closed. Undo its closing first: "
            f"entry {closing}."
        )
    shop.do("undo_many", entries=[done, closing])
    assert holds(shop, "B1").cards == (2, 1, 1, 0, 0)


@pytest.mark.parametrize("many", [False, True])
def test_a_closing_comes_back_only_where_the_batch_adds_up_or_a_lead_said_why(
    shop: Shop, many: bool
) -> None:
    def undo(entry: int) -> tuple[str, dict[str, Any]]:
        return ("undo_many", {"entries": [entry]}) if many else ("undo", {"entry": entry})

    def do(act: str, facts: dict[str, Any]) -> int:
        return int(shop.do(act, **facts)["entry"])

    card = shop.card("A-1")
    undone = do(*undo(shop.do("close_batch", batch="B1")["entry"]))
    harvest(shop, card, SITES[:2])
    act, facts = undo(undone)
    assert refusal(shop, act, **facts) == (
        "Batch B1 does not add up any more: 11 open. Close it anew: a lead or manager says why."
    )
    harvest(shop, card, SITES[2:])
    undone = do(*undo(do(act, facts)))
    assert shop.ask("batch", number="B1").state == "open"
    shop.do("expect", batch="B1", cards=[{"serial": "A-1"}, {"serial": "A-2"}])
    closing = shop.do("close_batch", batch="B1", override="never came")["entry"]
    again = do(*undo(do(*undo(closing))))
    batch = shop.ask("batch", number="B1")
    assert (batch.state, batch.closed_with) == ("closed", "never came") and again


def test_what_is_done_after_the_closing_counts_no_more(shop: Shop) -> None:
    stays, built, apart = (shop.card(f"A-{n}") for n in range(3))
    harvest(shop, stays, SITES[:3])
    chips = harvest(shop, built, SITES)["sites"]
    shop.do("take_apart", card=built)
    harvest(shop, apart, ["GPU"])
    shop.do("take_apart", card=apart)
    shop.do("close_batch", batch="B1", override="enough")
    was = counted(shop, "B1")
    assert was[0] == (3, 1, 0, 2, 0) and holds(shop, "B1").gap_count == 22
    for chip in chips:
        shop.do("fit", piece=chip["tag"], board=built, site=chip["site"])
    shop.do("build_card", board=built)
    shop.do("dispose", piece=stays, disposition="SELL-AS-IS")
    shop.do("scrap", piece=apart, reason="burnt")
    shop.do("correct", piece=stays, model="GeForce RTX 4080")
    assert counted(shop, "B1") == was


def test_a_card_that_comes_later_was_missing_all_the_same(shop: Shop) -> None:
    shop.do("open_batch", number="B2", supplier="S")
    shop.card("A-2", batch="B2")
    shop.do("expect", batch="B1", cards=[{"serial": "A-1"}, {"serial": "A-2"}])
    shop.do("close_batch", batch="B1", override="never came")
    was = holds(shop, "B1"), shop.ask("batch", number="B1")
    assert was[0].missing == ["A-1"] and was[0].gap_count == 1
    late = shop.card("A-1", batch="B2")
    assert (holds(shop, "B1"), shop.ask("batch", number="B1")) == was
    for tag in (late, shop.ask("pieces", batch="B2")[0].tag):
        shop.do("dispose", piece=tag, disposition="SELL")
    assert (holds(shop, "B1"), shop.ask("batch", number="B1")) == was


def test_a_board_that_is_drawn_later_opens_no_site_of_a_closed_batch(shop: Shop) -> None:
    model = "Radeon VII"
    harvest(shop, shop.card("A-1", model=model), ["GPU", "M1"])
    shop.do("close_batch", batch="B1")
    shop.do("open_batch", number="B2", supplier="S")
    harvest(shop, shop.card("A-2", model=model, batch="B2"), ["GPU", "M1"])
    assert counted(shop, "B1")[1:] == counted(shop, "B2")[1:]
    plain = body_of(shipped().board_of("GeForce RTX 2070"))
    drawn = plain | {"code": model.upper(), "name": model, "sites": plain["sites"][:5]}
    shop.do("draw_board", board=drawn, models=[], photos=[])
    assert lines(shop) == {"die": (1, 1, 0, 0, 0, 0), "memory": (1, 1, 0, 0, 0, 0)}
    assert lines(shop, "B2") == {"die": (1, 1, 0, 0, 0, 0), "memory": (4, 1, 0, 0, 0, 3)}


def test_a_map_by_which_a_closed_batch_is_counted_is_not_undone(shop: Shop) -> None:
    model = "Radeon VII"
    plain = body_of(shipped().board_of("GeForce RTX 2070"))
    body = plain | {"code": model.upper(), "name": model, "sites": plain["sites"][:5]}
    ours = shop.do("draw_board", board=body, models=[], photos=[])
    others = shop.do("draw_board", board=plain | {"code": "PG-X"}, models=[], photos=[])
    harvest(shop, shop.card("A-1", model=model), [site["name"] for site in body["sites"]])
    closing = shop.do("close_batch", batch="B1")["entry"]
    was = counted(shop, "B1")
    assert refusal(shop, "undo", entry=ours["entry"]) == (
        f"Entry {ours['entry']} is counted in batch B1, which is closed. Undo its closing first: "
        f"entry {closing}."
    )
    shop.do("undo", entry=others["entry"])
    later = shop.do("draw_board", board=body | {"name": "Ours"}, models=[], photos=[])
    shop.do("undo", entry=later["entry"])
    assert counted(shop, "B1") == was
    shop.do("undo_many", entries=[closing, ours["entry"]])


@pytest.mark.parametrize("seed", [1, 2, 3][: full(3, everyday=1)])
def test_any_history_leaves_a_balance_that_holds(shop: Shop, seed: int) -> None:
    """Random acts, also those that are refused, and undoing of any of them."""
    history = History(shop, seed)
    for _ in range(100):
        history.go_on()
    assert history.done["close_batch"] and history.done["undo"] > 5
    assert history.done["correct"] and history.done["take_apart"]


class History:
    """What a shop may do to a few cards in two batches, at random."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop, self.random = shop, random.Random(seed)
        self.done: Counter[str] = Counter()
        self.batches = ["B1", "B2", "B3"]
        for number in self.batches[1:]:
            shop.do("open_batch", number=number, supplier="S")
        shop.do("expect", batch="B2", cards=[{"serial": f"A-{n}"} for n in range(3)])
        self.cards = [shop.card(f"A-{n}", batch=self.batches[n % 2]) for n in range(4)]
        self.chips: list[str] = []
        self.entries: list[int] = []
        self.closed: dict[str, Any] = {}

    def go_on(self) -> None:
        """One act, and a look at every batch."""
        act = self.random.choice(
            ["harvest"] * 5 + ["harvest_many", "fit", "fit", "correct", "dispose", "take_apart",
             "build_card", "receive", "receive", "undo", "undo", "undo", "close_batch"]
        )  # fmt: skip
        try:
            receipt = self.shop.do(act, **getattr(self, f"_{act}")())
        except Refused:
            return
        self.done[act] += 1
        self.entries.append(receipt["entry"])
        for each in receipt.get("sites", [receipt]):
            if each.get("kind") in ("die", "memory"):
                self.chips.append(each["tag"])
        for each in self.shop.ask("shop_balance").batches:
            told = self.shop.ask("balance", batch=each.batch)
            assert (each.cards, each.gaps) == (told.cards, told.gap_count), (each.batch, act)
        for number in self.batches:
            now = counted(self.shop, number)
            if self.shop.ask("batch", number=number).state == "open":
                self.closed.pop(number, None)
            else:
                assert self.closed.setdefault(number, now) == now, (number, act, receipt)

    def _card(self) -> str:
        return self.random.choice(self.cards)

    def _harvest(self) -> Any:
        outcome = self.random.choice(["good", "good", "damaged", "missing", "left", "suspect"])
        return {"card": self._card(), "site": self.random.choice(SITES), "outcome": outcome}

    def _harvest_many(self) -> Any:
        return {"card": self._card(), "outcomes": dict.fromkeys(SITES, "good")}

    def _fit(self) -> Any:
        chip = self.random.choice(self.chips) if self.chips else self.cards[0]
        return {"piece": chip, "board": self._card(), "site": self.random.choice(SITES),
                "override": "so be it"}  # fmt: skip

    def _correct(self) -> Any:
        model = self.random.choice([MODEL, "GeForce RTX 4080", "GeForce RTX 3060", "Unheard of"])
        return {"piece": self._card(), "model": model}

    def _dispose(self) -> Any:
        way = self.random.choice(["SELL-AS-IS", "SELL-PARTS", "STOCK", "SCRAP"])
        return {"piece": self._card(), "disposition": way, "reason": "so be it"}

    def _take_apart(self) -> Any:
        way = self.random.choice([None, None, "SCRAP"])
        return {"card": self._card(), "disposition": way, "reason": "so be it" if way else ""}

    def _build_card(self) -> Any:
        return {"board": self._card()}

    def _receive(self) -> Any:
        kind = self.random.choice(["card", "board"])
        return {"batch": self.random.choice(self.batches), "kind": kind,
                "serial": f"A-{self.random.randrange(4)}"}  # fmt: skip

    def _undo(self) -> Any:
        return {"entry": self.random.choice(self.entries[-8:] or [1])}

    def _close_batch(self) -> Any:
        return {"batch": self.random.choice(self.batches), "override": "so be it"}
