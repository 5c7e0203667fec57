# SPDX-License-Identifier: MIT
"""The answer strip: what became of the last scan, in colour, shape and words, and what is set."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui import icons, theme
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Chip
from workshop.language import mark, say

# ms the strip stays in full colour: two equal answers in a row are then seen as two.
_FLASH = 140


_Line = tuple[str, QFont]


class _Way(NamedTuple):
    """How a long answer is set: sizes, and the most lines of what is big and of what is small."""

    big: int
    big_lines: int
    small: int
    small_lines: int


# The first one that leaves nothing out is taken; the last where none does.
_WAYS = (
    _Way(theme.ANSWER, 1, theme.NOTE, 1),
    _Way(theme.TITLE, 1, theme.NOTE, 1),
    _Way(theme.TITLE, 2, theme.NOTE, 1),
    _Way(theme.TITLE, 1, theme.NOTE, 2),
    _Way(theme.BODY, 2, theme.NOTE, 1),
    _Way(theme.NOTE, 2, theme.SMALL, 2),
)
_NARROW = 800  # px of a strip that has no room for all its chips
_PITCH = 1.22  # px from one line to the next, for each px of its letters


# Where the first sentence of a long answer ends.
_FIRST_SENTENCE = re.compile(r"(.{12,}?[.?!])\s+(\S.*)", re.DOTALL)


class Answer(StrEnum):
    """What became of a scan."""

    IDLE = "idle"
    DONE = "done"
    CAREFUL = "careful"
    REFUSED = "refused"
    QUESTION = "question"


_LOOKS = {
    Answer.IDLE: (Tone.PLAIN, "scan"),
    Answer.DONE: (Tone.GOOD, "check"),
    Answer.CAREFUL: (Tone.CAREFUL, "warning"),
    Answer.REFUSED: (Tone.REFUSED, "refused"),
    Answer.QUESTION: (Tone.QUESTION, "question"),
}


# Said before an answer to who sees neither its colour nor its mark.
_SPOKEN = {
    Answer.DONE: mark("Done: {words}"),
    Answer.CAREFUL: mark("Careful: {words}"),
    Answer.REFUSED: mark("Refused: {words}"),
    Answer.QUESTION: mark("Question: {words}"),
}
# After one of these a sentence needs no full stop to be heard as one.
_STOPS = (".", "?", "!", "…", "。", "？", "！")
_URGENT = (Answer.REFUSED, Answer.CAREFUL)


class ChipText(NamedTuple):
    """What one chip says: the key its tap is told by, the words, an icon, set off or not.

    One that `yields` leaves its room to the answer in a narrow window.
    """

    key: str
    text: str
    icon: str = ""
    filled: bool = False
    yields: bool = False


class Strip(QWidget):
    """One big line that answers, one small line with what comes next, chips with what is set.

    It never pops up and never waits. Text is shown as it is, in smaller letters and in two lines
    where it is long, and cut only where it is too long for that too.
    """

    chipTapped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer, self._big, self._small = Answer.IDLE, "", ""
        self._chips: dict[str, Chip] = {}
        self._yielding: set[str] = set()
        self.setFixedHeight(66)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 2)
        self._row.setSpacing(theme.GRID)
        self._row.addStretch(1)
        self._flash = QTimer(self, singleShot=True, interval=_FLASH)
        self._flash.timeout.connect(self.update)

    def show_answer(self, answer: Answer | str, big: str, small: str = "") -> None:
        """Answer with these two lines of plain text; of one alone all but its first sentence is
        the small line."""
        first = None if small else _FIRST_SENTENCE.match(big)
        if first is not None:
            big, small = first[1], first[2]
        self._answer, self._big, self._small = Answer(answer), big, small
        words = f"{big} {small}".strip()
        if small and not big.endswith(_STOPS):
            words = say("{said}. {hint}", said=big, hint=small)
        self.setAccessibleName(say(_SPOKEN.get(self._answer, "{words}"), words=words))
        self.setToolTip(draw.plain_tip(f"{big}\n{small}".strip()))
        if self._answer is not Answer.IDLE:
            self._flash.start()
            self._announce()
        self.update()

    def answer(self) -> Answer:
        """What the strip answers now."""
        return self._answer

    def words(self) -> tuple[str, str]:
        """The two lines it shows."""
        return self._big, self._small

    def setChips(self, chips: Sequence[ChipText]) -> None:
        """Show these chips from left to right; one that stays keeps the keyboard's focus."""
        gone = set(self._chips) - {chip.key for chip in chips}
        for key in gone:
            chip = self._chips.pop(key)
            self._row.removeWidget(chip)
            chip.deleteLater()
            chip.hide()
        for place, spec in enumerate(chips):
            found = self._chips.get(spec.key)
            if found is None:
                found = Chip(spec.text, icon=spec.icon, filled=spec.filled, parent=self)
                found.clicked.connect(lambda _=False, key=spec.key: self.chipTapped.emit(key))
                self._chips[spec.key] = found
            else:
                found.setText(spec.text)
                found.setFilled(spec.filled)
            self._row.insertWidget(place + 1, found)
        self._yielding = {chip.key for chip in chips if chip.yields}
        self._make_room()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the answer has the room of chips that yield."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        narrow = self.width() < _NARROW
        for key, chip in self._chips.items():
            chip.setVisible(not (narrow and key in self._yielding))

    def chip(self, key: str) -> Chip:
        """The chip with this key."""
        return self._chips[key]

    def sizeHint(self) -> QSize:
        """As wide as the window, 66 px high."""
        return QSize(600, 66)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, mark and both lines."""
        tone, icon = _LOOKS[self._answer]
        t = theme.tokens()
        flashing = self._flash.isActive() and tone is not Tone.PLAIN
        ink = "inverse" if flashing else "text" if tone is Tone.PLAIN else tone.value
        ground = tone.value if flashing else t.surface if tone is Tone.PLAIN else t.on(tone)
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.color(ground))
            line = "line" if tone is Tone.PLAIN else tone.value
            painter.fillRect(0, self.height() - 2, self.width(), 2, theme.color(line))
            quiet = "quiet" if tone is Tone.PLAIN else ink
            icons.paint(painter, icon, QRectF(20, 0, 32, self.height() - 2), quiet)
            under = "inverse" if flashing else "quiet" if tone is Tone.PLAIN else "text"
            big, small = self._lines()
            where = self._room()
            where.setTop((where.height() - _high([*big, *small])) / 2)
            for lines, color in ((big, ink), (small, under)):
                for text, font in lines:
                    where.setHeight(font.pixelSize() * _PITCH)
                    draw.words(painter, where.adjusted(0, -4, 0, 4), text, font, color)
                    where.moveTop(where.bottom())

    def is_whole(self) -> bool:
        """Whether all of the answer is seen: nothing of it is cut."""
        return self._fits(*self._lines())

    def _lines(self) -> tuple[list[_Line], list[_Line]]:
        """What is big and what is small, line by line as they are painted."""
        room = self._room().width()
        for way in _WAYS:
            upper, lower = theme.font(way.big, strong=True), theme.font(way.small)
            big = [(text, upper) for text in draw.wrapped(self._big, upper, room, way.big_lines)]
            small = [
                (text, lower) for text in draw.wrapped(self._small, lower, room, way.small_lines)
            ]
            if self._fits(big, small):
                break
        return big, small

    def _fits(self, big: Sequence[_Line], small: Sequence[_Line]) -> bool:
        room, lines = self._room(), [*big, *small]
        wide = max((draw.width_of(text, font) for text, font in lines), default=0.0)
        return wide <= room.width() and _high(lines) <= room.height()

    def _room(self) -> QRectF:
        first = min((c.x() for c in self._chips.values() if not c.isHidden()), default=self.width())
        return QRectF(64, 0, max(0, first - 64 - 16), self.height() - 2)

    def _announce(self) -> None:
        """Let a screen reader say it, whatever has the focus."""
        if QAccessible.isActive():
            said = QAccessibleAnnouncementEvent(self, self.accessibleName())
            if self._answer in _URGENT:
                said.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(said)

    def minimumSizeHint(self) -> QSize:
        """The text gives way before the chips do."""
        return QSize(240, 66)


def _high(lines: Sequence[_Line]) -> float:
    """How many px these lines take below each other."""
    return sum(font.pixelSize() * _PITCH for _, font in lines)
