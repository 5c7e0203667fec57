# SPDX-License-Identifier: MIT
"""How often a piece may be hot, who lets it pass, and how runs and reballs are judged."""

import pytest

from workshop.domain.heat import AtLimit, heat_state, may_heat
from workshop.domain.hot_work import (
    Measured,
    find_profile,
    judge_reball,
    judge_run,
    read_inspection,
)
from workshop.domain.refused import Refused
from workshop.domain.rules import may_let_pass
from workshop.domain.terms import Role
from workshop.storage.catalogue import shipped

ONE, TWO = AtLimit("D01000002E", 3, 3), AtLimit("M01000001K", 5, 3)
CRITERIA = shipped().criteria


@pytest.mark.parametrize(
    ("cycles", "limit", "state"),
    [(0, 3, "ok"), (1, 3, "ok"), (2, 3, "last"), (3, 3, "stop"), (9, 3, "stop"), (0, 1, "last"),
     (1, 1, "stop"), (99, None, "ok")],
)  # fmt: skip
def test_the_last_cycle_is_told_before_the_stop(cycles: int, limit: int | None, state: str) -> None:
    assert heat_state(cycles, limit) == state


def test_the_sentence_names_piece_cycles_limit_and_the_way_on() -> None:
    with pytest.raises(Refused) as refused:
        may_heat([ONE], "")
    assert str(refused.value) == (
        "D01-000002-E has had 3 heat cycles, and its limit is 3. "
        "A lead, a manager or the owner can let it pass with a reason."
    )
    many = "its limit is 3; others that would be heated with it are at their limit too: 1"
    with pytest.raises(Refused, match=many):
        may_heat([ONE, TWO], "")
    once = ONE._replace(cycles=1, limit=1)
    for first in ([once], [once, TWO]):
        with pytest.raises(Refused, match="has had 1 heat cycle, and its limit is 1"):
            may_heat(first, "")
    may_heat([ONE, TWO], "the customer agreed")
    may_heat([], "")


@pytest.mark.parametrize("role", Role)
def test_who_lets_pass_what_the_rules_stop(role: Role) -> None:
    may_let_pass("Li", role, is_owner=True)
    if role in ("lead", "manager"):
        may_let_pass("Li", role)
        return
    with pytest.raises(Refused, match="Li cannot let this pass: that takes a lead or a manager"):
        may_let_pass("Li", role)


@pytest.mark.parametrize(
    ("measured", "verdict"),
    [
        (Measured(), "inconclusive"),
        (Measured(ramp=3, soak_s=50, peak=225, liquidus_s=90), "pass"),
        (Measured(peak=240), "pass"),
        (Measured(peak=224.9), "fail"),
        (Measured(peak=245.1), "fail"),
        (Measured(peak=240, liquidus_s=39), "fail"),
        (Measured(peak=240, liquidus_s=91), "fail"),
        (Measured(peak=240, ramp=3.1), "fail"),
        (Measured(peak=240, fall=6), "pass"),
        (Measured(peak=240, fall=6.1), "fail"),
        (Measured(peak=240, soak_s=49), "fail"),
    ],
)
def test_a_run_is_judged_by_what_was_measured(measured: Measured, verdict: str) -> None:
    assert judge_run(find_profile(shipped(), "bga-on-lf"), measured) == verdict


def test_a_value_without_a_limit_says_nothing() -> None:
    assert judge_run(find_profile(shipped(), "BGA-ON-PB"), Measured(soak_s=10)) == "inconclusive"


def test_the_shipped_profiles_are_within_what_the_trade_does() -> None:
    for profile in shipped().profiles.values():
        assert profile.ramp_high == 3 and profile.fall_high == 6
        assert not profile.confirmed
        assert all(1 <= len(zone.segments) <= 20 for zone in profile.zones)
    assert {a.code for a in shipped().alloys.values() if a.leaded} == {"Sn63Pb37"}


def test_any_fault_fails_a_reball_and_only_a_whole_inspection_passes_it() -> None:
    clean = dict.fromkeys(CRITERIA, "no")
    assert judge_reball(CRITERIA, {}) == "inconclusive"
    assert judge_reball(CRITERIA, clean) == "pass"
    assert judge_reball(CRITERIA, clean | {"SHAPE": "yes"}) == "fail"
    assert judge_reball(CRITERIA, {"SHAPE": "yes"}) == "fail"
    assert judge_reball(CRITERIA, {"SHAPE": "no"}) == "inconclusive"
    assert read_inspection(CRITERIA, {" shape ": True, "off-centre": "N"}) == {
        "SHAPE": "yes", "OFF-CENTRE": "no",
    }  # fmt: skip
    with pytest.raises(Refused, match="no criterion “COLOUR”. A reball is inspected for MISSING"):
        read_inspection(CRITERIA, {"COLOUR": "no"})
    with pytest.raises(Refused, match="SIZE: “maybe” is none of yes, no"):
        read_inspection(CRITERIA, {"SIZE": "maybe"})
