# SPDX-License-Identifier: MIT
"""What the codes of the command sheet do at the bench: what its keys do, and the sites by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ui.context import State
from ui.pages.bench_fate import FateWork
from ui.pages.bench_site import OUTCOMES
from ui.pages.bench_state import OnBench
from ui.pages.bench_work import SiteWork
from ui.pages.step_work import StepWork
from workshop.benches.commands import site_of
from workshop.domain.terms import StepOutcome
from workshop.language import say


class BenchCodes:
    """Does what a code says, and says in the strip what is in hand then: eyes are on the card.

    `key` presses one of the outcome keys, `record` opens the next step, `back` leaves what is open;
    `seen` does nothing while the board is out of sight.
    """

    def __init__(
        self,
        on: OnBench,
        sites: SiteWork,
        steps: StepWork,
        fates: FateWork,
        *,
        key: Callable[[int], object],
        record: Callable[[], object],
        back: Callable[[], object],
        seen: Callable[[Callable[[], object]], Callable[[], None]],
    ) -> None:
        self._on, self._sites, self._steps = on, sites, steps
        self._record_next, self._back_key = record, back
        self._seen = seen
        self._does: dict[str, Callable[[], object]] = {
            outcome.value: partial(self._outcome, key, place)
            for place, (outcome, *_look) in enumerate(OUTCOMES)
        }
        self._does |= {
            "next_site": self._next_site,
            "all_good": fates.all_good,
            "record_step": self._record,
            "step_clock": self._clock,
            "same_again": self._same_again,
        }

    def take(self, action: str) -> bool:
        """Do what this code says; False where it is for another page or for every page."""
        site = site_of(action)
        if not site and action not in (*self._does, "back"):
            return False
        if not self._on.tag:
            self._say("careful", say("Nothing is on the bench"), say("Scan a card first."))
        elif action == "back":
            self._back()
        else:
            self._seen(partial(self._site, site) if site else self._does[action])()
        return True

    def _say(self, state: State, big: str, small: str = "") -> None:
        self._on.context.answer(state, big, small)

    def _site(self, name: str) -> None:
        sites = self._on.map.sites if self._on.map else ()
        found = next((site.name for site in sites if site.name.upper() == name), "")
        if found:
            self._sites.take(found)
            self._tell_site()
        else:
            hint = say("Scan the code of another site.")
            self._say("refused", say("This board has no site {site}", site=name), hint)

    def _next_site(self) -> None:
        before = self._on.harvest.site
        self._sites.take_next()
        if self._on.harvest.site is not before:
            self._tell_site()

    def _tell_site(self) -> None:
        site = self._on.harvest.site
        if site is None:
            return
        if self._on.harvest.may_come_off:
            self._say("question", site.name, say("What became of it?"))
        else:
            self._say("question", site.name, say("It is empty. Scan the piece to fit."))

    def _outcome(self, key: Callable[[int], object], place: int) -> None:
        if self._steps.is_in_hand and place >= len(StepOutcome):
            hint = say("Scan done, failed or skipped.")
            self._say("careful", say("A step is in hand"), hint)
        else:
            key(place)

    def _record(self) -> None:
        self._record_next()
        if self._steps.is_in_hand:
            self._say("question", self._steps.name, say("Scan done, failed or skipped."))
        else:
            self._say("question", say("Which step was done?"), say("Choose it on the right."))

    def _clock(self) -> None:
        if not self._steps.is_in_hand:
            self._record_next()
        if self._steps.is_in_hand:
            self._steps.clock()
        else:
            self._say("question", say("Which step was done?"), say("Choose it on the right."))

    def _same_again(self) -> None:
        if not self._steps.is_in_hand:
            self._record()
        if not self._steps.is_in_hand:
            return
        if self._steps.turn_same():
            hint = say("Record it for this card; then scan one card after the other.")
            self._say("done", say("The same for every card"), hint)
        else:
            self._say("done", say("For this card only"))

    def _back(self) -> None:
        self._back_key()
        self._say("idle", say("Ready"), say("Scan a card, a site or a command."))
