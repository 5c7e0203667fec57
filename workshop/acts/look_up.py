# SPDX-License-Identifier: MIT
"""How an act finds what it was told: by tag, code or number, or a refusal that says so."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.domain.refused import Refused
from workshop.domain.rules import may_let_pass
from workshop.domain.tag import require_tag, written
from workshop.domain.text import shown
from workshop.storage.journal import work_of
from workshop.storage.things import Batch, Person, Piece, Place, Receiving, Workshop

_PIECE = select(Piece).where(Piece.tag == bindparam("tag"))
_BATCH = select(Batch).where(Batch.number == bindparam("number"))
_PLACE = select(Place).where(Place.code == bindparam("code"))
_PERSON = select(
    Person.name, Person.role, select(Workshop.owner).scalar_subquery().label("owner")
).where(Person.code == bindparam("code"))
_OPEN = (
    select(Receiving)
    .where(Receiving.ended.is_(None))
    .where(Receiving.person == bindparam("person"), Receiving.station == bindparam("station"))
)
_OPEN_OF_BATCH = _OPEN.where(Receiving.batch_id == bindparam("batch_id"))
_OPEN_ANYWHERE = _OPEN.where(Receiving.batch_id.in_(select(Batch.id).where(Batch.state == "open")))


def the_piece(session: Session, tag: str) -> Piece:
    """The piece of a tag."""
    plain = require_tag(str(tag))
    piece = session.execute(_PIECE, {"tag": plain}).scalar()
    if piece is None:
        raise Refused(
            "No piece has the tag {tag}. Perhaps its receipt was undone.", tag=written(plain)
        )
    return piece


def the_batch(session: Session, number: str) -> Batch:
    """The batch of a number, in any case of letters."""
    batch = session.execute(_BATCH, {"number": str(number).strip().upper()}).scalar()
    if batch is None:
        raise Refused("There is no batch “{number}”.", number=shown(number))
    return batch


def the_place(session: Session, code: str) -> Place:
    """The place of a code."""
    if not str(code).strip():
        raise Refused("No place was named. Scan its code, or type it.")
    place = session.execute(_PLACE, {"code": str(code).strip().upper()}).scalar()
    if place is None:
        raise Refused("There is no place “{code}”. Add it in Settings.", code=shown(code))
    return place


def a_place(session: Session, code: str | None) -> Place | None:
    """The place of a code, where one is given."""
    return the_place(session, code) if code and str(code).strip() else None


def the_receiving(session: Session, number: int) -> Receiving:
    """The receiving session of a number."""
    row = session.get(Receiving, int(number))
    if row is None:
        raise Refused("There is no receiving session {number}.", number=number)
    return row


def open_receiving(session: Session, batch: Batch | None = None) -> Receiving | None:
    """The receiving session this person has open at this station, of a batch or of any."""
    work = work_of(session)
    who = {"person": work.person, "station": work.station}
    if batch is None:
        return session.execute(_OPEN_ANYWHERE, who).scalars().first()
    return session.execute(_OPEN_OF_BATCH, {**who, "batch_id": batch.id}).scalars().first()


def named_person(session: Session, code: str) -> str:
    """What somebody is called; their code where they are known no more."""
    found = session.execute(_PERSON, {"code": code}).first()
    return found.name if found else code


def lets_pass(session: Session) -> None:
    """Refuse where whoever does this act may not let pass what the rules stop."""
    person = work_of(session).person
    name, role, owner = session.execute(_PERSON, {"code": person}).one()
    may_let_pass(name, role, is_owner=person == owner)
