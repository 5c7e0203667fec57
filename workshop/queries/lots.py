# SPDX-License-Identifier: MIT
"""Lots of what is used up, and the steps that used them."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from workshop.domain.refused import Refused
from workshop.domain.rules import one_of
from workshop.domain.terms import LotState
from workshop.domain.text import moment, shown
from workshop.queries.rows import called, piece
from workshop.storage.database import utc_now
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import shop_catalogue

lot_table = JOURNALLED["lot"]
use_table = JOURNALLED["lot_use"]
step_record = JOURNALLED["step_record"]


class LotRow(NamedTuple):
    """A lot of what is used up; `uses` counts the steps that used it."""

    number: int
    code: str
    kind: str
    name: str
    maker: str
    expires_on: str
    is_expired: bool
    state: str
    uses: int
    note: str


def lots(
    connection: Connection,
    *,
    state: str | None = None,
    after: int | None = None,
    limit: int = 200,
    now: str | None = None,
) -> list[LotRow]:
    """The lots, the newest first, of all states or one: open or used_up. Refuses other states."""
    statement = (
        select(
            lot_table.c.id,
            lot_table.c.code,
            lot_table.c.kind,
            lot_table.c.name,
            lot_table.c.maker,
            lot_table.c.expires_on,
            lot_table.c.state,
            select(func.count())
            .select_from(use_table)
            .where(use_table.c.lot_id == lot_table.c.id)
            .scalar_subquery()
            .label("uses"),
            lot_table.c.note,
        )
        .order_by(lot_table.c.id.desc())
        .limit(limit)
    )
    if state:
        wanted = one_of(state, LotState, "The state")
        statement = statement.where(lot_table.c.state == wanted)
    if after is not None:
        statement = statement.where(lot_table.c.id < after)
    today = (utc_now() if now is None else moment(now))[:10]
    return [
        LotRow(
            row.id,
            row.code,
            row.kind,
            row.name,
            row.maker,
            row.expires_on or "",
            bool(row.expires_on and row.expires_on < today),
            row.state,
            row.uses,
            row.note,
        )
        for row in connection.execute(statement)
    ]


class LotUseRow(NamedTuple):
    """What one step used of a lot; `amount` is None where nobody measured.

    `step` is the code of the step and `name` what it is called, both empty for a reball.
    """

    id: int
    at: str
    person: str
    tag: str
    step: str
    name: str
    amount: float | None
    unit: str


def lot_uses(
    connection: Connection, *, lot: str, after: int | None = None, limit: int = 200
) -> list[LotUseRow]:
    """The steps that used a lot, the newest first; refuses an unknown lot."""
    wanted = str(lot).strip().upper()
    number = connection.execute(select(lot_table.c.id).where(lot_table.c.code == wanted)).scalar()
    if number is None:
        raise Refused("There is no lot “{code}”. Add it first.", code=shown(lot))
    statement = (
        select(
            use_table.c.id,
            JOURNAL.c.at,
            JOURNAL.c.person,
            piece.c.tag,
            step_record.c.step,
            use_table.c.amount,
            use_table.c.unit,
        )
        .join(JOURNAL, JOURNAL.c.number == use_table.c.entry)
        .outerjoin(piece, piece.c.id == use_table.c.piece_id)
        .outerjoin(step_record, step_record.c.id == use_table.c.record_id)
        .where(use_table.c.lot_id == number)
        .order_by(use_table.c.id.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(use_table.c.id < after)
    rows = connection.execute(statement).all()
    known = shop_catalogue(connection).steps if rows else {}
    return [
        LotUseRow(
            row.id,
            row.at,
            row.person,
            row.tag or "",
            row.step or "",
            called(known, row.step or ""),
            row.amount,
            row.unit,
        )
        for row in rows
    ]
