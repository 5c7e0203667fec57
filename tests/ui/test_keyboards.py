# SPDX-License-Identifier: MIT
"""What arrives of the test code says which keyboards do not match, and which settings fit."""

from itertools import product
from typing import Any

import pytest

from ui.keyboards import _KEYS, TEST_CODE, Heard, judge, typed

IN_FORCE: dict[str, Any] = {
    "scanner_gap": 50,
    "scanner_ends": "both",
    "scanner_prefix": "",
    "scanner_suffix": "",
    "scanner_separator": "",
}


def words(text: str = TEST_CODE, gap: float = 12.0, end: str = "enter", **now: Any) -> list[str]:
    """What is said when the test code arrives so."""
    return [one.words for one in judge(Heard(text, gap, end), {**IN_FORCE, **now}).findings]


def fitting(text: str = TEST_CODE, gap: float = 12.0, end: str = "enter", **now: Any) -> Any:
    """Which settings are offered when the test code arrives so."""
    return judge(Heard(text, gap, end), {**IN_FORCE, **now}).fitting


def test_a_scanner_that_fits_is_said_to_fit() -> None:
    assert words() == [
        "Letters and signs arrive as they are.",
        "Longest pause 12 ms: fine.",
        "It presses Enter after the code: fine.",
        "GS and RS arrive.",
    ]
    assert fitting() == {}


def test_every_keyboard_has_all_keys() -> None:
    assert {name: [len(keys) for keys in rows] for name, rows in _KEYS.items()} == {
        name: [47, 47] for name in _KEYS
    }


@pytest.mark.parametrize(
    ("computer", "arrives"),
    [
        ("german", "QAYWZMß-12\x1daz\x1e90"),
        ("french", "AQWZY?)!&é\x1dqy\x1eçà"),
        ("spanish", "QAZWYM'-12\x1day\x1e90"),
        ("nordic", "QAZWYM+-12\x1day\x1e90"),
    ],
)
def test_a_scanner_from_the_factory_at_another_keyboard(computer: str, arrives: str) -> None:
    """Written down by hand: what these keyboards make of the keys of an American one."""
    assert "".join(typed(one, "american", computer) or one for one in TEST_CODE) == arrives
    said = words(arrives)[0]
    names = {"german": "a German", "french": "a French", "nordic": "a Nordic"}
    assert f"takes the scanner for {names.get(computer, 'a Spanish, Italian')}" in said
    assert "types like an American keyboard" in said


def test_a_scanner_set_to_french_at_an_american_keyboard() -> None:
    arrives = "".join(typed(one, "french", "american") or one for one in TEST_CODE)
    said = words(arrives)[0]
    assert "Set the scanner to an American keyboard, or this computer to a French" in said


def test_every_pair_of_keyboards_is_told_from_one_that_fits() -> None:
    for scanner, computer in product(_KEYS, _KEYS):
        arrives = "".join(one if one < " " else typed(one, scanner, computer) for one in TEST_CODE)
        fits = words(arrives)[0] == "Letters and signs arrive as they are."
        assert fits is (arrives == TEST_CODE), (scanner, computer)
        assert "not the test code" not in words(arrives)[0], (scanner, computer)


@pytest.mark.parametrize(
    ("arrives", "says"),
    [
        (TEST_CODE.swapcase(), "Caps Lock is on"),
        (TEST_CODE.upper(), "Small letters arrive as capitals"),
        (TEST_CODE.lower(), "Capitals arrive as small letters"),
        ("".join(chr(ord(c) + 0xFEE0) if c > "!" else c for c in TEST_CODE), "input method"),
    ],
)
def test_case_and_width_of_letters(arrives: str, says: str) -> None:
    assert any(says in one for one in words(arrives))


def test_a_slow_scanner_gets_a_longer_pause() -> None:
    assert "Longest pause 70 ms: too slow for the 50 ms" in words(gap=70.0)[1]
    assert fitting(gap=70.0) == {"scanner_gap": 120}
    assert fitting(gap=70.0, scanner_gap=120) == {}


def test_a_scanner_without_an_end_key() -> None:
    assert "sends no Enter: turn on a suffix" in words(end="")[2]
    assert fitting(end="") == {"scanner_ends": "pause"}
    assert fitting(end="", scanner_ends="pause") == {}
    assert fitting(end="tab", scanner_ends="enter") == {"scanner_ends": "tab"}
    assert fitting(end="enter", scanner_ends="pause") == {"scanner_ends": "enter"}


@pytest.mark.parametrize("lost", [TEST_CODE.replace("\x1d", "").replace("\x1e", "")])
def test_a_dropped_gs_is_said(lost: str) -> None:
    assert any("GS does not arrive" in one for one in words(lost))
    assert fitting(lost) == {}
    assert "GS arrives, RS does not" in words(TEST_CODE.replace("\x1e", ""))[3]


def test_a_sign_in_place_of_gs_is_offered() -> None:
    arrives = TEST_CODE.replace("\x1d", "~").replace("\x1e", "")
    assert "It types “~” in place of GS." in words(arrives)
    assert fitting(arrives) == {"scanner_separator": "~"}
    assert fitting(scanner_separator="~") == {"scanner_separator": ""}


def test_what_is_typed_around_each_code_is_taken_off() -> None:
    assert fitting(f"\x02{TEST_CODE}#") == {"scanner_prefix": "\x02", "scanner_suffix": "#"}
    assert "It types “‹STX›” before each code." in words(f"\x02{TEST_CODE}")
    assert fitting(scanner_prefix="~") == {"scanner_prefix": ""}
    assert "kind of code it read (“]Q1”): good." in words(f"]Q1{TEST_CODE}")[-1]
    assert fitting(f"]Q1{TEST_CODE}") == {}


def test_another_code_is_not_taken_for_the_test_code() -> None:
    for other in ("4711", "M9YVCM123456789AND4MORE", "<b>bold</b>", "000000000000000"):
        assert len(words(other)) == 1 and "not the test code" in words(other)[0]
        assert fitting(other) == {}
    assert "set both to the same" in words("фывапролджэячс")[0]
