# SPDX-License-Identifier: MIT
"""The print queue where it is stuck, and the labels of a piece that are about."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from workshop.domain.tag import require_tag
from workshop.domain.terms import LabelState
from workshop.queries.figures import label_row, label_table, labels_of_queue
from workshop.queries.rows import piece
from workshop.storage.schema import JOURNAL

# They lie in the queue until somebody looks: a page of each is more than one person prints.
_STUCK = (LabelState.PRINTING, LabelState.UNSURE, LabelState.FAILED)


class StuckRow(NamedTuple):
    """A label that a printer was given and that is not printed yet; see `LabelRow`.

    `state` is printing (it is being printed, or the program ended meanwhile), unsure or failed;
    `trouble` is what went wrong, `printer` and `station` say where, `tries` how often.
    """

    id: int
    tag: str
    kind: str
    line: str
    state: str
    trouble: str
    printer: str
    station: str
    tries: int


def labels_stuck(
    connection: Connection, *, after: int | None = None, limit: int = 500
) -> list[StuckRow]:
    """The labels somebody must look after, oldest first."""
    column = label_table.c
    found: list[StuckRow] = []
    for state in _STUCK:
        statement = labels_of_queue().where(column.state == state.value).order_by(column.id)
        if after is not None:
            statement = statement.where(column.id > after)
        for row in connection.execute(statement.limit(limit)):
            shown = label_row(row)
            found.append(
                StuckRow(row.id, row.tag, row.kind, shown.line, row.state, row.trouble,
                         row.printer, row.station, row.tries)
            )  # fmt: skip
    return sorted(found)[: max(0, limit)]


class LiveLabel(NamedTuple):
    """A label of a piece that was printed and is about: its number, and when it was printed."""

    id: int
    at: str


def live_labels(connection: Connection, *, tag: str) -> list[LiveLabel]:
    """The labels of a piece that are about, the oldest first; more than one is one too many."""
    column = label_table.c
    rows = connection.execute(
        select(column.id, JOURNAL.c.at)
        .join(piece, piece.c.id == column.piece_id)
        .join(JOURNAL, JOURNAL.c.number == column.printed_entry)
        .where(piece.c.tag == require_tag(tag), column.state == LabelState.PRINTED.value)
        .order_by(column.printed_entry, column.id)
    )
    return [LiveLabel(row.id, row.at) for row in rows]
