# SPDX-License-Identifier: MIT
"""Logs of test tools: read, kept byte for byte, and recorded, one file after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.context import Context
from ui.desk import Desk, Step
from ui.pages.words import two_lines
from ui.widgets.states import VERDICTS
from workshop.benches.tags import spelled
from workshop.domain.terms import Verdict
from workshop.language import say

if TYPE_CHECKING:
    from workshop.logs.take import Told


class Meant(NamedTuple):
    """The card that is open while a log comes in (None for none), and the plan that judges it."""

    tag: str | None
    plan: str


class LogImport(QObject):
    """Imports files; `recorded(tag)` after each says which card it spoke of last."""

    recorded = Signal(str)

    def __init__(
        self, desk: Desk, context: Context, meant: Callable[[], Meant], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._context, self._meant, self._window = desk, context, meant, parent
        self._files: list[Path] = []

    @property
    def is_busy(self) -> bool:
        """Whether a file is being imported."""
        return bool(self._files)

    def choose(self) -> None:
        """Ask which files to import."""
        dialog = QFileDialog(self._window, say("Import the log of a test tool"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([say("Logs (*.xml *.txt *.log)"), say("All files (*)")])
        dialog.filesSelected.connect(lambda names: self.take([Path(name) for name in names]))
        dialog.open()

    def take(self, files: Sequence[Path]) -> None:
        """Import these files."""
        was_idle = not self._files
        self._files.extend(files)
        if was_idle:
            self._next()

    def _next(self) -> None:
        if not self._files:
            return
        path, meant = self._files[0], self._meant()
        by, station = self._desk.by or None, self._desk.station or None
        self._context.answer("idle", say("Reading {file} …", file=path.name))

        def work(database: Any, _step: Step) -> Any:
            from workshop.logs.files import log_files
            from workshop.logs.take import Wanted, take
            from workshop.testlogs.apart import Reader

            wanted = Wanted(piece=meant.tag, plan=meant.plan, by=by, station=station)
            with Reader() as reader:
                return [take(database, reader, file, wanted) for file in log_files(path)]

        self._desk.run(work, self._done, self._refused, owner=self, acts=True)

    def _done(self, files: list[Told]) -> None:
        if not files:
            name = self._files[0].name
            self._refused(say("There is no file to import in {name}.", name=name), "refused")
            return
        told = files[-1]
        if told.refused:
            self._refused(told.refused, told.kind)
            return
        path, last = self._files.pop(0), told.results[-1]
        verdict, tag = Verdict(last.verdict), last.piece
        good = verdict in (Verdict.PASS, Verdict.MARGINAL)
        if told.already:
            self._context.answer("careful", say("{file} was imported already", file=path.name))
        elif len(told.recorded) > 1:
            n = len({one.piece for one in told.recorded})
            big = say("{n} cards of {file} recorded", n=n, file=path.name)
            self._context.answer("done", big, say("The file is kept with it."))
        else:
            word = VERDICTS[verdict].word
            big = say("{file}: {verdict} for {tag}", file=path.name, verdict=word, tag=spelled(tag))
            small = say("The file is kept with it.")
            self._context.answer("done" if good else "careful", big, small)
        self.recorded.emit(tag)
        self._next()

    def _refused(self, sentence: str, _kind: str) -> None:
        path = self._files.pop(0)
        big, small = two_lines(sentence)
        told = [part for part in (small, path.name) if part and path.name not in big]
        self._context.answer("refused", big, " · ".join(told))
        self._next()
