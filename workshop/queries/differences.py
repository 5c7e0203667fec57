# SPDX-License-Identifier: MIT
"""How a batch differs from the supplier's list: in numbers, and card by card."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, literal, select, tuple_

from workshop.domain.catalogue import by_code
from workshop.domain.refused import Refused
from workshop.domain.rules import one_of
from workshop.domain.terms import IdentifierKind, ManifestState, PieceState
from workshop.language import say
from workshop.queries.rows import batch_id, batch_table, identifier, piece
from workshop.storage.claims import (
    BATCH,
    IS_SET_APART,
    STATE,
    TWICE,
    claim,
    has_list,
    here_already,
    is_listed,
    line_of_refusal,
    line_states,
    refusal,
    visit,
)
from workshop.storage.schema import JOURNAL, JOURNALLED, TALLY
from workshop.storage.shop import shop_catalogue

session = JOURNALLED["receiving"]


class Differences(NamedTuple):
    """How a batch differs from the supplier's list, in numbers that add up.

    `listed` = `came` + `missing` + `refused_listed` + `duplicate`, and, where there is a list,
    `received` = `came` + `unexpected`. `refused` counts every card turned away, `quarantined`
    those of the received that are set apart now; `open_sessions` have not ended, and `unsigned`
    wait for the signature the batch asks for.
    """

    batch: str
    has_list: bool
    listed: int
    came: int
    missing: int
    refused_listed: int
    duplicate: int
    received: int
    unexpected: int
    refused: int
    quarantined: int
    sessions: int
    open_sessions: int
    unsigned: int
    second_person: bool

    @property
    def is_even(self) -> bool:
        """Whether exactly the cards of the list came, and none is set apart or turned away."""
        return not (
            self.missing or self.duplicate or self.unexpected or self.refused or self.quarantined
        )


def differences(connection: Connection, *, batch: str) -> Differences:
    """How a batch differs from the supplier's list, in numbers."""
    number = batch_id(connection, batch)
    row = connection.execute(
        select(batch_table.c.number, batch_table.c.second_person).where(batch_table.c.id == number)
    ).one()
    found = line_states(connection, number)
    listed, came = sum(found.values()), found[ManifestState.RECEIVED]
    received = _received(connection, number)
    sessions = connection.execute(
        select(session.c.ended, session.c.signed).where(session.c.batch_id == number)
    ).all()
    return Differences(
        batch=row.number,
        has_list=bool(listed),
        listed=listed,
        came=came,
        missing=found[ManifestState.MISSING],
        refused_listed=found[ManifestState.REFUSED],
        duplicate=found[ManifestState.DUPLICATE],
        received=received,
        unexpected=received - came if listed else 0,
        refused=_how_many(connection, refusal, refusal.c.batch_id == number),
        quarantined=_how_many(
            connection,
            visit.join(piece, piece.c.id == visit.c.piece_id),
            and_(visit.c.batch_id == number, IS_SET_APART),
        ),
        sessions=len(sessions),
        open_sessions=sum(each.ended is None for each in sessions),
        unsigned=sum(each.signed is None for each in sessions) if row.second_person else 0,
        second_person=bool(row.second_person),
    )


def _received(connection: Connection, batch: int) -> int:
    n = connection.execute(
        select(TALLY.c.n).where(
            TALLY.c.batch_id == batch, TALLY.c.kind == "visit", TALLY.c.state == ""
        )
    ).scalar()
    return n or 0


def _how_many(connection: Connection, table: Any, condition: Any) -> int:
    return connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one()


class ManifestRow(NamedTuple):
    """A card in one of the lists of a batch; `key` is where the next page begins after.

    A card that came has its `tag`, and `listed` says whether the list has it (None where there is
    no list). A line of a card that did not come has its `box`; of a duplicate, `tag` and `batch`
    name the piece that is here already, or `repeats` the serial of the line it repeats. `state`
    is that of the piece, `reason` why it was refused or set apart, `at` (UTC) and `person` when
    and by whom it was received or refused.
    """

    key: int
    tag: str
    serial: str
    maker: str
    model: str
    part_number: str
    box: str
    state: str
    batch: str
    repeats: str
    reason: str
    note: str
    at: str
    person: str
    listed: bool | None


def manifest_state(
    connection: Connection,
    *,
    batch: str,
    state: str,
    after: int | None = None,
    limit: int = 250,
) -> list[ManifestRow]:
    """The cards of a batch that are received, missing, unexpected, refused, duplicate, quarantined.

    Lines that did not come stand in the order of their serials, all others as they came; `after`
    is the key of the last row of the page before.
    """
    number = batch_id(connection, batch)
    wanted = ManifestState(one_of(state, ManifestState, "The state"))
    if wanted in (ManifestState.MISSING, ManifestState.DUPLICATE):
        return _lines(connection, number, wanted, after, limit)
    if wanted is ManifestState.REFUSED:
        return _refusals(connection, number, after, limit)
    return _cards(connection, number, wanted, after, limit)


def _name_of(kind: IdentifierKind) -> Any:
    name = identifier.alias()
    return func.coalesce(
        select(name.c.raw)
        .where(name.c.piece_id == visit.c.piece_id, name.c.kind == kind.value)
        .order_by(name.c.id.desc())
        .limit(1)
        .correlate(visit)
        .scalar_subquery(),
        "",
    )


def _cards(
    connection: Connection, batch: int, wanted: ManifestState, after: int | None, limit: int
) -> list[ManifestRow]:
    """Cards that came, in the order of their pieces."""
    told = bool(connection.execute(select(has_list(batch))).scalar())
    statement = (
        select(
            visit.c.piece_id,
            piece.c.tag,
            _name_of(IdentifierKind.SERIAL),
            piece.c.maker,
            piece.c.model,
            _name_of(IdentifierKind.PART_NUMBER),
            literal("").label("box"),
            piece.c.state,
            batch_table.c.number.label("batch"),
            literal("").label("repeats"),
            piece.c.held_for.label("reason"),
            piece.c.note,
            JOURNAL.c.at,
            JOURNAL.c.person,
            is_listed(visit).label("listed"),
            piece.c.disposition,
        )
        .select_from(visit)
        .join(piece, piece.c.id == visit.c.piece_id)
        .join(batch_table, batch_table.c.id == piece.c.batch_id)
        .join(JOURNAL, JOURNAL.c.number == visit.c.entry)
        .where(visit.c.batch_id == batch)
        .order_by(visit.c.piece_id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(visit.c.piece_id > after)
    if wanted is ManifestState.UNEXPECTED:
        if not told:
            return []
        statement = statement.where(~is_listed(visit))
    if wanted is ManifestState.QUARANTINED:
        statement = statement.where(IS_SET_APART)
    names = shop_catalogue(connection).dispositions
    rows = []
    for *values, listed, disposition in connection.execute(statement):
        row = ManifestRow._make([*values, bool(listed) if told else None])
        known = names.get(disposition)
        if row.state == PieceState.QUARANTINE and not row.reason and known:
            row = row._replace(reason=say(known.name))
        rows.append(row)
    return rows


def _refusals(
    connection: Connection, batch: int, after: int | None, limit: int
) -> list[ManifestRow]:
    """Cards that were turned away, as they came."""
    statement = (
        select(
            refusal,
            JOURNAL.c.at,
            JOURNAL.c.person,
            line_of_refusal(refusal).is_not(None).label("listed"),
        )
        .join(JOURNAL, JOURNAL.c.number == refusal.c.entry)
        .where(refusal.c.batch_id == batch)
        .order_by(refusal.c.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(refusal.c.id > after)
    reasons = shop_catalogue(connection).refusals
    told = bool(connection.execute(select(has_list(batch))).scalar())
    rows = connection.execute(statement).all()
    found = []
    for row in rows:
        known = by_code(reasons, row.reason)
        found.append(
            ManifestRow(
                key=row.id, tag="", serial=row.serial, maker=row.maker, model=row.model,
                part_number="", box="", state="", batch="", repeats="",
                reason=say(known.name) if known else row.reason, note=row.note, at=row.at,
                person=row.person, listed=bool(row.listed) if told else None,
            )
        )  # fmt: skip
    return found


def _lines(
    connection: Connection, batch: int, wanted: ManifestState, after: int | None, limit: int
) -> list[ManifestRow]:
    """Lines whose card did not come, in the order of their serials."""
    statement = (
        select(claim, here_already(claim).label("piece_id"))
        .where(claim.c.batch_id == BATCH, literal(wanted.value) == STATE)
        .order_by(claim.c.normal, claim.c.maker)
        .limit(limit)
    )
    if after is not None:
        last = connection.execute(
            select(claim.c.normal, claim.c.maker).where(claim.c.id == after)
        ).first()
        if last is None:
            raise Refused("The list has changed meanwhile. Show it anew.")
        statement = statement.where(
            tuple_(claim.c.normal, claim.c.maker) > tuple_(literal(last[0]), literal(last[1]))
        )
    rows = connection.execute(statement, {BATCH.key: batch}).all()
    here_by_id, repeats = {}, {}
    if wanted is ManifestState.DUPLICATE:
        ids = [row.piece_id for row in rows if row.piece_id is not None]
        here_by_id = {
            row.id: row
            for row in connection.execute(
                select(piece.c.id, piece.c.tag, piece.c.state, batch_table.c.number)
                .join(batch_table, batch_table.c.id == piece.c.batch_id)
                .where(piece.c.id.in_(ids))
            )
        }
        if len(ids) < len(rows):
            repeated = connection.execute(TWICE, {BATCH.key: batch})
            repeats = {row.id: row.serial for row in repeated}
    found = []
    for row in rows:
        known = here_by_id.get(row.piece_id)
        found.append(
            ManifestRow(
                key=row.id, tag=known.tag if known else "", serial=row.serial, maker=row.maker,
                model=row.model, part_number=row.part_number, box=row.box,
                state=known.state if known else "", batch=known.number if known else "",
                repeats="" if known else repeats.get(row.id, ""), reason="", note=row.note, at="",
                person="", listed=True,
            )
        )  # fmt: skip
    return found
