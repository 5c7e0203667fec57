# SPDX-License-Identifier: MIT
"""Settings: the database, a backup now, and backups by themselves."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.pages.page import Page
from ui.pages.paper import open_file
from ui.pages.restore_pane import RestorePane
from ui.pages.settings_parts import (
    FolderChoice,
    Section,
    bounded_box,
    keep_settings,
    setting_note,
    setting_row,
)
from ui.pages.words import moment
from ui.settings import DECLARED, without_password
from ui.theme import Tone
from ui.widgets.controls import Button, Check, Label
from ui.widgets.panels import Hairline, Panel
from ui.widgets.table import Column, Table
from workshop.language import mark, say, say_size

if TYPE_CHECKING:
    from workshop.keeping.scheduled import Shelf


class DatabaseSection(Section):
    """Which database this is, what is in it, its backups, and one now."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        overview = QWidget()
        row = QHBoxLayout(overview)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._about())
        left.addWidget(self._made(), 1)
        row.addLayout(left, 1)
        self.schedule = Schedule(page)
        row.addWidget(self.schedule)
        self.layers = QStackedWidget()
        self.restoring = RestorePane(page)
        self.restoring.left.connect(lambda: self.layers.setCurrentIndex(0))
        for layer in (overview, self.restoring):
            self.layers.addWidget(layer)
        self.column.addWidget(self.layers, 1)
        self.context.backed_up.connect(self._look)
        self.schedule.changed.connect(self._look)

    def _about(self) -> Panel:
        panel = Panel(say("Database"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        panel.body.addLayout(grid)
        self._facts: dict[str, Label] = {}
        for row, (name, words) in enumerate(_FACTS.items()):
            grid.addWidget(Label(say(words), theme.NOTE, ink="quiet"), row, 0)
            self._facts[name] = Label("–", strong=True, cuts=True)
            grid.addWidget(self._facts[name], row, 1)
        return panel

    def _made(self) -> Panel:
        panel = Panel(say("Backups"))
        words = say("A backup is a copy that was opened and checked. Keep it on another disk.")
        panel.body.addWidget(Label(words, theme.NOTE, ink="quiet", wraps=True))
        self.table = Table(
            [
                Column(
                    mark("When"),
                    lambda one: moment(one.at.isoformat()),
                    strong=True,
                    share=3,
                ),
                Column(mark("Entries"), "entry", align="right", share=2),
                Column(mark("Size"), lambda one: say_size(one.size), align="right", share=2),
            ],
            name=mark("Backups"),
            empty=mark("No backup lies in this folder yet."),
            key=lambda one: one.file,
        )
        panel.body.addWidget(self.table, 1)
        self.state = Label("", theme.NOTE, wraps=True)
        panel.body.addWidget(self.state)
        self.button = Button(
            say("Back up now"), tone=Tone.ACCENT, filled=True, icon="save", press=self.back_up
        )
        self.folder = Button(say("Show the folder"), icon="folder", press=self._show_folder)
        self.take_back = Button(say("Restore this one …"), icon="undo", press=self._restore_chosen)
        self.another = Button(say("Restore another file …"), icon="import", press=self._choose_file)
        low = QGridLayout()
        low.setSpacing(theme.GRID)
        buttons = (self.button, self.folder, self.take_back, self.another)
        for place, button in enumerate(buttons):
            low.addWidget(button, *divmod(place, 2))
        low.setColumnStretch(2, 1)
        panel.body.addLayout(low)
        return panel

    @property
    def copies(self) -> Path:
        """The folder backups are written to."""
        settings = self.context.settings
        return Path(settings.backup_folder or settings.paper / "Backups")

    def refresh(self) -> None:
        """Ask for every fact."""
        self._say("target", without_password(str(self.desk.target)))
        self.desk.ask("workshop", {}, self._show_workshop, self, "workshop")
        self.desk.ask("newest", {}, lambda n: self._say("entries", str(n)), self, "newest")
        self.desk.ask("batches", {}, self._show_batches, self, "batches")
        self._look()

    def _look(self) -> None:
        """Ask which backups there are."""
        folder = self.copies

        def work(database: Any, _step: Any) -> Shelf:
            from workshop.keeping.scheduled import shelf

            return shelf(database, folder)

        self.desk.run(work, self._show_shelf, owner=self, acts=True)

    def _show_shelf(self, shelf: Shelf) -> None:
        self.table.setRows(shelf.backups)
        if shelf.backups and self.table.currentRow() is None:
            self.table.go(shelf.backups[0].file)
        self.take_back.setEnabled(bool(shelf.backups))
        last, failed = shelf.upkeep.backed_up, shelf.upkeep.failed
        if failed is not None:
            words = say(
                "The backup of {when} failed: {why}", when=moment(failed.at), why=failed.why
            )
        elif last is not None:
            words = say("Last backup: {when}, opened and checked.", when=moment(last.at))
        else:
            words = say("This workshop was never backed up.")
        self.state.setText(words)
        self.state.setInk("refused" if failed else "good" if last else "careful")

    def restore(self, backup: Path) -> None:
        """Begin to take a backup back."""
        if not self.context.settings.backup_folder:
            self._make_folder()
        self.layers.setCurrentWidget(self.restoring)
        self.restoring.begin(backup, self.copies)

    def _restore_chosen(self) -> None:
        chosen = self.table.currentRow()
        if chosen is not None:
            self.restore(chosen.file)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, say("Backup to be restored"), str(self.copies))
        dialog.setNameFilter("*.zip")
        dialog.fileSelected.connect(lambda name: self.restore(Path(name)))
        dialog.open()

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

    def back_up(self) -> None:
        """Write a backup; the button waits until it is checked."""
        folder, settings = self.copies, self.context.settings
        keep = settings.backup_keep if settings.backup_folder else None

        def work(database: Any, step: Any) -> dict[str, Any]:
            from workshop.keeping.scheduled import back_up_now

            return back_up_now(database, folder, keep=keep, step=step)

        if not settings.backup_folder:
            self._make_folder()
        self.button.setEnabled(False)
        self.context.answer("idle", say("Backing up and checking the copy …"))
        self.desk.run(work, self._backed_up, self._not_backed_up, owner=self, acts=True)

    def _backed_up(self, made: dict[str, Any]) -> None:
        self.button.setEnabled(True)
        self.context.answer("done", say("Backed up and checked"), made["file"])
        self.context.backed_up.emit()

    def _not_backed_up(self, sentence: str, _kind: str) -> None:
        self.button.setEnabled(True)
        self.context.answer("refused", sentence)
        self.context.backed_up.emit()

    def _make_folder(self) -> None:
        """The usual folder is made where it is not there; what cannot be is said by the backup."""
        with suppress(OSError):
            self.copies.mkdir(parents=True, exist_ok=True)

    def _show_folder(self) -> None:
        if not self.context.settings.backup_folder:
            self._make_folder()
        open_file(self.copies)


class Schedule(Panel):
    """Where backups go by themselves, how often, and how many stay; `changed` says it was set."""

    changed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(say("Automatic backups"))
        self.context, settings = page.context, page.context.settings
        self.setFixedWidth(344)
        self.body.addWidget(setting_note("backup_folder"))
        self.folder = FolderChoice(
            say(DECLARED["backup_folder"].words), "folder", choose=say("Choose a folder …"),
            none=say("None"), nothing=say("No folder is chosen"),
        )  # fmt: skip
        self.folder.show_folder(settings.backup_folder)
        self.folder.chosen.connect(self.use_folder)
        self.body.addWidget(self.folder)
        self.body.addWidget(Hairline())
        self.hours = bounded_box("backup_hours", settings.backup_hours)
        self.keep = bounded_box("backup_keep", settings.backup_keep)
        self.body.addWidget(setting_row("backup_hours", self.hours, say("hours")))
        self.at_close = Check(say(DECLARED["backup_at_close"].words))
        self.at_close.setChecked(settings.backup_at_close)
        self.body.addWidget(self.at_close)
        self.body.addWidget(setting_row("backup_keep", self.keep))
        self.body.addWidget(setting_note("backup_keep"))
        self.trouble = Label("", theme.NOTE, ink="refused", wraps=True)
        self.trouble.hide()
        self.body.addWidget(self.trouble)
        self.body.addStretch(1)
        for box in (self.hours, self.keep):
            box.valueChanged.connect(self._keep)
        self.at_close.toggled.connect(self._keep)
        self._enable()

    def use_folder(self, folder: str) -> None:
        """Back up there from now on; not by itself for an empty one."""
        self.context.settings.backup_folder = folder
        self.folder.show_folder(folder)
        self._enable()
        self._keep()

    def _enable(self) -> None:
        for widget in (self.hours, self.keep, self.at_close):
            widget.setEnabled(bool(self.context.settings.backup_folder))

    def _keep(self) -> None:
        settings = self.context.settings
        settings.backup_hours, settings.backup_keep = self.hours.value(), self.keep.value()
        settings.backup_at_close = self.at_close.isChecked()
        keep_settings(settings, self.trouble)
        self.context.restyled.emit()
        self.changed.emit()


_FACTS = {
    "name": mark("Workshop"),
    "target": mark("Where it lies"),
    "content": mark("What is in it"),
    "entries": mark("Entries in the journal"),
    "id": mark("Site code and identity"),
}
