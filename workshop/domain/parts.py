# SPDX-License-Identifier: MIT
"""What the catalogue expects at a site of a card, and what a marking says came off it."""

import re

from workshop.domain.catalogue import Catalogue
from workshop.domain.catalogue_entries import CardModel, MemoryPart
from workshop.domain.markings import Marking, marked_kind
from workshop.domain.refused import Refused
from workshop.domain.terms import CardPart, PieceKind
from workshop.domain.text import shown
from workshop.language import mark

_MEMORY_NAME = re.compile(r"(?P<type>\S+) (?P<gb>\d+(?:\.\d+)?) GB")


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


def read_memory_name(name: str) -> tuple[str, int] | None:
    """The type and density in Gbit of what `memory_name` calls so; None for other names."""
    found = _MEMORY_NAME.fullmatch(name)
    return (found["type"], round(float(found["gb"]) * 8)) if found else None


_IS_A_DIE = mark("“{name}” is a die, and {what} is a memory chip. Look at its print again.")
_IS_MEMORY = mark("“{name}” is a memory chip, and {what} is a die. Look at its print again.")


def may_be_called(name: str, kind: str, what: str) -> None:
    """Refuse to give a die the marking or name of a memory chip, and the other way round.

    `what` is the tag or site of the piece. What nobody knows is let be.
    """
    says = PieceKind.MEMORY if read_memory_name(name) else marked_kind(name)
    if says == PieceKind.DIE and kind == PieceKind.MEMORY:
        raise Refused(_IS_A_DIE, name=shown(name), what=what)
    if says == PieceKind.MEMORY and kind == PieceKind.DIE:
        raise Refused(_IS_MEMORY, name=shown(name), what=what)


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
