# SPDX-License-Identifier: MIT
"""Floor life and bakes: which clocks run, what frees what is over, what is in the ovens."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, case, func, select

from workshop.domain.catalogue import Catalogue
from workshop.domain.dry import HOUR, Bake, Open, bakes_for, floor_life, seconds_between
from workshop.domain.refused import Refused
from workshop.domain.terms import BakeVerdict
from workshop.domain.text import moment
from workshop.queries.rows import piece, piece_id, place_table
from workshop.storage.database import utc_now
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import shop_catalogue

bake_table = JOURNALLED["bake"]
bake_piece = JOURNALLED["bake_piece"]
ended = JOURNAL.alias("ended")


class ClockRow(NamedTuple):
    """The floor life of one piece; seconds left are below 0 where it is over.

    `runs` is false in dry storage, in an oven and on a board. `bakes` are those of the table that
    free it, the shortest first, each °C, %RH (None for any), hours and edition.
    """

    tag: str
    kind: str
    model: str
    state: str
    place: str
    msl: str
    life_h: float
    left_s: int
    is_over: bool
    runs: bool
    bakes: list[Bake]


_CLOCK: Select[Any] = (
    select(
        piece.c.tag,
        piece.c.kind,
        piece.c.model,
        piece.c.state,
        place_table.c.code.label("place"),
        piece.c.msl,
        piece.c.floor_used_s,
        JOURNAL.c.at,
        piece.c.donor_id,
        piece.c.heat_cycles,
    )
    .outerjoin(place_table, place_table.c.id == piece.c.place_id)
    .outerjoin(JOURNAL, JOURNAL.c.number == piece.c.floor_since)
)


def the_time(said: str | None) -> str:
    """A time as it was said, else the present one."""
    return utc_now() if said is None else moment(said)


class Lain:
    """Whether pieces lay in the open too long by a time; many of them began in the same entry."""

    def __init__(self, catalogue: Catalogue, now: str) -> None:
        self._catalogue, self._now = catalogue, now
        self._lives: dict[tuple[str, str], float | None] = {}
        self._passed: dict[str, int] = {}

    def is_over(self, kind: str, msl: str, used_s: int, since: str | None) -> bool:
        """The same as of a clock: `used_s` seconds before, and running since then, if it does."""
        key = kind, msl
        if key not in self._lives:
            life = floor_life(self._catalogue, kind, msl)
            self._lives[key] = None if life is None else (life.hours or 0) * HOUR
        life_s = self._lives[key]
        if life_s is None:
            return False
        if since is not None:
            if since not in self._passed:
                self._passed[since] = seconds_between(since, self._now)
            used_s += self._passed[since]
        return used_s >= int(life_s)


def _clock(catalogue: Catalogue, row: Any, now: str) -> ClockRow | None:
    life = floor_life(catalogue, row.kind, row.msl)
    if life is None:
        return None
    passed = seconds_between(row.at, now) if row.at else 0
    lain = Open(
        row.tag,
        row.kind,
        life.code,
        life.hours or 0,
        row.floor_used_s + passed,
        fresh=row.donor_id is None and row.heat_cycles == 0,
    )
    return ClockRow(
        row.tag,
        row.kind,
        row.model,
        row.state,
        row.place or "",
        life.code,
        lain.life_h,
        lain.left_s,
        lain.is_over,
        row.at is not None,
        bakes_for(catalogue, lain),
    )


def clocks(
    connection: Connection,
    *,
    after: str | None = None,
    limit: int = 200,
    now: str | None = None,
) -> list[ClockRow]:
    """The pieces whose floor life runs, the soonest over first; `now` is a time in UTC.

    `after` is the tag of the last row before; refuses a tag whose clock does not run.
    """
    catalogue, now = shop_catalogue(connection), the_time(now)
    rows = [
        (seconds_between(row.at, now) + row.floor_used_s, row)
        for row in connection.execute(_CLOCK.where(piece.c.floor_since.is_not(None)))
    ]
    lives = {key: floor_life(catalogue, *key) for key in {(row.kind, row.msl) for _, row in rows}}
    open_rows = [
        ((life.hours or 0) * 3600 - used, row.tag, row)
        for used, row in rows
        if (life := lives[row.kind, row.msl]) is not None
    ]
    open_rows.sort(key=lambda each: each[:2])
    start = 0
    if after is not None:
        piece_id(connection, after)
        tags = [tag for _, tag, _ in open_rows]
        if after not in tags:
            raise Refused(
                "The clock of {tag} does not run any more. Show the list anew.", tag=after
            )
        start = tags.index(after) + 1
    found = (_clock(catalogue, row, now) for *_, row in open_rows[start : start + limit])
    return [row for row in found if row is not None]


def clock(connection: Connection, *, tag: str, now: str | None = None) -> ClockRow | None:
    """The floor life of one piece; None where it has none. Refuses a wrong or unknown tag."""
    row = connection.execute(_CLOCK.where(piece.c.id == piece_id(connection, tag))).one()
    return _clock(shop_catalogue(connection), row, the_time(now))


class BakeRow(NamedTuple):
    """One load of an oven; `ended_at` and `actual_h` are empty while it bakes.

    `done` and `short` count its pieces by their verdict, `needed_h` is the most the table asks.
    """

    number: int
    oven: str
    temperature: float
    humidity: float | None
    hours: float
    needed_h: float | None
    edition: str
    loaded_by: str
    loaded_at: str
    unloaded_by: str
    ended_at: str
    actual_h: float | None
    n: int
    done: int
    short: int
    note: str


def _counted(verdict: BakeVerdict) -> Any:
    return func.sum(case((bake_piece.c.verdict == verdict.value, 1), else_=0))


def _inside(what: Any) -> Any:
    return (
        select(what)
        .select_from(bake_piece)
        .where(bake_piece.c.bake_id == bake_table.c.id)
        .scalar_subquery()
    )


_BAKES: Select[Any] = (
    select(
        bake_table.c.id,
        place_table.c.code,
        bake_table.c.temperature,
        bake_table.c.humidity,
        bake_table.c.hours,
        _inside(func.max(bake_piece.c.needed_h)),
        bake_table.c.edition,
        JOURNAL.c.person,
        JOURNAL.c.at,
        bake_table.c.unloaded_by,
        ended.c.at.label("ended_at"),
        bake_table.c.actual_h,
        _inside(func.count()),
        _inside(_counted(BakeVerdict.DONE)),
        _inside(_counted(BakeVerdict.SHORT)),
        bake_table.c.note,
    )
    .join(JOURNAL, JOURNAL.c.number == bake_table.c.entry)
    .outerjoin(ended, ended.c.number == bake_table.c.ended)
    .outerjoin(place_table, place_table.c.id == bake_table.c.oven_id)
)


def bakes(
    connection: Connection,
    *,
    is_open: bool = False,
    after: int | None = None,
    limit: int = 100,
) -> list[BakeRow]:
    """The loads of the ovens, the newest first; with `is_open` only those that bake now."""
    statement = _BAKES.order_by(bake_table.c.id.desc()).limit(limit)
    if after is not None:
        statement = statement.where(bake_table.c.id < after)
    if is_open:
        statement = statement.where(bake_table.c.ended.is_(None))
    return [_as_bake(row) for row in connection.execute(statement)]


def _as_bake(row: Any) -> BakeRow:
    values = list(row)
    for at in (1, 10):
        values[at] = values[at] or ""
    values[13], values[14] = int(values[13] or 0), int(values[14] or 0)
    return BakeRow(*values)


class BakedRow(NamedTuple):
    """A piece in a bake, the hours the table asks of it there, and done or short at the end."""

    tag: str
    kind: str
    model: str
    needed_h: float | None
    verdict: str


def bake_pieces(connection: Connection, *, bake: int) -> list[BakedRow]:
    """The pieces of one load; refuses an unknown bake."""
    if connection.execute(select(bake_table.c.id).where(bake_table.c.id == bake)).first() is None:
        raise Refused("There is no bake {number}.", number=bake)
    rows = connection.execute(
        select(
            piece.c.tag,
            piece.c.kind,
            piece.c.model,
            bake_piece.c.needed_h,
            bake_piece.c.verdict,
        )
        .join(piece, piece.c.id == bake_piece.c.piece_id)
        .where(bake_piece.c.bake_id == bake)
        .order_by(bake_piece.c.id)
    )
    return [BakedRow(*row) for row in rows]
