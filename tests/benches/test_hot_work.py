# SPDX-License-Identifier: MIT
"""Hot work as plain objects: what is still needed, what is judged, and curves to be drawn."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.benches.answers import Ask, Do
from workshop.benches.curves import MOST_POINTS, drawn, programme
from workshop.benches.hot_work import NAMES, UNITS, ReballBench, RunBench
from workshop.commands import as_table
from workshop.domain.bodies import body_of
from workshop.domain.hot_work_entries import Segment, Zone
from workshop.domain.refused import Refused
from workshop.storage.catalogue import shipped

DIE = "D010000013"


@pytest.fixture
def reball() -> ReballBench:
    catalogue = shipped()
    return ReballBench(DIE, list(catalogue.alloys.values()), list(catalogue.criteria.values()))


KIT = {"stencil": "AD102", "sphere_mm": "0,45", "alloy": "SAC305", "flux_lot": "", "note": " "}


def test_a_reball_asks_for_what_is_missing_and_names_the_field(reball: ReballBench) -> None:
    answer = reball.answer({**KIT, "stencil": " ", "sphere_mm": ""})
    assert isinstance(answer, Ask) and answer.template == "Which stencil?"
    assert set(reball.wrong) == {"stencil", "sphere_mm"}
    answer = reball.answer({**KIT, "sphere_mm": "4,500"})
    assert isinstance(answer, Ask) and "can be read in two ways" in answer.template
    assert answer.facts["value"] == "4,500"


def test_a_reball_is_judged_as_it_is_inspected(reball: ReballBench) -> None:
    assert (reball.verdict, reball.to_look_for) == ("inconclusive", 8)
    reball.say_of("SIZE", "yes")
    assert (reball.verdict, reball.to_look_for) == ("fail", 7)
    reball.say_of("SIZE", "")
    reball.no_more_faults()
    assert (reball.verdict, reball.to_look_for) == ("pass", 0)
    assert reball.answer(KIT) == Do(
        "reball",
        {"piece": DIE, "sphere_mm": 0.45, "stencil": "AD102", "alloy": "SAC305",
         "inspection": dict.fromkeys(reball.criteria, "no")},
    )  # fmt: skip
    reball.say_of("SHAPE", "yes")
    reball.no_more_faults()
    assert reball.found["SHAPE"] == "yes", "what was said stands"


def test_lead_is_known_by_the_alloy(reball: ReballBench) -> None:
    known = {code: reball.is_leaded(code) for code in reball.alloys}
    assert known == {"SAC305": False, "Sn63Pb37": True, "BiSn": False}
    assert not reball.is_leaded("") and not reball.is_leaded("NOPE")


def test_a_run_asks_for_its_profile_and_for_numbers(shop: Shop) -> None:
    bench = RunBench(DIE)
    assert bench.judged == [] and bench.verdict == "inconclusive"
    assert bench.answer({}) == Ask("Choose the profile that was run.")
    bench.profile = next(row for row in shop.ask("profiles") if row.profile.code == "BGA-ON-LF")
    assert bench.profile.melts == 217
    answer = bench.answer({"peak": "hot", "ramp": "2"})
    assert isinstance(answer, Ask) and set(bench.wrong) == {"peak"}
    assert bench.answer({"peak": "246", "ramp": "2", "nozzle": " 45 mm "}) == Do(
        "record_run",
        {"profile": "BGA-ON-LF", "pieces": [DIE], "peak": 246.0, "ramp": 2.0, "nozzle": "45 mm"},
    )
    verdicts = {row.name: row.verdict.value for row in bench.judged}
    assert verdicts == {"ramp": "pass", "soak_s": "inconclusive", "peak": "fail",
                        "liquidus_s": "inconclusive", "fall": "inconclusive"}  # fmt: skip
    assert bench.verdict == "fail" and set(NAMES) == set(UNITS) == set(verdicts)


def test_pieces_come_into_a_run_and_leave_it_but_one_stays() -> None:
    bench = RunBench(DIE)
    bench.take("M010000024")
    assert bench.pieces == [DIE, "M010000024"]
    bench.take(DIE)
    bench.take("M010000024")
    assert bench.pieces == ["M010000024"]


def test_a_programme_runs_along_its_segments() -> None:
    zone = Zone("top", (Segment(125, 2, 60), Segment(75, 1, 0), Segment(80, 0, 10)))
    assert programme(zone) == [
        (0, 25), (50, 125), (110, 125), (160, 75), (160, 75), (160, 80), (170, 80),
    ]  # fmt: skip


def test_a_long_curve_is_drawn_with_its_extremes() -> None:
    """A spike of one reading among a day of them is seen; every second point would miss it."""
    curve = [(float(at), 200.0) for at in range(50_000)]
    curve[30_001] = (30_001.0, 260.0)
    curve[40_003] = (40_003.0, 20.0)
    points = drawn(curve)
    assert len(points) <= MOST_POINTS + 4
    assert (30_001.0, 260.0) in points and (40_003.0, 20.0) in points
    assert [at for at, _ in points] == sorted(at for at, _ in points)
    assert points[0] == (0.0, 200.0) and points[-1] == (49_999.0, 200.0)
    planted = curve[::2]  # the planted fault: fewer points without a look at them
    assert (30_001.0, 260.0) not in planted


def test_a_short_curve_is_drawn_as_it_is_from_its_own_beginning() -> None:
    assert drawn([(100.0, 20.0), (101.0, 21.0), (105.0, 30.0)]) == [(0, 20), (1, 21), (5, 30)]


def test_runs_are_found_by_piece_and_profiles_by_version(shop: Shop) -> None:
    die = shop.do("harvest", card=shop.card("S-1"), site="GPU", outcome="good")["tag"]
    board = shop.card("S-2")
    facts: dict[str, Any] = {"profile": "BGA-ON-LF", "pieces": [board], "peak": 240}
    shop.do("record_run", **facts)
    shop.do("set_catalogue", kind="profile", code="BGA-ON-LF", body={"peak_high": 239})
    shop.do("record_run", **facts, override="x")
    shop.do("record_run", profile="REBALL-LF", pieces=[die], nozzle="plate")
    assert [(run.profile, run.version, run.verdict) for run in shop.ask("runs", piece=board)] == [
        ("BGA-ON-LF", 1, "fail"), ("BGA-ON-LF", 0, "pass"),
    ]  # fmt: skip
    assert [run.profile for run in shop.ask("runs")] == ["REBALL-LF", "BGA-ON-LF", "BGA-ON-LF"]
    then, now = (shop.ask("profile", code="bga-on-lf", version=n) for n in (0, 1))
    assert (then.profile.peak_high, now.profile.peak_high) == (245, 239)
    assert shop.ask("profile", code="BGA-ON-LF") == now


def test_a_version_that_never_was_is_refused(shop: Shop) -> None:
    def said(code: str, version: int) -> str:
        with pytest.raises(Refused) as refused:
            shop.ask("profile", code=code, version=version)
        return str(refused.value)

    of_it = "Profile BGA-ON-LF has no version {}. Its newest is version {}."
    assert said("bga-on-lf", 99) == of_it.format(99, 0)
    shop.do("set_catalogue", kind="profile", code="BGA-ON-LF", body={"peak_high": 239})
    assert said("BGA-ON-LF", 2) == of_it.format(2, 1) and said("BGA-ON-LF", -1)
    shop.do(
        "set_catalogue",
        kind="profile",
        code="OURS",
        body=body_of(shop.ask("profile", code="BGA-ON-LF").profile) | {"code": "OURS"},
    )
    assert said("OURS", 0) == "Profile OURS has no version 0. Its newest is version 1."
    assert "There is no profile “NONE”" in said("NONE", 0)


def test_a_table_of_profiles_says_which_they_are(shop: Shop) -> None:
    head, first, *_ = as_table(shop.ask("profiles")).splitlines()
    assert head.split() == ["code", "name", "version", "melts"]
    assert first.startswith("BGA-OFF-LF  ")


def test_lead_is_known_of_a_piece_and_of_the_board_it_is_on(shop: Shop) -> None:
    die = shop.do("harvest", card=shop.card("S-1"), site="GPU", outcome="good")["tag"]
    board = shop.card("S-2")
    shop.do("harvest", card=board, site="GPU", outcome="missing")

    def leaded(tag: str) -> list[str]:
        found: list[str] = shop.ask("passport", tag=tag).leaded
        return found

    facts = {"piece": die, "stencil": "AD102", "sphere_mm": 0.45}
    shop.do("reball", **facts, alloy="Sn63Pb37")
    assert leaded(die) == [die] and leaded(board) == []
    shop.do("fit", piece=die, board=board, site="GPU")
    assert leaded(board) == [die] == leaded(die)
    shop.do("set_catalogue", kind="heat_limit", code="die", body={"cycles": 0})
    shop.do("take_off", piece=die)
    shop.do("reball", **facts, alloy="SAC305")
    assert leaded(die) == [] and leaded(board) == []
