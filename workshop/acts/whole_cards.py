# SPDX-License-Identifier: MIT
"""Cards are taken apart into a bare board and its parts, and built of a board with its pieces."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.fates import decide
from workshop.acts.floor import not_baking
from workshop.acts.identity import recheck
from workshop.acts.look_up import a_place, the_piece
from workshop.acts.names import add_identifier
from workshop.acts.places import put
from workshop.acts.reservations import release_all
from workshop.domain import rules, text
from workshop.domain.board_maps import PCB
from workshop.domain.board_maps import Board as BoardPlan
from workshop.domain.parts import counts_as, part_kind
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import (
    CardPart,
    IdentifierKind,
    IdentifierSource,
    PieceKind,
    PieceState,
    SiteState,
)
from workshop.storage.journal import work_of
from workshop.storage.rows import new, new_piece
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Batch, Identifier, Label, Piece, Place, Site, SiteRecord

Receipt = dict[str, Any]

_SITES = select(Site).where(Site.board_id == bindparam("board")).order_by(Site.id)
_SAME_SERIAL = (
    select(Identifier.maker, Piece.tag, Piece.taken_apart, Batch.number)
    .join(Piece, Piece.id == Identifier.piece_id)
    .join(Batch, Batch.id == Piece.batch_id)
    .where(Identifier.normal == bindparam("normal"))
    .where(Identifier.kind == IdentifierKind.SERIAL.value)
    .order_by(Piece.id)
)

# A site in one of these states has something on it.
_TAKEN = {SiteState.FITTED, SiteState.LEFT, SiteState.ON_BOARD, SiteState.SUSPECT}


def take_apart(
    session: Session,
    *,
    card: str,
    parts: dict[str, Any] | None = None,
    place: str | None = None,
    disposition: str | None = None,
    reason: str = "",
) -> Receipt:
    """Make a bare board of a card: its parts become pieces with tags and labels of their own.

    `parts` maps what came off (`CardPart`: cooler, bracket, box, …) to the place it goes to, or to
    empty text; `place` is where the board goes, `disposition` what becomes of it. From now on its
    serial cannot come in as a card. Refuses what is no card, a card that was taken apart before, a
    closed batch, and what a disposition refuses. `parts` of the receipt are the new tags.
    """
    row = the_piece(session, card)
    rules.piece_is_free(row.tag, row.state, row.held_for)
    rules.may_take_apart(row.tag, row.kind, row.taken_apart)
    batch = session.get_one(Batch, row.batch_id)
    rules.batch_is_open(batch.number, batch.state)
    if not isinstance(parts or {}, Mapping):
        raise Refused("Say what came off: pairs of a part and its place.")
    row.taken_apart = work_of(session).number
    if row.state == PieceState.RECEIVED:
        row.state = PieceState.WORKING.value
    not_baking(session, [row])
    if where := a_place(session, place):
        put(session, row, where)
    tags: dict[str, str] = {}
    for name, goes_to in (parts or {}).items():
        part = rules.one_of(name, CardPart, "The part")
        if part in tags:
            raise Refused("{part} is named twice.", part=part)
        lies = a_place(session, str(goes_to) if goes_to else None)
        tags[part] = _part_of(session, row, part, lies).tag
    receipt: Receipt = {"card": row.tag, "tag": row.tag, "parts": tags, "n": len(tags)}
    if disposition:
        kind = counts_as(row.kind, row.taken_apart)
        known = shop_catalogue(session).disposition(disposition, kind)
        decide(session, row, known, reason)
        receipt["disposition"] = known.code
    return receipt | {"state": row.state}


def _part_of(session: Session, card: Piece, part: str, place: Place | None) -> Piece:
    """A part of a card as a piece of its own, with a label."""
    piece = new_piece(
        session,
        part_kind(part),
        state=PieceState.STOCK.value,
        batch_id=card.batch_id,
        maker=card.maker,
        model=card.model,
        donor_id=card.id,
        donor_site=part,
    )
    put(session, piece, place)
    session.flush()  # the label refers to it
    new(session, Label, piece_id=piece.id, state="waiting", printed_entry=None)
    return piece


def build_card(
    session: Session,
    *,
    board: str,
    model: str | None = None,
    serial: str = "",
    maker: str | None = None,
    note: str = "",
) -> Receipt:
    """Make a card of a board whose die and memory sites all hold a piece.

    A bare board becomes the board of a new card with a tag and label of its own: what is fitted
    goes over to the card, and the board is fitted in it. A card that was taken apart is a card
    again, with the tag it has. `model` is what the card is now, if not what its board is known as;
    `serial` is one the shop gives it. What is still put by for the board is not needed any more and
    free again: `released`. Refuses empty sites, naming them, a board nobody knows the
    sites of, and a serial that another piece has.
    """
    row = the_piece(session, board)
    rules.piece_is_free(row.tag, row.state, row.held_for)
    if row.board_id is not None:
        rules.is_no_built_board(row.tag, session.get_one(Piece, row.board_id).tag)
    rules.may_build(row.tag, row.kind, row.taken_apart)
    not_baking(session, [row])
    name, plan = _known_as(session, row, model)
    sites = session.scalars(_SITES, {"board": row.id}).all()
    _is_complete(row, sites, plan)
    released = release_all(session, row)
    maker = shop_catalogue(session).maker_name(text.clean(maker or "", "The maker", text.SHORT))
    note = text.clean(note, "The note", text.NOTE)
    card = row if row.kind == PieceKind.CARD else _card_on(session, row, sites)
    card.taken_apart, card.model = None, name
    card.maker, card.note = maker or card.maker, note or card.note
    card.disposition = ""
    if card.state == PieceState.STOCK:
        card.state = PieceState.WORKING.value
    if serial.strip():
        _name(session, card, serial)
    recheck(session, card)
    fitted = sum(site.state == SiteState.FITTED for site in sites)
    receipt: Receipt = {"tag": card.tag, "board": row.tag, "model": name, "n": fitted,
                        "serial": serial.strip()}  # fmt: skip
    return receipt | ({"released": released, "more": len(released)} if released else {})


def _known_as(session: Session, board: Piece, model: str | None) -> tuple[str, BoardPlan]:
    """What the card is called, and the map it must be complete by."""
    catalogue = shop_catalogue(session)
    said = text.clean(model or "", "The model", text.SHORT) or board.model
    known = catalogue.find_model(said)
    if known is None:
        raise Refused(
            "“{model}” is no model of the catalogue, so nobody knows what {tag} must carry. "
            "Say which card it becomes.",
            model=text.shown(said),
            tag=written(board.tag),
        )
    return known.name, catalogue.board_of(known)


def _is_complete(board: Piece, sites: Any, plan: BoardPlan) -> None:
    """Refuse a board with an empty site, or with a piece on a site its card does not have."""
    untouched = SiteState.EMPTY if board.kind == PieceKind.BOARD else SiteState.ON_BOARD
    states = {site.name: site.state for site in sites}
    names = [site.name for site in plan.sites]
    empty = [name for name in names if states.get(name, untouched) not in _TAKEN]
    if empty:
        raise Refused(
            "{tag} is not complete: nothing is on {sites}.",
            tag=written(board.tag),
            sites=", ".join(empty),
        )
    beyond = [site.name for site in sites if site.piece_id and site.name not in (*names, PCB)]
    if beyond:
        raise Refused(
            "{tag} carries pieces on {sites}, which {board} does not have. Choose another model.",
            tag=written(board.tag),
            sites=", ".join(beyond),
            board=plan.name,
        )


def _card_on(session: Session, board: Piece, sites: Any) -> Piece:
    """A new card on a bare board: what is fitted goes over to it, and the board is part of it."""
    card = new_piece(
        session,
        PieceKind.CARD,
        state=PieceState.WORKING.value,
        batch_id=board.batch_id,
        maker=board.maker,
        model=board.model,
        place_id=board.place_id,
    )
    session.flush()  # label and sites refer to it
    new(session, Label, piece_id=card.id, state="waiting", printed_entry=None)
    for site in sites:
        site.board_id = card.id
        if site.piece_id is not None:
            session.get_one(Piece, site.piece_id).board_id = card.id
            _goes_over(session, card, site.name, site.piece_id)
    new(session, Site, board_id=card.id, name=PCB, state=SiteState.FITTED.value, piece_id=board.id)
    board.state, board.place_id = PieceState.FITTED.value, None
    board.board_id, board.site = card.id, PCB
    _goes_over(session, card, PCB, board.id)
    return card


def _goes_over(session: Session, card: Piece, site: str, piece: int) -> None:
    """A piece is on a card from now on, without having been heated for it."""
    new(session, SiteRecord, board_id=card.id, site=site, outcome=SiteState.FITTED.value,
        piece_id=piece, marking="", grade="", place_id=None, note="")  # fmt: skip


def _name(session: Session, card: Piece, serial: str) -> None:
    """Give a card the serial of the shop; refuses one that another piece has."""
    serial = text.serial(serial)
    rules.is_no_tag(serial, session.info.get("site", ""))
    session.flush()
    own = session.scalars(
        select(Identifier.raw).where(
            Identifier.piece_id == card.id, Identifier.kind == IdentifierKind.SERIAL.value
        )
    ).first()
    if own is not None and text.normal(own) != text.normal(serial):
        raise Refused("{tag} has a serial: {serial}. It keeps that one.", tag=written(card.tag),
                      serial=own)  # fmt: skip
    for other in session.execute(_SAME_SERIAL, {"normal": text.normal(serial)}):
        if other.tag != card.tag and rules.may_be_one(card.maker, other.maker):
            rules.may_come_in(serial, other.tag, other.taken_apart, PieceKind.CARD)
            raise rules.AlreadyHere(serial, other.tag, other.number)
    add_identifier(session, card, IdentifierKind.SERIAL, serial, IdentifierSource.TYPED)
