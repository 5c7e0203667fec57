# SPDX-License-Identifier: MIT
"""Packing a shipment: every piece that is scanned goes into the one in hand, or a whole tray."""

from collections.abc import Iterable, Sequence

from workshop.benches.answers import Answer, Ask, Do, Stop
from workshop.domain.tag import written
from workshop.language import mark


class Packing:
    """The shipment in hand, if any, and what is in it."""

    def __init__(self) -> None:
        self.shipment = ""
        self.takes = False
        self._inside: set[str] = set()
        self._offered = ""  # the place that was scanned once

    def take_in_hand(self, shipment: str, *, takes: bool) -> None:
        """This shipment is in hand from now on; `takes` says whether it still takes pieces."""
        if shipment != self.shipment:
            self._inside.clear()
            self._offered = ""
        self.shipment, self.takes = shipment, takes

    def has(self, tags: Iterable[str]) -> None:
        """These pieces are in it."""
        self._inside = set(tags)

    def take_piece(self, tag: str) -> Answer:
        """A piece was scanned: it is packed, unless it is in the shipment already."""
        self._offered = ""
        if (no := self._takes_nothing()) is not None:
            return no
        if tag in self._inside:
            return Stop(mark("{tag} is in shipment {shipment} already."),
                        {"tag": written(tag), "shipment": self.shipment})  # fmt: skip
        return Do("pack", {"shipment": self.shipment, "pieces": [tag]})

    def take_place(self, place: str, tags: Sequence[str]) -> Answer:
        """A place was scanned in which these lie in stock: scanned twice, all of it is packed."""
        if (no := self._takes_nothing()) is not None:
            return no
        if not tags:
            return Stop(mark("Nothing that lies in {place} is in stock."), {"place": place})
        if self._offered != place:
            self._offered = place
            return Ask(mark("In stock in {place}: {n}. Scan it again to pack all of it."),
                       {"place": place, "n": len(tags)})  # fmt: skip
        self._offered = ""
        return Do("pack", {"shipment": self.shipment, "pieces": list(tags)})

    def _takes_nothing(self) -> Stop | None:
        if not self.shipment:
            return Stop(mark("Open a shipment first, or choose one. Then scan what goes into it."))
        if not self.takes:
            return Stop(mark("Shipment {shipment} has left already. Choose another one."),
                        {"shipment": self.shipment})  # fmt: skip
        return None
