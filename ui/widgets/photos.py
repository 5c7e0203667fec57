# SPDX-License-Identifier: MIT
"""A grid of photos, each with a line that says what it shows; a tap or Enter opens one."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import icons, theme
from ui.widgets import draw
from workshop.language import say

Index = QModelIndex | QPersistentModelIndex

# px: a small copy as it is asked for (sharp on a screen of twice the points), and its cell.
COPY = (344, 258)
CELL = QSize(172, 164)
_LINE = 28


class Shown(NamedTuple):
    """One photo: its id, the hash of its file, what it shows, and its line for a screen reader."""

    id: int
    sha256: str
    words: str
    name: str


class _Photos(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[Shown] = []
        self.copies: dict[str, QImage | None] = {}

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.name
        return draw.plain_tip(row.name) if role == Qt.ItemDataRole.ToolTipRole else None


class PhotoGrid(QListView):
    """Photos in rows. `opened(place)` is a tap or Enter, `removeAsked(place)` the Delete key."""

    opened = Signal(int)
    removeAsked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos = _Photos(self)
        self.setModel(self._photos)
        self.setItemDelegate(_Cell(self))
        self.setAccessibleName(name)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setGridSize(CELL)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.clicked.connect(lambda index: self.opened.emit(index.row()))

    def setPhotos(self, rows: Sequence[Shown]) -> list[str]:
        """Show these; the one in hand stays. Returns the hashes whose small copies it lacks."""
        here = self.current()
        self._photos.beginResetModel()
        self._photos.rows = list(rows)
        self._photos.endResetModel()
        place = next((i for i, row in enumerate(rows) if here and row.id == here.id), -1)
        self.setCurrentIndex(self._photos.index(place, 0))
        wanted = dict.fromkeys(row.sha256 for row in rows)
        copies = self._photos.copies
        self._photos.copies = {each: copies[each] for each in wanted if each in copies}
        return [each for each in wanted if each not in copies]

    def setCopy(self, sha256: str, image: QImage | None) -> None:
        """Show the small copy of a file; None where it cannot be shown."""
        self._photos.copies[sha256] = image
        self.viewport().update()

    def copy_of(self, sha256: str) -> QImage | None:
        """The small copy of a file, where there is one by now."""
        return self._photos.copies.get(sha256)

    def is_loading(self, sha256: str) -> bool:
        """Whether the small copy of a file is still to come."""
        return sha256 not in self._photos.copies

    def rows(self) -> list[Shown]:
        """What it shows."""
        return self._photos.rows

    def current(self) -> Shown | None:
        """The photo the keyboard is at."""
        row = self.currentIndex().row()
        return self._photos.rows[row] if 0 <= row < len(self._photos.rows) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete asks to remove; letters are left to who scans."""
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.opened.emit(row)
        elif event.key() == Qt.Key.Key_Delete and row >= 0:
            self.removeAsked.emit(row)
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Cell(QStyledItemDelegate):
    """Paints a photo in its frame and the line below it."""

    def __init__(self, grid: PhotoGrid) -> None:
        super().__init__(grid)
        self._grid = grid

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return CELL

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._grid.rows()[index.row()]
        where = QRectF(option.rect).adjusted(4, 4, -4, -4)
        frame = where.adjusted(0, 0, 0, -_LINE)
        hovered = option.state & QStyle.StateFlag.State_MouseOver
        draw.box(painter, frame, "field", "edge" if hovered else "line")
        image = self._grid.copy_of(row.sha256)
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = image.size().scaled(
                frame.adjusted(4, 4, -4, -4).size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
            )
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(frame.center())
            painter.drawImage(place, image)
        elif self._grid.is_loading(row.sha256):
            icons.paint(painter, "camera", _middle(frame), "edge")
        else:
            icons.paint(painter, "warning", _middle(frame), "careful")
            low = frame.adjusted(8, frame.height() - 34, -8, -8)
            draw.words(painter, low, say("It cannot be shown"), theme.font(theme.SMALL), "careful",
                       draw.MIDDLE)  # fmt: skip
        line = QRectF(where.left() + 2, frame.bottom(), where.width() - 4, _LINE)
        draw.words(painter, line, row.words, theme.font(theme.NOTE), "quiet")
        if self._grid.hasFocus() and index.row() == self._grid.currentIndex().row():
            draw.box(painter, frame, None, "accent", width=2)


def _middle(frame: QRectF) -> QRectF:
    return QRectF(frame.center().x() - 16, frame.center().y() - 20, 32, 32)
