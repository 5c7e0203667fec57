# SPDX-License-Identifier: MIT
"""The heat a piece has seen, across all its boards, and how it was reballed."""

import json
from typing import Any, NamedTuple

from sqlalchemy import Connection, exists, func, or_, select

from workshop.domain.catalogue import Catalogue
from workshop.domain.heat import heat_state
from workshop.domain.hot_work_entries import Alloy, Criterion
from workshop.domain.parts import counts_as
from workshop.domain.terms import PieceKind
from workshop.queries.rows import board, called, piece, piece_id
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import shop_catalogue, version_of

heat_cycle = JOURNALLED["heat_cycle"]
profile_run = JOURNALLED["profile_run"]
reball_table = JOURNALLED["reball"]
evidence = JOURNALLED["evidence"]
person = JOURNALLED["person"]


class Run(NamedTuple):
    """One run of a profile, what it did at the joint, and its verdict; `curve` is a SHA-256.

    `profile` is its code, `name` what it is called now; the code where nobody has it any more.
    Rise and fall in °C/s, soak in s, peak in °C, time above liquidus in s; None where it was not
    measured.
    """

    profile: str
    name: str
    version: int
    nozzle: str
    ramp: float | None
    fall: float | None
    soak_s: float | None
    peak: float | None
    liquidus_s: float | None
    verdict: str
    curve: str
    note: str


class HeatRow(NamedTuple):
    """One heat cycle: desolder, reball, placement, rework or run, and the board it was on then.

    `override` is why it was let pass over the limit; `name` is that of the person.
    """

    entry: int
    at: str
    person: str
    station: str
    cause: str
    board: str
    override: str
    run: Run | None
    name: str


class Heat(NamedTuple):
    """The heat ledger of a piece; `before` are cycles of before it had one: with its card.

    `limit` is None where its kind has none, and that of a board for a card that was taken apart;
    `state` is ok, last or stop.
    """

    tag: str
    kind: str
    cycles: int
    limit: int | None
    state: str
    before: int
    rows: list[HeatRow]


def heat(connection: Connection, *, tag: str) -> Heat:
    """The heat ledger of a piece, oldest first; refuses a wrong or unknown tag."""
    return heat_of(connection, piece_id(connection, tag))


def heat_of(connection: Connection, number: int) -> Heat:
    """The same by the id of the piece."""
    row = connection.execute(
        select(piece.c.tag, piece.c.kind, piece.c.taken_apart, piece.c.heat_cycles).where(
            piece.c.id == number
        )
    ).one()
    catalogue = shop_catalogue(connection)
    limit = catalogue.heat_limit(counts_as(row.kind, row.taken_apart))
    rows = _rows(connection, number, catalogue)
    return Heat(
        tag=row.tag,
        kind=row.kind,
        cycles=row.heat_cycles,
        limit=limit,
        state=heat_state(row.heat_cycles, limit).value,
        before=row.heat_cycles - len(rows),
        rows=rows,
    )


def _rows(connection: Connection, number: int, catalogue: Catalogue) -> list[HeatRow]:
    found = connection.execute(
        select(
            heat_cycle.c.entry,
            JOURNAL.c.at,
            JOURNAL.c.person,
            person.c.name,
            JOURNAL.c.station,
            heat_cycle.c.cause,
            board.c.tag,
            heat_cycle.c.override,
            profile_run.c.id,
            profile_run.c.profile,
            profile_run.c.version,
            profile_run.c.nozzle,
            profile_run.c.ramp,
            profile_run.c.fall,
            profile_run.c.soak_s,
            profile_run.c.peak,
            profile_run.c.liquidus_s,
            profile_run.c.verdict,
            evidence.c.sha256,
            profile_run.c.note,
        )
        .join(JOURNAL, JOURNAL.c.number == heat_cycle.c.entry)
        .outerjoin(person, person.c.code == JOURNAL.c.person)
        .outerjoin(board, board.c.id == heat_cycle.c.board_id)
        .outerjoin(profile_run, profile_run.c.id == heat_cycle.c.run_id)
        .outerjoin(evidence, evidence.c.id == profile_run.c.evidence_id)
        .where(heat_cycle.c.piece_id == number)
        .order_by(heat_cycle.c.id)
    )
    rows = []
    known = catalogue.profiles
    for entry, at, who, by, station, cause, on, override, run, profile, *measured in found:
        *measured, curve, note = measured
        name = called(known, profile)
        rows.append(
            HeatRow(
                entry,
                at,
                who,
                station,
                cause,
                on or "",
                override,
                None if run is None else Run._make((profile, name, *measured, curve or "", note)),
                by or who,
            )
        )
    return rows


class ReballRow(NamedTuple):
    """New spheres on a part; `rejects` are the faults that were found, by code, `faults` by name.

    `leaded` says that the alloy has lead; `inspection` has yes or no by criterion; `name` is that
    of the person.
    """

    entry: int
    at: str
    person: str
    stencil: str
    sphere_mm: float
    alloy: str
    leaded: bool
    flux_lot: str
    verdict: str
    rejects: list[str]
    inspection: dict[str, str]
    note: str
    name: str
    faults: list[str]


def reballs_of(connection: Connection, number: int) -> list[ReballRow]:
    """Every reballing of a piece, by its id, oldest first."""
    found = connection.execute(
        select(reball_table, JOURNAL.c.at, JOURNAL.c.person, person.c.name)
        .join(JOURNAL, JOURNAL.c.number == reball_table.c.entry)
        .outerjoin(person, person.c.code == JOURNAL.c.person)
        .where(reball_table.c.piece_id == number)
        .order_by(reball_table.c.id)
    )
    rows = []
    known = shop_catalogue(connection).criteria
    for row in found:
        inspection = json.loads(row.inspection)
        rejects = [code for code, answer in inspection.items() if answer == "yes"]
        rows.append(
            ReballRow(
                row.entry,
                row.at,
                row.person,
                row.stencil,
                row.sphere_mm,
                row.alloy,
                bool(row.leaded),
                row.flux_lot,
                row.verdict,
                rejects,
                inspection,
                row.note,
                row.name or row.person,
                [called(known, code) for code in rejects],
            )
        )
    return rows


def _last_is_leaded(part: Any) -> Any:
    """Whether the last spheres of a piece have lead; `part` is the table of pieces, or an alias."""
    last = reball_table.alias()
    newest = (
        select(func.max(last.c.id)).where(last.c.piece_id == part.c.id).correlate(part)
    ).scalar_subquery()
    leaded = reball_table.alias()
    return exists(
        select(leaded.c.id).where(leaded.c.id == newest, leaded.c.leaded == 1).correlate(part)
    )


def is_leaded(one: Any) -> Any:
    """Whether a piece has leaded spheres now, or carries what has; `one` is as above."""
    on_it = piece.alias()
    carried = select(on_it.c.id).where(on_it.c.board_id == one.c.id, _last_is_leaded(on_it))
    return or_(_last_is_leaded(one), exists(carried.correlate(one)))


def leaded_of(connection: Connection, number: int) -> list[str]:
    """The tags of what has leaded spheres now: a piece itself, and what is fitted on it."""
    found: list[str] = []
    for column in (piece.c.id, piece.c.board_id):
        found += connection.execute(
            select(piece.c.tag).where(column == number, _last_is_leaded(piece)).order_by(piece.c.id)
        ).scalars()
    return found


class HeatLimitRow(NamedTuple):
    """How many heat cycles a kind of piece may have, 0 for as many as it takes.

    `version` is that of the shop's own word, 0 as it is shipped; `confirmed` that somebody stands
    by it.
    """

    kind: str
    cycles: int
    confirmed: bool
    version: int


def heat_limits(connection: Connection) -> list[HeatLimitRow]:
    """The limit of every kind of piece."""
    known = shop_catalogue(connection).heat_limits
    return [
        HeatLimitRow(
            kind.value,
            known[kind].cycles if kind in known else 0,
            known[kind].confirmed if kind in known else False,
            version_of(connection, "heat_limit", kind),
        )
        for kind in PieceKind
    ]


class Reballing(NamedTuple):
    """What can be chosen for a reball, and what it is inspected for."""

    alloys: list[Alloy]
    criteria: list[Criterion]


def reballing(connection: Connection) -> Reballing:
    """The alloys, and the criteria a reballed part is inspected by."""
    catalogue = shop_catalogue(connection)
    return Reballing(list(catalogue.alloys.values()), list(catalogue.criteria.values()))
