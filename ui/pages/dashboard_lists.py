# SPDX-License-Identifier: MIT
"""The lists behind the figures for the wall, each with the way to the card of a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.desk import Desk
from ui.pages.words import kind_word, moment, since
from ui.pages.yields_behind import Behind
from ui.theme import Tone
from ui.widgets.states import SITES, Look, piece_look
from ui.widgets.table import Column
from workshop.benches.tags import spelled
from workshop.domain.terms import SiteState
from workshop.language import mark, say

_BACK = mark("All figures")
_HINT = mark("Tap a line to open its piece at the bench. Escape leads back to the figures.")
_TAG = Column(mark("Tag"), lambda row: spelled(row.tag), width=152, strong=True)
_MODEL = Column(mark("Model"), "model", share=4)
_BATCH = Column(mark("Batch"), "batch", share=2)
_AT = Column(mark("When"), "at", show=moment, width=152, ink="quiet")
_BY = Column(mark("By"), "by", width=140, ink="quiet")

_WHY = {
    "idle": Look(Tone.CAREFUL, "warning", mark("Idle")),
    "slow": Look(Tone.CAREFUL, "clock", mark("Slow step")),
}


class DoneBehind(Behind):
    """What was done at a station; a line opens the first piece it is about."""

    def _open_row(self, row: Any) -> None:
        if row.pieces:
            self.pieceOpened.emit(row.pieces[0])


def _list(desk: Desk, query: str, columns: tuple[Column, ...], name: str, empty: str,
          key: str = "id", of: type[Behind] = Behind) -> Behind:  # fmt: skip
    return of(desk, query, columns, name, empty, key=key, back=_BACK, hint=_HINT)


def _came_in(desk: Desk) -> Behind:
    columns = (_TAG, _MODEL, _BATCH, _AT, _BY)
    return _list(desk, "came_in", columns, mark("Cards that came in"),
                 mark("No card came in this week."))  # fmt: skip


def _went_out(desk: Desk) -> Behind:
    fate = Column(mark("What became of it"), "disposition", share=2)
    columns = (_TAG, _MODEL, _BATCH, fate, _AT, _BY)
    return _list(desk, "went_out", columns, mark("Cards that went out"),
                 mark("No card went out this week."))  # fmt: skip


def _came_off(desk: Desk) -> Behind:
    columns = (
        _TAG,
        Column(mark("What"), lambda row: kind_word(row.kind), share=2),
        Column(mark("State"), "outcome", width=140, look=lambda row: SITES[SiteState(row.outcome)]),
        Column(mark("Off card"), lambda row: spelled(row.donor), width=152),
        Column(mark("Site"), "site", width=80),
        _BATCH,
        _AT,
        _BY,
    )
    return _list(desk, "came_off", columns, mark("Dies and chips that came off"),
                 mark("Nothing came off this week."))  # fmt: skip


def _work(desk: Desk) -> Behind:
    columns = (
        _TAG,
        _MODEL,
        _BATCH,
        Column(mark("Step"), lambda row: say(row.name) or say("All steps done"), share=3),
        Column(mark("Step begun"), lambda row: since(row.since), width=148, ink="quiet"),
        Column(mark("Last record"), lambda row: since(row.last_at), width=148, ink="quiet"),
        Column(mark("Stuck"), "why", width=132, look=lambda row: _WHY.get(row.why)),
    )
    return _list(desk, "work_in_progress", columns,
                 mark("Cards in work, that without a record for longest first"),
                 mark("No card stands here."), key="tag")  # fmt: skip


def _pieces(desk: Desk) -> Behind:
    columns = (
        _TAG,
        Column(mark("Serial"), "serial", share=3, cut="middle"),
        _MODEL,
        _BATCH,
        Column(mark("Lies in"), lambda row: row.place or say("no place"), share=2, ink="quiet"),
        Column(mark("State"), "state", width=150, look=_state),
    )
    return _list(desk, "pieces", columns, mark("Cards"), mark("No card stands here."),
                 key="tag")  # fmt: skip


def _state(row: Any) -> Look:
    return piece_look(row.state, row.taken_apart)


def _done(desk: Desk) -> Behind:
    columns = (
        _AT,
        Column(mark("What was done"), "text", share=5, strong=True),
        Column(mark("Piece"), lambda row: ", ".join(map(spelled, row.pieces[:2])), share=2),
        Column(mark("By"), "person", width=120, ink="quiet"),
    )
    return _list(desk, "done_at", columns, mark("What was done at a station"),
                 mark("Nothing was done here today."), key="number", of=DoneBehind)  # fmt: skip


LISTS: dict[str, Callable[[Desk], Behind]] = {
    "came_in": _came_in,
    "went_out": _went_out,
    "came_off": _came_off,
    "work": _work,
    "pieces": _pieces,
    "done": _done,
}
"""How each list is made, when it is first wanted."""
