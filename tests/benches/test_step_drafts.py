# SPDX-License-Identifier: MIT
"""A step as it is edited: what is done to it comes out as a new version of the step."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.benches.answers import Ask, Do
from workshop.benches.step_drafts import TYPES, StepDraft
from workshop.domain.routing_entries import FieldType
from workshop.language import fill
from workshop.storage import evidence


def draft_of(shop: Shop, code: str = "BAKE") -> StepDraft:
    return StepDraft(next(step for step in shop.ask("steps") if step.code == code))


def saved(shop: Shop, draft: StepDraft) -> Any:
    answer = draft.answer()
    assert isinstance(answer, Do), answer
    shop.do(answer.act, **answer.facts)
    return next(step for step in shop.ask("steps") if step.code == draft.code)


def test_every_type_of_the_domain_can_be_chosen() -> None:
    assert list(TYPES) == list(FieldType)


def test_what_was_not_touched_is_not_saved_and_comes_out_the_same(file_shop: Shop) -> None:
    for step in file_shop.ask("steps"):
        draft = StepDraft(step)
        assert not draft.is_changed and isinstance(draft.answer(), Ask)
        draft.text += "!"
        assert saved(file_shop, draft).fields == step.fields
    draft = draft_of(file_shop, "DSLD")
    assert (draft._body["heat"], draft._body["cause"]) == ("board", "desolder")


def test_a_field_of_every_type_is_added_and_recorded(file_shop: Shop) -> None:
    draft = draft_of(file_shop, "EVI")
    draft.fields.clear()
    for type_ in TYPES:
        field = draft.fields[draft.add(len(draft.fields) - 1)]
        field.label, field.type = f"The {type_}", type_
    number, choice = draft.fields[1], draft.fields[2]
    number.unit, number.low, number.high, number.required = "mm", "0,5", "2", True
    number.choices = "left from another type"
    choice.choices, choice.low = "round, square；oval, round", "3"
    fields = {field.name: field for field in saved(file_shop, draft).fields}
    assert list(fields) == [f"the_{type_}" for type_ in TYPES]
    kept = fields["the_number"]
    assert (kept.unit, kept.low, kept.high, kept.required) == ("mm", 0.5, 2.0, True)
    assert fields["the_choice"].choices == ("round", "square", "oval")
    card = file_shop.card("SN1")
    file_shop.do("record_step", piece=card, step="EVI",
                 values={"the_number": "1,5", "the_choice": "oval", "the_date": "2026-11-24"},
                 )  # fmt: skip
    assert file_shop.ask("passport", tag=card).steps[-1].values["the_number"] == 1.5


def test_fields_are_moved_and_taken_out_and_keep_their_names(file_shop: Shop) -> None:
    draft = draft_of(file_shop, "TDN")
    names = [field.name for field in draft.fields]
    draft.fields[0].label = "Pads"
    assert draft.move(0, -1) == 0 and draft.move(0, 1) == 1
    draft.remove(2)
    kept = [field.name for field in saved(file_shop, draft).fields]
    assert kept == [names[1], names[0], *names[3:]]


@pytest.mark.parametrize(
    ("label", "name"),
    [("Rail voltage (V)", "rail_voltage_v"), ("焊盘厚度", "field"), ("12 V", "field_12_v"),
     ("Packaging", "packaging_2"), ("x" * 60, "x" * 36)],
)  # fmt: skip
def test_a_new_field_is_named_by_its_label(file_shop: Shop, label: str, name: str) -> None:
    draft = draft_of(file_shop, "RECV")
    draft.fields[draft.add(-1)].label = label
    assert saved(file_shop, draft).fields[-1].name == name


def test_what_cannot_be_kept_is_named_at_its_place(file_shop: Shop) -> None:
    draft = draft_of(file_shop)
    draft.name, draft.longest = " ", "soon"
    empty = draft.add(-1)
    number, choice = draft.fields[draft.add(empty)], draft.fields[draft.add(empty + 1)]
    number.label, number.type, number.low, number.high = "Gap", "number", "5", "4"
    choice.label, choice.type, choice.choices = "Colour", "choice", " , "
    answer = draft.answer()
    assert isinstance(answer, Ask)
    assert fill(answer.template, answer.facts) == "Give the step a name."
    assert {where: str(why) for where, why in draft.wrong.items()} == {
        "name": "Give the step a name.",
        "longest": "The hours: “soon” is no number. Type digits, such as 12.5.",
        (empty, "label"): "Say what is asked for.",
        (empty + 1, "high"): "The most is less than the least.",
        (empty + 2, "choices"): "Name the choices, with commas between them.",
    }


def test_a_new_step_gets_a_code_of_its_own(file_shop: Shop) -> None:
    names = {step.code: step.name for step in file_shop.ask("steps")}
    draft = StepDraft(None, names)
    assert draft.is_new and isinstance(draft.answer(), Ask)
    draft.name = " Weigh the cooler "
    draft.fields[draft.add(-1)].label = "Grams"
    answer = draft.answer()
    assert isinstance(answer, Do)
    draft.code = answer.facts["code"]
    made = saved(file_shop, draft)
    assert (made.code, made.name) == ("WEIGH-THE-COOLER", "Weigh the cooler")
    assert [field.name for field in made.fields] == ["grams"]
    again = StepDraft(None, {**names, made.code: made.name})
    again.name = "weigh the COOLER"
    assert isinstance(again.answer(), Ask)
    assert "There is a step “weigh the COOLER” already." in str(again.wrong["name"])
    for name, code in (("Weigh: the cooler", "WEIGH-THE-COOLER-2"), ("称重", "STEP")):
        again.name = name
        answer = again.answer()
        assert isinstance(answer, Do) and answer.facts["code"] == code


def test_a_picture_is_kept_with_the_step_and_goes_with_the_version(file_shop: Shop) -> None:
    kept = evidence.keep(file_shop.database, b"a picture", "how.jpg")
    card = file_shop.card("SN1")
    file_shop.do("record_step", piece=card, step="EVI")
    draft = draft_of(file_shop, "TDN")
    draft.put_picture(kept)
    assert saved(file_shop, draft).picture == kept["sha256"]

    def shown(tag: str) -> str:
        steps = file_shop.ask("routing", tag=tag).steps
        return str(next(step.picture for step in steps if step.code == "TDN"))

    assert shown(file_shop.card("SN2")) == kept["sha256"]
    assert shown(card) == ""  # under way: it keeps the version it is on
    draft = draft_of(file_shop, "TDN")
    draft.take_picture_away()
    assert saved(file_shop, draft).picture == ""


def test_a_picture_nobody_kept_is_refused(file_shop: Shop) -> None:
    draft = draft_of(file_shop, "TDN")
    draft.picture = "a" * 64
    answer = draft.answer()
    assert isinstance(answer, Do)
    with pytest.raises(Exception, match="The photo aaaaaaaaaaa.* was never kept. Load it again."):
        file_shop.do(answer.act, **answer.facts)
