# SPDX-License-Identifier: MIT
"""The fields of the site that is drawn, and how a row of it is repeated."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.pages.settings_parts import Option, number_box, options_box
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow, Panel
from ui.widgets.states import FACES
from workshop.benches.map_drawing import SMALLEST, STEP, DrawnSite
from workshop.domain.terms import PieceKind
from workshop.language import say

_LONGEST = 600.0  # mm
_MOST_COPIES = 24
_NARROW = 64  # px, however long a number could become


def millimetres(least: float = 0.0, now: float = 0.0) -> QDoubleSpinBox:
    """A length in mm, to be typed or stepped."""
    box = QDoubleSpinBox()
    box.setDecimals(1)
    box.setRange(least, _LONGEST)
    box.setSingleStep(STEP)
    box.setValue(now)
    box.setKeyboardTracking(False)  # one change for what is typed, not one for each digit
    box.lineEdit().setTextMargins(9, 0, 0, 0)
    box.setMinimumWidth(_NARROW)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    return box


class SiteFields(Panel):
    """What is to be said of one site. `changed` has the fields that were, `rowAsked` a row.

    A row is the number of copies and how many mm each lies from the one before.
    """

    changed = Signal(dict)
    rowAsked = Signal(int, float, float)
    removeAsked = Signal()

    def __init__(self) -> None:
        super().__init__(margin=0)
        self.setObjectName("")
        self._shown: DrawnSite | None = None
        self.title = Label("", theme.TITLE, strong=True)
        self.body.addWidget(self.title)
        self.name, self.channel = QLineEdit(), QLineEdit()
        kinds = [Option(PieceKind.MEMORY.value, say("Memory chip")),
                 Option(PieceKind.DIE.value, say("Die"))]  # fmt: skip
        self.kind = options_box(kinds)
        faces = [Option(face, say(words)) for face, words in FACES.items()]
        self.face = options_box(faces)
        self.lengths = {"x": millimetres(), "y": millimetres(), "w": millimetres(SMALLEST),
                        "h": millimetres(SMALLEST)}  # fmt: skip
        grid = QGridLayout()
        grid.setSpacing(theme.GRID)
        self.rows = {
            "name": FormRow(say("Name of the site"), self.name),
            "channel": FormRow(say("Memory channel"), self.channel),
            "kind": FormRow(say("What belongs there"), self.kind),
            "face": FormRow(say("Face"), self.face),
            "x": FormRow(say("From the left, mm"), self.lengths["x"]),
            "y": FormRow(say("From the top, mm"), self.lengths["y"]),
            "w": FormRow(say("Width of the site, mm"), self.lengths["w"]),
            "h": FormRow(say("Height of the site, mm"), self.lengths["h"]),
        }
        for place, row in enumerate(self.rows.values()):
            grid.addWidget(row, place // 2, place % 2)
        self.body.addLayout(grid)
        self.remove = Button(say("Remove this site"), icon="trash", press=self.removeAsked.emit)
        self.body.addWidget(self.remove)
        self.body.addWidget(self._row())
        for fact, edit in (("name", self.name), ("channel", self.channel)):
            edit.editingFinished.connect(self._telling(fact, edit.text))
        for fact, box in (("kind", self.kind), ("face", self.face)):
            box.activated.connect(self._telling(fact, box.currentData))
        for name, spin in self.lengths.items():
            spin.valueChanged.connect(self._telling(name, spin.value))

    def _row(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.count = number_box(1, _MOST_COPIES, 1)
        self.count.setMinimumWidth(_NARROW)
        self.count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.dx, self.dy = millimetres(-_LONGEST), millimetres(-_LONGEST, 13.5)
        for words, box in (
            (say("Copies"), self.count), (say("Right, mm"), self.dx), (say("Down, mm"), self.dy),
        ):  # fmt: skip
            row.addWidget(FormRow(words, box), 1)
        column.addLayout(row)
        self.copy = Button(say("Repeat this site"), icon="plus", press=self._ask_row)
        column.addWidget(self.copy)
        return part

    def _ask_row(self) -> None:
        self.rowAsked.emit(self.count.value(), self.dx.value(), self.dy.value())

    def _telling(self, name: str, value: Callable[[], object]) -> Callable[..., None]:
        def tell(*_args: object) -> None:
            if self._shown is not None and value() != getattr(self._shown, name):
                self.changed.emit({name: value()})

        return tell

    def show_site(self, site: DrawnSite | None) -> None:
        """Show a site, or with None that there is none to be shown."""
        self._shown = None
        self.setVisible(site is not None)
        if site is None:
            return
        self.title.setText(say("Site {name}", name=site.name))
        self.name.setText(site.name)
        self.channel.setText(site.channel)
        self.kind.setCurrentIndex(self.kind.findData(site.kind))
        self.face.setCurrentIndex(self.face.findData(site.face))
        for name, spin in self.lengths.items():
            spin.setValue(getattr(site, name))
        self._shown = site
