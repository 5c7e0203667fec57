# SPDX-License-Identifier: MIT
"""Floor life and bakes: what is over, and what frees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.dry import (
    Open,
    bake_at,
    bakes_for,
    find_msl,
    floor_life,
    judge_bake,
    may_heat_open,
    seconds_between,
)
from workshop.domain.refused import Overridable, Refused
from workshop.domain.stock import Takes, may_lie
from workshop.storage.catalogue import shipped, with_shop_copies

CHIP, DIE = "M01000001Z", "D01000002E"
HOUR = 3600


def chip(hours: float, msl: str = "3", *, fresh: bool = False) -> Open:
    return Open(CHIP, "memory", msl, 168, int(hours * HOUR), fresh)


@pytest.mark.parametrize(
    ("kind", "msl", "hours"),
    [("memory", "", 168), ("die", "", 168), ("die", "5A", 24), ("memory", "2a", 672),
     ("memory", "1", None), ("card", "", None), ("board", "3", 168), ("cooler", "", None)],
)  # fmt: skip
def test_a_piece_has_its_own_level_or_that_of_its_kind(
    kind: str, msl: str, hours: float | None
) -> None:
    found = floor_life(shipped(), kind, msl)
    assert (found.hours if found else None) == hours


def test_an_unknown_level_is_refused_and_a_known_one_spelled_as_it_is() -> None:
    assert find_msl(shipped(), " 2A ") == "2a"
    with pytest.raises(Refused, match="no moisture level “7”. There are 1, 2, 2a, 3"):
        find_msl(shipped(), "7")


@given(st.integers(0, 400 * HOUR))
def test_it_is_over_when_nothing_is_left(used: int) -> None:
    lain = Open(CHIP, "memory", "3", 168, used)
    assert lain.is_over == (used >= 168 * HOUR)
    assert lain.left_s + used == 168 * HOUR


def test_the_shortest_bake_comes_first_and_a_new_package_that_is_late_needs_less() -> None:
    used = [(bake.temperature, bake.hours) for bake in bakes_for(shipped(), chip(200))]
    assert used == [(125, 9), (90, 33), (40, 312)]
    late = [(bake.temperature, bake.hours) for bake in bakes_for(shipped(), chip(200, fresh=True))]
    assert late == [(125, 7), (90, 23), (40, 216)]
    assert bakes_for(shipped(), chip(168 + 73, fresh=True))[0].hours == 9
    assert bakes_for(shipped(), Open(DIE, "die", "3", 168, 0))[0].hours == 96


def test_the_hottest_column_an_oven_reaches_counts() -> None:
    assert bake_at(shipped(), chip(200), 130, None).hours == 9
    assert bake_at(shipped(), chip(200), 124, 5).hours == 33
    assert bake_at(shipped(), chip(200), 35, 5) is None
    for humidity in (None, 5.1):
        with pytest.raises(Refused, match="Below 125 °C the oven must be at 5 %RH or drier"):
            bake_at(shipped(), chip(200), 90, humidity)


@given(st.floats(30, 200), st.floats(0, 5))
def test_a_hotter_oven_never_takes_longer(temperature: float, more: float) -> None:
    cool = bake_at(shipped(), chip(200), temperature, 0)
    hot = bake_at(shipped(), chip(200), temperature + more, 0)
    assert cool is None or (hot is not None and hot.hours <= cool.hours)


@pytest.mark.parametrize(
    ("hours", "needed", "verdict"),
    [(9, 9, "done"), (8.99, 9, "short"), (500, None, "short"), (10, 9, "done")],
)
def test_a_bake_is_done_or_short(hours: float, needed: float | None, verdict: str) -> None:
    assert judge_bake(hours, needed) == verdict


def test_the_refusal_says_which_bake_frees_it() -> None:
    may_heat_open(shipped(), [], "")
    may_heat_open(shipped(), [chip(170)], "in a hurry")
    with pytest.raises(Overridable) as one:
        may_heat_open(shipped(), [chip(170.5)], "")
    assert str(one.value).startswith(
        "The floor life of M01-000001-Z is over: 170 h in the open, 168 h at MSL 3. "
        "Bake it 9 h at 125 °C first."
    )
    with pytest.raises(Refused, match="so is that of 1 more"):
        may_heat_open(shipped(), [chip(170), chip(180)], "")
    with pytest.raises(Refused, match="the table has no bake for it"):
        may_heat_open(shipped(), [chip(9000, msl="2")], "")


def test_a_shop_sets_its_own_lives_and_bakes() -> None:
    own = with_shop_copies(
        shipped(),
        [("floor", "6", {"hours": 4}), ("moisture", "memory", {"msl": "6"}),
         ("bake", "OURS", {"to_mm": 1.4, "msl": ["6"], "temperature": 110, "saturated_h": 20,
                           "edition": "shop 2026"})],
    )  # fmt: skip
    found = floor_life(own, "memory", "")
    assert found is not None and found.hours == 4
    assert bakes_for(own, chip(5, msl="6"))[0][:3] == (110, None, 20)
    with pytest.raises(Refused, match="names the moisture level “9”"):
        with_shop_copies(shipped(), [("moisture", "die", {"msl": "9"})])
    with pytest.raises(Refused, match="no kind of piece"):
        with_shop_copies(shipped(), [("moisture", "brick", {})])
    with pytest.raises(Refused, match="more than 0"):
        with_shop_copies(shipped(), [("floor", "6", {"hours": 0})])
    with pytest.raises(Refused, match="no more than those"):
        with_shop_copies(shipped(), [("bake", "THIN-3-125", {"late_h": 10})])


def test_a_clock_that_went_back_takes_nothing_off() -> None:
    early, late = "2026-11-29T10:00:00.000000Z", "2026-11-29T11:00:00.900000Z"
    assert seconds_between(early, late) == HOUR
    assert seconds_between(late, early) == 0


@pytest.mark.parametrize(
    ("kind", "grade", "says"),
    [("die", "A", None), ("card", "A", "is a card, but RACK takes die, memory"),
     ("die", "", "has no grade, but TRAY takes grade A, B"),
     ("memory", "C", "is of grade C, but TRAY takes grade A, B")],
)  # fmt: skip
def test_a_tray_in_a_rack_takes_what_both_take(kind: str, grade: str, says: str | None) -> None:
    places = [Takes("TRAY", "", "A B"), Takes("RACK", "die memory", "")]
    if says is None:
        may_lie("X", kind, grade, places)
        return
    with pytest.raises(Refused, match=says):
        may_lie("X", kind, grade, places)
