# SPDX-License-Identifier: MIT
"""Cards by what their tests said, against a plain recount of all that was recorded."""

import random
from collections import defaultdict
from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused
from workshop.domain.terms import LastResult
from workshop.queries.find import MOST_LOOKED_AT

GOOD = {"v_12v": 12, "v_1v8": 1.8, "v_nvvdd": 0.9, "v_fbvdd": 1.35, "v_pex": 1}
VALUES = {
    "pass": GOOD,
    "marginal": GOOD | {"v_12v": 11.45},
    "fail": GOOD | {"v_12v": 3},
    "inconclusive": {"v_12v": 12},
}
MEMORY = {
    "pass": {"tool": "MATS", "memory_errors": 0, "test_minutes": 9, "memory_temp": 50},
    "fail": {"tool": "MATS", "memory_errors": 7, "test_minutes": 9},
    "inconclusive": {"tool": "MATS"},
}
PLANS: dict[str, dict[str, dict[str, Any]]] = {"VOLTAGE": VALUES, "MEMORY": MEMORY}


def record(shop: Shop, card: str, said: str, plan: str = "VOLTAGE", **more: Any) -> int:
    """A result that says this; the number of its entry."""
    done = shop.do("record_test", piece=card, plan=plan, values=PLANS[plan][said], **more)
    assert done["verdict"] == said
    return int(done["entry"])


def tags(shop: Shop, **facts: Any) -> list[str]:
    return [row.tag for row in shop.ask("pieces", **facts)]


Kept = list[tuple[str, str, str]]
"""The results of a card that are no run apart, in order: batch, plan, verdict."""


def recount(kept: Kept, batch: str | None, test: str | None) -> dict[str, bool]:
    """What a card is shown under, by plain counting."""
    mine = [(p, v) for b, p, v in kept if batch in (None, b) and test in (None, p)]
    newest = set(dict(mine).values())
    passed = bool(newest) and newest <= {"pass", "marginal"}
    failed = [verdict for _, verdict in mine].count("fail")
    return {
        "passed": passed, "failed": "fail" in newest, "inconclusive": "inconclusive" in newest,
        "not tested": not mine, "1": failed >= 1, "2": failed >= 2, "3": failed >= 3,
    }  # fmt: skip


def test_cards_by_result_agree_with_a_recount(shop: Shop) -> None:
    dice = random.Random(20261130)
    for number in ("B2", "B3"):
        shop.do("open_batch", number=number, supplier="S")
    cards = [shop.card(f"S-{n}", batch=("B1", "B2")[n % 2]) for n in range(36)]
    here = {card: ("B1", "B2")[n % 2] for n, card in enumerate(cards)}
    kept: dict[str, Kept] = defaultdict(list)
    entries: list[tuple[int, str, tuple[str, str, str]]] = []

    def some_results(of: list[str], n: int) -> None:
        for _ in range(n):
            card, plan = dice.choice(of), dice.choice(list(PLANS))
            said = dice.choice(list(PLANS[plan]))
            run = dice.choice(("",) * 6 + ("golden",))
            entry = record(shop, card, said, plan, run=run)
            if not run:
                kept[card].append((here[card], plan, said))
                entries.append((entry, card, kept[card][-1]))

    some_results(cards[:28], 90)
    for n, card in enumerate(cards[:6]):  # some go and come again with the third batch
        shop.do("dispose", piece=card, disposition="SELL")
        shop.do("receive", batch="B3", serial=f"S-{n}")
        here[card] = "B3"
    for entry, card, what in entries[-1:]:  # undone ones are none
        shop.do("undo", entry=entry)
        kept[card].reverse()
        kept[card].remove(what)
        kept[card].reverse()
    late = shop.card("S-late", batch="B3")  # received after most results of the others
    cards, here[late] = [*cards, late], "B3"
    some_results([*cards[:4], late], 12)
    shop.card("S-latest", batch="B3")
    cards.append(tags(shop, batch="B3", limit=99)[-1])
    here[cards[-1]] = "B3"
    seen = set()
    for batch in (None, "B1", "B2", "B3"):
        for test in (None, "VOLTAGE", "memory"):
            code = test.upper() if test else None
            for asked in (*LastResult, "1", "2", "3"):
                how: dict[str, Any] = (
                    {"times": int(asked)} if asked.isdigit() else {"result": asked}
                )
                expected = [
                    card for card in cards
                    if batch in (None, here[card])
                    and recount(kept[card], batch, code)[asked]
                ]  # fmt: skip
                found = tags(shop, **how, test=test, batch=batch)
                assert sorted(found) == sorted(expected), (batch, test, asked)
                seen.update((asked,) if expected else ())
    assert seen == {*LastResult, "1", "2", "3"}, "the dice made none of some kind"


def test_only_cards_but_where_a_kind_is_named(shop: Shop) -> None:
    card = shop.card("S-1")
    die = shop.do("harvest", card=card, site="GPU", outcome="good", marking="AD102")["tag"]
    assert tags(shop, result="not tested") == [card]
    assert tags(shop, result="not tested", kind="die") == [die]
    assert tags(shop, result="not tested", batch="B1", kind="die") == [die]


@pytest.mark.parametrize(
    "facts", [{"result": "failed"}, {"times": 2, "test": "VOLTAGE"}, {"result": "passed"},
              {"result": "not tested", "batch": "B1"}, {"result": "inconclusive"}],
)  # fmt: skip
def test_pages_of_them_cover_every_card_once(shop: Shop, facts: dict[str, Any]) -> None:
    for n in range(21):
        card = shop.card(f"S-{n}")
        for said in ((), ("fail", "fail"), ("pass",), ("inconclusive",))[n % 4]:
            record(shop, card, said)
    whole = tags(shop, **facts)
    assert len(whole) in (5, 6)
    turned: list[str] = []
    while page := tags(shop, **facts, after=turned[-1] if turned else None, limit=2):
        turned += page
    assert turned == whole


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"test": "VOLTAGE"}, "Say which result you look for: passed, failed, inconclusive,"),
        ({"result": "so so"}, "The result “so so” is unknown. Use one of: passed,"),
        ({"result": "failed", "test": "SMELL"}, "There is no test plan “SMELL”."),
        ({"times": 0}, "How often a test failed is a number from 1 to 99."),
        ({"times": 100}, "How often a test failed is a number from 1 to 99."),
    ],
)
@pytest.mark.parametrize("query", ["pieces", "search"])
def test_a_result_that_means_nothing_is_told_so(
    file_shop: Shop, query: str, facts: dict[str, Any], sentence: str
) -> None:
    named = {"text": "S-1"} if query == "search" else {}
    with pytest.raises(Refused) as refused:
        file_shop.ask(query, **named, **facts)
    assert str(refused.value).startswith(sentence)


def test_the_results_of_a_tool_without_a_plan(file_shop: Shop) -> None:
    card = file_shop.card("S-1")
    file_shop.do(
        "record_log", piece=card, tool="Our rig", tool_version="", verdict="fail", readings=[],
        identifiers={}, evidence={"sha256": "0" * 64, "name": "log", "size": 1},
    )  # fmt: skip
    assert tags(file_shop, result="failed", test="our rig") == [card]


def test_a_search_among_the_cards_with_a_result(shop: Shop) -> None:
    failed, passed = shop.card("SN-1"), shop.card("SN-2")
    shop.do("add_place", code="SN-3", name="Shelf", kind="rack")
    for said in ("fail", "fail"):
        record(shop, failed, said)
    record(shop, passed, "pass")

    def found(text: str, **facts: Any) -> list[str]:
        return [hit.tag for hit in shop.ask("search", text=text, **facts)]

    for text in ("SN", "SN-1", "RTX"):
        assert found(text, times=2, test="voltage") == [failed]
    assert found("SN") == ["SN-3", failed, passed]
    assert found("SN", result="passed") == found("4090", result="passed") == [passed]
    assert found("SN-1", result="passed") == []
    assert found("", result="passed") == []
    assert found("SN", result="passed", limit=0) == []


def test_a_search_looks_beyond_the_first_hits(file_shop: Shop) -> None:
    """The one card that failed is the last of many with the text in their serial."""
    cards = [{"serial": f"SN{n:04d}"} for n in range(90)]
    file_shop.do("receive_many", batch="B1", cards=cards)
    last = tags(file_shop, batch="B1", limit=500)[-1]
    record(file_shop, last, "fail")
    assert MOST_LOOKED_AT > 90
    hits = file_shop.ask("search", text="SN00", result="failed", limit=5)
    assert [hit.tag for hit in hits] == [last]
