# SPDX-License-Identifier: MIT
"""Keys made in a test bear the moment they are meant for, however long their process is held up."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QKeyEvent

_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)


class Stamps(QObject):
    """Stands before all windows, and corrects the stamps the system puts on a test's keys."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._late = self._last = 0
        self._due: int | None = None
        application = QCoreApplication.instance()
        assert application is not None
        application.installEventFilter(self)

    def after(self, milliseconds: int) -> None:
        """The next key comes so long after the last one."""
        self._due = self._last + milliseconds

    def as_they_come(self) -> None:
        """Each key comes when it does."""
        self._due = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Keys with stamps of their own are sent, not typed.
        if event.type() in _KEYS and event.spontaneous() and isinstance(event, QKeyEvent):
            if self._due is not None:
                self._late = event.timestamp() - self._due
            self._last = event.timestamp() - self._late
            event.setTimestamp(self._last)
        return False
