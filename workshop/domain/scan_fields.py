# SPDX-License-Identifier: MIT
"""What codes begin with, and the parts of one that holds several: which number is what."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from workshop.domain import text as words
from workshop.domain.terms import FieldKind, ScanKind

_YEAR_WEEK = re.compile(r"(?:20)?(\d\d)(0[1-9]|[1-4]\d|5[0-3])\Z", re.ASCII)
_DAY = re.compile(r"(?:20)?(\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])\Z", re.ASCII)


# Codes of our own badges: letters, digits and dashes only, so that any keyboard layout types them.
BADGES = {"CWP-": ScanKind.PERSON, "CWL-": ScanKind.PLACE, "CWS-": ScanKind.STATION}
PREFIXES = {kind: prefix for prefix, kind in BADGES.items()}


class Field(NamedTuple):
    """One part of a code; `code` is the identifier it had there: `1P`, `(21)`, `S/N`."""

    kind: FieldKind
    value: str
    code: str


def clean_fields(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Those parts that can be shown and kept: blanks around them off, not empty, all printable."""
    trimmed = (
        Field(field.kind, field.value.strip(), "".join(filter(str.isprintable, field.code)))
        for field in fields
    )
    return tuple(f for f in trimmed if 0 < len(f.value) <= words.LINE and f.value.isprintable())


def date_of(fields: Iterable[Field]) -> str:
    """The date a code gives: 2021-W43 or 2021-10-04; "" where it gives none that can be read.

    Four digits are year and week (data identifiers 9D and 10D), six a day (GS1 11).
    """
    for field in fields:
        if field.kind is not FieldKind.DATE:
            continue
        if day := _DAY.match(field.value):
            return f"20{day[1]}-{day[2]}-{day[3]}" if day[3] != "00" else f"20{day[1]}-{day[2]}"
        if week := _YEAR_WEEK.match(field.value):
            return f"20{week[1]}-W{week[2]}"
    return ""
