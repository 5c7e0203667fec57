# SPDX-License-Identifier: MIT
"""The benchmark of hashcat: how fast each card computes each algorithm."""

import re
from collections.abc import Iterator

from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs.answer import number, words
from workshop.testlogs.console import Sign, is_no_card, is_page, moment
from workshop.testlogs.log import Log
from workshop.testlogs.readings import Readings, as_name, capped, numbered
from workshop.testlogs.result import Device, Reading, Sentence, ToolResult

TOOL = "hashcat"
_MOST_DEVICES = 64
_MOST_ALGORITHMS = 900

_BANNER = re.compile(r"hashcat \(v?(\d[\w.+-]{0,40})\) starting in benchmark mode")
# A session that breaks passwords has none of these; its lines are never read.
_SIGNS = (
    Sign("hashcat (", r"v?\d[\w.+-]{0,40}\) starting in benchmark mode"),
    Sign("Benchmark relevant options:", r"[ \t]*[\r\n]+[ \t]*={8}"),
    Sign("* Hash-Mode ", r"\d{1,6} \("),
    Sign("Hashmode: ", r"\d{1,6} - "),
)

_DEVICE = re.compile(r"\* Device #(\d{1,3}): (.{1,160}?), (?:(skipped)\b|\d{1,8}/(\d{1,8}) MB\b)")
_API = re.compile(r"(CUDA|HIP) API \((?:CUDA|HIP) (\d{1,3}(?:\.\d{1,6}){0,3})\)")
# v6.2 and later; v3.6 to v6.1; before that.
_ALGORITHMS = (
    re.compile(r"\* Hash-Mode (\d{1,6}) \((.{1,120}?)\)(?: \[Iterations: [\d,]{1,12}\])?"),
    re.compile(r"Hashmode: (\d{1,6}) - (.{1,120}?)(?: \(Iterations: [\d,]{1,12}\))?"),
    re.compile(r"Hashtype:( )(.{1,120})"),
)
# `Speed.Dev.#1.....:`, from v5 on `Speed.#1.........:`, from v7 on `Speed.#01........:`.
_SPEED = re.compile(
    r"Speed\.(?:Dev\.)?#(\d{1,3})\.{1,16}:\s{0,12}(\d{1,12}(?:[.,]\d{1,3})?)\s{1,2}([kMGT]?H/s)\b"
)
_SELF_TEST = re.compile(r"\* Device #(\d{1,3}): ATTENTION! .{0,40}self-test failed")
_TOO_HOT = re.compile(r"Temperature limit on GPU #(\d{1,3}) reached")
_BROKE = re.compile(r"(?:cu|hip|cl)(?:Launch|Enqueue|Memcpy|\w{1,40}Synchronize)\w{0,40}\(\): ")
_ENDED = re.compile(r"Stopped: (.{8,40})")


class _Card:
    """What the benchmark says of one device."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.memory: int | None = None
        self.is_skipped = False
        self.has_failed_itself = False
        self.is_too_hot = False
        self.speeds: dict[str, float] = {}


class _Run:
    """One run; `asked` are the algorithms it named, whether a speed follows or not."""

    def __init__(self) -> None:
        self.version: str | None = None
        self.cuda: str | None = None
        self.ended_at: str | None = None
        self.has_ended = False
        self.has_broken_off = False
        self.asked: set[str] = set()
        self.cards: dict[int, _Card] = {}
        self._algorithm: str | None = None

    def take(self, line: str) -> None:
        """Read one line."""
        if line.startswith("Speed."):
            self._take_speed(line)
        elif line.startswith("* Device #"):
            self._take_device(line)
        elif banner := _BANNER.match(line):
            self.version = banner[1]
        elif (api := _API.match(line)) and api[1] == "CUDA":
            self.cuda = api[2]
        elif ended := _ENDED.match(line):
            self.has_ended, self.ended_at = True, moment(ended[1])
        elif _BROKE.match(line):
            self.has_broken_off = True
        elif (hot := _TOO_HOT.search(line)) and (card := self._card(int(hot[1]))):
            card.is_too_hot = True
        elif line.startswith(("* Hash-Mode ", "Hashmode: ", "Hashtype: ")):
            self._take_algorithm(line)

    def _card(self, index: int) -> _Card | None:
        if index not in self.cards and len(self.cards) < _MOST_DEVICES:
            self.cards[index] = _Card()
        return self.cards.get(index)

    def _take_device(self, line: str) -> None:
        found = _SELF_TEST.match(line) or _DEVICE.match(line)
        card = self._card(int(found[1])) if found else None
        if found is None or card is None:
            return
        if found.re is _SELF_TEST:
            card.has_failed_itself = True
        else:
            card.name, card.is_skipped = words(found[2]), found[3] is not None
            card.memory = int(found[4]) if found[4] else None

    def _take_algorithm(self, line: str) -> None:
        found = next((f for form in _ALGORITHMS if (f := form.fullmatch(line))), None)
        self._algorithm = None
        if found and len(self.asked) < _MOST_ALGORITHMS:
            name = as_name("hash_speed", found[2])
            # Names that differ in signs alone are told apart by their number.
            taken = name in self.asked
            self._algorithm = as_name("hash_speed", found[1], found[2]) if taken else name
            self.asked.add(self._algorithm)

    def _take_speed(self, line: str) -> None:
        found = _SPEED.match(line)
        card = self._card(int(found[1])) if found else None
        if found and card and self._algorithm:
            speed = number(f"{found[2]} {found[3]}", "MH/s")
            if speed is not None:
                card.speeds.setdefault(self._algorithm, speed)


def wrote(log: Log) -> bool:
    """Whether hashcat printed this in its benchmark mode."""
    return any(sign.is_in(log.text) for sign in _SIGNS) and not is_page(log.text)


def read(log: Log) -> list[ToolResult]:
    """Every card that was not skipped, of every run; a processor where there is no card."""
    return capped(_results(log))


def _results(log: Log) -> Iterator[ToolResult]:
    run = _Run()
    for line in map(str.strip, log.lines()):
        if _BANNER.match(line):
            yield from numbered(_of_run(run))
            run = _Run()
        run.take(line)
    yield from numbered(_of_run(run))


def _of_run(run: _Run) -> Iterator[ToolResult]:
    told = [card for _, card in sorted(run.cards.items()) if card.speeds or not card.is_skipped]
    # The processor of the PC is computed on too, and is nobody's card.
    for card in [card for card in told if not is_no_card(card.name or "")] or told:
        doubt = _doubt(run, card)
        yield ToolResult(
            tool=TOOL,
            tool_version=run.version,
            device=Device(name=card.name, memory_mib=card.memory or None),
            readings=_readings(run, card),
            verdict=Verdict.INCONCLUSIVE if doubt else Verdict.PASS,
            says=doubt
            or Sentence(
                mark("The benchmark of hashcat ran to its end. Its speeds are for the test plan.")
            ),
            taken_at=run.ended_at,
            only_measures=not doubt,
        )


def _readings(run: _Run, card: _Card) -> tuple[Reading, ...]:
    kept = Readings()
    if card.name is None or not is_no_card(card.name):
        # Of all it measures, MD5 is what cards are compared by.
        kept.add("hash_rate", card.speeds.get("hash_speed_md5"), "MH/s")
        for name, speed in card.speeds.items():
            kept.add(name, speed or None, "MH/s")
        kept.add("cuda_version", run.cuda)
    return kept.all()


def _doubt(run: _Run, card: _Card) -> Sentence | None:
    if card.name and is_no_card(card.name):
        return Sentence(mark("hashcat measured the processor of the PC, not a card."))
    if not any(card.speeds.values()):
        return Sentence(mark("hashcat measured no speed on the card."))
    if card.has_failed_itself:
        return Sentence(
            mark("hashcat computed wrong results in its own check: the driver or the card is bad.")
        )
    if run.has_broken_off:
        return Sentence(
            mark("The driver broke off the work of hashcat. Test the memory, and run it again.")
        )
    if card.is_too_hot:
        return Sentence(
            mark("hashcat stopped: the card was too hot. Check its cooling and run it again.")
        )
    if not run.has_ended:
        return Sentence(mark("The benchmark of hashcat is cut off before its end."))
    if missing := len(run.asked) - len(card.speeds):
        return Sentence(
            mark("hashcat gives no speed for {missing} of {asked} algorithms."),
            (("missing", str(missing)), ("asked", str(len(run.asked)))),
        )
    return None
