# SPDX-License-Identifier: MIT
"""The report.txt of MATS: errors by channel and bit, and the noise that every channel shows."""

import re
from collections.abc import Iterator

from workshop.domain.channels import channel_of_bit
from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.answer import LONGEST_TEXT
from workshop.testlogs.console import Sign, is_page
from workshop.testlogs.log import Log
from workshop.testlogs.readings import Readings, capped
from workshop.testlogs.result import Device, Reading, Sentence, ToolResult

TOOL = "MATS"
# Equal counts up to this many on every channel are noise of the tool; 32 and 40 are usual.
MOST_NOISE = 64
_MOST_CHANNELS = 64
_LONGEST_ROW = 300
_MOST_BITS = 4_096

_SIGNS = (
    Sign("mats version ", r"\d[\w.]{0,30}\.?\s{1,4}Testing "),
    Sign("MATS version ", r"\d[\w.]{0,30}\.?\s{1,4}Testing "),
    Sign("=== MEMORY ERRORS BY SUBPARTITION ==="),
)
_BEGINS = re.compile(
    r"mats version (\d[\w.]{0,30}?)\.?\s{1,4}Testing (\w{1,20}) with (\d{1,8}) MB of memory"
    r"(?: starting with (\d{1,8}) MB)?",
    re.IGNORECASE,
)
_COUNT = re.compile(r"(Read|Write|Unknown)\s{1,8}Error Count:\s{0,8}(-?\d{1,20})")
_SECTION = re.compile(r"=== MEMORY ERRORS BY (\w{1,20})")
# `FBIOA0  0  32  0`; with a column RANK before the counts where a channel has two chips.
_CHANNEL = re.compile(r"FBIO([A-Z]\d?)")
_NUMBER = re.compile(r"\d{1,15}")
_FAILING = re.compile(r"Failing Bits:(.*)")
_BIT = re.compile(r"[A-Z]_?[A-Z]{0,4}\d{1,3}")
_CODE = re.compile(r"Error Code = (\d{1,20})")


class _Report:
    """One report: `channels` by name with the sum of their errors, `bits` as it writes them."""

    def __init__(self) -> None:
        self.version: str | None = None
        self.chip: str | None = None
        self.tested: int | None = None
        self.counts: dict[str, int] = {}
        self.channels: dict[str, int] = {}
        self.bits: list[str] = []
        self.code: int | None = None
        self.is_empty = True
        self._section = ""
        self._has_ranks = False

    def take(self, line: str) -> None:
        """Read one line."""
        if begins := _BEGINS.match(line):
            self.version, self.chip = begins[1], begins[2].upper()
            self.tested = int(begins[3])
        elif count := _COUNT.match(line):
            self.counts[count[1]] = self.counts.get(count[1], 0) + abs(int(count[2]))
        elif code := _CODE.match(line):
            self.code = max(self.code or 0, int(code[1]))
        elif section := _SECTION.match(line):
            self._section, self._has_ranks = section[1], False
        elif failing := _FAILING.match(line):
            self._section = "FAILING"
            self._take_bits(failing[1])
        elif self._section == "SUBPARTITION":
            self._take_channel(line)
            return
        elif self._section == "FAILING" and line:
            self._take_bits(line)
            return
        else:
            return
        self.is_empty = False

    def _take_channel(self, line: str) -> None:
        if line.startswith("SUBPART"):
            self._has_ranks = "RANK" in line
            return
        name, *counts = line[:_LONGEST_ROW].split() or [""]
        found = _CHANNEL.fullmatch(name)
        if found and counts and all(_NUMBER.fullmatch(count) for count in counts):
            errors = sum(map(int, counts[1:] if self._has_ranks else counts))
            if found[1] in self.channels or len(self.channels) < _MOST_CHANNELS:
                self.channels[found[1]] = self.channels.get(found[1], 0) + errors
            self.is_empty = False

    def _take_bits(self, line: str) -> None:
        bits = line.split()[:_MOST_BITS]
        if all(_BIT.fullmatch(bit) for bit in bits):
            self.bits += bits[: _MOST_BITS - len(self.bits)]
        else:
            self._section = ""

    @property
    def errors(self) -> int:
        """All errors counted, of reading, writing and neither."""
        return max(sum(self.counts.values()), sum(self.channels.values()))

    @property
    def is_noise(self) -> bool:
        """Whether every channel has a few errors, and none has many."""
        counts = self.channels.values()
        return len(counts) > 1 and min(counts) > 0 and max(counts) <= MOST_NOISE

    @property
    def failing_channels(self) -> list[str]:
        """The channels with errors, those left out that show no more than noise."""
        least = min(self.channels.values(), default=0)
        floor = MOST_NOISE if len(self.channels) > 1 and 0 < least <= MOST_NOISE else 0
        failing = sorted(name for name, errors in self.channels.items() if errors > floor)
        if not failing and not self.channels:
            failing = sorted({channel_of_bit(bit) for bit in self.bits} - {""})
        return failing


def wrote(log: Log) -> bool:
    """Whether this is a report of MATS, whole or with its front cut off."""
    return any(sign.is_in(log.text) for sign in _SIGNS) and not is_page(log.text)


def read(log: Log) -> list[ToolResult]:
    """Every report in the file, in the order of the file."""
    return capped(_results(log))


def _results(log: Log) -> Iterator[ToolResult]:
    report = _Report()
    for line in map(str.strip, log.lines()):
        if not report.is_empty and _BEGINS.match(line):
            yield _result(report)
            report = _Report()
        report.take(line)
    yield _result(report)


def _result(report: _Report) -> ToolResult:
    fault = _fault(report)
    doubt = None if fault else _doubt(report)
    return ToolResult(
        tool=TOOL,
        tool_version=report.version,
        device=Device(),
        readings=_readings(report, is_decided=doubt is None),
        verdict=Verdict.FAIL if fault else Verdict.INCONCLUSIVE if doubt else Verdict.PASS,
        says=fault
        or doubt
        or Sentence(mark("MATS found no error in the part of the memory that it tested.")),
    )


def _readings(report: _Report, *, is_decided: bool) -> tuple[Reading, ...]:
    kept = Readings()
    kept.add("memory_errors", report.errors if is_decided else None)
    kept.add("memory_tested", report.tested or None, "MiB")
    kept.add("gpu_chip", report.chip)
    if is_decided:
        kept.add("failing_channel", _fitting(report.failing_channels))
        kept.add("failing_bits", _fitting(report.bits))
    return kept.all()


def _fitting(names: list[str]) -> str | None:
    """Names with spaces between, as many as a reading can hold."""
    text = " ".join(names)
    return (text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT].rpartition(" ")[0]) or None


def _fault(report: _Report) -> Sentence | None:
    if report.is_noise or not (report.errors or report.bits):
        return None
    channels = _fitting(report.failing_channels)
    if channels:
        return Sentence(
            mark("MATS found memory errors on channel {channels}."), (("channels", channels),)
        )
    return Sentence(mark("MATS found memory errors."))


def _doubt(report: _Report) -> Sentence | None:
    if report.is_noise:
        return Sentence(
            mark(
                "MATS shows the same few errors on every channel, which is its own noise. "
                "Run the version that is made for this chip."
            )
        )
    if not report.tested:
        return Sentence(mark("The report does not say that MATS tested any memory."))
    if report.code:
        return Sentence(
            mark("MATS ended with error code {code} and counted no error."),
            (("code", str(report.code)),),
        )
    if report.code is None and len(report.counts) < 3:
        return Sentence(mark("The report of MATS is cut off before its result."))
    return None
