# SPDX-License-Identifier: MIT
"""A line of the health of a workshop: what is looked at, how it is, and what to do about it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from workshop.language import fill, mark, say, say_day

_LEFT_OUT = "…"


class State(StrEnum):
    """How it is, the worst first."""

    WRONG = "wrong"
    LOOK = "look"
    OK = "ok"


STATES = {State.WRONG: mark("Wrong"), State.LOOK: mark("Look here"), State.OK: mark("Well")}
"""The words for how it is, as templates."""


class Line(NamedTuple):
    """One thing that is looked at; `title`, `told` and `todo` are templates, `facts` fill them.

    The facts named by `private` are a place, a name or a reason that may hold one: they are shown
    here, and leave the shop in no text for support.
    """

    name: str
    state: State
    title: str
    told: str
    facts: Mapping[str, Any] = {}
    todo: str = ""
    private: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """How it is, in the language in force."""
        return say(self.told, **self.facts)

    @property
    def advice(self) -> str:
        """What to do about it; nothing where it is well."""
        return say(self.todo, **self.facts)

    @property
    def for_support(self) -> str:
        """The same in English, without what is private."""
        facts = {n: _LEFT_OUT if n in self.private else fact for n, fact in self.facts.items()}
        return f"{self.state.value:5}  {self.title}: {fill(self.told, facts)}"


def worst_first(lines: Iterable[Line]) -> list[Line]:
    """What is wrong before what should be looked at, and that before what is well."""
    order = list(State)
    return sorted(lines, key=lambda line: order.index(line.state))


def support_text(lines: Iterable[Line]) -> str:
    """What may be sent to whoever helps: no names, no serials, no places of this computer."""
    return "\n".join(line.for_support for line in lines) + "\n"


def when(at: str) -> str:
    """A time in UTC as day and time of day here."""
    then = datetime.fromisoformat(at).astimezone()
    return f"{say_day(f'{then:%Y-%m-%d}')} {then:%H:%M}"
