# SPDX-License-Identifier: MIT
"""A place is counted by scanning all that lies in it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.floor import baking
from workshop.acts.look_up import the_place
from workshop.acts.places import below, put, takes_of
from workshop.domain import text
from workshop.domain.refused import Refused
from workshop.domain.stock import may_lie
from workshop.domain.tag import read_tag, written
from workshop.domain.terms import CountResult, IdentifierKind, PieceState
from workshop.storage.bench_things import PlaceCount, PlaceCountLine
from workshop.storage.journal import work_of
from workshop.storage.rows import new, new_many
from workshop.storage.slices import some
from workshop.storage.things import Identifier, Piece, Place

Receipt = dict[str, Any]

MOST = 20_000
"""So many scans one count may have: a rack of full trays."""

_BY_TAG = select(Piece).where(Piece.tag.in_(bindparam("tags", expanding=True)))
_BY_SERIAL = (
    select(Identifier.normal, Piece)
    .join(Piece, Piece.id == Identifier.piece_id)
    .where(Identifier.normal.in_(bindparam("normals", expanding=True)))
    .where(Identifier.kind == IdentifierKind.SERIAL.value)
)


class _Line(NamedTuple):
    """One line of a count: a piece or a scan, and what came of it."""

    result: CountResult
    scan: str
    piece_id: int | None = None
    place_id: int | None = None


def count_place(
    session: Session, *, place: str, scans: list[str], put_right: bool = False, note: str = ""
) -> Receipt:
    """Count what lies in a place and in all that is in it: found, missing, misplaced, unknown.

    `scans` are tags or serials, in any order, twice or not. Misplaced is what is on record
    elsewhere, unknown what nobody took in. `put_right` moves the misplaced pieces here; `stay` are
    those that cannot be, for they are fitted, bake, have left, or do not belong here.
    """
    row = the_place(session, place)
    here = below(session, row)
    expected = _lying_in(session, here)
    seen, unknown = _scanned(session, _texts(scans))
    misplaced = [piece for number, piece in seen.items() if number not in expected]
    lines = [
        _Line(CountResult.MISSING, "", piece.id, piece.place_id)
        for number, piece in expected.items()
        if number not in seen
    ]
    missing = len(lines)
    lines += [_Line(CountResult.MISPLACED, "", piece.id, piece.place_id) for piece in misplaced]
    lines += [_Line(CountResult.UNKNOWN, scan) for scan in unknown]
    counted = new(
        session,
        PlaceCount,
        place_id=row.id,
        found=len(seen) - len(misplaced),
        missing=missing,
        misplaced=len(misplaced),
        unknown=len(unknown),
        note=text.clean(note, "The note", text.NOTE),
    )
    session.flush()
    work = work_of(session)
    new_many(
        session,
        PlaceCountLine,
        [
            {
                "id": work.next_row(),
                "count_id": counted.id,
                "piece_id": line.piece_id,
                "scan": line.scan,
                "result": line.result.value,
                "place_id": line.place_id,
            }
            for line in lines
        ],
    )
    receipt = {"count": counted.id, "place": row.code, "found": counted.found,
               "missing": missing, "misplaced": len(misplaced),
               "unknown": len(unknown)}  # fmt: skip
    if put_right:
        receipt["stay"] = _put_right(session, misplaced, row)
    return receipt


def _texts(scans: list[str]) -> dict[str, str]:
    """The scans by the form they are compared in, each once, without empty ones."""
    if not isinstance(scans, list) or len(scans) > MOST:
        raise Refused("Scan what lies there: at most {most} scans make a count.", most=MOST)
    found: dict[str, str] = {}
    for scan in scans:
        cleaned = text.clean(scan, "The scan", text.LINE)
        if cleaned:
            found.setdefault(text.normal(cleaned), cleaned)
    return found


def _lying_in(session: Session, places: Iterable[Place]) -> dict[int, Piece]:
    found: dict[int, Piece] = {}
    for ids in some(place.id for place in places):
        rows = session.scalars(select(Piece).where(Piece.place_id.in_(ids)).order_by(Piece.id))
        found.update((piece.id, piece) for piece in rows)
    return found


def _scanned(session: Session, scans: dict[str, str]) -> tuple[dict[int, Piece], list[str]]:
    """The pieces of the scans, by their tag or, where it is one of a kind, their serial."""
    found: dict[str, Piece] = {}
    for part in some(normal for normal in scans if read_tag(normal) is not None):
        found.update((piece.tag, piece) for piece in session.scalars(_BY_TAG, {"tags": part}))
    twice: set[str] = set()
    for part in some([normal for normal in scans if normal not in found]):
        for normal, piece in session.execute(_BY_SERIAL, {"normals": part}):
            if found.setdefault(normal, piece) is not piece:
                twice.add(normal)  # two makers used it: nobody can say which one lies here
    known = found.keys() - twice
    return (
        {piece.id: piece for normal, piece in found.items() if normal in known},
        [scan for normal, scan in scans.items() if normal not in known],
    )


def _put_right(session: Session, pieces: list[Piece], place: Place) -> list[str]:
    """Move what was found here to here; the tags of what cannot be moved."""
    takes = takes_of(session, place)
    in_oven = baking(session, pieces)
    stay = []
    for piece in pieces:
        fixed = piece.board_id is not None or piece.state == PieceState.GONE
        if fixed or piece.id in in_oven:
            stay.append(piece.tag)
            continue
        try:
            may_lie(written(piece.tag), piece.kind, piece.grade, takes)
        except Refused:
            stay.append(piece.tag)
            continue
        put(session, piece, place)
    return stay
