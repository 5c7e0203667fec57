# SPDX-License-Identifier: MIT
"""Settings: the sheet of command codes, and new codes where a sheet got lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from ui import theme
from ui.pages.page import Page
from ui.pages.paper import command_sheet_to_pdf, open_file, stamp
from ui.pages.settings_parts import Option, Section, options_box
from ui.theme import Tone
from ui.widgets.controls import SURE_MS, Button, Label
from ui.widgets.panels import FormRow, Hairline, Panel
from workshop.language import say


class CommandsSection(Section):
    """Writes the sheet to a PDF; makes its codes anew, so that earlier sheets do nothing."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        panel = Panel(say("Command sheet"))
        panel.setMaximumWidth(560)
        body = panel.body
        body.addWidget(
            Label(
                say(
                    "Codes to lie beside the scanner, for the intake, the bench, numbers, letters, "
                    "any page and every site of a board. Hands stay on scanner and card."
                ),
                wraps=True,
            )
        )
        self.paper = options_box([Option("a4", "A4"), Option("letter", "Letter")])
        body.addWidget(FormRow(say("Paper"), self.paper))
        self.make = Button(
            say("Make the sheet"),
            tone=Tone.ACCENT,
            filled=True,
            big=True,
            icon="print",
            press=self._make,
        )
        body.addWidget(self.make)
        self.show_file = Button(say("Show the last PDF"), icon="external", press=self._show)
        self.show_file.hide()
        body.addWidget(self.show_file)
        body.addSpacing(theme.GRID)
        body.addWidget(Hairline())
        body.addWidget(
            Label(
                say("A sheet got lost? With new codes all earlier sheets do nothing any more."),
                theme.NOTE,
                ink="quiet",
                wraps=True,
            )
        )
        self.renew = Button("", icon="refresh", press=self._renew)
        body.addWidget(self.renew)
        self.sure = QTimer(self, singleShot=True, interval=SURE_MS)
        self.sure.timeout.connect(self._unsure)
        self._unsure()
        self.column.addWidget(panel)
        self.column.addStretch(1)
        self._file = Path()

    def _make(self) -> None:
        paper = str(self.paper.currentData())
        command_sheet_to_pdf(self.page, paper, stamp(say("Command sheet")), self._made)

    def _made(self, file: Path) -> None:
        self._file = file
        self.show_file.show()

    def _show(self) -> None:
        open_file(self._file)

    def _unsure(self) -> None:
        self.sure.stop()
        self.renew.setText(say("Make new codes"))

    def _renew(self) -> None:
        """Make new codes at the second press."""
        if not self.sure.isActive():
            self.sure.start()
            self.renew.setText(say("Press again: earlier sheets stop working"))
            return
        self._unsure()

        def done(_receipt: dict[str, Any], text: str) -> None:
            self.context.answer("done", text, say("Make the sheet anew and lay it out."))

        self.desk.do("renew_commands", {}, done, owner=self)
