# SPDX-License-Identifier: MIT
"""Settings: how the window looks and speaks on this computer, and where its files go."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog

from ui import theme
from ui.pages.page import Page
from ui.pages.settings_parts import (
    FolderChoice,
    Option,
    Section,
    options_box,
    setting_note,
    setting_row,
)
from ui.settings import DECLARED, LANGUAGES
from ui.theme import Mode
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
