# SPDX-License-Identifier: MIT
"""Command codes: signed for one workshop, and nobody else's does anything."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workshop.domain import command
from workshop.domain.command import (
    COMMANDS,
    command_text,
    looks_like_command,
    read_command,
    site_of,
    site_text,
)

SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


@pytest.mark.parametrize("action", COMMANDS)
def test_a_code_is_read_back_in_any_case(action: str) -> None:
    text = command_text(SECRET, action)
    assert re.fullmatch(r"![A-Z0-9-]+-[0-9A-HJKMNP-TV-Z]{6}", text)
    assert read_command(SECRET, text) == read_command(SECRET, text.lower()) == action
    assert looks_like_command(text)


@pytest.mark.parametrize("site", ["GPU", "M1", "m24", "U500-A"])
def test_a_site_is_read_back_in_any_case(site: str) -> None:
    text = site_text(SECRET, site)
    for scan in (text, text.lower()):
        action = read_command(SECRET, scan)
        assert action is not None and site_of(action) == site.upper()
    assert site_text("", site) == "" and read_command("another", text) is None
    assert not any(site_of(action) for action in COMMANDS)


@pytest.mark.parametrize("site", ["", "M 1", "Ä7", "-", "M1-", "M_1"])
def test_a_site_that_no_code_can_say_has_none(site: str) -> None:
    assert site_text(SECRET, site) == ""


def test_the_codes_stay_what_they_are() -> None:
    """Printed sheets outlive a release."""
    assert command_text(SECRET, "next_card") == "!NEXT-CARD-2WQBV4"


def test_another_workshops_code_does_nothing_here() -> None:
    text = command_text("another", "undo")
    assert looks_like_command(text) and read_command(SECRET, text) is None


def test_without_a_secret_there_is_no_code() -> None:
    with pytest.raises(ValueError, match="undo"):
        command_text("", "undo")
    assert read_command("", command_text(SECRET, "undo")) is None


@pytest.mark.parametrize("action", ["erase", "", "UNDO", "undo ", "grade_e"])
def test_only_what_is_on_the_sheet_has_a_code(action: str) -> None:
    with pytest.raises(ValueError):
        command_text(SECRET, action)


def test_a_signature_fits_no_other_action() -> None:
    signature = command_text(SECRET, "grade_a")[-6:]
    others = [read_command(SECRET, command_text(SECRET, a)[:-6] + signature) for a in COMMANDS]
    assert [found for found in others if found] == ["grade_a"]


def test_an_action_of_another_release_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = command_text(SECRET, "undo")
    monkeypatch.setattr(command, "COMMANDS", {"next_card": "Next card"})
    assert read_command(SECRET, text) is None


def test_every_wrong_character_is_noticed() -> None:
    text = command_text(SECRET, "end_session")
    wrong = [text[:i] + "2" + text[i + 1 :] for i in range(len(text)) if text[i] != "2"]
    wrong += [text + "2", text[:-1], text + "\n", "!" + text, text.replace("!", "")]
    assert [one for one in wrong if read_command(SECRET, one)] == []


def test_a_check_that_is_left_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: with no comparison every forged code would be taken."""
    monkeypatch.setattr(command.hmac, "compare_digest", lambda *_: True)
    assert read_command(SECRET, "!UNDO-000000") == "undo"


@settings(max_examples=300, database=None)
@given(st.text(max_size=60) | st.from_regex(r"![A-Z]{2,8}-[0-9A-Z]{6}", fullmatch=True))
def test_no_other_text_is_a_command(text: str) -> None:
    assert read_command(SECRET, text) is None


@pytest.mark.parametrize("text", ["!", "!!", "!1", "!A", "! UNDO", "UNDO-123456", "!显卡-123456"])
def test_what_is_not_in_the_form_claims_nothing(text: str) -> None:
    assert not looks_like_command(text)


def test_nothing_on_the_sheet_erases_or_sends_away() -> None:
    assert not [a for a in COMMANDS if re.search("scrap|sell|dispose|close|delete|erase", a)]
