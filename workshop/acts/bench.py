# SPDX-License-Identifier: MIT
"""What is recorded at a bench: tests and places."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workshop.acts.evidence import the_evidence
from workshop.acts.floor import not_baking
from workshop.acts.identity import note_facts, recheck
from workshop.acts.look_up import the_piece, the_place
from workshop.acts.names import add_identifier
from workshop.acts.places import put
from workshop.acts.transplants import take_uuid_over
from workshop.domain import rules, text
from workshop.domain.catalogue_entries import Plan
from workshop.domain.identity_entries import FactSource
from workshop.domain.judge import Judged, as_number, judge_all, spell
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import (
    IdentifierKind,
    IdentifierSource,
    PieceState,
    Verdict,
)
from workshop.storage.rows import new
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Measurement, Piece, TestResult

Receipt = dict[str, Any]

# Doubts that say: the tool looked at another model than the one on record.
_OTHER_CARD = {"NAME-MODEL", "DEVICE-MODEL"}


def record_test(
    session: Session,
    *,
    piece: str,
    plan: str,
    values: dict[str, Any] | None = None,
    note: str = "",
) -> Receipt:
    """Keep one attempt at a test plan; the verdict comes from the plan's limits.

    Limits are copied into the result. Refuses an unknown plan, a measurement the plan lacks,
    and a value that is no number where one is needed.
    """
    row = the_piece(session, piece)
    rules.piece_is_free(row.tag, row.state, row.held_for)
    known = _plan_for(session, row, plan)
    if not isinstance(values or {}, Mapping):
        raise Refused("The values must be pairs of a name and a value.")
    judged, verdict = judge_all(known.measurements, values or {})
    result = _keep_result(session, row, known.code, verdict, judged, note=note)
    return {"tag": row.tag, "plan": known.code, "verdict": verdict.value,
            "attempt": result.attempt}  # fmt: skip


def _plan_for(session: Session, piece: Piece, code: str) -> Plan:
    """The plan with the limits of this piece's model put in."""
    catalogue = shop_catalogue(session)
    return catalogue.plan(code).for_model(catalogue.find_model(piece.model))


def _keep_result(
    session: Session,
    piece: Piece,
    plan: str,
    verdict: Verdict,
    judged: list[Judged],
    *,
    note: str = "",
    tool: str = "",
    tool_version: str = "",
    evidence_id: int | None = None,
) -> TestResult:
    attempts = session.execute(
        select(func.count())
        .select_from(TestResult)
        .where(TestResult.piece_id == piece.id, TestResult.plan == plan)
    ).scalar_one()
    result = new(
        session,
        TestResult,
        piece_id=piece.id,
        plan=plan,
        attempt=attempts + 1,
        verdict=verdict.value,
        tool=tool,
        tool_version=tool_version,
        evidence_id=evidence_id,
        note=text.clean(note, "The note", text.NOTE),
    )
    session.flush()
    for one in judged:
        new(session, Measurement, result_id=result.id, **one._asdict())
    if piece.state == PieceState.RECEIVED:
        piece.state = PieceState.WORKING.value
    return result


def record_log(
    session: Session,
    *,
    piece: str,
    tool: str,
    tool_version: str,
    verdict: str,
    readings: list[dict[str, Any]],
    identifiers: dict[str, str],
    evidence: dict[str, Any],
    identity: dict[str, str] | None = None,
    plan: str | None = None,
    note: str = "",
    override: str | None = None,
) -> Receipt:
    """Keep what a test tool's log says of a piece, judged by a plan where one is given.

    `readings` are objects of name, value and unit; `identifiers` map gpu_uuid, serial or
    part_number to what the tool reported; `identity` maps facts of the card (`FactName`) to what
    the driver says; `evidence` has sha256, name and size of the kept file.
    Refuses the same log for the same piece a second time, and a GPU UUID that is of another card,
    with no transplant recorded, without the `override` of a lead or manager: their reason.
    """
    row = the_piece(session, piece)
    rules.piece_is_free(row.tag, row.state, row.held_for)
    known = _plan_for(session, row, plan) if plan else None
    file = the_evidence(session, evidence)
    twice = session.execute(
        select(TestResult.entry).where(
            TestResult.piece_id == row.id, TestResult.evidence_id == file.id
        )
    ).scalar()
    if twice is not None:
        raise Refused(
            "This log was imported for {tag} already, with entry {entry}.",
            tag=written(row.tag),
            entry=twice,
        )
    judged = _judge_readings(known, readings)
    said = Verdict(rules.one_of(verdict, Verdict, "The verdict"))
    if any(one.verdict == Verdict.FAIL for one in judged):
        said = Verdict.FAIL
    elif said == Verdict.PASS and any(one.verdict == Verdict.MARGINAL for one in judged):
        said = Verdict.MARGINAL
    came_from = ""
    for kind, value in sorted(identifiers.items()):
        name = rules.one_of(kind, IdentifierKind, "The kind of identifier")
        came_from += _identify(session, row, IdentifierKind(name), value, override)
    doubts: list[str] = []
    if identity:
        note_facts(session, row, FactSource.DRIVER.value, identity)
        doubts = recheck(session, row)
        if said in (Verdict.PASS, Verdict.MARGINAL) and not _OTHER_CARD.isdisjoint(doubts):
            said = Verdict.INCONCLUSIVE  # what passed is not the card on record
    result = _keep_result(
        session,
        row,
        known.code if known else text.require(tool, "The tool", text.SHORT).upper(),
        said,
        judged,
        note=note,
        tool=tool,
        tool_version=text.clean(tool_version, "The version", text.SHORT),
        evidence_id=file.id,
    )
    receipt = {"tag": row.tag, "plan": result.plan, "verdict": said.value,
               "attempt": result.attempt, "tool": tool, "doubts": doubts}  # fmt: skip
    return receipt | ({"uuid_came_from": came_from} if came_from else {})


def _identify(
    session: Session, piece: Piece, kind: IdentifierKind, value: str, override: str | None
) -> str:
    """Note what a tool called the card. A serial of the driver's is kept as the maker's tag.

    The serial of a label is the key of a card; what a driver reports may be another number. Returns
    the tag of the card that a GPU UUID came from with its die; "" where it came from none.
    """
    raw = text.clean(value, "The identifier", text.LINE)
    came_from = ""
    if raw:
        if kind is IdentifierKind.GPU_UUID:
            came_from = take_uuid_over(session, piece, raw, override)
        kind = IdentifierKind.MAKER_TAG if kind is IdentifierKind.SERIAL else kind
        add_identifier(session, piece, kind, raw, IdentifierSource.LOG)
    return came_from


def _judge_readings(plan: Plan | None, readings: list[dict[str, Any]]) -> list[Judged]:
    """Readings the plan knows are judged by it, the others are kept as they are."""
    known = {line.name: line for line in plan.measurements} if plan else {}
    judged = []
    for reading in readings:
        value = reading.get("value") if isinstance(reading, Mapping) else None
        if not isinstance(value, int | float | str):
            raise Refused("A reading needs a name, a value and a unit.")
        name = text.require(reading.get("name"), "The name of a reading", text.SHORT)
        unit = text.clean(reading.get("unit", ""), "The unit", text.SHORT)
        if name in known:
            judged.extend(judge_all([known[name]], {name: value})[0])
            continue
        number = None if isinstance(value, str) else as_number(value, name)
        shown = spell(number) if number is not None else text.shown(value, 500)
        judged.append(Judged(name, "", shown, number, unit, None, None, ""))
    return judged


def move(session: Session, *, piece: str, place: str) -> Receipt:
    """Put a piece somewhere else; its floor life stops in dry storage and runs in the open.

    Refuses one that is fitted, in an oven or has left, and a place that takes others.
    """
    row = the_piece(session, piece)
    rules.piece_is_here(row.tag, row.state)
    if row.state == PieceState.FITTED:
        raise Refused("{tag} is fitted on a board and moves with it.", tag=written(row.tag))
    where = the_place(session, place)
    if row.place_id == where.id:
        raise Refused("{tag} is in {place} already.", tag=written(row.tag), place=where.code)
    not_baking(session, [row])
    put(session, row, where)
    return {"tag": row.tag, "place": where.code}
