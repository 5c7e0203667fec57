# SPDX-License-Identifier: MIT
"""A bad part is not used again without a word, and what is set apart is put by for nobody."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Overridable, Refused
from workshop.domain.tag import written
from workshop.storage.check import check

REBALL = {"stencil": "S", "sphere_mm": 0.45, "alloy": "SAC305"}
LEAD = "A lead, a manager or the owner can let it be used"


def off(shop: Shop, site: str = "M1", outcome: str = "good", card: str = "", **more: Any) -> str:
    card = card or shop.card(f"S-{len(shop.ask('pieces'))}")
    tag: str = shop.do("harvest", card=card, site=site, outcome=outcome, **more)["tag"]
    return tag


def piece(shop: Shop, tag: str) -> Any:
    return shop.ask("passport", tag=tag).piece


def test_what_came_off_damaged_is_used_again_only_on_the_word_of_a_lead(shop: Shop) -> None:
    shop.do("add_person", code="TIM", name="Tim")
    chip = off(shop, outcome="damaged")
    for disposition in ("STOCK-A", "STOCK-B", "REBALL-NEEDED"):
        facts = {"piece": chip, "disposition": disposition}
        with pytest.raises(Overridable) as said:
            shop.do("dispose", **facts)
        assert str(said.value) == f"{written(chip)} came off damaged. {LEAD}, with a reason."
        with pytest.raises(Refused, match="Tim cannot let this pass"):
            shop.do("dispose", **facts, by="TIM", override="it looks fine")
    # To set it apart first does not make it good.
    shop.do("dispose", piece=chip, disposition="HOLD", reason="to look at")
    with pytest.raises(Overridable):
        shop.do("dispose", piece=chip, disposition="STOCK-A")
    shop.do("dispose", piece=chip, disposition="STOCK-A", override="only the lid is scratched")
    assert piece(shop, chip).state == "stock"
    (passed,) = shop.ask("passport_more", tag=chip).let_pass
    assert passed.reason == "only the lid is scratched"
    shop.do("dispose", piece=chip, disposition="STOCK-B")  # it is in stock by now
    # Thrown away it is without asking.
    shop.do("dispose", piece=off(shop, outcome="damaged"), disposition="SCRAP", reason="r")


def test_what_failed_its_inspection_is_reballed_or_let_pass(shop: Shop) -> None:
    chip = off(shop)
    shop.do("reball", piece=chip, **REBALL, inspection={"SIZE": "yes"})
    with pytest.raises(Overridable) as said:
        shop.do("dispose", piece=chip, disposition="STOCK-B")
    assert str(said.value) == (
        f"{written(chip)} failed the inspection of its balls: reball it again. {LEAD} as it is, "
        "with a reason."
    )
    shop.do("dispose", piece=chip, disposition="REBALL-NEEDED")
    clean = {row.code: "no" for row in shop.ask("reballing").criteria}
    assert shop.do("reball", piece=chip, **REBALL, inspection=clean)["state"] == "stock"
    # Set apart and taken into use again, it needs nobody's word.
    shop.do("dispose", piece=chip, disposition="HOLD", reason="to look at")
    shop.do("dispose", piece=chip, disposition="STOCK-B")
    assert piece(shop, chip).state == "stock"


@pytest.mark.parametrize(
    ("act", "facts"),
    [
        ("quarantine", {"reason": "fake"}),
        ("dispose", {"disposition": "QUARANTINE", "reason": "fake"}),
        ("dispose", {"disposition": "HOLD", "reason": "later"}),
        ("dispose", {"disposition": "REBALL-NEEDED"}),
        ("reball", REBALL | {"inspection": {"SIZE": "yes"}}),
    ],
)
def test_what_is_not_free_any_more_is_put_by_for_no_board(
    shop: Shop, act: str, facts: dict[str, Any]
) -> None:
    chip, board = off(shop), shop.card("S-9")
    shop.do("harvest", card=board, site="M1", outcome="missing")
    shop.do("reserve_set", board=board, pieces=[chip])
    told = shop.do(act, piece=chip, **facts)
    assert told["released_for"] == board
    lacks = shop.ask("memory_sets", board=board)
    assert (lacks.reserved, lacks.wanted, lacks.missing) == ([], 1, 1)
    shop.do("undo", entry=told["entry"])
    assert [one.tag for one in shop.ask("memory_sets", board=board).reserved] == [chip]
    assert check(shop.database, deep=True).findings == []


def test_a_set_of_two_makers_is_told_as_it_is_put_by(shop: Shop) -> None:
    """As the second one would ask for a lead when it is fitted."""
    card, board = shop.card("S-1", model="GeForce RTX 3060 Ti"), shop.card("S-2")
    board = shop.card("S-3", model="GeForce RTX 3060 Ti")
    one = off(shop, "M1", card=card, marking="K4Z80325BC-HC14")
    other = off(shop, "M2", card=card, marking="MT61K256M32JE-14")
    for site in ("M1", "M2"):
        shop.do("harvest", card=board, site=site, outcome="missing")
    told = shop.do("reserve_set", board=board, pieces=[one, other])
    shop.do("fit", piece=one, board=board, site="M1")
    with pytest.raises(Overridable) as asked:
        shop.do("fit", piece=other, board=board, site="M2")
    assert "this board has memory of" in str(asked.value)
    assert told["rules"]
    shop.do("release_set", board=board)
    assert shop.do("reserve_set", board=board, pieces=[other])["rules"] == told["rules"]


@pytest.mark.parametrize(
    ("site", "facts", "says"),
    [
        ("M3", {"marking": "AD102-300-A1"}, "“AD102-300-A1” is a die, and M3 is a memory chip."),
        ("M3", {"model": "AD102"}, "“AD102” is a die, and M3 is a memory chip."),
        ("GPU", {"marking": "D8BZC"}, "“D8BZC” is a memory chip, and GPU is a die."),
        ("GPU", {"model": "GDDR6X 2 GB"}, "“GDDR6X 2 GB” is a memory chip, and GPU is a die."),
    ],
)
def test_a_print_of_another_kind_is_a_slip(
    file_shop: Shop, site: str, facts: dict[str, str], says: str
) -> None:
    card = file_shop.card("S-1")
    with pytest.raises(Refused) as said:
        off(file_shop, site, card=card, **facts)
    assert str(said.value) == f"{says} Look at its print again."
    tag = off(file_shop, site, card=card)
    act, more = ("name_piece", {"names": facts}) if "marking" in facts else ("correct", facts)
    with pytest.raises(Refused, match="Look at its print again"):
        file_shop.do(act, piece=tag, **more)
    off(file_shop, "M4", card=card, marking="whatever 1234", model="my own name")


def test_a_grade_and_marking_go_with_what_is_taken_off(file_shop: Shop) -> None:
    grading = {"harvest_needs_grade": ["memory"]}
    board = file_shop.card("S-1")
    chip = off(file_shop, card=board)
    file_shop.do("fit", piece=chip, board=board, site="M1")
    file_shop.do("set_catalogue", kind="grading", code="CARD", body=grading)
    with pytest.raises(Refused, match="what comes off good is graded here"):
        file_shop.do("take_off", piece=chip)
    file_shop.do("take_off", piece=chip, grade="b", marking="D8BZC")
    assert (piece(file_shop, chip).grade, piece(file_shop, chip).marking) == ("B", "D8BZC")
    assert piece(file_shop, chip).model == "GDDR6X 2 GB"


def test_a_bake_is_not_longer_than_a_piece_was_loose(shop: Shop) -> None:
    chip = off(shop)
    facts: dict[str, Any] = {"pieces": [chip], "temperature": 125, "done": True}
    with pytest.raises(Refused) as said:
        shop.do("bake", **facts, hours=400)
    assert str(said.value) == (
        f"{written(chip)} has been loose here for 0.0 h: it cannot have been in an oven for 400 h. "
        "Look at the hours again."
    )
    shop.later(10)
    shop.do("bake", **facts, hours=9)
    board = shop.card("S-9")
    shop.do("harvest", card=board, site="M1", outcome="missing")
    shop.do("fit", piece=chip, board=board, site="M1")
    shop.later(100)
    shop.do("take_off", piece=chip)
    shop.later(2)
    with pytest.raises(Refused, match=r"loose here for 2\.0 h"):
        shop.do("bake", **facts, hours=9)
    card = shop.card("S-10")
    with pytest.raises(Refused, match=r"loose here for 0\.0 h"):
        shop.do("bake", **(facts | {"pieces": [card]}), hours=1)
