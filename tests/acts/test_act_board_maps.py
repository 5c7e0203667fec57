# SPDX-License-Identifier: MIT
"""A shop draws its own board maps, on photos of its own, and no card loses a record by it."""

from typing import Any

import pytest
from bench_shop import Shop
from unchanged import refusal

from workshop.domain.bodies import body_of
from workshop.storage import evidence
from workshop.storage.catalogue import shipped

MODEL = "GeForce RTX 2070"
CORNERS = [10, 10, 390, 10, 390, 290, 10, 290]


def board(code: str = "PG160", **more: Any) -> dict[str, Any]:
    """What the plain map of an RTX 2070 becomes when it is drawn."""
    return body_of(shipped().board_of(MODEL)) | {"code": code, "name": "Our 2070"} | more


def photo(shop: Shop, face: str = "front") -> tuple[dict[str, Any], dict[str, Any]]:
    """A kept file, and where on it the board lies."""
    kept = evidence.keep(shop.database, f"the {face}".encode(), "board.jpg")
    on = {"face": face, "sha256": kept["sha256"], "width": 400, "height": 300, "corners": CORNERS}
    return kept, on


def test_a_drawn_board_is_the_map_of_its_model(file_shop: Shop) -> None:
    card = file_shop.card("S-1", model=MODEL)
    plain = file_shop.ask("board_map", tag=card)
    assert (plain.known, plain.drawn, plain.photos) == (True, False, [])
    kept, on = photo(file_shop)
    receipt = file_shop.do("draw_board", board=board(photos=[on]), models=["2070"], photos=[kept])
    assert (receipt["board"], receipt["version"], receipt["models"]) == ("PG160", 1, [MODEL])
    drawn = file_shop.ask("board_map", tag=card)
    assert (drawn.board, drawn.name, drawn.drawn) == ("PG160", "Our 2070", True)
    assert [one._asdict() for one in drawn.photos] == [on | {"corners": tuple(CORNERS)}]
    assert file_shop.ask("recent")[0].text == "Board map PG160 saved, version 1"


def test_the_next_version_is_of_the_same_board(file_shop: Shop) -> None:
    file_shop.do("draw_board", board=board(), models=[MODEL], photos=[])
    again = file_shop.do("draw_board", board=board("pg160", name="B"), models=[], photos=[])
    assert (again["board"], again["version"]) == ("PG160", 2)
    card = file_shop.card("S-1", model=MODEL)
    assert file_shop.ask("board_map", tag=card).name == "B"
    file_shop.do("undo", entry=again["entry"])
    assert file_shop.ask("board_map", tag=card).name == "Our 2070"


def test_a_card_of_no_model_has_the_map_it_is_called_by(file_shop: Shop) -> None:
    card = file_shop.card("S-1", model="Radeon VII")
    assert not file_shop.ask("board_map", tag=card).known
    body = board("RADEON VII") | {"sites": board()["sites"][:5]}
    file_shop.do("draw_board", board=body, models=[], photos=[])
    drawn = file_shop.ask("board_map", tag=card)
    assert drawn.drawn and drawn.known and len(drawn.sites) == 5


def test_a_photo_that_was_never_kept_is_refused(file_shop: Shop) -> None:
    kept, on = photo(file_shop)
    said = refusal(file_shop, "draw_board", board=board(photos=[on]), models=[], photos=[])
    assert said.endswith("was never kept. Load it again.")
    file_shop.do("draw_board", board=board(photos=[on]), models=[], photos=[kept])
    file_shop.do("draw_board", board=board(photos=[on]), models=[], photos=[])  # it is now


@pytest.mark.parametrize(
    ("more", "models", "said"),
    [
        ({"code": ""}, [], "The code of the board"),
        ({"sites": []}, [], "no site for the die"),
        ({"sites": board()["sites"][:4]}, [MODEL], "3 memory sites, but GeForce RTX 2070 has 8"),
        ({}, ["RTX 9999"], "There is no model “RTX 9999”"),
        ({"colour": "green"}, [], "there is no field “colour”"),
    ],
)
def test_what_is_no_whole_board_is_refused(
    file_shop: Shop, more: dict[str, Any], models: list[str], said: str
) -> None:
    assert said in refusal(file_shop, "draw_board", board=board(**more), models=models, photos=[])


def test_a_site_with_a_record_cannot_be_lost(file_shop: Shop) -> None:
    file_shop.do("draw_board", board=board(), models=[MODEL], photos=[])
    card = file_shop.card("S-1", model=MODEL)
    file_shop.do("harvest", card=card, site="M2", outcome="missing")
    sites = [site | ({"name": "U2"} if site["name"] == "M2" else {}) for site in board()["sites"]]
    said = refusal(file_shop, "draw_board", board=board(sites=sites), models=[], photos=[])
    assert said == (
        "The board map would lose sites that pieces here have records of: M2 of C01-000001-Z. "
        "Keep sites of these names."
    )
    others = [site | ({"name": "U3"} if site["name"] == "M3" else {}) for site in board()["sites"]]
    file_shop.do("draw_board", board=board(sites=others), models=[], photos=[])


def test_a_shipped_board_is_changed_for_all_its_models(file_shop: Shop) -> None:
    body = body_of(shipped().boards["PG139"])
    body["sites"][1]["channel"] = "Z9"
    file_shop.do("draw_board", board=body, models=[], photos=[])
    for number, model in enumerate(("GeForce RTX 4090", "GeForce RTX 4090 D")):
        card = file_shop.card(f"S-{number}", model=model)
        assert file_shop.ask("board_map", tag=card).sites[1].channel == "Z9"
