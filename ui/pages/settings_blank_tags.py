# SPDX-License-Identifier: MIT
"""Settings: blank tags on paper, before the cards come that will claim them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from ui import theme
from ui.desk import Errand
from ui.pages.batch_parts import LongWork
from ui.pages.page import Page
from ui.pages.paper import MOST_LABELS, blank_tags_to_pdf, open_file, print_file, stamp
from ui.pages.printing import system_printer
from ui.pages.settings_parts import number_box
from ui.pages.words import two_lines
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow, Panel
from workshop.language import say, say_many

# As many as one act makes, and a sheet full of them.
_MOST, _USUAL = 2000, 24


class BlankTags(Panel):
    """Makes blank tags and their labels, and prints again those no card has claimed."""

    def __init__(self, page: Page) -> None:
        super().__init__(say("Blank tags"))
        self._page, self._desk, self._context = page, page.desk, page.context
        self._errand: Errand | None = None
        self._file = Path()
        self._unclaimed = 0
        hint = say("Stick one on a card as it comes in: scanned beside its serial, it is its tag.")
        self.body.addWidget(Label(hint, theme.NOTE, ink="quiet", cuts=True, most=2))
        row = QHBoxLayout()
        row.setSpacing(12)
        self.count = number_box(1, _MOST, _USUAL)
        self.count.setFixedWidth(112)
        self.print = Button(say("Print blank tags"), tone=Tone.ACCENT, icon="print",
                            press=self._print)  # fmt: skip
        self.again = Button("", icon="refresh", press=self._print_again)
        row.addWidget(FormRow(say("How many"), self.count))
        for button in (self.print, self.again):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        self.body.addLayout(row)
        self.busy = LongWork(self.cancel, self._show_file, self.cancel)
        self.body.addWidget(self.busy)
        self._show_unclaimed([])

    def refresh(self) -> None:
        """Ask how many wait for a card."""
        self._desk.ask(
            "blank_tags", {"limit": MOST_LABELS}, self._show_unclaimed, self, "unclaimed"
        )

    def _show_unclaimed(self, tags: Sequence[Any]) -> None:
        self._unclaimed = len(tags)
        words = say_many("Print {n} unused one again", "Print {n} unused ones again", len(tags))
        self.again.setText(words)
        self._show_busy()

    def _print(self) -> None:
        if not self._desk.by:
            nobody = say("Nobody is signed in. Scan your badge, then press again.")
            self._context.answer("refused", *two_lines(nobody))
            return
        self._begin(self.count.value())

    def _print_again(self) -> None:
        self._begin(0)

    def _begin(self, count: int) -> None:
        """Write the PDF beside everything else."""
        if self._errand is not None:
            return
        self.busy.start(say("Writing the labels …"))
        self._errand = blank_tags_to_pdf(
            self._page, count, stamp(say("Blank tags")), self._made, self.busy.step, self._not_made
        )
        self._show_busy()

    def _show_busy(self) -> None:
        is_idle = self._errand is None
        self.print.setEnabled(is_idle)
        self.again.setEnabled(is_idle and self._unclaimed > 0)

    def _end(self) -> None:
        self._errand = None
        self.busy.hide()
        self._show_busy()

    def cancel(self) -> None:
        """Call the work off: neither tags nor a file are left."""
        if self._errand is not None:
            self._errand.cancel()
            self._end()
            self._context.answer("careful", say("Cancelled"))

    def _made(self, file: Path) -> None:
        """The PDF is there, and said to be: now to the printer, if there is one."""
        self._end()
        self._file = file
        self.busy.finish(say("{file} is in {folder}", file=file.name, folder=file.parent))
        self.busy.elsewhere.hide()
        printer = system_printer(self._context.settings)
        if printer:
            print_file(self._page, file, printer, self._on_paper)

    def _on_paper(self, is_taken: bool) -> None:
        if not is_taken:
            printer = system_printer(self._context.settings)
            words = say("The printer {name} takes nothing", name=printer)
            self._context.answer("refused", words, say("The PDF is {file}.", file=self._file))

    def _not_made(self, sentence: str, _kind: str) -> None:
        self._end()
        self._context.answer("refused", *two_lines(sentence))

    def _show_file(self) -> None:
        open_file(self._file)
