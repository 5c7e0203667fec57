# SPDX-License-Identifier: MIT
"""A rework profile is run, and what it did at the joint is judged."""

from typing import Any

from sqlalchemy.orm import Session

from workshop.acts.evidence import the_evidence
from workshop.acts.heat import Hot, heat, heat_facts, whole_board
from workshop.acts.look_up import the_piece
from workshop.domain import rules, text
from workshop.domain.heat import Teller
from workshop.domain.hot_work import Measured, find_profile, judge_run
from workshop.domain.hot_work_entries import HOTTEST, Profile
from workshop.domain.judge import as_number
from workshop.domain.refused import Refused
from workshop.domain.routing_entries import Heat
from workshop.domain.terms import HeatCause
from workshop.storage.rows import new
from workshop.storage.shop import shop_catalogue, version_of
from workshop.storage.things import Piece, ProfileRun

Receipt = dict[str, Any]

MOST_PIECES = 200
"""So many pieces in one run: more than an oven takes."""


def record_run(
    session: Session,
    *,
    profile: str,
    pieces: list[str],
    nozzle: str = "",
    peak: float | None = None,
    liquidus_s: float | None = None,
    ramp: float | None = None,
    fall: float | None = None,
    soak_s: float | None = None,
    evidence: dict[str, Any] | None = None,
    note: str = "",
    override: str | None = None,
) -> Receipt:
    """Record that a rework profile was run on pieces: one heat cycle for all that saw it.

    What was measured at the joint is judged by the profile's limits: `peak` in °C, `liquidus_s` and
    `soak_s` in s, `ramp` and `fall` in °C/s; without any the run is inconclusive. A profile that
    heats the board heats everything on it, also where a fitted piece is named. What was fitted,
    reballed or stepped through in this reflow has its cycle already, and the run is noted with that
    one. `evidence` has
    sha256, name and size of the kept curve. Refuses an unknown profile, numbers no station reaches,
    and pieces at their heat limit without the `override` of a lead or manager: their reason.
    """
    known = find_profile(shop_catalogue(session), profile)
    if not 1 <= len(pieces) <= MOST_PIECES:
        raise Refused("Name the pieces of the run: 1 to {most}.", most=MOST_PIECES)
    named = list(dict.fromkeys(the_piece(session, tag) for tag in pieces))
    for piece in named:
        rules.piece_is_free(piece.tag, piece.state, piece.held_for)
    measured = Measured(
        ramp=_number(ramp, "The ramp", 50),
        fall=_number(fall, "The fall", 50),
        soak_s=_number(soak_s, "The soak", 3600),
        peak=_number(peak, "The peak", HOTTEST),
        liquidus_s=_number(liquidus_s, "The time above liquidus", 3600),
    )
    file = the_evidence(session, evidence) if evidence else None
    run = new(
        session,
        ProfileRun,
        profile=known.code,
        version=version_of(session, "profile", known.code),
        nozzle=text.clean(nozzle, "The nozzle", text.SHORT),
        **measured._asdict(),
        verdict=judge_run(known, measured).value,
        evidence_id=file.id if file else None,
        note=text.clean(note, "The note", text.NOTE),
    )
    hot = _sees_heat(session, known, named)
    heat(session, hot, HeatCause.RUN, Teller.RUN, override=override, run=run)
    return {
        "profile": known.code,
        "name": known.name,
        "version": run.version,
        "verdict": run.verdict,
        "tag": named[0].tag,
        "n": len(named),
        "heated": [{"tag": piece.tag, **heat_facts(session, piece)} for piece, _ in hot],
        **heat_facts(session, named[0]),
    }


def _number(value: float | None, name: str, high: float) -> float | None:
    """What was measured; refuses what no station does."""
    if value is None:
        return None
    number = as_number(value, name)
    if not 0 <= number <= high:
        raise Refused(
            "{name}: {value} is not between {low} and {high}.",
            name=name,
            value=number,
            low=0,
            high=high,
        )
    return number


def _sees_heat(session: Session, profile: Profile, named: list[Piece]) -> list[Hot]:
    """Every piece that goes through reflow in a run, once."""
    hot: dict[int, Hot] = {}
    for piece in named:
        on = session.get_one(Piece, piece.board_id) if piece.board_id is not None else None
        if profile.heats == Heat.BOARD:
            board = on or piece
            rules.piece_is_free(board.tag, board.state, board.held_for)
            hot.update({each.id: (each, under) for each, under in whole_board(session, board)})
        else:
            hot[piece.id] = (piece, on)
    return list(hot.values())
