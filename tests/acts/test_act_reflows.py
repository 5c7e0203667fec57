# SPDX-License-Identifier: MIT
"""One reflow is one cycle, however often it is told, and goes with what was on the card."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Overridable, Refused
from workshop.domain.tag import written
from workshop.storage.check import check

REBALL = {"stencil": "S", "sphere_mm": 0.45, "alloy": "SAC305"}


def off(shop: Shop, card: str, site: str = "GPU", **more: Any) -> str:
    tag: str = shop.do("harvest", card=card, site=site, outcome="good", **more)["tag"]
    return tag


def ledger(shop: Shop, tag: str) -> list[tuple[str, str]]:
    """The cause and the profile of each cycle, where it has one."""
    told = shop.ask("heat", tag=tag)
    return [(row.cause, row.run.profile if row.run else "") for row in told.rows]


@pytest.fixture
def fitted(shop: Shop) -> tuple[str, str]:
    """A die on a board it was fitted to just now."""
    die, board = off(shop, shop.card("A-1")), shop.card("A-2")
    shop.do("harvest", card=board, site="GPU", outcome="missing")
    shop.do("fit", piece=die, board=board, site="GPU")
    return die, board


def test_a_fitting_its_step_and_its_run_are_one_reflow(shop: Shop, fitted: tuple[str, str]) -> None:
    die, board = fitted
    step = {"piece": board, "step": "PLC", "override": "out of order"}
    run: dict[str, Any] = {"profile": "BGA-ON-LF", "pieces": [board], "peak": 240}
    shop.do("record_step", **step)
    noted = shop.do("record_run", **run)
    for tag in (die, board):
        assert noted["entry"] in [event.entry for event in shop.ask("passport", tag=tag).history]
    one = [("desolder", ""), ("placement", "BGA-ON-LF")]
    assert ledger(shop, die) == one and ledger(shop, board) == one[1:]
    shop.do("undo", entry=noted["entry"])
    assert ledger(shop, die) == [("desolder", ""), ("placement", "")]
    # The run first; then what tells of it, and not of the next.
    shop.do("record_run", **run)
    assert ledger(shop, die) == one and ledger(shop, board) == one[1:]
    shop.do("record_run", **run)
    assert ledger(shop, die) == [*one, ("run", "BGA-ON-LF")]
    shop.do("record_step", **step)
    assert ledger(shop, die) == [*one, one[1]] and ledger(shop, board) == [one[1], one[1]]
    shop.do("record_step", **step)
    assert ledger(shop, die) == [*one, one[1], ("placement", "")]
    assert shop.ask("heat", tag=die).rows[-1].override == "out of order"
    assert check(shop.database, deep=True).findings == []


def test_a_run_that_places_one_piece_places_the_others_again(
    shop: Shop, fitted: tuple[str, str]
) -> None:
    """So that the die, desoldered later, has a cycle of its own for that."""
    die, board = fitted
    shop.do("record_run", profile="BGA-ON-LF", pieces=[board])
    chip = off(shop, board, "M1")
    shop.do("fit", piece=chip, board=board, site="M1")
    shop.do("record_run", profile="BGA-ON-LF", pieces=[board])
    assert ledger(shop, chip)[-1] == ledger(shop, die)[-1] == ("placement", "BGA-ON-LF")
    shop.do("take_off", piece=die, override="r")
    assert [cause for cause, _ in ledger(shop, die)] == [
        "desolder", "placement", "placement", "desolder",
    ]  # fmt: skip


@pytest.mark.parametrize("by", ["record_step", "record_run"])
def test_a_desolder_step_or_run_is_that_of_what_is_taken_off_after_it(
    shop: Shop, fitted: tuple[str, str], by: str
) -> None:
    die, board = fitted
    facts: dict[str, Any] = {
        "record_step": {"piece": board, "step": "DSLD", "override": "r"},
        "record_run": {"profile": "BGA-OFF-LF", "pieces": [board]},
    }[by]
    if by == "record_run":
        shop.do("record_run", profile="BGA-ON-LF", pieces=[board])
    shop.do(by, **facts)
    assert shop.ask("heat", tag=die).cycles == 3
    taken = shop.do("take_off", piece=die)  # at its limit, and no heat more
    assert (taken["heat_cycles"], ledger(shop, die)[-1][0]) == (3, "desolder")
    with pytest.raises(Overridable, match="has had 3 heat cycles"):
        shop.do("reball", piece=die, **REBALL)


def test_a_reball_its_step_and_its_run_are_one_reflow(shop: Shop) -> None:
    die = off(shop, shop.card("A-1"))
    told = [
        ("reball", {"piece": die, **REBALL}),
        ("record_step", {"piece": die, "step": "RBL"}),
        ("record_run", {"profile": "REBALL-LF", "pieces": [die]}),
    ]
    for count, facts in enumerate((told, told[::-1]), 1):
        for act, more in facts:
            shop.do(act, **more)
        again = [("reball", "REBALL-LF")] * count
        assert ledger(shop, die) == [("desolder", ""), *again]
    with pytest.raises(Overridable, match="has had 3 heat cycles"):
        shop.do("reball", piece=die, **REBALL)


def test_what_is_told_after_the_shift_is_another_reflow(shop: Shop) -> None:
    die = off(shop, shop.card("A-1"))
    shop.do("reball", piece=die, **REBALL)
    shop.later(12.1)
    shop.do("record_step", piece=die, step="RBL")
    shop.later(12)
    shop.do("record_run", profile="REBALL-LF", pieces=[die])
    assert ledger(shop, die) == [("desolder", ""), ("reball", ""), ("reball", "REBALL-LF")]


def test_what_comes_off_a_card_has_had_the_heat_of_the_card(shop: Shop) -> None:
    card = shop.card("A-1")
    for _ in range(4):
        shop.do("record_run", profile="BGA-OFF-LF", pieces=[card])
    die = shop.do("harvest", card=card, site="GPU", outcome="good")
    assert (die["heat_cycles"], die["heat_state"]) == (4, "stop"), "it came off in the last run"
    told = shop.ask("heat", tag=die["tag"])
    assert (told.before, ledger(shop, die["tag"])) == (3, [("desolder", "BGA-OFF-LF")])
    shop.later(24)
    with pytest.raises(Overridable) as said:
        shop.do("harvest", card=card, site="M1", outcome="good")
    assert str(said.value).startswith("M1 has had 4 heat cycles, and its limit is 3.")
    chip = shop.do("harvest", card=card, site="M1", outcome="good", override="to look at it")
    told = shop.ask("heat", tag=chip["tag"])
    assert (told.cycles, told.before) == (5, 4)
    assert [row.override for row in told.rows] == ["to look at it"]
    # What was fitted here has seen only the heat since.
    cool = off(shop, shop.card("A-2"), "M1")
    shop.do("fit", piece=cool, board=card, site="M1")
    assert shop.ask("heat", tag=cool).cycles == 2
    assert check(shop.database, deep=True).findings == []


def test_a_wrong_bin_names_the_site_of_what_has_no_tag_yet(shop: Shop) -> None:
    card = shop.card("A-1")
    shop.do("add_place", code="BIN-A", name="Grade A", takes_grades=["A"], takes_kinds=["memory"])
    for site, grade, says in (
        ("M3", "B", "M3 is of grade B, but BIN-A takes grade A. Choose another place."),
        ("GPU", "A", "GPU is a die, but BIN-A takes memory chip. Choose another place."),
    ):
        with pytest.raises(Refused) as said:
            off(shop, card, site, place="BIN-A", grade=grade)
        assert str(said.value) == says
    chip = off(shop, card, "M3", grade="B")
    shop.do("fit", piece=chip, board=card, site="M3")
    with pytest.raises(Refused, match=f"^{written(chip)} is of grade B"):
        shop.do("take_off", piece=chip, place="BIN-A")
