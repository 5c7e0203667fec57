# SPDX-License-Identifier: MIT
"""The test bench: values judged as they are typed, and attempts kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, TypeVar

from workshop.benches.answers import Answer, Ask, Do, Stop
from workshop.benches.measured import measured
from workshop.domain.judge import Judged, Planned, as_number, judge, lacking, overall
from workshop.domain.refused import Refused
from workshop.domain.tag import written
from workshop.domain.terms import RunKind, Verdict
from workshop.domain.text import shown
from workshop.language import mark

_BUS = re.compile(
    r"(?:([0-9A-F]{4}|[0-9A-F]{8}):)?([0-9A-F]{2}):([01][0-9A-F])(?:\.([0-7]))?", re.ASCII
)


class Line(Planned, Protocol):
    """One measurement, and the kind of instrument that measures it."""

    @property
    def instrument(self) -> str: ...


class PlanInHand(Protocol):
    """What the bench needs to know of a test plan."""

    @property
    def code(self) -> str: ...
    @property
    def measurements(self) -> Sequence[Line]: ...


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


class How(NamedTuple):
    """How an attempt was made: the codes of the instruments by their kind, the room in °C as it is
    typed, and whether it was broken off or is of a golden card.
    """

    instruments: Mapping[str, str] = MappingProxyType({})
    ambient: str = ""
    run: str = ""


_PLAINLY = How()


class Attempt:
    """One attempt at a test plan: what was typed, and what it says so far.

    `judged` has each value that could be judged, `wrong` by measurement why one could not. `had`
    are the pieces it was kept for: with `turn_to` it goes on with another one.
    """

    def __init__(self, piece: str, plan: PlanInHand) -> None:
        self.piece = piece
        self.plan = plan
        self.judged: dict[str, Judged] = {}
        self.wrong: dict[str, Refused] = {}
        self.had: list[str] = []
        self._lines = {line.name: line for line in plan.measurements}

    def turn_to(self, piece: str) -> Stop | None:
        """Go on with another piece; stops at one that has this result already."""
        if piece in self.had:
            return Stop(
                mark("{tag} had this result a moment ago. Scan the next one."),
                {"tag": written(piece)},
            )
        self.piece = piece
        return None

    def type(self, name: str, typed: str) -> None:
        """Judge what stands in the field of a measurement now; empty text takes its value back.

        A number may come with its unit, as devices type it.
        """
        self.judged.pop(name, None)
        self.wrong.pop(name, None)
        if not typed.strip():
            return
        line, text = self._lines[name], typed.strip()
        try:
            number = measured(text, line.label, line.unit) if line.type == "number" else ""
            self.judged[name] = judge(line, number or text)
        except Refused as refused:
            self.wrong[name] = refused

    def heard(self, name: str, code: str, *, names_a_piece: bool = False) -> str | Stop:
        """What a scan says to the field of a number or a choice, as it is typed there.

        Empty where it means something else; stops at a number of another unit.
        """
        line = self._lines[name]
        if line.type == "number":
            try:
                return measured(code, line.label, line.unit, names_a_piece=names_a_piece)
            except Refused as refused:
                return Stop(refused.template, refused.facts)
        words = ("yes", "no") if line.type == "yes_no" else line.choices
        return next((word for word in words if word.casefold() == code.strip().casefold()), "")

    @property
    def verdict(self) -> Verdict:
        """What the values typed so far say together; inconclusive while a required one lacks."""
        verdicts = [one.verdict for one in self.judged.values()]
        return overall(verdicts, bool(self.lacking))

    @property
    def lacking(self) -> list[str]:
        """The labels of the required measurements that have no value yet."""
        return lacking(self._lines, self.judged)

    @property
    def kinds(self) -> list[str]:
        """The kinds of instruments that the values typed so far are measured with."""
        return list(dict.fromkeys(self._lines[name].instrument for name in self.judged))

    def keep(self, note: str = "", how: How = _PLAINLY) -> Answer:
        """Keep the attempt; asks for a value where there is none, stops at one that is wrong.

        One that was broken off needs no value, but the reason in its note.
        """
        for refused in self.wrong.values():
            return Stop(refused.template, refused.facts)
        broken_off = how.run == RunKind.ABORTED
        if broken_off and not note.strip():
            return Ask(mark("Why was it broken off? Write it into the note, then keep it."))
        if not self.judged and not broken_off:
            return Ask(mark("Type at least one value, then keep the attempt."))
        facts: dict[str, Any] = {"piece": self.piece, "plan": self.plan.code}
        facts["values"] = {
            name: one.value if one.number is None else one.number
            for name, one in self.judged.items()
        }
        used = [how.instruments[kind] for kind in self.kinds if how.instruments.get(kind)]
        facts |= {"instruments": used} if used else {}
        if how.ambient.strip():
            try:
                facts["ambient"] = as_number(how.ambient, mark("The temperature of the room"))
            except Refused as refused:
                return Stop(refused.template, refused.facts)
        facts |= {"run": how.run} if how.run else {}
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
