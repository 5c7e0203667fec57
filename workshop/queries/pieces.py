# SPDX-License-Identifier: MIT
"""Pieces: lists of them, and the passport of one."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from workshop.domain.refused import Refused
from workshop.domain.rules import one_of
from workshop.domain.tag import KIND_LETTERS
from workshop.domain.telling import tell
from workshop.domain.terms import PieceKind, PieceState, SiteState
from workshop.domain.text import shown
from workshop.language import say
from workshop.queries.heat import (
    Heat,
    ReballRow,
    heat_cycle,
    heat_of,
    leaded_of,
    profile_run,
    reballs_of,
)
from workshop.queries.journal import IS_UNDOING, WHAT_WAS_DONE, undoing
from workshop.queries.markings import MarkingRow, markings_of
from workshop.queries.photos import PhotoRow, photos_of
from workshop.queries.results import TestRow, tests_of
from workshop.queries.rows import (
    PIECES,
    PieceRow,
    as_piece,
    batch_id,
    board,
    called,
    donor,
    identifier,
    piece,
    piece_id,
    piece_rows,
    place_table,
)
from workshop.queries.tested import Results, by_results
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION
from workshop.storage.shop import shop_catalogue

site_record = JOURNALLED["site_record"]
step_record = JOURNALLED["step_record"]

MOST_EVENTS = 1000
"""So many entries of the history of a piece are told."""

# What is done with others on the same board is no part of the history of a piece.
OF_OTHERS = ("fit", "take_off", "harvest", "harvest_many", "reserve_set", "release_set")


def pieces(
    connection: Connection,
    *,
    batch: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    place: str | None = None,
    model: str | None = None,
    test: str | None = None,
    result: str | None = None,
    times: int | None = None,
    after: str | None = None,
    limit: int = 100,
) -> list[PieceRow]:
    """Pieces in the order they came; `after` is the tag of the last one of the page before.

    `result` is passed, failed, inconclusive or not tested, as the newest result of the plan `test`
    says, or of any; `times` is how often it failed at least, as `failures` counts: of these only
    cards are shown where no `kind` is named. With `batch` only its results count, not those of an
    earlier stay.
    """
    statement = PIECES.order_by(piece.c.id).limit(limit)
    begin = piece_id(connection, after) if after else 0
    number = batch_id(connection, batch) if batch else None
    if number is not None:
        statement = statement.where(piece.c.batch_id == number)
    asked = Results(test, result, times)
    if asked.is_asked:
        kind = kind or PieceKind.CARD
        statement = statement.where(*by_results(connection, asked, batch=number, after=begin))
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
    if begin:
        statement = statement.where(piece.c.id > begin)
    return piece_rows(connection, statement)


class IdentifierRow(NamedTuple):
    """What others call a piece; `source` is scanned, typed or log."""

    kind: str
    value: str
    normal: str
    maker: str
    source: str


class Event(NamedTuple):
    """One entry of a history; `of` is the board or card the piece was on, where it is of that.

    Empty where the entry is of the piece itself.
    """

    entry: int
    at: str
    person: str
    station: str
    act: str
    text: str
    undone: bool
    of: str = ""


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
    sites, heat = _sites(connection, number), heat_of(connection, number)
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
        sites=sites,
        steps=steps_of_each(connection, [number]).get(number, []),
        tests=tests_of(connection, number),
        photos=photos_of(connection, number),
        history=_whole_history(connection, number, mine[0], sites, heat),
        heat=heat,
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


def steps_of_each(connection: Connection, numbers: Sequence[int]) -> dict[int, list[StepRow]]:
    """What was recorded with some pieces by their ids, the oldest first."""
    rows = connection.execute(
        select(step_record, JOURNAL.c.at, JOURNAL.c.person, JOURNAL.c.station)
        .join(JOURNAL, JOURNAL.c.number == step_record.c.entry)
        .where(step_record.c.piece_id.in_(numbers))
        .order_by(step_record.c.id)
    ).all()
    if not rows:
        return {}
    names = shop_catalogue(connection).steps
    found: dict[int, list[StepRow]] = {}
    for row in rows:
        mine = found.setdefault(row.piece_id, [])
        mine.append(
            StepRow(
                row.entry,
                row.at,
                row.person,
                row.station,
                row.step,
                called(names, row.step),
                row.outcome,
                json.loads(row.facts),
                row.note,
                row.override,
            )
        )
    return found


_ENTRY = (
    select(
        *WHAT_WAS_DONE,
        undoing.c.number.label("undone_by"),
    )
    .outerjoin(undoing, IS_UNDOING)
    .order_by(JOURNAL.c.number)
    .limit(MOST_EVENTS)
)
_ENTRIES = _ENTRY.join(MENTION, MENTION.c.number == JOURNAL.c.number).where(
    MENTION.c.subject == "piece", MENTION.c.row == bindparam("piece")
)
# A run of a reflow that was in the ledger before touched nothing of the piece but that cycle.
_RUNS = _ENTRY.where(
    JOURNAL.c.number.in_(
        select(profile_run.c.entry)
        .join(heat_cycle, heat_cycle.c.run_id == profile_run.c.id)
        .where(heat_cycle.c.piece_id == bindparam("piece"))
    )
)
_WHILE_ON = _ENTRIES.where(
    MENTION.c.number > bindparam("since"),
    MENTION.c.number < bindparam("until"),
    JOURNAL.c.act.not_in(OF_OTHERS),
)


def _history(connection: Connection, number: int) -> list[Event]:
    """What was done with a piece itself, the oldest first."""
    return [_event(row) for row in connection.execute(_ENTRIES, {"piece": number})]


def _event(row: Any, of: str = "") -> Event:
    text = tell(row.act, json.loads(row.facts), json.loads(row.receipt))
    return Event(
        row.number,
        row.at,
        row.person,
        row.station,
        row.act,
        _of_its_board(of, text),
        row.undone_by is not None,
        of,
    )


def _of_its_board(of: str, text: str) -> str:
    if not of:
        return text
    if of.startswith(KIND_LETTERS[PieceKind.CARD]):
        return say("Its card: {text}", text=text)
    return say("Its board: {text}", text=text)


def _whole_history(
    connection: Connection, number: int, tag: str, sites: list[SiteRow], heat: Heat
) -> list[Event]:
    """What was done with a piece, and with the boards and cards it was on while it was there."""
    own = _history(connection, number)
    if any(row.run for row in heat.rows):
        told = {event.entry: event for event in own}
        for row in connection.execute(_RUNS, {"piece": number}):
            told.setdefault(row.number, _event(row))
        own = sorted(told.values())
    stays = _stays(tag, sites)
    if not stays:
        return own
    boards = select(piece.c.tag, piece.c.id).where(piece.c.tag.in_({s.board for s in stays}))
    known = {tag: number for tag, number in connection.execute(boards)}
    events = {event.entry: event for event in own}
    for stay in stays:
        while_on = {"piece": known[stay.board], "since": stay.since, "until": stay.until}
        for row in connection.execute(_WHILE_ON, while_on):
            events.setdefault(row.number, _event(row, of=stay.board))
    return sorted(events.values())[:MOST_EVENTS]


class _Stay(NamedTuple):
    board: str
    since: int
    until: int


def _stays(tag: str, sites: list[SiteRow]) -> list[_Stay]:
    """When a piece was on which board, by the entries it was fitted and taken off with."""
    stays: list[_Stay] = []
    for row in sites:
        if row.piece != tag or row.board == tag:
            continue
        if stays and row.outcome in _ENDS_A_STAY:
            stays[-1] = stays[-1]._replace(until=min(stays[-1].until, row.entry))
        if row.outcome == SiteState.FITTED:
            stays.append(_Stay(row.board, row.entry, _STILL))
    return stays


# It comes off its board, or goes with it into a card.
_ENDS_A_STAY = (SiteState.FITTED, SiteState.GOOD, SiteState.DAMAGED)
_STILL = 2**62
