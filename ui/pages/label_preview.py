# SPDX-License-Identifier: MIT
"""A label as its printer prints it, dot for dot, with rulers in millimetres along two sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui import theme

if TYPE_CHECKING:
    from workshop.labels.preview import Preview

# px: what the rulers take, and room at the far sides for the half of a last number.
_RULER, _EDGE = 24, 12
_LEAST_STEP = 30  # px between two numbers
_STEPS = (1, 2, 5, 10, 20, 50, 100)


class LabelPicture(QWidget):
    """The picture of a label, as large as there is room for whole dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._size = (1.0, 1.0)
        self.frame: Sequence[float] | None = None
        self.setMinimumHeight(176)

    def sizeHint(self) -> QSize:
        """Room for a label of usual size."""
        return QSize(480, 220)

    def show_label(self, found: Preview | None, size: Sequence[float], words: str) -> None:
        """Show these dots of a label of this size in mm; `words` tell it to who cannot see it."""
        self._size = (size[0], size[1])
        self._image = QImage()
        if found is not None and found.dots:
            self._image = QImage(
                found.dots, found.wide, found.high, found.wide, QImage.Format.Format_Grayscale8
            ).copy()
        self.setAccessibleDescription(words)
        self.update()

    def show_frame(self, frame: Sequence[float] | None) -> None:
        """Set off a room on the label: from the left, from the top, width and height in mm."""
        self.frame = frame
        self.update()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self._image.isNull()

    def _where(self) -> QRectF:
        """Where the label stands, in px: each dot as many whole px as fit, or all made smaller."""
        room = self.rect().adjusted(_RULER, _RULER, -_EDGE, -_EDGE)
        wide, high = self._image.width(), self._image.height()
        times = min(room.width() / wide, room.height() / high)
        if times >= 1:
            times = int(times)
        left = _RULER + max(0.0, (room.width() - wide * times) / 2)
        return QRectF(round(left), _RULER, wide * times, high * times)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the label white in any theme, the rulers in the colours of the theme."""
        if self._image.isNull():
            return
        where = self._where()
        with QPainter(self) as painter:
            smooth = where.width() < self._image.width()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(where, self._image)
            painter.setPen(theme.color("line"))
            painter.drawRect(where)
            self._paint_frame(painter, where)
            painter.setFont(theme.font(theme.SMALL))
            painter.setPen(theme.color("quiet"))
            self._rule(painter, where, along=True)
            self._rule(painter, where, along=False)

    def _paint_frame(self, painter: QPainter, where: QRectF) -> None:
        if self.frame is not None:
            px = where.width() / self._size[0]
            x, y, wide, high = (each * px for each in self.frame)
            room = QRectF(where.left() + x, where.top() + y, max(wide, 2.0), max(high, 2.0))
            # The label is white in any theme.
            painter.setPen(QPen(QColor(theme.LIGHT.accent), 1.5, Qt.PenStyle.DashLine))
            painter.drawRect(room.adjusted(-1, -1, 1, 1))

    def _rule(self, painter: QPainter, where: QRectF, along: bool) -> None:
        """A ruler above the label, or at its left."""
        length = self._size[0] if along else self._size[1]
        px = (where.width() if along else where.height()) / length
        step = next((each for each in _STEPS if each * px >= _LEAST_STEP), _STEPS[-1])
        small = step / 5 if step >= 5 else step / 2
        for n in range(int(length / small + 1e-6) + 1):
            at = n * small
            is_large = abs(at / step - round(at / step)) < 1e-6
            tick = 7 if is_large else 4
            if along:
                x = where.left() + at * px
                painter.drawLine(QPointF(x, where.top() - tick), QPointF(x, where.top() - 1))
                room = QRectF(x - 20, where.top() - 23, 40, 15)
                flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
            else:
                y = where.top() + at * px
                painter.drawLine(QPointF(where.left() - tick, y), QPointF(where.left() - 1, y))
                room = QRectF(where.left() - 40, y - 8, 31, 16)
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            if is_large and (along or at):
                painter.drawText(room, flags, f"{at:g}")
