# SPDX-License-Identifier: MIT
"""One line of a table with commas, semicolons or tabs between its cells."""

import csv
import re
from collections.abc import Iterator
from functools import lru_cache

from workshop.testlogs.answer import number, plausible
from workshop.testlogs.log import Log
from workshop.testlogs.text import mended

# HWiNFO writes up to 450 columns in 20,000 characters.
MOST_COLUMNS = 5_000
_LONGEST = 100_000
_MOST_LOOKS = 10_000
_MORE_DECIMALS = re.compile(r"([.,]\d{6})\d+(?=$|\s)", re.ASCII)
_PLAIN = re.compile(r"\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_BARE = re.compile(r"[+-]?[\d.,]+", re.ASCII)
# What some countries write between thousands, and spreadsheets keep.
_SPACES = str.maketrans("", "", "\xa0\u202f")


def cells(line: str, between: str) -> list[str]:
    """The cells of a line, without the space around them.

    [] for a line of more than 5,000 cells, which is no table's.
    """
    if line.count(between) > MOST_COLUMNS:
        return []
    if '"' not in line:
        return [cell.strip() for cell in line.split(between)]
    try:
        (row,) = csv.reader([line], delimiter=between, skipinitialspace=True)
    except (csv.Error, ValueError):
        return []
    return [cell.strip() for cell in row]


@lru_cache(maxsize=20_000)
def measured(text: str, unit: str, written: str) -> float | None:
    """A number in `unit`, whether the cell names its unit or leaves that to the header.

    `written` is the unit in the header: that of a bare number. `°F` comes out in °C. None where
    there is no number that can be.
    """
    if _PLAIN.fullmatch(text) and written != "°F" and (each := _each(written, unit)):
        return plausible(float(text) * each, unit)
    if len(text) > 40:
        return None
    text = _MORE_DECIMALS.sub(r"\1", text.translate(_SPACES))
    if written == "°F":
        degrees = number(f"{text} °C" if _BARE.fullmatch(text) else "", "°C")
        return None if degrees is None else round((degrees - 32) * 5 / 9, 3)
    return number(f"{text} {written}" if unit and _BARE.fullmatch(text) else text, unit)


@lru_cache(maxsize=100)
def _each(written: str, unit: str) -> float | None:
    """How many of one unit are one of another; None where they are not of a kind."""
    return number(f"1 {written}".strip(), unit)


def lines_with(log: Log, word: str) -> Iterator[str]:
    """The first 10,000 lines a word stands in; found fast, none longer than 100,000 characters."""
    text, at = log.text, 0
    for _look in range(_MOST_LOOKS):
        if (at := text.find(word, at)) < 0:
            return
        begin = max(text.rfind(end, max(0, at - _LONGEST), at) for end in "\r\n") + 1
        ends = [text.find(end, at, at + _LONGEST) for end in "\r\n"]
        end = min((end for end in ends if end >= 0), default=min(len(text), at + _LONGEST))
        if begin or at < _LONGEST:
            yield mended(text[begin:end])
        at = end + 1
