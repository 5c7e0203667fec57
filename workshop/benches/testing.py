# SPDX-License-Identifier: MIT
"""The test bench: values judged as they are typed, and attempts kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from workshop.benches.answers import Answer, Ask, Do, Stop
from workshop.domain.judge import Judged, Planned, judge, lacks_required, overall
from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.domain.text import shown
from workshop.language import mark

_BUS = re.compile(
    r"(?:([0-9A-F]{4}|[0-9A-F]{8}):)?([0-9A-F]{2}):([01][0-9A-F])(?:\.([0-7]))?", re.ASCII
)


class PlanInHand(Protocol):
    """What the bench needs to know of a test plan."""

    @property
    def code(self) -> str: ...
    @property
    def measurements(self) -> Sequence[Planned]: ...


class PlanInList(Protocol):
    """A plan to choose from; `suits` names series, families and models, none meaning all."""

    @property
    def code(self) -> str: ...
    @property
    def suits(self) -> Sequence[str]: ...


P = TypeVar("P", bound=PlanInList)


def suiting(plans: Iterable[P], *names: str) -> list[P]:
    """The plans that suit a card of this model, series and family; those for all suit any card."""
    words = {name.casefold() for name in names if name}
    return [
        plan for plan in plans if not plan.suits or words & {word.casefold() for word in plan.suits}
    ]


class Attempt:
    """One attempt at a test plan: what was typed, and what it says so far.

    `judged` has each value that could be judged, `wrong` by measurement why one could not.
    """

    def __init__(self, piece: str, plan: PlanInHand) -> None:
        self.piece = piece
        self.plan = plan
        self.judged: dict[str, Judged] = {}
        self.wrong: dict[str, Refused] = {}
        self._lines = {line.name: line for line in plan.measurements}

    def type(self, name: str, typed: str) -> None:
        """Judge what stands in the field of a measurement now; empty text takes its value back."""
        self.judged.pop(name, None)
        self.wrong.pop(name, None)
        if not typed.strip():
            return
        try:
            self.judged[name] = judge(self._lines[name], typed.strip())
        except Refused as refused:
            self.wrong[name] = refused

    @property
    def verdict(self) -> Verdict:
        """What the values typed so far say together; inconclusive while a required one lacks."""
        verdicts = [one.verdict for one in self.judged.values()]
        return overall(verdicts, lacks_required(self._lines, self.judged))

    @property
    def lacking(self) -> list[str]:
        """The labels of the required measurements that have no value yet."""
        return [
            line.label
            for name, line in self._lines.items()
            if line.required and name not in self.judged
        ]

    def keep(self, note: str = "") -> Answer:
        """Keep the attempt; asks for a value where there is none, stops at one that is wrong."""
        for refused in self.wrong.values():
            return Stop(refused.template, refused.facts)
        if not self.judged:
            return Ask(mark("Type at least one value, then keep the attempt."))
        facts: dict[str, Any] = {"piece": self.piece, "plan": self.plan.code}
        facts["values"] = {
            name: one.value if one.number is None else one.number
            for name, one in self.judged.items()
        }
        if note.strip():
            facts["note"] = note.strip()
        return Do("record_test", facts)


def read_file(path: Path) -> bytes:
    """The bytes of a file somebody chose; refuses one that cannot be read or is too large."""
    # Only here: the window judges values long before it needs a database.
    from workshop.storage.evidence import read_file as bytes_of

    return bytes_of(path)


def slot_bus(slot: str) -> str:
    """A PCI bus in the form of `Device.pci_bus`, empty for an empty one; refuses what is none."""
    if not slot.strip():
        return ""
    found = _BUS.fullmatch(slot.strip().upper())
    if found is None:
        raise Refused(
            "“{slot}” is no PCI bus. Write it as nvidia-smi does, such as 0000:01:00.0.",
            slot=shown(slot),
        )
    return f"{(found[1] or '0000')[-4:]}:{found[2]}:{found[3]}.{found[4] or '0'}"


def typed_slot(typed: str) -> str | Stop:
    """The PCI bus of a test slot as somebody typed it, or why it is none."""
    try:
        return slot_bus(typed)
    except Refused as refused:
        return Stop(refused.template, refused.facts)
