# SPDX-License-Identifier: MIT
"""What the catalogue says of hot work: alloys, what a reball is inspected for, rework profiles."""

from dataclasses import dataclass

from workshop.domain.refused import Refused
from workshop.domain.routing_entries import Heat
from workshop.domain.terms import PieceKind
from workshop.domain.text import require

MOST_SEGMENTS = 20
"""So many segments a zone of a rework station takes, by the manuals of the usual ones."""

HOTTEST = 600.0
"""°C: a nozzle may be set so high; what is above is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class HeatLimit:
    """How many heat cycles a piece of a kind may have; 0 for as many as it takes."""

    kind: PieceKind
    cycles: int
    confirmed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        _within(self.kind.value, "cycles", self.cycles, 0, 100)


@dataclass(frozen=True, slots=True)
class Alloy:
    """A solder alloy; it is liquid from `melts` °C on. `leaded` marks one with lead."""

    code: str
    name: str
    melts: float
    leaded: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        require(self.name, "The name of the alloy", 64)
        _within(self.code, "melts", self.melts, 50, 400)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A fault a reballed part is rejected for."""

    code: str
    name: str
    text: str = ""

    def __post_init__(self) -> None:
        require(self.name, "The name of the criterion")


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a zone's programme: rise or fall to `temperature` (°C) at `ramp` (°C/s), then
    stay for `seconds`."""

    temperature: float
    ramp: float
    seconds: float

    def __post_init__(self) -> None:
        _within("segment", "temperature", self.temperature, 0, HOTTEST)
        _within("segment", "ramp", self.ramp, 0, 50)
        _within("segment", "seconds", self.seconds, 0, 3600)


@dataclass(frozen=True, slots=True)
class Zone:
    """A heater of the station, and its programme."""

    name: str
    segments: tuple[Segment, ...]

    def __post_init__(self) -> None:
        require(self.name, "The name of the zone", 64)
        if not 1 <= len(self.segments) <= MOST_SEGMENTS:
            raise Refused(
                "Zone {zone} has {n} segments. It may have 1 to {most}.",
                zone=self.name,
                n=len(self.segments),
                most=MOST_SEGMENTS,
            )


@dataclass(frozen=True, slots=True)
class Profile:
    """A rework profile: what the heaters do, and what a thermocouple at the joint must show.

    `heats` is "board" where the whole board goes through reflow, "piece" where only the piece
    does. Limits, each None where there is none: `ramp_high` the fastest rise and `fall_high` the
    fastest fall in °C/s; seconds between `soak_from` and `soak_to` °C; the peak in °C; seconds
    above the melting point of the alloy.
    """

    code: str
    name: str
    alloy: str
    zones: tuple[Zone, ...]
    heats: Heat = Heat.BOARD
    ramp_high: float | None = None
    fall_high: float | None = None
    soak_from: float | None = None
    soak_to: float | None = None
    soak_low: float | None = None
    soak_high: float | None = None
    peak_low: float | None = None
    peak_high: float | None = None
    liquidus_low: float | None = None
    liquidus_high: float | None = None
    confirmed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        require(self.name, "The name of the profile")
        require(self.alloy, "The alloy", 64)
        if not self.zones:
            raise Refused("Profile {code} has no zones.", code=self.code)
        names = [zone.name.casefold() for zone in self.zones]
        if len(set(names)) < len(names):
            raise Refused("Profile {code} has a zone twice.", code=self.code)
        if self.heats == Heat.NOTHING:
            raise Refused("Profile {code} must heat a board or a piece.", code=self.code)
        for low, high, name in (
            (self.soak_from, self.soak_to, "soak temperature"),
            (self.soak_low, self.soak_high, "soak time"),
            (self.peak_low, self.peak_high, "peak"),
            (self.liquidus_low, self.liquidus_high, "time above liquidus"),
        ):
            if low is not None and high is not None and low > high:
                raise Refused(
                    "Profile {code}: the lower limit of the {name} is above the upper one.",
                    code=self.code,
                    name=name,
                )
        if (self.soak_low, self.soak_high) != (None, None) and None in (
            self.soak_from,
            self.soak_to,
        ):
            raise Refused(
                "Profile {code}: say between which temperatures the soak is timed.", code=self.code
            )


def _within(owner: str, field: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise Refused(
            "{owner}: {field} {value} is not between {low} and {high}.",
            owner=owner,
            field=field,
            value=value,
            low=low,
            high=high,
        )
