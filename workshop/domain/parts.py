# SPDX-License-Identifier: MIT
"""What the catalogue expects at a site of a card."""

from workshop.domain.catalogue_entries import CardModel
from workshop.domain.terms import PieceKind


def part_name(model: CardModel | None, kind: str) -> str:
    """The die or memory chip a model carries: `AD102`, `GDDR6X 2 GB`; empty where unknown."""
    if model is None:
        return ""
    if kind == PieceKind.DIE:
        return model.die
    if kind == PieceKind.MEMORY and model.chip_gbit:
        return f"{model.memory_type} {model.chip_gbit / 8:g} GB"
    return ""
