# SPDX-License-Identifier: MIT
"""What nvbandwidth measured on each card, from its tables or from its JSON."""

import re
from collections.abc import Iterator
from itertools import chain

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.console import AT_START, Sign, is_page
from workshop.testlogs.log import Log
from workshop.testlogs.nvbandwidth_run import Run, from_json, from_tables
from workshop.testlogs.readings import capped
from workshop.testlogs.result import Device, Reading, Sentence, ToolResult

TOOL = "nvbandwidth"
MOST_CARDS = 64

_TABLES = Sign("nvbandwidth Version: ", r"v?\d")
JSON = re.compile(r'"nvbandwidth"\s*+:\s*+\{')
_OBJECT = re.compile(rf"{AT_START}[ \t]*+\{{\s*+{JSON.pattern}")


def wrote(log: Log) -> bool:
    """Whether nvbandwidth wrote this, as tables or as JSON."""
    is_one = _TABLES.is_in(log.text) or (
        '"nvbandwidth"' in log.text and _OBJECT.search(log.text) is not None
    )
    return is_one and not is_page(log.text)


def read(log: Log) -> list[ToolResult]:
    """Every card of every run in the file."""
    runs = chain(from_tables(log), from_json(log.text, JSON))
    results = capped(result for run in runs for result in _results(run))
    if not results:
        raise Refused(
            "This log of nvbandwidth holds no result. Run nvbandwidth again and import all of it."
        )
    return results


def _results(run: Run) -> list[ToolResult]:
    cards = sorted(run.devices) or list(range(max((c.cards for c in run.copies), default=1) or 1))
    return [_result(run, card, is_alone=len(cards) == 1) for card in cards[:MOST_CARDS]]


def _result(run: Run, card: int, is_alone: bool) -> ToolResult:
    readings = {}
    if run.driver:
        readings["driver_version"] = Reading("driver_version", run.driver)
    if not is_alone:
        readings["gpu_index"] = Reading("gpu_index", float(card))
    for copy in run.copies:
        value = copy.of(card)
        if value is not None:
            readings[copy.name] = Reading(copy.name, value, copy.unit)
    verdict, says = _judge(run, card, is_alone)
    device = run.devices.get(card, Device())
    return ToolResult(TOOL, run.version, device, tuple(readings.values()), verdict, says)


def _judge(run: Run, card: int, is_alone: bool) -> tuple[Verdict, Sentence]:
    if run.is_corrupted and is_alone:
        corrupted = mark("nvbandwidth read back something else than it had written.")
        return Verdict.FAIL, Sentence(corrupted)
    for doubt in _doubts(run, card):
        return Verdict.INCONCLUSIVE, doubt
    count = sum(copy.of(card) is not None for copy in run.copies)
    return Verdict.PASS, Sentence(
        mark(
            "Every copy that nvbandwidth began on the card came to its end ({count}). "
            "Whether it was fast enough is for the test plan."
        ),
        (("count", str(count)),),
    )


def _doubts(run: Run, card: int) -> Iterator[Sentence]:
    if run.is_corrupted:
        yield Sentence(
            mark(
                "nvbandwidth read back something else than it had written, "
                "and does not say from which card. Test the cards one by one."
            )
        )
    if run.is_stopped:
        yield Sentence(mark("nvbandwidth reports an error. Put it right and run it again."))
    if unfinished := [copy.name for copy in run.copies if not copy.is_finished]:
        yield Sentence(
            mark("nvbandwidth did not come to the end of {copy}. Run it again."),
            (("copy", unfinished[0]),),
        )
    if not run.is_whole:
        yield Sentence(
            mark(
                "The end of this log of nvbandwidth is missing. "
                "Import the whole file, or run it again."
            )
        )
    values = [(copy.name, copy.of(card)) for copy in run.copies]
    if not any(value is not None for _name, value in values):
        yield Sentence(mark("The card is listed, but nvbandwidth copied nothing to or from it."))
    if stood_still := [name for name, value in values if value == 0]:
        yield Sentence(
            mark("nvbandwidth measured 0 in {copy}: nothing was copied."),
            (("copy", stood_still[0]),),
        )
