# SPDX-License-Identifier: MIT
"""Where a supplier's list is handed over, and how it reads in each encoding."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import EmptyState, Panel
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.manifests.texts import Preview

ENCODING_WORDS = {
    "utf-8": mark("Unicode (UTF-8)"),
    "utf-16": mark("Unicode (UTF-16)"),
    "windows-1252": mark("Western European (Windows-1252)"),
    "gbk": mark("Chinese (GBK)"),
}


class Handing(Panel):
    """Where a list is handed over: dropped, chosen, or pasted."""

    file = Signal(object)  # its path
    text = Signal(str)
    nothing = Signal()  # what was copied is no list

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.words = EmptyState("import", "")
        self.body.addWidget(self.words, 1)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        self.choose = Button(
            say("Choose a file …"), icon="folder", filled=True, tone=Tone.ACCENT, key="Ctrl+O",
            press=self._choose,
        )  # fmt: skip
        self.paste = Button(
            say("Paste what was copied"), icon="table", key="Ctrl+V", press=self._paste
        )
        row.addWidget(self.choose)
        row.addWidget(self.paste)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)

    def show_batch(self, batch: str) -> None:
        """Say for which batch the list is."""
        self.words.setWords(
            say("Drop the supplier's list for batch {batch} here", batch=batch),
            say("XLSX, ODS, CSV or any text with columns. Nothing is saved before you confirm."),
        )

    def take(self, handed: QMimeData) -> bool:
        """Take a file or text that was dropped or copied; False where it is neither."""
        for url in handed.urls():
            if url.isLocalFile():
                self.file.emit(Path(url.toLocalFile()))
                return True
        if handed.hasText() and handed.text().strip():
            self.text.emit(handed.text())
            return True
        return False

    def _choose(self) -> None:
        """Ask which file has the list."""
        dialog = QFileDialog(self, say("Import the supplier's list"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        lists = say("Lists (*.xlsx *.xlsm *.ods *.csv *.tsv *.txt)")
        dialog.setNameFilters([lists, say("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.file.emit(Path(name)))
        dialog.open()

    def _paste(self) -> None:
        """Take what was copied: cells of a spreadsheet, text, or a file."""
        board: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if board is None or not self.take(board):
            self.nothing.emit()


class Encodings(QWidget):
    """The first telling lines of a file in each encoding that is possible, to pick from."""

    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(Label(say("Which of these reads right?"), theme.TITLE, strong=True))
        hint = say("Nothing in the file says how its letters are written. Pick the one with words.")
        column.addWidget(Label(hint, theme.NOTE, ink="quiet", wraps=True))
        self._row = QHBoxLayout()
        self._row.setSpacing(16)
        column.addLayout(self._row, 1)
        self.buttons: dict[str, Button] = {}

    def offer(self, previews: Sequence[Preview]) -> None:
        """Show these previews."""
        while (item := self._row.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.buttons.clear()
        for preview in previews:
            self._row.addWidget(self._panel(preview), 1)

    def _panel(self, preview: Preview) -> Panel:
        words = say(ENCODING_WORDS[preview.encoding])
        panel = Panel(words)
        for line in preview.lines:
            panel.body.addWidget(Label(line, theme.BODY, cuts=True))
        panel.body.addStretch(1)
        button = Button(
            say("Read it as {encoding}", encoding=words),
            press=lambda: self.picked.emit(preview.encoding),
        )
        panel.body.addWidget(button)
        self.buttons[preview.encoding] = button
        return panel
