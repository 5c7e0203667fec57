# SPDX-License-Identifier: MIT
"""Counting a place: each scan is told at once whether it should lie there."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from workshop.benches.answers import Do
from workshop.domain.terms import CountResult


class Told(NamedTuple):
    """What a scan of a count is: found, misplaced or unknown, and what it names.

    `again` says that it was scanned before.
    """

    result: CountResult
    name: str
    again: bool = False


class Counting:
    """The count of one place: what should lie there, and what was scanned so far."""

    def __init__(self, place: str, expected: Iterable[str]) -> None:
        self.place = place
        self.expected = frozenset(expected)
        self.scans: list[Told] = []
        self._seen: dict[str, Told] = {}

    def take(self, scan: str, tag: str) -> Told:
        """A scan, and the tag of the piece it names; empty where nobody knows it."""
        name = tag or scan.strip()
        known = self._seen.get(name)
        if known is not None:
            return known._replace(again=True)
        if tag in self.expected:
            result = CountResult.FOUND
        else:
            result = CountResult.MISPLACED if tag else CountResult.UNKNOWN
        told = self._seen[name] = Told(result, name)
        self.scans.append(told)
        return told

    def number(self, result: CountResult) -> int:
        """How many scans there are of a result; missing are those not scanned yet."""
        found = sum(told.result is result for told in self.scans)
        if result is CountResult.MISSING:
            return len(self.expected) - self.number(CountResult.FOUND)
        return found

    @property
    def missing(self) -> list[str]:
        """The tags of what was not scanned yet."""
        return sorted(self.expected - self._seen.keys())

    def finish(self, *, put_right: bool = False) -> Do:
        """Keep the count; with `put_right` what is misplaced belongs here from now on."""
        facts: dict[str, Any] = {
            "place": self.place,
            "scans": [told.name for told in self.scans],
            "put_right": put_right,
        }
        return Do("count_place", facts)
