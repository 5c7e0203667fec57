# SPDX-License-Identifier: MIT
"""What mouse, fingers and trackpad mean on a picture: a tap, a long press, a move, a zoom."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

_STEP = 1.25
# How long a press is a long one, and how far a finger in a glove slips while it only taps.
HOLD_MS, SLIP = 500, 24.0


class Pointer(QObject):
    """Watches a widget and says what is done on it, in px of the widget.

    `tapped(begin, end)` is a press that did not move, `held(where)` a long one or a right click;
    `moved(begin, way)` tells each part of the way, `ended` that the finger left after it. Two
    fingers say `panned(way)` and `zoomed(factor, around)`, wheel and trackpad `zoomed` only.
    """

    tapped = Signal(QPointF, QPointF)
    held = Signal(QPointF)
    moved = Signal(QPointF, QPointF)
    panned = Signal(QPointF)
    zoomed = Signal(float, QPointF)
    hovered = Signal(QPointF)
    doubled = Signal(QPointF)
    left = Signal()
    ended = Signal()

    def __init__(self, on: QWidget) -> None:
        super().__init__(on)
        self._begin: QPointF | None = None
        self._last = QPointF()
        self._slip = 0.0
        self._moves = False
        self._apart = 0.0
        self._hold = QTimer(self, interval=HOLD_MS, singleShot=True)
        self._hold.timeout.connect(self._held)
        on.setMouseTracking(True)
        on.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        on.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what mouse, fingers and trackpad say; leave all else."""
        kind = event.type()
        if isinstance(event, QTouchEvent):
            self._touch(event)
        elif isinstance(event, QMouseEvent):
            return self._mouse(event, kind)
        elif isinstance(event, QWheelEvent):
            turned = event.angleDelta().y() / 120.0
            if turned:
                self.zoomed.emit(_STEP**turned, event.position())
        elif isinstance(event, QNativeGestureEvent):
            if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
                return False
            self.zoomed.emit(1.0 + event.value(), event.position())
        elif kind == QEvent.Type.Leave:
            self.left.emit()
            return False
        elif isinstance(event, QContextMenuEvent):
            if event.reason() is QContextMenuEvent.Reason.Keyboard:
                return False
            self._let_go()
            self.held.emit(QPointF(event.pos()))
        else:
            return False
        event.accept()
        return True

    def _mouse(self, event: QMouseEvent, kind: QEvent.Type) -> bool:
        where = event.position()
        if kind == QEvent.Type.MouseMove:
            if self._begin is None:
                self.hovered.emit(where)
            else:
                self._go(where)
            return True
        if event.button() != Qt.MouseButton.LeftButton:
            return False
        if kind == QEvent.Type.MouseButtonPress:
            self._press(where, QApplication.startDragDistance())
        elif kind == QEvent.Type.MouseButtonDblClick:
            self._press(where, QApplication.startDragDistance())
            self.doubled.emit(where)
        elif kind == QEvent.Type.MouseButtonRelease:
            self._release(where)
        return True

    def _touch(self, event: QTouchEvent) -> None:
        points = [point.position() for point in event.points()]
        if event.type() == QEvent.Type.TouchCancel or not points:
            self._let_go()
        elif len(points) >= 2:
            self._pinch(points[0], points[1], event.type() == QEvent.Type.TouchEnd)
        elif event.type() == QEvent.Type.TouchBegin:
            self._press(points[0], SLIP)
        elif event.type() == QEvent.Type.TouchEnd:
            self._release(points[0])
        elif self._apart:  # one finger of two has left: the other goes on from where it is
            self._apart, self._last = 0.0, points[0]
        else:
            self._go(points[0])

    def _pinch(self, one: QPointF, two: QPointF, ends: bool) -> None:
        """Two fingers move and zoom at once, around the point between them."""
        self._hold.stop()
        if self._moves and not self._apart:
            self.ended.emit()  # what one finger began
        middle, way = (one + two) / 2, two - one
        apart = max(1.0, (way.x() ** 2 + way.y() ** 2) ** 0.5)
        if self._apart:
            self.panned.emit(middle - self._last)
            self.zoomed.emit(apart / self._apart, middle)
        self._begin, self._moves = middle, True
        self._last, self._apart = middle, apart
        if ends:
            self._let_go()

    def _press(self, where: QPointF, slip: float) -> None:
        self._begin = self._last = where
        self._slip, self._moves = slip, False
        self._hold.start()

    def _go(self, where: QPointF) -> None:
        if self._begin is None:
            return
        if not self._moves and (where - self._begin).manhattanLength() <= self._slip:
            return
        self._hold.stop()
        self._moves = True
        way, self._last = where - self._last, where
        self.moved.emit(self._begin, way)

    def _release(self, where: QPointF) -> None:
        begin, moves = self._begin, self._moves
        self._let_go()
        if begin is not None and not moves:
            self.tapped.emit(begin, where)

    def _held(self) -> None:
        begin = self._begin
        self._let_go()
        if begin is not None:
            self.held.emit(begin)

    def _let_go(self) -> None:
        moved = self._begin is not None and self._moves and not self._apart
        self._hold.stop()
        self._begin, self._moves, self._apart = None, False, 0.0
        if moved:
            self.ended.emit()
