# SPDX-License-Identifier: MIT
"""Hot work at the bench: a reball or the run of a profile is recorded, the heat is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from ui.actions import Action
from ui.context import State
from ui.pages.bench_state import OnBench
from ui.pages.past_run import look_at_run
from ui.pages.run_form import FILE_KEY
from ui.pages.step_fields import NO_VALUE
from ui.pages.words import two_lines
from workshop.benches.answers import Do
from workshop.benches.curves import drawn, keep_curve
from workshop.benches.hot_work import ReballBench, RunBench
from workshop.benches.tags import spelled
from workshop.benches.testing import read_file
from workshop.domain.terms import PieceKind
from workshop.language import mark, say
from workshop.testlogs.thermocouple import Curve, measure, read_curve

if TYPE_CHECKING:
    from workshop.queries.find import Identified
    from workshop.queries.heat import HeatRow, Reballing
    from workshop.queries.runs import ProfileRow

HEAT_KEY, REBALL_KEY, RUN_KEY = "Ctrl+H", "Ctrl+B", "Ctrl+U"
CURVES = (".csv", ".tsv", ".txt", ".log")
"""How the names of curves end, in small letters."""


class Taken(NamedTuple):
    """A curve somebody handed over: its file, byte for byte, and what it says."""

    name: str
    data: bytes
    curve: Curve


class ReballWork(QObject):
    """The reball in hand: begun by a tap or a key, inspected, recorded."""

    def __init__(self, on: OnBench) -> None:
        super().__init__(on)
        self._on, self._view = on, on.view
        self.bench: ReballBench | None = None
        self._began: dict[str, str] = {}
        on.after["reball"] = self._recorded
        on.leaving.connect(self._keep)
        view = on.view
        view.idle.reballTapped.connect(self.begin)
        view.reball.ended.connect(self.ended)
        view.reball.left.connect(on.leave)
        view.checklist.answered.connect(self.found)
        view.checklist.restTapped.connect(self.no_more_faults)

    @property
    def is_in_hand(self) -> bool:
        """Whether a reball is being recorded."""
        return self._view.turned_to(self._view.reball)

    def begin(self) -> None:
        """Begin to record new spheres on the die or chip that lies here."""
        piece = self._on.piece
        if piece is None or piece.kind not in (PieceKind.DIE, PieceKind.MEMORY):
            self._on.context.answer(
                "question", say("Scan a die or a memory chip first."),
                say("Only these are reballed."),
            )  # fmt: skip
            return
        if self._on.may_work():
            self._on.desk.ask("reballing", {}, self._came, self, "reballing")

    def _came(self, rows: Reballing) -> None:
        if not self._on.tag:
            return
        self.bench = ReballBench(self._on.tag, rows.alloys, rows.criteria)
        self._view.checklist.begin(rows.criteria)
        self._view.checklist.show_found(self.bench)
        self._view.turn(self._view.reball)
        self._view.reball.begin(self.bench)
        self._began = self._view.reball.typed()
        hint = say("Say the spheres and the faults you looked for, then record it.")
        if (kept := self._on.drafts.take(self._on.tag, "reball")) is not None:
            typed, self.bench.found = kept
            self._view.reball.write(typed)
            self._view.checklist.show_found(self.bench)
            hint = say("What was typed before is here again.")
        words = say("Reball of {tag}", tag=spelled(self._on.tag))
        self._on.context.answer("question", words, hint)

    def _keep(self) -> None:
        """Another piece comes: what is typed for this one is there when it comes back."""
        bench, typed = self.bench, self._view.reball.typed()
        if bench is not None and self.is_in_hand and (bench.found or typed != self._began):
            tag = spelled(bench.piece)
            words = say("The reball of {tag} is not recorded; what was typed is kept.", tag=tag)
            self._on.drafts.keep(bench.piece, "reball", (typed, dict(bench.found)), words)

    def take_lot(self, scan: Identified) -> bool:
        """A code that names nothing of ours is the stencil while none is said, else the flux."""
        form = self._view.reball
        if not self.is_in_hand or scan.tag or scan.kind in NO_VALUE:
            return False
        lot = scan.fields.get("lot", "")
        is_flux = lot or form.stencil.text() or form.flux.hasFocus()
        row = form.rows["flux_lot" if is_flux else "stencil"]
        text = lot or scan.scan
        assert isinstance(row.field, QLineEdit)
        row.field.setText(text)
        words = say("{field}: {scan}", field=row.label.text(), scan=text)
        self._on.context.answer("done", words)
        return True

    def found(self, criterion: str, answer: str) -> None:
        """A fault was found or looked for in vain."""
        if self.bench is not None:
            self.bench.say_of(criterion, answer)
            self._view.checklist.show_found(self.bench)

    def no_more_faults(self) -> None:
        """What was not answered yet was looked for in vain."""
        if self.bench is not None:
            self.bench.no_more_faults()
            self._view.checklist.show_found(self.bench)

    def ended(self) -> None:
        """Record it, or say what is missing."""
        if self.bench is not None:
            answer = self.bench.answer(self._view.reball.typed())
            self._view.reball.show_faults(self.bench.wrong)
            self._on.answer(answer)

    def _recorded(self, receipt: dict[str, Any], text: str, _site: str) -> None:
        self.bench = None
        state: State = "done"
        if receipt["verdict"] == "fail":
            state, hint = "careful", say("It failed its inspection and waits for another reball.")
        elif receipt["leaded"]:
            again = mark("Leaded: its label is in the print queue again, with Pb on it.")
            first = mark("Leaded: its label will say Pb.")
            state, hint = "careful", say(again if receipt["label"] else first)
        else:
            hint = _heat_words(receipt)
        self._on.context.answer(state, text, hint)
        self._on.leave()


class RunWork(QObject):
    """The run in hand: its profile, its pieces, its curve; and past runs that are looked at."""

    def __init__(self, on: OnBench) -> None:
        super().__init__(on)
        self._on, self._view = on, on.view
        self.bench: RunBench | None = None
        self._profiles: dict[str, ProfileRow] = {}
        self._last = ""
        self._taken: Taken | None = None
        self._began: dict[str, str] = {}
        on.after["record_run"] = self._recorded
        on.leaving.connect(self._keep)
        view = on.view
        view.idle.runTapped.connect(self.begin)
        view.run.ended.connect(self.ended)
        view.run.left.connect(on.leave)
        view.run.profilePicked.connect(self._picked)
        view.run.fileAsked.connect(self.choose)
        view.run.pieceTapped.connect(self.take)
        view.curve.judgement.noted.connect(self._noted)
        view.heat.runAsked.connect(self.look)

    @property
    def is_in_hand(self) -> bool:
        """Whether a run is being recorded."""
        return self._view.turned_to(self._view.run)

    def begin(self) -> None:
        """Begin to record a run of a profile on what lies here."""
        if not self._on.tag:
            self._on.context.answer("question", say("Scan a card, a board or a piece first."))
            return
        if self._on.may_work():
            self._on.desk.ask("profiles", {}, self._came, self, "profiles")

    def _came(self, rows: Sequence[ProfileRow]) -> None:
        if not self._on.tag:
            return
        self._profiles = {row.profile.code: row for row in rows}
        self.bench, self._taken = RunBench(self._on.tag), None
        view = self._view
        view.run.begin()
        view.curve.title.setText(say("Curve and limits"))
        view.curve.detail.setText(
            say("Drop the file of a thermocouple here, or type what it said.")
        )
        view.curve.judgement.put({})
        view.run.show_pieces(self.bench.pieces)
        view.turn(view.run)
        view.run.offer(rows, self._last)
        self._began = self._typed()
        hint = say("Say the profile and what was measured, then record it.")
        if (kept := self._on.drafts.take(self._on.tag, "run")) is not None:
            typed, self.bench.pieces, self._taken = kept
            view.run.show_pieces(self.bench.pieces)
            view.run.show_file(self._taken.name if self._taken else "")
            view.run.write(typed)
            view.curve.judgement.write(typed)
            self._measure()
            hint = say("What was typed before is here again.")
        words = say("Profile run of {tag}", tag=spelled(self._on.tag))
        self._on.context.answer("question", words, hint)

    def _typed(self) -> dict[str, str]:
        return {**self._view.curve.judgement.typed(), **self._view.run.typed()}

    def _keep(self) -> None:
        """Another piece comes: what is typed for this one is there when it comes back."""
        bench, typed = self.bench, self._typed()
        if bench is None or not self.is_in_hand:
            return
        if self._taken is not None or len(bench.pieces) > 1 or typed != self._began:
            tag = spelled(self._on.tag)
            words = say("The run of {tag} is not recorded; what was typed is kept.", tag=tag)
            kept = (typed, list(bench.pieces), self._taken)
            self._on.drafts.keep(self._on.tag, "run", kept, words)

    def _picked(self, code: str) -> None:
        if self.bench is not None:
            self.bench.profile = self._profiles.get(code)
            self._view.run.show_heats(self.bench.profile)
            self._measure()

    def _measure(self) -> None:
        """Draw the profile, with the curve if there is one, and judge it."""
        bench, view = self.bench, self._view
        if bench is None:
            return
        taken = self._taken
        if taken is not None and bench.profile is not None:
            profile, melts = bench.profile.profile, bench.profile.melts
            soak = {"soak_from": profile.soak_from, "soak_to": profile.soak_to}
            view.curve.judgement.put(measure(taken.curve, melts=melts, **soak)._asdict())
        view.curve.show_profile(bench.profile, drawn(taken.curve) if taken else ())
        self._noted()

    def _noted(self) -> None:
        if self.bench is not None:
            judgement = self._view.curve.judgement
            self.bench.note(judgement.typed())
            judgement.show_faults(self.bench.wrong)
            self._view.curve.show_judged(self.bench.judged, self.bench.verdict)

    # The curve

    def choose(self) -> None:
        """Ask for the file of a curve."""
        if not self.is_in_hand:
            return
        dialog = QFileDialog(self._view.window(), say("The curve of a thermocouple"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([say("Curves (*.csv *.tsv *.txt *.log)"), say("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.take_file(Path(name)))
        dialog.open()

    def take_file(self, file: Path) -> None:
        """Read the curve of a file, beside everything else."""

        def read(_connection: Any, _step: object) -> Taken:
            data = read_file(file)
            return Taken(file.name, data, read_curve(data))

        self._on.desk.run(read, self._read, self._not_read, owner=self)

    def _read(self, taken: Taken) -> None:
        if self.bench is None or not self.is_in_hand:
            return
        self._taken = taken
        self._view.run.show_file(taken.name)
        self._measure()
        words = say("{file} read", file=taken.name)
        self._on.context.answer("question", words, say("Look at the curve, then record the run."))

    def _not_read(self, sentence: str, _kind: str) -> None:
        self._on.context.answer("refused", *two_lines(sentence))

    # Recording

    def take(self, tag: str) -> None:
        """A piece was scanned or tapped: it is in the run, or no longer."""
        if self.bench is not None:
            self._on.answer(self.bench.take(tag))
            self._view.run.show_pieces(self.bench.pieces)

    def ended(self) -> None:
        """Record it, or say what is missing; the file of the curve is kept first."""
        if self.bench is None:
            return
        answer = self.bench.answer(self._typed())
        taken = self._taken
        if not isinstance(answer, Do) or taken is None:
            self._on.answer(answer)
            return
        self._on.desk.run(
            lambda database, _step: keep_curve(database, taken.data, taken.name),
            lambda kept: self._on.answer(Do(answer.act, {**answer.facts, "evidence": kept})),
            self._not_read,
            owner=self,
            acts=True,
        )

    def _recorded(self, receipt: dict[str, Any], text: str, _site: str) -> None:
        self._last, self.bench, self._taken = receipt["profile"], None, None
        state: State = "careful" if receipt["verdict"] == "fail" else "done"
        self._on.context.answer(state, text, _heat_words(receipt))
        self._on.leave()

    # Past runs

    def look(self, row: HeatRow) -> None:
        """Look at a run of the past, against the profile as it was then."""
        look_at_run(self._on.desk, row, self._view.heat, self._not_read, self)


class HotWork(QObject):
    """Both kinds of hot work, and their keys."""

    def __init__(self, on: OnBench) -> None:
        super().__init__(on)
        self._view = on.view
        self.reball, self.run = ReballWork(on), RunWork(on)

    def actions(self, seen: Callable[[Callable[[], object]], Callable[[], object]]) -> list[Action]:
        """What the keys do."""
        return [
            Action(mark("The heat it has seen"), HEAT_KEY, seen(self.turn)),
            Action(mark("Reball this die or chip"), REBALL_KEY, seen(self.reball.begin)),
            Action(mark("Record the run of a profile"), RUN_KEY, seen(self.run.begin)),
            Action(mark("Curve of a run from a file"), FILE_KEY, seen(self.run.choose)),
        ]

    def turn(self) -> None:
        """Show the heat, or the board or piece again."""
        self._view.look_at("work" if self._view.looks_at("heat") else "heat")

    def key(self, place: int) -> bool:
        """One of the outcome keys while hot work is in hand: record, or no other fault."""
        if self.reball.is_in_hand:
            if place == 0:
                self.reball.ended()
            elif place == 2:
                self.reball.no_more_faults()
            return True
        if self.run.is_in_hand:
            if place == 0:
                self.run.ended()
            return True
        return False

    def take(self, tag: str) -> bool:
        """A piece was scanned: it goes into the run in hand; False where there is none."""
        if self.run.is_in_hand:
            self.run.take(tag)
        return self.run.is_in_hand

    def take_lot(self, scan: Identified) -> bool:
        """A lot was scanned: it goes into the reball in hand; False where there is none."""
        return self.reball.take_lot(scan)

    def take_files(self, files: Sequence[Path]) -> bool:
        """Files were dropped: a curve for the run in hand; False where it is none."""
        curves = [file for file in files if file.suffix.lower() in CURVES]
        if not self.run.is_in_hand or not curves:
            return False
        self.run.take_file(curves[0])
        return True

    def back(self) -> bool:
        """From a run that is looked at to the ledger, from there to the board or piece."""
        if not self._view.looks_at("heat"):
            return False
        if self._view.heat.shows_run:
            self._view.heat.show_ledger()
        else:
            self._view.look_at("work")
        return True


def _heat_words(receipt: dict[str, Any]) -> str:
    """What the heat comes to for the piece that was named first."""
    used, limit = receipt["heat_cycles"], receipt["heat_limit"] or 0
    if not limit:
        return spelled(receipt["tag"])
    if used >= limit:
        return say("Heat cycles {used} of {limit}: no more after this.", used=used, limit=limit)
    return say("Heat cycles {used} of {limit}.", used=used, limit=limit)
