# SPDX-License-Identifier: MIT
"""What the catalogue expects at a site of a card, and what a marking says came off it."""

from workshop.domain.catalogue import Catalogue
from workshop.domain.catalogue_entries import CardModel, MemoryPart
from workshop.domain.markings import Marking
from workshop.domain.terms import CardPart, PieceKind


def part_kind(part: str) -> PieceKind:
    """The kind of piece a part of a card is."""
    return PieceKind.COOLER if part == CardPart.COOLER else PieceKind.OTHER


def counts_as(kind: str, taken_apart: int | None) -> str:
    """The kind by which is decided what becomes of a piece: a card taken apart is a bare board."""
    bare = kind == PieceKind.CARD and taken_apart is not None
    return PieceKind.BOARD.value if bare else kind


def part_name(model: CardModel | None, kind: str) -> str:
    """The die or memory chip a model carries: `AD102`, `GDDR6X 2 GB`; empty where unknown."""
    if model is None:
        return ""
    if kind == PieceKind.DIE:
        return model.die
    if kind == PieceKind.MEMORY and model.chip_gbit:
        return memory_name(model.memory_type, model.chip_gbit)
    return ""


def memory_name(memory_type: str, gbit: int) -> str:
    """What a memory chip is called: `GDDR6X 2 GB`."""
    return f"{memory_type} {gbit / 8:g} GB"


def memory_part(catalogue: Catalogue, marking: Marking) -> MemoryPart | None:
    """The memory part of a marking, where the catalogue knows it."""
    names = (marking.raw, f"{marking.chip}-{marking.sku}", marking.chip)
    found = (catalogue.find_memory(name) for name in names if name.strip("-"))
    return next((part for part in found if part is not None), None)


def marked_as(catalogue: Catalogue, kind: str, marking: Marking) -> str:
    """What a die or chip of this marking is called, as `part_name` does; empty where unknown."""
    if kind == PieceKind.DIE:
        dies = {chip for model in catalogue.models.values()
                for chip in (model.die, *model.other_dies)}  # fmt: skip
        return marking.chip if marking.chip in dies else ""
    part = memory_part(catalogue, marking) if kind == PieceKind.MEMORY else None
    return memory_name(part.type, part.gbit) if part else ""
