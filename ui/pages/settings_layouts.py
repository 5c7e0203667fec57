# SPDX-License-Identifier: MIT
"""Settings: the label layouts, and the one that is edited and saved as a new version."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from ui import theme
from ui.pages.layout_editor import LayoutEditor
from ui.pages.page import Page
from ui.pages.paper import open_file, print_file, sample_labels_to_pdf
from ui.pages.printing import system_printer
from ui.pages.settings_parts import Section
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.benches.layout_drafts import LayoutDraft, as_shipped
from workshop.language import mark, say, say_number

if TYPE_CHECKING:
    from workshop.queries.catalogue import LayoutVersion

_CHOSEN = Look(Tone.GOOD, "check", mark("Printed here"))


class LayoutsSection(Section):
    """The list of layouts; the one that is opened takes its place until it is saved or left."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._layouts: dict[str, LayoutVersion] = {}
        self._wanted = ""  # the code of what was saved a moment ago
        self._stack = QStackedWidget()
        self.column.addWidget(self._stack)
        self._stack.addWidget(self._list())
        self.editor = LayoutEditor(self.context, self.desk)
        self.editor.saved.connect(self.save)
        self.editor.left.connect(self._left)
        self.editor.tried.connect(self.try_out)
        self._stack.addWidget(self.editor)

    def _list(self) -> Panel:
        panel = Panel(say("Label layouts"))
        words = say(
            "A layout says what is where on a label, in millimetres. One that is changed is the "
            "shop's own; it can be put back to what it was when it came."
        )
        panel.body.addWidget(Label(words, theme.NOTE, ink="quiet", wraps=True))
        self.table = Table(
            [
                Column(mark("Layout"), _name, share=5, strong=True),
                Column(mark("Label, mm"), _size, width=128, align="right"),
                Column(mark("A page"), _per_page, width=96, align="right"),
                Column(mark("Version"), _version, width=136, ink="quiet"),
                Column(mark("This computer"), self._state, width=152, look=self._look),
            ],
            name=mark("Label layouts"),
            key=lambda row: row.layout.code,
        )
        self.table.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.table.clicked.connect(lambda index: self.edit(self.table.rows.row(index.row())))
        self.table.opened.connect(self.edit)
        self.table.picked.connect(self._picked)
        panel.body.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.open = Button(say("Open the layout"), icon="edit", key="Ctrl+E", press=self._edit)
        self.copy = Button(say("New one like this"), icon="plus", press=self._copy)
        self.reset = Button(say("Put back as it came"), icon="undo", press=self._reset)
        for button in (self.open, self.copy, self.reset):
            row.addWidget(button)
        row.addStretch(1)
        panel.body.addLayout(row)
        return panel

    # What is known

    def refresh(self) -> None:
        """Ask for the layouts."""
        self.desk.ask("layout_versions", {}, self._came, self, "layouts")

    def _came(self, rows: Sequence[LayoutVersion]) -> None:
        self._layouts = {row.layout.code: row for row in rows}
        now = self.table.currentRow()
        self.table.setRows(rows)
        wanted, self._wanted = self._wanted or (now or rows[0]).layout.code, ""
        if not self.table.go(wanted):  # it was deleted
            self.table.go(rows[0].layout.code)
        self._picked()

    def _picked(self, _row: Any = None) -> None:
        row = self.table.currentRow()
        own = row is not None and not row.has_shipped
        self.reset.setText(say("Delete") if own else say("Put back as it came"))
        self.reset.setEnabled(row is not None and not row.is_shipped)

    def _names(self) -> dict[str, str]:
        return {code: say(row.layout.name) for code, row in self._layouts.items()}

    def _is_chosen(self, row: LayoutVersion) -> bool:
        return row.layout.code == self.context.settings.label_layout

    def _state(self, row: LayoutVersion) -> str:
        return _CHOSEN.word if self._is_chosen(row) else ""

    def _look(self, row: LayoutVersion) -> Look | None:
        return _CHOSEN if self._is_chosen(row) else None

    # What is done

    def _edit(self) -> None:
        row = self.table.currentRow()
        if row is not None:
            self.edit(row)

    def edit(self, row: LayoutVersion) -> None:
        """Edit this layout in place of the list."""
        self._show(LayoutDraft(row.layout, self._names()), _version(row))

    def _copy(self) -> None:
        row = self.table.currentRow()
        if row is not None:
            draft = LayoutDraft(row.layout, self._names())
            draft.copy()
            self._show(draft, say("A new layout: give it a name of its own."))

    def _reset(self) -> None:
        row = self.table.currentRow()
        if row is not None and row.has_shipped:
            self.follow(as_shipped(row.layout.code))
        elif row is not None:
            facts = {"kind": "layout", "code": row.layout.code}
            self.desk.do("drop_copies", facts, super().done, self.refused, owner=self)

    def _show(self, draft: LayoutDraft, told: str) -> None:
        self._stack.setCurrentWidget(self.editor)
        self.editor.show_layout(draft, told)

    def save(self, draft: LayoutDraft) -> None:
        """Save it as a new version, or say what is wrong at its place."""
        answer = draft.answer()
        self.editor.show_faults(draft)
        self.follow(answer)

    def try_out(self, draft: LayoutDraft) -> None:
        """Print a page of made-up labels with the layout as it is now, saved or not."""
        layout, fault = draft.seen()
        if layout is None:
            self.context.answer("refused", fault)
            return
        kind = str(self.editor.kind.currentData())
        printer = system_printer(self.context.settings)

        def made(file: Path) -> None:
            if printer:
                print_file(self.page, file, printer, lambda _is_taken: None)
            else:
                open_file(file)

        sample_labels_to_pdf(self.page, layout, kind, made)

    def _left(self) -> None:
        self._stack.setCurrentIndex(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def done(self, receipt: dict[str, Any], _text: str) -> None:
        """It is saved."""
        words = say("{layout}, version {n} saved", layout=receipt["name"], n=receipt["version"])
        self.context.answer("done", words, say("Labels are printed so from now on."))
        self.editor.forget()
        self._wanted = receipt["code"]
        self._left()


def _size(row: LayoutVersion) -> str:
    wide, high = row.layout.label
    return say_number(f"{wide:g} × {high:g}")


def _version(row: LayoutVersion) -> str:
    return say("As shipped") if row.is_shipped else say("Version {n}", n=row.version)


def _per_page(row: LayoutVersion) -> int:
    return row.layout.per_page


def _name(row: LayoutVersion) -> str:
    return say(row.layout.name)
