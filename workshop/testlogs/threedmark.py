# SPDX-License-Identifier: MIT
"""3DMark: a result file, or the Result.xml or Monitoring.csv in it; never its key file."""

import re
from collections.abc import Iterator

from defusedxml.ElementTree import ParseError

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.storage.threedmark_archive import contents, is_archive
from workshop.testlogs.answer import words
from workshop.testlogs.console import is_integrated, is_page
from workshop.testlogs.log import Log
from workshop.testlogs.readings import MOST_RESULTS
from workshop.testlogs.result import Device, Reading, Sentence, ToolResult
from workshop.testlogs.table import lines_with, measured
from workshop.testlogs.telemetry import Telemetry
from workshop.testlogs.text import as_text, refuse_foreign_bytes
from workshop.testlogs.threedmark_monitoring import is_header, telemetry
from workshop.testlogs.tree import Element, grow

TOOL = "3DMark"
# What 3DMark itself asks of a stress test: twenty loops, and the slowest within 97 % of the best.
LOOPS, STABILITY = 20, 97.0
A_SCORE = mark("A score is no verdict: compare it with that of a golden card in the test plan.")

_SCORED = re.compile(r"<\w{1,80}(?:[Ss]core[pxu]?|Stability|Passed|LoopsDone)>", re.ASCII)
_SCORE = re.compile(
    r"(\w*?)(?:(overall|3dmark)|(graphics)|(cpu|physics))?score[pxu]?", re.ASCII | re.IGNORECASE
)
_FRAMES = re.compile(r"\w*?graphicstest(\d)[pxu]?", re.ASCII | re.IGNORECASE)
_STABILITY = re.compile(r"\w*stability", re.ASCII | re.IGNORECASE)
_LOOPS = re.compile(r"\w*loops?done\w{0,3}", re.ASCII | re.IGNORECASE)
_PASSED = re.compile(r"\w*(?:passed|testpass)\w{0,3}", re.ASCII | re.IGNORECASE)
_NAMED = re.compile(
    r"(\w*?)(?:3dmark|overall|graphics|cpu|physics)?(?:score[pxu]?|stability)",
    re.ASCII | re.IGNORECASE,
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])", re.ASCII)


def wrote(log: Log) -> bool:
    """Whether this is a result file of 3DMark, or what is in one."""
    if is_archive(log.data):
        return True
    text = log.text
    is_one = "<benchmark" in text and "<result>" in text and bool(_SCORED.search(text))
    is_one = is_one or any(is_header(line) for line in lines_with(log, "GPUZ/"))
    return is_one and not is_page(text)


def read(log: Log) -> list[ToolResult]:
    """One result for each benchmark in the file.

    Of the system's inventory only the name of the graphics card is read, and only where there is
    one; the key file is never opened. Refuses what is damaged, too large, or not finished writing.
    """
    if is_archive(log.data):
        files = contents(log.data)
        measured_over_time = telemetry(Log(files.monitoring)) if files.monitoring else None
        return _results(as_text(files.result), _card(files.system), measured_over_time)
    if "<benchmark" in log.text:
        return _results(log.text, Device(), None)
    return [telemetry(log).result(TOOL, Device(), None)]


def _results(text: str, card: Device, monitored: Telemetry | None) -> list[ToolResult]:
    root = _tree(text[text.find("<benchmark") :] if "<benchmark" in text else text)
    block = root.at("results")
    found = block.all("result") if block else []
    # The result of a whole run has no pass, -1; those of its loops have one each.
    whole = [each for each in found if _text(each, "passIndex") in ("-1", "")]
    whole = whole or found[:1]
    if not whole or len(whole) > MOST_RESULTS:
        raise Refused(
            "This 3DMark file holds no result. Run the benchmark to its end and save it again."
        )
    over_time = monitored if len(whole) == 1 else None
    return [_result(each, card, over_time) for each in whole]


def _result(block: Element, card: Device, monitored: Telemetry | None) -> ToolResult:
    readings = {reading.name: reading for reading in _readings(block)}
    verdict, says = _judge(block, readings)
    only_measures = says.template == A_SCORE
    for reading in monitored.readings() if monitored else ():
        readings.setdefault(reading.name, reading)
    return ToolResult(
        tool=TOOL,
        tool_version=None,
        device=card,
        readings=tuple(readings.values()),
        verdict=verdict,
        says=says,
        series=monitored.series() if monitored else (),
        only_measures=only_measures,
    )


def _readings(block: Element) -> Iterator[Reading]:
    """What one result says; where it says a thing twice, the worse of the two comes last."""
    named = sorted(block.children, key=lambda child: -(_number(child.text) or 0))
    for child in block.children:
        if (found := _NAMED.fullmatch(child.tag)) and found[1]:
            yield Reading("benchmark", _HUMP.sub(" ", found[1])[:60])
            break
    for child in named:
        value = _number(child.text)
        if value is None:
            continue
        if _STABILITY.fullmatch(child.tag):
            # Some versions write thousandths.
            value = value / 10 if value > 100 else value
            if value <= 100:
                yield Reading("stability", round(value, 3), "%")
        elif _LOOPS.fullmatch(child.tag):
            yield Reading("stress_loops", value)
        elif found := _FRAMES.fullmatch(child.tag):
            yield Reading(f"graphics_test_{found[1]}", value, "fps")
        elif found := _SCORE.fullmatch(child.tag):
            yield Reading(_score_name(found), value)


def _score_name(found: re.Match[str]) -> str:
    if found[3]:
        return "graphics_score"
    return "cpu_score" if found[4] else "score"


def _judge(block: Element, readings: dict[str, Reading]) -> tuple[Verdict, Sentence]:
    passed = {_text_of(child) for child in block.children if _PASSED.fullmatch(child.tag)}
    if not passed and not {"stability", "stress_loops"} & readings.keys():
        return _scored(readings)
    stability, loops = _value(readings, "stability"), _value(readings, "stress_loops")
    facts = (
        ("stability", f"{stability or 0:g}"),
        ("least", f"{STABILITY:g}"),
        ("loops", f"{loops or 0:g}"),
        ("wanted", f"{LOOPS}"),
    )
    verdict, template = _stressed(passed, stability, loops)
    used = tuple(fact for fact in facts if f"{{{fact[0]}}}" in template)
    return verdict, Sentence(template, used)


def _stressed(
    passed: set[str], stability: float | None, loops: float | None
) -> tuple[Verdict, str]:
    """The verdict of a stress test: 3DMark's own, where the work behind it was really done."""
    if stability and stability < STABILITY:
        return Verdict.FAIL, mark(
            "The frame rate was stable to {stability} % only; 3DMark asks for {least} %."
        )
    if loops is not None and loops < LOOPS:
        return Verdict.INCONCLUSIVE, mark(
            "The stress test stopped after {loops} of {wanted} loops."
        )
    if passed & {"0", "false", "no"}:
        return Verdict.FAIL, mark("3DMark says that the card failed its stress test.")
    if not passed or not passed <= {"1", "true", "yes"}:
        return Verdict.INCONCLUSIVE, mark(
            "The stress test has no verdict of 3DMark: it was stopped, or the file is not whole."
        )
    if not stability or loops is None:
        return Verdict.INCONCLUSIVE, mark(
            "3DMark says passed, but not how stable the frame rate was in how many loops."
        )
    return Verdict.PASS, mark(
        "The card passed {loops} loops of the stress test, stable to {stability} %."
    )


def _scored(readings: dict[str, Reading]) -> tuple[Verdict, Sentence]:
    scores = [reading for name, reading in readings.items() if name.endswith("score")]
    if not any(reading.value for reading in scores):
        return Verdict.INCONCLUSIVE, Sentence(
            mark("3DMark gave no score: the benchmark did not run to its end.")
        )
    return Verdict.INCONCLUSIVE, Sentence(A_SCORE)


def _card(system: bytes) -> Device:
    """The name of the only card in the inventory of the system; of that nothing else is read."""
    start, end = system.find(b"<GPUs>"), system.find(b"</GPUs>")
    if start < 0 or end < start:
        return Device()
    try:
        cards = grow(system[start : end + 7].decode("utf-8", "replace"), frozenset())[0]
    except (ParseError, Refused):
        return Device()
    names = {name for card in cards.all("GPU") if (name := words(_text(card, "CARD_NAME")))}
    (*others, last) = sorted(names, key=is_integrated, reverse=True) or [""]
    alone = last and all(is_integrated(other) for other in others)
    return Device(name=last) if alone else Device()


def _tree(text: str) -> Element:
    end = text.rfind("</benchmark>")
    if end < 0:
        raise Refused(
            "This 3DMark result is cut off in the middle. Save it again and import the whole file."
        )
    document = text[: end + len("</benchmark>")]
    refuse_foreign_bytes(document)
    try:
        return grow(document, frozenset())[0]
    except ParseError:
        raise Refused(
            "This 3DMark result is damaged. Save it again and import the new file."
        ) from None


def _value(readings: dict[str, Reading], name: str) -> float | None:
    value = readings[name].value if name in readings else None
    return value if isinstance(value, float) else None


def _number(text: str) -> float | None:
    """A score, a rate or a percentage, from 0 to a billion."""
    value = measured(text.strip(), "fps", "fps")
    return value if value is not None and value >= 0 else None


def _text(block: Element, tag: str) -> str:
    found = block.at(tag)
    return found.text.strip() if found is not None else ""


def _text_of(child: Element) -> str:
    return child.text.strip().casefold().removesuffix(".0")
