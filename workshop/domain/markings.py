# SPDX-License-Identifier: MIT
"""What is printed on a die or memory chip, split into chip, SKU, stepping, lot and date."""

import re
from collections.abc import Iterable
from typing import NamedTuple

# More than any package has room for; what follows is not looked at.
_MOST = 400
_BETWEEN = re.compile(r"[\s/,;()|]+")

# `AD102-300-A1`, `GA104-150-KD-A1`; the name of the chip alone is one only as NVIDIA writes it.
_DIE = re.compile(
    r"(?P<chip>[A-Z]{2}\d{3}[A-Z]?)-(?P<sku>\d{2,3}[A-Z0-9]?)(?:-K[A-Z])?(?:-(?P<stepping>[A-Z]\d))?"
)
_CHIP = re.compile(r"(?P<chip>(?:A[DG]|G[ABFHKMPTV]|TU)\d{3}[A-Z]?)")
_MEMORY = (
    # Micron: five characters on the chip, the part number on its reel.
    re.compile(r"(?P<chip>[DZ]\d[A-Z]{3})"),
    re.compile(
        r"(?P<chip>MT\d{2}[A-Z]\d+M\d+[A-Z]{1,3})(?:-(?P<sku>\d{2,3}))?(?::(?P<stepping>[A-Z]))?"
    ),
    # Samsung, SK hynix: the part number, often with its speed on a line of its own.
    re.compile(r"(?P<chip>K4[A-Z][A-Z0-9]{6,8})(?:-(?P<sku>[HS]C\d{2}))?"),
    re.compile(r"(?P<chip>H5[A-Z0-9]{7,10})(?:-(?P<sku>[A-Z]\d[A-Z0-9]{1,2}))?"),
)
_SPEED = re.compile(r"[HS]C\d{2}|[A-Z]\d[A-Z]|X\d{3}")
# On a die: year and week with the stepping, and the lot with the point in it.
_MADE = re.compile(r"(?P<date>\d{4})(?P<stepping>[A-Z]\d)")
_LOT = re.compile(r"(?=.*[A-Z])[A-Z0-9]{4,8}\.[A-Z0-9]{2,4}")
_DATE = re.compile(r"\d{4}")
_YEARS = range(10, 40)


class Marking(NamedTuple):
    """A marking as it was read, and what it says for sure; empty where it does not.

    `date` is YYWW, year and week. The chip of a Micron is its five characters.
    """

    raw: str
    chip: str = ""
    sku: str = ""
    stepping: str = ""
    lot: str = ""
    date: str = ""


def split_marking(raw: str) -> Marking:
    """Split a marking, its lines in any order and divided by anything usual; never refuses.

    Two chips, lots or dates in one marking leave that part open.
    """
    words = [word for word in _BETWEEN.split(raw[:_MOST].upper()) if word]
    said: dict[str, set[str]] = {name: set() for name in Marking._fields[1:]}
    chips = list(_chips(words, said))
    for word in words:
        made = _MADE.fullmatch(word)
        if made and _is_date(made["date"]):
            said["date"].add(made["date"])
            if not said["stepping"]:
                said["stepping"].add(made["stepping"])
        elif _LOT.fullmatch(word):
            said["lot"].add(word)
        elif "memory" in chips and _DATE.fullmatch(word) and _is_date(word):
            said["date"].add(word)
    if len(said["chip"]) > 1:
        said |= {"sku": set(), "stepping": set()}
    return Marking(raw, *(_only(found) for found in said.values()))


def marked_kind(raw: str) -> str:
    """The kind of piece that carries such a marking: die or memory; empty where it may be any."""
    words = [word for word in _BETWEEN.split(raw[:_MOST].upper()) if word]
    kinds = set(_chips(words, {name: set() for name in Marking._fields[1:]}))
    return _only(kinds)


def _chips(words: list[str], said: dict[str, set[str]]) -> Iterable[str]:
    """Note the chips there are in a marking; gives the kind of each: die or memory."""
    for place, word in enumerate(words):
        die = _DIE.fullmatch(word) or _CHIP.fullmatch(word)
        memory = next((found for form in _MEMORY if (found := form.fullmatch(word))), None)
        found = die or memory
        if found is None:
            continue
        parts = found.groupdict()
        following = words[place + 1] if place + 1 < len(words) else ""
        if memory is found and not parts.get("sku", "-") and _SPEED.fullmatch(following):
            parts["sku"] = following
        for name, part in parts.items():
            if part:
                said[name].add(part)
        yield "die" if found is die else "memory"


def _is_date(digits: str) -> bool:
    """Whether four digits are a year and a week in which chips of today were made."""
    return int(digits[:2]) in _YEARS and 1 <= int(digits[2:]) <= 53


def _only(found: set[str]) -> str:
    return next(iter(found)) if len(found) == 1 else ""
