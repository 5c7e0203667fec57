# SPDX-License-Identifier: MIT
"""Temperatures over time: what the heaters are told, what the joint did, and what is wanted."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.widgets import draw
from workshop.language import say

_LEFT, _BOTTOM, _TOP, _RIGHT = 50, 22, 10, 14  # px around the curves
_LINE = 18  # px of a line of labels
_DASHES = ((6.0, 3.0), (1.5, 2.5), (8.0, 2.5, 1.5, 2.5))

Points = Sequence[tuple[float, float]]


class Programme(NamedTuple):
    """What a heater is told: its name, and its set points in s and °C."""

    name: str
    points: Points


class Wanted(NamedTuple):
    """What a profile wants at the joint, in °C; None where it says nothing."""

    melts: float | None = None
    soak_from: float | None = None
    soak_to: float | None = None
    peak_low: float | None = None
    peak_high: float | None = None


class CurveChart(QWidget):
    """Programmes of the heaters dashed, the curve of the joint bold, what is wanted as bands."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._programmes: list[Programme] = []
        self._wanted = Wanted()
        self._curve: Points = ()
        self._hottest = self._longest = 0.0
        self.setAccessibleName(title)
        self.setMinimumSize(280, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.show_curves([], Wanted(), ())

    def show_curves(self, programmes: Sequence[Programme], wanted: Wanted, curve: Points) -> None:
        """Show these; an empty curve shows the profile alone."""
        self._programmes, self._wanted, self._curve = list(programmes), wanted, curve
        every = [point for each in programmes for point in each.points] + list(curve)
        heats = [heat for _, heat in every] + [heat for heat in wanted if heat is not None]
        self._hottest = max(heats, default=0.0)
        self._longest = max((at for at, _ in every), default=0.0)
        self.setAccessibleDescription(self._said())
        self.update()

    def _said(self) -> str:
        """The picture in words."""
        if not self._programmes and not self._curve:
            return self._nothing()
        told = [
            say("{name} to {heat} °C in {at} s", name=each.name,
                heat=f"{max(heat for _, heat in each.points):.0f}",
                at=f"{each.points[-1][0]:.0f}")
            for each in self._programmes
        ]  # fmt: skip
        if self._curve:
            at, heat = max(self._curve, key=lambda point: point[1])
            told.append(say("Joint: {heat} °C after {at} s", heat=f"{heat:.0f}", at=f"{at:.0f}"))
        return "; ".join(told)

    def _nothing(self) -> str:
        return say("Choose a profile to see its curve.")

    def sizeHint(self) -> QSize:
        """It takes the room there is."""
        return QSize(520, 320)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bands, scales, programmes and curve."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self._longest:
                where = QRectF(self.rect())
                draw.words(painter, where, self._nothing(), theme.font(), "quiet", draw.MIDDLE)
                return
            room = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
            self._paint_bands(painter, room)
            self._paint_scales(painter, room)
            painter.setClipRect(room.adjusted(-1, -1, 1, 1))
            for number, each in enumerate(self._programmes):
                self._paint_line(painter, room, each.points, number)
            if self._curve:
                self._paint_line(painter, room, self._curve, -1)
                self._paint_peak(painter, room)
            painter.setClipping(False)
            self._paint_names(painter, room)

    def _x(self, room: QRectF, at: float) -> float:
        return room.left() + room.width() * at / self._longest

    def _y(self, room: QRectF, heat: float) -> float:
        return room.bottom() - room.height() * heat / (self._hottest * 1.08)

    def _paint_bands(self, painter: QPainter, room: QRectF) -> None:
        wanted = self._wanted
        for low, high, ground in (
            (wanted.soak_from, wanted.soak_to, "careful_on"),
            (wanted.peak_low, wanted.peak_high, "good_on"),
        ):
            if low is None and high is None:
                continue
            top = room.top() if high is None else self._y(room, high)
            bottom = room.bottom() if low is None else self._y(room, low)
            band = QRectF(room.left(), top, room.width(), bottom - top)
            painter.fillRect(band, theme.color(ground))
        if wanted.melts is not None:
            pen = QPen(theme.color("refused"), 1.2, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            y = self._y(room, wanted.melts)
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))

    def _paint_scales(self, painter: QPainter, room: QRectF) -> None:
        letters = theme.font(theme.SMALL)
        for heat in _ticks(self._hottest * 1.08, room.height() / 44):
            y = self._y(room, heat)
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            where = QRectF(0, y - _LINE / 2, _LEFT - 6, _LINE)
            draw.words(painter, where, say("{n} °C", n=f"{heat:g}"), letters, "quiet", draw.RIGHT)
        for at in _ticks(self._longest, room.width() / 72):
            x = self._x(room, at)
            painter.setPen(QPen(theme.color("edge"), 1))
            painter.drawLine(QPointF(x, room.bottom()), QPointF(x, room.bottom() + 4))
            where = QRectF(x - 36, room.bottom() + 4, 72, _LINE)
            draw.words(painter, where, say("{n} s", n=f"{at:g}"), letters, "quiet", draw.MIDDLE)
        painter.setPen(QPen(theme.color("edge"), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())

    def _paint_line(self, painter: QPainter, room: QRectF, points: Points, number: int) -> None:
        """Paint a programme by its number, or the curve with a number below 0."""
        places = [QPointF(self._x(room, at), self._y(room, heat)) for at, heat in points]
        if number < 0:
            # Stretch by stretch: a wide line that crosses itself often takes a second as a whole.
            pen = QPen(theme.color("accent"), 2.6)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLines([QLineF(*pair) for pair in pairwise(places)])
            return
        pen = QPen(theme.color("quiet"), 1.6)
        pen.setDashPattern(list(_DASHES[number % len(_DASHES)]))
        painter.setPen(pen)
        painter.drawPolyline(places)

    def _paint_peak(self, painter: QPainter, room: QRectF) -> None:
        at, heat = max(self._curve, key=lambda point: point[1])
        middle = QPointF(self._x(room, at), self._y(room, heat))
        painter.setPen(QPen(theme.color("surface"), 1.5))
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(middle, 5, 5)

    def _paint_names(self, painter: QPainter, room: QRectF) -> None:
        """Names at what they name: the bands at the left, the lines where they are highest."""
        taken: list[QRectF] = []
        for text, y, ink in self._bands():
            where = QRectF(room.left() + 6, self._y(room, y) - _LINE / 2, room.width() - 12, _LINE)
            self._write(painter, taken, where, text, ink)
        lines = [(each.name, each.points, "quiet") for each in self._programmes]
        if self._curve:
            lines.insert(0, (say("Joint"), self._curve, "accent"))
        for name, points, ink in lines:
            at, heat = max(points, key=lambda point: point[1])
            x = min(self._x(room, at) + 8, room.right() - 90)
            where = QRectF(x, self._y(room, heat) - _LINE - 2, 120, _LINE)
            self._write(painter, taken, where, name, ink)

    def _bands(self) -> list[tuple[str, float, str]]:
        """What is wanted, the hottest first: its words, its middle in °C, and its colour."""
        wanted, found = self._wanted, []
        if wanted.soak_from is not None and wanted.soak_to is not None:
            words = say("Soak {low} to {high} °C", low=f"{wanted.soak_from:g}",
                        high=f"{wanted.soak_to:g}")  # fmt: skip
            found.append((words, (wanted.soak_from + wanted.soak_to) / 2, "careful"))
        if wanted.peak_low is not None and wanted.peak_high is not None:
            words = say("Peak {low} to {high} °C", low=f"{wanted.peak_low:g}",
                        high=f"{wanted.peak_high:g}")  # fmt: skip
            found.append((words, (wanted.peak_low + wanted.peak_high) / 2, "good"))
        if wanted.melts is not None:
            words = say("Liquidus {heat} °C", heat=f"{wanted.melts:g}")
            found.append((words, wanted.melts, "refused"))
        return sorted(found, key=lambda band: -band[1])

    def _write(
        self,
        painter: QPainter,
        taken: list[QRectF],
        where: QRectF,
        text: str,
        ink: str,
    ) -> None:
        """Write a name where no other one stands, moved down as far as it takes."""
        letters = theme.font(theme.SMALL, strong=True)
        box = QRectF(where.left(), where.top(), draw.width_of(text, letters) + 8, _LINE)
        while any(box.intersects(other) for other in taken) and 0 <= box.top() <= self.height():
            box.translate(0, _LINE)
        taken.append(box)
        painter.setOpacity(0.85)
        painter.fillRect(box.adjusted(0, 2, 0, -2), theme.color("surface"))
        painter.setOpacity(1.0)
        draw.words(painter, box.adjusted(4, 0, 4, 0), text, letters, ink)


def _ticks(end: float, most: float) -> list[float]:
    """Round numbers from 0 to the end, as many as there is room for."""
    steps = (5, 10, 20, 25, 50, 60, 100, 120, 200, 300, 600, 1200, 3600)
    step = next((s for s in steps if end / s <= max(2.0, most)), steps[-1])
    return [step * number for number in range(int(end // step) + 1)]
