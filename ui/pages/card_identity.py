# SPDX-License-Identifier: MIT
"""Who a card is: what each source says of it, whether that fits together, and a fact to type."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import icons, theme
from ui.pages.card_words import FACTS, NOT_READ, OUTCOMES, SOURCES
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Button
from ui.widgets.panels import FormRow
from ui.widgets.table import Column, Table
from workshop.language import joined, mark, say

if TYPE_CHECKING:
    from workshop.queries.identity import CheckRow, Identity

# How much of the width each source gets: as its usual values need it.
_FIRST = ("disagree", "agree", "unknown")


class FactLine(NamedTuple):
    """A fact by its name, and what each source says of it; those in `wrong` disagree."""

    name: str
    said: dict[str, str]
    wrong: frozenset[str] = frozenset()


def lines_of(who: Identity) -> list[FactLine]:
    """A line for every fact, those of which something is known first."""
    said: dict[str, dict[str, str]] = {name: {} for name in FACTS}
    for fact in who.facts:
        said.setdefault(fact.name, {})[fact.source] = fact.value
    wrong = set()
    for check in who.checks:
        if check.outcome == "disagree":
            wrong |= {(check.left_source, check.left), (check.right_source, check.right)}
    lines = [
        FactLine(
            name,
            values,
            frozenset(source for source, value in values.items() if (source, value) in wrong),
        )
        for name, values in said.items()
    ]
    return sorted(lines, key=lambda line: not line.said)


def _said(source: str, line: FactLine) -> str:
    value = line.said.get(source, "")
    return say("{value} (disagrees)", value=value) if source in line.wrong else value


def _paint_said(source: str, painter: QPainter, where: QRectF, line: FactLine) -> None:
    """Write what a source says; what disagrees has a cross before it."""
    room = QRectF(where)
    wrong = source in line.wrong
    if wrong:
        icons.paint(painter, "cross", QRectF(room.left(), room.top(), 14, room.height()), "refused")
        room.setLeft(room.left() + 18)
    letters = theme.font(theme.NOTE)
    cut = Qt.TextElideMode.ElideMiddle
    draw.words(
        painter, room, line.said.get(source, ""), letters, "refused" if wrong else "text", cut=cut
    )


def _side(source: str, value: str) -> str:
    return say("{source}: {value}", source=say(SOURCES.get(source, source)), value=value) if (
        source
    ) else ""  # fmt: skip


_COLUMNS = [
    Column(mark("What"), lambda line: say(FACTS.get(line.name, line.name)), width=152, ink="quiet"),
    *(
        Column(word, partial(_said, source), paint=partial(_paint_said, source))
        for source, word in SOURCES.items()
    ),
]


def _paint_rule(painter: QPainter, where: QRectF, row: CheckRow) -> None:
    """The rule, and under it what a disagreement may mean."""
    name, note = QRectF(where), QRectF(where)
    if row.note:
        name.setBottom(where.top() + where.height() * 0.56)
        note.setTop(where.top() + where.height() * 0.5)
        draw.words(painter, note, say(row.note), theme.font(theme.SMALL), "quiet")
    draw.words(painter, name, say(row.name), theme.font(), "text")


def _rule_words(row: CheckRow) -> str:
    return joined(say(row.name), say(row.note))


_RULES = [
    Column(mark("Result"), "outcome", look=lambda row: OUTCOMES[row.outcome], width=164),
    Column(mark("Rule"), _rule_words, share=9, paint=_paint_rule),
    Column(mark("One says"), lambda row: _side(row.left_source, row.left), share=6, cut="middle"),
    Column(
        mark("The other says"),
        lambda row: _side(row.right_source, row.right),
        share=6,
        cut="middle",
    ),
]
_RULE_HIGH = 48


class IdentityPane(QWidget):
    """The table of facts, the rules under it, and below them what was read is typed.

    `wanted` asks for an act: its name, and its facts but for the card.
    """

    wanted = Signal(str, dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.facts = Table(_COLUMNS, name=mark("What each source says"), key=lambda line: line.name)
        self.facts.clicked.connect(self._pick)
        self.facts.opened.connect(lambda line: self.offer(line.name))
        self.rules = Table(_RULES, name=mark("Whether it fits together"), key=lambda row: row.code)
        self.rules.verticalHeader().setDefaultSectionSize(_RULE_HIGH)
        column.addWidget(self.facts, 1)
        column.addWidget(self.rules, 1)
        column.addLayout(self._form())

    def _form(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.source, self.name, self.value = QComboBox(), QComboBox(), QLineEdit()
        for box, words in ((self.source, SOURCES), (self.name, FACTS)):
            for code, word in words.items():
                if code not in NOT_READ:
                    box.addItem(say(word), code)
        self.name.setCurrentIndex(self.name.findData("serial"))
        self.name.setMaxVisibleItems(len(FACTS))
        self.value_row = FormRow(say("What it says"), self.value)
        self.value.returnPressed.connect(self.note)
        self.value.textEdited.connect(lambda: self.value_row.setFault(""))
        note = Button(say("Note it"), tone=Tone.ACCENT, filled=True, icon="check", press=self.note)
        row.addWidget(FormRow(say("Read from"), self.source), 3)
        row.addWidget(FormRow(say("What was read"), self.name), 4)
        row.addWidget(self.value_row, 8)
        row.addWidget(note, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def show_identity(self, who: Identity) -> None:
        """Show what is known now; what is being typed stays."""
        lines = lines_of(who)
        self._give_room(lines)
        self.facts.setRows(lines)
        self.rules.setRows(_sorted(who.checks))

    def _give_room(self, lines: Sequence[FactLine]) -> None:
        """Who says nothing takes no more room than its name; the others share as they need."""
        columns, letters = self.facts.rows.columns, theme.font(theme.NOTE)
        for place, (source, word) in enumerate(SOURCES.items(), start=1):
            said = [line.said[source] for line in lines if source in line.said]
            needs = math.ceil(max(draw.width_of(text, letters) for text in [say(word), *said])) + 24
            columns[place] = replace(columns[place], width=0 if said else needs, share=needs)

    def clear(self) -> None:
        """Another card: forget what was shown and typed of the one before."""
        self.facts.setRows([])
        self.rules.setRows([])
        self.value.setText("")
        self.value_row.setFault("")

    # Typing

    def _pick(self, index: QModelIndex) -> None:
        """A cell that is tapped is what is typed next, beginning with what it says."""
        line = self.facts.rows.row(index.row())
        source = list(SOURCES)[index.column() - 1] if index.column() else ""
        self.offer(line.name, "" if source in NOT_READ else source, line.said.get(source, ""))

    def offer(self, name: str, source: str = "", value: str = "") -> None:
        """Make this fact ready to be noted; without a source, of the one that is set."""
        self.name.setCurrentIndex(self.name.findData(name))
        if source:
            self.source.setCurrentIndex(self.source.findData(source))
        self.value.setText(value)
        self.value_row.setFault("")
        self.value.setFocus(Qt.FocusReason.OtherFocusReason)
        self.value.selectAll()

    def note(self) -> None:
        """Ask to keep what was typed; an empty value takes an earlier one back."""
        source, name = self.source.currentData(), self.name.currentData()
        value = self.value.text().strip()
        known = any(line.name == name and source in line.said for line in self.facts.rows.rows())
        if not value and not known:
            self.value_row.setFault(say("Type what it says."))
            self.value.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.value.setText("")
        self.wanted.emit("note_identity", {"source": source, "facts": {name: value}})


def _sorted(checks: Sequence[CheckRow]) -> list[Any]:
    """What disagrees first, then what agrees, then what is not known yet."""
    return sorted(checks, key=lambda row: _FIRST.index(row.outcome))
