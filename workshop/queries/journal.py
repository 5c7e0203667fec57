# SPDX-License-Identifier: MIT
"""What was done, by whom, and what Ctrl+Z would undo."""

import json
from typing import Any, NamedTuple

from sqlalchemy import Connection, case, func, select
from sqlalchemy.sql.elements import ColumnElement

from workshop.domain.telling import tell
from workshop.queries.rows import piece, piece_id
from workshop.storage.schema import JOURNAL, MENTION

undoing = JOURNAL.alias("undoing")


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

_ENTRIES = select(
    JOURNAL.c.number,
    JOURNAL.c.at,
    JOURNAL.c.person,
    JOURNAL.c.station,
    JOURNAL.c.act,
    SHORT_FACTS,
    JOURNAL.c.receipt,
    JOURNAL.c.undoes,
    undoing.c.number.label("undone_by"),
    JOURNAL.c.hash,
).outerjoin(undoing, undoing.c.undoes == JOURNAL.c.number)

# An entry about thousands of pieces names this many of them.
_SHOWN_PIECES = 20


def _pieces(connection: Connection, numbers: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {number: [] for number in numbers}
    for number in numbers:
        rows = connection.execute(
            select(piece.c.tag)
            .join(MENTION, MENTION.c.row == piece.c.id)
            .where(MENTION.c.subject == "piece", MENTION.c.number == number)
            .limit(_SHOWN_PIECES)
        ).scalars()
        found[number] = list(rows)
    return found


def _entry(row: Any, pieces: list[str]) -> Entry:
    facts = json.loads(row.facts)
    return Entry(
        number=row.number,
        at=row.at,
        person=row.person,
        station=row.station,
        act=row.act,
        facts=facts,
        text=tell(row.act, facts, json.loads(row.receipt)),
        pieces=pieces,
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
    rows = connection.execute(statement).all()
    pieces = _pieces(connection, [row.number for row in rows])
    return [_entry(row, pieces[row.number]) for row in rows]


def recent(connection: Connection, *, limit: int = 20, station: str | None = None) -> list[Entry]:
    """The last entries, the newest first; of one station, or of all."""
    statement = _ENTRIES.order_by(JOURNAL.c.number.desc()).limit(limit)
    if station:
        statement = statement.where(JOURNAL.c.station == station)
    rows = connection.execute(statement).all()
    pieces = _pieces(connection, [row.number for row in rows])
    return [_entry(row, pieces[row.number]) for row in rows]


def undoable(
    connection: Connection, *, person: str | None = None, station: str | None = None
) -> Entry | None:
    """The newest entry of a person, or at a station, that an undo would take back."""
    clauses: list[ColumnElement[bool]] = [
        JOURNAL.c.undoes.is_(None),
        undoing.c.number.is_(None),
        JOURNAL.c.number > 1,
    ]
    if person:
        clauses.append(JOURNAL.c.person == person)
    if station:
        clauses.append(JOURNAL.c.station == station)
    row = connection.execute(
        _ENTRIES.where(*clauses).order_by(JOURNAL.c.number.desc()).limit(1)
    ).first()
    return _entry(row, _pieces(connection, [row.number])[row.number]) if row else None


def newest(connection: Connection) -> int:
    """The number of the newest entry."""
    found = connection.execute(
        select(JOURNAL.c.number).order_by(JOURNAL.c.number.desc()).limit(1)
    ).scalar()
    return found or 0


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
