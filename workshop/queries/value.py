# SPDX-License-Identifier: MIT
"""What a batch is worth at the shop's own prices."""

from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from workshop.domain.price_entries import price_of
from workshop.domain.terms import PieceState
from workshop.queries.report import KIND_ORDER
from workshop.queries.rows import batch_id, piece
from workshop.storage.shop import shop_catalogue


class ValueLine(NamedTuple):
    """Pieces of a batch of one kind, part and grade that are in stock or sold.

    `price` is for one, in `currency`; None and "" where the shop has none. The values are then
    None, too; otherwise `price` times the number of pieces.
    """

    kind: str
    part: str
    grade: str
    price: float | None
    currency: str
    stock: int
    stock_value: float | None
    sold: int
    sold_value: float | None


def batch_value(connection: Connection, *, batch: str) -> list[ValueLine]:
    """What a batch brought into stock and what of it was sold, at the prices of today.

    What is packed is in stock until it leaves. What is fitted counts with the card it is on, what
    is damaged, in work or scrapped not at all. Prices are the shop's entries of the kind `price`;
    sold is what left by a disposition that `sells`. Refuses an unknown batch.
    """
    catalogue = shop_catalogue(connection)
    selling = [each.code for each in catalogue.dispositions.values() if each.sells]
    counts = {
        "stock": piece.c.state.in_((PieceState.STOCK.value, PieceState.PACKED.value)),
        "sold": (piece.c.state == PieceState.GONE.value) & piece.c.disposition.in_(selling),
    }
    n = {name: func.sum(case((which, 1), else_=0)) for name, which in counts.items()}
    rows = connection.execute(
        select(piece.c.kind, piece.c.model, piece.c.grade, n["stock"], n["sold"])
        .where(piece.c.batch_id == batch_id(connection, batch))
        .group_by(piece.c.kind, piece.c.model, piece.c.grade)
    )
    prices = list(catalogue.prices.values())
    lines = []
    for kind, part, grade, *sums in rows:
        stock, sold = map(int, sums)
        if stock or sold:
            price = price_of(prices, kind, part, grade)
            one = price.amount if price else None
            lines.append(
                ValueLine(
                    kind, part, grade, one, price.currency if price else "",
                    stock, _times(one, stock), sold, _times(one, sold),
                )
            )  # fmt: skip
    return sorted(lines, key=lambda line: (KIND_ORDER[line.kind], line.part, line.grade))


def _times(price: float | None, n: int) -> float | None:
    """To the hundredth, as prices are."""
    return None if price is None else round(price * n, 2)
