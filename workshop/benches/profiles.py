# SPDX-License-Identifier: MIT
"""A rework profile, or another entry of hot work, as it is edited: texts in, a whole entry out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from workshop.benches.answers import Answer, Ask, Do, Stop
from workshop.benches.curves import Points, programme
from workshop.domain.hot_work_entries import MOST_SEGMENTS, Segment, Zone
from workshop.domain.judge import as_number, spell
from workshop.domain.refused import Refused
from workshop.language import mark

if TYPE_CHECKING:
    from workshop.queries.runs import ProfileRow

CELLS = ("temperature", "ramp", "seconds")
"""What a segment says, in the order of its fields."""

_CELL_WORDS = {
    "temperature": mark("The temperature"),
    "ramp": mark("The ramp"),
    "seconds": mark("The seconds"),
}


class Limit(NamedTuple):
    """A limit of a profile: its name, its words and its unit."""

    name: str
    words: str
    unit: str


LIMITS = (
    Limit("ramp_high", mark("Ramp at most"), "°C/s"),
    Limit("fall_high", mark("Fall at most"), "°C/s"),
    Limit("soak_from", mark("Soak from"), "°C"),
    Limit("soak_to", mark("Soak up to"), "°C"),
    Limit("soak_low", mark("Soak at least"), "s"),
    Limit("soak_high", mark("Soak at most"), "s"),
    Limit("peak_low", mark("Peak at least"), "°C"),
    Limit("peak_high", mark("Peak at most"), "°C"),
    Limit("liquidus_low", mark("Above liquidus at least"), "s"),
    Limit("liquidus_high", mark("Above liquidus at most"), "s"),
)


@dataclass
class ZoneDraft:
    """A heater as it is edited: its name, and the texts of its segments."""

    name: str
    segments: list[list[str]] = field(default_factory=list)


class ProfileBench:
    """A profile in hand. `wrong` says by field what cannot be kept: a limit, or (zone, row, cell).

    What is saved is a new version; runs of the past keep the one they were judged by.
    """

    def __init__(self, row: ProfileRow) -> None:
        profile = row.profile
        self.code, self.version, self.is_new = profile.code, row.version, False
        self.texts = {"name": profile.name, "note": profile.note}
        self.alloy, self.heats, self.confirmed = (
            profile.alloy,
            str(profile.heats),
            profile.confirmed,
        )
        self.limits = {each.name: _text(getattr(profile, each.name)) for each in LIMITS}
        self.zones = [
            ZoneDraft(zone.name, [[_text(getattr(one, cell)) for cell in CELLS]
                                  for one in zone.segments])
            for zone in profile.zones
        ]  # fmt: skip
        self.wrong: dict[Any, Refused] = {}

    def copy(self) -> None:
        """From here on it is a new profile, whose code is still to be said."""
        self.code, self.version, self.is_new = "", 0, True
        self.confirmed = False

    # Zones and segments

    def add_segment(self, zone: int) -> Answer | None:
        """Add a segment like the last one; stops at as many as a station takes."""
        segments = self.zones[zone].segments
        if len(segments) >= MOST_SEGMENTS:
            return Stop(
                mark("A zone has at most {most} segments. Make two of them one."),
                {"most": MOST_SEGMENTS},
            )
        segments.append(list(segments[-1]))
        return None

    def remove_segment(self, zone: int, row: int) -> Answer | None:
        """Take a segment out; the last one stays."""
        segments = self.zones[zone].segments
        if len(segments) == 1:
            return Stop(mark("A zone needs a segment. Change this one, or remove the zone."))
        del segments[row]
        return None

    def add_zone(self) -> None:
        """Add a heater that does what the last one does, under another name."""
        names = {zone.name.casefold() for zone in self.zones}
        number = next(n for n in range(2, 100) if f"zone {n}" not in names)
        last = self.zones[-1].segments
        self.zones.append(ZoneDraft(f"zone {number}", [list(one) for one in last]))

    def remove_zone(self, zone: int) -> Answer | None:
        """Take a heater out; the last one stays."""
        if len(self.zones) == 1:
            return Stop(mark("A profile needs a zone."))
        del self.zones[zone]
        return None

    # What it comes to

    def read(self) -> dict[str, Any]:
        """The fields of the profile as far as they can be read; `wrong` has the others."""
        self.wrong = {}
        found: dict[str, Any] = {
            "alloy": self.alloy,
            "heats": self.heats,
            "confirmed": self.confirmed,
            **{name: text.strip() for name, text in self.texts.items()},
        }
        for name, words, _ in LIMITS:
            text = self.limits[name].strip()
            found[name] = self._number(name, text, words) if text else None
        found["zones"] = [
            {"name": zone.name.strip(), "segments": self._segments(place, zone)}
            for place, zone in enumerate(self.zones)
        ]
        return found

    def _segments(self, place: int, zone: ZoneDraft) -> list[dict[str, float]]:
        found = []
        for row, texts in enumerate(zone.segments):
            segment = {
                cell: self._number((place, row, cell), text, _CELL_WORDS[cell])
                for cell, text in zip(CELLS, texts, strict=True)
            }
            if None not in segment.values():
                found.append({cell: float(value or 0) for cell, value in segment.items()})
        return found

    def _number(self, where: Any, text: str, words: str) -> float | None:
        try:
            return as_number(text, words)
        except Refused as refused:
            self.wrong[where] = refused
            return None

    def programmes(self) -> list[tuple[str, Points]]:
        """What every heater does, as far as its segments can be read."""
        found = []
        for zone in self.read()["zones"]:
            segments = []
            for one in zone["segments"]:
                try:
                    segments.append(Segment(**one))
                except Refused:
                    continue
            if segments:
                found.append((zone["name"], programme(Zone(zone["name"] or "?", tuple(segments)))))
        return found

    def answer(self) -> Answer:
        """Save it as a new version, or say what is wrong first."""
        body = self.read()
        if self.is_new and not self.code.strip():
            self.wrong["code"] = Refused(mark("Say the code of the new profile."))
        if self.wrong:
            first = next(iter(self.wrong.values()))
            return Ask(first.template, dict(first.facts))
        return Do("set_catalogue", {"kind": "profile", "code": self.code.strip(), "body": body})


_NUMBERS = {"melts": mark("The melting point"), "amount": mark("The price")}
_WHOLE = {"cycles": mark("The heat cycles")}
_FLAGS = ("leaded", "confirmed")


def entry(kind: str, key: str, typed: Mapping[str, str]) -> Answer:
    """Keep an entry of the catalogue as it was typed; `key` is the field that names it."""
    body: dict[str, Any] = {}
    code = typed.get(key, "").strip()
    if not code:
        return Ask(mark("Say its code."))
    try:
        for name, text in typed.items():
            if name in _NUMBERS:
                body[name] = as_number(text, _NUMBERS[name])
            elif name in _WHOLE:
                number = as_number(text, _WHOLE[name])
                body[name] = int(number) if number == int(number) else number
            elif name in _FLAGS:
                body[name] = text == "yes"
            elif name != key:
                body[name] = text.strip()
    except Refused as refused:
        return Ask(refused.template, dict(refused.facts))
    return Do("set_catalogue", {"kind": kind, "code": code, "body": body})


def _text(value: float | None) -> str:
    return "" if value is None else spell(value)
