# SPDX-License-Identifier: MIT
"""Facts on a command line: read by the type in the signature, and refused where they do not fit."""

from collections.abc import Callable
from typing import Any

import pytest

from workshop.acts import ACTS
from workshop.facts import WrongFacts, described, fit_facts, read_facts, read_value
from workshop.queries import QUERIES

NAMES = "name, count, parent, expected, values, cards, anything, either, size, limit"

FUNCTIONS = [*ACTS.values(), *QUERIES.values()]


def an_act(
    session: object,
    *,
    name: str,
    count: int,
    parent: str | None = None,
    expected: int | None = None,
    values: dict[str, Any] | None = None,
    cards: list[dict[str, Any]] | None = None,
    anything: Any = None,
    either: int | str = "",
    size: float | None = None,
    limit: int = 100,
) -> None:
    """Does nothing, in
    two lines.

    And more.
    """


def test_an_act_as_data() -> None:
    said = described(an_act)
    assert said["name"] == "an_act"
    assert said["does"] == "Does nothing, in two lines."
    by_name = {fact["name"]: fact for fact in said["facts"]}
    assert list(by_name)[:2] == ["name", "count"]
    assert by_name["count"] == {"name": "count", "type": "int", "required": True, "default": None}
    assert by_name["parent"] == {
        "name": "parent", "type": "str", "required": False, "default": None,
    }  # fmt: skip
    assert by_name["values"]["type"] == "dict"
    assert by_name["cards"]["type"] == "list"
    assert by_name["either"]["type"] == "int or str"
    assert by_name["limit"]["default"] == 100


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_every_act_and_query_describes_itself(function: Callable[..., Any]) -> None:
    said = described(function)
    assert said["does"]
    for fact in said["facts"]:
        assert fact["type"] in ("str", "int", "float", "bool", "dict", "list"), fact


@pytest.mark.parametrize(
    ("pair", "value"),
    [
        ("name=Zoé = 李", "Zoé = 李"),
        ("name=", ""),
        ("name=007", "007"),
        ("name=null", "null"),
        ("count=-7", -7),
        ("expected=", None),
        ("expected=40", 40),
        ("either=7", "7"),
        ("size=0,45", 0.45),
        ("size=240", 240.0),
        ("size=", None),
        ('values={"a": [1, 2.5]}', {"a": [1, 2.5]}),
        ("values=null", None),
        ('cards=[{"serial":"A-1"}]', [{"serial": "A-1"}]),
        ("anything=x", "x"),
    ],
)
def test_values_are_read_by_their_type(pair: str, value: object) -> None:
    found = read_facts(an_act, [*(p for p in ("name=n", "count=1") if p[:4] != pair[:4]), pair])
    assert found[pair.split("=")[0]] == value


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        (["name=n"], "an_act needs count=…."),
        (["name=n", "count=many"], "“many” is no whole number."),
        (["name=n", "count=1.5"], "“1.5” is no whole number."),
        (["name=n", "count="], "“” is no whole number."),
        (["name=n", "count=" + "9" * 5000], "“" + "9" * 60 + "” is no whole number."),
        (["name=n", "count"], "“count” must be name=value."),
        (["name=n", "count=1", "size=wide"], "“wide” is no number."),
        (["name=n", "name=m", "count=1"], "name is given twice."),
        (["name=n", "count=1", "values={"], "“{” is not JSON."),
        (["name=n", "count=1", "values=[1]"], "“[1]” must be JSON of type dict."),
        (["name=n", "count=1", "cards={}"], "“{}” must be JSON of type list."),
        (["name=n", "count=1", "limit=-1"], "limit must not be negative."),
        (["name=n", "count=1", "x=red"], f"an_act has no fact “x”. It has: {NAMES}."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(pairs: list[str], sentence: str) -> None:
    with pytest.raises(WrongFacts) as wrong:
        read_facts(an_act, pairs)
    assert str(wrong.value) == sentence


def test_a_query_without_facts_says_so() -> None:
    with pytest.raises(WrongFacts, match="workshop has no facts."):
        read_facts(QUERIES["workshop"], ["x=1"])


@pytest.mark.parametrize(
    ("facts", "fits"),
    [
        ({"name": "n", "count": 1}, True),
        ({"name": "n", "count": 1, "values": None}, True),
        ({"name": "n", "count": 1, "anything": True}, True),
        ({"name": "n", "count": 1, "size": 240}, True),
        ({"name": "n", "count": 1, "size": 0.45}, True),
        ({"name": "n", "count": 1, "size": "0.45"}, False),
        ({"name": "n", "count": 1, "size": True}, False),
        ({"name": "n", "count": "1"}, False),
        ({"name": "n", "count": True}, False),
        ({"name": None, "count": 1}, False),
        ({"name": ["n"], "count": 1}, False),
        ({"name": "n", "count": 1.0}, False),
        ({"name": "n", "count": 1, "values": []}, False),
        ({"name": "n", "count": 1, "cards": {}}, False),
    ],
)
def test_facts_of_a_line_of_json_must_be_of_their_type(facts: dict[str, Any], fits: bool) -> None:
    if fits:
        assert fit_facts(an_act, facts) == facts
    else:
        with pytest.raises(WrongFacts, match="must be"):
            fit_facts(an_act, facts)


def test_deep_json_is_refused_not_crashed() -> None:
    with pytest.raises(WrongFacts, match="is not JSON"):
        read_value("[" * 100_000, list[Any])
