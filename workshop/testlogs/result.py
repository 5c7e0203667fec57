# SPDX-License-Identifier: MIT
"""What every importer of a test log hands back: one plain, frozen result for each card."""

from dataclasses import dataclass

from workshop.domain.terms import Verdict
from workshop.language import fill, say


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English template and its facts; `str()` says it in the language in force."""

    template: str
    facts: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return say(self.template, **dict(self.facts))

    @property
    def english(self) -> str:
        """The sentence in English, for the journal, scripts and logs."""
        return fill(self.template, dict(self.facts))


@dataclass(frozen=True, slots=True)
class Device:
    """Which card the tool saw; None where the log does not say.

    `pci_bus` is `0000:2D:00.0`, `pci_device` the device id alone (`2684`), `pci_subsystem` is
    `vendor:device` (`1458:40BF`), `vbios` upper case, `memory_mib` MiB.
    """

    name: str | None = None
    uuid: str | None = None
    serial: str | None = None
    pci_bus: str | None = None
    pci_device: str | None = None
    pci_subsystem: str | None = None
    vbios: str | None = None
    board_part_number: str | None = None
    gpu_part_number: str | None = None
    memory_mib: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing the tool read: a number with its unit (empty for a count), or a short text."""

    name: str
    value: float | str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One reading over time: points of (seconds since the first of the log, value in `unit`)."""

    name: str
    unit: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What one tool says of one card in one run.

    `verdict` is pass, fail or inconclusive, by what the tool alone can know; `says` is why.
    `taken_at` is the bench PC's local time as `2025-03-02T15:02:02`, without a zone, because the
    tools write none. `series` is what a telemetry log measured over time. A tool that
    `only_measures` has no verdict of its own: a plan judges what it measured, where there is one.
    """

    tool: str
    tool_version: str | None
    device: Device
    readings: tuple[Reading, ...]
    verdict: Verdict
    says: Sentence
    taken_at: str | None = None
    series: tuple[Series, ...] = ()
    only_measures: bool = False

    def value(self, name: str) -> float | str | None:
        """The value of the reading of this name; None where the log does not have it."""
        return next((r.value for r in self.readings if r.name == name), None)
