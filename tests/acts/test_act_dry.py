# SPDX-License-Identifier: MIT
"""The floor life of pieces: over places and boards, in ovens, and at the heat."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from bench_shop import Shop

from workshop.acts import places as places_module
from workshop.domain.refused import Overridable, Refused
from workshop.storage.check import check


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.at = datetime.fromisoformat("2030-01-07T08:00:00+00:00")

    def __call__(self) -> str:
        return self.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def wait(self, hours: float) -> None:
        self.at += timedelta(hours=hours)


@pytest.fixture
def clock(shop: Shop) -> Clock:
    shop.database.clock = Clock()
    for code, kind in (("BAG", "bag"), ("DRY", "cabinet"), ("OVEN", "oven"), ("RACK", "rack")):
        shop.do("add_place", code=code, name=code.title(), kind=kind)
    return shop.database.clock


def off(shop: Shop, site: str = "M1", place: str | None = "TRAY-12", card: str = "S-1") -> str:
    """A chip that came off a card, of which there may be one already."""
    known = [row.tag for row in shop.ask("pieces") if row.serial == card]
    tag: str = shop.do(
        "harvest", card=known[0] if known else shop.card(card), site=site, outcome="good",
        place=place,
    )["tag"]  # fmt: skip
    return tag


def used(shop: Shop, clock: Clock, tag: str) -> tuple[float, bool]:
    """The hours it lay in the open, and whether its clock runs."""
    row = shop.ask("clock", tag=tag, now=clock())
    return row.life_h - row.left_s / 3600, row.runs


def test_the_clock_follows_a_tray_through_dry_places(shop: Shop, clock: Clock) -> None:
    chip = off(shop)
    clock.wait(5)
    assert used(shop, clock, chip) == (5, True)
    shop.do("move_place", place="TRAY-12", into="DRY")
    clock.wait(100)
    assert used(shop, clock, chip) == (5, False)
    shop.do("move_place", place="TRAY-12", into="RACK")
    clock.wait(2)
    assert used(shop, clock, chip) == (7, True)
    shop.do("move_place", place="RACK", into="DRY")  # the tray is in the rack
    clock.wait(50)
    assert used(shop, clock, chip) == (7, False)
    shop.do("move_place", place="TRAY-12", into="BAG")  # from dry to dry
    clock.wait(50)
    shop.do("move_place", place="RACK")
    assert used(shop, clock, chip) == (7, False)
    shop.do("change_place", place="BAG", dry=False)
    clock.wait(1)
    assert used(shop, clock, chip) == (8, True)
    shop.do("move", piece=chip, place="DRY")
    clock.wait(1)
    assert used(shop, clock, chip) == (8, False)
    assert check(shop.database, deep=True).findings == []


def test_a_piece_that_comes_off_into_a_bag_has_not_begun(shop: Shop, clock: Clock) -> None:
    chip = off(shop, place="BAG")
    clock.wait(1000)
    assert used(shop, clock, chip) == (0, False)
    assert shop.ask("clocks", now=clock()) == []


def test_on_a_board_it_stands_and_off_it_begins_anew(shop: Shop, clock: Clock) -> None:
    chip = off(shop)
    clock.wait(20)
    other = shop.card("S-2")
    shop.do("harvest", card=other, site="M1", outcome="missing")
    shop.do("fit", piece=chip, board=other, site="M1")
    clock.wait(2000)
    assert used(shop, clock, chip) == (20, False)
    shop.do("take_off", piece=chip, place="TRAY-11")
    clock.wait(3)
    assert used(shop, clock, chip) == (3, True)
    shop.do("dispose", piece=chip, disposition="SCRAP", reason="x")
    assert shop.ask("clocks", now=clock()) == []


def test_the_soonest_over_comes_first(shop: Shop, clock: Clock) -> None:
    first = off(shop)
    clock.wait(1)
    second, third = off(shop, "M2"), off(shop, "M3")
    shop.do("set_msl", piece=third, msl="5")
    clock.wait(50)
    rows = shop.ask("clocks", now=clock())
    assert [(row.tag, row.is_over) for row in rows] == [
        (third, True), (first, False), (second, False),
    ]  # fmt: skip
    assert (rows[0].left_s, rows[0].msl, rows[0].place) == (-2 * 3600, "5", "TRAY-12")
    assert rows[0].bakes[0][:3] == (125, None, 12)
    shop.do("set_msl", piece=third, msl="1")
    assert third not in [row.tag for row in shop.ask("clocks", now=clock())]
    assert shop.ask("clock", tag=third) is None
    shop.do("set_msl", piece=third, msl="")
    assert used(shop, clock, third) == (50, True)
    with pytest.raises(Refused, match="has no moisture level: it is a card"):
        shop.do("set_msl", piece=shop.card("S-3"), msl="3")


def over(shop: Shop, clock: Clock) -> str:
    chip = off(shop)
    clock.wait(168)
    return chip


def _reball(shop: Shop, chip: str) -> dict[str, Any]:
    return {"act": "reball", "piece": chip, "stencil": "S", "sphere_mm": 0.45, "alloy": "SAC305"}


def _fit(shop: Shop, chip: str) -> dict[str, Any]:
    other = shop.card("S-2")
    shop.do("harvest", card=other, site="M1", outcome="missing")
    return {"act": "fit", "piece": chip, "board": other, "site": "M1"}


def _step(shop: Shop, chip: str) -> dict[str, Any]:
    return {"act": "record_step", "piece": chip, "step": "RBL"}


@pytest.mark.parametrize("hot", [_reball, _fit, _step])
def test_no_piece_is_heated_when_its_floor_life_is_over(
    shop: Shop, clock: Clock, hot: Callable[[Shop, str], dict[str, Any]]
) -> None:
    chip = over(shop, clock)
    facts = hot(shop, chip)
    shop.do("add_person", code="TIM", name="Tim")
    with pytest.raises(Refused, match="Bake it 9 h at 125 °C first"):
        shop.do(**facts)
    with pytest.raises(Refused, match="takes a lead or a manager"):
        shop.do(**facts, by="TIM", override="no time")
    newest = shop.ask("newest")
    shop.do(**facts, override="the customer waits")
    assert shop.ask("heat", tag=chip).rows[-1].override == "the customer waits"
    shop.do("undo", entry=newest + 1)
    shop.do("bake", pieces=[chip], temperature=125, hours=9, done=True)
    shop.do(**facts)
    assert shop.ask("heat", tag=chip).rows[-1].override == ""


def test_what_is_not_dry_is_reserved_only_on_the_word_of_a_lead(shop: Shop, clock: Clock) -> None:
    wet = over(shop, clock)
    dry, board = off(shop, "M2"), shop.card("S-2")
    shop.do("harvest_many", card=board, outcomes={"M1": "missing", "M2": "missing"})
    shop.do("add_person", code="TIM", name="Tim")
    facts: dict[str, Any] = {"act": "reserve_set", "board": board, "pieces": [dry, wet]}
    with pytest.raises(Overridable, match="Bake it 9 h at 125 °C first"):
        shop.do(**facts, by="TIM")
    with pytest.raises(Refused, match="takes a lead or a manager"):
        shop.do(**facts, by="TIM", override="it will be baked")
    load = shop.do("bake", pieces=[wet], temperature=125, hours=9, oven="OVEN")["bake"]
    with pytest.raises(Refused, match=f"is in the oven .bake {load}.. Unload it first") as stop:
        shop.do(**facts, override="it will be baked")
    assert not isinstance(stop.value, Overridable)
    shop.do("undo", entry=shop.ask("newest"))
    assert shop.do(**facts, override="it will be baked")["n"] == 2
    told = shop.ask("memory_sets", board=board, now=clock())
    assert {piece.tag: piece.waits for piece in told.reserved} == {wet: "bake", dry: ""}
    with pytest.raises(Overridable, match="Bake it 9 h"):
        shop.do("fit", piece=wet, board=board, site="M1")
    shop.do("bake", pieces=[wet], temperature=125, hours=9, done=True)
    shop.do("fit", piece=wet, board=board, site="M1")


def test_an_oven_is_loaded_and_unloaded(shop: Shop, clock: Clock) -> None:
    chip = over(shop, clock)
    other = off(shop, "M2")
    shop.do("add_person", code="LI", name="Li")
    load = shop.do("bake", pieces=[chip, other], temperature=125, hours=9, oven="OVEN")
    assert (load["n"], load["short"]) == (2, [])
    (row,) = shop.ask("bakes", is_open=True)
    assert (row.oven, row.n, row.needed_h, row.ended_at) == ("OVEN", 2, 9, "")
    assert {piece.place for piece in shop.ask("pieces", kind="memory")} == {"OVEN"}
    clock.wait(9)
    for facts in (_reball(shop, chip), {"act": "move", "piece": chip, "place": "BAG"},
                  {"act": "dispose", "piece": chip, "disposition": "SCRAP", "reason": "x"},
                  {"act": "bake", "pieces": [chip], "temperature": 125, "hours": 1}):  # fmt: skip
        with pytest.raises(Refused, match=f"is in the oven .bake {load['bake']}.. Unload it"):
            shop.do(**facts)
    shop.do("move_place", place="OVEN", into="RACK")
    assert used(shop, clock, chip) == (168, False)
    done = shop.do("unload", oven="oven", place="BAG", by="LI")
    assert (done["done"], done["short"], done["hours"]) == (2, [], 9)
    assert used(shop, clock, chip) == (0, False)
    (row,) = shop.ask("bakes")
    assert (row.loaded_by, row.unloaded_by, row.actual_h, row.done) == ("ANA", "LI", 9, 2)
    assert [each.verdict for each in shop.ask("bake_pieces", bake=row.number)] == ["done", "done"]
    with pytest.raises(Refused, match="was unloaded already"):
        shop.do("unload", bake=load["bake"])
    with pytest.raises(Refused, match="Nothing bakes in OVEN"):
        shop.do("unload", oven="OVEN")


def test_a_bake_that_was_too_short_frees_nothing(shop: Shop, clock: Clock) -> None:
    chip = over(shop, clock)
    load = shop.do("bake", pieces=[chip], temperature=125, hours=4)
    assert load["short"] == [chip]
    clock.wait(8.9)
    done = shop.do("unload", bake=load["bake"])
    assert (done["done"], done["short"]) == (0, [chip])
    assert used(shop, clock, chip) == (168, True)
    with pytest.raises(Refused, match="is over"):
        shop.do(**_reball(shop, chip))


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"pieces": []}, "Scan the pieces"),
        ({"oven": "TRAY-12"}, "TRAY-12 is no oven"),
        ({"temperature": 300}, "The temperature of 300 is not between 30 and 200"),
        ({"hours": 0}, "The hours of 0 is not between"),
        ({"temperature": 90}, "Below 125 °C the oven must be at 5 %RH or drier"),
        ({"humidity": 101.0}, "The humidity of 101"),
    ],
)
def test_what_is_no_bake(shop: Shop, clock: Clock, facts: dict[str, Any], says: str) -> None:
    chip = off(shop)
    with pytest.raises(Refused, match=says):
        shop.do("bake", **{"pieces": [chip], "temperature": 125, "hours": 9, **facts})


def test_a_board_is_baked_as_long_as_the_shop_says(shop: Shop, clock: Clock) -> None:
    card = shop.card("S-1")
    load = shop.do("bake", pieces=[card], temperature=100, hours=8)
    clock.wait(8)
    assert shop.do("unload", bake=load["bake"])["done"] == 1
    assert shop.ask("clock", tag=card) is None


def test_several_bakes_in_one_oven_are_told_apart(shop: Shop, clock: Clock) -> None:
    loads = [
        shop.do("bake", pieces=[off(shop, site)], temperature=125, hours=9, oven="OVEN")["bake"]
        for site in ("M1", "M2")
    ]
    with pytest.raises(Refused, match=f"{loads[0]}, {loads[1]}. Say which one"):
        shop.do("unload", oven="OVEN")
    assert shop.do("unload", bake=loads[1])["n"] == 1
    assert shop.do("unload", oven="OVEN")["bake"] == loads[0]


def test_a_tray_that_forgets_its_clocks_is_noticed(
    shop: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: a tray goes into the cabinet and the clocks run on."""
    monkeypatch.setattr(places_module, "follow_place", lambda *_, **__: None)
    chip = off(shop, place="BAG")
    monkeypatch.undo()
    clock.wait(1)
    with monkeypatch.context() as patch:
        patch.setattr(places_module, "follow_place", lambda *_, **__: None)
        shop.do("change_place", place="BAG", dry=False)
    clock.wait(5)
    assert used(shop, clock, chip) != (5, True)
