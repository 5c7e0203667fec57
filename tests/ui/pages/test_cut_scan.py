# SPDX-License-Identifier: MIT
"""A scan that may lack its beginning is refused with a sentence, in its turn, and taken whole."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from scanner_bench import send

from ui.scanner import Scanner

REFUSED = ("refused", "The beginning of this scan may be missing", "Scan it again.")


@pytest.fixture
def wedge(hands: Any) -> Iterator[Scanner]:
    """A scanner that types in front of the window."""
    scanner = Scanner()
    scanner.scanned.connect(hands.window.scans.take)
    scanner.doubtful.connect(hands.window.scans.doubt)
    scanner.start()
    yield scanner
    scanner.stop()


def test_a_badge_torn_in_two_signs_nobody_in(hands: Any, wedge: Scanner) -> None:
    window = hands.window.windowHandle()
    hands.context.set("person", "")
    stamp = send(window, "CW", 1_000, 5)
    stamp = send(window, "P-ANA\r", stamp + 120, 5)
    hands.settle()
    assert hands.strip == REFUSED
    assert hands.context.person == ""
    assert hands.shop.ask("pieces", batch="B1") == []
    send(window, "CWP-ANA\r", stamp + 400, 5)
    hands.settle()
    assert hands.context.person == "ANA"


def test_it_is_refused_after_the_scans_before_it(hands: Any) -> None:
    answers: list[str] = []
    hands.context.answered.connect(lambda _state, big, _small: answers.append(big))
    hands.window.scans.take("CWP-ANA")
    hands.window.scans.doubt("773K-7")
    hands.window.scans.take("CWP-ANA")
    hands.settle()
    assert answers == ["Ana is working now", REFUSED[1], "Ana is working now"]
