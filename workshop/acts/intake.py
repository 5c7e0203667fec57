# SPDX-License-Identifier: MIT
"""Pieces come in, and what is known of them is put right."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.look_up import a_place, the_batch, the_piece
from workshop.domain import text
from workshop.domain.catalogue import Catalogue
from workshop.domain.refused import Refused
from workshop.domain.rules import AlreadyHere, batch_is_open, may_be_one, one_of
from workshop.domain.tag import written
from workshop.domain.terms import IdentifierKind, IdentifierSource, PieceKind, PieceState
from workshop.storage.journal import work_of
from workshop.storage.rows import new, new_many, next_tag
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Batch, Identifier, Label, ManifestLine, Piece, Visit

Receipt = dict[str, Any]

RECEIVABLE = (PieceKind.CARD, PieceKind.BOARD)

_SAME_SERIAL = (
    select(Identifier.maker, Piece.id, Piece.tag, Piece.state, Batch.number)
    .join(Piece, Piece.id == Identifier.piece_id)
    .join(Batch, Batch.id == Piece.batch_id)
    .where(Identifier.normal == bindparam("normal"))
    .where(Identifier.kind == IdentifierKind.SERIAL.value)
)
_CLAIMS = select(ManifestLine.maker, ManifestLine.model, ManifestLine.part_number).where(
    ManifestLine.batch_id == bindparam("batch_id"), ManifestLine.normal == bindparam("normal")
)
_ANY_CLAIM = select(ManifestLine.id).where(ManifestLine.batch_id == bindparam("batch_id")).limit(1)


class _Card(NamedTuple):
    """What was said of a card, in the form it is kept."""

    serial: str
    normal: str
    maker: str
    model: str
    part_number: str
    note: str


def _said(catalogue: Catalogue | None, facts: dict[str, Any]) -> _Card:
    if not isinstance(facts, dict):
        raise Refused("This is not a card.")
    serial = text.serial(facts.get("serial"))
    maker = text.clean(facts.get("maker") or "", "The maker", text.SHORT)
    model = text.clean(facts.get("model") or "", "The model", text.SHORT)
    if catalogue is not None:
        maker = catalogue.maker_name(maker)
        known = catalogue.find_model(model) if model else None
        model = known.name if known else model
    return _Card(
        serial,
        text.normal(serial),
        maker,
        model,
        text.clean(facts.get("part_number") or "", "The part number", text.SHORT),
        text.clean(facts.get("note") or "", "The note", text.NOTE),
    )


def _rows_of(session: Session, card: _Card, batch_id: int, kind: str, place_id: int | None) -> Any:
    """The rows a new card is made of: piece, identifiers, visit and label."""
    work = work_of(session)
    piece = {
        "id": work.next_row(),
        "tag": next_tag(session, PieceKind(kind)),
        "kind": kind,
        "state": PieceState.RECEIVED.value,
        "batch_id": batch_id,
        "maker": card.maker,
        "model": card.model,
        "place_id": place_id,
        "donor_id": None,
        "donor_site": "",
        "board_id": None,
        "site": "",
        "routing": "",
        "grade": "",
        "disposition": "",
        "heat_cycles": 0,
        "note": card.note,
    }
    names = [(IdentifierKind.SERIAL, card.serial, card.normal)]
    if card.part_number:
        names.append((IdentifierKind.PART_NUMBER, card.part_number, text.normal(card.part_number)))
    identifiers = [
        {
            "id": work.next_row(),
            "piece_id": piece["id"],
            "kind": name.value,
            "raw": raw,
            "normal": normal,
            "maker": card.maker,
            "source": IdentifierSource.SCANNED.value,
        }
        for name, raw, normal in names
    ]
    visit = {"id": work.next_row(), "piece_id": piece["id"], "batch_id": batch_id}
    label = {
        "id": work.next_row(),
        "piece_id": piece["id"],
        "state": "waiting",
        "printed_entry": None,
    }
    return piece, identifiers, visit, label


def receive(
    session: Session,
    *,
    batch: str,
    serial: str,
    maker: str | None = None,
    model: str | None = None,
    part_number: str | None = None,
    note: str = "",
    kind: str = "card",
    place: str | None = None,
) -> Receipt:
    """Take a card (or a bare board, `kind` board) in by its serial; its label is queued.

    What the supplier's list says of the serial fills in what was not given. A serial that left
    the workshop before comes back as the same piece. Refuses a closed batch, what cannot be a
    serial, and a serial that is here already (`AlreadyHere`). The receipt says in `listed`
    whether the supplier's list has the serial; None where there is no list.
    """
    row = the_batch(session, batch)
    batch_is_open(row.number, row.state)
    kind = one_of(kind, PieceKind, "The kind")
    if kind not in RECEIVABLE:
        raise Refused("Only cards and boards are received; dies and chips are harvested.")
    where = a_place(session, place)
    facts: dict[str, Any] = {
        "serial": serial, "maker": maker, "model": model, "part_number": part_number, "note": note
    }  # fmt: skip
    listed: bool | None = None
    normal = text.normal(text.serial(serial))
    claims = session.execute(_CLAIMS, {"batch_id": row.id, "normal": normal}).all()
    if claims:
        listed = True
        if len(claims) == 1:
            for name, claim in zip(("maker", "model", "part_number"), claims[0], strict=True):
                facts[name] = facts[name] or claim
    elif session.execute(_ANY_CLAIM, {"batch_id": row.id}).first():
        listed = False
    card = _said(shop_catalogue(session) if facts["maker"] or facts["model"] else None, facts)
    returned = _came_back(session, card, row, where.id if where else None)
    if returned is not None:
        return {"tag": returned, "serial": card.serial, "batch": row.number, "listed": listed,
                "result": "returned"}  # fmt: skip
    piece, identifiers, visit, label = _rows_of(
        session, card, row.id, kind, where.id if where else None
    )
    new_many(session, Piece, [piece])
    new_many(session, Identifier, identifiers)
    new_many(session, Visit, [visit])
    new_many(session, Label, [label])
    return {"tag": piece["tag"], "serial": card.serial, "batch": row.number, "listed": listed,
            "result": "received"}  # fmt: skip


def _came_back(session: Session, card: _Card, batch: Batch, place_id: int | None) -> str | None:
    """The tag of the piece that came back with this serial; None where it is a new one."""
    for maker, piece_id, tag, state, number in session.execute(
        _SAME_SERIAL, {"normal": card.normal}
    ):
        if not may_be_one(card.maker, maker):
            continue
        if state != PieceState.GONE:
            raise AlreadyHere(card.serial, tag, number)
        piece = session.get_one(Piece, piece_id)
        if session.execute(
            select(Visit.id).where(Visit.batch_id == batch.id, Visit.piece_id == piece_id)
        ).first():
            raise Refused(
                "{serial} has left the workshop again already, in this same batch. "
                "Receive it into another batch.",
                serial=card.serial,
            )
        piece.state = PieceState.RECEIVED.value
        piece.batch_id = batch.id
        piece.place_id = place_id
        piece.disposition = ""
        new(session, Visit, piece_id=piece_id, batch_id=batch.id)
        return str(tag)
    return None


def receive_many(
    session: Session, *, batch: str, cards: list[dict[str, Any]], place: str | None = None
) -> Receipt:
    """Take many cards in at once: objects with `serial`, and maker, model, part_number, note.

    All or nothing: the first line that cannot be received refuses the whole, naming the line.
    """
    row = the_batch(session, batch)
    batch_is_open(row.number, row.state)
    where = a_place(session, place)
    catalogue = shop_catalogue(session)
    if not isinstance(cards, list) or not cards:
        raise Refused("The list has no cards.")
    said: list[_Card] = []
    seen: dict[str, list[str]] = {}
    for line, facts in enumerate(cards, 1):
        try:
            card = _said(catalogue, facts)
        except Refused as refused:
            raise Refused("Line {n}: {reason}", n=line, reason=refused) from None
        makers = seen.setdefault(card.normal, [])
        if any(may_be_one(card.maker, maker) for maker in makers):
            raise Refused("Line {n}: {serial} is in the list twice.", n=line, serial=card.serial)
        makers.append(card.maker)
        said.append(card)
    _none_here(session, said)
    pieces, identifiers, visits, labels = [], [], [], []
    for card in said:
        piece, names, visit, label = _rows_of(
            session, card, row.id, PieceKind.CARD.value, where.id if where else None
        )
        pieces.append(piece)
        identifiers.extend(names)
        visits.append(visit)
        labels.append(label)
    new_many(session, Piece, pieces)
    new_many(session, Identifier, identifiers)
    new_many(session, Visit, visits)
    new_many(session, Label, labels)
    return {"batch": row.number, "received": len(pieces), "first_tag": pieces[0]["tag"],
            "last_tag": pieces[-1]["tag"]}  # fmt: skip


def _none_here(session: Session, cards: list[_Card]) -> None:
    """Refuse where any of many serials belongs to a piece already; asked in slices."""
    for start in range(0, len(cards), 500):
        said: dict[str, list[_Card]] = {}
        for card in cards[start : start + 500]:
            said.setdefault(card.normal, []).append(card)
        found = session.execute(
            select(Identifier.normal, Identifier.maker, Piece.tag, Piece.state, Batch.number)
            .join(Piece, Piece.id == Identifier.piece_id)
            .join(Batch, Batch.id == Piece.batch_id)
            .where(Identifier.normal.in_(said), Identifier.kind == IdentifierKind.SERIAL.value)
        )
        for normal, maker, tag, state, number in found:
            for card in said[normal]:
                if not may_be_one(card.maker, maker):
                    continue
                if state != PieceState.GONE:
                    raise AlreadyHere(card.serial, tag, number)
                raise Refused(
                    "{serial} was here before, as {tag}. Receive it by itself: it comes back.",
                    serial=card.serial,
                    tag=written(tag),
                )


def correct(
    session: Session,
    *,
    piece: str,
    maker: str | None = None,
    model: str | None = None,
    part_number: str | None = None,
    routing: str | None = None,
    note: str | None = None,
) -> Receipt:
    """Put right what is known of a piece; what is not given stays as it is."""
    row = the_piece(session, piece)
    catalogue = shop_catalogue(session)
    if maker is not None:
        _rename(session, row, catalogue.maker_name(text.clean(maker, "The maker", text.SHORT)))
    if model is not None:
        model = text.clean(model, "The model", text.SHORT)
        known = catalogue.find_model(model) if model else None
        row.model = known.name if known else model
    if part_number is not None:
        add_identifier(
            session,
            row,
            IdentifierKind.PART_NUMBER,
            text.require(part_number, "The part number", text.SHORT),
            IdentifierSource.TYPED,
        )
    if routing is not None:
        row.routing = catalogue.routing(routing).code if routing.strip() else ""
    if note is not None:
        row.note = text.clean(note, "The note", text.NOTE)
    return {"tag": row.tag}


def _rename(session: Session, piece: Piece, maker: str) -> None:
    """Put another maker to a piece; refuses where that maker's serial is another piece."""
    names = session.scalars(select(Identifier).where(Identifier.piece_id == piece.id)).all()
    for name in names:
        if name.kind != IdentifierKind.SERIAL:
            continue
        for other, piece_id, tag, _state, number in session.execute(
            _SAME_SERIAL, {"normal": name.normal}
        ):
            if piece_id != piece.id and other == maker:
                raise AlreadyHere(name.raw, tag, number)
    piece.maker = maker
    for name in names:
        name.maker = maker


def add_identifier(
    session: Session, piece: Piece, kind: IdentifierKind, raw: str, source: IdentifierSource
) -> None:
    """Note what others call a piece, once."""
    normal = text.normal(raw)
    known = session.execute(
        select(Identifier.id).where(
            Identifier.piece_id == piece.id,
            Identifier.kind == kind.value,
            Identifier.normal == normal,
        )
    ).first()
    if known is None:
        new(
            session,
            Identifier,
            piece_id=piece.id,
            kind=kind.value,
            raw=raw,
            normal=normal,
            maker=piece.maker,
            source=source.value,
        )
