# SPDX-License-Identifier: MIT
"""Where cards come in: what stays set, the live lists, the card in hand, the session, the mark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.context import Context
from ui.desk import Desk
from ui.pages import intake_parts as parts
from ui.pages.bench_parts import Scrolled, only_shown
from ui.pages.card_words import Tab
from ui.pages.choice import Choice, ChoicePane
from ui.pages.intake_flow import IN_VIEW, Flow
from ui.pages.intake_hand import HandPane
from ui.pages.intake_lists import Lists
from ui.pages.intake_session import SessionPane
from ui.pages.intake_side import Mark, Sticky
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow, Panel
from ui.widgets.table import Table
from workshop.benches.answers import Stop
from workshop.benches.intake import IntakeBench
from workshop.language import mark, say, say_many

if TYPE_CHECKING:
    from ui.pages.difference_report import DifferenceReport
    from workshop.queries.find import Identified


# px that the number of the batch needs beside all that can be done with it.
_NAMED = 110


class Dock(QWidget):
    """Takes scans and taps while a batch is open; `gone` says that the batch is not there."""

    begun = Signal()  # a card is being received
    gone = Signal(str)

    def __init__(
        self,
        desk: Desk,
        context: Context,
        choose: Callable[[], object],
        import_list: Callable[[], object],
        look: Callable[[Tab], object],
    ) -> None:
        super().__init__()
        self.desk, self.context = desk, context
        self.bench = IntakeBench()
        self.flow = Flow(desk, context, self.bench, self)
        self.sticky = Sticky(desk, self.bench)
        self.mark = Mark(desk, context)
        self.session = SessionPane(desk, context, self.bench)
        self.hand = HandPane(self.bench, self.next_card, self._refuse, self._preprinted, look)
        self.side = QStackedWidget()
        self._reasons: ChoicePane | None = None
        self.serial = QLineEdit()
        self.table = Table(
            parts.SCANS,
            name=mark("Last scans"),
            empty=mark("Scan the first card of this batch: the serial label on its back."),
        )
        self.lists = Lists(desk, self.table)
        self._report: DifferenceReport | None = None
        self._lay_out(choose, import_list)
        self._connect()

    @property
    def report(self) -> DifferenceReport:
        """Writes the difference report of the batch, below the lists; made when first asked for."""
        from ui.pages.batch_pdf import BatchPdf
        from ui.pages.difference_report import DifferenceReport

        if self._report is None:
            pdf = BatchPdf(self.desk, self.context, self)
            self._report = DifferenceReport(pdf, lambda: self.bench.batch)
            self.lists.body.addWidget(self._report)
            self.lists.body.addWidget(pdf.row)
        return self._report

    @property
    def reasons(self) -> ChoicePane:
        """Asks why a card is refused; made when first asked for."""
        if self._reasons is None:
            self._reasons = ChoicePane()
            self._reasons.chosen.connect(self._refuse_for)
            self._reasons.left.connect(lambda: self.side.setCurrentIndex(0))
            self.side.addWidget(self._reasons)
        return self._reasons

    def ask_report(self) -> None:
        """Ask as what the difference report is wanted."""
        self.report.ask()

    def _connect(self) -> None:
        self.flow.changed.connect(self.show_flow)
        self.flow.recorded.connect(lambda entry, card: self.mark.count(entry, card=card))
        self.flow.begun.connect(self.begun)
        self.session.wanted.connect(lambda answer: self.flow.follow("", answer))
        self.lists.numbered.connect(self.session.show_numbers)
        self.lists.opened.connect(self._open)
        self.table.opened.connect(lambda row: self._open(row.tag))
        self.serial.returnPressed.connect(self.type_serial)

    # What it is made of

    def _lay_out(self, choose: Callable[[], object], import_list: Callable[[], object]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._head(choose, import_list))
        column.addWidget(self.sticky)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.lists, 1)
        row.addWidget(self._side())
        column.addLayout(row, 1)

    def _head(self, choose: Callable[[], object], import_list: Callable[[], object]) -> QWidget:
        """The batch, and what can be done with all of it."""
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(theme.GRID)
        names = QVBoxLayout()
        names.setSpacing(0)
        self.batch_name = Label("", theme.TITLE, strong=True, cuts=True)
        self.batch_name.setMinimumWidth(_NAMED)
        self.supplier = Label("", theme.NOTE, ink="quiet", cuts=True)
        names.addWidget(self.batch_name)
        names.addWidget(self.supplier)
        row.addLayout(names, 1)
        row.addWidget(self.session)
        row.addSpacing(theme.GRID)
        another = Button(say("Another batch"), icon="batches", key="F6", press=choose)
        listed = Button(say("Import list"), icon="import", key="F9", press=import_list)
        self.differences = Button(say("Difference report"), icon="table", press=self.ask_report)
        row.addWidget(self.differences)
        for button in (another, listed):
            row.addWidget(only_shown(button))
        return whole

    def _side(self) -> QWidget:
        panel = Panel(margin=12)
        panel.setFixedWidth(344)
        scrolled = Scrolled()
        self.serial.setPlaceholderText(say("Type it, then press Enter"))
        typed = FormRow(say("Serial, where the label cannot be scanned"), self.serial)
        for part in (self.hand, typed, self.mark):
            scrolled.column.addWidget(part)
        scrolled.column.addStretch(1)
        self.side.addWidget(scrolled)
        panel.body.addWidget(self.side, 1)
        return panel

    # Scans and taps

    def set_batch(self, batch: str, place: str) -> bool:
        """Take cards into this batch, at this place; whether it is another batch than before."""
        another = batch != self.bench.batch
        self.bench.batch, self.bench.sticky["place"] = batch, place
        if another:
            self.flow.clear()
            self.mark.begin()
            if self._report is not None:
                self._report.put_away()
        return another

    def take(self, scan: Identified) -> bool:
        """Receive what was scanned, or say why not."""
        self.session.signing = 0
        taken = self.flow.follow(scan.scan, self.bench.take(scan))
        if self.bench.sticky["place"] != self.context.place:
            self.context.set("place", self.bench.sticky["place"])
        return taken

    def take_badge(self, person: str) -> bool:
        """Sign a session off with this badge, where that was asked for."""
        do = self.session.take_badge(person)
        if do is not None:
            works, self.desk.by = self.desk.by, person
            self.flow.send(do, asked_for=True)
            self.desk.by = works  # who signs does not go on to scan
        return do is not None

    def type_serial(self) -> None:
        """Receive what was typed, because its label cannot be scanned."""
        text = self.serial.text().strip()
        if not text:
            return
        answer = self.bench.typed(text)
        if not isinstance(answer, Stop):
            self.serial.setText("")  # unlike clear(), Ctrl+Z does not bring it back
        self.flow.follow(text, answer)

    def card_in_hand(self) -> str:
        """The tag of the card that was received last and is still in hand; else empty."""
        card = self.bench.hand.card
        return card.tag if card is not None else ""

    def next_card(self) -> None:
        """End the card in hand."""
        self.flow.follow("", self.bench.next_card())

    def _preprinted(self) -> None:
        """Take cards in with tags that were printed before, or no longer."""
        self.bench.next_card()
        self.bench.preprinted = not self.bench.preprinted
        hint = say("Scan a card's serial and the blank tag you put on it, in either order.")
        if self.bench.preprinted:
            self.context.answer("idle", say("Pre-printed tags"), hint)
        else:
            self.context.answer("idle", say("Labels are printed here"), say("Scan the next card."))
        self.show_flow()

    def _refuse(self) -> None:
        """Ask why the next card is refused; pressed again, it is not."""
        if self.bench.refusing:
            self.flow.follow("", self.bench.take_back())
            return
        choices = [Choice(code, say(name)) for code, name in self.sticky.reasons]
        self.reasons.offer(say("Why is the next card refused?"), choices)
        self.side.setCurrentIndex(1)

    def _refuse_for(self, code: str) -> None:
        self.side.setCurrentIndex(0)
        words = dict(self.sticky.reasons)[code]
        self.flow.follow("", self.bench.refuse_next(code, say(words)))

    def _open(self, tag: str) -> None:
        if tag:
            self.context.go("bench", tag)

    # What changed

    def show_flow(self) -> None:
        """Show the rows and the card in hand as they are now."""
        self.table.setRows(self.flow.rows)
        self.hand.show_bench()
        self.sticky.show_bench()

    def refresh(self) -> None:
        """Ask for the numbers, and for what became of the scans in view."""
        self.session.refresh()
        if not self.bench.batch:
            return
        facts = {"batch": self.bench.batch}
        self.desk.ask("intake", facts, self._show_intake, self, "intake", self._batch_gone)
        self.desk.ask("recent", {"limit": 4 * IN_VIEW}, self._show_recent, self, "recent")
        self.lists.refresh(self.bench.batch)

    def _batch_gone(self, sentence: str, _kind: str) -> None:
        self.gone.emit(sentence)

    def _show_intake(self, intake: Any) -> None:
        self.lists.show_expected(intake.received, intake.expected)
        closed = intake.state != "open"
        self.batch_name.setText(say("Batch {number}", number=intake.batch))
        self.supplier.setText(say("This batch is closed.") if closed else _list_words(intake))

    def _show_recent(self, entries: Sequence[Any]) -> None:
        self.mark.forget(self.flow.look_back(entries))


def _list_words(intake: Any) -> str:
    if intake.has_list:
        return say_many(
            "{n} card in the supplier's list", "{n} cards in the supplier's list", intake.expected
        )
    return say("There is no list from the supplier.")
