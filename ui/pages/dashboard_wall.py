# SPDX-License-Identifier: MIT
"""The figures as they hang on the wall: so large that they are read at three metres."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.desk import Desk
from ui.pages.dashboard_charts import yield_chart
from ui.pages.dashboard_parts import Figure, Tile, step_word, unknown
from ui.pages.words import moment
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from workshop.language import say

if TYPE_CHECKING:
    from workshop.queries.progress import StepLoad

WALL_KEY = "F9"
ACROSS = 4
WIDE, HIGH = 740, 425
"""px in which all fits at the size it has at the desk; a wall has more, and writes larger."""
LATELY = 7
"""So many days of yields are told apart from afar."""


class StepLines(QWidget):
    """How many cards stand where, a line each, `times` as large as at the desk."""

    def __init__(self) -> None:
        super().__init__()
        self._loads: list[StepLoad] = []
        self._times = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(say("Cards at each step"))

    def show_loads(self, loads: Sequence[StepLoad], times: float) -> None:
        """Show these."""
        self._loads, self._times = list(loads), times
        said = (
            say("{step}: {n} cards, {stuck} stuck", step=step_word(load), n=load.cards,
                stuck=load.stuck)
            for load in loads
        )  # fmt: skip
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as many lines as there is room for; the most cards are told if not all fit."""
        times = self._times
        letters = theme.font(round(theme.BODY * times))
        strong = theme.font(round(theme.BODY * times), strong=True)
        fit = max(1, int(self.height() // (24 * times)))
        most = max((load.cards for load in self._loads), default=1)
        shown = sorted(self._loads, key=lambda load: -load.cards)[:fit]
        shown = [load for load in self._loads if load in shown]
        high = min(36 * times, self.height() / max(1, len(shown)))
        small = theme.font(round(theme.SMALL * times))
        widest = max((draw.width_of(step_word(load), small) for load in shown), default=0.0)
        left = min(max(self.width() * 0.42, widest + 10 * times), self.width() * 0.62)
        right = self.width() * 0.16
        with QPainter(self) as painter:
            for place, load in enumerate(shown):
                row = QRectF(0, place * high, left - 8 * times, high)
                name = step_word(load)
                if draw.width_of(name, letters) > row.width():
                    draw.block(painter, row, draw.wrapped(name, small, row.width(), 2), small)
                else:
                    draw.words(painter, row, name, letters, "text")
                number = draw.width_of(str(load.cards), strong) + 10 * times
                room = self.width() - left - right - number
                bar = QRectF(left, row.center().y() - 7 * times, max(3.0, room * load.cards / most),
                             14 * times)  # fmt: skip
                draw.box(painter, bar, theme.tokens().ink(Tone.ACCENT), None, 3)
                after = QRectF(bar.right() + 6 * times, row.top(), number, high)
                draw.words(painter, after, str(load.cards), strong, "text")
                if load.stuck:
                    end = QRectF(self.width() - right, row.top(), right, high)
                    self._paint_stuck(painter, end, load.stuck, strong)

    def _paint_stuck(self, painter: QPainter, where: QRectF, n: int, letters: Any) -> None:
        side = 16 * self._times
        ink = theme.tokens().ink(Tone.CAREFUL)
        sign = QRectF(where.left(), where.center().y() - side / 2, side, side)
        icons.paint(painter, "warning", sign, ink)
        words = where.adjusted(side + 6 * self._times, 0, 0, 0)
        draw.words(painter, words, str(n), letters, ink)


class WallView(QWidget):
    """Figures, steps and yields, as large as the window lets them be."""

    def __init__(
        self, desk: Desk, opens: Callable[[str], object], leave: Callable[[], object]
    ) -> None:
        super().__init__()
        self.times = 1.0
        self._loads: list[StepLoad] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        grid = QGridLayout()
        grid.setSpacing(12)
        self.tiles = {figure.key: Tile(figure) for figure in unknown()}
        for place, (key, tile) in enumerate(self.tiles.items()):
            tile.clicked.connect(lambda _=False, k=key: opens(k))
            grid.addWidget(tile, place // ACROSS, place % ACROSS)
            grid.setColumnStretch(place % ACROSS, 1)
        column.addLayout(grid)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.steps, steps = StepLines(), Panel(margin=16)
        steps.body.addWidget(self.steps, 1)
        row.addWidget(steps, 1)
        self.chart, chart = yield_chart(desk), Panel(margin=16)
        self.chart.picture.clicked.connect(lambda: opens("yields"))
        chart.body.addWidget(self.chart, 1)
        row.addWidget(chart, 1)
        column.addLayout(row, 1)
        foot = QHBoxLayout()
        self._time = Label("", theme.NOTE, ink="quiet", cuts=True)
        foot.addWidget(self._time, 1)
        foot.addWidget(Button(say("Back to the desk"), icon="cross", key=WALL_KEY, press=leave))
        column.addLayout(foot)

    def show_time(self, now: str) -> None:
        """Say as of when the figures are."""
        self._time.setText(say("As of {time}", time=moment(now)))

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these figures; the others stay as they are."""
        for figure in figures:
            self.tiles[figure.key].show_figure(figure)

    def show_loads(self, loads: Sequence[StepLoad]) -> None:
        """Show how many cards stand where."""
        self._loads = list(loads)
        self.steps.show_loads(loads, self.times)

    def show_yields(self, rows: Sequence[Any]) -> None:
        """Show the yields of the last days of these."""
        self.chart.show_rows(rows[-LATELY:])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as large as there is room for."""
        super().resizeEvent(event)
        self.times = max(1.0, min(self.width() / WIDE, self.height() / HIGH))
        for tile in self.tiles.values():
            tile.set_times(self.times)
        self.steps.show_loads(self._loads, self.times)
        self.chart.set_times(0.8 * self.times)  # its letters are many
