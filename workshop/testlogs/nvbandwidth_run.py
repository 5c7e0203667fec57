# SPDX-License-Identifier: MIT
"""One run of nvbandwidth, whichever way it was written: the cards and what each copy measured."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workshop.testlogs.answer import number, words
from workshop.testlogs.json_text import documents, mapping, plain, sequence
from workshop.testlogs.log import Log
from workshop.testlogs.nvidia_smi_card import bus_id
from workshop.testlogs.result import Device
from workshop.testlogs.tree import too_much

MOST_COPIES, MOST_CELLS = 500, 65_536

_VERSION = re.compile(r"nvbandwidth Version: (v?[\d.]{1,12}\S{0,20})")
_DRIVER = re.compile(r"Driver Version: ([\d.]{1,20})")
# v0.6 lists "Device 0: NAME (00000000:01:00)"; built for several PCs, "Process 0 (PC): device 0:";
# the JSON of v0.8 and later has "0: NAME (PCI:0000:07:00.0): (PC)".
_DEVICE = re.compile(
    r"\s*(?:Process +(\d{1,3}) \([^()]*\): device \d+: |(?:Device )?(\d{1,3}): |)(\S.{0,99}?) "
    r"\((?:PCI:)?([0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2})(?:\.\d)?\)"
)
_RUNNING = re.compile(r"Running ([a-z0-9_]{1,80})\.")
_ROW = re.compile(r" *\d{1,3}(?: +(?:N/A|\d{1,9}\.\d{2}))+ *")
_SUM = re.compile(r"SUM ([a-z0-9_]{1,80}) \d{1,12}\.\d{2}")
_NAME = re.compile(r"[a-z0-9_]{1,80}")
_NOTE = ("NOTE: The reported results", "NOTE: This tool reports")
# From v0.6 on a note at the end says that the run is over. Before, nothing does: what goes on for
# more than a few copies asked for by name is the whole list, whose second half is those by kernels.
_WITH_NOTE = (0, 6)
_MOST_BY_NAME = 4
_SECOND_HALF = "_sm"
_ENDS = ("SUM ", "Waived:", "NOTE:", "COEFFICIENT", "Performance can vary")
_CORRUPTED = (
    "Invalid value when checking the pattern",
    "CUDA_ERROR_ECC_UNCORRECTABLE",
    "CUDA_ERROR_NVLINK_UNCORRECTABLE",
)
_ERROR = re.compile(r"(?:ERROR|Error|NVML_ERROR|ASSERT|Not Found)\b|\[CUDA_ERROR_|\[cudaError")


@dataclass(slots=True)
class Copy:
    """One test case: its table of values, in GB/s or ns, and whether it came to its end."""

    name: str
    description: str = ""
    rows: list[list[float | None]] = field(default_factory=list)
    is_finished: bool = False

    @property
    def unit(self) -> str:
        """GB/s, or ns where a delay is measured."""
        return "ns" if "(ns)" in self.description else "GB/s"

    @property
    def cards(self) -> int:
        """How many cards the table has columns for."""
        return max(map(len, self.rows), default=0)

    def of(self, card: int) -> float | None:
        """The worst value of what went to or from the card; None where there is none."""
        cells = [row[card] for row in self.rows if card < len(row)]
        if "GPU(row)" in self.description and card < len(self.rows):
            cells += self.rows[card]
        values = [cell for cell in cells if cell is not None]
        worst = max if self.unit == "ns" else min
        return worst(values) if values else None


@dataclass(slots=True)
class Run:
    """What was written of one run."""

    version: str | None = None
    driver: str | None = None
    devices: dict[int, Device] = field(default_factory=dict)
    copies: list[Copy] = field(default_factory=list)
    is_corrupted: bool = False
    is_stopped: bool = False
    is_whole: bool = True

    @property
    def number(self) -> tuple[int, ...]:
        """The version to compare: (0, 8) of v0.8."""
        return tuple(int(part) for part in re.findall(r"\d{1,6}", self.version or "")[:2])

    def add(self, copy: Copy) -> Copy:
        """The copy, after it is noted."""
        self.copies.append(copy)
        if len(self.copies) > MOST_COPIES:
            raise too_much()
        return copy

    def notice(self, message: str) -> None:
        """Take an error the tool reports."""
        self.is_corrupted = self.is_corrupted or any(sign in message for sign in _CORRUPTED)
        self.is_stopped = True

    def see(self, text: str, position: int) -> None:
        """Take a line of the list of devices."""
        if found := _DEVICE.match(text[:300]):
            card = int(found[1] or found[2] or position)
            self.devices[card] = Device(name=words(found[3]), pci_bus=bus_id(f"{found[4]}.0"))


def from_tables(log: Log) -> Iterator[Run]:
    """Each run written as tables, v0.2 to v0.10."""
    run: Run | None = None
    copy: Copy | None = None
    cells = 0
    line = ""
    for line in log.lines():
        if found := _VERSION.match(line):
            if run:
                yield _ended(run)
            run, copy, cells = Run(version=words(found[1])), None, 0
            run.is_whole = run.number < _WITH_NOTE
        elif run is None:
            continue
        elif started := _RUNNING.match(line):
            copy = run.add(Copy(started[1]))
        elif copy and not copy.description and line.rstrip().endswith(("(GB/s)", "(ns)")):
            copy.description = line[:200]
        elif copy and copy.description and len(line) < 2_000 and _ROW.fullmatch(line):
            copy.rows.append([number(f"{x} {copy.unit}", copy.unit) for x in line.split()[1:]])
            cells += len(copy.rows[-1])
            if cells > MOST_CELLS:
                raise too_much()
        else:
            _take_other(run, copy, line)
    if run:
        if line.strip() and not log.text.endswith(("\n", "\r")) and not line.startswith(_ENDS):
            run.is_whole = False
        yield _ended(run)


def _ended(run: Run) -> Run:
    """The run, which is not whole where the list of all copies is not."""
    if run.number < _WITH_NOTE and len(run.copies) > _MOST_BY_NAME:
        run.is_whole = run.is_whole and run.copies[-1].name.endswith(_SECOND_HALF)
    return run


def _take_other(run: Run, copy: Copy | None, line: str) -> None:
    if copy and (ended := _SUM.fullmatch(line.rstrip())) and ended[1] == copy.name:
        copy.is_finished = bool(copy.rows)
    elif driver := _DRIVER.match(line):
        run.driver = driver[1]
    elif line.startswith(("Device ", "Process ")):
        run.see(line, len(run.devices))
    elif line.startswith("Waived:") and run.copies and not run.copies[-1].rows:
        run.copies.pop()
    elif line.startswith(_NOTE):
        run.is_whole = True
    elif _ERROR.match(line) or any(sign in line[:300] for sign in _CORRUPTED):
        run.notice(line[:300])


def from_json(text: str, key: re.Pattern[str]) -> Iterator[Run]:
    """Each run written with `-j`."""
    for document in documents(text, key):
        root = mapping(document.value.get("nvbandwidth"))
        run = Run(
            version=words(plain(root.get("version")) or plain(root.get("git_version"))),
            driver=words(plain(root.get("Driver Version"))),
            is_whole=document.is_whole,
        )
        for position, device in enumerate(sequence(root.get("GPU Device list"))):
            run.see(plain(device), position)
        if root.get("error"):
            run.notice(plain(root["error"])[:300])
        for case in map(mapping, sequence(root.get("testcases"))):
            _take_case(run, case)
        if root:
            yield run


def _take_case(run: Run, case: dict[str, Any]) -> None:
    status = plain(case.get("status")).casefold()
    name = plain(case.get("name"))
    if case.get("error") or status in ("error", "not found"):
        run.notice(plain(case.get("error"))[:300])
    if status == "waived" or not _NAME.fullmatch(name):
        return
    copy = run.add(Copy(name, plain(case.get("bandwidth_description"))[:200]))
    for row in sequence(case.get("bandwidth_matrix")):
        copy.rows.append([_cell(cell, copy.unit) for cell in sequence(row)])
    if sum(map(len, copy.rows)) > MOST_CELLS:
        raise too_much()
    copy.is_finished = status == "passed" and bool(copy.rows)


def _cell(value: object, unit: str) -> float | None:
    said = f"{value:.6f}" if isinstance(value, float) else plain(value)
    return number(f"{said} {unit}", unit)
