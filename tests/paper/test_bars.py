# SPDX-License-Identifier: MIT
"""Bars are what they say, control characters included."""

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from workshop.paper.bars import QUIET, bars


def read(modules: str) -> list[str]:
    """What a scanner reads from a row of modules, three dots each."""
    row = f"{'0' * QUIET}{modules}{'0' * QUIET}"
    line = bytes(0 if bit == "1" else 255 for bit in row for _ in range(3))
    picture = Image.frombytes("L", (len(line), 60), line * 60)
    found = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)
    return [code.text for code in found]


@given(st.text(st.characters(max_codepoint=0x7E), min_size=4, max_size=30))
def test_every_ascii_text_is_read_back(text: str) -> None:
    assert read(bars(text)) == [text]


def test_the_row_begins_and_ends_with_a_bar() -> None:
    modules = bars("QAZ-\x1d12")
    assert modules[0] == modules[-1] == "1" and set(modules) == {"0", "1"}
    assert (len(modules) - 13) % 11 == 0  # characters of 11 modules and the end of 13


@pytest.mark.parametrize("text", ["", "Größe", "焊盘"])
def test_what_has_no_bars_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        bars(text)
