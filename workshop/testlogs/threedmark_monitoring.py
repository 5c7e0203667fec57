# SPDX-License-Identifier: MIT
"""3DMark's Monitoring.csv: frame rate, temperature and clocks while the benchmark ran."""

import re
from collections.abc import Sequence

from workshop.domain.refused import Refused
from workshop.testlogs.clock import Clock
from workshop.testlogs.log import Log
from workshop.testlogs.table import cells, measured
from workshop.testlogs.telemetry import QUANTITIES, Budget, Telemetry

_BETWEEN = ";"
# `GPUZ/GpuTemperature/0/2:` is sensor 2 of graphics card 0; an E behind a name marks an event.
_OF_A_CARD = re.compile(r"GPUZ/(\w{1,60})/(\d{1,3})/\d{1,3}:?E?", re.ASCII)
_SENSORS = {
    "gputemperature": "core_temp",
    "gpuhotspottemperature": "hot_spot_temp",
    "gpumemorytemperature": "memory_temp",
    "gpucoreclock": "graphics_clock",
    "gpumemoryclock": "memory_clock",
    "gpuload": "gpu_load",
    "gpuboardpower": "power_draw",
}
_SECONDS = re.compile(r"(?:BM_)?RunTimeSecondsE?")
_FRAMES = re.compile(r"(?:BM_)?FramesPerSecondE?")
# The processor's own graphics and a card: which of them ran is where nearly all the load was.
_CLEAR = 2.0


class _Columns:
    """Where a header has what is kept."""

    def __init__(self, header: list[str]) -> None:
        self.width = len(header)
        self.seconds = next((i for i, cell in enumerate(header) if _SECONDS.fullmatch(cell)), None)
        self.frames = next((i for i, cell in enumerate(header) if _FRAMES.fullmatch(cell)), None)
        self.cards: dict[str, list[tuple[int, str]]] = {}
        for index, cell in enumerate(header):
            found = _OF_A_CARD.fullmatch(cell)
            if found and (quantity := _SENSORS.get(found[1].casefold())):
                self.cards.setdefault(found[2], []).append((index, quantity))


def is_header(line: str) -> bool:
    """Whether this is the header of a Monitoring.csv."""
    row = cells(line, _BETWEEN)
    return len(row) > 1 and any(_OF_A_CARD.fullmatch(cell) for cell in row)


def telemetry(log: Log) -> Telemetry:
    """What was measured of the card that the benchmark ran on.

    With several cards in the machine that is the one with the load; where that is not clear only
    the frame rate is left. Refuses a file without a line of values.
    """
    columns: _Columns | None = None
    cards: dict[str, Telemetry] = {}
    frames = Telemetry()
    clock, budget = Clock(), Budget()
    for line in log.lines():
        row = cells(line, _BETWEEN)
        if columns is None:
            columns = _Columns(row) if is_header(line) else None
        elif len(row) == columns.width:
            budget.spend()
            at = _at(clock, columns, row)
            rate = (
                _values([(columns.frames, "frame_rate")], row) if columns.frames is not None else {}
            )
            if rate:
                frames.sample(rate, at)
            for card, places in columns.cards.items():
                if values := _values(places, row) | rate:
                    cards.setdefault(card, Telemetry()).sample(values, at)
    found = _with_the_load(list(cards.values())) or frames
    if not found.samples:
        raise Refused("This 3DMark monitoring file holds no value. Save the result again.")
    return found


def _at(clock: Clock, columns: _Columns, row: list[str]) -> float | None:
    if columns.seconds is None:
        return None
    seconds = measured(row[columns.seconds], "s", "s")
    return None if seconds is None else clock.after(seconds)


def _values(places: Sequence[tuple[int, str]], row: list[str]) -> dict[str, float]:
    values: dict[str, float] = {}
    for index, quantity in places:
        unit = QUANTITIES[quantity]
        value = measured(row[index], unit, unit)
        if value is not None:
            values[quantity] = max(value, values.get(quantity, value))
    return values


def _with_the_load(cards: list[Telemetry]) -> Telemetry | None:
    if len(cards) < 2:
        return cards[0] if cards else None
    loads = sorted(cards, key=lambda card: card.mean("gpu_load") or 0)
    most, next_to = (card.mean("gpu_load") or 0 for card in loads[:-3:-1])
    return loads[-1] if most > _CLEAR * next_to else None
