# SPDX-License-Identifier: MIT
"""How a piece was found on the visit that counts now, its defects, and the visits it has made."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from workshop.domain.catalogue import Catalogue
from workshop.queries.rows import batch_table, called, piece, piece_id
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import shop_catalogue
from workshop.storage.stays import whose_stay

visit = JOURNALLED["visit"]
said = JOURNALLED["condition"]
defect = JOURNALLED["defect"]
person = JOURNALLED["person"]

ended = JOURNAL.alias("ended")


class DefectRow(NamedTuple):
    """A defect that was found: where on the piece, and how bad."""

    entry: int
    at: str
    person: str
    code: str
    name: str
    zone: str
    severity: str
    note: str


class VisitRow(NamedTuple):
    """One stay of a piece; `left` and `how` are empty while it is here."""

    batch: str
    received: str
    left: str
    how: str


class Found(NamedTuple):
    """How a piece was found, and what of it was said by whom; empty texts where nothing was.

    `cap` is the best grade its defects allow now. A grade above it is an override: `reason` says
    why, `override_by` who gave it first, by name. `person` said the newest of it, at `at`.
    """

    tag: str
    packaging: str
    completeness: str
    grade: str
    cap: str
    reason: str
    override_by: str
    override_at: str
    note: str
    person: str
    at: str
    defects: list[DefectRow]
    visits: list[VisitRow]


def condition(connection: Connection, *, tag: str) -> Found:
    """How a piece was found on its newest visit, with its defects and all its visits."""
    number = piece_id(connection, tag)
    plain = connection.execute(select(piece.c.tag).where(piece.c.id == number)).scalar_one()
    catalogue = shop_catalogue(connection)
    newest, visits = _visits(connection, whose_stay(connection, number), catalogue)
    defects = _defects(connection, newest, catalogue)
    rows = _said(connection, newest)
    last = rows[0] if rows else None
    given = _override(rows)
    return Found(
        tag=plain,
        packaging=last.packaging if last else "",
        completeness=last.completeness if last else "",
        grade=last.grade if last else "",
        cap=catalogue.grading.cap(row.severity for row in defects),
        reason=last.reason if last else "",
        override_by=_named(given) if given else "",
        override_at=given.at if given else "",
        note=last.note if last else "",
        person=_named(last) if last else "",
        at=last.at if last else "",
        defects=defects,
        visits=visits,
    )


def _named(row: Any) -> str:
    """The name of whoever wrote a row; the code where nobody has it any more."""
    return str(row.name or row.person)


def _visits(
    connection: Connection, number: int, catalogue: Catalogue
) -> tuple[int, list[VisitRow]]:
    """The id of the newest visit of a piece, 0 for none, and all of them, the oldest first."""
    rows = connection.execute(
        select(
            visit.c.id,
            batch_table.c.number,
            JOURNAL.c.at,
            ended.c.at.label("left"),
            visit.c.disposition,
        )
        .join(batch_table, batch_table.c.id == visit.c.batch_id)
        .join(JOURNAL, JOURNAL.c.number == visit.c.entry)
        .outerjoin(ended, ended.c.number == visit.c.ended)
        .where(visit.c.piece_id == number)
        .order_by(visit.c.id)
    ).all()
    known = catalogue.dispositions
    return (rows[-1].id if rows else 0), [
        VisitRow(
            row.number,
            row.at,
            row.left or "",
            called(known, row.disposition),
        )
        for row in rows
    ]


def _defects(connection: Connection, newest: int, catalogue: Catalogue) -> list[DefectRow]:
    rows = connection.execute(
        select(
            defect.c.entry,
            JOURNAL.c.at,
            JOURNAL.c.person,
            person.c.name,
            defect.c.code,
            defect.c.zone,
            defect.c.severity,
            defect.c.note,
        )
        .join(JOURNAL, JOURNAL.c.number == defect.c.entry)
        .outerjoin(person, person.c.code == JOURNAL.c.person)
        .where(defect.c.visit_id == newest)
        .order_by(defect.c.id)
    )
    known = catalogue.defects
    return [
        DefectRow(
            row.entry,
            row.at,
            _named(row),
            row.code,
            called(known, row.code),
            row.zone,
            row.severity,
            row.note,
        )
        for row in rows
    ]


def _said(connection: Connection, newest: int) -> Sequence[Any]:
    """What was said of a visit, the newest first."""
    return connection.execute(
        select(said, JOURNAL.c.at, JOURNAL.c.person, person.c.name)
        .join(JOURNAL, JOURNAL.c.number == said.c.entry)
        .outerjoin(person, person.c.code == JOURNAL.c.person)
        .where(said.c.visit_id == newest)
        .order_by(said.c.id.desc())
    ).all()


def _override(rows: Sequence[Any]) -> Any:
    """The row an override that stands was given with: later ones only kept it. None without one."""
    if not rows or not rows[0].reason:
        return None
    given = rows[0]
    for row in rows:
        if (row.grade, row.reason) != (given.grade, given.reason):
            break
        given = row
    return given
