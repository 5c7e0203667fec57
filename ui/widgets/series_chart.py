# SPDX-License-Identifier: MIT
"""What tools measured over time: lines of one unit in one picture, with limits and maxima."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets import draw
from ui.widgets.roles import Role
from workshop.language import listed, say, say_number

_LEFT, _TOP, _RIGHT, _BOTTOM = 76, 6, 14, 24  # px around the lines
_LINE = 18  # px of a line of words
_ONE, _MORE, _HIGHEST = 150, 32, 246  # px of a picture with one curve, more for each further one
_INKS = ("accent", "good", "careful", "text", "quiet")
_DASHES: tuple[tuple[float, ...], ...] = ((), (6.0, 3.0), (1.5, 2.5), (8.0, 2.5, 1.5, 2.5))
_STEPS = (1, 2, 2.5, 5)

Points = Sequence[tuple[float, float]]


class Curve(NamedTuple):
    """A quantity over time: its name, points of s and value, and the limits of its highest."""

    name: str
    points: Points
    low: float | None = None
    high: float | None = None

    @property
    def peak(self) -> tuple[float, float]:
        """When it was highest in s, and how high."""
        return max(self.points, key=lambda point: point[1])


class SeriesChart(QWidget):
    """Curves of one unit; each differs by its dashes too, and is named with its highest value."""

    heard_as = Role.Chart

    def __init__(self, unit: str, curves: Sequence[Curve], ends: float) -> None:
        super().__init__()
        self.unit, self.curves, self._ends = unit, list(curves), max(ends, 1.0)
        values = [value for each in curves for _at, value in each.points]
        values += [limit for each in curves for limit in (each.low, each.high) if limit is not None]
        self._highest = max([*values, 1.0]) * 1.08
        self._lowest = min([*values, 0.0])
        self.setMinimumSize(280, min(_HIGHEST, _ONE + _MORE * (len(curves) - 1)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(say("Over time, in {unit}", unit=unit or "1"))
        self.setAccessibleDescription("; ".join(self.said(each) for each in curves))

    def said(self, curve: Curve) -> str:
        """A curve in words."""
        at, value = curve.peak
        low = min(value for _at, value in curve.points)
        facts = {"name": curve.name, "high": self._value(value), "at": span(at),
                 "low": self._value(low)}  # fmt: skip
        if curve.high is not None:
            return say(
                "{name}: {low} to {high}, highest after {at}, limit {limit}",
                limit=self._value(curve.high), **facts,
            )  # fmt: skip
        return say("{name}: {low} to {high}, highest after {at}", **facts)

    def _value(self, value: float) -> str:
        text = f"{value:.3g}" if abs(value) < 10 else f"{value:.{0 if abs(value) >= 1000 else 1}f}"
        text = text.removesuffix(".0")
        return f"{say_number(text)} {self.unit}"

    def sizeHint(self) -> QSize:
        """It takes the room there is."""
        return QSize(520, 190)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint scales, limits, curves and maxima, and the names above them."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            room = QRectF(self.rect()).adjusted(_LEFT, 0, -_RIGHT, -_BOTTOM)
            room.setTop(self._paint_names(painter, room) + _TOP)
            self._paint_scales(painter, room)
            for number, curve in enumerate(self.curves):
                self._paint_curve(painter, room, curve, number)
            self._paint_limits(painter, room)
            draw.focus_ring(painter, self)

    def _x(self, room: QRectF, at: float) -> float:
        return room.left() + room.width() * at / self._ends

    def _y(self, room: QRectF, value: float) -> float:
        return room.bottom() - room.height() * (value - self._lowest) / (
            self._highest - self._lowest
        )

    def _paint_scales(self, painter: QPainter, room: QRectF) -> None:
        letters = theme.font(theme.SMALL)
        for value in ticks(self._lowest, self._highest, room.height() / 40):
            y = self._y(room, value)
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            where = QRectF(0, y - _LINE / 2, _LEFT - 6, _LINE)
            draw.words(painter, where, self._value(value), letters, "quiet", draw.RIGHT)
        for at in _times(self._ends, room.width() / 90):
            x = self._x(room, at)
            painter.setPen(QPen(theme.color("edge"), 1))
            painter.drawLine(QPointF(x, room.bottom()), QPointF(x, room.bottom() + 4))
            where = QRectF(x - 45, room.bottom() + 4, 90, _LINE)
            draw.words(painter, where, span(at), letters, "quiet", draw.MIDDLE)
        painter.setPen(QPen(theme.color("edge"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())

    def _paint_limits(self, painter: QPainter, room: QRectF) -> None:
        """Each limit is a line, named on it; beside the name before where that is in the way."""
        letters = theme.font(theme.SMALL, strong=True)
        limits = {each for curve in self.curves for each in (curve.low, curve.high)}
        taken: list[QRectF] = []
        for limit in sorted((each for each in limits if each is not None), reverse=True):
            y = self._y(room, limit)
            painter.setPen(QPen(theme.color("refused"), 1.4, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            names = [each.name for each in self.curves if limit in (each.low, each.high)]
            words = say("Limit {value}: {names}", value=self._value(limit), names=listed(names))
            top = y if y - _LINE < room.top() else y - _LINE
            where = QRectF(room.left() + 6, top, draw.width_of(words, letters) + 6, _LINE)
            for other in taken:
                if where.intersects(other):
                    where.moveLeft(other.right() + 12)
            taken.append(where)
            painter.setOpacity(0.85)
            painter.fillRect(where.adjusted(-3, 2, 0, -2), theme.color("surface"))
            painter.setOpacity(1.0)
            draw.words(painter, where, words, letters, "refused")

    def _paint_curve(self, painter: QPainter, room: QRectF, curve: Curve, number: int) -> None:
        places = [QPointF(self._x(room, at), self._y(room, value)) for at, value in curve.points]
        pen = _pen(number)
        painter.setPen(pen)
        if pen.style() is Qt.PenStyle.CustomDashLine:
            painter.drawPolyline(places)
        else:  # stretch by stretch: a wide line that crosses itself often is slow as a whole
            painter.drawLines([QLineF(*pair) for pair in pairwise(places)])
        at, value = curve.peak
        painter.setPen(QPen(theme.color("surface"), 1.5))
        painter.setBrush(theme.color(_INKS[number % len(_INKS)]))
        painter.drawEllipse(QPointF(self._x(room, at), self._y(room, value)), 4.5, 4.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_names(self, painter: QPainter, room: QRectF) -> float:
        """Above the picture each curve by a piece of its line, its name and its highest value.

        They go on in the next line where they must; answers where the last one ends.
        """
        letters = theme.font(theme.SMALL, strong=True)
        left, top = room.left(), 2.0
        for number, curve in enumerate(self.curves):
            words = say("{name} {value}", name=curve.name, value=self._value(curve.peak[1]))
            wide = draw.width_of(words, letters) + 50
            if left > room.left() and left + wide > room.right() + 20:
                left, top = room.left(), top + _LINE
            painter.setPen(_pen(number))
            painter.drawLine(QPointF(left, top + _LINE / 2), QPointF(left + 22, top + _LINE / 2))
            where = QRectF(left + 28, top, wide - 32, _LINE)
            draw.words(painter, where, words, letters, "text")
            left += wide
        return top + _LINE


def _pen(number: int) -> QPen:
    pen = QPen(theme.color(_INKS[number % len(_INKS)]), 2.2 if number == 0 else 1.8)
    dashes = _DASHES[number % len(_DASHES)]
    if dashes:
        pen.setDashPattern(list(dashes))
    return pen


def span(seconds: float) -> str:
    """How long after the start, as one says it."""
    if seconds < 120:
        return say("{n} s", n=f"{seconds:.0f}")
    if seconds < 7200:
        return say("{n} min", n=say_number(f"{seconds / 60:.3g}"))
    return say("{n} h", n=say_number(f"{seconds / 3600:.3g}"))


def ticks(low: float, high: float, most: float) -> list[float]:
    """Round numbers from the lowest to the highest, as many as there is room for."""
    size = 1e-3
    while True:
        for step in _STEPS:
            each = step * size
            if (high - low) / each <= max(2.0, most):
                first = -int(-low // each) if low > 0 else int(low / each)
                return [n * each for n in range(first, int(high // each) + 1)]
        size *= 10


def _times(end: float, most: float) -> list[float]:
    steps = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21600, 86400)
    step = next((s for s in steps if end / s <= max(2.0, most)), end / 2)
    return [step * number for number in range(int(end // step) + 1)]
