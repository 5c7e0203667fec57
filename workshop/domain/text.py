# SPDX-License-Identifier: MIT
"""What text may come into the workshop, and in which form it is compared."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import combinations, islice, product

from workshop.domain.refused import Refused

SHORT = 64
LINE = 200
NOTE = 2000

_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,31}\Z")
_SERIAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./+:_#-]*\Z")

# Unicode categories of what nobody sees: control characters, half characters, those that are no
# character, other line ends, and format characters. Bidirectional overrides, zero-width ones and
# soft hyphens make a text read as what it is not.
_HIDDEN = frozenset(("Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp"))


def has_hidden(text: str) -> bool:
    """Whether a text holds control, surrogate or invisible characters (line ends excepted)."""
    return any(c not in "\n\t" and unicodedata.category(c) in _HIDDEN for c in text)


def shown(text: object, length: int = 40) -> str:
    """A text cut to a length that fits a sentence, with invisible characters made visible."""
    cleaned = "".join("�" if has_hidden(c) or c in "\n\t" else c for c in str(text)[: length + 1])
    return cleaned[:length] + "…" if len(cleaned) > length else cleaned


def columns_of(text: str) -> int:
    """How many columns a text takes where letters are evenly spaced: two for a Chinese one."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def clean(text: object, name: str, length: int = LINE) -> str:
    """A text of people's words, trimmed; refuses control characters and more than `length`."""
    if not isinstance(text, str):
        raise Refused("{name} must be text.", name=name)
    text = text.strip()
    if has_hidden(text):
        raise Refused("{name} holds characters that cannot be printed. Type it anew.", name=name)
    if len(text) > length:
        raise Refused(
            "{name} is too long: {n} characters, at most {most} fit.",
            name=name,
            n=len(text),
            most=length,
        )
    return text


def require(text: object, name: str, length: int = LINE) -> str:
    """Like `clean`, and refuses an empty text."""
    cleaned = clean(text, name, length)
    if not cleaned:
        raise Refused("{name} is missing.", name=name)
    return cleaned


def code(text: object, name: str) -> str:
    """A short code in capitals (letters, digits, dot, dash, underscore; at most 32)."""
    cleaned = require(text, name, 32).upper()
    if not _CODE.match(cleaned):
        raise Refused(
            "{name} “{text}” may only have letters A to Z, digits, dots and dashes.",
            name=name,
            text=shown(cleaned),
        )
    return cleaned


def normal(text: str) -> str:
    """The form in which identifiers are compared: capitals, no blanks, no dashes."""
    return re.sub(r"[\s-]+", "", text).upper()


def twin(text: str) -> str:
    """The form in which near twins meet: look-alikes O/0, I/1/L made one."""
    return normal(text).translate(str.maketrans("OIL", "011"))


# What each look-alike is taken for.
_LOOK_ALIKES = {"O": "0", "0": "O", "I": "1L", "L": "1I", "1": "IL"}


def twins(serial: str, most: int = 31) -> list[str]:
    """The near twins of a serial in its compared form, the likeliest first, at most so many.

    First those of one kind of sign throughout (all zeros, all Os), as people type; then one sign
    misread, then two, and so on.
    """
    places = [place for place, sign in enumerate(serial) if sign in _LOOK_ALIKES]
    if not places:
        return []
    folded = twin(serial)
    throughout = (folded.replace("0", zero).replace("1", one) for zero, one in product("0O", "1IL"))
    nearest_first = dict.fromkeys((*throughout, *islice(_misread(serial, places), most)))
    nearest_first.pop(serial, None)
    return list(nearest_first)[:most]


def _misread(serial: str, places: list[int]) -> Iterator[str]:
    """A serial with one of its look-alikes changed, then with two of them, and so on."""
    for many in range(1, len(places) + 1):
        for changed in combinations(places, many):
            for signs in product(*(_LOOK_ALIKES[serial[place]] for place in changed)):
                other = list(serial)
                for place, sign in zip(changed, signs, strict=True):
                    other[place] = sign
                yield "".join(other)


def serial(text: object) -> str:
    """A maker's serial as it was read; refuses what no label carries.

    Two to 64 printable ASCII characters, at least two of them letters or digits.
    """
    if not isinstance(text, str):
        raise Refused("A serial must be text.")
    text = text.strip()
    if not text:
        raise Refused("The serial is missing. Scan it again.")
    if len(text) > SHORT:
        raise Refused(
            "This scan has {n} characters; a serial has at most {most}. "
            "Perhaps two labels were read into one: scan again.",
            n=len(text),
            most=SHORT,
        )
    if has_hidden(text) or not _SERIAL.match(text) or len(normal(text)) < 2:
        raise Refused(
            "“{text}” cannot be a serial: only letters, digits and - . / + : _ # are used. "
            "Scan the serial label again.",
            text=shown(text),
        )
    return text


def moment(text: object) -> str:
    """A time as the journal writes it, in UTC; without a zone it is meant so. Refuses others."""
    try:
        read = datetime.fromisoformat(str(text).strip())
    except ValueError:
        raise Refused(
            "“{text}” is no time. Write it as 2026-11-24T08:30:00Z.", text=shown(text)
        ) from None
    zoned = read if read.tzinfo else read.replace(tzinfo=UTC)
    try:
        return zoned.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except OverflowError:
        raise Refused("“{text}” is beyond all calendars.", text=shown(text)) from None


def day(text: object, name: str) -> str:
    """A date as YYYY-MM-DD; refuses anything else."""
    try:
        return date.fromisoformat(str(text).strip()).isoformat()
    except ValueError:
        raise Refused(
            "{name} “{text}” is no date. Write it as 2026-11-24.", name=name, text=shown(text)
        ) from None
