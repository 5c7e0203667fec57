# SPDX-License-Identifier: MIT
"""What came in, went out and came off since a day or a week began."""

from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Select, and_, func, or_, select

from workshop.domain.terms import SiteOutcome
from workshop.domain.text import moment
from workshop.queries.journal import first_since
from workshop.queries.rows import batch_table, called, piece
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import shop_catalogue

visit, site_record, person = (JOURNALLED[name] for name in ("visit", "site_record", "person"))
_donor = piece.alias("donor")


class Stay(NamedTuple):
    """A card that came in or went out at `at` (UTC); `disposition` names what became of it."""

    id: int
    tag: str
    model: str
    batch: str
    disposition: str
    at: str
    by: str


class CameOff(NamedTuple):
    """A die or chip that came off a site of its donor at `at` (UTC); `outcome` good or damaged."""

    id: int
    tag: str
    kind: str
    outcome: str
    donor: str
    site: str
    batch: str
    at: str
    by: str


def _who_and_when(statement: Select[Any], entry: Column[int]) -> Select[Any]:
    """Add when something was done, and the name of who did it."""
    return (
        statement.add_columns(JOURNAL.c.at, func.coalesce(person.c.name, JOURNAL.c.person))
        .join(JOURNAL, JOURNAL.c.number == entry)
        .outerjoin(person, person.c.code == JOURNAL.c.person)
    )


def _page(
    connection: Connection,
    statement: Select[Any],
    entry: Column[int],
    since: str,
    after: int | None,
    limit: int,
) -> list[Any]:
    """The rows whose entry is of this time or later, the newest first."""
    of = entry.table.c.id
    statement = statement.where(entry >= first_since(connection, moment(since)))
    if after is not None:
        last = select(entry).where(of == after).scalar_subquery()
        statement = statement.where(or_(entry < last, and_(entry == last, of < after)))
    return list(connection.execute(statement.order_by(entry.desc(), of.desc()).limit(limit)))


_STAYS = (
    select(visit.c.id, piece.c.tag, piece.c.model, batch_table.c.number, visit.c.disposition)
    .select_from(visit)
    .join(piece, piece.c.id == visit.c.piece_id)
    .join(batch_table, batch_table.c.id == visit.c.batch_id)
)


def _stays(
    connection: Connection, entry: Column[int], since: str, after: int | None, limit: int
) -> list[Stay]:
    rows = _page(connection, _who_and_when(_STAYS, entry), entry, since, after, limit)
    known = shop_catalogue(connection).dispositions if rows else {}
    return [Stay(*row)._replace(disposition=called(known, row.disposition)) for row in rows]


def came_in(
    connection: Connection, *, since: str, after: int | None = None, limit: int = 250
) -> list[Stay]:
    """The cards that came in since a time (UTC), the newest first; `after` is the last row's id."""
    return _stays(connection, visit.c.entry, since, after, limit)


def went_out(
    connection: Connection, *, since: str, after: int | None = None, limit: int = 250
) -> list[Stay]:
    """The cards that left since a time (UTC), the newest first; `after` is the last row's id."""
    return _stays(connection, visit.c.ended, since, after, limit)


def came_off(
    connection: Connection,
    *,
    since: str,
    outcome: str | None = None,
    after: int | None = None,
    limit: int = 250,
) -> list[CameOff]:
    """The dies and chips that came off since a time (UTC), or those good or damaged.

    The newest come first; `after` is the id of the last row of the page before.
    """
    of = site_record.c
    wanted = [outcome] if outcome else [SiteOutcome.GOOD.value, SiteOutcome.DAMAGED.value]
    statement: Select[Any] = (
        select(of.id, piece.c.tag, piece.c.kind, of.outcome, _donor.c.tag, of.site,
               batch_table.c.number)
        .select_from(site_record)
        .join(piece, piece.c.id == of.piece_id)
        .join(_donor, _donor.c.id == of.board_id)
        .join(batch_table, batch_table.c.id == piece.c.batch_id)
        .where(of.outcome.in_(wanted))
    )  # fmt: skip
    told = _who_and_when(statement, of.entry)
    return [CameOff(*row) for row in _page(connection, told, of.entry, since, after, limit)]
