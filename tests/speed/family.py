# SPDX-License-Identifier: MIT
"""Genealogy, heat and passport of what was worked on most, at a million pieces."""

import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import million
from core import say, timed

from workshop.acts import ACTS
from workshop.queries import QUERIES
from workshop.storage.database import Database

# Of the pieces of a million, those that are RTX 3090 with 24 chips on two faces.
FIRST, STEP, CHIPS = 2, 4, 24
DESCENDANTS, EVENTS = 60, 200


class Family:
    """A card that sixty pieces came off or were built into, and a chip with many events."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cards = [
            self.ask("identify", scan=million.serial(FIRST + STEP * n)).tag for n in range(3)
        ]
        self.chip = ""

    def ask(self, query: str, **facts: Any) -> Any:
        with self.database.read() as connection:
            return QUERIES[query](connection, **facts)

    def do(self, act: str, **facts: Any) -> Any:
        return self.database.write(ACTS[act], **facts)

    def work(self) -> None:
        """Strip the first card, and fit the chips of the others to it, one after the other."""
        first, *donors = self.cards
        for n in range(1, CHIPS + 1):
            self.do("harvest", card=first, site=f"M{n}", outcome="good")
        for donor in donors:
            for n in range(1, (DESCENDANTS - CHIPS) // 2 + 1):
                chip = self.do("harvest", card=donor, site=f"M{n}", outcome="good")["tag"]
                self.do("fit", piece=chip, board=first, site=f"M{n}")
                self.do("take_off", piece=chip, place="TRAY-1")
                self.chip = chip
        for n in range(EVENTS - 3):
            self.do("move", piece=self.chip, place=f"TRAY-{1 + (n + 1) % 2}")


def main() -> None:
    with tempfile.TemporaryDirectory(dir=million.path().parent) as folder:
        family = Family(Database.open(million.copy(Path(folder))))
        family.work()
        card, chip = family.cards[0], family.chip
        assert len(family.ask("genealogy", tag=card).tree) == DESCENDANTS
        assert len(family.ask("passport", tag=chip).history) == EVENTS
        for what, query, tag in (
            ("genealogy of 60 descendants", "genealogy", card),
            ("genealogy of a chip", "genealogy", chip),
            ("heat ledger of a chip", "heat", chip),
            ("passport of 200 events", "passport", chip),
            ("the rest of that passport", "passport_more", chip),
        ):
            taken = timed(lambda _, q=query, t=tag: family.ask(q, tag=t), 200)
            say(what, taken, "≤ 50 ms")
        family.database.dispose()


if __name__ == "__main__":
    main()
