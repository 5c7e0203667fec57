# SPDX-License-Identifier: MIT
"""The painted board: sites to tap, walk through by keyboard, zoom into and move about."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from ui.widgets import draw
from ui.widgets.board_layout import nearest
from ui.widgets.board_paint import Site, paint_site
from ui.widgets.board_pointer import Pointer
from ui.widgets.board_sites import SiteKeys
from ui.widgets.board_view import Board, BoardView
from ui.widgets.states import SITES
from workshop.domain.terms import PieceKind, SiteState
from workshop.language import mark, say

_STEP = 1.25
_PAN = 60.0  # px that one press of an arrow with Ctrl moves the board
_CTRL = Qt.KeyboardModifier.ControlModifier
_FREE = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_KINDS = {PieceKind.DIE.value: mark("die"), PieceKind.MEMORY.value: mark("memory")}


class BoardSurface(BoardView):
    """One face of a board to work on.

    A tap, or Enter on the current site, says `tapped`; a long press, a right click or the menu key
    `held`. Arrows go to the nearest site that way, with Ctrl they move the board. Wheel, two
    fingers, + and - zoom; a drag moves; a double click beside the sites, or 0, fits.
    """

    tapped = Signal(str)
    held = Signal(str)
    currentChanged = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current = self._hover = ""
        self._keys = SiteKeys(self)
        self._keys.pressed.connect(self._tap)
        pointer = Pointer(self)
        pointer.tapped.connect(self._tapped)
        pointer.held.connect(lambda where: self._hold(self._view.hit(where)))
        pointer.moved.connect(lambda _begin, way: self.move_by(way.x(), way.y()))
        pointer.panned.connect(lambda way: self.move_by(way.x(), way.y()))
        pointer.zoomed.connect(self.zoom)
        pointer.hovered.connect(self._hovered)
        pointer.left.connect(lambda: self._hovered(None))
        pointer.doubled.connect(self._doubled)
        self._describe()

    def setBoard(self, board: Board | None) -> None:
        """Show this board; for the board already in sight, the view and current site are kept."""
        same = board is not None and self._board is not None and board.tag == self._board.tag
        super().setBoard(board)
        if not same or self._current not in {site.name for site in self.sites()}:
            self._current = ""
        self._describe()

    def setFace(self, face: str) -> None:
        """Show the front or the back; no site of it is the current one."""
        if face != self._face:
            self._current = ""
        super().setFace(face)
        self._describe()

    def setNote(self, note: str) -> None:
        """Say this below the board, and to who cannot see it."""
        super().setNote(note)
        self._describe()

    def current(self) -> str:
        """The name of the current site; empty if there is none."""
        return self._current

    def setCurrent(self, name: str) -> None:
        """Make this site of the face in sight the current one, and bring it into sight."""
        names = {site.name for site in self.sites()}
        chosen = name if name in names else ""
        if chosen != self._current:
            self._current = chosen
            self._describe()
            if self.has_keyboard:
                self._keys.give_focus(chosen)
            self.currentChanged.emit(chosen)
        if chosen:
            self._view.reveal(chosen)
        self.changed()

    def settled(self) -> None:
        """Nothing moves any more: a screen reader is told what is where."""
        super().settled()
        self._keys.place(self._view.spots())

    # What it says

    def words(self, name: str) -> str:
        """What there is to say about a site: name, what belongs there, memory channel, state."""
        site = next((site for site in self.sites() if site.name == name), None)
        if site is None:
            return ""
        parts = [site.name, say(_KINDS[site.kind])]
        if site.expects:
            parts.append(site.expects)
        if site.channel:
            parts.append(say("channel {channel}", channel=site.channel))
        parts.append(SITES[SiteState(site.state)].word)
        return ", ".join(parts)

    def _describe(self) -> None:
        """Tell a screen reader what is current, as the name of what has the focus."""
        said = self.words(self._current)
        self.setAccessibleName(say("Board map: {site}", site=said) if said else say("Board map"))
        told = say("Arrows go from site to site, Enter taps, the menu key tells more, + - zoom.")
        self.setAccessibleDescription(" ".join(part for part in (self._note, told) if part))
        self._keys.show({site.name: self.words(site.name) for site in self.sites()})

    # Keys

    @property
    def has_keyboard(self) -> bool:
        """Whether what is typed comes here."""
        return self.hasFocus() or self._keys.has_focus

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard is with the current site, where there is one."""
        super().focusInEvent(event)
        if self._current:
            self._keys.give_focus(self._current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Enter, the menu key, Home, End and zoom keys."""
        key = Qt.Key(event.key())
        with_ctrl = event.modifiers() & ~_FREE == _CTRL
        if key in _WAYS and with_ctrl and self._view.is_near:
            way = _WAYS[key]
            self.move_by(-way[0] * _PAN, -way[1] * _PAN)
        elif event.modifiers() & ~_FREE:
            super().keyPressEvent(event)
        elif key in _WAYS:
            self._walk(_WAYS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            sites = self.sites()
            if sites:
                self.setCurrent(sites[0 if key == Qt.Key.Key_Home else -1].name)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self._current and not event.isAutoRepeat():
                self.tapped.emit(self._current)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(1 / _STEP if key == Qt.Key.Key_Minus else _STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_Menu:
            self._hold(self._current)
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

    def _tapped(self, begin: QPointF, end: QPointF) -> None:
        """A tap, if the finger left where it came."""
        site = self._view.hit(begin)
        if site and site == self._view.hit(end):
            self._tap(site)

    def _tap(self, site: str) -> None:
        self.setCurrent(site)
        self.tapped.emit(site)

    def _hold(self, site: str) -> None:
        if site:
            self.setCurrent(site)
            self.held.emit(site)

    def _hovered(self, where: QPointF | None) -> None:
        hover = "" if where is None else self._view.hit(where)
        if hover != self._hover:
            self._hover = hover
            shape = Qt.CursorShape.PointingHandCursor if hover else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def _doubled(self, where: QPointF) -> None:
        """Fit; but two quick taps on a site are two taps."""
        if not self._view.hit(where):
            self.fit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key: tell more of the current site."""
        self._hold(self._current)

    def event(self, event: QEvent) -> bool:
        """Tooltips."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            said = self.words(self._view.hit(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), draw.plain_tip(said), self)
            return True
        return bool(super().event(event))

    # Painting

    def paint_site(self, painter: QPainter, where: QRectF, site: Site) -> None:
        """Paint one site; the one under the pointer stands out."""
        hovered = site.name == self._hover
        paint_site(painter, where, site, hovered=hovered, bare=bool(self._photo.images))

    def paint_over(self, painter: QPainter) -> None:
        """Paint the ring around the current site."""
        if self._current in self._view.spots():
            ring = self.site_rect(self._current).adjusted(-7, -7, 7, 7)
            draw.box(painter, ring, None, "board_text", 10, 6 if self.has_keyboard else 4)
            draw.box(painter, ring.adjusted(1, 1, -1, -1), None, "accent", 9, 4)
