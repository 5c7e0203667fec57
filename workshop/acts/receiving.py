# SPDX-License-Identifier: MIT
"""A delivery is received: sessions at the dock, cards turned away, cards set apart."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workshop.acts.look_up import open_receiving, the_batch, the_piece, the_receiving
from workshop.acts.places import clocks_follow
from workshop.acts.reservations import free_for_others
from workshop.acts.stranded import keeps_every_site
from workshop.domain import text
from workshop.domain.refused import Refused
from workshop.domain.rules import (
    STATE_WORDS,
    AlreadyHere,
    batch_is_open,
    is_no_tag,
    is_not_packed,
    may_be_one,
    piece_is_here,
)
from workshop.domain.tag import written
from workshop.domain.terms import IdentifierKind, PieceState
from workshop.storage.journal import Change, read_changes, work_of
from workshop.storage.rows import new
from workshop.storage.schema import JOURNAL, MENTION
from workshop.storage.shop import shop_catalogue
from workshop.storage.slices import some
from workshop.storage.things import (
    Batch,
    Identifier,
    ManifestLine,
    Piece,
    Receiving,
    Refusal,
    Visit,
)
from workshop.storage.undo import revert_all, standing

Receipt = dict[str, Any]

# From these a card is set apart, and to one of these it goes back.
_AT_WORK = (PieceState.RECEIVED, PieceState.WORKING, PieceState.STOCK)
_HELD = (PieceState.HOLD, PieceState.QUARANTINE)

# What is done with a card at the dock: gone with the session it was done in.
_AT_THE_DOCK = (
    "name_piece", "assess", "note_defect", "note_identity", "attach_photo", "remove_photo",
    "correct", "move", "quarantine", "release",
)  # fmt: skip


def start_receiving(session: Session, *, batch: str, note: str = "") -> Receipt:
    """Begin to receive a batch: what this person takes in or refuses here belongs to the session.

    Refuses a closed batch, and where this person has a session open at this station: that one
    is gone on with, or ended first.
    """
    row = the_batch(session, batch)
    batch_is_open(row.number, row.state)
    note = text.clean(note, "The note", text.NOTE)
    known = open_receiving(session)
    if known is not None:
        other = session.get_one(Batch, known.batch_id)
        raise Refused(
            "Receiving session {number} of batch {batch} is still open here. "
            "Go on with it, or end it first.",
            number=_nth(session, known),
            batch=other.number,
        )
    work = work_of(session)
    begun = new(
        session,
        Receiving,
        batch_id=row.id,
        person=work.person,
        station=work.station,
        ended=None,
        signed_by="",
        signed=None,
        note=note,
    )
    return {"receiving": begun.id, "batch": row.number}


def end_receiving(session: Session, *, receiving: int, note: str = "") -> Receipt:
    """End a receiving session; a note is kept in place of the one it had. Refuses an ended one."""
    row = the_receiving(session, receiving)
    if row.ended is not None:
        raise Refused("Receiving session {number} has ended already.", number=_nth(session, row))
    note = text.clean(note, "The note", text.NOTE)
    row.ended = work_of(session).number
    row.note = note or row.note
    return {
        "receiving": row.id,
        "batch": session.get_one(Batch, row.batch_id).number,
        "received": _count(session, Visit, row),
        "refused": _count(session, Refusal, row),
    }


def _nth(session: Session, receiving: Receiving) -> int:
    """Which session of its batch it is, from 1: what people call it."""
    return session.execute(
        select(func.count())
        .select_from(Receiving)
        .where(Receiving.batch_id == receiving.batch_id, Receiving.id <= receiving.id)
    ).scalar_one()


def _count(session: Session, table: type[Visit] | type[Refusal], receiving: Receiving) -> int:
    return session.execute(
        select(func.count()).select_from(table).where(table.receiving_id == receiving.id)
    ).scalar_one()


def sign_off(session: Session, *, receiving: int) -> Receipt:
    """Sign an ended receiving session off, once.

    Where the batch asks for a second person, whoever received may not sign.
    """
    row = the_receiving(session, receiving)
    batch = session.get_one(Batch, row.batch_id)
    signer = work_of(session).person
    if row.ended is None:
        raise Refused(
            "Receiving session {number} is still open. End it first.", number=_nth(session, row)
        )
    if row.signed is not None:
        raise Refused(
            "Receiving session {number} was signed off already, by {person}.",
            number=_nth(session, row),
            person=row.signed_by,
        )
    if batch.second_person and signer == row.person:
        raise Refused(
            "Batch {batch} asks for a second person: somebody else than {person} signs this "
            "session off.",
            batch=batch.number,
            person=row.person,
        )
    row.signed_by = signer
    row.signed = work_of(session).number
    return {"receiving": row.id, "batch": batch.number, "person": signer}


def refuse(
    session: Session,
    *,
    batch: str,
    serial: str,
    reason: str,
    maker: str | None = None,
    model: str | None = None,
    note: str = "",
) -> Receipt:
    """Turn a card away at the dock, for a reason of the catalogue; it gets no tag.

    The supplier's list fills in what was not given. Refuses a closed batch, an unknown reason, one
    of our own tags, a serial that was refused in this batch already, and one that was received
    with it (`AlreadyHere`): that card is put into quarantine instead. `listed` says whether the
    list has the serial; None where there is no list.
    """
    row = the_batch(session, batch)
    batch_is_open(row.number, row.state)
    serial = text.serial(serial)
    is_no_tag(serial, session.info.get("site", ""))
    normal = text.normal(serial)
    catalogue = shop_catalogue(session)
    because = catalogue.refusal(text.require(reason, "The reason", text.SHORT))
    maker = catalogue.maker_name(text.clean(maker or "", "The maker", text.SHORT))
    model = text.clean(model or "", "The model", text.SHORT)
    found = catalogue.find_model(model) if model else None
    model = found.name if found else model
    _not_dealt_with(session, row, serial, maker)
    claims = session.scalars(
        select(ManifestLine).where(ManifestLine.batch_id == row.id, ManifestLine.normal == normal)
    ).all()
    fitting = [claim for claim in claims if may_be_one(maker, claim.maker)]
    if len(fitting) == 1:
        maker, model = maker or fitting[0].maker, model or fitting[0].model
    begun = open_receiving(session, row)
    new(
        session,
        Refusal,
        batch_id=row.id,
        receiving_id=begun.id if begun else None,
        serial=serial,
        normal=normal,
        maker=maker,
        model=model,
        reason=because.code,
        note=text.clean(note, "The note", text.NOTE),
    )
    return {"serial": serial, "batch": row.number, "reason": because.code, "because": because.name,
            "listed": bool(fitting) if fitting or _has_list(session, row) else None}  # fmt: skip


def _has_list(session: Session, batch: Batch) -> bool:
    first = select(ManifestLine.id).where(ManifestLine.batch_id == batch.id).limit(1)
    return session.execute(first).first() is not None


def _not_dealt_with(session: Session, batch: Batch, serial: str, maker: str) -> None:
    """Refuse a serial that this batch has received or refused already."""
    normal = text.normal(serial)
    for other, tag in session.execute(
        select(Identifier.maker, Piece.tag)
        .join(Piece, Piece.id == Identifier.piece_id)
        .join(Visit, Visit.piece_id == Piece.id)
        .where(Identifier.normal == normal, Identifier.kind == IdentifierKind.SERIAL.value)
        .where(Visit.batch_id == batch.id)
    ):
        if may_be_one(maker, other):
            raise AlreadyHere(serial, tag, batch.number)
    for other, code in session.execute(
        select(Refusal.maker, Refusal.reason).where(
            Refusal.batch_id == batch.id, Refusal.normal == normal
        )
    ):
        if may_be_one(maker, other):
            raise Refused(
                "{serial} was refused in batch {batch} already ({reason}).",
                serial=serial,
                batch=batch.number,
                reason=code,
            )


def quarantine(session: Session, *, piece: str, reason: str) -> Receipt:
    """Set a piece apart until somebody releases it; refuses one that is fitted, damaged or gone.

    It is put by for no board any more: `released_for` is the one it was.
    """
    row = the_piece(session, piece)
    piece_is_here(row.tag, row.state)
    is_not_packed(row.tag, row.state, row.held_for)
    reason = text.require(reason, "The reason", text.LINE)
    if row.state == PieceState.QUARANTINE:
        raise Refused(
            "{tag} is in quarantine already: {reason}.",
            tag=written(row.tag),
            reason=row.held_for or row.disposition,
        )
    if row.state not in (*_AT_WORK, PieceState.HOLD):
        raise Refused(
            "{tag} cannot be put into quarantine: it is recorded as {state}.",
            tag=written(row.tag),
            state=STATE_WORDS[PieceState(row.state)],
        )
    row.state = PieceState.QUARANTINE.value
    row.held_for = reason
    released = free_for_others(session, row)
    return {"tag": row.tag, "reason": reason} | ({"released_for": released} if released else {})


def release(session: Session, *, piece: str, note: str = "") -> Receipt:
    """Let a piece in quarantine or on hold go back to what it was: received, in work or in stock.

    A decision that had put it there is lifted with it.
    """
    row = the_piece(session, piece)
    text.clean(note, "The note", text.NOTE)
    if row.state not in _HELD:
        raise Refused("{tag} is neither in quarantine nor on hold.", tag=written(row.tag))
    known = shop_catalogue(session).dispositions.get(row.disposition)
    if known is not None and known.leads_to in _HELD:
        row.disposition = ""
    row.state = _before_it_was_held(session, row)
    row.held_for = ""
    return {"tag": row.tag, "state": row.state}


def _before_it_was_held(session: Session, piece: Piece) -> str:
    """What the piece was before: the newest change of its state away from one at work.

    What it was on an earlier visit counts no more: a piece that comes back is received.
    """
    entries = session.execute(
        select(JOURNAL.c.changes)
        .join(MENTION, MENTION.c.number == JOURNAL.c.number)
        .where(MENTION.c.subject == "piece", MENTION.c.row == piece.id)
        .order_by(MENTION.c.number.desc())
    )
    for (changes,) in entries:
        for change in read_changes(changes):
            if (change.table, change.row) == ("piece", piece.id) and change.before:
                state = change.before.get("state")
                if state in _AT_WORK:
                    return str(state)
                if state == PieceState.GONE and _came_with_another_batch(change):
                    return PieceState.RECEIVED.value
    return PieceState.RECEIVED.value


def _came_with_another_batch(change: Change) -> bool:
    was, now = change.before or {}, change.after or {}
    return was.get("batch_id") != now.get("batch_id")


def undo_receiving(session: Session, *, receiving: int) -> Receipt:
    """Undo a whole receiving session as one act: itself, its receipts, refusals and findings.

    Findings are names, conditions, photos and moves of its cards by the same person at the same
    station while it was open. Refused where later work was built on any of it, naming the entries.
    """
    row = the_receiving(session, receiving)
    if row.signed is not None:
        raise Refused(
            "Receiving session {number} was signed off. Undo entry {entry} first.",
            number=_nth(session, row),
            entry=row.signed,
        )
    number, batch = row.id, session.get_one(Batch, row.batch_id).number
    entries = {row.entry, *([row.ended] if row.ended else [])}
    visits = session.scalars(select(Visit).where(Visit.receiving_id == row.id)).all()
    turned = session.scalars(select(Refusal).where(Refusal.receiving_id == row.id)).all()
    entries.update(visit.entry for visit in visits)
    entries.update(refusal.entry for refusal in turned)
    cards = [visit.piece_id for visit in visits]
    entries.update(_findings(session, row, cards))
    before = shop_catalogue(session)
    undone = revert_all(session, standing(session, entries))
    keeps_every_site(session, before)
    clocks_follow(session)
    return {"receiving": number, "batch": batch, **undone}


def _findings(session: Session, receiving: Receiving, cards: list[int]) -> set[int]:
    """Entries about these cards that were written at the dock while the session was open."""
    found: set[int] = set()
    until = receiving.ended or work_of(session).number
    for part in some(cards):
        found.update(
            session.execute(
                select(JOURNAL.c.number)
                .join(MENTION, MENTION.c.number == JOURNAL.c.number)
                .where(MENTION.c.subject == "piece", MENTION.c.row.in_(part))
                .where(MENTION.c.number.between(receiving.entry, until))
                .where(JOURNAL.c.act.in_(_AT_THE_DOCK))
                .where(JOURNAL.c.person == receiving.person)
                .where(JOURNAL.c.station == receiving.station)
            ).scalars()
        )
    return found
