# SPDX-License-Identifier: MIT
"""The step form: what is typed is checked field by field before a step is recorded."""

from typing import Any

import pytest

from workshop.benches.answers import Do, Stop
from workshop.benches.steps import MINUTES, StepBench
from workshop.domain.refused import Overridable
from workshop.language import fill


@pytest.fixture
def card(file_shop: Any) -> str:
    return str(file_shop.card("SN0001"))


@pytest.fixture
def form(file_shop: Any, card: str) -> Any:
    def make(code: str) -> StepBench:
        step = next(step for step in file_shop.ask("steps") if step.code == code)
        return StepBench(card, step.code, step.fields)

    return make


def test_values_come_out_in_their_types_and_are_recorded(
    file_shop: Any, form: Any, card: str
) -> None:
    answer = form("BAKE").outcome(
        "done", {"temperature": " 125,5 ", "hours": "9", "msl": "3", "oven": "Oven 2"}, " dry "
    )
    assert answer == Do(
        "record_step",
        {
            "piece": card,
            "step": "BAKE",
            "outcome": "done",
            "values": {"oven": "Oven 2", "temperature": 125.5, "hours": 9.0, "msl": "3"},
            "note": "dry",
        },
    )
    file_shop.do("record_step", piece=card, step="EVI")
    file_shop.do("record_step", piece=card, step="TDN", minutes=9)
    file_shop.do("record_step", piece=card, step="RES")
    file_shop.do(answer.act, **answer.facts)
    *_, step = file_shop.ask("passport", tag=card).steps
    assert (step.values["temperature"], step.note) == (125.5, "dry")


def test_a_step_without_values_is_recorded_without_any(form: Any, card: str) -> None:
    assert form("MASK").outcome("done", {"shielded": ""}) == Do(
        "record_step", {"piece": card, "step": "MASK", "outcome": "done"}
    )


@pytest.mark.parametrize(
    ("step", "field", "typed", "sentence"),
    [
        ("BAKE", "temperature", "hot",
         "Oven temperature: “hot” is no number. Type digits, such as 12.5."),
        ("BAKE", "msl", "9",
         "MSL: “9” is none of 1, 2, 2a, 3, 4, 5, 5a, 6, unknown."),
        ("EVI", "crack", "maybe",
         "Crack in the board: “maybe” is none of yes, no."),
        ("STOR", "sealed_on", "yesterday",
         "Sealed on “yesterday” is no date. Write it as 2026-11-24."),
        ("MASK", "shielded", "tape\x07",
         "Shielded holds characters that cannot be printed. Type it anew."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_at_its_field(
    form: Any, step: str, field: str, typed: str, sentence: str
) -> None:
    bench = form(step)
    answer = bench.outcome("done", {field: typed})
    assert isinstance(answer, Stop)
    assert fill(answer.template, answer.facts) == sentence
    assert {name: str(wrong) for name, wrong in bench.wrong.items()} == {field: sentence}
    bench.check({field: ""})
    assert bench.wrong == {}


def test_what_is_beyond_its_limits_is_marked_and_left_to_the_act(file_shop: Any, card: str) -> None:
    step = next(step for step in file_shop.ask("steps") if step.code == "EVI")
    body = {"fields": [{"name": "gap", "label": "Gap", "type": "number", "unit": "mm", "high": 2}]}
    file_shop.do("set_catalogue", kind="step", code=step.code, body=body)
    step = next(step for step in file_shop.ask("steps") if step.code == "EVI")
    bench = StepBench(card, step.code, step.fields)
    answer = bench.outcome("done", {"gap": "2,5"})
    assert isinstance(answer, Do)
    assert {name: str(why) for name, why in bench.beyond.items()} == {
        "gap": "Gap: 2.5 mm is above 2 mm."
    }
    with pytest.raises(Overridable, match="Gap: 2.5 mm is above 2 mm"):
        file_shop.do(answer.act, **answer.facts)
    file_shop.do(answer.act, **answer.facts, override="the bracket is bent")
    assert isinstance(bench.outcome("done", {"gap": "2"}), Do) and bench.beyond == {}


def test_the_same_step_goes_on_with_other_pieces_once_each(form: Any, card: str) -> None:
    bench = form("DSLD")
    assert isinstance(bench.outcome("done", {"peak": "235"}), Do)
    bench.had.append(card)
    assert bench.turn_to("C010000999") is None
    answer = bench.outcome("done", {"peak": "235"})
    assert isinstance(answer, Do) and answer.facts["piece"] == "C010000999"
    stop = bench.turn_to(card)
    assert stop is not None and "a moment ago" in fill(stop.template, stop.facts)


def test_the_minutes_somebody_says_go_with_the_step(form: Any) -> None:
    bench = form("MASK")
    answer = bench.outcome("done", {}, minutes=" 12,5 ")
    assert isinstance(answer, Do) and answer.facts["minutes"] == 12.5
    stop = bench.outcome("done", {}, minutes="a while")
    assert isinstance(stop, Stop) and list(bench.wrong) == [MINUTES]


def test_a_skipped_step_needs_and_keeps_no_values(form: Any, card: str) -> None:
    assert form("BAKE").outcome("skipped", {"temperature": "hot"}, "no oven") == Do(
        "record_step", {"piece": card, "step": "BAKE", "outcome": "skipped", "note": "no oven"}
    )


def test_a_field_the_step_needs_is_missed(file_shop: Any, card: str) -> None:
    file_shop.do(
        "set_catalogue",
        kind="step",
        code="WEIGH",
        body={
            "code": "WEIGH",
            "name": "Weigh",
            "fields": [
                {"name": "weight", "label": "Weight", "type": "number", "unit": "g",
                 "required": True, "low": 1},
                {"name": "tilt", "label": "Tilt", "type": "number", "unit": "°", "high": 5},
            ],
        },
    )  # fmt: skip
    step = next(step for step in file_shop.ask("steps") if step.code == "WEIGH")
    bench = StepBench(card, step.code, step.fields)
    answer = bench.outcome("done", {})
    assert isinstance(answer, Do)
    assert str(bench.beyond["weight"]) == "Weight is missing."
    with pytest.raises(Overridable, match="Weigh: Weight is missing"):
        file_shop.do(answer.act, **answer.facts)
    assert isinstance(bench.outcome("failed", {}), Do)
    bench.check({"weight": "0", "tilt": "9"})
    assert "is below 1 g" in str(bench.beyond["weight"])
    assert "is above 5 °" in str(bench.beyond["tilt"])
