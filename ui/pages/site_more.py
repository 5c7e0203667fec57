# SPDX-License-Identifier: MIT
"""More of a site, by a long press on the board: the panel beside it and what is done there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from ui.pages.bench_offers import Offers
from ui.pages.bench_state import OnBench
from ui.pages.bench_work import SiteWork
from ui.pages.photo_import import Of, PhotoImport
from ui.pages.site_panel import SitePanel
from ui.pages.suspicion import of_site, state_of
from workshop.domain.terms import SiteOutcome

if TYPE_CHECKING:
    from workshop.queries.photos import PhotoRow
    from workshop.queries.site_history import SiteEvent

_MOST = 200


class SiteMore(QObject):
    """Opens the panel, keeps it as the site is now, and closes it where nothing is in hand."""

    def __init__(
        self, on: OnBench, sites: SiteWork, offers: Offers, photos: PhotoImport,
        of_site: Callable[[str], Sequence[PhotoRow]],
    ) -> None:  # fmt: skip
        super().__init__(on)
        self._on, self._sites, self._photos, self._of_site = on, sites, photos, of_site
        self._surface = on.view.board.surface
        self.panel = SitePanel(on.view.board)
        on.view.board.siteHeld.connect(self.open)
        self.panel.left.connect(self.close)
        self.panel.printed.connect(self._print)
        self.panel.doubted.connect(self._doubt)
        self.panel.defectAsked.connect(offers.defect)
        self.panel.photoAsked.connect(lambda: photos.choose(Of(piece=on.tag, site=self.panel.site)))
        self._surface.currentChanged.connect(self._elsewhere)

    @property
    def is_open(self) -> bool:
        """Whether the panel is in sight."""
        return not self.panel.isHidden()

    def open(self, name: str) -> None:
        """Take this site in hand and show more of it."""
        self._sites.take(name)
        self.panel.site = ""
        self._show(name)
        self.panel.lie_beside(*self._on.view.board.spot(name))
        self.panel.marking.setFocus(Qt.FocusReason.PopupFocusReason)

    def refresh(self) -> None:
        """Show the site as it is now."""
        if self.is_open:
            self._show(self.panel.site)

    def close(self) -> bool:
        """Put the panel away, the keyboard back to the site; whether it was in sight."""
        was_open = self.is_open
        self.panel.hide()
        if was_open:
            self._on.view.board.give_focus()
        return was_open

    def _elsewhere(self, name: str) -> None:
        if self.is_open and name != self.panel.site:
            self.close()

    def _show(self, name: str) -> None:
        on = self._on
        site = next((s for s in (on.map.sites if on.map else []) if s.name == name), None)
        if site is None:
            self.close()
            return
        self.panel.show_site(
            name, state_of(site, on.suspects), on.harvest.marking or site.marking,
            holds=on.harvest.may_come_off and on.stop is None, doubt=of_site(on.suspects, name),
        )  # fmt: skip
        facts = {"card": on.tag, "site": name, "limit": _MOST}
        on.desk.ask("site_history", facts, partial(self._came, name), self, "more")

    def _came(self, name: str, rows: Sequence[SiteEvent]) -> None:
        if name == self.panel.site:
            self.panel.show_history(rows, len(self._of_site(name)))

    def _print(self, marking: str) -> None:
        self._on.answer(self._on.harvest.read_print(marking))
        self._sites.show_marking()

    def _doubt(self, note: str) -> None:
        self._on.view.site.note.setText(note)
        self._sites.outcome(SiteOutcome.SUSPECT.value)
