# SPDX-License-Identifier: MIT
"""Tags that are printed before their pieces come: made, and claimed by the first card."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.domain.refused import Refused
from workshop.domain.rules import KIND_WORDS, one_of
from workshop.domain.tag import KIND_LETTERS, require_tag, written
from workshop.domain.terms import PieceKind
from workshop.storage.rows import new, next_tag
from workshop.storage.things import BlankTag, Piece

Receipt = dict[str, Any]

MOST_TAGS = 2000
"""So many tags of one roll: more than a day's cards, and a PDF that still opens at once."""

_BLANK = select(BlankTag).where(BlankTag.tag == bindparam("tag"))


def print_blank_tags(session: Session, *, count: int, kind: str = "card") -> Receipt:
    """Make tags that belong to no piece yet, for a roll of labels; the receipt lists them.

    Refuses fewer than 1 and more than `MOST_TAGS`.
    """
    kind = one_of(kind, PieceKind, "The kind")
    if not 1 <= count <= MOST_TAGS:
        raise Refused("Between 1 and {most} blank tags are printed at once.", most=MOST_TAGS)
    tags = [next_tag(session, PieceKind(kind)) for _ in range(count)]
    for tag in tags:
        new(session, BlankTag, tag=tag, piece_id=None)
    return {"tags": tags, "count": count, "kind": kind}


def the_blank(session: Session, tag: str, kind: str) -> BlankTag:
    """The blank tag that is put on a piece of this kind; refuses one that is taken or not blank."""
    plain = require_tag(str(tag))
    row = session.execute(_BLANK, {"tag": plain}).scalar()
    if row is None:
        raise Refused(
            "{tag} is not one of the blank tags that were printed here.", tag=written(plain)
        )
    if row.piece_id is not None:
        taken = session.get_one(Piece, row.piece_id)
        raise Refused(
            "The tag {tag} is on another piece already: {model}.",
            tag=written(plain),
            model=taken.model or taken.kind,
        )
    if plain[0] != KIND_LETTERS[PieceKind(kind)]:
        kind = KIND_WORDS[PieceKind(kind)]
        raise Refused("The tag {tag} is not for a {kind}.", tag=written(plain), kind=kind)
    return row
