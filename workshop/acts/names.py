# SPDX-License-Identifier: MIT
"""What a piece is called, by its maker and by us, is added to and put right."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.identity import recheck
from workshop.acts.look_up import the_piece
from workshop.acts.stranded import may_become
from workshop.domain import text
from workshop.domain.markings import Marking as Read
from workshop.domain.markings import split_marking
from workshop.domain.parts import may_be_called
from workshop.domain.refused import Refused
from workshop.domain.rules import FITS, AlreadyHere, one_of
from workshop.domain.tag import written
from workshop.domain.terms import IdentifierKind, IdentifierSource
from workshop.language import mark
from workshop.storage.bench_things import Marking
from workshop.storage.rows import new
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Batch, Identifier, Piece

Receipt = dict[str, Any]

NAMES = {
    IdentifierKind.PART_NUMBER: mark("The part number"),
    IdentifierKind.UPC: mark("The UPC"),
    IdentifierKind.MAKER_TAG: mark("The maker tag"),
    IdentifierKind.BOARD_NUMBER: mark("The board number"),
    IdentifierKind.GPU_UUID: mark("The GPU UUID"),
    IdentifierKind.MARKING: mark("The marking"),
}
"""What may be found on further labels of a piece, and what it is called in a refusal."""

_NEWEST_MARKING = (
    select(Marking.raw)
    .where(Marking.piece_id == bindparam("piece"))
    .order_by(Marking.id.desc())
    .limit(1)
)

# The names that identity rules compare.
_CHECKED = {IdentifierKind.PART_NUMBER.value}


def name_piece(session: Session, *, piece: str, names: dict[str, str]) -> Receipt:
    """Note what further labels of a piece call it: part_number, upc, maker_tag, board_number, …

    What is known already changes nothing. Refuses a serial, by which a card is known: that one
    is never added to. `new_doubts` are the identity rules that disagree since.
    """
    row = the_piece(session, piece)
    if not isinstance(names, Mapping) or not names:
        raise Refused("Say what the label calls the piece: pairs of a kind and a text.")
    for kind, raw in sorted(names.items()):
        found = IdentifierKind(one_of(kind, IdentifierKind, "The kind of identifier"))
        if found not in NAMES:
            raise Refused(
                "A card has one serial: {serial} cannot be another one. If it was misread, undo "
                "the receipt.",
                serial=text.shown(raw),
            )
        said = text.require(raw, NAMES[found], text.LINE)
        if found is IdentifierKind.MARKING:
            note_marking(session, row, said, IdentifierSource.SCANNED)
        else:
            add_identifier(session, row, found, said, IdentifierSource.SCANNED)
    receipt: Receipt = {"tag": row.tag,
                        "names": {str(kind): str(raw) for kind, raw in names.items()}}  # fmt: skip
    if not _CHECKED.isdisjoint(names):
        before = row.doubt.split()
        if fresh := [code for code in recheck(session, row) if code not in before]:
            receipt["new_doubts"] = fresh
    return receipt


def correct(
    session: Session,
    *,
    piece: str,
    maker: str | None = None,
    model: str | None = None,
    part_number: str | None = None,
    note: str | None = None,
) -> Receipt:
    """Put right what is known of a piece; what is not given stays as it is.

    Refuses a model that has no site for a piece that is fitted on it, and a maker whose serial is
    another piece.
    """
    row = the_piece(session, piece)
    catalogue = shop_catalogue(session)
    if maker is not None:
        rename(session, row, catalogue.maker_name(text.clean(maker, "The maker", text.SHORT)))
    if model is not None:
        model = text.clean(model, "The model", text.SHORT)
        known = catalogue.find_model(model) if model else None
        model = known.name if known else model
        may_be_called(model, row.kind, written(row.tag))
        may_become(session, row, model)
        row.model = model
    if part_number is not None:
        add_identifier(
            session,
            row,
            IdentifierKind.PART_NUMBER,
            text.require(part_number, "The part number", text.SHORT),
            IdentifierSource.TYPED,
        )
    if note is not None:
        row.note = text.clean(note, "The note", text.NOTE)
    recheck(session, row)
    return {"tag": row.tag}


def rename(session: Session, piece: Piece, maker: str) -> None:
    """Put another maker to a piece; refuses where that maker's serial is another piece."""
    names = session.scalars(select(Identifier).where(Identifier.piece_id == piece.id)).all()
    for name in names:
        if name.kind != IdentifierKind.SERIAL:
            continue
        other = session.execute(
            select(Piece.tag, Batch.number)
            .select_from(Identifier)
            .join(Piece, Piece.id == Identifier.piece_id)
            .join(Batch, Batch.id == Piece.batch_id)
            .where(Identifier.normal == name.normal, Identifier.maker == maker)
            .where(Identifier.kind == IdentifierKind.SERIAL.value, Piece.id != piece.id)
        ).first()
        if other is not None:
            raise AlreadyHere(name.raw, other.tag, other.number)
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


def note_marking(
    session: Session, piece: Piece, raw: str, source: IdentifierSource, called: str = ""
) -> Read:
    """Keep what is printed on a piece; of a die or chip also what it says, where that is new.

    Refuses what is printed on pieces of another kind; `called` is what one without label is called.
    """
    may_be_called(raw, piece.kind, written(called or piece.tag))
    add_identifier(session, piece, IdentifierKind.MARKING, raw, source)
    read = split_marking(raw)
    if piece.kind in FITS and (
        session.execute(_NEWEST_MARKING, {"piece": piece.id}).scalar() != raw
    ):
        new(session, Marking, piece_id=piece.id, source=source.value, **read._asdict())
    return read
