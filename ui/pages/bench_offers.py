# SPDX-License-Identifier: MIT
"""What the bench offers to choose from: model, routing, step, place, and a decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject

from ui.pages.bench_fate import FateWork
from ui.pages.bench_state import OnBench
from ui.pages.choice import Choice
from ui.pages.step_work import StepWork
from ui.pages.words import two_lines
from workshop.benches.tags import spelled
from workshop.domain.terms import PieceState
from workshop.language import mark, say

# What a decision does with a piece, by the state it leads to.
_LEADS_TO = {
    "": mark("It stays as it is"),
    PieceState.WORKING: mark("It stays in work"),
    PieceState.STOCK: mark("It goes into stock"),
    PieceState.DAMAGED: mark("It counts as damaged"),
    PieceState.HOLD: mark("It waits"),
    PieceState.QUARANTINE: mark("Nothing is done with it until it is released"),
    PieceState.GONE: mark("It leaves the workshop"),
}


class Offers(QObject):
    """Asks for a list, shows it on the right of the bench, and does what was chosen."""

    def __init__(self, on: OnBench, steps: StepWork, fates: FateWork) -> None:
        super().__init__(on)
        self._on, self._steps, self._fates = on, steps, fates
        self._with_reason: frozenset[str] = frozenset()
        self._pane = on.view.choice
        self._chosen: Callable[[str], object] | None = None
        self._names: dict[str, str] = {}
        view = on.view
        view.card.modelAsked.connect(self.model)
        view.card.routingAsked.connect(self.routing)
        view.idle.otherStepTapped.connect(self.step)
        view.idle.placeTapped.connect(self.new_place)
        view.idle.decideTapped.connect(self.decision)
        view.idle.passportTapped.connect(self.passport)
        view.site.placeTapped.connect(self.place)
        self._pane.chosen.connect(self._choose)
        self._pane.left.connect(on.leave)
        on.desk.ask("dispositions", {}, self._names_came, self, "names")

    def _names_came(self, rows: Sequence[Any]) -> None:
        self._names = {row.code: row.name for row in rows}
        self._with_reason = frozenset(row.code for row in rows if row.needs_reason)
        self._on.left.emit()

    def decision_word(self, code: str) -> str:
        """What a disposition is called; its code until the names have come."""
        return self._names.get(code, code)

    def _offer(
        self,
        query: str,
        choices: Callable[[Sequence[Any]], list[Choice]],
        title: str,
        chosen: Callable[[str], object],
        *,
        hint: str = "",
        now: str = "",
    ) -> None:
        """Ask for rows and show them as choices, if the same piece is still on the bench."""
        tag = self._on.tag

        def show(rows: Sequence[Any]) -> None:
            if tag and tag == self._on.tag:
                self._chosen = chosen
                self._on.view.turn(self._pane)
                self._pane.offer(title, choices(rows), hint=hint, now=now)
                on_right = say("Choose it on the right.")
                self._on.context.answer("question", title, hint or on_right)

        self._on.desk.ask(query, {}, show, self, "offer")

    def _choose(self, code: str) -> None:
        chosen, self._chosen = self._chosen, None
        if chosen is not None:
            chosen(code)

    def model(self) -> None:
        """Which model the card is."""
        piece = self._on.piece
        if piece is None:
            return

        def choices(rows: Sequence[Any]) -> list[Choice]:
            return [
                Choice(
                    row.name,
                    row.name,
                    " · ".join(p for p in (row.die, row.memory_type, row.series) if p),
                )
                for row in rows
            ]

        self._offer(
            "models",
            choices,
            say("Which model is it?"),
            lambda name: self._on.do("correct", piece=piece.tag, model=name),
            hint=say("Typing “4090” is enough. Enter takes the first."),
            now=piece.model,
        )

    def draw_map(self) -> None:
        """The map of what lies here is drawn, for all of its model."""
        piece, context = self._on.piece, self._on.context
        if piece is not None and piece.model:
            context.go("settings", f"maps/{piece.model}")
        elif piece is not None:
            hint = say("Its map is drawn for all cards of the model.")
            context.answer("question", say("Which model is it?"), hint)
            self.model()

    def passport(self) -> None:
        """All that is known of what lies here, with its family, is shown where pieces are found."""
        if self._on.tag:
            self._on.context.go("find", self._on.tag)
        else:
            hint = say("Any card, board or chip.")
            self._on.context.answer("question", say("Scan the piece first."), hint)

    def routing(self) -> None:
        """Which steps the card goes through."""
        piece = self._on.piece
        if piece is None or not self._on.may_work():
            return
        self._offer(
            "routings",
            lambda rows: [
                Choice(row.code, row.name, say("{n} steps", n=len(row.steps))) for row in rows
            ],
            say("Which way does it go?"),
            lambda code: self._on.do("choose_routing", piece=piece.tag, routing=code),
            now=self._on.routing.code if self._on.routing else "",
        )

    def step(self) -> None:
        """Any step of the shop, for what the routing does not foresee."""
        if self._on.piece is None or not self._on.may_work():
            return

        def begin(code: str) -> None:
            self._steps.begin(next(row for row in known if row.code == code))

        known: list[Any] = []

        def choices(rows: Sequence[Any]) -> list[Choice]:
            known.extend(rows)
            return [Choice(row.code, say(row.name), two_lines(say(row.text))[0]) for row in rows]

        self._offer("steps", choices, say("Which step was done?"), begin)

    def _places(self, title: str, none: str, chosen: Callable[[str], object], now: str) -> None:
        def choices(rows: Sequence[Any]) -> list[Choice]:
            known = [Choice(row.code, row.code, row.name) for row in rows]
            return [Choice("", none), *known] if none else known

        hint = say("Scanning its label is quicker.")
        self._offer("places", choices, title, chosen, hint=hint, now=now)

    def place(self) -> None:
        """Where what is harvested goes from now on."""

        def keep(code: str) -> None:
            self._on.context.set("place", code)
            self._on.leave()

        now = self._on.context.place
        self._places(say("Where do the pieces go?"), say("No place"), keep, now)

    def new_place(self) -> None:
        """Where the card or piece itself goes."""
        piece = self._on.piece
        if piece is None:
            return
        title = say("Where does {tag} go?", tag=spelled(piece.tag))
        facts = {"piece": piece.tag, "seen_in": piece.place}
        self._places(title, "", lambda code: self._on.do("move", place=code, **facts), piece.place)

    def defect(self, note: str) -> None:
        """What is wrong with the card; the note says where."""
        piece = self._on.piece
        if piece is None:
            return
        self._offer(
            "defects",
            lambda rows: [Choice(row.code, say(row.name), say(row.group)) for row in rows],
            say("What is wrong?"),
            lambda code: self._on.do("note_defect", piece=piece.tag, code=code, note=note),
            hint=note,
        )

    def decision(self) -> None:
        """What becomes of the card or piece."""
        piece = self._on.piece
        if piece is None:
            return

        kind = "board" if piece.taken_apart else piece.kind  # its board is what is left of it

        apart = self._on.stop is not None  # it may only be set apart for another reason

        def choices(rows: Sequence[Any]) -> list[Choice]:
            return [
                Choice(r.code, say(r.name), say(_LEADS_TO.get(r.leads_to, "")))
                for r in rows
                if kind in r.kinds and (r.leads_to == PieceState.QUARANTINE or not apart)
            ]

        def decide(code: str) -> None:
            facts = {"piece": piece.tag, "disposition": code}
            if code in self._with_reason:
                title = say("{tag}: {what}", tag=spelled(piece.tag), what=self.decision_word(code))
                self._fates.ask_why(
                    title, lambda reason: self._on.do("dispose", **facts, reason=reason)
                )
            else:
                self._on.do("dispose", **facts)

        self._offer(
            "dispositions",
            choices,
            say("What becomes of {tag}?", tag=spelled(piece.tag)),
            decide,
            now=piece.disposition,
        )
