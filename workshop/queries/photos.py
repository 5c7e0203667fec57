# SPDX-License-Identifier: MIT
"""Photos of a piece or of a delivery."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from workshop.queries.rows import batch_id, batch_table, piece, piece_id
from workshop.storage.schema import JOURNAL, JOURNALLED

photo = JOURNALLED["photo"]
evidence = JOURNALLED["evidence"]


class PhotoRow(NamedTuple):
    """One photo, of a piece (its tag) or of a delivery (its batch); the size is upright px.

    `at` and `person` say who kept it when; `taken_at` is the camera's own clock, or empty text.
    """

    id: int
    entry: int
    at: str
    person: str
    piece: str
    batch: str
    sha256: str
    name: str
    size: int
    face: str
    site: str
    note: str
    width: int
    height: int
    taken_at: str


_PHOTOS: Select[Any] = (
    select(
        photo.c.id,
        photo.c.entry,
        JOURNAL.c.at,
        JOURNAL.c.person,
        piece.c.tag,
        batch_table.c.number,
        evidence.c.sha256,
        evidence.c.name,
        evidence.c.size,
        photo.c.face,
        photo.c.site,
        photo.c.note,
        photo.c.width,
        photo.c.height,
        photo.c.taken_at,
    )
    .join(JOURNAL, JOURNAL.c.number == photo.c.entry)
    .join(evidence, evidence.c.id == photo.c.evidence_id)
    .outerjoin(piece, piece.c.id == photo.c.piece_id)
    .outerjoin(batch_table, batch_table.c.id == photo.c.batch_id)
    .order_by(photo.c.id)
)


def photos(
    connection: Connection,
    *,
    piece: str | None = None,
    batch: str | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[PhotoRow]:
    """Photos in the order they were kept, of a piece or of a delivery itself where one is named.

    `after` is the id of the last one of the page before. Refuses an unknown tag or number.
    """
    statement = _PHOTOS.limit(limit)
    if piece:
        statement = statement.where(photo.c.piece_id == piece_id(connection, piece))
    if batch:
        statement = statement.where(photo.c.batch_id == batch_id(connection, batch))
    if after is not None:
        statement = statement.where(photo.c.id > after)
    return _rows(connection, statement)


def photos_of(connection: Connection, number: int) -> list[PhotoRow]:
    """Every photo of the piece of an id."""
    return photos_of_each(connection, [number])


def photos_of_each(connection: Connection, numbers: Sequence[int]) -> list[PhotoRow]:
    """Every photo of the pieces of some ids."""
    return _rows(connection, _PHOTOS.where(photo.c.piece_id.in_(numbers)))


def _rows(connection: Connection, statement: Select[Any]) -> list[PhotoRow]:
    """The answer to a select of photos."""
    return [
        PhotoRow._make("" if value is None else value for value in row)
        for row in connection.execute(statement)
    ]
