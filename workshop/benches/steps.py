# SPDX-License-Identifier: MIT
"""The step form: what was typed into the fields of a step, checked before it is recorded."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from workshop.benches.answers import Answer, Ask, Do, Stop
from workshop.domain import text
from workshop.domain.judge import as_number, spell
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import StepOutcome
from workshop.language import mark


class Field(Protocol):
    """What a step asks for in one field."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def choices(self) -> Sequence[str]: ...
    @property
    def required(self) -> bool: ...
    @property
    def note(self) -> str: ...


class StepBench:
    """One step at a piece. `wrong` and `unusual` say by field what to look at again.

    A wrong value is not recorded. An unusual one (beyond the limits that catch slips of the hand)
    is asked about once, and recorded when the same is said again. `had` are the pieces the step
    was recorded for: with `turn_to` it goes on with another one, as a tray of cards out of the
    oven needs it.
    """

    def __init__(self, piece: str, step: str, fields: Sequence[Field]) -> None:
        self.piece = piece
        self.step = step
        self.fields = fields
        self.wrong: dict[str, Refused] = {}
        self.unusual: dict[str, Refused] = {}
        self.had: set[str] = set()
        self._asked: dict[str, str] = {}

    def turn_to(self, piece: str) -> Stop | None:
        """Go on with another piece; stops at one that had this step a moment ago."""
        if piece in self.had:
            return Stop(
                mark("{tag} had this step a moment ago. Scan the next one."),
                {"tag": written(piece)},
            )
        self.piece = piece
        return None

    def check(self, values: Mapping[str, str]) -> None:
        """Look through what was typed, field by field."""
        self.wrong, self.unusual = {}, {}
        for field in self.fields:
            typed = values.get(field.name, "").strip()
            if not typed:
                continue
            try:
                unusual = _slip(field, _value(field, typed))
            except Refused as refused:
                self.wrong[field.name] = refused
            else:
                if unusual is not None:
                    self.unusual[field.name] = unusual

    def outcome(self, outcome: str, values: Mapping[str, str], note: str = "") -> Answer:
        """The step ended so: record it, or say which field must be looked at.

        A step that was skipped has no values.
        """
        given = {name: typed.strip() for name, typed in values.items() if typed.strip()}
        if outcome == StepOutcome.SKIPPED:
            given = {}
        self.check(given)
        if outcome == StepOutcome.DONE:
            self._need(given)
        if self.wrong:
            first = next(iter(self.wrong.values()))
            return Stop(first.template, first.facts)
        if self.unusual and given != self._asked:
            self._asked = given
            first = next(iter(self.unusual.values()))
            return Ask(first.template, first.facts)
        facts: dict[str, Any] = {"piece": self.piece, "step": self.step, "outcome": outcome}
        kept = {f.name: _value(f, given[f.name]) for f in self.fields if f.name in given}
        if kept:
            facts["values"] = kept
        if note.strip():
            facts["note"] = note.strip()
        return Do("record_step", facts)

    def _need(self, given: Mapping[str, str]) -> None:
        for field in self.fields:
            if field.required and field.name not in given:
                self.wrong[field.name] = Refused(
                    mark("{name} is missing. Type it, or record the step as failed or skipped."),
                    name=field.label,
                )


def _value(field: Field, typed: str) -> str | float:
    """What was typed, in the type of its field; refuses what is none."""
    if field.type == "number":
        return as_number(typed, field.label)
    if field.type == "date":
        return text.day(typed, field.label)
    choices = ("yes", "no") if field.type == "yes_no" else tuple(field.choices)
    if choices and typed not in choices:
        raise Refused(
            mark("{name}: “{value}” is none of {choices}."),
            name=field.label,
            value=text.shown(typed),
            choices=", ".join(choices),
        )
    return text.clean(typed, field.label, text.NOTE)


def _slip(field: Field, value: str | float) -> Refused | None:
    """What to ask about a number that looks like a slip of the hand; None where it does not."""
    if isinstance(value, str):
        return None
    low, high = field.low, field.high
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    facts = {
        "name": field.label,
        "value": spell(value),
        "low": spell(low or 0),
        "high": spell(high or 0),
        "unit": field.unit,
    }
    if high is None:
        return Refused(
            mark("{name}: {value} {unit} is less than {low}. Correct it, or record it again."),
            **facts,
        )
    if low is None:
        return Refused(
            mark("{name}: {value} {unit} is more than {high}. Correct it, or record it again."),
            **facts,
        )
    return Refused(
        mark(
            "{name}: {value} {unit} is not between {low} and {high}. "
            "Correct it, or record it again."
        ),
        **facts,
    )
