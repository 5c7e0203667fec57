# SPDX-License-Identifier: MIT
"""Forms of serials and markings: read, checked, dated, and never believed too much."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.domain.catalogue_entries import Confidence
from workshop.domain.refused import Refused
from workshop.domain.scan_patterns import Guess, Patterns, ScanPattern, patterns_of
from workshop.domain.shop_copies import with_shop_copies
from workshop.domain.terms import ScanKind
from workshop.storage.catalogue import shipped


def form(form: str, **more: Any) -> ScanPattern:
    return ScanPattern("F", "Maker", form, **more)


@pytest.mark.parametrize(
    ("pattern", "text", "made"),
    [
        (form("nnn"), "123", ""),
        (form("nnn"), "12A", None),
        (form("aax"), "AB1", ""),
        (form("x{2,4}"), "AB12", ""),
        (form("x{2,4}"), "AB123", None),
        (form("[A-C7]n"), "71", ""),
        (form("[A-C7]n"), "D1", None),
        (form("SNyywwn{8}"), "SN204512345678", "2020-W45"),
        (form("yywwn"), "20531", "2020-W53"),
        (form("yywwn"), "20541", None),
        (form("yywwn"), "20001", None),
        (form("yymmn"), "20121", "2020-12"),
        (form("yymmn"), "20131", None),
        (form("yymn"), "20A1", "2020-10"),
        (form("yyx"), "20Z", "2020"),
        (form("yyx"), "04Z", None),  # before there were such cards
        (form("yyx", first_year=2015, last_year=2022), "23Z", None),
        (form("yn", years="JKL", first_year=2018), "L1", "2020"),
        (form("yn", years="JKL", first_year=2018), "M1", None),
        (form("ymn", years="789DEF", first_year=2017), "DC1", "2020-12"),
        (form("MT6nK."), "MT61K.", ""),  # capitals and signs stand for themselves
        (form("MT6nK."), "MT61KX", None),
    ],
)
def test_a_form_fits_and_dates(pattern: ScanPattern, text: str, made: str | None) -> None:
    assert pattern.date_of(text) == made


@pytest.mark.parametrize(
    "wrong",
    [
        "", "b", "nn(", "[a-z]", "[", "{3}", "n{", "n{3}{4}", "n{4,2}", "[Z-A]", "yyyy", "yymmmm",
        "y", "n" * 65, "x{0,9}x{0,9}x{0,9}", "n-n", "n n", "\\d", "a\0", "n{999}",
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_read_is_refused(wrong: str) -> None:
    with pytest.raises(Refused):
        form(wrong)


def test_only_what_a_scan_can_guess_has_forms() -> None:
    with pytest.raises(Refused, match="not of a tag"):
        form("nnn", kind=ScanKind.TAG)


def test_the_most_trusted_form_speaks() -> None:
    forms = patterns_of(
        [
            ScanPattern("A", "One", "n{10}"),
            ScanPattern("B", "Two", "0n{9}", confidence=Confidence.HIGH),
            ScanPattern("C", "Three", "n{10}", confidence=Confidence.LOW),
        ],
        [],
    )
    assert forms.guess("0123456789") == Guess("Two", "", "B", "high")
    assert forms.guess("1123456789") == Guess("Three", "", "C", "low")
    assert forms.is_sure("012-345 6789") and not forms.is_sure("1123456789")


def test_two_makers_whose_forms_fit_as_well_say_nothing() -> None:
    forms = patterns_of([ScanPattern("A", "One", "nnn"), ScanPattern("B", "Two", "nnn")], [])
    assert forms.guess("123") == Guess()
    assert forms.guess("123", maker="Two").rule == "B"


def test_a_form_that_fits_too_much_waits_for_the_maker() -> None:
    forms = patterns_of([ScanPattern("A", "One", "n{10}", alone=False)], [])
    assert forms.guess("0123456789") == Guess()
    assert forms.guess("0123456789", maker="One").rule == "A"


def test_a_marking_is_known_by_name_or_by_form() -> None:
    forms = patterns_of([ScanPattern("A", "M", "D8aaa", ScanKind.MARKING)], ["K4Z-1 x"])
    assert forms.is_marking("d8bzc") and forms.is_marking("K4Z1X")
    assert not forms.is_marking("D8BZ1") and not Patterns().is_marking("D8BZC")


@settings(max_examples=200, database=None)
@given(st.text(max_size=70), st.text(max_size=64))
def test_a_shops_own_form_never_breaks_a_scan(written: str, text: str) -> None:
    try:
        forms = patterns_of([form(written)], [])
    except Refused:
        return
    forms.guess(text)


@settings(max_examples=100, database=None)
@given(st.text("nax[]{}0129,-yYmw", min_size=1, max_size=40), st.text("0123456789A", max_size=64))
def test_forms_made_of_their_own_signs_are_read_or_refused(written: str, text: str) -> None:
    try:
        made = form(written, years="JKL", first_year=2018)
    except Refused as refused:
        assert "{" not in str(refused).replace(written, "")
        return
    made.date_of(text)


def test_every_shipped_form_says_where_it_is_from() -> None:
    for pattern in shipped().scans.values():
        assert pattern.source
        assert shipped().find_maker(pattern.maker) or pattern.kind is ScanKind.MARKING
        if pattern.source == "Word of mouth":
            assert pattern.confidence is Confidence.UNCONFIRMED


def test_every_shipped_memory_part_is_known_as_a_marking() -> None:
    patterns = shipped().patterns
    assert patterns is shipped().patterns  # made once
    for part in shipped().memory.values():
        assert patterns.is_marking(part.part_number) and patterns.is_marking(part.code)


def test_a_shop_may_add_a_form_and_correct_one() -> None:
    own = with_shop_copies(
        shipped(),
        [
            ("scan", "PALIT-1", {"maker": "Palit", "form": "NEyywwn{9}", "source": "Our pallets"}),
            ("scan", "NVIDIA-13", {"confidence": "low"}),
        ],
    )
    assert own.patterns.guess("NE2345123456789") == Guess(
        "Palit", "2023-W45", "PALIT-1", "unconfirmed"
    )
    assert own.patterns.guess("0322714071430").confidence == "low"
    assert shipped().patterns.guess("NE2345123456789") == Guess()
    with pytest.raises(Refused, match="cannot be read"):
        with_shop_copies(shipped(), [("scan", "X", {"maker": "Palit", "form": "(n+)+"})])
