# SPDX-License-Identifier: MIT
"""Settings: which kinds of pieces come off a board good only with a grade."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from ui import theme
from ui.pages.page import Page
from ui.pages.settings_parts import Section
from ui.pages.words import kind_word
from ui.widgets.controls import Label
from ui.widgets.panels import Panel
from workshop.benches.harvest import needs_grade
from workshop.domain.terms import PieceKind
from workshop.language import say

KINDS = (PieceKind.DIE, PieceKind.MEMORY, PieceKind.OTHER)
"""What comes off a board."""


class NeedsGrade(Section):
    """A tick for each kind, which counts at once."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        panel = Panel(margin=12)
        row = QHBoxLayout()
        row.setSpacing(24)
        row.addWidget(Label(say("Comes off a board good only with a grade:"), strong=True))
        self.boxes = {kind: QCheckBox(kind_word(kind)) for kind in KINDS}
        for box in self.boxes.values():
            box.setFont(theme.font())
            box.setEnabled(False)
            box.clicked.connect(self._keep)
            row.addWidget(box)
        self.grades = Label("", theme.NOTE, ink="quiet", cuts=True)
        row.addWidget(self.grades, 1)
        panel.body.addLayout(row)
        self.column.addWidget(panel)
        self._grading: Any = None

    def refresh(self) -> None:
        """Ask for the grades of the shop."""
        self.desk.ask("grading", {}, self._came, self, "grading")

    def _came(self, grading: Any) -> None:
        self._grading = grading
        for kind, box in self.boxes.items():
            box.setEnabled(True)
            box.setChecked(kind in grading.harvest_needs_grade)
        self.grades.setText(
            say("Grades, the best first: {grades}", grades=", ".join(grading.grades))
        )

    def _keep(self) -> None:
        if self._grading is not None:
            ticked = [kind for kind, box in self.boxes.items() if box.isChecked()]
            self.follow(needs_grade(self._grading, ticked))

    def done(self, _receipt: dict[str, Any], text: str) -> None:
        """It is kept."""
        self.context.answer("done", text, say("It counts from now on."))

    def refused(self, sentence: str, kind: str) -> None:
        """It is not kept: show again what counts."""
        super().refused(sentence, kind)
        self.refresh()
