# SPDX-License-Identifier: MIT
"""User text on paper: escaped for paragraphs, measured, shortened and wrapped for the canvas."""

import re
from functools import cache, lru_cache
from typing import NamedTuple
from xml.sax.saxutils import escape as _escape_markup

from workshop.paper.fonts import drawable, font

ELLIPSIS = "…"

# Longer texts are cut before they are measured: no line on paper holds more.
_LONGEST = 1000

_IDEOGRAPH = "\u2e80-\u2fff\u3040-\u9fff\uf900-\ufaff"
# What must not begin a line in Chinese: closing punctuation stays with the character before.
_CLOSING = "、。〉》」』】〕〗！），．：；？］｝”’…"
_UNIT = re.compile(
    f"[（《「『【〔〖“‘]?[{_IDEOGRAPH}][{_CLOSING}]*|[^\\s{_IDEOGRAPH}]+|\\s+",
)
_SEPARATOR = "·"


class Wrapped(NamedTuple):
    """Lines of a text, and whether all of it is there with no word broken."""

    lines: tuple[str, ...]
    whole: bool


def escape(text: str, lines: bool = False) -> str:
    """User text for a Paragraph: markup is shown, not obeyed; undrawable characters are boxes.

    Line ends become blanks, or, with `lines`, line breaks.
    """
    if lines:
        return "<br/>".join(_escape_markup(drawable(line)) for line in text.splitlines())
    return _escape_markup(drawable(text))


class _Widths(dict[str, float]):
    """Width of each character of a font at one point, in points."""

    def __init__(self, name: str) -> None:
        super().__init__()
        face = font(name).face
        self._known: dict[int, float] = face.charWidths
        self._default: float = face.defaultWidth

    def __missing__(self, character: str) -> float:
        # The PDF library sets a no-break space as a plain one.
        code = 0x20 if character == "\xa0" else ord(character)
        wide = self._known.get(code, self._default) / 1000
        self[character] = wide
        return wide


@cache
def _widths(name: str) -> _Widths:
    return _Widths(name)


def width(text: str, font: str, size: float) -> float:
    """Width of a drawable text in points."""
    return sum(map(_widths(font).__getitem__, text)) * size


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    """The text drawable and on one line, with single blanks."""
    return " ".join(drawable(text[:_LONGEST]).split())


@lru_cache(maxsize=8192)
def one_line(text: str, font: str, size: float, width_pt: float) -> str:
    """The text drawable on one line of this width, shortened with an ellipsis where it must be."""
    return _fitted(tidy(text), font, size, width_pt)


def _fitted(line: str, font: str, size: float, width_pt: float) -> str:
    widths = _widths(font)
    room = width_pt / size + 1e-9
    if sum(map(widths.__getitem__, line)) <= room:
        return line
    room -= widths[ELLIPSIS]
    for end, character in enumerate(line):
        room -= widths[character]
        if room < 0:
            return line[:end].rstrip(f" {_SEPARATOR}") + ELLIPSIS if end else ""
    return line


def wrapped(text: str, font: str, size: float, width_pt: float, most: int) -> Wrapped:
    """The text in at most `most` lines of this width; the last is shortened where it must be.

    Breaks between words, Chinese between characters, a word longer than the line anywhere. A
    separating dot where the line breaks is dropped.
    """
    return _wrapped(tidy(text), font, size, width_pt, most)


@lru_cache(maxsize=2048)
def _wrapped(line: str, font: str, size: float, width_pt: float, most: int) -> Wrapped:
    lines: list[str] = []
    rest, whole = line, True
    while rest and len(lines) < most - 1:
        end, broken = _break(rest, font, size, width_pt)
        lines.append(rest[:end].rstrip().removesuffix(_SEPARATOR).rstrip())
        rest = rest[end:].lstrip().removeprefix(_SEPARATOR).lstrip()
        whole = whole and not broken
    if rest:
        last = _fitted(rest, font, size, width_pt) if most > 0 else ""
        whole = whole and last == rest
        lines.append(last)
    return Wrapped(tuple(part for part in lines if part), whole)


def _break(text: str, font: str, size: float, width_pt: float) -> tuple[int, bool]:
    """Where the first line of a text ends, and whether that is inside a word."""
    widths = _widths(font)
    room = width_pt / size + 1e-9
    end, used = 0, 0.0
    for unit in _UNIT.finditer(text):
        wide = sum(map(widths.__getitem__, unit[0]))
        if used + wide > room and not unit[0].isspace():
            if end:
                return end, False
            break
        used += wide
        end = unit.end()
    else:
        return len(text), False
    for place, character in enumerate(text):
        room -= widths[character]
        if room < 0:
            dash = text.rfind("-", 0, place) + 1
            return (dash if dash > place // 2 else max(place, 1)), True
    return len(text), False
