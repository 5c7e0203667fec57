# SPDX-License-Identifier: MIT
"""Pieces: lists of them, and the passport of one."""

import json
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from workshop.domain.refused import Refused
from workshop.domain.rules import one_of
from workshop.domain.telling import tell
from workshop.domain.terms import PieceKind, PieceState
from workshop.domain.text import shown
from workshop.queries.heat import Heat, ReballRow, heat_of, leaded_of, reballs_of
from workshop.queries.journal import IS_UNDOING, SHORT_FACTS, undoing
from workshop.queries.markings import MarkingRow, markings_of
from workshop.queries.photos import PhotoRow, photos_of
from workshop.queries.rows import (
    PIECES,
    PieceRow,
    as_piece,
    batch_id,
    board,
    donor,
    identifier,
    piece,
    piece_id,
    piece_rows,
    place_table,
)
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION
from workshop.storage.shop import shop_catalogue

site_record = JOURNALLED["site_record"]
step_record = JOURNALLED["step_record"]
test_result = JOURNALLED["test_result"]
measurement = JOURNALLED["measurement"]


def pieces(
    connection: Connection,
    *,
    batch: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    place: str | None = None,
    model: str | None = None,
    after: str | None = None,
    limit: int = 100,
) -> list[PieceRow]:
    """Pieces in the order they came; `after` is the tag of the last one of the page before."""
    statement = PIECES.order_by(piece.c.id).limit(limit)
    if batch:
        statement = statement.where(piece.c.batch_id == batch_id(connection, batch))
    if kind:
        statement = statement.where(piece.c.kind == one_of(kind, PieceKind, "The kind"))
    if state:
        statement = statement.where(piece.c.state == one_of(state, PieceState, "The state"))
    if model:
        statement = statement.where(piece.c.model == model)
    if place:
        found = connection.execute(
            select(place_table.c.id).where(place_table.c.code == place.strip().upper())
        ).scalar()
        if found is None:
            raise Refused("There is no place “{code}”. Add it in Settings.", code=shown(place))
        statement = statement.where(piece.c.place_id == found)
    if after:
        statement = statement.where(piece.c.id > piece_id(connection, after))
    return piece_rows(connection, statement)


class IdentifierRow(NamedTuple):
    """What others call a piece; `source` is scanned, typed or log."""

    kind: str
    value: str
    normal: str
    maker: str
    source: str


class Event(NamedTuple):
    """One entry of the history of a piece."""

    entry: int
    at: str
    person: str
    station: str
    act: str
    text: str
    undone: bool


class StepRow(NamedTuple):
    """A step that was recorded; `override` is why a lead let it pass, empty where nobody had to."""

    entry: int
    at: str
    person: str
    station: str
    step: str
    name: str
    outcome: str
    values: dict[str, Any]
    note: str
    override: str


class MeasurementRow(NamedTuple):
    """One value of a test, with the limits of its time."""

    name: str
    label: str
    value: str
    unit: str
    low: float | None
    high: float | None
    verdict: str


class TestRow(NamedTuple):
    """One attempt at a test."""

    entry: int
    at: str
    person: str
    plan: str
    name: str
    attempt: int
    verdict: str
    tool: str
    note: str
    measurements: list[MeasurementRow]


class SiteRow(NamedTuple):
    """What was found or done at a site of a board; `piece` is the tag, if one came or went.

    `expected` is what was to be there.
    """

    entry: int
    at: str
    person: str
    board: str
    site: str
    outcome: str
    piece: str
    marking: str
    grade: str
    place: str
    note: str
    expected: str


class Passport(NamedTuple):
    """All that is known of one piece: where it came from, what was done, where it went.

    `leaded` are the tags of what has leaded spheres: it, or what is fitted on it.
    """

    piece: PieceRow
    identifiers: list[IdentifierRow]
    donor: PieceRow | None
    board: PieceRow | None
    came_off: list[PieceRow]
    fitted: list[PieceRow]
    sites: list[SiteRow]
    steps: list[StepRow]
    tests: list[TestRow]
    photos: list[PhotoRow]
    history: list[Event]
    heat: Heat
    reballs: list[ReballRow]
    leaded: list[str]
    markings: list[MarkingRow]
    held_for: str = ""


def passport(connection: Connection, *, tag: str) -> Passport:
    """The passport of a piece; refuses a wrong or unknown tag."""
    number = piece_id(connection, tag)
    row = connection.execute(
        PIECES.add_columns(piece.c.held_for, donor.c.id, board.c.id).where(piece.c.id == number)
    ).one()
    *mine, held_for, donor_id, board_id = row
    around = _around(connection, number, [i for i in (donor_id, board_id) if i])
    return Passport(
        piece=as_piece(mine),
        identifiers=_identifiers(connection, number),
        donor=around.get(donor_id),
        board=around.get(board_id),
        came_off=piece_rows(
            connection, PIECES.where(piece.c.donor_id == number).order_by(piece.c.id).limit(200)
        ),
        fitted=piece_rows(
            connection, PIECES.where(piece.c.board_id == number).order_by(piece.c.id).limit(200)
        ),
        sites=_sites(connection, number),
        steps=_steps(connection, number),
        tests=_tests(connection, number),
        photos=photos_of(connection, number),
        history=_history(connection, number),
        heat=heat_of(connection, number),
        reballs=reballs_of(connection, number),
        leaded=leaded_of(connection, number),
        markings=markings_of(connection, number),
        held_for=held_for or "",
    )


def _around(connection: Connection, number: int, ids: list[int]) -> dict[int, PieceRow]:
    if not ids:
        return {}
    found = connection.execute(PIECES.add_columns(piece.c.id).where(piece.c.id.in_(ids)))
    return {row[-1]: as_piece(row[:-1]) for row in found}


def _identifiers(connection: Connection, number: int) -> list[IdentifierRow]:
    rows = connection.execute(
        select(
            identifier.c.kind,
            identifier.c.raw,
            identifier.c.normal,
            identifier.c.maker,
            identifier.c.source,
        )
        .where(identifier.c.piece_id == number)
        .order_by(identifier.c.id)
    )
    return [IdentifierRow(*row) for row in rows]


def _sites(connection: Connection, number: int) -> list[SiteRow]:
    """Records of its own sites, and of the sites it came off or went onto."""
    rows: list[Any] = []
    for column in (site_record.c.board_id, site_record.c.piece_id):
        rows += connection.execute(
            select(
                site_record.c.entry,
                JOURNAL.c.at,
                JOURNAL.c.person,
                board.c.tag.label("board"),
                site_record.c.site,
                site_record.c.outcome,
                piece.c.tag.label("piece"),
                site_record.c.marking,
                site_record.c.grade,
                place_table.c.code.label("place"),
                site_record.c.note,
                site_record.c.expected,
            )
            .join(JOURNAL, JOURNAL.c.number == site_record.c.entry)
            .join(board, board.c.id == site_record.c.board_id)
            .outerjoin(piece, piece.c.id == site_record.c.piece_id)
            .outerjoin(place_table, place_table.c.id == site_record.c.place_id)
            .where(column == number)
        ).all()
    rows.sort(key=lambda row: row.entry)
    return [SiteRow._make("" if value is None else value for value in row) for row in rows]


def _steps(connection: Connection, number: int) -> list[StepRow]:
    rows = connection.execute(
        select(step_record, JOURNAL.c.at, JOURNAL.c.person, JOURNAL.c.station)
        .join(JOURNAL, JOURNAL.c.number == step_record.c.entry)
        .where(step_record.c.piece_id == number)
        .order_by(step_record.c.id)
    ).all()
    if not rows:
        return []
    names = shop_catalogue(connection).steps
    return [
        StepRow(
            row.entry,
            row.at,
            row.person,
            row.station,
            row.step,
            names[row.step].name if row.step in names else row.step,
            row.outcome,
            json.loads(row.facts),
            row.note,
            row.override,
        )
        for row in rows
    ]


def _tests(connection: Connection, number: int) -> list[TestRow]:
    rows = connection.execute(
        select(test_result, JOURNAL.c.at, JOURNAL.c.person)
        .join(JOURNAL, JOURNAL.c.number == test_result.c.entry)
        .where(test_result.c.piece_id == number)
        .order_by(test_result.c.id)
    ).all()
    if not rows:
        return []
    values: dict[int, list[MeasurementRow]] = {row.id: [] for row in rows}
    for row in connection.execute(
        select(
            measurement.c.result_id,
            measurement.c.name,
            measurement.c.label,
            measurement.c.value,
            measurement.c.unit,
            measurement.c.low,
            measurement.c.high,
            measurement.c.verdict,
        )
        .where(measurement.c.result_id.in_(values))
        .order_by(measurement.c.id)
    ):
        values[row.result_id].append(MeasurementRow(*row[1:]))
    plans = shop_catalogue(connection).plans
    return [
        TestRow(
            row.entry,
            row.at,
            row.person,
            row.plan,
            plans[row.plan].name if row.plan in plans else row.plan,
            row.attempt,
            row.verdict,
            row.tool,
            row.note,
            values[row.id],
        )
        for row in rows
    ]


def _history(connection: Connection, number: int) -> list[Event]:
    rows = connection.execute(
        select(
            JOURNAL.c.number,
            JOURNAL.c.at,
            JOURNAL.c.person,
            JOURNAL.c.station,
            JOURNAL.c.act,
            SHORT_FACTS,
            JOURNAL.c.receipt,
            undoing.c.number.label("undone_by"),
        )
        .join(MENTION, MENTION.c.number == JOURNAL.c.number)
        .outerjoin(undoing, IS_UNDOING)
        .where(MENTION.c.subject == "piece", MENTION.c.row == number)
        .order_by(JOURNAL.c.number)
        .limit(1000)
    )
    return [
        Event(
            row.number,
            row.at,
            row.person,
            row.station,
            row.act,
            tell(row.act, json.loads(row.facts), json.loads(row.receipt)),
            row.undone_by is not None,
        )
        for row in rows
    ]
