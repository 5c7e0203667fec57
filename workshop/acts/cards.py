# SPDX-License-Identifier: MIT
"""A card as it is taken in: what was said of it, what it goes into, and the rows it becomes."""

from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from workshop.acts.look_up import a_place, open_receiving, the_batch
from workshop.acts.names import NAMES
from workshop.domain import text
from workshop.domain.catalogue import Catalogue
from workshop.domain.refused import Refused
from workshop.domain.rules import batch_is_open
from workshop.domain.terms import IdentifierKind, IdentifierSource, PieceKind, PieceState
from workshop.storage.journal import work_of
from workshop.storage.rows import BLANK_PIECE, next_tag
from workshop.storage.things import Batch

# What is on the labels of a card besides its serial, by the fact that says it.
_LABELS = {
    "part_number": IdentifierKind.PART_NUMBER,
    "upc": IdentifierKind.UPC,
    "maker_tag": IdentifierKind.MAKER_TAG,
}


class Card(NamedTuple):
    """What was said of a card, in the form it is kept; `names` are those of its other labels.

    `claimed` are the kinds of names nobody read: the supplier's list has them.
    """

    serial: str
    normal: str
    maker: str
    model: str
    names: dict[IdentifierKind, str]
    note: str
    claimed: frozenset[str] = frozenset()

    def source_of(self, name: IdentifierKind) -> IdentifierSource:
        """Where a name of the card was read."""
        listed = name.value in self.claimed
        return IdentifierSource.LISTED if listed else IdentifierSource.SCANNED


class Into(NamedTuple):
    """What a card is taken into: batch, session and place, by their ids."""

    batch: Batch
    receiving_id: int | None
    place_id: int | None


def into_batch(session: Session, batch: str, place: str | None) -> Into:
    row = the_batch(session, batch)
    batch_is_open(row.number, row.state)
    begun = open_receiving(session, row)
    where = a_place(session, place)
    return Into(row, begun.id if begun else None, where.id if where else None)


def said_of(catalogue: Catalogue | None, facts: dict[str, Any]) -> Card:
    if not isinstance(facts, dict):
        raise Refused("This is not a card.")
    serial = text.serial(facts.get("serial"))
    maker = text.clean(facts.get("maker") or "", "The maker", text.SHORT)
    model = text.clean(facts.get("model") or "", "The model", text.SHORT)
    if catalogue is not None:
        maker = catalogue.maker_name(maker)
        known = catalogue.find_model(model) if model else None
        model = known.name if known else model
    names = {}
    for name, kind in _LABELS.items():
        if value := text.clean(facts.get(name) or "", NAMES[kind], text.SHORT):
            names[kind] = value
    return Card(
        serial,
        text.normal(serial),
        maker,
        model,
        names,
        text.clean(facts.get("note") or "", "The note", text.NOTE),
    )


def rows_of(session: Session, card: Card, into: Into, kind: str, tag: str = "") -> Any:
    """The rows a new card is made of: piece, identifiers, visit and label."""
    work = work_of(session)
    piece = {
        **BLANK_PIECE,
        "id": work.next_row(),
        "tag": tag or next_tag(session, PieceKind(kind)),
        "kind": kind,
        "state": PieceState.RECEIVED.value,
        "batch_id": into.batch.id,
        "maker": card.maker,
        "model": card.model,
        "place_id": into.place_id,
        "note": card.note,
    }
    identifiers = [
        {
            "id": work.next_row(),
            "piece_id": piece["id"],
            "kind": name.value,
            "raw": raw,
            "normal": text.normal(raw),
            "maker": card.maker,
            "source": card.source_of(name).value,
        }
        for name, raw in ((IdentifierKind.SERIAL, card.serial), *card.names.items())
    ]
    visit = {
        "id": work.next_row(),
        "piece_id": piece["id"],
        "batch_id": into.batch.id,
        "receiving_id": into.receiving_id,
    }
    label = {
        "id": work.next_row(),
        "piece_id": piece["id"],
        "state": "waiting",
        "printed_entry": None,
    }
    return piece, identifiers, visit, label
