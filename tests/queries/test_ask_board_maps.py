# SPDX-License-Identifier: MIT
"""Which board maps there are, and with what the drawing of one begins."""

import pytest
from bench_shop import Shop

from workshop.domain.bodies import body_of
from workshop.domain.refused import Refused
from workshop.storage.catalogue import shipped


def test_every_board_with_its_models_and_version(shop: Shop) -> None:
    rows = {row.code: row for row in shop.ask("boards")}
    assert list(rows) == list(shipped().boards)
    assert rows["PG139"][2:] == (12, ["GeForce RTX 4090", "GeForce RTX 4090 D"], [], 0)
    shop.do("draw_board", board=body_of(shipped().boards["PG139"]), models=[], photos=[])
    assert {row.code: row for row in shop.ask("boards")}["PG139"].version == 1


def test_a_board_to_go_on_with(shop: Shop) -> None:
    plan = shop.ask("board_plan", code="pg139")
    assert plan.body == body_of(shipped().boards["PG139"])
    assert (plan.drawn, plan.model, len(plan.models)) == (True, "", 2)
    assert shop.ask("board_plan", model="4090").body["code"] == "PG139"
    with pytest.raises(Refused, match="no board map “nothing”"):
        shop.ask("board_plan", code="nothing")


def test_a_model_without_a_map_begins_with_its_plain_one(shop: Shop) -> None:
    plan = shop.ask("board_plan", model="2070")
    assert (plan.drawn, plan.model, plan.models) == (False, "GeForce RTX 2070", [])
    assert plan.body["code"] == "PG160" and len(plan.body["sites"]) == 9


def test_a_card_nobody_knows_begins_with_a_map_that_has_its_name(shop: Shop) -> None:
    plan = shop.ask("board_plan", model="Radeon VII")
    assert (plan.body["code"], plan.body["name"], plan.model) == ("Radeon VII", "Radeon VII", "")
    assert shop.ask("board_plan").body["code"] == ""
