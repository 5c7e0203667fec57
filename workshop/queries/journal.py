# SPDX-License-Identifier: MIT
"""What was done, by whom, and what Ctrl+Z would undo."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, case, func, select
from sqlalchemy.sql.elements import ColumnElement

from workshop.domain.telling import tell
from workshop.domain.text import moment
from workshop.queries.rows import piece_id
from workshop.storage.schema import JOURNAL, MENTION
from workshop.storage.slices import some

undoing = MENTION.alias("undoing")
IS_UNDOING = and_(undoing.c.subject == "entry", undoing.c.row == JOURNAL.c.number)
"""Joins an entry with the one that undid it."""

undone = JOURNAL.alias("undone")


class Entry(NamedTuple):
    """One entry of the journal; `text` says what it did, `pieces` are the tags it concerns."""

    number: int
    at: str
    person: str
    station: str
    act: str
    facts: dict[str, Any]
    text: str
    pieces: list[str]
    undoes: int | None
    undone_by: int | None
    hash: str


# The facts of an act about thousands of pieces are no help to anybody who reads a list.
LONGEST_FACTS = 4000
SHORT_FACTS = case(
    (func.octet_length(JOURNAL.c.facts) <= LONGEST_FACTS, JOURNAL.c.facts), else_="{}"
).label("facts")

WHAT_WAS_DONE = (
    JOURNAL.c.number,
    JOURNAL.c.at,
    JOURNAL.c.person,
    JOURNAL.c.station,
    JOURNAL.c.act,
    SHORT_FACTS,
    JOURNAL.c.receipt,
)
"""The columns of an entry by which it is told."""

_ENTRIES = (
    select(
        *WHAT_WAS_DONE,
        JOURNAL.c.undoes,
        undoing.c.number.label("undone_by"),
        JOURNAL.c.hash,
        undone.c.receipt.label("undone_receipt"),
    )
    .outerjoin(undoing, IS_UNDOING)
    .outerjoin(undone, undone.c.number == JOURNAL.c.undoes)
)

# Where the receipt of an act names pieces.
_NAMES = ("tag", "card", "board", "first_tag", "last_tag")


def _pieces(row: Any) -> list[str]:
    """The tags an entry is about, from its receipt; of an undo, those of what it undid."""
    receipt = json.loads(row.undone_receipt or row.receipt)
    return list(dict.fromkeys(receipt[name] for name in _NAMES if receipt.get(name)))


def _entry(row: Any) -> Entry:
    facts = json.loads(row.facts)
    return Entry(
        number=row.number,
        at=row.at,
        person=row.person,
        station=row.station,
        act=row.act,
        facts=facts,
        text=tell(row.act, facts, json.loads(row.receipt)),
        pieces=_pieces(row),
        undoes=row.undoes,
        undone_by=row.undone_by,
        hash=row.hash,
    )


def journal(
    connection: Connection, *, piece: str | None = None, after: int | None = None, limit: int = 100
) -> list[Entry]:
    """Entries in the order they were written; all, or those that concern one piece."""
    statement = _ENTRIES.order_by(JOURNAL.c.number).limit(limit)
    if after is not None:
        statement = statement.where(JOURNAL.c.number > after)
    if piece is not None:
        statement = statement.join(MENTION, MENTION.c.number == JOURNAL.c.number).where(
            MENTION.c.subject == "piece", MENTION.c.row == piece_id(connection, piece)
        )
    return [_entry(row) for row in connection.execute(statement)]


def recent(connection: Connection, *, limit: int = 20, station: str | None = None) -> list[Entry]:
    """The last entries, the newest first; of one station, or of all."""
    statement = _ENTRIES.order_by(JOURNAL.c.number.desc()).limit(limit)
    if station:
        statement = statement.where(JOURNAL.c.station == station)
    return [_entry(row) for row in connection.execute(statement)]


def done_at(
    connection: Connection,
    *,
    station: str,
    since: str,
    after: int | None = None,
    limit: int = 250,
) -> list[Entry]:
    """What was done at a station since a time (UTC), the newest first.

    `after` is the number of the last entry of the page before.
    """
    number = JOURNAL.c.number
    statement = (
        _ENTRIES.where(JOURNAL.c.station == station.strip().upper())
        .where(number >= first_since(connection, moment(since)))
        .order_by(number.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(number < after)
    return [_entry(row) for row in connection.execute(statement)]


def undoable(
    connection: Connection, *, person: str | None = None, station: str | None = None
) -> Entry | None:
    """The newest entry of a person, or at a station, that an undo would take back."""
    clauses: list[ColumnElement[bool]] = [
        # Not IS NULL: nearly all entries are, and SQLite would look them all up in that index.
        func.coalesce(JOURNAL.c.undoes, 0) == 0,
        undoing.c.number.is_(None),
        JOURNAL.c.number > 1,
        JOURNAL.c.touched != "",  # a correction that changed nothing has nothing to take back
    ]
    if person:
        clauses.append(JOURNAL.c.person == person)
    if station:
        clauses.append(JOURNAL.c.station == station)
    row = connection.execute(
        _ENTRIES.where(*clauses).order_by(JOURNAL.c.number.desc()).limit(1)
    ).first()
    return _entry(row) if row else None


def newest(connection: Connection) -> int:
    """The number of the newest entry."""
    found = connection.execute(
        select(JOURNAL.c.number).order_by(JOURNAL.c.number.desc()).limit(1)
    ).scalar()
    return found or 0


def first_since(connection: Connection, time: str) -> int:
    """The number of the first entry at a time (UTC) or later; one beyond the newest if none is."""
    low, high = 1, newest(connection) + 1
    while low < high:
        middle = (low + high) // 2
        found = connection.execute(_AT, {"number": middle}).first()
        if found is None or found.at >= time:
            high = middle
        else:
            low = middle + 1
    return low


def times_of(connection: Connection, numbers: Iterable[int]) -> dict[int, str]:
    """When (UTC) these entries were made, by their numbers."""
    found: dict[int, str] = {}
    for part in some(sorted(numbers)):
        rows = connection.execute(
            select(JOURNAL.c.number, JOURNAL.c.at).where(JOURNAL.c.number.in_(part))
        )
        found.update((number, at) for number, at in rows)
    return found


_AT = select(JOURNAL.c.at).where(JOURNAL.c.number == bindparam("number"))


class Touched(NamedTuple):
    """What changed since an entry: the newest number, and the tables it and others touched."""

    number: int
    tables: list[str]


def touched_since(connection: Connection, *, number: int) -> Touched:
    """What other windows changed after an entry."""
    rows = connection.execute(
        select(JOURNAL.c.number, JOURNAL.c.touched)
        .where(JOURNAL.c.number > number)
        .order_by(JOURNAL.c.number)
        .limit(1000)
    ).all()
    tables: set[str] = set()
    for row in rows:
        tables.update(row.touched.split())
    return Touched(rows[-1].number if rows else number, sorted(tables))
