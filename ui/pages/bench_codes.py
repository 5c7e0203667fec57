# SPDX-License-Identifier: MIT
"""What the codes of the command sheet do at the bench: its keys, its forms, the sites by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.context import State
from ui.pages.bench_fate import FateWork
from ui.pages.bench_hot import HotWork
from ui.pages.bench_offers import Offers
from ui.pages.bench_site import OUTCOMES
from ui.pages.bench_state import OnBench
from ui.pages.bench_work import SiteWork
from ui.pages.close_up import CloseUp
from ui.pages.field_codes import FieldCodes
from ui.pages.step_work import StepWork
from workshop.benches.commands import fills_in, grade_of, site_of
from workshop.domain.terms import StepOutcome
from workshop.language import say


class BenchCodes:
    """Does what a code says, and says in the strip what is in hand then: eyes are on the card.

    `key` presses one of the outcome keys, `record` opens the next step, `back` leaves what is open.
    While the board is out of sight nothing is done with it; fields that are in sight are filled in.
    """

    def __init__(
        self,
        on: OnBench,
        sites: SiteWork,
        steps: StepWork,
        fates: FateWork,
        hot: HotWork,
        offers: Offers,
        close_up: CloseUp,
        *,
        key: Callable[[int], object],
        record: Callable[[], object],
        back: Callable[[], object],
    ) -> None:
        self._on, self._sites, self._steps = on, sites, steps
        self._record_next, self._back_key = record, back
        self._key, self._close_up = key, close_up
        self._fields = FieldCodes(on.context, self._panes, self._keep)
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
            "reball": hot.reball.begin,
            "profile_run": hot.run.begin,
            "decide": offers.decision,
            "take_apart": fates.begin_apart,
        }

    def take(self, action: str) -> bool:
        """Do what this code says; False where it is for another page or for every page."""
        site, filling = site_of(action), fills_in(action)
        if not (site or filling) and action not in (*self._does, "back"):
            return self._grade(action)
        if not self._on.tag:
            self._say("careful", say("Nothing is on the bench"), say("Scan a card first."))
        elif action == "back":
            self._back()
        elif filling:
            self._fill(action)
        else:
            seen = self._close_up.unless_in_the_way
            seen(partial(self._site, site) if site else self._does[action])()
        return True

    # What is filled in

    def _fill(self, action: str) -> None:
        choice = self._on.view.choice
        choosing = self._close_up.on is None and self._on.view.turned_to(choice)
        found = choice.go_on() if choosing and action == "next_choice" else None
        if found is None:
            self._fields.take(action)
        else:
            self._say("question", found.name, say("Scan the next choice, or keep."))

    def _panes(self) -> list[QWidget]:
        if self._close_up.on is not None:
            return [self._close_up.on]
        view = self._on.view
        return [view.choice] if view.turned_to(view.choice) else view.open_panes()

    def _keep(self) -> bool:
        """Record or decide what is open; False where nothing is."""
        view = self._on.view
        if self._close_up.on is not None:
            field = QApplication.focusWidget()
            kept = isinstance(field, QLineEdit) and self._close_up.on.isAncestorOf(field)
            if isinstance(field, QLineEdit) and kept:
                field.returnPressed.emit()
            return kept
        if view.turned_to(view.form, view.reball, view.run):
            self._key(0)
        elif view.turned_to(view.why):
            view.why.decide()
        elif view.turned_to(view.apart):
            view.apart.asked.emit()
        elif view.turned_to(view.choice):
            view.choice.take_this()
        else:
            return False
        return True

    # The board and its steps

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

    def _grade(self, action: str) -> bool:
        """Grade what comes off the site in hand; False where none is, or the shop has no such."""
        pane, site = self._on.view.site, self._on.harvest.site
        button = pane.grades.get(grade_of(action))
        if site is None or button is None or not button.isVisible():
            return False
        if not button.isChecked():
            button.click()
        words = say("{site}: grade {grade}", site=site.name, grade=grade_of(action))
        self._say("question", words, say("What became of it?"))
        return True

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
