# SPDX-License-Identifier: MIT
"""The family of a piece: where it came from, the boards it was on, and all that came off it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from workshop.domain.terms import IdentifierKind, SiteOutcome, SiteState
from workshop.queries.rows import (
    batch_table,
    board,
    donor,
    named,
    piece,
    piece_id,
    place_table,
)
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.slices import some

site_record = JOURNALLED["site_record"]

MOST = 5000
"""So many pieces of one family are told: more than any card ever had."""


class Kin(NamedTuple):
    """A piece of the family. `depth` and `parent` say where in the tree it hangs.

    `how` it belongs to its parent: came_off; fitted, now; was_fitted, and came off again. `donor`
    is the card it came off first, `board` what it is on now; `batch` and `supplier` are those it
    came to the workshop with.
    """

    depth: int
    parent: str
    how: str
    tag: str
    kind: str
    state: str
    model: str
    serial: str
    marking: str
    grade: str
    batch: str
    supplier: str
    donor: str
    donor_site: str
    board: str
    site: str
    place: str
    heat_cycles: int
    taken_apart: bool


class Stay(NamedTuple):
    """A time on a board; `since` is empty for what it came with, `until` while it is there.

    `outcome` is what was found when it came off: good or damaged; empty where its board was built
    into a card, and it went with it.
    """

    board: str
    model: str
    batch: str
    site: str
    since: str
    fitted_by: str
    until: str
    taken_by: str
    outcome: str


class Genealogy(NamedTuple):
    """The family of a piece; `more` says that it is too large to be told whole.

    `origins` go from its own donor back; `boards` are in order; `tree` is all that came off it or
    was built in, to any depth, each piece below its parent.
    """

    piece: Kin
    origins: list[Kin]
    boards: list[Stay]
    tree: list[Kin]
    more: bool


def genealogy(connection: Connection, *, tag: str) -> Genealogy:
    """The family of a piece in both directions; refuses a wrong or unknown tag."""
    number = piece_id(connection, tag)
    origins = _origins(connection, number)
    tree, more = _tree(connection, number)
    ids = {number, *origins, *(link.child for link in tree)}
    known = _pieces(connection, ids)
    return Genealogy(
        piece=_kin(known[number], 0, "", ""),
        origins=[_kin(known[each], n, "", "") for n, each in enumerate(origins, 1)],
        boards=_boards(connection, number),
        tree=[
            _kin(known[link.child], link.depth, known[link.parent].tag, link.how) for link in tree
        ],
        more=more,
    )


def _origins(connection: Connection, number: int) -> list[int]:
    """The donor of a piece, the donor of that one, and so on; a circle ends where it closes."""
    found: list[int] = []
    last: int | None = number
    while last is not None and len(found) < MOST:
        last = connection.execute(select(piece.c.donor_id).where(piece.c.id == last)).scalar()
        if last is None or last == number or last in found:
            break
        found.append(last)
    return found


class _Link(NamedTuple):
    """A piece that hangs below another."""

    parent: int
    child: int
    how: str
    depth: int


# What hangs below pieces, in the order of importance: a piece is told once, the first time.
_CAME_OFF = select(piece.c.donor_id, piece.c.id)
_FITTED = select(piece.c.board_id, piece.c.id)
_WAS_FITTED = select(site_record.c.board_id, site_record.c.piece_id).where(
    site_record.c.outcome == SiteState.FITTED.value, site_record.c.piece_id.is_not(None)
)
_BELOW: tuple[tuple[str, Select[Any], Any], ...] = (
    ("came_off", _CAME_OFF, piece.c.donor_id),
    ("fitted", _FITTED, piece.c.board_id),
    ("was_fitted", _WAS_FITTED, site_record.c.board_id),
)


def _tree(connection: Connection, root: int) -> tuple[list[_Link], bool]:
    """All below a piece, each once, in the order of a printed tree; and whether there is more.

    Level by level, three questions for each, so that neither depth nor a circle matters.
    """
    seen = {root}
    below: dict[int, list[_Link]] = defaultdict(list)
    level, depth, more = [root], 0, False
    while level and not more:
        depth += 1
        links = [_Link(*each, depth) for each in _under(connection, level)]
        level = []
        for link in links:
            if link.child in seen:
                continue
            if len(seen) > MOST:
                more = True
                break
            seen.add(link.child)
            below[link.parent].append(link)
            level.append(link.child)
    return _in_order(root, below), more


def _under(connection: Connection, parents: Sequence[int]) -> Iterable[tuple[int, int, str]]:
    for how, statement, column in _BELOW:
        for part in some(parents):
            rows = connection.execute(statement.where(column.in_(part)).limit(MOST + 2))
            yield from sorted((parent, child, how) for parent, child in rows)


def _in_order(root: int, below: dict[int, list[_Link]]) -> list[_Link]:
    """Each piece, then what is below it, then the next one."""
    order: list[_Link] = []
    waiting = below[root][::-1]
    while waiting:
        link = waiting.pop()
        order.append(link)
        waiting += below.get(link.child, [])[::-1]
    return order


_PIECES = (
    select(
        piece.c.id,
        piece.c.tag,
        piece.c.kind,
        piece.c.state,
        piece.c.model,
        named(IdentifierKind.SERIAL),
        named(IdentifierKind.MARKING),
        piece.c.grade,
        batch_table.c.number.label("batch"),
        batch_table.c.supplier,
        donor.c.tag.label("donor"),
        piece.c.donor_site,
        board.c.tag.label("board"),
        piece.c.site,
        place_table.c.code.label("place"),
        piece.c.heat_cycles,
        piece.c.taken_apart.is_not(None),
    )
    .join(batch_table, batch_table.c.id == piece.c.batch_id)
    .outerjoin(donor, donor.c.id == piece.c.donor_id)
    .outerjoin(board, board.c.id == piece.c.board_id)
    .outerjoin(place_table, place_table.c.id == piece.c.place_id)
)


def _pieces(connection: Connection, ids: Iterable[int]) -> dict[int, Any]:
    known = {}
    for part in some(sorted(ids)):
        for row in connection.execute(_PIECES.where(piece.c.id.in_(part))):
            known[row.id] = row
    return known


def _kin(row: Any, depth: int, parent: str, how: str) -> Kin:
    told = ("" if value is None else value for value in row[1:-1])
    return Kin._make((depth, parent, how, *told, bool(row[-1])))


def _boards(connection: Connection, number: int) -> list[Stay]:
    """The boards a piece was on, from the records of the sites it was at."""
    rows = connection.execute(
        select(
            board.c.tag,
            board.c.model,
            batch_table.c.number,
            site_record.c.site,
            site_record.c.outcome,
            JOURNAL.c.at,
            JOURNAL.c.person,
        )
        .join(board, board.c.id == site_record.c.board_id)
        .join(batch_table, batch_table.c.id == board.c.batch_id)
        .join(JOURNAL, JOURNAL.c.number == site_record.c.entry)
        .where(site_record.c.piece_id == number)
        .order_by(site_record.c.id)
    )
    stays: list[Stay] = []
    for tag, model, batch, site, outcome, at, person in rows:
        if outcome == SiteState.FITTED:
            if stays and not stays[-1].until:  # its board went into a card, and it went with it
                stays[-1] = stays[-1]._replace(until=at, taken_by=person)
            stays.append(Stay(tag, model, batch, site, at, person, "", "", ""))
        elif outcome in (SiteOutcome.GOOD, SiteOutcome.DAMAGED):
            here = Stay(tag, model, batch, site, "", "", "", "", "")
            if stays and stays[-1].board == tag and not stays[-1].until:
                here = stays.pop()
            stays.append(here._replace(until=at, taken_by=person, outcome=outcome))
    return stays
