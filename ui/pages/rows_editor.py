# SPDX-License-Identifier: MIT
"""Something in hand that has rows, each edited beside their list, and is saved as a new version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.pages.bench_parts import Scrolled
from ui.pages.tabs import Tabs
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow, Panel
from ui.widgets.table import Column, Table
from workshop.benches.rows_draft import RowsDraft
from workshop.language import say


def show_faults(rows: Mapping[str, FormRow], wrong: Mapping[Any, object]) -> None:
    """Say at each field what is wrong with it; the keyboard goes to the first, if any is."""
    for name, row in rows.items():
        row.setFault(str(wrong[name]) if name in wrong else "")
    first = next((name for name in rows if name in wrong), "")
    if first:
        rows[first].field.setFocus(Qt.FocusReason.OtherFocusReason)


class RowPane(QWidget):
    """What one row says, to be edited; `typed` after each change."""

    typed = Signal()

    rows: dict[str, FormRow]
    first = "label"
    """What of a new row is said first."""

    def text_of(self, name: str) -> QLineEdit:
        """Where this of the row is typed."""
        field = self.rows[name].field
        assert isinstance(field, QLineEdit)
        return field

    def show_row(self, row: Any) -> None:
        """Take this row in hand, or none."""
        raise NotImplementedError

    def show_faults(self, faults: dict[str, str]) -> None:
        """Say at each part what is wrong with it; the keyboard goes to the first."""
        show_faults(self.rows, faults)


_SIDE = 320  # px


class RowsEditor(Panel):
    """A draft in hand. `saved` with it; `left` says that what stood here before is wanted.

    A subclass lays out `middle` with `list_of` and its `pane`, and begins each draft with `begin`.
    """

    saved = Signal(object)
    left = Signal()
    pane: RowPane

    def __init__(self, context: Context, back: str, unsaved: str) -> None:
        """`back` are the words of the way back, `unsaved` what is said there of changes."""
        super().__init__(margin=16)
        self._context, self._unsaved = context, unsaved
        self.draft: RowsDraft[Any] | None = None
        self._warned = False
        self._told = Label("", theme.NOTE, ink="quiet", wraps=True)
        self.body.addWidget(self._told)
        self.middle = QHBoxLayout()
        self.middle.setSpacing(16)
        self.body.addLayout(self.middle, 1)
        row = QHBoxLayout()
        self.back = Button(back, icon="chevron-left", press=self.leave)
        self.save = Button(
            say("Save as a new version"), tone=Tone.ACCENT, icon="save", filled=True,
            press=self._save, key="Ctrl+S",
        )  # fmt: skip
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.save)
        self.body.addLayout(row)

    def beside(self, row: tuple[str, str], whole: tuple[str, str], about: QWidget) -> QWidget:
        """The pane of the row in hand, and what is said of the whole, one of them in sight.

        `row` and `whole` are name and words of the two, by which one `turn`s from one to the other.
        """
        side = QWidget()
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.tabs = Tabs([row, whole])
        self.tabs.addStretch(1)
        self.tabs.tapped.connect(self.turn)
        column.addLayout(self.tabs)
        hand = Scrolled()
        hand.column.addWidget(self.pane)
        hand.column.addStretch(1)
        self._sides = QStackedWidget()
        self._sides.addWidget(hand)
        self._sides.addWidget(about)
        column.addWidget(self._sides, 1)
        return side

    def turn(self, side: str) -> None:
        """Show the row in hand, or what is said of the whole."""
        self.tabs.set_off(side)
        self._sides.setCurrentIndex(self.tabs.place(side))

    def list_of(
        self,
        columns: Sequence[Column],
        *,
        name: str,
        empty: str,
        add: str,
        note: Label | None = None,
        is_low: bool = False,
    ) -> QVBoxLayout:
        """The list of rows by their places, and what is done with them; `note` stands between.

        Where there is little height (`is_low`), all that is done with them stands in one row.
        """
        column = QVBoxLayout()
        column.setSpacing(theme.GRID)
        self.table = Table(columns, name=name, empty=empty, key=lambda place: place)
        self.table.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.table.picked.connect(lambda _place: self.picked())
        column.addWidget(self.table, 1)
        if note is not None:
            column.addWidget(note)
        self.add = Button(add, icon="plus", press=self._add)
        self.remove = Button(say("Take it out"), icon="trash", press=self._remove)
        self.up = Button(say("Up"), icon="arrow-up", key="Alt+Up", press=lambda: self._move(-1))
        self.down = Button(
            say("Down"), icon="arrow-down", key="Alt+Down", press=lambda: self._move(1)
        )
        tools = (self.add, self.remove, self.up, self.down)
        for together in (tools,) if is_low else (tools[:2], tools[2:]):
            row = QHBoxLayout()
            row.setSpacing(theme.GRID)
            for button in together:
                row.addWidget(button, 0 if is_low else 1)
            column.addLayout(row)
        return column

    # What is shown

    @property
    def is_changed(self) -> bool:
        """Whether something was changed that is not saved."""
        return self.draft is not None and self.draft.is_changed

    def forget(self) -> None:
        """What was changed is saved, or not wanted."""
        self.draft = None

    def begin(self, draft: RowsDraft[Any], told: str) -> None:
        """Edit this; `told` says how it is used."""
        self._warned, self.draft = False, draft
        self._told.setText(told)
        self.show_rows()
        self.table.go(0)
        self._show_row()

    def show_rows(self) -> None:
        """Show all rows as they are now."""
        self.table.setRows(list(range(len(self.draft.rows) if self.draft else 0)))

    def _show_row(self) -> None:
        place = self.table.currentRow()
        rows = self.draft.rows if self.draft else []
        row = rows[place] if place is not None and place < len(rows) else None
        self.pane.show_row(row)
        for tool in (self.up, self.down, self.remove):
            tool.setEnabled(row is not None)

    def picked(self) -> None:
        """Another row is in hand."""
        self._show_row()

    # What is done

    def _go(self, place: int) -> None:
        self.show_rows()
        self.table.go(place)
        self.picked()

    def _add(self) -> None:
        if self.draft is not None:
            now = self.table.currentRow()
            self._go(self.draft.add(-1 if now is None else now))
            self.pane.rows[self.pane.first].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, by: int) -> None:
        place = self.table.currentRow()
        if self.draft is not None and place is not None:
            self._go(self.draft.move(place, by))

    def _remove(self) -> None:
        place = self.table.currentRow()
        if self.draft is not None and place is not None:
            self.draft.remove(place)
            self._go(min(place, len(self.draft.rows) - 1))

    def _save(self) -> None:
        if self.draft is not None:
            self.saved.emit(self.draft)

    def show_faults(self, draft: Any) -> None:
        """Say at its place what cannot be kept; the first row with a fault comes in hand."""
        places = sorted({where[0] for where in draft.wrong if isinstance(where, tuple)})
        if places:
            self._go(places[0])
        place = self.table.currentRow()
        self.pane.show_faults(
            {where[1]: str(fault) for where, fault in draft.wrong.items()
             if isinstance(where, tuple) and where[0] == place}
        )  # fmt: skip

    def leave(self) -> None:
        """Go back; what is not saved is asked about once."""
        if self.is_changed and not self._warned:
            self._warned = True
            hint = say("Press it once more to give the changes up.")
            self._context.answer("careful", self._unsaved, hint)
            return
        self.forget()
        self.left.emit()
