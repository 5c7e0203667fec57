# SPDX-License-Identifier: MIT
"""The tests: a plan, values judged as they are typed, attempts that are kept, logs taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.actions import Action
from ui.context import Context
from ui.desk import Desk
from ui.pages.log_curves import LogCurves
from ui.pages.page import Page
from ui.pages.tests_batch import LogBatch
from ui.pages.tests_card import TestCard
from ui.pages.tests_how import HowMeasured
from ui.pages.tests_logs import LogImport
from ui.pages.tests_plan import PlanForm
from ui.pages.tests_scans import TestScans
from ui.pages.tests_side import KEEP_KEY, AttemptView, Side
from ui.pages.tests_work import TestWork
from ui.pages.tray import ALL_KEY
from ui.pages.words import two_lines
from ui.widgets.controls import Button
from ui.widgets.panels import EmptyState, Panel
from workshop.benches.tags import spelled
from workshop.domain.terms import ScanKind
from workshop.language import mark, say

if TYPE_CHECKING:
    from workshop.queries.find import Identified
    from workshop.queries.pieces import Passport
    from workshop.queries.results import TestRow

SIDE = 312


class TestsPage(Page):
    """One card, one plan, one attempt."""

    name = "tests"
    title = mark("Tests")
    hint = mark("Scan the card you want to test.")
    icon = "tests"
    watches = frozenset(
        {"piece", "identifier", "test_result", "measurement", "catalogue_copy", "instrument"}
    )

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(desk, context, parent)
        self.tag = ""
        self.passport: Passport | None = None
        self._leaving = self._wanted = ""
        self._came_now = False
        self.setAcceptDrops(True)
        self.logs = LogImport(desk, context, lambda: self.tag, self)
        self.batch = LogBatch(self.logs, context)
        self.card = TestCard(desk, self.logs.choose, self.logs.choose_folder)
        self.form, self.how = PlanForm(), HowMeasured(context)
        self.side = Side()
        self.seen, self.curves = AttemptView(), LogCurves(desk)
        self._lay_out()
        self.work = TestWork(
            desk, context, self.form, self.how, self.side,
            lambda: bool(self._panes()), self,
        )  # fmt: skip
        self.work.again.connect(self._begin)
        self.scans = TestScans(context, self.work, self.form, self.how, self._panes)
        self.card.planPicked.connect(self.choose_plan)
        self.card.plans.clicked.connect(lambda _index: self._put_away())
        self.side.opened.connect(self._show_attempt)
        self.side.left.connect(self._put_away)
        self.seen.left.connect(self.back)
        self.seen.curvesAsked.connect(self._show_curves)
        self.curves.left.connect(self.back)
        self.logs.recorded.connect(lambda tag: None if self.tag else self.show_tag(tag))
        self.logs.several.connect(self._show_logs)
        self.batch.left.connect(self._sort)

    def _lay_out(self) -> None:
        self._pages = QStackedLayout(self)
        self._pages.addWidget(
            EmptyState(
                "tests",
                say("Scan the card to test"),
                say("Or drop the logs of test tools here: each goes to its card by itself."),
                Button(say("Import logs …"), icon="import", press=self.logs.choose),
                Button(say("Import a folder …"), icon="folder", press=self.logs.choose_folder),
            )
        )
        work = QWidget()
        row = QHBoxLayout(work)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        row.addWidget(self.card)
        middle = Panel(margin=16)
        self._middle = QStackedWidget()
        self.record = QWidget()
        whole = QVBoxLayout(self.record)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.GRID)
        whole.addWidget(self.how)
        whole.addWidget(self.form, 1)
        self._middle.addWidget(self.record)
        self._middle.addWidget(self.seen)
        self._middle.addWidget(self.curves)
        self._middle.currentChanged.connect(lambda _place: self._tell_side())
        middle.body.addWidget(self._middle, 1)
        row.addWidget(middle, 1)
        right = Panel(margin=16)
        right.setFixedWidth(SIDE)
        right.body.addWidget(self.side, 1)
        row.addWidget(right)
        self._pages.addWidget(work)
        self._pages.addWidget(self.batch)

    def actions_here(self) -> list[Action]:
        """What the keys do on this page."""
        return [
            Action(mark("Keep this attempt"), KEEP_KEY, self.work.keep),
            Action(mark("Keep this attempt"), "Ctrl+Return", self.work.keep),
            Action(mark("Undo the results of the whole tray"), ALL_KEY,
                   self.side.tray.take_all_back),
            Action(mark("Import the log of a test tool"), "Ctrl+I", self.logs.choose),
            Action(mark("Back to the plan; end a tray"), "Esc", self.back),
        ]  # fmt: skip

    # The card

    def take(self, scan: Identified) -> bool:
        """Open the piece that was scanned; values that are not kept are asked about once."""
        if self.scans.take(scan):
            return True
        if scan.kind == ScanKind.COMMAND and scan.value == "back":
            self.back()
            self.context.answer("idle", say(self.title), say(self.hint))
            return True
        if not scan.tag:
            return False
        if scan.tag != self.tag and self.work.has_typed and self._leaving != scan.tag:
            self._leaving = scan.tag
            self.context.answer(
                "question",
                say("The values of {tag} are not kept yet", tag=spelled(self.tag)),
                say("Press {key} to keep them, or scan again to go on.", key=KEEP_KEY),
            )
            return True
        self.show_tag(scan.tag)
        return True

    def show_tag(self, tag: str) -> None:
        """Open this piece; after a slash, the attempt that was kept with this entry."""
        tag, _, self._wanted = tag.partition("/")
        self._came_now = True
        if tag != self.tag:
            self.work.put_aside()
            self.tag, self.passport, self._leaving = tag, None, ""
            self._put_away()
        self.context.set("card", tag)
        self.refresh()

    def opened(self) -> None:
        """Bring the card that was opened elsewhere."""
        if self.context.card and self.context.card != self.tag and not self.work.has_typed:
            self.show_tag(self.context.card)

    def refresh(self) -> None:
        """Ask again for the card and the instruments; what is typed stays."""
        self.work.refresh()
        if self.tag:
            self.desk.ask(
                "passport", {"tag": self.tag}, self._came, self, "passport", self._unknown
            )

    def _unknown(self, sentence: str, _kind: str) -> None:
        self.context.answer("refused", *two_lines(sentence))
        self.tag = ""
        self._sort()

    def _came(self, passport: Passport) -> None:
        fresh = self.passport is None
        self.passport = passport
        self.side.show_attempts(passport.tests)
        self.card.show_passport(passport)
        self._sort()
        again = fresh and self._begin()
        if self._came_now:
            self._came_now = False
            self._tell(again)
        wanted, self._wanted = self._wanted, ""
        for test in passport.tests:
            if str(test.entry) == wanted:
                self._show_attempt(test)

    def _tell(self, again: bool) -> None:
        """Say which card is tested, and what is typed already, of it or of the one before."""
        kept = self.work.drafts.say_last()
        hint = say("Type the values; Enter goes to the next one.")
        if again:
            hint = say("What was typed before is here again.")
        words = say("Testing {tag}", tag=spelled(self.tag))
        self.context.answer("careful" if kept else "done", words, kept or hint)

    def _sort(self) -> None:
        """Bring into sight what is at hand: logs to be decided on, the card, or nothing yet."""
        self._pages.setCurrentIndex(2 if self.batch.is_open else 1 if self.passport else 0)

    # The plan

    def choose_plan(self, code: str) -> None:
        """Test by this plan from now on, also the next card; what is typed is put aside."""
        if code != self.card.code:
            self.work.put_aside()
            self.work.drafts.say_last()  # it is there again when the plan is
            self.card.code = code
            self.card.plans.go(code)
            self._begin()
            self._put_away()

    def _panes(self) -> list[QWidget]:
        """What an attempt is filled in with, where that is in sight."""
        in_sight = self._middle.currentWidget() is self.record and not self.batch.is_open
        return [self.form, self.how, self.side] if in_sight and self.form.attempt else []

    def _begin(self) -> bool:
        """Begin an attempt of this card at the plan; True where it was begun before."""
        if self.passport is None or not self.card.code:
            return False
        return self.work.begin(self.tag, self.passport.piece.model, self.card.code)

    # Attempts

    def _show_attempt(self, test: TestRow) -> None:
        self.curves.stop()
        self.seen.show_attempt(test)
        self.side.attempts.go(test.entry)
        self._middle.setCurrentWidget(self.seen)
        self._tell_side()

    def _tell_side(self) -> None:
        """The verdict beside what is looked at is that of the same attempt."""
        is_kept = self._middle.currentWidget() is not self.record
        self.side.look_at(self.seen.test if is_kept else None)

    def _show_curves(self, test: TestRow) -> None:
        self.curves.show_of(test)
        self._middle.setCurrentWidget(self.curves)

    def _put_away(self) -> None:
        """From all that was looked at to the plan."""
        self.curves.stop()
        if self.batch.is_open and not self.batch.is_busy:
            self.batch.leave()
        self._middle.setCurrentWidget(self.record)

    def back(self) -> None:
        """From curves to their attempt, from there to the plan; from logs to the card.

        At the plan it ends the tray that gets the same result.
        """
        here = self._middle.currentWidget()
        if here is self.curves and self.seen.test is not None:
            self.curves.stop()
            self._middle.setCurrentWidget(self.seen)
            return
        if here is self.record and not self.batch.is_open:
            self.work.end_series()
        self._put_away()

    # Logs

    def _show_logs(self, paths: list[Path]) -> None:
        self.batch.show_logs(paths)
        self._sort()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped here."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import the files that were dropped."""
        names = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if names:
            event.acceptProposedAction()
            self.logs.take([Path(name) for name in names])
