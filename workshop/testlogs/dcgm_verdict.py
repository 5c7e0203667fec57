# SPDX-License-Identifier: MIT
"""How DCGM's words for a test are to be taken, and what they come to for one card."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.json_text import mapping, plain
from workshop.testlogs.result import Sentence


class Outcome(IntEnum):
    """What a test came to for a card; a higher one is graver and hides the lower."""

    PASSED = 0
    PASSED_QUICKLY = 1
    NOT_NEEDED = 2
    SKIPPED = 3
    UNKNOWN = 4
    WARNED = 5
    DOUBTFUL = 6
    SETTING_WARNED = 7
    SETTING = 8
    UNEXPLAINED = 9
    FAILED_SOMEWHERE = 10
    FAILED = 11

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to say of it."""
        return self <= Outcome.NOT_NEEDED

    @property
    def word(self) -> str:
        """As a reading: pass, fail, warn, skip or unclear."""
        return _WORDS[self]


_WORDS = {
    Outcome.PASSED: "pass",
    Outcome.PASSED_QUICKLY: "pass",
    Outcome.NOT_NEEDED: "skip",
    Outcome.SKIPPED: "skip",
    Outcome.UNKNOWN: "unclear",
    Outcome.WARNED: "warn",
    Outcome.DOUBTFUL: "unclear",
    Outcome.SETTING_WARNED: "warn",
    Outcome.SETTING: "fail",
    Outcome.UNEXPLAINED: "fail",
    Outcome.FAILED_SOMEWHERE: "fail",
    Outcome.FAILED: "fail",
}


@dataclass(frozen=True, slots=True)
class Run:
    """What the log says of the run as a whole."""

    is_whole: bool
    stopped: bool
    overall: str
    is_alone: bool


# The word varies in case: PASS in 3.0, Pass later; WARN, SKIPPED and FAIL in old comments.
_PASS = frozenset({"pass", "passed", "ok"})
_FAIL = frozenset({"fail", "failed", "error"})
_WARN = frozenset({"warn", "warning"})
_SKIP = frozenset({"skip", "skipped", "not run", "notrun", "not supported", "n/a"})

# Checks of the PC around the card. In 4.x they are one test, "software", and name themselves at
# the start of the warning.
_SETTINGS = frozenset(
    {
        "blacklist",
        "cuda main library",
        "cuda toolkit libraries",
        "cuda toolkit library",
        "denylist",
        "environment variables",
        "environmental variables",
        "graphics processes",
        "nvml library",
        "permissions and os blocks",
        "permissions and os-related blocks",
        "persistence mode",
    }
)
# dcgm_errors.h: isolate (the card) and config.
_ISOLATE, _CONFIG = 2, 5
_OF_THE_CARD = frozenset({"inforom", "page retirement/row remap"})
# Tests of packages of their own, which few have installed.
_OPTIONAL = ("eud", "cpu eud", "cpu_eud", "pulse", "nccl")
# DCGM 4.5 gives a pass to memory it could not allocate.
_NOT_ALLOCATED = re.compile(
    r"(?:unable|failed?|failure|could not|cannot|insufficient|not enough)[^.]{0,80}(?:alloc|memory)"
    r"|alloc[^.]{0,80}(?:fail|insufficient|error)",
    re.IGNORECASE,
)


def outcome_of(test: str, category: str, result: dict[str, Any]) -> Outcome:
    """What one result of a test, or its summary, says."""
    word = " ".join(plain(result.get("status")).casefold().split())
    name = test.casefold()
    warnings = _listed(result.get("warnings"))
    is_quick = category == "deployment" or name == "software" or name in _SETTINGS
    if word in _PASS:
        said = [_text_of(each) for each in [*warnings, *_listed(result.get("info"))]]
        if any(_NOT_ALLOCATED.search(text[:2000]) for text in said) or warnings:
            return Outcome.DOUBTFUL
        return Outcome.PASSED_QUICKLY if is_quick else Outcome.PASSED
    if word in _FAIL | _WARN:
        if _is_setting(name, warnings):
            return Outcome.SETTING if word in _FAIL else Outcome.SETTING_WARNED
        if word in _WARN:
            return Outcome.WARNED
        is_told = bool(warnings) or name != "software"
        return Outcome.FAILED if is_told else Outcome.UNEXPLAINED
    if word in _SKIP:
        return Outcome.NOT_NEEDED if name.startswith(_OPTIONAL) else Outcome.SKIPPED
    return Outcome.UNKNOWN


def checks_of(test: str, result: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The result under the name of its test; of the software test of 4.x one for each check."""
    warnings = _listed(result.get("warnings"))
    named: dict[str, list[object]] = {}
    for each in warnings if test.casefold() == "software" else ():
        about = _text_of(each).partition(":")[0].strip()
        is_check = about.casefold() in _SETTINGS | _OF_THE_CARD
        named.setdefault(about if is_check else test, []).append(each)
    for name, each_of in named.items() or [(test, warnings)]:
        yield name, {**result, "warnings": each_of}


def judge(said: dict[str, Outcome], run: Run) -> tuple[Verdict, Sentence]:
    """Pass, fail or inconclusive for one card, and why; a fault comes before a doubt."""
    failed = _those(said, Outcome.FAILED)
    if not failed and run.is_alone and run.is_whole:
        failed = _those(said, Outcome.FAILED_SOMEWHERE)
    if failed:
        return Verdict.FAIL, _sentence(mark("DCGM failed this card: {tests}."), failed)
    for doubt in _doubts(said, run):
        return Verdict.INCONCLUSIVE, doubt
    count = (("count", str(sum(each.word == "pass" for each in said.values()))),)
    if Outcome.PASSED not in said.values():
        return Verdict.PASS, Sentence(
            mark(
                "The card passed the quick checks of DCGM ({count}). "
                "None of them puts load on it: that is for a longer run."
            ),
            count,
        )
    return Verdict.PASS, Sentence(
        mark("The card passed every test that DCGM ran ({count})."), count
    )


# The gravest first. A check of the settings that fails is why the tests after it are skipped.
_DOUBTS = (
    (
        {Outcome.FAILED_SOMEWHERE},
        mark("DCGM says that a test failed, and not on which card: {tests}."),
    ),
    (
        {Outcome.UNEXPLAINED},
        mark("DCGM failed its check of the software, and does not say why: {tests}."),
    ),
    (
        {Outcome.DOUBTFUL},
        mark("DCGM calls it passed, but warns that something went wrong: {tests}."),
    ),
    ({Outcome.WARNED}, mark("DCGM warns of this card: {tests}.")),
    (
        {Outcome.SETTING, Outcome.SETTING_WARNED},
        mark(
            "Only settings of the bench PC failed, not the card: {tests}. "
            "Put them right and run DCGM again."
        ),
    ),
    ({Outcome.UNKNOWN}, mark("DCGM says something here that is not known: {tests}.")),
    ({Outcome.SKIPPED}, mark("DCGM skipped a part of its tests: {tests}.")),
)


def _doubts(said: dict[str, Outcome], run: Run) -> Iterator[Sentence]:
    if not run.is_whole:
        yield Sentence(
            mark("This log of DCGM is cut off before its end. Import the whole file, or run again.")
        )
    if run.stopped:
        yield Sentence(mark("DCGM stopped with an error of its own before it was done."))
    for outcomes, template in _DOUBTS:
        if tests := [name for name, each in said.items() if each in outcomes]:
            yield _sentence(template, tests)
    if not any(each.word == "pass" for each in said.values()):
        yield Sentence(mark("The card is listed, but DCGM tested nothing on it."))
    if run.overall and run.overall.casefold() not in _PASS:
        yield Sentence(mark("The summary of DCGM is no pass, though each of its tests is."))


def _is_setting(test: str, warnings: list[object]) -> bool:
    if not warnings:
        return test in _SETTINGS
    return all(_is_of_a_setting(test, each) for each in warnings)


def _is_of_a_setting(test: str, warning: object) -> bool:
    severity = mapping(warning).get("error_severity")
    if severity in (_ISOLATE, _CONFIG):
        return bool(severity == _CONFIG)
    return test in _SETTINGS


def _text_of(warning: object) -> str:
    return plain(mapping(warning).get("warning")) or plain(warning)


def _listed(value: object) -> list[object]:
    """The warnings or infos of a result: a list, or in old versions one text."""
    if isinstance(value, list):
        return [each for each in value if each]
    return [value] if value else []


def _those(said: dict[str, Outcome], outcome: Outcome) -> list[str]:
    return [name for name, each in said.items() if each is outcome]


def _sentence(template: str, tests: list[str]) -> Sentence:
    shown = ", ".join(tests[:8]) + (" …" if len(tests) > 8 else "")
    return Sentence(template, (("tests", shown),))
