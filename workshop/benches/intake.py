# SPDX-License-Identifier: MIT
"""The intake bench: a batch is open, some facts stay set, and what a scan means then."""

from typing import Any, NamedTuple, Protocol

from workshop.benches.answers import Ask, Do, Stop
from workshop.domain.tag import written
from workshop.domain.terms import PieceKind, PieceState, ScanKind
from workshop.language import mark


class Scanned(Protocol):
    """What the bench needs to know of a scan that was identified."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def tag(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def note(self) -> str: ...


class Here(NamedTuple):
    """The piece of this tag is in the workshop already: no fault, but nothing was received."""

    template: str
    facts: dict[str, Any]
    tag: str


class IntakeBench:
    """A batch that cards are received into. `model`, `maker` and `place` stay set for the next.

    A part number that was scanned is kept for the one card that comes after it.
    """

    def __init__(self) -> None:
        self.batch = ""
        self.place = ""
        self.model = ""
        self.maker = ""
        self.kind = PieceKind.CARD
        self.part_number = ""

    def take(self, scan: Scanned) -> Do | Ask | Stop | Here:
        """What a scan means here: receive a card, remember something, or why it cannot be."""
        if scan.kind == ScanKind.SERIAL:
            return self._receive(scan.value)
        if scan.kind == ScanKind.PART_NUMBER:
            self.part_number = scan.value
            return Ask(
                mark("Part number {part} is kept for the next card. Scan its serial."),
                {"part": scan.value},
            )
        if scan.kind == ScanKind.PLACE:
            self.place = scan.value
            return Ask(mark("The next cards go to {place}."), {"place": scan.value})
        if scan.kind == ScanKind.TAG:
            return self._own_tag(scan)
        if scan.kind == ScanKind.UPC:
            return Stop(
                mark(
                    "{code} is the article code of the box, the same on every card like it. "
                    "Scan the serial label."
                ),
                {"code": scan.value},
            )
        if scan.note:
            return Stop("{note}", {"note": scan.note})
        return Stop(mark("“{text}” is no serial. Scan the serial label of the card."),
                    {"text": scan.value})  # fmt: skip

    def typed(self, serial: str) -> Do | Stop:
        """Receive a card whose serial was typed, because its label cannot be scanned."""
        return self._receive(serial.strip())

    def _receive(self, serial: str) -> Do | Stop:
        if not self.batch:
            return Stop(mark("No batch is open. Choose one, or open a new one, then scan again."))
        facts = {
            "batch": self.batch,
            "serial": serial,
            "model": self.model or None,
            "maker": self.maker or None,
            "part_number": self.part_number or None,
            "place": self.place or None,
        }
        if self.kind != PieceKind.CARD:
            facts["kind"] = self.kind.value
        self.part_number = ""
        return Do("receive", facts)

    def _own_tag(self, scan: Scanned) -> Stop | Here:
        tag = written(scan.value)
        if not scan.tag:
            return Stop(
                mark("No piece has the tag {tag}. Scan the serial label of the card instead."),
                {"tag": tag},
            )
        if scan.state == PieceState.GONE:
            return Stop(
                mark("{tag} left the workshop. To take it in again, scan its serial label."),
                {"tag": tag},
            )
        return Here(
            mark("{tag} is here already, and was opened at the bench."),
            {"tag": tag},
            scan.tag,
        )
