# SPDX-License-Identifier: MIT
"""The attempt in hand: begun, filled in by keys and scans, kept for one card or a whole tray."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from ui.context import Context, State
from ui.desk import Desk
from ui.pages.drafts import Drafts
from ui.pages.tests_how import HowMeasured
from ui.pages.tests_plan import PlanForm
from ui.pages.tests_side import Side
from ui.pages.tray import Recorded
from ui.pages.words import two_lines
from ui.widgets.states import VERDICTS
from workshop.benches.answers import Ask, Do
from workshop.benches.tags import spelled
from workshop.benches.testing import Attempt
from workshop.domain.terms import Calibration, RunKind, Verdict
from workshop.language import say

if TYPE_CHECKING:
    pass


class Typed(NamedTuple):
    """What is filled in and not kept."""

    values: Mapping[str, str] = MappingProxyType({})
    note: str = ""
    run: str = ""


class TestWork(QObject):
    """The attempt in hand; `again` after one was kept, or a tray was ended: another may begin.

    `in_sight` says whether its form is. In a series every piece that is scanned gets the same
    result, by itself, until somebody ends it.
    """

    again = Signal()

    def __init__(
        self,
        desk: Desk,
        context: Context,
        form: PlanForm,
        how: HowMeasured,
        side: Side,
        in_sight: Callable[[], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._context = desk, context
        self._form, self._how, self._side = form, how, side
        self._in_sight = in_sight
        self._tag = self._model = self._plan = ""
        self._typed = Typed()
        self._series, self._override = False, ""
        self.drafts = Drafts()
        form.changed.connect(self._judged)
        how.runChanged.connect(self._run_changed)
        side.kept.connect(self.keep)
        side.same.toggled.connect(self._same_turned)
        side.tray.connect_to(desk, context)
        side.tray.changed.connect(self._undone)
        self.refresh()

    def refresh(self) -> None:
        """Ask for the instruments."""
        self._desk.ask("instruments", {}, self._how.show_instruments, self, "instruments")

    # Beginning

    def begin(self, tag: str, model: str, plan: str) -> bool:
        """Begin an attempt of a piece at a plan; True where what was typed before is back."""
        self._tag, self._model, self._plan = tag, model, plan
        kept = self.drafts.take(tag, plan)
        self._typed = kept or Typed()
        self._how.set_run(self._typed.run)
        self._ask()
        return kept is not None

    def _ask(self) -> None:
        run = self._how.kind_of_run()
        facts = {"code": self._plan, "model": self._model, "run": run}
        self._desk.ask("plan", facts, self._plan_came, self, "plan")

    def _plan_came(self, plan: Any) -> None:
        """Show the plan with the limits of this card, and what was typed before."""
        self._how.show_plan(_kinds(plan.measurements))
        self._side.note.setPlainText(self._typed.note)
        self._form.begin(Attempt(self._tag, plan), plan.measurements, self._typed.values)
        if not self._is_elsewhere():
            self._form.focus_first()

    def _is_elsewhere(self) -> bool:
        """Whether the keyboard is where somebody chooses the plan or how it is measured."""
        focus = QApplication.focusWidget()
        return focus is not None and (
            self._how.isAncestorOf(focus) or focus.objectName() == "plans"
        )

    def _run_changed(self) -> None:
        """A golden card is judged by the model alone: what is typed is judged anew."""
        self._typed = self.typed()
        self._ask()

    def typed(self) -> Typed:
        """What is filled in now."""
        note = self._side.note.toPlainText()
        return Typed(self._form.typed(), note, self._how.kind_of_run())

    @property
    def has_typed(self) -> bool:
        """Whether something is filled in that is not kept; on a tray it is."""
        typed = self.typed()
        return bool(typed.values or typed.note.strip()) and not self._series

    def put_aside(self) -> None:
        """Keep in mind what is typed, so that it is there again when piece and plan are."""
        attempt = self._form.attempt
        if attempt is not None and self.has_typed:
            words = say("What was typed for {tag} is kept.", tag=spelled(attempt.piece))
            self.drafts.keep(attempt.piece, attempt.plan.code, self.typed(), words)
        self._end_series()

    def _judged(self) -> None:
        attempt = self._form.attempt
        if attempt is not None:
            self._side.show_verdict(
                attempt.verdict, attempt.lacking, len(attempt.wrong), self._how.kind_of_run()
            )

    # Keeping

    def keep(self) -> bool:
        """Keep what is filled in as an attempt; False where no plan is in sight."""
        attempt = self._form.attempt
        if attempt is None or not self._in_sight():
            return False
        if stop := attempt.turn_to(attempt.piece):
            self._context.answer("refused", *two_lines(str(stop)))
            return True
        answer = attempt.keep(self._side.note.toPlainText(), self._how.how())
        if isinstance(answer, Do):
            self._series = self._side.same.isChecked()
            more = {"override": self._override} if self._series and self._override else {}
            self._desk.do(
                answer.act, {**answer.facts, **more}, self._kept, self._refused, owner=self
            )
            return True
        lines = two_lines(str(answer))
        self._context.answer("question" if isinstance(answer, Ask) else "refused", *lines)
        if self._how.kind_of_run() == RunKind.ABORTED and not attempt.wrong:
            self._side.note.setFocus()
        else:
            self._form.focus_first()
        return True

    def _refused(self, sentence: str, _kind: str) -> None:
        big, small = two_lines(sentence)
        on = say("Scan the next card for the same. Esc ends it.")
        in_series = self._series and bool(self._side.tray.records)
        self._context.answer("refused", big, small or (on if in_series else ""))

    def _kept(self, receipt: dict[str, Any], text: str) -> None:
        good = receipt["verdict"] in (Verdict.PASS, Verdict.MARGINAL)
        state: State = "done" if good or self._how.kind_of_run() else "careful"
        tag = receipt["tag"]
        if not self._series:
            self._context.answer(state, text, spelled(tag))
            if tag == self._tag:
                self.again.emit()
            return
        if self._form.attempt is not None:
            self._form.attempt.had.append(tag)
        word = VERDICTS[Verdict(receipt["verdict"])].word
        at = datetime.now(UTC).isoformat()
        self._side.tray.add(Recorded(receipt["entry"], tag, at, word))
        self._side.show_series()
        if (focus := QApplication.focusWidget()) is not None and self._form.isAncestorOf(focus):
            focus.clearFocus()  # what is scanned now is a card
        hint = say("{tag}. Scan the next card for the same. Esc ends it.", tag=spelled(tag))
        self._context.answer(state, text, hint)
        if not self._override and self._is_overdue():
            facts = {"after": receipt["entry"] - 1, "limit": 1}
            self._desk.ask("journal", facts, self._let_pass, self, "let pass")

    def _is_overdue(self) -> bool:
        used = [self._how.known(code) for code in self._how.how().instruments.values()]
        return any(row is not None and row.calibration == Calibration.OVERDUE for row in used)

    def _let_pass(self, entries: Sequence[Any]) -> None:
        """A lead let a lapsed calibration pass: the reason is that of the whole tray."""
        if entries and self._series:
            self._override = str(entries[0].facts.get("override") or "")

    # A tray of cards

    def turn_same(self) -> None:
        """Keep the same for every card that is scanned, or for one again."""
        self._side.same.setChecked(not self._side.same.isChecked())
        if self._side.same.isChecked():
            hint = say("Keep it for this card; then scan one card after the other.")
            self._context.answer("done", say("The same for every card"), hint)
        else:
            self._context.answer("done", say("For this card only"))

    def _same_turned(self, on: bool) -> None:
        if not on and self._series:
            self.end_series()

    def end_series(self) -> bool:
        """End the tray, where there is one, and begin anew."""
        if not self._series:
            return False
        self._end_series()
        self.again.emit()
        return True

    def _end_series(self) -> None:
        self._series, self._override = False, ""
        self._side.same.setChecked(False)
        self._side.tray.clear()
        self._side.show_series()

    def _undone(self) -> None:
        """Results of the tray were undone: their pieces may have it again."""
        if self._form.attempt is not None:
            self._form.attempt.had = self._side.tray.tags
        self._side.show_series()

    def next_of_tray(self, tag: str) -> bool:
        """Keep the same for this piece too; False where no tray is filled."""
        attempt = self._form.attempt
        if not self._series or attempt is None:
            return False
        stop = attempt.turn_to(tag)
        if stop is not None:
            self._context.answer("refused", *two_lines(str(stop)))
        else:
            self.keep()
        return True


def _kinds(lines: Sequence[Any]) -> list[str]:
    """The kinds of instruments that a plan asks for, in its order."""
    return list(dict.fromkeys(line.instrument for line in lines if line.instrument))
