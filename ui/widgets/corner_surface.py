# SPDX-License-Identifier: MIT
"""A photo of a board on which its four corners are marked, by hand or by keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets import draw
from ui.widgets.photo_surface import PhotoSurface
from workshop.language import mark, say

_REACH = 30.0  # px around a corner at which it is taken hold of
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_NAMES = (mark("Top left"), mark("Top right"), mark("Bottom right"), mark("Bottom left"))


class CornerSurface(PhotoSurface):
    """Shows the photo with four corners that are dragged.

    Space goes to the next corner, arrows move it by a px of the screen, with Shift by ten;
    + - and 0 zoom. `marked` comes after each move with x and y of all four, in px of the photo.
    """

    marked = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._corners: list[QPointF] = []
        self._at, self._last = 0, QPointF()
        self._drags = False

    def show_corners(self, corners: Sequence[int]) -> None:
        """The corners lie here: x and y in px of the photo, from the top left to the right."""
        self._corners = [QPointF(x, y) for x, y in zip(corners[::2], corners[1::2], strict=True)]
        self._say_corner()

    @property
    def corners(self) -> list[int]:
        """Where they lie now."""
        return [round(each) for point in self._corners for each in (point.x(), point.y())]

    def spot(self, corner: int) -> QPointF:
        """Where a corner lies on the screen, in px of this widget."""
        where = self.photo_rect()
        point = self._corners[corner]
        wide, high = self.photo_size.width(), self.photo_size.height()
        return QPointF(where.left() + point.x() / wide * where.width(),
                       where.top() + point.y() / high * where.height())  # fmt: skip

    def _say_corner(self) -> None:
        name = say(_NAMES[self._at])
        self.setAccessibleName(say("Corners of the board on the photo: {corner}", corner=name))
        self.setAccessibleDescription(
            say("Space goes to the next corner, arrows move it, with Shift farther.")
        )
        self.update()

    def _move(self, corner: int, dx: float, dy: float) -> None:
        """Move a corner by px of the screen; it stays on the photo."""
        scale = self.photo_size.width() / self.photo_rect().width()
        point = self._corners[corner] + QPointF(dx, dy) * scale
        x = min(max(point.x(), 0.0), float(self.photo_size.width()))
        y = min(max(point.y(), 0.0), float(self.photo_size.height()))
        self._corners[corner] = QPointF(x, y)
        self.update()

    # By keys and by hand

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next corner, move it, zoom."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._at = (self._at + 1) % 4
            self._say_corner()
        elif key in _WAYS:
            by = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._move(self._at, _WAYS[key][0] * by, _WAYS[key][1] * by)
            self.marked.emit(self.corners)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.nearer()
        elif key == Qt.Key.Key_Minus:
            self.farther()
        elif key == Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a corner, else of the photo."""
        ways = [event.position() - self.spot(corner) for corner in range(len(self._corners))]
        near = [max(abs(way.x()), abs(way.y())) for way in ways]
        self._drags = bool(near) and min(near) <= _REACH
        if self._drags and event.button() == Qt.MouseButton.LeftButton:
            self._at = near.index(min(near))
            self._last = event.position()
            self._say_corner()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the corner along, else the photo."""
        if self._drags:
            way, self._last = event.position() - self._last, event.position()
            self._move(self._at, way.x(), way.y())
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of it."""
        if self._drags:
            self._drags = False
            self.marked.emit(self.corners)
        super().mouseReleaseEvent(event)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the outline of the board over the photo, and its corners."""
        super().paintEvent(event)
        if not self._corners:
            return
        spots = [self.spot(corner) for corner in range(4)]
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for ink, width in (("surface", 5), ("accent", 2.5)):
                painter.setPen(QPen(theme.color(ink), width))
                painter.drawPolygon(QPolygonF(spots))
            for corner, spot in enumerate(spots):
                here = corner == self._at
                where = QRectF(0, 0, 44, 28)
                where.moveCenter(spot)
                draw.box(painter, where, "accent" if here else "surface", "accent", 8, 2)
                ink = "inverse" if here else "text"
                font = theme.font(theme.NOTE, strong=True)
                draw.words(painter, where, str(corner + 1), font, ink, draw.MIDDLE)
