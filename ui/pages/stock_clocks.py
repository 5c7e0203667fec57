# SPDX-License-Identifier: MIT
"""The board of floor lives that run: the soonest over first, and the bake that frees each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QHBoxLayout

from ui import theme
from ui.pages.page import Page
from ui.pages.stock_parts import Pane, said_bake, span
from ui.pages.words import ICONS
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.language import listed, mark, say

if TYPE_CHECKING:
    from workshop.queries.dry import ClockRow
    from workshop.queries.find import Identified

MORE = 200
EVERY_MS = 60_000
"""The clocks run on while nobody does anything: they are asked for again so often."""

SOON_S = 24 * 3600
"""With a day left or less, a piece is worth fitting or bagging first."""

_OVER = Look(Tone.REFUSED, "cross", mark("Over"))
_SOON = Look(Tone.CAREFUL, "warning", mark("Soon over"))
_LEFT = Look(Tone.GOOD, "check", mark("Time left"))


def look_of(row: Any) -> Look:
    """Whether the floor life of a piece is over, soon or not."""
    if row.is_over:
        return _OVER
    return _SOON if row.left_s <= SOON_S else _LEFT


def said_left(row: Any) -> str:
    """How long is left, or since when it is over."""
    if row.is_over:
        return say("over for {time}", time=span(row.left_s))
    return say("{time} left", time=span(row.left_s))


def _paint_left(painter: QPainter, where: QRectF, row: Any) -> None:
    """What is left of the floor life as a bar in the colour of its state."""
    bar = QRectF(where.left(), where.center().y() - 5, where.width(), 10)
    draw.box(painter, bar, "field", "line", 4)
    share = max(0.0, min(1.0, row.left_s / (row.life_h * 3600)))
    if row.is_over:
        share = 1.0
    filled = QRectF(bar.left(), bar.top(), max(4.0, bar.width() * share), bar.height())
    draw.box(painter, filled, look_of(row).tone.value, None, 4)


CLOCKS = (
    Column(mark("Floor life"), "left_s", width=150, look=look_of),
    Column(mark("Piece"), lambda row: spelled(row.tag), width=196, strong=True,
           icon=lambda row: ICONS[row.kind]),
    Column(mark("Model"), "model", share=2),
    Column(mark("Lies in"), lambda row: row.place or say("no place"), share=2, ink="quiet"),
    Column(mark("MSL"), "msl", width=64),
    Column(mark("Time"), said_left, width=160, align="right"),
    Column(mark("What is left"), said_left, share=2, paint=_paint_left),
    Column(mark("Frees it"), lambda row: said_bake(row.bakes[0]) if row.bakes else say("no bake"),
           share=2, ink="quiet"),
)  # fmt: skip


class ClocksPane(Pane):
    """Every piece that lies in the open."""

    bakeAsked = Signal(str)

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        panel = Panel(margin=16)
        head = QHBoxLayout()
        head.addWidget(Label(say("In the open, the soonest over first"), theme.TITLE, strong=True))
        head.addStretch(1)
        self.bake = Button(say("Bake this piece"), icon="heat", press=self._bake)
        self.bake.setEnabled(False)
        head.addWidget(self.bake)
        panel.body.addLayout(head)
        self.about = Label("", theme.NOTE, ink="quiet", wraps=True)
        panel.body.addWidget(self.about)
        self.table = Table(
            CLOCKS,
            name=mark("Pieces whose floor life runs"),
            empty=mark("Nothing lies in the open. What comes off a board begins here."),
            key=lambda row: row.tag,
            on_more=self._more,
        )
        self.table.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.table.picked.connect(self._picked)
        self.table.opened.connect(lambda row: self.context.go("bench", row.tag))
        panel.body.addWidget(self.table, 1)
        self.column.addWidget(panel, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.refresh)

    def showEvent(self, event: QShowEvent) -> None:
        """The clocks run on while they are looked at."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is asked."""
        super().hideEvent(event)
        self._timer.stop()

    def refresh(self) -> None:
        """Ask for the clocks, as many as are shown."""
        limit = max(MORE, self.table.rows.rowCount())
        self.desk.ask("clocks", {"limit": limit}, partial(self._came, limit), self, "clocks")

    def _came(self, limit: int, rows: Sequence[ClockRow]) -> None:
        self.table.setRows(rows, more=len(rows) == limit)
        self.bake.setEnabled(self.table.currentRow() is not None)

    def _more(self, last: ClockRow) -> None:
        facts = {"after": last.tag, "limit": MORE}
        self.desk.ask(
            "clocks",
            facts,
            lambda rows: self.table.addRows(rows, more=len(rows) == MORE),
            self,
            "more clocks",
            lambda _sentence, _kind: self.refresh(),
        )

    def _picked(self, row: ClockRow) -> None:
        self.bake.setEnabled(True)
        bakes = listed(said_bake(bake) for bake in row.bakes)
        edition = row.bakes[0].edition if row.bakes else ""
        facts = {"tag": spelled(row.tag), "bakes": bakes, "edition": edition}
        self.about.setText(
            say("{tag} is dry after {bakes} (table {edition}).", **facts)
            if bakes
            else say("The table has no bake for {tag}.", **facts)
        )

    def _bake(self) -> None:
        row = self.table.currentRow()
        if row is not None:
            self.bakeAsked.emit(row.tag)

    def take(self, scan: Identified) -> bool:
        """Show the clock of the piece that was scanned."""
        if not scan.tag:
            return False
        self.table.go(scan.tag)
        self.desk.ask("clock", {"tag": scan.tag}, partial(self._tell, scan.tag), self, "clock")
        return True

    def _tell(self, tag: str, row: ClockRow | None) -> None:
        name = spelled(tag)
        if row is None:
            self.context.answer("done", name, say("It has no floor life."))
        elif row.is_over:
            bake = said_bake(row.bakes[0]) if row.bakes else say("no bake")
            self.context.answer("careful", say("{tag} is over", tag=name),
                                say("Bake: {bake}", bake=bake))  # fmt: skip
        elif row.runs:
            self.context.answer("done", name, said_left(row))
        else:
            self.context.answer("done", say("{tag} stands still", tag=name), said_left(row))
