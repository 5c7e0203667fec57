# SPDX-License-Identifier: MIT
"""What may be done to a piece, a site and a batch, and how a no sounds."""

from typing import Any

import pytest

from workshop.domain import rules
from workshop.domain.refused import Refused
from workshop.domain.terms import PieceKind, PieceState, SiteOutcome, SiteState

TAG, BOARD = "M01000001K", "C010000021"


def no(rule: Any, *facts: Any, **named: Any) -> str:
    with pytest.raises(Refused) as refused:
        rule(*facts, **named)
    return str(refused.value)


def test_words_are_taken_in_any_case_and_others_answered_with_all_of_them() -> None:
    assert rules.one_of(" Good ", SiteOutcome, "The outcome") == "good"
    assert no(rules.one_of, "b<r>oken", SiteOutcome, "The outcome") == (
        "The outcome “b<r>oken” is unknown. Use one of: good, damaged, missing, left, suspect."
    )


def test_a_closed_batch_and_a_piece_that_left() -> None:
    rules.batch_is_open("B1", "open")
    assert no(rules.batch_is_open, "B1", "closed") == "Batch B1 is closed."
    for state in PieceState:
        if state != PieceState.GONE:
            rules.piece_is_here(TAG, state)
    assert no(rules.piece_is_here, TAG, "gone") == "M01-000001-K has left the workshop."


def test_only_cards_and_boards_have_sites() -> None:
    for kind in PieceKind:
        if kind in (PieceKind.CARD, PieceKind.BOARD):
            rules.carries_sites(TAG, kind)
        else:
            assert "is no card or board" in no(rules.carries_sites, TAG, kind)


def test_sites_in_any_case_and_the_others_listed() -> None:
    assert rules.site_exists(" gpu ", ["GPU", "M1"], "PG136") == "GPU"
    assert no(rules.site_exists, "M13\0", ["GPU", "M1"], "PG136") == (
        "There is no site “M13�” on this board (PG136). It has GPU, M1."
    )


@pytest.mark.parametrize("state", sorted(rules.EMPTY_SITES))
def test_an_empty_site_gives_nothing_more(state: SiteState) -> None:
    said = no(rules.may_harvest, "M3", state, "good", None)
    assert said.startswith("M3 is already empty (")
    assert rules.SITE_WORDS[state] in said


def test_what_is_on_the_board_may_come_off() -> None:
    for outcome in SiteOutcome:
        rules.may_harvest("M3", "on_board", outcome, None)
        rules.may_harvest("M3", "left", outcome, None)
    for outcome in ("good", "damaged", "left"):
        rules.may_harvest("M3", "fitted", outcome, TAG)


def test_a_fitted_piece_does_not_just_vanish() -> None:
    assert no(rules.may_harvest, "M3", "fitted", "missing", TAG) == (
        "M3 holds M01-000001-K, which was fitted here. If it is gone, dispose of M01-000001-K."
    )


def fits(**other: Any) -> dict[str, Any]:
    return {"tag": TAG, "kind": "memory", "state": "stock", "on": None, "site": "M3",
            "site_kind": "memory", "site_state": "good"} | other  # fmt: skip


def test_a_good_chip_goes_onto_an_empty_site_of_its_kind() -> None:
    for state in rules.EMPTY_SITES:
        rules.may_fit(**fits(site_state=state))


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"on": BOARD}, "M01-000001-K is fitted on C01-000002-1. Harvest it there first."),
        ({"state": "gone"}, "M01-000001-K has left the workshop."),
        ({"state": "damaged"},
         "M01-000001-K is not free to be fitted: it is recorded as harvested damaged."),
        ({"state": "hold"}, "M01-000001-K is not free to be fitted: it is recorded as on hold."),
        ({"site_kind": "die"}, "M01-000001-K is a memory chip, but M3 takes a die."),
        ({"site_state": "on_board"}, "M3 is not empty. Harvest what is on it first."),
        ({"site_state": "left"}, "M3 is not empty. Harvest what is on it first."),
        ({"site_state": "fitted"}, "M3 is not empty. Harvest what is on it first."),
    ],
)  # fmt: skip
def test_what_may_not_be_fitted(other: dict[str, Any], sentence: str) -> None:
    assert no(rules.may_fit, **fits(**other)) == sentence


def test_already_here_names_the_piece_for_machines_too() -> None:
    here = rules.AlreadyHere("0324", BOARD, "B1")
    assert here.tag == BOARD
    assert str(here) == "0324 is already here: C01-000002-1, in batch B1."


def test_every_site_state_has_a_word() -> None:
    assert set(rules.SITE_WORDS) == set(SiteState)
