# SPDX-License-Identifier: MIT
"""Work at the bench: sites are taken in hand and recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject

from ui.pages.bench_parts import Line
from ui.pages.bench_state import OnBench
from ui.pages.suspicion import of_site
from ui.widgets.states import SITES
from workshop.benches.tags import spelled
from workshop.domain.terms import SiteState
from workshop.language import mark, say


class SiteWork(QObject):
    """The site in hand: taken by tap or arrow keys, recorded by its outcome or a fitting."""

    def __init__(self, on: OnBench) -> None:
        super().__init__(on)
        self._on, self._view = on, on.view
        on.after["harvest"] = self._harvested
        on.after["fit"] = self._fitted
        view = on.view
        view.board.siteTapped.connect(self.take)
        view.board.currentChanged.connect(self._looked_at)
        view.site.outcomeTapped.connect(self.outcome)
        view.site.fitTapped.connect(lambda tag: on.answer(on.harvest.fit(tag)))

    def take(self, name: str) -> None:
        """Take a site in hand, to record what became of it; an empty name lets go of it."""
        self._on.harvest.choose(name)
        if self._view.board.current() != name:
            self._view.board.setCurrent(name)
        self._on.rest()
        self.show()

    def ask_about(self, name: str) -> None:
        """Take a site in hand for another page, and ask what became of it."""
        if self._view.shows_photos:
            self._view.show_photos(False)
        self.take(name)
        hint = say("Tap the outcome, or press its key.")
        self._on.context.answer("question", say("What became of {site}?", site=name), hint)

    def _looked_at(self, name: str) -> None:
        at_work = self._view.turned_to(self._view.form, self._view.choice)
        site = self._on.harvest.site
        if name and not at_work and (site is None or site.name != name):
            self.take(name)

    def take_next(self) -> None:
        """Take the next site nobody has touched in hand."""
        harvest = self._on.harvest
        found = harvest.next_site(harvest.site.name if harvest.site else "", "harvest")
        if found:
            self.take(found)
        elif harvest.sites:
            self._on.context.answer("careful", say("No untouched site is left on this board."))

    def choices_came(self, choices: Any) -> None:
        """Offer the grades of this shop."""
        self._view.site.offer_grades(choices.grades)

    def limits_came(self, rows: Sequence[Any]) -> None:
        """Show the site in hand with these limits of heat cycles, by kind of piece."""
        self._on.limits = {row.kind: row.cycles for row in rows}
        self.show()

    def show(self) -> None:
        """Show the site in hand as it is now."""
        on, site = self._on, self._on.harvest.site
        shown = next((s for s in on.map.sites if site and s.name == site.name), None) if (
            on.map is not None
        ) else None  # fmt: skip
        if shown is None or on.passport is None:
            if self._view.turned_to(self._view.site):
                self._view.turn(self._view.idle)
            return
        cycles = {p.tag: p.heat_cycles for p in on.passport.fitted + on.passport.came_off}
        self._view.site.show_site(
            shown,
            holds=on.harvest.may_come_off,
            cycles=cycles.get(shown.piece, 0),
            limit=on.limits.get(shown.kind, 0),
            stop=on.stop_words,
            doubt=of_site(on.suspects, shown.name),
            past=[
                Line(row.at, _site_words(row.outcome, row.piece))
                for row in on.passport.sites
                if row.site == shown.name and row.board == on.tag
            ],
        )
        self.show_marking()

    def show_marking(self) -> None:
        """Show the marking that was scanned for the site in hand."""
        if self._on.harvest.marking:
            self._view.site.marking.setText(self._on.harvest.marking)

    def outcome(self, outcome: str) -> None:
        """Record what became of the site in hand."""
        pane = self._view.site
        self._on.answer(
            self._on.harvest.outcome(
                outcome,
                place=self._on.context.place,
                marking=pane.marking.text(),
                grade=pane.grade(),
                note=pane.note.text(),
            )
        )

    def fit(self) -> None:
        """Fit the piece whose tag was typed, where the site in hand is empty."""
        harvest = self._on.harvest
        if harvest.may_take_a_piece or harvest.site is None:
            self._on.answer(harvest.fit(self._view.site.tag.text()))

    def _harvested(self, receipt: dict[str, Any], text: str, site: str) -> None:
        coming = self._go_on(site, "harvest")
        used, limit = receipt.get("heat_cycles"), receipt.get("heat_limit") or 0
        facts = {"used": used, "limit": limit, "site": coming}
        over = bool(limit) and used is not None and used > limit
        template = _told_after(used, limit, coming)
        self._on.context.answer("careful" if over else "done", text, say(template, **facts))

    def _fitted(self, receipt: dict[str, Any], text: str, site: str) -> None:
        coming = self._go_on(site, "fit")
        used, limit = receipt["heat_cycles"], receipt["heat_limit"] or 0
        over = bool(limit) and used > limit
        if over:
            template = mark("Heat cycles {used} of {limit}: more than it may have.")
        elif coming:
            template = mark("Next: {site}. Scan the piece for it.")
        else:
            template = mark("No empty site of this kind is left.")
        facts = {"used": used, "limit": limit, "site": coming}
        self._on.context.answer("careful" if over else "done", text, say(template, **facts))

    def _go_on(self, site: str, act: str) -> str:
        """Take the next site in hand after an act at this one; returns its name."""
        self._view.site.clear_facts()
        self._on.harvest.marking = ""
        coming = self._on.harvest.next_site(site, act)
        self.take(coming)
        return coming


def _site_words(outcome: str, piece: str) -> str:
    """What was found at a site, as one line of its history."""
    word = SITES[SiteState(outcome)].word
    return say("{what} → {tag}", what=word, tag=spelled(piece)) if piece else word


def _told_after(used: int | None, limit: int, coming: str) -> str:
    """What the strip says below a site that was recorded: its label, its heat, where to go on."""
    if used is None:
        return mark("Next: {site}") if coming else mark("Every site is done.")
    if not limit:
        return mark("Label queued · next: {site}") if coming else mark("Label queued")
    if used > limit:
        return mark("Label queued · heat cycles {used} of {limit}, more than it may have")
    if coming:
        return mark("Label queued · heat cycles {used} of {limit} · next: {site}")
    return mark("Label queued · heat cycles {used} of {limit} · every site is done")
