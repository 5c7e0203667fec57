# SPDX-License-Identifier: MIT
"""The one table: columns are data, rows are plain values, more of them are asked for by key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import icons, theme
from ui.widgets import draw
from ui.widgets.controls import paint_badge
from ui.widgets.states import Look
from workshop.language import say

Index = QModelIndex | QPersistentModelIndex
Align = Literal["left", "right", "centre"]
# Paints a cell: painter, where, the row.
Painting = Callable[[QPainter, QRectF, Any], None]

_SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "centre": Qt.AlignmentFlag.AlignCenter,
}
_CUTS = {"end": Qt.TextElideMode.ElideRight, "middle": Qt.TextElideMode.ElideMiddle}
_ROW = Qt.ItemDataRole.UserRole
# px: a row so high has room for a text on two lines, smaller, instead of cut off.
_TWO_LINES = 42


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `title` is a template. `get` is an attribute (or key) of the row, or a function of it. `show`
    makes a text of the value. `width` in px is kept; 0 shares what is left by `share`. `look`
    gives the state to show as a badge instead of text; `paint` paints the cell itself, whose
    text is then what a screen reader gets. `cut` says where a text that is too long loses letters:
    serials are told apart by their ends.
    """

    title: str
    get: str | Callable[[Any], object]
    align: Align = "left"
    show: Callable[[Any], str] | None = None
    width: int = 0
    share: int = 1
    strong: bool = False
    ink: str = "text"
    cut: Literal["end", "middle"] = "end"
    icon: str | Callable[[Any], str] = ""
    look: Callable[[Any], Look | None] | None = None
    paint: Painting | None = None

    def value(self, row: Any) -> object:
        """What the row has in this column."""
        if callable(self.get):
            return self.get(row)
        return row[self.get] if isinstance(row, dict) else getattr(row, self.get)

    def text(self, row: Any) -> str:
        """What is shown, as plain text on one line; nothing for None."""
        if self.look is not None:
            found = self.look(row)
            return found.word if found else ""
        value = self.value(row)
        if self.show is not None:
            return draw.one_line(self.show(value))
        return "" if value is None else draw.one_line(str(value))

    def picture(self, row: Any) -> str:
        """The icon before the text, if any."""
        return self.icon(row) if callable(self.icon) else self.icon


class Rows(QAbstractTableModel):
    """Rows of any kind under columns that say how to read them.

    With `on_more`, the table asks for more when its end comes in sight: `on_more(last row)` is
    called once, and answered by `addRows`, now or later.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        on_more: Callable[[Any], object] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = list(columns)
        self._rows: list[Any] = []
        self._on_more, self._more, self._asked = on_more, False, False

    def setRows(self, rows: Sequence[Any], more: bool = False) -> None:
        """Show these rows and no others; `more` says that there are more to ask for."""
        self.beginResetModel()
        self._rows, self._more, self._asked = list(rows), more, False
        self.endResetModel()

    def addRows(self, rows: Sequence[Any], more: bool = False) -> None:
        """Add rows at the end: the answer to `on_more`."""
        self._more, self._asked = more, False
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()

    def rows(self) -> list[Any]:
        """Every row there is now."""
        return self._rows

    @property
    def is_whole(self) -> bool:
        """Whether there is no more to ask for."""
        return not self._more or self._on_more is None

    def row(self, place: int) -> Any:
        """The row at this place."""
        return self._rows[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows there are now."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether asking makes sense now."""
        return self._more and not self._asked and self._on_more is not None

    def fetchMore(self, parent: Index) -> None:
        """Ask for more after the last row."""
        if self._on_more is not None and self._rows and not self._asked:
            self._asked = True
            self._on_more(self._rows[-1])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What Qt asks of a cell."""
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return draw.plain_tip(column.text(row)) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _SIDES[column.align]
        return row if role == _ROW else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The title of a column, aligned like what is under it."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return say(self.columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _SIDES[self.columns[section].align]
        return None


class Table(QTableView):
    """Rows of 36 px with hairlines between them, read and walked through by keyboard or touch.

    `picked(row)` says which row the keyboard or a tap came to; `opened(row)` that it was
    double-clicked or Enter was pressed on it. Without rows it says `empty`, a template.
    `high(row, width)` is how high a row is, in px, where its first cell has so many px to write in.
    `of` is whose list it is now, such as the number of a batch: for the name of its file.
    """

    picked = Signal(object)
    opened = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        name: str,
        empty: str = "",
        key: Callable[[Any], object] | None = None,
        on_more: Callable[[Any], object] | None = None,
        high: Callable[[Any, float], int] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._empty, self._key, self._high = empty, key, high
        self.of = ""
        self._when_whole: Callable[[list[Any]], object] | None = None
        self.rows = Rows(columns, on_more, self)
        self.setModel(self.rows)
        self.setItemDelegate(_Cells(self))
        self.setAccessibleName(say(name))
        self.setFont(theme.font(theme.BODY))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab goes on to the next field
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._set_headers()
        self.selectionModel().currentRowChanged.connect(self._tell_picked)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.rows.row(index.row())))

    def _set_headers(self) -> None:
        low = self.verticalHeader()
        low.hide()
        low.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        low.setDefaultSectionSize(theme.ROW)
        head = _Head(Qt.Orientation.Horizontal, self)
        self.setHorizontalHeader(head)
        head.setFixedHeight(theme.ROW)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(40)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def setEmpty(self, empty: str) -> None:
        """Say this template where there are no rows."""
        self._empty = empty
        self.viewport().update()

    def setRows(self, rows: Sequence[Any], more: bool = False) -> None:
        """Show these rows; the row that was current and the place scrolled to are kept."""
        current = self.currentRow()
        wanted = self._key(current) if self._key and current is not None else None
        several = {self._key(row) for row in self.chosenRows()} if self._key else set()
        scrolled = self.verticalScrollBar().value()
        self.rows.setRows(rows, more)
        self.share_width()
        if self._key and wanted is not None:
            place = next((i for i, row in enumerate(rows) if self._key(row) == wanted), None)
            if place is not None:
                self._go_silently(place)
        if len(several) > 1:
            self._choose_again(several)
        self.verticalScrollBar().setValue(scrolled)
        self._read_on()

    def _go_silently(self, place: int) -> None:
        """Come back to the row after a refresh: nobody picked it anew."""
        was = self.selectionModel().blockSignals(True)
        self.setCurrentIndex(self.rows.index(place, 0))
        self.selectionModel().blockSignals(was)
        self.selectRow(place)

    def addRows(self, rows: Sequence[Any], more: bool = False) -> None:
        """Add rows at the end: the answer to `on_more`."""
        before = self.rows.rowCount()
        self.rows.addRows(rows, more)
        self._set_heights(before)
        self._read_on()

    def read_all(self, then: Callable[[list[Any]], object] | None) -> None:
        """Ask for every row there is, then hand all of them over; None forgets who wanted them."""
        self._when_whole = then
        self._read_on()

    def _read_on(self) -> None:
        then = self._when_whole
        if then is not None and self.rows.is_whole:
            self._when_whole = None
            then(list(self.rows.rows()))
        elif then is not None:
            self.rows.fetchMore(QModelIndex())

    def _set_heights(self, start: int = 0) -> None:
        if self._high is not None:
            width = self.columnWidth(0) - 24.0
            for place in range(start, self.rows.rowCount()):
                self.setRowHeight(place, self._high(self.rows.row(place), width))

    def chooseSeveral(self) -> None:
        """Let several rows be chosen at once, with Ctrl or Shift, or all of them with Ctrl+A."""
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def chosenRows(self) -> list[Any]:
        """The rows that are chosen, in the order they are shown in."""
        chosen = self.selectionModel().selectedRows()
        return [self.rows.row(place) for place in sorted(index.row() for index in chosen)]

    def _choose_again(self, keys: set[object]) -> None:
        """Several rows were chosen before a refresh: those that are still there are again."""
        for place, row in enumerate(self.rows.rows()):
            if self._key and self._key(row) in keys:
                self.selectionModel().select(
                    self.rows.index(place, 0),
                    QItemSelectionModel.SelectionFlag.Select
                    | QItemSelectionModel.SelectionFlag.Rows,
                )

    def currentRow(self) -> Any:
        """The row the keyboard or a tap came to; None without one."""
        index = self.currentIndex()
        return self.rows.row(index.row()) if index.isValid() else None

    def go(self, key: object) -> bool:
        """Come to the row with this key, in sight; False if it is not among the rows."""
        for place, row in enumerate(self.rows.rows()):
            if self._key and self._key(row) == key:
                self.setCurrentIndex(self.rows.index(place, 0))
                return True
        return False

    def _tell_picked(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.picked.emit(self.rows.row(current.row()))

    def share_width(self) -> None:
        """Give fixed columns their px and the others what is left, by their shares."""
        columns = self.rows.columns
        left = self.viewport().width() - sum(column.width for column in columns)
        shares = sum(column.share for column in columns if not column.width)
        for place, column in enumerate(columns):
            if column.width:
                self.setColumnWidth(place, column.width)
            else:
                self.setColumnWidth(place, max(60, left * column.share // max(shares, 1)))
        self._set_heights()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        self.share_width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row; letters are left to whoever wants them."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self.currentRow()
            if row is not None and not event.isAutoRepeat():
                self.opened.emit(row)
            return
        if event.text().isprintable() and event.text() and not event.modifiers():
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, or what to do where there are none and a ring where no row has one."""
        super().paintEvent(event)
        if self.hasFocus() and not self.currentIndex().isValid():
            with QPainter(self.viewport()) as painter:
                draw.focus_ring(painter, self)
        if not self.rows.rowCount() and self._empty:
            room = QRectF(self.viewport().rect()).adjusted(24, 0, -24, 0)
            wrap = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            with QPainter(self.viewport()) as painter:
                painter.setFont(theme.font())
                painter.setPen(theme.color("quiet"))
                painter.drawText(room, int(wrap), say(self._empty))


def _paint_ring(painter: QPainter, where: QRectF) -> None:
    """The lines above and below a row that the keyboard is in."""
    wide = theme.ring()
    for top in (where.top(), where.bottom() - wide):
        painter.fillRect(QRectF(where.left(), top, where.width(), wide), theme.color("accent"))


class _Head(QHeaderView):
    """Quiet titles over a thin line."""

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        model, across = self.model(), Qt.Orientation.Horizontal
        side = model.headerData(logicalIndex, across, Qt.ItemDataRole.TextAlignmentRole)
        where = QRectF(rect)
        painter.save()
        painter.fillRect(where, theme.color("surface"))
        line = QRectF(where.left(), where.bottom() - 1, where.width(), 1)
        painter.fillRect(line, theme.color("line"))
        title = str(model.headerData(logicalIndex, across))
        inner = where.adjusted(12, 0, -12, 0)
        draw.words(painter, inner, title, theme.font(theme.NOTE), "quiet", side)
        painter.restore()


class _Cells(QStyledItemDelegate):
    """Paints cells itself: a style sheet is too slow for it, and rich text has no way in."""

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        column = self._table.rows.columns[index.column()]
        row = self._table.rows.row(index.row())
        where = QRectF(option.rect)
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(where, theme.color("accent_on"))
            if index.column() == 0:
                bar = QRectF(where.left(), where.top(), 3, where.height())
                painter.fillRect(bar, theme.color("accent"))
            if self._table.hasFocus():
                _paint_ring(painter, where)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(where, theme.color("field"))
        line = QRectF(where.left(), where.bottom() - 1, where.width(), 1)
        painter.fillRect(line, theme.color("line"))
        inner = where.adjusted(12, 0, -12, -1)
        if column.paint is not None:
            column.paint(painter, inner, row)
        elif column.look is not None:
            self._paint_look(painter, inner, column.look(row))
        else:
            self._paint_text(painter, inner, column, row)
        painter.restore()

    def _paint_text(self, painter: QPainter, inner: QRectF, column: Column, row: Any) -> None:
        picture = column.picture(row)
        if picture:
            icons.paint(painter, picture, QRectF(inner.left(), inner.top(), 18, inner.height()))
            inner = inner.adjusted(26, 0, 0, 0)
        letters = theme.font(theme.BODY, column.strong)
        side, cut = _SIDES[column.align], _CUTS[column.cut]
        text = column.text(row)
        if inner.height() >= _TWO_LINES and draw.width_of(text, letters) > inner.width():
            letters = theme.font(theme.NOTE, column.strong)
            draw.block(painter, inner, draw.wrapped(text, letters, inner.width(), 2), letters,
                       column.ink)  # fmt: skip
        else:
            draw.words(painter, inner, text, letters, column.ink, side, cut)

    def _paint_look(self, painter: QPainter, inner: QRectF, look: Look | None) -> None:
        if look is None:
            return
        letters = theme.font(theme.NOTE, strong=True)
        wide = min(inner.width(), draw.width_of(look.word, letters) + 38)
        where = QRectF(inner.left(), inner.center().y() - 13, wide, 26)
        paint_badge(painter, where, look.word, look.tone, look.icon)
