# SPDX-License-Identifier: MIT
"""The supplier's list comes in: handed over, looked through row by row, added in one act."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context, State
from ui.desk import Desk, Errand
from ui.pages.batch_parts import LongWork
from ui.pages.manifest_parts import Encodings, Handing
from ui.pages.manifest_rows import ListRows
from ui.pages.manifest_work import Looked, Unclear, Wanted, look, look_again
from ui.pages.words import two_lines
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from workshop.language import say, say_many


class ListImport(QWidget):
    """Takes a list for one batch; nothing is saved before it is confirmed.

    `left` says that there is nothing more to do here.
    """

    left = Signal()

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.context = desk, context
        self.batch = ""
        self.looked: Looked | None = None
        self._wanted: Wanted | None = None
        self._errand: Errand | None = None
        self.setObjectName("page")
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.layers = QStackedWidget()
        self.handing = Handing()
        self.handing.file.connect(self.take_file)
        self.handing.text.connect(self.take_text)
        self.handing.nothing.connect(self._nothing_copied)
        self.encodings = Encodings()
        self.encodings.picked.connect(lambda encoding: self._read(encoding=encoding))
        self.rows = ListRows()
        self.rows.reread.connect(self._reread)
        self.rows.corrected.connect(self._recheck)
        for layer in (self.handing, self.encodings, self.rows):
            self.layers.addWidget(layer)
        column.addWidget(self.layers, 1)
        column.addWidget(self._foot())

    # What it is made of

    def _foot(self) -> QWidget:
        panel = Panel(margin=12)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.busy = LongWork(self.cancel, self.cancel, self.cancel)
        row.addWidget(self.busy, 1)
        self.words = Label("", theme.NOTE, ink="quiet", cuts=True)
        row.addWidget(self.words, 1)
        self.back = Button(say("Back to scanning"), press=self.left.emit)
        self.other = Button(say("Another list"), icon="import", press=self.clear)
        self.add = Button("", tone=Tone.ACCENT, filled=True, big=True, press=self._add)
        for button in (self.back, self.other, self.add):
            row.addWidget(button)
        panel.body.addLayout(row)
        self._offer_nothing()
        return panel

    # Handing a list over

    def begin(self, batch: str) -> None:
        """Take a list for this batch; one that was handed over for another is held against it."""
        if batch == self.batch:
            return
        self.batch = batch
        self.handing.show_batch(batch)
        if self._wanted is not None:
            self._read(batch=batch)

    def clear(self) -> None:
        """Put the list away: another one can be handed over."""
        self.cancel()
        self.looked = self._wanted = None
        self.layers.setCurrentWidget(self.handing)
        self._offer_nothing()

    def take_file(self, path: Path) -> None:
        """Look through the list in a file."""
        self._wanted = Wanted(self.batch, path.name, path=path)
        self._read()

    def take_text(self, text: str) -> None:
        """Look through a list that was pasted."""
        self._wanted = Wanted(self.batch, say("What was pasted"), text=text)
        self._read()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and text."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look through what was dropped."""
        if self.handing.take(event.mimeData()):
            event.acceptProposedAction()

    def _nothing_copied(self) -> None:
        self.context.answer(
            "refused",
            say("Nothing was copied that could be a list."),
            say("Copy the rows in the spreadsheet, with their headings, and paste again."),
        )

    # Looking through it

    def _read(self, **how: Any) -> None:
        """Read the list that was handed over, in another way where one is told."""
        if self._wanted is None:
            return
        self._wanted = wanted = self._wanted._replace(**how)

        def work(connection: Any, step: Any) -> Looked | Unclear:
            return look(connection, step, wanted)

        self._begin(say("Reading {name} …", name=wanted.name), work)

    def _reread(self, what: str, value: Any) -> None:
        self._read(**{what: value})

    def _recheck(self, header: int | None, columns: Any) -> None:
        looked = self.looked
        if looked is None:
            return

        def work(connection: Any, step: Any) -> Looked:
            return look_again(connection, step, looked, header, columns)

        self._begin(say("Checking {name} …", name=looked.wanted.name), work)

    def _begin(self, words: str, work: Any) -> None:
        self.cancel()
        self._offer_nothing()
        self.words.hide()
        self.busy.start(words)
        self._errand = self.desk.run(work, self._came, self._refused, self.busy.step, owner=self)

    def cancel(self) -> None:
        """Call the reading off; what was in sight before stays in sight."""
        if self._errand is not None:
            self._errand.cancel()
            self._errand = None
            self.busy.hide()
            self._offer()

    def _came(self, found: Looked | Unclear) -> None:
        self._errand = None
        self.busy.hide()
        self._wanted = found.wanted
        if isinstance(found, Unclear):
            self.looked = None
            self.encodings.offer(found.previews)
            self.layers.setCurrentWidget(self.encodings)
            self._offer()
            self.context.answer("question", say("Which encoding reads right?"), found.wanted.name)
            return
        self.looked = found
        self._show(found)

    def _refused(self, sentence: str, _kind: str) -> None:
        self._errand = None
        self.busy.hide()
        if self.looked is None:
            self._wanted = None
            self.layers.setCurrentWidget(self.handing)
        else:
            self._wanted = self.looked.wanted
            self.rows.show_looked(self.looked)
        self._offer()
        self.context.answer("refused", *two_lines(sentence))

    def _show(self, looked: Looked) -> None:
        self.rows.show_looked(looked)
        if self.layers.currentWidget() is not self.rows:
            self.layers.setCurrentWidget(self.rows)
            self.rows.take_keys()
        self._offer()
        self.context.answer(*_summary(looked))

    # Adding it

    def _offer_nothing(self) -> None:
        self.add.setEnabled(False)
        self.add.setVisible(self.looked is not None)
        self.other.setVisible(self._wanted is not None)
        self.words.setText("")

    def _offer(self) -> None:
        """Say what confirming would do."""
        self._offer_nothing()
        self.words.show()
        looked = self.looked
        if looked is None:
            return
        new, wrong, listed = (looked.counts[name] for name in ("new", "wrong", "listed"))
        if new:
            self.add.setText(
                say_many(
                    "Add {n} line to batch {batch}",
                    "Add {n} lines to batch {batch}",
                    new,
                    batch=looked.checked.batch,
                )
            )
            self.add.setEnabled(True)
        else:
            self.add.setText(say("Nothing to add"))
        if wrong:
            self.words.setText(
                say_many(
                    "{n} row with an error is left out.",
                    "{n} rows with errors are left out.",
                    wrong,
                )
            )
        elif listed and not new:
            self.words.setText(say("Every row is in the list of this batch already."))

    def _add(self) -> None:
        looked = self.looked
        if looked is None or not looked.cards:
            return
        self._offer_nothing()
        self.add.setText(say("Saving …"))
        if looked.keep is not None:
            self.desk.do("set_catalogue", looked.keep, owner=self)
        facts = {"batch": looked.checked.batch, "cards": looked.cards}
        self.desk.do("expect", facts, self._added, self._not_added, owner=self)

    def _added(self, _receipt: dict[str, Any], text: str) -> None:
        self.context.answer("done", text, say("Ctrl+Z takes the whole list back."))
        self.clear()
        self.left.emit()

    def _not_added(self, sentence: str, kind: str) -> None:
        self._offer()
        self.context.answer("refused", *two_lines(sentence))
        if kind == "refused" and self.looked is not None:
            self._recheck(self.looked.layout.header, self.looked.layout.columns)


def _summary(looked: Looked) -> tuple[State, str, str]:
    """What came of looking through a list, as the strip says it."""
    if "serial" not in looked.layout.columns:
        return (
            "question",
            say("Which column has the serials?"),
            say("Choose it above the table: nothing looks like serials by itself."),
        )
    counts = looked.counts
    told = say("New: {new}. Listed already: {listed}. Errors: {wrong}. Warnings: {warnings}.",
               **counts)  # fmt: skip
    big = say_many("{n} row looked through", "{n} rows looked through", counts["rows"])
    return "careful" if counts["wrong"] else "done", big, told
