# SPDX-License-Identifier: MIT
"""The journal: who did what, and every row it changed, chained by hashes.

The changes are collected from the session's flush, so that no act can forget one. An entry is
written in the same transaction as the rows it changed.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, Table, event, insert, select

from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION
from workshop.storage.slices import some
from workshop.storage.yields import keep_counts

if TYPE_CHECKING:
    from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

    from workshop.domain.catalogue import Catalogue
    from workshop.storage.things import Row

VERSION = "1"
FIRST = "0" * 64

Plain = dict[str, Any]


class Head(NamedTuple):
    """The newest entry: what the next one is chained to."""

    number: int
    hash: str
    at: str
    last_row: int
    last_piece: int


EMPTY = Head(0, FIRST, "", 0, 0)


class Change(NamedTuple):
    """One row before and after: the columns that differ, all of them where it came or went."""

    table: str
    row: int
    before: Plain | None
    after: Plain | None


class Work:
    """One entry in the making: its number and time, and the changes of its session so far."""

    def __init__(self, head: Head, person: str, station: str, at: str) -> None:
        self.head = head
        self.number = head.number + 1
        self.at = max(at, head.at)  # a clock that went back does not turn the order round
        self.person = person
        self.station = station
        self.last_row = head.last_row
        self.last_piece = head.last_piece
        self.undone: list[int] = []
        self.catalogue: Catalogue | None = None  # as this act read it, while it changes nothing
        self._changes: dict[tuple[str, int], list[Plain | None]] = {}

    def next_row(self) -> int:
        """The id of a new row, in any table: never used before and never again."""
        self.last_row += 1
        return self.last_row

    def next_piece(self) -> int:
        """The running number of a new tag, which outlives the undo of its piece."""
        self.last_piece += 1
        return self.last_piece

    def record(self, table: str, row: int, before: Plain | None, after: Plain | None) -> None:
        """Note that a row changed; several changes of one row become one."""
        if table == "catalogue_copy":
            self.catalogue = None
        known = self._changes.get((table, row))
        if known is None:
            self._changes[(table, row)] = [before, after]
            return
        if known[1] is None or known[0] is None:  # came or went before: whole rows
            known[1] = None if after is None else {**(known[1] or {}), **after}
            return
        if before is not None:
            known[0] = {**before, **known[0]}
        known[1] = None if after is None else {**known[1], **after}

    def changes(self) -> list[Change]:
        """What changed on balance, by table and row."""
        return [
            Change(table, row, before, after)
            for (table, row), (before, after) in sorted(
                self._changes.items(), key=lambda item: item[0]
            )
            if before != after
        ]

    def forget(self) -> None:
        """Let go of the changes once they are written: those of 50,000 cards are 150 MB."""
        self._changes.clear()


def work_of(session: "Session") -> Work:
    """The entry this session is writing."""
    work: Work = session.info["work"]
    return work


_COLUMNS = {name: [column.name for column in table.columns] for name, table in JOURNALLED.items()}


def _table_of(row: "Row") -> str:
    return str(row.__table__.name)


def _collect(session: "Session", _context: "UOWTransaction") -> None:
    """After a flush: take over what it inserted, updated and deleted."""
    work = work_of(session)
    for row in session.new:
        table, values = _table_of(row), row.__dict__
        work.record(table, row.id, None, {key: values.get(key) for key in _COLUMNS[table]})
    for row in session.dirty:
        table, old = _table_of(row), row._sa_instance_state.committed_state
        before = {key: old[key] for key in _COLUMNS[table] if key in old}
        after = {key: row.__dict__[key] for key in before}
        if before != after:
            work.record(table, row.id, before, after)
    for row in session.deleted:
        table, old = _table_of(row), row._sa_instance_state.committed_state
        before = {key: old.get(key, row.__dict__[key]) for key in _COLUMNS[table]}
        work.record(table, row.id, before, None)


def _guard(state: "ORMExecuteState") -> None:
    """Statements an act sends by itself: questions, and inserts of whole rows, which are noted."""
    if state.is_select:
        return
    rows = state.parameters
    mapper = state.bind_mapper
    if not state.is_insert or mapper is None or not isinstance(rows, list):
        raise RuntimeError("An act changes rows through its session, or inserts whole rows.")
    table = str(mapper.local_table.name)  # type: ignore[attr-defined]
    work = work_of(state.session)
    for values in rows:
        after = {key: values[key] for key in _COLUMNS[table]}
        work.record(table, values["id"], None, after)


def follow(session: "Session", work: Work) -> None:
    """Let the journal collect everything this session changes."""
    session.info["work"] = work
    event.listen(session, "after_flush", _collect)
    event.listen(session, "do_orm_execute", _guard)


def canonical(value: object) -> str:
    """JSON in the one form that is hashed: sorted keys, no blanks, no NaN; names what is none."""
    try:
        return _json(value)
    except _NO_JSON:
        raise _not_kept(value) from None


_NO_JSON = (ValueError, TypeError, RecursionError)


def _json(value: object) -> str:
    text = json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    text.encode()
    return text


def _is_json(value: object) -> bool:
    try:
        return bool(_json(value))
    except _NO_JSON:
        return False


# So deep a fact is looked for that cannot be kept: facts, a list of rows, a row, its values.
_DEEP = 4


def _not_kept(value: Any) -> Refused:
    """The refusal of what cannot be kept, by the name of the innermost fact that cannot."""
    name = ""
    for _ in range(_DEEP):
        inner = list(value.items()) if isinstance(value, dict) else []
        if isinstance(value, list | tuple):
            inner = [(name, each) for each in value]
        bad = next(((key, each) for key, each in inner if not _is_json(each)), None)
        if bad is None:
            break
        name, value = bad
    named = shown(name)
    if name and isinstance(value, float):
        return Refused(
            "{name}: “{value}” is no number. Type digits, such as 12.5.", name=named, value=value
        )
    if name and isinstance(value, str):
        return Refused("{name} holds characters that cannot be kept. Type it anew.", name=named)
    return Refused("These facts cannot be kept: only text, numbers and lists of them.")


_HASHED = [c.name for c in JOURNAL.columns if c.name != "hash"]


def entry_hash(entry: Mapping[str, Any]) -> str:
    """SHA-256 over every other column of an entry; each is preceded by its length in bytes."""
    digest = sha256(VERSION.encode())
    for name in _HASHED:
        value = entry[name]
        data = b"-" if value is None else str(value).encode(errors="surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


_HEAD = (
    select(JOURNAL.c.number, JOURNAL.c.hash, JOURNAL.c.at, JOURNAL.c.last_row, JOURNAL.c.last_piece)
    .order_by(JOURNAL.c.number.desc())
    .limit(1)
)


def head(connection: Connection) -> Head:
    """The newest entry; `EMPTY` where there is none."""
    row = connection.execute(_HEAD).first()
    return Head(*row) if row else EMPTY


# Tables whose rows belong to a piece: the history of the piece shows their entries too.
_OWNERS = {
    name: [column.name for column in table.columns if column.references(JOURNALLED["piece"].c.id)]
    for name, table in JOURNALLED.items()
}


def subjects(changes: Iterable[Change]) -> set[tuple[str, int]]:
    """What an entry is about: the pieces its rows belong to, otherwise the rows themselves."""
    found: set[tuple[str, int]] = set()
    for change in changes:
        owners = [
            row[column]
            for row in (change.before, change.after)
            if row
            for column in _OWNERS[change.table]
            if row.get(column) is not None
        ]
        found.update(("piece", owner) for owner in owners)
        if not owners or change.table == "piece":
            found.add((change.table, change.row))
    return found


def append(
    connection: Connection, work: Work, *, key: str, act: str, facts: str, receipt: str
) -> Head:
    """Write the entry and return the new head."""
    changes = work.changes()
    about = sorted(subjects(changes) | {("entry", n) for n in work.undone})
    row: Plain = {
        "number": work.number,
        "key": key,
        "at": work.at,
        "person": work.person,
        "station": work.station,
        "act": act,
        "facts": facts,
        "changes": canonical(changes),
        "receipt": receipt,
        "touched": " ".join(sorted({change.table for change in changes})),
        "undoes": max(work.undone, default=None),
        "last_row": work.last_row,
        "last_piece": work.last_piece,
        "previous": work.head.hash,
    }
    row["hash"] = entry_hash(row)
    connection.execute(_INSERT, row)
    keep_counts(connection, work.number, work.at, changes)
    del changes
    work.forget()
    for part in some(about):
        mentions = [
            {"subject": subject, "row": number, "number": work.number} for subject, number in part
        ]
        connection.execute(_MENTION, mentions)
    return Head(work.number, row["hash"], row["at"], work.last_row, work.last_piece)


def undone_in(undoes: int | None, receipt: str) -> list[int]:
    """The entries that an entry undid, from its columns; ValueError where they are damaged."""
    if undoes is None:
        return []
    undid = json.loads(receipt).get("undid")
    return undid if isinstance(undid, list) else [undid]


_INSERT = insert(JOURNAL)
_MENTION = insert(MENTION)


def read_changes(text: str) -> list[Change]:
    """The changes of an entry as they were journalled; ValueError where they are none."""
    try:
        changes = [Change(*change) for change in json.loads(text)]
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if not all(map(_is_change, changes)):
        raise ValueError("no list of changes")
    return changes


def _is_change(change: Change) -> bool:
    return (
        isinstance(change.table, str)
        and type(change.row) is int
        and -(2**63) <= change.row < 2**63
        and all(isinstance(side, dict | None) for side in (change.before, change.after))
    )


def table_of(name: str) -> Table:
    """The journalled table of a name; refuses one this program does not know."""
    if name not in JOURNALLED:
        raise Refused("The journal speaks of a table “{name}” that does not exist.", name=name)
    return JOURNALLED[name]
