# SPDX-License-Identifier: MIT
"""What a check finds, and how it says how far it is."""

from collections.abc import Callable
from typing import NamedTuple

Progress = Callable[[int, int], None]


class Finding(NamedTuple):
    """One thing that is not as it should be; `entry` is where in the journal, if known."""

    what: str
    entry: int | None = None
