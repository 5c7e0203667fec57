# SPDX-License-Identifier: MIT
"""Tells a code that a device reads over and over from one that a person scans again."""

from collections.abc import Callable, Iterable
from time import monotonic


class Repeats:
    """Scan guns that send a code twice: the same code again within `seconds` is no new scan.

    Only the code before counts, and each repeat begins the time anew, so that a gun left lying on
    a label stays silent. 0 seconds switches it off.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self.seconds = seconds
        self._clock = clock
        self._last, self._at = "", 0.0

    def is_repeat(self, code: str) -> bool:
        """Whether this code was sent just now already; it is kept in mind either way."""
        now = self._clock()
        again = code == self._last and now - self._at < self.seconds
        self._last, self._at = code, now
        return again


class InView:
    """What a camera sees: a code is new once, until it was out of the picture for `away` seconds.

    A code that is missed in a few pictures, by a hand or a glare, is not new again.
    """

    def __init__(self, away: float = 1.0, clock: Callable[[], float] = monotonic) -> None:
        self._away, self._clock = away, clock
        self._seen: dict[str, float] = {}

    def new(self, codes: Iterable[str]) -> list[str]:
        """Those of the codes in one picture that were not in view before, each once."""
        now = self._clock()
        self._seen = {code: at for code, at in self._seen.items() if now - at < self._away}
        codes = list(dict.fromkeys(codes))
        found = [code for code in codes if code not in self._seen]
        self._seen.update(dict.fromkeys(codes, now))
        return found
