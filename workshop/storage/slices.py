# SPDX-License-Identifier: MIT
"""Many values a few at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def some(values: Iterable[T], many: int = 500) -> Iterator[list[T]]:
    """So many of them at a time, as a statement takes them."""
    each = iter(values)
    while part := list(islice(each, many)):
        yield part
