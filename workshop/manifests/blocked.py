# SPDX-License-Identifier: MIT
"""A list of stolen or blocked serials: read, held against the rules, saved whole or not at all."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from workshop.acts.identity import block_serials
from workshop.domain import text
from workshop.domain.catalogue import Catalogue
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.language import say, say_many
from workshop.manifests.check import spoiled
from workshop.manifests.columns import Layout, below, lay_out, title_of
from workshop.manifests.header_words import REASONS, folded
from workshop.manifests.read import Source, read_list
from workshop.manifests.table import Row, letter
from workshop.manifests.take_in import read_bytes
from workshop.manifests.texts import DELIMITERS
from workshop.storage.database import Database
from workshop.storage.schema import JOURNALLED
from workshop.storage.shop import shop_catalogue

blocked_serial = JOURNALLED["blocked_serial"]

Told = Callable[[int, int], object]

_NAMES = {"maker": ("The maker", text.SHORT), "reason": ("The reason", text.LINE)}

# Serials looked up in one question; rows between two signs of life; faults that people read.
_SLICE, _STRIDE, _MOST_TOLD = 500, 250, 20


class Fault(NamedTuple):
    """What is wrong in a cell: row in the file, column from 0, its heading, the text, why.

    Both texts are made fit to be shown.
    """

    row: int
    column: int
    heading: str
    value: str
    sentence: Refused

    @property
    def where(self) -> str:
        """The column for people: its letters and its heading."""
        return f"{letter(self.column)} {self.heading}".strip()


class BlockedList(NamedTuple):
    """A list that was looked through; nothing of it is saved.

    `new` are the serials to add as `block_serials` takes them; `listed` are on the list of the
    workshop already, `repeated` further up in this file.
    """

    source: Source
    layout: Layout
    rows: int
    new: list[dict[str, str]]
    listed: int
    repeated: int
    faults: tuple[Fault, ...]

    @property
    def is_sound(self) -> bool:
        """Whether it can be saved: one wrong row keeps all of it out."""
        return not self.faults

    def named(self) -> dict[str, str]:
        """The columns by fact, with their letters and headings."""
        table, header, columns = self.layout
        return {
            fact: f"{letter(place)} {text.shown(title_of(table, header, place))}".strip()
            for fact, place in columns.items()
        }

    def counts(self) -> dict[str, int]:
        """How many rows there are, and how many of each sort."""
        return {
            "rows": self.rows,
            "new": len(self.new),
            "listed": self.listed,
            "repeated": self.repeated,
            "errors": len({fault.row for fault in self.faults}),
        }


def look_through(
    connection: Connection, source: Source, sheet: str = "", step: Told = lambda done, of: None
) -> BlockedList:
    """Find the serials, makers and reasons in a list; calls `step(done, of)` on the way.

    Refuses a list in which no column looks like serials.
    """
    catalogue = shop_catalogue(connection)
    layout = _with_reasons(lay_out(source, catalogue, "", sheet))
    reader = _Reader(catalogue, layout)
    rows = list(below(layout.table, layout.header))
    for place, row in enumerate(rows):
        if place % _STRIDE == 0:
            step(place, len(rows))
        reader.read(row)
    known = _known(connection, [normal for normal, _ in reader.said])
    new = [said for key, said in reader.said.items() if key not in known]
    step(len(rows), len(rows))
    return BlockedList(
        source, layout, len(rows), new, len(reader.said) - len(new), reader.repeated,
        tuple(reader.faults),
    )  # fmt: skip


def _with_reasons(layout: Layout) -> Layout:
    """The columns such a list has; the only column of a list has the serials."""
    table, header, found = layout
    columns = {fact: found[fact] for fact in ("serial", "maker") if fact in found}
    if "serial" not in columns and table.width == 1:
        columns = {"serial": 0}
    if "serial" not in columns:
        raise Refused(
            "No column looks like serials. Write “Serial” over the column that has them, "
            "and import the list again."
        )
    titles = [folded(title_of(table, header, place)) for place in range(table.width)]
    reason = next((place for place, title in enumerate(titles) if title in REASONS), None)
    reason = found.get("note") if reason is None else reason
    if reason is not None and reason not in columns.values():
        columns["reason"] = reason
    return layout._replace(columns=columns)


class _Reader:
    """Reads rows one after the other; keeps what they say by serial and maker, and the faults."""

    def __init__(self, catalogue: Catalogue, layout: Layout) -> None:
        self._catalogue, self._layout = catalogue, layout
        self.said: dict[tuple[str, str], dict[str, str]] = {}
        self.repeated = 0
        self.faults: list[Fault] = []

    def read(self, row: Row) -> None:
        """Keep what a row says, or what is wrong with it."""
        said, sound = {}, True
        for fact, column in self._layout.columns.items():
            try:
                said[fact] = self._fact(fact, row, column)
            except Refused as refused:
                heading = text.shown(title_of(self._layout.table, self._layout.header, column))
                value = text.shown(row.cell(column))
                self.faults.append(Fault(row.number, column, heading, value, refused))
                sound = False
        if not sound:
            return
        key = (text.normal(said["serial"]), said.get("maker", ""))
        self.repeated += key in self.said
        self.said.setdefault(key, said)

    def _fact(self, fact: str, row: Row, column: int) -> str:
        cell = row.cell(column)
        if fact == "serial":
            if column in row.odd:
                raise spoiled(cell, row.odd[column])
            if not cell:
                raise Refused("The serial is missing.")
            return text.serial(cell)
        word = text.clean(cell, *_NAMES[fact])
        return self._catalogue.maker_name(word) if fact == "maker" and word else word


def _known(connection: Connection, normals: Sequence[str]) -> set[tuple[str, str]]:
    """Which of these serials are blocked already, each with the maker it is blocked for."""
    row = blocked_serial.c
    found: set[tuple[str, str]] = set()
    for start in range(0, len(normals), _SLICE):
        some = normals[start : start + _SLICE]
        answer = connection.execute(select(row.normal, row.maker).where(row.normal.in_(some)))
        found.update((normal, maker) for normal, maker in answer)
    return found


def import_blocked(
    database: Database,
    file: Path,
    *,
    source: str,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str = "",
    dry_run: bool = False,
    by: str | None = None,
    station: str | None = None,
) -> dict[str, Any]:
    """Put the serials of a list on the list of blocked ones, in one act; the answer as objects.

    `source` says whose list it is. With one wrong row nothing is saved and the answer is not `ok`;
    what is on the list already is left as it is.
    """
    source = text.require(source, "The source of the list", text.SHORT)
    read = read_list(read_bytes(file), file.name, encoding=encoding, delimiter=delimiter)
    with database.read() as connection:
        looked = look_through(connection, read, sheet)
    receipt: dict[str, Any] = {}
    if looked.is_sound and looked.new and not dry_run:
        receipt = database.write(
            block_serials, by=by, station=station, serials=looked.new, source=source
        )
    return _answer(looked, source, dry_run, receipt)


def _answer(
    looked: BlockedList, source: str, dry_run: bool, receipt: dict[str, Any]
) -> dict[str, Any]:
    table, header, columns = looked.layout
    signs = {sign: name for name, sign in DELIMITERS.items()}
    return {
        "ok": looked.is_sound,
        "file": looked.source.name,
        "source": source,
        "sheet": table.name,
        "encoding": looked.source.encoding,
        "delimiter": signs.get(looked.source.delimiter, ""),
        "header_row": None if header is None else table.rows[header].number,
        "columns": {fact: letter(place) for fact, place in columns.items()},
        "dry_run": dry_run,
        "counts": {**looked.counts(), "added": receipt.get("blocked", 0)},
        "here": receipt.get("here", []),
        "entry": receipt.get("entry"),
        "errors": [
            {
                "row": fault.row,
                "column": letter(fault.column),
                "heading": fault.heading,
                "value": fault.value,
                "reason": str(fault.sentence),
            }
            for fault in looked.faults
        ],
    }


def told(answer: dict[str, Any]) -> str:
    """The answer as lines for people."""
    counts, errors = answer["counts"], answer["errors"]
    if errors:
        first = say_many(
            "Nothing saved: {n} row of {rows} has an error.",
            "Nothing saved: {n} rows of {rows} have errors.",
            counts["errors"], rows=counts["rows"],
        )  # fmt: skip
    elif not counts["new"]:
        first = say("Nothing added: every serial of this list is blocked already.")
    elif answer["dry_run"]:
        first = say_many(
            "{n} serial would be blocked.", "{n} serials would be blocked.", counts["new"]
        )
    else:
        first = say_many("{n} serial blocked.", "{n} serials blocked.", counts["added"])
    lines = [first]
    if counts["new"] and counts["listed"] and not errors:
        lines.append(say("Blocked already: {n}.", n=counts["listed"]))
    if answer["here"]:
        lines.append(
            say("Here now, and in doubt: {tags}.", tags=", ".join(map(written, answer["here"])))
        )
    lines += [say("Row {row}, column {column}: {reason}", **fault) for fault in errors[:_MOST_TOLD]]
    if len(errors) > _MOST_TOLD:
        lines.append(say("… and {n} more; --json has all.", n=len(errors) - _MOST_TOLD))
    return "\n".join(lines)
