# SPDX-License-Identifier: MIT
"""What a bench answers to a scan or a tap: do this, ask for that, or stop."""

from typing import Any, NamedTuple

from workshop.language import say_all


class Do(NamedTuple):
    """Run the act of this name with these facts."""

    act: str
    facts: dict[str, Any]


class Ask(NamedTuple):
    """Something is still needed: `template` with `facts` says what the hand does next."""

    template: str
    facts: dict[str, Any] = {}  # noqa: RUF012

    def __str__(self) -> str:
        return say_all(self.template, self.facts)


class Stop(NamedTuple):
    """This cannot be: `template` with `facts` says why, and what to do."""

    template: str
    facts: dict[str, Any] = {}  # noqa: RUF012

    def __str__(self) -> str:
        return say_all(self.template, self.facts)


Answer = Do | Ask | Stop
