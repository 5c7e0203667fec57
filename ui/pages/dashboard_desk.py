# SPDX-License-Identifier: MIT
"""The figures as they are at the desk: all of them, with the steps, charts, cards and stations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.desk import Desk
from ui.pages.dashboard_charts import faults_chart, yield_chart
from ui.pages.dashboard_parts import (
    Figure,
    Tile,
    bar_painter,
    here_for,
    step_word,
    unknown,
)
from ui.pages.dashboard_wall import WALL_KEY
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.dashboard import Dashboard


def _stuck(load: Any) -> Look | None:
    return Look(Tone.CAREFUL, "warning", str(load.stuck)) if load.stuck else None


class DeskView(QWidget):
    """Figures above; below them the steps, the charts, the oldest cards and the busiest stations.

    `opened` names the figure or chart that was pressed, the others the line that was.
    """

    opened = Signal(str)
    stepOpened = Signal(object)
    stationOpened = Signal(object)
    pieceOpened = Signal(str)
    wallAsked = Signal()

    def __init__(self, desk: Desk, days: int, stuck_rule: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.tiles = {figure.key: Tile(figure) for figure in unknown()}
        for key, tile in self.tiles.items():
            tile.clicked.connect(lambda _=False, k=key: self.opened.emit(k))
            row.addWidget(tile, 1)
        column.addLayout(row)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self._steps(stuck_rule), 11)
        below.addLayout(self._charts(desk, days), 10)
        below.addLayout(self._lines(), 9)
        column.addLayout(below, 1)

    def _steps(self, stuck_rule: str) -> Panel:
        paint = bar_painter(lambda load: load.cards, lambda: self._most(self.steps, "cards"))
        self.steps = Table(
            (
                Column(mark("Step"), step_word, share=8),
                Column(mark("Cards"), "cards", share=3, paint=paint),
                Column(mark("Under way"), "running", width=86, align="right"),
                Column(mark("Stuck"), "stuck", width=100, look=_stuck),
            ),
            name=mark("Cards at each step"),
            empty=mark("No card is in work."),
            key=lambda load: (load.step, load.state),
        )
        panel = self._panel(say("Cards at each step"), self.steps, self.stepOpened.emit)
        panel.body.addWidget(Label(stuck_rule, theme.NOTE, ink="quiet", wraps=True))
        return panel

    def _charts(self, desk: Desk, days: int) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        self.yields, self.faults = yield_chart(desk), faults_chart(desk)
        for key, words, chart in (
            ("yields", say("Yield by day, the last {n} days", n=days), self.yields),
            ("faults", say("The most frequent faults, the last {n} days", n=days), self.faults),
        ):
            panel = Panel(margin=12)
            panel.body.addWidget(Label(words, theme.BODY, strong=True, cuts=True))
            panel.body.addWidget(chart, 1)
            chart.picture.clicked.connect(lambda _=False, k=key: self.opened.emit(k))
            column.addWidget(panel, 1)
        return column

    def _lines(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        self.oldest = Table(
            (
                Column(mark("Here for"), here_for, width=88, strong=True),
                Column(mark("Card"), lambda row: spelled(row.tag), width=136),
                Column(mark("Batch"), "batch", share=1, ink="quiet"),
            ),
            name=mark("Cards that are here for longest"),
            empty=mark("No card is in work."),
            key=lambda row: row.tag,
        )
        paint = bar_painter(lambda row: row.entries, lambda: self._most(self.stations, "entries"))
        self.stations = Table(
            (
                Column(mark("Station"), "name", share=1),
                Column(mark("Done today"), "entries", share=1, paint=paint),
            ),
            name=mark("Stations where most was done today"),
            empty=mark("Nothing was done at a station today."),
            key=lambda row: row.station,
        )
        oldest = self._panel(say("Here for longest"), self.oldest,
                             lambda row: self.pieceOpened.emit(row.tag))  # fmt: skip
        column.addWidget(oldest, 3)
        busy = self._panel(say("Busiest stations"), self.stations, self.stationOpened.emit)
        column.addWidget(busy, 2)
        column.addWidget(
            Button(say("Show on the wall"), icon="fit", key=WALL_KEY, press=self.wallAsked.emit)
        )
        return column

    def _panel(self, title: str, table: Table, opens: Callable[[Any], object]) -> Panel:
        """A table under its title, whose lines open what they name by a tap or by Enter."""
        panel = Panel(margin=12)
        panel.body.addWidget(Label(title, theme.BODY, strong=True))
        panel.body.addWidget(table, 1)
        table.clicked.connect(lambda index: opens(table.rows.row(index.row())))
        table.opened.connect(opens)
        return panel

    def _most(self, table: Table, name: str) -> int:
        return max((getattr(row, name) for row in table.rows.rows()), default=1)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these figures; the others stay as they are."""
        for figure in figures:
            self.tiles[figure.key].show_figure(figure)

    def show_found(self, found: Dashboard) -> None:
        """Show where the work stands, the oldest cards and the busiest stations."""
        self.steps.setRows(found.steps)
        self.oldest.setRows(found.oldest)
        self.stations.setRows(found.stations)

    def show_yields(self, rows: Sequence[Any]) -> None:
        """Show the yields of these days."""
        self.yields.show_rows(rows)
