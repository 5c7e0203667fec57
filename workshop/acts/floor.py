# SPDX-License-Identifier: MIT
"""The clock of a piece: it runs in the open, and stands still in dry storage and on a board."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.look_up import the_piece
from workshop.domain import rules
from workshop.domain.catalogue import Catalogue
from workshop.domain.dry import (
    Open,
    find_msl,
    floor_life,
    is_not_baking,
    may_heat_open,
    seconds_between,
)
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import PieceKind, PieceState
from workshop.storage.bench_things import Bake, BakePiece
from workshop.storage.journal import work_of
from workshop.storage.schema import JOURNAL
from workshop.storage.shop import shop_catalogue
from workshop.storage.slices import some
from workshop.storage.things import Piece, Place

Receipt = dict[str, Any]

# What moisture gets into; a board has no floor life, for there is no standard bake for one.
_PARTS = (PieceKind.DIE, PieceKind.MEMORY, PieceKind.OTHER)

_TIMES = select(JOURNAL.c.number, JOURNAL.c.at).where(
    JOURNAL.c.number.in_(bindparam("numbers", expanding=True))
)
_BAKING = (
    select(BakePiece.piece_id, BakePiece.bake_id)
    .join(Bake, Bake.id == BakePiece.bake_id)
    .where(BakePiece.piece_id.in_(bindparam("pieces", expanding=True)), Bake.ended.is_(None))
)


def open_pieces(session: Session, catalogue: Catalogue, pieces: Sequence[Piece]) -> dict[int, Open]:
    """By id, the pieces that have a floor life, and how long they lay in the open until now."""
    lives = {
        piece.id: life
        for piece in pieces
        if (life := floor_life(catalogue, piece.kind, piece.msl)) is not None
    }
    work = work_of(session)
    since = {piece.floor_since for piece in pieces if piece.id in lives and piece.floor_since}
    times = {work.number: work.at}
    for numbers in some(sorted(since - {work.number})):
        found = session.execute(_TIMES, {"numbers": numbers})
        times.update((number, at) for number, at in found)
    return {
        piece.id: Open(
            piece.tag,
            piece.kind,
            lives[piece.id].code,
            lives[piece.id].hours or 0,
            piece.floor_used_s
            + (seconds_between(times[piece.floor_since], work.at) if piece.floor_since else 0),
            fresh=piece.donor_id is None and piece.heat_cycles == 0,
        )
        for piece in pieces
        if piece.id in lives
    }


def baking(session: Session, pieces: Iterable[Piece]) -> dict[int, int]:
    """By their ids, the pieces that lie in an oven, and the number of the bake."""
    found: dict[int, int] = {}
    for ids in some(piece.id for piece in pieces):
        rows = session.execute(_BAKING, {"pieces": ids})
        found.update((piece, number) for piece, number in rows)
    return found


def is_dry_enough(session: Session, pieces: Sequence[Piece], reason: str) -> list[Open]:
    """Those of some loose pieces whose floor life is over; refuses them without a reason."""
    catalogue = shop_catalogue(session)
    over = [each for each in open_pieces(session, catalogue, pieces).values() if each.is_over]
    may_heat_open(catalogue, over, reason)
    return over


def not_baking(session: Session, pieces: Sequence[Piece]) -> None:
    """Refuse work on pieces of which one lies in an oven."""
    found = baking(session, pieces)
    for piece in pieces:
        is_not_baking(piece.tag, found.get(piece.id))


def stands_dry(session: Session, place: Place | None) -> bool:
    """Whether no moisture gets at what lies there: the place is dry, or one it is in."""
    return any(each.dry for each in up_from(session, place))


def up_from(session: Session, place: Place | None) -> Iterator[Place]:
    """The place, and all it is in, from the inside out."""
    while place is not None:
        yield place
        place = session.get(Place, place.parent_id) if place.parent_id else None


def stop_clocks(session: Session, pieces: Sequence[Piece]) -> None:
    """The clocks of these stand still from now on, with what was used up."""
    lain = open_pieces(session, shop_catalogue(session), pieces)
    for piece in pieces:
        if piece.id in lain:
            piece.floor_used_s = lain[piece.id].used_s
        piece.floor_since = None


def follow_place(session: Session, pieces: Sequence[Piece], *, dry: bool) -> None:
    """Stop the clocks of loose pieces that are in dry storage now, let those of others run."""
    if dry:
        stop_clocks(session, [piece for piece in pieces if piece.floor_since is not None])
        return
    catalogue = shop_catalogue(session)
    standing = [
        piece
        for piece in pieces
        if piece.floor_since is None
        and piece.board_id is None
        and piece.state != PieceState.GONE
        and floor_life(catalogue, piece.kind, piece.msl) is not None
    ]
    in_oven = baking(session, standing)
    for piece in standing:
        if piece.id not in in_oven:
            piece.floor_since = work_of(session).number


def set_msl(session: Session, *, piece: str, msl: str) -> Receipt:
    """Note the moisture level of a die, chip or other part; empty for that of its kind.

    Its clock runs from now on where it had none and lies in the open. Refuses an unknown level,
    cards, boards and coolers.
    """
    row = the_piece(session, piece)
    rules.piece_is_here(row.tag, row.state)
    if row.kind not in _PARTS:
        raise Refused(
            "{tag} has no moisture level: it is a {kind}.",
            tag=written(row.tag),
            kind=rules.KIND_WORDS[PieceKind(row.kind)],
        )
    catalogue = shop_catalogue(session)
    level = find_msl(catalogue, msl) if str(msl).strip() else ""
    stop_clocks(session, [row])
    row.msl = level
    place = session.get(Place, row.place_id) if row.place_id else None
    follow_place(session, [row], dry=stands_dry(session, place))
    return {"tag": row.tag, "msl": level}
