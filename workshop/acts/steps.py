# SPDX-License-Identifier: MIT
"""What is recorded of a step: how it ended, its values, the time it took and the heat it cost."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workshop.acts.evidence import the_evidence
from workshop.acts.heat import Hot, heat, heat_facts, whole_board
from workshop.acts.look_up import lets_pass, the_piece
from workshop.acts.lots import use_lots
from workshop.acts.step_runs import begun_with, end_run
from workshop.acts.ways import Coming, coming
from workshop.domain import rules, text
from workshop.domain.heat import Teller
from workshop.domain.judge import spell
from workshop.domain.refused import Overridable, Refused
from workshop.domain.routing_entries import EVIDENCE, Step, StepField
from workshop.domain.step_values import beyond, lacking, missing, read_value
from workshop.domain.terms import PieceState, StepOutcome
from workshop.storage.journal import canonical
from workshop.storage.rows import new
from workshop.storage.things import Evidence, Piece, StepRecord

Receipt = dict[str, Any]

# What people say for the outcomes of a step.
_OUTCOMES = {"ok": "done", "pass": "done", "passed": "done", "good": "done", "fail": "failed",
             "skip": "skipped"}  # fmt: skip


def record_step(
    session: Session,
    *,
    piece: str,
    step: str,
    outcome: str = "done",
    values: dict[str, Any] | None = None,
    note: str = "",
    minutes: float | None = None,
    lots: dict[str, Any] | None = None,
    override: str | None = None,
) -> Receipt:
    """Record a step on a piece: done, failed or skipped, with the values of its fields.

    A photo or file is the SHA-256 of a kept file, or its sha256, name and size. The step ends if
    it was started; `minutes` is how long it took where it was not, or where its end was forgotten.
    `lots` are the lots it used up something of, by their numbers: an amount such as 0.5 g, or
    nothing.
    A step that heats adds a heat cycle: to a die or chip by itself, or to a board and everything
    fitted on it; not to what was fitted, taken off or reballed for it, or has had the run of it:
    that is one reflow. Refuses a step that its routing puts later, a value that is missing or
    beyond its limits, to heat what is at its limit, and a lot past its day, each without the
    `override` of a lead or manager: their reason; a lot that is unknown or used up; and to record a
    step while another one is open.
    """
    row = the_piece(session, piece)
    rules.piece_is_free(row.tag, row.state, row.held_for)
    come = coming(session, row, str(step))
    known = come.step
    word = str(outcome).strip().lower()
    outcome = rules.one_of(_OUTCOMES.get(word, word), StepOutcome, "The outcome")
    kept = _step_values(session, known, values or {})
    reason = begun_with(session, row, known)
    if against := _against(come, row.tag, outcome, kept, begun=bool(reason)):
        reason = text.clean(override or "", "The override", text.LINE)
        if not reason:
            raise against
        lets_pass(session)
    if row.state == PieceState.RECEIVED:
        row.state = PieceState.WORKING.value
    if outcome != StepOutcome.SKIPPED:
        hot = _sees_heat(session, row, known)
        heat(session, hot, known.cause, Teller.STEP, override=override)
    record = new(
        session,
        StepRecord,
        piece_id=row.id,
        step=known.code,
        outcome=outcome,
        facts=canonical(kept),
        note=text.clean(note, "The note", text.NOTE),
        routing=come.routing,
        override=reason,
    )
    took = end_run(session, row, known, minutes, record)
    if lots:
        session.flush()
        said = text.clean(override or "", "The override", text.LINE)
        if use_lots(session, record, lots, said):
            record.override = said
    return {
        "tag": row.tag,
        "step": known.code,
        "name": known.name,
        "outcome": outcome,
        **({"minutes": took} if took is not None else {}),
        **({"lots": list(lots)} if lots else {}),
        **heat_facts(session, row),
    }


def _against(
    come: Coming, tag: str, outcome: str, values: dict[str, Any], *, begun: bool
) -> Overridable | None:
    """Why only a lead may let a step pass as it is said to have ended; None where anybody may.

    With `begun` a lead let it begin out of its order.
    """
    standing = come.standing
    if outcome == StepOutcome.SKIPPED:
        return standing.may_skip(come.step) if standing else None
    if standing and not begun and (stop := standing.may_do(come.step, tag, come.names)):
        return stop
    if outcome == StepOutcome.DONE and (gaps := lacking(come.step.fields, values)):
        return missing(come.step.name, gaps)
    beyonds = (beyond(f, values[f.name]) for f in come.step.fields if f.name in values)
    return next((each for each in beyonds if each), None)


def _step_values(session: Session, step: Step, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a step as they are kept; fields the step does not know are kept as text."""
    if not isinstance(values, Mapping):
        raise Refused("The values must be pairs of a name and a value.")
    fields = {field.name: field for field in step.fields}
    kept: dict[str, Any] = {}
    for name, value in values.items():
        field = fields.get(name)
        if field is not None and field.type in EVIDENCE and value:
            kept[name] = _file(session, field, value)
            continue
        if isinstance(value, Mapping | list):
            raise Refused("{name}: give one value, not several.", name=text.shown(name))
        if value is None or str(value).strip() == "":
            continue
        if field is not None:
            kept[name] = read_value(field, value)
        else:
            kept[text.require(name, "The name of a value", 64)] = text.clean(
                spell(value) if isinstance(value, float) else str(value), name, text.NOTE
            )
    return kept


def _file(session: Session, field: StepField, value: object) -> str:
    """The SHA-256 of a kept file: one that is known, or a new one by its facts."""
    if isinstance(value, Mapping):
        return the_evidence(session, value).sha256
    digest = str(value).strip().lower()
    known = session.scalars(select(Evidence.id).where(Evidence.sha256 == digest)).first()
    if known is None:
        raise Refused(
            "{name}: no file is kept under “{value}”. Add the file first.",
            name=field.label,
            value=text.shown(value, 70),
        )
    return digest


def _sees_heat(session: Session, piece: Piece, step: Step) -> list[Hot]:
    """What a step heats: a die or chip by itself, or a board with everything fitted on it."""
    loose = piece.kind in rules.FITS
    if step.heat == "piece" and loose:
        on = session.get_one(Piece, piece.board_id) if piece.board_id else None
        return [(piece, on)]
    return whole_board(session, piece) if step.heat == "board" and not loose else []
