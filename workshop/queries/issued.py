# SPDX-License-Identifier: MIT
"""The reports that were issued, whether a file is one of them, and what changed since."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, and_, bindparam, literal, select, union

from workshop.domain.rules import one_of
from workshop.domain.tag import plain
from workshop.domain.telling import tell
from workshop.domain.terms import ReportKind
from workshop.queries.journal import IS_UNDOING, WHAT_WAS_DONE, undoing
from workshop.queries.rows import batch_id
from workshop.storage.journal import read_changes
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION
from workshop.storage.slices import some

report_table = JOURNALLED["report"]
evidence = JOURNALLED["evidence"]


class ReportRow(NamedTuple):
    """An issued report: who issued it when (UTC), what it was drawn at, and its kept file."""

    number: int
    kind: str
    about: str
    entry: int
    at: str
    person: str
    issued_on: str
    drawn_entry: int
    drawn_hash: str
    sha256: str
    name: str
    size: int
    choices: dict[str, Any]


_REPORTS = (
    select(
        report_table.c.number,
        report_table.c.kind,
        report_table.c.about,
        report_table.c.entry,
        JOURNAL.c.at,
        JOURNAL.c.person,
        report_table.c.issued_on,
        report_table.c.drawn_entry,
        report_table.c.drawn_hash,
        evidence.c.sha256,
        evidence.c.name,
        evidence.c.size,
        report_table.c.choices,
    )
    .join(JOURNAL, JOURNAL.c.number == report_table.c.entry)
    .join(evidence, evidence.c.id == report_table.c.evidence_id)
)


# What is issued of a batch.
_OF_BATCH = [ReportKind.BATCH.value, ReportKind.DIFFERENCES.value, ReportKind.SCRAPPED.value]


def reports(
    connection: Connection,
    *,
    batch: str | None = None,
    about: str | None = None,
    kind: str = ReportKind.BATCH.value,
    after: int | None = None,
    limit: int = 100,
) -> list[ReportRow]:
    """The issued reports of a kind, the newest first; of one batch, or of all.

    `about` is the number or tag that reports of other kinds are of; of a batch, an empty `kind` is
    every kind there is of one. `after` is the last number of the page before. Refuses unknown
    kinds, and an unknown batch.
    """
    kinds = _OF_BATCH if batch and not kind else [one_of(kind, ReportKind, "The kind")]
    statement = _REPORTS.where(report_table.c.kind.in_(kinds))
    if batch:
        batch_id(connection, batch)
    if of := (batch or about or "").strip().upper():
        of = plain(of) if kinds == [ReportKind.PASSPORT] else of
        statement = statement.where(report_table.c.about == of)
    if after is not None:
        statement = statement.where(report_table.c.number < after)
    return _rows(connection, statement.order_by(report_table.c.number.desc()).limit(limit))


def numbered(connection: Connection, number: int) -> ReportRow | None:
    """The report of a number; None where there is none, or it was withdrawn."""
    found = _rows(connection, _REPORTS.where(report_table.c.number == number))
    return found[0] if found else None


class FileRow(NamedTuple):
    """What is known of a file: the report it is, or else the one it was until `withdrawn`."""

    report: ReportRow | None
    number: int
    about: str
    withdrawn: int


def issued_file(connection: Connection, *, sha256: str) -> FileRow | None:
    """The issued report whose file has this SHA-256, withdrawn ones included; None where none."""
    found = _rows(connection, _REPORTS.where(evidence.c.sha256 == sha256))
    if found:
        return FileRow(found[0], found[0].number, found[0].about, 0)
    for row in connection.execute(_WITHDRAWN):
        facts = json.loads(row.facts)
        if facts["file"].get("sha256") == sha256:
            return FileRow(None, facts["number"], json.loads(row.receipt)["about"], row.undone_by)
    return None


# Few are ever withdrawn: each is the report of an entry that was undone.
_WITHDRAWN = (
    select(JOURNAL.c.facts, JOURNAL.c.receipt, undoing.c.number.label("undone_by"))
    .join(MENTION, MENTION.c.number == JOURNAL.c.number)
    .join(undoing, IS_UNDOING)
    .outerjoin(report_table, report_table.c.id == MENTION.c.row)
    .where(
        MENTION.c.subject == "report",
        JOURNAL.c.act == "issue_report",
        report_table.c.id.is_(None),
    )
    .order_by(JOURNAL.c.number.desc())
)


def _rows(connection: Connection, statement: Select[Any]) -> list[ReportRow]:
    return [
        ReportRow._make((*row[:-1], json.loads(row.choices)))
        for row in connection.execute(statement)
    ]


class Told(NamedTuple):
    """One entry in words."""

    number: int
    at: str
    person: str
    text: str


class Since(NamedTuple):
    """How many entries concern a batch since an entry, and the newest of them."""

    entries: int
    newest: list[Told]


def changed_since(connection: Connection, *, batch: str, entry: int, limit: int = 5) -> Since:
    """What concerns a batch, its list, its cards or their pieces since an entry of the journal."""
    number = batch_id(connection, batch)
    found = set(connection.execute(_mentions(number, entry)).scalars())
    found.update(_undone(connection, number, entry))
    last = sorted(found, reverse=True)[:limit]
    rows = {
        row.number: row
        for part in some(last)
        for row in connection.execute(select(*WHAT_WAS_DONE).where(JOURNAL.c.number.in_(part)))
    }
    told = [
        Told(row.number, row.at, row.person,
             tell(row.act, json.loads(row.facts), json.loads(row.receipt)))
        for row in map(rows.__getitem__, last)
    ]  # fmt: skip
    return Since(len(found), told)


def _mentions(number: int, entry: int) -> Any:
    """The entries after one that concern a batch itself, or what refers to it."""
    own = select(MENTION.c.number).where(MENTION.c.subject == "batch", MENTION.c.row == number)
    parts = [own]
    for name, table in JOURNALLED.items():
        if "batch_id" not in table.c:
            continue
        subject, row = name, table.c.id
        if "piece_id" in table.c and name != "photo":
            subject, row = "piece", table.c.piece_id
        parts.append(
            select(MENTION.c.number)
            .select_from(table)
            .join(MENTION, and_(MENTION.c.subject == literal(subject), MENTION.c.row == row))
            .where(table.c.batch_id == number)
        )
    return union(*(part.where(MENTION.c.number > entry) for part in parts))


def _undone(connection: Connection, number: int, entry: int) -> Iterator[int]:
    """The entries after one that took back what came with a batch: its rows are gone now."""
    last, undoing = entry, []
    while page := connection.execute(_PAGE, {"entry": last}).all():
        undoing += [row.number for row in page if row.undoes is not None]
        last = page[-1].number
    for part in some(undoing):
        rows = connection.execute(
            select(JOURNAL.c.number, JOURNAL.c.changes).where(JOURNAL.c.number.in_(part))
        )
        for row in rows:
            gone = (change.before for change in read_changes(row.changes) if change.after is None)
            if any(before and before.get("batch_id") == number for before in gone):
                yield row.number


_PAGE = (
    select(JOURNAL.c.number, JOURNAL.c.undoes)
    .where(JOURNAL.c.number > bindparam("entry"))
    .order_by(JOURNAL.c.number)
    .limit(1000)
)
