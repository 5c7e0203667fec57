# SPDX-License-Identifier: MIT
"""Many logs at once: what would come of each is shown, then all of them are imported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.desk import Errand
from ui.pages.tests_logs import LogImport
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import VERDICTS, Look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.domain.terms import Verdict
from workshop.language import mark, say, say_many

if TYPE_CHECKING:
    from workshop.logs.take import OfCard, Told

_ALREADY = Look(Tone.PLAIN, "history", mark("Imported before"))
_REFUSED = Look(Tone.REFUSED, "refused", mark("Refused"))
_LEFT_OUT = Look(Tone.PLAIN, "minus", mark("Left out"))


class Line(NamedTuple):
    """One card of one file: what the tool says of it, or why it is not taken in."""

    file: str
    tool: str
    tag: str
    look: Look
    words: str


def lines_of(told: Told) -> list[Line]:
    """A line for each card of a file; one with the reason where the file is refused."""
    found = [_line(told, card) for card in told.results if card.piece or card.why_not]
    if told.refused and not any(line.words == told.refused for line in found):
        tools = ", ".join(dict.fromkeys(card.tool for card in told.results))
        return [Line(told.file, tools, "", _REFUSED, told.refused)]
    return found


def _line(told: Told, card: OfCard) -> Line:
    tag = spelled(card.piece) if card.piece else ""
    if card.why_not:
        look = _REFUSED if card.piece else _LEFT_OUT
        return Line(told.file, card.tool, tag, look, card.why_not)
    if card.already:
        words = say("With entry {n}.", n=card.entry)
        return Line(told.file, card.tool, tag, _ALREADY, words)
    return Line(told.file, card.tool, tag, VERDICTS[Verdict(card.verdict)], card.says)


class LogBatch(QWidget):
    """The list of what would come, then what came; `left` says that nobody needs it any more.

    Each log goes to the card it names: which card is open says nothing of so many.
    """

    left = Signal()

    def __init__(self, logs: LogImport, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._logs, self._context = logs, context
        self._paths: list[Path] = []
        self._came: list[Told] = []
        self._shown = 0
        self._errand: Errand | None = None
        self._imports = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        panel = Panel(margin=16)
        outer.addWidget(panel)
        self.title = Label("", theme.TITLE, strong=True, cuts=True)
        panel.body.addWidget(self.title)
        self.hint = Label("", theme.NOTE, ink="quiet", wraps=True)
        panel.body.addWidget(self.hint)
        self.table = Table(
            [
                Column(mark("File"), "file", share=3, strong=True, cut="middle"),
                Column(mark("Tool"), "tool", width=130),
                Column(mark("Card"), "tag", width=130, ink="accent"),
                Column(mark("Result"), lambda line: line.look.word, width=170,
                       look=lambda line: line.look),
                Column(mark("Why"), "words", share=4, ink="quiet"),
            ],
            name=mark("Logs to be imported"),
        )  # fmt: skip
        panel.body.addWidget(self.table, 1)
        self.whole = Label("", theme.NOTE, wraps=True)
        panel.body.addWidget(self.whole)
        self.table.picked.connect(lambda line: self.whole.setText(line.words))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Logs read"))
        panel.body.addWidget(self.bar)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.close_it = Button(say("Close"), icon="chevron-left", press=self.leave)
        self.cancel = Button(say("Cancel"), icon="cross", press=self.stop)
        self.go = Button("", icon="import", tone=Tone.ACCENT, filled=True, press=self.keep)
        row.addWidget(self.close_it)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.go)
        panel.body.addLayout(row)

    @property
    def is_busy(self) -> bool:
        """Whether logs are being read or imported."""
        return self._errand is not None

    @property
    def is_open(self) -> bool:
        """Whether there are logs to be decided on."""
        return bool(self._paths)

    def show_logs(self, paths: Sequence[Path]) -> None:
        """Read these and show what would come of them; nothing is kept."""
        self.stop()
        self._paths = list(paths)
        name = self._paths[0].name
        more = len(self._paths) - 1
        self.title.setText(
            say_many("{name} and {n} more", "{name} and {n} more", more, name=name)
            if more
            else name
        )
        self._begin(imports=False)

    def keep(self) -> None:
        """Import what was shown."""
        if self._paths and self._errand is None:
            self._begin(imports=True)

    def _begin(self, *, imports: bool) -> None:
        self._imports, self._came, self._shown = imports, [], 0
        self.table.setRows([])
        self.whole.setText("")
        self.bar.setRange(0, 0)
        wanted = self._logs.wanted(dry_run=not imports)._replace(piece=None)
        self._errand = self._logs.run(
            self._paths, wanted, self._came, self._done, self._stopped, self._far
        )
        self._offer()

    def _far(self, done: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        self._show_more()

    def _show_more(self) -> None:
        """Show what came since the last time."""
        fresh = self._came[self._shown :]
        self._shown += len(fresh)
        self.table.addRows([line for told in fresh for line in lines_of(told)])
        self.table.share_width()

    def _done(self, count: int) -> None:
        self._errand = None
        self._show_more()
        self._offer()
        refused = sum(not told.ok for told in self._came)
        if count == 0:
            name = self._paths[0].name
            self._context.answer("refused", say("There is no file to import in {name}.", name=name))
        elif self._imports:
            new = sum(bool(told.recorded) for told in self._came)
            big = say_many("{n} log imported", "{n} logs imported", new)
            self._context.answer("careful" if refused else "done", big, self._counts())
        else:
            big = say_many("{n} log read", "{n} logs read", count)
            self._context.answer("careful" if refused else "question", big, self._counts())

    def _counts(self) -> str:
        refused = sum(not told.ok for told in self._came)
        before = sum(told.already for told in self._came)
        parts = []
        if refused:
            parts.append(say_many("{n} is refused.", "{n} are refused.", refused))
        if before:
            parts.append(say_many("{n} was imported before.", "{n} were imported before.", before))
        if not self._imports:
            parts.append(say("Nothing is kept yet."))
        return " ".join(parts)

    def _stopped(self, sentence: str, _kind: str) -> None:
        self._errand = None
        self._show_more()
        self._offer()
        self._context.answer("refused", sentence)

    def stop(self) -> None:
        """Call the reading off; what is imported already stays."""
        if self._errand is None:
            return
        self._errand.cancel()
        self._errand = None
        self._show_more()
        self._offer()
        if self._imports:
            new = sum(bool(told.recorded) for told in self._came)
            big = say_many("Stopped: {n} log imported", "Stopped: {n} logs imported", new)
            self._context.answer("careful", big)

    def leave(self) -> None:
        """Put the logs away."""
        self.stop()
        self._paths, self._came, self._shown = [], [], 0
        self.table.setRows([])
        self.left.emit()

    def _offer(self) -> None:
        """Show the buttons for what can be done now."""
        busy = self._errand is not None
        good = sum(told.ok and not told.already for told in self._came)
        self.bar.setVisible(busy)
        self.cancel.setVisible(busy)
        self.close_it.setVisible(not busy)
        self.go.setVisible(not busy and not self._imports)
        self.go.setEnabled(good > 0)
        self.go.setText(
            say_many("Import {n} log", "Import {n} logs", good)
            if good
            else say("Nothing to import")
        )
        if self._imports:
            words = say("What is imported is kept byte for byte with its card.")
        else:
            words = say("This is what would come of each log. Nothing is kept yet.")
        self.hint.setText(words)
