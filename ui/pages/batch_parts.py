# SPDX-License-Identifier: MIT
"""What the batches page is made of: figures to read at a glance, where the cards are, long work."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Button, Label
from ui.widgets.meters import Part, paint_stack
from ui.widgets.states import PIECES
from workshop.language import listed, mark, say

if TYPE_CHECKING:
    from workshop.queries.batches import BatchRow

# Where the cards of a batch can be, from the door to the end, and the colour it has everywhere.
PROGRESS = (
    ("done", mark("Done"), Tone.GOOD),
    ("working", mark("In work"), Tone.QUESTION),
    ("waiting", mark("Waiting"), Tone.PLAIN),
    ("absent", mark("Not here"), Tone.CAREFUL),
)

# px: a line of the words below a bar.
_LEGEND = 24


def progress_of(batch: BatchRow) -> list[Part]:
    """Where the cards of a batch are; those announced and not received are not here."""
    numbers = {
        "done": batch.done,
        "working": batch.working,
        "waiting": max(0, batch.received - batch.working - batch.done),
        "absent": max(0, batch.expected - batch.received),
    }
    return [Part(say(word), numbers[key], tone) for key, word, tone in PROGRESS]


def paint_progress(painter: QPainter, where: QRectF, batch: Any) -> None:
    """Paint where the cards of a batch are into a cell of the list."""
    bar = QRectF(where.left(), where.center().y() - 10, where.width(), 20)
    paint_stack(painter, bar, [part for part in progress_of(batch) if part.number])


def said_progress(batch: Any) -> str:
    """The same in words."""
    return listed(f"{part.label} {part.number}" for part in progress_of(batch) if part.number)


class Legend(QWidget):
    """The words of a stacked bar, each with a square of its colour, on as many lines as needed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._parts = [(say(word), tone) for _key, word, tone in PROGRESS]
        self._lay_out()

    def setStates(self, counts: Mapping[str, int]) -> None:
        """Show the states of pieces with their numbers instead."""
        self._parts = [
            (say("{n} {state}", n=counts[state], state=PIECES[state].word.lower()),
             PIECES[state].tone)
            for state in PIECES if counts.get(state)
        ]  # fmt: skip
        self.setAccessibleName(", ".join(word for word, _tone in self._parts))
        self._lay_out()

    def _lay_out(self) -> None:
        """Give every word its place, in the next line where this one is full."""
        letters, left, top = theme.font(theme.NOTE), 0.0, 0.0
        self._places: list[QRectF] = []
        for word, _tone in self._parts:
            wide = 18 + draw.width_of(word, letters)
            if left and left + wide > self.width():
                left, top = 0.0, top + _LEGEND
            self._places.append(QRectF(left, top, wide, _LEGEND))
            left += wide + 20
        self.setFixedHeight(round(top) + _LEGEND)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the words out again."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint squares and words from left to right."""
        with QPainter(self) as painter:
            for (word, tone), where in zip(self._parts, self._places, strict=True):
                square = QRectF(where.left(), where.top() + 6, 12, 12)
                plain = tone is Tone.PLAIN
                draw.box(
                    painter, square, "hover" if plain else tone.value, "edge" if plain else None, 3
                )
                draw.words(painter, where.adjusted(18, 0, 0, 0), word, theme.font(theme.NOTE),
                           "quiet")  # fmt: skip


class Figure(NamedTuple):
    """One number people look for: what it is, the number, a quiet line below, and its tone."""

    label: str
    value: str
    below: str = ""
    tone: Tone = Tone.PLAIN


class Figures(QWidget):
    """Numbers side by side, readable at arm's length."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures: list[Figure] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def setFigures(self, figures: Sequence[Figure]) -> None:
        """Show these numbers."""
        self._figures = list(figures)
        told = [" ".join(p for p in (f.label, f.value, f.below) if p) for f in figures]
        self.setAccessibleName("; ".join(told))
        self.setToolTip(draw.plain_tip("\n".join(told)))
        self.update()

    def words(self) -> str:
        """All of it in one line."""
        return self.accessibleName()

    def sizeHint(self) -> QSize:
        """78 px high; it takes the width there is."""
        return QSize(600, 78)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint label, number and the line below, in columns of one width."""
        with QPainter(self) as painter:
            each = self.width() / max(1, len(self._figures))
            t = theme.tokens()
            for place, figure in enumerate(self._figures):
                left, wide = place * each, each - 12
                small = theme.font(theme.SMALL)
                draw.words(painter, QRectF(left, 0, wide, 20), figure.label, small, "quiet")
                big = theme.font(theme.ANSWER, strong=True)
                ink = t.ink(figure.tone)
                draw.words(painter, QRectF(left, 18, wide, 36), figure.value, big, ink)
                draw.words(painter, QRectF(left, 54, wide, 20), figure.below, small, "quiet")


class LongWork(QWidget):
    """How far a file is, with a way to call it off; afterwards where it lies."""

    def __init__(
        self,
        cancel: Callable[[], object],
        show: Callable[[], object],
        elsewhere: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self._words = Label("", theme.NOTE, cuts=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(220)
        self.cancel = Button(say("Cancel"), press=cancel)
        self.show_file = Button(say("Open it"), icon="external", press=show)
        self.elsewhere = Button(say("Save elsewhere …"), icon="folder", press=elsewhere)
        self.close_row = Button(say("Close"), press=self.hide)
        row.addWidget(self._words, 1)
        for part in (self._bar, self.cancel, self.show_file, self.elsewhere, self.close_row):
            row.addWidget(part)
        self.hide()

    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def start(self, words: str) -> None:
        """The work began."""
        self._words.setText(words)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(words)
        self._parts(at_work=True)

    def step(self, done: int, of: int) -> None:
        """So much of it is done."""
        self._bar.setRange(0, max(1, of))
        self._bar.setValue(done)

    def finish(self, words: str) -> None:
        """The file is there."""
        self._words.setText(words)
        self._parts(at_work=False)

    def _parts(self, at_work: bool) -> None:
        for part in (self._bar, self.cancel):
            part.setVisible(at_work)
        for part in (self.show_file, self.elsewhere, self.close_row):
            part.setVisible(not at_work)
        self.show()
