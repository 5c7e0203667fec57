# SPDX-License-Identifier: MIT
"""What every source says of one card: for the act that checks it, and for the question."""

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, bindparam, select

from workshop.domain.identity import Fact
from workshop.domain.identity_entries import FactName, FactSource
from workshop.domain.terms import IdentifierKind, IdentifierSource, PieceKind
from workshop.storage.schema import JOURNALLED

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_fact = JOURNALLED["identity_fact"].c
_piece = JOURNALLED["piece"].c
_identifier = JOURNALLED["identifier"].c

# What was marked on a part says what the card is, though nobody noted it as such.
_MARKED = (
    (PieceKind.DIE, FactName.DIE_MARKING, FactSource.DIE),
    (PieceKind.MEMORY, FactName.MEMORY_MARKING, FactSource.MEMORY),
)
# What was scanned or typed of the labels of a card is what its label says.
_ON_LABELS = (
    IdentifierKind.SERIAL.value, IdentifierKind.PART_NUMBER.value, IdentifierKind.UPC.value
)  # fmt: skip

_FACTS = (
    select(_fact.source, _fact.name, _fact.value, _fact.entry)
    .where(_fact.piece_id == bindparam("card"))
    .order_by(_fact.id)
)
_LABELS = (
    select(_identifier.kind, _identifier.raw, _identifier.source)
    .where(_identifier.piece_id == bindparam("card"), _identifier.kind.in_(_ON_LABELS))
    .where(_identifier.source != IdentifierSource.LOG.value)
    .order_by(_identifier.id)
)
_MARKING = (
    select(_identifier.raw)
    .join(JOURNALLED["piece"], _piece.id == _identifier.piece_id)
    .where(_piece.donor_id == bindparam("card"), _piece.kind == bindparam("kind"))
    .where(_identifier.kind == IdentifierKind.MARKING.value)
    .order_by(_identifier.id)
    .limit(1)
)


class Said(NamedTuple):
    """A fact and the entry it was noted with; 0 for what the record of the piece says."""

    fact: Fact
    entry: int


def _source(identifier: str) -> str:
    """Whose word an identifier is: that of the supplier's list, or of the label it was read off."""
    listed = identifier == IdentifierSource.LISTED
    return (FactSource.LIST if listed else FactSource.LABEL).value


def facts_of(connection: "Connection | Session", card: Any) -> list[Said]:
    """The newest of each source and name, after what is on record; empty ones are left out."""
    newest: dict[tuple[str, str], Said] = {}
    for source, name, value, entry in connection.execute(_FACTS, {"card": card.id}):
        newest[source, name] = Said(Fact(source, name, value), entry)
    record = [
        Said(Fact(FactSource.RECORD.value, FactName.MODEL.value, card.model), 0),
        Said(Fact(FactSource.RECORD.value, FactName.MAKER.value, card.maker), 0),
    ]
    labels = connection.execute(_LABELS, {"card": card.id})
    # The newest of each source and kind.
    for (source, kind), raw in {(_source(row.source), row.kind): row.raw for row in labels}.items():
        if (source, kind) not in newest:
            record.append(Said(Fact(source, kind, raw), 0))
    for kind, name, source in _MARKED:
        if (source, name) not in newest:
            raw = connection.execute(_MARKING, {"card": card.id, "kind": kind.value}).scalar()
            record.append(Said(Fact(source.value, name.value, raw or ""), 0))
    return [said for said in (*record, *newest.values()) if said.fact.value]
