# SPDX-License-Identifier: MIT
"""The rows queries answer with, and the select most of them share."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, Select, select

from workshop.domain.refused import Refused
from workshop.domain.tag import require_tag, written
from workshop.domain.terms import IdentifierKind
from workshop.domain.text import shown
from workshop.language import say
from workshop.storage.schema import JOURNALLED

piece = JOURNALLED["piece"]
identifier = JOURNALLED["identifier"]
batch_table = JOURNALLED["batch"]
place_table = JOURNALLED["place"]

donor = piece.alias("donor")
board = piece.alias("board")


class PieceRow(NamedTuple):
    """One piece, with the names of all it refers to; empty text where there is none.

    `taken_apart` says of a card that only its bare board is left.
    """

    tag: str
    kind: str
    state: str
    model: str
    maker: str
    serial: str
    part_number: str
    marking: str
    grade: str
    batch: str
    place: str
    donor: str
    donor_site: str
    board: str
    site: str
    disposition: str
    heat_cycles: int
    routing: str
    note: str
    taken_apart: bool


class _Named(Protocol):
    @property
    def name(self) -> str: ...


def called(entries: Mapping[str, _Named], code: str) -> str:
    """What people call an entry of the catalogue, in the language in force; else its code."""
    return say(entries[code].name) if code in entries else code


def named(kind: IdentifierKind) -> Any:
    """The newest of what a piece is called in this way, as a column."""
    return (
        select(identifier.c.raw)
        .where(identifier.c.piece_id == piece.c.id, identifier.c.kind == kind.value)
        .order_by(identifier.c.id.desc())
        .limit(1)
        .scalar_subquery()
        .label(kind.value)
    )


PIECES: Select[Any] = (
    select(
        piece.c.tag,
        piece.c.kind,
        piece.c.state,
        piece.c.model,
        piece.c.maker,
        named(IdentifierKind.SERIAL),
        named(IdentifierKind.PART_NUMBER),
        named(IdentifierKind.MARKING),
        piece.c.grade,
        batch_table.c.number,
        place_table.c.code,
        donor.c.tag,
        piece.c.donor_site,
        board.c.tag,
        piece.c.site,
        piece.c.disposition,
        piece.c.heat_cycles,
        piece.c.routing,
        piece.c.note,
        piece.c.taken_apart.is_not(None),
    )
    .select_from(piece)
    .join(batch_table, batch_table.c.id == piece.c.batch_id)
    .outerjoin(place_table, place_table.c.id == piece.c.place_id)
    .outerjoin(donor, donor.c.id == piece.c.donor_id)
    .outerjoin(board, board.c.id == piece.c.board_id)
)


def piece_rows(connection: Connection, statement: Select[Any]) -> list[PieceRow]:
    """The answer to a select that began as PIECES."""
    return [as_piece(row) for row in connection.execute(statement)]


def as_piece(row: Iterable[Any]) -> PieceRow:
    """A row of PIECES, with empty text for what it refers to in vain."""
    values: list[Any] = ["" if value is None else value for value in row]
    values[-1] = bool(values[-1])  # SQLite knows only numbers
    return PieceRow(*values)


def piece_id(connection: Connection, tag: str) -> int:
    """The id of the piece of a tag; refuses a wrong or unknown tag."""
    plain = require_tag(str(tag))
    found = connection.execute(select(piece.c.id).where(piece.c.tag == plain)).scalar()
    if found is None:
        raise Refused(
            "No piece has the tag {tag}. Perhaps its receipt was undone.", tag=written(plain)
        )
    return int(found)


def batch_id(connection: Connection, number: str) -> int:
    """The id of the batch of a number; refuses an unknown one."""
    wanted = str(number).strip().upper()
    found = connection.execute(
        select(batch_table.c.id).where(batch_table.c.number == wanted)
    ).scalar()
    if found is None:
        raise Refused("There is no batch “{number}”.", number=shown(number))
    return int(found)


def batch_numbers(connection: Connection) -> dict[int, str]:
    """What every batch is called, by its id."""
    rows = connection.execute(select(batch_table.c.id, batch_table.c.number))
    return {of: number for of, number in rows}
