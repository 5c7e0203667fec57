# SPDX-License-Identifier: MIT
"""Hot work at the bench: a reball with its inspection, and the run of a profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workshop.benches.answers import Answer, Ask, Do
from workshop.domain.hot_work import Judged, Measured, judge_each, judge_reball, whole_verdict
from workshop.domain.judge import as_number
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import Verdict
from workshop.language import mark

if TYPE_CHECKING:
    from workshop.domain.hot_work_entries import Alloy, Criterion
    from workshop.queries.runs import ProfileRow

NAMES: dict[str, str] = {
    "ramp": mark("Ramp"),
    "soak_s": mark("Soak"),
    "peak": mark("Peak"),
    "liquidus_s": mark("Above liquidus"),
    "fall": mark("Fall"),
}
"""What a run is judged on, in the order of its curve."""

UNITS = {"ramp": "°C/s", "soak_s": "s", "peak": "°C", "liquidus_s": "s", "fall": "°C/s"}


def _numbers(typed: Mapping[str, str], names: Mapping[str, str]) -> tuple[dict[str, Any], Any]:
    """The numbers that were typed by their names, and by name what is wrong with the others."""
    numbers: dict[str, float] = {}
    wrong: dict[str, Refused] = {}
    for name, words in names.items():
        text = typed.get(name, "").strip()
        if not text:
            continue
        try:
            numbers[name] = as_number(text, words)
        except Refused as refused:
            wrong[name] = refused
    return numbers, wrong


class ReballBench:
    """A part that gets new spheres: what they are, and what the inspection has found so far.

    `found` has yes (the fault is there) or no by criterion; `wrong` what is to be looked at again,
    by field.
    """

    def __init__(self, piece: str, alloys: Sequence[Alloy], criteria: Sequence[Criterion]) -> None:
        self.piece = piece
        self.alloys = {alloy.code: alloy for alloy in alloys}
        self.criteria = {each.code: each for each in criteria}
        self.found: dict[str, str] = {}
        self.wrong: dict[str, Refused] = {}

    def say_of(self, criterion: str, answer: str) -> None:
        """Note whether a fault was found; an empty answer takes it back."""
        self.found.pop(criterion, None)
        if answer:
            self.found[criterion] = answer

    def no_more_faults(self) -> None:
        """What was not said yet was looked for in vain."""
        for code in self.criteria:
            self.found.setdefault(code, "no")

    @property
    def verdict(self) -> Verdict:
        """What the inspection says so far."""
        return judge_reball(self.criteria, self.found)

    @property
    def to_look_for(self) -> int:
        """How many faults nobody has said anything of."""
        return len(self.criteria.keys() - self.found.keys())

    def is_leaded(self, alloy: str) -> bool:
        """Whether an alloy has lead in it."""
        known = self.alloys.get(alloy)
        return known is not None and known.leaded

    def answer(self, typed: Mapping[str, str]) -> Answer:
        """Record it, or say what is still needed; `typed` is what stands in the fields."""
        numbers, self.wrong = _numbers(typed, {"sphere_mm": mark("The sphere")})
        needed = {"stencil": mark("Which stencil?"), "sphere_mm": mark("Which spheres?")}
        for name, words in needed.items():
            if not typed.get(name, "").strip():
                self.wrong[name] = Refused(words)
        if self.wrong:
            return Ask(next(iter(self.wrong.values())).template, self._first_facts())
        facts = {"piece": self.piece, **numbers, "inspection": dict(self.found)}
        others = ("stencil", "alloy", "flux_lot", "note")
        facts |= {name: typed[name].strip() for name in others if typed.get(name, "").strip()}
        return Do("reball", facts)

    def _first_facts(self) -> dict[str, Any]:
        return dict(next(iter(self.wrong.values())).facts)


class RunBench:
    """The run of a profile: the pieces it heats and what was measured at the joint.

    `measured` are numbers by name as in `NAMES`: typed, or taken from a curve.
    """

    def __init__(self, piece: str) -> None:
        self.pieces = [piece]
        self.profile: ProfileRow | None = None
        self.measured: dict[str, float] = {}
        self.wrong: dict[str, Refused] = {}

    def take(self, tag: str) -> Ask:
        """A piece was scanned: it is in the run too; scanned again, it is not."""
        if tag in self.pieces and len(self.pieces) > 1:
            self.pieces.remove(tag)
            return Ask(mark("{tag} is not in the run any more."), {"tag": written(tag)})
        if tag not in self.pieces:
            self.pieces.append(tag)
        return Ask(
            mark("{tag} is in the run. Scan the next piece, or record the run."),
            {"tag": written(tag)},
        )

    def note(self, typed: Mapping[str, str]) -> None:
        """Read what was typed as measured."""
        self.measured, self.wrong = _numbers(typed, NAMES)

    @property
    def judged(self) -> list[Judged]:
        """What the run is judged on so far; nothing without a profile."""
        if self.profile is None:
            return []
        return judge_each(self.profile.profile, Measured(**self.measured))

    @property
    def verdict(self) -> Verdict:
        """The verdict so far."""
        return whole_verdict(self.judged)

    def answer(self, typed: Mapping[str, str]) -> Answer:
        """Record it, or say what is still needed."""
        self.note(typed)
        if self.profile is None:
            return Ask(mark("Choose the profile that was run."))
        if self.wrong:
            first = next(iter(self.wrong.values()))
            return Ask(first.template, dict(first.facts))
        facts: dict[str, Any] = {
            "profile": self.profile.profile.code,
            "pieces": list(self.pieces),
            **self.measured,
        }
        others = ("nozzle", "note")
        facts |= {name: typed[name].strip() for name in others if typed.get(name, "").strip()}
        return Do("record_run", facts)
