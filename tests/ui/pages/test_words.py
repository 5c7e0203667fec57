# SPDX-License-Identifier: MIT
"""Numbers on the screen: as the language in force writes them, and as they are typed."""

import pytest

from ui.pages.words import number, percent, to_type
from workshop import language


def test_numbers_are_read_as_the_language_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (number(12.5), percent(0.9643), percent(None)) == ("12.5", "96.4 %", "–")
    monkeypatch.setattr(language, "_current_code", "fr")
    assert (number(12.5), percent(0.9643), number(None)) == ("12,5", "96,4 %", "")


def test_numbers_are_typed_with_a_point_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_current_code", "fr")
    assert (to_type(12.5), to_type(None)) == ("12.5", "")
