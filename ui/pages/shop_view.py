# SPDX-License-Identifier: MIT
"""All batches: how far each is, whether they add up together, how long steps take, yields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.desk import Desk
from ui.pages.balance_view import BalanceCard
from ui.pages.batch_parts import Legend, paint_progress, said_progress
from ui.pages.open_steps_pane import OpenStepsPane
from ui.pages.tabs import Tabs
from ui.pages.times_view import TimesPane
from ui.pages.yields_view import YieldsPane
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.domain.terms import BatchState
from workshop.language import mark, say, say_day

if TYPE_CHECKING:
    from workshop.queries.balance import ShopBalance
    from workshop.queries.batches import BatchRow
    from workshop.queries.step_times import OpenStep

MORE, STEPS = 250, 100

TABS = (
    ("batches", mark("Batches")),
    ("balance", mark("Balance of the shop")),
    ("times", mark("Time per step")),
    ("steps", mark("Steps under way")),
    ("yields", mark("Yields")),
)

_OPEN = Look(Tone.QUESTION, "play", mark("Open"))
_CLOSED = Look(Tone.PLAIN, "lock", mark("Closed"))
_EVEN = Look(Tone.GOOD, "check", mark("Adds up"))


def _state(row: Any) -> Look:
    return _OPEN if row.state == BatchState.OPEN else _CLOSED


def _received(row: Any) -> str:
    if row.expected:
        return say("{n} of {all}", n=row.received, all=row.expected)
    return str(row.received)


def _gaps(row: Any) -> Look:
    return Look(Tone.CAREFUL, "warning", say("{n} open", n=row.gaps)) if row.gaps else _EVEN


LIST = (
    Column(mark("Batch"), "number", share=3, strong=True),
    Column(mark("Supplier"), "supplier", share=4),
    Column(mark("Received on"), "received_on", show=say_day, width=116, ink="quiet"),
    Column(mark("Cards"), _received, width=112, align="right"),
    Column(mark("Where its cards are"), said_progress, share=5, paint=paint_progress),
    Column(mark("Pieces"), "pieces", width=84, align="right"),
    Column(mark("State"), "state", width=116, look=_state),
)
OPEN = (
    Column(mark("Batch"), "batch", share=1, strong=True),
    Column(mark("Supplier"), "supplier", share=1, ink="quiet"),
    Column(mark("Cards in"), lambda row: row.cards.came_in, width=92, align="right"),
    Column(mark("In work"), lambda row: row.cards.in_work, width=84, align="right"),
    Column(mark("Balance"), "gaps", width=132, look=_gaps),
)


class ShopView(QWidget):
    """One of five looks at all batches; `batchOpened` says which batch, and which part of it.

    `pieceOpened` names a piece with which a step is under way, or that was tested; `listed` comes
    with every answer to which batches there are; `checkAsked` wants a report looked at.
    """

    batchOpened = Signal(str, str)
    pieceOpened = Signal(str)
    listed = Signal()
    checkAsked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 16)
        column.setSpacing(theme.GRID)
        self._row = Tabs(TABS)
        self._row.tapped.connect(self.turn)
        self.tabs = self._row.chips
        self._row.addSpacing(24)
        self._legend = Legend()
        kept = self._legend.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # else the tabs would move
        self._legend.setSizePolicy(kept)
        self._row.addWidget(self._legend, 1)
        self.check = Button(say("Check a report …"), icon="check", press=self.checkAsked.emit)
        self._row.addWidget(self.check)
        column.addLayout(self._row)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self._stack.addWidget(self._list())
        self._stack.addWidget(self._balance())
        self.times = TimesPane(say("What was timed last, in every batch"))
        self._stack.addWidget(self.times)
        self.steps = OpenStepsPane(self._more_steps)
        self.steps.pieceOpened.connect(self.pieceOpened)
        self._stack.addWidget(self.steps)
        self.yields = YieldsPane(desk)
        self.yields.pieceOpened.connect(self.pieceOpened)
        self._stack.addWidget(self.yields)
        self.tab = ""
        self.turn("batches")

    def _list(self) -> QWidget:
        self.batches = Table(
            LIST,
            name=mark("All batches, the newest first"),
            empty=mark("No batch yet."),
            key=lambda row: row.number,
            on_more=self._more,
        )
        self._opens(self.batches, lambda row: self.batchOpened.emit(row.number, "overview"))
        panel = Panel(margin=16)
        panel.body.addWidget(self.batches, 1)
        return panel

    def _balance(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.balance = BalanceCard(say("Balance of the shop"))
        row.addWidget(self.balance, 5)
        self.open = Table(
            OPEN,
            name=mark("Open batches, the newest first"),
            empty=mark("No batch is open: those that are closed added up, or a lead said why."),
            key=lambda row: row.batch,
        )
        self._opens(self.open, lambda row: self.batchOpened.emit(row.batch, "balance"))
        panel = Panel(margin=16)
        head = QHBoxLayout()
        head.addWidget(Label(say("Open batches"), theme.BODY, strong=True))
        head.addSpacing(theme.GRID)
        hint = say("Tap a batch to see what is open in it.")
        head.addWidget(Label(hint, theme.NOTE, ink="quiet", cuts=True), 1)
        panel.body.addLayout(head)
        panel.body.addWidget(self.open, 1)
        row.addWidget(panel, 6)
        return both

    def _opens(self, table: Table, wanted: Callable[[Any], object]) -> None:
        """Rows of 44 px that open what they name, by a tap or by Enter."""
        table.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        table.clicked.connect(lambda index: wanted(table.rows.row(index.row())))
        table.opened.connect(wanted)

    def turn(self, tab: str) -> None:
        """Bring one of the looks into sight."""
        self.tab = tab
        self._row.set_off(tab)
        self._stack.setCurrentIndex(self._row.place(tab))
        self._legend.setVisible(tab == "batches")
        self._ask()

    def turn_on(self) -> None:
        """Bring the next one into sight, the keyboard in its table."""
        self.turn(self._row.after(self.tab))
        self.take_keys()

    def take_keys(self) -> None:
        """Give the keyboard to the table in sight."""
        if self.tab == "yields":
            self.yields.take_keys()
            return
        tables = {"batches": self.batches, "balance": self.open, "times": self.times.steps,
                  "steps": self.steps.steps}  # fmt: skip
        tables[self.tab].setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Ask for the batches, as many as are shown, and for what is in sight instead of them."""
        limit = max(MORE, len(self.batches.rows.rows()))
        self._desk.ask("batches", {"limit": limit}, partial(self._came, limit), self, "batches")
        self._ask()

    def _came(self, limit: int, rows: Sequence[BatchRow]) -> None:
        self.batches.setRows(rows, more=len(rows) == limit)
        self.listed.emit()

    def _more(self, last: BatchRow) -> None:
        facts = {"after": last.number, "limit": MORE}
        self._desk.ask(
            "batches",
            facts,
            lambda rows: self.batches.addRows(rows, more=len(rows) == MORE),
            self,
            "more batches",
        )

    def _ask(self) -> None:
        if not self.isVisible():
            return
        if self.tab == "balance":
            self._desk.ask("shop_balance", {}, self._show_balance, self, "in sight")
        elif self.tab == "times":
            self._desk.ask("step_times", {}, self.times.show_times, self, "in sight")
        elif self.tab == "steps":
            limit = max(STEPS, len(self.steps.steps.rows.rows()))
            show = partial(self.steps.show_steps, limit=limit)
            self._desk.ask("open_steps", {"limit": limit}, show, self, "in sight")
        elif self.tab == "yields":
            self.yields.ask()

    def _more_steps(self, last: OpenStep) -> None:
        def came(rows: Sequence[OpenStep]) -> None:
            self.steps.steps.addRows(rows, more=len(rows) == STEPS)

        facts = {"after": last.run, "limit": STEPS}
        self._desk.ask("open_steps", facts, came, self, "more steps")

    def _show_balance(self, found: ShopBalance) -> None:
        """Show whether the open batches add up together, and each of them."""
        self.balance.show_balance(found.cards, found.lines, adds_up=found.adds_up)
        self.open.setRows(found.batches)
