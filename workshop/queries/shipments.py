# SPDX-License-Identifier: MIT
"""Shipments: to whom they go, what is in them, and when they left."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from workshop.domain.refused import Refused
from workshop.domain.terms import IdentifierKind, ShipmentState
from workshop.domain.text import shown
from workshop.queries.rows import batch_table, called, named, piece, place_table
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import shop_catalogue

shipment_table = JOURNALLED["shipment"]
packed = JOURNALLED["packed"]
left = JOURNAL.alias("left_with")


class ShipmentRow(NamedTuple):
    """A shipment: who opened it when (UTC), how many pieces it has, and when it left, if it did.

    `decided` is what its disposition is called.
    """

    id: int
    number: str
    buyer: str
    country: str
    reference: str
    state: str
    pieces: int
    disposition: str
    decided: str
    note: str
    at: str
    person: str
    shipped_at: str
    shipped_by: str


_SHIPMENTS: Select[Any] = (
    select(
        shipment_table.c.id,
        shipment_table.c.number,
        shipment_table.c.buyer,
        shipment_table.c.country,
        shipment_table.c.reference,
        shipment_table.c.disposition,
        shipment_table.c.note,
        shipment_table.c.ended,
        JOURNAL.c.at,
        JOURNAL.c.person,
        left.c.at.label("shipped_at"),
        left.c.person.label("shipped_by"),
        select(func.count())
        .select_from(packed)
        .where(packed.c.shipment_id == shipment_table.c.id)
        .scalar_subquery()
        .label("pieces"),
    )
    .join(JOURNAL, JOURNAL.c.number == shipment_table.c.entry)
    .outerjoin(left, left.c.number == shipment_table.c.ended)
)


def shipments(
    connection: Connection,
    *,
    is_open: bool = False,
    after: int | None = None,
    limit: int = 200,
) -> list[ShipmentRow]:
    """The shipments, the newest first; with `is_open` only those that have not left."""
    statement = _SHIPMENTS.order_by(shipment_table.c.id.desc()).limit(limit)
    if is_open:
        statement = statement.where(shipment_table.c.ended.is_(None))
    if after is not None:
        statement = statement.where(shipment_table.c.id < after)
    return _rows(connection, statement)


def shipment(connection: Connection, *, number: str) -> ShipmentRow:
    """The shipment of a number; refuses one that there is not."""
    wanted = str(number).strip().upper()
    found = _rows(connection, _SHIPMENTS.where(shipment_table.c.number == wanted))
    if not found:
        raise Refused("There is no shipment “{shipment}”.", shipment=shown(number))
    return found[0]


class PackedRow(NamedTuple):
    """A piece in a shipment; `at` (UTC) and `person` say when it was packed, and who did."""

    id: int
    tag: str
    kind: str
    maker: str
    model: str
    serial: str
    grade: str
    batch: str
    place: str
    at: str
    person: str


def shipment_pieces(
    connection: Connection, *, number: str, after: int | None = None, limit: int = 200
) -> list[PackedRow]:
    """What is in a shipment, in the order it was packed; refuses one that there is not."""
    of = shipment(connection, number=number).id
    statement = (
        select(
            packed.c.id,
            piece.c.tag,
            piece.c.kind,
            piece.c.maker,
            piece.c.model,
            named(IdentifierKind.SERIAL),
            piece.c.grade,
            batch_table.c.number,
            place_table.c.code,
            JOURNAL.c.at,
            JOURNAL.c.person,
        )
        .join_from(packed, piece, piece.c.id == packed.c.piece_id)
        .join(batch_table, batch_table.c.id == piece.c.batch_id)
        .join(JOURNAL, JOURNAL.c.number == packed.c.entry)
        .outerjoin(place_table, place_table.c.id == piece.c.place_id)
        .where(packed.c.shipment_id == of)
        .order_by(packed.c.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(packed.c.id > after)
    return [PackedRow._make("" if value is None else value for value in row)
            for row in connection.execute(statement)]  # fmt: skip


class SentWith(NamedTuple):
    """The shipment a piece is packed for or left with; `shipped_at` (UTC) is empty until then."""

    shipment: str
    buyer: str
    country: str
    reference: str
    shipped_at: str


def sent_with(connection: Connection, pieces: list[int]) -> list[SentWith]:
    """The shipments of pieces (their row ids), the oldest first: a piece may have come back."""
    rows = connection.execute(
        select(
            shipment_table.c.number,
            shipment_table.c.buyer,
            shipment_table.c.country,
            shipment_table.c.reference,
            left.c.at,
        )
        .join_from(packed, shipment_table, shipment_table.c.id == packed.c.shipment_id)
        .outerjoin(left, left.c.number == shipment_table.c.ended)
        .where(packed.c.piece_id.in_(pieces))
        .order_by(packed.c.id)
    )
    return [SentWith(*row[:-1], row[-1] or "") for row in rows]


def _rows(connection: Connection, statement: Select[Any]) -> list[ShipmentRow]:
    rows = connection.execute(statement).all()
    known = shop_catalogue(connection).dispositions if rows else {}
    return [
        ShipmentRow(
            row.id,
            row.number,
            row.buyer,
            row.country,
            row.reference,
            (ShipmentState.OPEN if row.ended is None else ShipmentState.SHIPPED).value,
            row.pieces,
            row.disposition,
            called(known, row.disposition),
            row.note,
            row.at,
            row.person,
            row.shipped_at or "",
            row.shipped_by or "",
        )
        for row in rows
    ]
