# SPDX-License-Identifier: MIT
"""A label layout as it is edited: what is done to it comes out as a new version of the layout."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.benches.answers import Ask, Do
from workshop.benches.layout_drafts import (
    ALIGNS,
    FITS,
    KINDS,
    ONLY,
    ElementDraft,
    LayoutDraft,
    as_shipped,
)
from workshop.domain.layout_entries import Align, Draws, Fit
from workshop.domain.terms import PieceKind


def version(shop: Shop, code: str = "62x29") -> Any:
    return next(row for row in shop.ask("layout_versions") if row.layout.code == code)


def draft_of(shop: Shop, code: str = "62x29") -> LayoutDraft:
    names = {row.layout.code: row.layout.name for row in shop.ask("layout_versions")}
    return LayoutDraft(version(shop, code).layout, names)


def saved(shop: Shop, draft: LayoutDraft) -> Any:
    answer = draft.answer()
    assert isinstance(answer, Do), (answer, draft.wrong)
    return version(shop, shop.do(answer.act, **answer.facts)["code"])


def said(draft: LayoutDraft, where: Any) -> str:
    assert isinstance(draft.answer(), Ask)
    return str(draft.wrong[where])


def test_all_words_of_the_domain_can_be_chosen() -> None:
    assert set(KINDS) == set(Draws) and set(FITS) == set(Fit) and set(ALIGNS) == set(Align)
    assert set(ONLY) == {"", *PieceKind}


def test_what_was_not_touched_is_not_saved_and_comes_out_the_same(file_shop: Shop) -> None:
    for row in file_shop.ask("layout_versions"):
        draft = draft_of(file_shop, row.layout.code)
        assert (row.version, row.has_shipped, row.is_shipped) == (0, True, True)
        assert not draft.is_changed and isinstance(draft.answer(), Ask) and draft.wrong == {}
        assert draft.seen() == (row.layout, "")
        draft.name += " (ours)"
        again = saved(file_shop, draft)
        assert again.layout.elements == row.layout.elements and again.layout.page == row.layout.page
        assert (again.version, again.is_shipped) == (1, False)
        back = as_shipped(row.layout.code)
        file_shop.do(back.act, **back.facts)
        assert version(file_shop, row.layout.code) == (row.layout, 2, True, True)


def test_a_shop_makes_a_layout_of_its_own(file_shop: Shop) -> None:
    draft = draft_of(file_shop)
    draft.copy()
    draft.name = "Tray, 62 mm"
    place = draft.add(0)
    assert place == 1
    draft.rows[1].put(draws="text", text="MSL 3", x="40,5", y="25", wide="20", high="3.5", size="7",
                      least="5", only="die, memory", align="right")  # fmt: skip
    draft.rows[0].put(wide="18", high="1")
    draft.sizes["label_wide"] = draft.sizes["page_wide"] = "64"
    kept = saved(file_shop, draft).layout
    assert (kept.code, kept.name, kept.label) == ("TRAY-62-MM", "Tray, 62 mm", (64.0, 29.0))
    assert kept.elements[0].wide == kept.elements[0].high == 18.0  # a QR code is a square
    assert (kept.elements[1].x, kept.elements[1].only) == (40.5, ("die", "memory"))
    assert not version(file_shop, "TRAY-62-MM").has_shipped


@pytest.mark.parametrize(
    ("change", "where", "words"),
    [
        ({"x": "4o"}, (1, "x"), "From the left"),
        ({"lines": "1.5"}, (1, "lines"), "whole number"),
        ({"text": "{price}"}, (1, "draws"), "names the field “price”"),
        ({"size": "4"}, (1, "draws"), "sizes must go up"),
        ({"x": "10"}, "whole", "comes into the white room around QR code"),
        ({"wide": "60"}, "whole", "reaches over the edge of the label"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(
    file_shop: Shop, change: dict[str, str], where: Any, words: str
) -> None:
    draft = draft_of(file_shop)
    draft.rows[1].put(**change)
    assert words in said(draft, where)
    layout, fault = draft.seen()
    assert layout is None and words in fault
    assert words in str(draft.wrong[where])  # looking at it takes back nothing that was said


def test_a_name_is_needed_and_not_that_of_another(file_shop: Shop) -> None:
    draft = draft_of(file_shop)
    draft.name = " "
    assert said(draft, "name") == "Give the layout a name."
    assert draft.seen()[0] is not None  # but it can be looked at
    draft.name = "label roll, 50 × 25 MM"
    assert "already" in said(draft, "name")


def test_each_sort_of_element_keeps_what_it_has(file_shop: Shop) -> None:
    draft = draft_of(file_shop, "letter-2x5")
    sorts = [
        ElementDraft(draws="code128", text="{serial}", x="36", y="0", wide="62", high="2.8"),
        ElementDraft(draws="box", x="1", y="49", wide="99", high="1.5", thick="0.2"),
        ElementDraft(draws="logo", x="90", y="30", wide="8", high="8", picture=("f0", "0f")),
    ]
    draft.rows += sorts
    kept = saved(file_shop, draft).layout
    assert [str(each.draws) for each in kept.elements[-3:]] == ["code128", "box", "logo"]
    assert kept.elements[-1].picture == ("f0", "0f")
    assert draft_of(file_shop, "letter-2x5").rows[-2].thick == "0.2"
