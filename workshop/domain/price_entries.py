# SPDX-License-Identifier: MIT
"""What a shop asks for a piece: by kind, part and grade, the closest price first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workshop.domain.refused import Refused
from workshop.domain.terms import PieceKind
from workshop.domain.text import clean, shown


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one piece of a kind, in units of a currency (ISO 4217).

    `part` is its model, or the chip of a die or memory chip; empty for any. `grade` likewise.
    """

    code: str
    kind: PieceKind
    amount: float
    currency: str
    part: str = ""
    grade: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        clean(self.part, "The part of the price")
        clean(self.grade, "The grade of the price")
        if not 0 <= self.amount <= 1_000_000:
            raise Refused(
                "{code}: a price is 0 to 1000000, not {amount}.", code=self.code, amount=self.amount
            )
        if not re.fullmatch("[A-Z]{3}", self.currency):
            raise Refused(
                "{code}: “{currency}” is no currency. "
                "Write three capitals, such as EUR, USD or CNY.",
                code=self.code,
                currency=shown(self.currency),
            )


def price_of(prices: Iterable[Price], kind: str, part: str, grade: str) -> Price | None:
    """The price of a piece: of its part and grade, else its part, its grade, or its kind alone."""
    of = (part.casefold(), grade.casefold())
    fitting = [
        price
        for price in prices
        if price.kind == kind
        and price.part.casefold() in ("", of[0])
        and price.grade.casefold() in ("", of[1])
    ]
    return max(fitting, key=lambda price: (bool(price.part), bool(price.grade)), default=None)
