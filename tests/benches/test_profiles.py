# SPDX-License-Identifier: MIT
"""A profile as it is edited: a whole entry comes out, or the field that is wrong is named."""

import pytest
from bench_shop import Shop

from workshop.benches.answers import Ask, Do, Stop
from workshop.benches.profiles import LIMITS, ProfileBench, entry
from workshop.domain.hot_work_entries import MOST_SEGMENTS


@pytest.fixture
def bench(shop: Shop) -> ProfileBench:
    return ProfileBench(shop.ask("profile", code="BGA-ON-LF"))


def test_what_was_not_touched_is_saved_as_it_was(bench: ProfileBench, shop: Shop) -> None:
    before = shop.ask("profile", code="BGA-ON-LF").profile
    answer = bench.answer()
    assert isinstance(answer, Do)
    shop.do(answer.act, **answer.facts)
    after = shop.ask("profile", code="BGA-ON-LF")
    assert (after.version, after.profile) == (1, before)
    assert {limit.name for limit in LIMITS} < set(answer.facts["body"])


def test_every_limit_and_segment_can_be_changed(bench: ProfileBench, shop: Shop) -> None:
    bench.limits |= {"peak_high": "243,5", "soak_low": ""}
    bench.zones[1].segments[0] = ["160", "1,2", "45"]
    bench.zones[0].name = "below"
    bench.alloy, bench.heats, bench.confirmed = "Sn63Pb37", "piece", True
    answer = bench.answer()
    assert isinstance(answer, Do)
    shop.do(answer.act, **answer.facts)
    found = shop.ask("profile", code="BGA-ON-LF").profile
    assert (found.peak_high, found.soak_low, found.confirmed) == (243.5, None, True)
    assert (found.alloy, found.heats, found.zones[0].name) == ("Sn63Pb37", "piece", "below")
    first = found.zones[1].segments[0]
    assert (first.temperature, first.ramp, first.seconds) == (160, 1.2, 45)


def test_what_is_no_number_is_named_and_nothing_is_saved(bench: ProfileBench) -> None:
    bench.limits["peak_high"] = "hot"
    bench.zones[1].segments[2][1] = ""
    answer = bench.answer()
    assert isinstance(answer, Ask)
    assert set(bench.wrong) == {"peak_high", (1, 2, "ramp")}
    names = [name for name, _ in bench.programmes()]
    assert names == ["bottom", "top"], "what can be read is drawn"


def test_a_zone_takes_as_many_segments_as_a_station_and_keeps_one(bench: ProfileBench) -> None:
    zone = bench.zones[0]
    while len(zone.segments) < MOST_SEGMENTS:
        assert bench.add_segment(0) is None
    assert zone.segments[-1] == zone.segments[-2] and zone.segments[-1] is not zone.segments[-2]
    assert isinstance(bench.add_segment(0), Stop) and len(zone.segments) == MOST_SEGMENTS
    for _ in range(MOST_SEGMENTS - 1):
        assert bench.remove_segment(0, 0) is None
    assert isinstance(bench.remove_segment(0, 0), Stop) and len(zone.segments) == 1


def test_zones_come_and_go_but_one_stays(bench: ProfileBench, shop: Shop) -> None:
    bench.add_zone()
    bench.add_zone()
    assert [zone.name for zone in bench.zones] == ["bottom", "top", "zone 2", "zone 3"]
    answer = bench.answer()
    assert isinstance(answer, Do)
    shop.do(answer.act, **answer.facts)
    for _ in range(3):
        assert bench.remove_zone(0) is None
    assert isinstance(bench.remove_zone(0), Stop)


def test_a_new_profile_needs_a_code(bench: ProfileBench, shop: Shop) -> None:
    bench.copy()
    assert isinstance(bench.answer(), Ask) and set(bench.wrong) == {"code"}
    bench.code = " OURS "
    answer = bench.answer()
    assert isinstance(answer, Do) and answer.facts["code"] == "OURS"
    shop.do(answer.act, **answer.facts)
    assert shop.ask("profile", code="OURS").profile.confirmed is False


def test_other_entries_are_typed_too(shop: Shop) -> None:
    typed = {"code": "SAC387", "name": "Ours", "melts": "219,5", "leaded": "no"}
    answer = entry("alloy", "code", typed)
    assert isinstance(answer, Do)
    shop.do(answer.act, **answer.facts)
    alloy = next(one for one in shop.ask("reballing").alloys if one.code == "SAC387")
    assert (alloy.melts, alloy.leaded) == (219.5, False)
    assert isinstance(entry("alloy", "code", {**typed, "melts": "warm"}), Ask)
    assert isinstance(entry("alloy", "code", {**typed, "code": " "}), Ask)
    limit = entry("heat_limit", "kind", {"kind": "die", "cycles": "4", "confirmed": "yes"})
    assert limit == Do(
        "set_catalogue",
        {"kind": "heat_limit", "code": "die", "body": {"cycles": 4, "confirmed": True}},
    )
