# SPDX-License-Identifier: MIT
"""GPU-Z's sensor log: one table for each time that logging was started."""

from workshop.domain.refused import Refused
from workshop.testlogs.clock import Clock, halves
from workshop.testlogs.console import is_page
from workshop.testlogs.log import Log
from workshop.testlogs.result import Device, ToolResult
from workshop.testlogs.sensors import Columns, Sensor, label_and_unit, sensor
from workshop.testlogs.table import cells, lines_with, measured
from workshop.testlogs.telemetry import Budget, Telemetry

TOOL = "GPU-Z"
# GPU-Z logs two sensors of the machine beside those of the card.
_OF_THE_MACHINE = ("CPU ", "System ")
# PerfCap Reason is a sum of 1 power, 2 heat, 4 and 8 voltage, 16 nothing to do.
_PERFCAP, _HEAT = "perfcap reason", 2


class _Run:
    """One header and the lines below it."""

    def __init__(self, header: list[str]) -> None:
        self.width = len(header)
        self.clock = Clock()
        self.telemetry = Telemetry()
        named = [label_and_unit(cell) for cell in header]
        self.columns = Columns(
            (index, found) for index, cell in enumerate(named) if (found := _sensor(*cell))
        )
        capped = [i for i, (label, _) in enumerate(named) if label.casefold() == _PERFCAP]
        self._capped = capped[0] if capped else None

    def take(self, row: list[str]) -> None:
        reason = measured(row[self._capped], "", "") if self._capped is not None else None
        self.telemetry.sample(
            self.columns.values(row),
            self.clock.at(*halves(row[0])),
            None if reason is None else bool(int(reason) & _HEAT),
        )


def wrote(log: Log) -> bool:
    """Whether a line is the header that GPU-Z writes: Date alone, then sensors of a card."""
    return any(_header(line) for line in lines_with(log, "Date")) and not is_page(log.text)


def read(log: Log) -> list[ToolResult]:
    """One result for each time that logging was started; GPU-Z does not say which card it was.

    A line of another length than its header (a cut one) is passed over. Refuses a log without a
    line of values, and one of more than 1,000 runs.
    """
    runs: list[_Run] = []
    budget = Budget()
    for line in log.lines():
        if "Date" in line and (header := _header(line)):
            if runs and not runs[-1].telemetry.samples:
                runs.pop()
            runs.append(_Run(header))
        elif runs and len(row := cells(line, ",")) == runs[-1].width:
            if not runs[-1].telemetry.samples:
                budget.open()
            budget.spend()
            runs[-1].take(row)
    runs = [run for run in runs if run.telemetry.samples]
    if not runs:
        raise Refused(
            "This GPU-Z log holds the names of its columns and no value. "
            "Let GPU-Z log for some time and import the new file."
        )
    return [run.telemetry.result(TOOL, Device(), run.clock.began) for run in runs]


def _header(line: str) -> list[str] | None:
    """The cells of a header of GPU-Z; None for any other line."""
    if not line.lstrip().startswith("Date"):
        return None
    header = cells(line, ",")
    if len(header) < 2 or header[0] != "Date" or not header[1].endswith("]"):
        return None
    of_cards = [cell for cell in header[1:] if _sensor(*label_and_unit(cell))]
    return header if of_cards and all(c.endswith("]") for c in header[1:] if c) else None


def _sensor(label: str, unit: str) -> Sensor | None:
    # The sensors of the card are those without the name of another part.
    return None if label.startswith(_OF_THE_MACHINE) else sensor(f"GPU {label}", unit)
