# SPDX-License-Identifier: MIT
"""Pareto: the defects found and the measurements that failed, the most frequent first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.pages.words import percent
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Label
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.yields import ParetoRow

DEFECT, MEASUREMENT = "defect", "measurement"
"""The kinds of rows."""

_BAR, _DOT = 14.0, 4.0  # px


class Line(NamedTuple):
    """A row, and what is cumulative of the rows before and after it; None beyond the ends."""

    row: ParetoRow
    before: float | None
    after: float | None


def lines(rows: Sequence[ParetoRow]) -> list[Line]:
    """Each row with what its neighbours come to."""
    sums: list[float | None] = [None, *(row.cumulative for row in rows), None]
    return [Line(row, sums[n], sums[n + 2]) for n, row in enumerate(rows)]


def _paint(painter: QPainter, where: QRectF, line: Any) -> None:
    """The share of a row as a bar; over it the line of what all up to here come to."""
    middle = where.center().y()
    wide = max(2.0, where.width() * line.row.share)
    bar = QRectF(where.left(), middle - _BAR / 2, wide, _BAR)
    draw.box(painter, bar, theme.tokens().ink(Tone.REFUSED), None, 3)

    def at(share: float, y: float) -> QPointF:
        return QPointF(where.left() + where.width() * min(1.0, share), y)

    here = line.row.cumulative
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("text"), 1.5))
    if line.before is not None:
        painter.drawLine(at((line.before + here) / 2, where.top()), at(here, middle))
    if line.after is not None:
        painter.drawLine(at(here, middle), at((here + line.after) / 2, where.bottom() + 1))
    painter.setBrush(theme.color("surface"))
    painter.drawEllipse(at(here, middle), _DOT, _DOT)


class ParetoPane(QWidget):
    """Two lists, of defects and of failing measurements; `opened` has the row that is wanted."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._plans: Mapping[str, str] = {}
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(3 * theme.GRID)
        self.tables: dict[str, Table] = {}
        for kind, title, empty in (
            (DEFECT, mark("Defects found"), mark("No defect was noted in this time.")),
            (
                MEASUREMENT,
                mark("Measurements that failed"),
                mark("No measurement failed in this time."),
            ),
        ):
            half = Panel(margin=0)
            half.setObjectName("")  # no frame within the frame
            half.body.addWidget(Label(say(title), theme.BODY, strong=True))
            self.tables[kind] = table = self._table(title, empty)
            half.body.addWidget(table, 1)
            both.addWidget(half, 1)

    def _table(self, title: str, empty: str) -> Table:
        table = Table(
            (
                Column(mark("What"), lambda line: self.name(line.row), share=6, strong=True),
                Column(mark("Times"), lambda line: line.row.n, width=76, align="right"),
                Column(mark("Share of all"), lambda line: percent(line.row.share), share=4,
                       paint=_paint),
                Column(mark("Up to here"), lambda line: percent(line.row.cumulative), width=104,
                       align="right"),
            ),
            name=title,
            empty=empty,
            key=lambda line: (line.row.code, line.row.plan),
        )  # fmt: skip
        table.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        table.clicked.connect(lambda index: self.opened.emit(table.rows.row(index.row()).row))
        table.opened.connect(lambda line: self.opened.emit(line.row))
        return table

    def name_plans(self, names: Mapping[str, str]) -> None:
        """What test plans are called, by their codes."""
        self._plans = names

    def name(self, row: ParetoRow) -> str:
        """What a row is called, a measurement with its plan."""
        if row.kind == DEFECT:
            return say(row.name)
        plan = self._plans.get(row.plan, row.plan)
        return say("{measurement} · {plan}", measurement=say(row.name), plan=plan)

    def show_rows(self, rows: Sequence[ParetoRow]) -> None:
        """Show these."""
        for kind, table in self.tables.items():
            table.setRows(lines([row for row in rows if row.kind == kind]))

    def take_keys(self) -> None:
        """Give the keyboard to the first list that has something in it."""
        for table in self.tables.values():
            if found := table.rows.rows():
                if table.currentRow() is None:
                    table.go((found[0].row.code, found[0].row.plan))
                table.setFocus(Qt.FocusReason.OtherFocusReason)
                return
