# SPDX-License-Identifier: MIT
"""All that was ever found or done at one site of a board."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from workshop.domain.rules import carries_sites, site_exists
from workshop.queries.rows import piece, piece_id, place_table
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import shop_catalogue

site_record = JOURNALLED["site_record"].c
person = JOURNALLED["person"]


class SiteEvent(NamedTuple):
    """One record of a site; `piece` is the tag of what came off or was fitted, `model` what it is.

    `expected` is what the catalogue said is there, `name` that of the person; what is not known is
    empty text.
    """

    id: int
    entry: int
    at: str
    person: str
    outcome: str
    piece: str
    model: str
    expected: str
    marking: str
    grade: str
    place: str
    note: str
    name: str


def site_history(
    connection: Connection, *, card: str, site: str, after: int | None = None, limit: int = 100
) -> list[SiteEvent]:
    """The records of a site of a card or board, the oldest first.

    `after` is the id of the last one of the page before. Refuses other pieces, and a site that
    the board does not have.
    """
    number = piece_id(connection, card)
    row = connection.execute(
        select(piece.c.tag, piece.c.kind, piece.c.model).where(piece.c.id == number)
    ).one()
    carries_sites(row.tag, row.kind)
    plan = shop_catalogue(connection).board_of(row.model)
    name = site_exists(site, [one.name for one in plan.sites], plan.name)
    statement = (
        select(
            site_record.id,
            site_record.entry,
            JOURNAL.c.at,
            JOURNAL.c.person,
            site_record.outcome,
            piece.c.tag,
            piece.c.model,
            site_record.expected,
            site_record.marking,
            site_record.grade,
            place_table.c.code,
            site_record.note,
            func.coalesce(person.c.name, JOURNAL.c.person),
        )
        .join(JOURNAL, JOURNAL.c.number == site_record.entry)
        .outerjoin(person, person.c.code == JOURNAL.c.person)
        .outerjoin(piece, piece.c.id == site_record.piece_id)
        .outerjoin(place_table, place_table.c.id == site_record.place_id)
        .where(site_record.board_id == number, site_record.site == name)
        .order_by(site_record.id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(site_record.id > after)
    return [
        SiteEvent._make("" if value is None else value for value in row)
        for row in connection.execute(statement)
    ]
