# SPDX-License-Identifier: MIT
"""The printers of this computer, and printing on them beside everything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.pages.paper import put_on_paper, require_paper, stamp
from ui.pages.words import two_lines
from workshop.language import say

if TYPE_CHECKING:
    from ui.desk import Done, Errand, No, Step
    from ui.pages.page import Page
    from ui.settings import Settings
    from ui.widgets.controls import Button
    from workshop.printing.printers import Printer
    from workshop.printing.run import Run


def printers_kept(settings: Settings) -> list[Printer]:
    """The printers that somebody set up; what makes no sense in the file is left out."""
    from workshop.printing.printers import read_printers

    return read_printers(settings.printers)


def chosen_printer(settings: Settings) -> Printer:
    """The printer that was chosen: one set up here, one of the system, or a PDF in the folder."""
    from workshop.printing.printers import Printer, PrinterKind

    for one in printers_kept(settings):
        if one.name == settings.printer:
            return one
    if settings.printer:
        return Printer(settings.printer, PrinterKind.SYSTEM, layout=settings.label_layout)
    return Printer("PDF", PrinterKind.PDF, layout=settings.label_layout)


def system_printer(settings: Settings) -> str:
    """The printer of the system that files go to, by its name there; none for an empty text."""
    one = chosen_printer(settings)
    return one.address or one.name if one.kind == "system" else ""


def print_waiting(
    page: Page, labels: Sequence[Any], on_done: Done, on_error: No, progress: Done,
    is_off: Callable[[], bool],
) -> Errand:  # fmt: skip
    """Print labels that wait on the chosen printer; what came of them comes home."""
    printer = chosen_printer(page.context.settings)
    make = _maker(page, printer, stamp(say("Labels")))

    def work(database: Any, step: Step) -> Any:
        return make(database, step, is_off).print(labels)

    return page.desk.run(work, on_done, on_error, progress, owner=page, acts=True)


def try_printer(page: Page, printer: Printer, button: Button) -> None:
    """Print one label that is no piece's, and answer how it went; its button rests meanwhile."""
    make = _maker(page, printer, stamp(say("Test label")))

    def work(database: Any, step: Step) -> Any:
        return make(database, step, lambda: False).test()

    def done(file: str) -> None:
        button.setEnabled(True)
        words = say("A test label went to {name}", name=printer.name)
        page.context.answer("done", words, file or say("Look whether it came out well."))

    def no(sentence: str, _kind: str) -> None:
        button.setEnabled(True)
        page.context.answer("refused", *two_lines(sentence))

    button.setEnabled(False)
    page.context.answer("idle", say("Printing …"))
    page.desk.run(work, done, no, owner=page, acts=True)


def _maker(
    page: Page, printer: Printer, name: str
) -> Callable[[Any, Step, Callable[[], bool]], Run]:
    """What makes the run on its thread; all that a widget knows is read here, on the main one."""
    settings = page.context.settings
    folder, start = settings.paper, settings.label_start
    by, station = page.desk.by or None, page.desk.station or None
    offset = printer.offset_x_mm, printer.offset_y_mm

    def make(database: Any, step: Step, is_off: Callable[[], bool]) -> Run:
        from workshop.printing.run import Run

        def spool(file: Path, to: str) -> bool:
            require_paper(to, *run.layout.page)
            return put_on_paper(file, to, offset=offset)

        run = Run(
            database, printer, folder=folder, name=name, start=start, spool=spool, step=step,
            is_off=is_off, by=by, station=station,
        )  # fmt: skip
        return run

    return make
