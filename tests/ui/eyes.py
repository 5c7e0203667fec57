# SPDX-License-Identifier: MIT
"""Finding what is in sight in a window by the words people know it by."""

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QAbstractListModel, QPoint
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from ui.widgets.board_surface import BoardSurface
from ui.widgets.controls import Press
from ui.widgets.table import Table
from ui.window import Window

# A widget, and the point of it to click; its middle for None.
Spot = tuple[QWidget, QPoint | None]


class Eyes:
    """Somebody who looks at a window, or at the dialog in front of it."""

    def __init__(self, window: Window) -> None:
        self.window = window
        # What a text on the screen is in English, where the window speaks another language.
        self.read_as: Callable[[str], set[str]] = lambda text: {text}

    def front(self) -> QWidget:
        """The dialog in front, else the window."""
        return QApplication.activeModalWidget() or self.window

    def buttons(self) -> list[Press]:
        """What can be pressed."""
        return [one for one in self.front().findChildren(Press) if one.isVisible()]

    def dialogs(self) -> list[QWidget]:
        """What stands in front of the window now."""
        tops = QApplication.topLevelWidgets()
        return [top for top in tops if top.isVisible() and top is not self.window]

    def texts(self) -> list[str]:
        """Everything that can be read in the window."""
        return list(_texts_in(self.window))

    def button(self, words: str) -> Press:
        """The one button that says this, or begins so with “…” at the end."""
        start = words.removesuffix("…")
        found = [
            one
            for one in self.buttons()
            if any(
                said == words or (start != words and said.startswith(start))
                for said in self.read_as(one.words())
            )
        ]
        assert len(found) == 1, (words, [one.words() for one in self.buttons()])
        return found[0]

    def table(self, name: str) -> Table:
        """The table whose name begins so."""
        return self._named(Table, name)

    def field(self, label: str) -> Any:
        """The field whose label begins so."""
        return self._named(QLineEdit | QComboBox | QPlainTextEdit | QSpinBox, label)

    def option(self, box: QComboBox, words: str) -> int:
        """The place of the option of a box that says this."""
        places = range(box.count())
        return next(place for place in places if words in self.read_as(box.itemText(place)))

    def _named(self, kinds: Any, name: str) -> Any:
        """The one of these kinds whose name begins so, or is this where several begin so."""
        widgets = self.front().findChildren(QWidget)
        seen = [one for one in widgets if isinstance(one, kinds) and one.isVisible()]
        said = {one: self.read_as(one.accessibleName()) for one in seen}
        found = [one for one in seen if any(each.startswith(name) for each in said[one])]
        found = [one for one in found if one.parent() not in found]  # a box has a field inside
        whole = [one for one in found if name in said[one]]
        found = whole if len(found) > 1 else found
        assert len(found) == 1, (name, [one.accessibleName() for one in seen])
        return found[0]

    def boards(self) -> list[BoardSurface]:
        """The boards: one, or none."""
        return [one for one in self.window.findChildren(BoardSurface) if one.isVisible()]

    def board(self) -> BoardSurface:
        """The board."""
        (found,) = self.boards()
        return found

    def site(self, name: str) -> Spot:
        """Where a site of the board is."""
        board = self.board()
        return board, board.site_rect(name).center().toPoint()

    def row(self, table: str, words: str = "") -> Spot:
        """Where the first row of a table is that has this in a cell, scrolled into sight."""
        found = self.table(table)
        rows = found.rows
        for place in range(rows.rowCount()):
            cells = [rows.index(place, column) for column in range(rows.columnCount())]
            texts = {text for cell in cells for text in self.read_as(str(cell.data() or ""))}
            if any(words in text for text in texts):
                found.scrollTo(cells[0])
                return found.viewport(), found.visualRect(cells[0]).center()
        raise AssertionError(f"no row says {words}")

    def rail(self, page: str) -> Press:
        """The button of a page on the rail."""
        return self.window.rail._buttons[page]


def scroll_to(widget: QWidget) -> None:
    """Scroll until a widget is in sight."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()


def _texts_in(top: QWidget) -> Iterator[str]:
    for widget in top.findChildren(QWidget):
        if not widget.isVisible():
            continue
        yield widget.accessibleName()
        if isinstance(widget, QLabel | QLineEdit):
            yield widget.text()
        elif isinstance(widget, QPlainTextEdit):
            yield widget.toPlainText()
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            model = widget.model()
            # Qt keeps the one column of a list model to itself.
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
            for row in range(model.rowCount()):
                for column in range(columns):
                    yield str(model.index(row, column).data() or "")
