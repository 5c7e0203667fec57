# SPDX-License-Identifier: MIT
"""Pieces come off a board, and go onto another."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.acts.heat import heat, heat_facts
from workshop.acts.identity import recheck
from workshop.acts.look_up import a_place, the_piece
from workshop.acts.names import add_identifier
from workshop.domain import rules, text
from workshop.domain.board_maps import Site as BoardSite
from workshop.domain.parts import part_name
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import (
    HeatCause,
    IdentifierKind,
    IdentifierSource,
    PieceKind,
    PieceState,
    SiteOutcome,
    SiteState,
)
from workshop.storage.rows import new, next_tag
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Batch, Label, Piece, Place, Site, SiteRecord

Receipt = dict[str, Any]

_SITE = select(Site).where(Site.board_id == bindparam("board"), Site.name == bindparam("name"))

# The state of a piece that came off, by the outcome at its site.
_STATE_OF = {SiteOutcome.GOOD: PieceState.STOCK, SiteOutcome.DAMAGED: PieceState.DAMAGED}


def _board_site(session: Session, board: Piece, name: str) -> tuple[BoardSite, Site | None]:
    """The site on the map of a board, and its row where somebody touched it before."""
    rules.carries_sites(board.tag, board.kind)
    plan = shop_catalogue(session).board_of(board.model)
    found = rules.site_exists(name, [site.name for site in plan.sites], plan.name)
    row = session.execute(_SITE, {"board": board.id, "name": found}).scalar()
    return next(site for site in plan.sites if site.name == found), row


def _state(board: Piece, row: Site | None) -> str:
    if row is not None:
        return row.state
    bare = board.kind == PieceKind.BOARD
    return (SiteState.EMPTY if bare else SiteState.ON_BOARD).value


def _set(session: Session, board: Piece, row: Site | None, name: str, state: SiteState) -> Site:
    if row is None:
        row = new(session, Site, board_id=board.id, name=name, state=state.value, piece_id=None)
    row.state = state.value
    return row


def harvest(
    session: Session,
    *,
    card: str,
    site: str,
    outcome: str,
    place: str | None = None,
    marking: str | None = None,
    grade: str | None = None,
    note: str = "",
    override: str | None = None,
) -> Receipt:
    """Record a site of a card or board: good, damaged, missing, or left on the board.

    What comes off good or damaged becomes a piece with its own tag, one heat cycle more, and a
    label in the queue; a piece that was fitted here keeps its tag. Refuses a site the board does
    not have, one that is empty already, a closed batch, and a piece at its heat limit without the
    `override` of a lead or manager: their reason.
    """
    board = the_piece(session, card)
    rules.piece_is_free(board.tag, board.state, board.held_for)
    outcome = rules.one_of(outcome, SiteOutcome, "The outcome")
    return _work_site(
        session,
        board,
        site,
        outcome,
        place=a_place(session, place),
        marking=text.clean(marking or "", "The marking", text.SHORT),
        grade=shop_catalogue(session).grading.read_grade(grade or ""),
        note=note,
        override=override,
    )


def take_off(
    session: Session,
    *,
    piece: str,
    place: str | None = None,
    outcome: str = "good",
    note: str = "",
    override: str | None = None,
) -> Receipt:
    """Take a fitted piece off its board, by its own tag: good or damaged.

    The same as to harvest its site. Refuses a piece that is fitted nowhere, other outcomes, and
    what a harvest refuses.
    """
    part = the_piece(session, piece)
    rules.piece_is_free(part.tag, part.state, part.held_for)
    outcome = rules.one_of(outcome, SiteOutcome, "The outcome")
    if part.board_id is None:
        raise Refused("{tag} is fitted on no board.", tag=written(part.tag))
    if outcome not in _STATE_OF:
        raise Refused("What is taken off is good or damaged. Choose one of the two.")
    board = session.get_one(Piece, part.board_id)
    rules.piece_is_free(board.tag, board.state, board.held_for)
    return _work_site(
        session,
        board,
        part.site,
        outcome,
        place=a_place(session, place),
        marking="",
        grade="",
        note=note,
        override=override,
    )


def _work_site(
    session: Session,
    board: Piece,
    site: str,
    outcome: str,
    *,
    place: Place | None,
    marking: str,
    grade: str,
    note: str,
    override: str | None,
) -> Receipt:
    """Record what was found at a site of a board, and take off what comes off."""
    spot, row = _board_site(session, board, site)
    batch = session.get_one(Batch, board.batch_id)
    rules.batch_is_open(batch.number, batch.state)
    fitted = session.get(Piece, row.piece_id) if row is not None and row.piece_id else None
    rules.may_harvest(spot.name, _state(board, row), outcome, fitted.tag if fitted else None)
    came_off: Piece | None = None
    if outcome in _STATE_OF:
        came_off = fitted or _new_piece(session, board, spot)
        came_off.state = _STATE_OF[SiteOutcome(outcome)].value
        came_off.place_id = place.id if place else None
        came_off.grade = grade or came_off.grade
        _come_off(session, came_off, board, marking, override)
    state = fitted_state(outcome, fitted)
    _set(session, board, row, spot.name, state).piece_id = (
        fitted.id if fitted and state is SiteState.FITTED else None
    )
    if board.state == PieceState.RECEIVED:
        board.state = PieceState.WORKING.value
    if marking and came_off is not None:
        recheck(session, board)  # a marking says what the card is
    new(
        session,
        SiteRecord,
        board_id=board.id,
        site=spot.name,
        outcome=outcome,
        piece_id=came_off.id if came_off else None,
        marking=marking,
        grade=grade,
        place_id=place.id if place else None,
        note=text.clean(note, "The note", text.NOTE),
    )
    receipt: Receipt = {"card": board.tag, "site": spot.name, "outcome": outcome, "tag": board.tag}
    if came_off is not None:
        receipt |= {"tag": came_off.tag, "kind": came_off.kind, **heat_facts(session, came_off)}
    return receipt


def _come_off(
    session: Session, piece: Piece, board: Piece, marking: str, override: str | None
) -> None:
    """A piece leaves its board: heated once more, with what is printed on it, and a label."""
    piece.board_id, piece.site = None, ""
    heat(session, [(piece, board)], HeatCause.DESOLDER, override=override)
    if marking:
        add_identifier(session, piece, IdentifierKind.MARKING, marking, IdentifierSource.TYPED)
    new(session, Label, piece_id=piece.id, state="waiting", printed_entry=None)


def fitted_state(outcome: str, fitted: Piece | None) -> SiteState:
    """What a site shows after an outcome; a fitted piece that is left stays fitted."""
    if outcome == SiteOutcome.LEFT and fitted is not None:
        return SiteState.FITTED
    return SiteState(outcome)


def _new_piece(session: Session, board: Piece, spot: BoardSite) -> Piece:
    """The piece that was tracked only as a part of its board until now."""
    kind = PieceKind(spot.kind)
    model = shop_catalogue(session).find_model(board.model)
    return new(
        session,
        Piece,
        tag=next_tag(session, kind),
        kind=kind.value,
        state=PieceState.STOCK.value,
        batch_id=board.batch_id,
        maker="",
        model=part_name(model, kind),
        place_id=None,
        donor_id=board.id,
        donor_site=spot.name,
        board_id=None,
        site="",
        routing="",
        grade="",
        disposition="",
        heat_cycles=0,
        note="",
    )


def fit(
    session: Session, *, piece: str, board: str, site: str, override: str | None = None
) -> Receipt:
    """Fit a free, good die or memory chip to an empty site of a board or card.

    One heat cycle more for the piece. Refuses a piece that is damaged, fitted or gone, a site of
    another kind, one that is not empty, and a piece at its heat limit without the `override` of a
    lead or manager: their reason.
    """
    part = the_piece(session, piece)
    target = the_piece(session, board)
    rules.piece_is_free(target.tag, target.state, target.held_for)
    if part.kind not in rules.FITS:
        raise Refused("Only dies and memory chips are fitted to sites.")
    spot, row = _board_site(session, target, site)
    on = session.get(Piece, part.board_id) if part.board_id else None
    rules.may_fit(
        tag=part.tag,
        kind=part.kind,
        state=part.state,
        on=on.tag if on else None,
        site=spot.name,
        site_kind=spot.kind,
        site_state=_state(target, row),
    )
    part.state = PieceState.FITTED.value
    part.board_id, part.site, part.place_id = target.id, spot.name, None
    heat(session, [(part, target)], HeatCause.PLACEMENT, override=override)
    _set(session, target, row, spot.name, SiteState.FITTED).piece_id = part.id
    if target.state == PieceState.RECEIVED:
        target.state = PieceState.WORKING.value
    new(
        session,
        SiteRecord,
        board_id=target.id,
        site=spot.name,
        outcome=SiteState.FITTED.value,
        piece_id=part.id,
        marking="",
        grade="",
        place_id=None,
        note="",
    )
    return {
        "tag": part.tag,
        "board": target.tag,
        "site": spot.name,
        **heat_facts(session, part),
    }
