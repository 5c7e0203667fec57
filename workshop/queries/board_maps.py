# SPDX-License-Identifier: MIT
"""The board maps of this workshop, and one of them to go on drawing."""

from typing import Any, NamedTuple

from sqlalchemy import Connection

from workshop.domain.bodies import body_of
from workshop.domain.catalogue import Catalogue, by_code
from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.language import say
from workshop.storage.shop import shop_catalogue, version_of


class BoardRow(NamedTuple):
    """A board map: how many memory sites, which models have it, which faces have a photo.

    `version` is that of the shop's own, 0 as it is shipped.
    """

    code: str
    name: str
    memory: int
    models: list[str]
    photos: list[str]
    version: int


def boards(connection: Connection) -> list[BoardRow]:
    """Every board map, in the order of the catalogue."""
    catalogue = shop_catalogue(connection)
    return [
        BoardRow(
            board.code,
            say(board.name),
            len(board.memory),
            _models(catalogue, board.code),
            [str(photo.face) for photo in board.photos],
            version_of(connection, "board", board.code),
        )
        for board in catalogue.boards.values()
    ]


class BoardPlan(NamedTuple):
    """A board to draw on: `body` has all its fields, `models` those that have it.

    `drawn` is false where it is only a plain map to begin with, for `model` if one is named.
    """

    body: dict[str, Any]
    models: list[str]
    model: str
    drawn: bool


def board_plan(connection: Connection, *, code: str = "", model: str = "") -> BoardPlan:
    """The board map of a code, or that of a model; for neither a plain one to begin with.

    Refuses an unknown code. A model nobody knows begins with a plain map that has its name.
    """
    catalogue = shop_catalogue(connection)
    if code:
        board = by_code(catalogue.boards, code)
        if board is None:
            raise Refused("There is no board map “{code}”.", code=shown(code))
    else:
        board = catalogue.board_of(model or None)
    found = catalogue.find_model(model) if model else None
    body = body_of(board)
    drawn = board.code in catalogue.boards
    if not drawn:
        free = model.strip() if model and found is None else board.code
        taken = by_code(catalogue.boards, free) is not None
        body["code"] = "" if free == "GENERIC" or taken else free
        body["name"] = model.strip() or body["name"]
    return BoardPlan(
        body, _models(catalogue, board.code), found.name if found and not drawn else "", drawn
    )


def _models(catalogue: Catalogue, code: str) -> list[str]:
    return [model.name for model in catalogue.models.values() if model.board == code]
