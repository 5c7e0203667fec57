# SPDX-License-Identifier: MIT
"""The card in hand at the intake: the labels that were read of it, and those for the next card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workshop.benches.answers import Do
from workshop.domain.terms import IdentifierKind
from workshop.domain.text import normal

# Labels that an act takes together with the serial; others follow it.
_TOGETHER = (IdentifierKind.PART_NUMBER, IdentifierKind.UPC, IdentifierKind.MAKER_TAG)

LABELS = tuple(kind.value for kind in (*_TOGETHER, IdentifierKind.GPU_UUID, IdentifierKind.MARKING))
"""The labels of a card besides its serial, in the order a person looks for them."""


@dataclass
class Card:
    """A card whose serial was read: its labels by kind, and its tag once it is received.

    `late` are labels that were read before its tag was known; `entries` says which journal entry
    kept which of its labels.
    """

    serial: str
    names: dict[str, str]
    tag: str = ""
    entry: int = 0
    late: dict[str, str] = field(default_factory=dict)
    entries: dict[int, tuple[str, ...]] = field(default_factory=dict)


class Hand:
    """Sorts labels to cards, in whatever order they are read.

    A label belongs to the card that was received last, unless that one has a label of its kind
    already: then it begins the next card, and waits for its serial as do all that follow it.
    """

    def __init__(self) -> None:
        self.card: Card | None = None
        self.kept: dict[str, str] = {}
        self._sent: list[tuple[dict[str, Any], Card, Card | None]] = []

    def belongs(self, kind: str) -> bool:
        """Whether a label of this kind, read now, belongs to the card in hand."""
        return self.card is not None and not self.kept and kind not in self.card.names

    def add(self, names: Mapping[str, str]) -> Do | None:
        """Give labels to the card in hand; what has to be done once it is received."""
        card = self.card
        assert card is not None
        card.names.update(names)
        if card.tag:
            return Do("name_piece", {"piece": card.tag, "names": dict(names)})
        card.late.update(names)
        return None

    def keep(self, kind: str, value: str) -> None:
        """Keep a label for the next card."""
        self.kept[kind] = value

    def begin(self, serial: str, facts: dict[str, Any]) -> None:
        """The next card is to be received by these facts; the labels kept for it join them."""
        names, self.kept = self.kept, {}
        card = Card(serial, names)
        for kind, value in names.items():
            (facts if kind in _TOGETHER else card.late)[kind] = value
        self._sent.append((facts, card, self.card))
        self.card = card

    def received(self, facts: dict[str, Any], tag: str, entry: int) -> Do | None:
        """It is received; what has to be done with the labels that were read meanwhile."""
        card = self._answered(facts)[0]
        if card is None:
            return None
        card.tag, card.entry = tag, entry
        late, card.late = card.late, {}
        return Do("name_piece", {"piece": tag, "names": late}) if late else None

    def not_received(self, facts: dict[str, Any]) -> dict[str, str]:
        """It is not. Labels of a card that was not received are labels of nothing: they go.

        Unless it was the serial of the card before it once more: then that one is in hand again.
        Returns the labels it would have had.
        """
        card, before = self._answered(facts)
        if card is None:
            return {}
        if card is self.card:
            if before is not None and normal(before.serial) == normal(card.serial):
                self.card, self.kept = before, {**card.names, **self.kept}
            else:
                self.card = None
        return card.names

    def _answered(self, facts: dict[str, Any]) -> tuple[Card | None, Card | None]:
        for place, (sent, card, before) in enumerate(self._sent):
            if sent is facts:
                del self._sent[place]
                return card, before
        return None, None

    def named(self, facts: Mapping[str, Any], entry: int) -> None:
        """The entry that kept these labels of a piece."""
        card = self.card
        if card is not None and card.tag == facts["piece"]:
            card.entries[entry] = tuple(facts["names"])

    def not_named(self, facts: Mapping[str, Any]) -> None:
        """These labels of a piece were not kept."""
        card = self.card
        if card is not None and card.tag == facts["piece"]:
            for kind in facts["names"]:
                card.names.pop(kind, None)

    def undone(self, entries: Iterable[int]) -> bool:
        """These entries were undone; whether the hand looks different now."""
        card, before = self.card, len(self.card.names) if self.card else 0
        if card is None:
            return False
        gone = set(entries)
        if card.entry in gone:
            self.card = None
            return True
        for entry in gone & set(card.entries):
            for kind in card.entries.pop(entry):
                card.names.pop(kind, None)
        return len(card.names) != before

    def let_go(self) -> bool:
        """End the card in hand and forget what was kept; whether anything was kept."""
        forgotten = bool(self.kept)
        self.card, self.kept = None, {}
        return forgotten
