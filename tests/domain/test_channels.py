# SPDX-License-Identifier: MIT
"""What tools and people call a memory channel leads to its sites, and to no others."""

import pytest

from workshop.domain.board_maps import Site
from workshop.domain.channels import channel_of_bit, channels_on

SITES = [
    Site("GPU", 0, 0),
    Site("M1", 20, 0, channel="A0"),
    Site("M2", 40, 0, channel="A1"),
    Site("M3", 60, 0, channel="B0"),
    Site("M4", 80, 0, channel="b0"),  # two chips on one channel
    Site("M5", 100, 0, channel="UMC3"),
]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("A0", {"A0": ["M1"]}),
        ("a1, B0", {"A1": ["M2"], "B0": ["M3", "M4"]}),
        ("A0 A0 fbioA0", {"A0": ["M1"]}),
        ("A", {"A": ["M1", "M2"]}),
        ("A015", {"A0": ["M1"]}),
        ("A032;B031", {"A1": ["M2"], "B0": ["M3", "M4"]}),
        ("umc3", {"UMC3": ["M5"]}),
        ("G0 A0", {"G0": [], "A0": ["M1"]}),
        ("H", {"H": []}),
        ("channel A0, bit 15 perhaps", {"A0": ["M1"], "15": []}),
        ("not known", {}),
        ("", {}),
        ("Ａ１、Ｂ０ \x00", {"A1": ["M2"], "B0": ["M3", "M4"]}),
    ],
)
def test_channels_lead_to_their_sites(told: str, found: dict[str, list[str]]) -> None:
    assert channels_on(SITES, told) == found


def test_a_board_whose_channels_nobody_named_has_none_of_them() -> None:
    assert channels_on([Site("M1", 20, 0)], "A0 B1") == {"A0": [], "B1": []}


def test_no_text_names_more_channels_than_a_card_has() -> None:
    assert len(channels_on(SITES, " ".join(f"X{n}" for n in range(10_000)))) == 64


@pytest.mark.parametrize(
    ("bit", "channel"), [("B015", "B0"), ("b032", "B1"), ("B0", ""), ("15", ""), ("AB015", "")]
)
def test_a_bit_lies_in_a_channel(bit: str, channel: str) -> None:
    assert channel_of_bit(bit) == channel
