# SPDX-License-Identifier: MIT
"""The stock list as a PDF: what lies in every place; of one place every piece that lies in it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Unpack

from sqlalchemy import Connection

from workshop.language import joined, say, say_many
from workshop.queries.stock import (
    LyingRow,
    PlaceNode,
    StockRow,
    contents,
    place_tree,
    stock,
    unplaced,
)
from workshop.reports.listing import How, Listing, listing, opening, tag
from workshop.reports.parts import Figure, figures, heading, remark, stream
from workshop.reports.pen import Align
from workshop.reports.sheet import Block
from workshop.reports.table import Column, Row, flowing_table, wrapped_table
from workshop.reports.words import STATES, kind, many, number, term

# So many kinds of piece have a number of their own on the first page.
_MOST_KINDS = 4


def stock_pdf(
    connection: Connection,
    out: Path | BinaryIO,
    *,
    place: str = "",
    **how: Unpack[How],
) -> int:
    """Write what lies where, or every piece of one place; the number of pages, 0 if cancelled.

    What is in stock and lies in no place is listed at the end. Refuses an unknown place or paper,
    and a file that cannot be written.
    """
    rows = stock(connection, place=place or None)
    found = {node.code: node for node in place_tree(connection)}
    node = found.get(place.strip().upper())
    with listing(connection, **how) as made:
        name = say("Stock list of {place}", place=node.code) if node else say("Stock list")
        blocks = [*_front(made, rows, node), *_places(made, rows, found)]
        if node is not None:
            blocks += _pieces(made, node, sum(row.n for row in rows))
        else:
            blocks += _lost(made)
        return made.write(out, name, blocks)


def _front(made: Listing, rows: Sequence[StockRow], node: PlaceNode | None) -> Iterator[Block]:
    where = joined(node.code, node.name) if node else say("All places")
    below = say("Every piece that lies in a place; what is fitted on a board goes with the board.")
    yield from opening(made, say("Stock list"), where, below)
    kinds: Counter[str] = Counter()
    for row in rows:
        kinds[row.kind] += row.n
    places = len({row.place for row in rows})
    shown = [
        Figure(say("Pieces"), number(kinds.total()),
               say_many("in {n} place", "in {n} places", places)),
        *(Figure(many(one), number(n), "") for one, n in kinds.most_common(_MOST_KINDS)),
    ]  # fmt: skip
    yield figures(shown, made.paper.room / (_MOST_KINDS + 1))
    if not rows:
        yield remark(say("Nothing lies here."), made.paper.room)


def _places(
    made: Listing, rows: Sequence[StockRow], known: dict[str, PlaceNode]
) -> Iterator[Block]:
    by_place = {code: list(some) for code, some in groupby(rows, lambda row: row.place)}
    for code, node in known.items():
        some = by_place.get(code)
        if some:
            yield heading(joined(code, node.name), number(sum(row.n for row in some)))
            if node.parent:
                yield remark(say("in {place}", place=node.parent), made.paper.room, keeps=True)
            yield _counted(some, made.paper.room)


def _counted(rows: Sequence[StockRow], room: float) -> Block:
    columns = [
        Column(say("Kind"), 70),
        Column(say("Model"), 210, bold=True),
        Column(say("Grade"), 50),
        Column(say("State"), 90),
        Column(say("Pieces"), 50, Align.RIGHT),
    ]
    cells = [
        [kind(row.kind), row.model or "–", row.grade or "–", term(STATES, row.state).said,
         number(row.n)]
        for row in rows
    ]  # fmt: skip
    return wrapped_table(columns, cells, room)


def _lost(made: Listing) -> Iterator[Block]:
    rows = unplaced(made.connection)
    if rows:
        yield heading(say("In stock, but in no place"), number(sum(row.n for row in rows)))
        words = say("Nobody knows where these lie: scan each, and the place it is put into.")
        yield remark(words, made.paper.room, keeps=True)
        yield _counted(rows, made.paper.room)


def _pieces(made: Listing, node: PlaceNode, count: int) -> Iterator[Block]:
    """Every piece that lies in a place or in what is in it."""
    if not count:
        return

    def page(last: LyingRow | None, limit: int) -> list[LyingRow]:
        after = last.id if last else None
        return contents(made.connection, place=node.code, after=after, limit=limit)

    def rows() -> Iterator[Row]:
        for row in stream(page):
            yield [tag(row.tag), row.serial, kind(row.kind), row.model, row.grade,
                   term(STATES, row.state).said, row.place]  # fmt: skip

    yield heading(say("Piece by piece"), number(count))
    columns = [
        Column(say("Tag"), 72, bold=True),
        Column(say("Serial"), 92),
        Column(say("Kind"), 62),
        Column(say("Model"), 108),
        Column(say("Grade"), 36),
        Column(say("State"), 66),
        Column(say("Place"), 56),
    ]
    yield flowing_table(columns, rows, count, made.paper.room)
