# SPDX-License-Identifier: MIT
"""How a page lets one card be looked at closely in its own place, and comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedLayout, QStackedWidget, QWidget

from ui.context import Context
from ui.desk import Desk
from workshop.language import say

if TYPE_CHECKING:
    from ui.pages.card_view import CardView
    from ui.pages.card_words import Tab
    from workshop.queries.find import Identified


class CloseUp(QObject):
    """The close look of a page: made when it is first wanted, one of the layers of the page.

    `left` asks for what was there before; `recorded` says which entry an act was.
    """

    left = Signal()
    recorded = Signal(int)

    def __init__(
        self,
        desk: Desk,
        context: Context,
        layers: QStackedWidget | QStackedLayout,
        page: QWidget,
        edge: int = 0,
    ) -> None:
        super().__init__(page)
        self._desk, self._context, self._layers, self._edge = desk, context, layers, edge
        self.view: CardView | None = None

    @property
    def on(self) -> CardView | None:
        """The view while it is in sight; else None."""
        here = self.view is not None and self._layers.currentWidget() is self.view
        return self.view if here else None

    @property
    def tag(self) -> str:
        """The card in sight; empty for none."""
        return self.on.tag if self.on is not None else ""

    def look(self, tag: str, tab: Tab | Literal[""] = "") -> None:
        """Look closely at this card, on this tab."""
        if self.view is None:
            from ui.pages.card_view import CardView

            self.view = CardView(self._desk, self._context, self._edge)
            self.view.left.connect(self.left)
            self.view.recorded.connect(self.recorded)
            self._layers.addWidget(self.view)
        self.view.show_card(tag, tab)
        self._layers.setCurrentWidget(self.view)

    def follow(self, tag: str) -> None:
        """Another card came: look at that one, where one is looked at."""
        if self.on is not None and tag and tag != self.tag:
            self.on.show_card(tag)

    def refresh(self) -> None:
        """Ask again for what is in sight."""
        if self.on is not None:
            self.on.refresh()

    def take(self, scan: Identified) -> bool:
        """Answer a scan, where a label is what some source says."""
        return self.on is not None and self.on.take(scan)

    def unless_in_the_way(self, do: Callable[[], object]) -> Callable[[], None]:
        """What a key does of the page behind, which is not done unseen."""

        def seen() -> None:
            if self.on is None:
                do()
            else:
                hint = say("Esc brings it back into sight.")
                self._context.answer("careful", say("The board is out of sight"), hint)

        return seen

    def back(self) -> bool:
        """Leave what is asked of the card, then the card; False where none is in sight."""
        if self.on is None:
            return False
        if not self.on.leave_inner():
            self.left.emit()
        return True
