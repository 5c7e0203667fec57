# SPDX-License-Identifier: MIT
"""What is sold or sent back leaves together: a shipment is opened, packed and shipped."""

from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from workshop.acts.fates import decide
from workshop.acts.floor import not_baking
from workshop.acts.look_up import the_piece
from workshop.acts.reservations import nothing_reserved
from workshop.acts.step_runs import break_off
from workshop.domain import rules, text
from workshop.domain.catalogue_entries import Disposition
from workshop.domain.parts import counts_as
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import PieceState
from workshop.storage.bench_things import Packed, Shipment
from workshop.storage.issued import next_number
from workshop.storage.journal import work_of
from workshop.storage.rows import new
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Piece

Receipt = dict[str, Any]

SELL = "SELL"
"""The disposition of what leaves, unless another is said."""

MOST_PIECES = 2000
"""So many pieces go into one shipment: more than a lorry full of bare boards."""

_SHIPMENT = select(Shipment).where(Shipment.number == bindparam("number"))
_IN_IT = select(Packed).where(Packed.shipment_id == bindparam("shipment")).order_by(Packed.id)
_COUNT = select(func.count()).where(Packed.shipment_id == bindparam("shipment"))
# A piece that came back was in earlier shipments as well: the newest row is where it is now.
_OF_PIECE = (
    select(Packed).where(Packed.piece_id == bindparam("piece")).order_by(Packed.id.desc()).limit(1)
)


def open_shipment(
    session: Session,
    *,
    buyer: str,
    country: str = "",
    reference: str = "",
    disposition: str = SELL,
    number: str = "",
    note: str = "",
) -> Receipt:
    """Open a shipment to a buyer; it is numbered, unless the shop gives it a `number` of its own.

    `reference` is what the buyer calls it, `disposition` what becomes of its pieces when it leaves.
    Refuses a number that another one has, and a disposition that lets nothing leave.
    """
    known = _leaves_by(session, disposition)
    row = new(
        session,
        Shipment,
        number=_free_number(session, number),
        buyer=text.require(buyer, "The buyer"),
        country=text.clean(country, "The country", text.SHORT),
        reference=text.clean(reference, "The reference", text.SHORT),
        disposition=known.code,
        note=text.clean(note, "The note", text.NOTE),
        ended=None,
    )
    return {"shipment": row.number, "buyer": row.buyer}


def change_shipment(
    session: Session,
    *,
    shipment: str,
    buyer: str | None = None,
    country: str | None = None,
    reference: str | None = None,
    disposition: str | None = None,
    note: str | None = None,
) -> Receipt:
    """Put right what is said of a shipment that has not left; what is not named stays."""
    row = _open_one(session, shipment)
    if buyer is not None:
        row.buyer = text.require(buyer, "The buyer")
    if country is not None:
        row.country = text.clean(country, "The country", text.SHORT)
    if reference is not None:
        row.reference = text.clean(reference, "The reference", text.SHORT)
    if note is not None:
        row.note = text.clean(note, "The note", text.NOTE)
    if disposition is not None:
        known = _leaves_by(session, disposition)
        for each in session.scalars(_IN_IT, {"shipment": row.id}).all():
            _suits(session, known, session.get_one(Piece, each.piece_id))
        row.disposition = known.code
    return {"shipment": row.number, "buyer": row.buyer}


def pack(session: Session, *, shipment: str, pieces: list[str]) -> Receipt:
    """Pack pieces for a shipment; nobody uses them for anything else until they are taken out.

    What is fitted on a card goes with it, and a step that is open with it is broken off. Refuses
    what is fitted, reserved, on hold, in quarantine, in an oven, packed already or gone, naming it,
    and what the disposition of the shipment is not for; then nothing is packed.
    """
    row = _open_one(session, shipment)
    known = shop_catalogue(session).disposition(row.disposition)
    found = _named(session, pieces)
    packed = session.execute(_COUNT, {"shipment": row.id}).scalar_one()
    if packed + len(found) > MOST_PIECES:
        raise Refused("Up to {most} pieces go into one shipment.", most=MOST_PIECES)
    not_baking(session, found)
    for piece in found:
        _may_be_packed(session, piece)
        _suits(session, known, piece)
        break_off(session, piece)
        new(session, Packed, shipment_id=row.id, piece_id=piece.id, was=piece.state)
        piece.state, piece.held_for = PieceState.PACKED.value, row.number
    return _told(row, found)


def unpack(session: Session, *, shipment: str, pieces: list[str]) -> Receipt:
    """Take pieces out of a shipment that has not left; each is again what it was before.

    Refuses a piece that is not in it, naming it; then nothing is taken out.
    """
    row = _open_one(session, shipment)
    found = _named(session, pieces)
    for piece in found:
        packed = session.scalars(_OF_PIECE, {"piece": piece.id}).first()
        if packed is None or packed.shipment_id != row.id:
            raise Refused(
                "{tag} is not in shipment {shipment}.",
                tag=written(piece.tag),
                shipment=row.number,
            )
        piece.state, piece.held_for = packed.was, ""
        session.delete(packed)
    return _told(row, found)


def ship(session: Session, *, shipment: str, reason: str = "") -> Receipt:
    """A shipment leaves: its pieces are gone, by the disposition of the shipment.

    `reason` is for a disposition that needs one. Refuses an empty shipment, and one that left.
    """
    row = _open_one(session, shipment)
    known = shop_catalogue(session).disposition(row.disposition)
    packed = session.scalars(_IN_IT, {"shipment": row.id}).all()
    if not packed:
        raise Refused("Nothing is packed for shipment {shipment} yet.", shipment=row.number)
    for each in packed:
        piece = session.get_one(Piece, each.piece_id)
        # As if it had been taken out a moment before: what holds for any other that leaves, holds.
        piece.state, piece.held_for = each.was, ""
        decide(session, piece, known, reason)
    row.ended = work_of(session).number
    told: Receipt = {"shipment": row.number, "buyer": row.buyer, "n": len(packed)}
    told["disposition"] = known.code
    return told | ({"reason": reason.strip()} if reason.strip() else {})


def _leaves_by(session: Session, code: str) -> Disposition:
    """The disposition of a code; refuses one that lets nothing leave."""
    known = shop_catalogue(session).disposition(code)
    if known.leads_to != PieceState.GONE:
        raise Refused("By “{disposition}” nothing leaves the workshop. Choose another disposition.",
                      disposition=known.name)  # fmt: skip
    return known


def _suits(session: Session, disposition: Disposition, piece: Piece) -> None:
    """Refuse a piece of a kind that does not leave by this disposition."""
    kind = counts_as(piece.kind, piece.taken_apart)
    if kind not in disposition.kinds:
        raise Refused(
            "{tag} cannot leave as “{disposition}”. Pack it for another shipment.",
            tag=written(piece.tag),
            disposition=disposition.name,
        )


def _may_be_packed(session: Session, piece: Piece) -> None:
    rules.piece_is_free(piece.tag, piece.state, piece.held_for)
    if piece.state == PieceState.FITTED:
        raise Refused("{tag} is fitted on a board. Harvest it first.", tag=written(piece.tag))
    if piece.state == PieceState.HOLD:
        raise Refused(
            "{tag} is on hold: {reason}. Release it first.",
            tag=written(piece.tag),
            reason=piece.held_for or "–",
        )
    nothing_reserved(session, piece)


def _free_number(session: Session, said: str) -> str:
    """The number of a new shipment: the one that is said, or the next that is free."""
    if str(said).strip():
        wanted = text.code(said, "The number of the shipment")
        if _find(session, wanted) is not None:
            raise Refused("Shipment {shipment} exists already.", shipment=wanted)
        return wanted
    at = next_number(session.connection(), "shipment")
    while _find(session, f"S{at:04}") is not None:
        at += 1
    return f"S{at:04}"


def _find(session: Session, number: str) -> Shipment | None:
    return session.execute(_SHIPMENT, {"number": number}).scalar()


def the_shipment(session: Session, number: str) -> Shipment:
    """The shipment of a number, in any case of letters."""
    row = _find(session, str(number).strip().upper())
    if row is None:
        raise Refused("There is no shipment “{shipment}”.", shipment=text.shown(number))
    return row


def _open_one(session: Session, number: str) -> Shipment:
    """The shipment of a number, which has not left yet."""
    row = the_shipment(session, number)
    if row.ended is not None:
        raise Refused("Shipment {shipment} has left already.", shipment=row.number)
    return row


def _named(session: Session, tags: list[str]) -> list[Piece]:
    """The pieces of these tags, each once."""
    if not isinstance(tags, list) or not tags:
        raise Refused("Name the pieces by their tags.")
    if len(tags) > MOST_PIECES:
        raise Refused("Up to {most} pieces go into one shipment.", most=MOST_PIECES)
    return list(dict.fromkeys(the_piece(session, tag) for tag in tags))


def _told(row: Shipment, pieces: list[Piece]) -> Receipt:
    return {"shipment": row.number, "tag": pieces[0].tag, "n": len(pieces),
            "pieces": [piece.tag for piece in pieces]}  # fmt: skip
