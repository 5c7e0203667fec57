# SPDX-License-Identifier: MIT
"""What a refusal must leave as it was: every table, the journal included."""

from typing import Any

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused
from workshop.storage.schema import METADATA


def tables(shop: Shop) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with shop.database.read() as connection:
        return {
            table.name: sorted(tuple(map(repr, row)) for row in connection.execute(table.select()))
            for table in METADATA.sorted_tables
        }


def refusal(shop: Shop, act: str, **facts: Any) -> str:
    """The sentence an act is refused with: one line, of a length people read; nothing changed."""
    before = tables(shop)
    with pytest.raises(Refused) as refused:
        shop.do(act, **facts)
    assert tables(shop) == before
    sentence = str(refused.value)
    assert sentence.isprintable(), ascii(sentence)
    assert len(sentence) < 1000
    assert sentence.endswith(".") and "{" not in sentence
    return sentence
