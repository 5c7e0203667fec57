# SPDX-License-Identifier: MIT
"""The passport of a piece: what it is, the tree of where pieces went, tests, and a time line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.pages.bench_parts import only_shown
from ui.pages.words import ICONS, kind_word, moment
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Badge, Button, Label
from ui.widgets.panels import Panel, Picture
from ui.widgets.states import LEADED, PIECES, VERDICTS, Look, piece_look
from ui.widgets.table import Column, Table
from workshop.benches.harvest import spelled
from workshop.domain.terms import PieceState, Verdict
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.pieces import Event, Passport
    from workshop.queries.rows import PieceRow

Index = QModelIndex | QPersistentModelIndex

_TAG = Qt.ItemDataRole.UserRole
_ICON = Qt.ItemDataRole.UserRole + 1
_NAMES, _VALUES = 4, 8

# px: a row with a smaller line under the first.
LINE = 52


class PiecesTree(QTreeWidget):
    """Where a piece came from and where its own pieces went; Enter or a tap opens one of them."""

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(say("Where it came from, where it went"))
        self.setHeaderHidden(True)
        self.setItemDelegate(_Branches(self))
        self.setIndentation(24)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setUniformRowHeights(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setExpandsOnDoubleClick(False)
        self.itemActivated.connect(self._open)
        self.itemClicked.connect(self._open)

    def show_passport(self, passport: Passport) -> None:
        """Grow the tree of this piece: its donor above it, what came off it below."""
        self.clear()
        piece, root = passport.piece, self.invisibleRootItem()
        if passport.donor is not None:
            words = say(
                "From {site} of {piece}", site=piece.donor_site, piece=_name(passport.donor)
            )
            root = self._add(root, passport.donor, words)
        mine = self._add(root, piece, _name(piece), strong=True)
        if passport.board is not None:
            words = say("Now on {site} of {piece}", site=piece.site, piece=_name(passport.board))
            self._add(mine, passport.board, words)
        fitted = {part.tag for part in passport.fitted}
        for part in passport.fitted:
            words = say("On it at {site}: {piece}", site=part.site, piece=_name(part))
            self._add(mine, part, words)
        for part in passport.came_off:
            if part.tag not in fitted:
                words = say("{site} → {piece}", site=part.donor_site, piece=_name(part, where=True))
                self._add(mine, part, words)
        self.expandAll()
        self.setCurrentItem(mine)

    def _add(
        self, above: QTreeWidgetItem, piece: PieceRow, words: str, strong: bool = False
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem(above, [draw.one_line(words)])
        item.setData(0, _TAG, piece.tag)
        item.setData(0, _ICON, ICONS.get(piece.kind, "stock"))
        item.setFont(0, theme.font(strong=strong))
        item.setSizeHint(0, QSize(0, theme.ROW))
        item.setToolTip(0, draw.plain_tip(words))
        return item

    def _open(self, item: QTreeWidgetItem) -> None:
        self.opened.emit(item.data(0, _TAG))


class _Branches(QStyledItemDelegate):
    """Paints a line of the tree in the colours of the theme, the one in hand set off."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        where = QRectF(option.rect)
        state = option.state
        if state & QStyle.StateFlag.State_HasFocus:
            draw.box(painter, where, "accent_on", "accent", 6)
        elif state & QStyle.StateFlag.State_MouseOver:
            draw.box(painter, where, "field", None, 6)
        mark = QRectF(where.left() + 6, where.top(), 20, where.height())
        icons.paint(painter, index.data(_ICON), mark, "quiet")
        letters = index.data(Qt.ItemDataRole.FontRole)
        draw.words(painter, where.adjusted(34, 0, -6, 0), index.data(), letters)


def _name(piece: PieceRow, where: bool = False) -> str:
    """Tag, what it is, its state and, where asked for, the place it lies in."""
    look = PIECES.get(PieceState(piece.state))
    parts = [spelled(piece.tag), piece.marking or piece.model or kind_word(piece.kind)]
    if look is not None:
        parts.append(look.word)
    if where and piece.place:
        parts.append(piece.place)
    return " · ".join(parts)


class PassportView(QWidget):
    """Everything known of one piece, and what can be done with it from here."""

    pieceOpened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._head())
        below = QHBoxLayout()
        below.setSpacing(12)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._pieces(), 3)
        left.addWidget(self._tests_panel(), 2)
        below.addLayout(left, 1)
        below.addWidget(self._time_line(), 1)
        column.addLayout(below, 1)

    def _head(self) -> QWidget:
        panel = Panel()
        top = QHBoxLayout()
        top.setSpacing(12)
        self.picture = Picture("card", "accent", 40)
        top.addWidget(self.picture)
        names = QVBoxLayout()
        names.setSpacing(0)
        self.title = Label("", theme.TITLE, strong=True, cuts=True)
        self.tag = Label("", theme.BODY, strong=True, ink="accent", cuts=True)
        names.addWidget(self.title)
        names.addWidget(self.tag)
        top.addLayout(names, 1)
        self.lead, self.state = Badge(), Badge()
        self.lead.setLook(LEADED)
        for badge in (self.lead, self.state):
            top.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
        panel.body.addLayout(top)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(24)
        self._facts.setVerticalSpacing(0)
        panel.body.addLayout(self._facts)
        panel.body.addLayout(self._buttons())
        return panel

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        self.bench = Button(
            say("To the bench"), tone=Tone.ACCENT, filled=True, icon="bench", key="F5"
        )
        self.again = Button(say("Label again"), icon="label", key="F6")
        self.pdf = Button(say("Passport"), icon="pdf", key="F7")
        self.file = Button(say("Show the PDF"), icon="external", key="F8")
        self.file.hide()
        for button in (self.bench, self.again, self.pdf, self.file):
            row.addWidget(only_shown(button))
        row.addStretch(1)
        return row

    def _pieces(self) -> QWidget:
        panel = Panel(say("Where it came from, where it went"), margin=12)
        self.tree = PiecesTree()
        self.tree.opened.connect(self.pieceOpened.emit)
        panel.body.addWidget(self.tree, 1)
        return panel

    def _tests_panel(self) -> QWidget:
        panel = Panel(say("Tests"), margin=12)
        self.tests = Table(
            [
                Column(mark("Test"), "name", paint=_paint_test),
                Column(mark("Verdict"), "verdict", width=150, look=_verdict),
            ],
            name=mark("Tests"),
            empty=mark("It was not tested yet."),
        )
        self.tests.horizontalHeader().hide()
        self.tests.verticalHeader().setDefaultSectionSize(LINE)
        panel.body.addWidget(self.tests, 1)
        return panel

    def _time_line(self) -> QWidget:
        panel = Panel(say("What was done"), margin=12)
        self.history = Table(
            [Column(mark("What was done"), _what, paint=_paint_event)],
            name=mark("What was done"),
            empty=mark("Nothing was done yet."),
        )
        self.history.horizontalHeader().hide()
        self.history.verticalHeader().setDefaultSectionSize(LINE)
        panel.body.addWidget(self.history, 1)
        return panel

    def show_passport(self, passport: Passport) -> None:
        """Show this passport; the time line begins with the newest."""
        piece = passport.piece
        self.picture.setIcon(ICONS.get(piece.kind, "stock"))
        self.title.setText(_title(piece))
        self.tag.setText(spelled(piece.tag))
        self.state.setLook(piece_look(piece.state, piece.taken_apart))
        self._show_facts(_facts(passport))
        self.lead.setVisible(bool(passport.leaded))
        self.tree.show_passport(passport)
        self.tests.setRows(list(reversed(passport.tests)))
        self.history.setRows(list(reversed(passport.history)))

    def _show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        while (item := self._facts.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for place, (name, value) in enumerate(facts[:_VALUES]):
            row, at = divmod(place, _NAMES)
            self._facts.addWidget(Label(name, theme.SMALL, ink="quiet"), 2 * row, at)
            self._facts.addWidget(Label(value, theme.NOTE, strong=True, cuts=True), 2 * row + 1, at)
        for at in range(_NAMES):
            self._facts.setColumnStretch(at, 1)


def _title(piece: PieceRow) -> str:
    named = " ".join(part for part in (piece.maker, piece.model) if part)
    return named or kind_word(piece.kind)


def _facts(passport: Passport) -> list[tuple[str, str]]:
    """Names and values of what is known, the most wanted first; what is not known is left out."""
    piece = passport.piece
    facts = [
        (say("Serial"), piece.serial),
        (say("Marking"), piece.marking),
        (say("Part number"), piece.part_number),
        (say("Batch"), piece.batch),
        (say("Place"), piece.place),
        (say("Heat cycles"), str(piece.heat_cycles) if piece.heat_cycles else ""),
        (say("Grade"), piece.grade),
        (say("Decided"), piece.disposition),
        (say("Photos"), str(len(passport.photos)) if passport.photos else ""),
        (say("Note"), piece.note),
    ]
    shown = {piece.serial, piece.marking, piece.part_number}
    facts += [(name.kind, name.value) for name in passport.identifiers if name.value not in shown]
    return [(name, value) for name, value in facts if value]


def _verdict(test: Any) -> Look:
    return VERDICTS[Verdict(test.verdict)]


def _what(event: Event) -> str:
    return say("{what} (undone)", what=event.text) if event.undone else event.text


def _halves(where: QRectF) -> tuple[QRectF, QRectF]:
    """Room for a line and a smaller one under it."""
    upper, lower = QRectF(where), QRectF(where)
    upper.setBottom(where.top() + where.height() * 0.56)
    lower.setTop(where.top() + where.height() * 0.5)
    lower.setBottom(where.bottom() - 4)
    return upper, lower


def _paint_test(painter: QPainter, where: QRectF, test: Any) -> None:
    upper, lower = _halves(where)
    draw.words(painter, upper, test.name, theme.font())
    words = say("{when} · attempt {n} · {who}", when=moment(test.at), n=test.attempt,
                who=test.person)  # fmt: skip
    draw.words(painter, lower, words, theme.font(theme.SMALL), "quiet")


def _paint_event(painter: QPainter, where: QRectF, event: Event) -> None:
    """A dot on the line of time, hollow where it was undone; what it was; when, who and where."""
    x = where.left() + 5
    painter.fillRect(QRectF(x - 1, where.top(), 2, where.height() + 1), theme.color("line"))
    dot = QRectF(x - 5, where.center().y() - 5, 10, 10)
    draw.box(painter, dot, "surface" if event.undone else "accent", "accent", 5, 2)
    upper, lower = _halves(where.adjusted(26, 0, 0, 0))
    draw.words(painter, upper, _what(event), theme.font(), "quiet" if event.undone else "text")
    parts = (moment(event.at), event.person, event.station)
    words = " · ".join(part for part in parts if part)
    draw.words(painter, lower, words, theme.font(theme.SMALL), "quiet")
