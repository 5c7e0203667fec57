# SPDX-License-Identifier: MIT
"""Files that are dropped on a widget, as a file manager drops them."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

COPY_ONLY, LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton


def drop(on: QWidget, *files: Path) -> bool:
    """Drop files on the middle of a widget; whether they were welcome."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    middle, none = on.rect().center(), Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(middle, COPY_ONLY, mime, LEFT, none)
    QApplication.sendEvent(on, enter)
    if enter.isAccepted():
        QApplication.sendEvent(on, QDropEvent(QPointF(middle), COPY_ONLY, mime, LEFT, none))
    return enter.isAccepted()
