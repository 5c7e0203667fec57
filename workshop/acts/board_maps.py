# SPDX-License-Identifier: MIT
"""The shop draws the map of a board, on a photo of its own or not."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workshop.acts.evidence import is_kept, the_evidence
from workshop.acts.shop import keep_copies
from workshop.domain import text
from workshop.domain.catalogue import Board, Catalogue, by_code
from workshop.domain.refused import Refused
from workshop.domain.shop_copies import read_entry
from workshop.domain.tag import written
from workshop.storage.shop import shop_catalogue
from workshop.storage.things import Piece, Site

Receipt = dict[str, Any]


def draw_board(
    session: Session,
    *,
    board: dict[str, Any],
    models: list[str],
    photos: list[dict[str, Any]],
) -> Receipt:
    """Keep the shop's own version of a board map, and give it to card models.

    `board` has all fields of a board of the catalogue; `models` are those that have this board
    from now on, besides those that have it already; `photos` are the facts (sha256, name, size) of
    kept files that are new to the workshop. Refuses what is no whole board, a number of chips that
    is not that of its models, a photo that was never kept, and to lose a site of which a card has
    a record.
    """
    code = text.require(board.get("code", ""), "The code of the board", 64)
    drawn: Board = read_entry("board", code, board)
    for file in photos:
        the_evidence(session, file)
    for photo in drawn.photos:
        is_kept(session, photo.sha256)
    before = shop_catalogue(session)
    given = [_model(before, name) for name in models]
    known = by_code(before.boards, code)
    if known is not None:
        lost = {site.name for site in known.sites} - {site.name for site in drawn.sites}
        users = [model.name for model in before.models.values() if model.board == known.code]
        _unused(session, code, lost, [*users, known.code])
    own = known.code if known is not None else code
    entries = [("board", own, {**board, "code": own})]
    entries += [("model", name, {"board": own}) for name in given]
    kept = keep_copies(session, entries)
    return {"board": kept[0]["code"], "version": kept[0]["version"], "models": given}


def _model(catalogue: Catalogue, name: str) -> str:
    found = catalogue.find_model(text.require(name, "The name of the model", 64))
    if found is None:
        raise Refused("There is no model “{name}” in the catalogue.", name=text.shown(name))
    return found.name


def _unused(session: Session, code: str, sites: Iterable[str], models: Iterable[str]) -> None:
    """Refuse to lose sites of which a piece of these models has a record."""
    found = session.execute(
        select(Site.name, Piece.tag)
        .join(Piece, Piece.id == Site.board_id)
        .where(Piece.model.in_(list(models)), Site.name.in_(list(sites)))
        .limit(1)
    ).first()
    if found is not None:
        raise Refused(
            "Board {board}: {tag} has a record of site {site}. Keep a site of this name.",
            board=code,
            tag=written(found.tag),
            site=found.name,
        )
