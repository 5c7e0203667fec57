# SPDX-License-Identifier: MIT
"""What the report of a batch tells of each card on a page of its own, many cards at a time."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from workshop.queries.passport_more import Noted, noted_at
from workshop.queries.photos import PhotoRow, photos_of_each
from workshop.queries.pieces import StepRow, steps_of_each
from workshop.queries.results import TestRow, tests_of_each
from workshop.queries.rows import PIECES, PieceRow, as_piece, batch_id, piece, piece_id
from workshop.storage.schema import JOURNALLED

visit = JOURNALLED["visit"]


class CardFile(NamedTuple):
    """A card, what came off it and is fitted on it, its steps with what was noted, tests, photos.

    It came off nothing and is on nothing.
    """

    piece: PieceRow
    came_off: list[PieceRow]
    fitted: list[PieceRow]
    steps: list[StepRow]
    tests: list[TestRow]
    photos: list[PhotoRow]
    noted: list[Noted]
    donor: PieceRow | None = None
    board: PieceRow | None = None


def card_files(
    connection: Connection, *, batch: str, after: str | None = None, limit: int = 100
) -> list[CardFile]:
    """The cards and boards received with a batch that are still of it, in the order of their tags.

    `after` is the tag of the last one before. Refuses an unknown batch.
    """
    number = batch_id(connection, batch)
    first = piece_id(connection, after) if after else 0
    ids = list(
        connection.scalars(
            select(visit.c.piece_id)
            .join(piece, piece.c.id == visit.c.piece_id)
            .where(
                visit.c.batch_id == number,
                visit.c.piece_id > first,
                piece.c.batch_id == number,
            )
            .distinct()
            .order_by(visit.c.piece_id)
            .limit(limit)
        )
    )
    cards = {
        row[-1]: as_piece(row[:-1])
        for row in connection.execute(PIECES.add_columns(piece.c.id).where(piece.c.id.in_(ids)))
    }
    steps, tests = steps_of_each(connection, ids), tests_of_each(connection, ids)
    by_tag: dict[str, list[PhotoRow]] = {}
    for photo in photos_of_each(connection, ids):
        by_tag.setdefault(photo.piece, []).append(photo)
    came_off, fitted = (_relatives(connection, ids, column) for column in ("donor_id", "board_id"))
    return [
        CardFile(
            cards[card],
            came_off.get(card, []),
            fitted.get(card, []),
            steps.get(card, []),
            tests.get(card, []),
            by_tag.get(cards[card].tag, []),
            noted_at(connection, [(x.entry, x.step, x.values) for x in steps.get(card, [])]),
        )
        for card in ids
    ]


def _relatives(connection: Connection, ids: list[int], column: str) -> dict[int, list[PieceRow]]:
    """The pieces whose donor or board is one of these, by which."""
    of = piece.c[column]
    found: dict[int, list[PieceRow]] = {}
    for row in connection.execute(
        PIECES.add_columns(of.label("of")).where(of.in_(ids)).order_by(piece.c.id)
    ):
        found.setdefault(row[-1], []).append(as_piece(row[:-1]))
    return found
