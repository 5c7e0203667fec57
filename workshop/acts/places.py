# SPDX-License-Identifier: MIT
"""Places as a tree: what they take, which stand dry, and how a piece is put into one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workshop.acts.floor import baking, follow_place, stands_dry, up_from
from workshop.acts.look_up import a_place, the_place
from workshop.domain import text
from workshop.domain.refused import Refused
from workshop.domain.rules import one_of
from workshop.domain.stock import Takes, may_lie
from workshop.domain.tag import written
from workshop.domain.terms import PieceKind, PieceState, PlaceKind
from workshop.storage.journal import Change, work_of
from workshop.storage.rows import new
from workshop.storage.shop import shop_catalogue
from workshop.storage.slices import some
from workshop.storage.things import Piece, Place

Receipt = dict[str, Any]

DRY = (PlaceKind.BAG, PlaceKind.CABINET)
"""Kinds of places that keep moisture out, unless something else is said."""


def add_place(
    session: Session,
    *,
    code: str,
    name: str,
    kind: str = "bin",
    parent: str | None = None,
    takes_kinds: list[str] | None = None,
    takes_grades: list[str] | None = None,
    dry: bool | None = None,
) -> Receipt:
    """Add a room, rack, shelf, bin, tray, bag, cabinet, oven or other, inside another or not.

    `takes_kinds` and `takes_grades` are what it accepts, none for any; `dry` says that no moisture
    gets at what lies there, which bags and cabinets are taken for.
    """
    code = text.code(code, "The code of the place")
    name = text.require(name, "The name")
    kind = one_of(kind, PlaceKind, "The kind of place")
    inside = a_place(session, parent)
    if session.execute(select(Place.id).where(Place.code == code)).scalar() is not None:
        raise Refused("{name} “{code}” exists already.", name="Place", code=code)
    new(
        session,
        Place,
        code=code,
        name=name,
        kind=kind,
        parent_id=inside.id if inside else None,
        takes_kinds=_kinds(takes_kinds or []),
        takes_grades=_grades(session, takes_grades or []),
        dry=int(kind in DRY if dry is None else dry),
    )
    return {"code": code}


def change_place(
    session: Session,
    *,
    place: str,
    name: str | None = None,
    takes_kinds: list[str] | None = None,
    takes_grades: list[str] | None = None,
    dry: bool | None = None,
) -> Receipt:
    """Change what a place is called, what it takes, and whether it is dry; the rest stays.

    What lies there stays, whatever it is; clocks stop or run from now on where `dry` changes.
    """
    row = the_place(session, place)
    if name is not None:
        row.name = text.require(name, "The name")
    if takes_kinds is not None:
        row.takes_kinds = _kinds(takes_kinds)
    if takes_grades is not None:
        row.takes_grades = _grades(session, takes_grades)
    if dry is not None and bool(row.dry) != dry:
        row.dry = int(dry)
        clocks_below(session, row)
    return {"code": row.code}


def _kinds(kinds: list[str]) -> str:
    return " ".join(dict.fromkeys(one_of(kind, PieceKind, "The kind") for kind in kinds))


def _grades(session: Session, grades: list[str]) -> str:
    grading = shop_catalogue(session).grading
    said = [grading.read_grade(grade) for grade in grades]
    for grade in said:
        if " " in grade:
            raise Refused(
                "Grade “{grade}” has blanks in it: a place cannot be kept for it.", grade=grade
            )
    return " ".join(dict.fromkeys(grade for grade in said if grade))


def takes_of(session: Session, place: Place | None) -> list[Takes]:
    """What the place takes, and all it is in."""
    return [
        Takes(each.code, each.takes_kinds, each.takes_grades) for each in up_from(session, place)
    ]


def clocks_below(session: Session, place: Place) -> list[Piece]:
    """Let the clocks of all that lies in a place follow it; those pieces."""
    session.flush()
    found: list[Piece] = []
    outside = stands_dry(session, place)
    for level in [(place, outside)], *_levels(session, place, outside):
        for dry in (True, False):
            ids = [each.id for each, keeps_dry in level if keeps_dry is dry]
            pieces: list[Piece] = []
            for part in some(ids):
                pieces += session.scalars(
                    select(Piece).where(Piece.place_id.in_(part)).order_by(Piece.id)
                )
            follow_place(session, pieces, dry=dry)
            found += pieces
    return found


def clocks_follow(session: Session) -> None:
    """After rows were put back: let each clock be as it must where its piece is now.

    Its place may have become dry meanwhile, it may be in an oven or on a board, and a place that is
    put back may hold other pieces.
    """
    changes = work_of(session).changes()
    for part in some(_changed(changes, "place", {"parent_id", "dry"})):
        for place in session.scalars(select(Place).where(Place.id.in_(part)).order_by(Place.id)):
            clocks_below(session, place)
    for part in some(_changed(changes, "piece", {"place_id", "board_id", "state", "floor_since"})):
        pieces = session.scalars(select(Piece).where(Piece.id.in_(part)).order_by(Piece.id)).all()
        in_oven = baking(session, pieces)
        for piece in pieces:
            away = piece.board_id is not None or piece.state == PieceState.GONE
            lies = session.get(Place, piece.place_id) if piece.place_id else None
            dry = away or piece.id in in_oven or stands_dry(session, lies)
            follow_place(session, [piece], dry=dry)


def _changed(changes: Sequence[Change], table: str, columns: set[str]) -> list[int]:
    """The rows of a table that are there and of which one of these columns changed."""
    return [
        change.row
        for change in changes
        if change.table == table and change.after is not None and columns & change.after.keys()
    ]


def _levels(session: Session, place: Place, dry: bool) -> list[list[tuple[Place, bool]]]:
    """The places in a place, level by level, each with whether it stands dry."""
    levels: list[list[tuple[Place, bool]]] = []
    above = {place.id: dry}
    while above:
        level: list[tuple[Place, bool]] = []
        for part in some(above):
            inner = session.scalars(select(Place).where(Place.parent_id.in_(part)))
            level += [(each, above[each.parent_id or 0] or bool(each.dry)) for each in inner]
        if level:
            levels.append(level)
        above = {each.id: keeps_dry for each, keeps_dry in level}
    return levels


def below(session: Session, place: Place) -> list[Place]:
    """A place and all that are in it."""
    return [place, *(each for level in _levels(session, place, False) for each, _ in level)]


def put(session: Session, piece: Piece, place: Place | None, called: str = "") -> None:
    """Put a piece into a place, or out of all; its clock follows.

    Refuses a place that takes other kinds or grades; `called` is what a piece is called then that
    has no label yet.
    """
    if place is not None:
        may_lie(written(called or piece.tag), piece.kind, piece.grade, takes_of(session, place))
    piece.place_id = place.id if place else None
    follow_place(session, [piece], dry=stands_dry(session, place))


def belongs_in(
    session: Session, place_id: int | None, what: str, kind: str, grade: str = ""
) -> None:
    """Refuse to take a piece in where its kind or grade does not belong; `what` is its name."""
    if place_id is None:
        return
    takes = takes_of(session, session.get_one(Place, place_id))
    if any(each.grades for each in takes):
        grade = shop_catalogue(session).grading.read_grade(grade)
    may_lie(text.shown(what), kind, grade, takes)
