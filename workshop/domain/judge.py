# SPDX-License-Identifier: MIT
"""The verdict of a measurement against its limits, and of a test from its measurements."""

import math
import re
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple, Protocol

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.domain.text import clean, shown

YES = {"yes": "yes", "y": "yes", "true": "yes", "1": "yes", "no": "no", "n": "no",
       "false": "no", "0": "no"}  # fmt: skip

_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")


class Planned(Protocol):
    """What a test plan says of one measurement."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def margin(self) -> float: ...
    @property
    def required(self) -> bool: ...
    @property
    def choices(self) -> tuple[str, ...]: ...
    @property
    def pass_choices(self) -> tuple[str, ...]: ...
    @property
    def outside(self) -> str: ...


class Judged(NamedTuple):
    """One value as it is kept: its text, its number, and its verdict ("" where none applies)."""

    name: str
    label: str
    value: str
    number: float | None
    unit: str
    low: float | None
    high: float | None
    verdict: str
    margin: float | None = None


def as_number(value: object, name: str) -> float:
    """A finite number, also from text with a decimal comma; refuses anything else."""
    if isinstance(value, bool):
        number = math.nan
    elif isinstance(value, str) and _THOUSANDS.fullmatch(value.strip()):
        # Half the world writes 24,564 for twenty-four thousand, the other half for twenty-four.
        raise Refused(
            "{name}: “{value}” can be read in two ways. Write {whole} or {part}.",
            name=name,
            value=shown(value),
            whole=value.strip().replace(",", ""),
            part=value.strip().replace(",", "."),
        )
    else:
        try:
            words = str(value).strip().replace(",", ".")
            number = math.nan if "_" in words else float(words)  # Python alone reads 1_000
        except ValueError:
            number = math.nan
    if not math.isfinite(number):
        raise Refused(
            "{name}: “{value}” is no number. Type digits, such as 12.5.",
            name=name,
            value=shown(value),
        )
    return number


def spell(number: float) -> str:
    """A number without needless digits."""
    return f"{number:.10g}"


def _of_number(planned: Planned, number: float) -> Verdict:
    low, high, margin = planned.low, planned.high, planned.margin
    if (low is not None and number < low) or (high is not None and number > high):
        return Verdict.FAIL if planned.outside == Verdict.FAIL else Verdict.INCONCLUSIVE
    if margin and (
        (low is not None and number < low + margin) or (high is not None and number > high - margin)
    ):
        return Verdict.MARGINAL
    return Verdict.PASS


def judge(planned: Planned, value: object) -> Judged:
    """One value against its limits; refuses what is not of its type.

    Limits are inclusive. A number within `margin` inside a limit is marginal. A measurement
    without limits has no verdict.
    """
    text, number, verdict = str(value), None, ""
    if planned.type == "number":
        number = as_number(value, planned.label)
        text = spell(number)
        if planned.low is not None or planned.high is not None:
            verdict = _of_number(planned, number)
    elif planned.type in ("yes_no", "choice"):
        text = _of_choice(planned, value)
        if planned.pass_choices:
            verdict = Verdict.PASS if text in planned.pass_choices else Verdict.FAIL
    else:
        text = clean(str(value), planned.label, 500)
    return Judged(
        planned.name,
        planned.label,
        text,
        number,
        planned.unit,
        planned.low,
        planned.high,
        verdict,
        planned.margin or None,
    )


def _of_choice(planned: Planned, value: object) -> str:
    word = str(value).strip().lower()
    if planned.type == "yes_no":
        word = YES.get(word, word)
        choices: tuple[str, ...] = ("yes", "no")
    else:
        choices = planned.choices
    for choice in choices:
        if choice.lower() == word:
            return choice
    raise Refused(
        "{name}: “{value}” is none of {choices}.",
        name=planned.label,
        value=shown(value),
        choices=list(choices),
    )


def judge_all(
    planned: Iterable[Planned], values: Mapping[str, object]
) -> tuple[list[Judged], Verdict]:
    """All values of a plan and the verdict of the whole; refuses a name the plan lacks.

    A failed measurement fails the test; a required one that is missing leaves it inconclusive;
    empty values count as missing.
    """
    by_name = {line.name: line for line in planned}
    given = {name: value for name, value in values.items() if str(value).strip() != ""}
    for name in given:
        if name not in by_name:
            raise Refused(
                "This plan has no measurement “{name}”. It has {all}.",
                name=shown(name),
                all=", ".join(by_name),
            )
    judged = [judge(line, given[name]) for name, line in by_name.items() if name in given]
    return judged, overall([j.verdict for j in judged], bool(lacking(by_name, given)))


def lacking(planned: Mapping[str, Planned], given: Container[str]) -> list[str]:
    """The labels of the required measurements that have no value."""
    return [line.label for name, line in planned.items() if line.required and name not in given]


_GRAVEST_FIRST = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.MARGINAL, Verdict.PASS)


def gravest(verdicts: Iterable[str]) -> Verdict:
    """The gravest of some verdicts, fail before inconclusive before marginal; pass for none."""
    said = set(verdicts)
    return next((each for each in _GRAVEST_FIRST if each in said), Verdict.PASS)


def overall(verdicts: Iterable[str], lacks: bool) -> Verdict:
    """The verdict of a test from those of its measurements."""
    said = {verdict for verdict in verdicts if verdict}
    if Verdict.FAIL in said:
        return Verdict.FAIL
    if lacks or not said or Verdict.INCONCLUSIVE in said:
        return Verdict.INCONCLUSIVE
    return Verdict.MARGINAL if Verdict.MARGINAL in said else Verdict.PASS
