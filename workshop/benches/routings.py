# SPDX-License-Identifier: MIT
"""A routing as it is edited: its steps in order, what each is to it, and what may come again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workshop.benches.answers import Answer, Ask, Do, Stop
from workshop.domain.text import normal
from workshop.language import mark

if TYPE_CHECKING:
    from workshop.queries.routing import RoutingVersion

NEEDED, OPTIONAL = "needed", "optional"
GROUPS = ("A", "B", "C")
"""Groups of steps of which one is enough."""

MOST_LOOPS = 3


class RoutingBench:
    """A routing in hand; what is saved is a new version, and cards keep the one they are on."""

    def __init__(self, row: RoutingVersion) -> None:
        self.code, self.is_new = row.code, False
        self.name, self.purpose, self.note = row.name, row.purpose, row.note
        self.suits, self.usual = ", ".join(row.suits), row.usual
        self.steps = list(row.steps)
        self.kinds = dict.fromkeys(row.optional, OPTIONAL)
        for letter, group in zip(GROUPS, row.alternatives, strict=False):
            self.kinds |= dict.fromkeys(group, letter)
        self.loops: list[tuple[str, str, int]] = list(row.loops)
        self._begun = self._body()

    @property
    def is_changed(self) -> bool:
        """Whether something was changed that is not saved."""
        return self.is_new or self._body() != self._begun

    def copy(self) -> None:
        """Make a new routing of it; its name gives the code."""
        self.is_new, self.usual = True, False

    def kind(self, step: str) -> str:
        """What a step is to the routing: needed, optional, or a group of which one is enough."""
        return self.kinds.get(step, NEEDED)

    def make(self, step: str, kind: str) -> None:
        """Say what a step is to the routing."""
        self.kinds[step] = kind

    def move(self, step: str, by: int) -> None:
        """Put a step earlier or later; not beyond the ends."""
        place = self.steps.index(step)
        other = max(0, min(len(self.steps) - 1, place + by))
        self.steps.insert(other, self.steps.pop(place))

    def add(self, step: str, after: str) -> Answer | None:
        """Put a step into the routing, after another one or at the end."""
        if step in self.steps:
            return Stop(mark("{step} is in this routing already."), {"step": step})
        place = self.steps.index(after) + 1 if after in self.steps else len(self.steps)
        self.steps.insert(place, step)
        return None

    def remove(self, step: str) -> None:
        """Take a step out of the routing."""
        self.steps.remove(step)
        self.kinds.pop(step, None)
        self.loops = [loop for loop in self.loops if step not in loop[:2]]

    def repeat(self, loops: Sequence[tuple[str, str, int]]) -> None:
        """Say which stretches may be done again, and how often in all."""
        self.loops = [loop for loop in loops if loop[0] and loop[1]]

    def answer(self) -> Answer:
        """Save it as a new version, or say what is missing."""
        if not self.name.strip():
            return Stop(mark("Give the routing a name."))
        if not self.is_changed:
            return Ask(mark("Nothing was changed."))
        code = normal(self.name).lower() if self.is_new else self.code
        return Do("set_catalogue", {"kind": "routing", "code": code, "body": self._body()})

    def _body(self) -> dict[str, Any]:
        groups = [[s for s in self.steps if self.kind(s) == letter] for letter in GROUPS]
        return {
            "name": self.name.strip(),
            "purpose": self.purpose.strip(),
            "note": self.note.strip(),
            "usual": self.usual,
            "suits": [word.strip() for word in self.suits.split(",") if word.strip()],
            "steps": list(self.steps),
            "optional": [step for step in self.steps if self.kind(step) == OPTIONAL],
            "alternatives": [group for group in groups if group],
            "loops": [
                {"first": first, "last": last, "most": most} for first, last, most in self.loops
            ],
        }
