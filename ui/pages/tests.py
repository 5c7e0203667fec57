# SPDX-License-Identifier: MIT
"""The tests: a plan, values judged as they are typed, attempts that are kept, logs taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QStackedWidget, QWidget

from ui.actions import Action
from ui.context import Context
from ui.desk import Desk
from ui.pages.log_curves import LogCurves
from ui.pages.page import Page
from ui.pages.tests_batch import LogBatch
from ui.pages.tests_card import TestCard
from ui.pages.tests_logs import LogImport
from ui.pages.tests_plan import PlanForm
from ui.pages.tests_side import KEEP_KEY, AttemptView, Side
from ui.pages.words import two_lines
from ui.widgets.controls import Button
from ui.widgets.panels import EmptyState, Panel
from workshop.benches.answers import Ask, Do
from workshop.benches.tags import spelled
from workshop.benches.testing import Attempt
from workshop.domain.terms import Verdict
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
    watches = frozenset({"piece", "identifier", "test_result", "measurement", "catalogue_copy"})

    def __init__(self, desk: Desk, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(desk, context, parent)
        self.tag = ""
        self.passport: Passport | None = None
        self._leaving = self._wanted = ""
        self._drafts: dict[tuple[str, str], dict[str, str]] = {}
        self.setAcceptDrops(True)
        self.logs = LogImport(desk, context, lambda: self.tag, self)
        self.batch = LogBatch(self.logs, context)
        self.card = TestCard(desk, self.logs.choose, self.logs.choose_folder)
        self.form = PlanForm()
        self.side = Side()
        self.seen, self.curves = AttemptView(), LogCurves(desk)
        self._lay_out()
        self.card.planPicked.connect(self.choose_plan)
        self.card.plans.clicked.connect(lambda _index: self._put_away())
        self.form.changed.connect(self._judged)
        self.side.kept.connect(self.keep)
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
        self._middle.addWidget(self.form)
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
            Action(mark("Keep this attempt"), KEEP_KEY, self.keep),
            Action(mark("Keep this attempt"), "Ctrl+Return", self.keep),
            Action(mark("Import the log of a test tool"), "Ctrl+I", self.logs.choose),
            Action(mark("Back to the plan"), "Esc", self.back),
        ]

    # The card

    def take(self, scan: Identified) -> bool:
        """Open the piece that was scanned; values that are not kept are asked about once."""
        if not scan.tag:
            return False
        if scan.tag != self.tag and self.form.typed() and self._leaving != scan.tag:
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
        if tag != self.tag:
            self._put_aside()
            self.tag, self.passport, self._leaving = tag, None, ""
            self._put_away()
        self.context.set("card", tag)
        self.refresh()

    def opened(self) -> None:
        """Bring the card that was opened elsewhere."""
        if self.context.card and self.context.card != self.tag and not self.form.typed():
            self.show_tag(self.context.card)

    def refresh(self) -> None:
        """Ask again for the card; what is typed stays."""
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
        if fresh:
            self._begin()
            self.context.answer(
                "done",
                say("Testing {tag}", tag=spelled(passport.piece.tag)),
                say("Type the values; Enter goes to the next one."),
            )
        wanted, self._wanted = self._wanted, ""
        for test in passport.tests:
            if str(test.entry) == wanted:
                self._show_attempt(test)

    def _sort(self) -> None:
        """Bring into sight what is at hand: logs to be decided on, the card, or nothing yet."""
        self._pages.setCurrentIndex(2 if self.batch.is_open else 1 if self.passport else 0)

    # The plan

    def choose_plan(self, code: str) -> None:
        """Test by this plan from now on, also the next card; what is typed is put aside."""
        if code != self.card.code:
            self._put_aside()
            self.card.code = code
            self.card.plans.go(code)
            self._begin()
            self._put_away()

    def _put_aside(self) -> None:
        """Remember what is typed, so that it is there again when card and plan are."""
        attempt = self.form.attempt
        if attempt is not None:
            self._drafts[attempt.piece, attempt.plan.code] = self.form.typed()

    def _begin(self) -> None:
        """Ask for the plan with the limits of this card, to begin an attempt."""
        if self.passport is None or not self.card.code:
            return
        facts = {"code": self.card.code, "model": self.passport.piece.model}
        self.desk.ask("plan", facts, self._plan_came, self, "plan")

    def _plan_came(self, plan: Any) -> None:
        self.side.note.clear()
        typed = self._drafts.pop((self.tag, plan.code), {})
        self.form.begin(Attempt(self.tag, plan), plan.measurements, typed)
        if not self.card.plans.hasFocus():
            self.form.focus_first()

    def _judged(self) -> None:
        attempt = self.form.attempt
        if attempt is not None:
            self.side.show_verdict(attempt.verdict, attempt.lacking, len(attempt.wrong))

    # Attempts

    def keep(self) -> None:
        """Keep what was typed as an attempt."""
        attempt = self.form.attempt
        if attempt is None or self._middle.currentWidget() is not self.form:
            return
        answer = attempt.keep(self.side.note.toPlainText())
        if isinstance(answer, Do):
            self.desk.do(answer.act, answer.facts, self._kept, self._refused, owner=self)
            return
        lines = two_lines(say(answer.template, **answer.facts))
        self.context.answer("question" if isinstance(answer, Ask) else "refused", *lines)
        self.form.focus_first()

    def _refused(self, sentence: str, _kind: str) -> None:
        self.context.answer("refused", *two_lines(sentence))

    def _kept(self, receipt: dict[str, Any], text: str) -> None:
        good = receipt["verdict"] in (Verdict.PASS, Verdict.MARGINAL)
        self.context.answer("done" if good else "careful", text, spelled(receipt["tag"]))
        if receipt["tag"] == self.tag:
            self._begin()

    def _show_attempt(self, test: TestRow) -> None:
        self.curves.stop()
        self.seen.show_attempt(test)
        self.side.attempts.go(test.entry)
        self._middle.setCurrentWidget(self.seen)
        self._tell_side()

    def _tell_side(self) -> None:
        """The verdict beside what is looked at is that of the same attempt."""
        is_kept = self._middle.currentWidget() is not self.form
        self.side.look_at(self.seen.test if is_kept else None)

    def _show_curves(self, test: TestRow) -> None:
        self.curves.show_of(test)
        self._middle.setCurrentWidget(self.curves)

    def _put_away(self) -> None:
        """From all that was looked at to the plan."""
        self._middle.setCurrentWidget(self.form)
        self.curves.stop()
        self.back()

    def back(self) -> None:
        """From curves to their attempt, from there to the plan; from logs to the card."""
        if self._middle.currentWidget() is self.curves and self.seen.test is not None:
            self.curves.stop()
            self._middle.setCurrentWidget(self.seen)
            return
        if self.batch.is_open and not self.batch.is_busy:
            self.batch.leave()
        self._middle.setCurrentWidget(self.form)

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
