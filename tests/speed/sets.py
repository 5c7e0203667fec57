# SPDX-License-Identifier: MIT
"""The set builder over fifty thousand loose chips, on SQLite, and PostgreSQL where it is."""

import contextlib
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
import psycopg
from core import say, timed
from postgres import binaries, cluster
from sqlalchemy import insert, select

from workshop.acts import ACTS
from workshop.queries import QUERIES
from workshop.storage.database import Database
from workshop.storage.schema import JOURNALLED

LOOSE, FIRST, BOARD = 50_000, 1_000_000, "GeForce RTX 4090 48GB"
PARTS = ("D8BZC", "MT61K512M32KPA-24")


class Stock:
    """A workshop with so many loose chips of two parts, every week of four years, and a board.

    The chips are copies of one, put into the tables side by side: harvested one after the other
    they would take a quarter of an hour.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.do("add_place", code="TRAY", name="Tray", kind="tray")
        self.do("open_batch", number="B1", supplier="S")
        donor = self.do("receive", batch="B1", serial="D-1", model="GeForce RTX 4090")["tag"]
        self.do("harvest", card=donor, site="M1", outcome="good", marking=PARTS[0], place="TRAY")
        self._copy(random.Random(1))
        self.board = self.do("receive", batch="B1", serial="BOARD-1", model=BOARD)["tag"]
        empty = {f"M{n}": "missing" for n in range(1, 25)}
        self.do("harvest_many", card=self.board, outcomes=empty)

    def _copy(self, dice: random.Random) -> None:
        piece, marking = JOURNALLED["piece"], JOURNALLED["marking"]
        with self.database._writer.begin() as connection:
            chip = connection.execute(select(piece).where(piece.c.kind == "memory")).one()._asdict()
            print_ = connection.execute(select(marking)).one()._asdict()
            pieces, markings = [], []
            for n in range(FIRST, FIRST + LOOSE):
                date = f"{dice.randint(20, 23)}{dice.randint(1, 52):02}"
                part = dice.choice(PARTS)
                more = {"grade": dice.choice("AABC"), "heat_cycles": dice.choice((1, 1, 2))}
                pieces.append({**chip, "id": n, "tag": f"M01{n}", **more})
                markings.append(
                    {**print_, "id": n, "piece_id": n, "raw": part, "chip": part, "date": date}
                )
            connection.execute(insert(piece), pieces)
            connection.execute(insert(marking), markings)

    def do(self, act: str, **facts: Any) -> Any:
        return self.database.write(ACTS[act], **facts)

    def ask(self, query: str, **facts: Any) -> Any:
        with self.database.read() as connection:
            return QUERIES[query](connection, **facts)

    def measure(self, where: str) -> None:
        """The whole question, against reading the chips and nothing else."""
        made = self.ask("memory_sets", board=self.board)
        assert (made.wanted, made.missing, len(made.sets)) == (24, 0, 5)
        floor = timed(lambda _: self.ask("pieces", state="stock", kind="memory", limit=LOOSE), 5)
        say(f"{LOOSE:,} loose chips as rows, {where}", floor, "floor")
        taken = timed(lambda _: self.ask("memory_sets", board=self.board), 10)
        say(f"best sets of {LOOSE:,} loose chips, {where}", taken, "≤ 1 s")


@contextlib.contextmanager
def postgres() -> Iterator[str | None]:
    """A new database of a throw-away server; None where this machine has none."""
    if binaries() is None:
        yield None
        return
    with cluster() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE stock")
        yield url.replace("/postgres?", "/stock?")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        _measure("SQLite", Path(folder) / "workshop.db")
    with postgres() as url:
        if url is not None:
            _measure("PostgreSQL", url)


def _measure(where: str, target: str | Path) -> None:
    database = Database.create(target, name="Speed", owner="ANA")
    Stock(database).measure(where)
    database.close()


if __name__ == "__main__":
    main()
