# SPDX-License-Identifier: MIT
"""Room that is too small: on a small screen, or in large letters, what is in it scrolls."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_BAR = 14  # px, as the style sheet has it

PAGE = QSize(932, 512)
"""px in which every page can be worked with; where there is less, it scrolls."""


class _Inside(QWidget):
    """As large as the room, or as large as what is in it can be worked with."""

    def __init__(self, held: QWidget, least: QSize) -> None:
        super().__init__()
        self._held, self._least = held, least
        held.setParent(self)

    def minimumSizeHint(self) -> QSize:
        return self._least

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._held.setGeometry(self.rect())


class Room(QScrollArea):
    """Shows all of a widget where there is room for `least` of it, else a part, and bars.

    With `narrow` it is as wide as that, and only goes up and down.
    """

    def __init__(self, inside: QWidget, least: QSize, narrow: bool = False) -> None:
        super().__init__()
        self._least, self._narrow = least, narrow
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(_Inside(inside, least))
        if narrow:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setFixedWidth(least.width())

    def minimumSizeHint(self) -> QSize:
        """Any room will do."""
        return QSize(self._least.width() if self._narrow else 120, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bar of a narrow one takes nothing from what is in it."""
        super().resizeEvent(event)
        if self._narrow:
            bar = _BAR if self.height() < self._least.height() else 0
            self.setFixedWidth(self._least.width() + bar)
