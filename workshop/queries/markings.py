# SPDX-License-Identifier: MIT
"""What is printed on a die or chip, and what it says."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from workshop.domain.markings import Marking
from workshop.domain.parts import memory_part
from workshop.queries.rows import piece_id
from workshop.storage.schema import JOURNAL, JOURNALLED
from workshop.storage.shop import shop_catalogue

marking_table = JOURNALLED["marking"]


class MarkingRow(NamedTuple):
    """A marking as it was read, and what it says for sure; `date` is YYWW.

    `part_number`, `maker`, `type`, `gbit` and `gbps` (per pin) are those of the memory part, where
    the catalogue knows it. `source` is scanned or typed.
    """

    entry: int
    at: str
    person: str
    raw: str
    chip: str
    sku: str
    stepping: str
    lot: str
    date: str
    source: str
    part_number: str
    maker: str
    type: str
    gbit: int
    gbps: float


def markings(connection: Connection, *, piece: str) -> list[MarkingRow]:
    """What was read on a piece, the newest last; refuses a wrong or unknown tag."""
    return markings_of(connection, piece_id(connection, piece))


def markings_of(connection: Connection, number: int) -> list[MarkingRow]:
    """The same by the id of the piece."""
    m = marking_table.c
    rows = connection.execute(
        select(
            m.entry, JOURNAL.c.at, JOURNAL.c.person, m.raw, m.chip, m.sku, m.stepping, m.lot,
            m.date, m.source,
        )
        .join(JOURNAL, JOURNAL.c.number == m.entry)
        .where(m.piece_id == number)
        .order_by(m.id)
    ).all()  # fmt: skip
    if not rows:
        return []
    catalogue = shop_catalogue(connection)
    told = []
    for row in rows:
        read = Marking(row.raw, row.chip, row.sku, row.stepping, row.lot, row.date)
        part = memory_part(catalogue, read)
        of = (part.part_number, part.maker, part.type, part.gbit, part.gbps) if part else None
        told.append(MarkingRow._make((*row, *(of or ("", "", "", 0, 0.0)))))
    return told
