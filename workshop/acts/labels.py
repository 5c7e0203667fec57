# SPDX-License-Identifier: MIT
"""The print queue: what a printer takes, what came out of it, and what is printed again."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workshop.acts.look_up import the_piece
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import LabelState
from workshop.domain.text import NOTE, clean, require, shown
from workshop.storage.journal import work_of
from workshop.storage.rows import new
from workshop.storage.slices import some
from workshop.storage.things import BlankTag, Label, Piece

Receipt = dict[str, Any]

# What is in the queue: on its way to paper, or stuck on it.
QUEUED = frozenset({LabelState.WAITING, LabelState.PRINTING, LabelState.UNSURE, LabelState.FAILED})
# What a label that was given to a printer can be instead of printed.
_NOT_PRINTED = (LabelState.WAITING, LabelState.UNSURE, LabelState.FAILED)


def take_labels(session: Session, *, labels: list[int], printer: str) -> Receipt:
    """Give labels that wait to a printer, which nobody else can do from then on.

    Refuses one that does not wait, such as one that another printer was given meanwhile.
    """
    name = require(printer, "The name of the printer")
    rows = _in_queue(session, labels, {LabelState.WAITING})
    for row in rows:
        row.state, row.printer, row.station = LabelState.PRINTING.value, name, _station(session)
        row.tries, row.trouble = row.tries + 1, ""
    return {"labels": len(rows)}


def labels_printed(session: Session, *, labels: list[int]) -> Receipt:
    """Take labels from the queue that were printed; refuses one that is not in it."""
    rows = _in_queue(session, labels, QUEUED)
    number = work_of(session).number
    for row in rows:
        row.state, row.printed_entry, row.trouble = LabelState.PRINTED.value, number, ""
    return {"labels": len(rows)}


def labels_not_printed(
    session: Session, *, labels: list[int], outcome: str = "waiting", trouble: str = ""
) -> Receipt:
    """Note that labels of the queue were not printed, or that nobody knows.

    `outcome` is waiting (they are printed next time), unsure (a person must look whether they came
    out) or failed (they cannot be printed as they are); the last two need `trouble`: what the
    printer said, or what is wrong with them. Refuses a label that is not in the queue.
    """
    if outcome not in _NOT_PRINTED:
        raise Refused(
            "“{outcome}” is nothing that becomes of a label. Choose one of: {all}.",
            outcome=shown(outcome),
            all=", ".join(_NOT_PRINTED),
        )
    said = shown(trouble, NOTE) if isinstance(trouble, str) else ""
    if outcome != LabelState.WAITING:
        require(said, "What went wrong", NOTE + 1)
    rows = _in_queue(session, labels, QUEUED)
    for row in rows:
        row.state, row.trouble = outcome, said
    return {"labels": len(rows), "outcome": outcome, "trouble": said}


def void_labels(session: Session, *, labels: list[int], reason: str) -> Receipt:
    """Take labels from the queue that are not to be printed; refuses one that is not in it."""
    why = require(reason, "The reason")
    rows = _in_queue(session, labels, QUEUED)
    for row in rows:
        row.state, row.reason = LabelState.VOID.value, why
    return {"labels": len(rows)}


def print_again(session: Session, *, piece: str, reason: str = "") -> Receipt:
    """Put the label of a piece into the print queue once more; refuses to without a reason."""
    row = the_piece(session, piece)
    _blank_counts(session, row)
    if not queue_label(session, row, clean(reason, "The reason")):
        raise Refused("The label of this piece is in the print queue already.")
    if not reason.strip():
        raise Refused(
            "Say why the label of {tag} is printed again: smudged, lost, wrong …",
            tag=written(row.tag),
        )
    return {"tag": row.tag}


def one_label_left(session: Session, *, piece: str) -> Receipt:
    """Note that only the newest printed label of a piece is left: the older ones were taken off.

    Refuses a piece that has one label or none.
    """
    row = the_piece(session, piece)
    about = session.scalars(
        select(Label)
        .where(Label.piece_id == row.id, Label.state == LabelState.PRINTED.value)
        .order_by(Label.printed_entry, Label.id)
    ).all()
    if len(about) < 2:
        raise Refused("There is only one label of {tag}.", tag=written(row.tag))
    for older in about[:-1]:
        older.state = LabelState.VOID.value
    return {"tag": row.tag, "labels": len(about) - 1}


def queue_label(session: Session, piece: Piece, reason: str = "") -> bool:
    """Put the label of a piece into the print queue; False where it is there already."""
    queued = session.execute(
        select(Label.id).where(Label.piece_id == piece.id, Label.state.in_(sorted(QUEUED)))
    ).first()
    if queued is None:
        new(session, Label, piece_id=piece.id, state=LabelState.WAITING.value, printed_entry=None,
            reason=reason)  # fmt: skip
    return queued is None


def _blank_counts(session: Session, piece: Piece) -> None:
    """A piece that got a tag printed before it came has that label on it: it counts as printed."""
    blank = session.scalar(select(BlankTag).where(BlankTag.piece_id == piece.id))
    if blank is None:
        return
    if session.execute(select(Label.id).where(Label.piece_id == piece.id)).first() is None:
        new(session, Label, piece_id=piece.id, state=LabelState.PRINTED.value,
            printed_entry=blank.entry)  # fmt: skip


def _in_queue(session: Session, labels: list[int], states: Collection[str]) -> list[Label]:
    """The labels of these numbers, each once; refuses those that are in none of these states."""
    if not isinstance(labels, list) or not labels:
        raise Refused("No labels were named.")
    if any(type(label) is not int for label in labels):
        raise Refused("Labels are named by their numbers in the print queue.")
    found: list[Label] = []
    for part in some(sorted(set(labels))):
        rows = session.scalars(select(Label).where(Label.id.in_(part))).all()
        if len(rows) != len(part) or any(row.state not in states for row in rows):
            raise Refused("One of these labels is not in the print queue any more. Look again.")
        found += rows
    return found


def _station(session: Session) -> str:
    return work_of(session).station
