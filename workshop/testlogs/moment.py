# SPDX-License-Identifier: MIT
"""A date and a time, as the tools write them in English and in ISO 8601."""

import re
from datetime import datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ENGLISH = re.compile(r"\b[A-Z][a-z]{2} +(\w{3}) +(\d{1,2}) +(\d\d:\d\d:\d\d) +(\d{4})", re.ASCII)
_ISO = re.compile(r"\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)", re.ASCII)


def moment_in(text: str) -> str | None:
    """The first moment in a short text, as `2025-03-02T15:02:02`; None where it holds none.

    From `Sun Mar  2 15:02:02 2025` or `2025-03-02T15:02:02.123456+01:00`; a zone is left out.
    """
    # Not strptime: it reads month names in the language of this PC, the tools write English.
    if (found := _ENGLISH.search(text)) and found[1] in _MONTHS:
        day = f"{found[4]}-{_MONTHS.index(found[1]) + 1:02}-{int(found[2]):02}"
        written = f"{day}T{found[3]}"
    elif found := _ISO.search(text):
        written = f"{found[1]}T{found[2]}"
    else:
        return None
    try:
        return datetime.fromisoformat(written).isoformat()
    except ValueError:
        return None
