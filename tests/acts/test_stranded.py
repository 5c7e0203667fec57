# SPDX-License-Identifier: MIT
"""No piece is stranded on a site that its board has no more: each act that could is refused."""

from typing import Any

import pytest
from bench_shop import Shop
from unchanged import refusal

from workshop.domain.bodies import body_of
from workshop.domain.tag import written
from workshop.storage.catalogue import shipped

BIG, SMALL = "GeForce RTX 4090 48GB", "GeForce RTX 4080"


class Fitted:
    """A bare board of 24 sites with a chip on its last one."""

    def __init__(self, shop: Shop, model: str = BIG) -> None:
        self.shop = shop
        donor = shop.card("D-1")
        self.chip = shop.do("harvest", card=donor, site="M1", outcome="good")["tag"]
        self.board = shop.do(
            "receive", batch="B1", serial="PCB-1", kind="board", model=model
        )["tag"]  # fmt: skip

    def fit(self, site: str = "M24") -> Any:
        return self.shop.do("fit", piece=self.chip, board=self.board, site=site)

    def cannot_be(self, model: str) -> str:
        return (
            f"{written(self.board)} cannot be a {model}, which has no site for "
            f"{written(self.chip)} on M24. Take them off first, or choose another model."
        )

    def on(self, site: str) -> str:
        return f"{written(self.chip)} on {site} of {written(self.board)}"


def renamed(board: str, **more: Any) -> dict[str, Any]:
    """A board of the catalogue with U1, U2, … for M1, M2, …"""
    body = body_of(shipped().boards[board])
    sites = [site | {"name": site["name"].replace("M", "U")} for site in body["sites"]]
    return body | {"sites": sites} | more


def map_of(model: str) -> str:
    found = shipped().find_model(model)
    assert found is not None
    return found.board


def test_a_board_becomes_no_model_without_the_sites_of_its_pieces(shop: Shop) -> None:
    it = Fitted(shop)
    it.fit()
    assert refusal(shop, "correct", piece=it.board, model="4080") == it.cannot_be(SMALL)
    shop.do("take_off", piece=it.chip)
    shop.do("correct", piece=it.board, model="4080")


def test_a_card_of_no_model_that_comes_back_keeps_its_pieces(shop: Shop) -> None:
    card, donor = shop.card("N-1", model=None), shop.card("D-1")
    chip = shop.do("harvest", card=donor, site="M1", outcome="good")["tag"]
    shop.do("harvest", card=card, site="M12", outcome="missing")
    shop.do("fit", piece=chip, board=card, site="M12")
    shop.do("dispose", piece=card, disposition="SELL")
    shop.do("open_batch", number="B2", supplier="S")
    said = refusal(shop, "receive", batch="B2", serial="N-1", model="4080")
    assert f"cannot be a {SMALL}, which has no site for {written(chip)} on M12" in said
    assert shop.do("receive", batch="B2", serial="N-1", model="4090")["tag"] == card


def test_another_map_for_a_model_keeps_the_sites_its_pieces_are_on(shop: Shop) -> None:
    it = Fitted(shop)
    it.fit()
    body = renamed(map_of(BIG), code="OURS")
    said = refusal(shop, "draw_board", board=body, models=[BIG], photos=[])
    assert said == (
        f"The board map would lose sites that pieces here have records of: {it.on('M24')}. "
        "Keep sites of these names."
    )
    shop.do("draw_board", board=body, models=[], photos=[])  # no model has it yet
    model = {"board": "OURS"}
    said = refusal(shop, "set_catalogue", kind="model", code=BIG, body=model)
    assert it.on("M24") in said
    own = renamed(map_of(BIG))
    said = refusal(shop, "set_catalogue", kind="board", code=map_of(BIG), body=own)
    assert it.on("M24") in said
    shop.do("take_off", piece=it.chip)
    said = refusal(shop, "draw_board", board=body, models=[BIG], photos=[])
    assert f"M24 of {written(it.board)}" in said  # its record stays


def test_the_undo_of_a_map_keeps_the_sites_its_pieces_are_on(shop: Shop) -> None:
    it = Fitted(shop)
    body = renamed(map_of(BIG), code="OURS")
    drawn = shop.do("draw_board", board=body, models=[BIG], photos=[])["entry"]
    fitted = it.fit("U24")["entry"]
    assert it.on("U24") in refusal(shop, "undo", entry=drawn)
    assert it.on("U24") in refusal(shop, "undo_many", entries=[drawn])
    shop.do("undo_many", entries=[drawn, fitted])
    assert shop.ask("sites", card=it.board)[-1].name == "M24"


@pytest.mark.parametrize("act", ["undo", "undo_many"])
def test_the_undo_of_a_model_or_of_taking_off_keeps_the_pieces_on_their_sites(
    shop: Shop, act: str
) -> None:
    def undo(entry: int) -> dict[str, Any]:
        return {"entry": entry} if act == "undo" else {"entries": [entry]}

    it = Fitted(shop, model=SMALL)
    became = shop.do("correct", piece=it.board, model=BIG)["entry"]
    it.fit()
    said = f"This cannot be undone: there would be no site for {it.on('M24')}. "
    assert refusal(shop, act, **undo(became)).startswith(said)
    off = shop.do("take_off", piece=it.chip)["entry"]
    shop.do("correct", piece=it.board, model=SMALL)
    assert refusal(shop, act, **undo(off)).startswith(said)
    shop.do("correct", piece=it.board, model=BIG)
    shop.do(act, **undo(off))
    assert shop.ask("passport", tag=it.chip).piece.board == it.board
