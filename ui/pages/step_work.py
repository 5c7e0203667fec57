# SPDX-License-Identifier: MIT
"""Steps at the bench: begun, timed, ended, and the same one for a tray of cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from ui.pages.bench_card import next_step
from ui.pages.bench_state import OnBench
from ui.pages.bench_steps import StepToDo
from ui.pages.step_fields import NO_VALUE
from ui.pages.tray import Recorded
from ui.pages.words import two_lines
from workshop.benches.answers import Do
from workshop.benches.steps import keep_file
from workshop.benches.tags import spelled
from workshop.domain.terms import StepOutcome
from workshop.language import say, say_day, say_minutes

if TYPE_CHECKING:
    from workshop.queries.find import Identified
    from workshop.queries.photos import PhotoRow
    from workshop.queries.routing import RoutingStep

_MOST_LOTS = 500


class StepWork(QObject):
    """The step in hand: begun by a tap or a key, ended by its outcome."""

    def __init__(self, on: OnBench) -> None:
        super().__init__(on)
        self._on, self._view = on, on.view
        self._series = ""
        self._photos: Sequence[PhotoRow] = ()
        self._lots: dict[str, dict[str, str]] = {}  # what each step used last, for the next card
        self._began: dict[str, Any] = {}
        on.leaving.connect(self._keep)
        on.after["record_step"] = self._recorded
        on.after["start_step"] = self._begun
        on.after["stop_step"] = self._broken_off
        view, form = on.view, on.view.form
        view.minutePassed.connect(self._count_on)
        view.card.stepPicked.connect(self.begin_code)
        view.idle.stepTapped.connect(self.begin_next)
        form.ended.connect(self.ended)
        form.left.connect(on.leave)
        form.clockTapped.connect(self.clock)
        form.fileAsked.connect(self._choose_file)
        form.tray.connect_to(on.desk, on.context)
        form.picture.connect_to(on.desk, on.context)
        form.tray.changed.connect(self._undone)
        on.desk.changed.connect(self._look_again)

    @property
    def is_in_hand(self) -> bool:
        """Whether a step is in hand."""
        return self._view.form.bench is not None and self._view.turned_to(self._view.form)

    @property
    def name(self) -> str:
        """What the step in hand is called."""
        return self._view.form.title()

    def turn_same(self) -> bool:
        """Record the step in hand for every card that is scanned, or again for one; which now."""
        same = self._view.form.same
        same.setChecked(not same.isChecked())
        return same.isChecked()

    def begin_next(self) -> bool:
        """Begin to record the step that comes next; False where there is none."""
        coming = next_step(self._on.routing) if self._on.carries else None
        if coming is not None:
            self.begin(coming)
        return coming is not None

    def begin_code(self, code: str) -> None:
        """Begin to record this step of the routing, done before or not."""
        steps = self._on.routing.steps if self._on.routing else []
        for step in steps:
            if step.code == code:
                self.begin(step)

    def begin(self, step: StepToDo) -> None:
        """Begin to record a step, of the routing or not."""
        if not self._on.may_work():
            return
        self._series = ""
        self._view.turn(self._view.form)
        self._view.form.show_step(self._on.tag, step, self._lots.get(step.code, {}))
        self._ask_lots()
        self._view.form.show_photos(self._photos)
        self.show()
        form = self._view.form
        self._began = {**form.typed(), "lots": self._lots.get(step.code, {})}
        hint = say("Fill it in, then say how it ended.")
        if (kept := self._on.drafts.take(self._on.tag, step.code)) is not None:
            form.write(kept)
            hint = say("What was typed before is here again.")
        self._on.context.answer("question", say(step.name), hint)

    def _keep(self) -> None:
        """Another piece comes: what is typed for this one is there when it comes back."""
        bench, typed = self._view.form.bench, self._view.form.typed()
        if not typed["lots"]:  # those of the card before are not offered yet
            typed["lots"] = self._began.get("lots", {})
        if bench is not None and self.is_in_hand and not self._series and typed != self._began:
            facts = {"step": self.name, "tag": spelled(bench.piece)}
            words = say("{step} of {tag} is not recorded; what was typed is kept.", **facts)
            self._on.drafts.keep(bench.piece, bench.step, typed, words)

    def show(self) -> None:
        """Show the steps of the card, the one in hand or the next one framed."""
        form = self._view.form
        in_hand = form.bench.step if form.bench and self.is_in_hand else ""
        self._view.card.show_steps(self._on.tag, self._on.routing, in_hand)
        if in_hand:
            form.show_run(self._running(in_hand), in_series=bool(self._series))

    def _ask_lots(self) -> None:
        self._on.desk.ask("lots", {"limit": _MOST_LOTS}, self._view.form.lots.offer, self, "lots")

    def _look_again(self, tables: frozenset[str]) -> None:
        if "lot" in tables and self.is_in_hand:
            self._ask_lots()

    def _count_on(self) -> None:
        """A minute has passed: what is under way took longer; nothing else has changed."""
        steps = self._on.routing.steps if self._on.routing else []
        if any(step.since for step in steps):
            self.show()
            carries = self._on.carries
            self._view.idle.show_next(next_step(self._on.routing) if carries else None, carries)

    def show_photos(self, photos: Sequence[PhotoRow]) -> None:
        """Offer the photos of what lies on the bench."""
        self._photos = photos
        self._view.form.show_photos(photos)

    def _running(self, code: str) -> RoutingStep | None:
        steps = self._on.routing.steps if self._on.routing else []
        return next((step for step in steps if step.code == code and step.since), None)

    def clock(self) -> None:
        """Start the clock of the step in hand, or stop it with nothing recorded."""
        form = self._view.form
        if form.bench is None or not self.is_in_hand or self._series:
            return
        if self._running(form.bench.step) is None:
            facts = {"piece": form.bench.piece, "step": form.bench.step}
            self._on.answer(Do("start_step", facts))
            return
        self._on.answer(form.bench.broken_off(form.minutes.text()))

    def _begun(self, _receipt: dict[str, Any], text: str, _site: str) -> None:
        self._on.context.answer("done", text, say("Its time counts. Record it when it ended."))

    def _broken_off(self, receipt: dict[str, Any], text: str, _site: str) -> None:
        took = say("It took {time} so far.", time=say_minutes(receipt["minutes"]))
        self._on.context.answer("done", text, took)

    def ended(self, outcome: str) -> None:
        """The step in hand ended so; in a series each piece has it once."""
        bench = self._view.form.bench
        if bench is not None and (stop := bench.turn_to(bench.piece)):
            self._on.answer(stop)
            return
        answer = self._view.form.answer(outcome)
        if answer is not None:
            self._series = outcome if self._view.form.same.isChecked() else ""
            self._on.answer(answer)

    def take(self, scan: Identified) -> bool:
        """Record the step for a piece that is scanned too, use a lot, or fill in a field."""
        form = self._view.form
        if form.bench is None or not self.is_in_hand:
            return False
        if scan.tag and self._series and form.same.isChecked():
            stop = form.bench.turn_to(scan.tag)
            if stop is not None:
                self._on.answer(stop)
            else:
                self.ended(self._series)
            return True
        means_more = scan.kind in NO_VALUE or bool(scan.tag)
        here = form.scan_field(sure=True)
        if not means_more and not here and self._take_lot(scan):
            return True
        field = "" if self._series else form.scan_field(sure=means_more)
        if not field:
            return False
        label = form.take_scan(field, scan.value or scan.scan)
        self._on.context.answer("done", say("{field}: {scan}", field=label, scan=scan.scan))
        return True

    def _take_lot(self, scan: Identified) -> bool:
        """Use something of the lot that was scanned; False where it is none."""
        lots = self._view.form.lots
        said = [scan.scan, scan.value, scan.fields.get("lot", "")]
        if gone := lots.is_used_up(said):
            words = say("Lot {lot} is used up", lot=gone)
            self._on.context.answer("refused", words, say("Scan the lot you use."))
            return True
        code = lots.meant(said)
        if code:
            lot = lots.use(code)
            if lot.is_expired:
                words = say("Lot {lot} expired on {day}", lot=code, day=say_day(lot.expires_on))
                hint = say("Take another one, or have it let pass when the step is recorded.")
                self._on.context.answer("careful", words, hint)
            else:
                words = say("Lot {lot} is used in this step", lot=code)
                hint = say("{what}. Type how much of it, where it was measured.", what=lot.name)
                self._on.context.answer("done", words, hint)
        return bool(code)

    def _recorded(self, receipt: dict[str, Any], text: str, _site: str) -> None:
        form = self._view.form
        if receipt["outcome"] != StepOutcome.SKIPPED:
            self._lots[receipt["step"]] = form.lots.used()
        if self._series and form.bench and self._view.turned_to(form):
            form.bench.had.append(receipt["tag"])
            form.tray.add(Recorded(receipt["entry"], receipt["tag"], datetime.now(UTC).isoformat()))
            form.show_count(len(form.bench.had))
            hint = say("Scan the next card for the same. Esc ends it.")
            self._on.context.answer("done", text, hint)
            return
        self._on.context.answer("done", text, spelled(receipt["tag"]))
        self._on.leave()

    def _undone(self) -> None:
        """Steps of the tray were undone: their pieces may have it again."""
        form = self._view.form
        if form.bench is not None:
            form.bench.had = form.tray.tags
            form.show_count(len(form.bench.had))

    def undo_tray(self) -> None:
        """Undo the step of every card of the tray."""
        self._view.form.tray.take_all_back()

    def _choose_file(self, field: str) -> None:
        """Ask which file belongs to a field, and keep it."""
        dialog = QFileDialog(self._view.window(), say("A file for this step"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.take_file(field, Path(name)))
        dialog.open()

    def take_file(self, field: str, file: Path) -> None:
        """Keep a file for a field of the step in hand."""
        bench = self._view.form.bench

        def kept(facts: dict[str, Any]) -> None:
            if bench is not None and bench is self._view.form.bench:
                self._view.form.take_file(field, facts)

        def no(sentence: str, _kind: str) -> None:
            self._on.context.answer("refused", *two_lines(sentence))

        self._on.desk.run(
            lambda database, _step: keep_file(database, file), kept, no, owner=self, acts=True
        )
