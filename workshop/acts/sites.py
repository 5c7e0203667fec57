# SPDX-License-Identifier: MIT
"""A site of a board: on its map, and its row where somebody touched it."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workshop.domain import rules
from workshop.domain.board_maps import Site as BoardSite
from workshop.domain.terms import SiteState
from workshop.storage.rows import new
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Piece, Site

_SITE = select(Site).where(Site.board_id == bindparam("board"), Site.name == bindparam("name"))


def board_site(session: Session, board: Piece, name: str) -> tuple[BoardSite, Site | None]:
    """The site on the map of a board, and its row where somebody touched it before."""
    rules.carries_sites(board.tag, board.kind)
    if board.board_id is not None:
        rules.is_no_built_board(board.tag, session.get_one(Piece, board.board_id).tag)
    plan = shop_catalogue(session).board_of(board.model)
    found = rules.site_exists(name, [site.name for site in plan.sites], plan.name)
    row = session.execute(_SITE, {"board": board.id, "name": found}).scalar()
    return next(site for site in plan.sites if site.name == found), row


def site_state(board: Piece, row: Site | None) -> str:
    """What a site shows: what its row says, or what nobody touched yet."""
    if row is not None:
        return row.state
    return rules.untouched_site(board.kind).value


def set_site(session: Session, board: Piece, row: Site | None, name: str, state: SiteState) -> Site:
    """Put a site into a state; makes its row where nobody touched it before."""
    if row is None:
        row = new(session, Site, board_id=board.id, name=name, state=state.value, piece_id=None)
    row.state = state.value
    return row
