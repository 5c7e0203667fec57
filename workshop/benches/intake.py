# SPDX-License-Identifier: MIT
"""The intake bench: a batch is open, some facts stay set, and what a scan means then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from workshop.benches.answers import Ask, Do, Stop
from workshop.benches.hand import LABELS, Hand
from workshop.benches.receiving import NO_BATCH, Session
from workshop.domain.tag import written
from workshop.domain.terms import IdentifierKind, PieceKind, PieceState, ScanKind
from workshop.domain.text import normal
from workshop.language import mark, say


class Scanned(Protocol):
    """What the bench needs to know of a scan that was identified.

    `fields` are the parts of a code that holds several, by what they are.
    """

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
    @property
    def fields(self) -> Mapping[str, str]: ...


class Here(NamedTuple):
    """The piece of this tag is in the workshop already: no fault, but nothing was received."""

    template: str
    facts: dict[str, Any]
    tag: str


class Look(NamedTuple):
    """Show the piece of this tag at the bench."""

    tag: str


Answer = Do | Ask | Stop | Here | Look

_KEPT = {
    IdentifierKind.PART_NUMBER: mark(
        "Part number {value} is kept for the next card. Scan its serial."
    ),
    IdentifierKind.UPC: mark("Article code {value} is kept for the next card. Scan its serial."),
    IdentifierKind.MAKER_TAG: mark("Maker tag {value} is kept for the next card. Scan its serial."),
    IdentifierKind.GPU_UUID: mark("GPU UUID {value} is kept for the next card. Scan its serial."),
    IdentifierKind.MARKING: mark("Marking {value} is kept for the next card. Scan its serial."),
}


class IntakeBench:
    """A batch that cards are received into; what is set stays set for the next cards.

    A serial is received at once, other labels find their card by themselves (see `Hand`). With
    `preprinted`, a card needs its serial and a blank tag, in either order. `refusing` is why the
    next serial is not to be taken in.
    """

    def __init__(self) -> None:
        self.batch = ""
        self.session = Session()
        self.kind = PieceKind.CARD
        self.sticky = dict.fromkeys(STICKY, "")
        self.preprinted = False
        self.hand = Hand()
        self.serial = ""
        self.blank = ""
        self.refusing = ""
        self._twin: Do | None = None
        self._twin_names: dict[str, str] = {}

    # What a scan means

    def take(self, scan: Scanned) -> Answer | None:
        """What a scan means here; None where it is a command to the whole window."""
        if scan.kind == ScanKind.COMMAND:
            return self._command(scan.value)
        twin, self._twin = self._twin, None
        if scan.kind == ScanKind.PLACE:
            self.sticky["place"] = scan.value
            return Ask(mark("The next cards go to {place}."), {"place": scan.value})
        if scan.kind == ScanKind.TAG:
            return self._own_tag(scan)
        labels = _labels(scan)
        serial = labels.pop(ScanKind.SERIAL, "")
        if serial and not self._says_more(serial, labels):
            return self._serial(serial, labels, twin)
        if labels:
            return self._take_labels(labels)
        if scan.note:
            return Stop("{note}", {"note": scan.note})
        return Stop(mark("“{text}” is no serial. Scan the serial label of the card."),
                    {"text": scan.value})  # fmt: skip

    def _says_more(self, serial: str, labels: Mapping[str, str]) -> bool:
        """Whether a code names the card in hand, and labels of it that were not read yet."""
        card = self.hand.card
        same = card is not None and normal(card.serial) == normal(serial)
        return same and any(self.hand.belongs(kind) for kind in labels)

    def typed(self, serial: str) -> Answer:
        """Receive a card whose serial was typed, because its label cannot be scanned."""
        twin, self._twin = self._twin, None
        return self._serial(serial.strip(), {}, twin)

    def _serial(self, serial: str, labels: Mapping[str, str], twin: Do | None) -> Answer:
        if not self.batch:
            return NO_BATCH
        if self.refusing:
            return self._refuse(serial)
        if twin is not None and normal(twin.facts["serial"]) == normal(serial):
            self.blank = twin.facts.get("tag", "")
            self.hand.kept = self._twin_names
            return self._receive(twin.facts["serial"], twin_ok=True)
        for kind, value in labels.items():  # one code that says both speaks of one card
            self.hand.keep(kind, value)
        if self.preprinted and not self.blank:
            return self._wait_for_tag(serial)
        return self._receive(serial)

    def _wait_for_tag(self, serial: str) -> Ask | Stop:
        """Hold a serial until a blank tag is scanned; no second one before that."""
        if self.serial and normal(self.serial) != normal(serial):
            return Stop(
                mark(
                    "{serial} still needs its tag. Scan a blank tag, or “Next card” to leave "
                    "it out."
                ),
                {"serial": self.serial},
            )
        self.serial = serial
        return Ask(mark("Now scan the blank tag for {serial}."), {"serial": serial})

    def _receive(self, serial: str, **more: Any) -> Do:
        facts = {"batch": self.batch, "serial": serial}
        facts |= {name: value for name, value in self.sticky.items() if value} | more
        if self.kind != PieceKind.CARD:
            facts["kind"] = self.kind.value
        if self.preprinted:
            facts["tag"], self.blank, self.serial = self.blank, "", ""
        self.hand.begin(serial, facts)
        return Do("receive", facts)

    def _refuse(self, serial: str) -> Do | Stop:
        reason, self.refusing = self.refusing, ""
        card = self.hand.card
        if card is not None and normal(card.serial) == normal(serial):
            return Stop(
                mark("{serial} was received a moment ago. Undo that first, then refuse it."),
                {"serial": serial},
            )
        self.hand.let_go()
        self.serial = self.blank = ""
        facts = {"batch": self.batch, "serial": serial, "reason": reason}
        facts |= {name: self.sticky[name] for name in ("maker", "model") if self.sticky[name]}
        return Do("refuse", facts)

    # Labels besides the serial

    def _take_labels(self, labels: dict[str, str]) -> Answer:
        ours = {kind: value for kind, value in labels.items() if self.hand.belongs(kind)}
        answer: Answer | None = None
        if ours:
            answer = self.hand.add(ours)
            serial = self.hand.card.serial if self.hand.card else ""
            answer = answer or Ask(mark("Read, and kept with {serial}."), {"serial": serial})
        for kind, value in labels.items():
            if kind not in ours:
                answer = self._keep(kind, value)
        assert answer is not None
        return answer

    def _keep(self, kind: str, value: str) -> Ask | Stop:
        if kind == IdentifierKind.UPC and kind in self.hand.kept:
            return Stop(
                mark(
                    "{code} is the article code of the box, the same on every card like it. "
                    "Scan the serial label."
                ),
                {"code": value},
            )
        if not self.batch:
            return NO_BATCH
        self.hand.keep(kind, value)
        return Ask(_KEPT[IdentifierKind(kind)], {"value": value})

    def _own_tag(self, scan: Scanned) -> Answer:
        tag = written(scan.value)
        if scan.tag and scan.state != PieceState.GONE:
            return Here(
                mark("{tag} is here already, and was opened at the bench."), {"tag": tag}, scan.tag
            )
        if scan.tag:
            return Stop(
                mark("{tag} left the workshop. To take it in again, scan its serial label."),
                {"tag": tag},
            )
        if not self.preprinted:
            return Stop(
                mark(
                    "No piece has the tag {tag}. Scan the serial label of the card instead. "
                    "For blank tags, switch on “Pre-printed tags” first."
                ),
                {"tag": tag},
            )
        if not self.batch:
            return NO_BATCH
        self.blank = scan.value
        if self.serial:
            return self._receive(self.serial)
        return Ask(mark("Tag {tag} is for the next card. Scan its serial."), {"tag": tag})

    # Commands

    def _command(self, action: str) -> Answer | None:
        """What a code of the command sheet does here."""
        what, _, which = action.partition("_")
        if what == "refuse":
            return self.refuse_next(which.upper(), say(REASONS[action]))
        if what == "grade":
            return self.set_grade(which.upper())
        if action == "undo":
            return self.take_back()
        if action == "next_card":
            return self.next_card()
        if action in ("open_bench", "quarantine"):
            return self._with_card(action)
        if action == "start_session":
            return self.session.start(self.batch)
        return self.session.end() if action == "end_session" else None

    def refuse_next(self, reason: str, words: str) -> Ask | Stop:
        """Refuse the next serial that is scanned, for this reason."""
        if not self.batch:
            return NO_BATCH
        self._twin = None
        self.refusing = reason
        return Ask(
            mark("The next serial will be refused: {reason}. Scan it, or “Undo” to take it back."),
            {"reason": words},
        )

    def set_grade(self, grade: str) -> Ask:
        """Give this grade to the next cards."""
        self.sticky["grade"] = grade
        return Ask(mark("The next cards get grade {grade}."), {"grade": grade})

    def next_card(self) -> Ask:
        """End the card in hand: labels belong to the next one from here on.

        Whatever was kept or asked about is forgotten, so that a slip does not pass on.
        """
        waited = self.serial
        begun = self.hand.let_go() or self.blank or self._twin or self.refusing
        self.serial = self.blank = self.refusing = ""
        self._twin = None
        if waited:
            return Ask(
                mark("{serial} was left out: it has no tag. Scan the next card."),
                {"serial": waited},
            )
        if begun:
            return Ask(mark("The labels without a serial are forgotten. Scan the next card."))
        return Ask(mark("Scan the next card."))

    def take_back(self) -> Ask | None:
        """What an undo takes back before anything that is recorded; None where nothing waits."""
        if self.refusing:
            self.refusing = ""
            return Ask(mark("Nothing will be refused. Scan the next card."))
        if self._twin is not None:
            self._twin = None
            return Ask(mark("It was not received. Scan the next card."))
        return None

    def _with_card(self, action: str) -> Do | Look | Stop:
        """What concerns the card in hand."""
        card = self.hand.card
        if card is None or not card.tag:
            return Stop(mark("No card is in hand. Scan its serial first."))
        if action == "open_bench":
            return Look(card.tag)
        return Do("quarantine", {"piece": card.tag, "reason": say(SET_ASIDE)})

    # What became of it

    def done(self, do: Do, receipt: Mapping[str, Any]) -> Do | None:
        """Something was done; what has to be done after it."""
        if do.act == "receive":
            return self.hand.received(do.facts, receipt["tag"], receipt["entry"])
        if do.act == "name_piece":
            self.hand.named(do.facts, receipt["entry"])
        else:
            self.session.done(do, receipt)
        return None

    def failed(self, do: Do, kind: str) -> None:
        """Something was not done; `kind` is refused, already_here, near_twin or unavailable.

        A near twin is asked about: its serial once more, as the next scan, receives it anyway.
        What is unavailable is kept and done later, so that nothing changes for it here.
        """
        if kind == "unavailable":
            return
        if do.act == "name_piece":
            self.hand.not_named(do.facts)
        elif do.act == "receive":
            names = self.hand.not_received(do.facts)
            if kind == "near_twin":
                self._twin, self._twin_names = do, names
        else:
            self.session.failed(do)

    def undone(self, entries: Iterable[int]) -> bool:
        """These entries were undone; whether the card in hand looks different now."""
        return self.hand.undone(entries)


SET_ASIDE = mark("set aside at the intake")
"""The reason of a quarantine by code; a person may say more at the bench."""

STICKY = ("model", "maker", "place", "packaging", "completeness", "grade")
"""What stays set from card to card, besides the kind."""

REASONS = {"refuse_cracked": mark("cracked"), "refuse_opened": mark("opened, or parts missing")}
"""Why a card is refused at the dock by a command code."""


def _labels(scan: Scanned) -> dict[str, str]:
    """Every label the code holds, by kind; a plain code holds one, a bad one none."""
    kinds = [IdentifierKind.SERIAL.value, *LABELS]
    if scan.kind not in kinds or scan.note:
        return {}
    found = {**scan.fields, scan.kind: scan.value}
    return {kind: found[kind] for kind in kinds if found.get(kind)}
