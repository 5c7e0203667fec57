# SPDX-License-Identifier: MIT
"""Settings: how the window looks and speaks on this computer, and the database it works on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QGridLayout

from ui import theme
from ui.crash_dialog import program
from ui.pages.page import Page
from ui.pages.paper import open_file
from ui.pages.settings_parts import (
    FolderChoice,
    Option,
    Section,
    options_box,
    setting_note,
    setting_row,
)
from ui.settings import DECLARED, LANGUAGES, without_password
from ui.theme import Mode, Tone
from ui.widgets.controls import Button, Check, Label
from ui.widgets.panels import Hairline, Panel
from workshop.language import languages, mark, say

THEMES: dict[Mode, str] = {
    "system": mark("As the desktop"),
    "light": mark("Light"),
    "dark": mark("Dark"),
    "contrast": mark("High contrast"),
}


class Computer(Section):
    """Language, light and dark, sound, and the folder for PDF files."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        panel, settings = Panel(say("This computer")), self.context.settings
        panel.setMaximumWidth(640)
        self.language = options_box(
            [Option(code, LANGUAGES.get(code, code)) for code in languages()], settings.language
        )
        self.language.currentIndexChanged.connect(self._keep)
        panel.body.addWidget(setting_row("language", self.language))
        self.theme = options_box(
            [Option(mode, say(words)) for mode, words in THEMES.items()], settings.theme
        )
        self.theme.currentIndexChanged.connect(self._keep)
        panel.body.addWidget(setting_row("theme", self.theme))
        self.sound = Check(say(DECLARED["sound"].words))
        self.sound.setFont(theme.font())
        self.sound.setChecked(settings.sound)
        self.sound.toggled.connect(self._keep)
        panel.body.addWidget(self.sound)
        panel.body.addWidget(setting_note("sound"))
        panel.body.addWidget(Hairline())
        panel.body.addWidget(Label(say(DECLARED["paper_folder"].words), theme.NOTE, ink="quiet"))
        self.folder = Label(str(settings.paper), strong=True, cuts=True)
        panel.body.addWidget(self.folder)
        panel.body.addWidget(
            Button(say("Another folder …"), icon="folder", press=self._choose_folder)
        )
        panel.body.addWidget(Hairline())
        panel.body.addWidget(setting_note("photo_folder"))
        self.photos = FolderChoice(say(DECLARED["photo_folder"].words), "camera")
        self.photos.chosen.connect(self.watch)
        self.photos.show_folder(settings.photo_folder)
        panel.body.addWidget(self.photos)
        self.trouble = Label("", theme.NOTE, ink="refused", wraps=True)
        self.trouble.hide()
        panel.body.addWidget(self.trouble)
        self.column.addWidget(panel)
        self.column.addStretch(1)

    def _keep(self) -> None:
        settings = self.context.settings
        settings.language = str(self.language.currentData())
        settings.theme = self.theme.currentData()
        settings.sound = self.sound.isChecked()
        self.keep_settings(self.trouble)
        # Later: another language makes this page anew, and this box must be done first.
        QTimer.singleShot(0, self.context.restyled.emit)

    def _choose_folder(self) -> None:
        now = str(self.context.settings.paper)
        dialog = QFileDialog(self, say("Folder for PDF files"), now)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.use_folder)
        dialog.open()

    def watch(self, folder: str) -> None:
        """Take new photos from this folder from now on; from none for an empty one."""
        self.context.settings.photo_folder = folder
        self.photos.show_folder(folder)
        self.keep_settings(self.trouble)
        self.context.restyled.emit()

    def use_folder(self, folder: str) -> None:
        """Put PDF files there from now on."""
        self.context.settings.paper_folder = folder
        self.folder.setText(folder)
        self.keep_settings(self.trouble)


class DatabaseSection(Section):
    """Which database this is, what is in it, and a backup now."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        panel = Panel(say("Database"))
        panel.setMaximumWidth(760)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(24)
        self.grid.setVerticalSpacing(10)
        self.grid.setColumnStretch(1, 1)
        panel.body.addLayout(self.grid)
        panel.body.addWidget(Hairline())
        words = say(
            "A backup is a copy that was opened and checked. It is written beside the PDF files: "
            "carry it to another disk."
        )
        panel.body.addWidget(Label(words, theme.NOTE, ink="quiet", wraps=True))
        self.button = Button(
            say("Back up now"), tone=Tone.ACCENT, filled=True, icon="save", press=self.back_up
        )
        panel.body.addWidget(self.button)
        self.folder = Button(say("Show the folder"), icon="folder", press=self._show_folder)
        panel.body.addWidget(self.folder)
        self.column.addWidget(panel)
        self.column.addStretch(1)
        self._facts: dict[str, Label] = {}
        for row, (name, words) in enumerate(_FACTS.items()):
            self.grid.addWidget(Label(say(words), theme.NOTE, ink="quiet"), row, 0)
            self._facts[name] = Label("–", strong=True, cuts=True)
            self.grid.addWidget(self._facts[name], row, 1)

    @property
    def copies(self) -> Path:
        """The folder backups are written to."""
        return self.context.settings.paper / "Backups"

    def refresh(self) -> None:
        """Ask for every fact."""
        self._say("target", without_password(str(self.desk.target)))
        self._say("program", program())
        self.desk.ask("workshop", {}, self._show_workshop, self, "workshop")
        self.desk.ask("newest", {}, lambda n: self._say("entries", str(n)), self, "newest")
        self.desk.ask("batches", {}, self._show_batches, self, "batches")
        self.desk.software(self._show_software, self)

    def _say(self, name: str, words: str) -> None:
        self._facts[name].setText(words)

    def _show_workshop(self, workshop: Any) -> None:
        self._say("name", workshop.name)
        self._say("id", f"{workshop.site} · {workshop.database_id}")

    def _show_batches(self, batches: Any) -> None:
        cards = sum(batch.received for batch in batches)
        pieces = sum(batch.pieces for batch in batches)
        words = say(
            "Batches: {batches} · cards: {cards} · harvested pieces: {pieces}",
            batches=len(batches),
            cards=cards,
            pieces=pieces,
        )
        self._say("content", words)

    def _show_software(self, found: dict[str, str]) -> None:
        self._say("engine", say("SQLite {version}", version=found["sqlite"]))

    def back_up(self) -> None:
        """Write a backup; the button waits until it is checked."""
        self.button.setEnabled(False)
        self.context.answer("idle", say("Backing up and checking the copy …"))
        self.desk.back_up(self.copies, self._backed_up, self._not_backed_up, self)

    def _backed_up(self, made: dict[str, Any]) -> None:
        self.button.setEnabled(True)
        self.context.answer("done", say("Backed up and checked"), made["file"])

    def _not_backed_up(self, sentence: str, _kind: str) -> None:
        self.button.setEnabled(True)
        self.context.answer("refused", sentence)

    def _show_folder(self) -> None:
        self.copies.mkdir(parents=True, exist_ok=True)
        open_file(self.copies)


_FACTS = {
    "name": mark("Workshop"),
    "target": mark("Where it lies"),
    "content": mark("What is in it"),
    "entries": mark("Entries in the journal"),
    "id": mark("Site code and identity"),
    "engine": mark("Database engine"),
    "program": mark("Program"),
}
