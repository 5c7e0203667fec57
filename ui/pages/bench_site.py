# SPDX-License-Identifier: MIT
"""The right of the bench: the site in hand, what came off it, or what goes onto it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.pages.bench_parts import History, Line, Scrolled, TapField, only_shown
from ui.pages.words import kind_word
from ui.theme import Tone
from ui.widgets.controls import Badge, Button, Label
from ui.widgets.meters import HeatMeter
from ui.widgets.panels import FormRow, Hairline
from ui.widgets.states import SITES
from workshop.benches.harvest import read_marking
from workshop.benches.tags import spelled
from workshop.domain.terms import PieceKind, SiteOutcome, SiteState
from workshop.language import joined, mark, say

if TYPE_CHECKING:
    from workshop.queries.bench import MapSite

# What is offered until the shop's own grades are known.
GRADES = ("A", "B", "C", "D")

# What a tap says, its tone, mark and key: the four that are pressed all day, and a doubt.
OUTCOMES = (
    (SiteOutcome.GOOD, mark("Good"), Tone.GOOD, "check", "F5"),
    (SiteOutcome.DAMAGED, mark("Damaged"), Tone.REFUSED, "cross", "F6"),
    (SiteOutcome.MISSING, mark("Missing"), Tone.CAREFUL, "question", "F7"),
    (SiteOutcome.LEFT, mark("Left on board"), Tone.PLAIN, "", "F8"),
    (SiteOutcome.SUSPECT, mark("Suspect"), Tone.CAREFUL, "warning", "Shift+F8"),
)
FIT_KEY = "F9"


class SitePane(QWidget):
    """A site of the board: its outcomes while something is on it, else what may be fitted."""

    outcomeTapped = Signal(str)
    placeTapped = Signal()
    fitTapped = Signal(str)
    pieceTapped = Signal(str)
    left = Signal()
    allTapped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._site = ""
        self._piece = self._kind = ""
        self._all = 0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scrolled = Scrolled()
        outer.addWidget(scrolled)
        self._column = scrolled.column
        self._add_head()
        self._add_outcomes()
        self._add_emptied()
        self._add_facts()

    def _add_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        self._name = Label("", theme.ANSWER, strong=True)
        self._expects = Label("", theme.NOTE, ink="quiet", wraps=True)
        row.addWidget(self._name)
        row.addWidget(self._expects, 1)
        self._column.addLayout(row)
        self.stop = Label("", theme.BODY, ink="careful", strong=True, wraps=True)
        self._column.addWidget(self.stop)

    def _add_outcomes(self) -> None:
        self._taken = QWidget()
        grid = QGridLayout(self._taken)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.GRID)
        self.outcomes: dict[str, Button] = {}
        for place, (outcome, word, tone, icon, key) in enumerate(OUTCOMES):
            doubt = outcome is SiteOutcome.SUSPECT
            button = only_shown(
                Button(say(word), tone=tone, icon=icon, filled=place == 0, big=not doubt, key=key)
            )
            button.clicked.connect(lambda _=False, o=outcome.value: self.outcomeTapped.emit(o))
            self.outcomes[outcome.value] = button
            grid.addWidget(button, place // 2, place % 2, 1, 2 if doubt else 1)
        self._column.addWidget(self._taken)

    def _add_emptied(self) -> None:
        self._emptied = QWidget()
        column = QVBoxLayout(self._emptied)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self._state = Badge()
        self._print = Label("", theme.NOTE, wraps=True)
        column.addWidget(self._state)
        column.addWidget(self._print)
        self.piece = Button("", icon="arrow-right", tone=Tone.ACCENT)
        self.piece.clicked.connect(lambda: self.pieceTapped.emit(self._piece))
        column.addWidget(self.piece)
        self.tag = QLineEdit()
        self.tag.returnPressed.connect(self._fit)
        self._tag_row = FormRow(say("Piece to fit: scan or type its tag"), self.tag)
        column.addWidget(self._tag_row)
        self.fit = only_shown(Button(say("Fit here"), icon="diamond", key=FIT_KEY))
        self.fit.clicked.connect(self._fit)
        column.addWidget(self.fit)
        self._column.addWidget(self._emptied)
        self.all_good = Button(say("All memory good …"), icon="memory", press=self.allTapped.emit)
        self._column.addWidget(self.all_good)
        self.doubt = Label("", theme.NOTE, ink="careful", strong=True, wraps=True)
        self._column.addWidget(self.doubt)

    def _add_facts(self) -> None:
        self._facts = QWidget()
        column = QVBoxLayout(self._facts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.marking = QLineEdit()
        self.marking.setPlaceholderText(say("Scan or type it"))
        column.addWidget(FormRow(say("Marking"), self.marking))
        self.says = Label("", theme.NOTE, ink="quiet", wraps=True)
        self.says.hide()
        self.marking.textChanged.connect(self._say_marking)
        column.addWidget(self.says)
        self.place = TapField()
        self.place.clicked.connect(lambda: self.placeTapped.emit())
        box = QVBoxLayout()
        box.setSpacing(2)
        box.addWidget(Label(say("Place"), theme.NOTE, ink="quiet"))
        box.addWidget(self.place)
        column.addLayout(box)
        column.addLayout(self._grade_row())
        self.note = QLineEdit()
        self.note.setPlaceholderText(say("What was seen, why suspect"))
        column.addWidget(FormRow(say("Note"), self.note))
        self._column.addWidget(self._facts)
        self._heat_word = Label("", theme.NOTE, ink="quiet")
        self.heat = HeatMeter()
        self._column.addWidget(self._heat_word)
        self._column.addWidget(self.heat)
        self._column.addWidget(Hairline())
        self._column.addWidget(Label(say("History of this site"), theme.NOTE, ink="quiet"))
        self.history = History(mark("History of this site"))
        self._column.addWidget(self.history)
        self._column.addStretch(1)

    def _grade_row(self) -> QHBoxLayout:
        self._grades = row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(Label(say("Grade"), theme.NOTE, ink="quiet"), 1)
        self.grades: dict[str, Button] = {}
        self.offer_grades(GRADES)
        return row

    def offer_grades(self, grades: Sequence[str]) -> None:
        """Offer these grades, the shop's own, the best first."""
        if list(grades) == list(self.grades):
            return
        for button in self.grades.values():
            self._grades.removeWidget(button)
            button.deleteLater()
        self.grades = {}
        for grade in grades:
            button = Button(grade)
            button.setAccessibleName(say("Grade {grade}", grade=grade))
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, g=grade: self._grade(g))
            self.grades[grade] = button
            self._grades.addWidget(button)

    def show_site(
        self, site: MapSite, *, holds: bool, cycles: int, limit: int, past: Sequence[Line],
        stop: str = "", doubt: str = "",
    ) -> None:  # fmt: skip
        """Show a site; `holds` says that something is on it that can come off.

        `cycles` are the heat cycles of the piece that is or was on it, of `limit` allowed; `stop`
        says why nothing may be done here, where that is so, `doubt` what a test found here.
        """
        may_fit, holds = not holds and not stop, holds and not stop
        self.stop.setText(stop)
        self.stop.setVisible(bool(stop))
        self.doubt.setText(doubt)
        self.doubt.setVisible(bool(doubt))
        if site.name != self._site:
            self._site = site.name
            self.clear_facts()
        self._name.setText(site.name)
        self._kind = site.kind
        self.show_all(self._all)
        what = site.expects or kind_word(site.kind)
        if site.model and site.expects and site.model != site.expects:
            what = say("{part} instead of {expected}", part=site.model, expected=site.expects)
        if site.channel:
            what = say("{what} · channel {channel}", what=what, channel=site.channel)
        self._expects.setText(what)
        self._taken.setVisible(holds)
        self._facts.setVisible(holds)
        self._show_piece(site, holds, may_fit=may_fit)
        word = say("Heat cycles after this") if holds else say("Heat cycles of this piece")
        self._heat_word.setText(word)
        has_heat = holds or bool(site.piece)
        self._heat_word.setVisible(has_heat)
        self.heat.setVisible(has_heat)
        self.heat.setCycles(cycles + 1 if holds else cycles, limit, to_come=holds)
        self.history.setLines(past)

    def _show_piece(self, site: MapSite, holds: bool, *, may_fit: bool) -> None:
        state = SiteState(site.state)
        self._piece = site.piece
        fitted = state is SiteState.FITTED
        self._emptied.setVisible(not holds or fitted)
        look = SITES.get(state)
        if look is not None:
            self._state.setLook(look)
        else:
            self._state.setState(say("Empty"), Tone.PLAIN, "minus")
        grade = say("Grade {grade}", grade=site.grade) if site.grade else ""
        told = joined(site.marking, grade, site.place)
        self._print.setText(told)
        self._print.setVisible(bool(told))
        self.piece.setText(spelled(site.piece))
        self.piece.setAccessibleName(say("Open {tag}", tag=spelled(site.piece)))
        self.piece.setVisible(bool(site.piece))
        self._tag_row.setVisible(may_fit)
        self.fit.setVisible(may_fit)

    def show_all(self, count: int) -> None:
        """Offer to take so many untouched memory chips off as one."""
        self._all = count
        self.all_good.setText(say("All {n} memory chips good …", n=count))
        several = self._all > 1 and self._kind == PieceKind.MEMORY
        self.all_good.setVisible(several and not self.stop.text())

    def _say_marking(self, raw: str) -> None:
        """Say below the field what the marking says for sure."""
        read = read_marking(raw)
        parts = [part for part in (read.chip, read.sku, read.stepping, read.lot) if part]
        if read.date:
            parts.append(say("week {week} of 20{year}", week=read.date[2:], year=read.date[:2]))
        told = joined(*parts)
        self.says.setText(told)
        self.says.setVisible(bool(told) and told != raw.strip().upper())

    def show_place(self, place: str) -> None:
        """Show the place that stays set, or that none is."""
        tail = say("stays set") if place else ""
        self.place.setValue(say("Place"), place or say("None: scan or tap"), tail)

    def grade(self) -> str:
        """The grade that is pressed; empty if none is."""
        return next((g for g, button in self.grades.items() if button.isChecked()), "")

    def _grade(self, chosen: str) -> None:
        for grade, button in self.grades.items():
            if grade != chosen:
                button.setChecked(False)
            button.update()

    def clear_facts(self) -> None:
        """Forget marking, grade, note and tag: they were of the piece before."""
        self.marking.setText("")  # unlike clear(), no Ctrl+Z of the field brings it back
        self.note.setText("")
        self.tag.setText("")
        self._grade("")

    def _fit(self) -> None:
        self.fitTapped.emit(self.tag.text())
