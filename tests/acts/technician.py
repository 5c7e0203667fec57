# SPDX-License-Identifier: MIT
"""A random but lawful technician: does what comes to mind of what a bench offers."""

import random
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from bench_shop import Shop
from books import SITES, Books, Pool
from sqlalchemy import event

from workshop.domain.refused import Refused
from workshop.domain.rules import EMPTY_SITES

MODEL = "GeForce RTX 4060"
# What is done, and how often.
OFFERS = {
    "harvest": 16, "harvest_many": 6, "fit": 20, "take_off": 8, "reball": 5, "record_run": 4,
    "record_step": 5, "start_step": 3, "stop_step": 2, "move": 5, "move_place": 1, "undo": 5,
    "reserve_set": 5, "release_set": 2, "bake": 3, "unload": 3, "quarantine": 2, "release": 3,
    "scrap": 1, "take_apart": 3, "build_card": 4, "record_test": 3, "record_test_many": 1,
    "add_instrument": 1, "change_instrument": 1, "open_shipment": 1, "pack": 3, "unpack": 2,
    "ship": 1,
}  # fmt: skip

_OVERRIDABLE = {
    "harvest", "harvest_many", "fit", "take_off", "reball", "record_run", "record_step",
    "start_step", "reserve_set", "record_test", "record_test_many",
}  # fmt: skip


class Clock:
    """A clock that goes on from act to act, as the technician does."""

    def __init__(self) -> None:
        self.at = datetime.fromisoformat("2030-01-07T08:00:00+00:00")

    def __call__(self) -> str:
        return self.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Technician:
    """Finds in the books what there is to do; now and then tries what is in vain."""

    def __init__(self, shop: Shop, seed: int, cards: int = 4, often: Collection[str] = ()) -> None:
        self.shop = shop
        self.offers = {name: n * 6 if name in often else n for name, n in OFFERS.items()}
        self.dice = random.Random(seed)
        self.clock = shop.database.clock = Clock()
        shop.do("add_person", code="TIM", name="Tim")
        shop.do("add_person", code="LEA", name="Lea", role="lead")
        # So many that no act moves a great part of everything.
        self.trays = [f"T-{n:02}" for n in range(max(4, cards // 12))]
        for code in self.trays:
            shop.do("add_place", code=code, name=code, kind="tray")
        for code, kind in (("DRY", "cabinet"), ("RACK", "rack"), ("OVEN", "oven")):
            shop.do("add_place", code=code, name=code, kind=kind)
        boards = max(4, cards // 20)
        for n in range(cards):
            shop.card(f"T-{n}", model=MODEL)
        for n in range(boards):
            shop.do("receive", batch="B1", serial=f"PCB-{n}", kind="board", model=MODEL)
        self.books = Books(shop)
        self.project: int | None = None
        self.done: list[int] = []
        self.acts: set[str] = set()
        self.last, self.refused = "", 0

    def work(self) -> bool:
        """One act; whether it was done."""
        self.clock.at += timedelta(minutes=self.dice.randint(1, 20))
        (name,) = self.dice.choices(list(self.offers), list(self.offers.values()))
        facts = getattr(self, f"_{name}")()
        lead = self.dice.random() < 0.75
        if name in _OVERRIDABLE and self.dice.random() < (0.9 if lead else 0.2):
            facts["override"] = "it must be"
        try:
            receipt = self.shop.do(name, by="LEA" if lead else "TIM", **facts)
        except Refused:
            self.refused += 1
            return False
        self.last = name
        self.acts.add(name)
        self.done.append(receipt["entry"])
        return True

    # What comes to hand

    def _mostly(self, *pools: Pool) -> int:
        """One of the first of these that has any; now and then anything that is here."""
        everything = self.books.all
        for pool in (*pools, everything) if self.dice.random() < 0.93 else (everything,):
            if (found := pool.pick(self.dice)) is not None:
                return found
        raise AssertionError("nothing is left in the workshop")

    def _tag(self, *pools: Pool) -> str:
        return self.books.tag(self._mostly(*pools))

    def _site(self, board: int, *, empty: bool) -> str:
        """A site of a board, mostly one that is empty, or is not."""
        states = self.books.sites(board)
        will_do = [name for name in SITES if (states[name] in EMPTY_SITES) is empty]
        return self.dice.choice(will_do if will_do and self.dice.random() < 0.97 else SITES)

    def _outcome(self) -> str:
        return self.dice.choice(["good", "good", "good", "good", "damaged", "missing", "left",
                                 "suspect"])  # fmt: skip

    def _board(self) -> int:
        """The board that is filled just now, or another one with an empty site."""
        books = self.books
        if self.project not in books.gaps:
            self.project = books.stripped.pick(self.dice)
        if self.project is not None and self.dice.random() < 0.5:
            return self.project
        return self._mostly(books.gaps)

    # What is done with it

    def _harvest(self) -> dict[str, Any]:
        board = self._mostly(self.books.whole, self.books.stripped)
        place = self.dice.choice([None, *self.trays])
        return {"card": self.books.tag(board), "site": self._site(board, empty=False),
                "outcome": self._outcome(), "place": place}  # fmt: skip

    def _harvest_many(self) -> dict[str, Any]:
        board = self._mostly(self.books.whole, self.books.stripped)
        sites = {self._site(board, empty=False) for _ in range(self.dice.randint(1, 3))}
        return {"card": self.books.tag(board), "place": self.dice.choice(self.trays),
                "outcomes": {site: self._outcome() for site in sorted(sites)}}  # fmt: skip

    def _fit(self) -> dict[str, Any]:
        books = self.books
        put_by = books.put_by.pick(self.dice) if self.dice.random() < 0.3 else None
        if put_by is not None:
            (row,) = books.those("reservation", "piece_id", put_by)
            piece, board = put_by, row["board_id"]
        else:
            board = self._board()
            site = self._site(board, empty=True)
            piece = self._mostly(books.dies if site == "GPU" else books.chips)
            return {"piece": books.tag(piece), "board": books.tag(board), "site": site}
        states = books.sites(board)
        of_kind = SITES[:1] if books.rows["piece"][piece]["kind"] == "die" else SITES[1:]
        empty = [site for site in of_kind if states[site] in EMPTY_SITES]
        return {"piece": books.tag(piece), "board": books.tag(board),
                "site": self.dice.choice(empty or of_kind)}  # fmt: skip

    def _take_off(self) -> dict[str, Any]:
        outcome = self.dice.choice(["good", "good", "good", "damaged"])
        return {"piece": self._tag(self.books.fitted), "outcome": outcome,
                "place": self.dice.choice([None, *self.trays])}  # fmt: skip

    def _reball(self) -> dict[str, Any]:
        found = {"SIZE": self.dice.choice(["yes", "no", "no"])}
        pools = [self.books.loose, self.books.loose, self.books.loose, self.books.held]
        return {"piece": self._tag(self.dice.choice(pools)), "stencil": "S", "sphere_mm": 0.45,
                "alloy": "SAC305", "inspection": found}  # fmt: skip

    def _record_run(self) -> dict[str, Any]:
        pieces = [self._tag(self.books.loose), self._tag(self.books.whole)]
        profile = self.dice.choice(["BGA-ON-LF", "REBALL-LF"])
        return {"profile": profile, "pieces": pieces[: self.dice.choice([1, 2])],
                "peak": self.dice.choice([None, 240, 260])}  # fmt: skip

    def _record_step(self) -> dict[str, Any]:
        if self.books.begun and self.dice.random() < 0.5:
            piece = self._mostly(self.books.begun)
            runs = self.books.those("step_run", "piece_id", piece)
            step = next((run["step"] for run in runs if run["ended"] is None), "EVI")
            return {"piece": self.books.tag(piece), "step": step, "minutes": 1}
        piece = self._mostly(self.dice.choice([self.books.loose, self.books.whole]))
        return {"piece": self.books.tag(piece), "step": self._step(piece)}

    def _step(self, piece: int) -> str:
        loose = self.books.rows["piece"][piece]["kind"] in ("die", "memory")
        return self.dice.choice(["RBL", "EVI"] if loose else ["DSLD", "PLC", "EVI"])

    def _start_step(self) -> dict[str, Any]:
        piece = self._mostly(self.dice.choice([self.books.loose, self.books.whole]))
        return {"piece": self.books.tag(piece), "step": self._step(piece)}

    def _stop_step(self) -> dict[str, Any]:
        return {"piece": self._tag(self.books.begun), "minutes": 1}

    def _move(self) -> dict[str, Any]:
        piece = self._tag(self.dice.choice([self.books.loose, self.books.all]))
        place, seen_in = (self.dice.choice([*self.trays, "DRY", "RACK"]) for _ in range(2))
        seen = {"seen_in": seen_in} if self.dice.random() < 0.2 else {}
        return {"piece": piece, "place": place, **seen}

    def _move_place(self) -> dict[str, Any]:
        place, into = self.dice.choice(self.trays), self.dice.choice(["DRY", "RACK", None])
        return {"place": place, "into": into}

    def _undo(self) -> dict[str, Any]:
        """The last entry, or one before it, on which something was built meanwhile or not."""
        recent = self.done[-1:] if self.dice.random() < 0.5 else self.done[-10:]
        return {"entry": self.dice.choice(recent or [2])}

    def _reserve_set(self) -> dict[str, Any]:
        board = self._board()
        states = self.books.sites(board)
        pools = [
            self.books.dies if site == "GPU" else self.books.chips
            for site in SITES
            if states[site] in EMPTY_SITES
        ]
        pieces = [self._tag(pool) for pool in pools[-2:]] or [self._tag(self.books.loose)]
        return {"board": self.books.tag(board), "pieces": pieces}

    def _release_set(self) -> dict[str, Any]:
        piece = self._mostly(self.books.put_by)
        rows = self.books.those("reservation", "piece_id", piece)
        board = rows[0]["board_id"] if rows else self._mostly(self.books.gaps)
        pieces = self.dice.choice([None, [self.books.tag(piece)]])
        return {"board": self.books.tag(board), "pieces": pieces}

    def _bake(self) -> dict[str, Any]:
        pieces = {self._tag(self.books.wet, self.books.loose)
                  for _ in range(self.dice.randint(1, 4))}  # fmt: skip
        return {"pieces": sorted(pieces), "temperature": 125, "oven": "OVEN",
                "hours": self.dice.choice([9, 48])}  # fmt: skip

    def _unload(self) -> dict[str, Any]:
        bake = self.books.bakes.pick(self.dice)
        place = self.dice.choice([None, "DRY", self.dice.choice(self.trays)])
        return {"bake": 1 if bake is None else bake, "place": place}

    def _quarantine(self) -> dict[str, Any]:
        return {"piece": self._tag(self.books.loose, self.books.whole), "reason": "is it real?"}

    def _release(self) -> dict[str, Any]:
        return {"piece": self._tag(self.books.held)}

    def _scrap(self) -> dict[str, Any]:
        pools = [self.books.loose, self.books.loose, self.books.put_by, self.books.gaps]
        return {"piece": self._tag(self.dice.choice(pools)), "reason": "worn"}

    def _take_apart(self) -> dict[str, Any]:
        came_off = self.dice.choice([{}, {"cooler": self.dice.choice(self.trays), "bracket": ""}])
        return {"card": self._tag(self.books.whole), "parts": came_off}

    def _build_card(self) -> dict[str, Any]:
        return {"board": self._tag(self.books.full, self.books.stripped)}

    # What leaves

    def _shipment(self) -> str:
        numbers = [row["number"] for row in self.books.rows["shipment"].values()]
        return self.dice.choice(numbers[-3:] or ["S0001"])

    def _open_shipment(self) -> dict[str, Any]:
        return {"buyer": "Ada & Co", "country": "Norway"}

    def _pack(self) -> dict[str, Any]:
        pools = [self.books.loose, self.books.loose, self.books.put_by, self.books.whole]
        pieces = {self._tag(self.dice.choice(pools)) for _ in range(self.dice.randint(1, 2))}
        return {"shipment": self._shipment(), "pieces": sorted(pieces)}

    def _unpack(self) -> dict[str, Any]:
        return {"shipment": self._shipment(), "pieces": [self._tag(self.books.packed)]}

    def _ship(self) -> dict[str, Any]:
        return {"shipment": self._shipment()}

    # What is tested, and with what

    def _day(self, days: int) -> str:
        return (self.clock.at + timedelta(days=days)).date().isoformat()

    def _add_instrument(self) -> dict[str, Any]:
        kind = self.dice.choice(["multimeter", "multimeter", "power supply"])
        until = self._day(self.dice.randint(0, 3)) if self.dice.random() < 0.8 else None
        code = f"I-{self.dice.randint(1, 40)}"  # now and then one that there is
        return {"code": code, "name": "Meter", "kind": kind, "calibrated_until": until}

    def _change_instrument(self) -> dict[str, Any]:
        code = self._instrument()
        changed = self.dice.choice(["until", "until", "state"])
        if changed == "until":
            until = self._day(self.dice.randint(-1, 3)) if self.dice.random() < 0.9 else ""
            return {"instrument": code, "calibrated_until": until}
        return {"instrument": code, "state": self.dice.choice(["in use", "in use", "retired"])}

    def _instrument(self) -> str:
        codes = [row["code"] for row in self.books.rows["instrument"].values()]
        return self.dice.choice(codes or ["I-0"])

    def _result(self) -> dict[str, Any]:
        """Values of the rails, most of them good, and how they were measured."""
        rails = {"v_12v": 12, "v_1v8": 1.8, "v_nvvdd": 0.9, "v_fbvdd": 1.35, "v_pex": 1}
        good = self.dice.random()
        values = {name: value * (1 if good < 0.7 else 1.5) for name, value in rails.items()
                  if self.dice.random() < 0.97}  # fmt: skip
        values |= self.dice.choice([{}, {"inrush_current": 2}])
        used = [self._instrument()] if self.dice.random() < 0.6 else []
        return {
            "plan": "VOLTAGE" if self.dice.random() < 0.9 else "MEMORY",
            "values": values,
            "run": self.dice.choice(["", "", "", "", "aborted", "golden"]),
            "instruments": used,
            "ambient": self.dice.choice([None, 21.5]),
        }

    def _record_test(self) -> dict[str, Any]:
        pool = self.dice.choice([self.books.whole, self.books.whole, self.books.held])
        facts = {"piece": self._tag(pool, self.books.whole), **self._result()}
        if facts["plan"] == "MEMORY":
            facts |= {"values": {"memory_errors": self.dice.choice([0, 0, 3])}, "instruments": []}
        return facts

    def _record_test_many(self) -> dict[str, Any]:
        facts = self._record_test()
        first = facts.pop("piece")
        return {"pieces": [first, *(self._tag(self.books.whole) for _ in range(3))], **facts}


def hurry(shop: Shop) -> None:
    """Wait for no disk: nothing here is about the loss of power."""
    if shop.database._writer.dialect.name != "sqlite":
        return
    event.listen(
        shop.database._writer, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF")
    )
    shop.database._writer.dispose()


def worked(
    shop: Shop,
    seed: int,
    acts: int,
    cards: int = 4,
    *,
    often: Collection[str] = (),
    every: int = 500,
) -> tuple[Technician, list[str]]:
    """The technician after so many acts, and what was wrong after the first that went wrong.

    All that an act touched is looked at after it, the tables it wrote to and the balance after
    every so many acts, and every row of every table in the end.
    """
    hurry(shop)
    technician = Technician(shop, seed, cards, often)
    books = technician.books
    while len(technician.done) < acts:
        found = books.faults() if technician.work() else []
        if technician.done and len(technician.done) % every == 0 and not found:
            found = books.differs(all_of_it=False) + books.adds_up()
        if found:
            return technician, found
    return technician, books.differs(all_of_it=True) + books.adds_up()
