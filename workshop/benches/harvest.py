# SPDX-License-Identifier: MIT
"""The harvest bench: a card is open, a site is in hand, and what a scan or a tap means then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from workshop.benches.answers import Answer, Ask, Do, Stop
from workshop.domain.bodies import body_of
from workshop.domain.markings import Marking, split_marking
from workshop.domain.parts import may_be_called
from workshop.domain.refused import Refused
from workshop.domain.rules import EMPTY_SITES, FITS, piece_is_free
from workshop.domain.tag import KIND_LETTERS
from workshop.domain.terms import PieceKind, PieceState, ScanKind, SiteOutcome, SiteState
from workshop.language import mark

if TYPE_CHECKING:
    from workshop.domain.condition import Grading

_KIND_OF = {letter: kind for kind, letter in KIND_LETTERS.items()}
_CARRIERS = {PieceKind.CARD, PieceKind.BOARD}
_COMES_OFF = {SiteOutcome.GOOD, SiteOutcome.DAMAGED}
# What the print on a chip may be taken for; a box code (UPC) never is one.
_PRINT_KINDS = {ScanKind.SERIAL, ScanKind.PART_NUMBER, ScanKind.MARKING}


class SiteInView(Protocol):
    """What the bench needs to know of a site of the board map."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def piece(self) -> str: ...


class Scanned(Protocol):
    """What the bench needs to know of a scan that was identified."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def tag(self) -> str: ...
    @property
    def state(self) -> str: ...


class Open(NamedTuple):
    """Show this piece."""

    tag: str


class HarvestBench:
    """One card, board or loose piece at the bench, and the site in hand."""

    def __init__(self) -> None:
        self.tag = ""
        self.kind = ""
        self.place: str | None = None
        self.sites: Sequence[SiteInView] = ()
        self.site: SiteInView | None = None
        self.marking = ""
        # The grade of all memory that goes into the tray scanned next; None: none was asked for.
        self._all_asked: str | None = None

    def show(
        self, tag: str, kind: str, sites: Sequence[SiteInView] = (), place: str | None = None
    ) -> None:
        """Put a piece on the bench, or the same one as it is now; the site in hand stays.

        `place` is where it lies as far as people see, "" for nowhere; None while that is not known.
        """
        in_hand = self.site.name if self.site and tag == self.tag else ""
        if tag != self.tag:
            self.marking = ""
            self._all_asked = None
        self.tag, self.kind, self.sites, self.place = tag, kind, sites, place
        self.site = self._named(in_hand)

    def choose(self, name: str) -> None:
        """Take the site of this name in hand; an unknown or empty name lets go of it."""
        self._all_asked = None
        if self.site is None or self.site.name != name:
            self.marking = ""
        self.site = self._named(name)

    def _named(self, name: str) -> SiteInView | None:
        return next((site for site in self.sites if site.name == name), None)

    @property
    def may_come_off(self) -> bool:
        """Whether the site in hand still holds what can be harvested."""
        return self.site is not None and self.site.state not in EMPTY_SITES

    @property
    def may_take_a_piece(self) -> bool:
        """Whether the site in hand is empty, so that a piece can be fitted."""
        return self.site is not None and self.site.state in EMPTY_SITES

    def take(self, scan: Scanned) -> Answer | Open | None:
        """What a scan means here; None where it means nothing to this bench.

        A free piece fits the empty site in hand; any other known piece is opened. A text nobody
        knows is the marking of what is at the site in hand. A place is where a loose piece goes.
        """
        if scan.kind == ScanKind.PLACE and self._all_asked is not None:
            return self._all_into(scan.value, self._all_asked)
        if scan.tag:
            if self._is_marking(scan):
                return self._note(scan.value)
            return self._fits(scan) or Open(scan.tag)
        if scan.kind == ScanKind.PLACE and self.tag and self.kind not in _CARRIERS:
            seen = {} if self.place is None else {"seen_in": self.place}
            return Do("move", {"piece": self.tag, "place": scan.value, **seen})
        if scan.kind in _PRINT_KINDS and self.may_come_off:
            return self._note(scan.value)
        return None

    def _is_marking(self, scan: Scanned) -> bool:
        """Whether the print on a chip was read, which every chip of its sort carries.

        It finds the one chip that has it so far; that chip is not what was meant.
        """
        loose = _KIND_OF.get(scan.tag[:1]) in FITS
        return self.may_come_off and scan.kind != ScanKind.TAG and loose

    def _note(self, marking: str) -> Answer:
        site = self.site.name if self.site else ""
        try:
            may_be_called(marking, self.site.kind if self.site else "", site)
        except Refused as refused:
            return Stop(refused.template, refused.facts)
        self.marking = marking
        return Ask(
            mark("Marking {marking} noted for {site}. Tap the outcome."),
            {"marking": marking, "site": site},
        )

    def _fits(self, scan: Scanned) -> Do | None:
        """The fitting a scan asks for. A label scanned at its own empty site is only looked at."""
        site = self.site
        if site is None or site.state not in EMPTY_SITES or site.piece == scan.tag:
            return None
        free = scan.state == PieceState.STOCK and _KIND_OF.get(scan.tag[:1]) == site.kind
        return self._fitting(scan.tag, site) if free else None

    def _fitting(self, tag: str, site: SiteInView) -> Do:
        return Do("fit", {"piece": tag, "board": self.tag, "site": site.name})

    def read_print(self, marking: str) -> Answer:
        """What is printed on the piece at the site in hand was read or typed.

        It is noted of a piece that has a tag, else it goes with the outcome.
        """
        if self.site is None:
            return Ask(mark("Tap the site on the board first."))
        if not marking.strip():
            return Ask(mark("Scan or type what is printed on it."))
        if self.site.piece:
            names = {"marking": marking.strip()}
            return Do("name_piece", {"piece": self.site.piece, "names": names})
        if not self.may_come_off:
            facts = {"site": self.site.name}
            return Stop(mark("{site} is empty: nothing is printed there."), facts)
        return self._note(marking.strip())

    def fit(self, tag: str) -> Answer:
        """Fit the piece of a typed tag at the site in hand; the rules decide whether it may."""
        if self.site is None:
            return Ask(mark("Tap the site on the board first."))
        if not tag.strip():
            return Ask(
                mark("Scan or type the tag of the piece for {site}."), {"site": self.site.name}
            )
        return self._fitting(tag.strip(), self.site)

    def outcome(
        self,
        outcome: str,
        *,
        place: str = "",
        marking: str = "",
        grade: str = "",
        note: str = "",
    ) -> Answer:
        """What was found at the site in hand: good, damaged, missing, left or suspect.

        Place, marking and grade go with what came off, so with good and damaged only.
        """
        if not self.tag or self.kind not in _CARRIERS:
            return Ask(mark("Scan a card first."))
        if self.site is None:
            return Ask(mark("Tap the site on the board first."))
        if self.site.state in EMPTY_SITES:
            return Stop(
                mark("{site} is empty already. Tap another site, or undo that record first."),
                {"site": self.site.name},
            )
        facts = {"card": self.tag, "site": self.site.name, "outcome": outcome}
        if outcome in _COMES_OFF:
            facts |= {"place": place, "marking": marking, "grade": grade}
        given = {name: value.strip() for name, value in (facts | {"note": note}).items()}
        return Do("harvest", {name: value for name, value in given.items() if value})

    def untouched_memory(self) -> list[str]:
        """The memory sites nobody has touched."""
        return [
            site.name for site in self.sites
            if site.kind == PieceKind.MEMORY and site.state == SiteState.ON_BOARD
        ]  # fmt: skip

    def empty_sites(self) -> list[str]:
        """The sites with nothing on them."""
        return [site.name for site in self.sites if site.state in EMPTY_SITES]

    def all_good(self, place: str, grade: str = "") -> Answer:
        """All untouched memory is good: it goes into the tray that is scanned next.

        Asked once more it goes to `place`, the one that is set.
        """
        sites = self.untouched_memory()
        if not sites:
            return Ask(mark("No untouched memory chip is left on this board."))
        if self._all_asked is not None and place:
            return self._all_into(place, grade)
        self._all_asked = grade
        facts = {"n": len(sites), "first": sites[0], "last": sites[-1], "place": place}
        if place:
            return Ask(
                mark("{n} memory chips good, {first} to {last}. Scan their tray, or press it again "
                     "for {place}."),
                facts,
            )  # fmt: skip
        return Ask(mark("{n} memory chips good, {first} to {last}. Scan their tray."), facts)

    def _all_into(self, place: str, grade: str) -> Do:
        self._all_asked = None
        found = {"outcome": SiteOutcome.GOOD.value, **({"grade": grade} if grade else {})}
        outcomes = dict.fromkeys(self.untouched_memory(), found)
        return Do("harvest_many", {"card": self.tag, "outcomes": outcomes, "place": place})

    def next_site(self, after: str, done: str) -> str:
        """The name of the site to go on with after `done` (harvest or fit); empty where none is.

        Round the board from the site `after`: after a harvest the next one nobody has touched,
        after a fitting the next empty one of the same kind.
        """
        names = [site.name for site in self.sites]
        start = names.index(after) + 1 if after in names else 0
        kind = self.sites[start - 1].kind if start else ""
        for site in [*self.sites[start:], *self.sites[: max(start - 1, 0)]]:
            if done == "fit":
                if site.state in EMPTY_SITES and site.kind == kind:
                    return site.name
            elif site.state == SiteState.ON_BOARD:
                return site.name
        return ""


def may_work(tag: str, state: str, held_for: str) -> Stop | None:
    """Why nothing may be done with a piece but to look at it; None where work may go on."""
    try:
        piece_is_free(tag, state, held_for)
    except Refused as refused:
        return Stop(refused.template, refused.facts)
    return None


def read_marking(raw: str) -> Marking:
    """What a marking says for sure."""
    return split_marking(raw)


def carries_sites(tag: str) -> bool:
    """Whether the piece of this tag is a card or board, which have sites."""
    return _KIND_OF.get(tag[:1]) in _CARRIERS


def needs_grade(grading: Grading, kinds: Iterable[PieceKind]) -> Do:
    """From now on pieces of these kinds, and of no other, come off good only with a grade."""
    body = body_of(replace(grading, harvest_needs_grade=tuple(kinds)))
    return Do("set_catalogue", {"kind": "grading", "code": grading.code, "body": body})
