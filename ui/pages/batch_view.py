# SPDX-License-Identifier: MIT
"""One batch: its numbers first, then its charts, its balance, its times, its yields, its pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.pages.balance_view import BalanceBrief, BalancePane
from ui.pages.batch_cards import CardsPane, state_look, tag_shown
from ui.pages.batch_parts import Figure, Figures, Legend
from ui.pages.reports_pane import ReportsPane
from ui.pages.tabs import Tabs
from ui.pages.times_view import TimesPane
from ui.pages.words import kind_word, percent
from ui.pages.yields_view import YieldsPane
from ui.theme import Tone
from ui.widgets.charts import Bar, BarChart, Stack, StackChart
from ui.widgets.controls import Badge, Button, Chip, Label
from ui.widgets.meters import Part, StackedBar
from ui.widgets.panels import Panel
from ui.widgets.states import PIECES
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.domain.terms import BatchState, PieceKind
from workshop.language import mark, say, say_date, say_day

if TYPE_CHECKING:
    from workshop.queries.balance import Balance
    from workshop.queries.batches import Batch
    from workshop.queries.figures import Yields

TABS = (
    ("overview", mark("Overview")),
    ("balance", mark("Balance")),
    ("times", mark("Time per step")),
    ("yields", mark("Yields")),
    ("card", mark("Cards")),
    ("pieces", mark("Pieces")),
    ("photos", mark("Photos")),
)
REPORTS = "reports"
"""The part behind the button that makes reports."""


def _from(row: Any) -> str:
    return say("{tag} · {site}", tag=spelled(row.donor), site=row.donor_site) if row.donor else ""


def _heat(row: Any) -> object:
    return row.heat_cycles or ""


PIECES_SHOWN = (
    Column(mark("Tag"), "tag", show=tag_shown, width=152, strong=True),
    Column(mark("Model"), "model", share=2),
    Column(mark("Marking"), "marking", share=3),
    Column(mark("Grade"), "grade", width=70, align="centre"),
    Column(mark("State"), "state", width=136, look=state_look),
    Column(mark("Came off"), _from, share=3, ink="quiet"),
    Column(mark("Place"), "place", share=2, ink="quiet"),
    Column(mark("Heat"), _heat, width=70, align="right"),
)


# px of height from which a third chart has room.
_TALL = 720


class BatchView(QWidget):
    """One batch, opened. `more(tab, last row)` asks for more rows of the table of a tab."""

    left = Signal()
    pdfAsked = Signal()
    differencesAsked = Signal()
    labelsAsked = Signal()
    moreAsked = Signal()
    closeAsked = Signal()
    pieceOpened = Signal(str)
    gapOpened = Signal(object)
    turned = Signal()

    def __init__(
        self,
        more: Any,
        photos: QWidget,
        yields: YieldsPane,
        reports: ReportsPane,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.tab, self.kind = "overview", ""
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._head_panel())
        column.addLayout(self._tab_row())
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self._stack.addWidget(self._overview())
        self.balance = BalancePane(lambda gap: more("balance", gap))
        self.balance.gapOpened.connect(self.gapOpened)
        self.times = TimesPane(say("With the cards and pieces of this batch"))
        self._stack.addWidget(self.balance)
        self._stack.addWidget(self.times)
        self.yields = yields
        yields.pieceOpened.connect(self.pieceOpened)
        self._stack.addWidget(yields)
        self.of_cards = CardsPane(lambda row: more("card", row))
        self.cards = self._opens(self.of_cards.table)
        self.of_cards.results.changed.connect(self.turned)
        self.pieces = self._opens(
            Table(
                PIECES_SHOWN,
                name=mark("Pieces of the batch"),
                empty=mark("Nothing of this kind was harvested."),
                key=lambda row: row.tag,
                on_more=lambda row: more("pieces", row),
            )
        )
        of_pieces = Panel(margin=8)
        of_pieces.body.addWidget(self.pieces, 1)
        self._stack.addWidget(self.of_cards)
        self._stack.addWidget(of_pieces)
        pictures = Panel(margin=16)
        pictures.body.addWidget(photos, 1)
        self._stack.addWidget(pictures)
        self.reports = reports
        self._stack.addWidget(reports)
        self.turn("overview")

    def _opens(self, table: Table) -> Table:
        """Let the pieces of a table be opened."""
        table.clicked.connect(lambda index: self.pieceOpened.emit(table.rows.row(index.row()).tag))
        table.opened.connect(lambda row: self.pieceOpened.emit(row.tag))
        return table

    def _head_panel(self) -> Panel:
        panel = Panel(margin=16)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        back = Chip(say("All batches"), icon="chevron-left")
        back.clicked.connect(lambda: self.left.emit())
        self._title = Label("", theme.ANSWER, strong=True, cuts=True, most=2)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._supplier = Label("", theme.NOTE, ink="quiet", cuts=True)
        self._state = Badge()
        self.pdf = Button(say("Batch report"), icon="pdf", tone=Tone.ACCENT, filled=True)
        self.differences = Button(say("Difference report"), icon="table")
        self.labels = Button(say("Labels PDF"), icon="label")
        self.more = Button(say("More …"))
        self.close_batch = Button(say("Close batch"), icon="lock")
        for button, asked in (
            (self.pdf, self.pdfAsked),
            (self.differences, self.differencesAsked),
            (self.labels, self.labelsAsked),
            (self.more, self.moreAsked),
            (self.close_batch, self.closeAsked),
        ):
            button.clicked.connect(lambda _=False, s=asked: s.emit())
        row.addWidget(back)
        names, first = QVBoxLayout(), QHBoxLayout()
        names.setSpacing(0)
        first.setSpacing(12)
        first.addWidget(self._title)
        first.addWidget(self._state)
        first.addStretch(1)
        names.addLayout(first)
        names.addWidget(self._supplier)
        row.addLayout(names, 1)
        for button in (self.pdf, self.differences, self.labels, self.more, self.close_batch):
            row.addWidget(button)
        panel.body.addLayout(row)
        numbers = QHBoxLayout()
        numbers.setSpacing(24)
        self.figures = Figures()
        numbers.addWidget(self.figures, 3)
        where = QVBoxLayout()
        where.setSpacing(4)
        where.addWidget(Label(say("Where the cards are"), theme.SMALL, ink="quiet"))
        self.where = StackedBar()
        self.legend = Legend()
        where.addWidget(self.where)
        where.addWidget(self.legend)
        where.addStretch(1)
        numbers.addLayout(where, 2)
        panel.body.addLayout(numbers)
        return panel

    def _tab_row(self) -> Tabs:
        self._row = row = Tabs(TABS)
        row.tapped.connect(self.turn)
        self.tabs = row.chips
        row.addSpacing(24)
        self.kinds: dict[str, Chip] = {}
        for kind in PieceKind:
            if kind is not PieceKind.CARD:
                chip = Chip(kind_word(kind))
                chip.clicked.connect(lambda _=False, k=kind.value: self.turn_kind(k))
                self.kinds[kind.value] = chip
                row.addWidget(chip)
        rest = QWidget()  # takes the room also while no work is shown in it
        self.work_row = QHBoxLayout(rest)
        self.work_row.setContentsMargins(24, 0, 0, 0)
        row.addWidget(rest, 1)
        return row

    def _overview(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        charts = QHBoxLayout()
        charts.setSpacing(12)
        self.yield_chart = BarChart(say("Good of all that came off"), lying=True, top=1.0)
        self.day_chart = StackChart(say("Harvested by day"))
        self.test_chart = StackChart(say("Tested by day"))
        left = QVBoxLayout()
        left.setSpacing(12)
        charts.addLayout(left, 1)
        for chart, place in (
            (self.yield_chart, left),
            (self.test_chart, left),
            (self.day_chart, charts),
        ):
            panel = Panel(margin=16)
            panel.body.addWidget(Label(chart.accessibleName(), theme.BODY, strong=True))
            panel.body.addWidget(chart, 1)
            place.addWidget(panel, 1)
            if chart is self.test_chart:
                self._tall = panel
        column.addLayout(charts, 1)
        self.brief = BalanceBrief()
        self.brief.asked.connect(lambda: self.turn("balance"))
        column.addWidget(self.brief)
        return page

    # Showing

    def filter_cards(self) -> None:
        """Go to the filter of the cards."""
        self.turn("card")
        self.of_cards.results.take_keys()

    def turn(self, tab: str) -> None:
        """Turn to the part of the batch with this key."""
        self.tab = tab
        self._row.set_off(tab)
        self._stack.setCurrentIndex(len(TABS) if tab == REPORTS else self._row.place(tab))
        self._show_kinds()
        self.turned.emit()

    def turn_on(self) -> None:
        """Turn to the next part of the batch, the keyboard in its table."""
        self.turn(TABS[0][0] if self.tab == REPORTS else self._row.after(self.tab))
        self.take_keys()

    def take_keys(self) -> None:
        """Give the keyboard to the table of the part in sight, if it has one."""
        tables = {"balance": self.balance.gaps, "times": self.times.steps, "card": self.cards,
                  "pieces": self.pieces, REPORTS: self.reports.table}  # fmt: skip
        if self.tab == "yields":
            self.yields.take_keys()
        elif self.tab in tables:
            tables[self.tab].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_count(self, photos: int) -> None:
        """Say how many photos of the delivery there are."""
        self.tabs["photos"].setText(say("Photos {n}", n=photos) if photos else say("Photos"))

    def turn_kind(self, kind: str) -> None:
        """Show the pieces of this kind."""
        self.kind = kind
        self._show_kinds()
        self.turned.emit()

    def _show_kinds(self) -> None:
        for kind, chip in self.kinds.items():
            chip.setFilled(kind == self.kind)
            chip.setVisible(self.tab == "pieces" and bool(chip.property("count")))

    def show_batch(self, batch: Batch) -> None:
        """Show the numbers of a batch."""
        self._title.setText(say("Batch {number}", number=batch.number))
        for table in (self.cards, self.pieces, self.balance.gaps, self.times.steps):
            table.of = batch.number
        told = [batch.supplier, say_day(batch.received_on), batch.note]
        if batch.closed_with:
            told.insert(
                0, say("Closed though it did not add up: {reason}", reason=batch.closed_with)
            )
        self._supplier.setText(" · ".join(part for part in told if part))
        is_open = batch.state == BatchState.OPEN
        self._state.setState(
            say("Open") if is_open else say("Closed"),
            Tone.QUESTION if is_open else Tone.PLAIN,
            "play" if is_open else "lock",
        )
        self.close_batch.setVisible(is_open)
        self.balance.show_closed(not is_open)
        states = {s: n for s in PIECES if (n := batch.cards_by_state.get(s, 0))}
        self.where.setParts([Part(PIECES[s].word, n, PIECES[s].tone) for s, n in states.items()])
        self.legend.setStates(batch.cards_by_state)
        for kind, chip in self.kinds.items():
            count = batch.pieces_by_kind.get(kind, 0)
            chip.setProperty("count", count)
            chip.setText(say("{kind} {n}", kind=kind_word(kind), n=count))
        if self.kind not in batch.pieces_by_kind:
            self.kind = next(iter(batch.pieces_by_kind), "")
        self._show_kinds()

    def show_figures(self, batch: Batch, yields: Yields) -> None:
        """Show what people look for first."""
        expected = say("of {n} expected", n=batch.expected) if batch.expected else ""
        figures = [Figure(say("Cards received"), str(batch.received), expected)]
        if batch.listed:
            odd = batch.missing + batch.unexpected
            figures.append(
                Figure(
                    say("Not as listed"),
                    str(odd),
                    say("{m} missing, {u} extra", m=batch.missing, u=batch.unexpected),
                    Tone.CAREFUL if odd else Tone.GOOD,
                )
            )
        tested = say("{n} tested", n=yields.tested)
        figures += [
            Figure(say("Cards done"), str(batch.done), say("{n} in work", n=batch.working)),
            Figure(say("Pieces"), str(batch.pieces), say("came off")),
            Figure(say("First-pass yield"), percent(yields.first_pass_yield), tested),
            Figure(say("Final yield"), percent(yields.final_yield), tested),
        ]
        self.figures.setFigures(figures)

    def show_yields(self, yields: Yields) -> None:
        """Show how well the harvest went, by kind and by day."""
        self.yield_chart.setBars(
            [
                Bar(
                    kind_word(line.kind),
                    line.rate or 0.0,
                    Tone.GOOD,
                    say("{rate} · {good} of {tried}", rate=percent(line.rate), good=line.good,
                        tried=line.tried),
                )
                for line in yields.harvest
                if line.tried
            ]
        )  # fmt: skip
        self.test_chart.setStacks(
            [
                Stack(
                    say_date(line.day),
                    (
                        Part(say("passed"), line.passed, Tone.GOOD),
                        Part(say("not passed"), line.tested - line.passed, Tone.REFUSED),
                    ),
                )
                for line in yields.by_day
                if line.tested
            ]
        )
        self.day_chart.setStacks(
            [
                Stack(
                    say_date(line.day),
                    (
                        Part(say("good"), line.good, Tone.GOOD),
                        Part(say("damaged"), line.damaged, Tone.REFUSED),
                        Part(say("missing"), line.missing, Tone.CAREFUL),
                    ),
                )
                for line in yields.by_day
                if line.good or line.damaged or line.missing
            ]
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A tall window has room for one chart more."""
        super().resizeEvent(event)
        self._tall.setVisible(self.height() > _TALL)

    def show_balance(self, balance: Balance) -> None:
        """Show whether the batch adds up, and what stands against it."""
        self.brief.show_balance(balance)
        self.balance.show_balance(balance)
