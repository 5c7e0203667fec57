# SPDX-License-Identifier: MIT
"""Who plays a scenario: what every driver can do, and the one that works without a screen."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from workshop.benches.answers import Ask, Do, Stop
from workshop.benches.harvest import HarvestBench, Open
from workshop.benches.intake import Here, IntakeBench, Look
from workshop.benches.steps import StepBench
from workshop.benches.testing import Attempt
from workshop.domain.command import COMMANDS
from workshop.domain.refused import Refused
from workshop.domain.rules import AlreadyHere, NearTwin
from workshop.domain.telling import tell
from workshop.domain.terms import ScanKind, Verdict
from workshop.labels.sheet import Label, labels_pdf
from workshop.language import say
from workshop.reports.batch import batch_pdf
from workshop.storage.outcome import how_it_failed

# An ISO/IEC 15434 message without a serial, as a scanner types it with Ctrl keys.
CONTROL = "[)>\x1e06\x1d1TLOT-7\x1e\x04"


class Driver(ABC):
    """Plays scenarios in a real workshop; what is so afterwards is asked of its database."""

    def __init__(self, shop: Any, folder: Path) -> None:
        self.shop, self.folder = shop, folder
        self.told: list[tuple[str, str]] = []
        self.card = ""
        self.found: list[str] = []
        self.blanks: list[str] = []
        self.pdf: Path | None = None
        self.copy: tuple[dict[str, list[Any]], int] = {}, 0
        self.chips: list[str] = []
        self.built = ""
        self._newest: int | None = None
        self.prepare("add_person", code="LI", name="Li")
        self.prepare("add_station", code="BENCH-3", name="Bench 3")
        for code, name in (("TRAY-12", "Memory"), ("BIN-7", "Damaged")):
            self.prepare("add_place", code=code, name=name, kind="tray")

    @property
    def answers(self) -> list[tuple[str, str]]:
        """What was answered since this When: its state and words."""
        return self.told

    # Before and after

    def prepare(self, act: str, **facts: Any) -> Any:
        """Something that is so before anybody begins."""
        return self.shop.do(act, by="ANA", **facts)

    def begin(self) -> None:
        """What was answered before is past."""
        self.told.clear()
        if self._newest is None:
            self._newest = self.ask("newest")

    @property
    def newest_before(self) -> int:
        """The newest entry before anybody did anything."""
        assert self._newest is not None
        return self._newest

    def ask(self, query: str, **facts: Any) -> Any:
        """What the database says."""
        return self.shop.ask(query, **facts)

    def action(self, words: str) -> str:
        """The action of the command with these words on the sheet."""
        return next(action for action, said in COMMANDS.items() if said == words)

    def command(self, words: str) -> str:
        """The code on the command sheet of this workshop with these words."""
        codes = self.ask("command_codes").codes
        return next(code.text for code in codes if code.words == words)

    def tag(self, serial: str) -> str:
        """The tag of the piece with this serial."""
        tag: str = self.ask("identify", scan=serial).tag
        assert tag, f"{serial} is not here"
        return tag

    def piece(self, tag: str) -> Any:
        """What is known of a piece."""
        return self.ask("passport", tag=tag).piece

    def site(self, tag: str, name: str) -> Any:
        """A site of a board as it is now."""
        return next(one for one in self.ask("board_map", tag=tag).sites if one.name == name)

    def piece_off(self, tag: str, site: str) -> str:
        """The tag of what came off a site."""
        off = self.ask("passport", tag=tag).came_off
        return next(piece.tag for piece in off if piece.donor_site == site)

    def chip(self, site: str) -> str:
        """The tag of what came off a site of the card in hand."""
        return self.piece_off(self.card, site)

    def sees(self, page: str, *texts: str) -> None:
        """Where there is a screen with this page on it, these texts are on it."""

    def sees_site(self, tag: str, site: str, state: str) -> None:
        """Where there is a screen with this board on it, the site shows this state."""

    # What people do

    @abstractmethod
    def work_as(self, person: str) -> None:
        """This person has the scanner in hand from now on."""

    @abstractmethod
    def take_cards(self, batch: str) -> None:
        """Go to the intake, with this batch."""

    @abstractmethod
    def scan(self, code: str) -> None:
        """Scan a code."""

    @abstractmethod
    def type_serial(self, serial: str) -> None:
        """Type a serial at the intake, where its label cannot be scanned."""

    @abstractmethod
    def use_blank_tags(self) -> None:
        """Take cards in with tags that were printed before."""

    @abstractmethod
    def press(self, words: str) -> None:
        """Press this button of the intake."""

    @abstractmethod
    def sign_off(self, signer: str) -> None:
        """Have the session that ended signed by the badge of this person."""

    @abstractmethod
    def set_mark(self) -> None:
        """Set the mark of the intake."""

    @abstractmethod
    def back_to_mark(self) -> None:
        """Undo every card since the mark."""

    @abstractmethod
    def open_batch(self, number: str, supplier: str, expected: str) -> None:
        """Open a new batch and receive into it."""

    @abstractmethod
    def close_batch(self, number: str) -> None:
        """Close a batch."""

    @abstractmethod
    def undo(self) -> None:
        """Undo what this person did last."""

    @abstractmethod
    def open_card(self, serial: str) -> None:
        """Put a card on the bench."""

    @abstractmethod
    def harvest(self, site: str, outcome: str, marking: str, grade: str) -> None:
        """Record a site of the card on the bench."""

    @abstractmethod
    def fit(self, tag: str, site: str) -> None:
        """Fit a piece at a site of the card on the bench."""

    @abstractmethod
    def record(self, name: str, outcome: str, typed: dict[str, str]) -> None:
        """Record a step on the card on the bench, with what was typed under each label."""

    @abstractmethod
    def begin_test(self, serial: str, plan: str) -> None:
        """Begin an attempt at a test plan."""

    @abstractmethod
    def measure(self, label: str, value: str) -> None:
        """Type a measured value."""

    @abstractmethod
    def keep_attempt(self) -> None:
        """Keep the attempt, as it is."""

    @abstractmethod
    def export(self, batch: str) -> Path:
        """Write the PDF of a batch; returns the file."""

    @abstractmethod
    def print_labels(self) -> Path:
        """Print every label that waits; returns the file."""

    @abstractmethod
    def find(self, text: str) -> list[str]:
        """Look for a text; returns the tags that were found."""


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

    def harvest(self, site: str, outcome: str, marking: str, grade: str) -> None:
        self._show(self.bench.tag)
        self.bench.choose(site)
        self._do(self.bench.outcome(outcome, place=self.place, marking=marking, grade=grade))
        self._show(self.bench.tag)

    def fit(self, tag: str, site: str) -> None:
        self.bench.choose(site)
        self.scan(tag)

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
