# SPDX-License-Identifier: MIT
"""Settings: which program this is, under which licence, and what is shipped with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout

from ui import icons, theme
from ui.crash_dialog import program
from ui.pages.page import Page
from ui.pages.settings_parts import Section
from ui.shipped import Part, shipped_parts
from ui.widgets.controls import Label
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.language import mark, say

# px of the picture of the program.
PICTURE = 64


class AboutSection(Section):
    """The program and its licence; below, every part of it, and the licence of the one chosen."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.column.addWidget(self._program())
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self._parts(), 4)
        below.addWidget(self._licence(), 5)
        self.column.addLayout(below, 1)
        self.desk.run(lambda _connection, _step: shipped_parts(), self._show_parts, owner=self)

    def _program(self) -> Panel:
        panel = Panel()
        row = QHBoxLayout()
        row.setSpacing(16)
        self.picture = QLabel()
        self.picture.setTextFormat(Qt.TextFormat.PlainText)
        self.picture.setPixmap(icons.pixmap(icons.PROGRAM, size=PICTURE))
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.GRID)
        words.addWidget(Label(program(), theme.TITLE, strong=True))
        for sentence in (
            say("Free software under the MIT licence: use it, change it, pass it on."),
            say(
                "Qt and PySide, for Python, come under the LGPL, version 3. They are libraries of "
                "their own beside the program, and you may put other builds of them in their place."
            ),
        ):
            words.addWidget(Label(sentence, theme.NOTE, ink="quiet", wraps=True))
        row.addLayout(words, 1)
        panel.body.addLayout(row)
        return panel

    def _parts(self) -> Panel:
        panel = Panel(say("What is shipped with it"))
        self.table = Table(
            [
                Column(mark("Name"), "name", strong=True, share=4),
                Column(mark("Version"), "version", width=88),
                Column(mark("Licence"), "licence", ink="quiet", share=4),
            ],
            name=mark("What is shipped with it"),
            key=lambda part: part.name,
        )
        self.table.picked.connect(self.show_licence)
        panel.body.addWidget(self.table, 1)
        return panel

    def _licence(self) -> Panel:
        self.licence = Panel(say("Licence"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(theme.font(theme.SMALL))
        self.text.setAccessibleName(say("Text of the licence"))
        self.licence.body.addWidget(self.text, 1)
        return self.licence

    def _show_parts(self, parts: list[Part]) -> None:
        self.table.setRows(parts)
        if self.table.currentRow() is None and parts:
            self.table.go(parts[0].name)
            self.show_licence(parts[0])

    def show_licence(self, part: Part) -> None:
        """Show the licence of a part in full, or its name where it brings no text of it."""
        self.licence.setTitle(say("Licence of {part}", part=part.name))
        self.text.setPlainText(part.text or part.licence)
