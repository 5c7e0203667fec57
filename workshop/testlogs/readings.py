# SPDX-License-Identifier: MIT
"""What an importer collects: readings that can be, each name once, and not too many results."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from workshop.domain.refused import Refused
from workshop.language import mark
from workshop.testlogs.answer import plausible, words
from workshop.testlogs.result import Device, Reading, Sentence, ToolResult

INDEX = "gpu_index"
"""The reading that numbers the cards of a run."""

MOST_RESULTS = 1_000
MOST_READINGS = 1_000
_LONGEST_NAME = 60
# Beside a desktop nearly all of the memory is free; some drivers give out 4 GB and no more.
_LEAST_SHARE = 0.5
_NO_NAME = re.compile(r"[^a-z0-9]+")


class Readings:
    """The readings of one result in the order in which they came; the first of a name stays."""

    def __init__(self) -> None:
        self._kept: dict[str, Reading] = {}

    def add(self, name: str, value: float | str | None, unit: str = "") -> None:
        """Keep a number in `unit` or a short text; what is missing or cannot be is left out."""
        if isinstance(value, str):
            value = words(value)
        elif value is not None:
            value = plausible(value, unit)
        if value is not None and name not in self._kept and len(self._kept) < MOST_READINGS:
            self._kept[name] = Reading(name, value, unit)

    def all(self) -> tuple[Reading, ...]:
        """Every reading kept."""
        return tuple(self._kept.values())


def as_name(*parts: str) -> str:
    """The name of a reading out of words of the tool: `[shading] cel` is `shading_cel`."""
    return _NO_NAME.sub("_", " ".join(parts).casefold()).strip("_")[:_LONGEST_NAME].strip("_")


def numbered(results: Iterable[ToolResult]) -> list[ToolResult]:
    """The results of one run, numbered by `gpu_index` where nothing else tells some cards apart."""
    kept = list(results)
    alike = Counter(name_of(result.device) for result in kept)
    return [
        replace(result, readings=(*result.readings, Reading(INDEX, float(n))))
        if alike[name_of(result.device)] > 1 and result.value(INDEX) is None
        else result
        for n, result in enumerate(kept)
    ]


def name_of(device: Device) -> str:
    """What tells a card from others: its UUID, serial or PCI bus, else no more than its model."""
    return device.uuid or device.serial or device.pci_bus or device.name or ""


def capped(results: Iterable[ToolResult]) -> list[ToolResult]:
    """The results of a file as a list; refuses more than 1,000."""
    kept: list[ToolResult] = []
    for result in results:
        if len(kept) == MOST_RESULTS:
            raise Refused(
                "This file holds more than {most} results. Import it in smaller files.",
                most=MOST_RESULTS,
            )
        kept.append(result)
    return kept


def a_small_part(tested: float | None, has: float | None) -> Sentence | None:
    """What to say of a test of less than half of the memory, both in MiB; None for other tests."""
    if not tested or not has or tested >= _LEAST_SHARE * has:
        return None
    return Sentence(
        mark("Only {tested} of the {has} MiB of the card were tested, and found good."),
        (("tested", f"{tested:.0f}"), ("has", f"{has:.0f}")),
    )
