# SPDX-License-Identifier: MIT
"""The left of Find: the box, the filter by result, and what was found, shown while one types."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal

from ui import theme
from ui.desk import Desk
from ui.pages.find_hits import (
    LINE,
    FindBox,
    Heading,
    Listed,
    as_found,
    hit_words,
    in_groups,
    paint_hit,
)
from ui.pages.result_filter import ResultFilter
from ui.widgets.controls import Label
from ui.widgets.panels import Panel
from ui.widgets.table import Column, Table
from workshop.domain.terms import PieceKind
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.find import Hit

# From the last letter to the question, in milliseconds.
PAUSE_MS = 150

MOST, MORE = 60, 100
"""So many are found, and so many cards with a result are shown at a time."""

_CARDS = {"kind": PieceKind.CARD.value}


class FindResults(Panel):
    """What is looked for and what was found; `picked` has the line that was come to."""

    picked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setFixedWidth(360)
        self._found_for: tuple[str, dict[str, Any]] = ("", {})
        self._wants_first = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.search)
        self.box = FindBox()
        self.box.setPlaceholderText(say("Tag, serial, marking, model …"))
        self.box.setAccessibleName(say("What to find"))
        self.box.textChanged.connect(self._typed)
        self.box.returnPressed.connect(self._first)
        self.hits = Table(
            [Column(mark("Found"), hit_words, paint=paint_hit)],
            name=mark("What was found"),
            key=lambda row: row[:2],
            on_more=self._more,
        )
        self.hits.horizontalHeader().hide()
        self.hits.verticalHeader().setDefaultSectionSize(LINE)
        self.hits.picked.connect(self._pick)
        self.box.walks(self.hits)
        self.count = Label("", theme.NOTE, ink="quiet")
        self.count.hide()
        self.results = ResultFilter(narrow=True)
        self.results.changed.connect(self.search)
        self.body.addWidget(self.box)
        self.body.addWidget(self.results)
        self.body.addWidget(self.count)
        self.body.addWidget(self.hits, 1)

    def refresh(self) -> None:
        """Ask which test plans there are."""
        self._desk.ask("plans", {}, self.results.offer_plans, self, "plans")

    def _typed(self) -> None:
        self._wants_first = False
        if self.box.text().strip():
            self._pause.start()
        else:
            self.search()

    def _looked_for(self) -> tuple[str, dict[str, Any]]:
        """What is typed, and which result cards must have."""
        return self.box.text().strip(), self.results.facts()

    def search(self) -> None:
        """Look for what is typed, among the cards with the result that is set; for all of these."""
        self._pause.stop()
        wanted = text, asked = self._looked_for()
        if not self._desk.is_open:
            return
        if text:
            facts = {"text": text, "limit": MOST, **asked}
            self._desk.ask("search", facts, partial(self._found, wanted), self, "search")
        elif asked:
            limit = (self._cards_shown() // MORE + 1) * MORE
            facts = {**_CARDS, **asked, "limit": limit}
            came = partial(self._found_cards, wanted, limit)
            self._desk.ask("pieces", facts, came, self, "search")
        else:
            self._found(wanted, [])

    def _found(self, wanted: tuple[str, dict[str, Any]], hits: Sequence[Hit]) -> None:
        """Show what was found, and the first of it if Enter was quicker."""
        self._found_for = wanted
        self._show_hits(hits)
        if self._wants_first:
            self._first()

    def _cards_shown(self) -> int:
        return sum(isinstance(row, Listed) for row in self.hits.rows.rows())

    def _found_cards(
        self, wanted: tuple[str, dict[str, Any]], limit: int, cards: Sequence[Any]
    ) -> None:
        """Show the first cards with the result that is set."""
        if wanted != self._looked_for():
            return
        self._found_for, more = wanted, len(cards) == limit
        self.hits.setRows(in_groups(as_found(cards)), more)
        self.results.show_count(len(cards), more)
        self._say("" if cards else say("No card has this result."))
        if self._wants_first:
            self._first()

    def _more(self, last: Any) -> None:
        wanted = self._looked_for()

        def came(cards: Sequence[Any]) -> None:
            if wanted == self._looked_for():
                more = len(cards) == MORE
                self.hits.addRows(as_found(cards), more)
                self.results.show_count(self._cards_shown(), more)

        facts = {**_CARDS, **wanted[1], "after": last.tag, "limit": MORE}
        self._desk.ask("pieces", facts, came, self, "search")

    def _show_hits(self, hits: Sequence[Hit]) -> None:
        """Show the hits under the heading of their group."""
        self.hits.setRows(in_groups(hits))
        self.results.show_count(len(hits), len(hits) == MOST)
        if not self.box.text().strip() or (self.results.is_set and hits):
            self._say("")
        elif hits:
            self._say(say("{n} found", n=len(hits)))
        else:
            words = say("No card with this result has this in its name.")
            self._say(words if self.results.is_set else say("Nothing has this in its name."))

    def _say(self, words: str) -> None:
        """Say above the hits how many there are, or nothing."""
        self.count.setText(words)
        self.count.setVisible(bool(words))

    def _first(self) -> None:
        """Enter in the box shows the first hit, as soon as what stands in it was looked for."""
        self._pause.stop()
        self._wants_first = self._found_for != self._looked_for()
        if self._wants_first:
            self.search()
            return
        for place, row in enumerate(self.hits.rows.rows()):
            if not isinstance(row, Heading):
                self.hits.setCurrentIndex(self.hits.rows.index(place, 0))
                self._pick(row)
                return

    def _pick(self, row: Heading | Hit | Listed) -> None:
        if not isinstance(row, Heading):
            self.picked.emit(row)
