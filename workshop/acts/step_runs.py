# SPDX-License-Identifier: MIT
"""A step is begun and ends, so that the time it took is known."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workshop.acts.look_up import lets_pass, named_person, the_piece
from workshop.acts.ways import coming
from workshop.domain import rules, text
from workshop.domain.judge import as_number, spell
from workshop.domain.refused import Refused
from workshop.domain.routing_entries import Step
from workshop.domain.tag import written
from workshop.domain.terms import PieceState
from workshop.language import say_minutes
from workshop.storage.bench_things import StepRun
from workshop.storage.journal import work_of
from workshop.storage.rows import new
from workshop.storage.schema import JOURNAL
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Piece, StepRecord

Receipt = dict[str, Any]

# What stands for minutes nobody knows; a step takes more.
UNKNOWN = 0.0

# More than a step can take: four weeks.
MOST_MINUTES = 28 * 24 * 60


def start_step(session: Session, *, piece: str, step: str, override: str | None = None) -> Receipt:
    """Begin a step with a piece, so that its time counts from now.

    Refuses where a step is open with the piece already, and a step that its routing puts later,
    without the `override` of a lead or manager: their reason.
    """
    row = the_piece(session, piece)
    rules.piece_is_free(row.tag, row.state, row.held_for)
    come = coming(session, row, str(step))
    _none_open(session, row)
    reason = ""
    if come.standing and (stop := come.standing.may_do(come.step, row.tag, come.names)):
        reason = text.clean(override or "", "The override", text.LINE)
        if not reason:
            raise stop
        lets_pass(session)
    if row.state == PieceState.RECEIVED:
        row.state = PieceState.WORKING.value
    _begin(session, row, come.step, override=reason)
    return {"tag": row.tag, "step": come.step.code, "name": come.step.name}


def stop_step(session: Session, *, piece: str, minutes: float | None = None) -> Receipt:
    """Break off the step that is open with a piece; nothing is recorded but the time.

    `minutes` is how long it took where its end was forgotten. Refuses where no step is open.
    """
    row = the_piece(session, piece)
    run = open_run(session, row)
    if run is None:
        raise Refused("No step is open with {tag}.", tag=written(row.tag))
    known = coming(session, row, run.step).step
    took = _end(session, run, known, minutes)
    return {"tag": row.tag, "step": run.step, "name": known.name, "minutes": took}


def open_run(session: Session, piece: Piece) -> StepRun | None:
    """The step that is open with a piece."""
    return session.scalars(
        select(StepRun).where(StepRun.piece_id == piece.id, StepRun.ended.is_(None))
    ).first()


def begun_with(session: Session, piece: Piece, step: Step) -> str:
    """Why a lead let this step begin with a piece out of its order; empty where nobody had to."""
    run = open_run(session, piece)
    return run.override if run is not None and run.step == step.code else ""


def end_run(
    session: Session, piece: Piece, step: Step, minutes: float | None, record: StepRecord
) -> float | None:
    """End the open step of a piece with its record; returns the minutes it took, if known.

    A step that was not started has the minutes somebody says. Refuses where another one is open.
    """
    run = open_run(session, piece)
    if run is not None and run.step != step.code:
        _none_open(session, piece)
    if run is None:
        if minutes is None:
            return None
        run = _begin(session, piece, step)
        run.ended, run.minutes = work_of(session).number, _minutes(minutes)
        took: float = run.minutes
    else:
        took = _end(session, run, step, minutes)
    session.flush()  # what a run refers to comes before it
    run.record_id = record.id
    return took


def break_off(session: Session, piece: Piece) -> None:
    """End what is open with a piece that leaves; of a stop that was forgotten no time is known."""
    run = open_run(session, piece)
    if run is None:
        return
    run.ended = work_of(session).number
    known = shop_catalogue(session).steps.get(run.step)
    if known is not None and _minutes_since(session, run.entry) > known.longest * 60:
        run.minutes = UNKNOWN


def _none_open(session: Session, piece: Piece) -> None:
    run = open_run(session, piece)
    if run is not None:
        named = shop_catalogue(session).steps.get(run.step)
        raise Refused(
            "{step} is open with {tag}, begun by {person}. Record it or stop it first.",
            step=named.name if named else run.step,
            tag=written(piece.tag),
            person=named_person(session, run.person),
        )


def _begin(session: Session, piece: Piece, step: Step, override: str = "") -> StepRun:
    work = work_of(session)
    return new(
        session,
        StepRun,
        piece_id=piece.id,
        step=step.code,
        person=work.person,
        station=work.station,
        ended=None,
        minutes=None,
        record_id=None,
        override=override,
    )


def _end(session: Session, run: StepRun, step: Step, minutes: float | None) -> float:
    """End a run now; returns its minutes, which somebody has to say where it was forgotten."""
    passed = _minutes_since(session, run.entry)
    if minutes is not None:
        run.minutes = _minutes(minutes)
        if run.minutes > passed + 1:
            raise Refused(
                "{step} was begun {passed} ago, so it cannot have taken {minutes}.",
                step=step.name,
                passed=say_minutes(passed),
                minutes=say_minutes(run.minutes),
            )
    elif passed > step.longest * 60:
        raise Refused(
            "{step} was begun {hours} hours ago, and nobody ended it. Say how many minutes it "
            "took.",
            step=step.name,
            hours=round(passed / 60),
        )
    run.ended = work_of(session).number
    return run.minutes if run.minutes is not None else round(passed, 1)


def _minutes_since(session: Session, entry: int) -> float:
    at = session.execute(select(JOURNAL.c.at).where(JOURNAL.c.number == entry)).scalar_one()
    begun, now = datetime.fromisoformat(at), datetime.fromisoformat(work_of(session).at)
    return (now - begun).total_seconds() / 60


def _minutes(said: object) -> float:
    minutes = as_number(said, "The minutes")
    if not 0 < minutes <= MOST_MINUTES:
        raise Refused(
            "“{minutes}” is not how long a step takes: more than 0, and up to {most} minutes.",
            minutes=spell(minutes),
            most=MOST_MINUTES,
        )
    return minutes
