# SPDX-License-Identifier: MIT
"""The heat ledger: every act that heats pieces counts their cycles here, and nowhere else."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.floor import is_dry_enough, not_baking
from workshop.acts.look_up import lets_pass
from workshop.acts.reflows import same_reflow
from workshop.domain import text
from workshop.domain.heat import AtLimit, Teller, heat_state, may_heat
from workshop.domain.parts import counts_as
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
    teller: Teller,
    *,
    override: str | None = None,
    run: ProfileRun | None = None,
    called: str = "",
) -> None:
    """Count the heat of a reflow for each piece that sees it: one cycle, however it is told.

    One reflow is often told of more than once: by the act (a harvest, a fitting, a reball), by the
    step of the routing and by the run of its profile. What tells of one that is in the ledger
    already adds nothing to it (`same_reflow`), needs no override, and a run is noted with the cycle
    it tells of. A run that tells of one placement is a placement for all it heats.

    `override` is the reason of a lead or manager that lets pieces at their limit pass, and loose
    ones whose floor life is over; it is kept with these. Refuses them without it, what lies in an
    oven, and what is in quarantine or on a board that is. `called` is the site of a piece that was
    a part of its card until now, with the heat of that: where this is the last one the card saw, it
    is in its count.
    """
    reason = text.clean(override or "", "The override", text.LINE)
    catalogue = shop_catalogue(session)
    once = {piece.id: (piece, board) for piece, board in hot}
    for row in {id(each): each for pair in once.values() for each in pair if each}.values():
        piece_is_free(row.tag, row.state, row.held_for)
    not_baking(session, [piece for piece, _ in once.values()])
    told = {
        number: cycle
        for number, pair in once.items()
        if (cycle := same_reflow(session, *pair, cause, teller))
    }
    why = _join(told.values(), cause, run)
    fresh = [pair for number, pair in once.items() if number not in told]
    within = {
        piece.id: cycle
        for piece, board in fresh
        if called and board and (cycle := same_reflow(session, board, None, cause, teller))
    }
    hotter = [piece for piece, _ in fresh if piece.id not in within]
    at_limit = []
    for piece in hotter:
        limit = catalogue.heat_limit(counts_as(piece.kind, piece.taken_apart))
        if limit is not None and piece.heat_cycles >= limit:
            at_limit.append(AtLimit(called or piece.tag, piece.heat_cycles, limit))
    may_heat(at_limit, reason)
    over = is_dry_enough(session, _moist(fresh, cause), reason)
    if at_limit or over:
        lets_pass(session)
    for piece in hotter:
        piece.heat_cycles += 1
    session.flush()  # what the ledger refers to comes before it
    let_through = {each.tag for each in at_limit} | {each.tag for each in over}
    for piece, board in fresh:
        known = within.get(piece.id)
        new(
            session,
            HeatCycle,
            piece_id=piece.id,
            cause=why.value,
            board_id=board.id if board else None,
            run_id=run.id if run else known.run_id if known else None,
            override=reason if (called or piece.tag) in let_through else "",
        )


def _join(told: Iterable[HeatCycle], cause: HeatCause, run: ProfileRun | None) -> HeatCause:
    """Note with cycles what is told of them now; the cause of the others of this reflow."""
    known = set()
    for cycle in told:
        cycle.run_id = run.id if run else cycle.run_id
        if cycle.cause == HeatCause.RUN:
            cycle.cause = cause.value
        known.add(HeatCause(cycle.cause))
    return known.pop() if run and len(known) == 1 else cause


def _moist(hot: Iterable[Hot], cause: HeatCause) -> list[Piece]:
    """The pieces that moisture got into: loose ones, and those that go onto a board."""
    return [piece for piece, board in hot if board is None or cause is HeatCause.PLACEMENT]


def heat_facts(session: Session, piece: Piece) -> dict[str, Any]:
    """What a receipt says of the heat a piece has seen: cycles, limit, and ok, last or stop."""
    limit = shop_catalogue(session).heat_limit(counts_as(piece.kind, piece.taken_apart))
    return {
        "heat_cycles": piece.heat_cycles,
        "heat_limit": limit,
        "heat_state": heat_state(piece.heat_cycles, limit).value,
    }
