# SPDX-License-Identifier: MIT
"""Receiving sessions: who received what of a batch, and why cards may be turned away."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from workshop.domain.catalogue_entries import RefusalReason
from workshop.domain.refused import Refused
from workshop.domain.terms import BatchState
from workshop.queries.rows import batch_id, batch_table, piece
from workshop.storage.claims import IS_SET_APART, has_list, is_listed, refusal, visit
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import shop_catalogue

session = JOURNALLED["receiving"]

begun, ended, signed = (JOURNAL.alias(name) for name in ("begun", "ended", "signed"))


class ReceivingRow(NamedTuple):
    """One receiving session; times are UTC, empty where it has not ended or is not signed.

    `received` counts all its cards; `unexpected` and `quarantined` are among them.
    """

    id: int
    batch: str
    person: str
    station: str
    started: str
    ended: str
    received: int
    unexpected: int
    refused: int
    quarantined: int
    signed_by: str
    signed: str
    note: str


def _cards_of(*conditions: Any, also: Any = None) -> Any:
    """How many cards of a session, those alone that meet the conditions."""
    counted = visit if also is None else visit.join(piece, piece.c.id == visit.c.piece_id)
    return (
        select(func.count())
        .select_from(counted)
        .where(visit.c.receiving_id == session.c.id, *conditions)
        .correlate(session)
        .scalar_subquery()
    )


_SESSIONS: Select[Any] = (
    select(
        session.c.id,
        batch_table.c.number,
        session.c.person,
        session.c.station,
        begun.c.at,
        func.coalesce(ended.c.at, ""),
        _cards_of(),
        _cards_of(~is_listed(visit), has_list(visit.c.batch_id)),
        select(func.count())
        .select_from(refusal)
        .where(refusal.c.receiving_id == session.c.id)
        .correlate(session)
        .scalar_subquery(),
        _cards_of(IS_SET_APART, also=piece),
        session.c.signed_by,
        func.coalesce(signed.c.at, ""),
        session.c.note,
    )
    .join(batch_table, batch_table.c.id == session.c.batch_id)
    .join(begun, begun.c.number == session.c.entry)
    .outerjoin(ended, ended.c.number == session.c.ended)
    .outerjoin(signed, signed.c.number == session.c.signed)
    .order_by(session.c.id)
)


def receivings(connection: Connection, *, batch: str) -> list[ReceivingRow]:
    """The receiving sessions of a batch, the first one first."""
    wanted = _SESSIONS.where(session.c.batch_id == batch_id(connection, batch))
    return [ReceivingRow(*row) for row in connection.execute(wanted)]


def receiving(connection: Connection, *, id: int) -> ReceivingRow:
    """One receiving session by its number; refuses an unknown one."""
    row = connection.execute(_SESSIONS.where(session.c.id == id)).first()
    if row is None:
        raise Refused("There is no receiving session {number}.", number=id)
    return ReceivingRow(*row)


def refusal_reasons(connection: Connection) -> list[RefusalReason]:
    """Why cards may be turned away at the dock."""
    return list(shop_catalogue(connection).refusals.values())


def session_here(connection: Connection, *, person: str, station: str = "") -> ReceivingRow | None:
    """The receiving session this person has open at this station, of whatever open batch."""
    wanted = _SESSIONS.where(
        session.c.ended.is_(None),
        session.c.person == person,
        session.c.station == station,
        batch_table.c.state == BatchState.OPEN.value,
    )
    row = connection.execute(wanted.limit(1)).first()
    return None if row is None else ReceivingRow(*row)
