# SPDX-License-Identifier: MIT
"""One log, from its bytes to a result on each card it is of: taken in, or only looked at."""

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, bindparam, select

from workshop.acts.bench import LACKS, record_log
from workshop.domain.identity_entries import FactName
from workshop.domain.refused import Overridable, Refused
from workshop.domain.tag import plain
from workshop.domain.terms import IdentifierKind, Verdict
from workshop.domain.text import LINE, shown
from workshop.language import say
from workshop.logs.files import LogFile, all_files, count_all
from workshop.logs.whose import Match, whose
from workshop.storage import evidence
from workshop.storage.database import Database
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.threedmark_archive import without_keys
from workshop.testlogs import ToolResult
from workshop.testlogs.apart import Reader
from workshop.testlogs.log import UnknownLog
from workshop.testlogs.readings import name_of

UNKNOWN = "unknown"

# The name space of the keys by which a result of a log is recorded once.
_ONCE = uuid.UUID("6f1d8b3e-52c7-4a7e-9d0b-6a3c1f0e7d25")

_result = JOURNALLED["test_result"].c
_measurement = JOURNALLED["measurement"].c
_evidence = JOURNALLED["evidence"].c
_piece = JOURNALLED["piece"].c

_BY_KEY = select(JOURNAL.c.number).where(JOURNAL.c.key == bindparam("key"))
_RECORDED = (
    select(_result.entry, _result.plan, _result.verdict, _result.attempt, _piece.tag)
    .join(JOURNALLED["piece"], _piece.id == _result.piece_id)
    .where(_result.entry == bindparam("entry"))
)
_BY_FILE = (
    select(_result.entry)
    .join(JOURNALLED["evidence"], _evidence.id == _result.evidence_id)
    .join(JOURNALLED["piece"], _piece.id == _result.piece_id)
    .where(
        _evidence.sha256 == bindparam("sha256"),
        _piece.tag == bindparam("tag"),
        _result.tool == bindparam("tool"),
    )
    .order_by(_result.id)
    .limit(1)
)
_MEASURED = (
    select(_measurement.name, _measurement.value, _measurement.number, _measurement.unit,
           _measurement.verdict)
    .join(JOURNALLED["test_result"], _result.id == _measurement.result_id)
    .where(_result.entry == bindparam("entry"))
    .order_by(_measurement.id)
)  # fmt: skip


class Reads(Protocol):
    """What reads a log: `workshop.testlogs.apart.Reader`."""

    def read(self, data: bytes, name: str = "") -> list[ToolResult]: ...


class Wanted(NamedTuple):
    """How logs are taken in: the card they are of (a tag), the plan, who, and where.

    Without a plan, each tool's log is judged by that of its tool and card.

    `slot` is the PCI bus of the test slot of the PC they come from; `override` the reason of who
    confirms a transplant. `piece` may be only what is `in_hand`, and not named for these logs.
    Where there may be `others`, logs of other cards go to these. With `dry_run` nothing is kept.
    """

    piece: str | None = None
    plan: str | None = None
    slot: str = ""
    override: str | None = None
    by: str | None = None
    station: str | None = None
    dry_run: bool = False
    others: bool = False
    in_hand: bool = False


class OfCard(NamedTuple):
    """What came of one card and tool of a log.

    `piece` is its tag, empty where it has none here: `why_not` says why. `matched_by` is uuid,
    serial, slot or open. `already` is true where it was imported before, with `entry`; where
    nothing is kept `entry` is 0.
    """

    tool: str
    tool_version: str
    device: dict[str, Any]
    measurements: list[dict[str, Any]]
    verdict: str
    says: str
    taken_at: str
    piece: str
    matched_by: str
    why_not: str
    plan: str
    attempt: int
    entry: int
    already: bool


class Told(NamedTuple):
    """What came of one file: its results, or the sentence it was refused with.

    `kind` is refused, overridable where a lead may let it pass, or unknown where no test tool wrote
    it; empty where it is done. `sha256` is the hash of what is kept as evidence.
    """

    file: str
    sha256: str
    results: list[OfCard]
    refused: str
    kind: str

    @property
    def ok(self) -> bool:
        """Whether nothing of it was refused."""
        return not self.refused

    @property
    def already(self) -> bool:
        """Whether all of it was imported before."""
        cards = [one for one in self.results if one.piece]
        return self.ok and bool(cards) and all(one.already for one in cards)

    @property
    def recorded(self) -> list[OfCard]:
        """What is a new result on a card."""
        return [one for one in self.results if one.entry and not one.already]


def take(database: Database, reader: Reads, file: LogFile, wanted: Wanted) -> Told:
    """Take in one log: keep it byte for byte, and record what it says of each card.

    Of several runs of a tool on one card the gravest counts, the latest of these. The same bytes
    make no second result. Nothing is kept where a card stays unclear. Raises Unavailable only:
    whatever the rules say no to is in the answer.
    """
    digest = ""
    cards: list[OfCard] = []
    try:
        if file.refused is not None:
            raise file.refused
        digest = hashlib.sha256(file.data).hexdigest()
        results = reader.read(file.data, file.name)
        # What is kept is the same bytes, but for a result of 3DMark: that holds licence keys.
        data = without_keys(file.data)
        digest = hashlib.sha256(data).hexdigest()
        with database.read() as connection:
            found = whose(
                connection,
                results,
                piece=wanted.piece,
                slot=wanted.slot,
                override=wanted.override,
                others=wanted.others,
                in_hand=wanted.in_hand,
            )
        cards = [_of_card(match) for match in found.matches]
        if found.refused is not None:
            raise found.refused
        cards, no = _recorded(database, data, file.name, found.matches, wanted)
        if no is not None:
            raise no
    except Refused as refused:
        kind = "overridable" if isinstance(refused, Overridable) else "refused"
        if refused is file.refused or isinstance(refused, UnknownLog):
            kind = UNKNOWN
        return Told(file.name, digest, cards, str(refused), kind)
    return Told(file.name, digest, cards, "", "")


def take_all(
    database: Database,
    paths: Sequence[Path],
    wanted: Wanted,
    came: list[Told],
    step: Callable[[int, int], object],
) -> int:
    """Take in every log these paths stand for; how many there were.

    What came of each is added to `came` as it comes, and `step(done, of)` says how far it is;
    whatever that raises ends the work.
    """
    done, of = 0, count_all(paths)
    with Reader() as reader:
        for file in all_files(paths):
            came.append(take(database, reader, file, wanted))
            done += 1
            step(done, max(done, of))
    return done


def _recorded(
    database: Database, data: bytes, name: str, matches: Sequence[Match], wanted: Wanted
) -> tuple[list[OfCard], Refused | None]:
    """Record every match that is a card here; the first refusal of one comes with them."""
    digest = hashlib.sha256(data).hexdigest()
    kept: dict[str, Any] | None = None
    cards: list[OfCard] = []
    no: Refused | None = None
    for match in matches:
        if not match.tag:
            cards.append(_of_card(match))
            continue
        key, before = _before(database, digest, match)
        if before:
            cards.append(_look(database, match, before, already=True))
            continue
        if kept is None:
            keep = evidence.facts_of if wanted.dry_run else partial(evidence.keep, database)
            kept = keep(data, name)
        try:
            cards.append(_record(database, match, kept, key, wanted))
        except Refused as refused:
            no = no or refused
            cards.append(_of_card(match)._replace(why_not=str(refused)))
    return cards, no


def _record(
    database: Database, match: Match, kept: dict[str, Any], key: str, wanted: Wanted
) -> OfCard:
    facts: dict[str, Any] = _facts(match) | {"evidence": dict(kept), "plan": wanted.plan}
    if wanted.override:
        facts["override"] = wanted.override
    signed = {"by": wanted.by, "station": wanted.station}
    if wanted.dry_run:
        look = _looker(match, already=False)
        return database.rehearse(record_log, look, **signed, **facts)[1]._replace(entry=0)
    try:
        receipt = database.write(record_log, key=key, **signed, **facts)
    except Refused:
        # Another process may have recorded it between the look and the act.
        _, before = _before(database, kept["sha256"], match)
        if not before:
            raise
        return _look(database, match, before, already=True)
    with database.read() as connection:
        return _looker(match, already=False)(connection, receipt)


def _facts(match: Match) -> dict[str, Any]:
    """What `record_log` is told of a card."""
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
    return {
        "piece": match.tag,
        "tool": result.tool,
        "tool_version": result.tool_version or "",
        "verdict": "" if result.only_measures else result.verdict.value,
        "readings": [{"name": r.name, "value": r.value, "unit": r.unit} for r in result.readings],
        "identifiers": {kind.value: value for kind, value in names.items() if value},
        "identity": {name.value: str(value) for name, value in said.items() if value},
        "note": result.says.english,
    }


def _before(database: Database, sha256: str, match: Match) -> tuple[str, int]:
    """The key to record a card of a log by, or the entry it was recorded with before.

    The key is made of the bytes, the tool and the card it saw, so that a retry, and a copy of the
    file that is put down to another card, make no second result. One that was undone may come
    again.
    """
    device = match.result.device
    saw = name_of(device)
    with database.read() as connection:
        for turn in range(1_000):
            key = str(uuid.uuid5(_ONCE, f"{sha256}\n{match.result.tool}\n{saw}\n{turn}"))
            entry = connection.execute(_BY_KEY, {"key": key}).scalar()
            if entry is None:
                break
            if connection.execute(_RECORDED, {"entry": entry}).first() is not None:
                return "", entry
        known = {"sha256": sha256, "tag": plain(match.tag), "tool": match.result.tool}
        return key, connection.execute(_BY_FILE, known).scalar() or 0


def _look(database: Database, match: Match, entry: int, *, already: bool) -> OfCard:
    with database.read() as connection:
        return _looker(match, already=already)(connection, {"entry": entry})


def _looker(match: Match, *, already: bool) -> Callable[[Connection, dict[str, Any]], OfCard]:
    """What is told of a card from its result in the database."""

    def look(connection: Connection, receipt: dict[str, Any]) -> OfCard:
        entry, lacks = receipt["entry"], receipt.get("lacks")
        row = connection.execute(_RECORDED, {"entry": entry}).one()
        card = _of_card(match)
        return card._replace(
            says=say(LACKS, names="; ".join(map(say, lacks))) if lacks else card.says,
            measurements=[
                {"name": one.name, "value": one.value if one.number is None else one.number,
                 "unit": one.unit, "verdict": one.verdict}
                for one in connection.execute(_MEASURED, {"entry": entry})
            ],
            verdict=row.verdict, piece=row.tag, plan=row.plan, attempt=row.attempt, entry=entry,
            already=already,
        )  # fmt: skip

    return look


def _of_card(match: Match) -> OfCard:
    """What the tool alone says of a card."""
    result = match.result
    return OfCard(
        tool=result.tool,
        tool_version=result.tool_version or "",
        device={name: said for name, said in asdict(result.device).items() if said is not None},
        measurements=[
            {"name": r.name, "value": r.value, "unit": r.unit, "verdict": ""}
            for r in result.readings
        ],
        verdict=result.verdict.value,
        says=str(result.says),
        taken_at=result.taken_at or "",
        piece=match.tag,
        matched_by=match.by,
        why_not=str(match.left_out) if match.left_out else "",
        plan="",
        attempt=0,
        entry=0,
        already=False,
    )


def gravest(cards: Sequence[OfCard]) -> str:
    """The gravest verdict of some results; empty where there are none."""
    order = [Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.MARGINAL, Verdict.PASS]
    return min((card.verdict for card in cards), key=order.index, default="")  # type: ignore[arg-type]


def as_answer(told: Told) -> dict[str, Any]:
    """What came of a file as the headless face says it: the whole file, and each of its results."""
    cards = [card for card in told.results if not card.why_not or card.piece] or told.results
    first = told.results[0] if told.results else None
    return {
        "ok": told.ok,
        "file": shown(told.file, LINE),
        "refused": told.refused,
        "already": told.already,
        "tool": ", ".join(dict.fromkeys(card.tool for card in cards)),
        "tool_version": first.tool_version if first else "",
        "devices": [card.device for card in told.results],
        "measurements": [one for card in cards for one in card.measurements],
        "verdict": gravest(cards),
        "piece": ", ".join(dict.fromkeys(card.piece for card in cards if card.piece)),
        "why_not": told.refused or next((card.why_not for card in told.results), ""),
        "evidence": told.sha256,
        "results": [card._asdict() for card in told.results],
    }
