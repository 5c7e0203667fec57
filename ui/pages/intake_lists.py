# SPDX-License-Identifier: MIT
"""The lists of a batch at the intake: each a tab with its number, all of them live."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from ui import theme
from ui.desk import Desk
from ui.pages.words import clock
from ui.widgets import draw
from ui.widgets.controls import Press
from ui.widgets.panels import Panel
from ui.widgets.states import PIECES
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.domain.terms import ManifestState, PieceState
from workshop.language import mark, say

SCANS = "scans"
PAGE = 200

_SERIAL = Column(mark("Serial"), "serial", strong=True, share=5, cut="middle")
_MODEL = Column(mark("Model"), lambda row: _model(row), share=5)
_PART = Column(mark("Part number"), "part_number", share=4, cut="middle", ink="quiet")
_TAG = Column(mark("Tag"), lambda row: spelled(row.tag) if row.tag else "", width=136, ink="accent")
_WHEN = Column(mark("When"), "at", show=clock, width=100, ink="quiet")
_WHO = Column(mark("Who"), "person", width=84, ink="quiet")
_STATE = Column(mark("State"), "state", look=lambda row: _look(row), width=140)
_WHY = Column(mark("Why"), "reason", share=5)


class ListOf(NamedTuple):
    """One list: its words, its columns, what it says while it is empty, and its ink if it is not.

    `number` is the name of its number among the differences of the batch.
    """

    state: str
    words: str
    number: str
    columns: list[Column]
    empty: str
    ink: str = "text"


LISTS = [
    ListOf(
        ManifestState.RECEIVED,
        mark("Received"),
        "received",
        [_SERIAL, _MODEL, _TAG, _STATE, _WHEN, _WHO],
        mark("No card was received yet. Scan the first one."),
    ),
    ListOf(
        ManifestState.MISSING,
        mark("Still missing"),
        "missing",
        [_SERIAL, _MODEL, _PART, Column(mark("Carton"), "box", width=120)],
        mark("No card of the supplier's list is missing."),
    ),
    ListOf(
        ManifestState.UNEXPECTED,
        mark("Unexpected"),
        "unexpected",
        [_SERIAL, _MODEL, _TAG, _STATE, _WHEN, _WHO],
        mark("No card came that is not in the supplier's list."),
        "careful",
    ),
    ListOf(
        ManifestState.REFUSED,
        mark("Refused"),
        "refused",
        [_SERIAL, _MODEL, _WHY, _WHEN, _WHO],
        mark("No card was refused. Scan a code of the command sheet, or press “Refuse …”."),
        "refused",
    ),
    ListOf(
        ManifestState.DUPLICATE,
        mark("Duplicate"),
        "duplicate",
        [_SERIAL, _MODEL, Column(mark("Is already"), lambda row: _already(row), share=5), _TAG],
        mark("No line of the supplier's list is there twice, or here with another batch."),
        "careful",
    ),
    ListOf(
        ManifestState.QUARANTINED,
        mark("Quarantined"),
        "quarantined",
        [_SERIAL, _MODEL, _WHY, _TAG, _WHO],
        mark("No card of this batch is in quarantine or on hold."),
        "careful",
    ),
]


def _model(row: Any) -> str:
    return " ".join(part for part in (row.maker, row.model) if part)


def _look(row: Any) -> Any:
    return PIECES[PieceState(row.state)] if row.state else None


def _already(row: Any) -> str:
    if row.repeats:
        return say("in the list as {serial}", serial=row.repeats)
    return say("here, in batch {batch}", batch=row.batch)


class Tab(Press):
    """A large number over its name; pressed, its list is shown. A bar shows the part of a whole."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._name, self._number, self._of, self._ink = name, "", 0, "text"
        super().__init__(name, parent)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_number(self, number: int | None, of: int = 0, ink: str = "text") -> None:
        """Show the number, of how many where that is known; None shows the name alone."""
        self._number, self._of = "" if number is None else str(number), of
        self._ink = ink if number else "text"
        words = say("{n} of {of}", n=number, of=of) if of else self._number
        self.setAccessibleName(f"{self._name}: {words}" if words else self._name)
        self.setToolTip(draw.plain_tip(self.accessibleName()))
        self.update()

    def number(self) -> str:
        """The number, and of how many, as it is read."""
        return say("{n} of {of}", n=self._number, of=self._of) if self._of else self._number

    def sizeHint(self) -> QSize:
        """As wide as its words; large enough for a glove."""
        wide = max(
            draw.width_of(self._name, theme.font(theme.NOTE)),
            draw.width_of(self._number, theme.font(theme.ANSWER, True))
            + (draw.width_of(self.number(), theme.font(theme.NOTE)) if self._of else 0),
        )
        return QSize(round(wide) + 24, 64)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint number, name, and the line under the list that is shown."""
        with QPainter(self) as painter:
            where = QRectF(self.rect())
            if self.isChecked():
                draw.box(painter, where, "accent_on", None)
            elif self.underMouse():
                draw.box(painter, where, "hover", None)
            room = where.adjusted(12, 4, -8, -6)
            name = QRectF(room)
            if self._number:
                name.setTop(room.top() + 34)
                big = QRectF(room.left(), room.top(), room.width(), 34)
                font = theme.font(theme.ANSWER, strong=True)
                taken = draw.words(painter, big, self._number, font, self._ink)
                if self._of:
                    rest = big.adjusted(taken + 6, 8, 0, 0)
                    of = say("of {of}", of=self._of)
                    draw.words(painter, rest, of, theme.font(theme.NOTE), "quiet")
            note = theme.font(theme.NOTE, strong=self.isChecked())
            ink = "accent" if self.isChecked() else "quiet"
            draw.words(painter, name, self._name, note, ink)
            self._paint_bar(painter, where)
            draw.focus_ring(painter, self)

    def _paint_bar(self, painter: QPainter, where: QRectF) -> None:
        line = QRectF(where.left() + 4, where.bottom() - 4, where.width() - 8, 4)
        if self._of:
            draw.box(painter, line, "line", None, 2)
            done = min(1.0, int(self._number) / self._of)
            if done:
                line.setWidth(max(4.0, line.width() * done))
                draw.box(painter, line, "accent", None, 2)
        elif self.isChecked():
            draw.box(painter, line, "accent", None, 2)


class Lists(Panel):
    """The last scans and six lists of a batch. Only the list in sight is asked for.

    While an answer is on its way nothing is asked again: the newest question follows it.
    """

    opened = Signal(str)  # the tag of a card
    numbered = Signal(object)  # how the batch differs from the list

    def __init__(self, desk: Desk, scans: Table, parent: QWidget | None = None) -> None:
        super().__init__(margin=8, parent=parent)
        self._desk = desk
        self._batch = ""
        self._expected = 0
        self._asked: set[str] = set()
        self._stale: set[str] = set()
        self.tabs: dict[str, Tab] = {}
        self.tables: dict[str, Table] = {SCANS: scans}
        self.head = QHBoxLayout()
        self.head.setSpacing(2)
        self.stack = QStackedWidget()
        self._add_tab(SCANS, mark("Last scans"))
        self.stack.addWidget(scans)
        for one in LISTS:
            self._add_tab(one.state, one.words)
        self.body.addLayout(self.head)
        self.body.addWidget(self.stack, 1)
        self.tabs[SCANS].setChecked(True)
        self.shown = SCANS

    def _add_tab(self, state: str, words: str) -> None:
        tab = Tab(say(words))
        tab.clicked.connect(lambda: self.show_list(state))
        self.tabs[state] = tab
        self.head.addWidget(tab, 1)

    def show_list(self, state: str) -> None:
        """Bring this list into sight."""
        self.shown = state
        for name, tab in self.tabs.items():
            tab.setChecked(name == state)
        if state not in self.tables:
            self.tables[state] = self._made(state)
            self.stack.addWidget(self.tables[state])
        self.stack.setCurrentWidget(self.tables[state])
        self._ask(state)

    def _made(self, state: str) -> Table:
        one = next(each for each in LISTS if each.state == state)
        table = Table(
            one.columns,
            name=one.words,
            empty=one.empty,
            key=lambda row: row.key,
            on_more=partial(self._more, state),
        )
        table.opened.connect(lambda row: self.opened.emit(row.tag) if row.tag else None)
        return table

    def refresh(self, batch: str) -> None:
        """Ask anew for the numbers of this batch and the list in sight."""
        if batch != self._batch:
            self._batch = batch
            for state, table in self.tables.items():
                if state != SCANS:
                    table.setRows([])
        self._ask("numbers")
        self._ask(self.shown)

    def _ask(self, what: str) -> None:
        if what == SCANS or not self._batch or not self._desk.is_open:
            return
        if what in self._asked:
            self._stale.add(what)
            return
        self._asked.add(what)
        no = partial(self._came, what)
        facts: dict[str, Any] = {"batch": self._batch}
        if what == "numbers":
            came = partial(self._came, what, show=self._show_numbers)
            self._desk.ask("differences", facts, came, self, what, lambda *_: no(None))
        else:
            rows = max(PAGE, self.tables[what].rows.rowCount())
            facts |= {"state": what, "limit": rows + 1}
            came = partial(self._came, what, show=partial(self._show_rows, what, rows))
            self._desk.ask("manifest_state", facts, came, self, what, lambda *_: no(None))

    def _came(self, what: str, found: Any, show: Callable[[Any], object] | None = None) -> None:
        self._asked.discard(what)
        if found is not None and show is not None:
            show(found)
        if what in self._stale:
            self._stale.discard(what)
            self._ask(what)

    def _show_numbers(self, found: Any) -> None:
        if found.batch != self._batch:
            return
        for one in LISTS:
            self.tabs[one.state].show_number(
                getattr(found, one.number),
                self._expected if one.state == ManifestState.RECEIVED else 0,
                one.ink,
            )
        self.numbered.emit(found)

    def show_expected(self, received: int, expected: int) -> None:
        """Show at once how many came, of how many that are expected."""
        self._expected = expected
        self.tabs[ManifestState.RECEIVED].show_number(received, expected)

    def _show_rows(self, state: str, limit: int, rows: list[Any]) -> None:
        self.tables[state].setRows(rows[:limit], more=len(rows) > limit)

    def _more(self, state: str, last: Any) -> None:
        facts = {"batch": self._batch, "state": state, "after": last.key, "limit": PAGE + 1}

        def came(rows: list[Any]) -> None:
            self.tables[state].addRows(rows[:PAGE], more=len(rows) > PAGE)

        self._desk.ask("manifest_state", facts, came, self, f"more {state}")
