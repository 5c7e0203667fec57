# SPDX-License-Identifier: MIT
"""The time in the lines of a log: seconds since its first line, whatever the country writes."""

import re
from datetime import date

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d\d):(\d\d)(?:[.,:](\d{1,6}))?(?:\s*([AP])\.?M\.?)?", re.ASCII)
_ZONE = re.compile(r"(?:\s*Z|\s*[+-]\d\d:?\d\d)$", re.ASCII)
_DAY = 86_400
# A time that goes back by more than this without a date has passed midnight.
_HALF_DAY = 43_200


class Clock:
    """Turns the date and time of each line into seconds since the first, never backwards."""

    def __init__(self) -> None:
        self.began: str | None = None
        self._first: float | None = None
        self._last = 0.0
        self._shift = 0.0
        self._written = ""
        self._day: date | None = None

    def at(self, day: str, time: str) -> float | None:
        """Seconds since the first line; None where there is no time of the form 14:05:59.

        A date of the form 03/04/2026 has two meanings and gives none; the time alone then counts,
        past midnight too. A clock set back while logging goes on from where it was.
        """
        seconds = _seconds(time)
        if seconds is None:
            return None
        if self._first is None:
            self._written, self._day = day, _date(day)
        elif self._day and day != self._written:
            self._written, self._day = day, _date(day) or self._day
        if self._first is None and self._day:
            whole = min(int(seconds), _DAY - 1)
            clock = f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
            self.began = f"{self._day.isoformat()}T{clock}"
        return self.after(seconds + (self._day.toordinal() * _DAY if self._day else 0))

    def after(self, seconds: float) -> float:
        """The same from a count of seconds that the tool keeps itself."""
        total = seconds + self._shift
        if self._first is None:
            self._first = total
        elif total < self._first + self._last:
            back = self._first + self._last - total
            back = _DAY if self._day is None and back > _HALF_DAY else back
            self._shift, total = self._shift + back, total + back
        self._last = total - self._first
        return self._last


def halves(stamp: str) -> tuple[str, str]:
    """The date and the time of `2026-03-02 14:05:59` or `2026-03-02T14:05:59+01:00`."""
    day, _space, time = _ZONE.sub("", stamp.strip()).replace("T", " ", 1).partition(" ")
    return day, time.strip()


def _seconds(text: str) -> float | None:
    found = _TIME.fullmatch(text.strip().upper())
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    if found[5]:
        hour = hour % 12 + 12 * (found[5] == "P")
    if hour > 23 or minute > 59 or second > 60:
        return None
    return hour * 3600 + minute * 60 + second + float(f"0.{found[4] or 0}")


def _date(text: str) -> date | None:
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    elif found := _YEAR_LAST.fullmatch(text):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "/":
            # Day first in most countries, month first in the United States.
            if day <= 12 and month <= 12 and day != month:
                return None
            day, month = (month, day) if month > 12 else (day, month)
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
