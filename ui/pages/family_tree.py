# SPDX-License-Identifier: MIT
"""The family of a piece as a tree: what it came off, the boards it was on, all that came off it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ui import icons, theme
from ui.pages.words import ICONS, PARTS, clock, kind_word, part_word
from ui.widgets import draw
from ui.widgets.states import PIECES, Look, piece_look
from workshop.benches.tags import spelled
from workshop.domain.terms import PieceKind, PieceState
from workshop.language import joined, say, say_many

if TYPE_CHECKING:
    from workshop.queries.genealogy import Genealogy, Kin, Stay

Index = QModelIndex | QPersistentModelIndex

_TAG = Qt.ItemDataRole.UserRole
_ICON = Qt.ItemDataRole.UserRole + 1
_LINES = Qt.ItemDataRole.UserRole + 2
_LOOK = Qt.ItemDataRole.UserRole + 3

_HIGH = theme.TOUCH  # px: a line and a smaller one below it


class FamilyTree(QTreeWidget):
    """Where a piece came from and where its own pieces are now; Enter or a tap opens one of them.

    `opened` is the tag of that piece.
    """

    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tag = ""
        self.setAccessibleName(say("Where it came from, where it went"))
        self.setHeaderHidden(True)
        self.setItemDelegate(_Branches(self))
        self.setIndentation(20)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setUniformRowHeights(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setExpandsOnDoubleClick(False)
        self.itemActivated.connect(self._open)
        self.itemClicked.connect(self._open)

    def drawBranches(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Nothing folds away: how far a line is in says where it hangs."""

    def show_family(self, family: Genealogy) -> None:
        """Grow the tree of this piece; a line that was gone to is kept while it is the same one."""
        here = self.currentItem()
        kept = here.data(0, _TAG) if here is not None and family.piece.tag == self._tag else ""
        scrolled = self.verticalScrollBar().value() if kept else 0
        self._tag = family.piece.tag
        self.clear()
        mine = self._grow(family)
        self.expandAll()
        found = next((item for item in self._items() if item.data(0, _TAG) == kept), mine)
        self.setCurrentItem(found)
        if kept:
            self.verticalScrollBar().setValue(scrolled)
        else:
            self.scrollToItem(mine)

    def _grow(self, family: Genealogy) -> QTreeWidgetItem:
        piece = family.piece
        chain = [piece, *family.origins]
        above = self.invisibleRootItem()
        for n in range(len(family.origins), 0, -1):
            words = say(
                "From {site} of {piece}", site=_site(chain[n - 1].donor_site), piece=_name(chain[n])
            )
            above = self._add(above, chain[n], words)
        mine = self._add(above, piece, _name(piece), strong=True)
        for stay in family.boards:
            # Where it came off first stands above it.
            if stay.until and (stay.since or stay.board != piece.donor):
                self._add_stay(mine, stay)
        if piece.board:
            words = say("Now on {site} of {piece}", site=piece.site, piece=spelled(piece.board))
            if piece.kind == PieceKind.BOARD:
                words = say("Now the board of {piece}", piece=spelled(piece.board))
            here = family.boards[-1] if family.boards else None
            since = here.since if here is not None and not here.until else ""
            below = say("since {day}", day=clock(since)) if since else ""
            self._add_line(mine, piece.board, "board", words, below)
        items = {piece.tag: mine}
        for kin in family.tree:
            items[kin.tag] = self._add(items[kin.parent], kin, _came(kin))
        if family.more:
            self._add_line(
                mine, "", "plus", say("The family goes on: it is too large to be shown.")
            )
        return mine

    def _add(
        self, above: QTreeWidgetItem, kin: Kin, words: str, strong: bool = False
    ) -> QTreeWidgetItem:
        look = piece_look(kin.state, kin.taken_apart)
        item = self._add_line(above, kin.tag, ICONS.get(kin.kind, "stock"), words, where_now(kin))
        item.setData(0, _LOOK, look)
        item.setFont(0, theme.font(strong=strong))
        return item

    def _add_stay(self, mine: QTreeWidgetItem, stay: Stay) -> None:
        where = joined(spelled(stay.board), stay.model)
        words = say("Was on {site} of {piece}", site=stay.site, piece=where)
        since, until = clock(stay.since), clock(stay.until)
        below = say("from {since} to {until}", since=since, until=until) if since else ""
        self._add_line(mine, stay.board, "board", words, below or say("until {day}", day=until))

    def _add_line(
        self, above: QTreeWidgetItem, tag: str, icon: str, words: str, below: str = ""
    ) -> QTreeWidgetItem:
        item = QTreeWidgetItem(above, [draw.one_line(joined(words, below))])
        item.setData(0, _TAG, tag)
        item.setData(0, _ICON, icon)
        item.setData(0, _LINES, (words, below))
        item.setFont(0, theme.font())
        item.setSizeHint(0, QSize(0, _HIGH))
        item.setToolTip(0, draw.plain_tip(item.text(0)))
        return item

    def _items(self) -> list[QTreeWidgetItem]:
        """Every line, from the top."""
        found: list[QTreeWidgetItem] = []
        waiting = [self.invisibleRootItem()]
        while waiting:
            item = waiting.pop()
            found.append(item)
            below = [item.child(n) for n in range(item.childCount())]
            waiting += [child for child in reversed(below) if child is not None]
        return found[1:]

    def _open(self, item: QTreeWidgetItem) -> None:
        if tag := item.data(0, _TAG):
            self.opened.emit(tag)


class _Branches(QStyledItemDelegate):
    """Paints a line of the tree in the colours of the theme, the one in hand set off."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        where = QRectF(option.rect)
        state = option.state
        if state & QStyle.StateFlag.State_HasFocus:
            draw.box(painter, where, "accent_on", "accent", 6)
        elif state & QStyle.StateFlag.State_MouseOver:
            draw.box(painter, where, "field", None, 6)
        picture = QRectF(where.left() + 6, where.top(), 20, where.height())
        icons.paint(painter, index.data(_ICON), picture, "quiet")
        room = where.adjusted(34, 0, -6, 0)
        words, below = index.data(_LINES)
        letters = index.data(Qt.ItemDataRole.FontRole)
        look: Look | None = index.data(_LOOK)
        if not below and look is None:
            draw.words(painter, room, words, letters)
            return
        upper, lower = QRectF(room), QRectF(room)
        upper.setBottom(room.top() + room.height() * 0.58)
        lower.setTop(room.top() + room.height() * 0.52)
        lower.setBottom(room.bottom() - 2)
        draw.words(painter, upper, words, letters)
        if look is not None:
            dot = QRectF(lower.left(), lower.top(), 14, lower.height())
            ink = "quiet" if look.tone is theme.Tone.PLAIN else look.tone.value
            icons.paint(painter, look.icon, dot, ink)
            lower.setLeft(lower.left() + 20)
        draw.words(painter, lower, below, theme.font(theme.SMALL), "quiet")


def _name(kin: Kin) -> str:
    """Tag, and what it is: what is printed on it, its model, or its kind."""
    return joined(spelled(kin.tag), kin.marking or kin.model or kind_word(kin.kind))


def _came(kin: Kin) -> str:
    """How a piece belongs to the one above it."""
    name = _name(kin)
    if kin.how == "fitted" and kin.kind == PieceKind.BOARD:
        return say("Its board: {piece}", piece=name)
    if kin.how == "fitted":
        return say("On it at {site}: {piece}", site=kin.site, piece=name)
    if kin.how == "was_fitted":
        return say("Was on it: {piece}", piece=name)
    if not kin.donor_site:
        return name
    return say("{site} → {piece}", site=_site(kin.donor_site), piece=name)


def _site(site: str) -> str:
    """A site of a board by its own name, or a part of a card by its word."""
    return part_word(site) if site in PARTS else site


def where_now(kin: Kin) -> str:
    """The state of a piece in a word, and where it is now."""
    word = piece_look(kin.state, kin.taken_apart).word
    if kin.how == "fitted":  # its board is the line above; from where it came is not
        if not kin.donor:
            return word
        return joined(word, say("from {site} of {piece}", site=_site(kin.donor_site),
                                 piece=spelled(kin.donor)))  # fmt: skip
    if kin.board:
        return joined(word, say("on {site} of {board}", site=kin.site, board=spelled(kin.board)))
    return joined(word, kin.place)


def told(family: Genealogy) -> str:
    """How large a family is, and how many of it are in each state; empty where it is alone."""
    if not family.tree:
        return ""
    states = Counter(kin.state for kin in family.tree)
    counted = [
        say("{what}: {n}", what=look.word, n=states[state])
        for state, look in PIECES.items()
        if states[PieceState(state)]
    ]
    whole = say_many("{n} piece", "{n} pieces", len(family.tree))
    return joined(whole, *counted)
