# SPDX-License-Identifier: MIT
"""What may be fitted: every rule by itself, what is not known, and what a lead lets pass."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.catalogue import Catalogue
from workshop.domain.fitting import Known, judge_fit, known_of, may_break
from workshop.domain.fitting_entries import FitRule, SetRule, Weight
from workshop.domain.markings import split_marking
from workshop.domain.refused import Overridable, Refused
from workshop.domain.shop_copies import read_entry
from workshop.storage.catalogue import shipped

TAG = "M01000001K"
CARD = shipped().models["GeForce RTX 4090"]
CHIP = Known("memory", type="GDDR6X", gbit=16, gbps=21.0, maker="Micron", part="D8BZC")
DIE = Known("die", die="AD102", sku="AD102-300")


def known(kind: str, model: str = "", marking: str = "") -> Known:
    return known_of(shipped(), kind, model, split_marking(marking) if marking else None)


def codes(part: Known, *beside: Known, catalogue: Catalogue | None = None) -> list[str]:
    return [each.rule for each in judge_fit(catalogue or shipped(), CARD, TAG, part, beside)]


def test_what_is_known_comes_from_the_marking_first() -> None:
    assert known("memory", "GDDR6 1 GB", "D8BZC") == CHIP
    assert known("memory", "GDDR6X 2 GB") == Known("memory", type="GDDR6X", gbit=16)
    assert known("memory", "GDDR6X 2 GB", "worn off") == Known("memory", type="GDDR6X", gbit=16)
    assert known("memory", "found in a drawer") == Known("memory")
    assert known("die", "AD102", "2238A1 AD102-300-A1") == DIE
    assert known("die", "AD102") == Known("die", die="AD102")


@pytest.mark.parametrize(
    ("part", "beside", "broken", "sentence"),
    [
        (CHIP, [], [], ""),
        (CHIP, [CHIP, CHIP], [], ""),
        (Known("memory"), [CHIP], [], ""),
        (DIE, [], [], ""),
        (CHIP._replace(type="GDDR6"), [], ["MEM-TYPE"],
         "M01-000001-K is GDDR6, and a GeForce RTX 4090 takes GDDR6X."),
        (CHIP._replace(type="GDDR7"), [], ["MEM-TYPE", "MEM-PACKAGE"],
         "M01-000001-K is GDDR7, and a GeForce RTX 4090 takes GDDR6X."),
        (CHIP._replace(gbit=8), [], ["MEM-DENSITY"],
         "M01-000001-K is 1 GB, and a GeForce RTX 4090 takes 2 GB."),
        (CHIP._replace(gbps=19.5), [], ["MEM-SPEED"],
         "M01-000001-K is made for 19.5 Gbit/s, and a GeForce RTX 4090 runs its memory at "
         "21 Gbit/s."),
        (CHIP._replace(gbps=24.0), [], [], ""),
        (CHIP._replace(maker="Samsung", part="K4"), [CHIP], ["MEM-MAKER", "MEM-ALIKE"],
         "M01-000001-K is Samsung, and this board has memory of Micron."),
        (CHIP._replace(part="D8BGX"), [CHIP, CHIP], ["MEM-ALIKE"],
         "M01-000001-K is D8BGX, and this board has memory of D8BZC."),
        (CHIP._replace(leaded=True), [], ["MEM-LEAD"],
         "M01-000001-K has leaded balls, and a GeForce RTX 4090 is lead-free."),
        (Known("die", die="GA102", sku="GA102-300"), [], ["DIE", "DIE-SKU"],
         "M01-000001-K is GA102, and a GeForce RTX 4090 takes AD102."),
        (DIE._replace(sku="AD102-250"), [], ["DIE-SKU"],
         "M01-000001-K is AD102-250, and a GeForce RTX 4090 takes AD102-300, AD102-301."),
        (DIE._replace(leaded=True), [], ["DIE-LEAD"],
         "M01-000001-K has leaded balls, and a GeForce RTX 4090 is lead-free."),
    ],
)  # fmt: skip
def test_each_rule_says_what_is_wrong_and_what_would_fit(
    part: Known, beside: list[Known], broken: list[str], sentence: str
) -> None:
    found = judge_fit(shipped(), CARD, TAG, part, beside)
    assert [each.rule for each in found] == broken
    if broken:
        assert str(Refused(found[0].template, **found[0].facts)) == sentence


def test_a_rule_tells_asks_or_refuses() -> None:
    (asks,) = judge_fit(shipped(), CARD, TAG, CHIP._replace(gbit=8))
    (tells,) = judge_fit(shipped(), CARD, TAG, CHIP._replace(leaded=True))
    (refuses,) = judge_fit(shipped(), CARD, TAG, CHIP._replace(type="GDDR6"))
    with pytest.raises(Overridable, match="takes 2 GB. A lead, a manager or the owner can let it"):
        may_break([asks, tells], "")
    assert may_break([asks, tells], "a 16 GB card") == [
        "M01-000001-K is 1 GB, and a GeForce RTX 4090 takes 2 GB.",
        "M01-000001-K has leaded balls, and a GeForce RTX 4090 is lead-free.",
    ]
    assert may_break([tells], "") == may_break([tells], "a reason nobody asked for")
    for reason in ("", "it must be"):
        with pytest.raises(Refused) as refused:
            may_break([refuses, asks], reason)
        assert not isinstance(refused.value, Overridable)


def shop_with(**rules: dict[str, Any]) -> Catalogue:
    """The shipped catalogue with some rules changed."""
    known = shipped().fit_rules
    changed = {code: replace(known[code], **body) for code, body in rules.items()}
    return replace(shipped(), fit_rules={**known, **changed})


def test_the_shop_decides_what_must_be_known_and_for_which_boards() -> None:
    strict = shop_with(**{"MEM-MAKER": {"must_be_known": True}, "DIE-LEAD": {}})
    (broken,) = judge_fit(strict, CARD, TAG, Known("memory"))
    assert str(Refused(broken.template, **broken.facts)) == (
        "M01-000001-K: the rule “Memory of one maker on a board” asks for what is not known of it. "
        "Note its marking first."
    )
    for suits, holds in (((), True), ((CARD.family,), True), (("GeForce RTX 4090",), True),
                         (("Ampere",), False)):  # fmt: skip
        only = shop_with(**{"MEM-LEAD": {"suits": suits}})
        assert bool(codes(CHIP._replace(leaded=True), catalogue=only)) is holds
    hard = shop_with(**{"MEM-LEAD": {"weight": Weight.REFUSE}})
    with pytest.raises(Refused, match="lead-free"):
        may_break(judge_fit(hard, CARD, TAG, CHIP._replace(leaded=True)), "")


@given(
    st.sampled_from(["memory", "die"]),
    st.sampled_from(["", "GDDR6", "GDDR6X", "GDDR7"]),
    st.sampled_from([0, 8, 16]),
    st.sampled_from([0.0, 14.0, 21.0, 24.0]),
    st.sampled_from(["", "Micron", "Samsung"]),
    st.sampled_from(["", "AD102", "GA102"]),
    st.booleans(),
)
def test_less_knowledge_never_breaks_more_rules(
    kind: str, type_: str, gbit: int, gbps: float, maker: str, die: str, leaded: bool
) -> None:
    part = Known(kind, die=die, type=type_, gbit=gbit, gbps=gbps, maker=maker, leaded=leaded)
    whole = set(codes(part, CHIP))
    for forgotten in ({"type": ""}, {"gbit": 0}, {"gbps": 0.0}, {"maker": ""}, {"die": ""}):
        assert set(codes(part._replace(**forgotten), CHIP)) <= whole
    weights = [each.weight for each in judge_fit(shipped(), CARD, TAG, part, [CHIP])]
    assert weights == sorted(weights, key=["refuse", "ask", "tell"].index)


@pytest.mark.parametrize(
    ("kind", "code", "body", "says"),
    [
        ("fit", "MEM-DIE", {"kind": "memory", "compares": "die"}, "of memory a rule compares"),
        ("fit", "DIE-DENSITY", {"kind": "die", "compares": "density"}, "of die a rule compares"),
        ("fit", "CARD-DIE", {"kind": "card", "compares": "die"}, "for dies or for memory"),
        ("fit", "mem type", {"kind": "memory", "compares": "type"}, "capitals, digits and dashes"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    kind: str, code: str, body: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        read_entry(kind, code, {"name": "A rule", "weight": "ask", **body})


def test_weeks_and_packages_are_looked_at_too() -> None:
    with pytest.raises(Refused, match="0 to 520 weeks"):
        SetRule("DATES", 521)
    with pytest.raises(Refused, match="The package is missing"):
        read_entry("package", "GDDR5", {"package": " "})
    assert isinstance(read_entry("fit", "X-1", {
        "name": "N", "kind": "die", "compares": "die", "weight": "tell"
    }), FitRule)  # fmt: skip
