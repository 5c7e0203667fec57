# SPDX-License-Identifier: MIT
"""Pieces go onto a board."""

from typing import Any

from sqlalchemy.orm import Session

from workshop.acts.floor import stop_clocks
from workshop.acts.heat import heat, heat_facts
from workshop.acts.look_up import lets_pass, the_piece
from workshop.acts.parts_known import judged
from workshop.acts.reservations import claim
from workshop.acts.sites import board_site, set_site, site_state
from workshop.domain import rules, text
from workshop.domain.fitting import may_break
from workshop.domain.fitting_entries import Weight
from workshop.domain.heat import Teller
from workshop.domain.refused import Refused
from workshop.domain.terms import HeatCause, PieceState, SiteState
from workshop.storage.rows import new
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Piece, SiteRecord

Receipt = dict[str, Any]


def fit(
    session: Session, *, piece: str, board: str, site: str, override: str | None = None
) -> Receipt:
    """Fit a free, good die or memory chip to an empty site of a board or card.

    One heat cycle more for the piece, and its floor life stands still; what was put by for this
    board is so no more. `rules`, `against` and `told` are the fitting rules it breaks, what these
    are called, and what they say.
    Refuses a piece that is damaged, fitted, in an oven, gone or reserved for another board, a site
    of another kind, one that is not empty, what a fitting rule refuses, and without the `override`
    of a lead or manager (their reason) what a rule asks about and a piece at its heat limit or past
    its floor life.
    """
    part = the_piece(session, piece)
    target = the_piece(session, board)
    rules.piece_is_free(target.tag, target.state, target.held_for)
    if part.kind not in rules.FITS:
        raise Refused("Only dies and memory chips are fitted to sites.")
    spot, row = board_site(session, target, site)
    on = session.get(Piece, part.board_id) if part.board_id else None
    rules.may_fit(
        tag=part.tag,
        kind=part.kind,
        state=part.state,
        on=on.tag if on else None,
        site=spot.name,
        site_kind=spot.kind,
        site_state=site_state(target, row),
    )
    broken = judged(session, part, target)
    known = shop_catalogue(session).fit_rules
    reason = text.clean(override or "", "The override", text.LINE)
    told = may_break(broken, reason)
    let_pass = any(each.weight is Weight.ASK for each in broken)
    if let_pass:
        lets_pass(session)
    claim(session, part, target)
    part.state = PieceState.FITTED.value
    part.board_id, part.site, part.place_id = target.id, spot.name, None
    heat(session, [(part, target)], HeatCause.PLACEMENT, Teller.ACT, override=override)
    stop_clocks(session, [part])
    set_site(session, target, row, spot.name, SiteState.FITTED).piece_id = part.id
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
        note=reason if let_pass else "",
    )
    return {
        "tag": part.tag,
        "board": target.tag,
        "site": spot.name,
        "rules": [each.rule for each in broken],
        "against": [known[each.rule].name for each in broken],
        "told": told,
        **heat_facts(session, part),
    }
