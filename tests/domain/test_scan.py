# SPDX-License-Identifier: MIT
"""What a scan means: tags, badges, envelopes, captions, part numbers, and what is none of these."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workshop.domain.scan import LONGEST, Scan, ean_is_valid, read_scan
from workshop.domain.tag import make_tag
from workshop.domain.terms import PieceKind, ScanKind
from workshop.domain.text import has_hidden

TAG = "C01000001Z"


def read(raw: str) -> tuple[str, str]:
    scan = read_scan(raw, "01")
    return scan.kind.value, scan.value


def envelope(*parts: str) -> str:
    return "[)>\x1e06" + "".join(f"\x1d{part}" for part in parts) + "\x1e\x04"


@pytest.mark.parametrize(
    ("raw", "kind", "value"),
    [
        (TAG, "tag", TAG),
        ("c01-000001-z\r\n", "tag", TAG),
        ("]Q1C01-000001-Z", "tag", TAG),
        ("C01-000001-Y", "bad_tag", "C01000001Y"),
        ("C77-000001-Z", "bad_tag", "C77000001Z"),
        # Ten characters of a maker, with another workshop's site code: a serial.
        ("C77000001Z", "serial", "C77000001Z"),
        ("CWP-ANA", "person", "ANA"),
        ("cwl-tray-12", "place", "TRAY-12"),
        ("CWS-BENCH-1", "station", "BENCH-1"),
        ("CWP-", "serial", "CWP-"),
        ("0324518063914", "serial", "0324518063914"),
        ("]E04710180023459", "upc", "4710180023459"),
        ("]C10324518063914", "serial", "0324518063914"),
        ("S/N: 0324518063914", "serial", "0324518063914"),
        ("Serial No. # AB-12", "serial", "AB-12"),
        ("P/N: 900-1G136-2530-000", "part_number", "900-1G136-2530-000"),
        ("900-1g136-2530-000", "part_number", "900-1G136-2530-000"),
        ("699-21010-0200-500", "part_number", "699-21010-0200-500"),
        (envelope("1P900-1G136-2530-000", "S0324518063914"), "serial", "0324518063914"),
        (envelope("1P900-1G136-2530-000"), "part_number", "900-1G136-2530-000"),
        (envelope("P900-1G136"), "part_number", "900-1G136"),
        ("]d1" + envelope("30S11112222"), "serial", "11112222"),
        (envelope("Q12"), "unreadable", None),
        (envelope("S<script>"), "unreadable", None),
        (envelope("1P\0\x01"), "unreadable", None),
        ("[)>\x1e", "unreadable", None),
        ("", "unreadable", ""),
        ("]E0", "unreadable", ""),
        (" \t\r\n", "unreadable", ""),
        ("<b>1234</b>", "unreadable", None),
        ("1234\x005678", "unreadable", None),
        ("1234\u202e5678", "unreadable", None),
        ("CWP-A\0NA", "unreadable", None),
        ("P/N: \u200b900-1G136", "unreadable", None),
        ("P/N: ", "unreadable", None),
        ("P/N: " + "9" * 4096, "unreadable", None),
        ("x" * 4096, "unreadable", None),
        ("显卡序列号", "unreadable", None),
        ("\ud800\udfff", "unreadable", None),
    ],
)  # fmt: skip
def test_what_a_scan_means(raw: str, kind: str, value: str | None) -> None:
    found = read(raw)
    assert found[0] == kind
    assert value is None or found[1] == value


@pytest.mark.parametrize("kind", PieceKind)
def test_tags_of_every_kind_are_read(kind: PieceKind) -> None:
    made = make_tag(kind, "01", 12345)
    assert read_scan(made, "01") == Scan(ScanKind.TAG, made)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("", "Nothing was read. Scan again."),
        ("C01-000001-Y", "The check character of “C01-000001-Y” is wrong. Scan the label again."),
        (envelope("Q12"), "This code holds no serial. Scan the serial label of the card."),
        (
            "\x1b[2J",
            (
                "“�[2J” cannot be a serial: only letters, digits and - . / + : _ # are used. "
                "Scan the serial label again."
            ),
        ),
    ],
)
def test_an_unreadable_scan_says_what_to_do(raw: str, sentence: str) -> None:
    assert str(read_scan(raw, "01").problem) == sentence


def test_an_envelope_longer_than_any_label_is_not_taken_apart() -> None:
    assert read(envelope("S1234" + "5" * LONGEST))[0] == "unreadable"


@settings(max_examples=400, deadline=None, database=None)
@given(
    st.text(max_size=200)
    | st.builds(
        str.__add__,
        st.sampled_from(["]Q1", "]E0", "[)>\x1e06\x1d", "CWP-", "S/N: ", "P/N:", "C01-", "900-"]),
        st.text(max_size=40),
    ),
    st.sampled_from(["01", "ZZ", ""]),
)
@example("]E0\u00b2\u00b3", "01")
@example("[)>\x1e06\x1d1S", "01")
@example("\u2028\xad", "01")
def test_no_text_breaks_the_reader(raw: str, site: str) -> None:
    scan = read_scan(raw, site)
    assert (scan.problem is None) == (scan.kind not in (ScanKind.UNREADABLE, ScanKind.BAD_TAG))
    assert not has_hidden(scan.value)
    sentence = str(scan.problem or "")
    assert not has_hidden(sentence) and "\n" not in sentence
    (scan.value + sentence).encode()


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("4710180023458", False),
        ("4006381333931", True),
        ("036000291452", True),
        ("036000291453", False),
        ("96385074", True),
        ("400638133393", False),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", False),
        ("", False),
    ],
)
def test_the_check_digit_of_a_box_code(digits: str, valid: bool) -> None:
    assert ean_is_valid(digits) is valid
