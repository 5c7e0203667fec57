# SPDX-License-Identifier: MIT
"""One run of gpu-burn, line by line: what it listed, started, reported and said at the end."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from workshop.testlogs.answer import is_one_of_its_kind, words
from workshop.testlogs.console import moment
from workshop.testlogs.telemetry import Curve

MOST_CARDS = 256

_LISTED = re.compile(r"GPU (\d{1,4}): (.{1,120}?) \(UUID: ([^()]{1,80})\)")
_UUID = re.compile(r"GPU-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_STARTED = re.compile(
    r"Initialized device (\d{1,4}) with (\d{1,9}) MB of memory \([^()]{0,80}\)"
    r"(?:, using (DOUBLES|FLOATS))?(, using Tensor Cores)?"
)
_LENGTH = re.compile(r"Burning for (\d{1,9}) sec(?:onds|s)\b")
_TESTED = re.compile(r"Tested (\d{1,4}) GPUs:")
_SAID = re.compile(r"GPU (\d{1,4}): (OK|FAULTY)")
_WHEN = re.compile(r"Summary at:")

_REPORT = "%  proc'd: "
_PERCENT = re.compile(r"\d{1,3}\.\d\Z")
_DONE = re.compile(r"(-?\d{1,20})(?:\s*\(([^()]{1,20}) Gflop/s\))?")
_SPEED = re.compile(r"\d{1,9}(?:\.\d{1,3})?")
_ERRORS = re.compile(r"(-?\d{1,20})\s*(\((?:WARNING|DIED)!\))?")
_TEMPS = re.compile(r"(-?\d{1,4}) C|--")
_POWERS = re.compile(r"(-?\d{1,5}) W|--")


class Burn:
    """What a run reported of one card.

    `processed` counts finished operations; `errors` are those of all the report's stretches,
    because gpu-burn starts again at 0 after each summary; `is_counted` is false where a count ran
    over its 32 bits. `heat` is in °C and `watts` in W, each by the percentage of the run; the
    speeds are in Gflop/s.
    """

    def __init__(self) -> None:
        self.processed = 0
        self.errors = 0
        self.is_counted = True
        self.is_faulty = False
        self.has_died = False
        self.said: str | None = None
        self.speed: float | None = None
        self.heat = Curve()
        self.watts = Curve()
        self._now = 0
        self._speeds = (0.0, 0)
        self._worked_at = self._longest_pause = 0.0

    def stopped_at(self, end: float) -> float | None:
        """The percentage after which nothing was computed any more; None where it went on.

        Reports of the other cards go on; the pauses between its own tell how long is long.
        """
        pause = end - self._worked_at
        return self._worked_at if pause > max(1, 3 * self._longest_pause) else None

    @property
    def speed_mean(self) -> float | None:
        """The mean over all reports in which it worked."""
        total, count = self._speeds
        return total / count if count else None

    def take_work(self, done: str, speed: str | None, at: float) -> None:
        """The count of operations, -1 once the card's process has died, and the speed."""
        if int(done) > self.processed:
            self._longest_pause = max(self._longest_pause, at - self._worked_at)
            self._worked_at = at
        self.processed = max(self.processed, int(done))
        self.has_died = self.has_died or done.startswith("-")
        if speed and speed != "0" and _SPEED.fullmatch(speed):
            self.speed = float(speed)
            self._speeds = (self._speeds[0] + self.speed, self._speeds[1] + 1)

    def take_errors(self, count: str, note: str | None) -> None:
        """The count of errors since the last summary, and what stands behind it."""
        number = int(count)
        self.has_died = self.has_died or note == "(DIED!)"
        self.is_faulty = self.is_faulty or number != 0 or note is not None
        self.is_counted = self.is_counted and number >= 0 and not self.has_died
        self.errors += max(0, number - self._now)
        self._now = number

    def start_again(self) -> None:
        """A summary was printed: errors are counted from 0 again."""
        self._now = 0


class Run:
    """One run: `listed` by nvidia-smi as index: (name, UUID), `memory` in MiB by CUDA's number."""

    def __init__(self) -> None:
        self.listed: dict[int, tuple[str, str | None]] = {}
        self.memory: dict[int, int] = {}
        self.tested: int | None = None
        self.percent: float | None = None
        self.length: float | None = None
        self.precision: str | None = None
        self.tensor_cores: str | None = None
        self.taken_at: str | None = None
        self.could_not_start = False
        self.broke_off = False
        self._burns: dict[int, Burn] = {}
        self._last: tuple[str, str, str, float | None] = ("", "", "", None)
        self._summaries: list[tuple[float, str]] = []

    def is_over(self, line: str) -> bool:
        """Whether a line belongs to the next run."""
        at = line.find(_REPORT)
        if at >= 0:
            percent = _percent(line[:at])
            back = percent is not None and self.percent is not None and percent < self.percent
            return back or self.tested is not None
        if self.tested is None:
            return self.percent is not None and _LISTED.fullmatch(line) is not None
        return any(sign.match(line) for sign in (_LISTED, _TESTED, _LENGTH))

    def take(self, line: str) -> None:
        """Read one line; most are none of gpu-burn's, or say nothing."""
        # Errors come on another channel, and so in the middle of a line.
        self.could_not_start = self.could_not_start or "Couldn't init " in line
        self.broke_off = self.broke_off or "Failure during compute: " in line
        if _REPORT in line:
            self._take_reports(line)
        elif found := _SAID.fullmatch(line):
            if self.tested is not None:
                self._burn(int(found[1])).said = found[2]
        elif found := _TESTED.fullmatch(line):
            self.tested = int(found[1])
        elif found := _LISTED.fullmatch(line):
            is_one = _UUID.fullmatch(found[3]) and is_one_of_its_kind(found[3])
            uuid = found[3] if is_one else None
            if (name := words(found[2])) and len(self.listed) < MOST_CARDS:
                self.listed[int(found[1])] = (name, uuid)
        elif _WHEN.match(line):
            self._take_summary(line)
        else:
            self._take_start(line)

    @property
    def seconds(self) -> float | None:
        """How long the run was to last: as it was told, else by its clock."""
        return self.length if self.length is not None else self._length_by_clock()

    @property
    def minutes(self) -> float | None:
        """How long it lasted."""
        if self.percent is None or self.seconds is None:
            return None
        return self.seconds * min(self.percent, 100) / 100 / 60

    @property
    def name(self) -> str | None:
        """What every listed card is called; None where they are not alike or none is listed."""
        names = {name for name, _uuid in self.listed.values()}
        return names.pop() if len(names) == 1 else None

    @property
    def is_of_all_cards_alike(self) -> bool:
        """Whether a place in the list of temperatures is the same place in that of the burns.

        gpu-burn fills the first list in the order of nvidia-smi, with every card of the PC.
        """
        is_of_all = len(self._burns) == len(self.listed)
        return not self.listed or (is_of_all and self.name is not None)

    @property
    def has_lost_one(self) -> bool:
        """Whether it says of one card that it died."""
        return any(burn.has_died for burn in self._burns.values())

    def burns(self) -> Iterator[tuple[int, Burn]]:
        """Each card the run worked on, or was to work on, with its index in the run."""
        for index in range(min(self.tested or 0, MOST_CARDS)):
            self._burn(index)
        if not self._burns:
            listed = len(self.listed) if self.could_not_start or self.length is not None else 0
            for index in range(len(self.memory) or listed):
                self._burn(index)
        yield from sorted(self._burns.items())

    def number_of(self, index: int) -> int | None:
        """The number of a card of the run among all cards; None where that is not certain."""
        count = len(self._burns)
        if count == len(self.listed) or not self.listed:
            return index
        only = next(iter(self.memory)) if count == 1 and len(self.memory) == 1 else None
        # 0 may be the first card, or the one card that CUDA_VISIBLE_DEVICES leaves visible.
        return only or None

    def _burn(self, index: int) -> Burn:
        burn = self._burns.get(index)
        if burn is None:
            burn = Burn()
            if index < MOST_CARDS:
                self._burns[index] = burn
        return burn

    def _take_reports(self, line: str) -> None:
        """One report or, where the carriage returns got lost, several in one line."""
        before, *reports = line.split(_REPORT)
        for report in reports:
            percent = _percent(before)
            if percent is not None:
                self.percent = max(self.percent or 0.0, percent)
                self._take_report(report)
            before = report

    def _take_report(self, report: str) -> None:
        work, _sign, rest = report.partition("errors: ")
        errors, _sign, rest = rest.partition("temps: ")
        temps, _sign, powers = rest.partition("power: ")
        for index, found in enumerate(islice(_DONE.finditer(work), MOST_CARDS)):
            self._burn(index).take_work(found[1], found[2], self.percent or 0.0)
        # Reports come by the second, most of them with nothing new but the work of one card.
        if errors != self._last[0]:
            for index, found in enumerate(islice(_ERRORS.finditer(errors), MOST_CARDS)):
                self._burn(index).take_errors(found[1], found[2])
        if (temps, powers, self.percent) != self._last[1:]:
            self._take_sensors(temps, powers)
        self._last = (errors, temps, powers, self.percent)

    def _take_sensors(self, temps: str, powers: str) -> None:
        """Without nvidia-smi gpu-burn prints `--`, and 0 before its first answer."""
        for index, found in enumerate(islice(_TEMPS.finditer(temps), MOST_CARDS)):
            if index in self._burns and found[1] and 0 < int(found[1]) <= 250:
                self._burns[index].heat.add(float(found[1]), self.percent)
        for index, found in enumerate(islice(_POWERS.finditer(powers), MOST_CARDS)):
            if index in self._burns and found[1] and 0 < int(found[1]) <= 10_000:
                self._burns[index].watts.add(float(found[1]), self.percent)

    def _take_summary(self, line: str) -> None:
        for burn in self._burns.values():
            burn.start_again()
        self._last = ("", "", "", None)
        when = moment(line.partition("Summary at:")[2])
        if when:
            self.taken_at = when
            self._summaries = [*self._summaries[:1], (self.percent or 0.0, when)]

    def _take_start(self, line: str) -> None:
        if found := _LENGTH.search(line):
            self.length = float(found[1])
        if (found := _STARTED.search(line)) and len(self.memory) < MOST_CARDS:
            self.memory[int(found[1])] = int(found[2])
            if found[3]:
                self.precision = found[3].casefold()
                self.tensor_cores = "yes" if found[4] else "no"

    def _length_by_clock(self) -> float | None:
        """The length in seconds out of the first and the last summary; None where they are one."""
        if len(self._summaries) < 2:
            return None
        (first, began), (last, ended) = self._summaries
        seconds = (datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds()
        return seconds / (last - first) * 100 if last > first and seconds > 0 else None


def _percent(before: str) -> float | None:
    """The percentage at the end of what stands before a report."""
    found = _PERCENT.search(before[-5:])
    return float(found[0]) if found else None
