# SPDX-License-Identifier: MIT
"""A backup is taken back step by step: checked, compared, and only then put in place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QProcess, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.desk import Errand
from ui.pages.page import Page
from ui.pages.words import moment, two_lines
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.language import mark, say, say_many

if TYPE_CHECKING:
    from workshop.keeping.restoring import Content, Copy

CHECKING, COMPARING, REPLACING = range(3)

_ROWS = {
    "name": mark("Workshop"),
    "last_at": mark("Newest entry of"),
    "entries": mark("Entries in the journal"),
    "batches": mark("Batches"),
    "cards": mark("Cards"),
    "pieces": mark("Other pieces"),
    "files": mark("Photos, logs and other files"),
}


class _Fact(NamedTuple):
    what: str
    backup: str
    present: str


class RestorePane(QWidget):
    """Three steps, one at a time; `left` says that nothing is to be restored after all."""

    left = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.desk, self.context = page.desk, page.context
        self.copy: Copy | None = None
        self._backup, self._folder = Path(), Path()
        self._errand: Errand | None = None
        self._is_faulty = False  # the workshop now has faults, and that was said
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.steps = QStackedWidget()
        for step in (self._checking(), self._comparing(), self._replacing()):
            self.steps.addWidget(step)
        column.addWidget(self.steps)

    # The steps as they look

    def _checking(self) -> Panel:
        panel = Panel(say("Restore a backup, step 1 of 3: it is checked"))
        self.file = Label("", strong=True, cuts=True)
        words = say("Every byte of it is checked, and it is opened as a copy. Nothing is replaced.")
        panel.body.addWidget(self.file)
        panel.body.addWidget(Label(words, ink="quiet", wraps=True))
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Progress"))
        panel.body.addWidget(self.bar)
        panel.body.addStretch(1)
        self.cancel = Button(say("Cancel"), icon="cross", press=self.leave)
        panel.body.addLayout(_row(self.cancel))
        return panel

    def _comparing(self) -> Panel:
        panel = Panel(say("Restore a backup, step 2 of 3: what is in it"))
        self.table = Table(
            [
                Column(mark("What"), "what", share=3, ink="quiet"),
                Column(mark("In this backup"), "backup", share=3, strong=True),
                Column(mark("In the workshop now"), "present", share=3),
            ],
            name=mark("What is in the backup and in the workshop"),
            key=lambda one: one.what,
        )
        panel.body.addWidget(self.table, 1)
        self.relation = Label("", strong=True, wraps=True)
        panel.body.addWidget(self.relation)
        self.look = Button(say("Look around in the copy"), icon="find", press=self.look_around)
        self.on = Button(
            say("Go on"), tone=Tone.ACCENT, filled=True, icon="arrow-right", press=self._go_on
        )
        self.none = Button(say("Leave all as it is"), press=self.leave)
        panel.body.addLayout(_row(self.on, self.look, self.none))
        return panel

    def _replacing(self) -> Panel:
        panel = Panel(say("Restore a backup, step 3 of 3: it takes the place of the workshop"))
        self.last_words = Label("", wraps=True)
        panel.body.addWidget(self.last_words)
        note = say("Close every other window on this workshop first, on this computer too.")
        panel.body.addWidget(Label(note, ink="quiet", wraps=True))
        self.trouble = Label("", ink="refused", wraps=True)
        panel.body.addWidget(self.trouble)
        panel.body.addStretch(1)
        self.replace = Button(
            say("Back up, then replace"), tone=Tone.REFUSED, filled=True, icon="warning",
            press=self.replace_it,
        )  # fmt: skip
        self.back = Button(say("Back"), icon="chevron-left", press=self._compare_again)
        self.not_now = Button(say("Leave all as it is"), press=self.leave)
        panel.body.addLayout(_row(self.replace, self.back, self.not_now))
        return panel

    # The steps as they go

    def begin(self, backup: Path, folder: Path) -> None:
        """Check a backup and open it as a copy; the present workshop is backed up to `folder`."""
        self._backup, self._folder, self.copy, self._is_faulty = backup, folder, None, False
        self.file.setText(str(backup))
        self.steps.setCurrentIndex(CHECKING)

        def work(database: Any, step: Any) -> Copy:
            from workshop.keeping.restoring import open_copy

            return open_copy(database, backup, step)

        self._errand = self.desk.run(work, self._opened, self._refused, owner=self, acts=True)

    def _refused(self, sentence: str, _kind: str) -> None:
        self.leave()
        self.context.answer("refused", *two_lines(sentence))

    def _opened(self, copy: Copy) -> None:
        self.copy = copy
        self.table.setRows(_facts(copy.content, copy.present))
        words, ink = _relation(copy)
        self.relation.setText(words)
        self.relation.setInk(ink)
        self._compare_again()

    def _compare_again(self) -> None:
        self.steps.setCurrentIndex(COMPARING)

    def look_around(self) -> None:
        """Open a window of its own on the copy, in which nothing can be changed."""
        if self.copy is None:
            return
        ours = [] if getattr(sys, "frozen", False) else ["-m", "ui"]
        asked = [*ours, "--db", str(self.copy.database), "--look"]
        QProcess.startDetached(sys.executable, asked)
        self.context.answer("idle", say("The copy opens in a window of its own"))

    def _go_on(self) -> None:
        assert self.copy is not None
        self.last_words.setText(
            say(
                "The workshop as it is now is backed up to {folder} first. Then the backup of "
                "{when} takes its place. To undo that, restore the backup made now.",
                folder=self._folder,
                when=moment(self.copy.content.last_at),
            )
        )
        self.trouble.setText("")
        self.steps.setCurrentIndex(REPLACING)

    def replace_it(self) -> None:
        """Back the present workshop up, then let the backup take its place."""
        folder = self._folder
        if self._is_faulty:
            self.context.replacing.emit(str(self._backup))
            return

        def work(database: Any, step: Any) -> dict[str, Any]:
            from workshop.keeping.restoring import keep_present

            return keep_present(database, folder, step)

        self._enable(False)
        self.context.answer("idle", say("Backing up and checking the copy …"))
        self._errand = self.desk.run(work, self._kept, self._not_kept, owner=self, acts=True)

    def _enable(self, on: bool) -> None:
        for button in (self.replace, self.back):
            button.setEnabled(on)

    def _kept(self, made: dict[str, Any]) -> None:
        self._enable(True)
        if not made["faults"]:
            self.context.replacing.emit(str(self._backup))
            return
        self._is_faulty = True
        words = say("The workshop now has faults and cannot be backed up: {fault}",
                    fault=made["faults"])  # fmt: skip
        hint = say("Its file stays beside the new one, as it is. Press again to replace it.")
        self.trouble.setText("\n".join((words, hint)))
        self.context.answer("careful", words, hint)

    def _not_kept(self, sentence: str, _kind: str) -> None:
        self._enable(True)
        self.trouble.setText(sentence)
        self.context.answer("refused", *two_lines(sentence))

    def leave(self) -> None:
        """Nothing is restored; the copy is thrown away."""
        if self._errand is not None:
            self._errand.cancel()
            self._errand = None
        self._enable(True)
        copy, self.copy = self.copy, None
        if copy is not None:

            def work(_connection: Any, _step: Any) -> None:
                from workshop.keeping.restoring import forget_copies

                forget_copies(copy.database.parent.parent)

            self.desk.run(work, lambda _none: None, owner=self)
        self.left.emit()


def _row(*buttons: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.GRID)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row


def _facts(backup: Content, present: Content) -> list[_Fact]:
    """What is compared, row by row."""
    rows = []
    for name, words in _ROWS.items():
        there, here = (str(getattr(one, name)) for one in (backup, present))
        if name == "last_at":
            there, here = moment(there), moment(here)
        rows.append(_Fact(say(words), there, here))
    return rows


def _relation(copy: Copy) -> tuple[str, str]:
    """What the backup is to the present workshop, in words, and their colour."""
    n = copy.more
    if copy.relation == "same":
        return say("The workshop holds the same now."), "good"
    if copy.relation == "another":
        return say("This is a backup of another workshop."), "refused"
    if copy.relation == "parted":
        return say("Both hold work that the other lacks: they went on apart."), "refused"
    if copy.relation == "newer":
        words = say_many(
            "The backup has {n} entry that the workshop lacks.",
            "The backup has {n} entries that the workshop lacks.",
            n,
        )
        return words, "good"
    words = say_many(
        "{n} entry was made since. It would be missing.",
        "{n} entries were made since. They would be missing.",
        n,
    )
    return words, "careful"
