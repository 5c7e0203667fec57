# SPDX-License-Identifier: MIT
"""The tables as the journal tells of them, entry by entry, and what must hold after every act."""

import json
import random
from collections.abc import Iterator
from typing import Any

import results_told
from bench_shop import Shop
from looked_at import LOOKED_AT
from sqlalchemy import Table, select

from workshop.domain.rules import EMPTY_SITES
from workshop.storage.journal import Change, read_changes
from workshop.storage.schema import JOURNAL, JOURNALLED

LIMIT = 3
"""So many heat cycles a die, chip or board may have."""

MOIST = {"die", "memory"}
"""What has a floor life."""

SITES = ("GPU", "M1", "M2", "M3", "M4")
"""The sites of every board in this batch."""

# What a row is found by.
_KEYS = {
    "site": ("piece_id", "board_id"),
    "reservation": ("piece_id", "board_id"),
    "heat_cycle": ("piece_id",),
    "bake_piece": ("piece_id", "bake_id"),
    "packed": ("piece_id", "shipment_id"),
    "step_run": ("piece_id",),
    "piece": ("place_id", "board_id"),
    "place": ("parent_id",),
    "test_result": ("piece_id",),
    "measurement": ("result_id",),
}
# What may be done with a piece in quarantine, and what is only around it.
_FREE = LOOKED_AT | {"undo", "move_place", "quarantine"}
# Rows that say something was done with a piece; a donor has nothing more to do with it.
_WORK = {
    name: [
        column.name
        for column in table.columns
        if column.references(JOURNALLED["piece"].c.id) and column.name != "donor_id"
    ]
    for name, table in JOURNALLED.items()
    if name not in ("reservation", "label")
}


class Pool:
    """Numbers of which one is picked by chance."""

    def __init__(self) -> None:
        self._all: list[int] = []
        self._at: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._all)

    def __contains__(self, number: int) -> bool:
        return number in self._at

    def sort(self, number: int, belongs: bool) -> None:
        """A number is in it from now on, or is not."""
        if belongs and number not in self._at:
            self._at[number] = len(self._all)
            self._all.append(number)
        elif not belongs and number in self._at:
            at, last = self._at.pop(number), self._all.pop()
            if last != number:
                self._all[at], self._at[last] = last, at

    def pick(self, dice: random.Random) -> int | None:
        """One of them; None where there is none."""
        return dice.choice(self._all) if self._all else None


class Books:
    """The rows of every table, and those that somebody at the bench might take in hand.

    Only what an entry touched is looked at, so that a batch of any size can be watched.
    """

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.rows: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in JOURNALLED}
        self.number = 0
        self._by: dict[tuple[str, str, int], set[int]] = {}
        self._before: dict[int, int] = {}  # the heat a piece had seen with its card
        self._new: dict[str, set[int]] = {name: set() for name in JOURNALLED}
        self._told: dict[int, results_told.Told] = {}  # the entries that tests were kept with
        self.whole, self.stripped, self.gaps, self.full = Pool(), Pool(), Pool(), Pool()  # boards
        self.loose, self.dies, self.chips, self.wet = Pool(), Pool(), Pool(), Pool()
        self.put_by, self.fitted, self.packed = Pool(), Pool(), Pool()
        self.all, self.held, self.begun, self.bakes = Pool(), Pool(), Pool(), Pool()
        self.faults()

    def tag(self, piece: int) -> str:
        """The tag of a piece."""
        tag: str = self.rows["piece"][piece]["tag"]
        return tag

    def those(self, table: str, key: str, value: int) -> list[dict[str, Any]]:
        """The rows of a table that name this."""
        return [self.rows[table][n] for n in sorted(self._by.get((table, key, value), ()))]

    def sites(self, board: int) -> dict[str, str]:
        """The states of the sites of a board."""
        bare = self.rows["piece"][board]["kind"] == "board"
        known = {site["name"]: site["state"] for site in self.those("site", "board_id", board)}
        return {name: known.get(name, "empty" if bare else "on_board") for name in SITES}

    def faults(self) -> list[str]:
        """What does not hold of all that was touched since the last look; an undo takes back."""
        with self.shop.database.read() as connection:
            entries = connection.execute(
                select(
                    JOURNAL.c.number, JOURNAL.c.act, JOURNAL.c.changes, JOURNAL.c.at,
                    JOURNAL.c.facts,
                )
                .where(JOURNAL.c.number > self.number)
                .order_by(JOURNAL.c.number)
            ).all()  # fmt: skip
        found: list[str] = []
        tested: set[int] = set()
        for self.number, act, changes, at, facts in entries:
            touched: set[int] = set()
            if act.startswith("record_test"):
                self._told[self.number] = results_told.Told(at[:10], json.loads(facts))
            for change in read_changes(changes):
                found += self._apply(act, change, touched)
            for number in sorted(touched):
                found += self._of_piece(number)
                self._sort(number)
            tested |= touched
        return found + self._miscounted(tested)

    def _apply(self, act: str, change: Change, touched: set[int]) -> Iterator[str]:
        rows = self.rows[change.table]
        old = rows.get(change.row)
        new = None if change.after is None else {**(old or {}), **change.after}
        about = {
            row[column]
            for row in (old, new)
            if row
            for column in _WORK.get(change.table, ("piece_id", "board_id"))
            if row.get(column) is not None
        } | ({change.row} if change.table == "piece" else set())
        touched |= about
        if act not in _FREE and change.table in _WORK:
            for number in [each for each in sorted(about) if each in self.held]:
                yield f"{self.tag(number)} is in quarantine and was touched by {act}"
            for number in [each for each in sorted(about) if each in self.packed]:
                if act not in ("unpack", "ship"):
                    yield f"{self.tag(number)} is packed and was touched by {act}"
        self._keep(change.table, change.row, old, new)
        if change.table == "bake":
            touched |= {
                each["piece_id"] for each in self.those("bake_piece", "bake_id", change.row)
            }
            self.bakes.sort(change.row, new is not None and new["ended"] is None)
        elif change.table == "place":
            touched |= set(self._lying_in(change.row))
        elif change.table == "piece" and old and new and act != "undo":
            if new["heat_cycles"] < old["heat_cycles"]:
                yield f"{new['tag']} has fewer cycles than before"
        elif change.table == "heat_cycle" and old is None and new and act != "undo":
            hot = self.rows["piece"].get(new["piece_id"], {"kind": "card"})
            before = len(self._by["heat_cycle", "piece_id", new["piece_id"]]) - 1
            if hot["kind"] in (*MOIST, "board") and before >= LIMIT and not new["override"]:
                yield f"{hot['tag']} was heated past its limit on nobody's word"

    def _keep(
        self, table: str, row: int, old: dict[str, Any] | None, new: dict[str, Any] | None
    ) -> None:
        self._new[table].add(row)
        for key in _KEYS.get(table, ()):
            if old is not None and old[key] is not None:
                self._by[table, key, old[key]].discard(row)
            if new is not None and new[key] is not None:
                self._by.setdefault((table, key, new[key]), set()).add(row)
        if new is None:
            self.rows[table].pop(row, None)
        else:
            self.rows[table][row] = new

    def _lying_in(self, place: int) -> Iterator[int]:
        """The pieces in a place and in all that is in it."""
        yield from self._by.get(("piece", "place_id", place), ())
        for inner in self._by.get(("place", "parent_id", place), ()):
            yield from self._lying_in(inner)

    def _is_dry(self, place: int | None) -> bool:
        while place is not None:
            row = self.rows["place"][place]
            if row["dry"]:
                return True
            place = row["parent_id"]
        return False

    def _baking(self, piece: int) -> list[dict[str, Any]]:
        loads = self.those("bake_piece", "piece_id", piece)
        return [load for load in loads if self.rows["bake"][load["bake_id"]]["ended"] is None]

    def _of_piece(self, number: int) -> Iterator[str]:
        """What is wrong with a piece, and with where it is."""
        row = self.rows["piece"].get(number)
        held = self.those("site", "piece_id", number)
        if row is None:
            self._before.pop(number, None)
            if held:
                yield f"{held[0]['name']} holds a piece that is not"
            return
        tag, gone = row["tag"], row["state"] == "gone"
        yield from (f"{tag} {what}" for what in self._of_place(number, row, held))
        before = row["heat_cycles"] - len(self.those("heat_cycle", "piece_id", number))
        if number not in self._before:
            self._before[number] = before
            with_it = self.rows["piece"].get(row["donor_id"], {"heat_cycles": 0})["heat_cycles"]
            came_off = row["kind"] in ("die", "memory")  # less the one it came off in
            if before not in ((with_it, max(0, with_it - 1)) if came_off else (0,)):
                yield f"{tag} has not the heat of its card"
        if before != self._before[number]:
            yield f"{tag} has cycles that the ledger has not"
        if sum(run["ended"] is None for run in self.those("step_run", "piece_id", number)) > 1:
            yield f"{tag} has two steps open"
        yield from (f"{tag} {what}" for what in self._of_shipments(number, row))
        put_by = self.those("reservation", "piece_id", number)
        if len(put_by) > 1:
            yield f"{tag} is put by for two boards"
        if put_by and (held or gone or row["state"] == "packed"):
            yield f"{tag} is put by and {'on a site' if held else row['state']}"
        if self.those("reservation", "board_id", number) and (held or gone):
            yield f"{tag} is {'gone' if gone else 'part of a card'}, and pieces are put by for it"
        yield from (f"{tag} {what}" for what in self._of_bakes(number, row, held))
        yield from (f"{tag} {what}" for what in self._of_tests(number))

    def _of_shipments(self, number: int, row: dict[str, Any]) -> Iterator[str]:
        """Packed is what is in one shipment that has not left, and gone what left in one."""
        shipments = self.rows["shipment"]
        inside = [
            shipments[each["shipment_id"]] for each in self.those("packed", "piece_id", number)
        ]
        waiting = [each["number"] for each in inside if each["ended"] is None]
        if waiting != ([row["held_for"]] if row["state"] == "packed" else []):
            yield f"is {row['state']} and waits in {waiting}"
        if len(inside) > len(waiting) and row["state"] != "gone":
            yield "left in a shipment and is here"

    def _results(self, piece: int) -> list[dict[str, Any]]:
        return self.those("test_result", "piece_id", piece)

    def _of_tests(self, number: int) -> Iterator[str]:
        """What does not hold of the results of a piece."""
        if results := self._results(number):
            values = {row["id"]: self.those("measurement", "result_id", row["id"])
                      for row in results}  # fmt: skip
            instruments = self.rows["instrument"]
            yield from results_told.faults(results, values, instruments, self._told, self.number)

    def _miscounted(self, pieces: set[int]) -> list[str]:
        """The pieces whose first or last attempts are not those that the database counts."""
        tested = {number: self._results(number) for number in pieces}
        with self.shop.database.read() as connection:
            wrong = results_told.miscounted(connection, sorted(pieces), tested)
        return [f"{self.tag(number)} has tests that count otherwise" for number in wrong]

    def _of_place(
        self, number: int, row: dict[str, Any], held: list[dict[str, Any]]
    ) -> Iterator[str]:
        if len(held) > 1:
            yield "is on two sites"
        there = [] if row["board_id"] is None else self.those("piece", "board_id", row["board_id"])
        if sum(each["site"] == row["site"] for each in there) > 1:
            yield "is on a site with another piece"
        if row["place_id"] is not None and (held or row["board_id"] is not None):
            yield "is in a place and on a site"
        said = [] if row["board_id"] is None else [(row["board_id"], row["site"])]
        if [(each["board_id"], each["name"]) for each in held] != said:
            yield "is not where its site says"
        if (row["state"] == "fitted") != bool(held):
            yield f"is {row['state']} with {held}"
        if row["state"] == "gone" and row["place_id"] is not None:
            yield "is gone and in a place"
        if row["kind"] == "board" and held and self.those("site", "board_id", number):
            yield "is part of a card and has sites of its own"
        if row["taken_apart"] is not None and row["kind"] != "card":
            yield "was taken apart and was no card"

    def _of_bakes(
        self, number: int, row: dict[str, Any], held: list[dict[str, Any]]
    ) -> Iterator[str]:
        """The oven, and the clock: it runs in the open, and nowhere else."""
        baking = self._baking(number)
        if len(baking) > 1:
            yield "is in two ovens"
        if baking and (held or row["state"] == "gone"):
            yield "is in the oven and not here"
        runs = not (held or baking or row["state"] == "gone" or self._is_dry(row["place_id"]))
        if row["kind"] in MOIST and runs != (row["floor_since"] is not None):
            yield f"has a clock that {'stands in the open' if runs else 'runs where it is dry'}"

    def _sort(self, number: int) -> None:
        """Put a piece where somebody who looks for something to do would look."""
        row = self.rows["piece"].get(number)
        state = row["state"] if row else "gone"
        kind, apart = (row["kind"], row["taken_apart"]) if row else ("", None)
        at_work = state in ("received", "working", "stock") and kind in ("card", "board")
        free = kind in MOIST and state == "stock" and not self._baking(number)
        put_by = bool(self.those("reservation", "piece_id", number))
        states = [site["state"] for site in self.those("site", "board_id", number)]
        has_gap = any(each in EMPTY_SITES for each in states) or (
            kind == "board" and len(states) < len(SITES)
        )
        self.all.sort(number, state != "gone")
        self.held.sort(number, state == "quarantine")
        self.packed.sort(number, state == "packed")
        self.whole.sort(number, at_work and kind == "card" and apart is None)
        stripped = at_work and (kind == "board" or apart is not None)
        self.stripped.sort(number, stripped)
        self.gaps.sort(number, at_work and has_gap)
        self.full.sort(number, stripped and not has_gap)
        self.loose.sort(number, free and not put_by)
        self.dies.sort(number, free and not put_by and kind == "die")
        self.chips.sort(number, free and not put_by and kind == "memory")
        self.wet.sort(number, free and bool(row and row["floor_since"]))
        self.put_by.sort(number, free and put_by)
        self.fitted.sort(number, kind in MOIST and state == "fitted")
        runs = self.those("step_run", "piece_id", number)
        self.begun.sort(number, any(run["ended"] is None for run in runs) and state != "gone")

    def adds_up(self) -> list[str]:
        """Whether the balance of the batch counts what the tables hold."""
        told = self.shop.ask("balance", batch="B1")
        pieces = self.rows["piece"]
        came = [pieces[visit["piece_id"]] for visit in self.rows["visit"].values()]
        cards = [row for row in came if row["kind"] == "card"]
        apart = sum(row["taken_apart"] is not None for row in cards)
        left = sum(row["state"] == "gone" and row["taken_apart"] is None for row in cards)
        built = sum(row["kind"] == "card" for row in pieces.values()) - len(cards)
        tested = results_told.yields(map(self._results, pieces))
        rows = {
            row.group: (row.results, row.first, row.first_passed, row.second, row.second_passed,
                        row.last, row.last_passed)
            for row in self.shop.ask("yields", by="plan")
        }  # fmt: skip
        if rows != tested:
            return [f"the yields count {rows} instead of {tested}"]
        if told.cards != (len(cards), len(cards) - apart - left, left, apart, built):
            return [f"the balance counts {told.cards}"]
        return [
            f"the balance of {line.kind} does not add up: {line}"
            for line in told.lines
            if line.open < 0
            or line.on_cards != line.good + line.damaged + line.missing + line.left + line.open
        ]

    def differs(self, *, all_of_it: bool) -> list[str]:
        """The tables that are not as the journal tells: what was touched since, or all of it."""
        found = []
        with self.shop.database.read() as connection:
            for name, table in JOURNALLED.items():
                some = set(self.rows[name]) | self._new[name] if all_of_it else self._new[name]
                rows = connection.execute(_rows(table, None if all_of_it else some))
                there = {row.id: dict(row._mapping) for row in rows}
                if there != {n: self.rows[name][n] for n in some if n in self.rows[name]}:
                    found.append(name)
                self._new[name] = set()
        return found


def _rows(table: Table, some: set[int] | None) -> Any:
    statement = select(table)
    return statement if some is None else statement.where(table.c.id.in_(some))
