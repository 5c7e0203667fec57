# SPDX-License-Identifier: MIT
"""How runs of a profile and reballed parts are judged."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from workshop.domain.catalogue import Catalogue, by_code
from workshop.domain.hot_work_entries import Alloy, Criterion, Profile
from workshop.domain.judge import YES
from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.domain.text import shown


def find_alloy(catalogue: Catalogue, code: str) -> Alloy:
    """The solder alloy of a code, in any case; refuses an unknown one."""
    found = by_code(catalogue.alloys, code)
    if found is None:
        raise Refused(
            "There is no alloy “{code}”. There are {all}.",
            code=shown(code),
            all=", ".join(catalogue.alloys),
        )
    return found


def find_profile(catalogue: Catalogue, code: str) -> Profile:
    """The rework profile of a code, in any case; refuses an unknown one."""
    found = by_code(catalogue.profiles, code)
    if found is None:
        raise Refused(
            "There is no profile “{code}”. There are {all}.",
            code=shown(code),
            all=", ".join(catalogue.profiles),
        )
    return found


class Measured(NamedTuple):
    """What was measured at the joint in a run; None where it was not.

    The fastest rise and fall in °C/s, the soak in s, the peak in °C, the time above liquidus in s.
    """

    ramp: float | None = None
    fall: float | None = None
    soak_s: float | None = None
    peak: float | None = None
    liquidus_s: float | None = None


class Judged(NamedTuple):
    """One thing a run is judged on: its name as in `Measured`, its limits, and the verdict."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    verdict: Verdict


def judge_each(profile: Profile, measured: Measured) -> list[Judged]:
    """Everything a run is judged on; inconclusive where it was not measured or has no limit."""
    limits = {
        "ramp": (None, profile.ramp_high),
        "soak_s": (profile.soak_low, profile.soak_high),
        "peak": (profile.peak_low, profile.peak_high),
        "liquidus_s": (profile.liquidus_low, profile.liquidus_high),
        "fall": (None, profile.fall_high),
    }
    return [
        Judged(name, value, low, high, _within(value, low, high))
        for name, (low, high) in limits.items()
        for value in (getattr(measured, name),)
    ]


def _within(value: float | None, low: float | None, high: float | None) -> Verdict:
    if value is None or (low is None and high is None):
        return Verdict.INCONCLUSIVE
    good = (low is None or value >= low) and (high is None or value <= high)
    return Verdict.PASS if good else Verdict.FAIL


def judge_run(profile: Profile, measured: Measured) -> Verdict:
    """Pass or fail by the limits of the profile; inconclusive where nothing was measured."""
    return whole_verdict(judge_each(profile, measured))


def whole_verdict(judged: Iterable[Judged]) -> Verdict:
    """The verdict of a run: one failure fails it."""
    verdicts = {each.verdict for each in judged}
    if Verdict.FAIL in verdicts:
        return Verdict.FAIL
    return Verdict.PASS if Verdict.PASS in verdicts else Verdict.INCONCLUSIVE


def read_inspection(
    criteria: Mapping[str, Criterion], answers: Mapping[str, object]
) -> dict[str, str]:
    """The answers of an inspection by criterion: yes where the fault was found, no where not.

    Refuses an unknown criterion and other answers.
    """
    if not isinstance(answers, Mapping):
        raise Refused("The inspection must be pairs of a criterion and yes or no.")
    by_name = {code.casefold(): code for code in criteria}
    read: dict[str, str] = {}
    for name, answer in answers.items():
        code = by_name.get(str(name).strip().casefold())
        if code is None:
            raise Refused(
                "There is no criterion “{name}”. A reball is inspected for {all}.",
                name=shown(name),
                all=", ".join(criteria),
            )
        word = str(answer).strip().lower()
        if word not in YES:
            raise Refused(
                "{name}: “{value}” is none of {choices}.",
                name=code,
                value=shown(answer),
                choices="yes, no",
            )
        read[code] = YES[word]
    return read


def judge_reball(criteria: Iterable[str], inspection: Mapping[str, str]) -> Verdict:
    """Fail with any fault found, pass with all looked for in vain, otherwise inconclusive."""
    if "yes" in inspection.values():
        return Verdict.FAIL
    wanted = set(criteria)
    return Verdict.PASS if wanted and wanted <= inspection.keys() else Verdict.INCONCLUSIVE
