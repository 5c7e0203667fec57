# SPDX-License-Identifier: MIT
"""A set that is put by for a board: fetched chip by chip, then fitted site by site, by scanning."""

from collections.abc import Sequence
from typing import Protocol

from workshop.benches.answers import Answer, Ask, Do, Stop
from workshop.domain.rules import EMPTY_SITES
from workshop.domain.tag import written
from workshop.domain.terms import PieceKind
from workshop.language import mark


class ToPick(Protocol):
    """What the bench needs to know of a chip that is put by."""

    @property
    def tag(self) -> str: ...
    @property
    def place(self) -> str: ...


class SiteInView(Protocol):
    """What the bench needs to know of a site."""

    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...


def wants_chips(sites: Sequence[SiteInView]) -> bool:
    """Whether one of these sites waits for a memory chip."""
    return any(site.kind == PieceKind.MEMORY and site.state in EMPTY_SITES for site in sites)


class PickBench:
    """The chips put by for a board, and those in the hand by now.

    A scan picks a chip; when all are picked a scan fits one to the next empty site. A chip that is
    not of the set stops, and the answer says where the next one lies.
    """

    def __init__(self, board: str) -> None:
        self.board = board
        self.pieces: Sequence[ToPick] = ()
        self.sites: Sequence[str] = ()
        self.picked: set[str] = set()

    def show(self, pieces: Sequence[ToPick], sites: Sequence[str]) -> None:
        """These are put by now, and these sites are empty; what is in the hand stays there."""
        self.pieces, self.sites = pieces, sites
        self.picked &= {piece.tag for piece in pieces}

    @property
    def coming(self) -> ToPick | None:
        """The next chip to fetch; None where all are in the hand."""
        return next((piece for piece in self.pieces if piece.tag not in self.picked), None)

    def take(self, tag: str, site: str = "") -> Answer:
        """A chip was scanned: it is picked, or fitted to `site` or the next empty one."""
        coming = self.coming
        if tag not in {piece.tag for piece in self.pieces}:
            return self._wrong(tag)
        if coming is None:
            return self._fit(tag, site)
        if tag in self.picked:
            facts = {"tag": written(tag), "next": written(coming.tag), "place": coming.place}
            return Ask(mark("{tag} was picked already. Next: {next} in {place}."), facts)
        self.picked.add(tag)
        return self.say_next()

    def say_next(self) -> Ask:
        """What comes next: the chip to fetch, or the site to fit to."""
        coming, n, most = self.coming, len(self.picked), len(self.pieces)
        if coming is None:
            site = self.sites[0] if self.sites else ""
            return Ask(mark("All {most} picked. Scan the chip for {site}."),
                       {"most": most, "site": site})  # fmt: skip
        facts = {"n": n, "most": most, "tag": written(coming.tag), "place": coming.place}
        if coming.place:
            return Ask(mark("{n} of {most} picked. Next: {tag} in {place}."), facts)
        return Ask(mark("{n} of {most} picked. Next: {tag}, which lies in no place."), facts)

    def _wrong(self, tag: str) -> Stop:
        coming = self.coming
        facts = {"tag": written(tag)}
        if coming is None:
            return Stop(mark("{tag} is not of this set. Put it back."), facts)
        facts |= {"next": written(coming.tag), "place": coming.place}
        if coming.place:
            return Stop(
                mark("{tag} is not of this set. Put it back. Next: {next} in {place}."), facts
            )
        return Stop(mark("{tag} is not of this set. Put it back. Next: {next}."), facts)

    def _fit(self, tag: str, site: str) -> Answer:
        if not self.sites:
            return Stop(mark("No empty memory site is left on this board."))
        at = site if site in self.sites else self.sites[0]
        return Do("fit", {"piece": tag, "board": self.board, "site": at})
