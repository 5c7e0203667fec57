# SPDX-License-Identifier: MIT
"""A label layout being edited: what it prints, what is on it, and the element in hand."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui import theme
from ui.context import Context
from ui.desk import Desk
from ui.pages.label_preview import LabelPicture
from ui.pages.layout_about import LayoutAbout
from ui.pages.layout_element import ElementPane
from ui.pages.plan_line import as_narrow_as_there_is_room
from ui.pages.rows_editor import RowsEditor
from ui.pages.settings_parts import Option, fill, options_box
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow
from ui.widgets.table import Column
from workshop.benches.layout_drafts import DPI, KINDS, ONLY, QR, ElementDraft, LayoutDraft
from workshop.domain.terms import PieceKind
from workshop.language import mark, say, say_number

if TYPE_CHECKING:
    from workshop.labels.preview import Preview


class LayoutEditor(RowsEditor):
    """A layout in hand. `tried` asks for a test print of it as it is now."""

    tried = Signal(object)
    draft: LayoutDraft | None
    pane: ElementPane

    def __init__(self, context: Context, desk: Desk) -> None:
        super().__init__(context, say("Back to the layouts"), say("The layout is not saved"))
        self._desk = desk
        self._is_drawing = self._is_stale = False
        left = QVBoxLayout()
        left.setSpacing(theme.GRID)
        top = QHBoxLayout()
        top.setSpacing(theme.GRID)
        self.picture = LabelPicture()
        self.picture.setAccessibleName(say("Preview of the label"))
        top.addWidget(self.picture, 1)
        top.addLayout(self._shown_for())
        left.addLayout(top, 3)
        self.said = Label("", theme.NOTE, ink="quiet", wraps=True)
        left.addWidget(self.said)
        columns = [
            Column(mark("Element"), self._what, share=3, strong=True),
            Column(mark("Text"), lambda place: self._row(place).text, share=4),
            Column(mark("Place, mm"), self._place, width=128, ink="quiet"),
            Column(mark("On the labels of"), self._only, share=3, ink="quiet"),
        ]
        elements = self.list_of(
            columns,
            name=mark("Elements of the layout"),
            empty=mark("Nothing is on the label yet. Add an element below."),
            add=say("Add an element"),
            is_low=True,
        )
        self.table.clicked.connect(lambda _index: self.turn("element"))
        left.addLayout(elements, 3)
        self.middle.addLayout(left, 1)
        self.pane = ElementPane()
        self.pane.typed.connect(self._changed)
        self.pane.picked.connect(self.take_picture)
        self.about = LayoutAbout()
        self.about.typed.connect(self._draw)
        tabs = ("element", mark("Element")), ("layout", mark("The label itself"))
        self.middle.addWidget(self.beside(*tabs, self.about))

    def _shown_for(self) -> QVBoxLayout:
        """Whose label is shown, for which printer, and the test print."""
        column = QVBoxLayout()
        column.setSpacing(theme.GRID)
        kinds = [Option(str(kind), say(ONLY[kind])) for kind in PieceKind]
        self.kind = options_box(kinds)
        self.dpi = options_box([Option(str(n), say("{n} dpi", n=n)) for n in DPI])
        for words, box in ((say("Shown for"), self.kind), (say("Printer"), self.dpi)):
            as_narrow_as_there_is_room(box)
            box.activated.connect(self._draw)
            column.addWidget(FormRow(words, box))
        self.test = Button(say("Test print"), icon="print", press=self._test, key="Ctrl+P")
        column.addWidget(self.test)
        column.addStretch(1)
        return column

    # What is shown

    def show_layout(self, draft: LayoutDraft, told: str) -> None:
        """Edit this layout; `told` says which version it is."""
        self.draft = None  # what is filled in now is typed by nobody
        self.setTitle(say("New layout") if draft.is_new else say(draft.name))
        self.save.setText(say("Save the layout") if draft.is_new else say("Save as a new version"))
        self.about.show_layout(draft)
        fill(self.dpi, [Option(str(n), say("{n} dpi", n=n)) for n in DPI], str(draft.dpi))
        self.begin(draft, told)
        self._draw()
        self.turn("layout" if draft.is_new else "element")
        first = self.about.name if draft.is_new else self.table
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_rows(self) -> None:
        """Show all elements as they are now, and what they print."""
        super().show_rows()
        self._show_frame()
        self._draw()

    def picked(self) -> None:
        """Another element is in hand."""
        super().picked()
        self._show_frame()
        self.turn("element")

    def _show_frame(self) -> None:
        """Set the element in hand off on the picture."""
        draft, place = self.draft, self.table.currentRow()
        is_there = draft is not None and place is not None and place < len(draft.rows)
        self.picture.show_frame(draft.room_of(place) if draft and is_there else None)

    def _row(self, place: int) -> ElementDraft:
        assert self.draft is not None
        return self.draft.rows[place]

    def _what(self, place: int) -> str:
        return say(KINDS[self._row(place).draws])

    def _place(self, place: int) -> str:
        row = self._row(place)
        return say("below") if row.under else f"{row.x} / {row.y}"

    def _only(self, place: int) -> str:
        only = self._row(place).only
        return say(ONLY[only]) if only in ONLY else only

    # What it prints

    def _changed(self) -> None:
        row = self.pane.element
        if row is not None and row.draws == QR and row.high != row.wide:
            row.high = row.wide
        self.show_rows()

    def _draw(self) -> None:
        """Draw the label anew beside everything else; once more where it was changed meanwhile."""
        draft = self.draft
        if draft is None:
            return
        if self._is_drawing:
            self._is_stale = True
            return
        layout, fault = draft.seen()
        self._is_stale = False
        if layout is None:
            self._show_fault(fault)
            return
        kind, dpi = str(self.kind.currentData()), int(self.dpi.currentData())
        self._is_drawing = True

        def work(_connection: Any, _step: Any) -> Preview:
            from workshop.labels.preview import preview

            return preview(layout, kind, dpi)

        self._desk.run(work, partial(self._drawn, layout.label), self._not_drawn, owner=self)

    def _drawn(self, size: Sequence[float], label: Preview) -> None:
        if self._is_stale:
            self._go_on()
            return
        words = say("{wide} × {high} mm, {across} × {down} dots. Everything fits.",
                    wide=say_number(f"{size[0]:g}"), high=say_number(f"{size[1]:g}"),
                    across=label.wide, down=label.high)  # fmt: skip
        if label.shortened:
            words = say("Shortened, for want of room: {texts}", texts=" · ".join(label.shortened))
        self._say(label.fault or words, "refused" if label.fault else
                  "careful" if label.shortened else "quiet")  # fmt: skip
        self.picture.show_label(label, size, self.said.text())
        self._go_on()

    def _show_fault(self, sentence: str) -> None:
        """What is typed now cannot be printed: the last picture would not be true."""
        self._say(sentence, "refused")
        self.picture.show_label(None, (1.0, 1.0), sentence)

    def _not_drawn(self, sentence: str, _kind: str) -> None:
        self._show_fault(sentence)
        self._go_on()

    def _say(self, words: str, ink: str) -> None:
        self.said.setText(words)
        self.said.setInk(ink)

    def _go_on(self) -> None:
        self._is_drawing = False
        if self._is_stale:
            self._draw()

    def _test(self) -> None:
        if self.draft is not None:
            self.tried.emit(self.draft)

    def take_picture(self, file: Any) -> None:
        """Make a picture the logo of the element in hand."""
        element = self.pane.element

        def work(_connection: Any, _step: Any) -> tuple[str, ...]:
            from workshop.labels.logo import logo_of_file

            return logo_of_file(file)

        def came(rows: tuple[str, ...]) -> None:
            if element is not None:
                element.put(picture=rows)
                self.show_rows()

        self._desk.run(work, came, self._no_picture, owner=self)

    def _no_picture(self, sentence: str, _kind: str) -> None:
        self._context.answer("refused", sentence)

    # What is wrong

    def show_faults(self, draft: LayoutDraft) -> None:
        """Say at its place what cannot be kept; the first element with a fault is in hand."""
        super().show_faults(draft)
        if self.about.rows.keys() & draft.wrong.keys():
            self.turn("layout")
        self.about.show_faults(draft.wrong)
