# SPDX-License-Identifier: MIT
"""ISO/IEC 15434 messages as scanners mangle them: the same parts, or an honest no."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.domain.refused import Refused
from workshop.domain.scan_envelopes import data_identifiers, open_envelope, with_separators
from workshop.domain.scan_patterns import Patterns
from workshop.storage.catalogue import shipped

PARTS = ("1P900-1G136-2530-000", "S0324518063914", "Q1", "9D2318", "4LTW", "18VUN043325711",
         "K4500012345", "1TA1B2C3", "2PA02", "12SBOX0001")  # fmt: skip


def opened(text: str) -> list[str]:
    fields = open_envelope(with_separators(text), shipped().patterns)
    return [field.code + field.value for field in fields]


@pytest.mark.parametrize("gs", ["\x1d", "␝", "^]", "<GS>", "{GS}", "[gs]", "\\x1d", "|", "~", "@",
                                "$", ";", " ", "-", "#"])  # fmt: skip
@pytest.mark.parametrize("rs", ["\x1e", "␞", "^^", "{RS}", "|", "~", ""])
@pytest.mark.parametrize("end", ["\x1e\x04", "\x1e", "\x04", "{RS}{EOT}", "^^^D", ""])
def test_any_sign_may_stand_for_a_separator(gs: str, rs: str, end: str) -> None:
    assert opened(f"[)>{rs}06{gs}" + gs.join(PARTS) + end) == list(PARTS)


@pytest.mark.parametrize("form", ["06", "05"])
def test_two_records_in_one_message_are_both_read(form: str) -> None:
    other = {"06": "S11112222", "05": "21ABC"}[form]
    text = f"[)>\x1e06\x1d1P900\x1dQ1\x1e{form}\x1d{other}\x1e\x04"
    assert opened(text)[:2] == ["1P900", "Q1"]
    assert len(opened(text)) == 3


def test_lower_case_identifiers_are_read() -> None:
    assert opened("[)>\x1e06\x1dsab12\x1dq3\x1e\x04") == ["Sab12", "Q3"]


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("S0324518063914", ["S0324518063914"]),
        ("1P900-1G136-2530-000S0324518063914", ["S0324518063914", "1P900-1G136-2530-000"]),
        ("S03245180639141P900-1G136-2530-000", ["S0324518063914", "1P900-1G136-2530-000"]),
        ("Q1S0324518063914", ["S0324518063914"]),
        # The maker's own form settles what the lost separators left open.
        ("S0324518063914Q1", ["S0324518063914"]),
        ("S0324518063914" + "1T99K88", ["S0324518063914"]),
        ("1P900-1G136-2530-000", ["1P900-1G136-2530-000"]),
    ],
)
def test_without_separators_the_one_serial_there_can_be_is_read(
    body: str, parts: list[str]
) -> None:
    assert opened("[)>\x1e06" + body + "\x1e\x04") == parts


@pytest.mark.parametrize("body", ["SLK45D1234Q12", "S12345678Q9", "1PABCDE1PFGHIJ"])
def test_without_separators_a_doubt_is_refused(body: str) -> None:
    with pytest.raises(Refused, match="lost the separators"):
        opened("[)>06" + body)


def test_without_makers_forms_the_doubt_stays() -> None:
    """The planted fault: nothing else settles it."""
    with pytest.raises(Refused):
        open_envelope("[)>06S0324518063914Q1", Patterns())


def test_a_beginning_that_was_lost_is_made_up_for_only_by_known_identifiers() -> None:
    assert [f.value for f in data_identifiers("1P900\x1dS1234\x1e\x04")] == ["900", "1234"]
    assert data_identifiers("1P900") == ()
    assert data_identifiers("1P900\x1dhello") == ()
    assert data_identifiers("01095011015300\x1d21ABC") == ()


@settings(max_examples=300, database=None)
@given(st.text("SPQDKTV0123456789L-", max_size=140))
def test_no_lost_separator_breaks_it(body: str) -> None:
    try:
        fields = open_envelope("[)>06" + body, shipped().patterns)
    except Refused:
        return
    assert all(field.value in body for field in fields)
