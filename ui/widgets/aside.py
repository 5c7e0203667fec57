# SPDX-License-Identifier: MIT
"""A row below the strip that asks for something while all else goes on."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget


class Aside(QWidget):
    """Out of sight until it is needed; Escape puts it away while the keyboard is in it.

    The keyboard goes back to `rest` then. What is in the row is made when it is first needed.
    """

    def __init__(self, rest: QWidget) -> None:
        super().__init__()
        self._rest = rest
        self.hide()

    def lay(self) -> QHBoxLayout:
        """Make the row; returns its layout."""
        outer = QHBoxLayout(self)
        outer.setContentsMargins(16, 12, 16, 0)
        panel = QFrame()
        panel.setObjectName("panel")
        outer.addWidget(panel)
        row = QHBoxLayout(panel)
        row.setContentsMargins(20, 8, 16, 8)
        row.setSpacing(16)
        return row

    def has_keyboard(self) -> bool:
        """Whether what is typed comes here."""
        here = QApplication.focusWidget()
        return here is not None and self.isAncestorOf(here)

    def put_away(self) -> None:
        """Ask for nothing any more."""
        if self.has_keyboard():
            self._rest.setFocus()
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Escape is ours while the keyboard is here, and not the page's."""
        ours = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if ours and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if ours and event.type() == QEvent.Type.KeyPress:
            self.put_away()
            return True
        return super().event(event)
