# SPDX-License-Identifier: MIT
"""Logs of test tools come in: one at once; of several it is shown first what would come of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.context import Context
from ui.desk import Desk, Errand, Step
from ui.pages.words import two_lines
from ui.widgets.states import VERDICTS
from workshop.benches.tags import spelled
from workshop.domain.terms import Verdict
from workshop.language import say

if TYPE_CHECKING:
    from workshop.logs.take import Told, Wanted

# How the names of archives end, whose logs are shown first too.
_ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".tbz2", ".txz")


class LogImport(QObject):
    """Imports files; `recorded(tag)` after each says which card it spoke of last.

    A log that names no card is of the one that is open (`card()`, a tag). `several(paths)` says
    that it should be shown first what would come of them.
    """

    recorded = Signal(str)
    several = Signal(object)

    def __init__(
        self, desk: Desk, context: Context, card: Callable[[], str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._context, self._card, self._window = desk, context, card, parent
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
        names = "*.xml *.txt *.log *.csv *.json *.3dmark-result *.zip *.tar *.tar.* *.tgz"
        dialog.setNameFilters([say("Logs ({names})", names=names), say("All files (*)")])
        dialog.filesSelected.connect(lambda names: self.take([Path(name) for name in names]))
        dialog.open()

    def choose_folder(self) -> None:
        """Ask which folder of logs to import."""
        dialog = QFileDialog(self._window, say("Import a folder of logs"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(lambda names: self.take([Path(name) for name in names]))
        dialog.open()

    def take(self, files: Sequence[Path]) -> None:
        """Import one log at once; of several, of a folder and an archive, ask first."""
        (first, *more) = files
        if more or first.is_dir() or first.name.lower().endswith(_ARCHIVES):
            self.several.emit(list(files))
            return
        was_idle = not self._files
        self._files.append(first)
        if was_idle:
            self._next()

    def wanted(self, **more: Any) -> Wanted:
        """How logs are taken in here and now."""
        from workshop.logs.take import Wanted

        desk = self._desk
        return Wanted(
            piece=self._card() or None,
            slot=self._context.settings.test_slot,
            in_hand=True,
            by=desk.by or None,
            station=desk.station or None,
            **more,
        )

    def run(
        self,
        paths: Sequence[Path],
        wanted: Wanted,
        came: list[Told],
        on_done: Callable[[int], object],
        on_no: Callable[[str, str], object],
        progress: Callable[[int, int], object] | None = None,
    ) -> Errand:
        """Take logs in beside everything else."""

        def work(database: Any, step: Step) -> int:
            from workshop.logs.take import take_all

            return take_all(database, paths, wanted, came, step)

        return self._desk.run(work, on_done, on_no, progress, owner=self, acts=True)

    def _next(self, override: str | None = None) -> None:
        if not self._files:
            return
        path = self._files[0]
        self._context.answer("idle", say("Reading {file} …", file=path.name))
        came: list[Told] = []
        wanted = self.wanted(override=override)
        self.run([path], wanted, came, lambda _n: self._done(came[0]), self._refused)

    def _again(self, path: Path, override: str) -> None:
        """Import a log once more that a lead lets pass, with their reason."""
        if not self._files:
            self._files.append(path)
            self._next(override)

    def _done(self, told: Told) -> None:
        if told.refused:
            self._refused(told.refused, told.kind)
            return
        path, cards = self._files.pop(0), [one for one in told.results if one.piece]
        self._context.answer(*answer_to(told, path.name))
        self.recorded.emit(cards[-1].piece)
        self._next()

    def _refused(self, sentence: str, kind: str) -> None:
        path = self._files.pop(0)
        big, small = two_lines(sentence)
        told = [part for part in (small, path.name) if part and path.name not in big]
        self._context.answer("refused", big, " · ".join(told))
        if kind == "overridable" and not self._files:
            self._desk.stopped.emit(partial(self._again, path))
        self._next()


def answer_to(told: Told, name: str) -> tuple[Any, str, str]:
    """What the strip says of a log that came in: its state, and two lines."""
    cards = [one for one in told.results if one.piece]
    last = cards[-1]
    if told.already:
        big = say("{file} was imported already", file=name)
        return (
            "careful",
            big,
            say("For {tag}, with entry {n}.", tag=spelled(last.piece), n=last.entry),
        )
    small = say("The file is kept with it.")
    pieces = {one.piece for one in told.recorded}
    if len(pieces) > 1:
        return "done", say("{n} cards of {file} recorded", n=len(pieces), file=name), small
    verdict = Verdict(last.verdict)
    good = verdict in (Verdict.PASS, Verdict.MARGINAL)
    word = VERDICTS[verdict].word
    big = say("{file}: {verdict} for {tag}", file=name, verdict=word, tag=spelled(last.piece))
    return "done" if good else "careful", big, small
