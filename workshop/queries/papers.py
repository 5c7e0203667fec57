# SPDX-License-Identifier: MIT
"""What the shop's papers say of it, and what it asks for its pieces."""

from sqlalchemy import Connection

from workshop.domain.letterhead import CODE, PLAIN, Letterhead
from workshop.domain.price_entries import Price
from workshop.storage.shop import shop_catalogue


def letterhead(connection: Connection) -> Letterhead:
    """The letterhead of the shop; an empty one where it has none."""
    return shop_catalogue(connection).letterheads.get(CODE, PLAIN)


def prices(connection: Connection) -> list[Price]:
    """Every price of the shop, by kind, part and grade."""
    found = shop_catalogue(connection).prices.values()
    return sorted(found, key=lambda price: (price.kind, price.part, price.grade, price.code))
