# SPDX-License-Identifier: MIT
"""The heat a piece has seen: its cycles, its reballs, and any run of a profile with its curve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from ui import icons, theme
from ui.pages.run_view import RunView
from ui.pages.words import moment, number
from ui.widgets import draw
from ui.widgets.controls import Badge, Chip, Label
from ui.widgets.meters import HeatMeter
from ui.widgets.states import HEAT, LEADED, VERDICTS, Look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.domain.terms import HEAT_CAUSES, HeatState, Verdict
from workshop.language import listed, mark, say

if TYPE_CHECKING:
    from workshop.queries.heat import Heat, HeatRow, ReballRow
    from workshop.queries.pieces import Passport
    from workshop.queries.runs import ProfileRow

_HIGH = 52  # px of a row of two lines


class HeatView(QWidget):
    """The ledger of one piece; a row with a run opens its curve. `runAsked` is the row of it."""

    runAsked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = QStackedLayout(self)
        ledger = QWidget()
        column = QVBoxLayout(ledger)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        head = QHBoxLayout()
        head.setSpacing(12)
        self.meter = HeatMeter()
        self.state, self.lead = Badge(), Badge()
        head.addWidget(Label(say("Heat cycles"), theme.NOTE, ink="quiet"))
        head.addWidget(self.meter)
        head.addWidget(self.state)
        head.addWidget(self.lead)
        head.addStretch(1)
        column.addLayout(head)
        self.before = Label("", theme.NOTE, ink="quiet", wraps=True)
        column.addWidget(self.before)
        self.cycles = Table(
            [
                Column(mark("Heat cycle"), cycle_words, paint=_paint_cycle),
                Column(mark("Run"), "run", width=140, look=_run_verdict),
            ],
            name=mark("Heat cycles"),
            empty=mark("It has seen no heat yet, as far as anybody wrote down."),
            key=lambda row: row.entry,
        )
        self.cycles.verticalHeader().setDefaultSectionSize(_HIGH)
        self.cycles.clicked.connect(lambda index: self._open(self.cycles.rows.row(index.row())))
        self.cycles.opened.connect(self._open)
        column.addWidget(self.cycles, 3)
        self._reball_word = Label(say("Reballs"), theme.NOTE, ink="quiet")
        column.addWidget(self._reball_word)
        self.reballs = Table(
            [
                Column(mark("Reball"), reball_words, paint=_paint_reball),
                Column(mark("Inspection"), "verdict", width=140, look=_verdict),
            ],
            name=mark("Reballs"),
            empty=mark("It was not reballed yet."),
            key=lambda row: row.entry,
        )
        self.reballs.verticalHeader().setDefaultSectionSize(_HIGH)
        column.addWidget(self.reballs, 2)
        self._layers.addWidget(ledger)
        self._layers.addWidget(self._run_layer())

    def _run_layer(self) -> QWidget:
        layer = QWidget()
        column = QVBoxLayout(layer)
        column.setContentsMargins(0, 0, 0, 0)
        self.run = RunView(typed=False)
        self.back = Chip(say("Back"), icon="chevron-left")
        self.back.clicked.connect(self.show_ledger)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.run, 1)
        return layer

    @property
    def shows_run(self) -> bool:
        """Whether a run is in sight instead of the ledger."""
        return self._layers.currentIndex() == 1

    def show_ledger(self) -> None:
        """Bring the ledger into sight again."""
        self._layers.setCurrentIndex(0)

    def show_passport(self, passport: Passport) -> None:
        """Show the heat of this piece, the newest first."""
        heat: Heat = passport.heat
        self.meter.setCycles(heat.cycles, heat.limit or 0)
        self.state.setLook(HEAT[HeatState(heat.state)])
        self.state.setVisible(heat.limit is not None)
        self.lead.setLook(LEADED)
        self.lead.setVisible(bool(passport.leaded))
        self.before.setText(
            say("Seen with its card, before it came off: {n}", n=heat.before)
            if heat.before > 0 else ""
        )  # fmt: skip
        self.before.setVisible(heat.before > 0)
        self.cycles.setRows(list(reversed(heat.rows)))
        self.reballs.setRows(list(reversed(passport.reballs)))
        loose = bool(passport.reballs)
        self._reball_word.setVisible(loose)
        self.reballs.setVisible(loose)

    def _open(self, row: HeatRow) -> None:
        if row.run is not None:
            self.runAsked.emit(row)

    def show_run(self, row: HeatRow, profile: ProfileRow, judged: Any) -> None:
        """Show the run of a row; its curve follows when it was read."""
        self.run.show_run(row, profile, judged)
        self._layers.setCurrentIndex(1)


def cycle_words(row: HeatRow) -> str:
    """What heated it, on which board, and how hot it was where that was measured."""
    parts = [say(HEAT_CAUSES.get(row.cause, row.cause))]
    if row.board:
        parts.append(say("on {tag}", tag=spelled(row.board)))
    if row.run is not None:
        parts.append(row.run.name)
        if row.run.peak is not None:
            parts.append(say("peak {value} °C", value=number(row.run.peak)))
    return " · ".join(parts)


def cycle_below(row: HeatRow) -> str:
    """When and by whom it was heated, and why it was let pass."""
    parts = [moment(row.at), row.name, row.station]
    if row.override:
        parts.append(say("let pass: {reason}", reason=row.override))
    return " · ".join(part for part in parts if part)


def reball_words(row: ReballRow) -> str:
    """What the new spheres are."""
    alloy = say("{alloy}, leaded", alloy=row.alloy) if row.leaded else row.alloy
    parts = [alloy, say("{n} mm", n=number(row.sphere_mm)), row.stencil, row.flux_lot]
    return " · ".join(part for part in parts if part)


def reball_below(row: ReballRow) -> str:
    """When and by whom it was reballed, and the faults that were found."""
    parts = [moment(row.at), row.name, row.note]
    if row.rejects:
        parts.append(say("found: {faults}", faults=listed(row.faults)))
    return " · ".join(part for part in parts if part)


def _paint_cycle(painter: QPainter, where: QRectF, row: HeatRow) -> None:
    icon = "chart" if row.run is not None else "heat"
    icons.paint(painter, icon, QRectF(where.left(), where.top(), 20, where.height()), "quiet")
    inks = ("text", "careful" if row.override else "quiet")
    _paint_lines(painter, where.adjusted(30, 0, 0, 0), cycle_words(row), cycle_below(row), inks)


def _paint_reball(painter: QPainter, where: QRectF, row: ReballRow) -> None:
    inks = ("careful" if row.leaded else "text", "refused" if row.rejects else "quiet")
    _paint_lines(painter, where, reball_words(row), reball_below(row), inks)


def _paint_lines(
    painter: QPainter, where: QRectF, upper: str, lower: str, inks: tuple[str, str]
) -> None:
    """A line, and a smaller one under it."""
    above, below = QRectF(where), QRectF(where)
    above.setBottom(where.top() + where.height() * 0.58)
    below.setTop(where.top() + where.height() * 0.5)
    draw.words(painter, above, upper, theme.font(strong=True), inks[0])
    draw.words(painter, below, lower, theme.font(theme.SMALL), inks[1])


def _run_verdict(row: HeatRow) -> Look | None:
    return VERDICTS[Verdict(row.run.verdict)] if row.run is not None else None


def _verdict(row: ReballRow) -> Look:
    return VERDICTS[Verdict(row.verdict)]
