# SPDX-License-Identifier: MIT
"""Where the GPU of a UUID is now: a UUID belongs to a die, and goes with it to another board."""

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from workshop.domain.identity_entries import FactName
from workshop.domain.terms import IdentifierKind, PieceKind, SiteOutcome
from workshop.domain.text import normal
from workshop.storage.schema import JOURNALLED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_piece = JOURNALLED["piece"].c
_identifier = JOURNALLED["identifier"].c
_fact = JOURNALLED["identity_fact"].c
_record = JOURNALLED["site_record"].c

_NOTED = (
    select(_piece.id, _piece.tag, _piece.kind, _piece.board_id)
    .join(JOURNALLED["identifier"], _identifier.piece_id == _piece.id)
    .where(
        _identifier.normal == bindparam("normal"),
        _identifier.kind == IdentifierKind.GPU_UUID.value,
    )
    .distinct()
    .order_by(_piece.id)
)
# Since when a card reports this UUID; 0 where no tool said so.
_SINCE = select(func.coalesce(func.max(_fact.entry), 0)).where(
    _fact.piece_id == bindparam("piece"),
    _fact.name == FactName.GPU_UUID.value,
    _fact.value == bindparam("uuid"),
)
# The die that came off first after that is the one that reported it.
_CAME_OFF = (
    select(_piece.board_id)
    .join(JOURNALLED["site_record"], _record.piece_id == _piece.id)
    .where(
        _record.board_id == bindparam("piece"),
        _record.entry > bindparam("since"),
        _record.outcome.in_([SiteOutcome.GOOD.value, SiteOutcome.DAMAGED.value]),
        _piece.kind == PieceKind.DIE.value,
    )
    .order_by(_record.id)
    .limit(1)
)
_TAG = select(_piece.tag).where(_piece.id == bindparam("piece"))


class Whereabouts(NamedTuple):
    """A card that a UUID is noted with, and the card its GPU is on now.

    `now` is the noted card itself where its GPU never came off, and where it is on no board.
    """

    noted: int
    noted_tag: str
    now: int
    now_tag: str


def whereabouts(connection: "Connection | Session", uuid: str) -> list[Whereabouts]:
    """Every card that a GPU UUID is noted with; none where nobody knows it."""
    found = []
    for row in connection.execute(_NOTED, {"normal": normal(uuid)}).all():
        now = row.id
        since = connection.execute(_SINCE, {"piece": row.id, "uuid": uuid}).scalar_one()
        gone = connection.execute(_CAME_OFF, {"piece": row.id, "since": since}).first()
        if gone is not None and gone.board_id is not None:
            now = gone.board_id
        elif row.kind != PieceKind.CARD and row.board_id is not None:
            now = row.board_id  # a bare board that was built into a card, or the die itself
        tag = connection.execute(_TAG, {"piece": now}).scalar_one()
        found.append(Whereabouts(row.id, row.tag, now, tag))
    return found
