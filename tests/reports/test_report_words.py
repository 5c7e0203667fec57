# SPDX-License-Identifier: MIT
"""The words and numbers of a report."""

from collections.abc import Iterator

import pytest

from workshop import language
from workshop.domain.terms import PieceKind, PieceState, SiteOutcome, StepOutcome, Verdict
from workshop.paper.fonts import missing
from workshop.reports import words
from workshop.reports.words import limits, moment, number, percent


def test_every_term_has_a_word_and_a_sign_the_typeface_draws() -> None:
    for terms, known in (
        (PieceState, words.STATES),
        (Verdict, words.VERDICTS),
        (StepOutcome, words.OUTCOMES),
        (SiteOutcome, words.SITES),
    ):
        assert set(terms) <= set(known)
        for term in known.values():
            assert term.word and term.sign and not missing(term.said)
    assert set(words.KINDS) == set(words.MANY) == set(PieceKind)


def test_a_term_of_a_newer_program_stands_as_it_is() -> None:
    assert words.term(words.STATES, "floating").said == "floating"
    assert words.kind("pump") == words.many("pump") == "pump"


@pytest.mark.parametrize(
    ("rate", "text"),
    [(None, "–"), (0.0, "0%"), (1.0, "100%"), (0.9999, "99.9%"), (0.0001, "0.1%"),
     (0.9643, "96.4%"), (0.5, "50%")],
)  # fmt: skip
def test_a_rate_is_never_rounded_up_to_all_or_down_to_nothing(
    rate: float | None, text: str
) -> None:
    assert percent(rate) == text


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(language, "_current_code", "fr")
    yield


def test_numbers_are_written_as_the_language_has_it() -> None:
    assert number(1234567) == "1,234,567"
    assert moment("2026-11-24T10:47:12.000000Z") == "2026-11-24 10:47"
    assert moment("soon") == "soon"


def test_french_numbers(french: None) -> None:
    assert number(1234567) == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567"
    assert percent(0.9643) == "96,4 %"
    assert limits(0.2, 5) == "0,2 … 5"
    assert language.say_value("4.69", "Ω") == "4,69"
    assert language.say_value("95.02", "") == "95.02"
