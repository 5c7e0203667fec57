# SPDX-License-Identifier: MIT
"""The tables of `nvidia-smi --query-gpu=… --format=csv`, one line a card or a line a second."""

import re
from collections.abc import Callable
from functools import lru_cache

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs import nvidia_smi
from workshop.testlogs.answer import Kind, is_one_of_its_kind, kind_of, words
from workshop.testlogs.clock import Clock, halves
from workshop.testlogs.console import is_page
from workshop.testlogs.log import Log
from workshop.testlogs.nvidia_smi_card import bus_id
from workshop.testlogs.nvidia_smi_query import PATHS, Card, Query, unit_of
from workshop.testlogs.readings import MOST_RESULTS, numbered
from workshop.testlogs.result import Device, Sentence, ToolResult
from workshop.testlogs.table import cells, lines_with, measured
from workshop.testlogs.telemetry import Budget

# A line a second is judged by other limits than one look, which says what the XML says.
TOOL = "nvidia-smi CSV"

# Fields of a query that nothing else calls so; every header of more than a name has one.
_SIGNS = (
    "temperature.gpu",
    "power.draw",
    "utilization.",
    "memory.",
    "clocks.",
    "pci.",
    "pcie.",
    "fan.speed",
    "ecc.",
    "retired_pages.",
    "remapped_rows.",
    "vbios_version",
    "driver_version",
)
_NAMES = frozenset({*PATHS, "timestamp", "index", "count", "driver_version", "kmd_version"})
# The tables of programs and of pages, which have the names of cards too.
_OTHERS = frozenset({"pid", "process_name", "retired_pages.address", "gpu_uuid.pid"})
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9_.]{1,80})(?: ?\[[A-Za-z%]{1,4}\])?")
_ASKED = re.compile(r"--query-gpu[= ]\"?([A-Za-z][A-Za-z0-9_.,]{1,20000})")
_UUID = re.compile(r"GPU-[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_STAMP = re.compile(r"\d{4}[/-]\d\d[/-]\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?\S{0,6}", re.ASCII)
_VERSION = re.compile(r"\d{3}\.\d{1,4}(?:\.\d{1,4})?", re.ASCII)
_MAKER = re.compile(r"(?:NVIDIA|GeForce|Quadro|Tesla|RTX|GRID) \w")
# How far below a header or a command its first line of values is looked for, in characters.
_NEAR = 10_000
# So many different commands are tried; a script that runs for weeks repeats the same few.
_MOST_COMMANDS = 50
_GONE = re.compile(
    r"Unable to determine the device handle for (?:GPU ?)?([0-9A-Fa-f:.]{7,16})?"
    r"|No devices were found|NVIDIA-SMI has failed"
)


def _is_uuid(cell: str) -> bool:
    is_masked = cell.startswith("GPU-") and not is_one_of_its_kind(cell)
    return is_masked or _UUID.fullmatch(cell) is not None


# Fields whose answers have a form that nothing else has.
_bus_id = lru_cache(maxsize=1_000)(bus_id)
_ANCHORS: dict[str, Callable[[str], object]] = {
    "timestamp": _STAMP.fullmatch,
    "uuid": _is_uuid,
    "gpu_uuid": _is_uuid,
    "pci.bus_id": _bus_id,
    "gpu_bus_id": _bus_id,
    "driver_version": _VERSION.fullmatch,
}


class _Run:
    """One query, and every card of it."""

    def __init__(self, fields: list[str], between: str) -> None:
        self.fields, self.between = fields, between
        self.query = Query(fields)
        self.cards: dict[str, Card] = {}
        self.clock = Clock()
        self.is_over = False
        self._anchors = [
            (index, check) for index, field in enumerate(fields) if (check := _ANCHORS.get(field))
        ]
        self._units = [
            (index, unit.replace("C", "°C"))
            for index, field in enumerate(fields)
            if (unit := unit_of(field))
        ]

    def row(self, line: str) -> list[str] | None:
        """The cells of a line of this query; None for any other line."""
        if line.count(self.between) != len(self.fields) - 1 and '"' not in line:
            return None
        row = cells(line, self.between)
        return row if len(row) == len(self.fields) and self._is_answered_by(row) else None

    def take(self, row: list[str], budget: Budget) -> None:
        """One line of this query."""
        budget.spend()
        stamp = self.query.stamp
        at = self.clock.at(*halves(row[stamp])) if stamp is not None else None
        key = self.query.card_of(row)
        if key not in self.cards:
            budget.open()
            self.cards[key] = Card()
        self.cards[key].take(self.query, row, at)

    def lose(self, bus: str | None) -> None:
        """nvidia-smi says that a card is gone, and perhaps which."""
        lost = bus_id(bus) if bus else None
        for card in self.cards.values():
            at = bus_id(card.texts.get("pci.bus_id", card.texts.get("gpu_bus_id", "")))
            card.has_gone |= len(self.cards) == 1 or (lost is not None and at == lost)

    def _is_answered_by(self, row: list[str]) -> bool:
        """Whether cells can be the answers to these fields."""
        if self._anchors:
            return all(
                check(row[index]) or kind_of(row[index]) is not Kind.VALUE
                for index, check in self._anchors
            )
        numbers = [
            measured(row[index], unit, unit) is not None or kind_of(row[index]) is not Kind.VALUE
            for index, unit in self._units
        ]
        return sum(numbers) * 2 >= len(numbers) > 0


def wrote(log: Log) -> bool:
    """Whether nvidia-smi wrote a table of cards: by its header, or by lines that need none."""
    return _has_table(log) and not is_page(log.text)


def _has_table(log: Log) -> bool:
    for sign in _SIGNS:
        for line in lines_with(log, sign):
            if header := _header(line):
                # A manual has each field on a line of its own, and no line of values below.
                return len(header[0]) > 1 or _has_cards_below(log, line)
    tried: set[str] = set()
    for line in lines_with(log, "--query-gpu"):
        if line in tried or not _ASKED.search(line):
            continue
        if _has_cards_below(log, line):
            return True
        tried.add(line)
        if len(tried) == _MOST_COMMANDS:
            break
    return bool(_bare_device(next((line for line in log.lines() if line.strip()), "")))


def _has_cards_below(log: Log, line: str) -> bool:
    at = max(0, log.text.find(line))
    below = log.text[at : at + len(line) + _NEAR].encode("utf-8", "replace")
    return any(run.cards for run in _runs(Log(below)))


def read(log: Log) -> list[ToolResult]:
    """One result for each card and each run of a query, in the order of the file.

    The same header again directly below is the same run (a script that asks every minute); after
    other text it is a new one. What a run says of a card is its worst. Refuses a table without a
    line, a file of more than 1,000 results, and several cards that nothing tells apart.
    """
    runs = _runs(log)
    if not runs:
        return _without_header(log)
    if not any(run.cards for run in runs):
        raise Refused(
            "This nvidia-smi log holds the names of its columns and no card. Check that the card "
            "is seated and powered, then run the query again."
        )
    corrupted = nvidia_smi.corrupted_inforoms(log.text)
    results: list[ToolResult] = []
    for run in runs:
        of_run: list[ToolResult] = []
        for card in run.cards.values():
            bus = bus_id(card.texts.get("pci.bus_id", card.texts.get("gpu_bus_id", "")))
            is_corrupted = bus is not None and bus in corrupted
            tool = TOOL if card.telemetry.samples > 1 else nvidia_smi.TOOL
            of_run.append(card.result(tool, run.clock.began, is_corrupted))
        results += numbered(of_run)
    return results


def _runs(log: Log) -> list[_Run]:
    """Every query in the file with the lines below it."""
    runs: list[_Run] = []
    asked = ""
    budget, last = Budget(), ""
    for line in log.lines():
        if not line.strip():
            continue
        run = runs[-1] if runs else None
        if header := _header(line):
            if run is None or run.is_over or (run.fields, run.between) != header:
                runs.append(_Run(*header))
            asked = ""
        elif run is not None and not run.is_over and (row := run.row(line)):
            run.take(row, budget)
        elif found := _ASKED.search(line):
            asked = found[1]
        elif gone := _GONE.search(line):
            if run is not None:
                run.lose(gone[1])
        elif asked and (answer := _answer(asked, line)):
            following, row = answer
            following.take(row, budget)
            runs.append(following)
            asked = ""
        elif run is not None and not line.startswith("WARNING: infoROM"):
            run.is_over, last = True, line
    if runs and last and log.text.endswith(last):
        for card in runs[-1].cards.values():
            card.is_cut_off = True
    return runs


def _answer(asked: str, line: str) -> tuple[_Run, list[str]] | None:
    """The query that a command asked and the cells of a line, where that can be its answer."""
    if line.count(",") < asked.count(","):
        return None
    run = _Run(asked.split(","), ",")
    row = run.row(line)
    return (run, row) if row else None


def _header(line: str) -> tuple[list[str], str] | None:
    """The fields of a header and what stands between them; None for any other line."""
    if "." not in line and "_version" not in line:
        return None
    between = next((each for each in ",;\t" if each in line), ",")
    fields: list[str] = []
    for cell in cells(line, between):
        found = _FIELD.fullmatch(cell)
        if found is None:
            return None
        fields.append(found[1])
    if not _OTHERS.isdisjoint(fields) or not any(f.startswith(_SIGNS) for f in fields):
        return None
    known = sum(field in _NAMES or field.startswith(_SIGNS) for field in fields)
    is_told = known * 3 >= len(fields) and (len(fields) > 1 or unit_of(fields[0]) != "")
    return (fields, between) if is_told else None


def _without_header(log: Log) -> list[ToolResult]:
    """What `noheader` leaves: which cards they were, and no name for any number."""
    devices: dict[Device, None] = {}
    for line in log.lines():
        if (found := _bare_device(line)) and len(devices) < MOST_RESULTS:
            devices[found] = None
    if not devices:
        raise Refused(
            "This nvidia-smi log holds no line of values. Run the query again and import all of it."
        )
    says = Sentence(
        mark(
            "This log has no names of columns, so its numbers mean nothing. "
            "Run the query without noheader."
        )
    )
    return [ToolResult(TOOL, None, device, (), Verdict.INCONCLUSIVE, says) for device in devices]


def _bare_device(line: str) -> Device | None:
    """The card that a line without header names; None where it names none for sure."""
    if "," not in line or len(line) > 20_000:
        return None
    row = cells(line, ",")
    named = (cell for cell in row if _UUID.fullmatch(cell) and is_one_of_its_kind(cell))
    uuid = next(named, None)
    bus = next((bus for cell in row if (bus := bus_id(cell))), None)
    name = next((cell for cell in row if _MAKER.match(cell)), None)
    if not (uuid or bus) and not (name and _STAMP.fullmatch(row[0])):
        return None
    return Device(name=words(name) if name else None, uuid=uuid, pci_bus=bus)
