# SPDX-License-Identifier: MIT
"""The test bench: values judged as they are typed, attempts kept, logs of test tools taken in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from workshop.benches.answers import Answer, Ask, Do, Stop
from workshop.domain.identity_entries import FactName
from workshop.domain.judge import Judged, Planned, judge, lacks_required, overall
from workshop.domain.refused import Refused, Spoken
from workshop.domain.tag import plain, require_tag, written
from workshop.domain.terms import IdentifierKind, Verdict
from workshop.domain.text import normal, shown
from workshop.language import mark

if TYPE_CHECKING:
    from workshop.storage.database import Database

# The plan by which a log is judged where no other is named.
INCOMING = "INCOMING"


class PlanInHand(Protocol):
    """What the bench needs to know of a test plan."""

    @property
    def code(self) -> str: ...
    @property
    def measurements(self) -> Sequence[Planned]: ...


class PlanInList(Protocol):
    """A plan to choose from; `suits` names series and models, none meaning all."""

    @property
    def code(self) -> str: ...
    @property
    def suits(self) -> Sequence[str]: ...


P = TypeVar("P", bound=PlanInList)


def suiting(plans: Iterable[P], model: str, series: str) -> list[P]:
    """The plans that suit a card of this model and series; those for all suit any card."""
    words = {word.casefold() for word in (model, series) if word}
    return [
        plan for plan in plans if not plan.suits or words & {word.casefold() for word in plan.suits}
    ]


class Attempt:
    """One attempt at a test plan: what was typed, and what it says so far.

    `judged` has each value that could be judged, `wrong` by measurement why one could not.
    """

    def __init__(self, piece: str, plan: PlanInHand) -> None:
        self.piece = piece
        self.plan = plan
        self.judged: dict[str, Judged] = {}
        self.wrong: dict[str, Refused] = {}
        self._lines = {line.name: line for line in plan.measurements}

    def type(self, name: str, typed: str) -> None:
        """Judge what stands in the field of a measurement now; empty text takes its value back."""
        self.judged.pop(name, None)
        self.wrong.pop(name, None)
        if not typed.strip():
            return
        try:
            self.judged[name] = judge(self._lines[name], typed.strip())
        except Refused as refused:
            self.wrong[name] = refused

    @property
    def verdict(self) -> Verdict:
        """What the values typed so far say together; inconclusive while a required one lacks."""
        verdicts = [one.verdict for one in self.judged.values()]
        return overall(verdicts, lacks_required(self._lines, self.judged))

    @property
    def lacking(self) -> list[str]:
        """The labels of the required measurements that have no value yet."""
        return [
            line.label
            for name, line in self._lines.items()
            if line.required and name not in self.judged
        ]

    def keep(self, note: str = "") -> Answer:
        """Keep the attempt; asks for a value where there is none, stops at one that is wrong."""
        for refused in self.wrong.values():
            return Stop(refused.template, refused.facts)
        if not self.judged:
            return Ask(mark("Type at least one value, then keep the attempt."))
        facts: dict[str, Any] = {"piece": self.piece, "plan": self.plan.code}
        facts["values"] = {
            name: one.value if one.number is None else one.number
            for name, one in self.judged.items()
        }
        if note.strip():
            facts["note"] = note.strip()
        return Do("record_test", facts)


class ToolDevice(Protocol):
    """Which card a test tool saw; None where its log does not say."""

    @property
    def name(self) -> str | None: ...
    @property
    def uuid(self) -> str | None: ...
    @property
    def serial(self) -> str | None: ...
    @property
    def pci_bus(self) -> str | None: ...
    @property
    def pci_device(self) -> str | None: ...
    @property
    def pci_subsystem(self) -> str | None: ...
    @property
    def vbios(self) -> str | None: ...
    @property
    def board_part_number(self) -> str | None: ...
    @property
    def gpu_part_number(self) -> str | None: ...
    @property
    def memory_mib(self) -> int | None: ...


class ToolReading(Protocol):
    """One thing a test tool read."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> float | str: ...
    @property
    def unit(self) -> str: ...


class ToolSentence(Protocol):
    """Why a tool says what it says."""

    @property
    def english(self) -> str: ...


class ToolSays(Protocol):
    """What one test tool says of one card at one moment."""

    @property
    def tool(self) -> str: ...
    @property
    def tool_version(self) -> str | None: ...
    @property
    def device(self) -> ToolDevice: ...
    @property
    def readings(self) -> Sequence[ToolReading]: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def says(self) -> ToolSentence: ...


class _Match(NamedTuple):
    """One card of a log, and the tag it goes by here."""

    tag: str
    result: ToolSays


# The gravest first: of several runs of a card in one file, this is what the file says of it.
_GRAVITY = {Verdict.FAIL: 0, Verdict.INCONCLUSIVE: 1, Verdict.MARGINAL: 2, Verdict.PASS: 3}


def read_file(path: Path) -> bytes:
    """The bytes of a log; refuses a file that cannot be read or is too large to keep."""
    from workshop.storage.evidence import LARGEST

    try:
        if path.stat().st_size > LARGEST:
            raise Refused(
                "{name} is too large to keep: at most {n} MB.", name=path.name, n=LARGEST >> 20
            )
        return path.read_bytes()
    except OSError as error:
        raise Refused(
            "{name} cannot be read: {reason}.", name=path.name, reason=error.strerror or error
        ) from error


def import_log(
    database: Database,
    data: bytes,
    name: str,
    results: Sequence[ToolSays],
    *,
    piece: str | None = None,
    by: str | None = None,
    station: str | None = None,
    plan: str = INCOMING,
) -> list[dict[str, Any]]:
    """Keep a log byte for byte and record what it says of each card; returns their receipts.

    A card is known by a GPU UUID or serial that stands with it already; the one card nobody
    knows yet is `piece` (a tag). Of several runs of one card the gravest counts, the latest of
    these. Nothing is kept where a card stays unknown, or where the log is of another card than
    `piece`. Where some cards had this log already, the others are recorded.
    """
    # Only here: the window judges values long before it needs a database.
    from workshop.storage import evidence

    matches = _matched(database, list(_cards(results)), piece)
    kept = evidence.keep(database, data, name)
    receipts: list[dict[str, Any]] = []
    refusals: list[Spoken] = []
    for match in matches:
        try:
            receipts.append(_record(database, match, kept, by=by, station=station, plan=plan))
        except Refused as refused:
            refusals.append(refused)
    if refusals and not receipts:
        raise refusals[0]
    return receipts


def _record(
    database: Database,
    match: _Match,
    kept: Mapping[str, Any],
    *,
    by: str | None,
    station: str | None,
    plan: str,
) -> dict[str, Any]:
    from workshop.acts.bench import record_log

    result, device = match.result, match.result.device
    names = {
        IdentifierKind.GPU_UUID: device.uuid,
        IdentifierKind.SERIAL: device.serial,
        IdentifierKind.PART_NUMBER: device.board_part_number,
    }
    said = {
        FactName.GPU_NAME: device.name,
        FactName.GPU_UUID: device.uuid,
        FactName.DEVICE_ID: device.pci_device,
        FactName.SUBSYSTEM_ID: device.pci_subsystem,
        FactName.VBIOS_VERSION: device.vbios,
        FactName.PART_NUMBER: device.board_part_number,
        FactName.GPU_PART_NUMBER: device.gpu_part_number,
        FactName.MEMORY_MIB: device.memory_mib,
    }
    return database.write(
        record_log,
        by=by,
        station=station,
        piece=match.tag,
        tool=result.tool,
        tool_version=result.tool_version or "",
        verdict=result.verdict.value,
        readings=[{"name": r.name, "value": r.value, "unit": r.unit} for r in result.readings],
        identifiers={kind.value: value for kind, value in names.items() if value},
        identity={name.value: str(value) for name, value in said.items() if value},
        evidence=dict(kept),
        plan=plan,
        note=result.says.english,
    )


def _cards(results: Iterable[ToolSays]) -> Iterable[ToolSays]:
    """One result for each card of a log: the gravest, and of these the latest."""
    found: dict[str, ToolSays] = {}
    for result in results:
        device = result.device
        key = device.uuid or device.serial or device.pci_bus or ""
        before = found.get(key)
        if before is None or _GRAVITY[result.verdict] <= _GRAVITY[before.verdict]:
            found[key] = result
    return found.values()


def _matched(database: Database, cards: list[ToolSays], piece: str | None) -> list[_Match]:
    """The tag of every card of a log; refuses where one cannot be told."""
    named = require_tag(piece) if piece else ""
    known = [(_known(database, card), card) for card in cards]
    strangers = [card for tag, card in known if not tag]
    if not cards:
        raise Refused("This log names no card.")
    if strangers and (not named or len(strangers) > 1 or any(tag == named for tag, _ in known)):
        raise _stranger(strangers, bool(named))
    matches = [_Match(tag or named, card) for tag, card in known]
    if named and all(match.tag != named for match in matches):
        raise Refused(
            "This log is of {other}, not of {tag}. Open {other}, or choose another file.",
            other=written(matches[0].tag),
            tag=written(named),
        )
    return matches


def _stranger(strangers: list[ToolSays], named: bool) -> Refused:
    device = strangers[0].device
    name = shown(device.serial or device.uuid or device.name or device.pci_bus or "?")
    if len(strangers) == 1 and not named:
        return Refused(
            "No card here is known as {name}. Scan the card first, or name its tag.", name=name
        )
    if len(strangers) == 1:
        return Refused(
            "This log has another card that is not known here: {name}. "
            "Open that card, and import the log for it.",
            name=name,
        )
    return Refused(
        "This log has {n} cards that are not known here, such as {name}. "
        "Import a log of each card alone once; from then on it is known.",
        n=len(strangers),
        name=name,
    )


def _known(database: Database, card: ToolSays) -> str:
    """The tag of the one card that goes by the GPU UUID or serial of a log; "" where none does."""
    from sqlalchemy import select

    from workshop.storage.things import Identifier, Piece

    # A driver's serial is kept as the maker's tag, a label's as the serial; both may be meant.
    kinds = {
        card.device.uuid: (IdentifierKind.GPU_UUID,),
        card.device.serial: (IdentifierKind.MAKER_TAG, IdentifierKind.SERIAL),
    }
    with database.read() as connection:
        for value, among in kinds.items():
            if not value:
                continue
            tags = connection.execute(
                select(Piece.tag)
                .join(Identifier, Identifier.piece_id == Piece.id)
                .where(
                    Identifier.normal == normal(value),
                    Identifier.kind.in_([kind.value for kind in among]),
                )
                .distinct()
                .limit(2)
            ).scalars()
            found = list(tags)
            if len(found) == 1:
                return plain(found[0])
    return ""
