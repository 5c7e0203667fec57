# SPDX-License-Identifier: MIT
"""Intake: a batch is open, cards are scanned one after the other, each scan is answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.actions import Action
from ui.context import Context
from ui.desk import Desk
from ui.pages.card_words import GRADE_KEY, WATCHES, WHO_KEY, Tab
from ui.pages.close_up import CloseUp
from ui.pages.intake_dock import Dock
from ui.pages.intake_parts import BatchChoice
from ui.pages.page import Page
from ui.pages.photo_import import Of, PhotoImport
from workshop.language import mark, say

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from ui.pages.manifest import ListImport
    from workshop.queries.find import Identified


class IntakePage(Page):
    """Receives cards into the batch that is set; a scan is never lost and never waits."""

    name = "intake"
    title = mark("Intake")
    hint = mark("Scan the labels of a card in any order, or its serial alone.")
    icon = "intake"
    watches = WATCHES | {"batch", "manifest_line", "receiving", "refusal"}

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(desk, context, parent)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        self.layers = QStackedWidget()
        whole.addWidget(self.layers)
        self.photos = PhotoImport(desk, context, self)
        self.dock = Dock(desk, context, self._choose, self._import_list, self.look)
        self.close_up = CloseUp(desk, context, self.layers, self)
        self.close_up.left.connect(self._show_scans)
        self.close_up.recorded.connect(lambda entry: self.dock.mark.count(entry, card=False))
        self.dock.begun.connect(self._begun)
        self.dock.flow.changed.connect(lambda: self.close_up.follow(self.dock.card_in_hand()))
        self.dock.gone.connect(self._batch_gone)
        self.layers.addWidget(self.dock)
        self._choice: BatchChoice | None = None
        self.list: ListImport | None = None
        context.changed.connect(self._context_changed)
        self.dock.set_batch(context.batch, context.place)

    @property
    def choice(self) -> BatchChoice:
        """Asks which batch is received; made when first asked for."""
        if self._choice is None:
            self._choice = BatchChoice()
            self._choice.picked.connect(self._pick)
            self._choice.wanted.connect(self._open_batch)
            self._choice.left.connect(self._show_scans)
            self.layers.addWidget(self._choice)
        return self._choice

    def actions_here(self) -> list[Action]:
        """The keys of this page."""
        dock = self.dock
        return [
            Action(mark("Next card"), "F5", self._next_card),
            Action(mark("Who is the card in hand"), WHO_KEY, lambda: self.look("who")),
            Action(mark("Condition of the card in hand"), GRADE_KEY,
                   lambda: self.look("condition")),
            Action(mark("Another batch"), "F6", self._choose),
            Action(mark("Import the supplier's list"), "F9", self._import_list),
            Action(mark("Difference report of this batch"), "Ctrl+Shift+E", dock.ask_report),
            Action(mark("Set a mark: a later undo goes back to here"), "F7", dock.mark.begin),
            Action(mark("Undo all scans since the mark"), "F8", dock.mark.undo),
            Action(mark("Back to the scans"), "Esc", self.back),
        ]  # fmt: skip

    # What is set

    def opened(self) -> None:
        """Ask for the numbers, and a moment later for what can be chosen."""
        self.refresh()
        self.dock.sticky.fill_later()

    def _context_changed(self, what: str) -> None:
        if what in ("batch", "place"):
            if self._follow_context():
                self.refresh()
        elif what in ("person", "station") and self.desk.is_open:
            self.dock.session.refresh()

    def _follow_context(self) -> bool:
        """Work with the batch and place that are set now; whether it is another batch."""
        another = self.dock.set_batch(self.context.batch, self.context.place)
        if not self.context.batch:
            self._choose()
        elif another:  # a place that is scanned leaves a list that is being looked through
            self._show_scans()
        return another

    def _show_scans(self) -> None:
        self.layers.setCurrentIndex(0)

    # The card in hand, looked at closely

    def look(self, tab: Tab) -> None:
        """Look closely at the card in hand; scans go on meanwhile."""
        tag = self.dock.card_in_hand() or self.close_up.tag
        if tag:
            self.close_up.look(tag, tab)
        else:
            hint = say("Scan its serial first.")
            self.context.answer("careful", say("No card is in hand"), hint)

    def _begun(self) -> None:
        """A card is being received: who looks closely sees that one, once it is in."""
        if self.close_up.on is None:
            self._show_scans()

    def _next_card(self) -> None:
        self._show_scans()
        self.dock.next_card()

    def back(self) -> None:
        """Leave what is asked of the card in hand, then the card."""
        self.close_up.back()

    def _choose(self) -> None:
        """Offer the open batches and the form of a new one."""
        self.layers.setCurrentWidget(self.choice)
        if self.desk.is_open:
            self.desk.ask("batches", {}, self._offer, self, "batches")

    def _pick(self, number: str) -> None:
        """Receive into this batch, also where it is the one that is set."""
        self.context.set("batch", number)
        self._show_scans()

    def _import_list(self) -> None:
        """Show where the supplier's list of this batch comes in."""
        if not self.context.batch:
            return
        if self.list is None:
            from ui.pages.manifest import ListImport

            self.list = ListImport(self.desk, self.context)
            self.list.left.connect(self._show_scans)
            self.layers.addWidget(self.list)
        self.list.begin(self.context.batch)
        self.layers.setCurrentWidget(self.list)

    def _offer(self, batches: Sequence[Any]) -> None:
        self.choice.offer(batches, self.context.batch)

    def _open_batch(self, facts: dict[str, Any]) -> None:
        def opened(receipt: dict[str, Any], text: str) -> None:
            self.choice.clear()
            self.context.set("batch", receipt["batch"])
            self.context.answer("done", text, say("Scan the first card."))

        def no(sentence: str, _kind: str) -> None:
            self.context.answer("refused", sentence)

        self.desk.do("open_batch", facts, opened, no, owner=self)

    def _batch_gone(self, sentence: str) -> None:
        self.context.set("batch", "")
        self.context.answer("careful", sentence)

    # Scans

    def take(self, scan: Identified) -> bool:
        """Receive what was scanned, or say why not."""
        self.dock.set_batch(self.context.batch, self.context.place)
        return self.dock.take(scan)

    def take_picture(self, image: QImage) -> bool:
        """What the camera took is a photo of the card in hand, without one of the delivery."""
        card = self.dock.bench.hand.card
        of = Of(piece=card.tag) if card is not None and card.tag else Of(batch=self.context.batch)
        if any(of):
            self.photos.take_image(image, of)
        return any(of)

    def take_badge(self, scan: Identified) -> bool:
        """Sign a session off with this badge, where that was asked for."""
        return self.dock.take_badge(scan.value)

    def refresh(self) -> None:
        """Ask for the numbers, and for what became of the scans in view."""
        if not self.desk.is_open:
            return
        if not self.context.batch:
            self._choose()
        self.dock.refresh()
        self.close_up.refresh()
