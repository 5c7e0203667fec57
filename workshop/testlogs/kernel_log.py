# SPDX-License-Identifier: MIT
"""The errors (Xid) that the NVIDIA driver wrote into the log of a Linux kernel, card by card."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from workshop.domain.refused import Refused
from workshop.domain.terms import Verdict
from workshop.language import mark
from workshop.testlogs import xid
from workshop.testlogs.answer import is_one_of_its_kind
from workshop.testlogs.console import is_page
from workshop.testlogs.log import Log
from workshop.testlogs.moment import moment_in
from workshop.testlogs.nvidia_smi_card import bus_id
from workshop.testlogs.result import Device, Reading, Sentence, ToolResult
from workshop.testlogs.tree import too_much

TOOL = "kernel log"
MOST_CARDS, MOST_CODES = 64, 12
# Lines as the driver writes them: a file of 32 MB has no more.
MOST_LINES = 350_000
_LONGEST_BEFORE, _LONGEST_SAID = 300, 400

# dmesg, journalctl -k, syslog, dmesg -x, --time-format iso, /dev/kmsg, or dmesg -t with nothing.
_BEFORE = re.compile(
    r"(?:.*(?:kernel: ?|\] ?)|[\d,]{5,60}[-+c];|kern *:\w{1,7} *: |[0-9T:.,+-]{19,35}Z? |\s*)",
    re.DOTALL,
)
_REPEATED = re.compile(r".*message repeated (\d{1,6}) times: \[.*", re.DOTALL)
# Readers of /dev/kmsg leave the name of the driver twice.
_SIGN = re.compile(r"NVRM: (?:NVRM: )?(?=Xid \(|GPU |loading )")
_END = re.compile(r"[\r\n]")
_PCI = r"(?:PCI:)?([0-9A-Fa-f]{4,8}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}(?:\.[0-7])?)"
# Drivers up to 304 wrote no "PCI:", those of 2007 only domain and bus.
_XID = re.compile(r"Xid \((?:PCI:)?([0-9A-Fa-f:.]{3,16})\): (\d{1,5})\b")
_GONE = re.compile(rf"GPU (?:at )?{_PCI}:? (?:GPU )?has fallen off the bus")
_NOT_STARTED = re.compile(rf"GPU {_PCI}: RmInitAdapter failed")
_CARD = re.compile(rf"GPU at {_PCI}: (GPU-[0-9a-f]{{8}}(?:-[0-9a-f]{{4,12}}){{4}})")
_SERIAL = re.compile(r"GPU Board Serial Number: (\d{10,14})\s*\Z")
_DRIVER = re.compile(r"loading NVIDIA UNIX .{0,40}?Kernel Module {1,4}(\d{2,3}\.[\d.]{2,8})(?!\S)")
_PARTITION = re.compile(r"partition (\d{1,2}), subpartition (\d{1,2})\b")


@dataclass(slots=True)
class _Card:
    """What the log says of one card."""

    codes: Counter[int] = field(default_factory=Counter)
    is_gone: bool = False
    is_not_started: bool = False
    uuid: str | None = None
    serial: str | None = None
    partition: str | None = None
    taken_at: str | None = None


def wrote(log: Log) -> bool:
    """Whether this is a kernel log with an error of the NVIDIA driver in it."""
    signs = (_XID, _GONE, _NOT_STARTED, _CARD)
    lines = islice(_lines(log.text), MOST_LINES)
    is_one = any(sign.match(said) for _before, _times, said in lines for sign in signs)
    return is_one and not is_page(log.text)


def read(log: Log) -> list[ToolResult]:
    """Each card the driver reports an error of, in the order of the log."""
    cards: dict[str, _Card] = {}
    driver = None
    last: _Card | None = None
    for count, (before, times, said) in enumerate(_lines(log.text)):
        if count == MOST_LINES:
            raise Refused(
                "This kernel log has more than {most} messages of the NVIDIA driver. "
                "Save the part of it since the card was put in, and import that.",
                most=MOST_LINES,
            )
        if found := _DRIVER.match(said):
            driver = found[1]
        elif (found := _SERIAL.match(said)) and last:
            last.serial = found[1] if is_one_of_its_kind(found[1]) else None
        elif found := _XID.match(said) or _GONE.match(said) or _NOT_STARTED.match(said):
            last = _of(cards, found[1])
            last.taken_at = moment_in(before) or last.taken_at
            _take(last, found, times, said)
        elif found := _CARD.match(said):
            last = _of(cards, found[1])
            last.uuid = found[2] if is_one_of_its_kind(found[2]) else None
    if not cards:
        raise Refused("This kernel log holds no error of a graphics card that can be read.")
    return [_result(bus, card, driver) for bus, card in cards.items()]


def _take(card: _Card, found: re.Match[str], times: int, said: str) -> None:
    if found.re is _XID:
        card.codes[int(found[2])] += times
        if place := _PARTITION.search(said):
            card.partition = f"{place[1]}/{place[2]}"
    elif found.re is _GONE:
        card.is_gone = True
    else:
        card.is_not_started = True


def _lines(text: str) -> Iterator[tuple[str, int, str]]:
    """Each line of the NVIDIA driver: what stands before it, how often, and what it says."""
    stop = 0
    while sign := _SIGN.search(text, stop):
        at = sign.start()
        floor = max(0, at - _LONGEST_BEFORE)
        start = max(text.rfind("\n", floor, at), text.rfind("\r", floor, at))
        ends = _END.search(text, at, at + _LONGEST_SAID)
        stop = ends.start() if ends else at + _LONGEST_SAID
        if start >= 0 or floor == 0:
            before = text[start + 1 : at]
            repeated = _REPEATED.fullmatch(before)
            if repeated or _BEFORE.fullmatch(before):
                yield before, int(repeated[1]) if repeated else 1, text[sign.end() : stop]


def _of(cards: dict[str, _Card], bus: str) -> _Card:
    card = cards.setdefault(_bus(bus) or bus.upper(), _Card())
    if len(cards) > MOST_CARDS:
        raise too_much()
    return card


def _bus(text: str) -> str | None:
    return bus_id(text) or bus_id(f"{text}.0")


def _result(bus: str, card: _Card, driver: str | None) -> ToolResult:
    codes = set(card.codes) | ({xid.FELL_OFF_THE_BUS} if card.is_gone else set())
    verdict, says = xid.judge(codes) or _judge(card)
    readings = [Reading("xid_errors", float(min(card.codes.total(), 10**9)))]
    if card.codes:
        shown = sorted(card.codes)[:MOST_CODES]
        readings.append(Reading("xid_codes", " ".join(map(str, shown))))
    if card.partition:
        readings.append(Reading("failing_partition", card.partition))
    if driver:
        readings.append(Reading("driver_version", driver))
    return ToolResult(
        tool=TOOL,
        tool_version=None,
        device=Device(uuid=card.uuid, serial=card.serial, pci_bus=_bus(bus)),
        readings=tuple(readings),
        verdict=verdict,
        says=says,
        taken_at=card.taken_at,
    )


def _judge(card: _Card) -> tuple[Verdict, Sentence]:
    """Of a card without any Xid."""
    if card.is_not_started:
        return Verdict.INCONCLUSIVE, Sentence(
            mark("The driver could not start the card. Try it in another slot and another PC.")
        )
    return Verdict.INCONCLUSIVE, Sentence(
        mark("The kernel log names the card and no error of it. That is no test of the card.")
    )
