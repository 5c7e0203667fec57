# SPDX-License-Identifier: MIT
"""A measuring device that types its values, by real keys through the scanner of the window."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from file_window import at
from whole_window import WholeWindow

__all__ = ["at"]


def test_a_whole_card_is_measured_without_a_key_of_ones_own(
    at: WholeWindow, file_shop: Any
) -> None:
    """Long values come as scans, short ones as keys and Enter: each goes into the next field."""
    card, other = file_shop.card("SN0001"), file_shop.card("SN0002")
    page = at.go("tests")
    at.scan(card)
    at.click_row("Test plans", "Rails at power-on")
    at.click(at.field("12 V"))
    for value in ("12.04 V", "5.1", "3,29 V", "1.8", "900 mV", "1.35V", "1", "2"):
        at.scan(value)
    assert page.form.typed() == {
        "v_12v": "12.04", "v_5v": "5.1", "v_3v3": "3.29", "v_1v8": "1.8", "v_nvvdd": "0.9",
        "v_fbvdd": "1.35", "v_pex": "1", "inrush_current": "2",
    }  # fmt: skip
    assert page.side.verdict.words() == "Pass"
    page.form.focus_first()
    at.scan(other)
    assert page.tag == card and at.answers[-1][0] == "question", "a tag is never a value"
    assert page.form.typed()["v_12v"] == "12.04"
