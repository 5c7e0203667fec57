# SPDX-License-Identifier: MIT
"""A workshop is founded: from the first question of the first run to a workshop that is open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from ui.answers import Answers
from ui.first_run import FirstRun
from ui.first_steps import USUAL_CODE, USUAL_SITE
from ui.window import Window
from workshop.language import say


class Founding(QObject):
    """Keeps the answers while the window may be made anew, and makes the workshop of them.

    `finished` comes when the workshop may be worked in, `demo_wanted` where a demo is to be seen.
    """

    finished = Signal()
    demo_wanted = Signal()

    def __init__(self, window: Window, target: Path) -> None:
        super().__init__(window)
        self._window, self._desk, self._settings = window, window.desk, window.context.settings
        self.answers = Answers(folder=str(target.parent), file=target.name)
        self._form: FirstRun | None = None
        self._is_new = True

    @property
    def target(self) -> Path:
        """The file of the workshop that is wanted."""
        return Path(self.answers.folder) / self.answers.file

    def ask(self) -> None:
        """Ask, or go on asking in a window that was made anew."""
        form = self._window.ask_first(self.answers)
        if form is not self._form:
            self._form = form
            form.founding.connect(self._found)
            form.finished.connect(self.finished)
            form.demo_wanted.connect(self.demo_wanted)

    def _found(self) -> None:
        """Make the workshop, or open the one that lies there already."""
        given = self.answers
        owner = given.owner or USUAL_CODE
        self._settings.person = owner.upper()
        self._is_new = not self.target.exists()
        if not self._is_new:
            self._desk.open(self.target)
            return
        self._desk.create(
            self.target, name=given.name or say("Workshop"), site=given.site or USUAL_SITE,
            owner=owner, owner_name=given.owner_name,
        )  # fmt: skip

    def hear(self, text: str) -> None:
        """A scan came."""
        if self._form is not None:
            self._form.hear(text)

    def opened(self) -> None:
        """The workshop is open: ask for the rest."""
        owner, pin = (self.answers.owner or USUAL_CODE).upper(), self.answers.pin
        self.answers.pin = ""
        if self._is_new and pin:
            self._set_pin(owner, pin)
        elif self._form is not None:
            self._form.founded()

    def _set_pin(self, owner: str, pin: str) -> None:
        """Whoever founds the workshop has just typed it, and need not do so again."""

        def work(database: Any, _step: Any) -> Any:
            from workshop.keeping.pins import change_pin

            return change_pin(database, owner, pin, by=owner, station=None)

        def done(_: Any) -> None:
            self._window.context.known = owner
            if self._form is not None:
                self._form.founded()

        self._desk.run(work, done, lambda no, _kind: self.failed(no), owner=self, acts=True)

    def failed(self, sentence: str) -> None:
        """The workshop cannot be made there."""
        if self._form is not None:
            self._form.not_founded(sentence)
