# SPDX-License-Identifier: MIT
"""The order of scans at the shelf, at a count and at the oven."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.benches.answers import Ask, Do, Stop
from workshop.benches.counting import Counting
from workshop.benches.oven import Loading
from workshop.benches.shipping import Packing
from workshop.benches.stock import Putting
from workshop.domain.terms import CountResult

CHIP, DIE = "M01000001Z", "D01000002E"


def put(piece: str, place: str, seen_in: str) -> Do:
    return Do("move", {"piece": piece, "place": place, "seen_in": seen_in})


def test_a_place_then_what_goes_into_it_as_many_as_there_are() -> None:
    bench = Putting()
    assert isinstance(bench.take_place("TRAY-1", ""), Ask)
    assert bench.take_piece(CHIP, "BAG") == put(CHIP, "TRAY-1", "BAG")
    assert bench.take_piece(DIE, "") == put(DIE, "TRAY-1", "")


def test_a_piece_then_its_place() -> None:
    bench = Putting()
    assert isinstance(bench.take_piece(CHIP, "BAG"), Ask)
    assert bench.take_place("TRAY-1", "RACK") == put(CHIP, "TRAY-1", "BAG")
    assert isinstance(bench.take_place("TRAY-2", "RACK"), Ask)


def test_a_tray_goes_where_the_next_scan_says() -> None:
    bench = Putting()
    bench.take_place("TRAY-1", "")
    assert isinstance(bench.start_moving(), Ask)
    assert isinstance(bench.take_out(), Stop)
    assert isinstance(bench.take_piece(CHIP, ""), Stop)
    assert isinstance(bench.take_place("TRAY-2", "RACK"), Ask)
    assert isinstance(bench.take_place("TRAY-2", "RACK"), Stop)
    moved = {"place": "TRAY-2", "into": "BAG", "seen_in": "RACK"}
    assert bench.take_place("BAG", "") == Do("move_place", moved)
    assert bench.take_piece(CHIP, "") == put(CHIP, "TRAY-1", "")
    bench.start_moving("TRAY-2", "BAG")
    assert bench.take_out() == Do("move_place", {"place": "TRAY-2", "seen_in": "BAG"})


@given(st.lists(st.sampled_from(["A", "B", "C", "D", "?", "!"])))
def test_a_count_adds_up(scans: list[str]) -> None:
    bench = Counting("TRAY-1", ["A", "B"])
    for scan in scans:
        bench.take(scan, scan if scan.isalpha() else "")
    seen = set(scans)
    assert bench.number(CountResult.FOUND) == len(seen & {"A", "B"})
    assert bench.number(CountResult.MISSING) == len(bench.missing) == len({"A", "B"} - seen)
    assert bench.number(CountResult.MISPLACED) == len(seen & {"C", "D"})
    assert bench.number(CountResult.UNKNOWN) == len(seen & {"?", "!"})
    assert sorted(bench.finish().facts["scans"]) == sorted(seen)


def test_a_scan_twice_counts_once() -> None:
    bench = Counting("TRAY-1", [CHIP])
    assert not bench.take("SN", CHIP).again and bench.take(CHIP, CHIP).again
    facts = {"place": "TRAY-1", "scans": [CHIP], "put_right": True}
    assert bench.finish(put_right=True) == Do("count_place", facts)


def test_an_oven_is_loaded_in_any_order() -> None:
    bench = Loading()
    assert isinstance(bench.start("125", "9", ""), Stop)
    assert isinstance(bench.take_piece(CHIP), Ask)
    assert isinstance(bench.take_piece(CHIP), Stop)
    bench.take_oven("OVEN")
    bench.take_piece(DIE)
    bench.leave_out(DIE)
    assert bench.start("125", "9,5", "4") == Do(
        "bake",
        {"pieces": [CHIP], "temperature": 125, "hours": 9.5, "humidity": 4, "oven": "OVEN"},
    )


@pytest.mark.parametrize("typed", [("", "9", ""), ("hot", "9", ""), ("125", "nan", ""),
                                   ("125", "9", "wet")])  # fmt: skip
def test_what_is_no_number_is_asked_again(typed: tuple[str, str, str]) -> None:
    bench = Loading()
    bench.take_piece(CHIP)
    assert isinstance(bench.start(*typed), Stop)


def test_a_shipment_is_packed_piece_by_piece_or_by_the_tray() -> None:
    bench = Packing()
    assert isinstance(bench.take_piece(CHIP), Stop) and isinstance(bench.take_place("T", []), Stop)
    bench.take_in_hand("S1", takes=True)
    assert bench.take_piece(CHIP) == Do("pack", {"shipment": "S1", "pieces": [CHIP]})
    bench.has([CHIP])
    assert isinstance(bench.take_piece(CHIP), Stop)
    assert isinstance(bench.take_place("TRAY-1", [DIE]), Ask)
    assert isinstance(bench.take_place("TRAY-2", [DIE]), Ask), "another tray is asked about as well"
    assert bench.take_place("TRAY-2", [DIE]) == Do("pack", {"shipment": "S1", "pieces": [DIE]})
    assert isinstance(bench.take_place("TRAY-2", [DIE]), Ask), "and again the next time"
    bench.take_piece(DIE)
    assert isinstance(bench.take_place("TRAY-2", [DIE]), Ask), "a piece in between is a change"
    bench.take_in_hand("S1", takes=False)
    assert isinstance(bench.take_piece(DIE), Stop)
