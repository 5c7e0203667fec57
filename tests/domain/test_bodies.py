# SPDX-License-Identifier: MIT
"""Plain objects become entries, and every wrong one gets a sentence that names the field."""

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pytest

from workshop.domain.bodies import body_of, read
from workshop.domain.refused import Refused


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Leg:
    length: float


@dataclass(frozen=True)
class Table:
    name: str
    seats: int = 4
    width: float = 1.0
    round: bool = False
    colour: Colour = Colour.RED
    limit: float | None = None
    words: tuple[str, ...] = ()
    legs: tuple[Leg, ...] = ()


def made(**body: Any) -> Table:
    return read(Table, {"name": "T"} | body, "table T")


def test_a_whole_object_becomes_an_entry_and_goes_back() -> None:
    body = {
        "name": "Oak",
        "seats": 6,
        "width": 1.5,
        "round": True,
        "colour": "blue",
        "limit": 3.0,
        "words": ["a", "b"],
        "legs": [{"length": 0.7}, {"length": 0.8}],
    }
    table = read(Table, body, "table Oak")
    assert table.colour is Colour.BLUE
    assert table.legs == (Leg(0.7), Leg(0.8))
    assert body_of(table) == body
    assert json.loads(json.dumps(body_of(table))) == body


def test_fields_left_out_have_their_defaults_and_whole_numbers_do_as_lengths() -> None:
    assert made(width=2) == Table("T", width=2.0)
    assert isinstance(made(width=2).width, float)
    assert made(limit=None).limit is None
    assert made(name="  T  ").name == "T"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"name": 3}, "table T: name must be text, not 3."),
        ({"seats": "4"}, "table T: seats must be a number, not 4."),
        ({"seats": True}, "table T: seats must be a number, not True."),
        ({"seats": 1.5}, "table T: seats must be a whole number of 0 or more, not 1.5."),
        ({"seats": -1}, "table T: seats must be a whole number of 0 or more, not -1."),
        ({"width": math.nan}, "table T: width must be a number, not nan."),
        ({"width": math.inf}, "table T: width must be a number, not inf."),
        ({"width": 1e12}, "table T: width must be a number, not 1000000000000.0."),
        ({"round": 1}, "table T: round must be true or false, not 1."),
        ({"colour": "green"}, "table T: colour must be one of “red”, “blue”, not green."),
        ({"colour": []}, "table T: colour must be one of “red”, “blue”, not []."),
        ({"limit": "x"}, "table T: limit must be a number, not x."),
        ({"words": "ab"}, "table T: words must be a list, not ab."),
        ({"words": [1]}, "table T: words must be text, not 1."),
        ({"legs": [3]}, "table T: legs must be an object with named fields, not 3."),
        ({"legs": [{}]}, "table T: length is missing."),
        ({"legs": [{"length": 1, "x": 2}]}, "table T: there is no field “x”. It has length."),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(body: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        made(**body)
    assert refused.value.english == sentence


def test_an_unknown_field_and_a_missing_one_are_named() -> None:
    with pytest.raises(Refused, match=r"no field “hight”\. It has name, seats"):
        made(hight=3)
    with pytest.raises(Refused, match="name is missing"):
        read(Table, {}, "table T")


def test_control_characters_and_endless_text_are_refused() -> None:
    with pytest.raises(Refused, match="cannot be printed"):
        made(name="a\x00b")
    with pytest.raises(Refused, match="too long"):
        made(name="a" * 5000)
