# SPDX-License-Identifier: MIT
"""Sets from stock on the right of the bench: the best for a board, and the one that is picked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui import icons, theme
from ui.pages.bench_parts import only_shown
from ui.pages.words import number
from ui.theme import Tone
from ui.widgets import draw
from ui.widgets.controls import Button, Label
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.language import listed, mark, say, say_many

if TYPE_CHECKING:
    from workshop.queries.memory_sets import MemorySet, MemorySets, SetPiece

SETS_KEY = "Ctrl+T"
_HIGH, _LINE = 78, 48

_IN_WHAT = {
    "maker": mark("maker"),
    "part": mark("part"),
    "grade": mark("grade"),
    "date": mark("date"),
    "heat": mark("heat"),
}

_WAITS = {"bake": mark("bake it first"), "oven": mark("in the oven")}


class Picked(NamedTuple):
    """A chip that is put by, and whether it is in the hand."""

    piece: SetPiece
    here: bool


class SetsPane(QWidget):
    """Which sets there are for a board, or the chips that are put by for it."""

    reserveTapped = Signal(object)
    releaseTapped = Signal()
    moreTapped = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        self.title = Label("", theme.TITLE, strong=True, wraps=True)
        self.needs = Label("", theme.NOTE, ink="quiet", wraps=True)
        self.missing = Label("", theme.BODY, strong=True, ink="careful", wraps=True)
        self.wet = Label("", theme.NOTE, ink="quiet", wraps=True)
        for part in (self.title, self.needs, self.missing, self.wet):
            column.addWidget(part)
        self.sets = Table(
            [Column(mark("Memory set"), _set_words, paint=_paint_set)],
            name=mark("Sets from stock"),
            empty=mark("No chip in stock can go onto this board now."),
        )
        self.pieces = Table(
            [Column(mark("Chip"), _piece_words, paint=_paint_piece)],
            name=mark("Reserved for this board"),
            key=lambda row: row.piece.tag,
        )
        self._lists = QStackedWidget()
        for table, high in ((self.sets, _HIGH), (self.pieces, _LINE)):
            table.horizontalHeader().hide()
            table.verticalHeader().setDefaultSectionSize(high)
            self._lists.addWidget(table)
        column.addWidget(self._lists, 1)
        self.reserve = only_shown(
            Button("", tone=Tone.ACCENT, filled=True, big=True, key="F5", press=self.take)
        )
        self.more = Button(say("More sets …"), press=self.moreTapped.emit)
        self.release = Button(say("Release them"), press=self.releaseTapped.emit)
        self.close_it = Button(say("Close"), press=self.left.emit)
        for button in (self.reserve, self.more, self.release, self.close_it):
            column.addWidget(button)
        self.sets.picked.connect(self._show_choice)
        self.sets.opened.connect(lambda _row: self.take())

    @property
    def shows_sets(self) -> bool:
        """Whether sets are offered, and not the chips of one."""
        return self._lists.currentWidget() is self.sets

    def take(self) -> None:
        """The set in hand is the one to reserve."""
        row = self.sets.currentRow()
        if self.shows_sets and row is not None:
            self.reserveTapped.emit(row)

    def offer(self, found: MemorySets) -> None:
        """Show the best sets, the first in hand."""
        self._turn(self.sets)
        self.title.setText(say("Sets from stock"))
        self.needs.setText(_needs(found))
        self.missing.setText(
            say_many("One chip is missing.", "{n} chips are missing.", found.missing)
        )
        self.missing.setVisible(found.missing > 0)
        self._show_wet(_wet(found))
        self.sets.setRows(found.sets)
        if found.sets:
            self.sets.setCurrentIndex(self.sets.rows.index(0, 0))
        self._show_choice(found.sets[0] if found.sets else None)
        self.sets.setFocus()

    def show_picked(self, found: MemorySets, picked: set[str]) -> None:
        """Show the chips that are put by, and which of them are in the hand."""
        self._turn(self.pieces)
        n = len(found.reserved)
        done = len(picked) == n
        self.title.setText(say("Fit the set: {n}", n=n) if done else say("Pick the set: {n}", n=n))
        self.needs.setText(
            say("Scan each chip as it goes onto its site.") if done
            else say("{n} of {most} picked. Scan each chip as you take it.", n=len(picked), most=n)
        )  # fmt: skip
        self.missing.setText(
            say_many("One more site is empty.", "{n} more sites are empty.", found.wanted)
        )
        self.missing.setVisible(found.wanted > 0)
        self.more.setVisible(found.wanted > 0)
        self._show_wet("")
        self.pieces.setRows([Picked(piece, piece.tag in picked) for piece in found.reserved])

    def _turn(self, table: Table) -> None:
        self._lists.setCurrentWidget(table)
        offers = table is self.sets
        self.reserve.setVisible(offers)
        self.release.setVisible(not offers)
        self.more.setVisible(False)

    def _show_wet(self, words: str) -> None:
        self.wet.setText(words)
        self.wet.setVisible(bool(words))

    def _show_choice(self, row: MemorySet | None) -> None:
        self.reserve.setEnabled(row is not None)
        self.reserve.setText(
            say("Reserve these {n}", n=len(row.pieces)) if row is not None else say("Reserve")
        )


def _needs(found: MemorySets) -> str:
    """What the board takes."""
    if not found.type:
        return say("{n} empty memory sites. The model is not known.", n=found.wanted)
    facts = {"n": found.wanted, "type": found.type, "gb": number(found.gb),
             "speed": number(found.gbps)}  # fmt: skip
    if found.gbps:
        return say("Wanted: {n} × {type} {gb} GB, {speed} Gbit/s or faster", **facts)
    return say("Wanted: {n} × {type} {gb} GB", **facts)


def _wet(found: MemorySets) -> str:
    """What would do besides, once it is dry."""
    lines = []
    if found.to_bake:
        lines.append(
            say_many(
                "One more chip would do: bake it first.",
                "{n} more chips would do: bake them first.",
                found.to_bake,
            )
        )
    if found.in_oven:
        lines.append(
            say_many(
                "One more chip is in the oven.", "{n} more chips are in the oven.", found.in_oven
            )
        )
    return "\n".join(lines)


def _name(row: MemorySet) -> str:
    named = " ".join(part for part in (row.maker, row.part) if part)
    if named:
        return named
    known = any(piece.part for piece in row.pieces)
    return say("Parts of several kinds") if known else say("Part not known")


def _head(row: MemorySet) -> str:
    n = len(row.pieces)
    if row.missing:
        return say("{n} of {most} · {name}", n=n, most=n + row.missing, name=_name(row))
    return say("{n} · {name}", n=n, name=_name(row))


def _detail(row: MemorySet) -> str:
    """Speed, grade, dates and heat, as far as they are known."""
    grade = say("grade {grade}", grade=row.grade) if row.grade else ""
    dates = row.oldest if row.oldest == row.newest else f"{row.oldest}–{row.newest}"
    n = str(row.hottest) if row.coolest == row.hottest else f"{row.coolest}–{row.hottest}"
    heat = say("heat cycles {n}", n=n)
    return " · ".join(part for part in (grade, dates, heat) if part)


def _alike(row: MemorySet) -> str:
    """In what they differ, and what else there is to know."""
    if row.leaded:
        return say("Leaded balls: {n}", n=row.leaded)
    if not row.differs:
        return say("Alike in all")
    if row.differs == ["date"] and not row.oldest:
        return say("Alike, but their dates are not known")
    return say("Not the same: {what}", what=listed(_IN_WHAT[each] for each in row.differs))


def _where(row: MemorySet) -> str:
    return listed(
        say("{n} in {place}", n=n, place=place) if place else say("{n} in no place", n=n)
        for place, n in row.fetch.items()
    )


def _set_words(row: MemorySet) -> str:
    return " · ".join((_head(row), _detail(row), _alike(row), _where(row)))


def _paint_set(painter: QPainter, where: QRectF, row: Any) -> None:
    lines: Sequence[tuple[str, str, int, bool]] = (
        (_head(row), "text", theme.BODY, True),
        (_detail(row), "text", theme.SMALL, False),
        (_alike(row), "careful" if row.leaded else "quiet", theme.SMALL, False),
        (_where(row), "quiet", theme.SMALL, False),
    )
    top = where.top() + 3
    for text, ink, size, strong in lines:
        high = 21 if strong else 17
        draw.words(painter, QRectF(where.left(), top, where.width(), high), text,
                   theme.font(size, strong), ink)  # fmt: skip
        top += high


def _piece_words(row: Picked) -> str:
    piece = row.piece
    state = say("picked") if row.here else say("to be picked")
    parts = (spelled(piece.tag), piece.place, state, _waits(piece))
    return " · ".join(part for part in parts if part)


def _waits(piece: SetPiece) -> str:
    """Why a chip that is put by cannot be fitted now."""
    return say(_WAITS[piece.waits]) if piece.waits else ""


def _paint_piece(painter: QPainter, where: QRectF, row: Any) -> None:
    piece = row.piece
    icon, ink = ("check", "good") if row.here else ("ring", "quiet")
    icons.paint(painter, icon, QRectF(where.left(), where.top(), 20, where.height()), ink)
    upper = where.adjusted(30, 4, 0, -where.height() / 2)
    lower = where.adjusted(30, where.height() / 2 - 2, 0, -4)
    draw.words(painter, upper, spelled(piece.tag), theme.font(strong=True), "text")
    state = say("picked") if row.here else (piece.place or say("in no place"))
    parts = (_waits(piece), state, piece.part,
             say("grade {grade}", grade=piece.grade) if piece.grade else "")  # fmt: skip
    draw.words(painter, lower, " · ".join(part for part in parts if part),
               theme.font(theme.SMALL), "careful" if piece.waits else "quiet")  # fmt: skip
