# SPDX-License-Identifier: MIT
"""Places as the stock and the settings show them: in their tree, and what one takes, as chips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ui import icons, theme
from ui.pages.words import KINDS, kind_word
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Chip, Label
from ui.widgets.states import Look
from workshop.domain.terms import PlaceKind
from workshop.language import listed, mark, say

if TYPE_CHECKING:
    from workshop.queries.stock import PlaceNode

PLACE_KINDS = {
    PlaceKind.ROOM: mark("Room"),
    PlaceKind.RACK: mark("Rack"),
    PlaceKind.SHELF: mark("Shelf"),
    PlaceKind.BIN: mark("Bin"),
    PlaceKind.TRAY: mark("Tray"),
    PlaceKind.BAG: mark("Bag"),
    PlaceKind.CABINET: mark("Cabinet"),
    PlaceKind.OVEN: mark("Oven"),
    PlaceKind.OTHER: mark("Other place"),
}

_DRY = Look(Tone.QUESTION, "check", mark("Dry"))
_INDENT = 14  # px a level of the tree


def dry_look(row: Any) -> Look | None:
    """How a place looks that stands dry, by itself or by what it is in."""
    return _DRY if row.is_dry else None


def paint_place(painter: QPainter, where: QRectF, row: Any) -> None:
    """The code of a place, moved in by what it is in."""
    draw.words(painter, _moved_in(painter, where, row), row.code, theme.font(strong=True), "text")


def paint_named_place(painter: QPainter, where: QRectF, row: Any) -> None:
    """The code of a place and in small its name, moved in by what it is in."""
    room = _moved_in(painter, where, row)
    upper, lower = QRectF(room), QRectF(room)
    upper.setBottom(room.center().y() + 3)
    lower.setTop(room.center().y() + 1)
    draw.words(painter, upper, row.code, theme.font(strong=True), "text")
    draw.words(painter, lower, row.name, theme.font(theme.SMALL), "quiet")


def _moved_in(painter: QPainter, where: QRectF, row: Any) -> QRectF:
    """Room for the words, behind the picture of a place as deep in the tree as it is."""
    left = min(row.depth, 6) * _INDENT
    icon = "tray" if row.kind == PlaceKind.TRAY else "place"
    picture = QRectF(where.left() + left, where.top(), 18, where.height())
    icons.paint(painter, icon, picture, "quiet")
    return where.adjusted(left + 26, 0, 0, 0)


def kinds_taken(node: PlaceNode) -> str:
    """The kinds of pieces a place takes, in words."""
    return listed(kind_word(kind) for kind in node.takes_kinds) or say("every kind")


def grades_taken(node: PlaceNode) -> str:
    """The grades a place takes, in words."""
    grades = ", ".join(node.takes_grades)
    return say("grade {grades}", grades=grades) if grades else say("any grade")


# So many kinds beside each other: the words of some languages are long.
_ON_A_LINE = 4


class TakesChips(QWidget):
    """What a place takes, as chips for kinds, grades and storage.

    No kind set means any, and so with grades. `changed` has what is to be changed, as facts of
    the act.
    """

    changed = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self._node: PlaceNode | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GRID)
        grid.setVerticalSpacing(0)
        self.kinds: dict[str, Chip] = {}
        self.grades: dict[str, Chip] = {}
        self.keeps_dry = Chip(say("Keeps dry"))
        self.keeps_dry.clicked.connect(self._turn_dry)
        kind_row, more_kinds, self._grade_row, lower = (QHBoxLayout() for _ in range(4))
        for place, kind in enumerate(KINDS):
            chip = self.kinds[kind] = Chip(kind_word(kind), widest=150)
            chip.clicked.connect(lambda _=False, k=kind: self._turn("takes_kinds", k))
            (kind_row if place < _ON_A_LINE else more_kinds).addWidget(chip)
        lower.addLayout(self._grade_row)
        lower.addSpacing(16)
        lower.addWidget(Label(say("Storage"), theme.NOTE, ink="quiet"))
        lower.addWidget(self.keeps_dry)
        lines = ((say("Accepts"), kind_row), ("", more_kinds), (say("Grades"), lower))
        for line, (word, chips) in enumerate(lines):
            grid.addWidget(Label(word, theme.NOTE, ink="quiet"), line, 0)
            chips.addStretch(1)
            grid.addLayout(chips, line, 1)
        for chips in (kind_row, more_kinds, self._grade_row, lower):
            chips.setSpacing(6)
        grid.setColumnStretch(1, 1)

    def offer_grades(self, grades: Sequence[str]) -> None:
        """Offer these grades, the shop's own, the best first."""
        for at, grade in enumerate(grades):
            if grade not in self.grades:
                chip = self.grades[grade] = Chip(grade)
                chip.setAccessibleName(say("Grade {grade}", grade=grade))
                chip.clicked.connect(lambda _=False, g=grade: self._turn("takes_grades", g))
                self._grade_row.insertWidget(at, chip)
        self.show_place(self._node)

    def show_place(self, node: PlaceNode | None) -> None:
        """Show what this place takes."""
        self._node = node
        for kind, chip in self.kinds.items():
            _set(chip, node is not None and kind in node.takes_kinds)
        for grade, chip in self.grades.items():
            _set(chip, node is not None and grade in node.takes_grades)
        _set(self.keeps_dry, node is not None and node.dry)

    def _turn(self, fact: str, value: str) -> None:
        """Take this kind or grade too, or no longer."""
        if self._node is not None:
            now: list[str] = list(getattr(self._node, fact))
            said = [each for each in now if each != value] if value in now else [*now, value]
            self.changed.emit({"place": self._node.code, fact: said})

    def _turn_dry(self) -> None:
        if self._node is not None:
            self.changed.emit({"place": self._node.code, "dry": not self._node.dry})


def _set(chip: Chip, on: bool) -> None:
    """Set a chip off from the others, for who cannot see it too."""
    chip.setFilled(on)
    chip.setAccessibleDescription(say("Set") if on else "")
