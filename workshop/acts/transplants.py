# SPDX-License-Identifier: MIT
"""A GPU UUID that turns up on another card: its GPU was transplanted, or something is wrong."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from workshop.acts.look_up import lets_pass
from workshop.domain import text
from workshop.domain.refused import Overridable
from workshop.domain.tag import written
from workshop.domain.terms import IdentifierKind
from workshop.storage.things import Identifier, Piece
from workshop.storage.uuids import whereabouts


def take_uuid_over(session: Session, piece: Piece, uuid: str, override: str | None) -> str:
    """Let a UUID go with its die to this card; the tag of the card it was noted with, or "".

    Refuses a UUID that is noted with another card, with no transplant of its GPU recorded between
    the two, without the `override` of a lead or manager: their reason.
    """
    others = [found for found in whereabouts(session, uuid) if found.noted != piece.id]
    known = session.execute(_noted(uuid).where(Identifier.piece_id == piece.id)).first()
    if not others or known is not None:
        return ""
    came = [found for found in others if found.now == piece.id]
    if not came:
        if not text.clean(override or "", "The override", text.LINE):
            raise elsewhere(others[0].now_tag, piece.tag)
        lets_pass(session)
        came = others
    for row in session.scalars(
        _noted(uuid).where(Identifier.piece_id.in_([found.noted for found in came]))
    ).all():
        row.piece_id, row.maker = piece.id, piece.maker
    return came[0].noted_tag


def elsewhere(other: str, tag: str) -> Overridable:
    """The alarm: a UUID of another card, and nothing here explains it."""
    return Overridable(
        "This log is of {other}, not of {tag}: no transplant of its GPU is recorded here. "
        "Open {other}, or choose another file. A lead, a manager or the owner can confirm a "
        "transplant with a reason.",
        other=written(other),
        tag=written(tag),
    )


def _noted(uuid: str) -> Select[Identifier]:
    return select(Identifier).where(
        Identifier.normal == text.normal(uuid),
        Identifier.kind == IdentifierKind.GPU_UUID.value,
    )
