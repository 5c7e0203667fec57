# SPDX-License-Identifier: MIT
"""Below the strip: the list in sight is saved as a spreadsheet, by a key or by its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from ui.actions import key_words
from ui.context import Context
from ui.desk import Desk
from ui.widgets.aside import Aside
from ui.widgets.table import Table
from workshop.language import say

if TYPE_CHECKING:
    from ui.pages.list_files import ListFiles

SAVE_KEY = "Ctrl+Shift+S"


class SavedLists(Aside):
    """Saves a list with all of its rows, and says where it is; every table of the window has it.

    What is in it is made when it is first needed.
    """

    files: ListFiles

    def __init__(self, window: QWidget, desk: Desk, context: Context, rest: QWidget) -> None:
        super().__init__(rest)
        self._window, self._desk, self._context = window, desk, context
        window.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        window.customContextMenuRequested.connect(self._offer)

    def _make(self) -> None:
        from ui.pages.list_files import ListFiles

        self.files = ListFiles(self._desk, self._context, self)
        self.lay().addWidget(self.files.row, 1)
        self.files.begun.connect(self.show)
        self.files.left.connect(self.put_away)
        self.files.row.close_row.clicked.connect(self.put_away)

    def save(self) -> None:
        """Save the list the keyboard is in, else the largest in sight."""
        table = self._in_sight()
        if table is not None:
            self._save(table, ".xlsx")
            return
        words = say("There is no list here")
        self._context.answer("question", words, say("Go to a list, then press the key."))

    def _save(self, table: Table, suffix: str) -> None:
        if self.layout() is None:
            self._make()
        self.files.save(table, suffix)

    def _in_sight(self) -> Table | None:
        focus = QApplication.focusWidget()
        if isinstance(focus, Table):
            return focus
        seen = [table for table in self._window.findChildren(Table) if table.isVisible()]
        return max(seen, key=lambda table: table.width() * table.height(), default=None)

    def _offer(self, where: QPoint) -> None:
        """The menu of the list that was asked for it, by the mouse or by its key."""
        table: QWidget | None = self._window.childAt(where)
        while table is not None and not isinstance(table, Table):
            table = table.parentWidget()
        if table is None:
            return
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setAccessibleName(table.accessibleName())
        sheet = menu.addAction(say("Save as spreadsheet") + "\t" + key_words(SAVE_KEY))
        sheet.triggered.connect(lambda: self._save(table, ".xlsx"))
        text = menu.addAction(say("Save as CSV"))
        text.triggered.connect(lambda: self._save(table, ".csv"))
        menu.popup(self._window.mapToGlobal(where))
