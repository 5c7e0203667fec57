# SPDX-License-Identifier: MIT
"""Packing a shipment: every piece that is scanned goes into the one in hand."""

from collections.abc import Iterable

from workshop.benches.answers import Answer, Do, Stop
from workshop.domain.tag import written
from workshop.language import mark


class Packing:
    """The shipment in hand, if any, and what is in it."""

    def __init__(self) -> None:
        self.shipment = ""
        self.takes = False
        self._inside: set[str] = set()

    def take_in_hand(self, shipment: str, *, takes: bool) -> None:
        """This shipment is in hand from now on; `takes` says whether it still takes pieces."""
        if shipment != self.shipment:
            self._inside.clear()
        self.shipment, self.takes = shipment, takes

    def has(self, tags: Iterable[str]) -> None:
        """These pieces are in it."""
        self._inside = set(tags)

    def take_piece(self, tag: str) -> Answer:
        """A piece was scanned: it is packed, unless it is in the shipment already."""
        if not self.shipment:
            return Stop(mark("Open a shipment first, or choose one. Then scan what goes into it."))
        facts = {"tag": written(tag), "shipment": self.shipment}
        if not self.takes:
            return Stop(mark("Shipment {shipment} has left already. Choose another one."), facts)
        if tag in self._inside:
            return Stop(mark("{tag} is in shipment {shipment} already."), facts)
        return Do("pack", {"shipment": self.shipment, "pieces": [tag]})
