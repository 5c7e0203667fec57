# SPDX-License-Identifier: MIT
"""Pieces come in: one by one as they are scanned, or many at once."""

from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.cards import Card, Into, into_batch, rows_of, said_of
from workshop.acts.condition import grade_on_arrival
from workshop.acts.identity import (
    is_blocked,
    listed_as_blocked,
    recheck,
    set_blocked_apart,
)
from workshop.acts.names import add_identifier, rename
from workshop.acts.places import belongs_in
from workshop.acts.stranded import may_become
from workshop.acts.tags import the_blank
from workshop.domain import text
from workshop.domain.refused import Refused
from workshop.domain.rules import (
    AlreadyHere,
    NearTwin,
    is_no_tag,
    may_be_one,
    may_come_in,
    one_of,
)
from workshop.domain.tag import written
from workshop.domain.terms import IdentifierKind, PieceKind, PieceState
from workshop.storage.rows import new, new_many
from workshop.storage.shop import shop_catalogue
from workshop.storage.slices import some
from workshop.storage.things import Batch, Identifier, Label, ManifestLine, Piece, Visit

Receipt = dict[str, Any]

RECEIVABLE = (PieceKind.CARD, PieceKind.BOARD)

_SAME_SERIAL = (
    select(Identifier.maker, Piece.id, Piece.tag, Piece.state, Piece.taken_apart, Batch.number)
    .join(Piece, Piece.id == Identifier.piece_id)
    .join(Batch, Batch.id == Piece.batch_id)
    .where(Identifier.normal == bindparam("normal"))
    .where(Identifier.kind == IdentifierKind.SERIAL.value)
    .order_by(Piece.id)
)
# What the supplier's list may say of a card, in the order it is asked for.
_CLAIMED = ("maker", "model", "part_number", "upc")
_CLAIMS = select(*(getattr(ManifestLine, name) for name in _CLAIMED)).where(
    ManifestLine.batch_id == bindparam("batch_id"), ManifestLine.normal == bindparam("normal")
)
_ANY_CLAIM = select(ManifestLine.id).where(ManifestLine.batch_id == bindparam("batch_id")).limit(1)


# Serials that look like one another: looked up by their forms, a few dozen at most.
_TWIN_PIECES = (
    select(Identifier.raw, Identifier.maker, Piece.tag)
    .join(Piece, Piece.id == Identifier.piece_id)
    .where(Identifier.normal.in_(bindparam("normals", expanding=True)))
    .where(Identifier.kind == IdentifierKind.SERIAL.value)
    .order_by(Identifier.id)
)
_TWIN_LINES = (
    select(ManifestLine.serial, ManifestLine.maker)
    .where(ManifestLine.batch_id == bindparam("batch_id"))
    .where(ManifestLine.normal.in_(bindparam("normals", expanding=True)))
    .order_by(ManifestLine.id)
)


class _Made(NamedTuple):
    """A card that is in: its tag, and the ids of piece and visit."""

    tag: str
    piece_id: int
    visit_id: int


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
    upc: str | None = None,
    maker_tag: str | None = None,
    packaging: str | None = None,
    completeness: str | None = None,
    grade: str | None = None,
    tag: str | None = None,
    twin_ok: bool = False,
) -> Receipt:
    """Take a card (or a bare board, `kind` board) in by its serial; its label is queued.

    What the supplier's list says of the serial fills in what was not given. With `tag` the card
    gets a blank tag that was printed before, and no label. A serial that left the workshop before
    comes back as the same piece: `left` says how it went, `doubts` which identity rules disagreed
    of it then. A blocked serial is put into quarantine.
    Refuses a closed batch, a place that takes other kinds or grades, what cannot be a serial, a
    serial that is here already (`AlreadyHere`), that of a card that was taken apart here, and,
    unless `twin_ok`, one that looks like another (`NearTwin`). `listed` says whether the
    supplier's list has the serial; None where there is no list.
    """
    kind = one_of(kind, PieceKind, "The kind")
    if kind not in RECEIVABLE:
        raise Refused("Only cards and boards are received; dies and chips are harvested.")
    into = into_batch(session, batch, place)
    facts: dict[str, Any] = {
        "serial": serial, "maker": maker, "model": model, "part_number": part_number,
        "upc": upc, "maker_tag": maker_tag, "note": note,
    }  # fmt: skip
    belongs_in(session, into.place_id, serial, kind, grade or "")
    listed: bool | None = None
    claimed: set[str] = set()
    normal = text.normal(text.serial(serial))
    is_no_tag(serial, session.info.get("site", ""))
    claims = session.execute(_CLAIMS, {"batch_id": into.batch.id, "normal": normal}).all()
    if claims:
        listed = True
        if len(claims) == 1:
            claimed = {name for name in _CLAIMED if not facts[name]}
            facts |= {n: c for n, c in zip(_CLAIMED, claims[0], strict=True) if n in claimed}
    elif session.execute(_ANY_CLAIM, {"batch_id": into.batch.id}).first():
        listed = False
    card = said_of(shop_catalogue(session) if facts["maker"] or facts["model"] else None, facts)
    card = card._replace(claimed=frozenset(claimed))
    receipt: Receipt = {"tag": "", "serial": card.serial, "batch": into.batch.number,
                        "listed": listed, "result": "received"}  # fmt: skip
    back = _came_back(session, card, into, kind)
    if back is not None:
        if tag:
            raise Refused(
                "{serial} was here before and has a tag: {tag}. Receive it without a new one.",
                serial=card.serial,
                tag=written(back.piece.tag),
            )
        made = _Made(back.piece.tag, back.piece.id, back.visit.id)
        receipt |= {"result": "returned", "left": back.left}
        if back.piece.doubt:
            receipt["doubts"] = back.piece.doubt.split()
    else:
        if not (twin_ok or listed):
            _ask_about_twins(session, card, into.batch if listed is False else None)
        made = _new_card(session, card, into, kind, tag)
    if packaging or completeness or grade:
        grade_on_arrival(
            session,
            session.get_one(Piece, made.piece_id),
            session.get_one(Visit, made.visit_id),
            packaging=packaging,
            completeness=completeness,
            grade=grade,
        )
    blocked = is_blocked(session, card.normal, card.maker)
    if blocked is not None:
        row = session.get_one(Piece, made.piece_id)
        set_blocked_apart(row, blocked)
        receipt |= {"state": row.state, "held_for": row.held_for}
    return receipt | {"tag": made.tag}


def _new_card(session: Session, card: Card, into: Into, kind: str, tag: str | None) -> _Made:
    """A card that was never here; with a blank tag it needs no label."""
    blank = the_blank(session, tag, kind) if tag else None
    piece, names, visit, label = rows_of(session, card, into, kind, blank.tag if blank else "")
    new_many(session, Piece, [piece])
    new_many(session, Identifier, names)
    new_many(session, Visit, [visit])
    if blank is None:
        new_many(session, Label, [label])
    else:
        blank.piece_id = piece["id"]
    return _Made(piece["tag"], piece["id"], visit["id"])


def _ask_about_twins(session: Session, card: Card, batch: Batch | None) -> None:
    """Refuse a serial that looks like that of another piece, or of a line of the list of `batch`.

    That one is not the serial itself, and of a maker that may be the same.
    """
    normals = text.twins(card.normal)
    if not normals:
        return
    for raw, maker, tag in session.execute(_TWIN_PIECES, {"normals": normals}):
        if may_be_one(card.maker, maker):
            raise NearTwin(card.serial, raw, tag)
    if batch is None:
        return
    for raw, maker in session.execute(_TWIN_LINES, {"normals": normals, "batch_id": batch.id}):
        if may_be_one(card.maker, maker):
            raise NearTwin(card.serial, raw)


class _Back(NamedTuple):
    """A piece that came back: its new visit, and how it had left."""

    piece: Piece
    visit: Visit
    left: str


def _came_back(session: Session, card: Card, into: Into, kind: str) -> _Back | None:
    """The piece that came back with this serial; None where it is a new one."""
    found = _who_left(session, card, kind)
    if found is None:
        return None
    piece = session.get_one(Piece, found)
    if session.execute(
        select(Visit.id).where(Visit.batch_id == into.batch.id, Visit.piece_id == piece.id)
    ).first():
        raise Refused(
            "{serial} has left the workshop again already, in this same batch. "
            "Receive it into another batch.",
            serial=card.serial,
        )
    known = shop_catalogue(session).dispositions.get(piece.disposition)
    left = known.name if known else piece.disposition
    piece.state = PieceState.RECEIVED.value
    piece.batch_id = into.batch.id
    piece.place_id = into.place_id
    piece.disposition = ""
    piece.held_for = ""
    piece.routing, piece.edition = "", 0
    piece.note = card.note or piece.note
    visit = new(
        session, Visit, piece_id=piece.id, batch_id=into.batch.id, receiving_id=into.receiving_id
    )
    session.flush()
    for kind, raw in card.names.items():
        add_identifier(session, piece, kind, raw, card.source_of(kind))
    _fill_in(session, piece, card)
    new(session, Label, piece_id=piece.id, state="waiting", printed_entry=None)
    return _Back(piece, visit, left)


def _who_left(session: Session, card: Card, kind: str) -> int | None:
    """The id of the one piece that left with this serial; None where there is none.

    Refuses a serial that is here (`AlreadyHere`), that of a card that was taken apart here, and one
    of several that left, of which the maker would tell.
    """
    rows = session.execute(_SAME_SERIAL, {"normal": card.normal}).all()
    found = [row for row in rows if may_be_one(card.maker, row.maker)]
    for row in found:
        may_come_in(card.serial, row.tag, row.taken_apart, kind)
        if row.state != PieceState.GONE:
            raise AlreadyHere(card.serial, row.tag, row.number)
    exactly = [row for row in found if row.maker == card.maker] or found
    if len(exactly) > 1:
        raise Refused(
            "{serial} was here before with more than one maker: {all}. Set the maker, then scan "
            "it again.",
            serial=card.serial,
            all=", ".join(f"{row.maker} ({written(row.tag)})" for row in exactly),
        )
    return exactly[0].id if exactly else None


def _fill_in(session: Session, piece: Piece, card: Card) -> None:
    """Note maker and model of a piece that came back, where nobody knew them before."""
    maker, model = not piece.maker and card.maker, not piece.model and card.model
    if maker:
        rename(session, piece, card.maker)
    if model:
        may_become(session, piece, card.model)
        piece.model = card.model
    if maker or model:
        recheck(session, piece)


def receive_many(
    session: Session, *, batch: str, cards: list[dict[str, Any]], place: str | None = None
) -> Receipt:
    """Take many cards in at once: objects with `serial`, and maker, model, part_number, note.

    All or nothing: the first line that cannot be received refuses the whole, naming the line.
    """
    into = into_batch(session, batch, place)
    catalogue = shop_catalogue(session)
    if not isinstance(cards, list) or not cards:
        raise Refused("The list has no cards.")
    said: list[Card] = []
    seen: dict[str, list[str]] = {}
    for line, facts in enumerate(cards, 1):
        try:
            card = said_of(catalogue, facts)
            is_no_tag(card.serial, session.info.get("site", ""))
        except Refused as refused:
            raise Refused("Line {n}: {reason}", n=line, reason=refused) from None
        makers = seen.setdefault(card.normal, [])
        if any(may_be_one(card.maker, maker) for maker in makers):
            raise Refused("Line {n}: {serial} is in the list twice.", n=line, serial=card.serial)
        makers.append(card.maker)
        said.append(card)
    _none_here(session, said)
    belongs_in(session, into.place_id, said[0].serial, PieceKind.CARD.value)
    first, last = "", ""
    blocked: list[str] = []
    for part in some(said):
        pieces = _new_cards(session, part, into)
        first, last = first or pieces[0]["tag"], pieces[-1]["tag"]
        blocked += _set_blocked_apart(session, part, pieces)
    return {"batch": into.batch.number, "received": len(said), "first_tag": first,
            "last_tag": last, "blocked": blocked}  # fmt: skip


def _new_cards(session: Session, cards: list[Card], into: Into) -> list[dict[str, Any]]:
    """Many cards that were never here; the rows of their pieces."""
    pieces, identifiers, visits, labels = [], [], [], []
    for card in cards:
        piece, names, visit, label = rows_of(session, card, into, PieceKind.CARD.value)
        pieces.append(piece)
        identifiers.extend(names)
        visits.append(visit)
        labels.append(label)
    new_many(session, Piece, pieces)
    new_many(session, Identifier, identifiers)
    new_many(session, Visit, visits)
    new_many(session, Label, labels)
    return pieces


def _set_blocked_apart(
    session: Session, said: list[Card], pieces: list[dict[str, Any]]
) -> list[str]:
    """Put those of many new cards into quarantine whose serial is blocked; their tags."""
    listed = {normal for normal, _ in listed_as_blocked(session, [card.normal for card in said])}
    tags = []
    for card, piece in zip(said, pieces, strict=True):
        if card.normal not in listed:
            continue
        blocked = is_blocked(session, card.normal, card.maker)
        if blocked is not None:
            set_blocked_apart(session.get_one(Piece, piece["id"]), blocked)
            tags.append(piece["tag"])
    return tags


def _none_here(session: Session, cards: list[Card]) -> None:
    """Refuse where any of many serials belongs to a piece already; asked in slices."""
    for part in some(cards):
        said: dict[str, list[Card]] = {}
        for card in part:
            said.setdefault(card.normal, []).append(card)
        found = session.execute(
            select(
                Identifier.normal,
                Identifier.maker,
                Piece.tag,
                Piece.state,
                Piece.taken_apart,
                Batch.number,
            )
            .join(Piece, Piece.id == Identifier.piece_id)
            .join(Batch, Batch.id == Piece.batch_id)
            .where(Identifier.normal.in_(said), Identifier.kind == IdentifierKind.SERIAL.value)
        )
        for normal, maker, tag, state, taken_apart, number in found:
            for card in said[normal]:
                if not may_be_one(card.maker, maker):
                    continue
                may_come_in(card.serial, tag, taken_apart, PieceKind.CARD)
                if state != PieceState.GONE:
                    raise AlreadyHere(card.serial, tag, number)
                raise Refused(
                    "{serial} was here before, as {tag}. Receive it by itself: it comes back.",
                    serial=card.serial,
                    tag=written(tag),
                )
