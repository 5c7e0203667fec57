# SPDX-License-Identifier: MIT
"""The page for the wall over a million pieces, against a bare sum over these."""

import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]  # a plain script

from results import Made, Rows, analyse, on_postgres, timed
from sqlalchemy import insert
from sqlalchemy import text as sql

from workshop.acts import ACTS
from workshop.domain.tag import make_tag
from workshop.domain.terms import PieceKind
from workshop.queries import QUERIES
from workshop.storage.database import Database
from workshop.storage.engines import make_engine
from workshop.storage.migrations.versions import v0005_tests as counts
from workshop.storage.rows import BLANK_PIECE
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION, earlier

PIECES = int(os.environ.get("CARD_WORKSHOP_PIECES", "1000000"))
CARDS, CHIPS, AT_ONCE = 1000, 12, 20
OPEN = 6
"""So many batches are open, the others gone."""
MODEL = "GeForce RTX 4090"
STEPS = ("EVI", "RES", "PWR", "DET", "MEM", "DX", "BAKE", "DSLD")
TABLES = ("journal", "batch", "piece", "visit", "step_record", "step_run", "site", "site_record",
          "test_result", "measurement", "defect", "mention")  # fmt: skip
AIM = 500


class Shop(Made):
    """Rows of a shop: one batch of a thousand cards a week, each of a die and twelve chips.

    Of an open batch a third is untouched, a third is at the steps, a third is harvested.
    """

    def __init__(self, database: Database, pieces: int) -> None:
        super().__init__(database, pieces)
        self.batches_made = OPEN + -(-pieces // (CARDS * (CHIPS + 2)))
        self.tags = 0

    def batches(self) -> Iterator[Rows]:
        """The rows of one batch after the other."""
        for number in range(self.batches_made):
            rows: Rows = {name: [] for name in TABLES}
            self.batch(number, rows)
            yield rows

    def batch(self, number: int, rows: Rows) -> None:
        gone = number < self.batches_made - OPEN
        day, of = number * 7, self.next()
        entry = self.journal(day, rows)
        rows["batch"].append({
            "id": of, "number": f"B{number:04d}", "supplier": f"Supplier {number % 7}",
            "received_on": None, "state": "closed" if gone else "open", "expected": CARDS,
            "note": "", "entry": entry, **earlier("batch"),
        })  # fmt: skip
        cards = [self.card(of, entry, gone, n, rows) for n in range(CARDS)]
        for start in range(0, CARDS, AT_ONCE):
            part = cards[start : start + AT_ONCE]
            if not gone and start < CARDS // 3:
                continue  # nobody has begun with these
            for place, step in enumerate(STEPS[: 8 if gone else 1 + start // AT_ONCE % 8]):
                self.step(part, self.journal(day + 1 + place // 3, rows), step, rows)
            if gone or start >= 2 * CARDS // 3:
                self.harvest(part, self.journal(day + 4, rows), gone, rows)
        if gone:
            ended = self.journal(day + 5, rows)
            for visit in rows["visit"]:
                visit["ended"] = ended

    def piece(self, kind: PieceKind, rows: Rows, entry: int, **more: Any) -> int:
        self.tags += 1
        number = self.next()
        rows["piece"].append({
            **earlier("piece"), **BLANK_PIECE, "id": number, "kind": kind.value,
            "tag": make_tag(kind, "01", self.tags), **more,
        })  # fmt: skip
        self.mention(number, entry, rows)
        return number

    def mention(self, piece: int, entry: int, rows: Rows) -> None:
        rows["mention"].append({"subject": "piece", "row": piece, "number": entry})

    def card(self, of: int, entry: int, gone: bool, n: int, rows: Rows) -> int:
        begun = n - n % AT_ONCE >= CARDS // 3
        state = "gone" if gone else "working" if begun else "received"
        card = self.piece(PieceKind.CARD, rows, entry, state=state, batch_id=of, model=MODEL)
        rows["visit"].append({**earlier("visit"), "id": self.next(), "piece_id": card,
                              "batch_id": of, "entry": entry})  # fmt: skip
        return card

    def step(self, cards: list[int], entry: int, step: str, rows: Rows) -> None:
        for card in cards:
            self.mention(card, entry, rows)
            record = self.next()
            rows["step_record"].append({
                **earlier("step_record"), "id": record, "piece_id": card, "entry": entry,
                "step": step, "outcome": "done", "facts": "{}", "note": "",
            })  # fmt: skip
            rows["step_run"].append({
                "id": self.next(), "piece_id": card, "entry": entry, "step": step, "person": "P1",
                "station": "BENCH-1", "ended": entry if card % 50 else None, "minutes": 5.0,
                "record_id": record, "override": "",
            })  # fmt: skip
            if step in ("PWR", "MEM"):
                self.result(card, entry, "VOLTAGE" if step == "PWR" else "MEMORY", 1, rows)

    def harvest(self, cards: list[int], entry: int, gone: bool, rows: Rows) -> None:
        """The die and all chips but two of each card."""
        of = rows["batch"][0]["id"]
        for card in cards:
            self.mention(card, entry, rows)
            for site in ("GPU", *(f"M{n}" for n in range(1, CHIPS + 1 if gone else CHIPS - 1))):
                kind = PieceKind.DIE if site == "GPU" else PieceKind.MEMORY
                outcome = "damaged" if self.dice.random() < 0.1 else "good"
                state = "damaged" if outcome == "damaged" else "gone" if gone else "stock"
                chip = self.piece(kind, rows, entry, state=state, batch_id=of, donor_id=card,
                                  donor_site=site, msl="3",
                                  floor_since=None if state != "stock" else entry)  # fmt: skip
                row = {"board_id": card, "piece_id": None if gone else chip}
                rows["site"].append({**row, "id": self.next(), "name": site, "state": "empty",
                                     "piece_id": None})  # fmt: skip
                rows["site_record"].append({
                    **earlier("site_record"), "id": self.next(), "board_id": card, "site": site,
                    "entry": entry, "outcome": outcome, "piece_id": chip, "marking": "",
                    "grade": "", "place_id": None, "note": "",
                })  # fmt: skip


def fill(target: str | Path) -> str:
    """A workshop of so many pieces; the time (UTC) of its last entry."""
    database = Database.create(target, name="Speed", owner="ANA")
    for n in range(5):
        database.write(ACTS["add_station"], code=f"BENCH-{n}", name=f"Bench {n}")
    made = Shop(database, PIECES)
    database.close()
    engine = make_engine(target, writes=True, foreign_keys=False)
    tables = {**JOURNALLED, "journal": JOURNAL, "mention": MENTION}
    with engine.begin() as connection:
        for rows in made.batches():
            for name, values in rows.items():
                each = iter(values)
                while part := list(islice(each, 5000)):
                    connection.execute(insert(tables[name]), part)
    analyse(engine)
    with engine.begin() as connection:
        fill_in = counts.FILL.replace("SELECT NAMES", counts.NAMES[engine.dialect.name])
        for statement in fill_in.split(";"):
            connection.exec_driver_sql(statement)
        at = connection.execute(sql("SELECT at FROM journal ORDER BY number DESC LIMIT 1")).scalar()
    analyse(engine)
    engine.dispose()
    return str(at)


def measure(target: str | Path, now: str) -> None:
    """What the page asks at a change, and the floor: a bare sum over the pieces."""
    database = Database.open(target)
    today = {"day": f"{now[:10]}T00:00:00Z", "week": f"{now[:10]}T00:00:00Z", "now": now}
    month = f"{int(now[:4]):04d}-{max(1, int(now[5:7]) - 1):02d}-01"
    with database.read() as connection:
        bare = "SELECT sum(heat_cycles) FROM piece"
        floor = timed(lambda: connection.exec_driver_sql(bare).all())
        pieces = connection.exec_driver_sql("SELECT count(*) FROM piece").scalar()
        print(f"{pieces:,} pieces; a bare sum over these {floor:.0f} ms")
        total = 0.0

        def asked(what: str, query: str, aim: str = "", **facts: Any) -> float:
            taken = timed(lambda: QUERIES[query](connection, **facts))
            print(f"{what:42} {taken:8.1f} ms = {taken / floor:5.1f} × the floor   {aim}",
                  flush=True)  # fmt: skip
            return taken

        total += asked("figures, steps, cards, stations", "dashboard", **today)
        total += asked("yields of a month by day", "yields", by="day", since=month)
        total += asked("faults of a month", "pareto", since=month)
        total += asked("balance of the shop", "shop_balance")
        print(f"{'all figures of the page':42} {total:8.1f} ms   aim ≤ {AIM} ms")
        asked("cards that are stuck, first page", "work_in_progress", stuck=True, now=now)
        asked("cards that came in, first page", "came_in", since="2022-01-01")
        asked("what came off, first page", "came_off", since="2022-01-01")
        asked("what a station did, first page", "done_at", station="BENCH-1", since="2022-01-01")
    database.dispose()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "dashboard.db"
        measure(target, fill(target))
    on_postgres(lambda target: measure(target, fill(target)))


if __name__ == "__main__":
    main()
