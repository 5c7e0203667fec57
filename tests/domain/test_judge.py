# SPDX-License-Identifier: MIT
"""Verdicts: of one value against its limits, and of a whole test."""

import math
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.domain.judge import as_number, gravest, judge, judge_all, overall, spell
from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict

ORDER = [Verdict.FAIL, Verdict.MARGINAL, Verdict.PASS]
numbers = st.floats(-1e6, 1e6)


class Line(NamedTuple):
    """A measurement of a plan in a test."""

    name: str = "v12"
    label: str = "12 V"
    unit: str = "V"
    type: str = "number"
    low: float | None = None
    high: float | None = None
    margin: float = 0.0
    required: bool = False
    choices: tuple[str, ...] = ()
    pass_choices: tuple[str, ...] = ()
    outside: str = "fail"


def no(line: Line, value: object) -> str:
    with pytest.raises(Refused) as refused:
        judge(line, value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (10.99, "fail"), (11, "marginal"), (11.4, "marginal"), (11.5, "pass"), (12, "pass"),
        (12.5, "pass"), (12.6, "marginal"), (13, "marginal"), (13.01, "fail"), ("12,25", "pass"),
    ],
)  # fmt: skip
def test_limits_are_inclusive_and_the_margin_lies_inside(value: Any, verdict: str) -> None:
    assert judge(Line(low=11, high=13, margin=0.5), value).verdict == verdict


def test_a_value_is_kept_with_its_limits_and_unit() -> None:
    assert judge(Line(low=11, high=13), " 12,50 ") == (
        "v12", "12 V", "12.5", 12.5, "V", 11, 13, "pass", None
    )  # fmt: skip


def test_one_limit_is_enough_and_none_gives_no_verdict() -> None:
    assert judge(Line(low=11), 1e9).verdict == "pass"
    assert judge(Line(high=13), 14).verdict == "fail"
    assert judge(Line(), 14).verdict == ""


def test_too_short_a_test_says_nothing_of_the_card() -> None:
    line = Line(low=15, margin=5, outside="inconclusive")
    assert [judge(line, value).verdict for value in (3, 16, 25)] == [
        "inconclusive", "marginal", "pass"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("", "pass"), ("pass marginal", "marginal"), ("marginal inconclusive", "inconclusive"),
        ("inconclusive fail pass", "fail"),
    ],
)  # fmt: skip
def test_the_gravest_verdict(said: str, verdict: str) -> None:
    assert gravest(said.split()) == verdict


@pytest.mark.parametrize(
    "value",
    ["", "abc", "12 V", "NaN", "inf", "-Infinity", "1e999", math.nan, math.inf, True, None, [],
     "1,234.5", "1_000", "0x10", "12\0", "\ud800", "9" * 5000, 10**400],
)  # fmt: skip
def test_what_is_no_number_is_refused_by_name(value: object) -> None:
    said = no(Line(), value)
    assert said.startswith("12 V: “")
    assert said.endswith("” is no number. Type digits, such as 12.5.")
    assert said.isprintable() and len(said) < 120


def test_numbers_are_spelled_without_needless_digits() -> None:
    assert [spell(n) for n in (12.0, 0.1 + 0.2, 1e-7, 24564.0)] == ["12", "0.3", "1e-07", "24564"]
    assert as_number("٣", "x") == 3


def test_yes_and_no_in_many_words() -> None:
    line = Line(type="yes_no", pass_choices=("no",), label="Throttled")
    for good in ("No", "0", False):
        assert judge(line, good).verdict == "pass"
    for bad in ("y", 1, True, "YES "):
        assert judge(line, bad).verdict == "fail"
    assert no(line, "perhaps") == "Throttled: “perhaps” is none of yes, no."


def test_choices_in_any_case() -> None:
    line = Line(type="choice", choices=("MATS", "OCCT"), label="Tool")
    assert judge(line, "occt")[2:] == ("OCCT", None, "V", None, None, "", None)
    assert no(line, "<b>") == "Tool: “<b>” is none of MATS, OCCT."
    assert judge(line._replace(pass_choices=("MATS",)), "OCCT").verdict == "fail"


def test_text_is_kept_as_text() -> None:
    line = Line(type="text", label="Name")
    assert judge(line, " AD102 ").value == "AD102"
    assert "cannot be printed" in no(line, "a\u202eb")
    assert "too long" in no(line, "x" * 501)


@settings(max_examples=200, deadline=None, database=None)
@given(numbers, numbers, st.floats(0, 1e6), numbers, numbers)
def test_nearer_to_the_middle_is_never_worse(
    a: float, b: float, margin: float, first: float, second: float
) -> None:
    """Of two values on the same side of the middle, the nearer one has no worse verdict."""
    low, high = sorted((a, b))
    line = Line(low=low, high=high, margin=margin)
    middle = low / 2 + high / 2
    near, far = sorted((middle + abs(first), middle + abs(second)))
    assert ORDER.index(Verdict(judge(line, near).verdict)) >= ORDER.index(
        Verdict(judge(line, far).verdict)
    )
    near, far = middle - abs(near - middle), middle - abs(far - middle)
    assert ORDER.index(Verdict(judge(line, near).verdict)) >= ORDER.index(
        Verdict(judge(line, far).verdict)
    )


@settings(max_examples=200, deadline=None, database=None)
@given(st.floats(0, 1e6), st.floats(0, 1e6), numbers)
def test_a_wider_margin_never_makes_a_verdict_better(one: float, two: float, value: float) -> None:
    narrow, wide = sorted((one, two))
    verdicts = [
        judge(Line(low=-1e5, high=1e5, margin=margin), value).verdict for margin in (narrow, wide)
    ]
    assert ORDER.index(Verdict(verdicts[0])) >= ORDER.index(Verdict(verdicts[1]))


@settings(max_examples=200, deadline=None, database=None)
@given(
    st.lists(st.sampled_from(["", *Verdict])),
    st.sampled_from(["", *Verdict]),
    st.booleans(),
)
def test_one_more_measurement_never_heals_a_failed_test(
    verdicts: list[str], more: str, lacking: bool
) -> None:
    before, after = overall(verdicts, lacking), overall([*verdicts, more], lacking)
    if before == Verdict.FAIL:
        assert after == Verdict.FAIL
    if more == Verdict.FAIL:
        assert after == Verdict.FAIL
    if lacking:
        assert after in (Verdict.FAIL, Verdict.INCONCLUSIVE)


def test_a_whole_test() -> None:
    plan = [Line("a", "A", low=1), Line("b", "B", low=1, margin=1, required=True), Line("c", "C")]
    judged, verdict = judge_all(plan, {"b": 3, "a": "2", "c": " "})
    assert [(one.name, one.verdict) for one in judged] == [("a", "pass"), ("b", "pass")]
    assert verdict == Verdict.PASS
    assert judge_all(plan, {"b": 1.5})[1] == Verdict.MARGINAL
    assert judge_all(plan, {"a": 5})[1] == Verdict.INCONCLUSIVE  # b is required
    assert judge_all(plan, {"a": 0})[1] == Verdict.FAIL  # a failure is certain without b
    assert judge_all([Line("c", "C")], {"c": 1})[1] == Verdict.INCONCLUSIVE  # nothing was judged
    assert judge_all(plan, {})[1] == Verdict.INCONCLUSIVE


def test_a_measurement_the_plan_lacks_is_named() -> None:
    with pytest.raises(Refused) as refused:
        judge_all([Line("a", "A")], {"a\x1b": 1})
    assert str(refused.value) == "This plan has no measurement “a�”. It has a."


@pytest.mark.parametrize("text", ["24,564", "-1,350", "+999,000"])
def test_a_number_that_can_be_read_in_two_ways_is_asked_about(text: str) -> None:
    with pytest.raises(Refused, match="can be read in two ways. Write "):
        as_number(text, "Memory")


@pytest.mark.parametrize(
    ("text", "number"), [("0,025", 0.025), ("1,35", 1.35), ("1234,567", 1234.567)]
)
def test_a_decimal_comma_that_can_be_nothing_else_is_one(text: str, number: float) -> None:
    assert as_number(text, "Memory") == number
