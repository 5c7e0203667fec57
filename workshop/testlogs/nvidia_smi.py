# SPDX-License-Identifier: MIT
"""The log of `nvidia-smi -q`, with `-x` or plain: what each card is and what it answered."""

import re
from collections.abc import Iterator

from defusedxml.ElementTree import ParseError

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.console import is_page
from workshop.testlogs.log import Log
from workshop.testlogs.nvidia_smi_card import Answers, bus_id, device, taken_at
from workshop.testlogs.nvidia_smi_plain import is_part, is_plain, plain_runs
from workshop.testlogs.nvidia_smi_verdict import judge
from workshop.testlogs.readings import numbered
from workshop.testlogs.result import Sentence, ToolResult
from workshop.testlogs.text import refuse_foreign_bytes
from workshop.testlogs.tree import MOST_ELEMENTS, Element, grow, too_much

TOOL = "nvidia-smi"
# A night of `nvidia-smi -l 60` on one card, or eight cards every eight minutes.
MOST_RESULTS = 1_000
_LONGEST_DOCTYPE = 1_000

_OPENS = re.compile(r"<nvidia_smi_log(?=[\s>/])")
_CLOSES = re.compile(r"</nvidia_smi_log\s*>")
_DOCTYPE = re.compile(r"<!DOCTYPE\s+nvidia_smi_log\b")
_CARD = re.compile(r"</?gpu[\s>]")
_NO_HANDLE = re.compile(r"^Unable to determine the device handle", re.MULTILINE)
_LOST = re.compile(rf"{_NO_HANDLE.pattern}|\bGPU is lost\b", re.MULTILINE)
_NO_ANSWER = re.compile(r"^(?:NVIDIA-SMI has failed|No devices were found)", re.MULTILINE)
_CORRUPTED = re.compile(r"infoROM is corrupted at gpu ([0-9A-Fa-f:.]{7,16})")
_NO_FIELD = re.compile(r'^Field "[^"\n]{1,80}" is not a valid field to query', re.MULTILINE)
_PLAIN = re.compile(r"^=+NVSMI LOG=+|^\| NVIDIA-SMI \d", re.MULTILINE)

# `processes` names people and their programs, and drivers write stray bytes into it;
# `supported_clocks` is most of a file and no reading. Neither reaches the XML parser.
_LEFT_OUT = frozenset({"processes", "accounted_processes", "supported_clocks"})


def wrote(log: Log) -> bool:
    """Whether nvidia-smi wrote this, as XML, whole or not, or plain."""
    return _is_xml(log.text) or (is_plain(log.text) and not is_page(log.text))


def _is_xml(text: str) -> bool:
    return any(sign.search(text) for sign in (_OPENS, _CLOSES, _DOCTYPE))


def not_as_xml(text: str) -> Refused | None:
    """What to say of anything else nvidia-smi writes; None where it wrote none of this.

    Ask only when no other tool claims the text: many scripts print the table of nvidia-smi first.
    """
    if _NO_HANDLE.search(text):
        return _lost_card()
    if _NO_ANSWER.search(text):
        return Refused(
            "nvidia-smi found no card or no driver when it wrote this file. "
            "Check both, then run nvidia-smi -q -x again."
        )
    if _NO_FIELD.search(text):
        return Refused(
            "nvidia-smi did not know one field of the query and answered nothing. "
            "Leave that field out and run the query again."
        )
    if _PLAIN.search(text):
        return Refused(
            "This is the plain output of nvidia-smi. "
            "Run nvidia-smi -q -x and import what it writes."
        )
    return None


def read(log: Log) -> list[ToolResult]:
    """Every card of every run in the file, in the order of the file.

    Lines before, between and after the XML (a prompt, a banner, a warning) are passed over, the
    plain output of the same cards with them.
    Refuses a log that is cut off, damaged, names no card, or has more than 1,000 results.
    """
    text = log.text
    results: list[ToolResult] = []
    corrupted = corrupted_inforoms(text)
    is_xml = _is_xml(text)
    for root in _xml_runs(text) if is_xml else plain_runs(log):
        cards = root.all("gpu")
        if not cards:
            raise Refused(
                "This nvidia-smi log lists no card. Check that the card is seated and powered, "
                "then run nvidia-smi -q -x again."
            )
        if len(results) + len(cards) > MOST_RESULTS:
            raise Refused(
                "This file holds more than {most} results. Import it in smaller files.",
                most=MOST_RESULTS,
            )
        results += numbered(
            _result(root, card, corrupted, is_whole=is_xml or not is_part(card)) for card in cards
        )
    if not results:
        raise _cut_off()
    return results


def _xml_runs(text: str) -> Iterator[Element]:
    budget = MOST_ELEMENTS
    for line, document in _documents(text):
        root, used = _tree(line, document, budget)
        budget -= used
        yield root


def _result(
    root: Element, card: Element, corrupted: frozenset[str | None], is_whole: bool
) -> ToolResult:
    answers = Answers(root, card)
    seen = device(card, answers)
    verdict, says = judge(answers, seen.pci_bus is not None and seen.pci_bus in corrupted)
    if not is_whole and verdict is not Verdict.FAIL:
        verdict = Verdict.INCONCLUSIVE
        says = Sentence(
            mark(
                "This is a part of what nvidia-smi says of the card, or it is cut off. "
                "Run nvidia-smi -q -x and import all of it."
            )
        )
    return ToolResult(
        tool=TOOL,
        tool_version=answers.text("driver_version"),
        device=seen,
        readings=tuple(answers.readings.values()),
        verdict=verdict,
        says=says,
        taken_at=taken_at(root),
    )


def _documents(text: str) -> Iterator[tuple[int, str]]:
    """Each whole XML document, from its DOCTYPE on, with the line it begins in."""
    opens = _OPENS.search(text)
    if opens is None:
        raise _lost_card() if _LOST.search(text) else _cut_off()
    line, seen, after = 1, 0, 0
    while opens is not None:
        closes = _CLOSES.search(text, opens.end())
        following = _OPENS.search(text, opens.end())
        if closes is None or (following is not None and following.start() < closes.start()):
            raise _lost_card() if _LOST.search(text, opens.end()) else _cut_off()
        start = text.rfind("<!DOCTYPE", after, opens.start())
        start = opens.start() if start < 0 else start
        if opens.start() - start > _LONGEST_DOCTYPE:
            raise too_much()
        line, seen = line + text.count("\n", seen, start), start
        yield line, text[start : closes.end()]
        opens, after = following, closes.end()


def _tree(line: int, document: str, budget: int) -> tuple[Element, int]:
    for tag in _LEFT_OUT:
        document = _without(document, tag)
    refuse_foreign_bytes(document)
    try:
        return grow(document, _LEFT_OUT, budget)
    except ParseError as error:
        row, _column = getattr(error, "position", (1, 0))
        raise _damaged(line + row - 1) from None


def _without(document: str, tag: str) -> str:
    """Take every `<tag>…</tag>` out, line breaks excepted, so that line numbers stay right.

    A block that runs into the next card stays in: with its end missing, taking it out would make
    one card of two.
    """
    opening, closing = f"<{tag}>", f"</{tag}>"
    kept: list[str] = []
    at = 0
    while (start := document.find(opening, at)) >= 0:
        end = document.find(closing, start)
        if end < 0 or _CARD.search(document, start, end):
            break
        kept += [document[at:start], "\n" * document.count("\n", start, end)]
        at = end + len(closing)
    return "".join([*kept, document[at:]])


def corrupted_inforoms(text: str) -> frozenset[str | None]:
    """Bus ids nvidia-smi warns of in a line beside the XML: `infoROM is corrupted at gpu …`."""
    return frozenset(bus_id(found) for found in _CORRUPTED.findall(text))


def _lost_card() -> Refused:
    return Refused(
        "nvidia-smi lost a card while it wrote this file. "
        "Restart the bench PC, then run nvidia-smi -q -x again."
    )


def _cut_off() -> Refused:
    return Refused(
        "This nvidia-smi log is cut off in the middle. "
        "Run nvidia-smi -q -x again and import the whole file."
    )


def _damaged(line: int) -> Refused:
    return Refused(
        "This nvidia-smi log is damaged in line {line}. "
        "Run nvidia-smi -q -x again and import the new file.",
        line=line,
    )
