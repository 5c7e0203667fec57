# SPDX-License-Identifier: MIT
"""The passport of a piece: its family as a tree, beside it what was done and all that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.pages.bench_parts import only_shown
from ui.pages.card_words import FACTS
from ui.pages.family_tree import FamilyTree, told
from ui.pages.passport_facts import Fact, Heading, Line, joined, lines_of
from ui.pages.run_view import RunView
from ui.pages.stock_clocks import said_left
from ui.pages.words import ICONS, kind_word, moment
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Badge, Button, Chip, Label, paint_badge
from ui.widgets.panels import Panel, Picture
from ui.widgets.reason import ReasonRow
from ui.widgets.states import LEADED, piece_look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.genealogy import Genealogy
    from workshop.queries.heat import HeatRow
    from workshop.queries.passport_more import PassportMore
    from workshop.queries.pieces import Event, Passport
    from workshop.queries.rows import PieceRow
    from workshop.queries.runs import ProfileRow

_NAMES, _VALUES = 4, 8

# Lines that what was done takes at most.
_MOST = 3

# px: a row with a smaller line under the first, and each more that the first takes.
LINE, MORE = 52, 24

TURN_KEY = "F9"


class PassportView(QWidget):
    """Everything known of one piece, and what can be done with it from here.

    `pieceOpened` is the tag of one of its family, `runAsked` the row of its heat ledger to look
    at, `testAsked` the entry of an attempt at a test.
    """

    pieceOpened = Signal(str)
    runAsked = Signal(object)
    testAsked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._passport: Passport | None = None
        self._more: PassportMore | None = None
        self._tab = "done"
        self._layers = QStackedLayout(self)
        passport = QWidget()
        column = QVBoxLayout(passport)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._head())
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self._family(), 1)
        below.addWidget(self._sides(), 1)
        column.addLayout(below, 1)
        self._layers.addWidget(passport)
        self._layers.addWidget(self._run_layer())
        self.look_at("done")

    def _head(self) -> QWidget:
        panel = Panel()
        top = QHBoxLayout()
        top.setSpacing(12)
        self.picture = Picture("card", "accent", 40)
        top.addWidget(self.picture)
        names = QVBoxLayout()
        names.setSpacing(0)
        self.title = Label("", theme.TITLE, strong=True, cuts=True, most=2)
        self.tag = Label("", theme.BODY, strong=True, ink="accent", cuts=True)
        names.addWidget(self.title)
        names.addWidget(self.tag)
        top.addLayout(names, 1)
        self.lead, self.state = Badge(), Badge()
        self.lead.setLook(LEADED)
        for badge in (self.lead, self.state):
            top.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        panel.body.addLayout(top)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(24)
        self._facts.setVerticalSpacing(0)
        panel.body.addLayout(self._facts)
        panel.body.addLayout(self._buttons())
        self.why = ReasonRow("label")
        panel.body.addWidget(self.why)
        return panel

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.bench = Button(
            say("To the bench"), tone=Tone.ACCENT, filled=True, icon="bench", key="F5"
        )
        self.again = Button(say("Label again"), icon="label", key="F6")
        self.pdf = Button(say("Passport"), icon="pdf", key="F7")
        self.issue = Button(say("Issue"), icon="lock")
        self.issue.setToolTip(say("Number the passport and keep it as it is now"))
        self.file = Button(say("Show the PDF"), icon="external", key="F8")
        self.file.hide()
        for button in (self.bench, self.again, self.pdf, self.issue, self.file):
            row.addWidget(only_shown(button))
        row.addStretch(1)
        return row

    def _family(self) -> QWidget:
        panel = Panel(say("Where it came from, where it went"), margin=12)
        self.told = Label("", theme.NOTE, ink="quiet", cuts=True)
        self.tree = FamilyTree()
        self.tree.opened.connect(self.pieceOpened.emit)
        panel.body.addWidget(self.told)
        panel.body.addWidget(self.tree, 1)
        return panel

    def _sides(self) -> QWidget:
        """What was done and what is known, one at a time."""
        panel = Panel(margin=12)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.tabs = {"done": Chip(say("What was done")), "known": Chip(say("What is known"))}
        for tab, chip in self.tabs.items():
            chip.clicked.connect(partial(self.look_at, tab))
            row.addWidget(chip)
        row.addStretch(1)
        panel.body.addLayout(row)
        self.history = Table(
            [Column(mark("What was done"), self._what, paint=self._paint_event)],
            name=mark("What was done"),
            empty=mark("Nothing was done yet."),
            key=lambda event: event.entry,
            high=lambda event, width: _high(_what(event), width - 26),
        )
        self.facts = Table(
            [Column(mark("What is known"), _fact_words, paint=_paint_fact)],
            name=mark("What is known"),
            empty=mark("Nothing more is known."),
            key=lambda line: line[:3],
            high=_fact_high,
        )
        self.facts.clicked.connect(lambda index: self._open(self.facts.rows.row(index.row())))
        self.facts.opened.connect(self._open)
        for table in (self.history, self.facts):
            table.horizontalHeader().hide()
            table.verticalHeader().setDefaultSectionSize(LINE)
        self._lists = QStackedWidget()
        for table in (self.history, self.facts):
            self._lists.addWidget(table)
        panel.body.addWidget(self._lists, 1)
        return panel

    def _run_layer(self) -> QWidget:
        """A run that is looked at takes all the room."""
        panel = Panel()
        self.back = Chip(say("Back"), icon="chevron-left")
        self.back.clicked.connect(lambda: self.leave_run())
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        panel.body.addLayout(row)
        self.run = RunView(typed=False)
        panel.body.addWidget(self.run, 1)
        return panel

    def look_at(self, tab: str, *_checked: bool) -> None:
        """Show what was done (done), or what is known (known)."""
        self._tab = tab
        self._lists.setCurrentWidget(self.history if tab == "done" else self.facts)
        for name, chip in self.tabs.items():
            chip.setFilled(name == tab)
            chip.setAccessibleDescription(say("In sight") if name == tab else "")

    def turn(self) -> None:
        """From what was done to what is known, with the keyboard there, and back again."""
        self.look_at("known" if self._tab == "done" else "done")
        (self.history if self._tab == "done" else self.facts).setFocus()

    def leave_run(self) -> bool:
        """Leave the run that is looked at; False where none is."""
        if not self._layers.currentIndex():
            return False
        self._layers.setCurrentIndex(0)
        self.facts.setFocus()
        return True

    def show_run(self, row: HeatRow, profile: ProfileRow, judged: Any) -> None:
        """Show the run of a row of the heat ledger; its curve follows when it was read."""
        self.run.show_run(row, profile, judged)
        self._layers.setCurrentIndex(1)

    def show_passport(self, passport: Passport) -> None:
        """Show this passport; the time line begins with the newest."""
        piece = passport.piece
        if self._passport is None or self._passport.piece.tag != piece.tag:
            self._more = None
            self.tree.clear()
            self.told.hide()
            self.facts.setRows([])
            self._layers.setCurrentIndex(0)
        self._passport = passport
        self.picture.setIcon(ICONS.get(piece.kind, "stock"))
        self.title.setText(_title(piece))
        self.tag.setText(spelled(piece.tag))
        self.state.setLook(piece_look(piece.state, piece.taken_apart))
        self.lead.setVisible(bool(passport.leaded))
        self.history.setRows(list(reversed(passport.history)))
        self._show_more()

    def show_family(self, family: Genealogy) -> None:
        """Show where this piece came from and where its own pieces are."""
        if self._passport is not None and family.piece.tag == self._passport.piece.tag:
            self.tree.show_family(family)
            self.told.setText(told(family))
            self.told.setVisible(bool(family.tree))

    def show_more(self, more: PassportMore) -> None:
        """Show the rest of what is known of this piece."""
        if self._passport is not None and more.tag == self._passport.piece.tag:
            self._more = more
            self._show_more()

    def _show_more(self) -> None:
        """Show what of it came by now."""
        if self._passport is None:
            return
        self._show_facts(_facts(self._passport, self._more))
        if self._more is not None:
            self.facts.setRows(lines_of(self._passport, self._more))
            self.history.viewport().update()  # with the names of people

    def _open(self, line: Line) -> None:
        if isinstance(line, Heading):
            return
        if line.piece:
            self.pieceOpened.emit(line.piece)
        elif line.run is not None:
            self.runAsked.emit(line.run)
        elif line.test:
            self.testAsked.emit(line.test)

    def _people(self) -> Mapping[str, str]:
        return self._more.people if self._more is not None else {}

    def _what(self, event: Event) -> str:
        """What was done, when and by whom, as it is read out."""
        return joined(_what(event), *_below(event, self._people()))

    def _paint_event(self, painter: QPainter, where: QRectF, event: Event) -> None:
        _paint_event(painter, where, event, self._people())

    def _show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for place, (name, value) in enumerate(facts[:_VALUES]):
            row, at = divmod(place, _NAMES)
            self._facts.addWidget(Label(name, theme.SMALL, ink="quiet"), 2 * row, at)
            told = Label(value, theme.NOTE, strong=True, cuts=True, most=2)
            self._facts.addWidget(told, 2 * row + 1, at, Qt.AlignmentFlag.AlignTop)
        for at in range(_NAMES):
            self._facts.setColumnStretch(at, 1)


def _title(piece: PieceRow) -> str:
    named = " ".join(part for part in (piece.maker, piece.model) if part)
    return named or kind_word(piece.kind)


def _facts(passport: Passport, more: PassportMore | None) -> list[tuple[str, str]]:
    """Names and values of what is known, the most wanted first; what is not known is left out."""
    piece, heat = passport.piece, passport.heat
    cycles = say("{n} of {limit}", n=heat.cycles, limit=heat.limit) if heat.limit else ""
    mine = [row for row in more.reserved if row.piece == piece.tag] if more else []
    facts = [
        (say("Serial"), piece.serial),
        (say("Marking"), piece.marking),
        (say("Part number"), piece.part_number),
        (say("Batch"), piece.batch),
        (say("Place"), piece.place),
        (say("Heat cycles"), cycles or (str(heat.cycles) if heat.cycles else "")),
        (say("Reserved for"), spelled(mine[0].board) if mine else ""),
        (say("Floor life"), said_left(more.clock) if more and more.clock else ""),
        (say("Grade"), piece.grade),
        (say("Decided"), _decided(more) if more else ""),
        (say("Photos"), str(len(passport.photos)) if passport.photos else ""),
        (say("Note"), piece.note),
    ]
    shown = {piece.serial, piece.marking, piece.part_number}
    facts += [
        (say(FACTS.get(name.kind, name.kind)), name.value)
        for name in passport.identifiers
        if name.value not in shown
    ]
    return [(name, value) for name, value in facts if value]


def _what(event: Event) -> str:
    return say("{what} (undone)", what=event.text) if event.undone else event.text


def _below(event: Event, people: Mapping[str, str]) -> tuple[str, str, str]:
    """When it was, by whom and at which station."""
    return moment(event.at), people.get(event.person, event.person), event.station


def _fact_words(line: Line) -> str:
    if isinstance(line, Heading):
        return line.words
    return joined(line.words, line.look.word if line.look else "", line.below)


def _high(text: str, width: float) -> int:
    """How high a row is whose words take this width, in px."""
    return LINE + MORE * (len(draw.wrapped(text, theme.font(), width, _MOST)) - 1)


def _fact_high(line: Line, width: float) -> int:
    if isinstance(line, Heading):
        return LINE
    return _high(line.words, _room(QRectF(0, 0, width, LINE), line).width())


def _write(painter: QPainter, where: QRectF, upper: str, ink: str, lower: str) -> None:
    """Words on as many lines as they need, and a smaller line under them."""
    lines = draw.wrapped(upper, theme.font(), where.width(), _MOST)
    top = QRectF(where.left(), where.top() + 4, where.width(), 24.0 * len(lines))
    draw.block(painter, top, lines, theme.font(), ink)
    low = QRectF(where.left(), where.bottom() - 24, where.width(), 18)
    draw.words(painter, low, lower, theme.font(theme.SMALL), "quiet")


def _room(where: QRectF, line: Fact) -> QRectF:
    """Where the words of a fact stand: after its picture, before its state and its arrow."""
    right = where.right() - (24 if line.opens else 0)
    if line.look is not None:
        right -= draw.width_of(line.look.word, theme.font(theme.NOTE, strong=True)) + 38 + 12
    return QRectF(where.left() + 32, where.top(), max(1.0, right - where.left() - 32),
                  where.height())  # fmt: skip


def _paint_fact(painter: QPainter, where: QRectF, line: Line) -> None:
    """A heading low in its row, or a picture and two lines."""
    if isinstance(line, Heading):
        low = where.adjusted(0, 16, 0, 0)
        draw.words(painter, low, line.words, theme.font(theme.NOTE, strong=True), "quiet")
        return
    picture = QRectF(where.left(), where.top(), 20, where.height())
    icons.paint(painter, line.icon, picture, "quiet")
    room, right = _room(where, line), where.right()
    if line.opens:
        arrow = QRectF(right - 18, where.top(), 18, where.height())
        icons.paint(painter, "chevron-right", arrow, "quiet")
        right -= 24
    if line.look is not None:
        badge = QRectF(room.right() + 12, where.center().y() - 13, right - room.right() - 12, 26)
        paint_badge(painter, badge, line.look.word, line.look.tone, line.look.icon)
    _write(painter, room, line.words, line.ink, line.below)


def _paint_event(painter: QPainter, where: QRectF, event: Event, people: Mapping[str, str]) -> None:
    """A dot on the line of time, hollow where it was undone; what it was; when, who and where."""
    x = where.left() + 5
    painter.fillRect(QRectF(x - 1, where.top(), 2, where.height() + 1), theme.color("line"))
    dot = QRectF(x - 5, where.center().y() - 5, 10, 10)
    draw.box(painter, dot, "surface" if event.undone else "accent", "accent", 5, 2)
    ink = "quiet" if event.undone else "text"
    below = joined(*_below(event, people))
    _write(painter, where.adjusted(26, 0, 0, 0), _what(event), ink, below)


def _decided(more: PassportMore) -> str:
    """What was decided about a piece, or about the board it is on."""
    if not more.decided_on:
        return more.decided
    return say("{decided}, with {tag}", decided=more.decided, tag=spelled(more.decided_on))
