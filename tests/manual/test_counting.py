# SPDX-License-Identifier: MIT
"""What the manual says of counting is how it is counted: each rule with results that obey it."""

import re
from typing import Any

import pytest
from bench_shop import Shop
from manual.test_reference import MANUAL

from workshop.domain.refused import Refused
from workshop.queries import progress, yields
from workshop.storage.yields import COUNTED

PAGE = " ".join(MANUAL.page("counting").split())
PASS, FAIL, DOUBT = {"r_nvvdd": 1.2}, {"r_nvvdd": 99}, dict[str, Any]()


def attempt(shop: Shop, card: str, values: dict[str, Any], **facts: Any) -> str:
    """An attempt at a plan of one value; returns its verdict."""
    plan = {"name": "One", "stage": "incoming", "measurements": [
        {"name": "r_nvvdd", "label": "Core", "unit": "Ω", "low": 0.2, "high": 5.0, "margin": 0.1,
         "required": True},
    ]}  # fmt: skip
    if not any(one.code == "ONE" for one in shop.ask("plans")):
        shop.do("set_catalogue", kind="plan", code="ONE", body=plan)
    told: str = shop.do("record_test", piece=card, plan="ONE", values=values, **facts)["verdict"]
    return told


def counts(shop: Shop) -> tuple[int, float | None, float | None]:
    """How many were tested, the first-pass yield, and the final one."""
    found = shop.ask("yields", batch="B1")
    return found.tested, found.first_pass_yield, found.final_yield


def test_what_counts_and_what_does_not(file_shop: Shop) -> None:
    assert (
        "unless its run was broken off, is of a golden card, or its verdict is inconclusive" in PAGE
    )
    card = file_shop.card("A-1")
    attempt(file_shop, card, FAIL, run="aborted")
    attempt(file_shop, card, PASS, run="golden")
    assert attempt(file_shop, card, DOUBT) == "inconclusive"
    assert counts(file_shop)[0] == 0
    assert "A marginal result passes." in PAGE
    assert attempt(file_shop, card, {"r_nvvdd": 4.95}) == "marginal"
    assert counts(file_shop) == (1, 1.0, 1.0)
    assert set(COUNTED) == {"pass", "marginal", "fail"}


def test_the_first_and_the_last_result_of_a_piece(file_shop: Shop) -> None:
    assert (
        "how many tests of all passed at their first result; the final yield, at their last" in PAGE
    )
    one, two = file_shop.card("A-1"), file_shop.card("A-2")
    attempt(file_shop, one, FAIL)
    attempt(file_shop, one, PASS)
    attempt(file_shop, two, PASS)
    assert counts(file_shop) == (2, 0.5, 1.0)
    assert "What was undone is none." in PAGE
    file_shop.do("undo", entry=file_shop.ask("newest"))
    assert counts(file_shop) == (1, 0.0, 1.0)


def test_its_numbers_are_those_of_the_program() -> None:
    assert f"is given from {yields.ENOUGH} values on" in PAGE
    assert f"nothing recorded for more than {progress.STUCK_DAYS} days" in PAGE
    assert f"more than {progress.STUCK_TIMES:g} times what it took" in PAGE


def test_by_what_yields_are_counted(file_shop: Shop) -> None:
    told = re.search(r"`by` is (.+?)\.", PAGE)
    assert told is not None
    for by in re.split(r", | or ", told[1]):
        file_shop.ask("yields", by=by)
    with pytest.raises(Refused) as refused:
        file_shop.ask("yields", by="moon")
    assert refused.value.facts["all"] == ", ".join(re.split(r", | or ", told[1]))
