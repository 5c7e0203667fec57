# SPDX-License-Identifier: MIT
"""One photo, large: fitted or as near as wanted, moved by hand, with a sign while it is opened."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets import draw
from ui.widgets.roles import Role
from workshop.language import say

# The nearest one can look: px of the screen for one px of the photo.
NEAREST = 4.0
_STEP = 1.25
_TURN_MS = 80


class PhotoSurface(QWidget):
    """Shows a photo of `size` px by whatever copy of it there is; the sharpest given wins.

    `sharperWanted` says that one looks nearer than the copy at hand is sharp.
    """

    heard_as = Role.Graphic

    sharperWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 240)
        self._image = QImage()
        self._size = QSize(1, 1)
        self._zoom = 0.0  # 0 fits it into the room there is
        self._middle = QPointF(0.5, 0.5)  # which point of the photo is in the middle, 0 to 1
        self._held: QPointF | None = None
        self._angle = 0
        self._turning = QTimer(self, interval=_TURN_MS)
        self._turning.timeout.connect(self._turn)
        self.show_photo("", QSize(1, 1), None)

    # What is shown

    def show_photo(self, name: str, size: QSize, image: QImage | None) -> None:
        """Show another photo, of this many px; `image` is a copy to begin with, if there is one."""
        self._size, self._image = size, image or QImage()
        self._zoom, self._middle = 0.0, QPointF(0.5, 0.5)
        self.setAccessibleName(name or say("Photo"))
        self.update()

    def set_image(self, image: QImage) -> None:
        """Show this copy of the same photo, if it is sharper than the one at hand."""
        if image.width() > self._image.width():
            self._image = image
            self.update()

    def set_busy(self, busy: bool) -> None:
        """Show that the photo is being opened, or no longer."""
        if busy:
            self._turning.start()
        else:
            self._turning.stop()
        self.update()

    @property
    def is_busy(self) -> bool:
        """Whether it shows that the photo is being opened."""
        return self._turning.isActive()

    @property
    def image(self) -> QImage:
        """The copy at hand."""
        return self._image

    @property
    def scale(self) -> float:
        """Px of the screen for one px of the photo."""
        return self._zoom or self._fitting()

    def _fitting(self) -> float:
        wide, high = self.width() / self._size.width(), self.height() / self._size.height()
        return min(wide, high, 1.0)

    # Nearer, farther, aside

    def fit(self) -> None:
        """Show all of it."""
        self._zoom = 0.0
        self._settle()

    def nearer(self) -> None:
        """Look nearer."""
        self._look(self.scale * _STEP)

    def farther(self) -> None:
        """Look from farther away, at most so far that all is seen."""
        self._look(self.scale / _STEP)

    def _look(self, scale: float, at: QPointF | None = None) -> None:
        """Look from this near; the point of the photo under `at` stays under it."""
        spot = at or QPointF(self.width() / 2, self.height() / 2)
        before = self._point(spot)
        self._zoom = 0.0 if scale <= self._fitting() else min(scale, NEAREST)
        moved = self._point(spot)
        self._middle += before - moved
        self._settle()

    def _point(self, spot: QPointF) -> QPointF:
        """The point of the photo (0 to 1) under a point of the widget."""
        where = self.photo_rect()
        return QPointF(
            (spot.x() - where.left()) / where.width(), (spot.y() - where.top()) / where.height()
        )

    def _settle(self) -> None:
        """Keep the photo in the room, and ask for a sharper copy where it is needed."""
        scale = self.scale
        wide, high = self._size.width() * scale, self._size.height() * scale
        slack_x = max(0.0, 0.5 - self.width() / (2 * wide))
        slack_y = max(0.0, 0.5 - self.height() / (2 * high))
        self._middle = QPointF(
            min(max(self._middle.x(), 0.5 - slack_x), 0.5 + slack_x),
            min(max(self._middle.y(), 0.5 - slack_y), 0.5 + slack_y),
        )
        self.update()
        shown = wide * self.devicePixelRatioF()
        if self._image.width() < min(shown, self._size.width()) * 0.95:
            self.sharperWanted.emit()

    @property
    def photo_size(self) -> QSize:
        """Px of the photo."""
        return self._size

    def photo_rect(self) -> QRectF:
        """Where the whole photo lies, in px of this widget."""
        wide, high = self._size.width() * self.scale, self._size.height() * self.scale
        left = self.width() / 2 - self._middle.x() * wide
        top = self.height() / 2 - self._middle.y() * high
        return QRectF(left, top, wide, high)

    # By hand

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Look nearer or farther at what is under the pointer."""
        self._look(self.scale * _STEP ** (event.angleDelta().y() / 120), event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the photo."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it along."""
        if self._held is not None:
            where, moved = self.photo_rect(), event.position() - self._held
            self._held = event.position()
            self._middle -= QPointF(moved.x() / where.width(), moved.y() / where.height())
            self._settle()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of it."""
        self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Look at it point for point, or at all of it again."""
        self._look(0.0 if self._zoom else 1.0, event.position())

    # Painting

    def _turn(self) -> None:
        self._angle = (self._angle - 30) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the photo, and the sign over it while it is opened."""
        with QPainter(self) as painter:
            draw.box(painter, QRectF(self.rect()), "field")
            if not self._image.isNull():
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.scale < 2)
                painter.drawImage(self.photo_rect(), self._image)
            if self.is_busy:
                self._paint_sign(painter)
            draw.focus_ring(painter, self)

    def _paint_sign(self, painter: QPainter) -> None:
        where = QRectF(0, 0, 220, theme.TOUCH)
        where.moveCenter(QPointF(self.width() / 2, self.height() - 40))
        draw.box(painter, where, "surface", "line")
        painter.setPen(QPen(theme.color("accent"), 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        circle = QRectF(where.left() + 14, where.center().y() - 9, 18, 18)
        painter.drawArc(circle, self._angle * 16, 270 * 16)
        draw.words(painter, where.adjusted(46, 0, -8, 0), say("Opening the photo …"), theme.font())
