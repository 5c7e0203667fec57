# SPDX-License-Identifier: MIT
"""What is undone after a piece was used for something else: refused, naming what; clocks follow."""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from bench_shop import Shop
from unchanged import refusal

from workshop.storage.check import check

Work = Callable[[Shop], tuple[dict[str, Any], dict[str, Any]]]


def off(shop: Shop, serial: str, site: str = "M1") -> str:
    tag: str = shop.do("harvest", card=shop.card(serial), site=site, outcome="good")["tag"]
    return tag


def empty(shop: Shop, serial: str) -> str:
    card: str = shop.card(serial)
    shop.do("harvest", card=card, site="M1", outcome="missing")
    return card


def _released_and_fitted(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    chip, board, other = off(shop, "D-1"), empty(shop, "B-1"), empty(shop, "B-2")
    shop.do("reserve_set", board=board, pieces=[chip])
    first = shop.do("release_set", board=board)
    return first, shop.do("fit", piece=chip, board=other, site="M1")


def _released_and_reserved(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    chip, board, other = off(shop, "D-1"), empty(shop, "B-1"), empty(shop, "B-2")
    shop.do("reserve_set", board=board, pieces=[chip])
    first = shop.do("release_set", board=board)
    return first, shop.do("reserve_set", board=other, pieces=[chip])


def _released_and_scrapped(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    chip, board = off(shop, "D-1"), empty(shop, "B-1")
    shop.do("reserve_set", board=board, pieces=[chip])
    first = shop.do("release_set", board=board)
    return first, shop.do("scrap", piece=board, reason="cracked")


def _taken_off_and_reserved(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    chip, board, other = off(shop, "D-1"), empty(shop, "B-1"), empty(shop, "B-2")
    shop.do("fit", piece=chip, board=board, site="M1")
    first = shop.do("take_off", piece=chip)
    return first, shop.do("reserve_set", board=other, pieces=[chip])


def _taken_off_and_baked(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    chip, board = off(shop, "D-1"), empty(shop, "B-1")
    shop.do("set_msl", piece=chip, msl="1")
    shop.do("fit", piece=chip, board=board, site="M1")
    first = shop.do("take_off", piece=chip)
    return first, shop.do("bake", pieces=[chip], temperature=125, hours=9)


def _unloaded_and_fitted(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    chip, board = off(shop, "D-1"), empty(shop, "B-1")
    shop.do("set_msl", piece=chip, msl="1")  # no clock that would tell of it
    load = shop.do("bake", pieces=[chip], temperature=125, hours=9)["bake"]
    first = shop.do("unload", bake=load)
    return first, shop.do("fit", piece=chip, board=board, site="M1")


def _unloaded_and_loaded(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    chip = off(shop, "D-1")
    shop.do("set_msl", piece=chip, msl="1")
    load = shop.do("bake", pieces=[chip], temperature=125, hours=9)["bake"]
    first = shop.do("unload", bake=load)
    return first, shop.do("bake", pieces=[chip], temperature=125, hours=9)


def _broken_off_and_begun(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    card = shop.card("S-1")
    shop.do("start_step", piece=card, step="EVI")
    first = shop.do("stop_step", piece=card)
    return first, shop.do("start_step", piece=card, step="EVI")


def _taken_out_and_taken_in(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    shop.do("add_place", code="BOX", name="Box", kind="bin")
    shop.do("move_place", place="TRAY-12", into="BOX")
    first = shop.do("move_place", place="TRAY-12")
    return first, shop.do("move_place", place="BOX", into="TRAY-12")


def _heated_and_harvested(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    card = shop.card("H-1")
    first = shop.do("record_run", profile="BGA-OFF-LF", pieces=[card], peak=235)
    shop.later(20)  # another heat than that it comes off in
    return first, shop.do("harvest", card=card, site="M1", outcome="good")


def _cooled_and_harvested(shop: Shop) -> tuple[dict[str, Any], dict[str, Any]]:
    """A run that was undone, and would be back."""
    card = shop.card("H-1")
    run = shop.do("record_run", profile="BGA-OFF-LF", pieces=[card], peak=235)
    first = shop.do("undo", entry=run["entry"])
    return first, shop.do("harvest", card=card, site="M1", outcome="good")


@pytest.mark.parametrize(
    "work",
    [
        _released_and_fitted, _released_and_reserved, _released_and_scrapped,
        _taken_off_and_reserved, _taken_off_and_baked, _unloaded_and_fitted, _unloaded_and_loaded,
        _broken_off_and_begun, _taken_out_and_taken_in, _heated_and_harvested,
        _cooled_and_harvested,
    ],
)  # fmt: skip
def test_what_was_built_on_an_entry_is_undone_first(shop: Shop, work: Work) -> None:
    first, second = work(shop)
    assert refusal(shop, "undo", entry=first["entry"]) == (
        f"Entry {first['entry']} cannot be undone: it was built on by {second['entry']}. "
        "Undo these first."
    )
    shop.do("undo_many", entries=[first["entry"], second["entry"]])
    assert check(shop.database, deep=True).findings == []


class Clock:
    """A clock that goes on when it is told to."""

    at = datetime.fromisoformat("2030-01-07T08:00:00+00:00")

    def __call__(self) -> str:
        return self.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@pytest.fixture
def clock(shop: Shop) -> Clock:
    shop.database.clock = found = Clock()
    shop.do("add_place", code="DRY", name="Cabinet", kind="cabinet")
    return found


def runs(shop: Shop, tag: str) -> bool:
    return bool(shop.ask("clock", tag=tag).runs)


def test_a_tray_that_is_back_in_the_open_lets_every_clock_in_it_run(
    shop: Shop, clock: Clock
) -> None:
    before, later = off(shop, "D-1"), off(shop, "D-2")
    shop.do("move", piece=before, place="TRAY-12")
    entry = shop.do("move_place", place="TRAY-12", into="DRY")["entry"]
    shop.do("move", piece=later, place="TRAY-12")
    assert (runs(shop, before), runs(shop, later)) == (False, False)
    clock.at += timedelta(hours=5)
    shop.do("undo", entry=entry)
    assert (runs(shop, before), runs(shop, later)) == (True, True)
    clock.at += timedelta(hours=1)
    used = [168 - shop.ask("clock", tag=tag, now=clock()).left_s / 3600 for tag in (before, later)]
    assert used == [6, 1]  # as if the tray had never been dry; the other was dry while it was
    shop.do("undo", entry=shop.ask("newest"))
    assert (runs(shop, before), runs(shop, later)) == (False, False)
    assert check(shop.database, deep=True).findings == []


def test_a_piece_that_is_back_in_a_tray_that_became_dry_stands_still(
    shop: Shop, clock: Clock
) -> None:
    chip = off(shop, "D-1")
    shop.do("move", piece=chip, place="TRAY-11")
    entry = shop.do("move", piece=chip, place="TRAY-12")["entry"]
    shop.do("move_place", place="TRAY-11", into="DRY")
    shop.do("undo", entry=entry)
    assert not runs(shop, chip)
    shop.do("undo", entry=shop.ask("newest"))
    assert runs(shop, chip)
    assert check(shop.database, deep=True).findings == []


@pytest.mark.parametrize("then", ["fit", "bake"])
def test_no_clock_runs_again_on_a_board_or_in_an_oven(shop: Shop, clock: Clock, then: str) -> None:
    chip, board = off(shop, "D-1"), empty(shop, "B-1")
    shop.do("move", piece=chip, place="TRAY-12")
    entry = shop.do("move_place", place="TRAY-12", into="DRY")["entry"]
    facts = {"fit": {"piece": chip, "board": board, "site": "M1"},
             "bake": {"pieces": [chip], "temperature": 125, "hours": 9}}  # fmt: skip
    shop.do(then, **facts[then])
    shop.do("undo", entry=entry)
    assert not runs(shop, chip)


@pytest.mark.parametrize(
    "work", [_released_and_fitted, _taken_off_and_baked, _broken_off_and_begun]
)
def test_teeth_without_a_look_at_what_is_in_the_way_it_is_undone(
    file_shop: Shop, monkeypatch: pytest.MonkeyPatch, work: Work
) -> None:
    first, _ = work(file_shop)
    monkeypatch.setattr("workshop.storage.undo.in_the_way", lambda *_: {})
    file_shop.do("undo", entry=first["entry"])


def test_teeth_without_a_look_at_the_clocks_one_stands_still_in_the_open(
    file_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = sys.modules["workshop.acts.undo"]
    monkeypatch.setattr(module, "clocks_follow", lambda _: None)
    file_shop.do("add_place", code="DRY", name="Cabinet", kind="cabinet")
    with pytest.raises(AssertionError):
        test_a_tray_that_is_back_in_the_open_lets_every_clock_in_it_run(file_shop, Clock())
