# SPDX-License-Identifier: MIT
"""Which reflow a piece saw last, and what told of it."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.domain.dry import HOUR, seconds_between
from workshop.domain.heat import ONE_SHIFT_H, Teller
from workshop.domain.terms import HeatCause, StepOutcome
from workshop.storage.journal import work_of
from workshop.storage.schema import JOURNAL
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import HeatCycle, Piece, Reball, StepRecord

_LAST = (
    select(HeatCycle, JOURNAL.c.act, JOURNAL.c.at)
    .join(JOURNAL, JOURNAL.c.number == HeatCycle.entry)
    .where(HeatCycle.piece_id == bindparam("piece"))
    .order_by(HeatCycle.id.desc())
    .limit(1)
)
_STEPS = select(StepRecord.step).where(
    StepRecord.piece_id.in_(bindparam("pieces", expanding=True)),
    StepRecord.entry > bindparam("since"),
    StepRecord.outcome != StepOutcome.SKIPPED.value,
)
_REBALLED = select(Reball.id).where(
    Reball.piece_id == bindparam("piece"), Reball.entry > bindparam("since")
)


def same_reflow(
    session: Session, piece: Piece, board: Piece | None, cause: HeatCause, teller: Teller
) -> HeatCycle | None:
    """The last cycle of a piece, where it is the reflow that is told of now; None for a new one.

    It is the same one on the same board, or loose both times, for the same cause (a run may be for
    any), with no other heat in between, within one shift, and where nothing of the sort told of it
    before: a fitting and its step and its run are one, two steps are two.
    """
    found = session.execute(_LAST, {"piece": piece.id}).first()
    if found is None:
        return None
    last, act, at = found
    alike = last.cause == cause or HeatCause.RUN in (last.cause, cause)
    there = last.board_id == (board.id if board else None)
    lately = seconds_between(at, work_of(session).at) <= ONE_SHIFT_H * HOUR
    if not (alike and there and lately):
        return None
    told = _told_by(session, last, act, [piece.id, *([board.id] if board else [])])
    return None if teller in told else last


def _told_by(session: Session, cycle: HeatCycle, act: str, where: list[int]) -> set[Teller]:
    """What told of a cycle: its own entry, a run noted with it, and what was recorded since."""
    tellers = {"record_step": Teller.STEP, "record_run": Teller.RUN}
    told = {tellers.get(act, Teller.ACT)}
    if cycle.run_id is not None:
        told.add(Teller.RUN)
    steps = shop_catalogue(session).steps
    since = session.scalars(_STEPS, {"pieces": where, "since": cycle.entry})
    if any(code in steps and steps[code].heat and steps[code].cause == cycle.cause
           for code in since):  # fmt: skip
        told.add(Teller.STEP)
    if session.execute(_REBALLED, {"piece": cycle.piece_id, "since": cycle.entry}).first():
        told.add(Teller.ACT)
    return told
