# SPDX-License-Identifier: MIT
"""Photos are bound to a piece or to a delivery, and taken from it again."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workshop.acts.evidence import the_evidence
from workshop.acts.look_up import the_batch, the_piece
from workshop.domain import rules, text
from workshop.domain.board_maps import Face
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.storage.rows import new
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Batch, Evidence, Photo, Piece

Receipt = dict[str, Any]


def attach_photo(
    session: Session,
    *,
    evidence: dict[str, Any],
    width: int,
    height: int,
    piece: str = "",
    batch: str = "",
    face: str = "",
    site: str = "",
    note: str = "",
    taken_at: str = "",
) -> Receipt:
    """Bind a kept photo to a piece or to a delivery.

    `evidence` has sha256, name and size of the kept file; `width` and `height` are px of the
    upright picture; `face` is front or back, `site` one of the piece's, `taken_at` ISO 8601, each
    empty where it is not known. Refuses a photo that is with this piece or delivery already, and
    a piece that has left.
    """
    if bool(piece) == bool(batch):
        raise Refused("A photo is of one piece or of one delivery: name one of them, and not both.")
    card = the_piece(session, piece) if piece else None
    delivery = the_batch(session, batch) if batch else None
    of = _of(card, delivery)
    if card is not None:
        rules.piece_is_here(card.tag, card.state)
    file = the_evidence(session, evidence)
    twice = session.execute(
        select(Photo.entry).where(
            Photo.evidence_id == file.id,
            Photo.piece_id == card.id if card else Photo.batch_id == (delivery and delivery.id),
        )
    ).scalar()
    if twice is not None:
        raise Refused("This photo is with {of} already, since entry {entry}.", of=of, entry=twice)
    made = new(
        session,
        Photo,
        piece_id=card.id if card else None,
        batch_id=delivery.id if delivery else None,
        evidence_id=file.id,
        face=rules.one_of(face, Face, "The face") if face else "",
        site=_site(session, card, site),
        note=text.clean(note, "The note", text.NOTE),
        width=_pixels(width),
        height=_pixels(height),
        taken_at=_moment(taken_at),
    )
    return {"photo": made.id, "of": of, "sha256": file.sha256}


def remove_photo(session: Session, *, photo: int) -> Receipt:
    """Take a photo from its piece or delivery; its file stays, and undo brings it back."""
    row = session.get(Photo, photo) if type(photo) is int and abs(photo) < 2**63 else None
    if row is None:
        raise Refused("This photo was removed already, or never was here.")
    card = session.get(Piece, row.piece_id) if row.piece_id else None
    delivery = session.get(Batch, row.batch_id) if row.batch_id else None
    file = session.get_one(Evidence, row.evidence_id)
    session.delete(row)
    return {"photo": row.id, "of": _of(card, delivery), "sha256": file.sha256}


def _of(card: Piece | None, delivery: Batch | None) -> str:
    """What people call the piece or delivery of a photo."""
    return written(card.tag) if card else delivery.number if delivery else ""


def _site(session: Session, card: Piece | None, site: str) -> str:
    wanted = text.clean(site, "The site", text.SHORT)
    if not wanted:
        return ""
    if card is None:
        raise Refused("A delivery has no sites. Scan the card of this photo first.")
    rules.carries_sites(card.tag, card.kind)
    plan = shop_catalogue(session).board_of(card.model)
    return rules.site_exists(wanted, [one.name for one in plan.sites], plan.name)


def _pixels(number: object) -> int:
    if type(number) is not int or not 0 < number < 2**31:
        raise Refused("A photo needs its width and height in pixels.")
    return number


def _moment(said: object) -> str:
    """A time as ISO 8601, or empty text; refuses anything else."""
    if said == "":
        return ""
    try:
        return datetime.fromisoformat(str(said)).isoformat()
    except ValueError:
        raise Refused("“{text}” is no time.", text=text.shown(said)) from None
