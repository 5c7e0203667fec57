# SPDX-License-Identifier: MIT
"""A piece is put on its way: the routing that says which steps come in which order."""

from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from workshop.acts.look_up import the_piece
from workshop.domain.catalogue import by_code
from workshop.domain.refused import Refused
from workshop.domain.routing import Standing
from workshop.domain.routing_entries import Step
from workshop.domain.rules import piece_is_free
from workshop.domain.tag import written
from workshop.storage.shop import newest_edition, shop_catalogue
from workshop.storage.things import Piece
from workshop.storage.ways import records_of, way_of

Receipt = dict[str, Any]


class Coming(NamedTuple):
    """A step that is to be done with a piece, and where the piece stands on its way.

    `standing` is none where no routing asks for an order: the step is no part of one.
    """

    step: Step
    standing: Standing | None
    names: dict[str, str]

    @property
    def routing(self) -> str:
        """The code of the routing the step is a part of; empty where it is of none."""
        return self.standing.routing.code if self.standing else ""


def choose_routing(session: Session, *, piece: str, routing: str = "") -> Receipt:
    """Put a piece on a routing, in its newest version; with none it goes the usual way again.

    Steps that were recorded count on the new way too. Refuses an unknown routing, and the one it
    is on in the version it has.
    """
    row = the_piece(session, piece)
    piece_is_free(row.tag, row.state, row.held_for)
    known = shop_catalogue(session).routing(routing) if routing.strip() else None
    code = known.code if known else ""
    edition = newest_edition(session) if code else 0
    if (row.routing, row.edition) == (code, edition):
        raise Refused("{tag} goes this way already.", tag=written(row.tag))
    row.routing, row.edition = code, edition
    name = {"name": known.name} if known else {}
    return {"tag": row.tag, "routing": code, "edition": edition} | name


def coming(session: Session, piece: Piece, step: str) -> Coming:
    """A step by its code as the way of a piece has it; its first step puts a card on its way."""
    way = way_of(
        session, routing=piece.routing, edition=piece.edition, kind=piece.kind, model=piece.model
    )
    known = by_code(way.catalogue.steps, step)
    if known is None or known.code not in way.routing.steps or not way.binds:
        return Coming(shop_catalogue(session).step(step), None, {})
    if not piece.routing:
        piece.routing, piece.edition = way.routing.code, way.edition
    names = {code: each.name for code, each in way.catalogue.steps.items()}
    return Coming(known, Standing(way.routing, records_of(session, piece.id)), names)
