# SPDX-License-Identifier: MIT
"""Today: what comes and goes, where the work stands, what needs a hand; at desk and wall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from ui.actions import Action
from ui.context import Context
from ui.desk import Desk
from ui.pages.dashboard_desk import DeskView
from ui.pages.dashboard_lists import LISTS
from ui.pages.dashboard_parts import (
    TITLES,
    Figure,
    Pace,
    day_and_week,
    figures,
    gaps,
    rule,
    step_word,
)
from ui.pages.dashboard_wall import WALL_KEY, WallView
from ui.pages.page import Page
from ui.pages.words import two_lines
from ui.pages.yields_behind import Behind
from ui.widgets.controls import Button
from ui.widgets.panels import EmptyState
from workshop.domain.terms import PieceKind, PieceState
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.balance import ShopBalance
    from workshop.queries.dashboard import Dashboard

EVERY_MS, BALANCE_MS, CLOCKS_MS = 2_000, 30_000, 60_000
"""So often at most the figures are asked for again, and the balance of the shop, which takes
longer; and so often, while nobody does anything, for the sake of the clocks."""
DAYS = 30
"""So many days of yields and faults are shown."""
STUCK = {"stuck_days": 7, "stuck_times": 3.0}
"""When a card is stuck, as the queries take it."""

# The figures that have a page of their own, and the lists of the others that count a week.
_PAGES = {"yields": ("batches", "yields"), "clocks": ("stock", "clocks"),
          "gaps": ("batches", "balance"), "faults": ("batches", "faults")}  # fmt: skip
_LATELY = {
    "came_in": mark("Came in this week"),
    "went_out": mark("Went out this week"),
    "came_off": mark("Came off this week"),
}


class DashboardPage(Page):
    """The figures of the day, each with the way to what it counts."""

    name = "dashboard"
    title = mark("Today")
    hint = mark("Tap a figure to see what it counts. A scan opens its card at the bench.")
    icon = "chart"
    watches = frozenset(
        {"batch", "piece", "visit", "step_record", "step_run", "site", "site_record", "defect",
         "test_result", "manifest_line", "catalogue_copy", "person", "station", "place", "bake"}
    )  # fmt: skip

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(desk, context, parent)
        self._lists: dict[str, Behind] = {}
        self.behind: Behind | None = None
        self.on_wall = False
        self.view = DeskView(desk, DAYS, rule(**STUCK))
        self.view.opened.connect(self.open)
        self.view.stepOpened.connect(self._open_step)
        self.view.stationOpened.connect(self._open_station)
        self.view.pieceOpened.connect(self._open_piece)
        self.view.wallAsked.connect(self.turn_wall)
        self.wall = WallView(desk, self.open, self.turn_wall)
        self._empty = EmptyState(
            "chart",
            say("Nothing has come in yet"),
            say("Open the first delivery on the Intake page, then scan its cards."),
            Button(say("Go to Intake"), icon="intake", press=lambda: context.go("intake")),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        self._pages = QStackedLayout()
        column.addLayout(self._pages)
        for each in (self.view, self.wall, self._empty):
            self._pages.addWidget(each)
        self._figures = Pace(self._ask, EVERY_MS, self)
        self._balance = Pace(self._ask_balance, BALANCE_MS, self)
        self._clocks = QTimer(self)
        self._clocks.setInterval(CLOCKS_MS)
        self._clocks.timeout.connect(self.refresh)

    def actions_here(self) -> list[Action]:
        """What the keys do on this page."""
        return [
            Action(mark("Show the figures on the wall, or at the desk"), WALL_KEY),
            Action(mark("Back to all figures"), "Esc", self.back),
        ]

    # What is asked

    def refresh(self) -> None:
        """Ask again for what is in sight, but not at every scan."""
        self._figures.want()
        self._balance.want()

    def _ask(self) -> None:
        ask = self.desk.ask
        first = (datetime.now(UTC).date() - timedelta(days=DAYS - 1)).isoformat()
        facts = {**day_and_week(), **STUCK}
        ask("dashboard", facts, self._came, self, "dashboard", partial(self._no, self._figures))
        ask("yields", {"by": "day", "since": first}, self._yields_came, self, "yields")
        ask("pareto", {"since": first}, self.view.faults.show_rows, self, "faults")
        ask("batches", {"limit": 1}, self._batches_came, self, "batches")
        if self.behind is not None:
            self.behind.ask()

    def _ask_balance(self) -> None:
        no = partial(self._no, self._balance)
        self.desk.ask("shop_balance", {}, self._balance_came, self, "balance", no)

    def _no(self, pace: Pace, sentence: str, _kind: str) -> None:
        pace.came()
        self._refused(sentence)

    def _came(self, found: Dashboard) -> None:
        self._figures.came()
        self._show(figures(found))
        self.view.show_found(found)
        self.wall.show_loads(found.steps)
        self.wall.show_time(found.now)

    def _balance_came(self, found: ShopBalance) -> None:
        self._balance.came()
        self._show([gaps(found)])

    def _show(self, told: Sequence[Figure]) -> None:
        self.view.show_figures(told)
        self.wall.show_figures(told)

    def _yields_came(self, rows: Sequence[Any]) -> None:
        self.view.show_yields(rows)
        self.wall.show_yields(rows)

    def _batches_came(self, rows: Sequence[Any]) -> None:
        """Before the first delivery there is nothing but what to do first."""
        if not rows:
            self._pages.setCurrentWidget(self._empty)
        elif self._pages.currentWidget() is self._empty:
            self._show_view()

    def _show_view(self) -> None:
        self._pages.setCurrentWidget(self.wall if self.on_wall else self.view)

    def showEvent(self, event: QShowEvent) -> None:
        """The clocks run on while somebody looks."""
        super().showEvent(event)
        self._clocks.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is asked, and nothing hangs on the wall."""
        super().hideEvent(event)
        self._clocks.stop()
        if self.on_wall and self.isHidden():
            self.turn_wall()

    # What is behind a figure

    def open(self, key: str) -> None:
        """Open what a figure counts."""
        if key in _PAGES:
            self.context.go(*_PAGES[key])
        elif key in _LATELY:
            self._list(key, _LATELY[key], {"since": day_and_week()["week"]})
        else:
            stuck = {"stuck": True} if key == "stuck" else {}
            self._list("work", dict(TITLES)[key], {**STUCK, **stuck})

    def _open_step(self, load: Any) -> None:
        if load.state == PieceState.WORKING:
            self._list("work", step_word(load), {**STUCK, "step": load.step})
        else:
            facts = {"kind": PieceKind.CARD.value, "state": load.state}
            self._list("pieces", step_word(load), facts)

    def _open_station(self, row: Any) -> None:
        facts = {"station": row.station, "since": day_and_week()["day"]}
        self._list("done", row.name, facts)

    def _open_piece(self, tag: str) -> None:
        self.context.go("bench", tag)

    def _list(self, key: str, title: str, facts: dict[str, Any]) -> None:
        if key not in self._lists:
            made = self._lists[key] = LISTS[key](self.desk)
            made.pieceOpened.connect(self._open_piece)
            made.left.connect(self.back)
            made.refused.connect(self._refused)
            made.shown.connect(partial(self._show_list, made))
            self._pages.addWidget(made)
        self.behind = self._lists[key]
        self.behind.title.setText(say(title))
        self.behind.open(facts)

    def _show_list(self, made: Behind) -> None:
        if self.behind is made and not made.isVisible():
            self._pages.setCurrentWidget(made)
            made.take_keys()

    def _refused(self, sentence: str) -> None:
        self.context.answer("refused", *two_lines(sentence))

    def back(self) -> None:
        """From a list to the figures, from the wall to the desk."""
        if self.behind is not None:
            self.behind = None
            self._show_view()
        elif self.on_wall:
            self.turn_wall()

    def turn_wall(self) -> None:
        """Show the figures on the wall, the window as large as the screen; or at the desk again."""
        self.on_wall = not self.on_wall
        self.behind = None
        self.context.walling.emit(self.on_wall)
        if self._pages.currentWidget() is not self._empty:
            self._show_view()
