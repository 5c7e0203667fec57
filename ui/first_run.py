# SPDX-License-Identifier: MIT
"""The first run: a calm row of steps, each of which can be skipped and is found in the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.answers import Answers
from ui.context import Context
from ui.desk import Desk
from ui.first_devices import PrinterStep, ScannerStep
from ui.first_steps import EndStep, FirstStep, LanguageStep, OwnerStep, PlaceStep, ShopStep
from ui.pages.bench_parts import Scrolled
from ui.pages.page import Page
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from workshop.language import mark, say

_WIDE = 760  # px


class _Listed(NamedTuple):
    """A step by name, its title as a template, the section of the settings, and what makes it."""

    name: str
    title: str
    section: str
    make: Callable[[Page, Answers], FirstStep]


STEPS = [
    _Listed("language", mark("Language"), mark("This computer"), LanguageStep),
    _Listed("shop", mark("The workshop"), mark("Database"), ShopStep),
    _Listed("owner", mark("You"), mark("People"), OwnerStep),
    _Listed("place", mark("Where the data lies"), mark("Database"), PlaceStep),
    _Listed("printer", mark("Label printer"), mark("Printers"), PrinterStep),
    _Listed("scanner", mark("Scanner"), mark("Scanner"), ScannerStep),
    _Listed("end", mark("Ready"), "", EndStep),
]
_FOUNDING = [step.name for step in STEPS].index("place")
_LAST = len(STEPS) - 1


class FirstRun(Page):
    """One step a screen, with Back, Skip and Next, and a key that skips all that is left.

    After the place of the data the workshop is founded (`founding`), and `founded` goes on from
    there; before it nothing is written but the settings of this computer. `finished` asks for the
    workshop, `demo_wanted` for a demo.
    """

    name = "first-run"
    title = mark("A new workshop")

    founding = Signal()
    finished = Signal()
    demo_wanted = Signal()

    def __init__(
        self, desk: Desk, context: Context, answers: Answers, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, context, parent)
        self.answers = answers
        self.steps: dict[str, FirstStep] = {}
        self._hurries = False
        outer = QHBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.addStretch(1)
        panel = Panel(margin=32)
        panel.setMaximumWidth(_WIDE)
        outer.addWidget(panel, 8)
        outer.addStretch(1)
        panel.body.addLayout(self._head())
        self.stack = QStackedWidget()
        scrolled = Scrolled()
        scrolled.column.addWidget(self.stack, 1)
        panel.body.addWidget(scrolled, 1)
        self.later = Label("", theme.NOTE, ink="quiet", wraps=True)
        panel.body.addWidget(self.later)
        panel.body.addLayout(self._foot())
        self.show_step(answers.at)

    def _head(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.GRID)
        row = QHBoxLayout()
        self.far = Label("", theme.NOTE, ink="quiet")
        row.addWidget(self.far, 1)
        self.hurry = Button(say("Skip the rest"), key="Ctrl+Return", press=self.skip_the_rest)
        row.addWidget(self.hurry)
        column.addLayout(row)
        self.bar = QProgressBar()
        self.bar.setRange(0, len(STEPS))
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Progress"))
        column.addWidget(self.bar)
        column.addSpacing(theme.GRID)
        self.heading = Label("", theme.ANSWER, strong=True, wraps=True)
        column.addWidget(self.heading)
        return column

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.back = Button(say("Back"), icon="chevron-left", big=True, press=self.go_back)
        self.skip = Button(say("Skip this"), big=True, press=self.skip_this)
        self.next = Button(say("Next"), tone=Tone.ACCENT, filled=True, big=True, press=self.go_on)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.skip)
        row.addWidget(self.next)
        return row

    # Steps

    @property
    def step(self) -> FirstStep:
        """The step in sight."""
        return self.steps[STEPS[self.answers.at].name]

    def show_step(self, number: int) -> None:
        """Bring a step into sight, made now if it was not yet, with the keyboard in it."""
        before = self.steps.get(STEPS[self.answers.at].name)
        if before is not None:
            before.left()
        self.answers.at = number
        listed = STEPS[number]
        if listed.name not in self.steps:
            self.steps[listed.name] = listed.make(self, self.answers)
            self.stack.addWidget(self.steps[listed.name])
            self.steps[listed.name].done.connect(self.go_on)
            self.steps[listed.name].demo_wanted.connect(self.demo_wanted)
            self.steps[listed.name].finished.connect(self.finished)
        self.stack.setCurrentWidget(self.step)
        self.far.setText(say("Step {n} of {of}", n=number + 1, of=len(STEPS)))
        self.bar.setValue(number + 1)
        self.heading.setText(say(listed.title))
        again = say("You find this again in Settings, under “{section}”.",
                    section=say(listed.section))  # fmt: skip
        self.later.setText(again if listed.section else "")
        self._show_buttons()
        self.step.opened()
        self.context.answer("idle", say(self.title), say(listed.title))
        self.take_keyboard()

    def take_keyboard(self) -> None:
        """The keyboard is where the step begins."""
        (self.step.first() or self.next).setFocus()

    def _show_buttons(self) -> None:
        at = self.answers.at
        founded_behind = self.answers.is_founded and at == _FOUNDING + 1
        self.back.setEnabled(at > 0 and not founded_behind)
        for button in (self.skip, self.next, self.hurry):
            button.setVisible(at < _LAST)
            button.setEnabled(True)

    def go_back(self) -> None:
        """Show the step before."""
        self.step.keep()
        self.show_step(self.answers.at - 1)

    def go_on(self) -> None:
        """Keep what was answered and go on, unless something is wrong with it."""
        if self.step.complain():
            return
        self.step.keep()
        self._go_past()

    def skip_this(self) -> None:
        """Go on with what is usual for this step."""
        self.step.forget()
        self._go_past()

    def skip_the_rest(self) -> None:
        """Keep what is right so far, and open the workshop."""
        if self.step.complain():
            return
        self.step.keep()
        self._hurries = True
        if self.answers.is_founded:
            self.show_step(_LAST)
            self.finished.emit()
        else:
            self._found()

    def _go_past(self) -> None:
        if self.answers.at == _FOUNDING and not self.answers.is_founded:
            self._found()
        else:
            self.show_step(min(self.answers.at + 1, _LAST))

    # Founding

    def _found(self) -> None:
        for button in (self.back, self.skip, self.next, self.hurry):
            button.setEnabled(False)
        self.context.answer("idle", say("Opening the workshop…"))
        self.founding.emit()

    def founded(self) -> None:
        """The workshop is there: the rest is of this computer."""
        self.answers.is_founded = True
        if self._hurries:
            self.finished.emit()
        else:
            self.show_step(_FOUNDING + 1)
            words = say("What follows is of this computer.")
            self.context.answer("done", say("The workshop is founded"), words)

    def not_founded(self, sentence: str) -> None:
        """Say why the workshop cannot be made; another place may do."""
        self._hurries = False
        self.show_step(_FOUNDING)
        self.context.answer("refused", say("The workshop cannot be opened"), sentence)

    def hear(self, text: str) -> None:
        """A scan came: it presses nothing; where the scanner is tried it is the answer."""
        if not self.step.hear(text):
            words = say("Scans count once the workshop is open.")
            self.context.answer("careful", say("Read: {text}", text=text), words)
