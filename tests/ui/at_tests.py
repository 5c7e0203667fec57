# SPDX-License-Identifier: MIT
"""The tests page with a card on it: fixtures and hands for the files that test it."""

from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox


@pytest.fixture
def page(hands: Any) -> Any:
    """The tests page, in sight."""
    found = hands.go("tests")
    assert found.name == "tests"
    return found


@pytest.fixture
def card(hands: Any, page: Any) -> str:
    """A card that was scanned there."""
    tag = hands.shop.card("SN0001")
    hands.scan("SN0001")
    return str(tag)


def plan(hands: Any, page: Any, code: str) -> None:
    """Choose a plan by a tap."""
    place = [row.code for row in page.card.plans.rows.rows()].index(code)
    hands.tap_row(page.card.plans, place)
    assert page.form.attempt is not None and page.form.attempt.plan.code == code


def put(hands: Any, page: Any, **values: str) -> None:
    """Type or choose these values."""
    for name, value in values.items():
        field = page.form.rows[name].field
        if isinstance(field, QComboBox):
            field.setCurrentIndex(field.findData(value))
        else:
            hands.type(field, value)


def values(page: Any) -> dict[str, str]:
    """What stands in the fields."""
    found: dict[str, str] = page.form.typed()
    return found
