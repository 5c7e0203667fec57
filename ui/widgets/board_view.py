# SPDX-License-Identifier: MIT
"""One face of a board, painted from its drawing or its photo, as near as wanted."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets import draw
from ui.widgets.board_layout import View
from ui.widgets.board_paint import Shape, Site, paint_board, paint_site
from ui.widgets.board_photo import Layers, paint_layers
from ui.widgets.roles import Role

# After so long without a move the photo is painted sharply, and who asked is told what is where.
_REST_MS = 120


class Board(Protocol):
    """A board with its sites; mm."""

    @property
    def tag(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def known(self) -> bool: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def sites(self) -> Sequence[Site]: ...
    @property
    def connectors(self) -> Sequence[Shape]: ...


class BoardView(QWidget):
    """Shows the sites of one face.

    `faceShown` says that the other face came into sight, `sharperWanted` that one looks nearer
    than the photo at hand is sharp.
    """

    heard_as = Role.Canvas

    faceShown = Signal()
    sharperWanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._face = "front"
        self._view = View()
        self._photo = Layers()
        self._note = ""
        self.setMinimumSize(260, 220)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self.settled)

    # What is shown

    def setBoard(self, board: Board | None) -> None:
        """Show this board; of the board already in sight, face and view stay as they are."""
        before, self._board = self._board, board
        if board is not None and before is not None and _like(board, before):
            self._view.update_sites(self.sites())
            self.changed()
        else:
            self._photo = Layers()
            self.fit()

    def setFace(self, face: str) -> None:
        """Show the front or the back."""
        if face != self._face:
            self._face, self._photo = face, Layers()
            self.fit()
            self.faceShown.emit()

    def face(self) -> str:
        """The face in sight: front or back."""
        return self._face

    def setPhoto(self, photo: Layers) -> None:
        """Paint the face in sight as this photo of all of it; empty layers paint a drawing."""
        self._photo = photo
        self.setNote("")
        self.changed()

    @property
    def photo(self) -> Layers:
        """The photo that is painted; empty for the drawing."""
        return self._photo

    def setNote(self, note: str) -> None:
        """Say this below the board, until another photo or face is shown."""
        self._note = note
        self.update()

    @property
    def note(self) -> str:
        """What is said below the board."""
        return self._note

    def sites(self) -> list[Site]:
        """The sites of the face in sight."""
        sites = self._board.sites if self._board is not None else ()
        return [site for site in sites if site.face == self._face]

    def site_rect(self, name: str) -> QRectF:
        """Where a site of the face in sight is painted and tapped, in px of this widget."""
        return self._view.spots()[name]

    # Nearer, farther, aside

    def fit(self) -> None:
        """Show the board as a whole, or as much of it that every site can be hit."""
        if self._board is not None:
            size = QSize(self.width(), self.height())
            self._view.fit(self._board.width, self._board.height, self.sites(), size)
        self.changed()

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """Come nearer by this factor, keeping the point of the board under `around` in place."""
        self._view.zoom(factor, around or QPointF(self.rect().center()))
        self.changed()

    def move_by(self, dx: float, dy: float) -> None:
        """Move the board by px."""
        self._view.move(dx, dy)
        self.changed()

    def changed(self) -> None:
        """Paint again, fast; what takes longer follows once nothing moves."""
        self._rest.start()
        self.update()

    def settled(self) -> None:
        """Nothing moves any more: paint sharply."""
        self.update()
        if self._board is not None and self._photo.images:
            wide = self._board.width * self._view.scale * self.devicePixelRatioF()
            if self._photo.width < wide * 0.95:
                self.sharperWanted.emit()

    # Painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again, unless somebody has zoomed or moved."""
        if self._view.touched:
            self._view.resize(QSize(self.width(), self.height()))
            self.changed()
        else:
            self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the board, then the sites, then what lies over them."""
        if self._board is None:
            return
        with QPainter(self) as painter:
            ground = QRectF(self.rect())
            painter.fillRect(ground, theme.color("field"))
            board, photo = self._board, bool(self._photo.images)
            if photo:
                whole = self._view.rect(0, 0, board.width, board.height)
                paint_layers(painter, whole, self._photo, sharp=not self._rest.isActive(),
                             ratio=self.devicePixelRatioF())  # fmt: skip
            else:
                shapes = [shape for shape in board.connectors if shape.face == self._face]
                paint_board(painter, self._view, board.width, board.height, shapes)
            spots = self._view.spots()
            for site in self.sites():
                where = spots[site.name]
                if ground.intersects(where):
                    self.paint_site(painter, where, site)
            self.paint_over(painter)
            if self._note:
                where = QRectF(8, ground.bottom() - 36, ground.width() - 16, 28)
                draw.box(painter, where, "careful_on")
                room = where.adjusted(10, 0, -10, 0)
                draw.words(painter, room, self._note, theme.font(theme.NOTE), "careful")
            _round_off(painter, ground)

    def paint_site(self, painter: QPainter, where: QRectF, site: Site) -> None:
        """Paint one site."""
        paint_site(painter, where, site, hovered=False, bare=bool(self._photo.images))

    def paint_over(self, painter: QPainter) -> None:
        """Paint what lies over the sites."""

    def sizeHint(self) -> QSize:
        """Room for a board at the bench."""
        return QSize(630, 520)


def _like(one: Board, two: Board) -> bool:
    """Whether it is the same board again, of the same outline."""
    return (one.tag, one.width, one.height) == (two.tag, two.width, two.height)


def _round_off(painter: QPainter, ground: QRectF) -> None:
    """Paint the corners away: to clip all that is painted would take far longer."""
    outside = QPainterPath()
    outside.addRect(ground)
    inside = QPainterPath()
    inside.addRoundedRect(ground, 10, 10)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outside - inside, theme.color("surface"))
