# SPDX-License-Identifier: MIT
"""What cuda_memtest printed of each card: its tests, its errors, and whether it came to its end."""

import re
from collections.abc import Iterator

from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.answer import is_one_of_its_kind, words
from workshop.testlogs.console import Sign, at, is_page
from workshop.testlogs.log import Log
from workshop.testlogs.readings import Readings, a_small_part, capped, numbered
from workshop.testlogs.result import Device, Reading, Sentence, ToolResult

TOOL = "cuda_memtest"
MOST_CARDS = 64

# `[09/19/2022 17:58:29][host][0]:`, and `[45 C]` behind it where it watches the temperature. The
# name of the PC is nobody's business here.
_PREFIX = r"\[(\d\d)/(\d\d)/(\d{4}) (\d\d):(\d\d):(\d\d)\]\[[^\]\r\n]{0,64}\]\[(\d{1,3})\]"
_LINE = re.compile(rf"{_PREFIX}(?:\[(-?\d{{1,4}}) C\])?:(.*)", re.DOTALL)
_OWN = (
    r"(?:Running cuda memtest|NVRM version|num_gpus=|Device name=|Attached to device|Allocated \d"
    r"|Test\d{1,2} |ERROR: )"
)
_SIGNS = (
    Sign("]:Running cuda memtest, version ", starts_line=False),
    Sign("]:Attached to device ", r"\d{1,3} successfully", starts_line=False),
    Sign("]:Device name=", r".{1,120}, global memory size=\d", starts_line=False),
    Sign("]:Test", r"\d{1,2} (?:\[|finished in )", starts_line=False),
    Sign("]:ERROR: (", r"[^()\r\n]{1,60}\) -?\d{1,12} errors found in block", starts_line=False),
    Sign("]:ERROR: The unit serial number is ", starts_line=False),
)

_VERSION = re.compile(r"Running cuda memtest, version ([\w.+-]{1,40})")
_DRIVER = re.compile(
    r"NVRM version: .{0,80}?Kernel Module(?: for \S{1,20})?\s{1,8}(\d{2,4}(?:\.\d{1,4}){1,3})"
)
_DEVICE = re.compile(
    r"Device name=(.{1,120}?), global memory size=(\d{1,16})(?:, serial=(.{0,60}))?"
)
_SERIAL = re.compile(r"ERROR: The unit serial number is (\d{6,20})\b")
_ALLOCATED = re.compile(r"Allocated (\d{1,8}) MB")
_STARTED = re.compile(r"Test(\d{1,2}) \[")
_FINISHED = re.compile(r"Test(\d{1,2}) finished in (\d{1,9}(?:[.,]\d{1,6})?) seconds")
_FOUND = re.compile(r"ERROR: \(.{1,60}?\) (-?\d{1,12}) errors found in block")
_AGAIN = re.compile(r"\d{1,9}th repeating test\d{1,2} because there are \d{1,12} errors found")
# What went wrong without a word about the memory.
_BROKE = ("ERROR: CUDA error", "ERROR: cannot allocate", "ERROR: Some GPU threads")
_ECC = "uncorrectable ECC error"
_END = "main thread: Program exits"


class _Card:
    """What a run says of one card."""

    def __init__(self) -> None:
        self.device = Device()
        self.errors = 0
        self.has_errors = False
        self.is_counted = True
        self.has_broken_off = False
        self.allocated: int | None = None
        self.started = 0
        self.finished = 0
        self.seconds = 0.0
        self.hottest: float | None = None
        self.when: re.Match[str] | None = None


class _Run:
    """One run: what is said before any card is asked, and each card by its number."""

    def __init__(self) -> None:
        self.version: str | None = None
        self.driver: str | None = None
        self.has_ended = False
        self.cards: dict[int, _Card] = {}


def wrote(log: Log) -> bool:
    """Whether cuda_memtest printed this, by its messages behind time, PC and card."""
    return any(sign.is_in(log.text) for sign in _SIGNS) and not is_page(log.text)


def read(log: Log) -> list[ToolResult]:
    """Every card of every run, in the order of the file."""
    return capped(_results(log))


def _results(log: Log) -> Iterator[ToolResult]:
    run = _Run()
    for line in map(str.strip, log.lines()):
        if not line.startswith("["):
            run.has_ended = run.has_ended or _END in line
            if line.startswith("ERROR: "):
                for card in run.cards.values():
                    card.has_broken_off = True
            continue
        found = _LINE.match(line)
        if found is None:
            continue
        if version := _VERSION.match(found[9]):
            yield from numbered(_of_run(run))
            run = _Run()
            run.version = version[1]
        elif driver := _DRIVER.match(found[9]):
            run.driver = driver[1]
        else:
            _take(run, found)
        # Its end follows without a line of its own where the two channels got mixed.
        run.has_ended = run.has_ended or _END in found[9]
    yield from numbered(_of_run(run))


def _take(run: _Run, found: re.Match[str]) -> None:
    number, message = int(found[7]), found[9]
    if number not in run.cards:
        if len(run.cards) >= MOST_CARDS or not re.match(_OWN, message):
            return
        if message.startswith("num_gpus="):
            return
        run.cards[number] = _Card()
    card = run.cards[number]
    card.when = found
    # 0 is what it prints before it has asked for the first time.
    if found[8] and 0 < int(found[8]) <= 250:
        card.hottest = max(card.hottest or 0.0, float(found[8]))
    if message.startswith("ERROR: ") or _AGAIN.match(message):
        _take_error(card, message)
    elif device := _DEVICE.match(message):
        card.device = _device(device)
    elif allocated := _ALLOCATED.match(message):
        card.allocated = int(allocated[1])
    elif finished := _FINISHED.match(message):
        card.finished += 1
        card.seconds += float(finished[2].replace(",", "."))
    elif _STARTED.match(message):
        card.started += 1


def _take_error(card: _Card, message: str) -> None:
    if message.startswith(_BROKE) and _ECC not in message:
        card.has_broken_off = True
        return
    card.has_errors = True
    if counted := _FOUND.match(message):
        card.errors += max(0, int(counted[1]))
        card.is_counted = card.is_counted and int(counted[1]) >= 0
    elif (serial := _SERIAL.match(message)) and is_one_of_its_kind(serial[1]):
        device = card.device
        card.device = Device(
            name=device.name, serial=device.serial or serial[1], memory_mib=device.memory_mib
        )


def _device(found: re.Match[str]) -> Device:
    serial = (found[3] or "").strip()
    # What can hold no number of a card says so in words.
    is_serial = (
        serial.isascii() and serial.isdigit() and len(serial) >= 6 and is_one_of_its_kind(serial)
    )
    memory = int(found[2]) // 1024**2
    return Device(
        name=words(found[1]),
        serial=serial if is_serial else None,
        memory_mib=memory if 0 < memory <= 16_777_216 else None,
    )


def _of_run(run: _Run) -> Iterator[ToolResult]:
    for _number, card in sorted(run.cards.items()):
        fault = _fault(card)
        doubt = None if fault else _doubt(run, card)
        yield ToolResult(
            tool=TOOL,
            tool_version=run.version,
            device=card.device,
            readings=_readings(run, card),
            verdict=Verdict.FAIL if fault else Verdict.INCONCLUSIVE if doubt else Verdict.PASS,
            says=fault
            or doubt
            or Sentence(mark("cuda_memtest ran all its tests to the end and found no error.")),
            taken_at=_time(card.when),
        )


def _time(found: re.Match[str] | None) -> str | None:
    """The time of a line, which has the month first."""
    if found is None:
        return None
    month, day, year, hour, minute, second = map(int, found.groups()[:6])
    return at(year, month, day, hour, minute, second)


def _readings(run: _Run, card: _Card) -> tuple[Reading, ...]:
    kept = Readings()
    if card.finished or card.errors:
        is_whole = card.is_counted and (card.errors > 0 or not card.has_errors)
        kept.add("memory_errors", card.errors if is_whole else None)
    kept.add("memory_tested", card.allocated or None, "MiB")
    kept.add("test_minutes", card.seconds / 60 if card.finished else None, "min")
    kept.add("tests_finished", card.finished or None)
    kept.add("core_temp", card.hottest, "°C")
    kept.add("driver_version", run.driver)
    return kept.all()


def _fault(card: _Card) -> Sentence | None:
    if not card.has_errors:
        return None
    if card.errors:
        return Sentence(
            mark("cuda_memtest found memory errors: {errors}."), (("errors", str(card.errors)),)
        )
    return Sentence(mark("cuda_memtest found memory errors."))


def _doubt(run: _Run, card: _Card) -> Sentence | None:
    if card.has_broken_off:
        return Sentence(mark("cuda_memtest broke off: the card or its driver refused the work."))
    if not card.finished or card.allocated == 0:
        return Sentence(mark("cuda_memtest finished no test on the card."))
    if not run.has_ended or card.started > card.finished:
        return Sentence(
            mark(
                "cuda_memtest did not come to its end. It runs for ever unless it is told how "
                "many times: give it a number of passes."
            )
        )
    return a_small_part(card.allocated, card.device.memory_mib)
