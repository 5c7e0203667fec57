# SPDX-License-Identifier: MIT
"""The three columns of the bench: the card, its board map, piece or photos, what is in hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui import theme
from ui.pages.bench_card import CardColumn
from ui.pages.bench_piece import CardPane, PieceView
from ui.pages.bench_site import SitePane
from ui.pages.bench_steps import StepForm
from ui.pages.choice import ChoicePane
from ui.pages.fate_panes import ApartPane, WhyPane
from ui.pages.heat_view import HeatView
from ui.pages.reball_form import Checklist, ReballForm
from ui.pages.run_form import RunForm
from ui.pages.run_view import RunView
from ui.pages.sets_pane import SetsPane
from ui.widgets.board_map import BoardMap
from ui.widgets.controls import Chip
from ui.widgets.panels import Panel
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.pieces import Passport

RIGHT = 328
EVERY_MS = 60_000


class BenchView(QWidget):
    """Where everything of the bench stands; on a larger screen the map grows, the others stay.

    `cardAsked` names the tab of the card that is to be looked at closely; `minutePassed` comes
    while the bench is in sight, and when it comes into sight. `place` says where what comes off
    goes now.
    """

    cardAsked = Signal(str)
    minutePassed = Signal()

    def __init__(
        self, photos: QWidget, place: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.card = CardColumn()
        self.board = BoardMap()
        self.loose = PieceView()
        self.idle = CardPane()
        self.site = SitePane()
        self.form = StepForm()
        self.choice = ChoicePane()
        self.why, self.apart = WhyPane(), ApartPane(place)
        self.heat = HeatView()
        self.reball, self.checklist = ReballForm(), Checklist()
        self.run, self.curve = RunForm(), RunView(typed=True)
        self.sets = SetsPane()
        self._beside: dict[QWidget, QWidget] = {self.reball: self.checklist, self.run: self.curve}
        self._carries, self._tab = True, "work"
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        row.addWidget(self.card)
        middle = Panel(margin=16)
        tabs = QHBoxLayout()
        tabs.setSpacing(theme.GRID)
        self._tabs = {"work": Chip(), "heat": Chip(), "photos": Chip()}
        for name, chip in self._tabs.items():
            chip.clicked.connect(lambda _=False, name=name: self.look_at(name))
            tabs.addWidget(chip)
        self._closer = {"who": Chip(say("Identity")), "condition": Chip(say("Condition"))}
        for tab, closer in self._closer.items():
            closer.clicked.connect(lambda _=False, tab=tab: self.cardAsked.emit(tab))
            tabs.addWidget(closer)
        tabs.addStretch(1)
        middle.body.addLayout(tabs)
        self._middle = QStackedWidget()
        self._pictures = photos
        for view in (self.board, self.loose, photos, self.heat, *self._beside.values()):
            self._middle.addWidget(view)
        middle.body.addWidget(self._middle, 1)
        row.addWidget(middle, 1)
        right = Panel(margin=16)
        right.setFixedWidth(RIGHT)
        self._right = QStackedWidget()
        panes = (self.idle, self.site, self.form, self.choice, self.why, self.apart, self.sets)
        for pane in (*panes, *self._beside):
            self._right.addWidget(pane)
        right.body.addWidget(self._right, 1)
        row.addWidget(right)
        self.show_count(0)
        self.clock = QTimer(self, interval=EVERY_MS)
        self.clock.timeout.connect(self.minutePassed)

    def showEvent(self, event: QShowEvent) -> None:
        """Count the minutes of what is under way while they are seen."""
        super().showEvent(event)
        self.clock.start()
        self.minutePassed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self.clock.stop()

    def show_kind(self, carries: bool) -> None:
        """Show the board map of what has sites, else the loose piece."""
        self._carries = carries
        self.card.setVisible(carries)
        for chip in self._closer.values():
            chip.setVisible(carries)
        self._tabs["work"].setText(say("Board map") if carries else say("This piece"))
        self._settle()

    @property
    def shows_photos(self) -> bool:
        """Whether the photos are in sight."""
        return self.looks_at("photos")

    def looks_at(self, name: str) -> bool:
        """Whether this is in sight in the middle: work, heat or photos."""
        return self._tab == name and self._right.currentWidget() not in self._beside

    def show_photos(self, shown: bool) -> None:
        """Show the photos, or the board map or piece again."""
        self.look_at("photos" if shown else "work")

    def look_at(self, name: str) -> None:
        """Show the board map or piece (work), the heat it has seen, or the photos.

        Hot work in hand is left for that.
        """
        self._tab = name
        if self._right.currentWidget() in self._beside:
            self._right.setCurrentWidget(self.idle)
        if name == "heat":
            self.heat.show_ledger()
        self._settle()

    def _settle(self) -> None:
        """Bring into the middle what belongs beside the pane on the right, else what was chosen."""
        work = self.board if self._carries else self.loose
        chosen = {"work": work, "heat": self.heat, "photos": self._pictures}[self._tab]
        beside = next((v for pane, v in self._beside.items() if self.turned_to(pane)), None)
        self._middle.setCurrentWidget(beside or chosen)
        for name, chip in self._tabs.items():
            here = name == self._tab and beside is None
            chip.setFilled(here)
            chip.setAccessibleDescription(say("In sight") if here else "")

    def show_count(self, photos: int) -> None:
        """Say how many photos there are."""
        words = say("Photos {n}", n=photos) if photos else say("Photos")
        self._tabs["photos"].setText(words)

    def show_heat(self, passport: Passport) -> None:
        """Show the heat of a piece, and how much of it on the tab."""
        heat = passport.heat
        facts = {"used": heat.cycles, "limit": heat.limit}
        template = mark("Heat {used}/{limit}") if heat.limit else mark("Heat {used}")
        self._tabs["heat"].setText(say(template, **facts))
        self.heat.show_passport(passport)

    def turn(self, pane: QWidget) -> None:
        """Turn the right column to this pane."""
        self._right.setCurrentWidget(pane)
        self._settle()

    def open_panes(self) -> list[QWidget]:
        """The panes in sight that are filled in: what is recorded, and what stands beside it."""
        right = self._right.currentWidget()
        if right not in (self.form, self.why, self.apart, *self._beside):
            return []
        return [right, self._beside[right]] if right in self._beside else [right]

    def turned_to(self, *panes: QWidget) -> bool:
        """Whether one of these panes is in sight on the right."""
        return self._right.currentWidget() in panes
