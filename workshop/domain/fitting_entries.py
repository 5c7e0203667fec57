# SPDX-License-Identifier: MIT
"""What the catalogue says of fitting: rules, packages, and what the chips of one set share."""

import re
from dataclasses import dataclass
from enum import StrEnum

from workshop.domain.catalogue_entries import CardModel
from workshop.domain.refused import Refused
from workshop.domain.terms import PieceKind
from workshop.domain.text import require, shown

_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,23}\Z")


class Compared(StrEnum):
    """What a fitting rule looks at.

    Die, SKU, package, type, density and speed are compared with what the card model takes; maker
    and part with the chips that are on the board; lead with what its joints are made of.
    """

    DIE = "die"
    SKU = "sku"
    PACKAGE = "package"
    TYPE = "type"
    DENSITY = "density"
    SPEED = "speed"
    MAKER = "maker"
    PART = "part"
    LEAD = "lead"


class Weight(StrEnum):
    """What a broken rule does: it is told, asks for the reason of a lead, or stops for good."""

    TELL = "tell"
    ASK = "ask"
    REFUSE = "refuse"


OF_DIES = {Compared.DIE, Compared.SKU, Compared.PACKAGE, Compared.LEAD}
OF_MEMORY = {*Compared} - {Compared.DIE, Compared.SKU}


@dataclass(frozen=True, slots=True)
class FitRule:
    """One thing that must be right before a die or chip goes onto a board.

    `suits` names series, families or models of the board, none meaning all. What is not known of a
    piece breaks no rule, unless it `must_be_known`.
    """

    code: str
    name: str
    kind: PieceKind
    compares: Compared
    weight: Weight
    must_be_known: bool = False
    suits: tuple[str, ...] = ()
    confirmed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        require(self.name, "The name of the rule")
        if not _CODE.match(self.code):
            raise Refused(
                "The code “{code}” of a rule must be capitals, digits and dashes.",
                code=shown(self.code),
            )
        usual = {PieceKind.DIE: OF_DIES, PieceKind.MEMORY: OF_MEMORY}.get(self.kind)
        if usual is None:
            raise Refused("{code}: a rule is for dies or for memory.", code=self.code)
        if self.compares not in usual:
            raise Refused(
                "{code}: of {kind} a rule compares one of {all}.",
                code=self.code,
                kind=self.kind.value,
                all=", ".join(sorted(usual)),
            )

    def is_for(self, model: CardModel) -> bool:
        """Whether the rule holds for boards of this model."""
        words = {word.casefold() for word in self.suits}
        return not words or bool(
            words & {model.series.casefold(), model.family.casefold(), model.name.casefold()}
        )


@dataclass(frozen=True, slots=True)
class Package:
    """The package of a die, or of a type of memory: `FBGA-180`."""

    code: str
    package: str

    def __post_init__(self) -> None:
        require(self.package, "The package", 64)


@dataclass(frozen=True, slots=True)
class SetRule:
    """What the chips of one memory set share: `weeks` from the oldest date code to the newest."""

    code: str
    weeks: int
    confirmed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.weeks <= 520:
            raise Refused("{code}: give 0 to 520 weeks.", code=self.code)
