# SPDX-License-Identifier: MIT
"""Paper the pages make: PDF files in one folder, and labels on the system's printer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, QUrl
from PySide6.QtGui import QDesktopServices, QPageLayout, QPageSize, QPainter

from ui.desk import Errand
from workshop.language import say

if TYPE_CHECKING:
    from ui.pages.page import Page

# Points to the inch, in which a PDF is measured.
POINTS = 72.0

# Labels put to paper in one go; more than this is asked for again.
MOST_LABELS = 5_000

OnFile = Callable[[Path], object]
Step = Callable[[int, int], None]


def _file(folder: Path, name: str) -> Path:
    """A file name in a folder that is there; the name is made of our own tags and numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.pdf"


def open_file(file: Path) -> None:
    """Show a file this program made in whatever the desktop shows such files with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


def passport_to_pdf(
    page: Page, tag: str, name: str, on_file: OnFile, *, issues: bool = False
) -> Errand:
    """Write the passport of a piece to a PDF beside everything else, or issue it first."""
    settings, by = page.context.settings, page.context.person
    folder, station = settings.paper, page.desk.station or None
    today = datetime.now().astimezone().strftime("%Y-%m-%d")
    on: dict[str, Any] = {"paper": settings.report_paper, "language": settings.report_language}

    def work(database: Any, step: Step) -> Path:
        from workshop.benches.curves import drawn, kept_curve
        from workshop.benches.photos import small_copy
        from workshop.reports.issuing import copy_file, issue_list
        from workshop.reports.passport import passport_pdf
        from workshop.testlogs.thermocouple import read_curve

        made: dict[str, Any] = {
            "by": by, "issued_on": today, "pictures": partial(small_copy, database),
            "curves": lambda sha256: drawn(read_curve(kept_curve(database, sha256))),
        }  # fmt: skip
        if issues:
            done = issue_list(database, "passport", tag, station=station, progress=step, **on,
                              **made)  # fmt: skip
            assert done is not None  # a step ends it where it is called off
            out = _file(folder, done.name.removesuffix(".pdf"))
            copy_file(done.file, out)
            return out
        out = _file(folder, name)
        with database.read() as connection:
            passport_pdf(connection, tag, out, progress=step, **on, **made)
        return out

    told = partial(_told, page, on_file)
    return page.desk.run(work, told, _refuse(page), owner=page, acts=True)


def labels_to_pdf(
    page: Page,
    labels: Sequence[Any],
    name: str,
    on_file: OnFile,
) -> Errand:
    """Write labels to a PDF in the layout of this computer, from the start place that is set."""
    settings = page.context.settings
    folder, layout, start = settings.paper, settings.label_layout, settings.label_start

    def work(connection: Any, step: Step) -> Path:
        from workshop.labels.layout import find_layout
        from workshop.labels.sheet import labels_pdf

        out = _file(folder, name)
        sheet = find_layout(layout, connection)
        labels_pdf(labels, out, sheet, min(start, sheet.per_page), progress=step)
        return out

    told = partial(_told, page, on_file)
    return page.desk.run(work, told, _refuse(page), owner=page)


def sample_labels_to_pdf(page: Page, layout: Any, kind: str, on_file: OnFile) -> Errand:
    """Write a page of labels of a made-up piece of this kind to a PDF, to try a layout."""
    folder, name = page.context.settings.paper, stamp(say("Test print"))

    def work(_connection: Any, step: Step) -> Path:
        from workshop.labels.preview import sample
        from workshop.labels.sheet import labels_pdf

        out = _file(folder, name)
        labels_pdf([sample(kind)] * layout.per_page, out, layout, progress=step)
        return out

    return page.desk.run(work, partial(_told, page, on_file), _refuse(page), owner=page)


def blank_tags_to_pdf(
    page: Page,
    count: int,
    name: str,
    on_file: OnFile,
    progress: Callable[[int, int], object] | None = None,
    on_no: Callable[[str, str], object] | None = None,
) -> Errand:
    """Make so many blank tags and write their labels to a PDF; for 0, those no card has yet."""
    settings = page.context.settings
    folder, layout, start = settings.paper, settings.label_layout, settings.label_start
    by, station = page.desk.by, page.desk.station or None

    def work(database: Any, step: Step) -> Path:
        from workshop.labels.blank_roll import print_roll, print_roll_again
        from workshop.labels.layout import find_layout

        out = _file(folder, name)
        with database.read() as connection:
            sheet = find_layout(layout, connection)
        first = min(start, sheet.per_page)
        if count:
            print_roll(
                database, out, count=count, layout=sheet, start=first, progress=step,
                by=by, station=station,
            )  # fmt: skip
        else:
            with database.read() as connection:
                print_roll_again(connection, out, layout=sheet, start=first, progress=step)
        return out

    told = partial(_told, page, on_file)
    return page.desk.run(work, told, on_no or _refuse(page), progress, owner=page, acts=True)


def scanner_page_to_pdf(page: Page, code: str, name: str, on_file: OnFile) -> Errand:
    """Write a page with a test code for scanners to a PDF beside everything else."""
    folder = page.context.settings.paper

    def work(_connection: Any, _step: Step) -> Path:
        from workshop.labels.scanner_page import scanner_page

        out = _file(folder, name)
        scanner_page(code, out)
        return out

    return page.desk.run(work, partial(_told, page, on_file), _refuse(page), owner=page)


def command_sheet_to_pdf(page: Page, paper: str, name: str, on_file: OnFile) -> Errand:
    """Write the sheet of command codes to a PDF beside everything else."""
    folder = page.context.settings.paper
    today = datetime.now().astimezone().strftime("%Y-%m-%d")

    def work(connection: Any, _step: Step) -> Path:
        from workshop.labels.command_sheet import command_sheet_pdf

        out = _file(folder, name)
        command_sheet_pdf(connection, out, today, paper)
        return out

    return page.desk.run(work, partial(_told, page, on_file), _refuse(page), owner=page)


def print_file(page: Page, file: Path, printer: str, on_done: Callable[[bool], object]) -> Errand:
    """Put a PDF on a printer of the system beside everything else; `on_done` hears if it did."""
    return page.desk.run(
        lambda _connection, step: put_on_paper(file, printer, step),
        on_done,
        _refuse(page),
        owner=page,
    )


def _told(page: Page, on_file: OnFile, out: Path) -> None:
    page.context.answer("done", say("Saved: {file}", file=out.name), str(out.parent))
    on_file(out)


def _refuse(page: Page) -> Callable[[str, str], None]:
    return lambda sentence, _kind: page.context.answer("refused", sentence)


def stamp(name: str) -> str:
    """A file name with day and time, so that no earlier file is written over."""
    return f"{name} {datetime.now().strftime('%Y-%m-%d %H%M%S')}"


def printers() -> list[str]:
    """The printers of this computer by name; none where the desktop knows none."""
    try:
        from PySide6.QtPrintSupport import QPrinterInfo
    except ImportError:  # a Linux without the libraries of its printing system
        return []
    return list(QPrinterInfo.availablePrinterNames())


# Two papers as far apart as this, in millimetres, are the same one: printers round.
_SAME_MM = 1.5


def has_paper(sizes: Sequence[tuple[float, float]], wide: float, high: float) -> bool:
    """Whether one of these sizes (millimetres) is that paper, upright or lying."""
    return any(
        abs(one - wide) <= _SAME_MM and abs(two - high) <= _SAME_MM
        for width, height in sizes
        for one, two in ((width, height), (height, width))
    )


def require_paper(printer: str, wide: float, high: float) -> None:
    """Refuse a paper (in millimetres) that a printer of the system says it does not have.

    One that says nothing of its papers, or takes any size, is taken to have it. Raises `NotTaken`.
    """
    from PySide6.QtPrintSupport import QPrinterInfo

    from workshop.printing.ways import NotTaken

    found = QPrinterInfo.printerInfo(printer)
    known = [] if found.isNull() or found.supportsCustomPageSizes() else found.supportedPageSizes()
    sizes = [one.size(QPageSize.Unit.Millimeter) for one in known]
    if sizes and not has_paper([(one.width(), one.height()) for one in sizes], wide, high):
        raise NotTaken(
            "The printer {name} has no paper of {wide} × {high} mm. Choose a layout for the paper "
            "it has, or set that size in the system.",
            begun=False, name=printer, wide=f"{wide:g}", high=f"{high:g}",
        )  # fmt: skip


def put_on_paper(
    file: Path, printer_name: str, step: Step | None = None, offset: tuple[float, float] = (0, 0)
) -> bool:
    """Print a PDF in its own size, dot for dot, on a printer of the system; False if it cannot.

    `offset` moves it so many millimetres to the right and down. An empty name writes to a PDF
    beside it: the same path without a printer. Made for a thread.
    """
    from PySide6.QtPdf import QPdfDocument
    from PySide6.QtPrintSupport import QPrinter

    if printer_name and printer_name not in printers():
        return False
    document = QPdfDocument()
    if document.load(str(file)) != QPdfDocument.Error.None_:
        return False
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if printer_name:
        printer.setPrinterName(printer_name)
    else:
        printer.setOutputFileName(str(file.with_suffix(".printed.pdf")))
    size = document.pagePointSize(0)
    printer.setPageSize(
        QPageSize(QSizeF(size), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    printer.setPageMargins(QMarginsF(), QPageLayout.Unit.Point)
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    painter.translate(*(each * printer.resolution() / 25.4 for each in offset))
    try:
        _print_pages(document, printer, painter, step)
    finally:
        painter.end()
    return True


def _print_pages(document: Any, printer: Any, painter: QPainter, step: Step | None) -> None:
    scale = printer.resolution() / POINTS
    for number in range(document.pageCount()):
        if step is not None:
            step(number, document.pageCount())
        if number:
            printer.newPage()
        points = document.pagePointSize(number)
        dots = QSizeF(points.width() * scale, points.height() * scale).toSize()
        picture = document.render(number, dots)
        painter.drawImage(QRectF(0, 0, dots.width(), dots.height()), picture)
