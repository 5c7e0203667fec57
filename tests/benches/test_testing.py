# SPDX-License-Identifier: MIT
"""At the test bench: verdicts while typing, attempts, and logs that find their card."""

from typing import Any

import pytest

from workshop.benches.answers import Ask, Do, Stop
from workshop.benches.testing import Attempt, How, suiting
from workshop.domain.terms import Verdict
from workshop.language import fill


@pytest.fixture
def attempt(file_shop: Any) -> Any:
    tag = file_shop.card("SN0001")

    def begin(code: str) -> Attempt:
        return Attempt(tag, file_shop.ask("plan", code=code, model="GeForce RTX 4090"))

    return begin


def test_a_value_is_judged_while_it_is_typed(attempt: Any) -> None:
    bench = attempt("VOLTAGE")
    for typed, verdict in (("1", "fail"), ("12", "pass"), ("12,55", "marginal"), ("12.6", None)):
        bench.type("v_12v", typed)
        if verdict is not None:
            assert bench.judged["v_12v"].verdict == verdict
    bench.type("v_12v", "12,1 V")
    assert bench.judged["v_12v"].value == "12.1"
    bench.type("v_12v", "12 volts")
    assert "v_12v" not in bench.judged
    assert str(bench.wrong["v_12v"]) == "12 V: “12 volts” is no number. Type digits, such as 12.5."
    bench.type("v_12v", "12 A")
    assert str(bench.wrong["v_12v"]) == "12 V is not measured in A: “12 A” was not taken."
    bench.type("v_12v", "")
    assert bench.wrong == {} and bench.judged == {}


def test_the_whole_is_inconclusive_until_all_that_is_required_is_there(attempt: Any) -> None:
    bench = attempt("VOLTAGE")
    assert bench.verdict == Verdict.INCONCLUSIVE
    good = {"v_12v": "12", "v_1v8": "1.8", "v_nvvdd": "0.9", "v_fbvdd": "1.35"}
    for name, typed in good.items():
        bench.type(name, typed)
    assert bench.verdict == Verdict.INCONCLUSIVE
    assert bench.lacking == ["PEX_VDD"]
    bench.type("v_pex", "1.0")
    assert bench.verdict == Verdict.PASS and bench.lacking == []
    bench.type("v_12v", "12.59")
    assert bench.verdict == Verdict.MARGINAL
    bench.type("v_nvvdd", "0")
    assert bench.verdict == Verdict.FAIL


def test_an_attempt_is_kept_with_its_numbers(file_shop: Any, attempt: Any) -> None:
    bench = attempt("FINAL")
    for name, typed in (("core_temp", "71,5"), ("fans", "Noisy"), ("throttled", "no")):
        bench.type(name, typed)
    answer = bench.keep(" warm room ")
    assert isinstance(answer, Do)
    receipt = file_shop.do(answer.act, **answer.facts)
    assert (receipt["verdict"], receipt["attempt"]) == ("fail", 1)
    [test] = file_shop.ask("passport", tag=bench.piece).tests
    assert {m.name: m.value for m in test.measurements} == {
        "core_temp": "71.5", "fans": "noisy", "throttled": "no",
    }  # fmt: skip
    assert test.note == "warm room"
    assert bench.verdict == test.verdict


def test_an_empty_attempt_and_a_wrong_value_are_not_kept(attempt: Any) -> None:
    bench = attempt("VOLTAGE")
    assert isinstance(bench.keep(), Ask)
    bench.type("v_12v", "12")
    bench.type("v_5v", "five")
    answer = bench.keep()
    assert isinstance(answer, Stop)
    assert "“five” is no number" in fill(answer.template, answer.facts)


def test_only_instruments_that_measured_something_are_named(attempt: Any) -> None:
    bench = attempt("VOLTAGE")
    how = How({"multimeter": "DMM-1", "thermal camera": "CAM-1"}, "22,5")
    bench.type("v_12v", "12")
    answer = bench.keep(how=how)
    assert isinstance(answer, Do)
    assert (answer.facts["instruments"], answer.facts["ambient"]) == (["DMM-1"], 22.5)
    assert "run" not in answer.facts
    bench.type("v_12v", "")
    bench.type("inrush_current", "2")
    answer = bench.keep(how=how)
    assert isinstance(answer, Do) and "instruments" not in answer.facts
    answer = bench.keep(how=How(ambient="warm"))
    assert isinstance(answer, Stop) and "“warm” is no number" in fill(answer.template, answer.facts)


def test_a_scan_is_heard_as_a_number_or_a_choice(attempt: Any) -> None:
    bench = attempt("VOLTAGE")
    assert bench.heard("v_12v", "12,1 V") == "12.1"
    assert bench.heard("v_12v", "SN0001") == bench.heard("v_12v", "12 V", names_a_piece=True) == ""
    stop = bench.heard("v_12v", "2 A")
    assert isinstance(stop, Stop) and "not measured in" in stop.template
    final = attempt("FINAL")
    assert final.heard("fans", "Good") == "good" and final.heard("throttled", "NO") == "no"
    assert final.heard("fans", "12") == ""


def test_a_run_that_was_broken_off_needs_a_reason_and_no_value(attempt: Any) -> None:
    bench = attempt("VOLTAGE")
    assert isinstance(bench.keep(" ", How(run="aborted")), Ask)
    answer = bench.keep("power cut", How(run="aborted"))
    assert isinstance(answer, Do)
    assert (answer.facts["run"], answer.facts["values"]) == ("aborted", {})
    assert isinstance(bench.keep("reference", How(run="golden")), Ask)


def test_an_attempt_goes_on_with_the_next_piece_once(attempt: Any) -> None:
    bench = attempt("VOLTAGE")
    bench.had.append(bench.piece)
    stop = bench.turn_to(bench.piece)
    assert isinstance(stop, Stop) and "a moment ago" in stop.template
    assert bench.turn_to("C010000031") is None and bench.piece == "C010000031"


def test_only_plans_that_suit_the_card_are_offered(file_shop: Any) -> None:
    plans = file_shop.ask("plans")
    of_4090 = [p.code for p in suiting(plans, "GeForce RTX 4090", "GeForce RTX 40")]
    of_a100 = [p.code for p in suiting(plans, "A100-PCIE-40GB", "Data Center")]
    assert "INCOMING" in of_4090 and "ECC" not in of_4090
    assert of_a100 == [plan.code for plan in plans]
    assert [p.code for p in suiting(plans, "", "")] == of_4090


def test_a_plan_for_a_family_suits_its_cards(file_shop: Any) -> None:
    body = {"suits": ["ampere"]}
    file_shop.do("set_catalogue", kind="plan", code="VBIOS", body=body)
    plans = file_shop.ask("plans")
    of_3080 = [p.code for p in suiting(plans, "GeForce RTX 3080", "GeForce RTX 30", "Ampere")]
    of_4090 = [p.code for p in suiting(plans, "GeForce RTX 4090", "GeForce RTX 40", "Ada Lovelace")]
    assert "VBIOS" in of_3080 and "VBIOS" not in of_4090
