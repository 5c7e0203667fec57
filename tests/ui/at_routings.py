# SPDX-License-Identifier: MIT
"""The routings in the settings: a fixture for the files that test them."""

from typing import Any

import pytest

from ui.pages.settings_routings import RoutingsSection


@pytest.fixture
def section(hands: Any) -> RoutingsSection:
    """The routings, with the harvest chosen."""
    page = hands.go("settings")
    page.show_tag("routings")
    hands.settle()
    found = page.sections["routings"]
    assert isinstance(found, RoutingsSection)
    found.table.go("harvest")
    hands.settle()
    return found
