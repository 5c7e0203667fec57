# SPDX-License-Identifier: MIT
"""The tables made anew from the journal, and compared with those that are there."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, func, select

from workshop.domain.refused import Refused
from workshop.language import say
from workshop.storage.engines import sqlite_module
from workshop.storage.finding import Finding
from workshop.storage.journal import Change, canonical, read_changes, subjects, undone_in
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION, TALLY, earlier
from workshop.storage.yields import wrong_counts


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
        found: Iterator[tuple[int, str]] = self._db.execute(
            "SELECT r, v FROM s WHERE t=? ORDER BY r", (table,)
        )
        return found

    def unknown(self) -> list[str]:
        names = [name for (name,) in self._db.execute("SELECT DISTINCT t FROM s")]
        return [name for name in names if name not in JOURNALLED]

    def close(self) -> None:
        self._db.close()


def replay(connection: Connection) -> tuple[list[Finding], int]:
    """Make the tables anew from the journal and compare them with those that are there."""
    tables = _Tables()
    findings: list[Finding] = []
    try:
        entries = connection.execution_options(yield_per=1000).execute(
            select(JOURNAL.c.number, JOURNAL.c.changes).order_by(JOURNAL.c.number)
        )
        for number, text in entries:
            said = _play(tables, number, text)
            if said:
                findings.append(Finding(said, number))
        findings += [
            Finding(say("The journal speaks of a table {table}.", table=table))
            for table in tables.unknown()
        ]
        rows = 0
        for name, table in JOURNALLED.items():
            more, count = _compare(connection, table, tables.rows(name))
            findings += more
            rows += count
    finally:
        tables.close()
    return findings, rows


def _play(tables: _Tables, number: int, text: str) -> str:
    """Apply the changes of one entry; says what did not fit."""
    try:
        changes = read_changes(text)
        return _apply(tables, number, changes)
    except (ValueError, Refused):
        return say("Entry {number}: its changes cannot be read.", number=number)


def _apply(tables: _Tables, number: int, changes: list[Change]) -> str:
    for change in changes:
        row = {"number": number, "table": change.table, "row": change.row}
        now = tables.get(change.table, change.row)
        if change.before is None:
            if now is not None:
                return say("Entry {number}: {table} {row} came a second time.", **row)
            tables.put(change.table, change.row, {**earlier(change.table), **(change.after or {})})
            continue
        if now is None or any(now.get(k, ...) != v for k, v in change.before.items()):
            return say("Entry {number}: {table} {row} was not before as the entry says.", **row)
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
            findings.append(_missing(table, should[0]))
            should = next(expected, None)
        if should is None or should[0] > row["id"]:
            told = say("{table} {row} is not in the journal.", table=table.name, row=row["id"])
            findings.append(Finding(told))
            continue
        if canonical(dict(row)) != should[1]:
            wrong = [k for k, v in json.loads(should[1]).items() if row.get(k) != v]
            told = say("{table} {row}: {columns} was changed behind the journal's back.",
                       table=table.name, row=row["id"], columns=", ".join(wrong))  # fmt: skip
            findings.append(Finding(told))
        should = next(expected, None)
    while should is not None:
        findings.append(_missing(table, should[0]))
        should = next(expected, None)
    return findings, count


def _missing(table: Table, row: int) -> Finding:
    return Finding(say("{table} {row} is missing.", table=table.name, row=row))


def derived(connection: Connection) -> Iterator[Finding]:
    """The rows that are worked out from others: mentions and counts."""
    with connection.execution_options(yield_per=1000).execute(
        select(MENTION).order_by(MENTION.c.number, MENTION.c.subject, MENTION.c.row)
    ) as mentions:
        yield from _mentions(connection, iter(mentions))
    yield from _counts(connection)
    yield from wrong_counts(connection)


def _mentions(connection: Connection, there: Iterator[Any]) -> Iterator[Finding]:
    found = next(there, None)
    entries = connection.execution_options(yield_per=1000).execute(
        select(JOURNAL.c.number, JOURNAL.c.changes, JOURNAL.c.undoes, JOURNAL.c.receipt).order_by(
            JOURNAL.c.number
        )
    )
    for number, text, undoes, receipt in entries:
        try:
            undone = {("entry", entry) for entry in undone_in(undoes, receipt)}
            wanted = sorted(subjects(read_changes(text)) | undone)
        except (ValueError, KeyError, AttributeError):
            continue  # the chain has told of this entry
        mine = []
        while found is not None and found.number <= number:
            mine.append((found.subject, found.row))
            found = next(there, None)
        if sorted(mine) != wanted:
            yield Finding(
                say("The index of what entry {number} concerns is wrong.", number=number), number
            )
    if found is not None:
        yield Finding(
            say("The index speaks of entry {number}, which does not exist.", number=found.number)
        )


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
            yield Finding(say("The count of batch row {row}, {kind} {state} is wrong.",
                              row=key[0], kind=key[1], state=key[2]))  # fmt: skip
