# SPDX-License-Identifier: MIT
"""A board that is drawn on: sites are put, moved and made larger by hand or by keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets import draw
from ui.widgets.board_paint import Site
from ui.widgets.board_pointer import Pointer
from ui.widgets.board_view import BoardView
from workshop.benches.map_drawing import SMALLEST, STEP, Drawing
from workshop.language import say

_ZOOM = 1.25
_HANDLE = 22.0  # px around the corner by which a site is made larger
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_FAR = 10  # so many steps with Shift
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class BoardCanvas(BoardView):
    """One face of a drawing.

    A drag moves a site, at its corner it makes it larger, beside the sites it draws a new one.
    Arrows move the current site by half a millimetre, with Shift by five, with Ctrl they make it
    larger; Page up and down go from site to site, Insert puts one, Delete takes it off. `edited`
    comes after each change, `picked` with the name of the current site; `undone` and `redone` ask
    for a change to be taken back or made again.
    """

    edited = Signal()
    picked = Signal(str)
    undone = Signal()
    redone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing: Drawing | None = None
        self._current = ""
        self._begun: tuple[str, QRectF] | None = None  # what a drag does, and with what (mm)
        self._way = QPointF()
        pointer = Pointer(self)
        pointer.tapped.connect(lambda begin, _end: self.pick(self._view.hit(begin)))
        pointer.moved.connect(self._drag)
        pointer.ended.connect(self._drop)
        pointer.panned.connect(lambda way: self.move_by(way.x(), way.y()))
        pointer.zoomed.connect(self.zoom)
        self._describe()

    def show_drawing(self, drawing: Drawing) -> None:
        """Draw on this, or show it as it is now."""
        self.drawing = drawing
        self.setBoard(drawing.now)
        site = drawing.now.site(self._current)
        if site is None or site.face != self._face:
            self.pick("")
        self._describe()

    def current(self) -> str:
        """The name of the site that is drawn on; empty for none."""
        return self._current

    def rename_current(self, name: str) -> None:
        """The site that is drawn on goes by this name from the next drawing on."""
        self._current = name

    def pick(self, name: str) -> None:
        """Draw on this site."""
        if name != self._current:
            self._current = name
            self.picked.emit(name)
        if name and name in self._view.spots():
            self._view.reveal(name)
        self._describe()
        self.changed()

    def _describe(self) -> None:
        site = self.drawing.now.site(self._current) if self.drawing else None
        if site is None:
            words = say("Drawing of the board")
        else:
            words = say("Drawing of the board: {site}, {x} mm from the left, {y} mm from the top, "
                        "{w} by {h} mm", site=site.name, x=site.x, y=site.y, w=site.w,
                        h=site.h)  # fmt: skip
        self.setAccessibleName(words)
        self.setAccessibleDescription(
            say("Arrows move a site, with Ctrl they make it larger. Page up and down go from site "
                "to site, Insert puts one, Delete takes it off.")
        )  # fmt: skip

    # By keys

    def event(self, event: QEvent) -> bool:
        """While the map is drawn on, the keys of undo are those of the drawing."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if not (event.matches(QKeySequence.StandardKey.Undo) or _is_redo(event)):
                return bool(super().event(event))
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, make larger, put, take off, go on, zoom."""
        key, with_ = Qt.Key(event.key()), event.modifiers()
        if self.drawing is None or with_ & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undone.emit()
        elif _is_redo(event):
            self.redone.emit()
        elif key in _WAYS and self._current:
            self._nudge(_WAYS[key], larger=bool(with_ & _CTRL), far=bool(with_ & _SHIFT))
        elif with_ & _CTRL:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._go(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Insert:
            self.add()
        elif key == Qt.Key.Key_Delete:
            self.remove()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(1 / _ZOOM if key == Qt.Key.Key_Minus else _ZOOM)
        elif key == Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def _nudge(self, way: tuple[int, int], *, larger: bool, far: bool) -> None:
        site = self.drawing.now.site(self._current) if self.drawing else None
        if self.drawing is None or site is None:
            return
        dx, dy = (each * STEP * (_FAR if far else 1) for each in way)
        if larger:
            self.drawing.change(site.name, w=site.w + dx, h=site.h + dy)
        else:
            self.drawing.move(site.name, site.x + dx, site.y + dy)
        self.edited.emit()

    def _go(self, by: int) -> None:
        names = [site.name for site in self.sites()]
        if names:
            nowhere = -1 if by > 0 else 0
            here = names.index(self._current) if self._current in names else nowhere
            self.pick(names[(here + by) % len(names)])

    def add(self) -> None:
        """Put a memory chip in the middle of what is in sight."""
        if self.drawing is not None:
            middle = self._view.point(QPointF(self.rect().center()))
            self._put(QRectF(middle.x() - 7, middle.y() - 6, 0, 0))

    def remove(self) -> None:
        """Take the current site off the board."""
        if self.drawing is not None and self._current:
            self.drawing.remove(self._current)
            self.pick("")
            self.edited.emit()

    def _put(self, where: QRectF) -> None:
        assert self.drawing is not None
        size = (where.width(), where.height())
        name = self.drawing.add(self._face, where.x(), where.y(), *size)
        self.edited.emit()
        self.pick(name)

    # By hand

    def _drag(self, begin: QPointF, way: QPointF) -> None:
        if self.drawing is None:
            return
        if self._begun is None:
            self._begun, self._way = self._begins(begin), QPointF()
        self._way += way / self._view.scale
        self.update()

    def _begins(self, begin: QPointF) -> tuple[str, QRectF]:
        """What a drag from this point does, and with which part of the board."""
        if self._current in self._view.spots():
            corner = self.site_rect(self._current).bottomRight() - begin
            if max(abs(corner.x()), abs(corner.y())) <= _HANDLE:
                return "size", self._part(self._current)
        name = self._view.hit(begin)
        if name:
            self.pick(name)
            return "move", self._part(name)
        start = self._view.point(begin)
        return "draw", QRectF(start.x(), start.y(), 0, 0)

    def _part(self, name: str) -> QRectF:
        site = self.drawing.now.site(name) if self.drawing else None
        assert site is not None
        return QRectF(site.x, site.y, site.w, site.h)

    def _ghost(self) -> QRectF | None:
        """Where the site would lie if the finger left now, in mm."""
        if self._begun is None:
            return None
        does, part = self._begun
        if does == "move":
            return part.translated(self._way)
        return part.adjusted(0, 0, self._way.x(), self._way.y()).normalized()

    def _drop(self) -> None:
        ghost, begun, self._begun = self._ghost(), self._begun, None
        if ghost is None or begun is None or self.drawing is None:
            return
        if begun[0] == "draw":
            if min(ghost.width(), ghost.height()) >= SMALLEST:
                self._put(ghost)
        else:
            self.drawing.change(
                self._current, x=ghost.x(), y=ghost.y(), w=ghost.width(), h=ghost.height()
            )
            self.edited.emit()
        self.update()

    # Painting

    def paint_site(self, painter: QPainter, where: QRectF, site: Site) -> None:
        """Paint the outline of a site and its name: what lies below stays in sight."""
        draw.box(painter, where, None, "surface", 4, 5)
        draw.box(painter, where.adjusted(1.5, 1.5, -1.5, -1.5), None, "accent", 3, 2)
        letters = theme.font(theme.NOTE, strong=True)
        words = " · ".join(part for part in (site.name, site.channel) if part)
        if draw.width_of(words, letters) > where.width() - 12:
            words = site.name
        plate = QRectF(0, 0, min(where.width(), draw.width_of(words, letters) + 12), 22)
        plate.moveCenter(where.center())
        draw.box(painter, plate, "surface", "line", 5)
        draw.words(painter, plate, words, letters, "text", draw.MIDDLE)

    def paint_over(self, painter: QPainter) -> None:
        """Paint the ring and the corner of the current site, and where a drag would bring it."""
        if self._current in self._view.spots():
            where = self.site_rect(self._current)
            draw.box(painter, where.adjusted(-5, -5, 5, 5), None, "accent", 9, 4)
            corner = QRectF(0, 0, 18, 18)
            corner.moveCenter(where.bottomRight())
            draw.box(painter, corner, "surface", "accent", 4, 3)
        ghost = self._ghost()
        if ghost is not None:
            part = self._view.rect(ghost.x(), ghost.y(), ghost.width(), ghost.height())
            draw.box(painter, part, None, "accent", 4, 3, dashed=True)
            size = say("{w} × {h} mm", w=f"{ghost.width():.1f}", h=f"{ghost.height():.1f}")
            room = QRectF(part.left(), part.top() - 26, 140, 24)
            draw.box(painter, room, "surface", "line", 4)
            draw.words(painter, room, size, theme.font(theme.NOTE), "text", draw.MIDDLE)
        draw.focus_ring(painter, self, 10)


def _is_redo(event: QKeyEvent) -> bool:
    """Whether a key makes again what was taken back, on this system or on another."""
    return event.matches(QKeySequence.StandardKey.Redo) or (
        event.modifiers() == _CTRL and event.key() == Qt.Key.Key_Y
    )
