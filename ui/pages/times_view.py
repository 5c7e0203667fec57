# SPDX-License-Identifier: MIT
"""How long each step takes: its usual and its longest time, in all, and by person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.pages.bench_parts import Scrolled
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.charts import Bar, BarChart
from ui.widgets.controls import Label
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.language import mark, say, say_many, say_minutes

if TYPE_CHECKING:
    from workshop.queries.step_times import StepTime


_LINE = 28  # px of one person

# A bar may be so many times as long as the next shorter one; one beyond that is drawn broken.
_FAR = 4


def scale_end(values: Sequence[float]) -> float:
    """The end of a scale on which most of the values can be told apart: none is far beyond.

    A bake of a day among steps of minutes would leave them all without a bar.
    """
    ordered = sorted(values)
    end = ordered[len(ordered) // 2] if ordered else 0.0
    for value in ordered:
        if end < value <= end * _FAR:
            end = value
    return end or 1.0


class TimesPane(QWidget):
    """The steps with their times and a bar each; beside them who did the one in hand."""

    def __init__(self, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._end, self._room = 1.0, 0.0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        panel = Panel(margin=16)
        head = QHBoxLayout()
        head.addWidget(Label(say("Time per step"), theme.BODY, strong=True))
        head.addSpacing(theme.GRID)
        head.addWidget(Label(about, theme.NOTE, ink="quiet", cuts=True), 1)
        panel.body.addLayout(head)
        self.steps = Table(
            (
                Column(mark("Step"), "name", share=4, strong=True),
                Column(mark("Usual time"), _median, share=4, paint=self._paint_bar),
                Column(mark("Longest"), "longest", show=say_minutes, width=116, align="right"),
                Column(mark("In all"), "total", show=say_minutes, width=124, align="right"),
                Column(mark("Pieces"), "pieces", width=80, align="right"),
            ),
            name=mark("Time per step"),
            empty=mark(
                "No step was timed yet. Start the clock of a step at the bench, or say there how "
                "long it took."
            ),
            key=lambda time: time.step,
        )
        self.steps.picked.connect(self._show_people)
        panel.body.addWidget(self.steps, 1)
        row.addWidget(panel, 2)
        self._people = Panel(margin=16)
        self._title = Label("", theme.BODY, strong=True, cuts=True)
        self._people.body.addWidget(self._title)
        self.people = BarChart(say("By person"), lying=True)
        scrolled = Scrolled()
        scrolled.column.addWidget(self.people)
        self._people.body.addWidget(scrolled, 1)
        row.addWidget(self._people, 1)

    def show_times(self, times: Sequence[StepTime]) -> None:
        """Show these times; the step in hand stays in hand, else it is the first."""
        self._end = scale_end([time.median for time in times])
        self._room = max((draw.width_of(_median(time), _letters()) for time in times), default=0.0)
        self.steps.setRows(times)
        self._people.setVisible(bool(times))
        now = self.steps.currentRow()
        if now is None and times:
            self.steps.go(times[0].step)
        elif now is not None:
            self._show_people(now)

    def _show_people(self, time: Any) -> None:
        self._title.setText(say("{step}, by person", step=time.name))
        self.people.setMinimumHeight(_LINE * len(time.people))
        self.people.setBars(
            [Bar(one.person, one.median, Tone.ACCENT, _words(one)) for one in time.people]
        )

    def _paint_bar(self, painter: QPainter, where: QRectF, time: Any) -> None:
        """The usual time as a bar on one scale, broken where it goes beyond, and in words."""
        high, middle = 16.0, where.center().y()
        most = max(8.0, where.width() - self._room - 12)
        bar = QRectF(where.left(), middle - high / 2,
                     max(2.0, most * min(1.0, time.median / self._end)), high)  # fmt: skip
        draw.box(painter, bar, theme.tokens().ink(Tone.ACCENT), None, 3)
        if time.median > self._end:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("surface"), 3))
            for left in (bar.right() - 22, bar.right() - 14):
                painter.drawLine(QLineF(left, bar.bottom() + 1, left + 6, bar.top() - 1))
        after = QRectF(bar.right() + 8, where.top(), where.right() - bar.right() - 8,
                       where.height())  # fmt: skip
        draw.words(painter, after, _median(time), _letters(), "text")


def _letters() -> QFont:
    return theme.font(theme.BODY, strong=True)


def _median(time: Any) -> str:
    return say_minutes(time.median)


def _words(one: Any) -> str:
    time = say_minutes(one.median)
    return say_many("{time} · {n} piece", "{time} · {n} pieces", one.pieces, time=time)
