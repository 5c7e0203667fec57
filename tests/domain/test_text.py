# SPDX-License-Identifier: MIT
"""Which text may come in, and in which form it is compared."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.domain import text
from workshop.domain.refused import Refused


@pytest.mark.parametrize(
    "bad",
    [
        "a\0b",
        "a\x1bb",
        "a\u202eb",
        "a\u200bb",
        "\ud800",
        "a\x7fb",
        "\xad",
        "a\u2028b",
        "\u180e",
        "\ufeffa",
        "\ue000",
    ],
)
def test_what_cannot_be_seen_is_refused(bad: str) -> None:
    assert text.has_hidden(bad)
    with pytest.raises(Refused, match=r"The note holds characters that cannot be printed\."):
        text.clean(f"x{bad}x", "The note")
    assert text.shown(bad).count("�") == 1


@pytest.mark.parametrize(
    "good", ["李伟", "Zoé", "🙂", "<b>&amp;</b>", "two\nlines\tand a tab", "العربية"]
)
def test_words_of_any_language_are_kept_as_they_are(good: str) -> None:
    assert text.clean(f"  {good} ", "The note") == good


def test_length_is_told_in_numbers() -> None:
    assert text.clean("x" * 200, "The note") == "x" * 200
    with pytest.raises(Refused, match="The note is too long: 201 characters, at most 200 fit"):
        text.clean("x" * 201, "The note")


def test_what_is_no_text_and_what_is_empty() -> None:
    with pytest.raises(Refused, match=r"The note must be text\."):
        text.clean(12, "The note")
    with pytest.raises(Refused, match=r"The name is missing\."):
        text.require("   ", "The name")


@settings(deadline=None, database=None)
@given(st.text())
def test_shown_always_fits_a_sentence(anything: str) -> None:
    said = text.shown(anything)
    assert len(said) <= 41
    assert not text.has_hidden(said) and "\n" not in said
    said.encode()


def test_shown_says_that_it_was_cut() -> None:
    assert text.shown("x" * 41) == "x" * 40 + "…"
    assert text.shown("x" * 40) == "x" * 40


@pytest.mark.parametrize(
    ("typed", "kept"), [("b1", "B1"), (" tray-12 ", "TRAY-12"), ("A_1.b", "A_1.B")]
)
def test_codes_are_kept_in_capitals(typed: str, kept: str) -> None:
    assert text.code(typed, "The code") == kept


@pytest.mark.parametrize("bad", ["-1", "a b", "Ü", "a/b", "李", "x" * 33, ""])
def test_codes_that_no_badge_could_carry(bad: str) -> None:
    with pytest.raises(Refused, match="The code"):
        text.code(bad, "The code")


@pytest.mark.parametrize("good", ["0123456789012", "a1", "AB-12/34.5+6:7_8#9 0", "x" * 64])
def test_serials_stay_text_as_they_were_read(good: str) -> None:
    assert text.serial(f" {good}\r\n") == good


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (5, "must be text"),
        ("  ", "missing"),
        ("x" * 65, "65 characters"),
        ("a", "cannot be a serial"),
        ("-----", "cannot be a serial"),
        ("A-", "cannot be a serial"),
        ("<b>12</b>", "cannot be a serial"),
        ("12\x1d34", "cannot be a serial"),
        ("12\u200b34", "cannot be a serial"),
        ("序列号12", "cannot be a serial"),
        ("ＡＢ１２", "cannot be a serial"),
        ("12\n34", "cannot be a serial"),
    ],
)
def test_what_no_label_carries_is_no_serial(bad: object, why: str) -> None:
    with pytest.raises(Refused, match=why):
        text.serial(bad)


def test_identifiers_are_compared_without_blanks_dashes_and_case() -> None:
    assert text.normal(" ab-12 34\t") == "AB1234"


def test_look_alikes_are_twins() -> None:
    assert text.twin("so1-O0") == text.twin("SOI 0o") == text.twin("SOL00")
    assert text.twin("A1") != text.twin("A2")


def test_a_day_is_written_one_way() -> None:
    assert text.day(" 2026-11-24 ", "The date") == "2026-11-24"
    for bad in ("24.11.2026", "2026-02-30", "yesterday", None, ""):
        with pytest.raises(Refused, match=r"is no date\. Write it as 2026-11-24"):
            text.day(bad, "The date")
