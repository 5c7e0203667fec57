# SPDX-License-Identifier: MIT
"""The sites of a board as a plain list, where there is no map of it or nobody wants to see it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets import draw
from ui.widgets.board_pointer import HOLD_MS, SLIP
from ui.widgets.states import SITES
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.domain.terms import SiteState
from workshop.language import mark


def _name(site: Any) -> str:
    return " · ".join(part for part in (site.name, site.channel) if part)


def _is_there(site: Any) -> str:
    return " · ".join(part for part in (spelled(site.piece), site.marking) if part)


def _paint_there(painter: QPainter, where: QRectF, site: Any) -> None:
    """The tag, and in small what is printed on the piece."""
    if not (site.piece and site.marking):
        letters = theme.font(theme.NOTE if site.marking else theme.BODY)
        draw.block(
            painter, where, draw.wrapped(_is_there(site), letters, where.width(), 2), letters
        )
        return
    upper, lower = QRectF(where), QRectF(where)
    upper.setBottom(where.center().y() + 3)
    lower.setTop(where.center().y() + 1)
    draw.words(painter, upper, spelled(site.piece), theme.font())
    draw.words(painter, lower, site.marking, theme.font(theme.SMALL), "quiet")


_COLUMNS = [
    Column(mark("Site"), _name, width=92, strong=True),
    Column(mark("State"), "state", look=lambda site: SITES[SiteState(site.state)], width=140),
    Column(mark("Belongs"), "expects", share=4, ink="quiet"),
    Column(mark("Piece"), _is_there, share=5, paint=_paint_there),
]


class SiteList(Table):
    """A row for each site: a tap or Enter says `tapped`, a long press or right click `held`."""

    tapped = Signal(str)
    held = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_COLUMNS, name=mark("Sites of this board"), key=lambda site: site.name)
        self.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self._pressed_at = QPoint()
        self._was_held = False
        self._hold = QTimer(self, interval=HOLD_MS, singleShot=True)
        self._hold.timeout.connect(self._held)
        self.clicked.connect(self._clicked)
        self.opened.connect(lambda site: self.tapped.emit(site.name))

    def spot(self, name: str) -> QRectF:
        """Where the row of a site lies, in px of this list."""
        place = next((i for i, row in enumerate(self.rows.rows()) if row.name == name), 0)
        row = self.visualRect(self.rows.index(place, 0))
        return QRectF(0, row.top() + self.viewport().y(), row.width(), row.height())

    def _clicked(self, index: QModelIndex) -> None:
        if not self._was_held:
            self.tapped.emit(self.rows.row(index.row()).name)

    def _held(self) -> None:
        self._was_held = True
        self._tell_held(self._pressed_at)

    def _tell_held(self, where: QPoint) -> None:
        index = self.indexAt(where)
        if index.isValid():
            self.held.emit(self.rows.row(index.row()).name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press that stays is a long one."""
        self._was_held, self._pressed_at = False, event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton:
            self._hold.start()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A finger that goes on scrolls."""
        if (event.position().toPoint() - self._pressed_at).manhattanLength() > SLIP:
            self._hold.stop()
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The finger left."""
        self._hold.stop()
        super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key tells more of the current row, a right click of the one under it."""
        self._hold.stop()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            site = self.currentRow()
            if site is not None:
                self.held.emit(site.name)
        else:
            self._tell_held(event.pos())
