# SPDX-License-Identifier: MIT
"""The print queue: what was printed leaves it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workshop.acts.look_up import the_piece
from workshop.domain.refused import Refused
from workshop.storage.journal import work_of
from workshop.storage.rows import new
from workshop.storage.slices import some
from workshop.storage.things import Label, Piece

Receipt = dict[str, Any]


def labels_printed(session: Session, *, labels: list[int]) -> Receipt:
    """Take labels from the queue that were printed; refuses one that is not in it."""
    if not isinstance(labels, list) or not labels:
        raise Refused("No labels were named.")
    if any(type(label) is not int for label in labels):
        raise Refused("Labels are named by their numbers in the print queue.")
    number = work_of(session).number
    wanted = sorted(set(labels))
    for part in some(wanted):
        rows = session.scalars(select(Label).where(Label.id.in_(part))).all()
        if len(rows) != len(part) or any(row.state != "waiting" for row in rows):
            raise Refused("One of these labels is not in the print queue any more. Look again.")
        for row in rows:
            row.state, row.printed_entry = "printed", number
    return {"labels": len(wanted)}


def print_again(session: Session, *, piece: str, reason: str = "") -> Receipt:
    """Put the label of a piece into the print queue once more."""
    row = the_piece(session, piece)
    if not queue_label(session, row):
        raise Refused("The label of this piece is in the print queue already.")
    return {"tag": row.tag}


def queue_label(session: Session, piece: Piece) -> bool:
    """Put the label of a piece into the print queue; False where it is there already."""
    waiting = session.execute(
        select(Label.id).where(Label.piece_id == piece.id, Label.state == "waiting")
    ).first()
    if waiting is None:
        new(session, Label, piece_id=piece.id, state="waiting", printed_entry=None)
    return waiting is None
