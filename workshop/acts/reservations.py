# SPDX-License-Identifier: MIT
"""Pieces are put by for a board, and released again."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.floor import is_dry_enough, not_baking
from workshop.acts.look_up import lets_pass, the_piece
from workshop.acts.parts_known import judged
from workshop.domain import rules, text
from workshop.domain.fitting_entries import Weight
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import PieceKind, PieceState
from workshop.language import mark
from workshop.storage.bench_things import Reservation
from workshop.storage.rows import new
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Piece, Site

Receipt = dict[str, Any]

_OF_PIECE = select(Reservation).where(Reservation.piece_id == bindparam("piece"))
_FOR_BOARD = (
    select(Reservation).where(Reservation.board_id == bindparam("board")).order_by(Reservation.id)
)
_SITES = select(Site.name, Site.state).where(Site.board_id == bindparam("board"))

# So many pieces are put by in one go: more than any board has sites.
MOST = 100

_TOO_MANY_CHIPS = mark(
    "Empty memory sites on {board}: {empty}. Chips reserved for them, with these: {wanted}. "
    "Choose fewer, or release some first."
)
_TOO_MANY_DIES = mark(
    "Empty sites for a die on {board}: {empty}. Dies reserved for them, with these: {wanted}. "
    "Choose fewer, or release some first."
)


def reserve_set(
    session: Session, *, board: str, pieces: list[str], override: str | None = None
) -> Receipt:
    """Put loose dies or chips by for a board or card; nobody fits them to another one meanwhile.

    Refuses the board of a card that was built, a piece that is not free, in an oven, put by for
    another board or one that can never be fitted to this one, more pieces than the board has empty
    sites, and without the `override` of a lead or manager (their reason) a piece past its floor
    life: it is baked first.
    """
    target = the_piece(session, board)
    rules.piece_is_free(target.tag, target.state, target.held_for)
    rules.carries_sites(target.tag, target.kind)
    if target.board_id is not None:
        rules.is_no_built_board(target.tag, session.get_one(Piece, target.board_id).tag)
    found = _pieces(session, pieces)
    told: list[str] = []
    put_by = _put_by(session, target)
    for piece in found:
        _may_be_reserved(session, piece, target)
        told += _may_ever_fit(session, piece, target, [*put_by, *found])
    _has_room(session, target, [*found, *put_by])
    not_baking(session, found)
    if is_dry_enough(session, found, text.clean(override or "", "The override", text.LINE)):
        lets_pass(session)
    for piece in found:
        new(session, Reservation, piece_id=piece.id, board_id=target.id)
    return {
        "tag": target.tag,
        "board": target.tag,
        "pieces": [piece.tag for piece in found],
        "n": len(found),
        "rules": sorted(set(told)),
    }


def release_set(session: Session, *, board: str, pieces: list[str] | None = None) -> Receipt:
    """Release what is put by for a board: these pieces, or all of them.

    Refuses a piece that is not put by for it, and a board nothing is put by for.
    """
    target = the_piece(session, board)
    rows = list(session.scalars(_FOR_BOARD, {"board": target.id}))
    if pieces is not None:
        by_piece = {row.piece_id: row for row in rows}
        rows = []
        for piece in _pieces(session, pieces):
            if piece.id not in by_piece:
                raise Refused(
                    "{tag} is not reserved for {board}.",
                    tag=written(piece.tag),
                    board=written(target.tag),
                )
            rows.append(by_piece[piece.id])
    if not rows:
        raise Refused("Nothing is reserved for {board}.", board=written(target.tag))
    released = _let_go(session, rows)
    return {"tag": target.tag, "board": target.tag, "pieces": released, "n": len(released)}


def release_all(session: Session, board: Piece) -> list[str]:
    """Release whatever is put by for a board that needs it no more; the tags of it."""
    return _let_go(session, session.scalars(_FOR_BOARD, {"board": board.id}).all())


def _let_go(session: Session, rows: Sequence[Reservation]) -> list[str]:
    released = [session.get_one(Piece, row.piece_id).tag for row in rows]
    for row in rows:
        session.delete(row)
    return released


def claim(session: Session, piece: Piece, board: Piece) -> None:
    """A piece goes onto a board: its reservation for it is used up.

    Refuses a piece that is put by for another board.
    """
    row = session.scalars(_OF_PIECE, {"piece": piece.id}).first()
    if row is None:
        return
    if row.board_id != board.id:
        other = session.get_one(Piece, row.board_id)
        raise Refused(
            "{tag} is reserved for {board}. Take another piece, or release it there first.",
            tag=written(piece.tag),
            board=written(other.tag),
        )
    session.delete(row)


def free_for_others(session: Session, piece: Piece) -> str:
    """Put a piece by no longer that is not free to be fitted any more; the tag of its board."""
    row = session.scalars(_OF_PIECE, {"piece": piece.id}).first()
    if row is None or piece.state == PieceState.STOCK:
        return ""
    session.delete(row)
    return session.get_one(Piece, row.board_id).tag


def nothing_reserved(session: Session, piece: Piece) -> None:
    """Refuse to let go of a piece that is put by for a board, or of a board with pieces put by."""
    row = session.scalars(_OF_PIECE, {"piece": piece.id}).first()
    if row is not None:
        board = session.get_one(Piece, row.board_id)
        raise Refused(
            "{tag} is reserved for {board}. Release it first.",
            tag=written(piece.tag),
            board=written(board.tag),
        )
    put_by = session.scalars(_FOR_BOARD, {"board": piece.id}).all()
    if put_by:
        raise Refused(
            "Pieces are reserved for {tag}: {n}. Release them first.",
            tag=written(piece.tag),
            n=len(put_by),
        )


def _pieces(session: Session, tags: Sequence[str]) -> list[Piece]:
    if not isinstance(tags, list) or not tags:
        raise Refused("Name the pieces by their tags.")
    if len(tags) > MOST:
        raise Refused("No board takes so many pieces: {n}.", n=len(tags))
    found = [the_piece(session, tag) for tag in tags]
    for piece in found:
        if found.count(piece) > 1:
            raise Refused("{tag} is named twice.", tag=written(piece.tag))
    return found


def _may_be_reserved(session: Session, piece: Piece, board: Piece) -> None:
    if piece.kind not in rules.FITS:
        raise Refused("Only dies and memory chips are reserved for sites.")
    on = session.get(Piece, piece.board_id) if piece.board_id else None
    rules.may_be_fitted(tag=piece.tag, state=piece.state, on=on.tag if on else None)
    row = session.scalars(_OF_PIECE, {"piece": piece.id}).first()
    if row is not None:
        other = session.get_one(Piece, row.board_id)
        raise Refused(
            "{tag} is reserved for {board} already.",
            tag=written(piece.tag),
            board=written(other.tag),
        )


def _put_by(session: Session, board: Piece) -> list[Piece]:
    rows = session.scalars(_FOR_BOARD, {"board": board.id})
    return [session.get_one(Piece, row.piece_id) for row in rows]


def _may_ever_fit(
    session: Session, piece: Piece, board: Piece, others: Sequence[Piece]
) -> list[str]:
    """The rules a piece would break on a board beside others, and what is on it.

    Refuses where one of them can never be passed.
    """
    broken = judged(session, piece, board, others)
    if broken and broken[0].weight is Weight.REFUSE:
        raise Refused(broken[0].template, **broken[0].facts)
    return [each.rule for each in broken]


def _has_room(session: Session, board: Piece, pieces: Sequence[Piece]) -> None:
    """Refuse more pieces of a kind than the board has empty sites for."""
    plan = shop_catalogue(session).board_of(board.model)
    states = {name: state for name, state in session.execute(_SITES, {"board": board.id})}
    before = rules.untouched_site(board.kind)
    for kind in dict.fromkeys(piece.kind for piece in pieces):
        empty = [
            site.name
            for site in plan.sites
            if site.kind == kind and states.get(site.name, before) in rules.EMPTY_SITES
        ]
        wanted = sum(piece.kind == kind for piece in pieces)
        if wanted > len(empty):
            raise Refused(
                _TOO_MANY_DIES if kind == PieceKind.DIE else _TOO_MANY_CHIPS,
                board=written(board.tag),
                empty=len(empty),
                wanted=wanted,
            )
