# SPDX-License-Identifier: MIT
"""What was found, line by line: under the heading of its group, with what of it matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit

from ui import icons, theme
from ui.pages.words import ICONS, kind_word
from ui.widgets import draw
from ui.widgets.states import PIECES, TAKEN_APART
from ui.widgets.table import Table
from workshop.benches.tags import spelled
from workshop.domain.terms import PieceKind, PieceState
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.find import Hit

KINDS = [kind.value for kind in PieceKind]
_OTHERS = {
    "batch": (mark("Batches"), "batches"),
    "place": (mark("Places"), "place"),
    "person": (mark("People"), "person"),
}
LINE = 52  # px


class Heading(NamedTuple):
    """The line above the hits of one group."""

    words: str


class Listed(NamedTuple):
    """A piece of a list that is shown as what was found; its `matched` is nothing."""

    group: str
    tag: str
    title: str
    detail: str
    matched: str = ""
    value: str = ""


def as_found(pieces: Iterable[Any]) -> list[Listed]:
    """The pieces of a list as lines of what was found."""
    return [
        Listed(
            piece.kind,
            piece.tag,
            " ".join(part for part in (piece.maker, piece.model) if part) or spelled(piece.tag),
            f"{piece.batch} · {'taken apart' if piece.taken_apart else piece.state}",
            "serial" if piece.serial else "",
            piece.serial,
        )
        for piece in pieces
    ]


def in_groups(hits: Sequence[Hit | Listed]) -> list[Heading | Hit | Listed]:
    """The hits under the heading of their group, pieces before the rest."""
    groups: dict[str, list[Hit | Listed]] = {group: [] for group in (*KINDS, *_OTHERS)}
    for hit in hits:
        groups.setdefault(hit.group, []).append(hit)
    rows: list[Heading | Hit | Listed] = []
    for group, found in groups.items():
        if found:
            rows += [Heading(_group_words(group)), *found]
    return rows


class FindBox(QLineEdit):
    """The box to type in; Down goes on to what was found."""

    def __init__(self) -> None:
        super().__init__()
        self._below: Table | None = None
        self.setFont(theme.font())
        self.setClearButtonEnabled(True)

    def walks(self, below: Table) -> None:
        self._below = below

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self._below is not None:
            self._below.setFocus()
            if self._below.rows.rowCount() > 1:
                self._below.setCurrentIndex(self._below.rows.index(1, 0))
        else:
            super().keyPressEvent(event)


def _group_words(group: str) -> str:
    return say(_OTHERS[group][0]) if group in _OTHERS else kind_word(group)


def hit_words(row: Heading | Hit | Listed) -> str:
    return row.words if isinstance(row, Heading) else f"{row.title} {spelled(row.tag)}"


def paint_hit(painter: QPainter, where: QRectF, row: Any) -> None:
    if isinstance(row, Heading):
        low = where.adjusted(0, 12, 0, 0)
        draw.words(painter, low, row.words, theme.font(theme.NOTE, strong=True), "quiet")
        return
    icon = ICONS.get(row.group) or _OTHERS.get(row.group, ("", "stock"))[1]
    icons.paint(painter, icon, QRectF(where.left(), where.top(), 22, where.height()), "quiet")
    room = where.adjusted(34, 5, 0, -4)
    upper, lower = QRectF(room), QRectF(room)
    upper.setBottom(room.center().y() + 2)
    lower.setTop(room.center().y() + 1)
    tag = spelled(row.tag)
    detail = row.detail
    if row.group in KINDS:  # the query says batch and state, the state in the trade's code
        detail, _, state = detail.rpartition(" · ")
        look = TAKEN_APART if state == "taken apart" else PIECES[PieceState(state)]
        letters = theme.font(theme.SMALL)
        draw.words(painter, upper, look.word, letters, "quiet", draw.RIGHT)
        upper.setRight(upper.right() - draw.width_of(look.word, letters) - 8)
    draw.words(painter, upper, row.title, theme.font(strong=True), "text")
    matched = row.value if row.matched not in ("tag", "model", row.group) else ""
    line = " · ".join(part for part in (tag, matched, detail) if part)
    draw.words(painter, lower, line, theme.font(theme.SMALL), "quiet")
