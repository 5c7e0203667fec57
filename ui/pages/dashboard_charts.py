# SPDX-License-Identifier: MIT
"""Charts in the window: drawn as for paper, beside everything else, anew when they change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import theme
from ui.desk import Desk
from ui.pages.words import percent
from ui.widgets.chart_picture import ChartPicture
from workshop.language import say

# px that a point of a chart takes at the desk: its letters are then as large as a note.
POINT = theme.NOTE / 8
AFTER_MS = 120
"""So long nobody has changed the size when a chart is drawn anew."""

Draw = Callable[..., str]


class LiveChart(QWidget):
    """A chart of rows that come and go; it follows size and theme, and is drawn on a thread."""

    def __init__(
        self, desk: Desk, title: str, draw: Draw, said: Callable[[Sequence[Any]], str]
    ) -> None:
        super().__init__()
        self._desk, self._draw, self._said = desk, draw, said
        self._rows: list[Any] = []
        self._wanted: tuple[Any, ...] = ()
        self._shown: tuple[Any, ...] = ()
        self.times = 1.0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.picture = ChartPicture(title)
        column.addWidget(self.picture)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(AFTER_MS)
        self._calm.timeout.connect(self._again)
        self.picture.resized.connect(self._calm.start)

    @property
    def is_drawn(self) -> bool:
        """Whether the picture in sight is that of the rows, in this size and theme."""
        return not self._calm.isActive() and self._shown == self._wanted

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows from now on."""
        self._rows = list(rows)
        self._again()

    def set_times(self, times: float) -> None:
        """Write so many times as large as at the desk."""
        self.times = times
        self._calm.start()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._calm.start()

    def _again(self) -> None:
        """Draw the chart, unless it is there as it should be."""
        scale = POINT * self.times
        size = self.picture.width() / scale, self.picture.height() / scale
        named = theme.tokens().name
        wanted = (tuple(self._rows), size, named)
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if not self._rows:
            self._came(wanted, "")
            return
        draw, rows = self._draw, self._rows

        def work(_connection: Any, _step: Any) -> str:
            return draw(rows, *size, theme=named)

        self._desk.run(work, partial(self._came, wanted), owner=self)

    def _came(self, wanted: tuple[Any, ...], svg: str) -> None:
        if wanted == self._wanted:  # else another was wanted meanwhile
            self._shown = wanted
            self.picture.setPicture(svg, self._said(list(wanted[0])))


def _draw_yields(rows: Sequence[Any], wide: float, high: float, *, theme: str) -> str:
    from workshop.reports.wall_charts import yield_svg

    return yield_svg(rows, wide, high, theme=theme)


def _draw_faults(rows: Sequence[Any], wide: float, high: float, *, theme: str) -> str:
    from workshop.reports.wall_charts import faults_svg

    return faults_svg(rows, wide, high, theme=theme)


def _said_yields(rows: Sequence[Any]) -> str:
    return "; ".join(
        say("{day}: first pass {first}, last pass {last}", day=row.group,
            first=percent(row.first_yield), last=percent(row.last_yield))
        for row in rows
    )  # fmt: skip


def _said_faults(rows: Sequence[Any]) -> str:
    return "; ".join(say("{name}: {n}", name=row.name, n=row.n) for row in rows)


def yield_chart(desk: Desk) -> LiveChart:
    """First-pass and final yield by day."""
    return LiveChart(desk, say("Yield by day (UTC)"), _draw_yields, _said_yields)


def faults_chart(desk: Desk) -> LiveChart:
    """The most frequent faults."""
    return LiveChart(desk, say("The most frequent faults"), _draw_faults, _said_faults)
