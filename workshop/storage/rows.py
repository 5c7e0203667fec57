# SPDX-License-Identifier: MIT
"""How an act makes new rows: with ids and tags from the journal's running numbers."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from workshop.domain.tag import make_tag
from workshop.domain.terms import PieceKind
from workshop.storage.journal import work_of
from workshop.storage.schema import earlier
from workshop.storage.things import Piece, Row, Workshop

R = TypeVar("R", bound=Row)


def new(session: Session, table: type[R], /, **columns: Any) -> R:
    """Add a row with the next id; where it has a column `entry`, that is this entry's number.

    A column of a later revision that is not given has what older rows have.
    """
    work = work_of(session)
    if "entry" in table.__table__.columns:
        columns["entry"] = work.number
    row = table(id=work.next_row(), **{**earlier(str(table.__table__.name)), **columns})
    session.add(row)
    return row


def new_many(session: Session, model: type[Row], rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows at once, with every column but `entry`, `id` included."""
    if not rows:
        return
    known = earlier(str(model.__table__.name))
    if "entry" in model.__table__.columns:
        known["entry"] = work_of(session).number
    session.execute(insert(model), [{**known, **row} for row in rows] if known else list(rows))


BLANK_PIECE: Mapping[str, Any] = MappingProxyType(
    {
        "maker": "",
        "model": "",
        "place_id": None,
        "donor_id": None,
        "donor_site": "",
        "board_id": None,
        "site": "",
        "routing": "",
        "grade": "",
        "disposition": "",
        "heat_cycles": 0,
        "note": "",
    }
)
"""A piece of which nothing is said yet."""


def new_piece(session: Session, kind: PieceKind, **columns: Any) -> Piece:
    """Add a piece of a kind with the next tag; what is not said of it is left open."""
    tag = next_tag(session, kind)
    return new(session, Piece, **{**BLANK_PIECE, "tag": tag, "kind": kind.value, **columns})


def next_tag(session: Session, kind: PieceKind) -> str:
    """The tag of a new piece of this kind."""
    site = session.info.get("site")
    if site is None:
        site = session.info["site"] = session.execute(select(Workshop.site)).scalar_one()
    return make_tag(kind, site, work_of(session).next_piece())
