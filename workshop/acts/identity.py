# SPDX-License-Identifier: MIT
"""What the sources say of a card is noted, held against the rules, and serials are blocked."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from workshop.acts.look_up import the_piece
from workshop.domain import identity, text
from workshop.domain.identity_entries import FactSource
from workshop.domain.refused import Refused
from workshop.domain.rules import one_of, piece_is_here
from workshop.domain.terms import IdentifierKind, PieceKind, PieceState
from workshop.storage.identity import facts_of
from workshop.storage.journal import work_of
from workshop.storage.rows import new, new_many
from workshop.storage.shop import shop_catalogue
from workshop.storage.slices import some
from workshop.storage.things import BlockedSerial, Identifier, IdentityFact, Piece

Receipt = dict[str, Any]

BLOCKED = "BLOCKED"
"""Stands among the doubts of a piece whose serial is on the list of blocked ones."""

MOST_BLOCKED = 100_000

_BLOCKED = (
    select(BlockedSerial.serial, BlockedSerial.maker, BlockedSerial.reason, BlockedSerial.source)
    .where(BlockedSerial.normal == bindparam("normal"))
    .where(or_(BlockedSerial.maker == "", BlockedSerial.maker == bindparam("maker"),
               bindparam("maker") == ""))
    .order_by(BlockedSerial.id)
    .limit(1)
)  # fmt: skip


class Blocked(NamedTuple):
    """A serial on the list of blocked ones, why, and whose list says so."""

    serial: str
    maker: str
    reason: str
    source: str


def is_blocked(session: Session, normal: str, maker: str) -> Blocked | None:
    """What the list of blocked serials says of one in its compared form; None: it is not on it.

    A maker that is not known, here or on the list, may be any.
    """
    row = session.execute(_BLOCKED, {"normal": normal, "maker": maker}).first()
    return Blocked(*row) if row else None


def set_blocked_apart(piece: Piece, blocked: Blocked) -> None:
    """Put a piece with a blocked serial into quarantine."""
    piece.state = PieceState.QUARANTINE.value
    piece.held_for = "blocked serial: " + ", ".join(filter(None, (blocked.reason, blocked.source)))
    piece.doubt = " ".join(dict.fromkeys([*piece.doubt.split(), BLOCKED]))


def recheck(session: Session, piece: Piece) -> list[str]:
    """Hold what is known of a card against the rules once more; the codes that disagree."""
    session.flush()
    found = identity.doubts(
        identity.checks(shop_catalogue(session), [said.fact for said in facts_of(session, piece)])
    )
    serials = session.execute(
        select(Identifier.normal, Identifier.maker).where(
            Identifier.piece_id == piece.id, Identifier.kind == IdentifierKind.SERIAL.value
        )
    ).all()
    if any(is_blocked(session, normal, maker) for normal, maker in serials):
        found.append(BLOCKED)
    piece.doubt = " ".join(found)
    return found


def note_identity(session: Session, *, piece: str, source: str, facts: dict[str, Any]) -> Receipt:
    """Note what a source says of a card, and hold it against the rules.

    `source` is label, box, sticker, pci, vbios, driver, die, memory or signs; `facts` maps names
    (`FactName`, or the code of a sign with yes or no) to what was read; an empty value takes an
    earlier one back. Refuses unknown names and pieces that are no card or board. The receipt
    lists in `doubts` the rules that disagree now.
    """
    row = the_piece(session, piece)
    piece_is_here(row.tag, row.state)
    if row.kind not in (PieceKind.CARD, PieceKind.BOARD):
        raise Refused("Only cards and boards have an identity to check. Scan the card.")
    source = one_of(source, FactSource, "The source")
    if source == FactSource.RECORD:
        raise Refused("Model and maker on record are put right with “correct”.")
    if not isinstance(facts, Mapping) or not facts:
        raise Refused("Say what was read: pairs of a name and a value.")
    before = row.doubt
    note_facts(session, row, source, facts)
    found = recheck(session, row)
    fresh = [code for code in found if code not in before.split()]
    return {"tag": row.tag, "source": source, "doubts": found, "new_doubts": fresh}


def note_facts(session: Session, piece: Piece, source: str, facts: Mapping[str, Any]) -> None:
    """Keep what a source says where it says something new; the rules are not asked."""
    catalogue = shop_catalogue(session)
    known = {said.fact[:2]: said.fact.value for said in facts_of(session, piece)}
    for name, value in facts.items():
        fact = identity.read_fact(catalogue, source, name, value)
        if known.get((source, name), "") != fact.value:
            new(session, IdentityFact, piece_id=piece.id, source=source, name=name,
                value=fact.value)  # fmt: skip


def block_serials(session: Session, *, serials: list[Any], source: str) -> Receipt:
    """Put serials on the list nobody should take in: objects of serial, maker and reason, or texts.

    `source` says whose list it is. What is on the list already is left as it is; pieces that are
    here are put in doubt. Refuses a line that is no serial, naming it; then nothing is kept.
    """
    source = text.require(source, "The source of the list", text.SHORT)
    if not isinstance(serials, list) or not serials or len(serials) > MOST_BLOCKED:
        raise Refused("The list must have 1 to {n} serials.", n=MOST_BLOCKED)
    catalogue, work = shop_catalogue(session), work_of(session)
    said_of: dict[tuple[str, str], tuple[str, str]] = {}
    for line, said in enumerate(serials, 1):
        said = {"serial": said} if isinstance(said, str) else said
        try:
            if not isinstance(said, Mapping):
                raise Refused("This is no serial.")
            raw = text.serial(said.get("serial"))
            maker = text.clean(said.get("maker") or "", "The maker", text.SHORT)
            reason = text.clean(said.get("reason") or "", "The reason", text.LINE)
        except Refused as refused:
            raise Refused("Line {n}: {reason}", n=line, reason=refused) from None
        key = (text.normal(raw), catalogue.maker_name(maker) if maker else "")
        said_of.setdefault(key, (raw, reason))
    known = listed_as_blocked(session, sorted({normal for normal, _ in said_of}))
    rows: list[dict[str, Any]] = [
        {"id": work.next_row(), "serial": raw, "normal": normal, "maker": maker,
         "reason": reason, "source": source}
        for (normal, maker), (raw, reason) in said_of.items()
        if (normal, maker) not in known
    ]  # fmt: skip
    new_many(session, BlockedSerial, rows)
    here = _doubt_here(session, [row["normal"] for row in rows])
    return {"blocked": len(rows), "known": len(serials) - len(rows), "source": source,
            "here": here}  # fmt: skip


def listed_as_blocked(session: Session, normals: list[str]) -> set[tuple[str, str]]:
    """Which of these serials are on the list, each with the maker it is listed for."""
    found: set[tuple[str, str]] = set()
    for part in some(normals):
        rows = session.execute(
            select(BlockedSerial.normal, BlockedSerial.maker).where(BlockedSerial.normal.in_(part))
        )
        found.update((normal, maker) for normal, maker in rows)
    return found


def _doubt_here(session: Session, normals: list[str]) -> list[str]:
    """Put pieces that are here with one of these serials in doubt; their tags."""
    tags = []
    for part in some(normals):
        rows = session.scalars(
            select(Piece)
            .join(Identifier, Identifier.piece_id == Piece.id)
            .where(Identifier.normal.in_(part))
            .where(Identifier.kind == IdentifierKind.SERIAL.value)
            .where(Piece.state != PieceState.GONE.value)
            .order_by(Piece.id)
        ).all()
        tags += [row.tag for row in rows if BLOCKED in recheck(session, row)]
    return tags


def unblock_serial(session: Session, *, serial: str, maker: str = "") -> Receipt:
    """Take a serial off the list of blocked ones; refuses one that is not on it."""
    raw = text.serial(serial)
    maker = shop_catalogue(session).maker_name(maker) if maker.strip() else ""
    row = session.scalars(
        select(BlockedSerial).where(
            BlockedSerial.normal == text.normal(raw), BlockedSerial.maker == maker
        )
    ).first()
    if row is None:
        raise Refused("{serial} is not on the list of blocked serials.", serial=raw)
    normal = row.normal
    session.delete(row)
    session.flush()
    pieces = session.scalars(
        select(Piece)
        .join(Identifier, Identifier.piece_id == Piece.id)
        .where(Identifier.normal == normal, Identifier.kind == IdentifierKind.SERIAL.value)
    ).all()
    for piece in pieces:
        recheck(session, piece)
    return {"serial": raw}
