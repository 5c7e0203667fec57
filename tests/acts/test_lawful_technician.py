# SPDX-License-Identifier: MIT
"""A random but lawful technician: whatever is done in whatever order, the tables stay true."""

import os
import random
from collections.abc import Callable
from typing import Any

import pytest
from bench_shop import Shop
from sqlalchemy import func, select

from workshop.acts import ACTS
from workshop.acts.look_up import the_piece
from workshop.domain.refused import Refused
from workshop.storage.check import check
from workshop.storage.schema import JOURNALLED

SEED = int(os.environ.get("CARD_WORKSHOP_SEED", "20261129"))
WORK = int(os.environ.get("CARD_WORKSHOP_WORK", "300"))

piece, site, heat_cycle = (JOURNALLED[name] for name in ("piece", "site", "heat_cycle"))


class Technician:
    """Does what comes to mind of what a bench offers, now and then in vain."""

    def __init__(self, shop: Shop, seed: int) -> None:
        self.shop = shop
        self.dice = random.Random(seed)
        shop.do("add_person", code="TIM", name="Tim")
        shop.do("add_person", code="LEA", name="Lea", role="lead")
        self.cards = [shop.card(f"T-{n}") for n in range(4)]
        self.loose: list[str] = []
        self.done: list[int] = []
        self.refused = 0
        self.acts: set[str] = set()

    def work(self) -> None:
        """One act."""
        name = self.dice.choice(
            ["harvest"] * 4 + ["harvest_many"] + ["fit"] * 3
            + ["take_off", "take_off", "reball", "record_run", "record_step", "move", "undo"]
        )  # fmt: skip
        facts = getattr(self, f"_{name}")()
        override = name not in ("move", "undo") and self.dice.random() < 0.5
        if override:
            facts["override"] = "it must be"
        try:
            receipt = self.shop.do(name, by=self.dice.choice(["TIM", "LEA"]), **facts)
        except Refused:
            self.refused += 1
            return
        self.acts.add(name)
        self.done.append(receipt["entry"])
        for one in receipt.get("sites", [receipt] if name == "harvest" else []):
            if one["tag"] not in (*self.cards, *self.loose):
                self.loose.append(one["tag"])

    def _part(self) -> str:
        return self.dice.choice(self.loose or self.cards)

    def _site(self) -> str:
        return self.dice.choice(["GPU", "M1", "M2", "M3", "M4"])

    def _harvest(self) -> dict[str, Any]:
        place = self.dice.choice([None, "TRAY-11"])
        return {"card": self.dice.choice(self.cards), "site": self._site(),
                "outcome": self._outcome(), "place": place}  # fmt: skip

    def _outcome(self) -> str:
        return self.dice.choice(["good", "good", "good", "damaged", "missing", "left", "suspect"])

    def _harvest_many(self) -> dict[str, Any]:
        outcomes = {self._site(): self._outcome() for _ in range(self.dice.choice([1, 2, 3]))}
        return {"card": self.dice.choice(self.cards), "outcomes": outcomes, "place": "TRAY-12"}

    def _fit(self) -> dict[str, Any]:
        return {"piece": self._part(), "board": self.dice.choice(self.cards), "site": self._site()}

    def _take_off(self) -> dict[str, Any]:
        return {"piece": self._part(), "outcome": self.dice.choice(["good", "damaged"])}

    def _reball(self) -> dict[str, Any]:
        found = {"SIZE": self.dice.choice(["yes", "no"])}
        return {"piece": self._part(), "stencil": "S", "sphere_mm": 0.45, "alloy": "SAC305",
                "inspection": found}  # fmt: skip

    def _record_run(self) -> dict[str, Any]:
        pieces = [self._part(), self.dice.choice(self.cards)][: self.dice.choice([1, 2])]
        profile = self.dice.choice(["BGA-ON-LF", "REBALL-LF"])
        return {"profile": profile, "pieces": pieces, "peak": self.dice.choice([None, 240, 260])}

    def _record_step(self) -> dict[str, Any]:
        who = self.dice.choice([self._part(), self.dice.choice(self.cards)])
        return {"piece": who, "step": self.dice.choice(["DSLD", "RBL", "PLC", "EVI"])}

    def _move(self) -> dict[str, Any]:
        return {"piece": self._part(), "place": self.dice.choice(["TRAY-11", "TRAY-12"])}

    def _undo(self) -> dict[str, Any]:
        return {"entry": self.done[-1] if self.done else 2}


class Books:
    """What must hold after every act."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.cycles: dict[int, int] = {}

    def faults(self, undone: bool) -> list[str]:
        """What does not; an undo may take cycles back."""
        with self.shop.database.read() as connection:
            pieces = connection.execute(select(piece)).all()
            sites = connection.execute(select(site)).all()
            counted = select(heat_cycle.c.piece_id, func.count()).group_by(heat_cycle.c.piece_id)
            ledger = {number: n for number, n in connection.execute(counted)}
        on: dict[int, list[tuple[int, str]]] = {}
        for row in sites:
            if row.piece_id is not None:
                on.setdefault(row.piece_id, []).append((row.board_id, row.name))
        found = [f"{n} is on two sites" for n, at in on.items() if len(at) > 1]
        taken = [at for each in on.values() for at in each]
        found += [f"{at} holds two pieces" for at in set(taken) if taken.count(at) > 1]
        for row in pieces:
            fitted = on.get(row.id, [])
            if row.place_id is not None and (fitted or row.board_id is not None):
                found.append(f"{row.tag} is in a place and on a site")
            if fitted != ([(row.board_id, row.site)] if row.board_id is not None else []):
                found.append(f"{row.tag} is not where its site says")
            if (row.state == "fitted") != bool(fitted):
                found.append(f"{row.tag} is {row.state} with {fitted}")
            if row.heat_cycles != ledger.get(row.id, 0):
                found.append(f"{row.tag} has cycles that the ledger has not")
            if not undone and row.heat_cycles < self.cycles.get(row.id, 0):
                found.append(f"{row.tag} has fewer cycles than before")
        self.cycles = {row.id: row.heat_cycles for row in pieces}
        return found


def worked(shop: Shop, seed: int, acts: int) -> tuple[Technician, list[str]]:
    """The technician after so many acts, and what was wrong after the first that went wrong."""
    technician, books = Technician(shop, seed), Books(shop)
    for _ in range(acts):
        newest = shop.ask("newest")
        technician.work()
        undone = any(entry.act == "undo" for entry in shop.ask("journal", after=newest))
        found = books.faults(undone)
        if found:
            return technician, found
    return technician, []


def test_a_lawful_technician_leaves_true_tables(shop: Shop) -> None:
    technician, found = worked(shop, SEED, WORK)
    assert found == []
    assert technician.acts == {
        "harvest", "harvest_many", "fit", "take_off", "reball", "record_run", "record_step", "move",
        "undo",
    }  # fmt: skip
    assert len(technician.done) > WORK // 4 and technician.refused > WORK // 10
    for tag in (*technician.cards, *technician.loose):
        try:
            told = shop.ask("heat", tag=tag)
        except Refused:
            continue  # its harvest was undone
        assert (told.cycles, told.before) == (len(told.rows), 0)
        limits = [n for n, row in enumerate(told.rows) if row.override]
        assert all(told.limit is not None and n >= told.limit for n in limits)
        assert len(limits) == max(0, told.cycles - (told.limit or told.cycles))
    assert check(shop.database, deep=True).findings == []


FIT, REBALL, TAKE_OFF = (ACTS[name] for name in ("fit", "reball", "take_off"))


def _stays_in_the_tray(session: Any, **facts: Any) -> dict[str, Any]:
    """A fitting that forgets to take the piece out of its place."""
    part = the_piece(session, facts["piece"])
    place = part.place_id
    receipt = FIT(session, **facts)
    part.place_id = place
    return receipt


def _counts_twice(session: Any, **facts: Any) -> dict[str, Any]:
    """A reball that counts by itself besides."""
    receipt = REBALL(session, **facts)
    the_piece(session, facts["piece"]).heat_cycles += 1
    return receipt


def _keeps_the_site(session: Any, **facts: Any) -> dict[str, Any]:
    """A piece that comes off and still says where it was."""
    part = the_piece(session, facts["piece"])
    board = part.board_id
    receipt = TAKE_OFF(session, **facts)
    part.board_id = board
    return receipt


@pytest.mark.parametrize(
    ("act", "fault", "says"),
    [
        ("fit", _stays_in_the_tray, "is in a place and on a site"),
        ("reball", _counts_twice, "has cycles that the ledger has not"),
        ("take_off", _keeps_the_site, "is not where its site says"),
    ],
)
def test_a_planted_fault_is_caught(
    file_shop: Shop,
    monkeypatch: pytest.MonkeyPatch,
    act: str,
    fault: Callable[..., dict[str, Any]],
    says: str,
) -> None:
    fault.__name__ = act
    monkeypatch.setitem(ACTS, act, fault)
    _, found = worked(file_shop, SEED, WORK)
    assert says in " ".join(found)
