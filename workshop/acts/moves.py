# SPDX-License-Identifier: MIT
"""Pieces are put elsewhere, and trays with what is in them: by one of two who want it, not both."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.floor import not_baking, up_from
from workshop.acts.look_up import a_place, named_person, the_piece, the_place
from workshop.acts.places import clocks_below, put, takes_of
from workshop.domain import rules
from workshop.domain.refused import Refused
from workshop.domain.stock import may_lie
from workshop.domain.tag import written
from workshop.domain.terms import PieceState
from workshop.language import mark, say_minutes
from workshop.storage.journal import read_changes, work_of
from workshop.storage.schema import JOURNAL, MENTION
from workshop.storage.things import Piece, Place

Receipt = dict[str, Any]

_PUT_ELSEWHERE = mark(
    "{who} put {what} into {place} {time} ago. To move it from there, look for it and scan it anew."
)
_TAKEN_OUT = mark(
    "{who} took {what} out of {place} {time} ago. To move it all the same, look for it and scan it "
    "anew."
)

_ENTRIES = (
    select(JOURNAL.c.at, JOURNAL.c.person, JOURNAL.c.changes)
    .join(MENTION, MENTION.c.number == JOURNAL.c.number)
    .where(MENTION.c.subject == bindparam("subject"), MENTION.c.row == bindparam("row"))
    .order_by(MENTION.c.number.desc())
)
# The column that says where a row lies.
_LIES = {"piece": "place_id", "place": "parent_id"}


def move(session: Session, *, piece: str, place: str, seen_in: str | None = None) -> Receipt:
    """Put a piece somewhere else; its floor life stops in dry storage and runs in the open.

    `seen_in` is the place it was seen in when it was chosen, "" for none; without it nobody looked.
    Refuses one that is fitted, in an oven or has left, one that lies elsewhere by now, and a place
    that takes others.
    """
    row = the_piece(session, piece)
    rules.piece_is_here(row.tag, row.state)
    if row.state == PieceState.FITTED:
        raise Refused("{tag} is fitted on a board and moves with it.", tag=written(row.tag))
    where = the_place(session, place)
    if row.place_id == where.id:
        raise Refused("{tag} is in {place} already.", tag=written(row.tag), place=where.code)
    still_there(session, written(row.tag), row, seen_in)
    not_baking(session, [row])
    put(session, row, where)
    return {"tag": row.tag, "place": where.code}


def move_place(
    session: Session, *, place: str, into: str | None = None, seen_in: str | None = None
) -> Receipt:
    """Move a tray, bag or other place into another with all that lies in it, or out of all.

    `seen_in` as with `move`. Refuses to move it into itself or into what it holds, where something
    in it does not belong, and where it is no longer where it was seen.
    """
    row = the_place(session, place)
    inside = a_place(session, into)
    if row.parent_id == (inside.id if inside else None):
        raise (
            Refused("{place} is in {into} already.", place=row.code, into=inside.code)
            if inside
            else Refused("{place} is in no other place.", place=row.code)
        )
    if row.id in [each.id for each in up_from(session, inside)]:
        raise (
            Refused(
                "{place} cannot go into {into}: {into} is in {place}. Choose another place.",
                place=row.code,
                into=inside.code if inside else "",
            )
            if inside is not row
            else Refused("{place} cannot go into itself.", place=row.code)
        )
    still_there(session, row.code, row, seen_in)
    row.parent_id = inside.id if inside else None
    takes = takes_of(session, inside)
    pieces = clocks_below(session, row)
    if any(each.kinds or each.grades for each in takes):
        for piece in pieces:
            may_lie(written(piece.tag), piece.kind, piece.grade, takes)
    return {
        "place": row.code,
        "into": inside.code if inside else "",
        "pieces": len(pieces),
    }


def still_there(session: Session, what: str, row: Piece | Place, seen_in: str | None) -> None:
    """Refuse where a piece or place lies elsewhere than where it was seen, and say who put it
    there and when; `what` is what people call it."""
    if seen_in is None:
        return
    seen = a_place(session, seen_in)
    lies = row.place_id if isinstance(row, Piece) else row.parent_id
    if lies == (seen.id if seen else None):
        return
    at, person = _last_moved(session, row)
    work = work_of(session)
    passed = datetime.fromisoformat(work.at) - datetime.fromisoformat(at or work.at)
    raise Refused(
        _PUT_ELSEWHERE if lies else _TAKEN_OUT,
        who=named_person(session, person or work.person),
        what=what,
        place=session.get_one(Place, lies).code if lies else seen.code if seen else "",
        time=say_minutes(max(1, passed.total_seconds() // 60)),
    )


def _last_moved(session: Session, row: Piece | Place) -> tuple[str, str]:
    """When a piece or place was put where it lies, and the code of who did it."""
    subject = "piece" if isinstance(row, Piece) else "place"
    entries = session.execute(_ENTRIES, {"subject": subject, "row": row.id})
    for at, person, changes in entries:
        for change in read_changes(changes):
            if (change.table, change.row) != (subject, row.id):
                continue
            if _LIES[subject] in (change.before or {}) | (change.after or {}):
                return at, person
    return "", ""
