# SPDX-License-Identifier: MIT
"""The tree of places: what lies in one, what it takes, and pieces and trays moved by scanning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QWidget

from ui import icons, theme
from ui.pages.page import Page
from ui.pages.settings_people import PLACE_KINDS
from ui.pages.stock_count import CountPane
from ui.pages.stock_parts import Pane
from ui.pages.words import ICONS, KINDS, kind_word
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Badge, Button, Chip, Label
from ui.widgets.panels import Panel
from ui.widgets.states import PIECES, Look
from ui.widgets.table import Column, Table
from workshop.benches.stock import Putting
from workshop.domain.terms import PieceState, PlaceKind, ScanKind
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.find import Identified
    from workshop.queries.stock import PlaceNode, StockRow

_DRY = Look(Tone.QUESTION, "check", mark("Dry"))
_INDENT = 20  # px a level of the tree


def _paint_place(painter: QPainter, where: QRectF, row: Any) -> None:
    """The code of a place, moved in by what it is in."""
    left = where.left() + min(row.depth, 6) * _INDENT
    icon = "tray" if row.kind == PlaceKind.TRAY else "place"
    icons.paint(painter, icon, QRectF(left, where.top(), 18, where.height()), "quiet")
    room = where.adjusted(left - where.left() + 26, 0, 0, 0)
    draw.words(painter, room, row.code, theme.font(theme.BODY, strong=True), "text")


TREE = (
    Column(mark("Place"), "code", share=4, paint=_paint_place),
    Column(mark("Name"), "name", share=3, ink="quiet"),
    Column(mark("Storage"), "is_dry", width=92, look=lambda row: _DRY if row.is_dry else None),
    Column(mark("Pieces"), "total", width=76, align="right"),
)

STOCK = (
    Column(mark("Kind"), "kind", show=kind_word, width=164, icon=lambda row: ICONS[row.kind]),
    Column(mark("Model"), "model", share=3, strong=True),
    Column(mark("Grade"), "grade", width=72),
    Column(mark("State"), "state", width=140, look=lambda row: PIECES[PieceState(row.state)]),
    Column(mark("Lies in"), "place", share=2, ink="quiet"),
    Column(mark("Pieces"), "n", width=76, align="right", strong=True),
)


class PlacesPane(Pane):
    """All places, and the one that is chosen."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.putting = Putting()
        self._node: PlaceNode | None = None
        row = QHBoxLayout()
        row.setSpacing(12)
        left = Panel(margin=16)
        self.tree = Table(
            TREE,
            name=mark("Places and how many pieces lie in them"),
            empty=mark("No place yet. Add rooms, racks and trays in Settings."),
            key=lambda place: place.code,
        )
        self.tree.picked.connect(self._picked)
        left.body.addWidget(self.tree, 1)
        row.addWidget(left, 5)
        self._right = QStackedWidget()
        self._right.addWidget(self._place())
        self.counting = CountPane(self)
        self.counting.left.connect(lambda: self._right.setCurrentIndex(0))
        self._right.addWidget(self.counting)
        row.addWidget(self._right, 6)
        self.column.addLayout(row, 1)
        self._show_place()

    def _place(self) -> QWidget:
        panel = Panel(margin=16)
        head = QHBoxLayout()
        self.title = Label("", theme.TITLE, strong=True, cuts=True)
        self.dry = Badge()
        head.addWidget(self.title, 1)
        head.addWidget(self.dry)
        panel.body.addLayout(head)
        self.about = Label("", theme.NOTE, ink="quiet", wraps=True)
        panel.body.addWidget(self.about)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GRID)
        self.moves = Button(say("Move this place"), icon="tray", press=self._move)
        self.out = Button(say("Take it out"), icon="arrow-up", press=self._take_out)
        self.count = Button(say("Count"), icon="scan", filled=True, tone=Tone.ACCENT,
                            press=self.start_count)  # fmt: skip
        self.takes = Button(say("What it takes"), icon="edit", press=self._turn_takes)
        for button in (self.count, self.moves, self.out, self.takes):
            buttons.addWidget(button)
        buttons.addStretch(1)
        panel.body.addLayout(buttons)
        panel.body.addWidget(self._takes())
        self.stock = Table(
            STOCK,
            name=mark("What lies in this place"),
            empty=mark("Nothing lies here. Scan this place, then what goes into it."),
        )
        panel.body.addWidget(self.stock, 1)
        return panel

    def _takes(self) -> QWidget:
        """Chips for what the place takes; none of a row set means any."""
        self.choices = QWidget()
        grid = QGridLayout(self.choices)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.GRID)
        self.kinds: dict[str, Chip] = {}
        self.grades: dict[str, Chip] = {}
        self.keeps_dry = Chip(say("Keeps dry"))
        self.keeps_dry.clicked.connect(self._turn_dry)
        grid.addWidget(Label(say("Kinds"), theme.NOTE, ink="quiet"), 0, 0)
        grid.addWidget(Label(say("Grades"), theme.NOTE, ink="quiet"), 1, 0)
        grid.addWidget(Label(say("Storage"), theme.NOTE, ink="quiet"), 2, 0)
        self._kind_row, self._grade_row, dry_row = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for kind in KINDS:
            chip = self.kinds[kind] = Chip(kind_word(kind), widest=150)
            chip.clicked.connect(lambda _=False, k=kind: self._turn("takes_kinds", k))
            self._kind_row.addWidget(chip)
        dry_row.addWidget(self.keeps_dry)
        for line, chips in enumerate((self._kind_row, self._grade_row, dry_row)):
            chips.addStretch(1)
            grid.addLayout(chips, line, 1)
        grid.setColumnStretch(1, 1)
        self.choices.hide()
        return self.choices

    # What is shown

    def refresh(self) -> None:
        """Ask for the tree, and for what lies in the place that is chosen."""
        self.desk.ask("place_tree", {}, self._tree_came, self, "tree")
        if not self.grades:
            self.desk.ask("intake_choices", {}, self._grades_came, self, "grades")
        if self._node is not None:
            self._ask_stock()

    def _tree_came(self, rows: Sequence[PlaceNode]) -> None:
        self.tree.setRows(rows)
        code = self._node.code if self._node else ""
        self._node = next((row for row in rows if row.code == code), None)
        self._show_place()

    def _grades_came(self, choices: Any) -> None:
        if self.grades:
            return
        for at, grade in enumerate(choices.grades):
            chip = self.grades[grade] = Chip(grade)
            chip.setAccessibleName(say("Grade {grade}", grade=grade))
            chip.clicked.connect(lambda _=False, g=grade: self._turn("takes_grades", g))
            self._grade_row.insertWidget(at, chip)
        self._show_place()

    def _picked(self, row: PlaceNode) -> None:
        self._node = row
        self.putting.place = row.code
        self._show_place()
        self._ask_stock()

    def _ask_stock(self) -> None:
        if self._node is not None:
            facts = {"place": self._node.code}
            self.desk.ask("stock", facts, self._stock_came, self, "stock", self._gone)

    def _stock_came(self, rows: Sequence[StockRow]) -> None:
        self.stock.setRows(rows)

    def _gone(self, _sentence: str, _kind: str) -> None:
        self.stock.setRows([])

    def _show_place(self) -> None:
        node = self._node
        for button in (self.count, self.moves, self.takes):
            button.setEnabled(node is not None)
        self.out.setVisible(node is not None and bool(node.parent))
        self.dry.setVisible(node is not None and node.is_dry)
        if node is None:
            self.title.setText(say("No place is chosen"))
            self.about.setText(say("Scan a place, or tap one."))
            return
        self.title.setText(f"{node.code} · {node.name}")
        self.dry.setState(say("Dry storage"), Tone.QUESTION, "check")
        self.about.setText(self._said(node))
        for kind, chip in self.kinds.items():
            chip.setFilled(kind in node.takes_kinds)
        for grade, chip in self.grades.items():
            chip.setFilled(grade in node.takes_grades)
        self.keeps_dry.setFilled(node.dry)

    def _said(self, node: PlaceNode) -> str:
        """One line about a place: what it is, where it stands, and what it takes."""
        kinds = ", ".join(kind_word(kind) for kind in node.takes_kinds) or say("every kind")
        grades = ", ".join(node.takes_grades)
        grades = say("grade {grades}", grades=grades) if grades else say("any grade")
        facts = {"kind": say(PLACE_KINDS[PlaceKind(node.kind)]), "kinds": kinds, "grades": grades}
        if node.parent:
            return say("{kind} in {place}. Takes {kinds}, {grades}.", **facts,
                       place=node.parent)  # fmt: skip
        return say("{kind}. Takes {kinds}, {grades}.", **facts)

    # What is done

    def take(self, scan: Identified) -> bool:
        """A place is chosen or moved, a piece is put into the place that is set."""
        if self._right.currentWidget() is self.counting:
            return self.counting.take(scan)
        if scan.kind == ScanKind.PLACE:
            answer = self.putting.take_place(scan.value)
            if not self.putting.moving:
                self.tree.go(scan.value)
            self.follow(answer)
            return True
        if scan.tag:
            self.follow(self.putting.take_piece(scan.tag))
            return True
        return False

    def start_moving(self) -> None:
        """Move a tray: it is scanned first, then where it goes."""
        self.follow(self.putting.start_moving())

    def _move(self) -> None:
        if self._node is not None:
            self.follow(self.putting.start_moving(self._node.code))

    def _take_out(self) -> None:
        if self._node is not None:
            self.putting.start_moving(self._node.code)
            self.follow(self.putting.take_out())

    def start_count(self) -> None:
        """Count the place that is chosen."""
        if self._node is None:
            self.context.answer("question", say("Scan the place to count first."))
            return
        self.putting.stop_moving()
        self.counting.begin(self._node.code)
        self._right.setCurrentWidget(self.counting)

    def leave(self) -> bool:
        """Leave the count or the tray that is moved."""
        if self._right.currentWidget() is self.counting:
            self.counting.cancel()
            return True
        was, self.putting.moving = self.putting.moving, False
        if was:
            self.context.answer("idle", say("Nothing was moved"))
        return was

    def _turn_takes(self) -> None:
        self.choices.setVisible(not self.choices.isVisible())

    def _turn(self, fact: str, value: str) -> None:
        """Take this kind or grade too, or no longer."""
        if self._node is None:
            return
        now: list[str] = list(getattr(self._node, fact))
        said = [each for each in now if each != value] if value in now else [*now, value]
        self._change({fact: said})

    def _turn_dry(self) -> None:
        if self._node is not None:
            self._change({"dry": not self._node.dry})

    def _change(self, facts: dict[str, Any]) -> None:
        if self._node is not None:
            facts = {"place": self._node.code, **facts}
            self.desk.do("change_place", facts, self.done, self.refused, owner=self)
