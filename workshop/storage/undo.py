# SPDX-License-Identifier: MIT
"""The reverse of an entry, as a new one: nothing is ever erased."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from workshop.domain.refused import Refused
from workshop.storage.journal import Change, Plain, read_changes, subjects, table_of, work_of
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION

# A row that only follows another, such as the label of a piece: what became of it meanwhile is
# no reason to keep the piece.
FOLLOWS = {name for name, table in JOURNALLED.items() if table.info.get("follows")}

# Codes that entries carry as text: who wrote them, and where.
_CODES = {"person": JOURNAL.c.person, "station": JOURNAL.c.station}


def revert(session: Session, number: int) -> dict[str, Any]:
    """Undo an entry: every row it changed is put back, if it still is as that entry left it.

    Refuses an entry that does not exist, the first one, one that was undone already, and one
    on which later entries were built; these are named.
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
    wanted, found = sorted(set(numbers)), {}
    for start in range(0, len(wanted), 500):
        rows = session.execute(
            select(MENTION.c.row, MENTION.c.number).where(
                MENTION.c.subject == "entry", MENTION.c.row.in_(wanted[start : start + 500])
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
    plan, conflicts = _plan(session, changes)
    later = _later(session, number, changes, conflicts) | _signed(session, number, changes)
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


def _current(session: Session, table: Table, row: int) -> Plain | None:
    found = session.connection().execute(select(table).where(table.c.id == row)).mappings().first()
    return dict(found) if found else None


def _plan(
    session: Session, changes: list[Change]
) -> tuple[list[tuple[Change, Plain | None]], list[Change]]:
    """Each change with its row as it is now, and those whose row is not as they left it."""
    plan, conflicts = [], []
    for change in changes:
        now = _current(session, table_of(change.table), change.row)
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
    # Rows of the entry itself keep nothing: they go, or are put back to refer to what they did.
    going = {(change.table, change.row) for change, _ in plan}
    conflicts.extend(
        change
        for change, _ in plan
        if change.before is None and change not in conflicts and _needed(session, change, going)
    )
    return plan, conflicts


def _needed(session: Session, change: Change, going: set[tuple[str, int]]) -> bool:
    """Whether a row that would go is referred to by one that stays."""
    return bool(_users(session, change, going))


def _users(session: Session, change: Change, going: set[tuple[str, int]]) -> list[tuple[str, int]]:
    target = table_of(change.table)
    users = []
    for name, table in JOURNALLED.items():
        for column in table.columns:
            if column.references(target.c.id):
                rows = session.connection().execute(
                    select(table.c.id).where(column == change.row).limit(20)
                )
                users += [(name, row) for (row,) in rows if (name, row) not in going]
    return [user for user in users if user[0] not in FOLLOWS]


def _later(
    session: Session, number: int, changes: list[Change], conflicts: list[Change]
) -> set[int]:
    """The later entries that changed the rows in conflict, or rows that refer to them."""
    wanted = {(change.table, change.row) for change in conflicts}
    going = {(change.table, change.row) for change in changes}
    for change in conflicts:
        if change.before is None:
            wanted.update(_users(session, change, going))
    about = set(subjects(conflicts)) | wanted
    found: set[int] = set()
    for subject, row in about:
        entries = session.execute(
            select(JOURNAL.c.number, JOURNAL.c.changes)
            .join(MENTION, MENTION.c.number == JOURNAL.c.number)
            .where(MENTION.c.subject == subject, MENTION.c.row == row)
            .where(JOURNAL.c.number > number)
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
    work = work_of(session)
    order = {table.name: i for i, table in enumerate(JOURNALLED["piece"].metadata.sorted_tables)}
    by_table = sorted(plan, key=lambda item: (order[item[0].table], item[0].after is not None))
    going = {(change.table, change.row) for change, _ in plan if change.before is None}
    coming = {(change.table, change.row) for change, _ in plan if change.after is None}
    for change, now in by_table:
        _let_go(connection, change, now, going, coming)
    for change, now in reversed(by_table):
        table = table_of(change.table)
        if change.before is None and now is not None:
            _loosen(session, change)
            connection.execute(delete(table).where(table.c.id == change.row))
            work.record(change.table, change.row, now, None)
    for change, now in by_table:
        table = table_of(change.table)
        if change.after is None and change.before is not None:
            connection.execute(insert(table).values(**change.before))
            work.record(change.table, change.row, None, change.before)
        elif change.before is not None and now is not None:
            connection.execute(
                update(table).where(table.c.id == change.row).values(**change.before)
            )
            work.record(
                change.table, change.row, {key: now[key] for key in change.before}, change.before
            )


def _let_go(
    connection: Connection,
    change: Change,
    now: Plain | None,
    going: set[tuple[str, int]],
    coming: set[tuple[str, int]],
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


def _loosen(session: Session, change: Change) -> None:
    """Take along the rows that only follow the one that goes."""
    target = table_of(change.table)
    for name in FOLLOWS:
        table = JOURNALLED[name]
        for column in table.columns:
            if not column.references(target.c.id):
                continue
            rows = session.connection().execute(select(table).where(column == change.row))
            for row in rows.mappings().all():
                session.connection().execute(delete(table).where(table.c.id == row["id"]))
                work_of(session).record(name, row["id"], dict(row), None)
