# SPDX-License-Identifier: MIT
"""Settings: the serials nobody should take in; lists of them are imported, one is taken off."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QProgressBar, QStackedWidget

from ui import theme
from ui.desk import Errand
from ui.pages.blocked_parts import PreviewPanel, Unclear, Wanted, look
from ui.pages.manifest_parts import Encodings
from ui.pages.page import Page
from ui.pages.settings_parts import Section
from ui.pages.words import two_lines
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow, Panel
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.language import mark, say, say_many

if TYPE_CHECKING:
    from workshop.manifests.blocked import BlockedList
    from workshop.queries.find import Identified

PAGE = 200


class BlockedSection(Section):
    """The list of blocked serials, and beside it the file that is to be added to it."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.layers = QStackedWidget()
        self.listed = BlockedTable(page)
        self.encodings = Encodings()
        self.preview = PreviewPanel()
        for layer in (self.listed, self.encodings, self.preview):
            self.layers.addWidget(layer)
        row.addWidget(self.layers, 1)
        self.handing = BlockedImport(page)
        self.handing.changed.connect(self._show)
        self.encodings.picked.connect(self.handing.read_as)
        row.addWidget(self.handing)
        self.column.addLayout(row)

    def refresh(self) -> None:
        """Ask for the list."""
        self.listed.refresh()

    def take(self, scan: Identified) -> bool:
        """Look for a serial that was scanned; False for anything else."""
        if scan.kind != "serial" or self.layers.currentWidget() is not self.listed:
            return False
        self.listed.look_for(scan.value)
        return True

    def _show(self) -> None:
        """Bring into sight what the import is at: the list again, previews, or what was read."""
        found = self.handing.found
        if found is None:
            self.layers.setCurrentWidget(self.listed)
        elif isinstance(found, Unclear):
            self.encodings.offer(found.previews)
            self.layers.setCurrentWidget(self.encodings)
        else:
            self.preview.show_list(found)
            self.layers.setCurrentWidget(self.preview)


class BlockedTable(Panel):
    """The list, page by page; one serial is searched in it, and taken off it."""

    def __init__(self, page: Page) -> None:
        super().__init__(say("Blocked serials"))
        self._desk, self._context = page.desk, page.context
        self.search = QLineEdit()
        self.search.setPlaceholderText(say("Scan or type all of it; empty shows every serial"))
        self.search.textChanged.connect(lambda _text: self.refresh())
        self.body.addWidget(FormRow(say("Find one serial"), self.search))
        self.off = Button(say("Take it off the list"), icon="minus", press=self._take_off)
        self.off.setEnabled(False)
        self.table = Table(
            [
                Column(mark("Serial"), "serial", strong=True, share=3, cut="middle"),
                Column(mark("Maker"), "maker", share=2),
                Column(mark("Reason"), "reason", share=3),
                Column(mark("Whose list"), "source", share=2, ink="quiet"),
            ],
            name=mark("Blocked serials"),
            empty=mark("No such serial is blocked. Lists come from insurers, police and shops."),
            key=lambda one: one.id,
            on_more=self._more,
        )
        self.table.picked.connect(lambda _one: self.off.setEnabled(True))
        self.body.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.off)
        self.body.addLayout(row)

    def refresh(self) -> None:
        """Ask for as much of the list as is shown, or for the serial that is looked for."""
        limit = max(PAGE, self.table.rows.rowCount())
        facts = {"serial": self.search.text(), "limit": limit + 1}

        def show(rows: Sequence[Any]) -> None:
            self.table.setRows(rows[:limit], more=len(rows) > limit)
            self.off.setEnabled(self.table.currentRow() is not None)

        self._desk.ask("blocked", facts, show, self, "list")

    def _more(self, last: Any) -> None:
        facts = {"serial": self.search.text(), "after": last.id, "limit": PAGE + 1}

        def show(rows: Sequence[Any]) -> None:
            self.table.addRows(rows[:PAGE], more=len(rows) > PAGE)

        self._desk.ask("blocked", facts, show, self, "more")

    def look_for(self, serial: str) -> None:
        """Show this serial alone, and say whether it is blocked."""
        self.search.setText(serial)

        def told(rows: Sequence[Any]) -> None:
            if rows:
                why = ", ".join(filter(None, (rows[0].reason, rows[0].source)))
                words = say("{serial} is blocked", serial=rows[0].serial)
                self._context.answer("careful", words, why)
            else:
                words = say("{serial} is not on the list of blocked serials", serial=serial)
                self._context.answer("done", words)

        self._desk.ask("blocked", {"serial": serial, "limit": 1}, told, self, "scanned")

    def _take_off(self) -> None:
        row = self.table.currentRow()
        if row is None:
            return

        def gone(_receipt: Any, text: str) -> None:
            self._context.answer("done", text, say("Ctrl+Z puts it back."))

        facts = {"serial": row.serial, "maker": row.maker}
        self._desk.do("unblock_serial", facts, gone, owner=self)


class BlockedImport(Panel):
    """A file is chosen, looked through, and saved whole once it is said whose list it is.

    `changed` says that `found` is another: nothing, a question about the encoding, or a list.
    """

    changed = Signal()

    def __init__(self, page: Page) -> None:
        super().__init__(say("Import a list"))
        self._desk, self._context = page.desk, page.context
        self.found: BlockedList | Unclear | None = None
        self._errand: Errand | None = None
        self.setFixedWidth(320)
        hint = say(
            "XLSX, ODS, CSV or text: serials, and makers and reasons where there are any. "
            "Nothing is saved while a row has an error."
        )
        self.body.addWidget(Label(hint, theme.NOTE, ink="quiet", wraps=True))
        self.source = QLineEdit()
        self.source.setPlaceholderText(say("An insurer, the police, a shop"))
        self.source_row = FormRow(say("Whose list it is"), self.source)
        self.body.addWidget(self.source_row)
        self.body.addStretch(1)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("Rows looked through"))
        self.cancel = Button(say("Cancel"), icon="cross", press=self.clear)
        self.choose = Button(say("Choose a file …"), icon="folder", press=self._choose)
        self.leave = Button(say("Back to the list"), icon="chevron-left", press=self.clear)
        self.save = Button("", tone=Tone.ACCENT, filled=True, big=True, press=self._save)
        for part in (self.bar, self.cancel, self.choose, self.leave, self.save):
            self.body.addWidget(part)
        self._offer()

    def _choose(self) -> None:
        """Ask which file has the list."""
        dialog = QFileDialog(self, say("Import a list of blocked serials"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        lists = say("Lists (*.xlsx *.xlsm *.ods *.csv *.tsv *.txt)")
        dialog.setNameFilters([lists, say("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.take_file(Path(name)))
        dialog.open()

    def take_file(self, path: Path) -> None:
        """Look through the list in a file."""
        self._read(Wanted(path))

    def read_as(self, encoding: str) -> None:
        """Look through the same file in this encoding."""
        if isinstance(self.found, Unclear):
            self._read(self.found.wanted._replace(encoding=encoding))

    def _read(self, wanted: Wanted) -> None:
        self.clear()

        def work(connection: Any, step: Any) -> BlockedList | Unclear:
            return look(connection, step, wanted)

        self.bar.setRange(0, 0)
        self._errand = self._desk.run(work, self._came, self._refused, self._far, owner=self)
        self._offer()

    def _far(self, done: int, of: int) -> None:
        self.bar.setRange(0, max(1, of))
        self.bar.setValue(done)

    def _came(self, found: BlockedList | Unclear) -> None:
        self._errand = None
        self._set(found)
        if isinstance(found, Unclear):
            words = say("Which encoding reads right?")
            self._context.answer("question", words, found.wanted.path.name)
            return
        counts = found.counts()
        if found.is_sound:
            rows = say_many("{n} row looked through", "{n} rows looked through", counts["rows"])
            told = say("New: {new}. Blocked already: {listed}.", **counts)
            self._context.answer("done", rows, told)
        else:
            hint = say("Correct the rows with errors in the file, and choose it again.")
            wrong = say_many("{n} row has an error", "{n} rows have errors", counts["errors"])
            self._context.answer("refused", wrong, hint)

    def _refused(self, sentence: str, _kind: str) -> None:
        self.clear()
        self._context.answer("refused", *two_lines(sentence))

    def clear(self) -> None:
        """Put the file away, or call its reading off."""
        if self._errand is not None:
            self._errand.cancel()
            self._errand = None
        self._set(None)

    def _set(self, found: BlockedList | Unclear | None) -> None:
        self.found = found
        self._offer()
        self.changed.emit()

    def _looked(self) -> BlockedList | None:
        """The list that was looked through, if there is one."""
        return None if isinstance(self.found, Unclear) else self.found

    def _offer(self) -> None:
        """Show the buttons for what can be done now."""
        looked, at_work = self._looked(), self._errand is not None
        for part in (self.bar, self.cancel):
            part.setVisible(at_work)
        self.choose.setVisible(not at_work)
        self.leave.setVisible(self.found is not None)
        self.save.setVisible(looked is not None)
        if looked is None:
            return
        new = len(looked.new)
        self.save.setEnabled(looked.is_sound and new > 0)
        if not looked.is_sound:
            self.save.setText(say("Errors: nothing to save"))
        elif new:
            self.save.setText(say_many("Block {n} serial", "Block {n} serials", new))
        else:
            self.save.setText(say("Nothing to add"))

    def _save(self) -> None:
        """Put the serials on the list, if it is said whose list it is."""
        looked, source = self._looked(), self.source.text().strip()
        self.source_row.setFault("" if source else say("Please fill this in."))
        if looked is None or not source:
            self.source.setFocus()
            return
        self.save.setEnabled(False)
        facts = {"serials": looked.new, "source": source}
        self._desk.do("block_serials", facts, self._saved, self._not_saved, owner=self)

    def _saved(self, receipt: dict[str, Any], text: str) -> None:
        self.clear()
        self.source.setText("")
        here = receipt["here"]
        hint = say("Ctrl+Z takes the whole list back.")
        if here:
            tags = ", ".join(map(spelled, here[:5])) + (" …" if len(here) > 5 else "")
            hint = say_many(
                "{n} card with such a serial is here: {tags}",
                "{n} cards with such serials are here: {tags}",
                len(here),
                tags=tags,
            )
        self._context.answer("careful" if here else "done", text, hint)

    def _not_saved(self, sentence: str, _kind: str) -> None:
        self._offer()
        self._context.answer("refused", *two_lines(sentence))
