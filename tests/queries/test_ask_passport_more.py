# SPDX-License-Identifier: MIT
"""The rest of a passport: bakes, reservations, what was let pass, and the names of all of it."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused

PHOTO = {"sha256": "a" * 64, "name": "joint.jpg", "size": 3}


@pytest.fixture
def chip(shop: Shop) -> str:
    """A chip off a card of the shop."""
    tag: str = shop.do("harvest", card=shop.card("S-1"), site="M1", outcome="good")["tag"]
    return tag


def test_a_piece_of_which_nothing_more_is_known(shop: Shop) -> None:
    card = shop.card("S-1")
    more = shop.ask("passport_more", tag=card)
    assert (more.tag, more.clock, more.decided) == (card, None, "")
    assert (more.bakes, more.reserved, more.let_pass, more.noted) == ([], [], [], [])
    assert more.people == {"ANA": "Ana"}
    assert [visit.batch for visit in more.condition.visits] == ["B1"]


def test_its_floor_life_and_every_bake_it_was_in(shop: Shop, chip: str) -> None:
    shop.do("add_place", code="OVEN-1", name="Oven", kind="oven")
    other = shop.do("harvest", card=shop.card("S-2"), site="M1", outcome="good")["tag"]
    shop.do("set_msl", piece=chip, msl="3")
    shop.later(500)
    shop.do("bake", pieces=[chip], temperature=125, hours=500, done=True)
    shop.do("bake", pieces=[other], temperature=125, hours=500, done=True)
    shop.do("add_person", code="LI", name="李伟")
    load = shop.do("bake", pieces=[chip, other], temperature=125, hours=40, oven="OVEN-1")["bake"]
    now = "2026-12-01T00:00:00Z"
    more = shop.ask("passport_more", tag=chip, now=now)
    assert more.clock == shop.ask("clock", tag=chip, now=now) and more.clock.msl == "3"
    past, inside = more.bakes
    assert (past.oven, past.temperature, past.hours, past.actual_h, past.verdict) == (
        "", 125.0, 500.0, 500.0, "done",
    )  # fmt: skip
    assert past.ended_at == past.loaded_at and past.unloaded_by == "ANA"
    assert (inside.number, inside.oven, inside.ended_at, inside.verdict) == (load, "OVEN-1", "", "")
    shop.do("unload", bake=load, by="LI")
    inside = shop.ask("passport_more", tag=chip).bakes[1]
    assert (inside.loaded_by, inside.unloaded_by, inside.verdict) == ("ANA", "LI", "short")
    assert inside.ended_at > inside.loaded_at


def test_a_reservation_is_told_on_both_sides_while_it_is_in_force(shop: Shop, chip: str) -> None:
    board = shop.card("S-9")
    shop.do("harvest", card=board, site="M3", outcome="missing")
    shop.do("reserve_set", board=board, pieces=[chip])
    told = [shop.ask("passport_more", tag=tag).reserved for tag in (chip, board)]
    assert told[0] == told[1]
    assert [(row.piece, row.board, row.board_model, row.person) for row in told[0]] == [
        (chip, board, "GeForce RTX 4090", "ANA")
    ]
    shop.do("release_set", board=board)
    assert shop.ask("passport_more", tag=chip).reserved == []


def test_what_was_let_pass_with_its_reason_once_each(shop: Shop, chip: str) -> None:
    """A step out of its order and heat beyond the limit, but nothing that was undone."""
    card = shop.card("S-5")
    shop.do("start_step", piece=card, step="DSLD", override="It comes bare")
    shop.do("record_step", piece=card, step="DSLD")
    shop.do("record_step", piece=card, step="TDN", outcome="skipped", override="No cooler")
    undone = shop.do("record_step", piece=card, step="EVI", outcome="skipped", override="Hurry")
    shop.do("undo", entry=undone["entry"])
    let_pass = shop.ask("passport_more", tag=card).let_pass
    assert [(row.reason, row.person) for row in let_pass] == [
        ("It comes bare", "ANA"), ("No cooler", "ANA"),
    ]  # fmt: skip
    assert let_pass[0].text.startswith("Desolder: done") and let_pass[1].text.startswith(
        "Teardown: "
    )
    for _ in range(2):
        shop.do("reball", piece=chip, stencil="S", sphere_mm=0.45, alloy="SAC305")
    shop.do("reball", piece=chip, stencil="S", sphere_mm=0.45, alloy="SAC305", override="Last one")
    shop.do("harvest", card=card, site="M5", outcome="missing")
    wrong = shop.do("fit", piece=chip, board=card, site="M5", override="The customer agrees")
    assert [row.reason for row in shop.ask("passport_more", tag=chip).let_pass] == [
        "Last one", "The customer agrees",
    ]  # fmt: skip
    assert shop.ask("passport_more", tag=card).let_pass[-1].reason == "The customer agrees"
    shop.do("undo", entry=wrong["entry"])
    assert [row.reason for row in shop.ask("passport_more", tag=chip).let_pass] == ["Last one"]


def test_what_was_noted_at_its_steps_by_label_and_name_of_file(shop: Shop) -> None:
    fields = [{"name": "top", "label": "Top", "type": "photo"},
              {"name": "r", "label": "NVVDD", "type": "number", "unit": "Ω"}]  # fmt: skip
    shop.do("set_catalogue", kind="step", code="LOOK", body={"name": "Look", "fields": fields})
    card = shop.card("S-1")
    values = {"top": PHOTO, "r": 0.42, "said": "b" * 64}
    entry = shop.do("record_step", piece=card, step="LOOK", values=values)["entry"]
    shop.do("dispose", piece=card, disposition="SELL")
    more = shop.ask("passport_more", tag=card)
    assert sorted(more.noted) == [
        (entry, "NVVDD", "0.42", "Ω", False),
        (entry, "Top", "joint.jpg", "", True),
        (entry, "said", "b" * 64, "", False),
    ]
    assert more.decided == "Sold"


@pytest.mark.parametrize("facts", [{"tag": "nonsense"}, {"tag": "C01000001Z", "now": "soon"}])
def test_what_is_no_tag_and_what_is_no_time(file_shop: Shop, facts: dict[str, Any]) -> None:
    file_shop.card("S-1")
    with pytest.raises(Refused):
        file_shop.ask("passport_more", **facts)
