# SPDX-License-Identifier: MIT
"""What cannot be read in full in a window: painted words that were cut, widgets without room."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from ui.widgets import draw
from ui.widgets.controls import Badge, Label, Press

# Of text beside the field or the arrow that it stands in, in px.
_EDGES, _ARROW = 20, 32
# Before a text whose widget reaches out of what can be seen of its column.
BEYOND = "beyond the edge: "
# Longer ones, such as a label in a table or what stands in a list to choose from, may end in an
# ellipsis.
LONGEST = 20
# px that one rounding is off, and that a letter reaches out of its line.
_SLACK = 2


class Painted:
    """The words that were painted since it was asked last, and had to be cut."""

    def __init__(self) -> None:
        self.cut: list[str] = []
        # The line of a text that stands on two: what it is a part of.
        self.whole: dict[str, str] = {}

    def take(self) -> list[str]:
        """What was cut since the last time."""
        found, self.cut = self.cut, []
        return list(dict.fromkeys(found))


@contextmanager
def painted() -> Iterator[Painted]:
    """Watch all that is painted by us."""
    watched, plain, wrapped = Painted(), draw.words, draw.wrapped

    def words(
        painter: QPainter, where: QRectF, text: str, font: QFont, *others: object, **named: object
    ) -> float:
        used = QFontMetricsF(draw.fitting(text, font, where.width()))
        if used.horizontalAdvance(draw.one_line(text)) > where.width() + _SLACK:
            watched.cut.append(watched.whole.get(text, text))
        return plain(painter, where, text, font, *others, **named)  # type: ignore[arg-type]

    def in_lines(text: str, *others: Any) -> list[str]:
        lines = wrapped(text, *others)
        watched.whole |= dict.fromkeys(lines, text)
        return lines

    draw.words, draw.wrapped = words, in_lines
    try:
        yield watched
    finally:
        draw.words, draw.wrapped = plain, wrapped


def without_room(top: QWidget) -> list[str]:
    """The texts of widgets in sight that are smaller than these need."""
    found = []
    for widget in top.findChildren(QWidget):
        if widget.isVisible() and (text := _without_room(widget)):
            found.append(text)
    return found


def _without_room(widget: QWidget) -> str:
    wide = widget.width() + _SLACK
    if hidden := _hidden(widget):
        return hidden
    if isinstance(widget, Press | Badge) or (isinstance(widget, Label) and widget._cuts):
        return ""  # it is painted by us
    if isinstance(widget, QLabel):
        return _cut_label(widget)
    if isinstance(widget, QAbstractButton):
        return widget.text() if wide < widget.sizeHint().width() else ""
    needs = widget.fontMetrics().horizontalAdvance
    if isinstance(widget, QComboBox) and not widget.isEditable():
        text = widget.currentText()
        fits = wide >= needs(text) + _EDGES + _ARROW or len(text) > LONGEST
        return "" if fits else text
    if isinstance(widget, QLineEdit) and not widget.text():
        text = widget.placeholderText()
        return text if wide < needs(text) + _EDGES else ""
    return ""


def _hidden(widget: QWidget) -> str:
    """The text of a widget that reaches out of a column which scrolls up and down only."""
    text = widget.words() if isinstance(widget, Press) else ""
    if isinstance(widget, QLabel | QLineEdit):
        text = widget.text() or widget.accessibleName()
    above = widget.parentWidget()
    while text and above is not None:
        if isinstance(above, QScrollArea) and widget is not above.widget():
            right = widget.mapTo(above.viewport(), QPoint(widget.width(), 0)).x()
            stays = above.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            return f"{BEYOND}{text}" if stays and right > above.viewport().width() else ""
        above = above.parentWidget()
    return ""


def _cut_label(label: QLabel) -> str:
    text = label.text()
    if not text:
        return ""
    room = label.contentsRect()
    flags = int(Qt.TextFlag.TextWordWrap if label.wordWrap() else Qt.TextFlag.TextSingleLine)
    if "\n" in text and not label.wordWrap():
        flags = 0
    needs = label.fontMetrics().boundingRect(0, 0, room.width(), 10_000, flags, text)
    fits = needs.width() <= room.width() + _SLACK and needs.height() <= room.height() + _SLACK
    return "" if fits else text
