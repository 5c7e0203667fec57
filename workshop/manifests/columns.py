# SPDX-License-Identifier: MIT
"""Which column of a list has what: as it was the last time, by its heading, by what is in it."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from workshop.domain.catalogue import Catalogue, ListColumns, plain_name
from workshop.domain.refused import Refused
from workshop.domain.text import LINE, has_hidden, shown
from workshop.manifests.header_words import FACTS, fact_of, folded
from workshop.manifests.read import Source, sheet_of
from workshop.manifests.table import Row, Table, letter

# Which fact stands in which column, counted from 0.
Columns = Mapping[str, int]

# How far down the headings may begin, and how many rows tell what a column holds.
_HEADINGS_WITHIN, _SAMPLE = 40, 500
# A supplier's name may be longer than the code of a catalogue entry.
_LONGEST_CODE = 64

_SERIAL = re.compile(r"(?=[^\d]*\d)[A-Z0-9][A-Z0-9/_.-]{5,29}\Z", re.IGNORECASE)
_UPC = re.compile(r"\d{12,13}\Z")
_PART = re.compile(r"[0-9]{3}-[0-9A-Z]{5}-[0-9A-Z]{4}-[0-9A-Z]{3}\Z", re.IGNORECASE)


class Layout(NamedTuple):
    """Where in a file the list stands: its sheet, the place of its headings, its columns."""

    table: Table
    header: int | None
    columns: Columns


def lay_out(source: Source, catalogue: Catalogue, supplier: str, sheet: str = "") -> Layout:
    """Find the list in a file; without `sheet` it is on the first one that has serials."""
    tables = (sheet_of(source, sheet),) if sheet else source.tables
    found = []
    for table in tables:
        header = header_of(table)
        layout = Layout(table, header, guess(table, header, catalogue, supplier))
        if "serial" in layout.columns:
            return layout
        found.append(layout)
    return found[0]


def header_of(table: Table) -> int | None:
    """The place of the row of headings among the rows; None where the list begins at once.

    It is the row that names most facts; titles above it do not count. A row of unknown words is
    taken for headings where what stands below it looks like serials and it does not.
    """
    best, most = None, 0
    for place, row in enumerate(table.rows[:_HEADINGS_WITHIN]):
        found = {known[0] for cell in row.cells if (known := fact_of(cell))}
        score = len(found) + ("serial" in found)
        if score >= 2 and score > most:
            best, most = place, score
    if best is not None or len(table.rows) < 2:
        return best
    serials = _by_content(table, 0, "serial", lambda text: bool(_SERIAL.match(text)), set(), 0.6)
    if serials is None:
        return None
    first = table.rows[0].cell(serials)
    return 0 if first and not _SERIAL.match(first) else None


def below(table: Table, header: int | None) -> Iterator[Row]:
    """The rows of cards: those below the headings; where these come again they are left out."""
    begin = 0 if header is None else header + 1
    headings = None if header is None else table.rows[header].cells
    return (row for row in islice(table.rows, begin, None) if row.cells != headings)


def guess(
    table: Table, header: int | None, catalogue: Catalogue, supplier: str = ""
) -> dict[str, int]:
    """Which column has which fact: as this supplier's lists had it, by heading, by content."""
    found: dict[str, int] = {}
    known = remembered(catalogue, supplier)
    for fact, name in known.items():
        place = place_of(table, header, name)
        if place is not None and place not in found.values():
            found[fact] = place
    if "serial" in found:  # the supplier's list as it was corrected: what lacks there is not wanted
        return found
    found.clear()
    if header is not None:
        named = [fact_of(cell) for cell in table.rows[header].cells]
        for surely in (True, False):
            for place, known_as in enumerate(named):
                if known_as and known_as[1] is surely:
                    found.setdefault(known_as[0], place)
    begin = 0 if header is None else header + 1
    for fact, fits, share in _contents(catalogue):
        if fact not in found:
            place = _by_content(table, begin, fact, fits, set(found.values()), share)
            if place is not None:
                found[fact] = place
    return found


def _contents(catalogue: Catalogue) -> list[tuple[str, Callable[[str], bool], float]]:
    """What the cells of a fact look like, and how many of them must: the surest first."""
    return [
        ("part_number", lambda text: bool(_PART.match(text)), 0.6),
        ("upc", lambda text: bool(_UPC.match(text)), 0.9),
        ("model", lambda text: catalogue.find_model(text) is not None, 0.5),
        ("maker", lambda text: catalogue.find_maker(text) is not None, 0.5),
        ("serial", lambda text: bool(_SERIAL.match(text)), 0.6),
    ]


def _by_content(
    table: Table, begin: int, fact: str, fits: Callable[[str], bool], taken: set[int], share: float
) -> int | None:
    """The column most of whose cells look like this; serials must differ from each other."""
    sample = table.rows[begin : begin + _SAMPLE]
    best, most = None, 0.0
    for place in range(max((len(row.cells) for row in sample), default=0)):
        cells = [cell for row in sample if (cell := row.cell(place))]
        if place in taken or not cells:
            continue
        score = sum(map(fits, cells)) / len(cells)
        if fact == "serial":
            score *= len(set(cells)) / len(cells)
        if score >= share and score > most:
            best, most = place, score
    return best


def remembered(catalogue: Catalogue, supplier: str) -> dict[str, str]:
    """The headings or letters of the columns of a supplier's last list, by fact."""
    found = _kept(catalogue, supplier)
    if found is None:
        return {}
    return {fact: name for fact in FACTS if (name := getattr(found, fact))}


def _kept(catalogue: Catalogue, supplier: str) -> ListColumns | None:
    """What is kept of a supplier, however the name is spelled this time."""
    wanted = plain_name(supplier.strip()[:_LONGEST_CODE])
    return next((o for o in catalogue.lists.values() if plain_name(o.supplier) == wanted), None)


def to_remember(layout: Layout, catalogue: Catalogue, supplier: str) -> ListColumns | None:
    """What to keep of the columns of a list for the next one of this supplier.

    None where the name of the supplier tells nobody apart.
    """
    if not plain_name(supplier[:_LONGEST_CODE]):
        return None
    known = _kept(catalogue, supplier)
    names = {}
    for fact, place in layout.columns.items():
        title = title_of(layout.table, layout.header, place)
        tells = title and len(title) <= LINE and not has_hidden(title)
        names[fact] = title if tells else letter(place)
    code = known.supplier if known else supplier.strip()[:_LONGEST_CODE].strip()
    return ListColumns(supplier=code, **names)


def title_of(table: Table, header: int | None, place: int) -> str:
    """The heading of a column; nothing where it has none."""
    return "" if header is None else table.rows[header].cell(place)


def place_of(table: Table, header: int | None, name: str) -> int | None:
    """The column of a heading, a letter, or a number from 1; None where there is none."""
    if header is not None:
        wanted = folded(name) or name
        for place, title in enumerate(table.rows[header].cells):
            if title and (title == name or folded(title) == wanted):
                return place
    word = name.strip().upper()
    if word.isascii() and word.isdigit():
        place = int(word[:6]) - 1
    elif re.fullmatch(r"[A-Z]{1,2}", word):
        place = 0
        for character in word:
            place = place * 26 + ord(character) - 64
        place -= 1
    else:
        return None
    return place if 0 <= place < table.width else None


def read_columns(table: Table, header: int | None, told: Mapping[str, str]) -> dict[str, int]:
    """The columns people name by fact: heading, letter or number; refuses what there is not.

    An empty name says that the list does not have it: the fact is then -1.
    """
    found: dict[str, int] = {}
    for fact, name in told.items():
        if fact not in FACTS:
            raise Refused(
                "A list has no “{fact}”. It can have {all}.",
                fact=shown(fact),
                all=", ".join(FACTS),
            )
        place = place_of(table, header, name) if name.strip() else -1
        if place is None:
            raise Refused(
                "There is no column “{name}” in this list. It has {all}.",
                name=shown(name),
                all=", ".join(
                    shown(title_of(table, header, place) or letter(place))
                    for place in range(min(table.width, 30))
                ),
            )
        found[fact] = place
    return found
