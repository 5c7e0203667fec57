# SPDX-License-Identifier: MIT
"""Whether the database is still what the journal says: the chain, the replay, the file itself."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select

from workshop.domain.refused import Refused
from workshop.storage import migrate
from workshop.storage.checkpoint import agrees, read_checkpoint
from workshop.storage.database import Database
from workshop.storage.engines import sqlite_module
from workshop.storage.errors import Unavailable
from workshop.storage.journal import EMPTY, canonical, entry_hash, head, read_changes, subjects
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION, TALLY, Workshop

Progress = Callable[[int, int], None]


class Finding(NamedTuple):
    """One thing that is not as it should be; `entry` is where in the journal, if known."""

    what: str
    entry: int | None = None


class Report(NamedTuple):
    """The outcome of a check; `entries` and `rows` say how much was looked at."""

    ok: bool
    deep: bool
    entries: int
    rows: int
    head: str
    findings: list[Finding]


# A damaged history breaks at one place and everything after it: more findings say nothing new.
MOST = 50


def check(database: Database, *, deep: bool = False, progress: Progress | None = None) -> Report:
    """Check the journal's chain, the checkpoint and the file; `deep` also replays the journal.

    The replay makes every table anew from the journal's changes and compares each cell, the
    derived ones included. It changes nothing.
    """
    findings: list[Finding] = []
    rows = 0
    try:
        with database.read() as connection:
            findings += _file(connection, deep=deep)
            total = connection.execute(select(func.count()).select_from(JOURNAL)).scalar_one()
            findings += _chain(connection, progress, total)
            findings += _checkpoint(connection, database)
            if deep:
                more, rows = _replay(connection)
                findings += more
                findings += _derived(connection)
            newest = head(connection)
        if deep and connection.dialect.name == "sqlite":
            findings += _search_index(Path(database.target))
    except (Unavailable, Refused) as problem:
        return Report(False, deep, 0, rows, "", [*findings, Finding(problem.english)])
    return Report(not findings, deep, total, rows, newest.hash, findings[:MOST])


def _file(connection: Connection, *, deep: bool) -> Iterator[Finding]:
    """What the database says of itself, and that its schema is the one of this program."""
    found = migrate.revision(connection)
    if found != migrate.HEAD:
        yield Finding(f"The schema says version {found}, not {migrate.HEAD}.")
    if connection.dialect.name != "sqlite":
        return
    word = "integrity_check" if deep else "quick_check"
    for (said,) in connection.exec_driver_sql(f"PRAGMA {word}(20)"):
        if said != "ok":
            yield Finding(f"SQLite: {said}")
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        yield Finding(f"{table} {row} refers to a row of {parent} that does not exist.")


def _chain(connection: Connection, progress: Progress | None, total: int) -> Iterator[Finding]:
    """Every entry follows the one before it, and its hash is the hash of what it says."""
    previous, number, at = EMPTY.hash, 0, ""
    last_row = last_piece = 0
    rows = connection.execution_options(yield_per=1000).execute(
        select(JOURNAL).order_by(JOURNAL.c.number)
    )
    for entry in rows.mappings():
        if entry["number"] != number + 1:
            yield Finding(
                f"Entries {number + 1} to {entry['number'] - 1} are missing from the journal.",
                entry["number"],
            )
        elif entry["previous"] != previous:
            yield Finding(
                f"Entry {entry['number']} does not follow the one before it: an entry was "
                "changed, swapped or put in.",
                entry["number"],
            )
        if entry_hash(dict(entry)) != entry["hash"]:
            yield Finding(f"Entry {entry['number']} was changed after it was written.",
                          entry["number"])  # fmt: skip
        if entry["at"] < at or entry["last_row"] < last_row or entry["last_piece"] < last_piece:
            yield Finding(f"Entry {entry['number']} goes back behind the one before it.",
                          entry["number"])  # fmt: skip
        previous, number, at = entry["hash"], entry["number"], entry["at"]
        last_row, last_piece = entry["last_row"], entry["last_piece"]
        if progress and number % 1000 == 0:
            progress(number, total)


def _checkpoint(connection: Connection, database: Database) -> Iterator[Finding]:
    """The witness outside the database."""
    known = read_checkpoint(database.checkpoint_file())
    if known is None:
        return
    owner = connection.execute(select(Workshop.database_id)).scalar()
    if known.database_id != owner:
        yield Finding("The checkpoint file belongs to another database.")
    elif not agrees(connection, known):
        newest = head(connection).number
        if newest < known.number:
            yield Finding(
                f"The end of the journal is missing: the checkpoint saw entry {known.number}, "
                f"the newest one now is {newest}.",
                newest,
            )
        else:
            yield Finding(
                f"Entry {known.number} is not the one the checkpoint saw: the history was "
                "written anew.",
                known.number,
            )


class _Tables:
    """Every table as the journal makes it, in a temporary file so that any size fits."""

    def __init__(self) -> None:
        self._db = sqlite_module().connect("")
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA cache_size=-262144")
        self._db.execute(
            "CREATE TABLE s(t TEXT, r INTEGER, v TEXT, PRIMARY KEY(t, r)) WITHOUT ROWID"
        )

    def get(self, table: str, row: int) -> dict[str, Any] | None:
        found = self._db.execute("SELECT v FROM s WHERE t=? AND r=?", (table, row)).fetchone()
        return json.loads(found[0]) if found else None

    def put(self, table: str, row: int, values: dict[str, Any] | None) -> None:
        if values is None:
            self._db.execute("DELETE FROM s WHERE t=? AND r=?", (table, row))
        else:
            self._db.execute("INSERT OR REPLACE INTO s VALUES(?,?,?)",
                             (table, row, canonical(values)))  # fmt: skip

    def rows(self, table: str) -> Iterator[tuple[int, str]]:
        yield from self._db.execute("SELECT r, v FROM s WHERE t=? ORDER BY r", (table,))

    def unknown(self) -> list[str]:
        names = [name for (name,) in self._db.execute("SELECT DISTINCT t FROM s")]
        return [name for name in names if name not in JOURNALLED]

    def close(self) -> None:
        self._db.close()


def _replay(connection: Connection) -> tuple[list[Finding], int]:
    """Make the tables anew from the journal and compare them with those that are there."""
    tables = _Tables()
    findings: list[Finding] = []
    try:
        entries = connection.execution_options(yield_per=1000).execute(
            select(JOURNAL.c.number, JOURNAL.c.changes).order_by(JOURNAL.c.number)
        )
        for number, text in entries:
            problem = _play(tables, text)
            if problem:
                findings.append(Finding(f"Entry {number}: {problem}", number))
        findings += [Finding(f"The journal speaks of a table {t}.") for t in tables.unknown()]
        rows = 0
        for name, table in JOURNALLED.items():
            more, count = _compare(connection, table, tables.rows(name))
            findings += more
            rows += count
    finally:
        tables.close()
    return findings, rows


def _play(tables: _Tables, text: str) -> str:
    """Apply the changes of one entry; says what did not fit."""
    try:
        changes = read_changes(text)
    except (ValueError, TypeError):
        return "its changes cannot be read."
    for change in changes:
        now = tables.get(change.table, change.row)
        if change.before is None:
            if now is not None:
                return f"{change.table} {change.row} came a second time."
            tables.put(change.table, change.row, change.after)
            continue
        if now is None or any(now.get(k, ...) != v for k, v in change.before.items()):
            return f"{change.table} {change.row} was not before as the entry says."
        tables.put(
            change.table, change.row, None if change.after is None else {**now, **change.after}
        )
    return ""


def _compare(
    connection: Connection, table: Table, expected: Iterator[tuple[int, str]]
) -> tuple[list[Finding], int]:
    """Both sides in the order of their ids, side by side."""
    findings: list[Finding] = []
    count = 0
    should = next(expected, None)
    actual = connection.execution_options(yield_per=1000).execute(select(table).order_by("id"))
    for row in actual.mappings():
        count += 1
        while should is not None and should[0] < row["id"]:
            findings.append(Finding(f"{table.name} {should[0]} is missing."))
            should = next(expected, None)
        if should is None or should[0] > row["id"]:
            findings.append(Finding(f"{table.name} {row['id']} is not in the journal."))
            continue
        if canonical(dict(row)) != should[1]:
            wrong = [k for k, v in json.loads(should[1]).items() if row.get(k) != v]
            findings.append(
                Finding(
                    f"{table.name} {row['id']}: {', '.join(wrong)} was changed "
                    "behind the journal's back."
                )
            )
        should = next(expected, None)
    while should is not None:
        findings.append(Finding(f"{table.name} {should[0]} is missing."))
        should = next(expected, None)
    return findings, count


def _derived(connection: Connection) -> Iterator[Finding]:
    """The rows that are worked out from others: mentions and counts."""
    with connection.execution_options(yield_per=1000).execute(
        select(MENTION).order_by(MENTION.c.number, MENTION.c.subject, MENTION.c.row)
    ) as mentions:
        yield from _mentions(connection, iter(mentions))
    yield from _counts(connection)


def _mentions(connection: Connection, there: Iterator[Any]) -> Iterator[Finding]:
    found = next(there, None)
    entries = connection.execution_options(yield_per=1000).execute(
        select(JOURNAL.c.number, JOURNAL.c.changes).order_by(JOURNAL.c.number)
    )
    for number, text in entries:
        try:
            wanted = sorted((s, r) for s, r in subjects(read_changes(text)))
        except (ValueError, TypeError, KeyError):
            continue  # the chain has told of this entry
        mine = []
        while found is not None and found.number <= number:
            mine.append((found.subject, found.row))
            found = next(there, None)
        if sorted(mine) != wanted:
            yield Finding(f"The index of what entry {number} concerns is wrong.", number)
    if found is not None:
        yield Finding(f"The index speaks of entry {found.number}, which does not exist.")


def _counts(connection: Connection) -> Iterator[Finding]:
    piece, visit = JOURNALLED["piece"], JOURNALLED["visit"]
    counted = {
        (batch, kind, state): n
        for batch, kind, state, n in connection.execute(
            select(piece.c.batch_id, piece.c.kind, piece.c.state, func.count()).group_by(
                piece.c.batch_id, piece.c.kind, piece.c.state
            )
        )
    }
    for batch, n in connection.execute(
        select(visit.c.batch_id, func.count()).group_by(visit.c.batch_id)
    ):
        counted[(batch, "visit", "")] = n
    kept = {(batch, kind, state): n for batch, kind, state, n in connection.execute(select(TALLY))}
    for key in sorted(counted.keys() | kept.keys()):
        if counted.get(key) != kept.get(key):
            yield Finding(f"The count of batch row {key[0]}, {key[1]} {key[2]} is wrong.")


def _search_index(path: Path) -> list[Finding]:
    """Whether the search index agrees with what it indexes; asked on a private copy."""
    module = sqlite_module()
    source, copy = module.connect(f"file:{path}?mode=ro", uri=True), module.connect("")
    try:
        source.backup(copy)
        copy.execute("INSERT INTO search_index(search_index, rank) VALUES('integrity-check', 1)")
    except module.DatabaseError as error:
        return [Finding(f"The search index does not agree with the pieces ({error}).")]
    finally:
        source.close()
        copy.close()
    return []
