# SPDX-License-Identifier: MIT
"""Settings: the print queue, blank tags, and the printer and label size of this computer."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout

from ui import theme
from ui.desk import Errand
from ui.pages.page import Page
from ui.pages.paper import MOST_LABELS, open_file, printers
from ui.pages.printing import chosen_printer, print_waiting, printers_kept
from ui.pages.settings_blank_tags import BlankTags
from ui.pages.settings_parts import Option, Section, bounded_box, fill, options_box, setting_row
from ui.pages.settings_stuck import StuckLabels
from ui.pages.words import kind_word, two_lines
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.language import mark, say, say_many

if TYPE_CHECKING:
    from ui.context import State
    from workshop.printing.run import Printed


class Labels(Section):
    """Prints what waits: to a PDF, and from there to the printer where one is chosen."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._waiting: Sequence[Any] = ()
        self._file: Path | None = None
        self._errand: Errand | None = None
        self._off, self._busy = threading.Event(), ""
        self._per_page: dict[str, int] = {}
        row = QHBoxLayout()
        row.setSpacing(12)
        queue = Panel(say("Labels that wait"))
        self.table = Table(
            [
                Column(mark("Tag"), lambda label: spelled(label.tag), strong=True, width=140),
                Column(mark("What"), lambda label: kind_word(label.kind), width=120),
                Column(mark("Text"), "line", share=3),
                Column(mark("Batch"), "batch", share=1, ink="quiet"),
            ],
            name=mark("Labels that wait"),
            empty=mark("No label waits. A received card or a harvested piece puts one here."),
            key=lambda label: label.id,
        )
        queue.body.addWidget(self.table, 1)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(queue, 1)
        self.stuck = StuckLabels(page)
        left.addWidget(self.stuck)
        self.blank = BlankTags(page)
        left.addWidget(self.blank)
        row.addLayout(left, 1)
        row.addWidget(self._side())
        self.column.addLayout(row)

    def _side(self) -> Panel:
        panel, settings = Panel(say("Print")), self.context.settings
        panel.setFixedWidth(320)
        self.layout_box = options_box([])
        self.layout_box.currentIndexChanged.connect(self._keep)
        self.layout_row = setting_row("label_layout", self.layout_box)
        panel.body.addWidget(self.layout_row)
        self.start = bounded_box("label_start", settings.label_start)
        self.start.valueChanged.connect(self._keep)
        self.start_row = setting_row("label_start", self.start)
        panel.body.addWidget(self.start_row)
        self.printer = options_box([])
        self.printer.currentIndexChanged.connect(self._keep)
        panel.body.addWidget(setting_row("printer", self.printer))
        self.where = Label("", theme.NOTE, ink="quiet", wraps=True)
        panel.body.addWidget(self.where)
        panel.body.addStretch(1)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Labels done"))
        self.bar.hide()
        panel.body.addWidget(self.bar)
        self.cancel = Button(say("Cancel"), icon="cross", press=self._cancel)
        self.cancel.hide()
        panel.body.addWidget(self.cancel)
        self.print = Button(
            "", tone=Tone.ACCENT, filled=True, big=True, icon="print", press=self.print_waiting
        )
        panel.body.addWidget(self.print)
        self.show_file = Button(say("Show the last PDF"), icon="external", press=self._show_file)
        self.show_file.hide()
        panel.body.addWidget(self.show_file)
        return panel

    def refresh(self) -> None:
        """Ask what waits, and which layouts there are: the shop may have made another."""
        self.desk.ask("labels_waiting", {"limit": MOST_LABELS}, self._show, self, "waiting")
        self.blank.refresh()
        self.stuck.refresh(self._busy)
        fill(self.printer, self._printers(), self.context.settings.printer)
        self._show_printer()
        self._layouts()

    def _printers(self) -> list[Option]:
        """No printer, those set up here, and those of the system."""
        names = [one.name for one in printers_kept(self.context.settings)]
        names += [name for name in printers() if name not in names]
        return [Option("", say("No printer: a PDF in the folder")), *(Option(n, n) for n in names)]

    def _show_printer(self) -> None:
        """A printer that was set up here has its own label size."""
        settings = self.context.settings
        own = {one.name: one for one in printers_kept(settings)}.get(settings.printer)
        self.layout_row.setVisible(own is None)
        if own is None or own.kind in ("pdf", "png"):
            self.where.setText(say("PDF files go to {folder}.", folder=settings.paper))
        else:
            self.where.setText(say("Label size {layout}, as set in Printers.", layout=own.layout))
        self._show_start()

    def _layouts(self) -> None:
        def read(connection: Any, _step: Any) -> list[tuple[str, str, int]]:
            from workshop.labels.layout import layouts

            return [(one.code, one.name, one.per_page) for one in layouts(connection).values()]

        self.desk.run(read, self._show_layouts, owner=self)

    def _show_layouts(self, found: Sequence[tuple[str, str, int]]) -> None:
        self._per_page = {code: per_page for code, _, per_page in found}
        options = [Option(code, say(name)) for code, name, _ in found]
        fill(self.layout_box, options, self.context.settings.label_layout)
        self._show_start()

    def _show_start(self) -> None:
        """A roll has no places to skip, a sheet has."""
        places = self._per_page.get(chosen_printer(self.context.settings).layout, 1)
        self.start.setMaximum(places)
        self.start_row.setVisible(places > 1)

    def _show(self, labels: Sequence[Any]) -> None:
        self._waiting = labels
        self.table.setRows(labels)
        n = len(labels)
        self.print.setText(say_many("Print {n} label", "Print {n} labels", n))
        self.print.setEnabled(n > 0)

    def _keep(self) -> None:
        settings = self.context.settings
        settings.label_layout = str(self.layout_box.currentData() or settings.label_layout)
        settings.label_start = self.start.value()
        settings.printer = str(self.printer.currentData() or "")
        settings.save()
        self._show_printer()

    def print_waiting(self) -> None:
        """Print every label that waits, in their order, and take them from the queue."""
        if not self._waiting or self._errand is not None:
            return
        if not self.desk.by:
            nobody = say("Nobody is signed in. Scan your badge, then press again.")
            self.context.answer("refused", *two_lines(nobody))
            return
        self.context.answer("idle", say("Printing …"))
        self._off = threading.Event()
        self._busy = chosen_printer(self.context.settings).name
        self._errand = print_waiting(
            self.page, list(self._waiting), self._printed, self._not_printed, self._far,
            self._off.is_set,
        )  # fmt: skip
        self._show_busy(True)

    def _not_printed(self, sentence: str, _kind: str) -> None:
        self._show_busy(False)
        self.context.answer("refused", *two_lines(sentence))

    def _show_busy(self, busy: bool) -> None:
        self.bar.setRange(0, 0)
        for widget in (self.bar, self.cancel):
            widget.setVisible(busy)
        self.print.setVisible(not busy)
        if not busy:
            self._errand, self._busy = None, ""
            self.stuck.refresh()

    def _far(self, done: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(done)

    def _cancel(self) -> None:
        """No further label is begun; what was sent is told when it is known."""
        self._off.set()
        self._show_busy(False)
        self.context.answer("careful", say("Cancelled"), say("The labels still wait."))

    def _printed(self, done: Printed) -> None:
        """What came of it: told in words, and the next free place of the sheet kept."""
        is_off = self._off.is_set()
        self._show_busy(False)
        self._file = Path(done.file) if done.file else self._file
        self.show_file.setVisible(self._file is not None)
        if done.printed:
            self._move_on(done.next_place)
        if is_off and not (done.printed or done.trouble):
            return  # said already
        self.context.answer(*_told(done))

    def _move_on(self, place: int) -> None:
        settings = self.context.settings
        settings.label_start = place
        settings.save()
        self.start.blockSignals(True)
        self.start.setValue(place)
        self.start.blockSignals(False)

    def _show_file(self) -> None:
        if self._file is not None:
            open_file(self._file)


def _told(done: Printed) -> tuple[State, str, str]:
    """The answer to a run: what went wrong first, then how many came out and how many wait."""
    from workshop.printing.run import shortened_told

    came = say_many("{n} label printed", "{n} labels printed", done.printed)
    if not (done.trouble or done.failed):
        short = shortened_told(done.shortened)
        return ("careful", came, short) if short else ("done", came, done.file)
    waits = say_many("{n} label still waits.", "{n} labels still wait.", done.waiting)
    if done.unsure:
        asks = say("Look which labels came out, and say so in Settings, Labels.")
        return "refused", done.trouble, asks
    if done.trouble and done.file:
        return "refused", done.trouble, say("{waits} The PDF is {file}.", waits=waits,
                                            file=done.file)  # fmt: skip
    if done.trouble:
        return "refused", done.trouble, waits
    failed = say_many("{n} label cannot be printed; it says why below.",
                      "{n} labels cannot be printed; each says why below.",
                      done.failed)  # fmt: skip
    return "careful", came, failed
