# SPDX-License-Identifier: MIT
"""The small XML tree of an untrusted log: what enters it, and what never does."""

import pytest
from defusedxml.ElementTree import ParseError

from workshop.domain.refused import Refused
from workshop.testlogs.tree import grow

NONE: frozenset[str] = frozenset()


def test_an_element_has_its_text_and_its_children() -> None:
    root, used = grow("<a><b x='1'> two\n<c>3</c> lost </b><b>later</b><d/></a>", NONE)
    assert used == 5
    assert [child.tag for child in root.children] == ["b", "b", "d"]
    (first, second) = root.all("b")
    assert first.attributes == {"x": "1"}
    assert (first.text, second.text, root.text) == (" two\n", "later", "")
    assert root.at("b") is first
    assert root.at("b/c") is not None
    assert root.at("b/c/d") is None


def test_what_is_left_out_takes_everything_in_it_along() -> None:
    log = "<a><b>1</b><secret>x<b>2</b><secret>y</secret>z</secret><c>3</c></a>"
    root, used = grow(log, frozenset({"secret"}))
    assert used == 6
    assert [(child.tag, child.text) for child in root.children] == [("b", "1"), ("c", "3")]
    with pytest.raises(ParseError):
        grow("<secret>x</secret>", frozenset({"secret"}))


def test_the_budget_counts_what_is_left_out_too() -> None:
    log = "<a><!-- 1 --><?pi 2?><secret><b/></secret></a>"
    assert grow(log, frozenset({"secret"}), 5)[1] == 5
    with pytest.raises(Refused, match="more entries"):
        grow(log, frozenset({"secret"}), 4)


@pytest.mark.parametrize("log", ["", "a", "<a>", "<a></b>", "<a/><b/>", "<a>&b;</a>"])
def test_what_is_not_xml(log: str) -> None:
    with pytest.raises(ParseError):
        grow(log, NONE)
