# SPDX-License-Identifier: MIT
"""Beside a site of the board: what is printed there, its photos, a doubt, a defect, its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.pages.bench_parts import History, Line, Scrolled
from ui.theme import Tone
from ui.widgets.controls import Badge, Button, Label
from ui.widgets.panels import FormRow, Panel
from ui.widgets.states import SITES
from workshop.benches.tags import spelled
from workshop.domain.terms import SiteState
from workshop.language import joined, mark, say

if TYPE_CHECKING:
    from workshop.queries.site_history import SiteEvent

# px; it is made narrower where its site would lie under it.
_WIDE, _NARROW, _HIGH, _GAP = 340, 260, 420, 14


class SitePanel(Panel):
    """Lies over the map beside one site, and stands in nobody's way: all else goes on."""

    printed = Signal(str)
    photoAsked = Signal()
    doubted = Signal(str)
    defectAsked = Signal(str)
    left = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(margin=12, parent=over)
        self.site = ""
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.body.addLayout(self._head())
        inside = Scrolled()
        self.body.addWidget(inside, 1)
        self.doubt = Label("", theme.NOTE, ink="careful", strong=True, wraps=True)
        inside.column.addWidget(self.doubt)
        self._add_fields(inside.column)
        self._past = Label(say("History of this site"), theme.NOTE, ink="quiet")
        inside.column.addWidget(self._past)
        self.history = History(mark("History of this site"))
        inside.column.addWidget(self.history)
        inside.column.addStretch(1)
        self.hide()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self._name = Label("", theme.TITLE, strong=True)
        self._state = Badge()
        self.close_it = Button("", icon="cross", press=self.left.emit)
        self.close_it.setAccessibleName(say("Close"))
        row.addWidget(self._name)
        row.addWidget(self._state)
        row.addStretch(1)
        row.addWidget(self.close_it)
        return row

    def _add_fields(self, column: QVBoxLayout) -> None:
        self.marking = QLineEdit()
        self.marking.setPlaceholderText(say("Scan or type it"))
        self.marking.returnPressed.connect(self._print)
        self.keep = Button(say("Note it"), press=self._print)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(FormRow(say("Marking of this site"), self.marking), 1)
        row.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        self.note = QLineEdit()
        self.note.setPlaceholderText(say("What was seen, why suspect"))
        column.addWidget(FormRow(say("Note on this site"), self.note))
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.suspect = Button(say("Suspect"), tone=Tone.CAREFUL, icon="warning")
        self.suspect.clicked.connect(lambda: self.doubted.emit(self.note.text().strip()))
        self.defect = Button(say("Defect …"), icon="cross", tone=Tone.REFUSED)
        self.defect.clicked.connect(lambda: self.defectAsked.emit(self._told()))
        row.addWidget(self.suspect, 1)
        row.addWidget(self.defect, 1)
        column.addLayout(row)
        self.photo = Button(say("Photo of this site …"), icon="camera", press=self.photoAsked.emit)
        column.addWidget(self.photo)

    def _print(self) -> None:
        self.printed.emit(self.marking.text())

    def _told(self) -> str:
        """The note with the name of the site before it."""
        note = self.note.text().strip()
        return say("{site}: {note}", site=self.site, note=note) if note else self.site

    def show_site(
        self, name: str, state: str, marking: str, *, holds: bool, doubt: str = ""
    ) -> None:
        """Show a site; `holds` says that something is on it, `doubt` what a test found here."""
        if name != self.site:
            self.site = name
            self.note.clear()
            self.history.setLines([])
        self._name.setText(name)
        self._state.setLook(SITES[SiteState(state)])
        if not self.marking.hasFocus():
            self.marking.setText(marking)
        self.doubt.setText(doubt)
        self.doubt.setVisible(bool(doubt))
        self.suspect.setEnabled(holds)
        self.setAccessibleName(say("More of {site}", site=name))

    def show_history(self, rows: Sequence[SiteEvent], photos: int) -> None:
        """Show what was found and done here, and say how many photos there are."""
        self.history.setLines([Line(row.at, _words(row)) for row in rows])
        words = say("Photo of this site … ({n} kept)", n=photos)
        self.photo.setText(words if photos else say("Photo of this site …"))

    def lie_beside(self, spot: QRectF, within: QRectF) -> None:
        """Come into sight beside a part of the map, inside it, on the side that has more room."""
        before, after = spot.left() - within.left(), within.right() - spot.right()
        room = max(before, after) - 2 * _GAP
        wide = max(_NARROW, min(_WIDE, room))
        high = min(within.height() - 2 * _GAP, max(_HIGH, self.sizeHint().height()))
        x = spot.right() + _GAP if after >= before else spot.left() - _GAP - wide
        x = max(within.left() + _GAP, min(x, within.right() - wide - _GAP))
        y = spot.center().y() - high / 2
        y = max(within.top() + _GAP, min(y, within.bottom() - high - _GAP))
        self.setGeometry(round(x), round(y), round(wide), round(high))
        self.show()
        self.raise_()


def _words(row: SiteEvent) -> str:
    """One record as a line: what, of which piece, what was printed, by whom, and the note."""
    what = SITES[SiteState(row.outcome)].word
    if row.piece:
        what = say("{what} → {tag}", what=what, tag=spelled(row.piece))
    grade = say("Grade {grade}", grade=row.grade) if row.grade else ""
    return joined(what, row.marking, grade, row.name, row.note)
