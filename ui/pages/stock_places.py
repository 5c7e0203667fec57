# SPDX-License-Identifier: MIT
"""The tree of places: what lies in one, what it takes, and pieces and trays moved by scanning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui import theme
from ui.pages.page import Page
from ui.pages.place_parts import (
    PLACE_KINDS,
    TakesChips,
    dry_look,
    grades_taken,
    kinds_taken,
    paint_named_place,
)
from ui.pages.stock_count import CountPane
from ui.pages.stock_parts import Pane
from ui.pages.words import ICONS, kind_word
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Badge, Button, Label
from ui.widgets.panels import Panel
from ui.widgets.states import PIECES
from ui.widgets.table import Column, Table
from workshop.benches.stock import Putting
from workshop.domain.terms import PieceState, PlaceKind, ScanKind
from workshop.language import joined, mark, say

if TYPE_CHECKING:
    from workshop.queries.find import Identified
    from workshop.queries.stock import PlaceNode, StockRow


def _said_place(row: PlaceNode) -> str:
    return joined(row.code, row.name)


TREE = (
    Column(mark("Place"), _said_place, paint=paint_named_place),
    Column(mark("Storage"), "is_dry", width=80, look=dry_look),
    Column(mark("Pieces"), "total", width=76, align="right"),
)


def _stock_columns(here: Callable[[], str]) -> tuple[Column, ...]:
    """What lies in the place that is chosen (`here`), and where in it."""

    def within(row: Any) -> str:
        return say("in {place}", place=row.place) if row.place != here() else ""

    def said(row: Any) -> str:
        return joined(row.model, within(row))

    def paint(painter: QPainter, where: QRectF, row: Any) -> None:
        letters, below = theme.font(strong=True), within(row)
        upper, lower = QRectF(where), QRectF(where)
        if below:
            upper.setBottom(where.center().y() + 3)
            lower.setTop(where.center().y() + 1)
            draw.words(painter, lower, below, theme.font(theme.SMALL), "quiet")
        elif draw.width_of(row.model, letters) > where.width():
            letters = theme.font(theme.NOTE, strong=True)
        lines = draw.wrapped(row.model, letters, where.width(), 1 if below else 2)
        draw.block(painter, upper, lines, letters)

    return (
        Column(mark("Kind"), "kind", show=kind_word, width=152, icon=lambda row: ICONS[row.kind]),
        Column(mark("Model"), said, paint=paint),
        Column(mark("Grade"), "grade", width=72),
        Column(mark("State"), "state", width=140, look=lambda row: PIECES[PieceState(row.state)]),
        Column(mark("Pieces"), "n", width=76, align="right", strong=True),
    )


class PlacesPane(Pane):
    """All places, and the one that is chosen; `listAsked` asks for what lies in it on paper."""

    listAsked = Signal(str)

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
        self.tree.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.tree.picked.connect(self._picked)
        left.body.addWidget(self.tree, 1)
        row.addWidget(left, 5)
        self._right = QStackedWidget()
        self._right.addWidget(self._place())
        self.counting = CountPane(self)
        self.counting.left.connect(lambda: self._right.setCurrentIndex(0))
        self._right.addWidget(self.counting)
        row.addWidget(self._right, 8)
        self.column.addLayout(row, 1)
        self._show_place()

    def _place(self) -> QWidget:
        panel = Panel(margin=16)
        head = QHBoxLayout()
        self.title = Label("", theme.TITLE, strong=True, cuts=True)
        self.dry = Badge()
        head.addWidget(self.title, 1)
        head.addWidget(self.dry)
        self.list = Button(say("List as PDF"), icon="pdf", press=self._ask_list)
        head.addWidget(self.list)
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
        self.choices = TakesChips()
        self.choices.changed.connect(self._change)
        self.choices.hide()
        panel.body.addWidget(self.choices)
        self.stock = Table(
            _stock_columns(lambda: self._node.code if self._node is not None else ""),
            name=mark("What lies in this place"),
            empty=mark("Nothing lies here. Scan this place, then what goes into it."),
        )
        self.stock.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        panel.body.addWidget(self.stock, 1)
        panel.body.addStretch(0)
        return panel

    # What is shown

    def refresh(self) -> None:
        """Ask for the tree, and for what lies in the place that is chosen."""
        self.desk.ask("place_tree", {}, self._tree_came, self, "tree")
        if not self.choices.grades:
            self.desk.ask("intake_choices", {}, self._grades_came, self, "grades")
        if self._node is not None:
            self._ask_stock()

    def _tree_came(self, rows: Sequence[PlaceNode]) -> None:
        self.tree.setRows(rows)
        code = self._node.code if self._node else ""
        self._node = next((row for row in rows if row.code == code), None)
        self._show_place()

    def _grades_came(self, choices: Any) -> None:
        self.choices.offer_grades(choices.grades)

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
        for button in (self.count, self.moves, self.takes, self.list):
            button.setEnabled(node is not None)
        self.out.setVisible(node is not None and bool(node.parent))
        self.dry.setVisible(node is not None and node.is_dry)
        self.stock.setVisible(node is not None)
        if node is None:
            self.title.setText(say("No place is chosen"))
            self.about.setText(say("Scan a place, or tap one."))
            return
        self.title.setText(f"{node.code} · {node.name}")
        self.dry.setState(say("Dry storage"), Tone.QUESTION, "check")
        self.about.setText(self._said(node))
        self.choices.show_place(node)

    def _said(self, node: PlaceNode) -> str:
        """One line about a place: what it is, where it stands, and what it takes."""
        facts = {
            "kind": say(PLACE_KINDS[PlaceKind(node.kind)]),
            "kinds": kinds_taken(node),
            "grades": grades_taken(node),
        }
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
            answer = self.putting.take_place(scan.value, scan.place)
            if not self.putting.moving:
                self.tree.go(scan.value)
            self.follow(answer)
            return True
        if scan.tag:
            self.follow(self.putting.take_piece(scan.tag, scan.place))
            return True
        return False

    def start_moving(self) -> None:
        """Move a tray: it is scanned first, then where it goes."""
        self.follow(self.putting.start_moving())

    def _move(self) -> None:
        if self._node is not None:
            self.follow(self.putting.start_moving(self._node.code, self._node.parent))

    def _take_out(self) -> None:
        if self._node is not None:
            self.putting.start_moving(self._node.code, self._node.parent)
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

    def _ask_list(self) -> None:
        if self._node is not None:
            self.listAsked.emit(self._node.code)

    def _turn_takes(self) -> None:
        self.choices.setVisible(not self.choices.isVisible())

    def _change(self, facts: dict[str, Any]) -> None:
        self.desk.do("change_place", facts, self.done, self.refused, owner=self)
