# SPDX-License-Identifier: MIT
"""The stock: places and what lies in them, floor life, ovens, lots, and what is shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.actions import Action
from ui.context import Context
from ui.desk import Desk
from ui.pages.page import Page
from ui.pages.shop_pdf import ShopPdf
from ui.pages.stock_clocks import ClocksPane
from ui.pages.stock_lots import LotsPane
from ui.pages.stock_ovens import OvensPane
from ui.pages.stock_parts import Pane
from ui.pages.stock_places import PlacesPane
from ui.pages.stock_shipments import ShipmentsPane
from ui.pages.tabs import Tabs
from ui.widgets.controls import Button
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.find import Identified

TABS = (
    ("places", mark("Places")),
    ("clocks", mark("Floor life")),
    ("ovens", mark("Ovens")),
    ("lots", mark("Lots")),
    ("shipments", mark("Shipments")),
)


class StockPage(Page):
    """One part of the stock in sight, which takes the scans."""

    name = "stock"
    title = mark("Stock")
    hint = mark("Scan a place, then what goes into it.")
    icon = "stock"
    watches = frozenset(
        {"place", "piece", "bake", "bake_piece", "place_count", "lot", "lot_use", "catalogue_copy",
         "identifier", "shipment", "packed", "report"}
    )  # fmt: skip

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(desk, context, parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 16)
        column.setSpacing(theme.GRID)
        self._row = Tabs(TABS)
        self._row.tapped.connect(self.turn)
        self.papers = ShopPdf(desk, context, self)
        self._row.addStretch(1)
        self._row.addWidget(self.papers.row, 20)
        self.list = Button(say("Stock list"), icon="pdf", press=self.papers.stock)
        self._row.addWidget(self.list)
        self.tabs = self._row.chips
        column.addLayout(self._row)
        self.places, self.clocks = PlacesPane(self), ClocksPane(self)
        self.ovens, self.lots = OvensPane(self), LotsPane(self)
        self.shipments = ShipmentsPane(self)
        self.panes: dict[str, Pane] = {
            "places": self.places, "clocks": self.clocks, "ovens": self.ovens, "lots": self.lots,
            "shipments": self.shipments,
        }  # fmt: skip
        self._stack = QStackedWidget()
        for pane in self.panes.values():
            self._stack.addWidget(pane)
        column.addWidget(self._stack, 1)
        self.clocks.bakeAsked.connect(self._bake)
        self.places.listAsked.connect(self.papers.stock)
        self.shipments.listAsked.connect(self.papers.packing)
        self.shipments.againAsked.connect(self.papers.have_again)
        self.tab = ""
        self.turn("places")

    @property
    def pane(self) -> Pane:
        """The part in sight."""
        return self.panes[self.tab]

    @property
    def part(self) -> str:
        """The tab in sight."""
        return self.tab

    def show_tag(self, tag: str) -> None:
        """Bring this part into sight, which a command code asked for."""
        if tag in self.panes:
            self.turn(tag)

    def turn(self, tab: str) -> None:
        """Bring a part of the stock into sight."""
        self.tab = tab
        self._row.set_off(tab)
        self._stack.setCurrentWidget(self.pane)
        self.pane.refresh()

    def refresh(self) -> None:
        """Ask again for the part in sight."""
        self.pane.refresh()

    def take(self, scan: Identified) -> bool:
        """What was scanned is for the part in sight."""
        return self.pane.take(scan)

    def _bake(self, tag: str) -> None:
        """A piece whose floor life is over goes into the next load."""
        self.turn("ovens")
        self.ovens.take_piece(tag)

    def _back(self) -> None:
        self.pane.leave()

    def _turn_on(self) -> None:
        self.turn(self._row.after(self.tab))

    def actions_here(self) -> list[Action]:
        """What the keys do on this page."""
        return [
            Action(mark("The next part of the stock"), "F8", self._turn_on),
            Action(mark("Move a tray with what is in it"), "F6", self._move),
            Action(mark("Count the place in sight"), "F7", self._count),
            Action(mark("Leave what was begun"), "Esc", self._back),
        ]

    def _move(self) -> None:
        self.turn("places")
        self.places.start_moving()

    def _count(self) -> None:
        self.turn("places")
        self.places.start_count()
