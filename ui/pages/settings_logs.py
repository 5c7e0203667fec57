# SPDX-License-Identifier: MIT
"""Settings: the folder test PCs put logs in, the test slot of this PC, and the tools it reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from ui import theme
from ui.pages.page import Page
from ui.pages.settings_parts import FolderChoice, Section, setting_note, setting_row
from ui.settings import DECLARED
from ui.theme import Tone
from ui.widgets.controls import Label
from ui.widgets.panels import Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.benches.answers import Stop
from workshop.benches.testing import typed_slot
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.testlogs.apart import KnownTool

_READ = Look(Tone.GOOD, "check", mark("Read"))
_BROKEN = Look(Tone.REFUSED, "cross", mark("Cannot start"))


class LogsSection(Section):
    """Where logs come from, and what they may be of."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._where(), 3)
        row.addWidget(self._slot(), 2)
        self.column.addLayout(row)
        panel = Panel(say("Test tools whose logs are read"))
        self.tools = Table(
            [
                Column(mark("Tool"), "name", share=3, strong=True),
                Column(mark("Read by"), self._package, share=3),
                Column(mark("State"), lambda one: self._look(one).word, width=150,
                       look=self._look),
                Column(mark("What is wrong"), "problem", share=4, ink="quiet"),
            ],
            name=mark("Test tools whose logs are read"),
            key=lambda one: (one.package, one.name),
        )  # fmt: skip
        panel.body.addWidget(self.tools, 1)
        words = say(
            "A shop can read a tool of its own: install a Python package for it beside this "
            "program. The manual has an example."
        )
        panel.body.addWidget(Label(words, theme.NOTE, ink="quiet", wraps=True))
        self.column.addWidget(panel, 1)
        self._asked = False

    def _where(self) -> Panel:
        panel = Panel(say("Logs that come by themselves"))
        panel.body.addWidget(setting_note("log_folder"))
        self.watched = FolderChoice(say(DECLARED["log_folder"].words), "folder")
        self.watched.chosen.connect(self.watch)
        self.watched.show_folder(self.context.settings.log_folder)
        panel.body.addWidget(self.watched)
        self.trouble = Label("", theme.NOTE, ink="refused", wraps=True)
        self.trouble.hide()
        panel.body.addWidget(self.trouble)
        return panel

    def _slot(self) -> Panel:
        panel = Panel(say("Test slot of this PC"))
        panel.body.addWidget(setting_note("test_slot"))
        self.slot = QLineEdit(self.context.settings.test_slot)
        self.slot.setPlaceholderText(say("As nvidia-smi writes it: {bus}", bus="0000:01:00.0"))
        self.slot.editingFinished.connect(self._keep_slot)
        self.slot_row = setting_row("test_slot", self.slot)
        panel.body.addWidget(self.slot_row)
        panel.body.addStretch(1)
        return panel

    def _package(self, one: KnownTool) -> str:
        if not one.package:
            return say("Card Workshop")
        return say("{package} {version}", package=one.package, version=one.version)

    def _look(self, one: KnownTool) -> Look:
        return _BROKEN if one.problem else _READ

    def refresh(self) -> None:
        """Ask which tools there are; once, for each of the shop's is started for it."""
        if self._asked:
            return
        self._asked = True

        def work(_connection: Any, _step: Any) -> list[KnownTool]:
            from workshop.testlogs.apart import Reader

            with Reader() as reader:
                return reader.tools()

        self.page.desk.run(work, self._came, owner=self)

    def _came(self, tools: Sequence[KnownTool]) -> None:
        self.tools.setRows(tools)

    def watch(self, folder: str) -> None:
        """Take logs from this folder from now on; from none for an empty one."""
        self.context.settings.log_folder = folder
        self.watched.show_folder(folder)
        self._save()

    def _keep_slot(self) -> None:
        bus = typed_slot(self.slot.text())
        if isinstance(bus, Stop):
            self.slot_row.setFault(str(bus))
            return
        self.slot_row.setFault("")
        self.slot.setText(bus)
        if bus != self.context.settings.test_slot:
            self.context.settings.test_slot = bus
            self._save()

    def _save(self) -> None:
        self.keep_settings(self.trouble)
        self.context.restyled.emit()
