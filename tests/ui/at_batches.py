# SPDX-License-Identifier: MIT
"""The batches page and a batch to look at: fixtures and work for the files that test it."""

from typing import Any

import pytest

from ui.pages.batches import BatchesPage


@pytest.fixture
def page(hands: Any) -> BatchesPage:
    """The batches, in sight."""
    found = hands.go("batches")
    assert isinstance(found, BatchesPage)
    return found


def strip_one(shop: Any) -> list[str]:
    """Three cards of B1, one of them unannounced, the first stripped of five pieces."""
    shop.do("expect", batch="B1", cards=[{"serial": s} for s in ("SN0001", "SN0002", "SN0003")])
    tags = [shop.card(serial) for serial in ("SN0001", "SN0002", "SN0009")]
    for site, outcome in (
        ("GPU", "good"), ("M1", "good"), ("M2", "good"), ("M3", "damaged"), ("M4", "missing"),
    ):  # fmt: skip
        shop.do("harvest", card=tags[0], site=site, outcome=outcome, place="TRAY-12")
    return tags
