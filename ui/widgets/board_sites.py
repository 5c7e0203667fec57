# SPDX-License-Identifier: MIT
"""The sites of a painted board for who cannot see it: each has a name, the keyboard, a press."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget


class _SiteKey(QAbstractButton):
    """A site as a screen reader knows it; the board paints it, and hears its keys."""

    def __init__(self, board: QWidget) -> None:
        super().__init__(board)
        self._board = board
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes to the board and past it
        self.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """While a site has the keyboard, Tab must not lead back to its board."""
        self._board.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._board.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._board.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._board.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The board paints it."""


class SiteKeys(QObject):
    """One child of the board for each of its sites in sight; `pressed(name)` by a screen reader."""

    pressed = Signal(str)

    def __init__(self, board: QWidget) -> None:
        super().__init__(board)
        self._board = board
        self._keys: dict[str, _SiteKey] = {}

    def show(self, words: Mapping[str, str]) -> None:
        """These sites are in sight, and called so."""
        for name in [name for name in self._keys if name not in words]:
            gone = self._keys.pop(name)
            if gone.hasFocus():
                self._board.setFocus()
            gone.setParent(None)
            gone.deleteLater()
        for name, said in words.items():
            if name not in self._keys:
                key = self._keys[name] = _SiteKey(self._board)
                key.clicked.connect(self._telling(name))
            self._keys[name].setAccessibleName(said)

    def _telling(self, name: str) -> Callable[[], None]:
        return lambda: self.pressed.emit(name)

    def place(self, spots: Mapping[str, QRectF]) -> None:
        """They lie here now, in px of the board."""
        for name, spot in spots.items():
            if name in self._keys:
                self._keys[name].setGeometry(spot.toAlignedRect())

    def give_focus(self, name: str) -> None:
        """The keyboard goes from the board, or another site, to this one; back for no site."""
        key = self._keys.get(name)
        if key is None:
            self._board.setFocus()
        elif not key.hasFocus():
            key.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def has_focus(self) -> bool:
        """Whether one of them has the keyboard."""
        return any(key.hasFocus() for key in self._keys.values())
