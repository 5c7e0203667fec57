# SPDX-License-Identifier: MIT
"""Sets a column of texts: each as large as it fits, shortened only where it must be."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from workshop.domain.layout_entries import Align, Element, Fit
from workshop.paper.fonts import BOLD, REGULAR
from workshop.paper.look import mm
from workshop.paper.text import one_line, tidy, width, wrapped

# Of Noto Sans: height of capitals, depth under the line, from line to line, as parts of the size.
_CAPITAL, _DEPTH, _LEADING = 0.733, 0.24, 1.24
# Room between a text and a smaller one under it, as a part of the size of the larger.
_AFTER_LARGER = 0.12
_STEP = 0.5
_STILL_LARGE = 0.8
_SHARE = {Align.LEFT: 0.0, Align.CENTRE: 0.5, Align.RIGHT: 1.0}


class Words(NamedTuple):
    """One line of text on its base line, in points; `room` is the width it has.

    `x` is its left end, its middle or its right end, as `align` is 0, 0.5 or 1.
    """

    x: float
    y: float
    font: str
    size: float
    text: str
    room: float
    align: float = 0.0


class _Set(NamedTuple):
    """Lines of one text, all of it or not, and their size in points."""

    lines: tuple[str, ...]
    size: float
    whole: bool


def set_column(
    first: Element,
    texts: Sequence[tuple[Element, str]],
    label_high: float,
    shortened: list[str],
) -> list[Words]:
    """The texts one under the other in the room of the first element, in the middle of its height.

    Blank ones take no room. What is shortened, or for which no room is left, is added to
    `shortened`.
    """
    room, high = mm(first.wide), mm(first.high)
    found: list[tuple[Element, _Set, float]] = []
    used, above = 0.0, 0.0
    for element, raw in texts:
        text = tidy(raw)
        if not text:
            continue
        lead = _AFTER_LARGER * above if above > element.size else 0.0
        over = _LEADING - _CAPITAL if not found else 0.0  # the first line needs no room above it
        fitted = _fit(
            text, BOLD if element.bold else REGULAR, element.size, element.least, element.lines,
            element.fit, room, high - used - lead, over,
        )  # fmt: skip
        if not fitted.whole:
            shortened.append(text)
        if not fitted.lines:
            continue
        used += lead + fitted.size * (len(fitted.lines) * _LEADING - over)
        found.append((element, fitted, lead))
        above = fitted.size
    y = mm(label_high - first.y - first.high) + (high + used) / 2
    if found:
        y += found[0][1].size * (_LEADING - _CAPITAL)
    words = []
    for element, fitted, lead in found:
        y -= lead
        font, align = BOLD if element.bold else REGULAR, _SHARE[element.align]
        for line in fitted.lines:
            y -= fitted.size * _LEADING
            words.append(Words(mm(first.x) + align * room, y, font, fitted.size, line, room, align))
    return words


@lru_cache(maxsize=2048)
def _fit(
    text: str, font: str, size: float, least: float, lines: int, fit: Fit,
    room: float, high: float, over: float,
) -> _Set:  # fmt: skip
    """The text as large as all of it fits, on one line or wrapped; shortened at the least size.

    Where a slightly smaller size saves a line, that is better than one word on a line alone.
    """
    one = math.floor(room / max(width(text, font, 1.0), 1e-3) / _STEP + 1e-9) * _STEP
    tallest = math.floor(high / (_LEADING + _DEPTH - over) / _STEP + 1e-9) * _STEP
    most = min(size, tallest)
    if most < least:
        return _Set((), least, False)
    if one >= (max(most * _STILL_LARGE, least) if fit == Fit.WRAP else least):
        return _Set((text,), min(one, most), True)
    if fit == Fit.SHRINK:
        return _Set((one_line(text, font, least, room),), least, False)
    tried = most
    while True:
        fitting = math.floor((high - tried * (_DEPTH - over)) / (tried * _LEADING))
        found = wrapped(text, font, tried, room, min(lines or fitting, fitting))
        if found.whole or tried <= least:
            shown = "".join(found.lines)
            return _Set(found.lines, tried, found.whole or _all_of(text, shown))
        tried = max(tried - _STEP, least)


def _all_of(text: str, lines: str) -> bool:
    """Whether a text that was broken inside of a word is there to its last character."""
    return [c for c in text if c not in " ·"] == [c for c in lines if c not in " ·"]
