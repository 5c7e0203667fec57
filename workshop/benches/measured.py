# SPDX-License-Identifier: MIT
"""What a measuring device types into a field: a number, perhaps with the unit it was read in."""

import re

from workshop.domain.judge import spell
from workshop.domain.refused import Refused
from workshop.domain.text import shown

# Serials are long and may be of digits alone; no value has so many before its point.
_MOST_DIGITS = 8
_NUMBER = re.compile(
    rf"([+-]?)(?:(\d{{1,{_MOST_DIGITS}}})([.,]\d{{1,9}})?|([.,]\d{{1,9}}))"
    r"(?:E([+-]?\d{1,2}))?\s*([^\d\s].{0,11})?",
    re.IGNORECASE | re.ASCII,
)
_CURRENT = re.compile(r"(?<=[VA])\s*(?:DC|AC)\Z", re.IGNORECASE)
_BASES = ("Ω", "V", "A", "W", "Hz", "F", "°C")
_WRITTEN = {"ohm": "Ω", "ohms": "Ω", "degc": "°C", "deg c": "°C", "c": "°C", "℃": "°C",
            "hz": "Hz"}  # fmt: skip
_PREFIXES = {"p": 1e-12, "n": 1e-9, "u": 1e-6, "µ": 1e-6, "m": 1e-3, "k": 1e3, "K": 1e3,
             "M": 1e6, "G": 1e9}  # fmt: skip


def measured(text: str, field: str, unit: str, *, names_a_piece: bool = False) -> str:
    """The number that a device typed, as it is typed into a field of this unit; "" for no value.

    A decimal comma and an exponent are read, and another prefix of the same unit is worked out:
    `1.2 kΩ` is 1200 in a field of Ω. What `names_a_piece` is a value only as a bare number.
    Refuses a number of another unit.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return ""
    sign, whole, decimals, only_decimals, power, written = found.groups()
    if whole and len(whole) > 1 and whole[0] == "0" and not (decimals or power or written):
        return ""  # a code: no device writes 007
    read = _quantity(written) if written else None
    if written:
        if read is None and written.strip().casefold() != unit.casefold():
            return ""  # digits that go on in letters: no unit anybody measures in
        if names_a_piece:
            return ""
    plain = f"{sign}{whole or 0}{decimals or only_decimals or ''}"
    if read is None and not power:
        return plain  # where a comma can be read in two ways, the field says so
    plain, factor = plain.replace(",", "."), 1.0
    if read is not None:
        wanted = _quantity(unit)
        if wanted is None or read[0] != wanted[0]:
            raise Refused(
                "{field} is not measured in {read}: “{text}” was not taken.",
                field=field,
                read=written.strip(),
                text=shown(text),
            )
        factor = read[1] / wanted[1]
    return spell(float(plain) * 10 ** int(power or 0) * factor) if power or factor != 1 else plain


def _quantity(unit: str) -> tuple[str, float] | None:
    """The unit without its prefix, and how many of it one is; None where nobody knows it."""
    text = _CURRENT.sub("", unit.strip()).replace("\u2126", "Ω").replace("μ", "µ")
    for prefix, factor in (("", 1.0), *_PREFIXES.items()):
        rest = text[len(prefix) :]
        if not text.startswith(prefix) or not rest:
            continue
        bare = _WRITTEN.get(rest.casefold(), rest)
        if bare in _BASES:
            return bare, factor
    return None
