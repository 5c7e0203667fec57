# SPDX-License-Identifier: MIT
"""Whose stays in the workshop count for a card: its own, or those of the board it was built on."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, select

from workshop.domain.board_maps import PCB
from workshop.storage.schema import JOURNALLED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_piece, _visit = JOURNALLED["piece"].c, JOURNALLED["visit"].c
_OWN = select(_visit.id).where(_visit.piece_id == bindparam("piece")).limit(1)
_BOARD = select(_piece.id).where(_piece.board_id == bindparam("piece"), _piece.site == PCB)


def whose_stay(connection: "Connection | Session", piece: int) -> int:
    """The id of the piece whose visits are those of this one: a card built here came as a board."""
    own = connection.execute(_OWN, {"piece": piece}).first()
    board = None if own else connection.execute(_BOARD, {"piece": piece}).scalar()
    return board or piece
