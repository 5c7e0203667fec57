# SPDX-License-Identifier: MIT
"""What a passport tells beyond the piece itself: condition, moisture, reservation, let pass."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, or_, select

from workshop.domain.judge import spell
from workshop.language import say
from workshop.queries.condition import Found, condition
from workshop.queries.dry import ClockRow, clock
from workshop.queries.let_pass import LetPass, let_pass_of
from workshop.queries.rows import board, called, piece, piece_id, place_table
from workshop.queries.shipments import SentWith, sent_with
from workshop.storage.evidence import is_hash
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import shop_catalogue

bake_table = JOURNALLED["bake"]
bake_piece = JOURNALLED["bake_piece"]
evidence = JOURNALLED["evidence"]
heat_cycle = JOURNALLED["heat_cycle"]
person = JOURNALLED["person"]
reservation = JOURNALLED["reservation"]
step_record = JOURNALLED["step_record"]
step_run = JOURNALLED["step_run"]
ended = JOURNAL.alias("ended")


class Baked(NamedTuple):
    """A bake the piece was in; `ended_at` and `unloaded_by` are empty while it bakes.

    Temperature in °C; `hours` as they were wanted, `needed_h` what the table asks of the piece,
    `actual_h` how long it was, None where it is not known. `verdict` is done or short.
    """

    number: int
    oven: str
    temperature: float
    hours: float
    needed_h: float | None
    actual_h: float | None
    loaded_by: str
    loaded_at: str
    unloaded_by: str
    ended_at: str
    verdict: str


class Reserved(NamedTuple):
    """A piece that is put by for a board, since when and by whom."""

    piece: str
    model: str
    board: str
    board_model: str
    at: str
    person: str


class Noted(NamedTuple):
    """A value that was noted at a step, by the entry of the step; `is_file` where it names one."""

    entry: int
    label: str
    value: str
    unit: str
    is_file: bool


class PassportMore(NamedTuple):
    """The rest of a passport.

    `reserved` is what the piece is put by for, or what is put by for it. `clock` is None where it
    has no floor life. `decided` is what its disposition is called; where nothing was decided about
    a fitted piece that of the board or card it is on, and `decided_on` is the tag of that.
    `people` are names by code, `sent` the shipments it is or was in, with what it is on as well.
    """

    tag: str
    condition: Found
    clock: ClockRow | None
    bakes: list[Baked]
    reserved: list[Reserved]
    let_pass: list[LetPass]
    decided: str
    people: dict[str, str]
    noted: list[Noted]
    decided_on: str = ""
    sent: tuple[SentWith, ...] = ()


def passport_more(connection: Connection, *, tag: str, now: str | None = None) -> PassportMore:
    """The rest of the passport of a piece; `now` is the time in UTC its floor life is told at.

    Refuses a wrong or unknown tag, and what is no time.
    """
    number = piece_id(connection, tag)
    row = connection.execute(
        select(piece.c.tag, piece.c.disposition, piece.c.board_id, board.c.tag.label("on"),
               board.c.disposition.label("with_it"))
        .outerjoin(board, board.c.id == piece.c.board_id)
        .where(piece.c.id == number)
    ).one()  # fmt: skip
    decided, on = row.disposition, ""
    if not decided and row.with_it:
        decided, on = row.with_it, row.on
    known = shop_catalogue(connection).dispositions
    names = connection.execute(select(person.c.code, person.c.name))
    return PassportMore(
        tag=row.tag,
        condition=condition(connection, tag=row.tag),
        clock=clock(connection, tag=row.tag, now=now),
        bakes=_bakes(connection, number),
        reserved=_reserved(connection, number),
        let_pass=let_pass_of(connection, number),
        decided=called(known, decided),
        people={code: name for code, name in names},
        noted=_noted(connection, number),
        decided_on=on,
        sent=tuple(sent_with(connection, [number, *filter(None, [row.board_id])])),
    )


def _bakes(connection: Connection, number: int) -> list[Baked]:
    """The bakes a piece was in, the oldest first."""
    rows = connection.execute(
        select(
            bake_table.c.id,
            place_table.c.code,
            bake_table.c.temperature,
            bake_table.c.hours,
            bake_piece.c.needed_h,
            bake_table.c.actual_h,
            JOURNAL.c.person,
            JOURNAL.c.at,
            bake_table.c.unloaded_by,
            ended.c.at,
            bake_piece.c.verdict,
        )
        .select_from(bake_piece)
        .join(bake_table, bake_table.c.id == bake_piece.c.bake_id)
        .join(JOURNAL, JOURNAL.c.number == bake_table.c.entry)
        .outerjoin(ended, ended.c.number == bake_table.c.ended)
        .outerjoin(place_table, place_table.c.id == bake_table.c.oven_id)
        .where(bake_piece.c.piece_id == number)
        .order_by(bake_piece.c.id)
    )
    return [
        Baked._make((load, oven or "", *wanted, until or "", verdict))
        for load, oven, *wanted, until, verdict in rows
    ]


def _reserved(connection: Connection, number: int) -> list[Reserved]:
    rows = connection.execute(
        select(
            piece.c.tag, piece.c.model, board.c.tag, board.c.model, JOURNAL.c.at, JOURNAL.c.person
        )
        .select_from(reservation)
        .join(piece, piece.c.id == reservation.c.piece_id)
        .join(board, board.c.id == reservation.c.board_id)
        .join(JOURNAL, JOURNAL.c.number == reservation.c.entry)
        .where(or_(reservation.c.piece_id == number, reservation.c.board_id == number))
        .order_by(reservation.c.id)
    )
    return [Reserved(*row) for row in rows]


def _noted(connection: Connection, number: int) -> list[Noted]:
    """The values of its steps, in the order of the steps."""
    rows = connection.execute(
        select(step_record.c.entry, step_record.c.step, step_record.c.facts)
        .where(step_record.c.piece_id == number)
        .order_by(step_record.c.id)
    )
    return noted_at(connection, [(row.entry, row.step, json.loads(row.facts)) for row in rows])


def noted_at(
    connection: Connection, steps: Sequence[tuple[int, str, Mapping[str, Any]]]
) -> list[Noted]:
    """The values of steps (entry, step, values) with the labels of their fields."""
    known = shop_catalogue(connection).steps if steps else {}
    said = [
        (entry, known.get(step), name, value)
        for entry, step, values in steps
        for name, value in values.items()
    ]
    files = _files(connection, [value for *_, value in said if is_hash(str(value))])
    noted = []
    for entry, step, name, value in said:
        field = next((each for each in step.fields if each.name == name), None) if step else None
        label, unit = (say(field.label), field.unit) if field else (name, "")
        text = spell(value) if isinstance(value, float) else say(str(value))
        noted.append(Noted(entry, label, files.get(text, text), unit, text in files))
    return noted


def _files(connection: Connection, hashes: list[str]) -> dict[str, str]:
    """The names of kept files by their SHA-256."""
    if not hashes:
        return {}
    found = connection.execute(
        select(evidence.c.sha256, evidence.c.name).where(evidence.c.sha256.in_(hashes))
    )
    return {sha256: name for sha256, name in found}
