# SPDX-License-Identifier: MIT
"""The painted board: sites to tap, walk through by keyboard, zoom into and move about."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QGestureEvent,
    QPinchGesture,
    QSizePolicy,
    QToolTip,
    QWidget,
)

from ui import theme
from ui.widgets import draw
from ui.widgets.board_layout import View, nearest
from ui.widgets.board_paint import paint_board, paint_site
from ui.widgets.states import SITES
from workshop.domain.terms import SiteState
from workshop.language import say

_STEP = 1.25
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class Site(Protocol):
    """A place on a board; mm from the top left corner of its face."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def face(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def w(self) -> float: ...
    @property
    def h(self) -> float: ...
    @property
    def state(self) -> str: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def expects(self) -> str | None: ...


class Shape(Protocol):
    """Something on the board that is only there to find one's way; mm."""

    @property
    def kind(self) -> str: ...
    @property
    def face(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def w(self) -> float: ...
    @property
    def h(self) -> float: ...


class Board(Protocol):
    """A board with its sites; mm."""

    @property
    def tag(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def sites(self) -> Sequence[Site]: ...
    @property
    def connectors(self) -> Sequence[Shape]: ...


class BoardSurface(QWidget):
    """One face of a board.

    A tap, or Enter on the current site, says `tapped`; arrows go to the nearest site that way.
    Wheel, pinch, + and - zoom; a drag moves; a double click beside the sites, or 0, fits.
    """

    tapped = Signal(str)
    currentChanged = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._face, self._current, self._hover = "front", "", ""
        self._view = View()
        self._pressed: tuple[QPointF, str] | None = None
        self._dragged = False
        self.setMinimumSize(260, 220)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self._describe()

    def setBoard(self, board: Board | None) -> None:
        """Show this board; for the board already in sight, the view and current site are kept."""
        same = board is not None and self._board is not None and board.tag == self._board.tag
        self._board = board
        names = {site.name for site in self._sites()}
        if not same or self._current not in names:
            self._current = ""
        if same:
            self._view.update_sites(self._sites())
        else:
            self.fit()
        self._describe()
        self.update()

    def setFace(self, face: str) -> None:
        """Show the front or the back."""
        if face != self._face:
            self._face, self._current = face, ""
            self.fit()
            self._describe()
            self.update()

    def face(self) -> str:
        """The face in sight: front or back."""
        return self._face

    def current(self) -> str:
        """The name of the current site; empty if there is none."""
        return self._current

    def setCurrent(self, name: str) -> None:
        """Make this site of the face in sight the current one, and bring it into sight."""
        names = {site.name for site in self._sites()}
        chosen = name if name in names else ""
        if chosen != self._current:
            self._current = chosen
            self._describe()
            self.currentChanged.emit(chosen)
        if chosen:
            self._view.reveal(chosen)
        self.update()

    def site_rect(self, name: str) -> QRectF:
        """Where a site of the face in sight is painted and tapped, in px of this widget."""
        return self._view.spots()[name]

    def fit(self) -> None:
        """Show the board as a whole, or as much of it that every site can be hit."""
        if self._board is not None:
            size = QSize(self.width(), self.height())
            self._view.fit(self._board.width, self._board.height, self._sites(), size)
        self.update()

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """Come nearer by this factor, keeping the point of the board under `around` in place."""
        self._view.zoom(factor, around or QPointF(self.rect().center()))
        self.update()

    def _sites(self) -> list[Site]:
        sites = self._board.sites if self._board is not None else ()
        return [site for site in sites if site.face == self._face]

    def _site(self, name: str) -> Site | None:
        return next((site for site in self._sites() if site.name == name), None)

    def words(self, name: str) -> str:
        """What there is to say about a site: name, state, what belongs there, memory channel."""
        site = self._site(name)
        if site is None:
            return ""
        parts = [site.name, SITES[SiteState(site.state)].word]
        if site.expects:
            parts.append(site.expects)
        if site.channel:
            parts.append(say("channel {channel}", channel=site.channel))
        return ", ".join(parts)

    def _describe(self) -> None:
        """Tell a screen reader what is current, as the name of what has the focus."""
        said = self.words(self._current)
        self.setAccessibleName(say("Board map: {site}", site=said) if said else say("Board map"))
        self.setAccessibleDescription(
            say("Arrows go from site to site, Enter taps, plus and minus zoom.")
        )

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Enter, Home, End and zoom keys."""
        key = Qt.Key(event.key())
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~_SHIFT:
            super().keyPressEvent(event)
        elif key in ways:
            self._walk(ways[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            sites = self._sites()
            if sites:
                self.setCurrent(sites[0 if key == Qt.Key.Key_Home else -1].name)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._current and not event.isAutoRepeat():
                self.tapped.emit(self._current)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(1 / _STEP if key == Qt.Key.Key_Minus else _STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        else:
            super().keyPressEvent(event)

    def _walk(self, way: tuple[int, int]) -> None:
        spots = self._view.spots()
        if not spots:
            return
        if not self._current:
            self.setCurrent(next(iter(spots)))
            return
        there = nearest(spots, self._current, way)
        if there:
            self.setCurrent(there)

    # Pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a tap or drag begins."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = (
                (event.position(), self._view.hit(event.position())),
                False,
            )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the board once the finger has gone far enough; else show what is under it."""
        if self._pressed is not None:
            start, site = self._pressed
            way = event.position() - start
            if self._dragged or way.manhattanLength() > QApplication.startDragDistance():
                self._dragged = True
                self._view.move(way.x(), way.y())
                self._pressed = (event.position(), site)
                self.update()
            return
        hover = self._view.hit(event.position())
        if hover != self._hover:
            self._hover = hover
            shape = Qt.CursorShape.PointingHandCursor if hover else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A tap, if the finger left where it came."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        site, dragged = self._pressed[1], self._dragged
        self._pressed, self._dragged = None, False
        if not dragged and site and site == self._view.hit(event.position()):
            self.setCurrent(site)
            self.tapped.emit(site)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit; but two quick taps on a site are two taps."""
        if self._view.hit(event.position()):
            self.mousePressEvent(event)
        else:
            self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hover = ""
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        turned = event.angleDelta().y() / 120.0
        if turned:
            self.zoom(_STEP**turned, event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Pinches and tooltips."""
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom(1.0 + event.value(), event.position())
                return True
        elif isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self._pressed = None
                self.zoom(pinch.scaleFactor(), QPointF(self.mapFromGlobal(pinch.centerPoint())))
                event.accept()
                return True
        elif isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            said = self.words(self._view.hit(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), draw.plain_tip(said), self)
            return True
        return bool(super().event(event))

    # Painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again, unless somebody has zoomed or moved."""
        if self._view.touched:
            self._view.resize(QSize(self.width(), self.height()))
        else:
            self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the board, then the sites, then the ring around the current one."""
        if self._board is None:
            return
        with QPainter(self) as painter:
            ground = QRectF(self.rect())
            outline = QPainterPath()
            outline.addRoundedRect(ground, 10, 10)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(outline)
            painter.fillRect(ground, theme.color("field"))
            shapes = [shape for shape in self._board.connectors if shape.face == self._face]
            paint_board(painter, self._view, self._board.width, self._board.height, shapes)
            spots = self._view.spots()
            for site in self._sites():
                where = spots[site.name]
                if ground.intersects(where):
                    paint_site(painter, where, site.name, site.state, site.name == self._hover)
            if self._current in spots:
                ring = spots[self._current].adjusted(-7, -7, 7, 7)
                draw.box(painter, ring, None, "board_text", 10, 6 if self.hasFocus() else 4)
                draw.box(painter, ring.adjusted(1, 1, -1, -1), None, "accent", 9, 4)

    def sizeHint(self) -> QSize:
        """Room for a board at the bench."""
        return QSize(630, 520)
