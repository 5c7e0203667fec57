# SPDX-License-Identifier: MIT
"""The batches: all of them with how far they are, one of them opened, and its PDF."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from ui import theme
from ui.actions import Action
from ui.context import Context
from ui.desk import Desk
from ui.pages.batch_parts import Legend, paint_progress, said_progress
from ui.pages.batch_pdf import BatchPdf
from ui.pages.batch_view import BatchView
from ui.pages.difference_report import DifferenceReport
from ui.pages.page import Page
from ui.pages.photo_import import Of
from ui.pages.photos import ADD_KEY, Drops, PhotoPanel
from ui.pages.words import two_lines
from ui.theme import Tone
from ui.widgets.controls import Button, Label
from ui.widgets.panels import EmptyState, Panel
from ui.widgets.states import Look
from ui.widgets.table import Column, Table
from workshop.domain.terms import BatchState, PieceKind
from workshop.language import mark, say

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from workshop.queries.batches import Batch, BatchRow
    from workshop.queries.figures import Yields
    from workshop.queries.find import Identified

MORE = 250

_OPEN = Look(Tone.QUESTION, "play", mark("Open"))
_CLOSED = Look(Tone.PLAIN, "lock", mark("Closed"))


def _state(row: Any) -> Look:
    return _OPEN if row.state == BatchState.OPEN else _CLOSED


def _received(row: Any) -> str:
    if row.expected:
        return say("{n} of {all}", n=row.received, all=row.expected)
    return str(row.received)


LIST = (
    Column(mark("Batch"), "number", share=2, strong=True),
    Column(mark("Supplier"), "supplier", share=3),
    Column(mark("Received on"), "received_on", width=116, ink="quiet"),
    Column(mark("Cards"), _received, width=112, align="right"),
    Column(mark("Where its cards are"), said_progress, share=5, paint=paint_progress),
    Column(mark("Pieces"), "pieces", width=84, align="right"),
    Column(mark("State"), "state", width=116, look=_state),
)


class BatchesPage(Page):
    """All batches, or one of them."""

    name = "batches"
    title = mark("Batches")
    hint = mark("Tap a batch to see where its cards are.")
    icon = "batches"
    watches = frozenset(
        {"batch", "manifest_line", "piece", "visit", "site", "site_record", "test_result", "place",
         "identifier", "catalogue_copy", "photo"}
    )  # fmt: skip

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(desk, context, parent)
        self.number = ""
        self._batch: Batch | None = None
        self._yields: Yields | None = None
        self.photos = PhotoPanel(desk, context)
        self.view = BatchView(self._more, self.photos)
        self.photos.counted.connect(self.view.show_count)
        Drops(self.view).dropped.connect(self._dropped)
        self.pdf = BatchPdf(desk, context, self)
        self.differences = DifferenceReport(self.pdf, lambda: self.number)
        self.view.work_row.addWidget(self.differences)
        self.view.work_row.addWidget(self.pdf.row)
        self.view.left.connect(self.back)
        self.view.pdfAsked.connect(self.export)
        self.view.differencesAsked.connect(self.differences.ask)
        self.view.labelsAsked.connect(self.export_labels)
        self.view.closeAsked.connect(self.close_batch)
        self.view.pieceOpened.connect(lambda tag: self.context.go("bench", tag))
        self.view.turned.connect(self._ask_rows)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._list())
        self._pages.addWidget(
            EmptyState(
                "batches",
                say("No batch yet"),
                say("Open the first delivery on the Intake page, then scan its cards."),
                Button(say("Go to Intake"), icon="intake", press=lambda: context.go("intake")),
            )
        )
        self._pages.addWidget(self.view)

    def _list(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 16, 16, 16)
        panel = Panel(margin=16)
        head = QHBoxLayout()
        head.addWidget(Label(say("Batches"), theme.TITLE, strong=True))
        head.addSpacing(24)
        head.addWidget(Legend(), 1)
        panel.body.addLayout(head)
        self.batches = Table(
            LIST,
            name=mark("All batches, the newest first"),
            empty=mark("No batch yet."),
            key=lambda row: row.number,
            on_more=self._more_batches,
        )
        self.batches.verticalHeader().setDefaultSectionSize(theme.TOUCH)
        self.batches.clicked.connect(
            lambda index: self.open_batch(self.batches.rows.row(index.row()).number)
        )
        self.batches.opened.connect(lambda row: self.open_batch(row.number))
        panel.body.addWidget(self.batches, 1)
        column.addWidget(panel)
        return page

    def actions_here(self) -> list[Action]:
        """What the keys do on this page."""
        return [
            Action(mark("Export the PDF of this batch"), "Ctrl+E", self.export),
            Action(mark("Difference report of this batch"), "Ctrl+Shift+E", self.differences.ask),
            Action(mark("Labels of this batch as a PDF"), "Ctrl+L", self.export_labels),
            Action(mark("Add photos of this delivery"), ADD_KEY, self.photos.choose),
            Action(mark("Back to all batches"), "Esc", self.back),
        ]

    # The list

    def refresh(self) -> None:
        """Ask again for what is shown."""
        shown = max(MORE, len(self.batches.rows.rows()))
        facts = {"limit": shown}
        self.desk.ask("batches", facts, partial(self._batches_came, shown), self, "batches")
        if self.number:
            self._ask_batch()

    def _batches_came(self, limit: int, rows: Sequence[BatchRow]) -> None:
        self.batches.setRows(rows, more=len(rows) == limit)
        if not self.number:
            self._pages.setCurrentIndex(0 if rows else 1)

    def _more_batches(self, last: BatchRow) -> None:
        facts = {"after": last.number, "limit": MORE}
        self.desk.ask(
            "batches",
            facts,
            lambda rows: self.batches.addRows(rows, more=len(rows) == MORE),
            self,
            "more batches",
        )

    def take(self, scan: Identified) -> bool:
        """A piece that is scanned here is for the bench."""
        return False

    def take_picture(self, image: QImage) -> bool:
        """What the camera took is a photo of what is open."""
        return self.photos.take_picture(image)

    def show_tag(self, tag: str) -> None:
        """Open the batch of this number."""
        self.open_batch(tag)

    # One batch

    def open_batch(self, number: str) -> None:
        """Open this batch."""
        if number != self.number:
            self._batch = self._yields = None
            self.differences.put_away()
        self.number = number
        self.view.turn("overview")
        self._ask_batch()

    def back(self) -> None:
        """From one batch to all of them."""
        self.number = ""
        self._batch = self._yields = None
        self.photos.show_of(Of())
        self._pages.setCurrentIndex(0 if self.batches.rows.rows() else 1)
        self.batches.setFocus(Qt.FocusReason.OtherFocusReason)

    def _dropped(self, files: list[Path]) -> None:
        """Files dropped on a batch are photos of the delivery."""
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
        self.back()

    def _came(self, batch: Batch) -> None:
        if not self.number:
            return
        self._batch = batch
        self.number = batch.number
        kind = self.view.kind
        self.view.show_batch(batch)
        self._show_figures()
        self._pages.setCurrentIndex(2)
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

    def _facts(self, tab: str, limit: int) -> dict[str, Any]:
        kind = PieceKind.CARD.value if tab == "card" else self.view.kind
        return {"batch": self.number, "kind": kind, "limit": limit}

    def _ask_rows(self) -> None:
        """Ask for the rows of the table in sight, as many as it has already."""
        tab = self.view.tab
        if (
            not self.number
            or tab not in ("card", "pieces")
            or (tab == "pieces" and not self.view.kind)
        ):
            return
        table = self.view.cards if tab == "card" else self.view.pieces
        limit = max(MORE, len(table.rows.rows()))
        self.desk.ask(
            "pieces",
            self._facts(tab, limit),
            lambda rows: table.setRows(rows, more=len(rows) == limit),
            self,
            tab,
            self._quiet,
        )

    def _more(self, tab: str, last: Any) -> None:
        table = self.view.cards if tab == "card" else self.view.pieces
        self.desk.ask(
            "pieces",
            {**self._facts(tab, MORE), "after": last.tag},
            lambda rows: table.addRows(rows, more=len(rows) == MORE),
            self,
            f"more {tab}",
        )

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
            self.desk.do("close_batch", {"batch": number}, done, self._refused, owner=self)

        who = {"person": self.context.person, "station": self.context.station}
        self.desk.ask("session_here", who, close, self, "session", in_turn=True)

    def export(self) -> None:
        """Write the report of this batch."""
        if self.number:
            self.differences.put_away()
            self.pdf.report(self.number)

    def export_labels(self) -> None:
        """Write the labels of this batch."""
        if self.number:
            self.differences.put_away()
            self.pdf.labels(self.number)

    def _refused(self, sentence: str, _kind: str) -> None:
        self.context.answer("refused", *two_lines(sentence))
