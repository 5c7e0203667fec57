# SPDX-License-Identifier: MIT
"""A scanner over the command sheet of a workshop, at a whole window."""

from typing import Any

import pytest


class Sheet:
    """The command sheet of the workshop, with a scanner over it."""

    def __init__(self, hands: Any) -> None:
        self.hands = hands
        found = hands.shop.ask("command_codes")
        self.codes = {code.action: code.text for code in [*found.codes, *found.sites]}

    def scan(self, *actions: str) -> tuple[str, str, str]:
        """Scan these codes one after the other; what the strip says then."""
        for action in actions:
            self.hands.scan(self.codes[action])
            self.hands.settle()
        strip: tuple[str, str, str] = self.hands.strip
        return strip


@pytest.fixture
def sheet(hands: Any) -> Sheet:
    hands.go("bench")
    return Sheet(hands)
