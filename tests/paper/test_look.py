# SPDX-License-Identifier: MIT
"""Colours on paper are readable on their grounds."""

import pytest
from reportlab.lib.colors import Color

from workshop.paper import look


def contrast(one: Color, other: Color) -> float:
    """1 to 21, from relative luminance (WCAG 2.2)."""

    def luminance(colour: Color) -> float:
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in colour.rgb()]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["GOOD", "CAREFUL", "REFUSED", "QUESTION"])
def test_words_are_readable_on_their_ground_and_on_white(name: str) -> None:
    colour = getattr(look, name)
    assert contrast(colour, getattr(look, f"{name}_GROUND")) >= 4.5
    assert contrast(colour, look.SURFACE) >= 4.5


@pytest.mark.parametrize("name", ["TEXT", "QUIET", "ACCENT", "INK", "BOARD"])
def test_text_is_readable_on_paper(name: str) -> None:
    assert contrast(getattr(look, name), look.SURFACE) >= 4.5
    assert contrast(look.TEXT, look.GROUND) >= 4.5


def test_a_hair_line_is_no_text() -> None:
    assert contrast(look.LINE, look.SURFACE) < 4.5


def test_millimetres() -> None:
    assert look.mm(25.4) == pytest.approx(72)
    assert look.mm(62) == pytest.approx(175.748, abs=0.001)
