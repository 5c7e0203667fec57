# SPDX-License-Identifier: MIT
"""A chart that was drawn elsewhere, shown as it is; pressed, it opens what it counts."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.typeface import in_our_letters
from ui.widgets import draw
from ui.widgets.controls import Press
from workshop.language import say


class ChartPicture(Press):
    """An SVG picture on the ground of its panel, with words for who does not see it.

    `resized` says that a picture of another size would fit; until it comes the one there is shown,
    larger or smaller.
    """

    resized = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._picture: QSvgRenderer | None = None
        self.setMinimumHeight(100)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def setPicture(self, svg: str, said: str) -> None:
        """Show this picture, of which `said` tells the numbers; nothing where it is empty."""
        self._picture = QSvgRenderer(QByteArray(in_our_letters(svg))) if svg else None
        self.setAccessibleDescription(said or say("Nothing to show yet"))
        self.update()

    def isEmpty(self) -> bool:
        """Whether no picture is shown."""
        return self._picture is None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a picture of this size."""
        super().resizeEvent(event)
        self.resized.emit()

    def sizeHint(self) -> QSize:
        """As much as there is room for."""
        return QSize(320, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture as large as it fits, from the left."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            where = QRectF(self.rect())
            if self._picture is None:
                draw.words(painter, where, say("Nothing to show yet"), theme.font(), "quiet",
                           draw.MIDDLE)  # fmt: skip
            else:
                size = self._picture.defaultSize()
                times = min(where.width() / size.width(), where.height() / size.height())
                fit = QRectF(0, 0, size.width() * times, size.height() * times)
                self._picture.render(painter, fit)
            draw.focus_ring(painter, self)
