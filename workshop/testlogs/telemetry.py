# SPDX-License-Identifier: MIT
"""What a tool measured of one card over time: maxima, means, curves, throttling."""

from collections.abc import Mapping
from math import inf

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.readings import MOST_RESULTS
from workshop.testlogs.result import Device, Reading, Sentence, Series, ToolResult

# What is measured over time, with its unit; the order is that of the readings.
QUANTITIES = {
    "core_temp": "°C",
    "hot_spot_temp": "°C",
    "hot_spot_delta": "°C",
    "memory_temp": "°C",
    "vrm_temp": "°C",
    "power_draw": "W",
    "core_voltage": "V",
    "graphics_clock": "MHz",
    "memory_clock": "MHz",
    "fan_speed": "%",
    "fan_rpm": "rpm",
    "gpu_load": "%",
    "memory_used": "MiB",
    "frame_rate": "fps",
}
MOST_POINTS = 2_000
# A pause in a log longer than this is a pause, not the length of one sample.
_LONGEST_SAMPLE = 60.0
# A log of more than a year is the clock of the bench PC having been set.
_LONGEST_LOG = 366 * 86_400.0


# A day and a half at one sample a second; more cannot be read within seconds.
MOST_SAMPLES = 130_000


class Curve:
    """One quantity over time in at most 2,000 points, no peak lost."""

    def __init__(self) -> None:
        self.count = 0
        self.highest, self.lowest = -inf, inf
        self._sum = 0.0
        self._each = 1
        self._room = 0
        # Each [time of the lowest, lowest, time of the highest, highest]: one point where it holds
        # one sample, two where it holds more.
        self._buckets: list[list[float]] = []

    @property
    def mean(self) -> float:
        """The mean of all samples; 0 where there is none."""
        return self._sum / self.count if self.count else 0.0

    def add(self, value: float, at: float | None) -> None:
        """One more sample, `at` seconds after the first; None where the log has no clock."""
        self.count += 1
        self._sum += value
        if value > self.highest:
            self.highest = value
        if value < self.lowest:
            self.lowest = value
        if at is None:
            return
        if self._room:
            self._room -= 1
            bucket = self._buckets[-1]
            if value < bucket[1]:
                bucket[:2] = at, value
            elif value > bucket[3]:
                bucket[2:] = at, value
            return
        while len(self._buckets) >= (MOST_POINTS if self._each == 1 else MOST_POINTS // 2):
            pairs = zip(self._buckets[::2], self._buckets[1::2], strict=True)
            self._buckets = [_joined(former, latter) for former, latter in pairs]
            self._each *= 2
        self._buckets.append([at, value, at, value])
        self._room = self._each - 1

    def points(self) -> tuple[tuple[float, float], ...]:
        """(seconds, value) by time."""
        points: list[tuple[float, float]] = []
        for low_at, low, high_at, high in self._buckets:
            both = sorted({(low_at, low), (high_at, high)}, key=lambda point: point[0])
            points += [(round(at, 3), round(value, 6)) for at, value in both]
        return tuple(points)


def _joined(former: list[float], latter: list[float]) -> list[float]:
    low = latter if latter[1] < former[1] else former
    high = latter if latter[3] > former[3] else former
    return low[:2] + high[2:]


class Telemetry:
    """All quantities of one card in one run."""

    def __init__(self) -> None:
        self.samples = 0
        self._curves: dict[str, Curve] = {}
        self._last: float | None = None
        self._is_throttled: bool | None = None
        self._was_throttled: bool | None = None
        self._throttle_seconds = 0.0
        self._step = 0.0

    def sample(
        self, values: Mapping[str, float], at: float | None, is_throttled: bool | None = None
    ) -> None:
        """One line of the log: values by the names of `QUANTITIES`, in their units.

        `is_throttled` is whether heat held the card back just then; None where the log does not
        say.
        """
        self.samples += 1
        self._time(at, is_throttled)
        for name, value in values.items():
            self._add(name, value, at)
        # A hot spot of nothing is a sensor that is not there.
        hot_spot, core = values.get("hot_spot_temp"), values.get("core_temp")
        if hot_spot and core is not None and -100 <= hot_spot - core <= 250:
            self._add("hot_spot_delta", hot_spot - core, at)

    def result(self, tool: str, device: Device, taken_at: str | None) -> ToolResult:
        """What a tool that only measures says of a card: readings and curves, no verdict."""
        readings = self.readings()
        nothing = mark("{tool} logged no value of this card that can be judged.")
        measured = mark("{tool} only measures: the limits of the test plan decide.")
        return ToolResult(
            tool=tool,
            tool_version=None,
            device=device,
            readings=readings,
            verdict=Verdict.INCONCLUSIVE,
            says=Sentence(measured if readings else nothing, (("tool", tool),)),
            taken_at=taken_at,
            series=self.series(),
            only_measures=bool(readings),
        )

    def readings(self) -> tuple[Reading, ...]:
        """The maxima under their plain names, the means as `…_mean`, then time and throttling."""
        readings: list[Reading] = []
        for name, curve in self._told().items():
            unit = QUANTITIES[name]
            # The frame rate of a benchmark is its mean.
            is_mean = name == "frame_rate"
            value = curve.mean if is_mean else curve.highest
            readings.append(Reading(name, round(value, 3), unit))
            if curve.count > 1 and not is_mean:
                readings.append(Reading(f"{name}_mean", round(curve.mean, 3), unit))
        if self.samples > 1 and self._last and self._last < _LONGEST_LOG:
            readings.append(Reading("log_minutes", round(self._last / 60, 3), "min"))
        if self._is_throttled is not None:
            readings.append(Reading("throttled", "yes" if self._is_throttled else "no"))
            if self.samples > 1 and self._last:
                seconds = self._throttle_seconds + self._step * bool(self._was_throttled)
                readings.append(Reading("throttle_time", round(seconds, 3), "s"))
        return tuple(readings)

    def series(self) -> tuple[Series, ...]:
        """Every quantity with more than one point, to be drawn."""
        curves = ((name, curve.points()) for name, curve in self._told().items())
        return tuple(
            Series(name, QUANTITIES[name], points) for name, points in curves if len(points) > 1
        )

    def mean(self, quantity: str) -> float | None:
        """The mean of one quantity; None where it was not measured."""
        curve = self._curves.get(quantity)
        return curve.mean if curve else None

    def _told(self) -> dict[str, Curve]:
        """The quantities by their order, without temperatures of sensors that are not there."""
        return {
            name: curve
            for name, unit in QUANTITIES.items()
            if (curve := self._curves.get(name)) is not None
            and not (unit == "°C" and curve.highest == curve.lowest == 0)
        }

    def _add(self, name: str, value: float, at: float | None) -> None:
        if name not in self._curves:
            self._curves[name] = Curve()
        self._curves[name].add(value, at)

    def _time(self, at: float | None, is_throttled: bool | None) -> None:
        # A sample stands for the time up to the next one, the last for as long as the one before.
        if at is not None:
            if self._last is not None:
                self._step = min(at - self._last, _LONGEST_SAMPLE)
                self._throttle_seconds += self._step * bool(self._was_throttled)
            self._last = at
        if is_throttled is not None:
            self._is_throttled = bool(self._is_throttled) or is_throttled
        self._was_throttled = is_throttled


class Budget:
    """Counts what a file holds, and refuses one with more than can be read in seconds."""

    def __init__(self) -> None:
        self._left, self._results = MOST_SAMPLES, MOST_RESULTS

    def open(self) -> None:
        """One more result; refuses the one beyond the most."""
        self._results -= 1
        if self._results < 0:
            raise Refused(
                "This file holds more than {most} results. Import it in smaller files.",
                most=MOST_RESULTS,
            )

    def spend(self) -> None:
        """One more sample; refuses the one beyond the most."""
        self._left -= 1
        if self._left < 0:
            raise Refused(
                "This log holds more than {most} samples. Log at longer intervals, "
                "or import it in smaller files.",
                most=MOST_SAMPLES,
            )
