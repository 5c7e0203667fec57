# SPDX-License-Identifier: MIT
"""A memory test casts suspicion on the sites of the channels it named, until one passes."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused

FAILED = {"tool": "MATS", "memory_errors": 12, "failing_channel": "A0 B1"}
PASSED = {"tool": "memtest_vulkan", "memory_errors": 0}


def try_memory(shop: Shop, card: str, values: dict[str, Any], **facts: Any) -> str:
    verdict: str = shop.do("record_test", piece=card, plan="MEMORY", values=values, **facts)[
        "verdict"
    ]
    return verdict


def sites(shop: Shop, card: str) -> dict[str, bool]:
    """The suspect sites, and whether the chip there was changed since."""
    return {row.site: row.changed for row in shop.ask("suspects", card=card)}


@pytest.fixture
def card(shop: Shop) -> str:
    return shop.card("S-1")


def test_a_card_without_a_memory_test_has_no_suspects(shop: Shop, card: str) -> None:
    assert shop.ask("suspects", card=card) == []


def test_the_sites_of_the_channels_that_failed(shop: Shop, card: str) -> None:
    assert try_memory(shop, card, FAILED, by="ANA") == "fail"
    first, second = shop.ask("suspects", card=card)
    assert first[:3] == ("A0", "M1", False)
    assert second[:3] == ("B1", "M4", False)
    assert first.entry == shop.ask("newest")
    [result] = shop.ask("tests", piece=card)
    assert (first.at, first.tool, first.plan) == (result.at, "MATS", "Memory test")
    assert first.name == "Ana"
    assert shop.ask("suspects", card=shop.card("S-2")) == []


def test_a_log_names_them_too(shop: Shop, card: str) -> None:
    shop.do(
        "record_log", piece=card, tool="MATS", tool_version="400.184", verdict="fail",
        identifiers={},
        readings=[{"name": "failing_channel", "value": "C0", "unit": ""},
                  {"name": "memory_errors", "value": 7, "unit": ""}],
        evidence={"sha256": "0" * 64, "name": "report.txt", "size": 1},
    )  # fmt: skip
    assert sites(shop, card) == {"M5": False}


@pytest.mark.parametrize("run", ["aborted", "golden"])
def test_a_run_that_does_not_count_casts_none_and_takes_none_away(
    shop: Shop, card: str, run: str
) -> None:
    try_memory(shop, card, FAILED, run=run)
    assert sites(shop, card) == {}
    try_memory(shop, card, FAILED)
    try_memory(shop, card, PASSED, run=run)
    assert sites(shop, card) == {"M1": False, "M4": False}


def test_it_is_gone_when_a_newer_one_passes_and_back_when_that_is_undone(
    shop: Shop, card: str
) -> None:
    try_memory(shop, card, FAILED)
    try_memory(shop, card, PASSED)
    assert sites(shop, card) == {}
    shop.do("undo", entry=shop.ask("newest"))
    assert sites(shop, card) == {"M1": False, "M4": False}


def test_a_newer_failure_names_others_and_one_without_a_channel_none(shop: Shop, card: str) -> None:
    try_memory(shop, card, FAILED)
    try_memory(shop, card, FAILED | {"failing_channel": "F1"})
    assert sites(shop, card) == {"M12": False}
    assert try_memory(shop, card, {"tool": "memtest_vulkan", "memory_errors": 3}) == "fail"
    assert sites(shop, card) == {"M12": False}


def test_another_test_that_passes_says_nothing_of_the_memory(shop: Shop, card: str) -> None:
    try_memory(shop, card, FAILED)
    volts = {"v_12v": 12, "v_1v8": 1.8, "v_nvvdd": 0.9, "v_fbvdd": 1.35, "v_pex": 1}
    done = shop.do("record_test", piece=card, plan="VOLTAGE", values=volts)
    assert done["verdict"] == "pass"
    assert sites(shop, card) == {"M1": False, "M4": False}


def test_a_chip_that_came_off_since_was_changed(shop: Shop, card: str) -> None:
    shop.do("harvest", card=card, site="M2", outcome="damaged")  # before the test
    try_memory(shop, card, FAILED | {"failing_channel": "A0 A1 B1"})
    assert sites(shop, card) == {"M1": False, "M2": False, "M4": False}
    shop.do("harvest", card=card, site="M1", outcome="good")
    shop.do("harvest", card=card, site="M4", outcome="suspect", note="looked at")
    assert sites(shop, card) == {"M1": True, "M2": False, "M4": False}
    shop.do("undo", entry=shop.ask("newest") - 1)
    assert not sites(shop, card)["M1"]


def test_a_channel_the_board_does_not_have_has_no_site(shop: Shop, card: str) -> None:
    try_memory(shop, card, FAILED | {"failing_channel": "A0 G1"})
    assert [row[:3] for row in shop.ask("suspects", card=card)] == [
        ("A0", "M1", False), ("G1", "", False),
    ]  # fmt: skip
    stranger = shop.card("S-9", model=None)
    try_memory(shop, stranger, FAILED)
    assert sites(shop, stranger) == {"": False}


def test_a_chip_carries_no_suspicion(shop: Shop, card: str) -> None:
    chip = shop.do("harvest", card=card, site="M3", outcome="good")["tag"]
    with pytest.raises(Refused, match="is no card or board, so it has no sites"):
        shop.ask("suspects", card=chip)
