# SPDX-License-Identifier: MIT
"""What an act knows of a die or chip, and the rules it would break on a board."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.domain.fitting import Broken, Known, judge_fit, known_of
from workshop.domain.markings import Marking as Read
from workshop.storage.bench_things import Marking
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Piece, Reball

_MARKING = select(Marking).where(Marking.piece_id == bindparam("piece")).order_by(Marking.id.desc())
_LEADED = (
    select(Reball.leaded)
    .where(Reball.piece_id == bindparam("piece"))
    .order_by(Reball.id.desc())
    .limit(1)
)
_ON_BOARD = (
    select(Piece)
    .where(Piece.board_id == bindparam("board"), Piece.kind == bindparam("kind"))
    .order_by(Piece.id)
)


def _known(session: Session, piece: Piece) -> Known:
    """What is known of a piece: by its newest marking, its name, and its newest balls."""
    row = session.scalars(_MARKING.limit(1), {"piece": piece.id}).first()
    read = Read(row.raw, row.chip, row.sku, row.stepping, row.lot, row.date) if row else None
    leaded = bool(session.execute(_LEADED, {"piece": piece.id}).scalar())
    return known_of(shop_catalogue(session), piece.kind, piece.model, read, leaded)


def _beside(session: Session, board: Piece, kind: str) -> list[Known]:
    """What is known of the pieces of a kind that are fitted on a board."""
    found = session.scalars(_ON_BOARD, {"board": board.id, "kind": kind})
    return [_known(session, piece) for piece in found]


def judged(
    session: Session, part: Piece, board: Piece, others: Sequence[Piece] = ()
) -> list[Broken]:
    """The rules a piece would break on a board; none where nobody knows what the board is.

    `others` come onto it besides what is there.
    """
    catalogue = shop_catalogue(session)
    model = catalogue.find_model(board.model)
    if model is None:
        return []
    beside = _beside(session, board, part.kind)
    beside += [_known(session, each) for each in others
               if each is not part and each.kind == part.kind]  # fmt: skip
    return judge_fit(catalogue, model, part.tag, _known(session, part), beside)
