# SPDX-License-Identifier: MIT
"""How a card was found: packaging, completeness and grade by tap, its defects, and its visits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.pages.bench_parts import Scrolled
from ui.pages.card_defects import DefectsPane
from ui.pages.words import moment
from ui.theme import Tone
from ui.widgets.controls import Badge, Button, Label
from ui.widgets.panels import FormRow, Hairline
from ui.widgets.reason import ReasonRow
from workshop.language import say, say_many

if TYPE_CHECKING:
    from workshop.queries.condition import Found, VisitRow

# Visits that are named; the passport has them all.
_VISITS = 3


class Choices(QWidget):
    """A few words to tap, the one in force filled and ticked; tapped again, none is in force."""

    tapped = Signal(str)

    def __init__(self, title: str, across: int, *, big: bool = False) -> None:
        super().__init__()
        self._title, self._across, self._big = title, across, big
        self.buttons: dict[str, Button] = {}
        self.now = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(Label(title, theme.NOTE, ink="quiet"))
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.GRID)
        column.addLayout(self._grid)

    def offer(self, words: Sequence[str]) -> None:
        """Offer these words."""
        if list(self.buttons) == list(words):
            return
        for old in self.buttons.values():
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = {}
        for number, word in enumerate(words):
            button = Button(say(word), tone=Tone.ACCENT, big=self._big)
            button.setAccessibleName(say("{label}: {value}", label=self._title, value=say(word)))
            button.clicked.connect(lambda _=False, w=word: self._tap(w))
            self.buttons[word] = button
            self._grid.addWidget(button, number // self._across, number % self._across)
        self.show_word(self.now)

    def _tap(self, word: str) -> None:
        self.tapped.emit("" if word == self.now else word)

    def show_word(self, now: str) -> None:
        """Show which is in force."""
        self.now = now
        for word, button in self.buttons.items():
            button.setFilled(word == now)
            button.setIconName("check" if word == now else "")
            button.setAccessibleDescription(say("In force") if word == now else "")


class ConditionPane(QWidget):
    """What was found of a card on this visit. `wanted` asks for an act."""

    wanted = Signal(str, dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grades: list[str] = []
        self._cap = self._asked_for = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addWidget(self._left(), 1)
        right = QVBoxLayout()
        right.setSpacing(theme.GRID)
        self.defects = DefectsPane()
        self.defects.wanted.connect(self.wanted)
        right.addWidget(self.defects, 1)
        right.addWidget(Hairline())
        self._visits_word = Label("", theme.NOTE, ink="quiet")
        right.addWidget(self._visits_word)
        self.visits = [Label("", theme.NOTE, cuts=True) for _ in range(_VISITS)]
        for label in self.visits:
            right.addWidget(label)
        row.addLayout(right, 1)

    def _left(self) -> QWidget:
        self._scroll = scrolled = Scrolled()
        self.packaging = Choices(say("Packaging"), 3)
        self.completeness = Choices(say("Completeness"), 2)
        self.grade = Choices(say("Grade"), 4, big=True)
        self.packaging.tapped.connect(self._saying("packaging"))
        self.completeness.tapped.connect(self._saying("completeness"))
        self.grade.tapped.connect(self._tap_grade)
        self.cap, self.by = Badge(), Label("", theme.NOTE, ink="quiet", wraps=True)
        self.override = ReasonRow()
        self.override.given.connect(self._overridden)
        self.note = QLineEdit()
        self.note.returnPressed.connect(self._keep_note)
        note_row = QHBoxLayout()
        note_row.setSpacing(theme.GRID)
        note_row.addWidget(FormRow(say("Note on its condition"), self.note), 1)
        keep = Button(say("Keep the note"), press=self._keep_note)
        note_row.addWidget(keep, 0, Qt.AlignmentFlag.AlignBottom)
        for part in (self.packaging, self.completeness, self.grade, self.cap, self.override,
                     self.by):  # fmt: skip
            scrolled.column.addWidget(part)
        scrolled.column.addLayout(note_row)
        scrolled.column.addStretch(1)
        return scrolled

    # What is shown

    def offer(self, found: Any) -> None:
        """Learn the words of the shop: an answer of `intake_choices`."""
        self._grades = list(found.grades)
        self.packaging.offer(found.packaging)
        self.completeness.offer(found.completeness)
        self.grade.offer(found.grades)
        self.defects.offer_zones(found.zones)

    def show_found(self, found: Found) -> None:
        """Show what was said of this visit; what is being typed stays."""
        self._cap = found.cap
        self.packaging.show_word(found.packaging)
        self.completeness.show_word(found.completeness)
        self.grade.show_word(found.grade)
        self._show_cap(found)
        self.defects.show_defects(found.defects)
        if not self.note.isModified():
            self.note.setText(found.note)
        here = len(found.visits)
        self._visits_word.setText(
            say_many("{n} visit", "{n} visits", here) if here else say("It never came in by itself")
        )
        newest = list(reversed(found.visits))[:_VISITS]
        for label, visit in zip(self.visits, [*newest, *[None] * _VISITS], strict=False):
            label.setText(_visit_words(visit) if visit else "")
            label.setVisible(visit is not None)

    def _show_cap(self, found: Found) -> None:
        if found.reason:
            self.cap.setState(
                say("Graded {grade} by {who}, though its defects allow {cap} at best",
                    grade=found.grade, who=found.override_by, cap=found.cap),
                Tone.CAREFUL, "warning",
            )  # fmt: skip
        elif found.defects:
            self.cap.setState(
                say("Defects allow {cap} at best", cap=found.cap), Tone.CAREFUL, "warning"
            )
        else:
            self.cap.setState(say("No defect: every grade is free"), Tone.PLAIN, "dot")
        lines = []
        if found.reason:
            lines.append(say("Reason: {reason}", reason=found.reason))
        if found.person:
            lines.append(say("Last said by {who}, {when}", who=found.person, when=moment(found.at)))
        self.by.setText("\n".join(lines))
        self.by.setVisible(bool(lines))

    def clear(self) -> None:
        """Another card: forget what was shown and typed of the one before."""
        self.defects.rest()
        self.defects.show_defects([])
        self.override.hide()
        self.note.setText("")
        self.note.setModified(False)
        for choices in (self.packaging, self.completeness, self.grade):
            choices.show_word("")

    @property
    def is_asking(self) -> bool:
        """Whether a defect is being added, or a reason asked for."""
        return self.defects.is_adding or not self.override.isHidden()

    def rest(self) -> None:
        """Leave the defect or the reason in hand."""
        self.defects.rest()
        self.override.hide()

    # What people say

    def _saying(self, name: str) -> Callable[[str], None]:
        return lambda word: self.wanted.emit("assess", {name: word})

    def _tap_grade(self, grade: str) -> None:
        """Give this grade; one that is better than the defects allow is asked about first."""
        grades = self._grades
        if grade in grades and self._cap in grades and (
            grades.index(grade) < grades.index(self._cap)
        ):  # fmt: skip
            self._asked_for = grade
            self.override.begin(
                say("Its defects allow {cap} at best. Why is it {grade}?", cap=self._cap,
                    grade=grade),
                say("Still grade it {grade}", grade=grade),
            )  # fmt: skip
            self._scroll.ensureWidgetVisible(self.override)
            return
        self.override.hide()
        self.wanted.emit("assess", {"grade": grade})

    def _overridden(self, reason: str) -> None:
        self.wanted.emit("assess", {"grade": self._asked_for, "reason": reason})

    def _keep_note(self) -> None:
        note = self.note.text().strip()
        if note:
            self.note.setModified(False)
            self.wanted.emit("assess", {"note": note})


def _visit_words(visit: VisitRow) -> str:
    """A stay as one line: its batch, from when to when, and how it left."""
    if not visit.left:
        return say("Batch {batch}, since {when}", batch=visit.batch, when=moment(visit.received))
    return say(
        "Batch {batch}, {since} to {until}: {how}",
        batch=visit.batch,
        since=moment(visit.received),
        until=moment(visit.left),
        how=say(visit.how),
    )
