# SPDX-License-Identifier: MIT
"""What the painted widgets share: boxes with thin lines, text that is cut to fit, plain tips."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from ui import theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
MIDDLE = Qt.AlignmentFlag.AlignCenter

# px that letters may lose so that a longer language fits.
_SMALLER = 2


def box(
    painter: QPainter,
    where: QRectF,
    fill: str | None = None,
    line: str | None = None,
    radius: float = theme.RADIUS,
    width: float = 1.0,
    dashed: bool = False,
) -> None:
    """Paint a rectangle with round corners whose line lies inside `where`; colours are tokens.

    In high contrast what is filled has an edge, so that no tint says anything alone.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if line is None and fill is not None and theme.is_contrast():
        line = "text"
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
        inset = 0.0
    else:
        pen = QPen(theme.color(line), width)
        if dashed:
            pen.setDashPattern([3.0, 2.4])
        painter.setPen(pen)
        inset = width / 2
    painter.setBrush(Qt.BrushStyle.NoBrush if fill is None else theme.color(fill))
    painter.drawRoundedRect(where.adjusted(inset, inset, -inset, -inset), radius, radius)


def words(
    painter: QPainter,
    where: QRectF,
    text: str,
    font: QFont,
    ink: str | QColor = "text",
    align: Qt.AlignmentFlag = LEFT,
    cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> float:
    """Write one line of plain text; px it took.

    What is too long is written a little smaller, and cut with an ellipsis where that is not enough.
    """
    shown, taken = one_line(text), width_of(text, font)
    if taken > where.width() + 0.5:
        font = fitting(text, font, where.width())
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(shown, cut, where.width() + 0.5)
        taken = metrics.horizontalAdvance(shown)
    painter.setFont(font)
    painter.setPen(theme.color(ink) if isinstance(ink, str) else ink)
    painter.drawText(where, int(align | Qt.TextFlag.TextSingleLine), shown)
    return taken


def fitting(text: str, font: QFont, width: float) -> QFont:
    """The font, or one a little smaller where a line of text needs it to be so many px wide."""
    least = max(theme.SMALL, font.pixelSize() - _SMALLER)
    if font.pixelSize() <= least or width_of(text, font) <= width + 0.5:
        return font
    smaller = QFont(font)
    smaller.setPixelSize(least)
    return smaller


def block(
    painter: QPainter,
    where: QRectF,
    lines: Sequence[str],
    font: QFont,
    ink: str | QColor = "text",
    align: Qt.AlignmentFlag = LEFT,
) -> None:
    """Write lines below each other, midway in `where`; what is too long is cut."""
    high = QFontMetricsF(font).height()
    top = where.center().y() - high * len(lines) / 2
    for number, line in enumerate(lines):
        words(painter, QRectF(where.left(), top + number * high, where.width(), high), line, font,
              ink, align)  # fmt: skip


def width_of(text: str, font: QFont) -> float:
    """How many px one line of this text takes."""
    return QFontMetricsF(font).horizontalAdvance(one_line(text))


def folded_width(text: str, font: QFont) -> float:
    """How many px two lines of this text take, broken between words."""
    parts = one_line(text).split(" ")
    ways = [(" ".join(parts[:n]), " ".join(parts[n:])) for n in range(1, len(parts))]
    return min((max(width_of(first, font), width_of(second, font)) for first, second in ways),
               default=width_of(text, font))  # fmt: skip


def wrapped(text: str, font: QFont, width: float, most: int) -> list[str]:
    """One line of text in at most `most` lines of this many px; what is too much is in the last.

    It breaks between words, and between letters where no space is.
    """
    rest = one_line(text)
    layout = QTextLayout(rest, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    found: list[str] = []
    layout.beginLayout()
    while len(found) < most - 1 and (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        found.append(rest[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    begun = sum(layout.lineAt(n).textLength() for n in range(layout.lineCount()))
    return [*found, rest[begun:].strip()] if rest[begun:] else found


def one_line(text: str) -> str:
    """The text without line breaks, which a single line would show as boxes."""
    return " ".join(text.split()) if any(c in text for c in "\n\r\t\u2028\u2029") else text


def plain_tip(text: str) -> str:
    """A tooltip that shows the text as it is, also where it looks like HTML."""
    if "<" not in text and "&" not in text:
        return text
    from html import escape  # brings a list of all entities, for which a start need not wait

    return "<qt>" + escape(text).replace("\n", "<br>") + "</qt>"


def focus_ring(painter: QPainter, widget: QWidget, radius: float = theme.RADIUS) -> None:
    """The ring that shows where the keyboard is, just inside the widget's edge."""
    if widget.hasFocus():
        ring, where = theme.ring(), QRectF(widget.rect())
        box(painter, where, None, "accent", radius, ring)
        inner = where.adjusted(ring, ring, -ring, -ring)
        box(painter, inner, None, "surface", radius - ring, 1)
