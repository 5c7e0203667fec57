# SPDX-License-Identifier: MIT
"""What the catalogue says of moisture: floor lives, levels of kinds, and the bake times."""

from dataclasses import dataclass

from workshop.domain.refused import Refused
from workshop.domain.terms import PieceKind
from workshop.domain.text import SHORT, require, shown


@dataclass(frozen=True, slots=True)
class FloorLife:
    """How many hours a package of a moisture level may lie in the open; None for ever."""

    code: str
    hours: float | None = None
    confirmed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if self.hours is not None and self.hours <= 0:
            raise Refused("MSL {code}: a floor life is more than 0 hours.", code=self.code)


@dataclass(frozen=True, slots=True)
class Moisture:
    """What is assumed of a kind of piece that nobody said more of.

    `msl` is empty for a kind that takes no harm; `body_mm` is the thickness of the body; `large`
    marks a BGA of more than 17 × 17 mm or with stacked dies.
    """

    code: str
    msl: str = ""
    body_mm: float = 0
    large: bool = False
    confirmed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if self.code not in list(PieceKind):
            raise Refused(
                "“{code}” is no kind of piece. Use one of: {all}.",
                code=shown(self.code),
                all=", ".join(PieceKind),
            )


@dataclass(frozen=True, slots=True)
class BakeTime:
    """A row of the table of bakes: so many hours at `temperature` °C make a package dry.

    It holds for bodies over `over_mm` up to `to_mm`, or for `large` packages, of the levels of
    `msl`, of any where none is named. `humidity` is the most %RH the oven may have, None for any.
    `saturated_h` is for packages that took up all they can, `late_h` for those at most 72 h past
    their floor life.
    """

    code: str
    temperature: float
    saturated_h: float
    edition: str
    over_mm: float = 0
    to_mm: float = 0
    large: bool = False
    msl: tuple[str, ...] = ()
    humidity: float | None = None
    late_h: float | None = None
    confirmed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        require(self.edition, "The edition of the table", SHORT)
        if not 0 < (self.late_h or self.saturated_h) <= self.saturated_h:
            raise Refused(
                "Bake {code}: the hours must be more than 0, and those of a package that is "
                "late no more than those of a saturated one.",
                code=self.code,
            )
