# SPDX-License-Identifier: MIT
"""Yields and Pareto over a million test results, against a bare sum over the same counts."""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # runs as a plain script too
sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import Engine, insert, make_url
from sqlalchemy import text as sql

from workshop.acts import ACTS
from workshop.domain.tag import make_tag
from workshop.domain.terms import PieceKind
from workshop.queries import QUERIES
from workshop.storage.database import Database
from workshop.storage.engines import make_engine
from workshop.storage.journal import FIRST
from workshop.storage.migrations.versions import v0005_tests as counts
from workshop.storage.rows import BLANK_PIECE
from workshop.storage.schema import JOURNAL, JOURNALLED, earlier

RESULTS = int(os.environ.get("CARD_WORKSHOP_RESULTS", "1000000"))
CARDS = 1000
PLANS = ("RESISTANCE", "VOLTAGE", "MEMORY", "FINAL")
RAILS = ("r_nvvdd", "r_fbvdd", "v_12v", "v_pex", "memory_errors", "core_temp", "fans", "displays")
MODELS = ("GeForce RTX 4090", "GeForce RTX 4080", "GeForce RTX 3090", "GeForce RTX 3080")
GROUPS = ("day", "batch", "supplier", "model", "plan", "step", "station", "person")
RUNS = 7
AIM = 500

Rows = dict[str, list[dict[str, Any]]]


class Made:
    """Rows of a shop: batches of a thousand cards, each worked on for two weeks by five people.

    Written straight into the tables: through the acts a million results would take an hour. Each
    card has four plans, of which one in ten is tried again; twenty cards share an entry.
    """

    def __init__(self, database: Database, results: int) -> None:
        self.dice = random.Random(5)
        self.results = results
        with database.read() as connection:
            found = connection.execute(sql("SELECT max(number), max(last_row) FROM journal")).one()
        self.entry, self.row = found

    def next(self) -> int:
        """The id of a new row."""
        self.row += 1
        return self.row

    def journal(self, day: int, rows: Rows) -> int:
        """A new entry of somebody's, on a day."""
        self.entry += 1
        who = self.dice.randrange(5)
        date = f"{2022 + day // 336:04d}-{day // 28 % 12 + 1:02d}-{day % 28 + 1:02d}"
        rows["journal"].append({
            "number": self.entry, "key": f"made-{self.entry}",
            "at": f"{date}T10:00:00.000000Z",
            "person": f"P{who}", "station": f"BENCH-{who}", "act": "record_test_many",
            "receipt": "{}", "touched": "", "undoes": None, "last_row": 0, "last_piece": 0,
            "previous": FIRST, "hash": f"{self.entry:064d}", "facts": "{}", "changes": "[]",
        })  # fmt: skip
        return self.entry

    def batches(self) -> Iterator[Rows]:
        """The rows of one batch after the other."""
        made = batch = 0
        while made < self.results:
            rows: Rows = {name: [] for name in ("journal", "batch", "piece", "visit", "test_result",
                                                "measurement", "defect")}  # fmt: skip
            self.batch(batch, rows)
            made += len(rows["test_result"])
            batch += 1
            yield rows

    def batch(self, number: int, rows: Rows) -> None:
        first = number * 4
        of = self.next()
        rows["batch"].append({
            "id": of, "number": f"B{number:04d}", "supplier": f"Supplier {number % 7}",
            "received_on": None, "state": "open", "expected": None, "note": "",
            "entry": self.journal(first, rows), **earlier("batch"),
        })  # fmt: skip
        cards = []
        for n in range(CARDS):
            piece = self.next()
            cards.append(piece)
            rows["piece"].append({
                **earlier("piece"), **BLANK_PIECE, "id": piece, "kind": "card", "state": "working",
                "tag": make_tag(PieceKind.CARD, "01", number * CARDS + n + 1), "batch_id": of,
                "model": MODELS[(number + n // 500) % 4],
            })  # fmt: skip
            visit = self.next()
            rows["visit"].append({**earlier("visit"), "id": visit, "piece_id": piece,
                                  "batch_id": of, "entry": self.entry})  # fmt: skip
            if not n % 10:
                rows["defect"].append({
                    "id": self.next(), "piece_id": piece, "visit_id": visit, "entry": self.entry,
                    "code": f"DEFECT-{self.dice.randrange(20)}", "zone": "", "severity": "minor",
                    "note": "",
                })  # fmt: skip
        for place, plan in enumerate(PLANS):
            for start in range(0, CARDS, 20):
                entry = self.journal(first + place * 3 + start // 100, rows)
                for piece in cards[start : start + 20]:
                    self.result(piece, entry, plan, 1, rows)
            entry = self.journal(first + place * 3 + 3, rows)
            for piece in self.dice.sample(cards, CARDS // 10):
                self.result(piece, entry, plan, 2, rows)

    def result(self, piece: int, entry: int, plan: str, attempt: int, rows: Rows) -> None:
        fails = self.dice.random() < 0.15
        result = self.next()
        rows["test_result"].append({
            **earlier("test_result"), "id": result, "piece_id": piece, "entry": entry,
            "plan": plan, "attempt": attempt, "verdict": "fail" if fails else "pass", "tool": "",
            "tool_version": "", "evidence_id": None, "note": "", "step": plan[:3],
        })  # fmt: skip
        rows["measurement"].append({
            **earlier("measurement"), "id": self.next(), "result_id": result,
            "name": self.dice.choice(RAILS) if fails else "v_12v", "label": "", "value": "12",
            "number": self.dice.gauss(12, 0.1), "unit": "V", "low": 11.4, "high": 12.6,
            "verdict": "fail" if fails else "pass",
        })  # fmt: skip


def fill(target: str | Path) -> int:
    """A workshop of so many results; how many there are."""
    database = Database.create(target, name="Speed", owner="ANA")
    database.write(ACTS["add_station"], code="BENCH-1", name="Bench 1")
    made = Made(database, RESULTS)
    database.close()
    engine = make_engine(target, writes=True, foreign_keys=False)
    done = 0
    with engine.begin() as connection:
        for rows in made.batches():
            for name, values in rows.items():
                table = JOURNAL if name == "journal" else JOURNALLED[name]
                each = iter(values)
                while part := list(islice(each, 5000)):
                    connection.execute(insert(table), part)
            done += len(rows["test_result"])
    analyse(engine)  # a plan without figures of the tables may take hours
    with engine.begin() as connection:
        for statement in counts.FILL.replace(
            "SELECT NAMES", counts.NAMES[engine.dialect.name]
        ).split(";"):  # fmt: skip
            connection.exec_driver_sql(statement)
    analyse(engine)
    engine.dispose()
    return done


def analyse(engine: Engine) -> None:
    """Let the database count what its tables hold, as it does by itself in time."""
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def timed(ask: Callable[[], Any]) -> float:
    """Milliseconds, the median of some runs after one that warms up."""
    ask()
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def measure(target: str | Path, done: int) -> None:
    """Every number people look at, and the floor: one bare sum over the counts."""
    database = Database.open(target)
    with database.read() as connection:
        groups = connection.exec_driver_sql("SELECT count(*) FROM test_tally").scalar()
        bare = "SELECT sum(counted), sum(first), sum(first_passed) FROM test_tally"
        floor = timed(lambda: connection.exec_driver_sql(bare).all())
        total = connection.exec_driver_sql("SELECT sum(counted) FROM test_tally").scalar()
        assert total == done, (total, done)
        print(f"{done:,} results in {groups:,} groups; a bare sum over these {floor:.0f} ms")

        def asked(what: str, aim: str, query: str, **facts: Any) -> None:
            taken = timed(lambda: QUERIES[query](connection, **facts))
            print(f"{what:42} {taken:8.1f} ms = {taken / floor:5.1f} × the floor   aim {aim}",
                  flush=True)  # fmt: skip

        aim = f"≤ {AIM} ms"
        for by in GROUPS:
            asked(f"yields by {by}", aim, "yields", by=by)
        asked("yields by day, since", aim, "yields", by="day", since="2024-01-01")
        asked("yields by plan of a batch", aim, "yields", by="plan", batch="B0003")
        asked("yields of the cards of a batch", aim, "yields", batch="B0003")
        asked("pareto", aim, "pareto")
        asked("pareto of a batch", aim, "pareto", batch="B0003")
        asked("failed memory twice, first page", aim, "failures", test="MEMORY", times=2)
        twice: dict[str, Any] = {"test": "MEMORY", "times": 2}
        asked("cards that failed memory twice", aim, "pieces", **twice)
        asked("the same, of a batch", aim, "pieces", batch="B0003", **twice)
        asked("cards that passed memory", aim, "pieces", test="MEMORY", result="passed")
        asked("cards inconclusive: none of all", "", "pieces", result="inconclusive")
        asked("a model among what failed twice", aim, "search", text="RTX 3080", **twice)
        asked("cards behind a day", aim, "tests", day="2023-03-01", attempt="first")
        asked("cards behind a failing measurement", aim, "tests", measurement="core_temp")
        asked("cards behind a person", "", "tests", person="P1", attempt="last")
        asked("Cpk of a measurement of a batch", "", "cpk", plan="VOLTAGE", batch="B0003")
    card = make_tag(PieceKind.CARD, "01", 1)
    taken = timed(lambda: database.write(ACTS["record_test"], piece=card, plan="VOLTAGE"))
    print(f"{'one more result, counts kept':42} {taken:8.1f} ms")
    database.dispose()


def on_postgres(work: Callable[[str], None]) -> None:
    """Do the same with an empty database of a throw-away PostgreSQL, where that is installed."""
    import postgres

    if postgres.binaries() is None:
        print("PostgreSQL is not installed here, and was not measured")
        return
    with postgres.cluster() as url:
        print("== on PostgreSQL")
        named = make_url(url).set(drivername="postgresql+psycopg")
        engine = make_engine(named.render_as_string(hide_password=False), writes=True)
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
                "CREATE DATABASE speed"
            )
        engine.dispose()
        work(url.replace("/postgres?", "/speed?"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "results.db"
        measure(target, fill(target))
    on_postgres(lambda target: measure(target, fill(target)))


if __name__ == "__main__":
    main()
