# SPDX-License-Identifier: MIT
"""What stands in a field of a tool's log: a value with a unit, nothing, or a cry for help."""

import re
from enum import Enum

LONGEST_TEXT = 120

_NOTHING = frozenset(
    {
        "",
        "n/a",
        "none",
        "deprecated",
        "function not found",
        "insufficient permissions",
        "not available",
        "not found",
        "not supported",
        "redacted",
        "requested functionality has been deprecated",
        "unknown",
    }
)
# What NVML answers for a device that no longer does (nvmlErrorString, and ERR! in nvidia-smi).
_LOST = ("gpu is lost", "gpu is inaccessible", "gpu has fallen off the bus")
_SILENT = (
    "unknown error",
    "err!",
    "gpu requires reset",
    "timeout",
    "interrupt request issue",
    "insufficient external power",
    "corrupted inforom",
)


class Kind(Enum):
    """What sort of answer a field holds."""

    VALUE = "value"
    NOTHING = "nothing"
    SILENT = "silent"
    LOST = "lost"


def kind_of(text: str) -> Kind:
    """Whether a field holds a value, says it has none, or says the device did not answer."""
    word = bare(text).casefold()
    if word in _NOTHING:
        return Kind.NOTHING
    if word.startswith(_LOST):
        return Kind.LOST
    return Kind.SILENT if word.startswith(_SILENT) else Kind.VALUE


def bare(text: str) -> str:
    """The answer without space around it and without the brackets some drivers put on errors."""
    text = text.strip()
    return text[1:-1].strip() if text.startswith("[") and text.endswith("]") else text


def is_one_of_its_kind(name: str) -> bool:
    """Whether a serial or UUID can be that of one card alone.

    Zeros, and the X or * of a masking script, are those of many: two cards must not share them.
    """
    return any(sign.isalnum() and sign not in "0xX" for sign in name.removeprefix("GPU-"))


def words(text: str) -> str | None:
    """A short printable text; None for anything longer than 120 characters or not printable."""
    text = bare(text)
    fits = len(text) <= LONGEST_TEXT and text.isprintable() and kind_of(text) is Kind.VALUE
    return text if fits else None


_YES_OR_NO = {"yes": "yes", "no": "no", "1": "yes", "0": "no"}


def yes_or_no(text: str) -> str | None:
    """`yes` or `no`, which a query of remapped rows writes as 1 and 0; None for anything else."""
    return _YES_OR_NO.get(bare(text).casefold())


# Each unit we keep: how the tools write it and by what to multiply, then what is plausible.
# A number outside is a driver's way to say nothing (4294967295, 17592186044415 MiB).
_UNITS: dict[str, tuple[dict[str, float], float, float]] = {
    "": ({"": 1, "x": 1}, 0, 1e9),
    "%": ({"%": 1}, 0, 200),
    "MHz": ({"mhz": 1, "ghz": 1000}, 0, 100_000),
    "MiB": ({"mib": 1, "mb": 1, "gib": 1024, "gb": 1024, "kib": 1 / 1024}, 0, 16_777_216),
    "W": ({"w": 1, "mw": 0.001}, 0, 10_000),
    "°C": ({"c": 1, "°c": 1, "℃": 1}, -100, 250),
    "V": ({"v": 1, "mv": 0.001}, 0, 100),
    "A": ({"a": 1, "ma": 0.001}, 0, 1_000),
    "rpm": ({"rpm": 1}, 0, 100_000),
    "s": ({"s": 1, "ms": 0.001, "min": 60, "h": 3600}, 0, 31_622_400),
    "min": ({"min": 1, "s": 1 / 60, "ms": 1 / 60_000, "h": 60}, 0, 527_040),
    "ns": ({"ns": 1, "us": 1000}, 0, 1e9),
    "GB/s": ({"gb/s": 1, "mb/s": 0.001, "tb/s": 1000}, 0, 1_000_000),
    "Gflop/s": ({"gflop/s": 1, "tflop/s": 1000, "gflops": 1, "tflops": 1000}, 0, 1e9),
    "MH/s": ({"h/s": 1e-6, "kh/s": 0.001, "mh/s": 1, "gh/s": 1000, "th/s": 1e6}, 0, 1e12),
    "fps": ({"fps": 1}, 0, 1e6),
}
_NUMBER = re.compile(r"([+-]?\d{1,15}(?:[.,]\d{1,6})?)\s*([a-z°%℃/]{0,7})", re.ASCII)
_WHOLE = re.compile(r"(\d{1,15})\s*(x?)", re.ASCII)


def number(text: str, unit: str) -> float | None:
    """A number in `unit` (`""`, `%`, `MHz`, `MiB`, `W` …), from `26.84 W`, `26,84 W` or `16x`.

    A comma is a decimal comma; a count (no unit) has neither comma nor point. None where it is no
    number, has another unit or none, or is beyond what can be.
    """
    written, _low, _high = _UNITS[unit]
    found = (_NUMBER if unit else _WHOLE).fullmatch(bare(text).casefold())
    if found is None or found[2] not in written:
        return None
    return plausible(float(found[1].replace(",", ".")) * written[found[2]], unit)


def plausible(value: float, unit: str) -> float | None:
    """The value in `unit`, to six decimals; None where it is beyond what can be, or no number."""
    _written, low, high = _UNITS[unit]
    return round(float(value), 6) if low <= value <= high else None
