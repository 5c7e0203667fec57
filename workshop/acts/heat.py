# SPDX-License-Identifier: MIT
"""The heat ledger: every act that heats pieces counts their cycles here, and nowhere else."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.floor import is_dry_enough, not_baking
from workshop.acts.look_up import lets_pass
from workshop.domain import text
from workshop.domain.heat import AtLimit, heat_state, may_heat
from workshop.domain.rules import piece_is_free
from workshop.domain.terms import HeatCause
from workshop.storage.rows import new
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import HeatCycle, Piece, ProfileRun

Hot = tuple[Piece, Piece | None]
"""A piece that sees the heat, and the board it is on then, if any."""

_FITTED = select(Piece).where(Piece.board_id == bindparam("board")).order_by(Piece.id)


def whole_board(session: Session, board: Piece) -> list[Hot]:
    """A card or board that is heated, and everything that is fitted on it.

    The board of a card that was built is heated with its card.
    """
    if board.board_id is not None:
        board = session.get_one(Piece, board.board_id)
    fitted = session.scalars(_FITTED, {"board": board.id})
    return [(board, None), *((piece, board) for piece in fitted)]


def heat(
    session: Session,
    hot: Iterable[Hot],
    cause: HeatCause,
    *,
    override: str | None = None,
    run: ProfileRun | None = None,
) -> None:
    """Add a cycle to each piece that sees the heat, once.

    `override` is the reason of a lead or manager that lets pieces at their limit pass, and loose
    ones whose floor life is over; it is kept with these. Refuses them without it, what lies in an
    oven, and what is in quarantine or on a board that is.
    """
    reason = text.clean(override or "", "The override", text.LINE)
    catalogue = shop_catalogue(session)
    once = {piece.id: (piece, board) for piece, board in hot}
    for row in {id(each): each for pair in once.values() for each in pair if each}.values():
        piece_is_free(row.tag, row.state, row.held_for)
    not_baking(session, [piece for piece, _ in once.values()])
    at_limit = []
    for piece, _ in once.values():
        limit = catalogue.heat_limit(piece.kind)
        if limit is not None and piece.heat_cycles >= limit:
            at_limit.append(AtLimit(piece.tag, piece.heat_cycles, limit))
    may_heat(at_limit, reason)
    over = is_dry_enough(session, _moist(once.values(), cause), reason)
    if at_limit or over:
        lets_pass(session)
    for piece, _ in once.values():
        piece.heat_cycles += 1
    session.flush()  # what the ledger refers to comes before it
    let_through = {each.tag for each in at_limit} | {each.tag for each in over}
    for piece, board in once.values():
        new(
            session,
            HeatCycle,
            piece_id=piece.id,
            cause=cause.value,
            board_id=board.id if board else None,
            run_id=run.id if run else None,
            override=reason if piece.tag in let_through else "",
        )


def _moist(hot: Iterable[Hot], cause: HeatCause) -> list[Piece]:
    """The pieces that moisture got into: loose ones, and those that go onto a board."""
    return [piece for piece, board in hot if board is None or cause is HeatCause.PLACEMENT]


def heat_facts(session: Session, piece: Piece) -> dict[str, Any]:
    """What a receipt says of the heat a piece has seen: cycles, limit, and ok, last or stop."""
    limit = shop_catalogue(session).heat_limit(piece.kind)
    return {
        "heat_cycles": piece.heat_cycles,
        "heat_limit": limit,
        "heat_state": heat_state(piece.heat_cycles, limit).value,
    }
