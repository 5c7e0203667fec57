# SPDX-License-Identifier: MIT
"""Small parts of the bench: lines of history, a field that is tapped, a column to scroll."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.pages.words import clock
from ui.widgets import draw
from ui.widgets.controls import Button, Chip, Label, Press
from workshop.language import say

# px: a line, and each more that one takes.
_LINE, _MORE = 26, 20


def only_shown(button: Button) -> Button:
    """A button whose key is written on it while the page answers to that key.

    So the key says something also where the button is not in sight, and a key that is held
    down counts once.
    """
    for shortcut in button.findChildren(QShortcut):
        shortcut.setEnabled(False)
    return button


class Head(QHBoxLayout):
    """The first line of a pane: its `title`, and the way `back` to where one came from."""

    def __init__(self, title: str, leave: Callable[[], object], *, cuts: bool = False) -> None:
        super().__init__()
        self.title = Label(title, theme.TITLE, strong=True, wraps=not cuts, cuts=cuts)
        self.back = Chip(say("Back"), icon="chevron-left")
        self.back.clicked.connect(lambda: leave())
        self.addWidget(self.title, 1)
        self.addWidget(self.back)


class Line(NamedTuple):
    """When something was (UTC), what it was, and whether it was undone since."""

    at: str
    text: str
    undone: bool = False


class History(QWidget):
    """What was done, the newest first; what was undone is pale and says so.

    What is too long for a line goes on in the next.
    """

    def __init__(self, name: str, most: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._most = name, most
        self._lines: list[Line] = []
        self._broken: list[list[str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setLines([])

    def setLines(self, lines: Sequence[Line]) -> None:
        """Show these lines, given from the oldest to the newest."""
        self._lines = list(reversed(lines))[: self._most]
        self.setAccessibleName(say(self._name))
        told = [f"{clock(line.at)} {self._words(line)}" for line in self._lines]
        self.setAccessibleDescription("; ".join(told[:8]) or say("Nothing was done yet."))
        self.setToolTip(draw.plain_tip("\n".join(told)))
        letters = theme.font(theme.NOTE)
        widest = max((draw.width_of(clock(line.at), letters) for line in self._lines), default=0.0)
        self._when = widest + 12
        self._lay_out()

    def lines(self) -> list[str]:
        """The texts it shows, from the top."""
        return [self._words(line) for line in self._lines]

    def _words(self, line: Line) -> str:
        return say("{what} (undone)", what=line.text) if line.undone else line.text

    def _lay_out(self) -> None:
        """Break what is too long for one line; the height follows."""
        letters, room = theme.font(theme.NOTE), self.width() - self._when
        self._broken = [draw.wrapped(words, letters, room, 3) for words in self.lines()]
        rows = sum(_LINE + _MORE * (max(1, len(lines)) - 1) for lines in self._broken)
        self.setFixedHeight(max(_LINE, rows))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines again for the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines in sight."""
        with QPainter(self) as painter:
            letters, top = theme.font(theme.NOTE), 0.0
            if not self._lines:
                where = QRectF(0, 0, self.width(), _LINE)
                draw.words(painter, where, say("Nothing was done yet."), letters, "quiet")
            for line, broken in zip(self._lines, self._broken, strict=True):
                when = QRectF(0, top, self._when, _LINE)
                draw.words(painter, when, clock(line.at), letters, "quiet")
                high = _LINE + _MORE * (max(1, len(broken)) - 1)
                room = QRectF(self._when, top, max(0.0, self.width() - self._when), high)
                draw.block(painter, room, broken, letters, "quiet" if line.undone else "text")
                top += high


class TapField(Press):
    """A field that is set by a scan or a tap: what it holds, and a quiet word on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._tail = ""
        super().__init__("", parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setValue(self, name: str, value: str, tail: str = "") -> None:
        """Show a value; `name` is what it is a value of, for who cannot see the label."""
        self._tail = tail
        self.setText(value)
        self.setAccessibleName(f"{name}: {value}")
        self.setToolTip(draw.plain_tip(value))

    def sizeHint(self) -> QSize:
        """44 px high; it takes the width there is."""
        return QSize(180, theme.TOUCH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it like the fields beside it."""
        with QPainter(self) as painter:
            where = QRectF(self.rect())
            draw.box(painter, where, "field", "edge" if self.underMouse() else "line")
            room = where.adjusted(12, 0, -12, 0)
            if self._tail:
                letters = theme.font(theme.NOTE)
                draw.words(painter, room, self._tail, letters, "quiet", draw.RIGHT)
                room.setRight(room.right() - draw.width_of(self._tail, letters) - 10)
            draw.words(painter, room, self.words(), theme.font(strong=True), "text")
            draw.focus_ring(painter, self)


class Scrolled(QScrollArea):
    """A column that scrolls up and down where it is too long, with its parts from the top."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = QWidget()
        self.inside.setObjectName("page")
        # As wide as the column and never wider: nothing scrolls to the side.
        self.inside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(self.inside)
        self.column.setContentsMargins(0, 0, 4, 0)
        self.column.setSpacing(theme.GRID)
        self.setWidget(self.inside)
