# SPDX-License-Identifier: MIT
"""Article codes, and GS1 only where a code says that it is GS1."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.domain.scan import read_scan
from workshop.domain.scan_gs1 import (
    article,
    as_printed,
    check_digit_holds,
    digital_link,
    element_strings,
    upc_a_of,
)


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("4710180023458", False),
        ("4006381333931", True),
        ("036000291452", True),
        ("036000291453", False),
        ("96385074", True),
        ("00036000291452", True),
        ("400638133393", False),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", False),
        ("²" * 8, False),
        ("", False),
    ],
)
def test_the_check_digit_of_a_box_code(digits: str, valid: bool) -> None:
    assert check_digit_holds(digits) is valid


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("01234565", "012345000065"),
        ("04252614", "042100005264"),
        ("01278907", "012000007897"),
        ("01234133", "012300000413"),
        ("01234542", ""),
        ("21234565", ""),
        ("0123456", ""),
        ("0123456²", ""),
    ],
)
def test_a_short_upc_is_written_out(short: str, long: str) -> None:
    assert upc_a_of(short) == long


@pytest.mark.parametrize("digits", ["204512345675", "2012345678900", "0212345678901", "00000000",
                                    "0000000000000", "20123451"])  # fmt: skip
def test_numbers_a_shop_gives_out_itself_are_on_no_box(digits: str) -> None:
    assert article(digits) == ""


@settings(max_examples=300, database=None)
@given(st.text("0123456789", min_size=7, max_size=13))
def test_one_box_gives_one_text_whatever_reads_it(body: str) -> None:
    total = sum(int(d) * (1 if i % 2 else 3) for i, d in enumerate(reversed(body)))
    found = article(body + str(-total % 10))
    if found:
        assert check_digit_holds(found)
        assert article(found) == found
        if len(found) > 8:
            assert article(found.zfill(13)) == article(found.zfill(14)) == found


def test_zeros_before_a_number_go() -> None:
    assert as_printed("00000096385074") == "96385074"
    assert as_printed("00036000291452") == "036000291452"
    assert as_printed("04006381333931") == "4006381333931"
    assert as_printed("14006381333938") == "14006381333938"


@settings(max_examples=200, database=None)
@given(st.text(max_size=80) | st.text("0123456789\x1d()ABC", max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    element_strings(text)
    digital_link("https://a.b/01/" + text)
    digital_link(text)


def test_the_reader_of_gs1_is_loaded_only_for_gs1(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "biip"]:
        monkeypatch.delitem(sys.modules, name)
    for raw in ("0324518063914", "4006381333931", "S/N: AB-12", "[)>\x1e06\x1dS1234567\x1e\x04"):
        read_scan(raw, "01")
    assert "biip" not in sys.modules
    read_scan("]d2010950110153000321ABC123", "01")
    assert "biip" in sys.modules
