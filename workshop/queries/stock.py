# SPDX-License-Identifier: MIT
"""What lies where: the tree of places, the stock in it, and the counts of it."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from workshop.domain.refused import Refused
from workshop.domain.rules import one_of
from workshop.domain.scan_fields import PREFIXES
from workshop.domain.terms import IdentifierKind, PieceKind, PieceState, ScanKind
from workshop.domain.text import shown
from workshop.queries.rows import named, piece, place_table
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.slices import some

count_table = JOURNALLED["place_count"]
line_table = JOURNALLED["place_count_line"]


class PlaceNode(NamedTuple):
    """A place in the tree: `depth` says how many places it is in, `total` counts all below it too.

    `is_dry` says that no moisture gets at what lies there, here or by what it is in; `dry` that
    this place itself keeps it out. `badge` is the text of the QR code that names it.
    """

    code: str
    name: str
    kind: str
    parent: str
    depth: int
    own: int
    total: int
    takes_kinds: list[str]
    takes_grades: list[str]
    dry: bool
    is_dry: bool
    badge: str


def place_tree(connection: Connection) -> list[PlaceNode]:
    """Every place below what it is in, by code, with how many pieces lie in it."""
    rows = {row.id: row for row in connection.execute(select(place_table))}
    inner = _inner(rows.values())
    own = _lying_in(connection, rows)
    found: list[PlaceNode] = []

    def walk(parent: int | None, depth: int, dry: bool) -> int:
        total = 0
        for row in inner.get(parent, ()):
            at = len(found)
            found.append(
                PlaceNode(
                    row.code,
                    row.name,
                    row.kind,
                    rows[parent].code if parent else "",
                    depth,
                    own.get(row.id, 0),
                    0,
                    row.takes_kinds.split(),
                    row.takes_grades.split(),
                    bool(row.dry),
                    dry or bool(row.dry),
                    PREFIXES[ScanKind.PLACE] + row.code,
                )
            )
            here = own.get(row.id, 0) + walk(row.id, depth + 1, dry or bool(row.dry))
            found[at] = found[at]._replace(total=here)
            total += here
        return total

    walk(None, 0, False)
    return found


def _inner(rows: Iterable[Any]) -> dict[int | None, list[Any]]:
    """By the id of a place, those in it, in the order of their codes."""
    inner: dict[int | None, list[Any]] = {}
    for row in sorted(rows, key=lambda row: row.code):
        inner.setdefault(row.parent_id, []).append(row)
    return inner


def _lying_in(connection: Connection, ids: Iterable[int]) -> dict[int, int]:
    """How many pieces lie in each of these places, those that are on a board not counted."""
    found: dict[int, int] = {}
    for part in some(ids):
        rows = connection.execute(
            select(piece.c.place_id, func.count())
            .where(piece.c.place_id.in_(part))
            .group_by(piece.c.place_id)
        )
        found.update((place, n) for place, n in rows)
    return found


def _and_below(connection: Connection, code: str) -> dict[int, str]:
    """The codes of a place and of all that are in it, by id; refuses an unknown place."""
    rows = connection.execute(select(place_table)).all()
    wanted = str(code).strip().upper()
    start = next((row for row in rows if row.code == wanted), None)
    if start is None:
        raise Refused("There is no place “{code}”.", code=shown(code))
    inner = _inner(rows)
    found: dict[int, str] = {}
    waiting = [start]
    while waiting:
        row = waiting.pop()
        found[row.id] = row.code
        waiting += inner.get(row.id, [])
    return found


class StockRow(NamedTuple):
    """So many pieces of a kind, model, grade and state lie in a place."""

    place: str
    kind: str
    model: str
    grade: str
    state: str
    n: int


def stock(
    connection: Connection, *, place: str | None = None, kind: str | None = None
) -> list[StockRow]:
    """What lies in every place, or in one and all that is in it; of a kind or of any.

    Refuses an unknown place or kind.
    """
    if place is not None and str(place).strip():
        places = _and_below(connection, place)
    else:
        places = {
            number: code
            for number, code in connection.execute(select(place_table.c.id, place_table.c.code))
        }
    wanted = one_of(kind, PieceKind, "The kind") if kind else None
    what = (piece.c.place_id, piece.c.kind, piece.c.model, piece.c.grade, piece.c.state)
    found: list[StockRow] = []
    for part in some(places):
        statement = select(*what, func.count()).where(piece.c.place_id.in_(part)).group_by(*what)
        if wanted is not None:
            statement = statement.where(piece.c.kind == wanted)
        found += [StockRow(places[row[0]], *row[1:]) for row in connection.execute(statement)]
    return sorted(found)


def unplaced(connection: Connection) -> list[StockRow]:
    """What is in stock and lies in no place, which nobody will find; `place` is empty."""
    what = (piece.c.kind, piece.c.model, piece.c.grade, piece.c.state)
    statement = (
        select(*what, func.count())
        .where(piece.c.state == PieceState.STOCK.value, piece.c.place_id.is_(None))
        .group_by(*what)
    )
    return sorted(StockRow("", *row) for row in connection.execute(statement))


class LyingRow(NamedTuple):
    """One piece that lies in a place, or in what is in it."""

    id: int
    tag: str
    kind: str
    model: str
    serial: str
    grade: str
    state: str
    place: str


def contents(
    connection: Connection, *, place: str, after: int | None = None, limit: int = 1000
) -> list[LyingRow]:
    """The pieces in a place and in all that is in it, the oldest first; refuses an unknown one."""
    places = _and_below(connection, place)
    found: list[LyingRow] = []
    for part in some(places):
        statement = (
            select(
                piece.c.id,
                piece.c.tag,
                piece.c.kind,
                piece.c.model,
                named(IdentifierKind.SERIAL),
                piece.c.grade,
                piece.c.state,
                piece.c.place_id,
            )
            .where(piece.c.place_id.in_(part), piece.c.id > (after or 0))
            .order_by(piece.c.id)
            .limit(limit)
        )
        for row in connection.execute(statement):
            values = ("" if value is None else value for value in row[:-1])
            found.append(LyingRow._make((*values, places[row.place_id])))
    return sorted(found)[:limit]


class CountRow(NamedTuple):
    """One count of a place, and what it found."""

    number: int
    place: str
    at: str
    person: str
    found: int
    missing: int
    misplaced: int
    unknown: int
    note: str


_COUNTS = (
    select(
        count_table.c.id,
        place_table.c.code,
        JOURNAL.c.at,
        JOURNAL.c.person,
        count_table.c.found,
        count_table.c.missing,
        count_table.c.misplaced,
        count_table.c.unknown,
        count_table.c.note,
    )
    .join(place_table, place_table.c.id == count_table.c.place_id)
    .join(JOURNAL, JOURNAL.c.number == count_table.c.entry)
)


def counts(
    connection: Connection,
    *,
    place: str | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[CountRow]:
    """The counts of all places or of one, the newest first; refuses an unknown place."""
    statement = _COUNTS.order_by(count_table.c.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(count_table.c.id < after)
    if place is not None and str(place).strip():
        wanted = str(place).strip().upper()
        number = connection.execute(
            select(place_table.c.id).where(place_table.c.code == wanted)
        ).scalar()
        if number is None:
            raise Refused("There is no place “{code}”.", code=shown(place))
        statement = statement.where(count_table.c.place_id == number)
    return [CountRow(*row) for row in connection.execute(statement)]


class CountLine(NamedTuple):
    """One piece or scan of a count that was not found where it should lie.

    `place` is where it was on record then, `now` where it is today.
    """

    result: str
    tag: str
    scan: str
    kind: str
    model: str
    place: str
    now: str


class Count(NamedTuple):
    """A count with its lines."""

    head: CountRow
    lines: list[CountLine]


def count(connection: Connection, *, number: int) -> Count:
    """One count, with what was missing, misplaced and unknown; refuses an unknown one."""
    head = connection.execute(_COUNTS.where(count_table.c.id == number)).first()
    if head is None:
        raise Refused("There is no count {number}.", number=number)
    today = place_table.alias()
    rows = connection.execute(
        select(
            line_table.c.result,
            piece.c.tag,
            line_table.c.scan,
            piece.c.kind,
            piece.c.model,
            place_table.c.code,
            today.c.code,
        )
        .outerjoin(piece, piece.c.id == line_table.c.piece_id)
        .outerjoin(place_table, place_table.c.id == line_table.c.place_id)
        .outerjoin(today, today.c.id == piece.c.place_id)
        .where(line_table.c.count_id == number)
        .order_by(line_table.c.id)
    )
    return Count(CountRow(*head), [CountLine(*(value or "" for value in row)) for row in rows])
