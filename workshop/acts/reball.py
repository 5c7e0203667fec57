# SPDX-License-Identifier: MIT
"""New spheres on a die or chip, and whether they passed their inspection."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.heat import heat, heat_facts
from workshop.acts.labels import queue_label
from workshop.acts.look_up import the_piece
from workshop.acts.lots import use_if_kept
from workshop.acts.reservations import free_for_others
from workshop.domain import rules, text
from workshop.domain.heat import Teller
from workshop.domain.hot_work import find_alloy, judge_reball, read_inspection
from workshop.domain.judge import as_number
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import HeatCause, PieceState, Verdict
from workshop.storage.journal import canonical
from workshop.storage.rows import new
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Piece, Reball

Receipt = dict[str, Any]

NEEDED = "REBALL-NEEDED"
"""The disposition of a part that must be reballed before it is of use."""

# Spheres for BGA are 0.2 to 0.76 mm; what is far from that is a slip of the hand.
SMALLEST_MM, LARGEST_MM = 0.1, 1.5


def reball(
    session: Session,
    *,
    piece: str,
    stencil: str,
    sphere_mm: float,
    alloy: str,
    flux_lot: str = "",
    inspection: dict[str, Any] | None = None,
    note: str = "",
    override: str | None = None,
) -> Receipt:
    """Record new spheres on a loose die or chip: one heat cycle, and what the inspection found.

    `inspection` maps criteria of the catalogue to yes (the fault is there) or no. Any fault fails
    it, and the part needs reballing again and is put by for no board (`released_for`); all looked
    for in vain pass it, and a part that waited for this is in stock again. Where it has lead now
    and had none, or the other way round, its label is queued again. A flux lot the shop keeps is
    noted as used. Refuses a fitted part, other kinds, an unknown alloy or criterion, and a part at
    its heat limit or a lot past its day without the `override` of a lead or manager: their reason.
    """
    row = the_piece(session, piece)
    rules.piece_is_free(row.tag, row.state, row.held_for)
    _loose(session, row)
    catalogue = shop_catalogue(session)
    known = find_alloy(catalogue, alloy)
    sphere = as_number(sphere_mm, "The sphere")
    if not SMALLEST_MM <= sphere <= LARGEST_MM:
        raise Refused(
            "A sphere of {size} mm is not between {low} and {high} mm.",
            size=sphere,
            low=SMALLEST_MM,
            high=LARGEST_MM,
        )
    found = read_inspection(catalogue.criteria, inspection or {})
    verdict = judge_reball(catalogue.criteria, found)
    heat(session, [(row, None)], HeatCause.REBALL, Teller.ACT, override=override)
    flux = text.clean(flux_lot, "The flux lot", text.SHORT)
    use_if_kept(session, flux, row, text.clean(override or "", "The override", text.LINE))
    had_lead = session.execute(_LAST, {"piece": row.id}).scalar() or 0
    new(
        session,
        Reball,
        piece_id=row.id,
        stencil=text.require(stencil, "The stencil", text.SHORT),
        sphere_mm=sphere,
        alloy=known.code,
        leaded=int(known.leaded),
        flux_lot=flux,
        inspection=canonical(found),
        verdict=verdict.value,
        note=text.clean(note, "The note", text.NOTE),
    )
    _becomes(row, verdict)
    released = free_for_others(session, row)
    label = bool(had_lead) != known.leaded and queue_label(session, row)
    return {
        "tag": row.tag,
        "verdict": verdict.value,
        "rejects": [code for code, answer in found.items() if answer == "yes"],
        "alloy": known.code,
        "leaded": known.leaded,
        "label": label,
        "state": row.state,
        **({"released_for": released} if released else {}),
        **heat_facts(session, row),
    }


_LAST = (
    select(Reball.leaded).where(Reball.piece_id == bindparam("piece")).order_by(Reball.id.desc())
).limit(1)


def _loose(session: Session, piece: Piece) -> None:
    if piece.kind not in rules.FITS:
        raise Refused("Only dies and memory chips are reballed.")
    if piece.board_id is not None:
        board = session.get_one(Piece, piece.board_id)
        raise Refused(
            "{tag} is fitted on {board}. Take it off first.",
            tag=written(piece.tag),
            board=written(board.tag),
        )


def _becomes(piece: Piece, verdict: Verdict) -> None:
    """A part that failed waits for the next reball; one that waited for this is free again."""
    if verdict == Verdict.FAIL and piece.state in (PieceState.STOCK, PieceState.WORKING):
        piece.state, piece.disposition = PieceState.WORKING.value, NEEDED
    elif verdict == Verdict.PASS and piece.disposition == NEEDED:
        piece.disposition = ""
        if piece.state == PieceState.WORKING:
            piece.state = PieceState.STOCK.value
