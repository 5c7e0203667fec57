# SPDX-License-Identifier: MIT
"""How far a piece is on its routing, and which step may come now."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from workshop.domain.refused import Overridable
from workshop.domain.routing_entries import Routing, Step
from workshop.domain.tag import written
from workshop.domain.terms import StepOutcome
from workshop.language import mark

BY_RECEIPT = ("RECV", "SCAN")
"""The steps of whoever gave a piece its tag: they need no record of their own."""

_FIRST = mark(
    "{step} comes later. First: {steps}. A lead, a manager or the owner can let it pass with a "
    "reason."
)
_FIRST_ONE = mark(
    "{step} comes later. First one of: {some}. A lead, a manager or the owner can let it pass "
    "with a reason."
)
_FIRST_BOTH = mark(
    "{step} comes later. First: {steps}, and one of: {some}. A lead, a manager or the owner can "
    "let it pass with a reason."
)
_NO_MORE = mark(
    "{step} was done {n} times with {tag}, and no more are foreseen. A lead, a manager or the "
    "owner can let it pass with a reason."
)
_ONCE = mark(
    "{step} was done with {tag} already, and comes once on the way “{routing}”. A lead, a manager "
    "or the owner can let it pass with a reason."
)
_NEEDED = mark(
    "{step} cannot be skipped: a card that goes the way “{routing}” needs it. A lead, a manager "
    "or the owner can let it pass with a reason."
)


class Recorded(NamedTuple):
    """A step that was recorded; `override` is why a lead let it pass, empty where nobody had to."""

    step: str
    outcome: str
    override: str = ""


class Standing:
    """Where a piece stands on a routing, by the records of its steps in their order.

    A step is passed when it was done, when a lead let it be skipped, or when a lead let a later
    one pass without it. To go back in a loop opens what comes after it there.
    """

    def __init__(self, routing: Routing, records: Iterable[Recorded]) -> None:
        self.routing = routing
        self.states: dict[str, str] = {}
        self.times: dict[str, int] = {}
        self._passed: set[str] = set()
        self._done: set[str] = set()
        for step in BY_RECEIPT:
            self._take(Recorded(step, StepOutcome.DONE.value))
        for record in records:
            self._take(record)

    def _take(self, record: Recorded) -> None:
        step = record.step
        if step not in self.routing.steps:
            return
        if record.outcome == StepOutcome.SKIPPED:
            if record.override:
                self._passed.add(step)
        else:
            if record.override:
                self._passed.update(one for group in self._missing(step) for one in group)
            self.times[step] = self.times.get(step, 0) + 1
            if step in self.states:
                self._go_back(step)
            for found in (self._passed, self._done):
                (found.add if record.outcome == StepOutcome.DONE else found.discard)(step)
        self.states[step] = record.outcome

    def _go_back(self, step: str) -> None:
        """Open what comes after a step in its loop, when the step is done again."""
        loop = self.routing.loop_of(step)
        if loop is not None:
            stretch = self.routing.stretch(loop)
            for later in stretch[stretch.index(step) + 1 :]:
                self.states.pop(later, None)
                self._passed.discard(later)

    def needs(self, step: str) -> bool:
        """Whether the routing cannot do without a step as things stand."""
        group = self.routing.group_of(step)
        if group:
            return not any(other in self._passed for other in group if other != step)
        return step not in self.routing.optional

    def _missing(self, step: str) -> list[tuple[str, ...]]:
        """What has to be passed before a step and is not: groups of which one is enough."""
        steps = self.routing.steps
        before = steps[: steps.index(step)]
        found: list[tuple[str, ...]] = []
        for each in before:
            group = self.routing.group_of(each) or (each,)
            whole = all(other in before for other in group)
            if (
                each not in self.routing.optional
                and whole
                and group not in found
                and self._passed.isdisjoint(group)
            ):
                found.append(group)
        return found

    @property
    def next_step(self) -> str:
        """The step to do now; empty where the routing is done.

        Of the steps behind the last one that was recorded only those count that must be done.
        """
        steps = self.routing.steps
        last = max((steps.index(step) for step in self.states), default=-1)
        for place, step in enumerate(steps):
            state = self.states.get(step)
            others = [other for other in self.routing.group_of(step) if other != step]
            if (
                step in self._passed
                or (state == StepOutcome.SKIPPED and not self.needs(step))
                or (state is not None and any(other not in self.states for other in others))
            ):
                continue
            if self.needs(step) or (place > last and state is None):
                return step
        return ""

    def may_do(self, step: Step, tag: str, names: Mapping[str, str]) -> Overridable | None:
        """Why a step may not be done now; None where it may. `names` are those of all steps.

        One in a loop may be done so many times in all, another one once: again only if it failed.
        """
        missing = self._missing(step.code)
        if missing:
            return _comes_later(step, missing, names)
        loop, times = self.routing.loop_of(step.code), self.times.get(step.code, 0)
        if loop is not None and times >= loop.most:
            return Overridable(_NO_MORE, step=step.name, n=times, tag=written(tag))
        once = 2 if step.code in BY_RECEIPT else 1  # the receipt, and a record of its own
        if loop is None and times >= once and step.code in self._done:
            return Overridable(_ONCE, step=step.name, tag=written(tag), routing=self.routing.name)
        return None

    def may_skip(self, step: Step) -> Overridable | None:
        """Why a step may not be skipped; None where it may."""
        group = self.routing.group_of(step.code)
        if not group and step.code not in self.routing.optional:
            return Overridable(_NEEDED, step=step.name, routing=self.routing.name)
        return None


def _comes_later(
    step: Step, missing: list[tuple[str, ...]], names: Mapping[str, str]
) -> Overridable:
    """The refusal of a step that is out of order: all that has to be done first, or one of some."""

    def named(codes: Iterable[str]) -> list[str]:
        return [names.get(code, code) for code in codes]

    alone = named(group[0] for group in missing if len(group) == 1)
    some = next((named(group) for group in missing if len(group) > 1), [])
    template = _FIRST_BOTH if alone and some else _FIRST if alone else _FIRST_ONE
    return Overridable(template, step=step.name, steps=alone, some=some)
