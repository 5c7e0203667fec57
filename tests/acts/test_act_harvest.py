# SPDX-License-Identifier: MIT
"""What comes off a board: one site or many, good or in doubt, and what it turns out to be."""

from typing import Any

import pytest
from bench_shop import Shop
from unchanged import refusal

from workshop.storage.check import check

MEMORY = [f"M{n}" for n in range(1, 13)]


def site(shop: Shop, card: str, name: str) -> Any:
    return next(each for each in shop.ask("board_map", tag=card).sites if each.name == name)


def record(shop: Shop, card: str, name: str) -> Any:
    return [row for row in shop.ask("passport", tag=card).sites if row.site == name][-1]


# In doubt


def test_a_suspect_piece_stays_and_comes_off_later(shop: Shop) -> None:
    card = shop.card("A-1")
    receipt = shop.do("harvest", card=card, site="M3", outcome="suspect", note="cracked corner")
    assert (receipt["tag"], receipt["outcome"]) == (card, "suspect")
    assert site(shop, card, "M3").state == "suspect"
    assert record(shop, card, "M3").note == "cracked corner"
    assert shop.ask("recent", limit=1)[0].text == "M3 suspect: cracked corner"
    assert shop.ask("labels_waiting")[-1].tag == card  # no piece, no label
    chip = shop.do("harvest", card=card, site="M3", outcome="good")["tag"]
    assert site(shop, card, "M3")[9:11] == ("good", chip)
    assert check(shop.database, deep=True).findings == []


def test_a_suspect_piece_that_was_fitted_is_still_that_piece(shop: Shop) -> None:
    card = shop.card("A-1")
    chip = shop.do("harvest", card=card, site="M1", outcome="good")["tag"]
    shop.do("fit", piece=chip, board=card, site="M1")
    shop.do("harvest", card=card, site="M1", outcome="suspect", note="warm")
    assert site(shop, card, "M1")[9:11] == ("suspect", chip)
    assert shop.ask("passport", tag=chip).piece[2] == "fitted"
    assert [row.outcome for row in shop.ask("passport", tag=chip).sites] == [
        "good", "fitted", "suspect",
    ]  # fmt: skip
    assert [stay.until == "" for stay in shop.ask("genealogy", tag=chip).boards] == [False, True]
    other = shop.do("harvest", card=card, site="M2", outcome="good")["tag"]
    assert "M1 is not empty" in refusal(shop, "fit", piece=other, board=card, site="M1")
    # The doubt is lifted; and cast again it does not keep the piece on the board.
    shop.do("harvest", card=card, site="M1", outcome="left")
    assert site(shop, card, "M1")[9:11] == ("fitted", chip)
    shop.do("harvest", card=card, site="M1", outcome="suspect")
    assert (
        shop.do("take_off", piece=chip, outcome="damaged", override="scrap anyway")["tag"] == chip
    )
    assert site(shop, card, "M1").state == "damaged"


def test_in_doubt_is_still_on_the_board(shop: Shop) -> None:
    card = shop.card("A-1")
    shop.do("harvest", card=card, site="GPU", outcome="good")
    shop.do("harvest", card=card, site="M1", outcome="suspect")
    shop.do("harvest", card=card, site="M2", outcome="left")
    lines = {line.kind: line for line in shop.ask("balance", batch="B1").lines}
    assert lines["memory"][1:] == (12, 0, 0, 0, 2, 10)


# What it turns out to be


def test_a_marking_is_kept_with_what_it_says(shop: Shop) -> None:
    card = shop.card("A-1")
    die = shop.do(
        "harvest", card=card, site="GPU", outcome="good",
        marking="S TW 2324A1 / U2F028.MOW / AD102-301-A1",
    )["tag"]  # fmt: skip
    (read,) = shop.ask("markings", piece=die)
    assert read[4:10] == ("AD102", "301", "A1", "U2F028.MOW", "2324", "typed")
    shown = site(shop, card, "GPU")
    assert (shown.model, shown.lot, shown.date) == ("AD102", "U2F028.MOW", "2324")
    # The label of the tray says more of a chip that came off unread.
    chip = shop.do("harvest", card=card, site="M1", outcome="good")["tag"]
    assert shop.ask("markings", piece=chip) == []
    for _ in range(2):
        shop.do("name_piece", piece=chip, names={"marking": "D8BZC"})
    (read,) = shop.ask("markings", piece=chip)
    assert (read.chip, read.source) == ("D8BZC", "scanned")
    assert read[10:] == ("MT61K512M32KPA-21", "Micron", "GDDR6X", 16, 21)
    assert shop.ask("passport", tag=chip).markings == [read]
    assert shop.ask("markings", piece=card) == []
    shop.do("name_piece", piece=card, names={"marking": "AD102-301-A1"})
    assert shop.ask("markings", piece=card) == []  # what is printed on a card is no chip


@pytest.mark.parametrize(
    ("facts", "came_off"),
    [
        ({"site": "M1", "marking": "D8BGX"}, "GDDR6X 1 GB"),
        ({"site": "M1", "model": "GDDR6 1 GB"}, "GDDR6 1 GB"),
        ({"site": "M1", "marking": "D8BGX", "model": "GDDR6X 1.5 GB"}, "GDDR6X 1.5 GB"),
        ({"site": "GPU", "marking": "GA102-300-A1"}, "GA102"),
    ],
)
def test_another_part_than_expected_is_recorded_not_forced(
    shop: Shop, facts: dict[str, Any], came_off: str
) -> None:
    card = shop.card("A-1")
    expected = site(shop, card, facts["site"]).expects
    receipt = shop.do("harvest", card=card, outcome="good", **facts)
    assert (receipt["came_off"], receipt["expected"]) == (came_off, expected)
    assert shop.ask("passport", tag=receipt["tag"]).piece.model == came_off
    assert record(shop, card, facts["site"]).expected == expected
    assert shop.ask("recent", limit=1)[0].text.endswith(f": {came_off} instead of {expected}")


def test_what_was_expected_is_kept_also_where_it_fits(shop: Shop) -> None:
    card = shop.card("A-1")
    receipt = shop.do("harvest", card=card, site="M1", outcome="good", marking="D8BZC")
    assert "came_off" not in receipt
    assert record(shop, card, "M1").expected == "GDDR6X 2 GB"
    shop.do("harvest", card=card, site="M2", outcome="missing")
    assert record(shop, card, "M2").expected == "GDDR6X 2 GB"
    nameless = shop.card("A-2", model=None)
    chip = shop.do("harvest", card=nameless, site="M1", outcome="good", marking="D8BZC")
    assert "came_off" not in chip  # nobody knew what to expect
    assert shop.ask("passport", tag=chip["tag"]).piece.model == "GDDR6X 2 GB"


def test_a_fitted_piece_is_expected_to_be_itself(shop: Shop) -> None:
    card = shop.card("A-1")
    chip = shop.do("harvest", card=card, site="M1", outcome="good", model="a sample")["tag"]
    shop.do("fit", piece=chip, board=card, site="M1")
    assert "came_off" not in shop.do("harvest", card=card, site="M1", outcome="good")
    shop.do("fit", piece=chip, board=card, site="M1", override="once more")
    receipt = shop.do(
        "harvest", card=card, site="M1", outcome="good", marking="D8BZC", override="once more"
    )
    assert (receipt["came_off"], receipt["expected"]) == ("GDDR6X 2 GB", "a sample")


# A grade is asked for


def test_a_grade_is_required_where_the_shop_says_so(shop: Shop) -> None:
    card = shop.card("A-1")
    shop.do("set_catalogue", kind="grading", code="CARD", body={"harvest_needs_grade": ["memory"]})
    assert refusal(shop, "harvest", card=card, site="M1", outcome="good") == (
        "M1: what comes off good is graded here. Choose one of A, B, C, D."
    )
    for facts in ({"site": "GPU"}, {"site": "M1", "grade": "b"}):
        shop.do("harvest", card=card, outcome="good", **facts)
    shop.do("harvest", card=card, site="M2", outcome="damaged")
    # A piece that was graded before needs no grade anew.
    chip = site(shop, card, "M1").piece
    shop.do("fit", piece=chip, board=card, site="M1")
    shop.do("take_off", piece=chip)
    assert shop.ask("passport", tag=chip).piece.grade == "B"


# Many sites as one


def test_all_the_memory_with_one_tray(shop: Shop) -> None:
    card = shop.card("A-1")
    receipt = shop.do(
        "harvest_many", card=card, place="TRAY-12", note="one after the other",
        outcomes={
            **dict.fromkeys(MEMORY[:9], "good"),
            "M10": {"outcome": "damaged", "place": "TRAY-11", "note": "lifted pad"},
            "m11": {"outcome": "good", "marking": "D8BGX", "grade": "a"},
            "M12": "missing",
        },
    )  # fmt: skip
    assert receipt["n"] == 12 and receipt["card"] == card
    assert receipt["counts"] == {"good": 10, "damaged": 1, "missing": 1, "left": 0, "suspect": 0}
    assert [one["site"] for one in receipt["sites"]] == MEMORY
    assert receipt["sites"][10]["came_off"] == "GDDR6X 1 GB"
    assert shop.ask("recent", limit=1)[0].text == (
        f"12 sites of {card[:3]}-{card[3:9]}-{card[9:]}: 10 good, 1 damaged, 1 missing"
    )
    chips = shop.ask("pieces", kind="memory")
    assert [chip.place for chip in chips] == [*["TRAY-12"] * 9, "TRAY-11", "TRAY-12"]
    assert [chip.grade for chip in chips] == [*[""] * 10, "A"]
    assert record(shop, card, "M9").note == "one after the other"
    assert record(shop, card, "M10").note == "lifted pad"
    assert len(shop.ask("labels_waiting")) == 12  # eleven chips and the card
    shop.do("undo", entry=receipt["entry"])
    assert shop.ask("pieces", kind="memory") == []
    assert {each.state for each in shop.ask("board_map", tag=card).sites} == {"on_board"}


@pytest.mark.parametrize(
    ("outcomes", "sentence"),
    [
        ({"M1": "good", "M3": "good"}, "M3 is already empty (missing)."),
        ({"M1": "good", "M99": "good"}, "There is no site “M99” on this board"),
        ({"M1": "good", "M2": "burnt"}, "M2: The outcome “burnt” is unknown."),
        ({"M1": "good", "M2": {"grade": "A"}}, "M2: The outcome “” is unknown."),
        ({"M1": {"outcome": "good", "grade": "E"}}, "M1: The grade “E” is unknown."),
        ({"M1": {"outcome": "good", "place": "NO"}}, "M1: There is no place “NO”."),
        ({"M1": {"outcome": "good", "colour": "red"}}, "M1: Nothing is known of “colour”."),
        ({"M1": "good", "M4": "good"}, "M4: "),
        ({"M1": "good", "m1": "good"}, "m1 is already empty (harvested good)."),
        ({}, "Say what was found: pairs of a site and its outcome."),
    ],
)
def test_one_site_that_cannot_be_refuses_them_all(
    shop: Shop, outcomes: dict[str, Any], sentence: str
) -> None:
    card = shop.card("A-1")
    shop.do("harvest", card=card, site="M3", outcome="missing")
    chip = shop.do("harvest", card=card, site="M4", outcome="good")["tag"]
    for _ in range(2):
        shop.do("reball", piece=chip, stencil="S", sphere_mm=0.45, alloy="SAC305", override="r")
    shop.do("fit", piece=chip, board=card, site="M4", override="r")
    assert refusal(shop, "harvest_many", card=card, outcomes=outcomes).startswith(
        sentence.replace("m1 is", "M1 is")
    )


def test_one_override_lets_them_all_pass(shop: Shop) -> None:
    card = shop.card("A-1")
    chip = shop.do("harvest", card=card, site="M4", outcome="good")["tag"]
    shop.do("fit", piece=chip, board=card, site="M4")
    for _ in range(2):  # the first one tells of the fitting
        shop.do("record_step", piece=card, step="PLC", override="a joint was open")
    shop.do("harvest_many", card=card, outcomes={"M1": "good", "M4": "good"}, override="worn out")
    assert [row.override for row in shop.ask("heat", tag=chip).rows][-1] == "worn out"


def test_what_was_fitted_comes_off_the_board_of_a_closed_batch(shop: Shop) -> None:
    card, donor = shop.card("A-1"), shop.card("A-2")
    chips = [shop.do("harvest", card=donor, site=site, outcome="good")["tag"]
             for site in ("M1", "M2")]  # fmt: skip
    for name in ("M1", "M12"):
        shop.do("harvest", card=card, site=name, outcome="missing")
    shop.do("fit", piece=chips[0], board=card, site="M1")
    closed = shop.do("close_batch", batch="B1", override="the rest stays")["entry"]
    counted = shop.ask("balance", batch="B1")
    for act, facts in (
        ("harvest", {"card": card, "site": "M2", "outcome": "good"}),
        ("harvest", {"card": card, "site": "M2", "outcome": "left"}),
        ("harvest_many", {"card": card, "outcomes": {"M1": "good", "M3": "good"}}),
    ):
        assert "was counted when batch B1 was closed" in refusal(shop, act, **facts)
    shop.do("take_off", piece=chips[0])
    shop.do("fit", piece=chips[1], board=card, site="M1")
    shop.do("harvest", card=card, site="M1", outcome="suspect")
    shop.do("harvest", card=card, site="M1", outcome="damaged")
    after = shop.ask("balance", batch="B1")
    assert (after.lines, after.cards, after.gaps) == (counted.lines, counted.cards, counted.gaps)
    shop.do("undo_many", entries=list(range(closed, shop.ask("newest") + 1)))
    shop.do("harvest", card=card, site="M2", outcome="good")
