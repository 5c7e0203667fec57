# SPDX-License-Identifier: MIT
"""Files of a batch: its reports and its labels, written beside everything else."""

from __future__ import annotations

import filecmp
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.context import Context
from ui.desk import Desk, Errand, Step
from ui.pages.batch_parts import LongWork
from ui.pages.words import two_lines
from workshop.language import say, say_many

if TYPE_CHECKING:
    from workshop.reports.choices import Choices

# Writes a file: database, file, and how far it is; how many pages, rows or labels it has.
Writing = Callable[[Any, Path, Step], int]


class BatchPdf(QObject):
    """Writes one file at a time into the folder the settings name, or elsewhere on demand.

    `issued` comes when a report was issued.
    """

    issued = Signal()

    def __init__(self, desk: Desk, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._context, self._window = desk, context, parent
        self._errand: Errand | None = None
        self._file: Path | None = None
        self._again: Callable[[Path], object] | None = None
        self._short: list[str] = []  # tags of labels of which a text did not fit
        self.row = LongWork(self.cancel, self._open, self._elsewhere)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being written."""
        return self._errand is not None

    def report(self, number: str, choices: Choices) -> None:
        """Write a draft of the report of a batch."""
        by = self._desk.by

        def write(database: Any, out: Path, step: Step) -> int:
            from workshop.benches.photos import small_copy
            from workshop.reports.batch import batch_pdf

            pictures = partial(small_copy, database)
            made: dict[str, Any] = {"by": by, "issued_on": _today(), "pictures": pictures}
            with database.read() as connection:
                return batch_pdf(connection, number, out, choices=choices, progress=step, **made)

        self._begin(say("Batch {number} draft {day}.pdf", number=number, day=_today()), write)

    def issue(self, number: str, choices: Choices) -> None:
        """Issue the report of a batch, and write it."""
        who: dict[str, Any] = {"by": self._desk.by, "station": self._desk.station or None}

        def issue(database: Any, step: Step) -> tuple[int, str, Path]:
            from workshop.benches.photos import small_copy
            from workshop.reports.issuing import issue_batch

            pictures = partial(small_copy, database)
            made = issue_batch(database, number, choices=choices, pictures=pictures,
                               issued_on=_today(), progress=step, **who)  # fmt: skip
            assert made is not None  # a step ends it where it is called off
            return made.report, made.name, made.file

        def told(report: int) -> None:
            said = say("Report {report} of batch {batch} is issued", report=report, batch=number)
            self._context.answer("done", said, str(self._file))
            self.issued.emit()

        self._keep(say("Report of batch {number}", number=number), issue, told)

    def have_again(self, report: int) -> None:
        """Write an issued report again, as it was."""

        def read(database: Any, _step: Step) -> tuple[int, str, Path]:
            from workshop.reports.issuing import issued_file

            found, file = issued_file(database, report)
            return report, found.name, file

        self._keep(say("Report {number}", number=report), read, lambda _report: None)

    def _keep(
        self,
        what: str,
        kept: Callable[[Any, Step], tuple[int, str, Path]],
        told: Callable[[int], object],
    ) -> None:
        """Put a kept report into the folder of the settings; `told` hears its number."""
        if self._errand is not None:
            return
        folder = self._context.settings.paper

        def work(database: Any, step: Step) -> tuple[int, Path]:
            report, name, file = kept(database, step)
            return report, _put(folder / name, file)

        def done(found: tuple[int, Path]) -> None:
            report, self._file = found
            self._again = partial(self._write, partial(_copy, report))
            self._written(1)
            told(report)

        self._file = Path(what)
        self.row.start(say("Writing {file} …", file=what))
        self._errand = self._desk.run(work, done, self._refused, self.row.step, self, acts=True)

    def differences(self, number: str, kind: str) -> None:
        """Write how a batch differs from the supplier's list, as `pdf` or as `xlsx`."""
        made: dict[str, Any] = {"by": self._desk.by, "issued_on": _today()}
        settings = self._context.settings
        on: dict[str, Any] = {"paper": settings.report_paper, "language": settings.report_language}

        def write(database: Any, out: Path, step: Step) -> int:
            from workshop.benches.photos import small_copy
            from workshop.reports.differences import differences_pdf
            from workshop.reports.differences_sheet import differences_xlsx

            with database.read() as connection:
                if kind == "xlsx":
                    return differences_xlsx(connection, number, out, progress=step, **made)
                pictures = partial(small_copy, database)
                return differences_pdf(connection, number, out, progress=step, pictures=pictures,
                                       **on, **made)  # fmt: skip

        name = say("Differences {number} {day}", number=number, day=_today())
        self._begin(f"{name}.{kind}", write)

    def labels(self, number: str) -> None:
        """Write the labels of all pieces of a batch, in the layout of the settings."""
        settings = self._context.settings
        layout, start, short = settings.label_layout, settings.label_start, self._short.append

        def write(database: Any, out: Path, step: Step) -> int:
            from workshop.labels.layout import find_layout
            from workshop.labels.sheet import labels_pdf
            from workshop.queries import QUERIES

            with database.read() as connection:
                labels = QUERIES["batch_labels"](connection, batch=number)
                sheet = find_layout(layout, connection)
                first = min(start, sheet.per_page)
                return labels_pdf(labels, out, sheet, first, progress=step, on_shortened=short)

        self._begin(say("Labels {number} {day}.pdf", number=number, day=_today()), write)

    def _begin(self, name: str, writing: Writing) -> None:
        if self._errand is None:
            self._again = partial(self._write, writing)
            self._write(writing, _free(self._context.settings.paper / name))

    def _write(self, writing: Writing, out: Path) -> None:
        self._short.clear()

        def work(database: Any, step: Step) -> int:
            with suppress(OSError):  # where it cannot be made, writing says why
                out.parent.mkdir(parents=True, exist_ok=True)
            return writing(database, out, step)

        self.row.start(say("Writing {file} …", file=out.name))
        self._file = out
        self._errand = self._desk.run(
            work, self._written, self._refused, self.row.step, self, acts=True
        )

    def cancel(self) -> None:
        """Call the file off; nothing of it stays."""
        if self._errand is not None:
            self._errand.cancel()
            self._errand = None
            self.row.hide()
            file = self._file or Path()
            self._context.answer("careful", say("{file} was called off.", file=file.name))

    def _written(self, _count: int) -> None:
        self._errand = None
        file = self._file or Path()
        self.row.finish(say("{file} is in {folder}", file=file.name, folder=file.parent))
        ready, n = say("{file} is ready", file=file.name), len(self._short)
        if not n:
            self._context.answer("done", ready, str(file.parent))
            return
        short = say_many(
            "{n} label has a text that was shortened to fit: choose a larger layout.",
            "{n} labels have texts that were shortened to fit: choose a larger layout.", n,
        )  # fmt: skip
        self._context.answer("careful", ready, short)

    def _refused(self, sentence: str, _kind: str) -> None:
        self._errand = None
        self.row.hide()
        self._context.answer("refused", *two_lines(sentence))

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file)))

    def _elsewhere(self) -> None:
        """Ask where else the same file should be written."""
        again = self._again
        dialog = QFileDialog(self._window, say("Save elsewhere"), str(self._file or ""))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(self._file.suffix[1:] if self._file else "pdf")
        dialog.fileSelected.connect(lambda name: again(Path(name)) if again else None)
        dialog.open()


def _copy(report: int, database: Any, out: Path, _step: Step) -> int:
    """Write an issued report to a place of its own."""
    from workshop.reports.issuing import copy_issued

    copy_issued(database, report, out)
    return 1


def _put(out: Path, kept: Path) -> Path:
    """Write a kept file, unless it is there already; where it lies now."""
    from workshop.reports.issuing import copy_file

    with suppress(OSError):  # where it cannot be read or made, writing says why
        if filecmp.cmp(kept, out, shallow=False):
            return out
    with suppress(OSError):
        out.parent.mkdir(parents=True, exist_ok=True)
    out = _free(out)
    copy_file(kept, out)
    return out


def _today() -> str:
    return date.today().isoformat()


def _free(path: Path) -> Path:
    """The path, or the next one with a number: no earlier report is written over."""
    tried, n = path, 2
    while tried.exists():
        tried, n = path.with_name(f"{path.stem} ({n}){path.suffix}"), n + 1
    return tried
