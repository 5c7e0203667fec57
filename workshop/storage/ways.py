# SPDX-License-Identifier: MIT
"""Which way a piece goes: its routing as it was when it was put on it, and how far it is."""

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from workshop.domain.catalogue import Catalogue, by_code
from workshop.domain.routing import Recorded
from workshop.domain.routing_entries import Routing
from workshop.domain.terms import PieceKind
from workshop.storage.schema import JOURNALLED
from workshop.storage.shop import catalogue_of, newest_edition, shop_catalogue

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_step_record = JOURNALLED["step_record"].c
_visit = JOURNALLED["visit"].c

# A card that came back starts anew: what was recorded on an earlier visit does not count.
_SINCE = (
    select(func.coalesce(func.max(_visit.entry), 0))
    .where(_visit.piece_id == bindparam("piece"))
    .scalar_subquery()
)
_RECORDS = (
    select(_step_record.step, _step_record.outcome, _step_record.override)
    .where(_step_record.piece_id == bindparam("piece"), _step_record.entry >= _SINCE)
    .order_by(_step_record.id)
)


class Way(NamedTuple):
    """A routing, the catalogue and edition it is read from, and whether the piece is bound by it.

    A card is bound by its own routing, or by the usual one from its first step on; another piece
    only by its own.
    """

    routing: Routing
    catalogue: Catalogue
    edition: int
    binds: bool


def way_of(
    connection: "Connection | Session", *, routing: str, edition: int, kind: str, model: str
) -> Way:
    """The way of a piece: its own, else the one that is usual for its model."""
    if routing:
        then = catalogue_of(connection, edition)
        own = by_code(then.routings, routing)
        if own is not None:
            return Way(own, then, edition, True)
    now = shop_catalogue(connection)
    own = by_code(now.routings, routing) if routing else None
    binds = own is not None or kind == PieceKind.CARD
    return Way(own or now.usual_routing(model), now, newest_edition(connection), binds)


def records_of(connection: "Connection | Session", piece: int) -> list[Recorded]:
    """What was recorded with a piece on this visit, the oldest first."""
    return [Recorded(*row) for row in connection.execute(_RECORDS, {"piece": piece})]
