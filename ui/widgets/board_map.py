# SPDX-License-Identifier: MIT
"""The board map: the surface the bench works on, its faces, and what has been found so far."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.widgets import draw
from ui.widgets.board_paint import Site
from ui.widgets.board_surface import BoardSurface
from ui.widgets.board_view import Board
from ui.widgets.controls import Button, Label, Press, paint_badge
from ui.widgets.panels import EmptyState
from ui.widgets.site_list import SiteList
from ui.widgets.states import FACES, SITES
from workshop.domain.terms import SiteState
from workshop.language import mark_many, say, say_many

_ORDER = (
    SiteState.GOOD,
    SiteState.DAMAGED,
    SiteState.MISSING,
    SiteState.SUSPECT,
    SiteState.FITTED,
    SiteState.LEFT,
    SiteState.ON_BOARD,
    SiteState.EMPTY,
)
_COUNTS = {
    SiteState.GOOD: mark_many("{n} good", "{n} good"),
    SiteState.DAMAGED: mark_many("{n} damaged", "{n} damaged"),
    SiteState.MISSING: mark_many("{n} missing", "{n} missing"),
    SiteState.SUSPECT: mark_many("{n} suspect", "{n} suspect"),
    SiteState.FITTED: mark_many("{n} fitted", "{n} fitted"),
    SiteState.LEFT: mark_many("{n} left on board", "{n} left on board"),
    SiteState.ON_BOARD: mark_many("{n} on board", "{n} on board"),
    SiteState.EMPTY: mark_many("{n} empty", "{n} empty"),
}


class BoardMap(QWidget):
    """The map of one board, or the plain list of its sites where nobody knows more of it.

    `siteTapped(name)` is a tap, `siteHeld(name)` a long press; `currentChanged(name)` only a look.
    """

    siteTapped = Signal(str)
    siteHeld = Signal(str)
    drawAsked = Signal()
    currentChanged = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._has_both = False
        self._empty_words = ("", "")
        self.surface = BoardSurface()
        self.surface.tapped.connect(self.siteTapped)
        self.surface.held.connect(self.siteHeld)
        self.list = SiteList()
        self.surface.currentChanged.connect(self._follow)
        self.surface.currentChanged.connect(self.currentChanged)
        self.list.tapped.connect(self._tapped)
        self.list.held.connect(self._held)
        self.list.picked.connect(lambda site: self.setCurrent(site.name))
        self._stack = QStackedLayout(self)
        self._empty = EmptyState("board", "")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._work())
        self.say_words()

    def _work(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self._above = Label("", theme.NOTE, strong=True, cuts=True, most=2)
        column.addWidget(self._above)
        top = QHBoxLayout()
        top.setSpacing(4)
        self._title = Label("", theme.BODY, strong=True, cuts=True, most=2)
        top.addWidget(self._title, 1)
        self._faces = {face: _FaceButton() for face in FACES}
        for face, button in self._faces.items():
            button.clicked.connect(lambda _=False, face=face: self.setFace(face))
            top.addWidget(button)
        top.addSpacing(theme.GRID)
        for tool in self._tool_buttons():
            top.addWidget(tool)
        self.as_list = Button("", icon="table")
        self.as_list.clicked.connect(lambda: self.show_list(not self.shows_list))
        top.addWidget(self.as_list)
        self.draw = Button("", icon="edit")
        self.draw.clicked.connect(self.drawAsked)
        top.addWidget(self.draw)
        column.addLayout(top)
        self._shown = QStackedWidget()
        self._shown.addWidget(self.surface)
        self._shown.addWidget(self.list)
        column.addWidget(self._shown, 1)
        self.remark = Label("", theme.NOTE, ink="careful", strong=True, wraps=True)
        self.remark.hide()
        column.addWidget(self.remark)
        self._counts = _Counts()
        column.addWidget(self._counts)
        return page

    def _tool_buttons(self) -> list[Button]:
        self._tools = [Button("", icon=icon) for icon in ("zoom-out", "zoom-in", "fit")]
        acts = (lambda: self.surface.zoom(0.8), lambda: self.surface.zoom(1.25), self.surface.fit)
        for tool, act in zip(self._tools, acts, strict=True):
            tool.clicked.connect(act)
        return self._tools

    def setMap(self, board: Board | None) -> None:
        """Show this board, or with None what to do to see one.

        The same board (by tag) again keeps face, zoom and current site, and what it is shown as
        until it becomes known.
        """
        before, self._board = self._board, board
        same = board is not None and before is not None and board.tag == before.tag
        as_before = (
            same and board is not None and before is not None and board.known == before.known
        )
        faces = {site.face for site in board.sites} if board is not None else set()
        self._has_both = {"front", "back"} <= faces
        if not same:
            self.surface.setFace("back" if faces == {"back"} else "front")
        self.surface.setBoard(board)
        self.list.setRows(board.sites if board is not None else [])
        if not same:
            self._follow("")
        self.show_list(self.shows_list if as_before else board is not None and not board.known)
        self._stack.setCurrentIndex(0 if board is None or not board.sites else 1)
        self._show_words()

    def setRemark(self, words: str) -> None:
        """Say this below the map or list; nothing with empty words."""
        self.remark.setText(words)
        self.remark.setVisible(bool(words))

    @property
    def shows_list(self) -> bool:
        """Whether the sites are shown as a list."""
        return self._in_sight() is self.list

    def _in_sight(self) -> QWidget:
        return self.surface if self._shown.currentIndex() == 0 else self.list

    def show_list(self, shown: bool) -> None:
        """Show the sites as a list, or on the picture of the board."""
        had = self.surface.has_keyboard or self.list.hasFocus()
        changed = shown is not self.shows_list
        self._shown.setCurrentWidget(self.list if shown else self.surface)
        for button in self._faces.values():
            button.setVisible(self._has_both and not shown)
        for tool in self._tools:
            tool.setVisible(not shown)
        self._above.setVisible(self._has_both and not shown)
        self.as_list.setIconName("board" if shown else "table")
        if had and changed:  # else a screen reader would read the site anew with each refresh
            self._in_sight().setFocus(Qt.FocusReason.OtherFocusReason)
        self.say_words()

    def spot(self, name: str) -> tuple[QRectF, QRectF]:
        """Where a site lies, and the room that the map or list has, in px of this widget."""
        shown = self._in_sight()
        corner = QPointF(shown.mapTo(self, QPoint(0, 0)))
        spot = self.list.spot(name) if self.shows_list else self.surface.site_rect(name)
        return spot.translated(corner), QRectF(shown.rect()).translated(corner)

    def give_focus(self) -> None:
        """The keyboard goes to the map or list."""
        self._in_sight().setFocus(Qt.FocusReason.OtherFocusReason)

    def _tapped(self, name: str) -> None:
        self.setCurrent(name)
        self.siteTapped.emit(name)

    def _held(self, name: str) -> None:
        self.setCurrent(name)
        self.siteHeld.emit(name)

    def setFace(self, face: str) -> None:
        """Show "front" or "back"."""
        self.surface.setFace(face)
        self._show_words()

    def setEmptyWords(self, title: str, hint: str = "") -> None:
        """What to say while there is no board to show."""
        self._empty_words = (title, hint)
        self._show_words()

    def current(self) -> str:
        """The name of the current site; empty if there is none."""
        return self.surface.current()

    def setCurrent(self, name: str) -> None:
        """Make this site the current one, on whichever face it is."""
        if self._board is not None:
            face = next((site.face for site in self._board.sites if site.name == name), None)
            if face is not None:
                self.setFace(face)
        self.surface.setCurrent(name)

    def _follow(self, name: str) -> None:
        """The list comes to the site that is the current one on the map."""
        if name:
            self.list.go(name)
        else:
            self.list.clearSelection()
            self.list.setCurrentIndex(QModelIndex())

    def say_words(self) -> None:
        """Write the words in the language in force."""
        for face, words in FACES.items():
            self._faces[face].setText(say(words))
        names = (say("Zoom out"), say("Zoom in"), say("Fit the board"))
        view = say("Show the picture of the board") if self.shows_list else say("Show a list")
        for button, name in zip(
            [*self._tools, self.as_list, self.draw],
            [*names, view, say("Draw the map")],
            strict=True,
        ):
            button.setAccessibleName(name)
            button.setToolTip(draw.plain_tip(name))
        self._show_words()

    def _show_words(self) -> None:
        board = self._board
        title, hint = self._empty_words
        if board is None:
            title = title or say("No board in hand")
            hint = hint or say("Scan a card or a board to see its map.")
        elif not board.sites:
            title = say("No map of this board yet")
            hint = say("The catalogue has no sites for {board}.", board=board.name)
        self._empty.setWords(title, hint)
        name = board.name if board is not None else ""
        self._above.setText(name)  # where the faces leave no room beside them
        self._title.setText("" if self._has_both and not self.shows_list else name)
        for face, button in self._faces.items():
            button.setMarked(face == self.surface.face())
        self._counts.count(board.sites if board is not None else ())


class _Counts(QWidget):
    """How many sites are in each state; numbers alone where the words do not fit."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[tuple[str, str, SiteState]] = []
        self.setFixedHeight(28)

    def count(self, sites: Sequence[Site]) -> None:
        numbers = Counter(site.state for site in sites)
        self._parts = [
            (say_many(*_COUNTS[state], numbers[state.value]), str(numbers[state.value]), state)
            for state in _ORDER
            if numbers[state.value]
        ]
        said = ", ".join(words for words, _number, _state in self._parts)
        self.setAccessibleName(said)
        self.setToolTip(draw.plain_tip(said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        left = 0.0
        with QPainter(self) as painter:
            font = theme.font(theme.NOTE, strong=True)
            needs = sum(draw.width_of(words, font) + 46 for words, _, _ in self._parts)
            for words, number, state in self._parts:
                look = SITES[state]
                text = words if needs <= self.width() else number
                where = QRectF(left, 0, draw.width_of(text, font) + 38, self.height())
                paint_badge(painter, where, text, look.tone, look.icon)
                left = where.right() + 8


class _FaceButton(Press):
    """One of two words, of which one is marked by a line below it."""

    def __init__(self) -> None:
        super().__init__()
        self._marked = False
        self.setFont(theme.font(theme.BODY))

    def setMarked(self, marked: bool) -> None:
        self._marked = marked
        self.setFont(theme.font(theme.BODY, strong=marked))
        self.setAccessibleDescription(say("In sight") if marked else "")
        self.update()

    def sizeHint(self) -> QSize:
        wide = draw.width_of(self.words(), theme.font(theme.BODY, strong=True)) + 24
        return QSize(max(theme.TOUCH, round(wide)), theme.TOUCH)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            where = QRectF(self.rect())
            ink = "text" if self._marked else "accent" if self.underMouse() else "quiet"
            draw.words(painter, where, self.words(), self.font(), ink, draw.MIDDLE)
            if self._marked:
                line = QRectF(where.left() + 10, where.bottom() - 8, where.width() - 20, 3)
                draw.box(painter, line, "accent", None, 1.5)
            draw.focus_ring(painter, self)
