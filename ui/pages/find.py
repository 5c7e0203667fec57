# SPDX-License-Identifier: MIT
"""Find: one box for anything that has a name, and the passport of the piece that was found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui import theme
from ui.actions import Action
from ui.context import Context
from ui.desk import Desk
from ui.pages.find_hits import KINDS, Listed
from ui.pages.find_results import FindResults
from ui.pages.page import Page
from ui.pages.paper import open_file, passport_to_pdf
from ui.pages.passport_view import TURN_KEY, PassportView
from ui.pages.past_run import look_at_run
from ui.pages.words import kind_word, two_lines
from ui.widgets.controls import Label
from ui.widgets.panels import EmptyState, Panel
from ui.widgets.states import piece_look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.domain.terms import ScanKind
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.find import Hit, Identified


class FindPage(Page):
    """Looks for what is typed while it is typed; a scan shows the piece it names."""

    name = "find"
    title = mark("Find")
    hint = mark("Type or scan what you look for.")
    icon = "find"
    watches = frozenset(
        {"piece", "identifier", "site_record", "step_record", "test_result", "photo", "visit",
         "condition", "defect", "reservation", "bake", "bake_piece", "heat_cycle", "profile_run",
         "reball", "marking", "lot_use"}
    )  # fmt: skip

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(desk, context, parent)
        self._tag = self._wanted = ""
        self._file: Path | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        self.found = FindResults(desk)
        self.found.picked.connect(self._pick)
        self.box, self.hits, self.results = self.found.box, self.found.hits, self.found.results
        row.addWidget(self.found)
        self.layers = QStackedWidget()
        row.addWidget(self.layers, 1)
        self.layers.addWidget(
            EmptyState(
                "find",
                say("Find anything by its name"),
                say("Type a part of a tag, serial, marking, model, batch or place, or scan it."),
            )
        )
        self.view = PassportView()
        self._connect()
        self.layers.addWidget(self.view)
        self.layers.addWidget(self._contents())

    # What it is made of

    def _contents(self) -> QWidget:
        """What lies in a place that was found."""
        panel = Panel()
        self.place = Label("", theme.TITLE, strong=True, cuts=True)
        self.place_kind = Label("", theme.NOTE, ink="quiet", cuts=True)
        self.inside = Table(
            [
                Column(mark("Tag"), lambda piece: spelled(piece.tag), width=140, strong=True),
                Column(mark("What"), lambda piece: kind_word(piece.kind), width=128),
                Column(mark("Model or marking"), lambda p: p.model or p.marking, share=2),
                Column(mark("State"), "state", width=150, look=_state),
                Column(mark("Batch"), "batch", share=1, ink="quiet"),
            ],
            name=mark("What lies here"),
            empty=mark("Nothing lies here."),
            on_more=lambda last: self._ask_contents(self.place.text(), last.tag),
        )
        self.inside.opened.connect(lambda piece: self.show_tag(piece.tag))
        panel.body.addWidget(self.place)
        panel.body.addWidget(self.place_kind)
        panel.body.addWidget(self.inside, 1)
        return panel

    def _connect(self) -> None:
        view = self.view
        view.pieceOpened.connect(self.show_tag)

        def no(sentence: str, _kind: str) -> None:
            self.context.answer("refused", *two_lines(sentence))

        view.runAsked.connect(lambda row: look_at_run(self.desk, row, view, no, owner=self))
        view.testAsked.connect(lambda entry: self.context.go("tests", f"{self._tag}/{entry}"))
        view.bench.clicked.connect(self._open_bench)
        view.again.clicked.connect(self._ask_why)
        view.why.given.connect(self._print_again)
        view.pdf.clicked.connect(lambda: self._passport())
        view.issue.clicked.connect(lambda: self._passport(issues=True))
        view.file.clicked.connect(self._show_file)

    def actions_here(self) -> list[Action]:
        """The keys of this page."""
        return [
            Action(mark("Open the piece at the bench"), "F5", self._open_bench),
            Action(mark("Print its label again"), "F6", self._ask_why),
            Action(mark("Its passport as PDF"), "F7", self._passport),
            Action(mark("Show the PDF that was made"), "F8", self._show_file),
            *self.results.keys(self.results.take_keys),
            Action(mark("What was done, or what is known"), TURN_KEY, self.view.turn),
            Action(mark("Back"), "Esc", self.back),
        ]

    # Looking for it

    def opened(self) -> None:
        """Be ready to type."""
        self.found.refresh()
        self.box.setFocus()
        self.box.selectAll()

    def _pick(self, row: Hit | Listed) -> None:
        if row.group in KINDS:
            self._ask(row.tag)
        elif row.group == "place":
            self.place.setText(row.tag)
            self.place_kind.setText(row.title)
            self._ask_contents(row.tag, None)
        elif row.group == "batch":
            self.context.go("batches", row.tag)
        else:
            self.context.answer("idle", row.title, row.tag)

    def _ask_contents(self, place: str, after: str | None) -> None:
        def show(rows: Sequence[Any]) -> None:
            more = len(rows) == 100
            if after is None:
                self.inside.setRows(rows, more)
                self.layers.setCurrentIndex(2)
            else:
                self.inside.addRows(rows, more)

        facts = {"place": place, "after": after, "limit": 100}
        self.desk.ask("pieces", facts, show, self, "inside")

    # The piece that was found

    def take(self, scan: Identified) -> bool:
        """Show the piece a scan names, or look for its text."""
        if scan.tag:
            self.show_tag(scan.tag)
            self.context.answer("done", say("{tag} found", tag=spelled(scan.tag)), scan.title)
            return True
        if scan.note or not scan.value or scan.kind == ScanKind.COMMAND:
            return False
        self.results.take_off()  # what is scanned is looked for among all
        self.box.setText(scan.value)
        self.found.search()
        self.context.answer("question", say("Looking for {text}", text=scan.value))
        return True

    def show_tag(self, tag: str) -> None:
        """Show the passport of this piece."""
        self._ask(tag)

    def _ask(self, tag: str) -> None:
        self._wanted = tag  # a refresh meanwhile must not bring the one before back
        self.desk.ask("passport", {"tag": tag}, self._show_passport, self, "passport", self._no)

    def _no(self, sentence: str, _kind: str) -> None:
        self._tag = self._wanted = ""
        self.layers.setCurrentIndex(0)
        self.context.answer("refused", sentence)

    def _show_passport(self, passport: Any) -> None:
        if passport.piece.tag != self._tag:
            self._made(None)
            self.view.why.leave()
        self._tag = tag = passport.piece.tag
        self.view.show_passport(passport)
        self.layers.setCurrentIndex(1)
        # Asked after it, so that what a person waits for first is not kept waiting.
        view, facts = self.view, {"tag": tag}
        self.desk.ask("genealogy", facts, view.show_family, self, "family", _quiet)
        self.desk.ask("passport_more", facts, view.show_more, self, "more", _quiet)

    def refresh(self) -> None:
        """Something was touched: the piece in sight and the hits may be others now."""
        if self._wanted:
            self._ask(self._wanted)
        self.found.search()

    def back(self) -> None:
        """From a run that is looked at to what is known, from there to the box."""
        if not self.view.leave_run():
            self.box.setFocus()

    def _open_bench(self) -> None:
        if self._tag:
            self.context.go("bench", self._tag)

    def _ask_why(self) -> None:
        """A label is printed again for a reason, which is kept."""
        if self._tag:
            question = say("Why is the label of {tag} printed again?", tag=spelled(self._tag))
            self.view.why.begin(question, say("Label again"))

    def _print_again(self, reason: str) -> None:
        def queued(_receipt: Any, text: str) -> None:
            self.context.answer("done", text, say("It is printed from Settings, Labels."))

        def no(sentence: str, _kind: str) -> None:
            self.context.answer("careful", sentence)

        facts = {"piece": self._tag, "reason": reason}
        self.desk.do("print_again", facts, queued, no, owner=self)

    def _passport(self, *, issues: bool = False) -> None:
        if self._tag:
            self.context.answer("idle", say("Writing the passport …"))
            passport_to_pdf(self, self._tag, spelled(self._tag), self._made, issues=issues)

    def _made(self, file: Path | None) -> None:
        self._file = file
        self.view.file.setVisible(file is not None)

    def _show_file(self) -> None:
        if self._file is not None:
            open_file(self._file)


def _quiet(_sentence: str, _kind: str) -> None:
    """The refusal of the passport says it already."""


def _state(piece: Any) -> Any:
    return piece_look(piece.state, piece.taken_apart)
