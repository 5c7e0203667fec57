# SPDX-License-Identifier: MIT
"""The order of steps: what comes next, what may come now, and that nothing is passed over."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.refused import Refused
from workshop.domain.routing import Recorded, Standing
from workshop.domain.routing_entries import Loop, Routing, Step, StepField

ROUTING = Routing(
    code="r",
    name="Way",
    steps=("RECV", "SCAN", "A", "B", "C", "D", "E", "F", "G"),
    optional=("B", "F"),
    alternatives=(("C", "D"),),
    loops=(Loop("E", "G", 2),),
)
NAMES = {code: f"Step {code}" for code in ROUTING.steps}


def standing(*records: str) -> Standing:
    """From records as `A`, `A-` (failed), `A/` (skipped), with a `!` where a lead let it pass."""
    return Standing(ROUTING, [_record(each) for each in records])


def _record(text: str) -> Recorded:
    outcome = "failed" if "-" in text else "skipped" if "/" in text else "done"
    return Recorded(text[0], outcome, "reason" if "!" in text else "")


LEAD = " A lead, a manager or the owner can let it pass with a reason."


def why(of: Standing, code: str) -> str:
    """Why a step may not be done; each says that a lead may let it pass."""
    said = str(of.may_do(Step(code=code, name=NAMES[code]), "C01000001Z", NAMES) or "")
    assert not said or said.endswith(LEAD)
    return said.removesuffix(LEAD)


def test_what_comes_first_must_be_there() -> None:
    assert why(standing(), "A") == ""
    assert why(standing(), "B") == "Step B comes later. First: Step A."
    assert why(standing("A-"), "C") == "Step C comes later. First: Step A."
    assert why(standing("A"), "E") == "Step E comes later. First one of: Step C, Step D."
    assert why(standing(), "E") == (
        "Step E comes later. First: Step A, and one of: Step C, Step D."
    )
    assert why(standing("A", "D"), "E") == ""
    assert why(standing("A", "C-", "D"), "E") == ""
    assert why(standing("A", "C"), "G") == "Step G comes later. First: Step E."
    assert why(standing("A", "C", "E"), "G") == ""


def test_a_skip_does_for_what_may_be_passed_over_and_else_a_lead_lets_it_pass() -> None:
    may = {code: standing("A").may_skip(Step(code=code, name=code)) for code in "ABCE"}
    assert [code for code, stop in may.items() if stop is None] == ["B", "C"]
    assert "cannot be skipped: a card that goes the way “Way” needs it" in str(may["E"])
    assert "First: Step A" in why(standing("A/"), "B")
    assert why(standing("A/!"), "B") == ""
    assert "First one of" in why(standing("A", "C/", "D/"), "E")
    assert why(standing("A", "C/", "D/!"), "E") == ""


def test_who_lets_a_later_step_pass_lets_pass_what_is_missing_before_it() -> None:
    assert why(standing("E!"), "G") == ""
    assert why(standing("E!"), "F") == ""
    # The reason was for something else: nothing was missing before it.
    assert "First one of" in why(standing("A!"), "E")


def test_to_go_back_in_a_loop_opens_what_comes_after_it_and_has_an_end() -> None:
    there = ("A", "C", "E", "F", "G")
    assert why(standing(*there), "E") == ""
    back = standing(*there, "E")
    assert back.states == dict.fromkeys(("RECV", "SCAN", "A", "C", "E"), "done")
    assert back.next_step == "F"
    assert why(back, "E") == (
        "Step E was done 2 times with C01-000001-Z, and no more are foreseen."
    )


def test_what_is_in_no_loop_comes_once() -> None:
    once = "Step A was done with C01-000001-Z already, and comes once on the way “Way”."
    assert why(standing("A"), "A") == once
    assert why(standing("A-"), "A") == ""
    assert why(standing("A-", "A"), "A") == once
    assert why(standing("A", "A-!"), "A") == ""  # it was let pass, and failed
    assert why(standing("A", "A!"), "A") == once
    assert why(standing("A", "B/"), "B") == ""  # skipped, and done after all
    assert why(standing("A", "C"), "D") == ""
    assert "comes once" in why(standing("A", "B", "B/"), "B")  # a skip does not undo it
    receipt = Step(code="RECV", name="Receive")
    unsaid, said = standing(), Standing(ROUTING, [Recorded("RECV", "done")])
    assert unsaid.may_do(receipt, "C01000001Z", NAMES) is None  # the receipt is no record of it
    assert said.may_do(receipt, "C01000001Z", NAMES) is not None


@pytest.mark.parametrize(
    ("records", "coming"),
    [
        ((), "A"),
        (("A",), "B"),
        (("A-",), "A"),
        (("A", "C"), "D"),  # one would do, and the other is next still
        (("A", "D"), "E"),  # what may be passed over was
        (("A", "C-"), "D"),
        (("A", "C-", "D-"), "C"),
        (("A", "C/"), "D"),
        (("A", "D", "E"), "F"),
        (("A", "D", "E", "F/"), "G"),
        (("A", "D", "E", "G"), ""),
    ],
)
def test_the_next_step(records: tuple[str, ...], coming: str) -> None:
    assert standing(*records).next_step == coming


OUTCOMES = st.sampled_from(["done", "failed", "skipped"])
TRIES = st.lists(st.tuples(st.sampled_from(ROUTING.steps), OUTCOMES), max_size=40)


def lawful(routing: Routing, tries: list[tuple[str, str]]) -> list[Recorded]:
    """What gets recorded of so many tries when nobody lets anything pass."""
    kept: list[Recorded] = []
    for code, outcome in tries:
        step, now = Step(code=code, name=code), Standing(routing, kept)
        stop = now.may_skip(step) if outcome == "skipped" else now.may_do(step, "C01000001Z", NAMES)
        if stop is None:
            kept.append(Recorded(code, outcome))
    return kept


def unlawful(routing: Routing, kept: list[Recorded]) -> list[str]:
    """The steps that were worked on before what they need was done."""
    found = []
    for place, (code, outcome, _) in enumerate(kept):
        done = {step for step, how, _ in kept[:place] if how == "done"} | {"RECV", "SCAN"}
        before = ROUTING.steps[: ROUTING.steps.index(code)]
        firm = {"A", "E"} & set(before)
        if outcome != "skipped" and (
            not firm <= done or (set(before) >= {"C", "D"} and not {"C", "D"} & done)
        ):
            found.append(code)
    for code in "EFG":
        if sum(step == code and how != "skipped" for step, how, _ in kept) > 2:
            found.append(code)
    for code in "ABCD":
        if sum(step == code and how == "done" for step, how, _ in kept) > 1:
            found.append(code)
    return found


@given(TRIES)
def test_no_piece_passes_a_step_it_needs(tries: list[tuple[str, str]]) -> None:
    assert unlawful(ROUTING, lawful(ROUTING, tries)) == []


def test_a_routing_that_needs_less_would_be_noticed() -> None:
    """Planted faults: a firm step passed over, no test asked for, a loop without end, or more."""
    for fault, steps in (
        (replace(ROUTING, optional=("A", "B", "F")), "CE"),
        (replace(ROUTING, optional=("B", "C", "D", "F"), alternatives=()), "AE"),
        (replace(ROUTING, loops=(Loop("E", "G", 99),)), "ACEEE"),
        (replace(ROUTING, loops=(Loop("A", "B", 2), Loop("E", "G", 2))), "AA"),
    ):
        tries = [(step, "done") for step in steps]
        assert unlawful(ROUTING, lawful(fault, tries)) != []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"optional": ("X",)}, "speaks of the step “X”, which it does not have"),
        ({"alternatives": (("C",),)}, "are at least two"),
        ({"optional": ("C",)}, "“C” is there twice"),
        ({"loops": (Loop("G", "E", 2),)}, "E comes before G"),
        ({"loops": (Loop("E", "G", 1),)}, "2 to 99 times in all"),
        ({"loops": (Loop("A", "E", 2), Loop("E", "G", 2))}, "overlaps with other steps"),
    ],
)
def test_a_routing_that_makes_no_sense_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        replace(ROUTING, **change)


def test_a_step_that_makes_no_sense_is_refused() -> None:
    for change, says in (
        ({"picture": "x"}, "the picture must be the SHA-256 of a kept file, not x"),
        ({"longest": 0.0}, "after how many hours"),
        ({"fields": (StepField("a", "A"), StepField("a", "B"))}, "“a” is there twice"),
    ):
        with pytest.raises(Refused, match=says):
            Step(code="S", name="S", **change)
