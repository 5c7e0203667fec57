# SPDX-License-Identifier: MIT
"""Settings: the print queue, blank tags, and the printer and label size of this computer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout

from ui import theme
from ui.desk import Errand
from ui.pages.page import Page
from ui.pages.paper import (
    MOST_LABELS,
    labels_to_pdf,
    open_file,
    print_file,
    printers,
    stamp,
)
from ui.pages.settings_blank_tags import BlankTags
from ui.pages.settings_parts import Option, Section, fill, number_box, options_box
from ui.pages.words import kind_word
from ui.settings import BOUNDS
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow, Panel
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.language import mark, say, say_many


class Labels(Section):
    """Prints what waits: to a PDF, and from there to the printer where one is chosen."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._waiting: Sequence[Any] = ()
        self._file: Path | None = None
        self._errand: Errand | None = None
        self._per_page: dict[str, int] = {}
        row = QHBoxLayout()
        row.setSpacing(12)
        queue = Panel(say("Labels that wait"))
        self.table = Table(
            [
                Column(mark("Tag"), lambda label: spelled(label.tag), strong=True, width=140),
                Column(mark("What"), lambda label: kind_word(label.kind), width=120),
                Column(mark("Line"), "line", share=3),
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
        panel.body.addWidget(FormRow(say("Label size"), self.layout_box))
        self.start = number_box(*BOUNDS["label_start"], settings.label_start)
        self.start.valueChanged.connect(self._keep)
        self.start_row = FormRow(say("First free place on the sheet"), self.start)
        panel.body.addWidget(self.start_row)
        self.printer = options_box(
            [Option("", say("No printer: a PDF in the folder")),
             *(Option(name, name) for name in printers())],
            settings.printer,
        )  # fmt: skip
        self.printer.currentIndexChanged.connect(self._keep)
        panel.body.addWidget(FormRow(say("Printer"), self.printer))
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
        self._layouts()
        self.where.setText(say("PDF files go to {folder}.", folder=self.context.settings.paper))

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
        places = self._per_page.get(self.context.settings.label_layout, 1)
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
        self._show_start()

    def print_waiting(self) -> None:
        """Print every label that waits, in their order, and take them from the queue."""
        if not self._waiting or self._errand is not None:
            return
        numbers = [label.id for label in self._waiting]
        self.context.answer("idle", say("Printing …"))
        self._errand = labels_to_pdf(
            self.page,
            list(self._waiting),
            stamp(say("Labels")),
            lambda file: self._made(file, numbers),
            self._far,
            self._not_made,
        )
        self._show_busy(True)

    def _not_made(self, sentence: str, _kind: str) -> None:
        self._show_busy(False)
        self.context.answer("refused", sentence, say("The labels still wait."))

    def _show_busy(self, busy: bool) -> None:
        self.bar.setRange(0, 0)
        for widget in (self.bar, self.cancel):
            widget.setVisible(busy)
        self.print.setVisible(not busy)
        if not busy:
            self._errand = None

    def _far(self, done: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(done)

    def _cancel(self) -> None:
        if self._errand is not None:
            self._errand.cancel()
            self._show_busy(False)
            self.context.answer("careful", say("Cancelled"), say("The labels still wait."))

    def _made(self, file: Path, numbers: list[int]) -> None:
        """The PDF is there: now to the printer, if there is one."""
        printer = self.context.settings.printer
        self._file = file
        self.show_file.show()
        self._show_busy(False)
        if not printer:
            self._printed(numbers)
            return

        def taken(is_taken: bool) -> None:
            if is_taken:
                self._printed(numbers)
                return
            hint = say("The labels still wait. The PDF is {file}.", file=file)
            words = say("The printer {name} takes nothing", name=printer)
            self.context.answer("refused", words, hint)

        print_file(self.page, file, printer, taken)

    def _printed(self, numbers: list[int]) -> None:
        """They are on paper: they wait no longer."""

        def gone(_receipt: Any, text: str) -> None:
            self.context.answer("done", text, str(self._file))

        self.desk.do("labels_printed", {"labels": numbers}, gone, owner=self)

    def _show_file(self) -> None:
        if self._file is not None:
            open_file(self._file)
