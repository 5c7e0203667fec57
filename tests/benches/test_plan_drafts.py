# SPDX-License-Identifier: MIT
"""A test plan as it is edited: what is done to it comes out as a new version of the plan."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.benches.answers import Ask, Do
from workshop.benches.plan_drafts import (
    LIMITS_OF,
    OUTSIDE,
    TYPES,
    PlanDraft,
    known_cards,
    with_word,
)
from workshop.domain.catalogue_entries import LimitOf, Outside, ValueType
from workshop.language import fill


def version(shop: Shop, code: str) -> Any:
    return next(row for row in shop.ask("plan_versions") if row.plan.code == code)


def draft_of(shop: Shop, code: str = "VOLTAGE") -> PlanDraft:
    names = {row.plan.code: row.plan.name for row in shop.ask("plan_versions")}
    return PlanDraft(version(shop, code).plan, names)


def saved(shop: Shop, draft: PlanDraft) -> Any:
    answer = draft.answer()
    assert isinstance(answer, Do), answer
    code = shop.do(answer.act, **answer.facts)["code"]
    return version(shop, code).plan


def line(draft: PlanDraft, name: str) -> Any:
    return next(each for each in draft.lines if each.name == name)


def said(draft: PlanDraft, where: Any) -> str:
    assert isinstance(draft.answer(), Ask)
    return str(draft.wrong[where])


def test_all_words_of_the_domain_can_be_chosen() -> None:
    assert set(TYPES) == set(ValueType)
    assert list(LIMITS_OF) == list(LimitOf)
    assert list(OUTSIDE) == list(Outside)


def test_what_was_not_touched_is_not_saved_and_comes_out_the_same(file_shop: Shop) -> None:
    for row in file_shop.ask("plan_versions"):
        draft = PlanDraft(row.plan)
        assert not draft.is_changed and isinstance(draft.answer(), Ask)
        assert draft.wrong == {}
        draft.note += "!"
        assert saved(file_shop, draft).measurements == row.plan.measurements
        again = version(file_shop, row.plan.code)
        assert (again.version, again.plan.tools) == (row.version + 1, row.plan.tools)


def test_limits_that_were_changed_are_the_shops_own(file_shop: Shop) -> None:
    draft = draft_of(file_shop)
    before = draft.defaults
    rail = line(draft, "v_12v")
    assert rail.is_default and before == 7
    rail.put(note="At the connector")
    assert rail.is_default, "a hint says nothing of its limits"
    rail.put(low="11,6")
    assert not rail.is_default and draft.defaults == before - 1
    plan = saved(file_shop, draft)
    kept = next(each for each in plan.measurements if each.name == "v_12v")
    assert (kept.low, kept.high, kept.confirmed, kept.note) == (
        11.6,
        12.6,
        True,
        "At the connector",
    )
    assert draft_of(file_shop).defaults == before - 1


def test_a_default_is_taken_over_as_it_is(file_shop: Shop) -> None:
    draft = draft_of(file_shop)
    line(draft, "v_5v").confirmed = True
    assert draft.is_changed
    assert saved(file_shop, draft).measurements[1].confirmed


def test_a_new_version_leaves_the_results_of_the_old_one(file_shop: Shop) -> None:
    card = file_shop.card("S-1")
    file_shop.do("record_test", piece=card, plan="VOLTAGE", values={"v_12v": 11.5})
    assert version(file_shop, "VOLTAGE")[1:] == (0, 0)  # one value of several: inconclusive
    plan = file_shop.ask("plan", code="VOLTAGE")
    values = {each.name: (each.low + each.high) / 2 for each in plan.measurements if each.required}
    values["v_12v"] = 11.5
    file_shop.do("record_test", piece=card, plan="VOLTAGE", values=values)
    assert version(file_shop, "VOLTAGE").results == 1
    draft = draft_of(file_shop)
    line(draft, "v_12v").put(low="11.9")
    saved(file_shop, draft)
    assert version(file_shop, "VOLTAGE")[1:] == (1, 1)
    tests = file_shop.ask("passport", tag=card).tests
    assert [test.verdict for test in tests] == ["inconclusive", "pass"]
    file_shop.do("record_test", piece=card, plan="VOLTAGE", values=values)
    tests = file_shop.ask("passport", tag=card).tests
    assert [(test.verdict, test.version) for test in tests[1:]] == [("pass", 0), ("fail", 1)]


def test_a_measurement_of_every_type_is_added_and_judged(file_shop: Shop) -> None:
    draft = PlanDraft(None, {"VOLTAGE": "Rails at power-on"})
    draft.name, draft.tools, draft.suits = "Smoke test", "gpu-burn；3DMark", "Ampere, "
    for type_ in TYPES:
        draft.lines[draft.add(len(draft.lines) - 1)].put(label=f"The {type_}", type=type_)
    by_type = {each.type: each for each in draft.lines}
    by_type["number"].put(unit="mm", low="0,5", high="2", margin=".1", golden="5", required=True,
                          instrument="other", outside="inconclusive")  # fmt: skip
    by_type["choice"].put(choices="round, square；oval, round", passing="Round", low="3")
    by_type["yes_no"].put(passing="no")
    plan = saved(file_shop, draft)
    assert (plan.code, plan.tools, plan.suits) == (
        "SMOKE-TEST", ("gpu-burn", "3DMark"), ("Ampere",),
    )  # fmt: skip
    number, choice = plan.measurements[1], plan.measurements[2]
    assert (number.name, number.unit, number.low, number.high) == ("the_number", "mm", 0.5, 2.0)
    assert (number.margin, number.golden_percent, number.instrument) == (0.1, 5.0, "other")
    assert (number.outside, number.required) == ("inconclusive", True)
    assert (choice.choices, choice.pass_choices) == (("round", "square", "oval"), ("round",))
    assert choice.low is None
    card = file_shop.card("S-1")
    facts = {"the_number": 1, "the_choice": "oval", "the_yes_no": "no"}
    file_shop.do("record_test", piece=card, plan="SMOKE-TEST", values=facts)
    test = file_shop.ask("passport", tag=card).tests[-1]
    assert test.verdict == "fail"
    assert [each.verdict for each in test.measurements] == ["pass", "fail", "pass"]


def test_measurements_are_moved_and_taken_out(file_shop: Shop) -> None:
    draft = draft_of(file_shop)
    names = [each.name for each in draft.lines]
    assert draft.move(0, -1) == 0 and draft.move(0, 1) == 1
    draft.remove(2)
    kept = [each.name for each in saved(file_shop, draft).measurements]
    assert kept == [names[1], names[0], *names[3:]]


def test_a_copy_is_a_plan_of_its_own(file_shop: Shop) -> None:
    draft = draft_of(file_shop)
    draft.copy()
    assert said(draft, "name") == "Give the plan a name."
    draft.name = "rails at POWER-ON"
    assert said(draft, "name").startswith("There is a plan “rails at POWER-ON” already.")
    draft.name = "上电电压"
    plan = saved(file_shop, draft)
    assert (plan.code, plan.name) == ("PLAN", "上电电压")
    assert plan.measurements == version(file_shop, "VOLTAGE").plan.measurements


@pytest.mark.parametrize(
    ("name", "values", "where", "words"),
    [
        ("v_12v", {"label": " "}, "label", "Say what is measured."),
        ("v_12v", {"low": "12 V"}, "low", "“12 V” is no number"),
        ("v_12v", {"low": "1,200"}, "low", "can be read in two ways"),
        ("v_12v", {"low": "13"}, "high", "The upper limit is below the lower one."),
        ("v_12v", {"margin": "-1"}, "margin", "0 or more"),
        ("v_12v", {"low": "", "high": "", "margin": "1"}, "margin", "lies inside a limit"),
        ("v_12v", {"golden": "101"}, "golden", "0 to 100 percent"),
        ("v_12v", {"high": "1e12"}, "high", "more than anything here measures"),
        ("v_12v", {"type": "choice", "choices": " , "}, "choices", "commas between them"),
        ("v_12v", {"type": "choice", "choices": "a, b", "passing": "c"}, "passing",
         "“c” is none of the choices."),
        ("v_12v", {"label": "a\u202eb"}, "label", "cannot be printed"),
        ("v_12v", {"name": "12 V"}, "name", "small letters"),
        ("v_12v", {"name": "v_5v"}, "name", "“v_5v”"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_where_it_is(
    file_shop: Shop, name: str, values: dict[str, str], where: str, words: str
) -> None:
    draft = draft_of(file_shop)
    place = draft.lines.index(line(draft, name))
    draft.lines[place].put(**values)
    answer = draft.answer()
    assert isinstance(answer, Ask)
    (at, fault), *rest = draft.wrong.items()
    assert at[1] == where and words in str(fault)
    assert fill(answer.template, answer.facts) == str(fault)
    assert not rest


def test_a_plan_without_measurements_is_none(file_shop: Shop) -> None:
    draft = draft_of(file_shop)
    draft.lines.clear()
    assert said(draft, "lines") == "A plan measures something. Add a measurement."


def test_tools_and_cards_that_there_are_not(file_shop: Shop) -> None:
    draft = draft_of(file_shop, "ECC")
    cards = known_cards(file_shop.ask("models"))
    assert {"Ada Lovelace", "GeForce RTX 4090", "Quadro"} <= cards
    draft.known_cards, draft.known_tools = cards, frozenset({"gpu-burn"})
    draft.suits += ", ada lovelace"
    assert saved(file_shop, draft).suits[-1] == "Ada Lovelace"
    draft.suits += ", Ampeer"
    assert "“Ampeer”" in said(draft, "suits")
    draft.suits, draft.tools = "", "nvidia-smi, GPU-Burn, furmark"  # it judged nvidia-smi before
    assert "“furmark”" in said(draft, "tools")
    draft.tools = "nvidia-smi, GPU-Burn"
    assert saved(file_shop, draft).tools == ("nvidia-smi", "gpu-burn")


def test_a_word_is_added_once() -> None:
    assert with_word("", "MATS") == "MATS"
    assert with_word("GPU-Z ,", "MATS") == "GPU-Z, MATS"
    assert with_word("MATS, GPU-Z", "MATS") == "MATS, GPU-Z"
