# SPDX-License-Identifier: MIT
"""The curves of a result that a tool logged over time: by unit, those that one picks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.desk import Desk, Errand, Step
from ui.pages.bench_parts import Head, Scrolled
from ui.pages.words import moment
from ui.widgets.controls import Chip, Label
from ui.widgets.series_chart import Curve, SeriesChart
from workshop.language import joined, mark, say

if TYPE_CHECKING:
    from workshop.queries.results import TestRow
    from workshop.testlogs.result import Series

NAMES = {
    "core_temp": mark("Core"),
    "hot_spot_temp": mark("Hot spot"),
    "hot_spot_delta": mark("Hot spot above core"),
    "memory_temp": mark("Memory"),
    "vrm_temp": mark("Regulators"),
    "power_draw": mark("Power drawn"),
    "core_voltage": mark("Core voltage"),
    "graphics_clock": mark("Core clock"),
    "memory_clock": mark("Memory clock"),
    "fan_speed": mark("Fan speed"),
    "fan_rpm": mark("Fan rpm"),
    "gpu_load": mark("GPU load"),
    "memory_used": mark("Memory used"),
    "frame_rate": mark("Frame rate"),
}
"""What is measured over time is called, as templates."""

_FIRST = {"°C", "W", "MHz"}
_GAP = 4
_NARROWEST = 600  # px the chips have beside the card and its attempts in a window of 1366x768


def has_curves(test: TestRow) -> bool:
    """Whether its log tells how something went over time: where there is a mean, there is."""
    return bool(test.log) and any(
        each.name == "log_minutes" or each.name.endswith("_mean") for each in test.measurements
    )


class LogCurves(QWidget):
    """One picture for each unit, with the limits that were copied into the result."""

    left = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._test: TestRow | None = None
        self._series: Sequence[Series] = ()
        self._errand: Errand | None = None
        self.picks: dict[str, Chip] = {}
        self.charts: list[SeriesChart] = []
        self._picked: set[str] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        head = Head("", self.left.emit, cuts=True)
        self._title = head.title
        column.addLayout(head)
        self.told = Label("", theme.NOTE, ink="quiet", wraps=True)
        column.addWidget(self.told)
        self._choice = QWidget()
        self._column = column
        column.addWidget(self._choice)
        self._pictures = Scrolled()
        column.addWidget(self._pictures, 1)

    def show_of(self, test: TestRow) -> None:
        """Read the log of a result again beside everything else, and draw it."""
        self.stop()
        self._test, self._series = test, ()
        self._title.setText(say("{plan}, attempt {n}", plan=test.name, n=test.attempt))
        self.told.setText(say("The log is read …"))
        self._lay_out()

        def work(database: Any, step: Step) -> Any:
            from workshop.logs.curves import curves

            step(0, 1)
            return curves(database, test)

        self._errand = self._desk.run(
            work, partial(self._came, test), self._refused, owner=self, acts=True
        )

    def stop(self) -> None:
        """Nobody waits for a log any more."""
        if self._errand is not None:
            self._errand.cancel()
        self._errand = None

    def _came(self, test: TestRow, series: Sequence[Series]) -> None:
        if test is not self._test:
            return
        self._errand, self._series = None, series
        self.told.setText(joined(test.tool, moment(test.at), test.by))
        first = {each.name for each in series if each.unit in _FIRST}
        self._picked = first or {each.name for each in series}
        self._lay_out()

    def _refused(self, sentence: str, _kind: str) -> None:
        self._errand = None
        self.told.setText(sentence)

    # What is picked

    def pick(self, name: str) -> None:
        """Show this one too, or no longer; one is always shown."""
        rest = self._picked ^ {name}
        if rest:
            self._picked = rest
            self._show()

    def _lay_out(self) -> None:
        """A chip for each quantity, as many in a row as there is room for."""
        before, self._choice = self._choice, QWidget()
        rows = QVBoxLayout(self._choice)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.picks, left = {}, 0
        for each in self._series:
            chip = self.picks[each.name] = Chip(name_of(each.name))
            chip.clicked.connect(partial(self._pressed, each.name))
            wide = chip.sizeHint().width() + _GAP
            if not rows.count() or left + wide > max(_NARROWEST, self.width()):
                row, left = QHBoxLayout(), 0
                row.setSpacing(_GAP)
                row.setAlignment(Qt.AlignmentFlag.AlignLeft)
                rows.addLayout(row)
            row.addWidget(chip)
            left += wide
        self._column.replaceWidget(before, self._choice)
        before.deleteLater()
        self._show()

    def _pressed(self, name: str, *_checked: bool) -> None:
        self.pick(name)

    def _show(self) -> None:
        for name, chip in self.picks.items():
            chip.setFilled(name in self._picked)
            shown = say("Shown") if name in self._picked else say("Not shown")
            chip.setAccessibleDescription(shown)
        for chart in self.charts:
            chart.setParent(None)
            chart.deleteLater()
        shown_ones = [each for each in self._series if each.name in self._picked]
        ends = max((each.points[-1][0] for each in self._series), default=0.0)
        units = dict.fromkeys(each.unit for each in shown_ones)
        self.charts = [
            SeriesChart(unit, [self._curve(s) for s in shown_ones if s.unit == unit], ends)
            for unit in units
        ]
        for chart in self.charts:
            self._pictures.column.addWidget(chart, 1)

    def _curve(self, series: Series) -> Curve:
        kept = self._test.measurements if self._test else []
        row = next((each for each in kept if each.name == series.name), None)
        low, high = (row.low, row.high) if row else (None, None)
        return Curve(name_of(series.name), series.points, low, high)


def name_of(name: str) -> str:
    """What a quantity is called; one of a shop's own tool as that calls it."""
    return say(NAMES[name]) if name in NAMES else name.replace("_", " ")
