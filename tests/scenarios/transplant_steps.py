# SPDX-License-Identifier: MIT
"""What the lines of the transplants do, and what they say is so."""

import re
from typing import Any

from scenarios.claims import TABLE
from scenarios.drivers import Driver
from scenarios.steps import WHO
from sqlalchemy import select

from workshop.storage.schema import JOURNALLED

step = TABLE.step


def _tables(driver: Driver) -> dict[str, list[Any]]:
    """Every journalled table, row for row."""
    with driver.shop.database.read() as connection:
        return {
            name: [tuple(row) for row in connection.execute(select(table).order_by("id"))]
            for name, table in JOURNALLED.items()
        }


def _off(driver: Driver, serial: str, kind: str) -> list[Any]:
    """What came off a card, of one kind."""
    off = driver.ask("passport", tag=driver.tag(serial)).came_off
    return [piece for piece in off if piece.kind == kind]


@step(r"the bare board (\w+), for an? (.+)")
def a_board(driver: Driver, serial: str, model: str) -> None:
    number = driver.ask("batches")[0].number
    driver.prepare("receive", batch=number, serial=serial, model=model, kind="board")


@step(r"all tables are copied")
def copied(driver: Driver) -> None:
    driver.copy = _tables(driver), driver.ask("newest")


@step(WHO + r"strips (\w+): (.+)")
def strip(driver: Driver, _who: str, serial: str, found: str) -> None:
    outcomes = {"GPU": "good"} if "a good die" in found else {}
    chips = re.search(r"(\d+) good chips", found)
    assert chips is not None
    outcomes |= {f"M{n + 1}": "good" for n in range(int(chips[1]))}
    outcomes |= dict(re.findall(r"(M\d+) (damaged|missing)", found))
    driver.prepare("harvest_many", card=driver.tag(serial), outcomes=outcomes, place="TRAY-12")


@step(r"the set builder finds (\d+) chips for (\w+), and (\d+) are missing")
def sets(driver: Driver, chips: str, board: str, missing: str) -> None:
    told = driver.ask("memory_sets", board=driver.tag(board))
    driver.chips = [piece.tag for piece in told.sets[0].pieces]
    assert (len(driver.chips), told.missing) == (int(chips), int(missing))


@step(WHO + r"reballs the die of (\w+)")
def reball(driver: Driver, _who: str, serial: str) -> None:
    (die,) = _off(driver, serial, "die")
    checked = {one.code: "no" for one in driver.ask("reballing").criteria}
    driver.prepare("reball", piece=die.tag, stencil="AD102", sphere_mm=0.45, alloy="SAC305",
                   inspection=checked)  # fmt: skip


@step(WHO + r"puts the set by for (\w+)")
def reserve(driver: Driver, _who: str, board: str) -> None:
    driver.prepare("reserve_set", board=driver.tag(board), pieces=driver.chips)


@step(WHO + r"fits the die of (\w+) and the set on (\w+)")
def fit_all(driver: Driver, _who: str, serial: str, board: str) -> None:
    target = driver.tag(board)
    (die,) = _off(driver, serial, "die")
    driver.prepare("fit", piece=die.tag, board=target, site="GPU")
    sites = [one.name for one in driver.ask("sites", card=target) if one.kind == "memory"]
    for chip, site in zip(driver.chips, sites, strict=True):
        driver.prepare("fit", piece=chip, board=target, site=site)


@step(WHO + r"builds a card of (\w+)")
def build(driver: Driver, _who: str, board: str) -> None:
    driver.built = driver.prepare("build_card", board=driver.tag(board))["tag"]
    assert driver.built[0] == "C"


@step(WHO + r"has the new card tested, and sells it")
def finish(driver: Driver, _who: str) -> None:
    driver.prepare("record_test", piece=driver.built, plan="VOLTAGE", values={})
    driver.prepare("dispose", piece=driver.built, disposition="SELL", reason="Order 17")


def _causes(driver: Driver, tag: str) -> str:
    told = driver.ask("heat", tag=tag)
    assert told.cycles == len(told.rows)
    return ", ".join(row.cause for row in told.rows)


@step(r"the die of (\w+) was heated by (.+)")
def die_heated(driver: Driver, serial: str, causes: str) -> None:
    (die,) = _off(driver, serial, "die")
    assert _causes(driver, die.tag) == causes


@step(r"every chip of the new card was heated by (.+)")
def chips_heated(driver: Driver, causes: str) -> None:
    assert {_causes(driver, chip) for chip in driver.chips} == {causes}


@step(r"every chip of the new card knows its donor, the site it came off, its batch and where it "
      r"went")  # fmt: skip
def ways(driver: Driver) -> None:
    came_from = set()
    for chip in driver.chips:
        piece = driver.piece(chip)
        came_from.add((piece.donor, piece.donor_site))
        assert (piece.batch, piece.board) == ("B26-1", driver.built)
        assert driver.site(driver.built, piece.site).piece == chip
    donors = [driver.tag(f"M9YVCM{n}") for n in (1, 2, 3)]
    assert len(came_from) == 24
    assert {donor for donor, _ in came_from} == set(donors)


@step(r"the new card descends from (\w+), (\w+) and (\w+)")
def descends(driver: Driver, *serials: str) -> None:
    told = str(driver.ask("genealogy", tag=driver.built))
    assert all(driver.tag(serial) in told for serial in serials)


@step(r"the tree of (\w+) leads to the new card")
def leads_to(driver: Driver, serial: str) -> None:
    assert driver.built in str(driver.ask("genealogy", tag=driver.tag(serial)))


@step(r"everything since the copy is undone")
def undo_all(driver: Driver) -> None:
    newest = driver.ask("newest")
    driver.prepare("undo_many", entries=list(range(driver.copy[1] + 1, newest + 1)))


@step(r"all tables are as they were copied, row for row")
def as_copied(driver: Driver) -> None:
    now = _tables(driver)
    assert {name for name in now if now[name] != driver.copy[0][name]} == set()
