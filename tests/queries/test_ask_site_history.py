# SPDX-License-Identifier: MIT
"""What was ever found at a site, by whom, the oldest first."""

import pytest
from bench_shop import Shop

from workshop.domain.refused import Refused


def test_every_record_of_a_site_with_who_and_what(shop: Shop) -> None:
    card, other = shop.card("S-1"), shop.card("S-2")
    shop.do("harvest", card=card, site="M3", outcome="suspect", note="cracked")
    chip = shop.do("harvest", card=card, site="m3", outcome="good", place="TRAY-12",
                   marking="D8BZC", grade="A")["tag"]  # fmt: skip
    shop.do("harvest", card=card, site="M4", outcome="missing")
    shop.do("harvest", card=other, site="M3", outcome="missing")
    first, second = shop.ask("site_history", card=card, site="m3")
    assert (first.outcome, first.note, first.piece, first.person) == (
        "suspect", "cracked", "", "ANA",
    )  # fmt: skip
    assert second[4:] == (
        "good", chip, second.model, second.expected, "D8BZC", "A", "TRAY-12", "",
        "Ana",
    )  # fmt: skip
    assert first.entry < second.entry and first.at <= second.at
    assert shop.ask("site_history", card=card, site="M3", after=first.id) == [second]
    assert shop.ask("site_history", card=card, site="M5") == []


def test_what_was_undone_is_no_history(shop: Shop) -> None:
    card = shop.card("S-1")
    entry = shop.do("harvest", card=card, site="M3", outcome="missing")["entry"]
    shop.do("undo", entry=entry)
    assert shop.ask("site_history", card=card, site="M3") == []


def test_a_site_that_is_not_there_and_a_chip_are_refused(shop: Shop) -> None:
    card = shop.card("S-1")
    chip = shop.do("harvest", card=card, site="M3", outcome="good")["tag"]
    with pytest.raises(Refused, match="There is no site “M99”"):
        shop.ask("site_history", card=card, site="M99")
    with pytest.raises(Refused):
        shop.ask("site_history", card=chip, site="M3")
