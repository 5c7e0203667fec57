# SPDX-License-Identifier: MIT
"""Our tags: written, read back, and never mistaken for another."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.domain import tag
from workshop.domain.refused import Refused
from workshop.domain.terms import PieceKind

TAGS = ["C01000001Z", tag.make_tag(PieceKind.DIE, "0Z", 32**6 - 1)]

kinds = st.sampled_from(PieceKind)
sites = st.text(tag.ALPHABET, min_size=2, max_size=2)
numbers = st.integers(0, tag.LAST_NUMBER)


def substitutions(text: str) -> list[str]:
    return [
        text[:place] + other + text[place + 1 :]
        for place in range(len(text))
        for other in tag.ALPHABET
        if other != text[place]
    ]


def swaps(text: str) -> list[str]:
    found = []
    for a, b in combinations(range(len(text)), 2):
        characters = list(text)
        characters[a], characters[b] = characters[b], characters[a]
        found.append("".join(characters))
    return [swapped for swapped in found if swapped != text]


@settings(deadline=None, database=None)
@given(kinds, sites, numbers)
def test_a_tag_says_what_it_was_made_of(kind: PieceKind, site: str, number: int) -> None:
    made = tag.make_tag(kind, site, number)
    assert tag.read_tag(made) == (kind, site, number)
    assert len(made) == tag.LENGTH
    for spelling in (tag.written(made), made.lower(), " ".join(made), f"{made[:3]} {made[3:]}"):
        assert tag.require_tag(spelling) == made
    assert tag.looks_like_tag(made, site)


@settings(deadline=None, database=None)
@given(kinds, sites, numbers)
def test_every_wrong_character_and_every_swap_is_noticed(
    kind: PieceKind, site: str, number: int
) -> None:
    made = tag.make_tag(kind, site, number)
    assert [t for t in substitutions(made) + swaps(made) if tag.read_tag(t) is not None] == []


def test_a_plain_sum_would_not_notice_a_swap(monkeypatch: pytest.MonkeyPatch) -> None:
    def weak(body: str) -> str:
        return tag.ALPHABET[sum(map(tag.ALPHABET.index, body)) % 32]

    monkeypatch.setattr(tag, "check_character", weak)
    made = tag.make_tag(PieceKind.CARD, "01", 7271)
    assert any(tag.read_tag(swapped) for swapped in swaps(made))


@pytest.mark.parametrize("made", TAGS)
def test_written_for_people(made: str) -> None:
    assert tag.written(made) == f"{made[:3]}-{made[3:9]}-{made[9]}"
    assert tag.written("B-12") == "B-12"


def test_the_numbers_run_out_with_a_sentence() -> None:
    for number in (-1, tag.LAST_NUMBER + 1):
        with pytest.raises(Refused, match=r"used up its 1073741824 tag numbers"):
            tag.make_tag(PieceKind.CARD, "01", number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "C01",
        "C01-000001",
        "Z01-000001-Z",
        "C01-00000I-Z",
        "C01-000001-ZZ",
        "李伟" * 5,
        "x" * 4096,
    ],
)
def test_what_is_no_tag_is_told_so(text: str) -> None:
    assert tag.read_tag(text) is None
    with pytest.raises(Refused, match=r"is not a tag\. A tag looks like") as refused:
        tag.require_tag(text)
    assert len(str(refused.value)) < 100


def test_a_wrong_check_character_is_told_apart_from_no_tag() -> None:
    with pytest.raises(Refused, match="check character of “C01-000001-Y” is wrong"):
        tag.require_tag("C01-000001-Y")


def test_a_refusal_shows_no_invisible_character() -> None:
    with pytest.raises(Refused) as refused:
        tag.require_tag("C01\x1b[31m\u202e\n")
    assert str(refused.value).isprintable()


def test_without_dashes_only_our_own_site_code_makes_a_tag() -> None:
    """A maker's serial of ten characters may look like the tag of another workshop."""
    assert tag.looks_like_tag("C01000001Z", "01")
    assert not tag.looks_like_tag("C77000001Z", "01")
    assert tag.looks_like_tag("C77-000001-Z", "01")
