# SPDX-License-Identifier: MIT
"""The three columns of the bench: the card, its board map or the loose piece, what is in hand."""

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui.pages.bench_card import CardColumn
from ui.pages.bench_piece import CardPane, PieceView
from ui.pages.bench_site import SitePane
from ui.pages.bench_steps import StepForm
from ui.pages.choice import ChoicePane
from ui.widgets.board_map import BoardMap
from ui.widgets.panels import Panel

RIGHT = 316


class BenchView(QWidget):
    """Where everything of the bench stands; on a larger screen the map grows, the others stay."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = CardColumn()
        self.board = BoardMap()
        self.loose = PieceView()
        self.idle = CardPane()
        self.site = SitePane()
        self.form = StepForm()
        self.choice = ChoicePane()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        row.addWidget(self.card)
        middle = Panel(margin=16)
        self._middle = QStackedWidget()
        for view in (self.board, self.loose):
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

    def show_kind(self, carries: bool) -> None:
        """Show the board map of what has sites, else the loose piece."""
        self.card.setVisible(carries)
        self._middle.setCurrentWidget(self.board if carries else self.loose)

    def turn(self, pane: QWidget) -> None:
        """Turn the right column to this pane."""
        self._right.setCurrentWidget(pane)

    def turned_to(self, *panes: QWidget) -> bool:
        """Whether one of these panes is in sight on the right."""
        return self._right.currentWidget() in panes
