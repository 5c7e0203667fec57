# SPDX-License-Identifier: MIT
"""The reverse of an entry, as a new one: nothing is ever erased."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Connection, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from workshop.domain.refused import Refused
from workshop.storage.closing import is_not_counted
from workshop.storage.in_the_way import in_the_way
from workshop.storage.journal import Change, Plain, read_changes, subjects, table_of, work_of
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION
from workshop.storage.slices import some

# A row that only follows another, such as the label of a piece: what became of it meanwhile is
# no reason to keep the piece.
FOLLOWS = {name for name, table in JOURNALLED.items() if table.info.get("follows")}


def _referrers(*, following: bool) -> dict[str, list[Column[Any]]]:
    """By table, the columns that refer to its rows: of rows that only follow, or of all others."""
    found: dict[str, list[Column[Any]]] = {name: [] for name in JOURNALLED}
    for table in JOURNALLED.values():
        if (table.name in FOLLOWS) is following:
            for key in table.foreign_keys:
                found[key.column.table.name].append(key.parent)
    return found


_FOLLOWERS, _REFERRERS = _referrers(following=True), _referrers(following=False)

# Of the rows that refer to one that would go, so many are looked at.
_FEW = 20

Key = tuple[str, int]
"""The table and id of a row."""

# Codes that entries carry as text: who wrote them, and where.
_CODES = {"person": JOURNAL.c.person, "station": JOURNAL.c.station}


def revert(session: Session, number: int) -> dict[str, Any]:
    """Undo an entry: every row it changed is put back, if it still is as that entry left it.

    Refuses an entry that does not exist, the first one, one that was undone already, one that is
    counted in a closed batch, and one on which later entries were built; these are named.
    """
    entry = _revert(session, number)
    tag = json.loads(entry.receipt).get("tag")
    return {"undid": number, "act": entry.act} | ({"tag": tag} if tag else {})


def revert_all(session: Session, numbers: Iterable[int]) -> dict[str, Any]:
    """Undo many entries as one, the newest first; refused as a whole like each of them."""
    newest_first = sorted(set(numbers), reverse=True)
    acts = [_revert(session, number).act for number in newest_first]
    return {"undid": newest_first, "act": acts[0] if len(set(acts)) == 1 else ""}


def standing(session: Session, numbers: Iterable[int]) -> set[int]:
    """The entries that must be undone so that these are: what was undone already needs nothing.

    Where an undo was itself undone, it is that last entry by which the first one stands again.
    """
    found: set[int] = set()
    asked = set(numbers)
    while asked:
        undone_by = _undone_by(session, asked)
        found |= asked - undone_by.keys()
        asked = set(_undone_by(session, undone_by.values()).values())
    return found


def _undone_by(session: Session, numbers: Iterable[int]) -> dict[int, int]:
    found = {}
    for part in some(sorted(set(numbers))):
        rows = session.execute(
            select(MENTION.c.row, MENTION.c.number).where(
                MENTION.c.subject == "entry", MENTION.c.row.in_(part)
            )
        )
        found.update({row: number for row, number in rows})
    return found


def _revert(session: Session, number: int) -> Any:
    """Put back what one entry changed; the act and receipt of that entry."""
    entry = session.execute(
        select(
            JOURNAL.c.number,
            JOURNAL.c.act,
            JOURNAL.c.changes,
            JOURNAL.c.facts,
            JOURNAL.c.receipt,
        ).where(JOURNAL.c.number == number)
    ).first()
    if entry is None:
        raise Refused("There is no entry {number}.", number=number)
    if number == 1:
        raise Refused("The first entry founded the workshop; it cannot be undone.")
    again = session.execute(
        select(MENTION.c.number).where(MENTION.c.subject == "entry", MENTION.c.row == number)
    ).scalar()
    if again is not None:
        raise Refused(
            "Entry {number} was undone already, with entry {again}.", number=number, again=again
        )
    try:
        changes = read_changes(entry.changes)
    except ValueError:
        raise Refused(
            "Entry {number} is damaged and cannot be undone. Run: workshop check --deep.",
            number=number,
        ) from None
    if not changes:
        raise Refused("Entry {number} changed nothing.", number=number)
    is_not_counted(session, number, changes)
    plan, conflicts = _plan(session, changes)
    since = in_the_way(session.connection(), plan)
    conflicts += [change for change in changes
                  if (change.table, change.row) in since and change not in conflicts]  # fmt: skip
    later = _later(session, number, changes, conflicts, since) | _signed(session, number, changes)
    if later or conflicts:
        raise Refused(
            "Entry {number} cannot be undone: it was built on by {entries}. Undo these first.",
            number=number,
            entries=_named(sorted(later)),
        )
    _apply(session, plan)
    work_of(session).undone.append(number)
    return entry


def _named(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10])
    return shown if len(numbers) <= 10 else f"{shown}, … ({len(numbers)})"


def _by_table(keys: Iterable[Key]) -> Iterator[tuple[str, list[int]]]:
    """Rows by their table, a few at a time."""
    ids: dict[str, list[int]] = defaultdict(list)
    for table, row in keys:
        ids[table].append(row)
    return ((table, part) for table, rows in ids.items() for part in some(rows))


def _current(session: Session, changes: list[Change]) -> dict[Key, Plain]:
    """The rows that were changed, as they are now; those that are gone are left out."""
    found: dict[Key, Plain] = {}
    for name, ids in _by_table((change.table, change.row) for change in changes):
        table = table_of(name)
        rows = session.connection().execute(select(table).where(table.c.id.in_(ids)))
        found.update({(name, row["id"]): dict(row) for row in rows.mappings()})
    return found


def _plan(
    session: Session, changes: list[Change]
) -> tuple[list[tuple[Change, Plain | None]], list[Change]]:
    """Each change with its row as it is now, and those whose row is not as they left it."""
    current = _current(session, changes)
    plan, conflicts = [], []
    came: list[Change] = []
    for change in changes:
        now = current.get((change.table, change.row))
        if change.table in FOLLOWS:
            if now is not None or change.after is None:
                plan.append((change, now))
            continue
        if change.after is None:
            fits = now is None
        else:
            fits = now is not None and all(now[k] == v for k, v in change.after.items())
        plan.append((change, now))
        if not fits:
            conflicts.append(change)
        elif change.before is None:
            came.append(change)
    # Rows of the entry itself keep nothing: they go, or are put back to refer to what they did.
    going = {(change.table, change.row) for change, _ in plan}
    needed = _users(session, came, going)
    conflicts.extend(change for change in came if (change.table, change.row) in needed)
    return plan, conflicts


def _users(session: Session, changes: Iterable[Change], going: set[Key]) -> dict[Key, list[Key]]:
    """The rows that stay and refer to rows that would go, a few of each, by the latter."""
    users: dict[Key, list[Key]] = defaultdict(list)
    for target, ids in _by_table((change.table, change.row) for change in changes):
        for column in _REFERRERS[target]:
            name = column.table.name
            seen: Counter[int] = Counter()
            full = 0
            for user, row in session.connection().execute(
                select(column.table.c.id, column).where(column.in_(ids))
            ):
                if (name, user) in going or seen[row] == _FEW:
                    continue
                users[(target, row)].append((name, user))
                seen[row] += 1
                full += seen[row] == _FEW
                if full == len(ids):
                    break
    return users


def _later(
    session: Session,
    number: int,
    changes: list[Change],
    conflicts: list[Change],
    since: dict[Key, set[Key]],
) -> set[int]:
    """The later entries that changed the rows in conflict, or rows that refer to them.

    Of a row that has something in its way now, those that put it there.
    """
    wanted = {(change.table, change.row) for change in conflicts}
    going = {(change.table, change.row) for change in changes}
    came = [change for change in conflicts if change.before is None]
    wanted.update(user for users in _users(session, came, going).values() for user in users)
    wanted = wanted.union(*since.values())
    numbers: set[int] = set()
    for subject, ids in _by_table(subjects(conflicts) | wanted):
        numbers.update(
            session.execute(
                select(MENTION.c.number)
                .where(MENTION.c.subject == subject, MENTION.c.row.in_(ids))
                .where(MENTION.c.number > number)
            ).scalars()
        )
    found: set[int] = set()
    for part in some(sorted(numbers)):
        entries = session.execute(
            select(JOURNAL.c.number, JOURNAL.c.changes).where(JOURNAL.c.number.in_(part))
        )
        for later, text in entries:
            touched = read_changes(text)
            if any((change.table, change.row) in wanted for change in touched):
                found.add(later)
    return (found or _touching(session, number, wanted)) - set(work_of(session).undone)


def _touching(session: Session, number: int, wanted: set[tuple[str, int]]) -> set[int]:
    """The same, by reading every later entry: for rows whose owner is not known any more."""
    if not wanted:
        return set()
    return {
        later
        for later, text in session.execute(
            select(JOURNAL.c.number, JOURNAL.c.changes).where(JOURNAL.c.number > number)
        )
        if any((change.table, change.row) in wanted for change in read_changes(text))
    }


def _signed(session: Session, number: int, changes: list[Change]) -> set[int]:
    """Later entries of a person or at a station that this undo would remove."""
    found: set[int] = set()
    for change in changes:
        column = _CODES.get(change.table)
        if column is not None and change.before is None and change.after:
            found.update(
                session.execute(
                    select(JOURNAL.c.number)
                    .where(column == change.after["code"], JOURNAL.c.number > number)
                    .limit(11)
                ).scalars()
            )
    return found


def _apply(session: Session, plan: list[tuple[Change, Plain | None]]) -> None:
    """Put the rows back: deletions from the last table to the first, then the others.

    Of one table the rows that come back are put in first: the others may refer to them.
    """
    connection = session.connection()
    order = {table.name: i for i, table in enumerate(JOURNALLED["piece"].metadata.sorted_tables)}
    by_table = sorted(plan, key=lambda item: (order[item[0].table], item[0].after is not None))
    going = {(change.table, change.row) for change, _ in plan if change.before is None}
    coming = {(change.table, change.row) for change, _ in plan if change.after is None}
    for change, now in by_table:
        _let_go(connection, change, now, going, coming)
    gone = [(c.table, now) for c, now in reversed(by_table) if c.before is None and now]
    for name, rows in groupby(gone, lambda item: item[0]):
        leaving = [now for _, now in rows]
        for column in _FOLLOWERS[name]:
            _remove(session, column.table.name, _referring(connection, column, leaving))
        _remove(session, name, leaving)
    back = [(c, c.before, now) for c, now in by_table if c.before is not None]
    for (name, _), changed in groupby(back, lambda item: (item[0].table, tuple(item[1]))):
        _put_back(session, name, list(changed))


def _put_back(session: Session, name: str, rows: list[tuple[Change, Plain, Plain | None]]) -> None:
    """Write what rows of one table were, the same columns of each: those that are gone come."""
    table, work = table_of(name), work_of(session)
    put = update(table).where(table.c.id == bindparam("of_row"))
    for part in some(rows):
        coming = [before for change, before, _ in part if change.after is None]
        if coming:
            session.connection().execute(insert(table), coming)
        changing = [
            {"of_row": change.row, **before} for change, before, now in part if now is not None
        ]
        if changing:
            session.connection().execute(put, changing)
        for change, before, now in part:
            was = None if now is None else {key: now[key] for key in before}
            work.record(name, change.row, was, before)


def _referring(connection: Connection, column: Column[Any], rows: list[Plain]) -> list[Plain]:
    """The rows that refer to one of these by a column of theirs."""
    return [
        dict(row)
        for part in some(row["id"] for row in rows)
        for row in connection.execute(select(column.table).where(column.in_(part))).mappings()
    ]


def _remove(session: Session, name: str, rows: list[Plain]) -> None:
    """Delete rows of one table, in this order, and note them."""
    table, work = table_of(name), work_of(session)
    gone = delete(table).where(table.c.id == bindparam("of_row"))
    for part in some(rows):
        session.connection().execute(gone, [{"of_row": row["id"]} for row in part])
        for row in part:
            work.record(name, row["id"], row, None)


def _let_go(
    connection: Connection,
    change: Change,
    now: Plain | None,
    going: set[Key],
    coming: set[Key],
) -> None:
    """Let a row that is put back no longer refer to rows that go before it is put back.

    What it refers to then it refers to at once, unless that has yet to come back.
    """
    if change.before is None or now is None:
        return
    table = table_of(change.table)
    freed = {}
    for name, value in change.before.items():
        of = next((key.column.table.name for key in table.c[name].foreign_keys), None)
        if of is None:
            continue
        if value is None or ((of, now[name]) in going and (of, value) not in coming):
            freed[name] = value
    if freed:
        connection.execute(update(table).where(table.c.id == change.row).values(freed))
