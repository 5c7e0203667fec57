# SPDX-License-Identifier: MIT
"""What the newest memory test casts suspicion on: said at its site, shown on the map, no proof."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.pages.bench_state import OnBench
from ui.pages.words import moment
from workshop.domain.terms import SiteState
from workshop.language import say

if TYPE_CHECKING:
    from workshop.queries.bench import BoardMap, MapSite
    from workshop.queries.suspects import Suspect

# Where something is on the board that may be at fault, and nobody judged it yet.
_HOLDS = (SiteState.ON_BOARD, SiteState.LEFT, SiteState.FITTED)


class Suspicion(QObject):
    """Asks which sites of the board on the bench are suspect; `came` when that is known."""

    came = Signal()

    def __init__(self, on: OnBench) -> None:
        super().__init__(on)
        self._on = on

    def refresh(self) -> None:
        """Ask again."""
        tag = self._on.tag
        self._on.desk.ask("suspects", {"card": tag}, partial(self._came, tag), self, "suspects",
                          _quiet)  # fmt: skip

    def _came(self, tag: str, rows: Sequence[Suspect]) -> None:
        if tag == self._on.tag:
            self._on.suspects = rows
            self.came.emit()


def _quiet(_sentence: str, _kind: str) -> None:
    """The refusal of the passport says it already."""


def state_of(site: MapSite, suspects: Sequence[Suspect]) -> str:
    """The state of a site; suspect where something is on it that is under suspicion."""
    doubted = any(each.site == site.name and not each.changed for each in suspects)
    return SiteState.SUSPECT.value if doubted and site.state in _HOLDS else site.state


def lit(board: BoardMap, suspects: Sequence[Suspect]) -> BoardMap:
    """The board with the sites that are under suspicion shown as suspect."""
    sites = [site._replace(state=state_of(site, suspects)) for site in board.sites]
    return board._replace(sites=sites)


def of_board(suspects: Sequence[Suspect]) -> str:
    """What is said below the map: which channels, by what and when, and those it does not have."""
    open_ones = [each for each in suspects if not each.changed]
    if not open_ones:
        return ""
    first = open_ones[0]
    channels = list(dict.fromkeys(each.channel for each in open_ones))
    words = say(
        "Memory errors on {channels}: {tool}, {when}. Suspicion, not proof.",
        channels=", ".join(channels), tool=first.tool or first.plan, when=moment(first.at),
    )  # fmt: skip
    unknown = [each.channel for each in open_ones if not each.site]
    if unknown:
        more = say("The map of this board has no channel {channels}.", channels=", ".join(unknown))
        words = f"{words} {more}"
    return words


def of_site(suspects: Sequence[Suspect], site: str) -> str:
    """What is said at a site: by what, when, and what else it may be; empty without suspicion."""
    found = next((each for each in suspects if site and each.site == site), None)
    if found is None:
        return ""
    facts = {"tool": found.tool or found.plan, "channel": found.channel, "when": moment(found.at)}
    if found.changed:
        return say(
            "{tool} found errors on channel {channel} on {when}, before the chip was changed. "
            "Test the memory again.", **facts,
        )  # fmt: skip
    return say(
        "{tool} found errors on channel {channel} on {when}. That is suspicion, not proof: the "
        "memory controller, a power rail, a trace or a joint may be at fault as well.", **facts,
    )  # fmt: skip
