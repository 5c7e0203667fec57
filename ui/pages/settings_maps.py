# SPDX-License-Identifier: MIT
"""Settings: the board maps of this workshop, and the drawing of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from ui import theme
from ui.pages.map_editor import MapEditor
from ui.pages.page import Page
from ui.pages.settings_parts import Section
from ui.pages.words import two_lines
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import FACES
from ui.widgets.table import Column, Table
from workshop.language import listed, mark, say

if TYPE_CHECKING:
    from workshop.queries.board_maps import BoardPlan, BoardRow

_OURS, _SHIPPED = mark("Ours, version {n}"), mark("As shipped")


def _version(row: BoardRow) -> str:
    return say(_OURS, n=row.version) if row.version else say(_SHIPPED)


def _photos(row: BoardRow) -> str:
    return listed(FACES[face] for face in row.photos)


_COLUMNS = [
    Column(mark("Board"), "code", width=140, strong=True),
    Column(mark("Name"), "name", share=4),
    Column(mark("Memory sites"), "memory", width=132, align="right"),
    Column(mark("Photos"), _photos, width=120, ink="quiet"),
    Column(mark("Version"), _version, width=136, ink="quiet"),
]


class MapsSection(Section):
    """Every board map; one is opened to be drawn on, or a new one is begun."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._stack = QStackedWidget()
        self.column.addWidget(self._stack)
        panel = Panel(say("Board maps"))
        hint = say("Draw the sites of a board on the shop's own photo of it, and name them.")
        panel.body.addWidget(Label(hint, theme.NOTE, ink="quiet", wraps=True))
        self.table = Table(_COLUMNS, name=mark("Board maps"), key=lambda row: row.code,
                           empty=mark("There is no board map."))  # fmt: skip
        self.table.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.table.opened.connect(lambda row: self.draw(code=row.code))
        panel.body.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.edit = Button(say("Draw on this map"), icon="edit", press=self._edit)
        self.new = Button(say("New map"), icon="plus", tone=Tone.ACCENT, press=self.draw)
        row.addStretch(1)
        row.addWidget(self.edit)
        row.addWidget(self.new)
        panel.body.addLayout(row)
        self._stack.addWidget(panel)
        self.editor = MapEditor(self.desk, self.context)
        self.editor.left.connect(self._left)
        self._stack.addWidget(self.editor)

    @property
    def is_drawing(self) -> bool:
        """Whether a map is drawn on."""
        return self._stack.currentWidget() is self.editor

    def refresh(self) -> None:
        """Ask again for the maps; the one that is drawn on stays as it is drawn."""
        self.desk.ask("boards", {}, self._came, self, "boards")

    def _came(self, rows: Sequence[BoardRow]) -> None:
        self.table.setRows(rows)
        if rows and self.table.currentRow() is None:
            self.table.go(rows[0].code)

    def _edit(self) -> None:
        row = self.table.currentRow()
        if row is not None:
            self.draw(code=row.code)

    def draw(self, *, code: str = "", model: str = "") -> None:
        """Draw on the map of this code, or that of a model, or begin a new one."""
        if self.is_drawing and self.editor.drawing and self.editor.drawing.is_changed:
            words = say("A map is drawn on already. Save it, or cancel it, first.")
            self.context.answer("careful", *two_lines(words))
            return
        facts = {"code": code, "model": model}
        self.desk.ask("board_plan", facts, self._begin, self, "plan", self.refused)

    def _begin(self, plan: BoardPlan) -> None:
        self._stack.setCurrentWidget(self.editor)
        self.editor.begin(plan)

    def _left(self) -> None:
        self._stack.setCurrentIndex(0)
        self.refresh()
