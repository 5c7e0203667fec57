# SPDX-License-Identifier: MIT
"""What a measuring device types: its number, in the unit of the field; serials are left alone."""

import pytest

from workshop.benches.measured import measured
from workshop.domain.refused import Refused


@pytest.mark.parametrize(
    ("typed", "unit", "taken"),
    [
        ("12.34", "V", "12.34"), ("12,34 V", "V", "12.34"), ("-0,5V", "V", "-0.5"),
        ("12,345 V", "V", "12.345"), ("1234 mV", "V", "1.234"), (".5", "V", "0.5"),
        ("+1.234E+01", "V", "12.34"), ("1,234e-1 VDC", "V", "0.1234"), ("12 V DC", "V", "12"),
        ("1.2 kOhm", "Ω", "1200"), ("0.5 M\u2126", "Ω", "500000"), ("470 OHM", "Ω", "470"),
        ("23 C", "°C", "23"), ("71.5 °C", "°C", "71.5"), ("2.5 GHz", "MHz", "2500"),
        ("1500 rpm", "rpm", "1500"), ("1500 RPM", "rpm", "1500"), ("25.1 GB/s", "GB/s", "25.1"),
        ("24564", "MiB", "24564"), ("0", "", "0"), ("007.5", "V", "007.5"), ("12 %", "%", "12"),
    ],
)  # fmt: skip
def test_a_number_is_taken_in_the_unit_of_its_field(typed: str, unit: str, taken: str) -> None:
    assert measured(typed, "Field", unit) == taken


def test_a_comma_that_can_be_read_in_two_ways_is_left_to_the_field() -> None:
    assert measured("24,564", "Memory", "MiB") == "24,564"


@pytest.mark.parametrize(
    "code",
    ["324518063914", "0012", "12345ABC", "C01-000001-Z", "1-2", "12.5.1", "5 apples", "OL", "",
     "1e400", "12 V 3", "V", "٣", "912-V510-003"],
)  # fmt: skip
def test_a_code_is_no_value(code: str) -> None:
    assert measured(code, "Field", "V") == ""


def test_a_piece_by_the_name_of_a_value_is_a_piece_unless_it_is_a_bare_number() -> None:
    assert measured("4711V", "Field", "V", names_a_piece=True) == ""
    assert measured("4711", "Field", "V", names_a_piece=True) == "4711"


@pytest.mark.parametrize(("typed", "unit"), [("5 A", "V"), ("12 V", ""), ("20 °C", "V")])
def test_a_value_of_another_unit_is_not_taken(typed: str, unit: str) -> None:
    with pytest.raises(Refused) as said:
        measured(typed, "12 V rail", unit)
    assert str(said.value) == (
        f"12 V rail is not measured in {typed.split()[1]}: “{typed}” was not taken."
    )
