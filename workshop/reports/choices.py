# SPDX-License-Identifier: MIT
"""What a person wants in a report: its sections, its paper, and what goes with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workshop.domain.refused import Refused
from workshop.domain.text import shown
from workshop.language import mark

SECTIONS = {
    "balance": mark("Balance"),
    "differences": mark("Differences from the supplier's list"),
    "overrides": mark("Let pass"),
    "decisions": mark("What was decided about the cards"),
    "value": mark("Value at the shop's prices"),
    "grades": mark("Harvested pieces"),
    "work": mark("How the work went"),
    "times": mark("Time per step"),
    "cards": mark("Cards"),
    "tests": mark("Tests"),
    "pieces": mark("Every harvested piece"),
    "signatures": mark("Signatures"),
    "terms": mark("Terms"),
}
"""The sections after the first page, in their order, by what they are called."""

EVERY = frozenset(SECTIONS)

USUAL = EVERY - {"pieces"}
"""The sections a report has unless somebody chose others."""


@dataclass(frozen=True)
class Choices:
    """Which sections, which paper (a4 or letter), and whether photos, prices and card pages.

    `language` is the code of one; empty for that in force.
    """

    sections: frozenset[str] = USUAL
    paper: str = "a4"
    photos: bool = True
    prices: bool = True
    card_pages: bool = False
    language: str = ""

    def __contains__(self, section: str) -> bool:
        return section in self.sections and (section != "value" or self.prices)

    def facts(self) -> dict[str, Any]:
        """As plain facts, the sections in their order."""
        chosen = [name for name in SECTIONS if name in self.sections]
        return {**vars(self), "sections": chosen}


def read_choices(facts: Mapping[str, Any]) -> Choices:
    """The choices of plain facts, what is not among them as usual; refuses unknown sections."""
    sections = list(map(str, facts.get("sections", USUAL)))
    for name in sections:
        if name not in SECTIONS:
            raise Refused(
                "There is no section “{section}”. Choose among: {sections}.",
                section=shown(name),
                sections=", ".join(SECTIONS),
            )
    flags = {
        name: bool(facts.get(name, getattr(Choices, name)))
        for name in ("photos", "prices", "card_pages")
    }
    words = {name: str(facts.get(name, getattr(Choices, name))) for name in ("paper", "language")}
    return Choices(frozenset(sections), **words, **flags)  # type: ignore[arg-type]


AS_USUAL = Choices()
"""What a report is where nobody chose anything."""
