# SPDX-License-Identifier: MIT
"""The bench with no site in hand: what comes next for a card, and what a loose piece is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.pages.bench_parts import History, Line, Scrolled, TapField, only_shown
from ui.pages.card_hold import HeldNote
from ui.pages.words import ICONS, kind_word, minutes_since, moment, since
from ui.theme import Tone
from ui.widgets.controls import Badge, Button, Label
from ui.widgets.meters import HeatMeter
from ui.widgets.panels import Hairline, Picture
from ui.widgets.states import HEAT, LEADED, PIECES, VERDICTS
from workshop.benches.harvest import carries_sites
from workshop.benches.tags import spelled
from workshop.domain.terms import HeatState, PieceKind, PieceState, Verdict
from workshop.language import mark, say, say_minutes

if TYPE_CHECKING:
    from workshop.queries.pieces import Passport
    from workshop.queries.routing import RoutingStep
    from workshop.queries.rows import PieceRow

# What has spheres to renew.
_REBALLED = (PieceKind.DIE, PieceKind.MEMORY)

STEP_KEY, DECIDE_KEY, PASSPORT_KEY = "F12", "F10", "Shift+F7"


def lines_of(passport: Passport) -> list[Line]:
    """The history of a piece as lines, the oldest first."""
    return [Line(event.at, event.text, event.undone) for event in passport.history]


def _group() -> tuple[QWidget, QVBoxLayout]:
    """Parts of a column that come into sight and go together."""
    group = QWidget()
    column = QVBoxLayout(group)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.GRID)
    return group, column


def _why_next(step: RoutingStep) -> str:
    """Why a step is the one to do now: it is under way, it failed, or it is its turn."""
    if step.since:
        return say(
            "Under way for {time}, begun {at} by {who}",
            time=say_minutes(int(minutes_since(step.since))),
            at=since(step.since),
            who=step.by,
        )
    return say("Failed; do it again") if step.state == "failed" else say("Next step")


class CardPane(QWidget):
    """What can be done with what lies on the bench: its next step, its place, a decision."""

    stepTapped = Signal()
    otherStepTapped = Signal()
    placeTapped = Signal()
    decideTapped = Signal()
    reballTapped = Signal()
    runTapped = Signal()
    apartTapped = Signal()
    buildTapped = Signal()
    setsTapped = Signal()
    releaseTapped = Signal()
    lookTapped = Signal()
    passportTapped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scrolled = Scrolled()
        outer.addWidget(scrolled)
        column = scrolled.column
        self.held = HeldNote()
        self.held.released.connect(self.releaseTapped)
        self.held.lookAsked.connect(self.lookTapped)
        column.addWidget(self.held)
        self._work, work = _group()
        column.addWidget(self._work)
        self._next_word = Label("", theme.NOTE, ink="quiet", wraps=True)
        self._next = Label("", theme.TITLE, strong=True, wraps=True)
        self._text = Label("", theme.NOTE, ink="quiet", wraps=True)
        self.step = only_shown(
            Button(say("Record this step"), tone=Tone.ACCENT, filled=True, big=True, key=STEP_KEY)
        )
        self.step.clicked.connect(lambda: self.stepTapped.emit())
        self.other = Button(say("Another step …"), press=self.otherStepTapped.emit)
        self.reball = Button(say("Reball …"), icon="ring", press=self.reballTapped.emit)
        self.run = Button(say("Profile run …"), icon="heat", press=self.runTapped.emit)
        self.sets = Button(say("Sets from stock …"), icon="memory", press=self.setsTapped.emit)
        self.sets.hide()
        for part in (self._next_word, self._next, self._text, self.step, self.other, self.reball,
                     self.run, self.sets):  # fmt: skip
            work.addWidget(part)
        self.place = TapField()
        self.place.clicked.connect(lambda: self.placeTapped.emit())
        self.decide = only_shown(Button(say("Disposition …"), key=DECIDE_KEY))
        self.decide.clicked.connect(lambda: self.decideTapped.emit())
        self._place_word = Label("", theme.NOTE, ink="quiet")
        where = QVBoxLayout()
        where.setSpacing(2)
        where.addWidget(self._place_word)
        where.addWidget(self.place)
        column.addLayout(where)
        column.addWidget(self.decide)
        self.apart = Button(say("Take apart …"), press=self.apartTapped.emit)
        self.build = Button(say("Build a card"), icon="card", press=self.buildTapped.emit)
        self._empty = Label("", theme.NOTE, ink="careful", wraps=True)
        self._fates, fates = _group()
        column.addWidget(self._fates)
        for part in (self.apart, self.build, self._empty):
            fates.addWidget(part)
        self.passport = only_shown(Button(say("Passport"), icon="find", key=PASSPORT_KEY))
        self.passport.clicked.connect(lambda: self.passportTapped.emit())
        column.addWidget(self.passport)
        self._line = Hairline()
        column.addWidget(self._line)
        self._past = Label(say("History"), theme.NOTE, ink="quiet")
        self.history = History(mark("History"))
        column.addWidget(self._past)
        column.addWidget(self.history)
        column.addStretch(1)

    def show_passport(self, passport: Passport) -> None:
        """Show place and history; of a loose piece the history stands in the middle already."""
        piece = passport.piece
        fitted = bool(piece.board)
        here = spelled(piece.board) if fitted else piece.place
        gone = piece.state == PieceState.GONE
        word = say("Sits on") if fitted else say("Lies in")
        self._place_word.setText(word)
        none = say("Left the workshop") if gone else say("No place: scan or tap")
        self.place.setValue(word, here or none)
        carries = carries_sites(piece.tag)
        self.reball.setVisible(piece.kind in _REBALLED)
        self._line.setVisible(carries)
        self._past.setVisible(carries)
        self.other.setText(say("Another step …") if carries else say("Record a step …"))
        self.history.setVisible(carries)
        self.history.setLines(lines_of(passport))

    def show_held(self, piece: PieceRow, why: str, *, stops: bool) -> None:
        """Where `stops`, offer no work: it is in quarantine, and `why` says for what, or gone."""
        is_card = carries_sites(piece.tag)
        self.held.show_state(piece.state, why, stops=stops, is_card=is_card)
        gone = piece.state == PieceState.GONE
        self._work.setVisible(not stops)
        self._fates.setVisible(not stops)
        self.decide.setEnabled(not gone)
        self.place.setEnabled(not gone and not piece.board)

    def show_fates(self, *, apart: bool, build: bool, empty: Sequence[str]) -> None:
        """Offer to take a card apart, or to build one of a board; `empty` are sites it lacks."""
        self.apart.setVisible(apart)
        self.build.setVisible(build)
        self._empty.setVisible(bool(empty))
        self._empty.setText(say("Still empty: {sites}", sites=", ".join(empty)))

    def show_next(self, step: RoutingStep | None, carries: bool) -> None:
        """Show the step to do now; with `carries` false no routing leads the piece."""
        if step is not None:
            self._next_word.setText(_why_next(step))
            self._next.setText(step.name)
            self._text.setText(step.text)
        else:
            self._next_word.setText(say("Steps"))
            self._next.setText(say("Every step is done") if carries else say("Work on this piece"))
            self._text.setText("" if carries else say("Choose a step that was done with it."))
        self._text.setVisible(bool(self._text.text()))
        self.step.setVisible(step is not None)


class PieceView(QWidget):
    """The middle of the bench for a loose die or chip: what it is, where from, what was done."""

    pieceTapped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.GRID)
        outer.addLayout(self._head())
        outer.addSpacing(theme.GRID)
        middle = QHBoxLayout()
        middle.setSpacing(32)
        self._facts: dict[str, tuple[Label, Label]] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        facts = QVBoxLayout()  # the rows keep together where the other side is higher
        facts.addLayout(self._grid)
        facts.addStretch(1)
        middle.addLayout(facts, 1)
        middle.addLayout(self._origin(), 1)
        outer.addLayout(middle)
        outer.addSpacing(theme.GRID)
        outer.addWidget(Hairline())
        outer.addWidget(Label(say("What was done with it"), theme.NOTE, ink="quiet"))
        scrolled = Scrolled()
        self.history = History(mark("What was done with it"), most=200)
        scrolled.column.addWidget(self.history)
        scrolled.column.addStretch(1)
        outer.addWidget(scrolled, 1)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self._picture = Picture("memory", "accent", 40)
        self._name = Label("", theme.TITLE, strong=True, cuts=True)
        self._tag = Label("", theme.TITLE, strong=True, ink="accent")
        self._state = Badge()
        row.addWidget(self._picture)
        row.addWidget(self._name, 1)
        row.addWidget(self._tag)
        row.addWidget(self._state)
        return row

    def _origin(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.GRID)
        self.donor = Button("", icon="card", tone=Tone.ACCENT)
        self.board = Button("", icon="board", tone=Tone.ACCENT)
        self._links = {self.donor: "", self.board: ""}
        for button in self._links:
            button.clicked.connect(lambda _=False, b=button: self.pieceTapped.emit(self._links[b]))
            column.addWidget(button)
        self.heat = HeatMeter()
        self.lead, self.more = Badge(), Badge()
        self.lead.setLook(LEADED)
        # At the left, so that a badge does not keep the buttons as narrow as itself.
        column.addWidget(self.lead, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Label(say("Heat cycles"), theme.NOTE, ink="quiet"))
        column.addWidget(self.heat)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return column

    def _fact(self, row: int, name: str, value: str) -> None:
        if name not in self._facts:
            labels = (Label("", theme.NOTE, ink="quiet"), Label("", cuts=True))
            self._facts[name] = labels
            self._grid.addWidget(labels[0], row, 0)
            self._grid.addWidget(labels[1], row, 1)
        word, shown = self._facts[name]
        word.setText(say(name))
        shown.setText(value)
        word.setVisible(bool(value))
        shown.setVisible(bool(value))

    def show_passport(self, passport: Passport) -> None:
        """Show all there is to know at the bench."""
        piece = passport.piece
        self._picture.setIcon(ICONS.get(piece.kind, "stock"))
        self._name.setText(piece.model or kind_word(piece.kind))
        self._tag.setText(spelled(piece.tag))
        self._state.setLook(PIECES[PieceState(piece.state)])
        for row, (name, value) in enumerate(_facts_of(passport)):
            self._fact(row, name, value)
        self._link(self.donor, piece.donor, _came_from(piece))
        self._link(self.board, piece.board, _sits_on(piece))
        self.heat.setCycles(piece.heat_cycles, passport.heat.limit or 0)
        self.more.setLook(HEAT[HeatState(passport.heat.state)])
        self.more.setVisible(passport.heat.limit is not None)
        self.lead.setVisible(bool(passport.leaded))
        self.history.setLines(lines_of(passport))

    def _link(self, button: Button, tag: str, words: str) -> None:
        self._links[button] = tag
        button.setText(words)
        button.setVisible(bool(tag))


def _came_from(piece: PieceRow) -> str:
    return say("Came off {tag}, {site}", tag=spelled(piece.donor), site=piece.donor_site)


def _sits_on(piece: PieceRow) -> str:
    return say("Sits on {tag}, {site}", tag=spelled(piece.board), site=piece.site)


def _facts_of(passport: Passport) -> list[tuple[str, str]]:
    piece = passport.piece
    tested = ""
    if passport.tests:
        last = passport.tests[-1]
        word = VERDICTS[Verdict(last.verdict)].word
        tested = say("{plan}: {verdict}, {when}", plan=last.name, verdict=word,
                     when=moment(last.at))  # fmt: skip
    return [
        (mark("Kind"), kind_word(piece.kind)),
        (mark("Maker"), piece.maker),
        (mark("Marking"), piece.marking),
        (mark("Serial"), piece.serial),
        (mark("Grade"), piece.grade),
        (mark("Batch"), piece.batch),
        (mark("Lies in"), piece.place),
        (mark("Last test"), tested),
        (mark("Note"), piece.note),
    ]
