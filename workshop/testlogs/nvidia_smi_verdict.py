# SPDX-License-Identifier: MIT
"""What an nvidia-smi log alone can say of a card: that it answers, and what it admits to."""

from collections.abc import Iterator

from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.nvidia_smi_card import Answers
from workshop.testlogs.result import Sentence

_ALIVE = frozenset({"core_temp", "power_draw", "graphics_clock", "performance_state"})
_ERROR_COUNTERS = ("ecc_", "retired_pages_", "remapped_rows_")


def judge(answers: Answers, inforom_is_corrupted: bool) -> tuple[Verdict, Sentence]:
    """Pass, fail or inconclusive, and why.

    Pass means no more than: the card enumerated, answered, and admits to no error that alone
    condemns it. Temperatures, clocks and power are for the test plan. A fault comes before a
    doubt, the gravest first.
    """
    for fault in _faults(answers, inforom_is_corrupted):
        return Verdict.FAIL, fault
    for doubt in _doubts(answers):
        return Verdict.INCONCLUSIVE, doubt
    if any(name.startswith(_ERROR_COUNTERS) for name in answers.readings):
        return Verdict.PASS, Sentence(
            mark(
                "The card enumerates and answers, and reports no uncorrected ECC error, no failed "
                "row remap and no page waiting to be retired. The rest is for the test plan."
            )
        )
    return Verdict.PASS, Sentence(
        mark(
            "The card enumerates and answers. It has no memory error counters: "
            "only the test plan can judge its memory."
        )
    )


def _faults(answers: Answers, inforom_is_corrupted: bool) -> Iterator[Sentence]:
    if answers.lost:
        yield _quote(
            mark('The card fell off the bus: asked for {reading}, it answered "{answer}".'),
            answers.lost,
        )
    if answers.text("remapped_rows_failure") == "yes":
        yield Sentence(mark("The card has run out of spare memory rows: row remapping failed."))
    if answers.text("unrepairable_memory") == "yes":
        yield Sentence(mark("The card reports memory that cannot be repaired."))
    if errors := answers.number("ecc_uncorrected"):
        yield Sentence(
            mark("The card counts uncorrected ECC errors: {errors}."),
            (("errors", f"{errors:.0f}"),),
        )
    if answers.text("retired_pages_pending") == "yes":
        yield Sentence(mark("The card has bad memory pages waiting to be retired."))
    if answers.text("remapped_rows_pending") == "yes":
        yield Sentence(mark("The card has bad memory rows waiting to be remapped."))
    if inforom_is_corrupted:
        yield Sentence(mark("The InfoROM of the card is corrupted."))


def _doubts(answers: Answers) -> Iterator[Sentence]:
    if answers.silent:
        yield _quote(
            mark('The card did not answer: asked for {reading}, it said "{answer}".'),
            answers.silent,
        )
    if answers.unread:
        yield _quote(
            mark('The error counter {reading} cannot be read: "{answer}".'), answers.unread
        )
    if action := answers.text("recovery_action"):
        yield Sentence(
            mark("The driver asks for a recovery of the card first: {action}."),
            (("action", action),),
        )
    if answers.text("reset_required") == "yes":
        yield Sentence(mark("The driver asks for a reset of the card first."))
    if _ALIVE.isdisjoint(answers.readings):
        yield Sentence(
            mark("The card is listed, but its temperature, power, clock and state are not there.")
        )


def _quote(template: str, said: tuple[str, str]) -> Sentence:
    reading, answer = said
    return Sentence(template, (("reading", reading), ("answer", answer)))
