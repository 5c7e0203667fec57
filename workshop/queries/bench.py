# SPDX-License-Identifier: MIT
"""What a bench needs to see of one card: its board map and its sites."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from workshop.domain.parts import part_name
from workshop.domain.rules import carries_sites
from workshop.domain.terms import PieceKind, SiteState
from workshop.language import say
from workshop.queries.rows import identifier, piece, piece_id, place_table
from workshop.storage.schema import JOURNALLED
from workshop.storage.shop import shop_catalogue

site_table = JOURNALLED["site"]
site_record = JOURNALLED["site_record"]
marking = JOURNALLED["marking"]


_CARRIER = select(piece.c.id, piece.c.tag, piece.c.kind, piece.c.model, piece.c.board_id).where(
    piece.c.id == bindparam("piece")
)


class MapSite(NamedTuple):
    """A site on a board map, in millimetres from the top left, and what is at it.

    `piece` is the tag of what came off last or is fitted now, `model` what that is; `expects` what
    the catalogue says was there. `lot` and `date` (YYWW) are what its marking says.
    """

    name: str
    kind: str
    face: str
    x: float
    y: float
    w: float
    h: float
    channel: str
    expects: str
    state: str
    piece: str
    marking: str
    grade: str
    place: str
    entry: int | None
    model: str = ""
    lot: str = ""
    date: str = ""


class MapShape(NamedTuple):
    """Something drawn on a board map that is no site: connectors, power stages."""

    kind: str
    face: str
    x: float
    y: float
    w: float
    h: float


class MapPhoto(NamedTuple):
    """A photo of one face, and the corners of the board on it: x and y in px, from the top left."""

    face: str
    sha256: str
    width: int
    height: int
    corners: tuple[int, ...]


class BoardMap(NamedTuple):
    """The picture of a board with its sites, and photos of its faces where the shop has some.

    `known` is false where nobody knows how many chips there are, `drawn` where sites only stand
    for those of the model: nobody drew them.
    """

    tag: str
    board: str
    name: str
    known: bool
    width: float
    height: float
    sites: list[MapSite]
    connectors: list[MapShape]
    photos: list[MapPhoto]
    drawn: bool


class Carrier(NamedTuple):
    """What the sites of a board are kept at, and the tag that was asked for."""

    asked: str
    id: int
    kind: str
    model: str


def carrier(connection: Connection, tag: str) -> Carrier:
    """The card or board itself; of the board of a card that was built, its card.

    Refuses pieces without sites.
    """
    asked = row = connection.execute(_CARRIER, {"piece": piece_id(connection, tag)}).one()
    carries_sites(row.tag, row.kind)
    if row.board_id is not None:
        row = connection.execute(_CARRIER, {"piece": row.board_id}).one()
    return Carrier(asked.tag, row.id, row.kind, row.model)


def board_map(connection: Connection, *, tag: str) -> BoardMap:
    """The board map of a card or board; refuses other pieces.

    What is on the board of a card that was built is on its card: that is shown.
    """
    row = carrier(connection, tag)
    catalogue = shop_catalogue(connection)
    plan = catalogue.board_of(row.model)
    model = catalogue.find_model(row.model)
    untouched = SiteState.EMPTY if row.kind == PieceKind.BOARD else SiteState.ON_BOARD
    states, records = _site_states(connection, row.id)
    sites = []
    for site in plan.sites:
        record = records.get(site.name)
        sites.append(
            MapSite(
                name=site.name,
                kind=site.kind,
                face=site.face,
                x=site.x,
                y=site.y,
                w=site.w,
                h=site.h,
                channel=site.channel,
                expects=part_name(model, site.kind),
                state=states.get(site.name, untouched.value),
                piece=(record.tag or "") if record else "",
                marking=(record.marking or record.known or "") if record else "",
                grade=record.grade if record else "",
                place=(record.code or "") if record else "",
                entry=record.entry if record else None,
                model=(record.model or "") if record else "",
                lot=(record.lot or "") if record else "",
                date=(record.date or "") if record else "",
            )
        )
    return BoardMap(
        tag=row.asked,
        board=plan.code,
        name=say(plan.name),
        known=plan.known,
        width=plan.width,
        height=plan.height,
        sites=sites,
        connectors=[MapShape(s.kind, s.face, s.x, s.y, s.w, s.h) for s in plan.shapes],
        photos=[MapPhoto(p.face, p.sha256, p.width, p.height, p.corners) for p in plan.photos],
        drawn=plan.code in catalogue.boards,
    )


def _site_states(connection: Connection, number: int) -> tuple[dict[str, str], dict[str, Any]]:
    """The state of each touched site of a board, and its last record."""
    states = {
        name: state
        for name, state in connection.execute(
            select(site_table.c.name, site_table.c.state).where(site_table.c.board_id == number)
        )
    }
    known = (
        select(identifier.c.raw)
        .where(identifier.c.piece_id == site_record.c.piece_id, identifier.c.kind == "marking")
        .order_by(identifier.c.id.desc())
        .limit(1)
        .scalar_subquery()
        .label("known")
    )
    read = marking.alias("read")
    newest = (
        select(func.max(marking.c.id))
        .where(marking.c.piece_id == site_record.c.piece_id)
        .scalar_subquery()
    )
    records = {
        row.site: row
        for row in connection.execute(
            select(
                site_record.c.site,
                site_record.c.entry,
                site_record.c.marking,
                site_record.c.grade,
                piece.c.tag,
                piece.c.model,
                place_table.c.code,
                known,
                read.c.lot,
                read.c.date,
            )
            .outerjoin(piece, piece.c.id == site_record.c.piece_id)
            .outerjoin(place_table, place_table.c.id == piece.c.place_id)
            .outerjoin(read, read.c.id == newest)
            .where(site_record.c.board_id == number)
            .order_by(site_record.c.id)
        )
    }
    return states, records


class SiteNow(NamedTuple):
    """A site of a card or board as it stands; `piece` is the tag of what is on it or came off."""

    name: str
    kind: str
    face: str
    channel: str
    expects: str
    state: str
    piece: str
    marking: str
    grade: str
    place: str
    model: str


def sites(connection: Connection, *, card: str) -> list[SiteNow]:
    """Every site of a card or board, in the order of its map; refuses other pieces."""
    return [
        SiteNow(*(getattr(site, name) for name in SiteNow._fields))
        for site in board_map(connection, tag=card).sites
    ]
