# SPDX-License-Identifier: MIT
"""How a piece was found on a visit: its packaging, what came with it, its grade and its defects."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.look_up import the_piece
from workshop.domain import text
from workshop.domain.condition import may_grade
from workshop.domain.refused import Refused
from workshop.domain.rules import one_of, piece_is_here
from workshop.domain.tag import written
from workshop.domain.terms import Severity
from workshop.storage.rows import new
from workshop.storage.shop import shop_catalogue
from workshop.storage.stays import whose_stay
from workshop.storage.things import Condition, Defect, Piece, Visit

Receipt = dict[str, Any]

_VISIT = (
    select(Visit).where(Visit.piece_id == bindparam("piece")).order_by(Visit.id.desc()).limit(1)
)
_NEWEST = (
    select(Condition)
    .where(Condition.visit_id == bindparam("visit"))
    .order_by(Condition.id.desc())
    .limit(1)
)
_SEVERITIES = select(Defect.severity).where(Defect.visit_id == bindparam("visit"))


def the_visit(session: Session, piece: Piece) -> Visit:
    """The stay of a piece that counts now; refuses a piece that never came in by itself.

    A card that was built here stays as long as the board it was built on.
    """
    visit = session.execute(_VISIT, {"piece": whose_stay(session, piece.id)}).scalar()
    if visit is None:
        raise Refused(
            "{tag} did not come in by itself. Its grade is given when it is harvested.",
            tag=written(piece.tag),
        )
    return visit


def assess(
    session: Session,
    *,
    piece: str,
    packaging: str | None = None,
    completeness: str | None = None,
    grade: str | None = None,
    reason: str = "",
    note: str = "",
) -> Receipt:
    """Say how a card was found; what is not given stays as it was said before.

    The worst defect of the visit caps the grade; a better grade needs a reason, and is kept as
    the override of whoever gives it. Refuses words the shop does not use.
    """
    row = the_piece(session, piece)
    piece_is_here(row.tag, row.state)
    if packaging is None and completeness is None and grade is None and not note.strip():
        raise Refused("Say how {tag} was found: its packaging, what came with it, or its grade.",
                      tag=written(row.tag))  # fmt: skip
    visit = the_visit(session, row)
    kept = grade_on_arrival(
        session,
        row,
        visit,
        packaging=packaging,
        completeness=completeness,
        grade=grade,
        reason=reason,
        note=note,
    )
    return {"tag": row.tag, "grade": kept.grade, "capped": kept.capped, "reason": kept.reason}


def grade_on_arrival(
    session: Session,
    piece: Piece,
    visit: Visit,
    *,
    packaging: str | None = None,
    completeness: str | None = None,
    grade: str | None = None,
    reason: str = "",
    note: str = "",
) -> Condition:
    """Keep how a piece was found on a visit, over what was said of it before."""
    grading = shop_catalogue(session).grading
    before = session.execute(_NEWEST, {"visit": visit.id}).scalar()
    cap = grading.cap(session.execute(_SEVERITIES, {"visit": visit.id}).scalars())
    said = before.grade if grade is None and before else grading.read_grade(grade or "")
    reason = text.clean(reason, "The reason", text.LINE)
    if grade is None and before:
        reason = reason or before.reason
    may_grade(grading, piece.tag, said, cap, reason)
    override = reason if grading.is_better(said, cap) else ""
    piece.grade = said
    return new(
        session,
        Condition,
        piece_id=piece.id,
        visit_id=visit.id,
        packaging=grading.read_packaging(packaging)
        if packaging is not None
        else (before.packaging if before else ""),
        completeness=grading.read_completeness(completeness)
        if completeness is not None
        else (before.completeness if before else ""),
        grade=said,
        capped=cap,
        reason=override,
        note=text.clean(note, "The note", text.NOTE) or (before.note if before else ""),
    )


def note_defect(
    session: Session,
    *,
    piece: str,
    code: str,
    severity: str = "minor",
    zone: str = "",
    note: str = "",
) -> Receipt:
    """Note a defect of a card: minor, major or critical, and where on it.

    A grade that is better than the defects allow now falls to what they allow; an earlier
    override holds only as long as no worse defect is found.
    """
    row = the_piece(session, piece)
    piece_is_here(row.tag, row.state)
    visit = the_visit(session, row)
    catalogue = shop_catalogue(session)
    known = catalogue.defect(code)
    grading = catalogue.grading
    new(
        session,
        Defect,
        piece_id=row.id,
        visit_id=visit.id,
        code=known.code,
        zone=grading.read_zone(zone),
        severity=one_of(severity, Severity, "The severity"),
        note=text.clean(note, "The note", text.NOTE),
    )
    session.flush()
    cap = grading.cap(session.execute(_SEVERITIES, {"visit": visit.id}).scalars())
    before = session.execute(_NEWEST, {"visit": visit.id}).scalar()
    if before and before.capped != cap and grading.is_better(before.grade, cap):
        grade_on_arrival(session, row, visit, grade=cap)
    return {"tag": row.tag, "code": known.code, "defect": known.name, "grade": row.grade,
            "capped": cap}  # fmt: skip
