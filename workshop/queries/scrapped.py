# SPDX-License-Identifier: MIT
"""What left for good, thrown away or sold: when, by whom and why that was decided."""

import json
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, literal, select, union_all

from workshop.domain.refused import Refused
from workshop.domain.terms import IdentifierKind, PieceState
from workshop.domain.text import code, moment
from workshop.queries.journal import first_since
from workshop.queries.rows import batch_id, batch_table, board, named, piece
from workshop.storage.schema import JOURNAL, JOURNALLED, MENTION
from workshop.storage.shop import shop_catalogue

person = JOURNALLED["person"]

SCRAP = "SCRAP"
"""The disposition of what is thrown away, unless another is asked for."""

# The acts that decide what becomes of a piece.
_DECIDE = ("dispose", "scrap", "take_apart", "ship")


class GoneRow(NamedTuple):
    """A piece that left for good at `at` (UTC); `board` is the one it went with, if any."""

    tag: str
    kind: str
    maker: str
    model: str
    serial: str
    batch: str
    board: str
    disposition: str
    at: str
    by: str
    reason: str


def scrapped(
    connection: Connection,
    *,
    batch: str | None = None,
    since: str | None = None,
    until: str | None = None,
    disposition: str = SCRAP,
) -> list[GoneRow]:
    """What was thrown away, of a batch and between two times (UTC), in the order it was decided.

    What was fitted on a board that was thrown away went with it. `disposition` is another code
    that means as much in this shop. Refuses an unknown batch, and times in the wrong order.
    """
    return _gone(connection, [code(disposition, "The disposition")], batch, since, until)


def sold(
    connection: Connection,
    *,
    batch: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> list[GoneRow]:
    """What was sold, of a batch and between two times (UTC), in the order it was decided.

    What is fitted on a board goes with it. Refuses an unknown batch, and times in the wrong order.
    """
    known = shop_catalogue(connection).dispositions.values()
    return _gone(connection, [one.code for one in known if one.sells], batch, since, until)


def _gone(
    connection: Connection,
    dispositions: list[str],
    batch: str | None,
    since: str | None,
    until: str | None,
) -> list[GoneRow]:
    first = first_since(connection, moment(since)) if since else 0
    last = first_since(connection, moment(until)) if until else None
    if since and until and moment(until) < moment(since):
        raise Refused("It ends before it begins: name the earlier time first.")
    known = batch_id(connection, batch) if batch else None
    both = union_all(
        *(
            one if known is None else one.where(piece.c.batch_id == known)
            for one in _kinds(dispositions)
        )
    ).subquery()
    found = both.c
    statement = (
        select(
            *(found[name] for name in GoneRow._fields[:8]),
            JOURNAL.c.at,
            func.coalesce(person.c.name, JOURNAL.c.person),
            JOURNAL.c.facts,
        )
        .join_from(both, JOURNAL, JOURNAL.c.number == found.entry)
        .outerjoin(person, person.c.code == JOURNAL.c.person)
        .where(found.entry >= first)
        .order_by(found.entry, found.id)
    )
    if last is not None:
        statement = statement.where(found.entry < last)
    return [
        GoneRow._make((*(value or "" for value in row[:-1]), _reason(row.facts)))
        for row in connection.execute(statement)
    ]


def _kinds(dispositions: list[str]) -> tuple[Select[Any], Select[Any]]:
    """The pieces this was decided of, and those fitted on a board it was decided of."""
    own = _of(piece, literal("")).where(
        piece.c.state == PieceState.GONE.value, piece.c.disposition.in_(dispositions)
    )
    beside = _of(board, board.c.tag).where(
        board.c.state == PieceState.GONE.value,
        board.c.disposition.in_(dispositions),
        piece.c.state == PieceState.FITTED.value,
    )
    return own, beside.join(board, board.c.id == piece.c.board_id)


def _of(decided: Any, went_with: Any) -> Select[Any]:
    """Pieces with the newest entry in which something was decided of `decided`."""
    entry = (
        select(func.max(MENTION.c.number))
        .join(JOURNAL, JOURNAL.c.number == MENTION.c.number)
        .where(
            MENTION.c.subject == "piece",
            MENTION.c.row == decided.c.id,
            JOURNAL.c.act.in_(_DECIDE),
        )
        .correlate(decided)
        .scalar_subquery()
    )
    return (
        select(
            piece.c.tag.label("tag"),
            piece.c.kind.label("kind"),
            piece.c.maker.label("maker"),
            piece.c.model.label("model"),
            named(IdentifierKind.SERIAL).label("serial"),
            batch_table.c.number.label("batch"),
            went_with.label("board"),
            decided.c.disposition.label("disposition"),
            entry.label("entry"),
            piece.c.id.label("id"),
        )
        .select_from(piece)
        .join(batch_table, batch_table.c.id == piece.c.batch_id)
    )


def _reason(facts: str) -> str:
    return str(json.loads(facts).get("reason") or "")
