# SPDX-License-Identifier: MIT
"""The packing list of a shipment: as a PDF that goes with the goods, and as a spreadsheet."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, Unpack

from sqlalchemy import Connection

from workshop.domain.letterhead import Letterhead
from workshop.domain.refused import Refused
from workshop.language import joined, mark, say
from workshop.paper import look
from workshop.queries.shipments import PackedRow, ShipmentRow, shipment, shipment_pieces
from workshop.reports.letterhead import signatures
from workshop.reports.listing import How, Listing, fits, listing, opening, tag
from workshop.reports.parts import fact_row, heading, issue, proof, remark, stream
from workshop.reports.pen import Align
from workshop.reports.sheet import Block, Progress, report_file
from workshop.reports.spreadsheet import Head, Value, book
from workshop.reports.table import Column, Row, wrapped_table
from workshop.reports.words import kind, many, moment, number

_SIGNERS = (mark("Packed by"), mark("Checked by"), mark("Received by"))


def packing_pdf(
    connection: Connection,
    of: str,
    out: Path | BinaryIO,
    **how: Unpack[How],
) -> int:
    """Write the packing list of a shipment; the number of pages, 0 where it was cancelled.

    What is fitted on a board goes with it and has no line of its own. Refuses an unknown shipment,
    one in which nothing is packed, an unknown paper, and a file that cannot be written.
    """
    found, rows = _packed(connection, of)
    with listing(connection, **how) as made:
        name = say("Packing list of shipment {shipment}", shipment=found.number)
        blocks = [*_front(made, found, rows), *_list(made, rows)]
        roles = Letterhead(signers=tuple(say(role) for role in _SIGNERS))
        blocks += signatures(roles, made.issue.on)
        return made.write(out, name, blocks)


def packing_xlsx(
    connection: Connection,
    of: str,
    out: Path | BinaryIO,
    *,
    by: str | None = None,
    issued_on: str | None = None,
    progress: Progress | None = None,
) -> int:
    """Write the packing list of a shipment as XLSX; how many pieces it has.

    The first sheet says to whom it goes, the second has a row for each piece. Refuses an unknown
    shipment, one in which nothing is packed, and a file that cannot be written.
    """
    found, rows = _packed(connection, of)
    made = issue(connection, by, issued_on)
    name = say("Packing list of shipment {shipment}", shipment=found.number)
    about = {"title": name, "comments": proof(made.seal),
             "created": datetime.fromisoformat(made.seal.at).replace(tzinfo=None)}  # fmt: skip
    with report_file(out) as stream, book(stream, about) as whole:
        first = whole.sheet(say("Shipment"), [Head(say("What"), 24), Head(say("Value"), 60)])
        for what, value in _facts(found):
            first.add([what, value])
        first.add([say("Pieces"), len(rows)])
        first.add([say("Workshop"), made.workshop])
        first.add([say("Drawn on"), made.on])
        heads = [say("No."), say("Tag"), say("Serial"), say("Kind"), say("Maker"), say("Model"),
                 say("Grade"), say("Batch"), say("Packed at (UTC)"), say("Packed by")]  # fmt: skip
        sheet = whole.sheet(say("Pieces"), [Head(title) for title in heads])
        for place, row in enumerate(rows, 1):
            sheet.add(_cells(place, row, made.who(row.person)))
            if progress and not place % 100:
                progress(place, len(rows))
    return len(rows)


def _packed(connection: Connection, of: str) -> tuple[ShipmentRow, list[PackedRow]]:
    """A shipment and all that is in it; refuses an empty one."""
    found = shipment(connection, number=of)
    ask = partial(shipment_pieces, connection, number=found.number)
    rows = list(stream(lambda last, limit: ask(after=last.id if last else None, limit=limit)))
    if not rows:
        raise Refused("Nothing is packed for shipment {shipment} yet.", shipment=found.number)
    return found, rows


def _facts(found: ShipmentRow) -> list[tuple[str, str]]:
    """What is said of a shipment, each with its name."""
    left = moment(found.shipped_at) if found.shipped_at else say("Not yet")
    return [
        (say("Shipment"), found.number),
        (say("Buyer"), found.buyer),
        (say("Country"), found.country),
        (say("Reference"), found.reference),
        (say("Leaves as"), found.decided),
        (say("Left (UTC)"), left),
        (say("Note"), found.note),
    ]


def _front(made: Listing, found: ShipmentRow, rows: Sequence[PackedRow]) -> Iterator[Block]:
    below = say("Every piece by its tag and serial. What is fitted on a board goes with the board.")
    yield from opening(made, say("Packing list"), found.buyer, below)
    blank = "_" * 24
    kinds = Counter(row.kind for row in rows)
    counted = ", ".join(f"{number(n)} {many(one)}" for one, n in kinds.most_common())
    told = dict(_facts(found))
    yield fact_row(
        [
            (say("Shipment"), found.number),
            (say("Reference"), found.reference or blank),
            (say("Country"), found.country or blank),
        ]
    )
    yield fact_row(
        [
            (say("Leaves as"), found.decided),
            (say("Left (UTC)"), told[say("Left (UTC)")]),
            (say("Pieces"), counted),
        ]
    )
    third = made.paper.room / 3 - 10
    for name, value in _facts(found)[1:-1]:  # what has no room above is said in full below
        if not fits(value, 9.5, third):
            yield remark(say("{name}: {value}", name=name, value=value), made.paper.room, look.TEXT)
    if found.note:
        yield remark(found.note, made.paper.room, look.TEXT)


def _list(made: Listing, rows: Sequence[PackedRow]) -> Iterator[Block]:
    columns = [
        Column(say("No."), 26, Align.RIGHT),
        Column(say("Tag"), 74, bold=True),
        Column(say("Serial"), 104),
        Column(say("What"), 150),
        Column(say("Grade"), 36),
        Column(say("Batch"), 60),
        Column(say("Packed"), 40, Align.CENTRE),
    ]
    yield heading(say("Piece by piece"), number(len(rows)))
    cells = [_row(place, row) for place, row in enumerate(rows, 1)]
    yield wrapped_table(columns, cells, made.paper.room)


def _row(place: int, row: PackedRow) -> Row:
    what = joined(kind(row.kind), " ".join(part for part in (row.maker, row.model) if part))
    return [number(place), tag(row.tag), row.serial or "–", what, row.grade or "–", row.batch, "□"]


def _cells(place: int, row: PackedRow, packer: str) -> list[Value]:
    at = datetime.fromisoformat(row.at).replace(tzinfo=None)
    return [place, tag(row.tag), row.serial, kind(row.kind), row.maker, row.model, row.grade,
            row.batch, at, packer]  # fmt: skip
