# SPDX-License-Identifier: MIT
"""Find: one box for anything that has a name, and the passport of the piece that was found."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from ui import icons, theme
from ui.actions import Action
from ui.context import Context
from ui.desk import Desk
from ui.pages.page import Page
from ui.pages.paper import open_file, passport_to_pdf
from ui.pages.passport_view import TURN_KEY, PassportView
from ui.pages.past_run import look_at_run
from ui.pages.words import ICONS, kind_word, two_lines
from ui.widgets import draw
from ui.widgets.controls import Label
from ui.widgets.panels import EmptyState, Panel
from ui.widgets.states import PIECES, TAKEN_APART, piece_look
from ui.widgets.table import Column, Table
from workshop.benches.tags import spelled
from workshop.domain.terms import PieceKind, PieceState, ScanKind
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.find import Hit, Identified

# From the last letter to the question, in milliseconds.
PAUSE_MS = 150

_KINDS = [kind.value for kind in PieceKind]
_OTHERS = {
    "batch": (mark("Batches"), "batches"),
    "place": (mark("Places"), "place"),
    "person": (mark("People"), "person"),
}
_LINE = 52


class Heading(NamedTuple):
    """The line above the hits of one group."""

    words: str


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
        self._found_for, self._wants_first = "", False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._search)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        row.addWidget(self._results())
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

    def _results(self) -> QWidget:
        panel = Panel()
        panel.setFixedWidth(360)
        self.box = _Box()
        self.box.setPlaceholderText(say("Tag, serial, marking, model …"))
        self.box.setAccessibleName(say("What to find"))
        self.box.textChanged.connect(self._typed)
        self.box.returnPressed.connect(self._first)
        self.hits = Table(
            [Column(mark("Found"), _hit_words, paint=_paint_hit)],
            name=mark("What was found"),
            key=lambda row: row[:2],
        )
        self.hits.horizontalHeader().hide()
        self.hits.verticalHeader().setDefaultSectionSize(_LINE)
        self.hits.picked.connect(self._pick)
        self.box.walks(self.hits)
        self.count = Label("", theme.NOTE, ink="quiet")
        panel.body.addWidget(self.box)
        panel.body.addWidget(self.count)
        panel.body.addWidget(self.hits, 1)
        return panel

    def _contents(self) -> QWidget:
        """What lies in a place that was found."""
        panel = Panel()
        self.place = Label("", theme.TITLE, strong=True, cuts=True)
        self.place_kind = Label("", theme.NOTE, ink="quiet", cuts=True)
        self.inside = Table(
            [
                Column(mark("Tag"), lambda piece: spelled(piece.tag), width=140, strong=True),
                Column(mark("What"), lambda piece: kind_word(piece.kind), share=1),
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
        view.again.clicked.connect(self._print_again)
        view.pdf.clicked.connect(self._passport)
        view.file.clicked.connect(self._show_file)

    def actions_here(self) -> list[Action]:
        """The keys of this page."""
        return [
            Action(mark("Open the piece at the bench"), "F5", self._open_bench),
            Action(mark("Print its label again"), "F6", self._print_again),
            Action(mark("Its passport as PDF"), "F7", self._passport),
            Action(mark("Show the PDF that was made"), "F8", self._show_file),
            Action(mark("What was done, or what is known"), TURN_KEY, self.view.turn),
            Action(mark("Back"), "Esc", self.back),
        ]

    # Looking for it

    def opened(self) -> None:
        """Be ready to type."""
        self.box.setFocus()
        self.box.selectAll()

    def _typed(self) -> None:
        self._wants_first = False
        if self.box.text().strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._found("", [])

    def _search(self) -> None:
        text = self.box.text().strip()
        if text and self.desk.is_open:
            facts = {"text": text, "limit": 60}
            self.desk.ask("search", facts, partial(self._found, text), self, "search")

    def _found(self, text: str, hits: Sequence[Hit]) -> None:
        """Show what was found, and the first of it if Enter was quicker."""
        self._found_for = text
        self._show_hits(hits)
        if self._wants_first:
            self._first()

    def _show_hits(self, hits: Sequence[Hit]) -> None:
        """The hits under the heading of their group, pieces before the rest."""
        groups: dict[str, list[Hit]] = {group: [] for group in (*_KINDS, *_OTHERS)}
        for hit in hits:
            groups.setdefault(hit.group, []).append(hit)
        rows: list[Heading | Hit] = []
        for group, found in groups.items():
            if found:
                rows += [Heading(_group_words(group)), *found]
        self.hits.setRows(rows)
        if not self.box.text().strip():
            self.count.setText("")
        elif hits:
            self.count.setText(say("{n} found", n=len(hits)))
        else:
            self.count.setText(say("Nothing has this in its name."))

    def _first(self) -> None:
        """Enter in the box shows the first hit, as soon as what stands in it was looked for."""
        self._pause.stop()
        self._wants_first = self._found_for != self.box.text().strip()
        if self._wants_first:
            self._search()
            return
        for place, row in enumerate(self.hits.rows.rows()):
            if not isinstance(row, Heading):
                self.hits.setCurrentIndex(self.hits.rows.index(place, 0))
                self._pick(row)
                return

    def _pick(self, row: Heading | Hit) -> None:
        if isinstance(row, Heading):
            return
        if row.group in _KINDS:
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
        self.box.setText(scan.value)
        self._pause.stop()
        self._search()
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
        self._search()

    def back(self) -> None:
        """From a run that is looked at to what is known, from there to the box."""
        if not self.view.leave_run():
            self.box.setFocus()

    def _open_bench(self) -> None:
        if self._tag:
            self.context.go("bench", self._tag)

    def _print_again(self) -> None:
        def queued(_receipt: Any, text: str) -> None:
            self.context.answer("done", text, say("It is printed from Settings, Labels."))

        def no(sentence: str, _kind: str) -> None:
            self.context.answer("careful", sentence)

        if self._tag:
            self.desk.do("print_again", {"piece": self._tag}, queued, no, owner=self)

    def _passport(self) -> None:
        if self._tag:
            self.context.answer("idle", say("Writing the passport …"))
            passport_to_pdf(self, self._tag, spelled(self._tag), self._made)

    def _made(self, file: Path | None) -> None:
        self._file = file
        self.view.file.setVisible(file is not None)

    def _show_file(self) -> None:
        if self._file is not None:
            open_file(self._file)


class _Box(QLineEdit):
    """The box to type in; Down goes on to what was found."""

    def __init__(self) -> None:
        super().__init__()
        self._below: Table | None = None
        self.setFont(theme.font())
        self.setClearButtonEnabled(True)

    def walks(self, below: Table) -> None:
        self._below = below

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self._below is not None:
            self._below.setFocus()
            if self._below.rows.rowCount() > 1:
                self._below.setCurrentIndex(self._below.rows.index(1, 0))
        else:
            super().keyPressEvent(event)


def _quiet(_sentence: str, _kind: str) -> None:
    """The refusal of the passport says it already."""


def _state(piece: Any) -> Any:
    return piece_look(piece.state, piece.taken_apart)


def _group_words(group: str) -> str:
    return say(_OTHERS[group][0]) if group in _OTHERS else kind_word(group)


def _hit_words(row: Heading | Hit) -> str:
    return row.words if isinstance(row, Heading) else f"{row.title} {spelled(row.tag)}"


def _paint_hit(painter: QPainter, where: QRectF, row: Any) -> None:
    if isinstance(row, Heading):
        low = where.adjusted(0, 12, 0, 0)
        draw.words(painter, low, row.words, theme.font(theme.NOTE, strong=True), "quiet")
        return
    icon = ICONS.get(row.group) or _OTHERS.get(row.group, ("", "stock"))[1]
    icons.paint(painter, icon, QRectF(where.left(), where.top(), 22, where.height()), "quiet")
    room = where.adjusted(34, 5, 0, -4)
    upper, lower = QRectF(room), QRectF(room)
    upper.setBottom(room.center().y() + 2)
    lower.setTop(room.center().y() + 1)
    tag = spelled(row.tag)
    detail = row.detail
    if row.group in _KINDS:  # the query says batch and state, the state in the trade's code
        detail, _, state = detail.rpartition(" · ")
        look = TAKEN_APART if state == "taken apart" else PIECES[PieceState(state)]
        letters = theme.font(theme.SMALL)
        draw.words(painter, upper, look.word, letters, "quiet", draw.RIGHT)
        upper.setRight(upper.right() - draw.width_of(look.word, letters) - 8)
    draw.words(painter, upper, row.title, theme.font(strong=True), "text")
    matched = row.value if row.matched not in ("tag", "model", row.group) else ""
    line = " · ".join(part for part in (tag, matched, detail) if part)
    draw.words(painter, lower, line, theme.font(theme.SMALL), "quiet")
