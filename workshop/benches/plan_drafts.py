# SPDX-License-Identifier: MIT
"""A test plan as it is edited: its measurements and their limits; a whole entry comes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from workshop.benches.answers import Answer, Ask, Do
from workshop.benches.new_names import new_code, new_name
from workshop.benches.rows_draft import RowsDraft, words_of
from workshop.domain.bodies import body_of, read
from workshop.domain.catalogue_entries import Measurement
from workshop.domain.judge import spell
from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.language import mark

if TYPE_CHECKING:
    from workshop.domain.catalogue_entries import Plan

NUMBER, CHOICE, YES_NO, TEXT = "number", "choice", "yes_no", "text"

TYPES: Mapping[str, str] = MappingProxyType(
    {
        TEXT: mark("Text"),
        NUMBER: mark("Numeric"),
        CHOICE: mark("Choice"),
        YES_NO: mark("Yes or no"),
        "date": mark("Date"),
    }
)
"""What a measurement may take, and the words for it."""

STAGES: Mapping[str, str] = MappingProxyType(
    {
        "intake": mark("At intake"),
        "diagnosis": mark("Diagnosis"),
        "release": mark("Before release"),
    }
)
"""When a plan is tested by, and the words for it."""

LIMITS_OF: Mapping[str, str] = MappingProxyType(
    {
        "": mark("This plan"),
        "memory_mib": mark("Memory of the model"),
        "pcie_lanes": mark("PCIe lanes of the model"),
    }
)
"""Where a number takes its limits from, and the words for it."""

OUTSIDE: Mapping[str, str] = MappingProxyType(
    {
        "fail": mark("The card failed"),
        "inconclusive": mark("It says nothing of the card"),
        "as the tool says": mark("What the tool says of the card"),
    }
)
"""What a number beyond its limits says, and the words for it."""

_JUDGED = ("type", "low", "high", "margin", "golden", "limit_of", "outside", "choices", "passing")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass
class LineDraft:
    """A measurement as it is edited, nearly all of it texts.

    `name` is what its values are kept under and what the log of a tool calls it; of a measurement
    that `is_new` it may be left empty, and is then made of its label. `passing` are the choices
    that pass, `golden` how many percent a golden card allows, up and down. `confirmed` says that
    the shop stands behind its limits.
    """

    name: str = ""
    label: str = ""
    type: str = NUMBER
    unit: str = ""
    low: str = ""
    high: str = ""
    margin: str = ""
    golden: str = ""
    limit_of: str = ""
    outside: str = "fail"
    choices: str = ""
    passing: str = ""
    required: bool = False
    instrument: str = ""
    confirmed: bool = True
    note: str = ""
    is_new: bool = True

    @property
    def is_judged(self) -> bool:
        """Whether there is anything a value is held against."""
        if self.type == NUMBER:
            return bool(self.low.strip() or self.high.strip() or self.limit_of)
        return self.type in (CHOICE, YES_NO) and bool(self.passing.strip())

    @property
    def is_default(self) -> bool:
        """Whether its limits are those of the shipped plan that nobody looked at yet."""
        return self.is_judged and not self.confirmed

    def put(self, **values: Any) -> None:
        """Change what it says; limits that were changed are the shop's own from then on."""
        before = [getattr(self, name) for name in _JUDGED]
        for name, value in values.items():
            setattr(self, name, value)
        if before != [getattr(self, name) for name in _JUDGED]:
            self.confirmed = True


class PlanDraft(RowsDraft[LineDraft]):
    """A plan in hand; what is saved is a new version, and results keep the limits of their time.

    Its rows are the measurements. `tools` and `suits` are words with commas between them.
    """

    def __init__(self, plan: Plan | None, names: Mapping[str, str] | None = None) -> None:
        """Edit this plan, or a new one; `names` are those of all plans by their codes."""
        super().__init__(plan is None, names)
        self.tools = self.suits = self.note = ""
        self.stage = next(iter(STAGES))
        self._had: frozenset[str] = frozenset()  # a tool that is gone is no reason to save nothing
        if plan is not None:
            self._had = frozenset((*plan.tools, *plan.suits))
            self.code, self.name, self.stage, self.note = (
                plan.code, plan.name, plan.stage, plan.note
            )  # fmt: skip
            self.tools, self.suits = ", ".join(plan.tools), ", ".join(plan.suits)
            self.rows = [_draft(line) for line in plan.measurements]
            self._body = body_of(plan)
        self.known_tools: frozenset[str] = frozenset()
        self.known_cards: frozenset[str] = frozenset()
        self.begin()

    @property
    def lines(self) -> list[LineDraft]:
        """What the plan measures."""
        return self.rows

    def all_of_it(self) -> tuple[Any, ...]:
        """All that can be changed."""
        lines = [astuple(line) for line in self.rows]
        return self.name, self.stage, self.tools, self.suits, self.note, lines

    def new_row(self) -> LineDraft:
        """A measurement of nothing yet."""
        return LineDraft()

    @property
    def defaults(self) -> int:
        """How many measurements have limits that nobody looked at yet."""
        return sum(line.is_default for line in self.lines)

    def copy(self) -> None:
        """Make a new plan of it, whose name is still to be said."""
        self.is_new, self.code, self.name = True, "", ""
        self._body.pop("code", None)

    def answer(self) -> Answer:
        """Save it as a new version, or say what must be looked at first."""
        self.wrong = {}
        self.check_name(
            mark("Give the plan a name."),
            mark("There is a plan “{name}” already. Give this one another name."),
        )
        tools = self._known("tools", self.tools, self.known_tools, _NO_TOOL)
        suits = self._known("suits", self.suits, self.known_cards, _NO_CARDS)
        lines = self._lines()
        if not self.lines:
            self.wrong["lines"] = Refused(mark("A plan measures something. Add a measurement."))
        if self.wrong:
            return self.first_fault()
        if not self.is_changed and not self.is_new:
            return Ask(mark("Nothing was changed."))
        body = self._body | {
            "name": self.name.strip(),
            "stage": self.stage,
            "suits": suits,
            "tools": tools,
            "note": self.note.strip(),
            "measurements": lines,
        }
        code = self.code or new_code(self.name, self._names, "PLAN")
        return Do("set_catalogue", {"kind": "plan", "code": code, "body": body})

    def _known(self, what: str, typed: str, known: frozenset[str], words: str) -> list[str]:
        """The words of a field as they are spelled; one that is not known is wrong."""
        spelled = {each.casefold(): each for each in known}
        found = [spelled.get(word.casefold(), word) for word in words_of(typed)]
        for word in found:
            if known and word not in known | self._had:
                self.wrong.setdefault(what, Refused(words, name=shown(word)))
        return found

    # The measurements

    def _lines(self) -> list[dict[str, Any]]:
        taken = {line.name.strip() for line in self.lines if line.name.strip()}
        found = []
        for place, line in enumerate(self.lines):
            name = line.name.strip() or new_name(line.label, taken, "value")
            taken.add(name)
            body = self._line(place, line, name)
            if not any(isinstance(at, tuple) and at[0] == place for at in self.wrong):
                self._as_a_whole(place, line, body)
            found.append(body)
        names = [each["name"] for each in found]
        for place, name in enumerate(names):
            if name in names[:place]:
                self.wrong[place, "name"] = Refused(
                    mark("Another measurement of this plan is called “{name}”."), name=name
                )
        return found

    def _line(self, place: int, line: LineDraft, name: str) -> dict[str, Any]:
        if not line.label.strip():
            self.wrong[place, "label"] = Refused(mark("Say what is measured."))
        if not _NAME.fullmatch(name):
            self.wrong[place, "name"] = Refused(
                mark("Write small letters, digits and underscores, such as core_temp.")
            )
        is_number = line.type == NUMBER
        choices = self._choices(place, line)
        return {
            "name": name,
            "label": line.label.strip(),
            "type": line.type,
            "unit": line.unit.strip() if is_number else "",
            **self._limits(place, line),
            "limit_of": line.limit_of if is_number else "",
            "outside": line.outside if is_number else "fail",
            "choices": choices,
            "pass_choices": self._passing(place, line, choices),
            "required": line.required,
            "instrument": line.instrument,
            "confirmed": line.confirmed,
            "note": line.note.strip(),
        }

    def _limits(self, place: int, line: LineDraft) -> dict[str, float | None]:
        if line.type != NUMBER:
            return {"low": None, "high": None, "margin": 0.0, "golden_percent": 0.0}
        low = self.number((place, "low"), line.low, mark("The lower limit"))
        high = self.number((place, "high"), line.high, mark("The upper limit"))
        margin = self.number((place, "margin"), line.margin, mark("The marginal band")) or 0.0
        golden = self.number((place, "golden"), line.golden, mark("The percent")) or 0.0
        if low is not None and high is not None and low > high:
            self.wrong[place, "high"] = Refused(
                mark("The upper limit is below the lower one. Change one of them.")
            )
        if margin < 0:
            self.wrong[place, "margin"] = Refused(
                mark("How far inside a limit a value is marginal is 0 or more.")
            )
        elif margin and low is None and high is None and not self._is_wrong(place, "low", "high"):
            self.wrong[place, "margin"] = Refused(
                mark("A marginal band lies inside a limit. Type a limit, or empty this field.")
            )
        if not 0 <= golden <= 100:
            self.wrong[place, "golden"] = Refused(
                mark("A golden card allows 0 to 100 percent, up and down.")
            )
        return {"low": low, "high": high, "margin": margin, "golden_percent": golden}

    def _is_wrong(self, place: int, *names: str) -> bool:
        return any((place, name) in self.wrong for name in names)

    def _choices(self, place: int, line: LineDraft) -> list[str]:
        if line.type != CHOICE:
            return []
        choices = words_of(line.choices)
        if not choices:
            self.wrong[place, "choices"] = Refused(
                mark("Name the choices, with commas between them.")
            )
        return choices

    def _passing(self, place: int, line: LineDraft, choices: list[str]) -> list[str]:
        if line.type == YES_NO:
            return [line.passing] if line.passing in ("yes", "no") else []
        if line.type != CHOICE:
            return []
        spelled = {each.casefold(): each for each in choices}
        passing = [spelled.get(word.casefold(), word) for word in words_of(line.passing)]
        for word in passing:
            if choices and word not in choices:
                self.wrong[place, "passing"] = Refused(
                    mark("“{word}” is none of the choices."), word=shown(word)
                )
        return passing

    def _as_a_whole(self, place: int, line: LineDraft, body: dict[str, Any]) -> None:
        """What else the rules of a measurement have against it, said at its label."""
        try:
            read(Measurement, body, line.label.strip())
        except Refused as refused:
            self.wrong[place, "label"] = refused


_NO_TOOL = mark("No test tool is called “{name}”. Choose it from the list below.")
_NO_CARDS = mark("No series, family or model is called “{name}”. Choose it from the list below.")


def with_word(typed: str, word: str) -> str:
    """What was typed with commas between, and one word more at its end, unless it is there."""
    return ", ".join(dict.fromkeys([*words_of(typed), word]))


def _draft(line: Measurement) -> LineDraft:
    return LineDraft(
        name=line.name,
        label=line.label,
        type=str(line.type),
        unit=line.unit,
        low=_text(line.low),
        high=_text(line.high),
        margin=_text(line.margin or None),
        golden=_text(line.golden_percent or None),
        limit_of=str(line.limit_of),
        outside=str(line.outside),
        choices=", ".join(line.choices),
        passing=", ".join(line.pass_choices),
        required=line.required,
        instrument=line.instrument,
        confirmed=line.confirmed,
        note=line.note,
        is_new=False,
    )


def _text(value: float | None) -> str:
    return "" if value is None else spell(value)


def known_cards(models: Iterable[Any]) -> frozenset[str]:
    """The names a plan may be for: every series, family and model."""
    return frozenset(
        name for model in models for name in (model.series, model.family, model.name) if name
    )
