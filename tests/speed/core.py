# SPDX-License-Identifier: MIT
"""Scan, passport, search and pages at a million pieces, against bare SQLite in the same run."""

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import million

from workshop.acts import ACTS
from workshop.manifests.take_in import take_in
from workshop.queries import QUERIES
from workshop.storage.database import Database
from workshop.storage.engines import sqlite_module
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION

SCANS = 2000


def timed(function: Callable[[int], object], count: int) -> list[float]:
    """Milliseconds of each call."""
    gc.collect()
    taken = []
    for number in range(count):
        began = time.perf_counter()
        function(number)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def at(taken: list[float], share: float) -> float:
    """The percentile of a list of times."""
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * share))]


def say(what: str, taken: list[float], aim: str, floor: list[float] | None = None) -> None:
    """One line: median, 95th and 99th percentile, the ratio to the floor, the aim."""
    median = statistics.median(taken)
    line = f"{what:42} p50 {median:7.2f}  p95 {at(taken, 0.95):7.2f}  p99 {at(taken, 0.99):7.2f} ms"
    if floor:
        base = statistics.median(floor)
        line += f"  = {median / base:4.1f} × {base:.2f} ms"
    print(f"{line}   aim {aim}", flush=True)


class BareCommit:
    """One durable commit of the rows a receipt makes, in bare SQLite, in the same file."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite_module().connect(str(path), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
                       "cache_size=-65536"):  # fmt: skip
            self.db.execute(f"PRAGMA {pragma}").fetchall()
        self.rows: list[tuple[str, list[str], tuple[Any, ...]]] = []
        for table in ("piece", "identifier", "visit", "label"):
            columns = [c.name for c in JOURNALLED[table].columns]
            found = self.db.execute(
                f"SELECT {', '.join(columns)} FROM {table} ORDER BY id DESC LIMIT 1"
            ).fetchone()
            self.rows.append((table, columns, found))
        columns = [c.name for c in JOURNAL.columns]
        self.entry = dict(
            zip(
                columns,
                self.db.execute(
                    f"SELECT {', '.join(columns)} FROM journal ORDER BY number DESC LIMIT 1"
                ).fetchone(),
                strict=True,
            )
        )
        self.first = 10**12

    def __call__(self, number: int) -> None:
        self.db.execute("BEGIN IMMEDIATE")
        base = self.first + number * 10
        for offset, (table, columns, found) in enumerate(self.rows):
            row = dict(zip(columns, found, strict=True)) | {"id": base + offset}
            if table == "piece":
                row["tag"] = f"X{base}"
            if "piece_id" in row:
                row["piece_id"] = base
            if table == "identifier":
                row["normal"] = row["raw"] = f"BARE{number * 7919 % 10**9:09d}"
            self._insert(table, row)
        entry = self.entry | {"number": base, "key": f"bare-{base}", "undoes": None}
        self._insert("journal", entry)
        for subject in ("piece", "visit"):
            self._insert(MENTION.name, {"subject": subject, "row": base, "number": base})
        self.db.execute("COMMIT")

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        self.db.execute(
            f"INSERT INTO {table} ({', '.join(chr(34) + c + chr(34) for c in row)}) "
            f"VALUES ({', '.join('?' * len(row))})",
            tuple(row.values()),
        )


def scans(folder: Path) -> None:
    """A receipt through write(), and the bare commit of the same rows."""
    target = million.copy(folder)
    database = Database.open(target)
    database.write(ACTS["open_batch"], number="NEW", supplier="Speed")

    def receive(number: int) -> None:
        database.write(ACTS["receive"], batch="NEW", serial=f"N{number * 7919 % 10**9:09d}")

    timed(receive, 50)
    ours = timed(lambda n: receive(n + 50), SCANS)
    database.dispose()
    bare = BareCommit(target)
    timed(bare, 50)
    floor = timed(lambda n: bare(n + 50), SCANS)
    bare.db.close()
    say("scan to durable receipt", ours, "≤ 8 ×, p99 ≤ 50 ms", floor)


def asked(database: Database) -> None:
    """What people wait for."""
    pieces = million.PIECES
    some = [million.serial(n * 48_271 % pieces) for n in range(500)]

    def ask(query: str, **facts: Any) -> Any:
        with database.read() as connection:
            return QUERIES[query](connection, **facts)

    tags = [ask("identify", scan=serial).tag for serial in some]
    assert all(tags)

    def passport(number: int) -> None:
        ask("passport", tag=tags[number])

    def by_serial(number: int) -> None:
        ask("passport", tag=ask("identify", scan=some[number]).tag)

    timed(passport, 20)
    say("tag to passport", timed(passport, 500), "p99 ≤ 10 ms")
    say("serial to passport", timed(by_serial, 500), "p99 ≤ 10 ms")
    for length in (3, 4, 6, 9):
        typed = [serial[2 : 2 + length] for serial in some]
        taken = timed(lambda n, typed=typed: ask("search", text=typed[n]), 300)
        say(f"search, {length} characters", taken, "p95 ≤ 25 ms")
    words = ["RTX 4090", "4090", "GeForce", "TRAY", "B0012", "supplier 3", "ZZZZ", "no such"]
    taken = timed(lambda n: ask("search", text=words[n % len(words)]), 160)
    say("search, words", taken, "p95 ≤ 25 ms")


def pages(database: Database) -> None:
    """The first and the last page of every list."""

    last = million.PIECES // million.EACH - 1
    late, latest = f"B{last - 1:04d}", f"B{last:04d}"

    def ask(query: str, **facts: Any) -> Any:
        with database.read() as connection:
            return QUERIES[query](connection, **facts)

    def last_tag(**filters: Any) -> str:
        with database.read() as connection:
            where = " AND ".join(f"{k} = '{v}'" for k, v in filters.items()) or "1"
            return str(
                connection.exec_driver_sql(
                    f"SELECT tag FROM piece WHERE {where} ORDER BY id DESC LIMIT 1 OFFSET 251"
                ).scalar()
            )

    newest = ask("newest")
    lists: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
        ("pieces", "pieces", {}, {"after": last_tag()}),
        ("pieces of a batch", "pieces", {"batch": "B0001"}, {"batch": late}),
        ("pieces of a kind", "pieces", {"kind": "card"}, {"kind": "card", "after": last_tag()}),
        ("pieces in a state", "pieces", {"state": "received"},
         {"state": "received", "after": last_tag()}),
        ("pieces in a place", "pieces", {"place": "TRAY-1"},
         {"place": "TRAY-1", "after": last_tag()}),
        ("journal", "journal", {}, {"after": max(0, newest - 251)}),
        ("batches", "batches", {}, {"after": latest}),
        ("labels waiting", "labels_waiting", {}, {"after": 3_000_000}),
        ("test results", "tests", {"batch": "B0001"}, {"batch": late}),
    ]  # fmt: skip
    for name, query, first, last in lists:
        for which, facts in (("first", first), ("last", last)):
            taken = timed(lambda n, q=query, f=facts: ask(q, limit=250, **f), 40)
            say(f"{name}, {which} page of 250", taken, "≤ 15 ms")
    say("one batch in numbers", timed(lambda n: ask("batch", number="B0001"), 40), "≤ 15 ms")


def bulk(folder: Path) -> None:
    """50,000 cards in one act, in a process of its own so that its memory is its own."""
    import subprocess

    code = (
        "import resource, sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from workshop.acts import ACTS\n"
        "from workshop.storage.database import Database\n"
        "db = Database.create(sys.argv[2], name='Bulk', owner='ANA')\n"
        "db.write(ACTS['open_batch'], number='B1', supplier='S')\n"
        "cards = [{'serial': f'S{n:09d}X', 'maker': 'ASUS', 'model': 'GeForce RTX 4090'}"
        " for n in range(50000)]\n"
        "began = time.perf_counter()\n"
        "db.write(ACTS['receive_many'], batch='B1', cards=cards)\n"
        "taken = time.perf_counter() - began\n"
        "db.close()\n"
        "print(f'{taken:.1f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(million.ROOT), str(folder / "bulk.db")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    print(f"{'50,000 cards received in one act':42} {done.stdout.strip()}   aim ≤ 20 s, ≤ 500 MB")


def lists(folder: Path) -> None:
    """A supplier's list of 50,000 rows: read, checked, added in one act, and undone in one."""
    target, file = folder / "lists.db", folder / "list.csv"
    database = Database.create(target, name="Lists", owner="ANA")
    database.write(ACTS["open_batch"], number="B1", supplier="S")
    rows = [f"ASUS;RTX 4090;S{n:09d}X;900-1G136-2530-000;P{n // 400}\n" for n in range(50_000)]
    file.write_text("Maker;Model;Serial;Part No.;Pallet\n" + "".join(rows), "utf-8")
    began = time.perf_counter()
    answer = take_in(database, file, batch="B1")
    added = time.perf_counter() - began
    assert answer["counts"]["added"] == len(rows)
    began = time.perf_counter()
    assert take_in(database, file, batch="B1")["counts"]["listed"] == len(rows)
    again = time.perf_counter() - began
    began = time.perf_counter()
    database.write(ACTS["undo"], entry=answer["entry"])
    undone = time.perf_counter() - began
    database.close()
    said = f"{added:.1f} s, nothing new again {again:.1f} s, undone {undone:.1f} s"
    print(f"{'50,000 lines of a list read, checked, added':42} {said}   aim ≤ 60 s")


def main() -> None:
    with tempfile.TemporaryDirectory(dir=million.path().parent) as folder:
        scans(Path(folder))
        bulk(Path(folder))
        lists(Path(folder))
    database = Database.open(million.path())
    asked(database)
    pages(database)
    database.dispose()


if __name__ == "__main__":
    main()
