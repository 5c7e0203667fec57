# SPDX-License-Identifier: MIT
"""HWiNFO's sensor log: the columns of each graphics card among hundreds of others."""

import re
from collections.abc import Iterator

from workshop.domain.refused import Refused
from workshop.testlogs.answer import words
from workshop.testlogs.clock import Clock
from workshop.testlogs.console import is_integrated, is_page
from workshop.testlogs.log import Log
from workshop.testlogs.readings import numbered
from workshop.testlogs.result import Device, ToolResult
from workshop.testlogs.sensors import Columns, label_and_unit, sensor
from workshop.testlogs.table import cells, lines_with
from workshop.testlogs.telemetry import Budget, Telemetry

TOOL = "HWiNFO"
# HWiNFO translates the names of sensors, and in some languages those of the first two columns.
_DATES = ("Date", "Datum", "Fecha", "Data", "日期", "日付", "날짜", "Дата")
_TIMES = ("Time", "Zeit", "Uhrzeit", "Heure", "Hora", "Ora", "时间", "時間", "시간", "Время")
_HEADER = re.compile(rf'\s*"?(?:{"|".join(_DATES)})"?\s*([,;\t])\s*"?(?:{"|".join(_TIMES)})"?\s*\1')
_DATE_CELL = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}", re.ASCII)
# From 7.x on the footer has a line that names the device of each column.
_SOURCE = re.compile(r"[di]?GPU \[#\d{1,3}\]: *([^:]*)")
_OF_A_CARD = re.compile(r"gpu|total (?:graphics|board) power", re.IGNORECASE)
_OF_THE_PROCESSOR = re.compile(r"igpu|vddcr.soc|\bgt\b|stapm", re.IGNORECASE)
# A file that is a table of some tool's sensors: nearly every column has a unit.
_FEWEST_COLUMNS = 4


class _Card:
    """The columns of one card, and what they measured."""

    def __init__(self, indices: list[int], labels: list[tuple[str, str]], source: str) -> None:
        named = ((index, sensor(*labels[index])) for index in indices)
        self.columns = Columns((index, found) for index, found in named if found)
        self.telemetry = Telemetry()
        said = _SOURCE.match(source)
        self.device = Device(name=words(said[1]) if said else None)
        self.is_integrated = bool(
            is_integrated(source)
            or any(_OF_THE_PROCESSOR.search(labels[index][0]) for index in indices)
        )


class _Table:
    """A header and the lines below it."""

    def __init__(self, header: list[str], between: str, sources: list[str] | None) -> None:
        self.header, self.between = header, between
        self.clock = Clock()
        self.rows = 0
        labels = [label_and_unit(cell) for cell in header]
        if sources and len(sources) < len(header) - 1:
            sources = None
        cards = [
            _Card(indices, labels, sources[indices[0]] if sources else "")
            for indices in _blocks(labels, sources)
        ]
        telling = [card for card in cards if card.columns.quantities()]
        self.cards = [card for card in telling if not card.is_integrated] or telling

    def take(self, row: list[str]) -> None:
        self.rows += 1
        at = self.clock.at(row[0], row[1])
        for card in self.cards:
            card.telemetry.sample(card.columns.values(row), at, card.columns.is_throttled(row))

    def results(self) -> Iterator[ToolResult]:
        for card in self.cards:
            if card.telemetry.samples:
                yield card.telemetry.result(TOOL, card.device, self.clock.began)


def wrote(log: Log) -> bool:
    """Whether a line is a header of HWiNFO: date, time, then names with units in brackets."""
    is_one = any(_header(line) for date in _DATES for line in lines_with(log, date)) or bool(
        _header(next(log.lines(), ""))
    )
    return is_one and not is_page(log.text)


def read(log: Log) -> list[ToolResult]:
    """One result for each graphics card; the processor's own is left out beside another.

    The footer, which repeats the header, is passed over, and so are lines of another length than
    the header. Refuses a log without columns of a card, or without a line of values.
    """
    tables: list[_Table] = []
    budget = Budget()
    sources = next(_sources(log), None)
    for line in log.lines():
        if _HEADER.match(line) and (found := _header(line)):
            if tables and not tables[-1].rows:
                tables.pop()
            tables.append(_Table(*found, sources))
        elif tables and (row := _row(line, tables[-1])):
            for _card in tables[-1].cards if not tables[-1].rows else ():
                budget.open()
            budget.spend()
            tables[-1].take(row)
    if not any(table.cards for table in tables):
        raise Refused(
            "This HWiNFO log has no column of a graphics card. "
            "Choose the card's sensors in HWiNFO and log again."
        )
    results = [result for table in tables for result in numbered(table.results())]
    if not results:
        raise Refused(
            "This HWiNFO log holds the names of its columns and no value. "
            "Let HWiNFO log for some time and import the new file."
        )
    return results


def _header(line: str) -> tuple[list[str], str] | None:
    """The cells of a header and what stands between them; None for any other line."""
    found = _HEADER.match(line)
    if found is None:
        return None
    between = found[1]
    header = cells(line, between)
    if '"' not in line and any(cell and not cell.endswith("]") for cell in header[2:]):
        # A name with a comma in it (`1,0V VOUT [V]`), and no quotes around it.
        rest = line[found.end() :]
        header = header[:2] + [c.strip() for c in re.split(rf"(?<=\])\s*{between}", rest)]
    if len(header) < _FEWEST_COLUMNS:
        return None
    told = sum(cell.endswith("]") for cell in header[2:])
    return (header, between) if told * 10 >= len(header[2:]) * 9 - 10 and told > 1 else None


def _row(line: str, table: _Table) -> list[str] | None:
    """The cells of a line of values, as many as the header has; None for any other line."""
    row = cells(line, table.between)
    if len(row) < 3 or not _DATE_CELL.fullmatch(row[0]):
        return None
    wanted = len(table.header)
    # The line of values may end with a comma where the header does not, or the other way round.
    if len(row) == wanted + 1 and not row[-1]:
        row.pop()
    elif len(row) == wanted - 1 and not table.header[-1]:
        row.append("")
    return row if len(row) == wanted else None


def _sources(log: Log) -> Iterator[list[str]]:
    """The lines of the footer that name the device of each column."""
    for line in lines_with(log, "GPU [#"):
        for between in ",;\t":
            row = cells(line, between)
            if len(row) > _FEWEST_COLUMNS and not row[0] and any(map(_SOURCE.match, row)):
                yield row


def _blocks(labels: list[tuple[str, str]], sources: list[str] | None) -> list[list[int]]:
    """The columns of each card: by the footer where there is one, else by their order.

    HWiNFO writes a card's temperatures first and its clocks later, so a temperature after a clock,
    or a name that comes again, is the next card.
    """
    if sources:
        named: dict[str, list[int]] = {}
        for index, source in enumerate(sources[: len(labels)]):
            if said := _SOURCE.match(source):
                named.setdefault(said[0].partition("]")[0], []).append(index)
        return list(named.values())
    blocks: list[list[int]] = []
    seen: set[tuple[str, str]] = set()
    for index, label in enumerate(labels):
        is_limit = bool((found := sensor(*label)) and found.quantity == "throttled")
        if not (_OF_A_CARD.search(label[0]) or (is_limit and blocks)):
            continue
        is_next = label[1] in ("°C", "°F") and any(unit == "MHz" for _name, unit in seen)
        if not blocks or label in seen or is_next:
            blocks.append([])
            seen.clear()
        seen.add(label)
        blocks[-1].append(index)
    return blocks
