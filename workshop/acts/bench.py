# SPDX-License-Identifier: MIT
"""What is recorded at a bench: tests, one card or many at once."""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workshop.acts.evidence import the_evidence
from workshop.acts.identity import note_facts, recheck
from workshop.acts.instruments import in_hand
from workshop.acts.look_up import the_piece
from workshop.acts.names import add_identifier
from workshop.acts.transplants import take_uuid_over
from workshop.domain import rules, text
from workshop.domain.catalogue_entries import CardModel, Plan, plan_of_log
from workshop.domain.identity_entries import FactSource
from workshop.domain.judge import (
    Judged,
    as_number,
    gravest,
    judge_all,
    lacking,
    overall,
    spell,
)
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import (
    IdentifierKind,
    IdentifierSource,
    PieceState,
    RunKind,
    Verdict,
)
from workshop.language import fill, mark
from workshop.storage.bench_things import Instrument, StepRun
from workshop.storage.golden import Golden, plan_for
from workshop.storage.rows import new
from workshop.storage.shop import shop_catalogue, version_of
from workshop.storage.slices import some
from workshop.storage.things import Measurement, Piece, TestResult

Receipt = dict[str, Any]

# Doubts that say: the tool looked at another model than the one on record.
_OTHER_CARD = {"NAME-MODEL", "DEVICE-MODEL"}

LACKS = mark("The log does not have what the test plan requires: {names}.")

# The measurements of a plan that say with which tool it was.
_TOOL_CHOICES = ("tool", "stress_tool")
_OTHER_TOOL = "other"

# How much memory a tool tested in MiB, and which part of all that is in %.
_TESTED, _SHARE = "memory_tested", "memory_share"

MOST_PIECES = 1000


class _Facts(NamedTuple):
    """What is the same for all values of a result, besides its verdict."""

    plan: str
    version: int = 0
    run: str = ""
    note: str = ""
    ambient: float | None = None
    override: str = ""
    golden: Golden = Golden("", {})
    instruments: Mapping[str, Instrument] = MappingProxyType({})


def record_test(
    session: Session,
    *,
    piece: str,
    plan: str,
    values: dict[str, Any] | None = None,
    note: str = "",
    run: str = "",
    instruments: list[str] | None = None,
    ambient: float | None = None,
    override: str = "",
) -> Receipt:
    """Keep one attempt at a test plan; the verdict comes from the plan's limits.

    Limits are copied into the result with the version of the plan. A `run` that is aborted says
    nothing, and one that is golden stands in for limits of other cards of the model; neither
    counts. `instruments` are the codes of what measured the values, `ambient` is the room in °C.
    Refuses an unknown plan, a measurement the plan lacks, a value that is no number where one is
    needed, and an instrument past its calibration without the `override` of a lead or manager:
    their reason.
    """
    rows = [the_piece(session, piece)]
    return _record(session, rows, plan, values, note, run, instruments, ambient, override)[0]


def record_test_many(
    session: Session,
    *,
    pieces: list[str],
    plan: str,
    values: dict[str, Any] | None = None,
    note: str = "",
    run: str = "",
    instruments: list[str] | None = None,
    ambient: float | None = None,
    override: str = "",
) -> Receipt:
    """Keep the same values as an attempt of many pieces, at most 1,000, each judged by its model.

    `verdict` of the receipt is the gravest of them, `results` has the verdict of each. Refuses what
    `record_test` refuses of one of them; then none is kept.
    """
    if not pieces:
        raise Refused("Name the pieces that were tested.")
    if len(pieces) > MOST_PIECES:
        raise Refused("Up to {most} pieces are tested at once.", most=MOST_PIECES)
    rows = list(dict.fromkeys(the_piece(session, tag) for tag in pieces))
    done = _record(session, rows, plan, values, note, run, instruments, ambient, override)
    return {
        "n": len(done),
        "plan": done[0]["plan"],
        "name": done[0]["name"],
        "verdict": gravest(one["verdict"] for one in done).value,
        "results": [{name: one[name] for name in ("tag", "verdict", "attempt")} for one in done],
    }


def _record(
    session: Session,
    rows: list[Piece],
    plan: str,
    values: dict[str, Any] | None,
    note: str,
    run: str,
    instruments: list[str] | None,
    ambient: float | None,
    override: str,
) -> list[Receipt]:
    """Keep the same values of some pieces; their receipts."""
    for row in rows:
        rules.piece_is_free(row.tag, row.state, row.held_for)
    if not isinstance(values or {}, Mapping):
        raise Refused("The values must be pairs of a name and a value.")
    if not isinstance(instruments or [], list):
        raise Refused("The instruments must be a list of their codes.")
    code = shop_catalogue(session).plan(plan).code
    given = {name for name, value in (values or {}).items() if str(value).strip()}
    asked = (m.instrument for m in shop_catalogue(session).plan(plan).measurements
             if m.name in given)  # fmt: skip
    by_kind, passed = in_hand(session, instruments or [], asked, override)
    facts = _Facts(
        code,
        version_of(session, "plan", code),
        rules.one_of(run, RunKind, "The run") if run else "",
        text.clean(note, "The note", text.NOTE),
        _ambient(ambient),
        passed,
        instruments=by_kind,
    )
    attempts, steps = _so_far(session, rows, code)
    plans: dict[str, tuple[Plan, Golden]] = {}
    kept = []
    for row in rows:
        if row.model not in plans:
            plans[row.model] = _plan(session, code, row.model, facts.run)
        known, golden = plans[row.model]
        judged, verdict = judge_all(known.measurements, values or {})
        own = facts._replace(golden=golden)
        result = _keep_result(session, row, own, verdict, attempts[row.id], steps.get(row.id, ""))
        kept.append((row.tag, result, own, known, judged))
    session.flush()  # what values refer to comes before them
    for _, result, own, known, judged in kept:
        _keep_values(session, result, own, known, judged)
    name = shop_catalogue(session).plan(code).name
    return [
        {"tag": tag, "plan": code, "name": name, "verdict": result.verdict,
         "attempt": result.attempt}
        for tag, result, *_ in kept
    ]  # fmt: skip


def _so_far(session: Session, rows: list[Piece], plan: str) -> tuple[Counter[int], dict[int, str]]:
    """By the ids of pieces, their attempts at a plan so far, and the steps that are open."""
    attempts: Counter[int] = Counter()
    steps: dict[int, str] = {}
    for part in some(row.id for row in rows):
        of = TestResult.piece_id
        counted = (
            select(of, func.max(TestResult.attempt))
            .where(of.in_(part), TestResult.plan == plan)
            .group_by(of)
        )
        attempts.update({piece: n for piece, n in session.execute(counted)})
        runs = select(StepRun.piece_id, StepRun.step, StepRun.ended)
        for piece, step, ended in session.execute(runs.where(StepRun.piece_id.in_(part))):
            if ended is None:
                steps[piece] = step
    return attempts, steps


def _plan(session: Session, code: str, model: str, run: str, tool: str = "") -> tuple[Plan, Golden]:
    """The plan with the limits of a model and a golden card; a golden card is not judged by one."""
    if run == RunKind.GOLDEN:
        catalogue = shop_catalogue(session)
        return catalogue.plan(code).for_model(catalogue.find_model(model)), Golden("", {})
    return plan_for(session, code, model, tool)


def _ambient(value: float | None) -> float | None:
    """The temperature of the room in °C; refuses what no room has."""
    if value is None:
        return None
    number = as_number(value, "The temperature of the room")
    if not -30 <= number <= 70:
        raise Refused("No room has {n} °C. Type its temperature in °C.", n=spell(number))
    return number


def _keep_result(
    session: Session,
    piece: Piece,
    facts: _Facts,
    verdict: Verdict,
    before: int,
    step: str,
    **log: Any,
) -> TestResult:
    """A new result after so many `before`; `log` has what is known of the file it is from."""
    if piece.state == PieceState.RECEIVED:
        piece.state = PieceState.WORKING.value
    said = Verdict.INCONCLUSIVE if facts.run == RunKind.ABORTED else verdict
    return new(
        session,
        TestResult,
        piece_id=piece.id,
        plan=facts.plan,
        version=facts.version,
        attempt=before + 1,
        verdict=said.value,
        run=facts.run,
        step=step,
        ambient=facts.ambient,
        override=facts.override,
        note=facts.note,
        **{"tool": "", "tool_version": "", "evidence_id": None, **log},
    )


def _keep_values(
    session: Session, result: TestResult, facts: _Facts, plan: Plan | None, judged: list[Judged]
) -> None:
    """Keep the values of a result, with their limits and what measured them."""
    lines = {line.name: line for line in plan.measurements} if plan else {}
    for one in judged:
        line = lines.get(one.name)
        by = facts.instruments.get(line.instrument) if line else None
        golden = line is not None and line.golden_percent and one.name in facts.golden.values
        new(
            session,
            Measurement,
            result_id=result.id,
            golden=facts.golden.tag if golden else "",
            instrument_id=by.id if by else None,
            calibrated_until=by.calibrated_until if by else None,
            **one._asdict(),
        )


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
    run: str = "",
    in_file: int = 0,
    ambient: float | None = None,
) -> Receipt:
    """Keep what a test tool's log says of a piece; the graver of that and of a plan's limits.

    The plan is the one given, else the one that judges logs of this tool for the card's model; a
    tool of no plan is kept unjudged. `verdict` is empty where the tool only measures: then the plan
    alone judges, and without one nobody does. A log without what the plan requires is no pass:
    `lacks` of the receipt has the labels of it. `readings` are objects of name, value and unit;
    `identifiers` map gpu_uuid, serial or part_number to what the tool reported; `identity` maps
    facts of the card (`FactName`) to what the driver says; `evidence` has sha256, name and size of
    the kept file, and `in_file` numbers the runs of the tool on this piece in it, from 0.
    Refuses the same run of the same tool in the same file for the same piece a second time, and a
    GPU UUID that is of another card, with no transplant recorded, without the `override` of a lead
    or manager: their reason.
    """
    row = the_piece(session, piece)
    rules.piece_is_free(row.tag, row.state, row.held_for)
    tool = text.require(tool, "The tool", text.SHORT)
    run = rules.one_of(run, RunKind, "The run") if run else ""
    if type(in_file) is not int or in_file < 0:
        raise Refused("The runs in a file are numbered from 0.")
    file = the_evidence(session, evidence)
    twice = session.execute(
        select(TestResult.entry).where(
            TestResult.piece_id == row.id,
            TestResult.evidence_id == file.id,
            TestResult.tool == tool,
            TestResult.in_file == in_file,
        )
    ).scalar()
    if twice is not None:
        raise Refused(
            "This log was imported for {tag} already, with entry {entry}.",
            tag=written(row.tag),
            entry=twice,
        )
    catalogue = shop_catalogue(session)
    chosen = (
        catalogue.plan(plan)
        if plan
        else plan_of_log(catalogue.plans.values(), tool, catalogue.find_model(row.model))
    )
    known, golden = (
        _plan(session, chosen.code, row.model, run, tool) if chosen else (None, Golden("", {}))
    )
    judging = known.for_log(verdict) if known else None
    readings = _with_share(catalogue.find_model(row.model), _with_tool(known, tool, readings))
    judged = _judge_readings(judging, readings)
    lines = {line.name: line for line in known.measurements} if known else {}
    lacks = lacking(lines, {one.name for one in judged})
    said = _said(verdict, judged, bool(lacks))
    if said != Verdict.INCONCLUSIVE or verdict == said:
        lacks = []  # the limits, or the tool itself, say why
    doubts: list[str] = []
    if identity:
        note_facts(session, row, FactSource.DRIVER.value, identity)
        doubts = recheck(session, row)
    is_other = not _OTHER_CARD.isdisjoint(doubts)
    if is_other and said in (Verdict.PASS, Verdict.MARGINAL):
        said = Verdict.INCONCLUSIVE  # what passed is not the card on record
    came_from = ""
    for kind, value in sorted(identifiers.items()):
        name = rules.one_of(kind, IdentifierKind, "The kind of identifier")
        came_from += _identify(session, row, IdentifierKind(name), value, override, is_other)
    facts = _Facts(
        known.code if known else tool.upper(),
        version_of(session, "plan", known.code) if known else 0,
        run,
        _with_lacks(text.clean(note, "The note", text.NOTE), lacks),
        _ambient(ambient),
        golden=golden,
    )
    attempts, steps = _so_far(session, [row], facts.plan)
    result = _keep_result(
        session,
        row,
        facts,
        said,
        attempts[row.id],
        steps.get(row.id, ""),
        tool=tool,
        tool_version=text.clean(tool_version, "The version", text.SHORT),
        evidence_id=file.id,
        in_file=in_file,
    )
    session.flush()
    _keep_values(session, result, facts, known, judged)
    receipt = {"tag": row.tag, "plan": result.plan, "name": known.name if known else tool,
               "verdict": result.verdict, "attempt": result.attempt, "tool": tool,
               "doubts": doubts, "lacks": lacks}  # fmt: skip
    return receipt | ({"uuid_came_from": came_from} if came_from else {})


def _said(verdict: str, judged: list[Judged], lacks: bool) -> Verdict:
    """What a log comes to: the graver of what its tool and the plan say, or what the plan says.

    A log that `lacks` what the plan requires is no pass of it.
    """
    verdicts = [one.verdict for one in judged]
    if not verdict:
        return overall(verdicts, lacks)
    if lacks:
        verdicts.append(Verdict.INCONCLUSIVE)
    return gravest([rules.one_of(verdict, Verdict, "The verdict"), *verdicts])


def _with_lacks(note: str, lacks: list[str]) -> str:
    """A note, and what a log lacks of its plan."""
    said = fill(LACKS, {"names": "; ".join(lacks)}) if lacks else ""
    return f"{note} {said}".strip()[: text.NOTE]


def _with_tool(
    plan: Plan | None, tool: str, readings: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The readings, and the choice of the tool that a plan asks for."""
    named = {reading.get("name") for reading in readings if isinstance(reading, Mapping)}
    for line in plan.measurements if plan else ():
        if line.name not in _TOOL_CHOICES or line.name in named or not line.choices:
            continue
        named_so = [choice for choice in line.choices if choice.casefold() in tool.casefold()]
        choice = (named_so or [each for each in line.choices if each == _OTHER_TOOL])[:1]
        if choice:
            return [{"name": line.name, "value": choice[0]}, *readings]
    return readings


def _with_share(model: CardModel | None, readings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The readings, and which part of the memory of the card a test of it was of."""
    tested = _value(readings, _TESTED)
    if model is None or not isinstance(tested, int | float) or _value(readings, _SHARE) is not None:
        return readings
    share = min(100.0, round(tested / (model.memory_gb * 1024) * 100, 2))
    return [*readings, {"name": _SHARE, "value": share, "unit": "%"}]


def _value(readings: list[dict[str, Any]], name: str) -> object:
    """The value of the first reading of a name; None where there is none."""
    of_name = (one for one in readings if isinstance(one, Mapping) and one.get("name") == name)
    return next(of_name, {}).get("value")


def _identify(
    session: Session,
    piece: Piece,
    kind: IdentifierKind,
    value: str,
    override: str | None,
    is_other: bool,
) -> str:
    """Note what a tool called the card. A serial of the driver's is kept as the maker's tag.

    The serial of a label is the key of a card; what a driver reports may be another number. Returns
    the tag of the card that a GPU UUID came from with its die; "" where it came from none. What
    `is_other`, by the model on record, is not called so: the wrong card may be open.
    """
    raw = text.clean(value, "The identifier", text.LINE)
    came_from = ""
    if raw:
        if kind is IdentifierKind.GPU_UUID:
            came_from = take_uuid_over(session, piece, raw, override)
        kind = IdentifierKind.MAKER_TAG if kind is IdentifierKind.SERIAL else kind
        if came_from or not is_other:
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
