# SPDX-License-Identifier: MIT
"""Picking a set: fetched in the order of its places, a wrong chip stops, then site after site."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from workshop.benches.answers import Answer, Ask, Do, Stop
from workshop.benches.picking import PickBench
from workshop.language import say

BOARD = "C01000001Z"
ONE, TWO, OTHER = "M01000002B", "M010000036", "M01000004D"


class Chip(NamedTuple):
    tag: str
    place: str


def said(answer: Answer) -> str:
    assert not isinstance(answer, Do)
    return say(answer.template, **answer.facts)


def bench() -> PickBench:
    found = PickBench(BOARD)
    found.show([Chip(ONE, "TRAY-11"), Chip(TWO, "TRAY-12")], ["M3", "M7"])
    return found


def test_each_scan_says_where_the_next_lies_and_the_last_what_to_fit() -> None:
    picking = bench()
    assert said(picking.say_next()) == "0 of 2 picked. Next: M01-000002-B in TRAY-11."
    assert said(picking.take(TWO)) == "1 of 2 picked. Next: M01-000002-B in TRAY-11."
    assert said(picking.take(TWO)) == (
        "M01-000003-6 was picked already. Next: M01-000002-B in TRAY-11."
    )
    assert said(picking.take(ONE)) == "All 2 picked. Scan the chip for M3."
    assert picking.take(ONE) == Do("fit", {"piece": ONE, "board": BOARD, "site": "M3"})
    assert picking.take(TWO, "M7") == Do("fit", {"piece": TWO, "board": BOARD, "site": "M7"})
    assert picking.take(TWO, "GPU") == Do("fit", {"piece": TWO, "board": BOARD, "site": "M3"})


def test_a_wrong_chip_stops_while_picking_and_while_fitting() -> None:
    picking = bench()
    answer = picking.take(OTHER)
    assert isinstance(answer, Stop)
    assert said(answer) == (
        "M01-000004-D is not of this set. Put it back. Next: M01-000002-B in TRAY-11."
    )
    assert picking.picked == set()
    picking.take(ONE)
    picking.take(TWO)
    answer = picking.take(OTHER)
    assert isinstance(answer, Stop)
    assert said(answer) == "M01-000004-D is not of this set. Put it back."


def test_what_was_picked_stays_in_the_hand_while_the_set_changes() -> None:
    picking = bench()
    picking.take(ONE)
    picking.show([Chip(ONE, ""), Chip(OTHER, "")], ["M7"])
    assert picking.picked == {ONE}
    assert said(picking.say_next()) == "1 of 2 picked. Next: M01-000004-D, which lies in no place."
    assert said(picking.take(TWO)).endswith("Put it back. Next: M01-000004-D.")
    picking.show([Chip(OTHER, "")], [])
    picking.take(OTHER)
    assert said(picking.take(OTHER)) == "No empty memory site is left on this board."


@given(st.lists(st.sampled_from([ONE, TWO, OTHER]), max_size=12))
def test_nothing_is_fitted_before_all_are_picked_nor_what_is_not_of_the_set(
    scans: list[str],
) -> None:
    picking = bench()
    seen: set[str] = set()
    for tag in scans:
        answer = picking.take(tag)
        if tag == OTHER:
            assert isinstance(answer, Stop)
        elif isinstance(answer, Do):
            assert seen == {ONE, TWO}
            assert answer.facts["piece"] == tag
        else:
            assert isinstance(answer, Ask)
            seen.add(tag)
        assert picking.picked == seen
