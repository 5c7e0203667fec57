# SPDX-License-Identifier: MIT
"""What stands in the way of a row that an undo brings back: what the piece was used for since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select

from workshop.domain.terms import PieceState
from workshop.storage.journal import Change, Plain
from workshop.storage.schema import JOURNALLED

_piece = JOURNALLED["piece"].c
_reservation = JOURNALLED["reservation"].c
_bake, _load = JOURNALLED["bake"].c, JOURNALLED["bake_piece"].c
_run = JOURNALLED["step_run"].c
_place = JOURNALLED["place"].c

Named = tuple[str, int]
"""A table and a row of it."""


def in_the_way(
    connection: Connection, plan: Sequence[tuple[Change, Plain | None]]
) -> dict[Named, set[Named]]:
    """By the rows that are put back or go, those that cannot stay as they are then.

    A piece is put by for one board, and that only while it is free; it is in one oven at a time and
    in none when it is on a board or gone; and it has one step open. No place is in itself. What
    came off a board has the heat that board had seen until then.
    """
    back = {(change.table, change.row): _becomes(change, now) for change, now in plan}
    found = {
        (change.table, change.row): set(_FINDS[change.table](connection, row, back)) - back.keys()
        for change, _ in plan
        if change.table in _FINDS and (row := back[change.table, change.row]) is not None
    }
    found |= {
        (change.table, change.row): set(_came_off(connection, change)) - back.keys()
        for change, _ in plan
        if change.table == "heat_cycle" and None in (change.before, change.after)
    }
    return {row: named for row, named in found.items() if named}


def _came_off(connection: Connection, change: Change) -> Iterator[Named]:
    """What came off a board after a cycle of it was counted, with that in its own count."""
    board = (change.before or change.after or {})["piece_id"]
    later = select(_piece.id).where(
        _piece.donor_id == board, _piece.donor_site != "", _piece.id > change.row
    )
    yield from (("piece", number) for number in connection.scalars(later))


def _becomes(change: Change, now: Plain | None) -> Plain | None:
    return None if change.before is None else {"id": change.row, **(now or {}), **change.before}


def _as_it_will_be(connection: Connection, piece: int, back: Mapping[Named, Any]) -> Any:
    """The state and board of a piece once all is put back; None where it goes."""
    if ("piece", piece) in back:
        return back["piece", piece]
    statement = select(_piece.state, _piece.board_id).where(_piece.id == piece)
    return connection.execute(statement).mappings().first()


def _is_away(piece: Any) -> bool:
    """Whether a piece is on a board, or gone: nothing is put by for it, and it is in no oven."""
    return piece is not None and (
        piece["board_id"] is not None or piece["state"] == PieceState.GONE
    )


def _of_piece(connection: Connection, row: Plain, back: Mapping[Named, Any]) -> Iterator[Named]:
    if not _is_away(row):
        return
    here = or_(_reservation.piece_id == row["id"], _reservation.board_id == row["id"])
    yield from (("reservation", n) for n in connection.scalars(select(_reservation.id).where(here)))
    yield from (("bake", n) for n in _ovens(connection, row["id"]))


def _of_reservation(
    connection: Connection, row: Plain, back: Mapping[Named, Any]
) -> Iterator[Named]:
    for column in ("piece_id", "board_id"):
        if _is_away(_as_it_will_be(connection, row[column], back)):
            yield "piece", row[column]
    others = select(_reservation.id).where(_reservation.piece_id == row["piece_id"])
    yield from (("reservation", n) for n in connection.scalars(others))


def _of_bake(connection: Connection, row: Plain, back: Mapping[Named, Any]) -> Iterator[Named]:
    if row["ended"] is not None:
        return
    coming = {each["piece_id"] for (table, _), each in back.items()
              if table == "bake_piece" and each and each["bake_id"] == row["id"]}  # fmt: skip
    there = connection.scalars(select(_load.piece_id).where(_load.bake_id == row["id"]))
    for piece in {*coming, *there}:
        if _is_away(_as_it_will_be(connection, piece, back)):
            yield "piece", piece
        yield from (("bake", n) for n in _ovens(connection, piece))


def _ovens(connection: Connection, piece: int) -> Iterable[int]:
    """The bakes a piece is in now."""
    return connection.scalars(
        select(_load.bake_id)
        .join(JOURNALLED["bake"], _bake.id == _load.bake_id)
        .where(_load.piece_id == piece, _bake.ended.is_(None))
    )


def _of_run(connection: Connection, row: Plain, back: Mapping[Named, Any]) -> Iterator[Named]:
    if row["ended"] is None:
        open_ones = select(_run.id).where(_run.piece_id == row["piece_id"], _run.ended.is_(None))
        yield from (("step_run", n) for n in connection.scalars(open_ones))


def _of_place(connection: Connection, row: Plain, back: Mapping[Named, Any]) -> Iterator[Named]:
    above, passed = row["parent_id"], []
    while above is not None and above != row["id"] and above not in passed:
        passed.append(above)
        known = back.get(("place", above))
        above = known["parent_id"] if known else connection.execute(
            select(_place.parent_id).where(_place.id == above)
        ).scalar()  # fmt: skip
    if above is not None:
        yield from (("place", number) for number in passed)


_FINDS = {"piece": _of_piece, "reservation": _of_reservation, "bake": _of_bake, "step_run": _of_run,
          "place": _of_place}  # fmt: skip
