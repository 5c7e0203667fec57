# SPDX-License-Identifier: MIT
"""The one who plays scenarios without a screen: benches decide, acts do."""

from pathlib import Path
from typing import Any

from scenarios.drivers import Driver

from workshop.benches.answers import Ask, Do, Stop
from workshop.benches.curves import keep_curve
from workshop.benches.harvest import HarvestBench, Open
from workshop.benches.hot_work import ReballBench, RunBench
from workshop.benches.intake import Here, IntakeBench, Look
from workshop.benches.steps import StepBench
from workshop.benches.testing import Attempt
from workshop.domain.refused import Overridable, Refused
from workshop.domain.rules import AlreadyHere, NearTwin
from workshop.domain.telling import tell
from workshop.domain.terms import ScanKind, Verdict
from workshop.labels.sheet import Label, labels_pdf
from workshop.language import say
from workshop.reports.batch import batch_pdf
from workshop.storage.outcome import how_it_failed
from workshop.testlogs.thermocouple import measure, read_curve


class CoreDriver(Driver):
    """Plays without a screen: benches decide, acts do."""

    def __init__(self, shop: Any, folder: Path) -> None:
        super().__init__(shop, folder)
        self.person, self.station, self.place = "", "", ""
        self.failed = ""
        self.intake: IntakeBench | None = None
        self.bench = HarvestBench()
        self.attempt: Attempt | None = None
        self._since: list[int] = []
        self._stopped: tuple[str, dict[str, Any]] | None = None

    def work_as(self, person: str) -> None:
        self.person = person

    def _do(self, answer: Any) -> dict[str, Any] | None:
        """Do what a bench says; the answer to it is kept, and the receipt comes back."""
        if isinstance(answer, Do):
            return self._act(answer.act, **answer.facts)
        states = {Stop: "refused", Here: "careful", Ask: "question"}
        state = states[type(answer)]
        self.told.append((state, say(answer.template, **answer.facts)))
        return None

    def _act(self, act: str, **facts: Any) -> dict[str, Any] | None:
        try:
            receipt: dict[str, Any] = self.shop.do(act, by=self.person, station=self.station,
                                                   **facts)  # fmt: skip
        except Refused as refused:
            self.failed = how_it_failed(refused) or ""
            self._stopped = (act, facts) if isinstance(refused, Overridable) else None
            careful = isinstance(refused, AlreadyHere | NearTwin)
            self.told.append(("careful" if careful else "refused", str(refused)))
            return None
        self.told.append((_state_of(act, receipt), tell(act, facts, receipt)))
        return receipt

    def take_cards(self, batch: str) -> None:
        self.intake = IntakeBench()
        self.intake.batch, self.intake.sticky["place"] = batch, self.place
        self._since.clear()

    def scan(self, code: str) -> None:
        scan = self.ask("identify", scan=code)
        if scan.kind in (ScanKind.PERSON, ScanKind.STATION):
            self._badge(scan)
        elif self.intake is not None:
            self._scan_at_intake(scan)
        else:
            self._scan_at_bench(scan)

    def _badge(self, scan: Any) -> None:
        if not scan.title:
            words = say("Nobody and nothing here has the code “{code}”.", code=scan.value)
            self.told.append(("refused", words))
        elif scan.kind == ScanKind.PERSON:
            self.person = scan.value
            self.told.append(("done", say("{name} is working now", name=scan.title)))
        else:
            self.station = scan.value
            self.told.append(("done", say("This is station {name}", name=scan.title)))

    def _scan_at_intake(self, scan: Any) -> None:
        assert self.intake is not None
        answer = self.intake.take(scan)
        if answer is not None:
            self._follow(answer)
        elif scan.value == "undo":
            self.undo()
        else:
            self.told.append(("question", say("Who is working?")))

    def _follow(self, answer: Any) -> None:
        """Do what the bench of the intake says, what goes before it and what comes of it."""
        bench = self.intake
        assert bench is not None
        self.place = bench.sticky["place"]
        if isinstance(answer, Ask):
            waits = bench.refusing or bench.serial
            state = "question" if waits else "done"
            self.told.append((state, say(answer.template, **answer.facts)))
        elif isinstance(answer, Look):
            self._show(answer.tag)
        elif not isinstance(answer, Do):
            self._do(answer)
        else:
            self._carry_out(answer)

    def _carry_out(self, do: Do) -> None:
        bench = self.intake
        assert bench is not None
        for first in bench.session.first(do):
            self._carry_out(first)
        receipt = self._act(do.act, **do.facts)
        if receipt is None:
            bench.failed(do, self.failed)
            return
        if do.act in ("receive", "refuse", "name_piece"):
            self._since.append(receipt["entry"])
        late = bench.done(do, receipt)
        if late is not None:
            self._carry_out(late)

    def _scan_at_bench(self, scan: Any) -> None:
        answer = self.bench.take(scan)
        if isinstance(answer, Open):
            self._show(answer.tag)
        elif answer is not None:
            self._do(answer)
        elif scan.kind == ScanKind.PLACE:
            self.place = scan.value

    def type_serial(self, serial: str) -> None:
        assert self.intake is not None
        self._follow(self.intake.typed(serial))

    def use_blank_tags(self) -> None:
        assert self.intake is not None
        self.intake.preprinted = True

    def press(self, words: str) -> None:
        assert self.intake is not None
        bench = self.intake
        self._follow(bench.next_card() if words == "Next card" else bench.session.end())

    def sign_off(self, signer: str) -> None:
        assert self.intake is not None
        sessions = self.ask("receivings", batch=self.intake.batch)
        worker, self.person = self.person, signer
        self._act("sign_off", receiving=next(one.id for one in sessions if not one.signed))
        self.person = worker

    def set_mark(self) -> None:
        self._since.clear()

    def back_to_mark(self) -> None:
        entries, self._since = self._since, []
        for entry in reversed(entries):
            self._act("undo", entry=entry)
        undone = sum(state == "done" for state, _ in self.told)
        self.told = [("careful" if undone < len(entries) else "done", f"{undone} cards undone")]

    def open_batch(self, number: str, supplier: str, expected: str) -> None:
        self._act("open_batch", number=number, supplier=supplier, expected=int(expected))
        self.take_cards(number)

    def close_batch(self, number: str) -> None:
        session = self.ask("session_here", person=self.person, station=self.station)
        if session is not None and session.batch == number:
            self._act("end_receiving", receiving=session.id)
        self._act("close_batch", batch=number)

    def undo(self) -> None:
        mine = {"station": self.station} if self.station else {"person": self.person}
        entry = self.ask("undoable", **mine).number
        self._act("undo", entry=entry)
        if self.intake is not None:
            self.intake.undone({entry})
        if self.bench.tag:
            self._show(self.bench.tag)

    def _show(self, tag: str) -> None:
        piece = self.piece(tag)
        carries = piece.kind in ("card", "board")
        sites = self.ask("board_map", tag=tag).sites if carries else []
        self.bench.show(tag, piece.kind, sites)

    def open_card(self, serial: str) -> None:
        self.intake = None
        self.scan(serial)

    def open_piece(self, tag: str) -> None:
        self.open_card(tag)

    def harvest(self, site: str, outcome: str, marking: str, grade: str) -> None:
        self._show(self.bench.tag)
        self.bench.choose(site)
        self._do(self.bench.outcome(outcome, place=self.place, marking=marking, grade=grade))
        self._show(self.bench.tag)

    def fit(self, tag: str, site: str) -> None:
        self.bench.choose(site)
        self.scan(tag)

    def reball(self, stencil: str, sphere: str, alloy: str) -> None:
        rows = self.ask("reballing")
        bench = ReballBench(self.bench.tag, rows.alloys, rows.criteria)
        bench.no_more_faults()
        self._do(bench.answer({"stencil": stencil, "sphere_mm": sphere, "alloy": alloy}))

    def run_profile(self, name: str, curve: Path) -> None:
        bench, data = RunBench(self.bench.tag), curve.read_bytes()
        bench.profile = next(one for one in self.ask("profiles") if one.profile.name == name)
        profile = bench.profile.profile
        measured = measure(read_curve(data), melts=bench.profile.melts,
                           soak_from=profile.soak_from, soak_to=profile.soak_to)  # fmt: skip
        answer = bench.answer({
            each: f"{value:.10g}" for each, value in measured._asdict().items() if value is not None
        })  # fmt: skip
        assert isinstance(answer, Do)
        kept = keep_curve(self.shop.database, data, curve.name)
        self._act(answer.act, **answer.facts, evidence=kept)

    def let_pass(self, person: str, reason: str) -> None:
        assert self._stopped is not None, "nothing was refused that may be let pass"
        (act, facts), worker = self._stopped, self.person
        self.person = person
        self._act(act, **facts, override=reason)
        self.person = worker

    def record(self, name: str, outcome: str, typed: dict[str, str]) -> None:
        known = next(one for one in self.ask("steps") if one.name == name)
        names = {field.label: field.name for field in known.fields}
        values = {names[label]: value for label, value in typed.items()}
        self._do(StepBench(self.bench.tag, known.code, known.fields).outcome(outcome, values))

    def begin_test(self, serial: str, plan: str) -> None:
        tag = self.tag(serial)
        code = next(one.code for one in self.ask("plans") if one.name == plan)
        self.attempt = Attempt(tag, self.ask("plan", code=code, model=self.piece(tag).model))

    def measure(self, label: str, value: str) -> None:
        assert self.attempt is not None
        line = next(one for one in self.attempt.plan.measurements if one.label == label)
        self.attempt.type(line.name, value)

    def keep_attempt(self) -> None:
        assert self.attempt is not None
        if self._do(self.attempt.keep()) is not None:
            self.attempt = Attempt(self.attempt.piece, self.attempt.plan)

    def export(self, batch: str) -> Path:
        out = self.folder / "batch.pdf"
        with self.shop.database.read() as connection:
            batch_pdf(connection, batch, out)
        return out

    def print_labels(self) -> Path:
        out = self.folder / "labels.pdf"
        waiting = self.ask("labels_waiting")
        labels_pdf([Label(row.tag, row.kind, row.line) for row in waiting], out)
        self._act("labels_printed", labels=[row.id for row in waiting])
        return out

    def find(self, text: str) -> list[str]:
        return [hit.tag for hit in self.ask("search", text=text)]


def _state_of(act: str, receipt: dict[str, Any]) -> str:
    """Green or amber: what a person has to look at, though it was recorded."""
    if act == "refuse":
        return "careful"
    good = receipt.get("verdict", Verdict.PASS) in (Verdict.PASS, Verdict.MARGINAL)
    return "done" if good and receipt.get("listed") is not False else "careful"
