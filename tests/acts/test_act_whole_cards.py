# SPDX-License-Identifier: MIT
"""Cards are taken apart, never come in again as cards, and are built of a board and its pieces."""

from typing import Any

import pytest
from bench_shop import Shop
from unchanged import refusal

from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.storage.check import check

MODEL = "GeForce RTX 4090"


def piece(shop: Shop, tag: str) -> Any:
    return shop.ask("passport", tag=tag).piece


def bare_board(shop: Shop, serial: str = "PCB-1", model: str | None = MODEL) -> str:
    tag: str = shop.do("receive", batch="B1", serial=serial, kind="board", model=model)["tag"]
    return tag


def harvested(shop: Shop, serial: str) -> tuple[str, dict[str, str]]:
    """A card all of whose pieces came off good, and their tags by site."""
    card = shop.card(serial)
    names = [site.name for site in shop.ask("board_map", tag=card).sites]
    done = shop.do("harvest_many", card=card, outcomes=dict.fromkeys(names, "good"))
    return card, {one["site"]: one["tag"] for one in done["sites"]}


def fill(shop: Shop, board: str, pieces: dict[str, str]) -> None:
    for site, tag in pieces.items():
        shop.do("fit", piece=tag, board=board, site=site)


def built(shop: Shop) -> tuple[str, str, dict[str, str]]:
    """A card built on a bare board, that board, and what is fitted by site."""
    board = bare_board(shop)
    _, pieces = harvested(shop, "A-1")
    fill(shop, board, pieces)
    return shop.do("build_card", board=board, serial="OWN-1")["tag"], board, pieces


# Taken apart


def test_a_card_is_taken_apart_into_pieces_with_labels(shop: Shop) -> None:
    card = shop.do("receive", batch="B1", serial="A-1", model=MODEL, maker="asus")["tag"]
    receipt = shop.do(
        "take_apart", card=card, place="TRAY-11",
        parts={"Cooler": "TRAY-12", "bracket": "", "box": None},
    )  # fmt: skip
    assert list(receipt["parts"]) == ["cooler", "bracket", "box"]
    rows = [piece(shop, tag) for tag in receipt["parts"].values()]
    assert [(p.kind, p.place, p.donor, p.donor_site) for p in rows] == [
        ("cooler", "TRAY-12", card, "cooler"), ("other", "", card, "bracket"),
        ("other", "", card, "box"),
    ]  # fmt: skip
    assert {(p.maker, p.model, p.state) for p in rows} == {("ASUS", MODEL, "stock")}
    assert [row.line for row in shop.ask("labels_waiting")][1] == f"{MODEL} · cooler"
    bare = piece(shop, card)
    assert (bare.taken_apart, bare.state, bare.place) == (True, "working", "TRAY-11")
    assert shop.ask("recent", limit=1)[0].text == (
        f"{written(card)} taken apart: cooler, bracket, box"
    )
    tree = shop.ask("genealogy", tag=card).tree
    assert [(kin.how, kin.tag) for kin in tree] == [
        ("came_off", tag) for tag in receipt["parts"].values()
    ]
    # Its die and chips are still on it, and come off as ever.
    shop.do("harvest", card=card, site="GPU", outcome="good")
    assert [row.taken_apart for row in shop.ask("pieces", kind="card")] == [True]
    assert shop.ask("search", text="A-1")[0].detail == "B1 · taken apart"
    assert shop.ask("batch", number="B1").taken_apart == 1


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"parts": {"engine": ""}}, "The part “engine” is unknown. Use one of: cooler,"),
        ({"parts": {"box": "", "BOX": ""}}, "box is named twice."),
        ({"parts": {"box": "NO"}}, "There is no place “NO”."),
        ({"place": "NO"}, "There is no place “NO”."),
        ({"disposition": "REPAIR-IT"}, "There is no disposition “REPAIR-IT”."),
        ({"disposition": "RETURN"}, "RETURN is not for this kind of piece (board)."),
        ({"disposition": "SCRAP"}, "Scrapped needs a reason: say why, in a few words."),
    ],
)
def test_what_cannot_be_taken_apart_so(
    file_shop: Shop, facts: dict[str, Any], sentence: str
) -> None:
    card = file_shop.card("A-1")
    assert refusal(file_shop, "take_apart", card=card, **facts).startswith(sentence)


def test_only_a_whole_card_is_taken_apart_once(file_shop: Shop) -> None:
    card = file_shop.card("A-1")
    die = file_shop.do("harvest", card=card, site="GPU", outcome="good")["tag"]
    entry = file_shop.do("take_apart", card=card)["entry"]
    assert file_shop.ask("recent", limit=1)[0].text == f"{written(card)} taken apart"
    assert refusal(file_shop, "take_apart", card=card) == (
        f"{written(card)} was taken apart already, with entry {entry}."
    )
    assert "is no card" in refusal(file_shop, "take_apart", card=die)
    held = file_shop.card("A-2")
    file_shop.do("quarantine", piece=held, reason="r")
    assert "is in quarantine" in refusal(file_shop, "take_apart", card=held)


@pytest.mark.parametrize("fate", ["SELL-PARTS", "SCRAP", "DONOR", "RETURN-PARTS"])
def test_the_fate_of_the_board_and_of_each_part(shop: Shop, fate: str) -> None:
    card = shop.card("A-1")
    receipt = shop.do(
        "take_apart", card=card, parts={"cooler": "", "box": ""}, disposition=fate, reason="cracked"
    )
    assert receipt["state"] == ("stock" if fate == "DONOR" else "gone")
    for tag in receipt["parts"].values():
        shop.do("dispose", piece=tag, disposition=fate, reason="with its card")
    assert {piece(shop, tag).disposition for tag in receipt["parts"].values()} == {fate}


# It never comes in again


@pytest.mark.parametrize("gone", [False, True])
def test_a_stripped_board_never_comes_in_as_a_card(shop: Shop, gone: bool) -> None:
    card = shop.card("A-1")
    shop.do("take_apart", card=card)
    if gone:
        shop.do("dispose", piece=card, disposition="SELL-PARTS")
    shop.do("open_batch", number="B2", supplier="S")
    (blank,) = shop.do("print_blank_tags", count=1)["tags"]
    sentence = (
        f"was taken apart here: {written(card)} is its bare board, which cannot come in as a card. "
        "Refuse it, or receive it as a board."
    )
    for facts in ({}, {"maker": "msi"}, {"tag": blank}, {"twin_ok": True}, {"batch": "B1"}):
        said = refusal(shop, "receive", **{"batch": "B2", "serial": "a 1", **facts})
        assert said.endswith(sentence)
    said = refusal(shop, "receive_many", batch="B2", cards=[{"serial": "N-1"}, {"serial": "A-1"}])
    assert said.endswith(sentence)
    said = refusal(shop, "expect", batch="B2", cards=[{"serial": "N-1"}, {"serial": "a 1"}])
    assert said == f"Line 2: a 1 {sentence}"
    shop.do("expect", batch="B1", cards=[{"serial": "A-1"}])  # with this one it came as a card
    # It may be turned away, and what is left of it may come back as what it is.
    shop.do("refuse", batch="B2", serial="A-1", reason="CRACKED")
    if gone:
        back = shop.do("receive", batch="B2", serial="A-1", kind="board")
        assert (back["tag"], back["result"]) == (card, "returned")
        assert piece(shop, card).taken_apart
    else:
        assert "is already here" in refusal(shop, "receive", batch="B2", serial="A-1", kind="board")


def test_undone_it_is_a_card_as_before(shop: Shop) -> None:
    card = shop.card("A-1")
    entry = shop.do("take_apart", card=card, parts={"cooler": ""})["entry"]
    shop.do("undo", entry=entry)
    assert not piece(shop, card).taken_apart
    shop.do("dispose", piece=card, disposition="SELL")
    shop.do("open_batch", number="B2", supplier="S")
    assert shop.do("receive", batch="B2", serial="A-1")["result"] == "returned"


# Built


def test_a_bare_board_with_its_pieces_becomes_a_card(shop: Shop) -> None:
    card, board, pieces = built(shop)
    new = piece(shop, card)
    assert (new.kind, new.state, new.model, new.serial) == ("card", "working", MODEL, "OWN-1")
    assert {site.state for site in shop.ask("board_map", tag=card).sites} == {"fitted"}
    assert {p.tag for p in shop.ask("passport", tag=card).fitted} == {board, *pieces.values()}
    assert shop.ask("sites", card=board) == shop.ask("sites", card=card)
    assert shop.ask("board_map", tag=board).tag == board
    inside = piece(shop, board)
    assert (inside.state, inside.board, inside.site) == ("fitted", card, "PCB")
    assert shop.ask("recent", limit=1)[0].text == (
        f"{written(board)} built into {written(card)}: {MODEL}"
    )
    assert shop.ask("labels_waiting")[-1].tag == card
    assert check(shop.database, deep=True).findings == []


def test_its_history_is_found_both_ways(shop: Shop) -> None:
    card, board, pieces = built(shop)
    chip = pieces["M7"]
    boards = shop.ask("genealogy", tag=chip).boards
    told = [(stay.board == board, stay.site, stay.outcome, bool(stay.until)) for stay in boards]
    assert told == [(False, "M7", "good", True), (True, "M7", "", True), (False, "M7", "", False)]
    assert boards[-1].board == card
    assert [stay.board for stay in shop.ask("genealogy", tag=board).boards] == [card]
    below = {kin.tag: kin.how for kin in shop.ask("genealogy", tag=card).tree}
    assert below == dict.fromkeys([board, *pieces.values()], "fitted")
    below = {kin.tag: (kin.how, kin.board) for kin in shop.ask("genealogy", tag=board).tree}
    assert below == dict.fromkeys(pieces.values(), ("was_fitted", card))
    passport = shop.ask("passport", tag=board)
    assert passport.board.tag == card
    assert "build_card" in [event.act for event in passport.history]
    assert "build_card" in [event.act for event in shop.ask("passport", tag=chip).history]


def test_a_built_card_is_worked_on_tested_graded_shipped_and_taken_apart(shop: Shop) -> None:
    card, board, pieces = built(shop)
    other = shop.do("harvest", card=shop.card("A-2"), site="M1", outcome="good")["tag"]
    with pytest.raises(Refused, match="Scan the card, and work on that"):
        shop.ask("memory_sets", board=board)
    for act, facts in (
        ("harvest", {"card": board, "site": "M1", "outcome": "good"}),
        ("harvest_many", {"card": board, "outcomes": {"M1": "good"}}),
        ("take_off", {"piece": board}),
        ("build_card", {"board": board}),
        ("reserve_set", {"board": board, "pieces": [other]}),
        ("scrap", {"piece": board, "reason": "cracked"}),
    ):
        assert refusal(shop, act, **facts).endswith(
            f"{written(board)} is the board of {written(card)}. Scan the card, and work on that."
        )
    assert refusal(shop, "build_card", board=card) == f"{written(card)} is a whole card already."
    shop.do("record_step", piece=board, step="PLC", override="r")  # the whole card is in the oven
    assert {piece(shop, tag).heat_cycles for tag in (card, board)} == {1}
    assert piece(shop, pieces["M1"]).heat_cycles == 3
    shop.do("record_test", piece=card, plan="VOLTAGE", values={"v_12v": 12})
    shop.do("note_defect", piece=card, code="BEND", severity="minor")
    shop.do("assess", piece=card, grade="B")
    assert shop.ask("condition", tag=card).grade == "B"
    assert [visit.batch for visit in shop.ask("condition", tag=card).visits] == ["B1"]
    # A chip comes off and goes on again; then it is shipped.
    shop.do("take_off", piece=pieces["M1"], override="r")
    shop.do("fit", piece=pieces["M1"], board=card, site="M1", override="r")
    apart = shop.do("take_apart", card=card, parts={"cooler": ""})
    assert piece(shop, card).taken_apart
    shop.do("undo", entry=apart["entry"])
    shop.do("dispose", piece=card, disposition="SELL")
    (stay,) = shop.ask("condition", tag=card).visits
    assert (bool(stay.left), stay.how) == (True, "Sold")
    shop.do("open_batch", number="B2", supplier="S")
    assert shop.do("receive", batch="B2", serial="OWN-1")["tag"] == card
    assert [visit.batch for visit in shop.ask("condition", tag=card).visits] == ["B2"]


def test_a_stripped_card_is_a_card_again_with_its_tag(shop: Shop) -> None:
    card, pieces = harvested(shop, "A-1")
    shop.do("take_apart", card=card, disposition="DONOR")
    fill(shop, card, pieces)
    receipt = shop.do("build_card", board=card, serial="A-1", note="rebuilt")
    assert (receipt["tag"], receipt["board"], receipt["n"]) == (card, card, 13)
    again = piece(shop, card)
    assert (again.taken_apart, again.state, again.disposition) == (False, "working", "")
    assert shop.ask("recent", limit=1)[0].text == f"{written(card)} is a card again: {MODEL}"
    shop.do("dispose", piece=card, disposition="SELL")
    shop.do("open_batch", number="B2", supplier="S")
    assert shop.do("receive", batch="B2", serial="A-1")["result"] == "returned"


@pytest.mark.parametrize("again", [False, True])
def test_what_is_still_put_by_for_a_board_is_free_when_it_is_built(shop: Shop, again: bool) -> None:
    donor, pieces = harvested(shop, "A-1")
    board = donor if again else bare_board(shop)
    if again:
        shop.do("take_apart", card=board)
    spare = shop.do("harvest", card=shop.card("A-2"), site="M1", outcome="good")["tag"]
    shop.do("reserve_set", board=board, pieces=[spare])
    shop.do("reserve_set", board=board, pieces=[pieces["M1"]])
    fill(shop, board, pieces)
    receipt = shop.do("build_card", board=board)
    assert receipt["released"] == [spare]
    told = shop.ask("recent", limit=1)[0].text
    assert told.endswith(f": {MODEL}. Pieces no longer reserved: 1")
    with pytest.raises(Refused, match="Nothing is reserved for"):
        shop.do("release_set", board=receipt["tag"])
    shop.do("undo", entry=receipt["entry"])
    assert shop.ask("memory_sets", board=board).reserved[0].tag == spare
    shop.do("build_card", board=board)
    shop.do("scrap", piece=spare, reason="worn")
    assert check(shop.database, deep=True).findings == []


def test_a_card_with_pieces_put_by_is_taken_apart_but_does_not_leave(shop: Shop) -> None:
    """The board keeps what is reserved for it; no way out of the workshop passes over that."""
    card, board = shop.card("A-1"), shop.card("A-2")
    chip = shop.do("harvest", card=card, site="M1", outcome="good")["tag"]
    shop.do("harvest", card=board, site="M1", outcome="missing")
    shop.do("reserve_set", board=board, pieces=[chip])
    stays = f"Pieces are reserved for {written(board)}: 1. Release them first."
    said = f"{written(chip)} is reserved for {written(board)}. Release it first."
    for facts in ({"disposition": "SELL-PARTS"}, {"disposition": "SCRAP", "reason": "r"}):
        assert refusal(shop, "take_apart", card=board, parts={"box": ""}, **facts) == stays
    assert refusal(shop, "scrap", pieces=[card, board], reason="r") == stays
    assert refusal(shop, "scrap", pieces=[card, chip], reason="r") == said
    for code in ("SELL", "RETURN-PARTS"):
        assert refusal(shop, "dispose", piece=chip, disposition=code) == said
    assert refusal(shop, "dispose", piece=board, disposition="WARRANTY-RMA") == stays
    shop.do("take_apart", card=board, parts={"box": ""}, disposition="DONOR")
    assert refusal(shop, "scrap", piece=board, reason="r") == stays
    assert [each.tag for each in shop.ask("memory_sets", board=board).reserved] == [chip]
    shop.do("fit", piece=chip, board=board, site="M1")
    shop.do("scrap", piece=board, reason="r")


def test_what_was_left_on_a_stripped_card_counts(shop: Shop) -> None:
    card = shop.card("A-1")
    shop.do("harvest", card=card, site="M1", outcome="left")
    shop.do("harvest", card=card, site="M2", outcome="suspect")
    shop.do("take_apart", card=card)
    assert shop.do("build_card", board=card, model="4090")["tag"] == card


def test_what_is_missing_is_named(shop: Shop) -> None:
    board = bare_board(shop)
    _, pieces = harvested(shop, "A-1")
    del pieces["M3"], pieces["GPU"]
    assert refusal(shop, "build_card", board=board).endswith(
        "is not complete: nothing is on GPU, M1, M2, M3, M4, M5, M6, M7, M8, M9, M10, M11, M12."
    )
    fill(shop, board, pieces)
    assert refusal(shop, "build_card", board=board) == (
        f"{written(board)} is not complete: nothing is on GPU, M3."
    )


def test_a_board_nobody_knows_is_named_first(shop: Shop) -> None:
    board = bare_board(shop, model=None)
    assert refusal(shop, "build_card", board=board).startswith("“” is no model of the catalogue")
    assert "“RTX 1” is no model" in refusal(shop, "build_card", board=board, model="RTX 1")
    _, pieces = harvested(shop, "A-1")
    fill(shop, board, pieces)
    assert refusal(shop, "build_card", board=board, model="3070").startswith(
        f"{written(board)} carries pieces on M9, M10, M11, M12, which "
    )
    card = shop.do("build_card", board=board, model="rtx 4090", maker="asus")["tag"]
    assert (piece(shop, card).model, piece(shop, card).maker) == (MODEL, "ASUS")


def test_a_serial_another_piece_has_is_refused(shop: Shop) -> None:
    board = bare_board(shop)
    stripped, pieces = harvested(shop, "A-1")
    shop.do("take_apart", card=stripped)
    other = shop.card("A-2")
    fill(shop, board, pieces)
    assert "was taken apart here" in refusal(shop, "build_card", board=board, serial="A-1")
    assert "is already here" in refusal(shop, "build_card", board=board, serial="A-2")
    assert "is a tag of this workshop" in refusal(
        shop, "build_card", board=board, serial=written(other)
    )


@pytest.mark.parametrize("what", ["die", "held"])
def test_what_is_no_board_is_not_built_of(shop: Shop, what: str) -> None:
    card = shop.card("A-1")
    die = shop.do("harvest", card=card, site="GPU", outcome="good")["tag"]
    board = bare_board(shop)
    shop.do("quarantine", piece=board, reason="fake")
    tag, sentence = {"die": (die, "is no board"), "held": (board, "is in quarantine")}[what]
    assert sentence in refusal(shop, "build_card", board=tag)
