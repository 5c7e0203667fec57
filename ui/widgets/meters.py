# SPDX-License-Identifier: MIT
"""Small painted measures: heat cycles used, where a batch's cards are, a value in its limits."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets import draw
from workshop.language import listed, say, say_number

# More boxes than this are too small to count, so one bar is filled instead.
_MOST_BOXES = 8

# px between two parts of a stacked bar, and of its smallest part.
_GAP, _LEAST = 2.0, 3.0


class HeatMeter(QWidget):
    """How many heat cycles of those allowed are used, as boxes and as words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._used, self._limit, self._next = 0, 0, False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCycles(0, 3)

    def setCycles(self, used: int, limit: int, *, to_come: bool = False) -> None:
        """Show `used` of `limit`; a limit of 0 shows the number alone.

        With `to_come` the last of them is the one that is about to be: the limit may be reached.
        """
        self._used, self._limit, self._next = used, limit, to_come
        self.setAccessibleName(say("Heat cycles: {words}", words=self.words()))
        self.update()

    def words(self) -> str:
        """What it shows, in words."""
        if not self._limit:
            return str(self._used)
        return say("{used} of {limit}", used=self._used, limit=self._limit)

    def tone(self) -> Tone:
        """Good while two more may come, careful at the last one, refused where none may."""
        left = self._limit - self._used + (1 if self._next else 0)
        if not self._limit or left > 1:
            return Tone.GOOD
        return Tone.CAREFUL if left == 1 else Tone.REFUSED

    def sizeHint(self) -> QSize:
        """Boxes and words side by side."""
        return QSize(200, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the boxes, the used ones filled, and the words."""
        with QPainter(self) as painter:
            font = theme.font(theme.NOTE, strong=True)
            boxes = self._limit if self._limit <= _MOST_BOXES else 1
            left, wide = 0.0, min(40.0, (self.width() - 70) / max(boxes, 1) - 6)
            if boxes == 1:
                wide = min(130.0, self.width() - 70.0)
            ink = theme.tokens().ink(self.tone())
            for number in range(boxes if wide > 4 else 0):
                where = QRectF(left, (self.height() - 12) / 2, wide, 12)
                draw.box(painter, where, "field", "line", 4)
                part = 1.0 if number < self._used else 0.0
                if boxes == 1 and self._limit:
                    part = min(1.0, self._used / self._limit)
                if part:
                    draw.box(painter, QRectF(left, where.top(), wide * part, 12), ink, None, 4)
                left += wide + 6
            room = QRectF(left + 6, 0, self.width() - left - 6, self.height())
            ink = "refused" if self.tone() is Tone.REFUSED else "text"
            draw.words(painter, room, self.words(), font, ink)


class Part(NamedTuple):
    """One part of a stacked bar: what it is called, how many, and its tone."""

    label: str
    number: int
    tone: Tone


class StackedBar(QWidget):
    """Where the cards of a batch are: one bar, a part per state, the count on each part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[Part] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setParts(self, parts: Sequence[Part]) -> None:
        """Show these parts from left to right; parts of 0 are left out."""
        self._parts = list(parts)
        said = listed(f"{part.label} {part.number}" for part in parts if part.number > 0)
        self.setAccessibleName(said)
        self.setToolTip(draw.plain_tip(said))
        self.update()

    def sizeHint(self) -> QSize:
        """20 px high; it takes the width there is."""
        return QSize(160, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar."""
        with QPainter(self) as painter:
            paint_stack(painter, QRectF(self.rect()), self._parts)


def paint_stack(painter: QPainter, where: QRectF, parts: Sequence[Part]) -> None:
    """Paint a stacked bar into `where`; a part too narrow for its number shows none."""
    parts = [part for part in parts if part.number > 0]
    if not parts:
        draw.box(painter, where, "field", "line", 4)
        return
    font = theme.font(theme.SMALL, strong=True)
    # Every part is seen, also one card among thousands; the others share what is left.
    room = where.width() - _GAP * (len(parts) - 1) - _LEAST * len(parts)
    total = sum(part.number for part in parts)
    left = where.left()
    for part in parts:
        wide = _LEAST + max(0.0, room) * part.number / total
        piece = QRectF(left, where.top(), wide, where.height())
        plain = part.tone is Tone.PLAIN
        draw.box(
            painter, piece, "hover" if plain else part.tone.value, "line" if plain else None, 4
        )
        number = str(part.number)
        if draw.width_of(number, font) + 6 <= wide:
            draw.words(painter, piece, number, font, "text" if plain else "inverse", draw.MIDDLE)
        left += wide + _GAP


class LimitGauge(QWidget):
    """Where a measured value lies between its limits; the value is marked by shape too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: float | None = None
        self._low: float | None = None
        self._high: float | None = None
        self._tone = Tone.PLAIN
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)

    def setValue(
        self,
        value: float | None,
        low: float | None,
        high: float | None,
        tone: Tone = Tone.GOOD,
    ) -> None:
        """Show the value in the limits it must keep; a limit of None is open."""
        self._value, self._low, self._high, self._tone = value, low, high, tone
        self.setAccessibleName(
            say(
                "Value {value}, limits {low} to {high}",
                value="–" if value is None else say_number(f"{value:g}"),
                low="–" if low is None else say_number(f"{low:g}"),
                high="–" if high is None else say_number(f"{high:g}"),
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        """24 px high; it takes the width there is."""
        return QSize(120, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the gauge."""
        where = QRectF(self.rect())
        with QPainter(self) as painter:
            paint_gauge(painter, where, self._value, self._low, self._high, self._tone)


def paint_gauge(
    painter: QPainter,
    where: QRectF,
    value: float | None,
    low: float | None,
    high: float | None,
    tone: Tone,
) -> None:
    """Paint a thin scale with the allowed stretch thick and a diamond at the value."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    start, end = _scale(value, low, high)
    middle = where.center().y()
    inner = where.adjusted(7, 0, -7, 0)

    def at(number: float) -> float:
        share = (number - start) / (end - start) if end > start else 0.5
        return inner.left() + inner.width() * min(1.0, max(0.0, share))

    painter.setPen(QPen(theme.color("line"), 2))
    painter.drawLine(QPointF(inner.left(), middle), QPointF(inner.right(), middle))
    if low is not None or high is not None:
        first = inner.left() if low is None else at(low)
        last = inner.right() if high is None else at(high)
        draw.box(painter, QRectF(first, middle - 3, last - first, 6), "good_on", "good", 3)
        painter.setPen(QPen(theme.color("good"), 2))
        for limit in (low, high):
            if limit is not None:
                painter.drawLine(QPointF(at(limit), middle - 6), QPointF(at(limit), middle + 6))
    if value is not None:
        x = at(value)
        painter.setPen(QPen(theme.color("surface"), 1.5))
        painter.setBrush(theme.color(theme.tokens().ink(tone)))
        corners = [QPointF(x, middle - 7), QPointF(x + 7, middle)]
        corners += [QPointF(x, middle + 7), QPointF(x - 7, middle)]
        painter.drawPolygon(QPolygonF(corners))


def _scale(value: float | None, low: float | None, high: float | None) -> tuple[float, float]:
    """The ends of the scale: a fifth beyond the limits; a value farther out sits at an end."""
    known = [number for number in (low, high) if number is not None]
    if not known:
        return (0.0, 1.0) if value is None else (value - 1.0, value + 1.0)
    if len(known) == 1:  # an open limit leaves as much room as the other is away from 0
        known += [0.0, 2 * known[0]] if high is None else [0.0]
        if known[0] == 0:
            known.append(abs(value or 1.0))
    span = max(known) - min(known)
    return min(known) - span / 5, max(known) + span / 5
