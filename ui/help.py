# SPDX-License-Identifier: MIT
"""What F1 shows: every key, made from the lists of actions."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.controls import Button, Label
from workshop.language import say


class HelpDialog(QDialog):
    """Lines of (group, keys, words), each group under its heading."""

    def __init__(
        self, lines: Sequence[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 620)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.addWidget(Label(say("Keys"), theme.TITLE, strong=True))
        column.addWidget(
            Label(
                say("Scan at any time, on any page: no field needs to be chosen first."),
                ink="quiet",
                wraps=True,
            )
        )
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(say("Keys"))
        area.setWidget(self._lines(lines))
        column.addWidget(area, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(Button(say("Close"), press=self.accept))
        column.addLayout(row)

    def _lines(self, lines: Sequence[tuple[str, str, str]]) -> QWidget:
        inside = QWidget()
        inside.setObjectName("page")
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(1, 1)
        shown, row = "", 0
        for group, keys, words in lines:
            if group != shown:
                shown = group
                heading = Label(group, theme.NOTE, ink="quiet")
                heading.setContentsMargins(0, 12 if row else 0, 0, 0)
                grid.addWidget(heading, row, 0, 1, 2)
                row += 1
            grid.addWidget(Label(keys, strong=True), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(words, wraps=True), row, 1)
            row += 1
        grid.setRowStretch(row, 1)
        return inside
