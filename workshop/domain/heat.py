# SPDX-License-Identifier: MIT
"""How often a piece may go through reflow, and what is said where it may not."""

from enum import StrEnum
from typing import NamedTuple

from workshop.domain.refused import Overridable
from workshop.domain.tag import written
from workshop.domain.terms import HeatState
from workshop.language import mark


class AtLimit(NamedTuple):
    """A piece that has had as many heat cycles as its kind may have.

    What has no label yet is named by its site.
    """

    tag: str
    cycles: int
    limit: int


class Teller(StrEnum):
    """What tells of a reflow: the act done with it, the step of a routing, the run of a profile."""

    ACT = "act"
    STEP = "step"
    RUN = "run"


ONE_SHIFT_H = 12
"""Hours within which what is told of a piece may be one reflow: a shift, and what is written up
after it. What is told later is another one."""


def heat_state(cycles: int, limit: int | None) -> HeatState:
    """Whether a piece may be heated once more: freely, for the last time, or not at all."""
    if limit is None or cycles < limit - 1:
        return HeatState.OK
    return HeatState.LAST if cycles < limit else HeatState.STOP


_ONE = mark(
    "{tag} has had {cycles} heat cycles, and its limit is {limit}. "
    "A lead, a manager or the owner can let it pass with a reason."
)
_MANY = mark(
    "{tag} has had {cycles} heat cycles, and its limit is {limit}; others that would be heated "
    "with it are at their limit too: {more}. "
    "A lead, a manager or the owner can let them pass with a reason."
)
_ONCE = mark(
    "{tag} has had 1 heat cycle, and its limit is {limit}. "
    "A lead, a manager or the owner can let it pass with a reason."
)
_MANY_ONCE = mark(
    "{tag} has had 1 heat cycle, and its limit is {limit}; others that would be heated with it "
    "are at their limit too: {more}. "
    "A lead, a manager or the owner can let them pass with a reason."
)


def may_heat(at_limit: list[AtLimit], override: str) -> None:
    """Refuse to heat pieces that are at their limit, unless a reason is given."""
    if at_limit and not override:
        first = at_limit[0]
        one, many = (_ONCE, _MANY_ONCE) if first.cycles == 1 else (_ONE, _MANY)
        raise Overridable(
            one if len(at_limit) == 1 else many,
            tag=written(first.tag),
            cycles=first.cycles,
            limit=first.limit,
            more=len(at_limit) - 1,
        )
