# SPDX-License-Identifier: MIT
"""A memory set at the bench: looked for in stock, reserved, picked and fitted by scanning."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ui.actions import Action
from ui.pages.bench_state import OnBench
from ui.pages.sets_pane import SETS_KEY
from ui.pages.words import two_lines
from workshop.benches.answers import Ask, Do
from workshop.benches.picking import PickBench, wants_chips
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.memory_sets import MemorySet, MemorySets


class SetWork(QObject):
    """The set in hand, and the sets there are for the board that lies on the bench."""

    def __init__(self, on: OnBench) -> None:
        super().__init__(on)
        self._on, self._pane = on, on.view.sets
        self.bench: PickBench | None = None
        self._found: MemorySets | None = None
        self._offers = False
        self._site_fitted = on.after["fit"]
        on.after["fit"] = self._fitted
        on.after["reserve_set"] = self._reserved
        on.after["release_set"] = self._released
        on.view.idle.setsTapped.connect(self.begin)
        self._pane.reserveTapped.connect(self.reserve)
        self._pane.releaseTapped.connect(self.release)
        self._pane.moreTapped.connect(self._more)
        self._pane.left.connect(on.leave)

    @property
    def is_in_hand(self) -> bool:
        """Whether sets, or the chips of one, are in sight."""
        return self._on.view.turned_to(self._pane)

    def actions(self, seen: Callable[[Callable[[], object]], Callable[[], object]]) -> list[Action]:
        """What the keys do."""
        return [Action(mark("Memory sets from stock"), SETS_KEY, seen(self.begin))]

    def show(self) -> None:
        """Offer sets where the board has an empty memory site."""
        sites = self._on.map.sites if self._on.map and self._on.carries else []
        self._on.view.idle.sets.setVisible(wants_chips(sites))

    def begin(self) -> None:
        """Look for sets for the board that lies here, or go on with what is put by for it."""
        if not self._on.carries:
            hint = say("Sets are for its empty memory sites.")
            self._on.context.answer("question", say("Scan a card or a board first."), hint)
            return
        if self._on.may_work():
            self.bench, self._offers = PickBench(self._on.tag), False
            self._ask(self._begun)

    def refresh(self) -> None:
        """Something was touched: ask again, if sets are in sight."""
        if self.is_in_hand:
            self._ask(self._came)

    def _ask(self, came: Callable[[MemorySets], None]) -> None:
        facts = {"board": self._on.tag}
        self._on.desk.ask("memory_sets", facts, came, self, "sets", self._no)

    def _no(self, sentence: str, _kind: str) -> None:
        self._on.context.answer("refused", *two_lines(sentence))

    def _begun(self, found: MemorySets) -> None:
        if found.board != self._on.tag:
            return
        if not found.wanted and not found.reserved:
            words = say("No empty memory site on this board")
            self._on.context.answer("careful", words, say("Harvest a site first."))
            return
        self._on.view.turn(self._pane)
        self._came(found)

    def _came(self, found: MemorySets) -> None:
        bench = self.bench
        if bench is None or found.board != self._on.tag or not self.is_in_hand:
            return
        self._found = found
        bench.show(found.reserved, found.empty)
        if found.reserved and not self._offers:
            self._pane.show_picked(found, bench.picked)
        elif found.wanted:
            self._pane.offer(found)
        else:
            self._on.leave()  # every site has its chip

    def _more(self) -> None:
        self._offers = True
        self._ask(self._came)

    def key(self, place: int) -> bool:
        """One of the outcome keys while sets are in sight: reserve the one in hand."""
        if self.is_in_hand and place == 0:
            self._pane.take()
        return self.is_in_hand

    def reserve(self, row: MemorySet) -> None:
        """Put the chips of a set by for this board."""
        self._on.answer(
            Do("reserve_set", {"board": self._on.tag, "pieces": [each.tag for each in row.pieces]})
        )

    def release(self) -> None:
        """Put by nothing for this board any more."""
        self._on.answer(Do("release_set", {"board": self._on.tag}))

    def _reserved(self, _receipt: dict[str, Any], text: str, _site: str) -> None:
        self._offers = False
        self._on.context.answer("done", text, say("Scan each chip as you take it."))
        self._ask(self._came)

    def _released(self, _receipt: dict[str, Any], text: str, _site: str) -> None:
        self._on.context.answer("done", text)
        self._ask(self._came)

    def take(self, tag: str) -> bool:
        """A piece was scanned while a set is picked or fitted; False where none is."""
        bench, found = self.bench, self._found
        if not self.is_in_hand or self._pane.shows_sets or bench is None or found is None:
            return False
        site = self._on.harvest.site
        before = len(bench.picked)
        answer = bench.take(tag, site.name if site else "")
        if isinstance(answer, Ask) and len(bench.picked) > before:
            lines = two_lines(str(answer))
            self._on.context.answer("done", *lines)
            self._pane.show_picked(found, bench.picked)
        else:
            self._on.answer(answer)
        return True

    def _fitted(self, receipt: dict[str, Any], text: str, site: str) -> None:
        bench = self.bench
        if bench is None or not self.is_in_hand:
            self._site_fitted(receipt, text, site)
            return
        left = [each for each in bench.sites if each != receipt["site"]]
        pieces = [each for each in bench.pieces if each.tag != receipt["tag"]]
        bench.show(pieces, left)
        told = receipt.get("told") or []
        coming = say("Next: {site}. Scan the chip for it.", site=left[0]) if left and pieces else (
            say("The set is on the board.")
        )  # fmt: skip
        self._on.context.answer("careful" if told else "done", text, told[0] if told else coming)
        self._ask(self._came)
