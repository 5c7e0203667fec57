# SPDX-License-Identifier: MIT
"""The steps of the first run that try a device: the label printer and the scanner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from ui.answers import Answers
from ui.first_steps import FirstStep
from ui.keyboards import Heard
from ui.pages.page import Page
from ui.pages.paper import printers
from ui.pages.printing import try_printer
from ui.pages.settings_parts import Field, Form, Option, fill
from ui.pages.settings_printers import KINDS
from ui.pages.settings_scanner_setup import MEASURING, SetUp
from ui.widgets.controls import Button, Label
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.printing.printers import Printer

_NAMES = {"zpl": "Zebra", "brother": "Brother QL", "pdf": "PDF"}
_DPI = {"brother": 300}


class PrinterStep(FirstStep):
    """Where labels come out, tried with one label; a PDF needs no printer."""

    hint = mark("Every card and chip gets a label. Without a label printer labels go into a PDF.")

    def __init__(self, page: Page, answers: Answers) -> None:
        super().__init__(page, answers)
        kinds = [Option(kind, say(KINDS[kind])) for kind in ("pdf", "zpl", "brother", "system")]
        self.form = Form(
            [
                Field("kind", mark("Labels come out of"), kinds),
                Field("address", mark("Address"), hint="tcp://192.0.2.7:9100"),
                Field("system", mark("Printer of this system"), [Option("", "")]),
            ]
        )
        self.form.box_of("kind").currentIndexChanged.connect(self._show_kind)
        self.form.text_of("address").returnPressed.connect(self.done)
        self.column.addWidget(self.form)
        self.test = Button(say("Print a test label"), icon="print", press=self.print_test)
        self.column.addWidget(self.test)
        self.trouble = Label("", ink="refused", wraps=True)
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self._show_kind()

    def first(self) -> QWidget | None:
        """The kind of printer."""
        return self.form.box_of("kind")

    @property
    def kind(self) -> str:
        """What kind of printer is chosen."""
        return str(self.form.box_of("kind").currentData())

    def _show_kind(self) -> None:
        kind, system = self.kind, self.form.box_of("system")
        if kind == "system" and not system.currentData():
            names = [Option(name, name) for name in printers()]
            fill(system, names or [Option("", say("None is there"))])
        self.form.rows["address"].setVisible(kind in ("zpl", "brother"))
        self.form.rows["system"].setVisible(kind == "system")
        self.trouble.setText("")

    def _read(self) -> Printer | None:
        """The printer that is described; None, and why, where it makes no sense."""
        from workshop.printing.printers import read_or_say

        kind, facts = self.kind, self.form.facts()
        address = facts["system" if kind == "system" else "address"]
        row: dict[str, Any] = {
            "name": _NAMES.get(kind, address), "kind": kind, "dpi": _DPI.get(kind, 203),
            "address": "" if kind == "pdf" else address,
            "layout": self.context.settings.label_layout,
        }  # fmt: skip
        made = read_or_say(row)
        self.trouble.setText(made if isinstance(made, str) else "")
        return None if isinstance(made, str) else made

    def print_test(self) -> None:
        """Print one label on it as it is described."""
        one = self._read()
        if one is not None:
            try_printer(self.page, one, self.test)

    def complain(self) -> bool:
        """A printer that makes no sense."""
        return self._read() is None

    def keep(self) -> None:
        """Keep the printer with the settings of this computer, and print labels on it."""
        from workshop.printing.printers import kept

        one, settings = self._read(), self.context.settings
        if one is None or self.kind == "pdf":
            return
        others = [row for row in settings.printers if row.get("name") != one.name]
        settings.printers = [*others, kept(one)]
        settings.printer = one.name
        settings.save()


class ScannerStep(FirstStep):
    """A test code to scan, and what its scan says of the scanner: here the scan is the answer."""

    hint = mark("No scanner at hand? Skip this: codes can be typed, too.")

    def __init__(self, page: Page, answers: Answers) -> None:
        super().__init__(page, answers)
        self.set_up = SetUp(page)
        self.set_up.setTitle("")
        self.set_up.back.hide()
        self.set_up.fitted.connect(self._fitted)
        self.column.addWidget(self.set_up)

    def opened(self) -> None:
        """Hear a scanner whatever it does."""
        self.set_up.begin()
        if self.context.scanner is not None:
            self.context.scanner.setRules(MEASURING)

    def left(self) -> None:
        """The scanner goes by the settings again."""
        if self.context.scanner is not None:
            self.context.scanner.setRules(self.context.settings.scanner)

    def _fitted(self) -> None:
        self.context.answer("done", say("The scanner is set up"))
        self.set_up.fit.hide()

    def hear(self, text: str) -> bool:
        """Say what the scan shows of the scanner."""
        scanner = self.context.scanner
        if scanner is not None:
            self.set_up.take(Heard(text, scanner.widest_gap, scanner.ended_by))
            self.context.answer("done", say("Read: {text}", text=text), self.set_up.said[0])
        return True
