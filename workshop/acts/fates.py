# SPDX-License-Identifier: MIT
"""What becomes of a piece: a decision with its reason, and its farewell."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.floor import not_baking, stop_clocks
from workshop.acts.look_up import lets_pass, the_piece
from workshop.acts.reservations import free_for_others, nothing_reserved
from workshop.acts.step_runs import break_off
from workshop.domain import rules, text
from workshop.domain.catalogue_entries import Disposition
from workshop.domain.parts import counts_as
from workshop.domain.refused import Overridable, Refused
from workshop.domain.tag import written
from workshop.domain.terms import PieceState, SiteOutcome, Verdict
from workshop.language import mark
from workshop.storage.journal import work_of
from workshop.storage.shop import shop_catalogue
from workshop.storage.stays import whose_stay
from workshop.storage.things import Piece, Reball, SiteRecord, Visit

Receipt = dict[str, Any]

SCRAP = "SCRAP"
"""The disposition of what is thrown away."""

MOST_PIECES = 1000
"""So many pieces are scrapped as one: more than a pallet of bare boards."""


def dispose(
    session: Session,
    *,
    piece: str,
    disposition: str,
    reason: str = "",
    override: str | None = None,
) -> Receipt:
    """Decide what becomes of a piece, by a disposition of the catalogue.

    What is fitted on a board or card goes where that goes, and its passport says so. What was put
    by for a board and is not free for it any more is put by no longer: `released_for` is that one.

    Refuses an unknown disposition, one that is not for this kind of piece (a card that was taken
    apart is a board), one without a reason that asks for it, for what is in quarantine any but
    another quarantine, and to let a piece go that is fitted on a board or reserved for one.
    """
    row = the_piece(session, piece)
    known = shop_catalogue(session).disposition(disposition, counts_as(row.kind, row.taken_apart))
    released = decide(session, row, known, reason, override)
    receipt = {
        "tag": row.tag, "disposition": known.code, "name": known.name, "state": row.state
    }  # fmt: skip
    receipt |= {"released_for": released} if released else {}
    return receipt | ({"reason": reason.strip()} if reason.strip() else {})


def scrap(
    session: Session, *, piece: str = "", pieces: list[str] | None = None, reason: str
) -> Receipt:
    """Throw a piece away, or many as one; the reason is needed. What is on a board goes with it.

    Refuses what is fitted on a board, reserved for one, in quarantine or gone, naming it; then
    nothing is scrapped.
    """
    if bool(piece) == bool(pieces):
        raise Refused("Name one piece to scrap, or a list of several; not both.")
    reason = text.require(reason, "The reason", text.NOTE)
    tags = [piece] if piece else list(pieces or ())
    if len(tags) > MOST_PIECES:
        raise Refused("Up to {most} pieces are scrapped at once.", most=MOST_PIECES)
    rows = list(dict.fromkeys(the_piece(session, tag) for tag in tags))
    catalogue = shop_catalogue(session)
    for row in rows:
        known = catalogue.disposition(SCRAP, counts_as(row.kind, row.taken_apart))
        decide(session, row, known, reason)
    return {"tag": rows[0].tag, "n": len(rows), "pieces": [row.tag for row in rows],
            "disposition": SCRAP, "reason": reason}  # fmt: skip


def decide(
    session: Session,
    piece: Piece,
    disposition: Disposition,
    reason: str,
    override: str | None = None,
) -> str:
    """Bring a piece where a disposition leads, as far as the rules let it.

    Returns the tag of the board it was put by for and is not any more; empty for none.
    """
    rules.piece_is_here(piece.tag, piece.state)
    rules.is_not_packed(piece.tag, piece.state, piece.held_for)
    if disposition.leads_to != PieceState.QUARANTINE:
        rules.piece_is_free(piece.tag, piece.state, piece.held_for)
    holds = disposition.leads_to in (PieceState.HOLD, PieceState.QUARANTINE)
    if disposition.leads_to == PieceState.GONE:
        nothing_reserved(session, piece)
    if piece.state == PieceState.FITTED and disposition.leads_to:
        if piece.kind not in rules.FITS and piece.board_id is not None:
            rules.is_no_built_board(piece.tag, session.get_one(Piece, piece.board_id).tag)
        raise Refused("{tag} is fitted on a board. Harvest it first.", tag=written(piece.tag))
    reason = text.clean(reason, "The reason", text.NOTE)
    if disposition.needs_reason and not reason:
        raise Refused(
            "{disposition} needs a reason: say why, in a few words.",
            disposition=disposition.name,
        )
    if disposition.leads_to in (PieceState.STOCK, PieceState.WORKING):
        _is_of_use(session, piece, PieceState(disposition.leads_to), override)
    piece.disposition = disposition.code
    if disposition.leads_to:
        piece.state = PieceState(disposition.leads_to).value
        piece.held_for = reason if holds else ""
    if piece.state == PieceState.GONE:
        not_baking(session, [piece])
        stop_clocks(session, [piece])
        break_off(session, piece)
        piece.place_id = None
        _end_visit(session, piece)
        return ""
    return free_for_others(session, piece)


_OUTCOME = (
    select(SiteRecord.outcome)
    .where(SiteRecord.piece_id == bindparam("piece"))
    .order_by(SiteRecord.id.desc())
    .limit(1)
)
_INSPECTED = (
    select(Reball.verdict)
    .where(Reball.piece_id == bindparam("piece"))
    .order_by(Reball.id.desc())
    .limit(1)
)
_DAMAGED = mark(
    "{tag} came off damaged. A lead, a manager or the owner can let it be used, with a reason."
)
_FAILED = mark(
    "{tag} failed the inspection of its balls: reball it again. "
    "A lead, a manager or the owner can let it be used as it is, with a reason."
)


def _is_of_use(session: Session, part: Piece, to: PieceState, override: str | None) -> None:
    """Refuse to use a bad die or chip again without the reason of a lead; one in stock is none."""
    if part.kind not in rules.FITS or part.state == PieceState.STOCK:
        return
    known = {"piece": part.id}
    why = ""
    if session.execute(_OUTCOME, known).scalar() == SiteOutcome.DAMAGED:
        why = _DAMAGED
    elif to is PieceState.STOCK and session.execute(_INSPECTED, known).scalar() == Verdict.FAIL:
        why = _FAILED
    if not why:
        return
    if not text.clean(override or "", "The override", text.LINE):
        raise Overridable(why, tag=written(part.tag))
    lets_pass(session)


def _end_visit(session: Session, piece: Piece) -> None:
    """A piece leaves: its stay ends with this entry. What was harvested here had none."""
    visit = session.scalars(
        select(Visit).where(Visit.piece_id == whose_stay(session, piece.id), Visit.ended.is_(None))
    ).first()
    if visit is not None:
        visit.ended = work_of(session).number
        visit.disposition = piece.disposition
