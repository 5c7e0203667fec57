# SPDX-License-Identifier: MIT
"""Pieces come off a board."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from workshop.acts.heat import heat, heat_facts
from workshop.acts.identity import recheck
from workshop.acts.look_up import a_place, the_piece
from workshop.acts.names import note_marking
from workshop.acts.places import put
from workshop.acts.sites import board_site, set_site, site_state
from workshop.domain import rules, text
from workshop.domain.board_maps import Site as BoardSite
from workshop.domain.heat import Teller
from workshop.domain.parts import marked_as, may_be_called, part_name
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import (
    HeatCause,
    IdentifierSource,
    PieceKind,
    PieceState,
    SiteOutcome,
    SiteState,
)
from workshop.storage.rows import new, new_piece
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Batch, Label, Piece, Place, SiteRecord

Receipt = dict[str, Any]

# The state of a piece that came off, by the outcome at its site.
_STATE_OF = {SiteOutcome.GOOD: PieceState.STOCK, SiteOutcome.DAMAGED: PieceState.DAMAGED}


def harvest(
    session: Session,
    *,
    card: str,
    site: str,
    outcome: str,
    place: str | None = None,
    marking: str | None = None,
    grade: str | None = None,
    model: str | None = None,
    note: str = "",
    override: str | None = None,
) -> Receipt:
    """Record a site of a card or board: good, damaged, missing, left on the board, or suspect.

    What comes off good or damaged becomes a piece with its own tag, the heat it has seen with its
    card, one heat cycle more (that of the step or run it came off in, where this was recorded just
    before), and a label in the queue; a piece that was fitted here keeps its tag. A suspect piece
    stays on the board. What came off is what its marking says, or `model`, else what the catalogue
    expects there; where that differs, `came_off` and `expected` say so. Once the batch of a card is
    closed, what came on its sites is counted and stays there; what was fitted here comes off all
    the same, for boards in stock are worked on whatever delivery they came with. Refuses a site the
    board does not have, one that is empty already, what a closed batch counted, a marking or model
    of another kind of piece, a good piece without a grade where the shop asks for one, and a piece
    at its heat limit without the `override` of a lead or manager: their reason.
    """
    board = the_piece(session, card)
    rules.piece_is_free(board.tag, board.state, board.held_for)
    facts = {"outcome": outcome, "marking": marking, "grade": grade, "model": model, "note": note}
    found = _read(session, facts, a_place(session, place))
    return _work_site(session, board, site, found, override)


def harvest_many(
    session: Session,
    *,
    card: str,
    outcomes: dict[str, Any],
    place: str | None = None,
    note: str = "",
    override: str | None = None,
) -> Receipt:
    """Record many sites of a card or board as one: all of them, or none.

    `outcomes` maps sites to an outcome, or to an object of outcome, marking, grade, model, note
    and place; what comes off goes to `place` where its object names no other. The first site that
    is refused, for what a harvest refuses, refuses the whole and is named. `counts` are the sites
    by outcome, `sites` what a harvest says of each.
    """
    board = the_piece(session, card)
    rules.piece_is_free(board.tag, board.state, board.held_for)
    if not isinstance(outcomes, Mapping) or not outcomes:
        raise Refused("Say what was found: pairs of a site and its outcome.")
    usual = a_place(session, place)
    done: list[Receipt] = []
    counts = dict.fromkeys(map(str, SiteOutcome), 0)
    for site, said in outcomes.items():
        facts = {"note": note, **(said if isinstance(said, Mapping) else {"outcome": said})}
        try:
            found = _read(session, facts, usual)
            done.append(_work_site(session, board, str(site), found, override))
        except Refused as refused:
            raise _named(str(site), refused) from None
        counts[found.outcome] += 1
    return {"card": board.tag, "tag": board.tag, "n": len(done), "counts": counts, "sites": done}


def _named(site: str, refused: Refused) -> Refused:
    """A refusal that says at which site, if it does not already."""
    if site.upper() in (str(fact).upper() for fact in refused.facts.values()):
        return refused
    return type(refused)("{site}: {reason}", site=text.shown(site), reason=refused)


class Found(NamedTuple):
    """What was found at a site, as it was said: nothing of it is checked against the board yet."""

    outcome: str
    place: Place | None = None
    marking: str = ""
    grade: str = ""
    model: str = ""
    note: str = ""


_SAID = {*Found._fields}


def _read(session: Session, facts: Mapping[str, Any], usual: Place | None) -> Found:
    """What was found, from plain facts; refuses words nobody uses."""
    for name in facts:
        if name not in _SAID:
            raise Refused(
                "Nothing is known of “{name}”. Use one of: {all}.",
                name=text.shown(name),
                all=", ".join(Found._fields),
            )
    place = facts.get("place")
    model = text.clean(facts.get("model") or "", "The model", text.SHORT)
    return Found(
        outcome=rules.one_of(facts.get("outcome", ""), SiteOutcome, "The outcome"),
        place=a_place(session, place) if place else usual,
        marking=text.clean(facts.get("marking") or "", "The marking", text.SHORT),
        grade=shop_catalogue(session).grading.read_grade(facts.get("grade") or ""),
        model=model,
        note=text.clean(facts.get("note") or "", "The note", text.NOTE),
    )


def take_off(
    session: Session,
    *,
    piece: str,
    place: str | None = None,
    outcome: str = "good",
    marking: str | None = None,
    grade: str | None = None,
    note: str = "",
    override: str | None = None,
) -> Receipt:
    """Take a fitted piece off its board, by its own tag: good or damaged.

    The same as to harvest its site, with its marking and grade. Refuses a piece that is fitted
    nowhere, other outcomes, and what a harvest refuses.
    """
    part = the_piece(session, piece)
    rules.piece_is_free(part.tag, part.state, part.held_for)
    facts = {"outcome": outcome, "marking": marking, "grade": grade, "note": note}
    found = _read(session, facts, a_place(session, place))
    if part.board_id is None:
        raise Refused("{tag} is fitted on no board.", tag=written(part.tag))
    if part.kind not in rules.FITS:
        rules.is_no_built_board(part.tag, session.get_one(Piece, part.board_id).tag)
    if found.outcome not in _STATE_OF:
        raise Refused("What is taken off is good or damaged. Choose one of the two.")
    board = session.get_one(Piece, part.board_id)
    rules.piece_is_free(board.tag, board.state, board.held_for)
    return _work_site(session, board, part.site, found, override)


def _work_site(
    session: Session, board: Piece, site: str, found: Found, override: str | None
) -> Receipt:
    """Record what was found at a site of a board, and take off what comes off."""
    spot, row = board_site(session, board, site)
    fitted = session.get(Piece, row.piece_id) if row is not None and row.piece_id else None
    rules.may_harvest(
        spot.name, site_state(board, row), found.outcome, fitted.tag if fitted else None
    )
    if fitted is None:
        batch = session.get_one(Batch, board.batch_id)
        rules.may_still_come_off(spot.name, board.tag, batch.number, batch.state)
    catalogue = shop_catalogue(session)
    usual = part_name(catalogue.find_model(board.model), spot.kind)
    expected = fitted.model if fitted else usual
    came_off: Piece | None = None
    if found.outcome in _STATE_OF:
        came_off = fitted or _new_piece(session, board, spot, expected)
        _come_off(session, came_off, "" if fitted else spot.name, board, found, override)
        if found.outcome == SiteOutcome.GOOD:
            catalogue.grading.may_come_off(came_off.kind, came_off.grade, spot.name)
    state = fitted_state(found.outcome, fitted)
    stays = fitted if came_off is None else None
    set_site(session, board, row, spot.name, state).piece_id = stays.id if stays else None
    if board.state == PieceState.RECEIVED:
        board.state = PieceState.WORKING.value
    if found.marking and came_off is not None:
        recheck(session, board)  # a marking says what the card is
    on_record = came_off or stays
    new(
        session,
        SiteRecord,
        board_id=board.id,
        site=spot.name,
        outcome=found.outcome,
        piece_id=on_record.id if on_record else None,
        marking=found.marking,
        grade=found.grade,
        place_id=found.place.id if found.place else None,
        note=found.note,
        expected=expected,
    )
    receipt: Receipt = {
        "card": board.tag, "site": spot.name, "outcome": found.outcome, "tag": board.tag
    }  # fmt: skip
    if came_off is not None:
        receipt |= {"tag": came_off.tag, "kind": came_off.kind, **heat_facts(session, came_off)}
        if expected and came_off.model != expected:
            receipt |= {"expected": expected, "came_off": came_off.model}
    return receipt


def _come_off(
    session: Session, piece: Piece, called: str, board: Piece, found: Found, override: str | None
) -> None:
    """A piece leaves its board: heated once more, with what is printed on it, and a label.

    `called` is its site where it has no label yet. What it lay in the open before it
    was fitted counts no more: its floor life begins.
    """
    piece.state = _STATE_OF[SiteOutcome(found.outcome)].value
    piece.board_id, piece.site = None, ""
    piece.grade = found.grade or piece.grade
    piece.floor_used_s, piece.floor_since = 0, None
    heat(
        session, [(piece, board)], HeatCause.DESOLDER, Teller.ACT, override=override, called=called
    )
    says = ""
    if found.marking:
        read = note_marking(session, piece, found.marking, IdentifierSource.TYPED, called)
        says = marked_as(shop_catalogue(session), piece.kind, read)
    may_be_called(found.model, piece.kind, written(called or piece.tag))
    piece.model = found.model or says or piece.model
    put(session, piece, found.place, called)
    new(session, Label, piece_id=piece.id, state="waiting", printed_entry=None)


def fitted_state(outcome: str, fitted: Piece | None) -> SiteState:
    """What a site shows after an outcome; a fitted piece that is left stays fitted."""
    if outcome == SiteOutcome.LEFT and fitted is not None:
        return SiteState.FITTED
    return SiteState(outcome)


def _new_piece(session: Session, board: Piece, spot: BoardSite, model: str) -> Piece:
    """The piece that was tracked only as a part of its board until now, with the heat of that."""
    return new_piece(
        session,
        PieceKind(spot.kind),
        state=PieceState.STOCK.value,
        batch_id=board.batch_id,
        model=model,
        donor_id=board.id,
        donor_site=spot.name,
        heat_cycles=board.heat_cycles,
    )
