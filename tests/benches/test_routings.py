# SPDX-License-Identifier: MIT
"""A routing as it is edited: what is done to it comes out as the body of a new version."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.benches.answers import Ask, Do, Stop
from workshop.benches.routings import RoutingBench


@pytest.fixture
def bench(file_shop: Shop) -> RoutingBench:
    row = next(row for row in file_shop.ask("routing_versions") if row.code == "harvest")
    return RoutingBench(row)


def saved(shop: Shop, bench: RoutingBench) -> Any:
    answer = bench.answer()
    assert isinstance(answer, Do)
    shop.do(answer.act, **answer.facts)
    code = answer.facts["code"]
    return next(row for row in shop.ask("routing_versions") if row.code == code)


def test_nothing_is_saved_that_was_not_changed(bench: RoutingBench) -> None:
    assert not bench.is_changed and isinstance(bench.answer(), Ask)
    bench.name = " "
    assert isinstance(bench.answer(), Stop)


def test_steps_are_moved_added_taken_out_and_told_apart(
    file_shop: Shop, bench: RoutingBench
) -> None:
    bench.move("TDN", -1)
    bench.move("RECV", -1)  # it is the first already
    assert bench.add("XRAY", "INSP-B") is None
    assert isinstance(bench.add("XRAY", ""), Stop)
    bench.make("XRAY", "optional")
    bench.make("TDN", "A")
    bench.remove("UFR")
    row = saved(file_shop, bench)
    assert row.steps == [
        "RECV", "SCAN", "EVI", "DET", "TDN", "MEM", "RES", "BAKE", "MASK", "DSLD", "DRSS",
        "INSP-D", "RBL", "INSP-B", "XRAY", "STOR",
    ]  # fmt: skip
    assert row.optional == ["BAKE", "MASK", "RBL", "INSP-B", "XRAY"]
    assert row.alternatives == [["DET", "TDN", "MEM", "RES"]]
    assert (row.version, row.loops) == (1, [("DRSS", "INSP-B", 3)])


def test_what_may_be_done_again_goes_with_its_steps(file_shop: Shop, bench: RoutingBench) -> None:
    bench.repeat([("DSLD", "DRSS", 2), ("RBL", "INSP-B", 4), ("EVI", "", 3)])
    assert saved(file_shop, bench).loops == [("DSLD", "DRSS", 2), ("RBL", "INSP-B", 4)]
    bench.remove("RBL")
    assert bench.loops == [("DSLD", "DRSS", 2)]


def test_a_new_routing_is_made_like_another(file_shop: Shop, bench: RoutingBench) -> None:
    bench.copy()
    bench.name, bench.suits = "Turing harvest", "GeForce RTX 20, "
    row = saved(file_shop, bench)
    assert (row.code, row.usual, row.suits) == ("turingharvest", False, ["GeForce RTX 20"])


def test_it_is_told_how_many_cards_keep_an_older_version(
    file_shop: Shop, bench: RoutingBench
) -> None:
    card = file_shop.card("A-1")
    file_shop.do("record_step", piece=card, step="EVI")
    assert saved_counts(file_shop) == (1, 0)
    bench.move("STOR", -1)
    saved(file_shop, bench)
    assert saved_counts(file_shop) == (1, 1)
    file_shop.do("record_step", piece=file_shop.card("A-2"), step="EVI")
    assert saved_counts(file_shop) == (2, 1)


def saved_counts(shop: Shop) -> tuple[int, int]:
    row = next(row for row in shop.ask("routing_versions") if row.code == "harvest")
    return row.cards, row.older
