# SPDX-License-Identifier: MIT
"""The cards of a batch: each with where it is, all of them or those with one result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ui.pages.result_filter import ResultFilter
from ui.widgets.panels import Panel
from ui.widgets.states import piece_look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.language import mark, say

_EMPTY, _NONE_SO = mark("No card was received."), mark("No card of this batch has this result.")


def tag_shown(tag: Any) -> str:
    """A tag as it is written."""
    return spelled(str(tag))


def state_look(row: Any) -> Any:
    """The state of a piece as it is shown."""
    return piece_look(row.state, row.taken_apart)


class CardsPane(Panel):
    """The filter, and below it the cards; `more(last row)` asks for more of them."""

    def __init__(self, more: Callable[[Any], object]) -> None:
        super().__init__(margin=8)
        self._names: dict[str, str] = {}
        self.results = ResultFilter()
        self.body.addWidget(self.results)
        columns = (
            Column(mark("Tag"), "tag", show=tag_shown, width=152, strong=True),
            Column(mark("Serial"), "serial", share=4, cut="middle"),
            Column(mark("Maker"), "maker", share=2),
            Column(mark("Model"), "model", share=4),
            Column(mark("State"), "state", width=136, look=state_look),
            Column(mark("Disposition"), self._decided, share=3, ink="quiet"),
            Column(mark("Place"), "place", share=3, ink="quiet"),
        )
        self.table = Table(
            columns, name=mark("Cards of the batch"), empty=_EMPTY, key=lambda row: row.tag,
            on_more=more,
        )  # fmt: skip
        self.body.addWidget(self.table, 1)

    def _decided(self, card: Any) -> str:
        code = str(card.disposition)
        return self._names.get(code, code)

    def name_dispositions(self, rows: Sequence[Any]) -> None:
        """What dispositions are called."""
        self._names = {row.code: say(row.name) for row in rows}
        self.table.viewport().update()

    def show_cards(self, rows: Sequence[Any], more: bool) -> None:
        """Show these cards."""
        self.table.setEmpty(_NONE_SO if self.results.is_set else _EMPTY)
        self.table.setRows(rows, more)
        self.results.show_count(len(rows), more)

    def add_cards(self, rows: Sequence[Any], more: bool) -> None:
        """Show these below the others."""
        self.table.addRows(rows, more)
        self.results.show_count(len(self.table.rows.rows()), more)
