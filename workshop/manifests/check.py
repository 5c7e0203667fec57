# SPDX-License-Identifier: MIT
"""Each row of a list held against the rules, the rest of the list, and the workshop."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, or_, select

from workshop.domain import text
from workshop.domain.catalogue import Catalogue
from workshop.domain.refused import Refused
from workshop.domain.rules import AlreadyHere, TakenApart, batch_is_open, may_be_one
from workshop.domain.terms import IdentifierKind, PieceState
from workshop.language import mark
from workshop.manifests.columns import Columns, below, title_of
from workshop.manifests.table import Oddity, Row, Table
from workshop.queries.rows import batch_id, batch_table, identifier, piece
from workshop.storage.schema import JOURNALLED
from workshop.storage.shop import shop_catalogue

claim = JOURNALLED["manifest_line"]
visit = JOURNALLED["visit"]

Told = Callable[[int, int], object]

# Serials looked up in one question.
_SLICE = 500


class State(StrEnum):
    """What becomes of a row: added, left out as it is in the list already, or wrong.

    It is unread as long as nobody knows which column has the serials.
    """

    NEW = "new"
    LISTED = "listed"
    WRONG = "wrong"
    UNREAD = "unread"


class Fault(NamedTuple):
    """What is wrong in a cell: its column from 0, and the sentence; a warning stops nothing."""

    column: int
    sentence: Refused
    is_warning: bool = False


class Line(NamedTuple):
    """A row of the list: its number in the file, its cells, the facts of the card, the faults."""

    number: int
    cells: tuple[str, ...]
    card: Mapping[str, str]
    state: State
    faults: tuple[Fault, ...] = ()

    @property
    def warns(self) -> bool:
        """Whether the row is added with a warning."""
        return self.state is State.NEW and bool(self.faults)


class Checked(NamedTuple):
    """A list that was looked through; nothing of it is saved."""

    batch: str
    supplier: str
    header: int | None
    columns: Columns
    titles: tuple[str, ...]
    lines: tuple[Line, ...]

    def cards(self) -> list[dict[str, str]]:
        """The rows to add, as the act `expect` takes them."""
        return [dict(line.card) for line in self.lines if line.state is State.NEW]

    def counts(self) -> dict[str, int]:
        """How many rows there are, and how many of each sort."""
        found = {"rows": len(self.lines)} | {state.value: 0 for state in State} | {"warnings": 0}
        for line in self.lines:
            found[line.state] += 1
            found["warnings"] += line.warns
        return found


class Delivery(NamedTuple):
    """What a list is held against: the batch, whose list it is, and the catalogue in force."""

    id: int
    number: str
    supplier: str
    catalogue: Catalogue


def delivery(connection: Connection, batch: str) -> Delivery:
    """The batch a list is for; refuses an unknown and a closed one."""
    found = connection.execute(
        select(batch_table).where(batch_table.c.id == batch_id(connection, batch))
    ).one()
    batch_is_open(found.number, found.state)
    return Delivery(found.id, found.number, found.supplier, shop_catalogue(connection))


def check(
    connection: Connection,
    to: Delivery,
    table: Table,
    header: int | None,
    columns: Columns,
    step: Told = lambda done, of: None,
) -> Checked:
    """Look through a list; calls `step(done, of)` on the way.

    Where `columns` lack the serials, all rows stay unread. A row is wrong where its serial is
    missing, cannot be one, stands further up, or belongs to a piece that is here from another
    delivery; it is left out where this batch's list has it.
    """
    rows = list(below(table, header))
    titles = tuple(title_of(table, header, place) for place in range(table.width))
    if "serial" not in columns:
        unread = tuple(Line(row.number, row.cells, {}, State.UNREAD) for row in rows)
        return Checked(to.number, to.supplier, header, dict(columns), titles, unread)
    reader = _Reader(to.catalogue, columns)
    lines: list[Line] = []
    for place, row in enumerate(rows):
        if place % 250 == 0:
            step(place, 2 * len(rows))
        lines.append(reader.read(row))
    here = _Here(connection, to)
    for start in range(0, len(lines), _SLICE):
        step(len(rows) + start, 2 * len(rows))
        lines[start : start + _SLICE] = here.compared(lines[start : start + _SLICE], columns)
    step(2 * len(rows), 2 * len(rows))
    return Checked(to.number, to.supplier, header, dict(columns), titles, tuple(lines))


class _Reader:
    """Reads rows one after the other; remembers the serials it saw and the words it knows."""

    def __init__(self, catalogue: Catalogue, columns: Columns) -> None:
        self._catalogue, self._columns = catalogue, columns
        self._seen: dict[str, list[tuple[str, int]]] = {}
        self._words: dict[tuple[str, str], str | Refused] = {}
        self._models: dict[str, bool] = {"": True}

    def read(self, row: Row) -> Line:
        card: dict[str, str] = {}
        faults: list[Fault] = []
        for fact, column in self._columns.items():
            cell = row.cell(column)
            try:
                card[fact] = self._fact(fact, cell, row.odd.get(column))
            except Refused as refused:
                faults.append(Fault(column, refused))
        if "serial" in card:
            self._once(row.number, card, faults)
        state = State.WRONG if faults else State.NEW
        faults += self._warnings(card)
        card.pop("quantity", None)
        return Line(row.number, row.cells, card, state, tuple(faults))

    def _fact(self, fact: str, cell: str, odd: Oddity | None) -> str:
        if odd is not None and fact in ("serial", "part_number", "upc"):
            raise spoiled(cell, odd)
        if fact == "serial":
            if not cell:
                raise Refused("The serial is missing.")
            return text.serial(cell)
        known = self._words.get((fact, cell))
        if known is None:
            try:
                known = self._word(fact, cell)
            except Refused as refused:
                known = refused
            self._words[fact, cell] = known
        if isinstance(known, Refused):
            raise known
        return known

    def _word(self, fact: str, cell: str) -> str:
        name, longest = _NAMES[fact]
        word = text.clean(cell, name, longest)
        return self._catalogue.maker_name(word) if fact == "maker" else word

    def _once(self, number: int, card: Mapping[str, str], faults: list[Fault]) -> None:
        """Note a serial; a second one of it that may be the same card is a fault."""
        maker = card.get("maker", "")
        before = self._seen.setdefault(text.normal(card["serial"]), [])
        for other, row in before:
            if may_be_one(maker, other):
                sentence = Refused(
                    "{serial} stands in row {row} already.", serial=card["serial"], row=row
                )
                faults.append(Fault(self._columns["serial"], sentence))
                return
        before.append((maker, number))

    def _warnings(self, card: Mapping[str, str]) -> Iterator[Fault]:
        model, quantity = card.get("model", ""), card.get("quantity", "")
        if model not in self._models:
            self._models[model] = self._catalogue.find_model(model) is not None
        if not self._models[model]:
            sentence = Refused(
                "“{model}” is not in the catalogue. It is kept as it stands here.",
                model=text.shown(model),
            )
            yield Fault(self._columns["model"], sentence, is_warning=True)
        if quantity not in ("", "1"):
            sentence = Refused(
                "The quantity is “{n}”, but a line with a serial is one card.",
                n=text.shown(quantity),
            )
            yield Fault(self._columns["quantity"], sentence, is_warning=True)


_NAMES = {
    "maker": (mark("The maker"), text.LINE),
    "model": (mark("The model"), text.LINE),
    "part_number": (mark("The part number"), text.LINE),
    "upc": (mark("The UPC"), text.SHORT),
    "quantity": (mark("The quantity"), text.SHORT),
    "box": (mark("The box"), text.SHORT),
    "note": (mark("The note"), text.NOTE),
}


def spoiled(cell: str, odd: Oddity) -> Refused:
    """What a spreadsheet made of a cell, and what to do about it."""
    if odd is Oddity.DATE:
        return Refused(
            "The spreadsheet made a date of this: {text}. Format the column as text in the "
            "spreadsheet, enter the cell again, and save.",
            text=text.shown(cell),
        )
    return Refused(
        "The spreadsheet made a number of this, so digits are lost: {text}. Format the column as "
        "text in the spreadsheet, enter the cell again, and save.",
        text=text.shown(cell),
    )


class _Here:
    """Compares rows with the list of the batch and with the pieces of the workshop."""

    def __init__(self, connection: Connection, to: Delivery) -> None:
        self._connection, self._batch = connection, to.id
        self._listed: dict[str, list[str]] = {}
        for normal, maker in connection.execute(
            select(claim.c.normal, claim.c.maker).where(claim.c.batch_id == to.id)
        ):
            self._listed.setdefault(normal, []).append(maker)

    def compared(self, lines: list[Line], columns: Columns) -> list[Line]:
        """The same lines, with what the workshop knows of them."""
        wanted = {text.normal(line.card["serial"]) for line in lines if "serial" in line.card}
        pieces = self._pieces(wanted)
        return [self._line(line, pieces, columns["serial"]) for line in lines]

    def _pieces(self, wanted: set[str]) -> dict[str, list[Any]]:
        """The pieces that are in the workshop now by other deliveries, by their serials.

        So are cards that were taken apart here, wherever what is left of them went.
        """
        came_with_this = (
            select(visit.c.id)
            .where(visit.c.piece_id == piece.c.id, visit.c.batch_id == self._batch)
            .exists()
        )
        found: dict[str, list[Any]] = {}
        for row in self._connection.execute(
            select(
                identifier.c.normal,
                identifier.c.maker,
                piece.c.tag,
                piece.c.taken_apart,
                batch_table.c.number,
            )
            .join(piece, piece.c.id == identifier.c.piece_id)
            .join(batch_table, batch_table.c.id == piece.c.batch_id)
            .where(identifier.c.normal.in_(wanted))
            .where(identifier.c.kind == IdentifierKind.SERIAL.value)
            .where(
                or_(piece.c.state != PieceState.GONE.value, piece.c.taken_apart.is_not(None)),
                ~came_with_this,
            )
        ):
            found.setdefault(row.normal, []).append(row)
        return found

    def _line(self, line: Line, pieces: Mapping[str, list[Any]], column: int) -> Line:
        if line.state is not State.NEW:
            return line
        serial, maker = line.card["serial"], line.card.get("maker", "")
        normal = text.normal(serial)
        if any(may_be_one(maker, other) for other in self._listed.get(normal, ())):
            return line._replace(state=State.LISTED, faults=())
        for row in pieces.get(normal, ()):
            if may_be_one(maker, row.maker):
                why = (
                    TakenApart(serial, row.tag)
                    if row.taken_apart is not None
                    else (AlreadyHere(serial, row.tag, row.number))
                )
                fault = Fault(column, why)
                return line._replace(state=State.WRONG, faults=(fault, *line.faults))
        return line
