# SPDX-License-Identifier: MIT
"""The shop draws the map of a board, on a photo of its own or not."""

from typing import Any

from sqlalchemy.orm import Session

from workshop.acts.evidence import is_kept, the_evidence
from workshop.acts.shop import keep_copies
from workshop.acts.stranded import loses_no_site
from workshop.domain import text
from workshop.domain.catalogue import Board, Catalogue, by_code
from workshop.domain.refused import Refused
from workshop.domain.shop_copies import read_entry
from workshop.storage.shop import shop_catalogue

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
    is not that of its models, a photo that was never kept, and to lose a site of which a card or
    board of these models has a record.
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
    own = known.code if known is not None else code
    entries = [("board", own, {**board, "code": own})]
    entries += [("model", name, {"board": own}) for name in given]
    kept = keep_copies(session, entries)
    loses_no_site(session, before)
    return {"board": kept[0]["code"], "version": kept[0]["version"], "models": given}


def _model(catalogue: Catalogue, name: str) -> str:
    found = catalogue.find_model(text.require(name, "The name of the model", 64))
    if found is None:
        raise Refused("There is no model “{name}” in the catalogue.", name=text.shown(name))
    return found.name
