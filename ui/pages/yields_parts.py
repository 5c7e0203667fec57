# SPDX-License-Identifier: MIT
"""What yields look like: a share over its bar with its counts, and what groups are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui import theme
from ui.pages.words import percent
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.table import Column
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.yields import YieldRow

FEW = 10
"""Of fewer tests than that a percentage says little."""

BY = (
    ("day", mark("Day")),
    ("batch", mark("Batch")),
    ("supplier", mark("Supplier")),
    ("model", mark("Model")),
    ("plan", mark("Test plan")),
    ("step", mark("Step")),
    ("station", mark("Station")),
    ("person", mark("Person")),
)
"""What yields go by, with its word."""

ATTEMPTS = (
    ("first", mark("First pass")),
    ("second", mark("Second pass")),
    ("last", mark("Last pass")),
)
"""The attempts of which there are yields, with their words."""

ALL = "\n"
"""Stands for the group of all together: no group that somebody named has a line break in it."""

_WITHOUT = {
    "supplier": mark("No supplier named"),
    "model": mark("No model named"),
    "step": mark("At no step"),
    "station": mark("At no station"),
    "person": mark("Nobody named"),
}
_BAR = 6.0  # px


def group_name(by: str, row: YieldRow) -> str:
    """What a group is called, also where what it goes by was not said."""
    if row.group == ALL:
        return say("In all")
    if not row.group:
        return say(_WITHOUT.get(by, row.name))
    return say(row.name) if by in ("plan", "step") else row.name


def counts(row: YieldRow, attempt: str) -> tuple[int, int, float | None]:
    """How many passed, of how many, and their share (0 to 1)."""
    if attempt == "first":
        return row.first_passed, row.first, row.first_yield
    if attempt == "second":
        return row.second_passed, row.second, row.second_yield
    return row.last_passed, row.last, row.last_yield


def are_few(row: YieldRow) -> bool:
    """Whether one of its percentages is of so few tests that it says little."""
    return any(0 < counts(row, attempt)[1] < FEW for attempt, _ in ATTEMPTS)


def share_words(row: YieldRow, attempt: str) -> str:
    """The share of an attempt with its counts, said to be of few where it is."""
    passed, n, rate = counts(row, attempt)
    if not n:
        return percent(None)
    facts = {"rate": percent(rate), "passed": passed, "n": n}
    if n < FEW:
        return say("{rate} · {passed} of {n}, few", **facts)
    return say("{rate} · {passed} of {n}", **facts)


def in_all(rows: Sequence[YieldRow]) -> YieldRow:
    """The yields of all groups together, of which there is one at least."""
    results, first, passed, second, again, last, finally_passed = (
        sum(getattr(row, name) for row in rows)
        for name in ("results", "first", "first_passed", "second", "second_passed", "last",
                     "last_passed")
    )  # fmt: skip
    return rows[0]._replace(
        group=ALL,
        name="",
        results=results,
        first=first,
        first_passed=passed,
        first_yield=passed / first if first else None,
        second=second,
        second_passed=again,
        second_yield=again / second if second else None,
        last=last,
        last_passed=finally_passed,
        last_yield=finally_passed / last if last else None,
    )


def paint_share(painter: QPainter, where: QRectF, words: str, share: float | None) -> None:
    """Words, and below them a bar on a ground that is as long as all would be."""
    high = where.height() - _BAR - 8
    line = QRectF(where.left(), where.top() + 3, where.width(), high)
    few = share is None
    draw.words(painter, line, words, theme.font(theme.BODY), "quiet" if few else "text")
    if share is None:
        return
    ground = QRectF(where.left(), line.bottom(), where.width() - 12, _BAR)
    draw.box(painter, ground, "line", None, 3)
    if share > 0:
        ground.setWidth(max(_BAR, ground.width() * min(1.0, share)))
        draw.box(painter, ground, theme.tokens().ink(Tone.GOOD), None, 3)


def columns(name: Callable[[Any], str]) -> tuple[Column, ...]:
    """The columns of a table of `Line`s: the group, its three yields, and its results."""

    def one(attempt: str, title: str) -> Column:
        def paint(painter: QPainter, where: QRectF, row: Any) -> None:
            paint_share(painter, where, share_words(row, attempt), counts(row, attempt)[2])

        return Column(title, lambda row: share_words(row, attempt), share=4, paint=paint)

    return (
        Column("", name, share=5, strong=True, cut="middle"),
        *(one(attempt, title) for attempt, title in ATTEMPTS),
        Column(mark("Results"), "results", width=96, align="right"),
    )
