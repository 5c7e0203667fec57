# SPDX-License-Identifier: MIT
"""Bar charts with the value written on every bar; a thing has one colour on all pages."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QLineF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.meters import Part
from workshop.language import say, say_number

_LINE = 20  # px of one line of labels


class Bar(NamedTuple):
    """One bar: its label, value, tone, and what to write on it (the value if empty)."""

    label: str
    value: float
    tone: Tone = Tone.ACCENT
    text: str = ""

    @property
    def words(self) -> str:
        """What is written on it."""
        return self.text or say_number(f"{self.value:g}")


class _Chart(QWidget):
    """What both charts share: a title that is read out, and something to say without data."""

    def __init__(self, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._title = title
        self._empty = say("Nothing to show yet")
        self.setAccessibleName(title)
        self.setMinimumHeight(100)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _describe(self, said: str) -> None:
        self.setAccessibleDescription(said or self._empty)
        self.setToolTip(draw.plain_tip(said))
        self.update()

    def _paint_empty(self, painter: QPainter) -> None:
        draw.words(painter, QRectF(self.rect()), self._empty, theme.font(), "quiet", draw.MIDDLE)

    def sizeHint(self) -> QSize:
        return QSize(320, 200)


class BarChart(_Chart):
    """Bars side by side, or with `lying` one below the other with labels on the left.

    `top` fixes the end of the scale, for rates (1.0) that are compared from page to page.
    """

    def __init__(
        self,
        title: str,
        *,
        lying: bool = False,
        top: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self._bars: list[Bar] = []
        self._lying, self._top = lying, top

    def setBars(self, bars: Sequence[Bar]) -> None:
        """Show these bars."""
        self._bars = list(bars)
        self._describe(", ".join(f"{bar.label} {bar.words}" for bar in bars))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars."""
        with QPainter(self) as painter:
            if not self._bars:
                self._paint_empty(painter)
                return
            top = self._top or max(bar.value for bar in self._bars) or 1.0
            if self._lying:
                self._paint_lying(painter, top)
            else:
                _paint_standing(painter, QRectF(self.rect()), self._bars, top)

    def _paint_lying(self, painter: QPainter, top: float) -> None:
        letters, strong = theme.font(theme.NOTE), theme.font(theme.NOTE, strong=True)
        widest = max(draw.width_of(bar.label, letters) for bar in self._bars)
        left = min(widest, self.width() * 0.4) + 12
        room = max(draw.width_of(bar.words, strong) for bar in self._bars) + 12
        each = min(40.0, self.height() / len(self._bars))
        for number, bar in enumerate(self._bars):
            row = QRectF(0, number * each, left - 12, each)
            draw.words(painter, row, bar.label, letters, "text", draw.RIGHT)
            wide = max(2.0, (self.width() - left - room) * min(1.0, bar.value / top))
            high = max(6.0, each - 12)
            piece = QRectF(left, row.center().y() - high / 2, wide, high)
            draw.box(painter, piece, theme.tokens().ink(bar.tone), None, 3)
            after = QRectF(piece.right() + 8, row.top(), room, each)
            draw.words(painter, after, bar.words, strong, "text")


class Stack(NamedTuple):
    """One standing bar of several parts, from the ground up."""

    label: str
    parts: tuple[Part, ...]


class StackChart(_Chart):
    """Bars side by side, each of parts: for example what a day's harvest gave.

    The names of the parts stand above the bars, in the colour and order of the parts.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._stacks: list[Stack] = []

    def setStacks(self, stacks: Sequence[Stack]) -> None:
        """Show these bars."""
        self._stacks = list(stacks)
        self._describe(
            "; ".join(
                f"{s.label}: " + ", ".join(f"{p.label} {p.number}" for p in s.parts) for s in stacks
            )
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the names of the parts and the bars."""
        with QPainter(self) as painter:
            if not any(part.number for stack in self._stacks for part in stack.parts):
                self._paint_empty(painter)
                return
            top = max(sum(part.number for part in stack.parts) for stack in self._stacks)
            self._paint_names(painter)
            where = QRectF(self.rect()).adjusted(0, _LINE + 4, 0, 0)
            _paint_standing(painter, where, self._stacks, float(top))

    def _paint_names(self, painter: QPainter) -> None:
        letters, left = theme.font(theme.NOTE), 0.0
        names = {part.label: part.tone for stack in self._stacks for part in stack.parts}
        for label, tone in names.items():
            draw.box(painter, QRectF(left, 4, 12, 12), theme.tokens().ink(tone), None, 3)
            room = QRectF(left + 18, 0, max(0.0, self.width() - left - 18), _LINE)
            left += 18 + draw.words(painter, room, label, letters, "quiet") + 18


def _paint_standing(
    painter: QPainter, where: QRectF, bars: Sequence[Stack] | Sequence[Bar], top: float
) -> None:
    """Paint bars on a base line, labels below, values on or above the bars."""
    letters, strong = theme.font(theme.SMALL), theme.font(theme.SMALL, strong=True)
    base = where.bottom() - _LINE
    high = base - where.top() - _LINE
    each = where.width() / len(bars)
    wide = min(56.0, each * 0.68)
    # Labels that would run into each other are left out evenly, the last one stays.
    needs = max(draw.width_of(bar.label, letters) for bar in bars) + 8
    every = max(1, -(-int(needs) // max(1, int(each))))
    columns: list[Stack | Bar] = list(bars)
    for number, bar in enumerate(columns):
        middle = where.left() + each * (number + 0.5)
        if isinstance(bar, Stack):
            total = _paint_parts(painter, bar.parts, middle, wide, base, high / top)
            words, height = str(total), total * high / top
        else:
            words, height = bar.words, min(1.0, bar.value / top) * high
            piece = QRectF(middle - wide / 2, base - height, wide, height)
            draw.box(painter, piece, theme.tokens().ink(bar.tone), None, min(3.0, height / 2))
        if draw.width_of(words, strong) <= each or number == len(bars) - 1:
            over = QRectF(middle - each, base - height - _LINE, each * 2, _LINE)
            draw.words(painter, over, words, strong, "text", draw.MIDDLE)
        if (len(bars) - 1 - number) % every == 0:
            under = QRectF(middle - each * every / 2, base + 1, each * every, _LINE)
            draw.words(painter, under, bar.label, letters, "quiet", draw.MIDDLE)
    painter.setPen(QPen(theme.color("edge"), 1))
    painter.drawLine(QLineF(where.left(), base + 0.5, where.right(), base + 0.5))


def _paint_parts(
    painter: QPainter,
    parts: Sequence[Part],
    middle: float,
    wide: float,
    base: float,
    scale: float,
) -> int:
    """Paint parts on top of each other; returns how many they are in all."""
    letters, bottom = theme.font(theme.SMALL, strong=True), base
    for part in parts:
        height = part.number * scale
        piece = QRectF(middle - wide / 2, bottom - height, wide, max(0.0, height - 1))
        plain = part.tone is Tone.PLAIN
        fill, line = ("hover", "edge") if plain else (part.tone.value, None)
        draw.box(painter, piece, fill, line, min(2.0, piece.height() / 2))
        text = str(part.number)
        if piece.height() >= 16 and draw.width_of(text, letters) + 4 <= wide:
            draw.words(painter, piece, text, letters, "text" if plain else "inverse", draw.MIDDLE)
        bottom -= height
    return sum(part.number for part in parts)
