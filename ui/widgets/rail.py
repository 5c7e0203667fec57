# SPDX-License-Identifier: MIT
"""The rail on the left: a picture and a word per page, the page in sight marked."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.widgets import draw
from ui.widgets.controls import Press
from workshop.language import say

_WIDTH = 92
_HIGH = 72


class RailPage(NamedTuple):
    """One page on the rail: its key, icon, word as a template, and keyboard shortcut."""

    key: str
    icon: str
    template: str
    shortcut: str = ""


class Rail(QWidget):
    """Pages from the top, the last of them (Settings) at the bottom.

    Up and Down move the focus along the rail; the shortcuts of the pages go there at once.
    """

    picked = Signal(str)

    def __init__(
        self, pages: Sequence[RailPage], low: Sequence[RailPage] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._buttons: dict[str, _RailButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(4)
        for page in pages:
            column.addWidget(self._button(page))
        column.addStretch(1)
        for page in low:
            column.addWidget(self._button(page))
        self.say_words()

    def _button(self, page: RailPage) -> "_RailButton":
        button = _RailButton(page)
        button.clicked.connect(lambda: self.picked.emit(page.key))
        button.moved.connect(lambda by: self._move(button, by))
        if page.shortcut:
            # Of the window, where there is one: they go there also while the rail is out of sight.
            shortcut = QShortcut(QKeySequence(page.shortcut), self.parentWidget() or self)
            shortcut.activated.connect(button.click)
            shortcut.setAutoRepeat(False)
        self._buttons[page.key] = button
        return button

    def _move(self, button: "_RailButton", by: int) -> None:
        order = list(self._buttons.values())
        place = order.index(button) + by
        if 0 <= place < len(order):
            order[place].setFocus(Qt.FocusReason.TabFocusReason)

    def setCurrent(self, key: str) -> None:
        """Mark this page as the one in sight; it does not say `picked`."""
        for each, button in self._buttons.items():
            button.setMarked(each == key)

    def current(self) -> str:
        """The key of the marked page; empty if none is."""
        return next((key for key, button in self._buttons.items() if button.marked), "")

    def setCount(self, key: str, number: int) -> None:
        """Show a small number beside a page's picture, for what waits there; 0 shows none."""
        self._buttons[key].setCount(number)

    def say_words(self) -> None:
        """Write the words in the language in force."""
        for button in self._buttons.values():
            button.say_word()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color("rail"))


class _RailButton(Press):
    moved = Signal(int)

    def __init__(self, page: RailPage) -> None:
        self._page, self.marked, self._number = page, False, 0
        super().__init__()
        self.setFont(theme.font(theme.NOTE))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say_word(self) -> None:
        self.setText(say(self._page.template))
        shown = QKeySequence(self._page.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        self.setToolTip(draw.plain_tip(f"{self.words()}  {shown}".strip()))

    def setMarked(self, marked: bool) -> None:
        if marked != self.marked:
            self.marked = marked
            self.setFont(theme.font(theme.NOTE, strong=marked))
            self.setAccessibleDescription(say("Page in sight") if marked else "")
            self.update()

    def setCount(self, number: int) -> None:
        self._number = number
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH - 16, _HIGH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(step)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            where = QRectF(self.rect())
            if self.marked or self.underMouse():
                painter.setOpacity(1.0 if self.marked else 0.5)
                draw.box(painter, where, "rail_marked", None, 10)
                painter.setOpacity(1.0)
            ink = "rail_text" if self.marked else "rail_quiet"
            picture = QRectF(where.left(), where.top() + 10, where.width(), 30)
            icons.paint(painter, self._page.icon, picture, ink)
            word = QRectF(where.left() + 2, where.top() + 43, where.width() - 4, 22)
            draw.words(painter, word, self.words(), self.font(), ink, draw.MIDDLE)
            if self._number:
                self._paint_count(painter, where)
            if self.hasFocus():
                draw.box(painter, where, None, "rail_text", 10, theme.ring())

    def _paint_count(self, painter: QPainter, where: QRectF) -> None:
        text = str(self._number) if self._number < 100 else "99+"
        font = theme.font(theme.SMALL, strong=True)
        wide = max(18.0, draw.width_of(text, font) + 10)
        mark = QRectF(where.center().x() + 8, where.top() + 5, wide, 18)
        draw.box(painter, mark, "accent", None, 9)
        draw.words(painter, mark, text, font, "inverse", draw.MIDDLE)
