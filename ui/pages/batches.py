# SPDX-License-Identifier: MIT
"""The batches: all of them with how far they are, one of them opened, and its papers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedLayout, QWidget

from ui.actions import Action
from ui.context import Context
from ui.desk import Desk
from ui.pages.batch_view import REPORTS, BatchView
from ui.pages.difference_report import DifferenceReport
from ui.pages.page import Page
from ui.pages.photo_import import Of
from ui.pages.photos import ADD_KEY, Drops, PhotoPanel
from ui.pages.report_check import ReportCheck
from ui.pages.reports_pane import ReportsPane
from ui.pages.shop_pdf import ShopPdf
from ui.pages.shop_view import ShopView
from ui.pages.words import two_lines
from ui.pages.yields_view import FAULTS, YieldsPane
from ui.widgets.controls import Button
from ui.widgets.panels import EmptyState
from ui.widgets.table import Table
from workshop.domain.terms import BatchState, PieceKind
from workshop.language import mark, say
from workshop.queries import after as row_after

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from workshop.queries.batches import Batch
    from workshop.queries.figures import Yields

MORE = 250


class BatchesPage(Page):
    """All batches, or one of them."""

    name = "batches"
    title = mark("Batches")
    hint = mark("Tap a batch to see where its cards are.")
    icon = "batches"
    watches = frozenset(
        {"batch", "manifest_line", "piece", "visit", "site", "site_record", "test_result", "place",
         "identifier", "catalogue_copy", "photo", "step_run", "defect", "person", "station",
         "report"}
    )  # fmt: skip

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(desk, context, parent)
        self.number = ""
        self._batch: Batch | None = None
        self._yields: Yields | None = None
        self.photos = PhotoPanel(desk, context)
        self.reports = ReportsPane(context.settings, lambda row: self._more(REPORTS, row))
        yields_of_batch = YieldsPane(desk, of_batch=True)
        self.view = BatchView(self._more, self.photos, yields_of_batch, self.reports)
        self.photos.counted.connect(self.view.show_count)
        Drops(self.view).dropped.connect(self._dropped)
        self.pdf = ShopPdf(desk, context, self)
        self.pdf.issued.connect(self._ask_rows)
        self.check = ReportCheck(desk, context, self, self.reports)
        self.check.known.connect(lambda number: self.open_batch(number, REPORTS))
        self.differences = DifferenceReport(self.pdf, lambda: self.number)
        for asked in (self.reports.draftAsked, self.reports.issueAsked, self.reports.copyAsked):
            asked.connect(self.differences.put_away)
        self.reports.draftAsked.connect(lambda chosen: self.pdf.report(self.number, chosen))
        self.reports.issueAsked.connect(lambda chosen: self.pdf.issue(self.number, chosen))
        self.reports.copyAsked.connect(self.pdf.have_again)
        self.view.work_row.addWidget(self.differences)
        self.view.work_row.addWidget(self.pdf.row)
        self.view.left.connect(self._leave)
        self.view.pdfAsked.connect(self.export)
        self.view.differencesAsked.connect(self.differences.ask)
        self.view.labelsAsked.connect(self.export_labels)
        self.view.moreAsked.connect(self.differences.put_away)
        self.view.moreAsked.connect(lambda: self.pdf.offer_more(self.view.more, self.number))
        self.view.closeAsked.connect(self.close_batch)
        self.view.pieceOpened.connect(lambda tag: self.context.go("bench", tag))
        self.view.gapOpened.connect(self._open_gap)
        self.view.turned.connect(self._ask_rows)
        self.shop = ShopView(desk)
        self.lists = ShopPdf(desk, context, self)
        self.shop.steps.head.addWidget(self.lists.row, 2)
        self.shop.steps.listAsked.connect(self.lists.progress)
        self.batches = self.shop.batches
        self.shop.checkAsked.connect(self.check.choose)
        Drops(self.shop).dropped.connect(self.check.takes_only)
        self.shop.batchOpened.connect(self.open_batch)
        self.shop.pieceOpened.connect(lambda tag: self.context.go("bench", tag))
        self.shop.listed.connect(self._listed)
        for yields in (self.shop.yields, self.view.yields):
            yields.refused.connect(lambda sentence: self._refused(sentence, ""))
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.shop)
        self._pages.addWidget(
            EmptyState(
                "batches",
                say("No batch yet"),
                say("Open the first delivery on the Intake page, then scan its cards."),
                Button(say("Go to Intake"), icon="intake", press=lambda: context.go("intake")),
            )
        )
        self._pages.addWidget(self.view)

    def actions_here(self) -> list[Action]:
        """What the keys do on this page."""

        def to_filter() -> None:
            if self.number:
                self.view.filter_cards()

        return [
            Action(mark("Reports of this batch"), "Ctrl+E", self.export),
            Action(mark("Check a report"), "Ctrl+Shift+O", self.check.choose),
            Action(mark("Difference report of this batch"), "Ctrl+Shift+E", self.differences.ask),
            Action(mark("Labels of this batch as a PDF"), "Ctrl+L", self.export_labels),
            *self.view.of_cards.results.keys(to_filter),
            Action(mark("Add photos of this delivery"), ADD_KEY, self.photos.choose),
            Action(mark("The next part of the page"), "F8", self._turn_on),
            Action(mark("Back to all batches"), "Esc", self.back),
        ]

    # The list

    def refresh(self) -> None:
        """Ask again for what is shown."""
        self.shop.refresh()
        if self.number:
            self._ask_batch()

    def _listed(self) -> None:
        if not self.number:
            self._pages.setCurrentIndex(0 if self.batches.rows.rows() else 1)

    def take_picture(self, image: QImage) -> bool:
        """What the camera took is a photo of what is open."""
        return self.photos.take_picture(image)

    def show_tag(self, tag: str) -> None:
        """Open the batch of this number; or a look at all of them, or the faults, by its name."""
        if tag != FAULTS and tag not in self.shop.tabs:
            self.open_batch(tag)
            return
        if self.number:
            self._leave()
        if tag == FAULTS or tag == "yields":
            self.shop.yields.turn(FAULTS if tag == FAULTS else "day")
            tag = "yields"
        self.shop.turn(tag)

    # One batch

    def open_batch(self, number: str, tab: str = "overview") -> None:
        """Open this batch at one of its parts."""
        if number != self.number:
            self._batch = self._yields = None
            self.differences.put_away()
            self.view.of_cards.results.clear()
            self.reports.show_since("", None)
        self.number = number
        of_cards = self.view.of_cards
        self.desk.ask("dispositions", {}, of_cards.name_dispositions, self.view, "names")
        self.desk.ask("plans", {}, of_cards.results.offer_plans, self.view, "plans")
        self.view.turn(tab)
        if tab == "balance":
            self.view.take_keys()
        self._ask_batch()

    def back(self) -> None:
        """From what is behind a number to it, from one batch to all of them, there to the list."""
        shown = self.view if self.number else self.shop
        if shown.tab != "yields" or not shown.yields.back():
            self._leave()

    def _leave(self) -> None:
        if not self.number:
            self.shop.turn("batches")
        self.number = ""
        self._batch = self._yields = None
        self.photos.show_of(Of())
        self._listed()
        self.shop.refresh()
        self.shop.take_keys()

    def _turn_on(self) -> None:
        """The next part of the batch that is open, or of the shop."""
        (self.view if self.number else self.shop).turn_on()

    def _dropped(self, files: list[Path]) -> None:
        """Files dropped on a batch are photos of the delivery, PDF files reports to check."""
        if not self.check.takes(files):
            self.view.turn("photos")
            self.photos.take(files)

    def _ask_batch(self) -> None:
        named = {"batch": self.number}
        self.photos.show_of(Of(batch=self.number))
        self.desk.ask("batch", {"number": self.number}, self._came, self, "batch", self._unknown)
        self.desk.ask("yields", named, self._yields_came, self, "yields", self._quiet)
        self.desk.ask("balance", named, self.view.show_balance, self, "balance", self._quiet)
        self._ask_rows()

    def _quiet(self, _sentence: str, _kind: str) -> None:
        """The batch's own refusal says it already."""

    def _unknown(self, sentence: str, _kind: str) -> None:
        self.context.answer("refused", *two_lines(sentence))
        self._leave()

    def _came(self, batch: Batch) -> None:
        if not self.number:
            return
        self._batch = batch
        self.number = batch.number
        kind = self.view.kind
        self.view.show_batch(batch)
        self._show_figures()
        if self._pages.currentIndex() != 2:
            self._pages.setCurrentIndex(2)
            if self.view.tab == "balance":  # only what is in sight can have the keyboard
                self.view.take_keys()
        if self.view.kind != kind:
            self._ask_rows()

    def _yields_came(self, yields: Yields) -> None:
        self._yields = yields
        self.view.show_yields(yields)
        self._show_figures()

    def _show_figures(self) -> None:
        """Show the numbers once both answers have come, whichever was first."""
        if self._batch is not None and self._yields is not None:
            self.view.show_figures(self._batch, self._yields)

    def _table(self, tab: str) -> tuple[str, dict[str, Any], Table] | None:
        """The question and the table of a part of the batch; None where it has no rows."""
        view, of = self.view, {"batch": self.number}
        if tab == "balance":
            return "balance_gaps", of, view.balance.gaps
        if tab == "card":
            asked = view.of_cards.results.facts()
            return "pieces", {**of, "kind": PieceKind.CARD.value, **asked}, view.cards
        if tab == REPORTS:
            return "reports", {**of, "kind": ""}, self.reports.table
        if tab == "pieces" and view.kind:
            return "pieces", {**of, "kind": view.kind}, view.pieces
        return None

    def _ask_rows(self) -> None:
        """Ask for what is in sight: of a table as many rows at least as it has already."""
        tab = self.view.tab
        if not self.number:
            return
        if tab == "times":
            of, show = {"batch": self.number}, self.view.times.show_times
            self.desk.ask("step_times", of, show, self, "in sight", self._quiet)
        if tab == "yields":
            self.view.yields.show_batch(self.number)
            self.view.yields.ask()
        if (found := self._table(tab)) is None:
            return
        query, facts, table = found
        limit = (len(table.rows.rows()) // MORE + 1) * MORE
        put = self.view.of_cards.show_cards if tab == "card" else table.setRows
        self.desk.ask(
            query,
            {**facts, "limit": limit},
            lambda rows: put(rows, len(rows) == limit),
            self,
            "in sight",
            self._quiet,
        )

    def _more(self, tab: str, last: Any) -> None:
        if (found := self._table(tab)) is None:
            return
        query, facts, table = found
        after = row_after(query, last)
        put = self.view.of_cards.add_cards if tab == "card" else table.addRows

        def came(rows: Sequence[Any]) -> None:
            if self._table(tab) == found:  # else other rows were asked for meanwhile
                put(rows, len(rows) == MORE)

        facts = {**facts, "limit": MORE, "after": after}
        self.desk.ask(query, facts, came, self, f"more {tab}")

    def _open_gap(self, gap: Any) -> None:
        """Go where a gap is put right: the bench with the card at its site, or the intake."""
        if gap.tag:
            self.context.go("bench", f"{gap.tag}/{gap.site}" if gap.site else gap.tag)
        elif self._batch is not None and self._batch.state == BatchState.OPEN:
            self.context.set("batch", self._batch.number)
            self.context.go("intake")
        else:
            words = say("Batch {batch} is closed", batch=self.number)
            hint = say("No more cards are received into it.")
            self.context.answer("careful", words, hint)

    def close_batch(self) -> None:
        """Close the batch: nothing more is received or harvested; undo opens it again.

        The receiving session this person has open of it here ends with it.
        """
        number = self.number

        def done(_receipt: dict[str, Any], text: str) -> None:
            hint = say("Undo opens it again, as long as nothing else was done.")
            self.context.answer("done", text, hint)

        def close(session: Any) -> None:
            if session is not None and session.batch == number:
                ending = {"receiving": session.id}
                self.desk.do("end_receiving", ending, None, self._refused, owner=self)
            self.desk.do("close_batch", {"batch": number}, done, no, owner=self)

        def no(sentence: str, kind: str) -> None:
            self._refused(sentence, kind)
            if number == self.number and self.view.balance.is_open:
                self.view.turn("balance")  # where the reasons stand

        who = {"person": self.context.person, "station": self.context.station}
        self.desk.ask("session_here", who, close, self, "session", in_turn=True)

    def export(self) -> None:
        """Go where a report of this batch is made."""
        if self.number:
            self.view.turn(REPORTS)
            self.reports.take_keys()

    def export_labels(self) -> None:
        """Write the labels of this batch."""
        if self.number:
            self.differences.put_away()
            self.pdf.labels(self.number)

    def _refused(self, sentence: str, _kind: str) -> None:
        self.context.answer("refused", *two_lines(sentence))
