# SPDX-License-Identifier: MIT
"""A random but lawful technician: whatever is done in whatever order, the tables stay true."""

import os
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bench_shop import Shop
from sqlalchemy import select

from workshop.acts import ACTS
from workshop.acts.look_up import the_piece
from workshop.domain.refused import Refused
from workshop.storage.bench_things import Reservation
from workshop.storage.check import check
from workshop.storage.journal import Change, read_changes
from workshop.storage.rows import new
from workshop.storage.schema import JOURNAL, JOURNALLED

SEED = int(os.environ.get("CARD_WORKSHOP_SEED", "20261129"))
WORK = int(os.environ.get("CARD_WORKSHOP_WORK", "200"))


NO_OVERRIDE = ("move", "undo", "reserve_set", "release_set")


class Technician:
    """Does what comes to mind of what a bench offers, now and then in vain."""

    def __init__(self, shop: Shop, seed: int, cards: int = 4) -> None:
        self.shop = shop
        self.dice = random.Random(seed)
        shop.do("add_person", code="TIM", name="Tim")
        shop.do("add_person", code="LEA", name="Lea", role="lead")
        self.cards = [shop.card(f"T-{n}") for n in range(cards)]
        self.loose: list[str] = []
        self.fitted: list[str] = []
        self.empty: list[tuple[str, str]] = []
        self.put_by: list[tuple[str, str]] = []
        self.done: list[int] = []
        self.refused = 0
        self.acts: set[str] = set()

    def work(self) -> None:
        """One act."""
        name = self.dice.choice(
            ["harvest"] * 4 + ["harvest_many"] + ["fit"] * 3 + ["reserve_set", "release_set"]
            + ["take_off", "take_off", "reball", "record_run", "record_step", "move", "undo"]
        )  # fmt: skip
        facts = getattr(self, f"_{name}")()
        override = name not in NO_OVERRIDE and self.dice.random() < 0.5
        if override:
            facts["override"] = "it must be"
        try:
            receipt = self.shop.do(name, by=self.dice.choice(["TIM", "LEA"]), **facts)
        except Refused:
            self.refused += 1
            return
        self.acts.add(name)
        self.done.append(receipt["entry"])
        self._remember(name, receipt)

    def _remember(self, name: str, receipt: dict[str, Any]) -> None:
        """What lies where, as far as a technician knows: an undo is not thought of."""
        if name == "fit":
            self.fitted.append(receipt["tag"])
            at = (receipt["board"], receipt["site"])
            self.empty = [each for each in self.empty if each != at]
        elif name == "reserve_set":
            self.put_by += [(receipt["board"], tag) for tag in receipt["pieces"]]
        elif name == "release_set":
            self.put_by = [each for each in self.put_by if each[0] != receipt["board"]]
        elif name in ("harvest", "harvest_many", "take_off"):
            for one in receipt.get("sites", [receipt]):
                self._came_off(receipt["card"], one["site"], one["outcome"], one["tag"])

    def _came_off(self, card: str, site: str, outcome: str, tag: str) -> None:
        if outcome in ("left", "suspect"):
            return
        self.empty.append((card, site))
        self.fitted = [each for each in self.fitted if each != tag]
        if outcome != "missing" and tag not in self.loose:
            self.loose.append(tag)

    def _part(self) -> str:
        return self.dice.choice(self.loose or self.cards)

    def _mostly(self, known: list[Any], guess: Any) -> Any:
        """One of those that will do; now and then any."""
        return self.dice.choice(known) if known and self.dice.random() < 0.8 else guess

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
        if self.put_by and self.dice.random() < 0.3:
            board, piece = self.dice.choice(self.put_by)
            sites = [site for card, site in self.empty if card == board]
            return {"piece": piece, "board": board, "site": self._mostly(sites, self._site())}
        board, site = self._mostly(self.empty, (self.dice.choice(self.cards), self._site()))
        kind = "D" if site == "GPU" else "M"
        free = [tag for tag in self.loose if tag[0] == kind and tag not in self.fitted]
        return {"piece": self._mostly(free, self._part()), "board": board, "site": site}

    def _reserve_set(self) -> dict[str, Any]:
        fits = self._fit()
        return {"board": fits["board"], "pieces": [fits["piece"]]}

    def _release_set(self) -> dict[str, Any]:
        board, _ = self._mostly(self.put_by, (self.dice.choice(self.cards), ""))
        return {"board": board}

    def _take_off(self) -> dict[str, Any]:
        piece = self._mostly(self.fitted, self._part())
        return {"piece": piece, "outcome": self.dice.choice(["good", "good", "good", "damaged"])}

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
    """The tables as the journal tells of them, entry by entry, and what must hold after every act.

    Only what an entry touched is looked at, so that a batch of any size can be watched.
    """

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.rows: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in JOURNALLED}
        self.number = 0
        self.put_by: dict[int, set[int]] = {}  # the reservations of a piece
        self.on: dict[int, set[int]] = {}  # the sites that say they hold a piece
        self.at: dict[tuple[int, str], set[int]] = {}  # the pieces that say they are at a site
        self.cycles: dict[int, int] = {}  # what the ledger counts
        self.faults()

    def faults(self) -> list[str]:
        """What does not hold of all that was touched since the last look; an undo takes back."""
        with self.shop.database.read() as connection:
            entries = connection.execute(
                select(JOURNAL.c.number, JOURNAL.c.act, JOURNAL.c.changes)
                .where(JOURNAL.c.number > self.number)
                .order_by(JOURNAL.c.number)
            ).all()
        found: list[str] = []
        for self.number, act, changes in entries:
            touched: set[int] = set()
            for change in read_changes(changes):
                found += self._apply(change, touched, undone=act.startswith("undo"))
            found += [fault for number in touched for fault in self._of_piece(number)]
        return found

    def _apply(self, change: Change, touched: set[int], *, undone: bool) -> list[str]:
        rows = self.rows[change.table]
        old = rows.get(change.row)
        new = None if change.after is None else {**(old or {}), **change.after}
        if new is None:
            rows.pop(change.row, None)
        else:
            rows[change.row] = new
        touched |= {row["piece_id"] for row in (old, new) if row and row.get("piece_id")}
        if change.table == "piece":
            touched.add(change.row)
            _moved(self.at, change.row, *((r["board_id"], r["site"]) if r else None
                                          for r in (old, new)))  # fmt: skip
            if old and new and new["heat_cycles"] < old["heat_cycles"] and not undone:
                return [f"{new['tag']} has fewer cycles than before"]
        elif change.table == "site":
            _moved(self.on, change.row, *(r["piece_id"] if r else None for r in (old, new)))
        elif change.table == "reservation":
            _moved(self.put_by, change.row, *(r["piece_id"] if r else None for r in (old, new)))
        elif change.table == "heat_cycle":
            for row, more in ((old, -1), (new, 1)):
                if row:
                    at = row["piece_id"]
                    self.cycles[at] = self.cycles.get(at, 0) + more
        return []

    def _of_piece(self, number: int) -> Iterator[str]:
        """What is wrong with a piece and the site it is on."""
        row = self.rows["piece"].get(number)
        held = [self.rows["site"][n] for n in self.on.get(number, ())]
        if row is None:
            if held:
                yield f"{held[0]['name']} holds a piece that is not"
            return
        tag = row["tag"]
        if len(held) > 1:
            yield f"{tag} is on two sites"
        if row["board_id"] is not None and len(self.at[row["board_id"], row["site"]]) > 1:
            yield f"{(row['board_id'], row['site'])} holds two pieces"
        if row["place_id"] is not None and (held or row["board_id"] is not None):
            yield f"{tag} is in a place and on a site"
        said = [] if row["board_id"] is None else [(row["board_id"], row["site"])]
        if [(each["board_id"], each["name"]) for each in held] != said:
            yield f"{tag} is not where its site says"
        if held and self.put_by.get(number):
            yield f"{tag} is put by and on a site"
        if (row["state"] == "fitted") != bool(held):
            yield f"{tag} is {row['state']} with {held}"
        if row["heat_cycles"] != self.cycles.get(number, 0):
            yield f"{tag} has cycles that the ledger has not"

    def differs(self) -> list[str]:
        """The tables that are not as the journal tells."""
        with self.shop.database.read() as connection:
            return [
                name
                for name, table in JOURNALLED.items()
                if {row.id: dict(row._mapping) for row in connection.execute(select(table))}
                != self.rows[name]
            ]


def _moved(index: dict[Any, set[int]], row: int, old: Any, new: Any) -> None:
    """Keep an index of rows by what they name."""
    if old is not None:
        index.get(old, set()).discard(row)
    if new is not None:
        index.setdefault(new, set()).add(row)


def worked(shop: Shop, seed: int, acts: int, cards: int = 4) -> tuple[Technician, list[str]]:
    """The technician after so many acts, and what was wrong after the first that went wrong."""
    technician, books = Technician(shop, seed, cards), Books(shop)
    while len(technician.done) < acts:
        technician.work()
        found = books.faults()
        if len(technician.done) in range(0, acts + 1, 2_500):
            found += books.differs()
        if found:
            return technician, found
    return technician, books.differs()


def is_lawful(technician: Technician, acts: int) -> None:
    """Whether everything was done, in earnest and in vain, and each ledger is true."""
    shop = technician.shop
    assert technician.acts == {
        "harvest", "harvest_many", "fit", "take_off", "reball", "record_run", "record_step", "move",
        "undo", "reserve_set", "release_set",
    }  # fmt: skip
    assert len(technician.done) == acts and technician.refused > acts // 20
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


def test_a_lawful_technician_leaves_true_tables(shop: Shop) -> None:
    technician, found = worked(shop, SEED, WORK)
    assert found == []
    is_lawful(technician, WORK)


@pytest.mark.timeout(1200)
def test_a_batch_of_500_cards_stays_true_through_10000_acts(file_shop: Shop) -> None:
    technician, found = worked(file_shop, SEED, 10_000, cards=500)
    assert found == []
    is_lawful(technician, 10_000)


FIT, REBALL, TAKE_OFF = (ACTS[name] for name in ("fit", "reball", "take_off"))


def _stays_in_the_tray(session: Any, **facts: Any) -> dict[str, Any]:
    """A fitting that forgets to take the piece out of its place."""
    part = the_piece(session, facts["piece"])
    place = part.place_id
    receipt = FIT(session, **facts)
    part.place_id = place
    return receipt


def _stays_put_by(session: Any, **facts: Any) -> dict[str, Any]:
    """A fitting that does not use up what was put by."""
    part = the_piece(session, facts["piece"])
    of_it = select(Reservation.board_id).where(Reservation.piece_id == part.id)
    board = session.execute(of_it).scalar()
    receipt = FIT(session, **facts)
    session.flush()
    if board is not None:
        new(session, Reservation, piece_id=part.id, board_id=board)
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
        ("fit", _stays_put_by, "is put by and on a site"),
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
