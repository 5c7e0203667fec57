# SPDX-License-Identifier: MIT
"""Intake: a batch is open, cards are scanned one after the other, each scan is answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.actions import Action
from ui.context import Context
from ui.desk import Desk
from ui.pages import intake_parts as parts
from ui.pages.bench_parts import only_shown
from ui.pages.intake_parts import BatchChoice, Counters, ScanRow
from ui.pages.intake_side import Mark, Sticky
from ui.pages.page import Page
from ui.widgets.controls import Button, Label
from ui.widgets.panels import FormRow, Hairline, Panel
from ui.widgets.table import Table
from workshop.benches.answers import Ask, Do, Stop
from workshop.benches.harvest import spelled
from workshop.benches.intake import Here, IntakeBench
from workshop.language import mark, say, say_many

if TYPE_CHECKING:
    from workshop.queries.find import Identified

IN_VIEW = 20


class IntakePage(Page):
    """Receives cards into the batch that is set; a scan is never lost and never waits."""

    name = "intake"
    title = mark("Intake")
    icon = "intake"
    watches = frozenset({"batch", "piece", "visit", "manifest_line", "identifier"})

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(desk, context, parent)
        self.bench = IntakeBench()
        self._rows: list[ScanRow] = []
        self._refusals = 0
        self.sticky = Sticky(desk, self.bench)
        self.mark = Mark(desk, context)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        self.layers = QStackedWidget()
        whole.addWidget(self.layers)
        self.choice = BatchChoice()
        self.choice.picked.connect(lambda number: self.context.set("batch", number))
        self.choice.wanted.connect(self._open_batch)
        self.choice.left.connect(self._show_scans)
        self.layers.addWidget(self._scanning())
        self.layers.addWidget(self.choice)
        context.changed.connect(self._context_changed)
        self._follow_context()

    # What it is made of

    def _scanning(self) -> QWidget:
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        left = QVBoxLayout()
        left.setSpacing(12)
        self.counters = Counters()
        self.counters.show_refused(0)
        left.addWidget(self.counters)
        panel = Panel(say("Last scans"))
        self.table = Table(
            parts.SCANS,
            name=mark("Last scans"),
            empty=mark("Scan the first card of this batch: the serial label on its back."),
        )
        self.table.opened.connect(self._open_row)
        panel.body.addWidget(self.table, 1)
        left.addWidget(panel, 1)
        row.addLayout(left, 1)
        row.addWidget(self._side())
        return whole

    def _side(self) -> QWidget:
        panel = Panel()
        panel.setFixedWidth(320)
        body = panel.body
        self.batch_name = Label("", theme.TITLE, strong=True, cuts=True)
        self.supplier = Label("", theme.NOTE, ink="quiet", cuts=True)
        body.addWidget(self.batch_name)
        body.addWidget(self.supplier)
        another = Button(say("Another batch"), icon="batches", key="F6", press=self._choose)
        body.addWidget(only_shown(another))
        body.addWidget(Hairline())
        body.addWidget(self.sticky)
        body.addWidget(Hairline())
        self.serial = QLineEdit()
        self.serial.setPlaceholderText(say("Type it, then press Enter"))
        self.serial.returnPressed.connect(self._typed)
        body.addWidget(FormRow(say("Serial, where the label cannot be scanned"), self.serial))
        body.addStretch(1)
        body.addWidget(self.mark)
        return panel

    def actions_here(self) -> list[Action]:
        """The keys of this page."""
        return [
            Action(mark("Another batch"), "F6", self._choose),
            Action(mark("Set a mark: a later undo goes back to here"), "F7", self.mark.begin),
            Action(mark("Undo all scans since the mark"), "F8", self.mark.undo),
        ]

    # What is set

    def opened(self) -> None:
        """Ask for the counters, and a moment later for the list of models."""
        self.refresh()
        self.sticky.fill_later()

    def _context_changed(self, what: str) -> None:
        if what in ("batch", "place"):
            before = self.bench.batch
            self._follow_context()
            if self.bench.batch != before:
                self._rows.clear()
                self.mark.begin()
                self.refresh()

    def _follow_context(self) -> None:
        self.bench.batch, self.bench.place = self.context.batch, self.context.place
        self.sticky.show_bench()
        if self.bench.batch:
            self._show_scans()
        else:
            self._choose()

    def _show_scans(self) -> None:
        self.layers.setCurrentIndex(0)

    def _choose(self) -> None:
        """Offer the open batches and the form of a new one."""
        self.layers.setCurrentIndex(1)
        if self.desk.is_open:
            self.desk.ask("batches", {}, self._offer, self, "batches")

    def _offer(self, batches: Sequence[Any]) -> None:
        self.choice.offer(batches, self.bench.batch)

    def _open_batch(self, facts: dict[str, Any]) -> None:
        def opened(receipt: dict[str, Any], text: str) -> None:
            self.choice.clear()
            self.context.set("batch", receipt["batch"])
            self.context.answer("done", text, say("Scan the first card."))

        def no(sentence: str, _kind: str) -> None:
            self.context.answer("refused", sentence)

        self.desk.do("open_batch", facts, opened, no, owner=self)

    # Scans

    def take(self, scan: Identified) -> bool:
        """Receive what was scanned, or say why not."""
        self.bench.batch, self.bench.place = self.context.batch, self.context.place
        answer = self.bench.take(scan)
        if isinstance(answer, Do):
            self._receive(answer)
        elif isinstance(answer, Ask):
            if self.bench.place != self.context.place:
                self.context.set("place", self.bench.place)
            self.sticky.show_bench()
            self.context.answer("done", say(answer.template, **answer.facts))
        elif isinstance(answer, Here):
            sentence = say(answer.template, **answer.facts)
            self._add(ScanRow(datetime.now(), scan.scan, parts.HERE, answer.facts["tag"], sentence))
            return False  # a card that is here opens at the bench, from wherever it is scanned
        else:
            self._stop(scan.scan, answer)
        return True

    def _typed(self) -> None:
        text = self.serial.text().strip()
        answer = self.bench.typed(text)
        if not text:
            return
        if isinstance(answer, Stop):
            self._stop(text, answer)
        else:
            self.serial.setText("")  # unlike clear(), Ctrl+Z does not bring it back
            self._receive(answer)

    def _stop(self, text: str, stop: Stop) -> None:
        sentence = say(stop.template, **stop.facts)
        self._refuse(self._add(ScanRow(datetime.now(), text)), sentence)

    def _refuse(self, row: ScanRow, sentence: str) -> None:
        row.look, row.note = parts.REFUSED, sentence
        self._refusals += 1
        self.counters.show_refused(self._refusals)
        self._show_rows()
        self.context.answer("refused", sentence)

    def _add(self, row: ScanRow) -> ScanRow:
        self._rows.insert(0, row)
        del self._rows[IN_VIEW:]
        self._show_rows()
        return row

    def _show_rows(self) -> None:
        self.table.setRows(self._rows)

    def _receive(self, do: Do) -> None:
        self._show_scans()
        row = self._add(ScanRow(datetime.now(), do.facts["serial"]))
        self.sticky.show_bench()
        self.desk.do(
            do.act,
            do.facts,
            partial(self._received, row, do.facts["batch"]),
            partial(self._not_received, row),
            owner=self,
        )

    def _received(self, row: ScanRow, batch: str, receipt: dict[str, Any], text: str) -> None:
        row.look = parts.look_of(receipt)
        row.tag, row.entry = spelled(receipt["tag"]), receipt["entry"]
        row.text, row.note = receipt["serial"], ""
        if batch == self.bench.batch:
            self.mark.count(row.entry)
        self._show_rows()
        if row.look is parts.UNLISTED:
            hint = say("It is not in the supplier's list. Put it aside, or go on.")
            self.context.answer("careful", text, hint)
        elif receipt["listed"]:
            hint = say("It is in the supplier's list. Its label is in the print queue.")
            self.context.answer("done", text, hint)
        else:
            self.context.answer("done", text, say("Its label is in the print queue."))

    def _not_received(self, row: ScanRow, sentence: str, kind: str) -> None:
        if kind == "already_here":
            row.look, row.note = parts.HERE, sentence
            self._show_rows()
            self.context.answer(
                "careful", sentence, say("Nothing was changed. Scan the next card.")
            )
        elif kind == "unavailable":
            row.look, row.note = parts.KEPT, sentence
            self._show_rows()
            hint = say("The scan is kept. Press Ctrl+R to try again, or scan on.")
            self.context.answer("refused", sentence, hint)
        else:
            self._refuse(row, sentence)

    def _open_row(self, row: ScanRow) -> None:
        if row.tag:
            self.context.go("bench", row.tag)

    # What changed

    def refresh(self) -> None:
        """Ask for the counters, and for what became of the scans in view."""
        if not self.desk.is_open:
            return
        if not self.bench.batch:
            self._choose()
            return
        facts = {"batch": self.bench.batch}
        self.desk.ask("intake", facts, self._show_intake, self, "intake", self._batch_gone)
        self.desk.ask("recent", {"limit": 2 * IN_VIEW}, self._show_recent, self, "recent")

    def _batch_gone(self, sentence: str, _kind: str) -> None:
        self.context.set("batch", "")
        self.context.answer("careful", sentence)

    def _show_intake(self, intake: Any) -> None:
        self.counters.show_intake(intake)
        closed = intake.state != "open"
        name = say("Batch {number}", number=intake.batch)
        self.batch_name.setText(name)
        self.supplier.setText(say("This batch is closed.") if closed else _list_words(intake))

    def _show_recent(self, entries: Sequence[Any]) -> None:
        """Mark what was undone since; after a start, show what this batch received last."""
        undone = {entry.number for entry in entries if entry.undone_by}
        if not self._rows:
            self._rows = [_as_row(e) for e in entries if _is_of(e, self.bench.batch)][:IN_VIEW]
        for row in self._rows:
            if row.entry in undone:
                row.look = parts.UNDONE
        self._show_rows()
        self.mark.forget(undone)


def _list_words(intake: Any) -> str:
    if intake.has_list:
        return say_many(
            "{n} card in the supplier's list", "{n} cards in the supplier's list", intake.expected
        )
    return say("There is no list from the supplier.")


def _is_of(entry: Any, batch: str) -> bool:
    return bool(entry.act == "receive" and entry.facts.get("batch") == batch)


def _as_row(entry: Any) -> ScanRow:
    return ScanRow(
        datetime.fromisoformat(entry.at).astimezone(),
        entry.facts.get("serial", ""),
        parts.UNDONE if entry.undone_by else parts.RECEIVED,
        spelled(entry.pieces[0]) if entry.pieces else "",
        entry=entry.number,
    )
