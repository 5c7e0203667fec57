# SPDX-License-Identifier: MIT
"""What a kept log measured over time, read again for one result that came out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from workshop.domain.judge import spell
from workshop.domain.refused import Refused
from workshop.storage import evidence
from workshop.testlogs.apart import Reader
from workshop.testlogs.result import Series, ToolResult

if TYPE_CHECKING:
    from workshop.storage.database import Database


class _Value(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def value(self) -> str: ...


class Kept(Protocol):
    """A result that was kept: `workshop.queries.results.TestRow`."""

    @property
    def tool(self) -> str: ...
    @property
    def log(self) -> str: ...
    @property
    def in_file(self) -> int: ...
    @property
    def measurements(self) -> Sequence[_Value]: ...


def curves(database: Database, kept: Kept) -> tuple[Series, ...]:
    """What was measured over time in a result, from the file it is kept with.

    Refuses a file that is gone or was changed, and one in which nothing was measured over time.
    """
    data = evidence.read(database, kept.log)
    with Reader() as reader:
        found = of_result(reader.read(data, kept.log[:12]), kept)
    if found is None or not found.series:
        raise Refused("Nothing was measured over time in this log.")
    return found.series


def of_result(results: Sequence[ToolResult], kept: Kept) -> ToolResult | None:
    """Which of the results in a file is the one that was kept: the one with its values.

    A file may be of several cards, and the names of a card change with its die: values do not.
    """
    values = {each.name: each.value for each in kept.measurements}
    same_tool = [each for each in results if each.tool == kept.tool]
    scores = [sum(values.get(r.name) == _spelt(r.value) for r in each.readings)
              for each in same_tool]  # fmt: skip
    best = [each for each, score in zip(same_tool, scores, strict=True) if score == max(scores)]
    return best[min(kept.in_file, len(best) - 1)] if best else None


def _spelt(value: float | str) -> str:
    return value if isinstance(value, str) else spell(value)
