# SPDX-License-Identifier: MIT
"""Beside the scans of the intake: the labels of the card in hand that were read, and the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.actions import key_words
from ui.pages.bench_parts import only_shown
from ui.pages.card_words import GRADE_KEY, WHO_KEY, Tab
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Badge, Button, Label
from workshop.benches.intake import IntakeBench
from workshop.benches.tags import spelled
from workshop.domain.terms import IdentifierKind
from workshop.language import mark, say

WORDS = {
    IdentifierKind.PART_NUMBER: mark("Part number"),
    IdentifierKind.UPC: mark("Article code"),
    IdentifierKind.MAKER_TAG: mark("Maker tag"),
    IdentifierKind.GPU_UUID: mark("GPU UUID"),
    IdentifierKind.MARKING: mark("Marking"),
}

# What a person looks for on every card; the others are shown once they were read.
_USUAL = (IdentifierKind.PART_NUMBER, IdentifierKind.UPC)
_HIGH = 25


class Read(NamedTuple):
    """A label, and what was read of it; nothing yet for an empty value."""

    label: str
    value: str


class Labels(QWidget):
    """A line a label: a tick and what was read, or a ring and that it was not read."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Read] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: list[Read]) -> None:
        """Show these labels."""
        self.lines = lines
        said = "; ".join(f"{one.label}: {one.value or say('not read')}" for one in lines)
        self.setAccessibleName(said)
        self.setToolTip(draw.plain_tip("\n".join(f"{one.label}: {one.value}" for one in lines)))
        self.setFixedHeight(_HIGH * len(lines))
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(200, _HIGH * len(self.lines))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        letters = theme.font(theme.NOTE)
        wide = max((draw.width_of(one.label, letters) for one in self.lines), default=0.0)
        cut = Qt.TextElideMode.ElideMiddle
        with QPainter(self) as painter:
            for number, one in enumerate(self.lines):
                line = QRectF(0, number * _HIGH, self.width(), _HIGH)
                icon, ink = ("check", "good") if one.value else ("ring", "edge")
                icons.paint(painter, icon, QRectF(0, line.top(), 18, _HIGH), ink)
                name = QRectF(26, line.top(), wide, _HIGH)
                draw.words(painter, name, one.label, letters, "quiet")
                value = line.adjusted(26 + wide + 12, 0, 0, 0)
                if one.value:
                    strong = theme.font(theme.NOTE, strong=True)
                    draw.words(painter, value, one.value, strong, "text", cut=cut)
                else:
                    draw.words(painter, value, say("not read"), letters, "quiet")


class HandPane(QWidget):
    """The card in hand, or what is kept for the next one; and what the next serial is for."""

    def __init__(
        self,
        bench: IntakeBench,
        next_card: Callable[[], object],
        refuse: Callable[[], object],
        preprinted: Callable[[], object],
        look: Callable[[Tab], object],
    ) -> None:
        super().__init__()
        self._bench = bench
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.title = Label("", theme.NOTE, strong=True, cuts=True)
        self.labels = Labels()
        self.refusing = Badge()
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.next = Button(say("Next card"), icon="arrow-right", key="F5", press=next_card)
        self.refuse = Button(say("Refuse …"), tone=Tone.REFUSED, press=refuse)
        row.addWidget(only_shown(self.next), 3)
        row.addWidget(self.refuse, 2)
        self.preprinted = Button("", tone=Tone.ACCENT, icon="label", press=preprinted)
        self.preprinted.setCheckable(True)
        looks = QHBoxLayout()
        looks.setSpacing(theme.GRID)
        self.who = Button(say("Who is it?"), press=lambda: look("who"))
        self.condition = Button(say("Condition"), press=lambda: look("condition"))
        for button, key in ((self.who, WHO_KEY), (self.condition, GRADE_KEY)):
            button.setToolTip(key_words(key))
            looks.addWidget(button)
        for part in (self.title, self.labels, self.refusing):
            column.addWidget(part)
        column.addLayout(row)
        column.addLayout(looks)
        column.addWidget(self.preprinted)
        self.show_bench()

    def show_bench(self) -> None:
        """Show what the bench has in hand now."""
        bench, hand = self._bench, self._bench.hand
        waits = bool(hand.kept or bench.serial or bench.blank)
        card = None if waits else hand.card
        names = card.names if card is not None else hand.kept
        serial = card.serial if card is not None else bench.serial
        lines = [Read(say("Serial"), serial)]
        if bench.preprinted or (card is not None and card.tag):
            tag = card.tag if card is not None else bench.blank
            lines.append(Read(say("Tag"), spelled(tag) if tag else ""))
        lines += [
            Read(say(word), names.get(kind, ""))
            for kind, word in WORDS.items()
            if kind in _USUAL or kind in names
        ]
        self.title.setText(say("Card in hand") if card is not None else say("Next card"))
        self.labels.show_lines(lines)
        in_hand = bool(hand.card is not None and hand.card.tag)
        for button in (self.who, self.condition):
            button.setEnabled(in_hand)
        self.refusing.setVisible(bool(bench.refusing))
        self.refusing.setState(say("The next serial is refused"), Tone.REFUSED, "refused")
        self.refuse.setText(say("Do not refuse") if bench.refusing else say("Refuse …"))
        self.preprinted.setChecked(bench.preprinted)
        self.preprinted.setFilled(bench.preprinted)
        on = say("Pre-printed tags: on")
        self.preprinted.setText(on if bench.preprinted else say("Pre-printed tags: off"))
