# SPDX-License-Identifier: MIT
"""The JSON documents in a log, which can be neither deep, large, ambiguous nor endless."""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workshop.domain.refused import Refused
from workshop.testlogs.tree import DEEPEST, LONGEST, too_much

MOST_DOCUMENTS = 1_000
# A run of eight cards takes 50 KB.
LONGEST_TOGETHER = 2 * LONGEST

_OPENS = re.compile(r'\{\s*+(?:"|\}|\Z)')
# A string that the end of the file cuts off is one token too, so that none is looked at twice.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[{}\[\],]', re.DOTALL)
_CLOSER = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON object; `is_whole` is false where the file ends before it does.

    What was complete before the end is there, the rest is not. Numbers beyond what can be written
    exactly, NaN and Infinity are None.
    """

    value: dict[str, Any]
    is_whole: bool


def documents(text: str, key: re.Pattern[str]) -> Iterator[Document]:
    """Each JSON object in the text in which `key` is found, whatever stands around them.

    Refuses what is damaged, says the same thing twice and not the same, is nested deeper than 32
    levels, is longer than 4 MB or than 8 MB together, and more than 1,000 objects.
    """
    at = count = length = 0
    while (opens := _OPENS.search(text, at)) is not None:
        count += 1
        if count > MOST_DOCUMENTS:
            raise too_much()
        at, closing = _extent(text, opens.start())
        if key.search(text, opens.start(), at):
            length += at - opens.start()
            if length > LONGEST_TOGETHER:
                raise too_much()
            document = text[opens.start() : at] + closing
            yield Document(_parsed(document, text.count("\n", 0, opens.start())), not closing)
        at = len(text) if closing else at


def mapping(value: object) -> dict[str, Any]:
    """The value where it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> list[Any]:
    """The value where it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else []


def plain(value: object) -> str:
    """A text or a whole number as text; "" for anything else."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value).strip() if is_number or isinstance(value, str) else ""


def _extent(text: str, start: int) -> tuple[int, str]:
    """Where the object ends; where the text ends first: its last whole item, and what closes it."""
    open_: list[str] = []
    last = start
    for token in _TOKEN.finditer(text, start):
        mark = token[0]
        if mark in _CLOSER:
            open_.append(_CLOSER[mark])
            if len(open_) > DEEPEST:
                raise too_much()
            last = token.end()
        elif mark in ("}", "]"):
            open_.pop()
            last = token.end()
            if not open_:
                return last, ""
        elif mark == ",":
            last = token.start()
        if token.end() - start > LONGEST:
            raise too_much()
    return last, "".join(reversed(open_))


def _parsed(document: str, lines_before: int) -> dict[str, Any]:
    try:
        value = json.loads(
            document,
            object_pairs_hook=_unambiguous,
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=lambda _: None,
            strict=False,
        )
    except json.JSONDecodeError as error:
        raise Refused(
            "This file is damaged in line {line}. Run the tool again and import the new file.",
            line=lines_before + error.lineno,
        ) from None
    return mapping(value)


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs) and any(found[name] != value for name, value in pairs):
        raise Refused(
            "This file says the same thing twice, and not the same. "
            "Run the tool again and import the new file."
        )
    return found


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= 18 else None


def _finite(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None
