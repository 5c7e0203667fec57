# SPDX-License-Identifier: MIT
"""The step form: what was typed into the fields of a step, checked before it is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workshop.benches.answers import Answer, Do, Stop
from workshop.benches.testing import read_file
from workshop.domain.judge import as_number
from workshop.domain.refused import Refused
from workshop.domain.step_values import Field as Field
from workshop.domain.step_values import beyond, lacking, read_value
from workshop.domain.tag import written
from workshop.domain.terms import StepOutcome
from workshop.language import mark

if TYPE_CHECKING:
    from workshop.storage.database import Database

MINUTES = "minutes"
"""What the field for the time a step took is called among those of the step."""


def keep_file(database: Database, file: Path) -> dict[str, Any]:
    """Keep a file for a step; its facts. Refuses one that cannot be read or is too large.

    Of a result of 3DMark the licence keys are left out.
    """
    from workshop.storage import evidence
    from workshop.storage.threedmark_archive import without_keys

    return evidence.keep(database, without_keys(read_file(file)), file.name)


class StepBench:
    """One step at a piece. `wrong` says by field what must be typed anew, `beyond` what is not
    within its limits: that the act refuses, so that a lead may let it pass.

    `had` are the pieces the step was recorded for: with `turn_to` it goes on with another one, as
    a tray of cards out of the oven needs it.
    """

    def __init__(self, piece: str, step: str, fields: Sequence[Field]) -> None:
        self.piece = piece
        self.step = step
        self.fields = fields
        self.wrong: dict[str, Refused] = {}
        self.beyond: dict[str, Refused] = {}
        self.had: list[str] = []

    def turn_to(self, piece: str) -> Stop | None:
        """Go on with another piece; stops at one that had this step a moment ago."""
        if piece in self.had:
            return Stop(
                mark("{tag} had this step a moment ago. Scan the next one."),
                {"tag": written(piece)},
            )
        self.piece = piece
        return None

    def broken_off(self, minutes: str = "") -> Answer:
        """The step was broken off: its time is kept, and nothing else."""
        self.wrong = {}
        facts: dict[str, Any] = {"piece": self.piece}
        self._take_minutes(minutes, facts)
        if self.wrong:
            return Stop(self.wrong[MINUTES].template, self.wrong[MINUTES].facts)
        return Do("stop_step", facts)

    def _take_minutes(self, minutes: str, facts: dict[str, Any]) -> None:
        if minutes.strip():
            try:
                facts["minutes"] = as_number(minutes, mark("The minutes"))
            except Refused as refused:
                self.wrong[MINUTES] = refused

    def check(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Look through what was typed, field by field; returns what is right, in its type."""
        self.wrong, self.beyond = {}, {}
        right: dict[str, Any] = {}
        for field in self.fields:
            typed = values.get(field.name, "")
            if isinstance(typed, Mapping) and typed:  # a file that is kept
                right[field.name] = dict(typed)
            if not isinstance(typed, str) or not typed.strip():
                continue
            try:
                right[field.name] = read_value(field, typed.strip())
            except Refused as refused:
                self.wrong[field.name] = refused
                continue
            far = beyond(field, right[field.name])
            if far is not None:
                self.beyond[field.name] = far
        return right

    def outcome(
        self,
        outcome: str,
        values: Mapping[str, Any],
        note: str = "",
        minutes: str = "",
        lots: Mapping[str, str] | None = None,
    ) -> Answer:
        """The step ended so: record it, or say which field must be looked at.

        `lots` are the lots it used by their numbers, and how much of each or empty text. A step
        that was skipped has no values and used nothing. What is missing or beyond its limits is
        left to the act to refuse: it is marked here, and a lead may let it pass.
        """
        kept = self.check({} if outcome == StepOutcome.SKIPPED else values)
        if outcome == StepOutcome.DONE:
            for gap in lacking(self.fields, {**kept, **self.wrong}):
                self.beyond[gap.name] = Refused(mark("{name} is missing."), name=gap.label)
        facts: dict[str, Any] = {"piece": self.piece, "step": self.step, "outcome": outcome}
        if kept:
            facts["values"] = kept
        if note.strip():
            facts["note"] = note.strip()
        if lots and outcome != StepOutcome.SKIPPED:
            facts["lots"] = dict(lots)
        self._take_minutes(minutes, facts)
        if self.wrong:
            first = next(iter(self.wrong.values()))
            return Stop(first.template, first.facts)
        return Do("record_step", facts)
