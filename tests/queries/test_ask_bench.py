# SPDX-License-Identifier: MIT
"""What a bench sees of one card: its board map, site by site, and its routing, step by step."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused


def site(shop: Any, tag: str, name: str) -> Any:
    return next(s for s in shop.ask("board_map", tag=tag).sites if s.name == name)


def states(shop: Any, tag: str, code: str | None = None) -> dict[str, str]:
    return {step.code: step.state for step in shop.ask("routing", tag=tag, code=code).steps}


def test_the_map_of_a_card_nobody_touched(file_shop: Shop) -> None:
    card = file_shop.card("S-1")
    shown = file_shop.ask("board_map", tag=card)
    assert (shown.tag, shown.board, shown.known) == (card, "PG139", True)
    assert [s.name for s in shown.sites] == ["GPU", *(f"M{n}" for n in range(1, 13))]
    assert {s.state for s in shown.sites} == {"on_board"}
    assert {s.kind: s.expects for s in shown.sites} == {"die": "AD102", "memory": "GDDR6X 2 GB"}
    for s in shown.sites:
        assert 0 <= s.x < s.x + s.w <= shown.width
        assert 0 <= s.y < s.y + s.h <= shown.height
        assert s[9:] == ("on_board", "", "", "", "", None, "", "", "")
    assert any(shape.kind == "pcie" for shape in shown.connectors)


def test_the_map_of_a_card_in_work(life: Any) -> None:
    shown = {s.name: s for s in life.ask("board_map", tag=life.tags["card 1"]).sites}
    assert {name: s.state for name, s in shown.items() if s.state != "on_board"} == {
        "GPU": "good", "M1": "good", "M2": "damaged", "M3": "missing", "M4": "left",
    }  # fmt: skip
    assert shown["M1"].piece == life.tags["chip"]
    assert shown["M1"].place == "RACK-A"  # where the chip is now, not where it was put first
    assert (shown["M1"].marking, shown["GPU"].grade) == ("D8BZC", "A")
    assert shown["M3"].piece == shown["M4"].piece == ""
    assert shown["M5"].entry is None and shown["M4"].entry > shown["M3"].entry


def test_a_site_in_every_state_of_its_life(file_shop: Shop) -> None:
    card, other = file_shop.card("S-1"), file_shop.card("S-2")
    file_shop.do("harvest", card=other, site="GPU", outcome="left")
    assert site(file_shop, other, "GPU").state == "left"
    file_shop.do("harvest", card=other, site="GPU", outcome="damaged")
    assert site(file_shop, other, "GPU").state == "damaged"
    die = file_shop.do("harvest", card=card, site="GPU", outcome="good")["tag"]
    file_shop.do("fit", piece=die, board=other, site="GPU")
    fitted = site(file_shop, other, "GPU")
    assert (fitted.state, fitted.piece) == ("fitted", die)
    assert site(file_shop, card, "GPU").piece == die  # came off here, and is told of still
    file_shop.do("harvest", card=other, site="GPU", outcome="left")
    assert site(file_shop, other, "GPU").state == "fitted"
    file_shop.do("harvest", card=other, site="GPU", outcome="damaged")
    assert site(file_shop, other, "GPU").state == "damaged"


def test_a_bare_board_starts_empty(file_shop: Shop) -> None:
    board = file_shop.do("receive", batch="B1", serial="PCB-1", kind="board", model="4090")["tag"]
    assert board[0] == "B"
    assert {s.state for s in file_shop.ask("board_map", tag=board).sites} == {"empty"}
    die = file_shop.do("harvest", card=file_shop.card("S-1"), site="GPU", outcome="good")["tag"]
    assert file_shop.do("fit", piece=die, board=board, site="GPU")["board"] == board
    assert site(file_shop, board, "GPU").state == "fitted"
    assert site(file_shop, board, "M1").state == "empty"


def test_a_card_nobody_could_name_has_a_plain_map(file_shop: Shop) -> None:
    shown = file_shop.ask("board_map", tag=file_shop.card("S-1", model=None))
    assert not shown.known
    assert len(shown.sites) == 25
    assert {s.expects for s in shown.sites} == {""}


def test_a_chip_has_no_map(life: Any) -> None:
    with pytest.raises(Refused, match="is no card or board, so it has no sites"):
        life.ask("board_map", tag=life.tags["chip"])


def test_the_routing_says_what_is_next(life: Any) -> None:
    routing = life.ask("routing", tag=life.tags["card 1"])
    assert routing.code == "harvest"
    by_code = {step.code: step for step in routing.steps}
    # The receipt of a card is its own record of the first two steps.
    assert by_code["RECV"].state == by_code["SCAN"].state == "done"
    assert by_code["RECV"].entry == by_code["SCAN"].entry
    assert by_code["DET"].state == "next"
    assert by_code["EVI"].state == by_code["TDN"].state == "done"
    assert by_code["MASK"].state == "skipped"
    assert by_code["MEM"].state == by_code["DSLD"].state == "todo"
    assert by_code["EVI"].values == {"crack": "no"}
    assert by_code["EVI"].entry and by_code["EVI"].at.endswith("Z")
    field = by_code["EVI"].fields[1]
    assert (field.name, field.type) == ("power_connector", "choice")
    assert "melted" in field.choices


def test_a_failed_step_holds_what_comes_after_it(file_shop: Shop) -> None:
    card = file_shop.card("S-1")
    assert states(file_shop, card)["EVI"] == "next"
    file_shop.do("record_step", piece=card, step="EVI", outcome="failed")
    assert states(file_shop, card)["EVI"] == "failed"
    assert "next" not in states(file_shop, card).values()
    file_shop.do("record_step", piece=card, step="EVI", outcome="done")
    assert states(file_shop, card)["DET"] == "next"


def test_the_routing_of_a_piece_and_another_one(file_shop: Shop) -> None:
    card = file_shop.card("S-1")
    file_shop.do("choose_routing", piece=card, routing="Repair")
    assert file_shop.ask("routing", tag=card).code == "repair"
    assert file_shop.ask("routing", tag=card, code="harvest").code == "harvest"
    file_shop.do("choose_routing", piece=card, routing=" ")
    assert file_shop.ask("routing", tag=card).code == "harvest"
    with pytest.raises(Refused, match="There is no routing “polish”"):
        file_shop.ask("routing", tag=card, code="polish")


def test_a_step_besides_the_routing_follows_at_the_end(file_shop: Shop) -> None:
    card = file_shop.card("S-1")
    file_shop.do("record_step", piece=card, step="XRAY", values={"result": "pass"})
    found = states(file_shop, card)
    assert list(found)[-1] == "XRAY"
    assert found["XRAY"] == "done"


def test_a_routing_that_is_done_has_no_next_step(file_shop: Shop) -> None:
    card = file_shop.card("S-1")
    values = {
        "BAKE": {"temperature": 90, "hours": 33}, "INSP-D": {"result": "pass"},
        "INSP-B": {"result": "pass"},
    }  # fmt: skip
    for step in states(file_shop, card):
        file_shop.do("record_step", piece=card, step=step, values=values.get(step))
    assert set(states(file_shop, card).values()) == {"done"}
