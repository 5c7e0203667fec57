# SPDX-License-Identifier: MIT
"""The three columns of the bench: the card, its board map, piece or photos, what is in hand."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui import theme
from ui.pages.bench_card import CardColumn
from ui.pages.bench_piece import CardPane, PieceView
from ui.pages.bench_site import SitePane
from ui.pages.bench_steps import StepForm
from ui.pages.choice import ChoicePane
from ui.widgets.board_map import BoardMap
from ui.widgets.controls import Chip
from ui.widgets.panels import Panel
from workshop.language import say

RIGHT = 316


class BenchView(QWidget):
    """Where everything of the bench stands; on a larger screen the map grows, the others stay.

    `cardAsked` names the tab of the card that is to be looked at closely.
    """

    cardAsked = Signal(str)

    def __init__(self, photos: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = CardColumn()
        self.board = BoardMap()
        self.loose = PieceView()
        self.idle = CardPane()
        self.site = SitePane()
        self.form = StepForm()
        self.choice = ChoicePane()
        self._carries = True
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        row.addWidget(self.card)
        middle = Panel(margin=16)
        tabs = QHBoxLayout()
        tabs.setSpacing(theme.GRID)
        self._work, self._photos = Chip(), Chip(icon="camera")
        for chip, shows in ((self._work, False), (self._photos, True)):
            chip.clicked.connect(lambda _=False, shows=shows: self.show_photos(shows))
            tabs.addWidget(chip)
        self._closer = {"who": Chip(say("Who is this card")), "condition": Chip(say("Condition"))}
        for tab, closer in self._closer.items():
            closer.clicked.connect(lambda _=False, tab=tab: self.cardAsked.emit(tab))
            tabs.addWidget(closer)
        tabs.addStretch(1)
        middle.body.addLayout(tabs)
        self._middle = QStackedWidget()
        self._pictures = photos
        for view in (self.board, self.loose, photos):
            self._middle.addWidget(view)
        middle.body.addWidget(self._middle, 1)
        row.addWidget(middle, 1)
        right = Panel(margin=16)
        right.setFixedWidth(RIGHT)
        self._right = QStackedWidget()
        for pane in (self.idle, self.site, self.form, self.choice):
            self._right.addWidget(pane)
        right.body.addWidget(self._right, 1)
        row.addWidget(right)
        self.show_count(0)

    def show_kind(self, carries: bool) -> None:
        """Show the board map of what has sites, else the loose piece."""
        self._carries = carries
        self.card.setVisible(carries)
        for chip in self._closer.values():
            chip.setVisible(carries)
        self._work.setText(say("Board map") if carries else say("This piece"))
        self.show_photos(self.shows_photos)

    @property
    def shows_photos(self) -> bool:
        """Whether the photos are in sight."""
        return self._middle.currentWidget() is self._pictures

    def show_photos(self, shown: bool) -> None:
        """Show the photos, or the board map or piece again."""
        work = self.board if self._carries else self.loose
        self._middle.setCurrentWidget(self._pictures if shown else work)
        for chip, here in ((self._work, not shown), (self._photos, shown)):
            chip.setFilled(here)
            chip.setAccessibleDescription(say("In sight") if here else "")

    def show_count(self, photos: int) -> None:
        """Say how many photos there are."""
        self._photos.setText(say("Photos {n}", n=photos) if photos else say("Photos"))

    def turn(self, pane: QWidget) -> None:
        """Turn the right column to this pane."""
        self._right.setCurrentWidget(pane)

    def turned_to(self, *panes: QWidget) -> bool:
        """Whether one of these panes is in sight on the right."""
        return self._right.currentWidget() in panes
