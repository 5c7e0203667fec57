# SPDX-License-Identifier: MIT
"""Holds a PDF against what was issued, and says in the strip what it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.context import Context
from ui.desk import Desk, Step
from ui.pages.reports_pane import ReportsPane
from ui.pages.words import two_lines
from workshop.language import say

if TYPE_CHECKING:
    from workshop.reports.verify import Verified

# The tone of what is neither whole nor against us; everything else is refused.
_CAREFUL = ("draft", "withdrawn")


class ReportCheck(QObject):
    """Asks for a file and checks it; `known` names the batch of an issued report.

    What changed since then is shown in the pane of the reports.
    """

    known = Signal(str)

    def __init__(self, desk: Desk, context: Context, page: QWidget, pane: ReportsPane) -> None:
        super().__init__(page)
        self._desk, self._context, self._page, self._pane = desk, context, page, pane
        pane.checkAsked.connect(self.choose)

    def choose(self) -> None:
        """Ask which file."""
        dialog = QFileDialog(self._page, say("Check a report"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(say("PDF files ({patterns})", patterns="*.pdf *.PDF"))
        dialog.fileSelected.connect(lambda name: self.take(Path(name)))
        dialog.open()

    def takes(self, files: Sequence[Path]) -> bool:
        """Check the first of these, if all are PDF files; whether they are."""
        if all(file.suffix.lower() == ".pdf" for file in files):
            self.take(files[0])
            return True
        return False

    def takes_only(self, files: Sequence[Path]) -> None:
        """The same where nothing else can be done with files."""
        if not self.takes(files):
            hint = say("Open a batch first to add photos of its delivery.")
            self._context.answer("careful", say("Only a PDF is checked here"), hint)

    def take(self, file: Path) -> None:
        """Check this file beside everything else."""

        def work(connection: Any, _step: Step) -> Verified:
            from workshop.reports.verify import verify

            return verify(connection, file)

        self._desk.run(work, self._told, self._refused, owner=self)

    def _told(self, found: Verified) -> None:
        from workshop.reports.verify import changes_told

        hint = changes_told(found.since) if found.since is not None else ""
        said = (found.sentence, hint) if hint else two_lines(found.sentence)
        if not found.is_whole:
            self._context.answer("careful" if found.state in _CAREFUL else "refused", *said)
            return
        self._context.answer("done", *said)
        if found.report is not None and found.since is not None:
            self.known.emit(found.report.about)
            words = say("What changed since report {number}", number=found.report.number)
            self._pane.show_since(words, found.since)

    def _refused(self, sentence: str, _kind: str) -> None:
        self._context.answer("refused", *two_lines(sentence))
