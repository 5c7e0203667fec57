# SPDX-License-Identifier: MIT
"""What is pressed and read: buttons for gloves, chips, badges, labels."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QSizePolicy, QWidget

from ui import icons, theme
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.states import Look

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ICON, _TICK = 20, 22  # px

# The size in which a text is written that takes more than one line.
_SMALLER = {theme.TITLE: theme.BODY, theme.BODY: theme.NOTE}


SURE_MS = 4_000
"""How long the first of two presses waits for the second, in milliseconds."""


class Label(QLabel):
    """A line of plain text in one of the sizes; with `cuts`, too long a text ends in an ellipsis.

    A text that may be cut is written in up to `most` lines, smaller where it takes more than one.
    `ink` is text, quiet, accent, good, careful or refused.
    """

    def __init__(
        self,
        text: str = "",
        size: int = theme.BODY,
        *,
        strong: bool = False,
        ink: str = "text",
        cuts: bool = False,
        wraps: bool = False,
        most: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._most, self._small = most, theme.font(_SMALLER.get(size, size), strong)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(size, strong))
        self.setProperty("ink", ink)
        self.setWordWrap(wraps)
        self._ink, self._cuts = ink, cuts
        if cuts:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show this text as it is; what has to be cut is in the tooltip in full."""
        super().setText(text)
        if self._cuts:
            self.setToolTip(draw.plain_tip(text))

    def setInk(self, ink: str) -> None:
        """Write in another colour from now on."""
        if ink != self._ink:
            self._ink = ink
            self.setProperty("ink", ink)
            self.style().unpolish(self)
            self.style().polish(self)

    def minimumSizeHint(self) -> QSize:
        """A text that may be cut needs no room of its own."""
        hint = super().minimumSizeHint()
        return QSize(0, hint.height()) if self._cuts else hint

    def _breaks(self, width: float) -> bool:
        return self._most > 1 and draw.width_of(self.text(), self.font()) > width

    def hasHeightForWidth(self) -> bool:
        """Whether its height follows from the lines its text takes."""
        return self._most > 1 or super().hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """The height of the lines that the text takes in this width."""
        if not self._breaks(width):
            return super().heightForWidth(width) if self._most == 1 else self.sizeHint().height()
        lines = draw.wrapped(self.text(), self._small, width, self._most)
        return round(QFontMetricsF(self._small).height() * len(lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cut the text where it does not fit, if it may be cut."""
        if not self._cuts:
            super().paintEvent(event)
            return
        with QPainter(self) as painter:
            where = QRectF(self.contentsRect())
            if self._breaks(where.width()):
                lines = draw.wrapped(self.text(), self._small, where.width(), self._most)
                draw.block(painter, where, lines, self._small, self._ink)
            else:
                draw.words(painter, where, self.text(), self.font(), self._ink, self.alignment())


class Press(QAbstractButton):
    """Anything that is pressed: its words are plain text, Enter presses it too, Tab reaches it.

    A press never takes the focus from the field somebody types in.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show this text as it is: an ampersand is an ampersand, not a shortcut."""
        self._words = draw.one_line(text)
        super().setText(self._words.replace("&", "&&"))
        self.setAccessibleName(self._words)
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """The text as it was given."""
        return self._words

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses like the space bar, in a dialog or out of it."""
        if event.key() in _ENTER and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """What it needs is what it hints."""
        return self.sizeHint()


class Button(Press):
    """A button with words, perhaps an icon, and its key in the corner.

    `big` is 60 px for what is pressed all day, else 44 px. `filled` is for the one thing most
    people will press next. `key` (like "F5" or "Ctrl+Z") presses it while it is in sight. Where
    room is short its words stand on two lines, smaller.
    """

    def __init__(
        self,
        text: str,
        *,
        tone: Tone = Tone.PLAIN,
        icon: str = "",
        filled: bool = False,
        big: bool = False,
        key: str = "",
        press: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._tone, self._icon, self._filled, self._big = tone, icon, filled, big
        self._key = key
        self.setFont(theme.font(theme.BODY, strong=True))
        self._small = theme.font(theme.NOTE, strong=True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if key:
            shortcut = QShortcut(QKeySequence(key), self, self.click)
            shortcut.setAutoRepeat(False)  # a key leant on is one press
        if press is not None:
            self.clicked.connect(lambda: press())

    def setFilled(self, filled: bool) -> None:
        """Make it the thing to press next, or no longer."""
        if filled != self._filled:
            self._filled = filled
            self.update()

    def setIconName(self, icon: str) -> None:
        """Show another icon, or none for an empty name."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its words, icon and key need; 44 or 60 px high."""
        return self._size(draw.width_of(self._words, self.font()))

    def minimumSizeHint(self) -> QSize:
        """The room its words need on two lines."""
        return self._size(min(draw.width_of(self._words, self.font()),
                              draw.folded_width(self._words, self._small)))  # fmt: skip

    def _size(self, words: float) -> QSize:
        wide = words + 28
        if self._icon:
            wide += _ICON + (8 if self._words else 0)
        if self._key and not self._big:
            wide += draw.width_of(self._shown_key(), theme.font(theme.SMALL)) + 14
        high = theme.BIG if self._big else theme.TOUCH
        return QSize(max(math.ceil(wide), high), high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, words and key in the colours of its state."""
        with QPainter(self) as painter:
            ink, fill, line = self._colors()
            where = QRectF(self.rect())
            draw.box(painter, where, fill, line, theme.RADIUS, 1.5 if self._filled else 1)
            if self.isDown():
                painter.setOpacity(0.75)
            self._paint_words(painter, where, ink)
            painter.setOpacity(1.0)
            draw.focus_ring(painter, self)

    def _colors(self) -> tuple[str, str, str]:
        tone = "text" if self._tone is Tone.PLAIN else self._tone.value
        if not self.isEnabled():
            return "edge", "ground", "line"
        if self._filled:
            return "inverse", tone, tone
        hovered = self.underMouse() or self.isChecked()
        line = "edge" if tone == "text" and hovered else "line" if tone != "refused" else tone
        return tone, "hover" if hovered else "surface", line

    def _shown_key(self) -> str:
        return QKeySequence(self._key).toString(QKeySequence.SequenceFormat.NativeText)

    def _paint_words(self, painter: QPainter, where: QRectF, ink: str) -> None:
        room = where.adjusted(12, 0, -12, 0)
        key_ink = ink if self._filled or not self.isEnabled() else "quiet"
        if self._key:
            font = theme.font(theme.SMALL)
            key = self._shown_key()
            if self._big:
                corner = where.adjusted(0, 0, -8, -4)
                room.setBottom(room.bottom() - 8)  # the key stays clear of the words
                low = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
                draw.words(painter, corner, key, font, key_ink, low)
            else:
                room.setRight(room.right() - draw.width_of(key, font) - 12)
                draw.words(painter, where.adjusted(0, 0, -12, 0), key, font, key_ink, draw.RIGHT)
        side = draw.MIDDLE
        if self._icon:
            taken = draw.width_of(self._words, self.font()) + _ICON + (8 if self._words else 0)
            room.setLeft(max(room.left(), room.center().x() - taken / 2))
            icons.paint(painter, self._icon, QRectF(room.left(), 0, _ICON, room.height()), ink)
            room.setLeft(room.left() + _ICON + 8)
            side = draw.LEFT
        if draw.width_of(self._words, self.font()) > room.width() + 1:
            lines = draw.wrapped(self._words, self._small, room.width() + 1, 2)
            draw.block(painter, room, lines, self._small, ink, side)
        else:
            draw.words(painter, room, self._words, self.font(), ink, side)


class Check(QCheckBox):
    """A box to tick beside its words, 44 px high; a tap on either ticks it."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(theme.font())

    def sizeHint(self) -> QSize:
        """As wide as its words and the box."""
        return QSize(round(draw.width_of(self.text(), self.font())) + _TICK + 14, theme.TOUCH)

    def minimumSizeHint(self) -> QSize:
        """What it needs is what it hints."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """All of it can be hit."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, its tick, and the words."""
        with QPainter(self) as painter:
            box = QRectF(2, (self.height() - _TICK) / 2, _TICK, _TICK)
            on, free = self.isChecked(), self.isEnabled()
            tone = "edge" if not free or not on else "accent"
            draw.box(painter, box, tone if on else "field", tone, 4, 1.5)
            if on:
                icons.paint(painter, "check", box.adjusted(3, 3, -3, -3), "inverse")
            room = QRectF(self.rect()).adjusted(_TICK + 12, 0, 0, 0)
            draw.words(painter, room, self.text(), self.font(), "text" if free else "edge")
            draw.focus_ring(painter, self)


class Chip(Press):
    """A small rounded word that is tapped to change what it says; 44 px to hit, 32 px to see."""

    def __init__(
        self,
        text: str = "",
        *,
        icon: str = "",
        filled: bool = False,
        tone: Tone = Tone.ACCENT,
        widest: int = 220,
        parent: QWidget | None = None,
    ) -> None:
        self._icon, self._filled, self._tone, self._widest = icon, filled, tone, widest
        super().__init__(text, parent)
        self.setFont(theme.font(theme.NOTE, strong=True))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def setFilled(self, filled: bool) -> None:
        """Set it off from the others, or no longer."""
        self._filled = filled
        self.update()

    def setText(self, text: str) -> None:
        """Show this text as it is; where it is cut the tooltip has it in full."""
        super().setText(text)
        is_cut = self.sizeHint().width() >= self._widest
        self.setToolTip(draw.plain_tip(text) if is_cut else "")

    def sizeHint(self) -> QSize:
        """As wide as its word, up to the widest it may get."""
        wide = draw.width_of(self._words, self.font()) + 28 + (22 if self._icon else 0)
        return QSize(max(theme.TOUCH, min(round(wide), self._widest)), theme.TOUCH)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rounded ground and the word."""
        with QPainter(self) as painter:
            where = QRectF(self.rect()).adjusted(0, 6, 0, -6)
            hovered = self.underMouse() and self.isEnabled()
            fill = self._tone.value if self._filled else "hover" if hovered else "surface"
            ink = "inverse" if self._filled else "text" if self.isEnabled() else "edge"
            line = None if self._filled else "edge" if hovered else "line"
            draw.box(painter, where, fill, line, where.height() / 2)
            room = where.adjusted(14, 0, -14, 0)
            if self._icon:
                icons.paint(painter, self._icon, QRectF(room.left() - 2, 0, 16, self.height()), ink)
                room.setLeft(room.left() + 20)
            draw.words(painter, room, self._words, self.font(), ink, draw.MIDDLE)
            if self.hasFocus():
                draw.focus_ring(painter, self, theme.RADIUS + 2)


class Badge(QWidget):
    """A state as a mark and a word on its own ground; it is read, not pressed."""

    def __init__(
        self,
        text: str = "",
        tone: Tone = Tone.PLAIN,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFont(theme.font(theme.NOTE, strong=True))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setState(text, tone, icon)

    def setState(self, text: str, tone: Tone = Tone.PLAIN, icon: str = "") -> None:
        """Show another word, tone and mark."""
        self._text, self._tone, self._icon = draw.one_line(text), tone, icon
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def setLook(self, look: Look) -> None:
        """Show one of the states of the workshop."""
        self.setState(look.word, look.tone, look.icon)

    def text(self) -> str:
        """The word it shows."""
        return self._text

    def sizeHint(self) -> QSize:
        """As wide as mark and word; 28 px high."""
        wide = draw.width_of(self._text, self.font()) + 20 + (20 if self._icon else 0)
        return QSize(round(wide), 28)

    def minimumSizeHint(self) -> QSize:
        """It never gets smaller than its word."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the state."""
        with QPainter(self) as painter:
            paint_badge(painter, QRectF(self.rect()), self._text, self._tone, self._icon)


def paint_badge(painter: QPainter, where: QRectF, text: str, tone: Tone, icon: str = "") -> None:
    """Paint a badge into `where`, cut to its width; tables paint theirs with this too."""
    t = theme.tokens()
    draw.box(painter, where, t.on(tone), None, where.height() / 2)
    room = where.adjusted(10, 0, -10, 0)
    if icon:
        mark = QRectF(room.left() - 1, where.center().y() - 7, 14, 14)
        icons.paint(painter, icon, mark, t.ink(tone))
        room.setLeft(room.left() + 18)
    draw.words(painter, room, text, theme.font(theme.NOTE, strong=True), t.ink(tone))
